"""English."""

from vault_tools.note.language_words import Language

LANGUAGE = Language(
    names="english en eng englisch englisches anglais inglés 英文 英语 英語 영어",
    presumed=True,
    small_words=(
        "the of and to a in is that it for was on are with as i he his be at by this had not but from or "
        "have an they which you were her she there their we been has when who will more no if out so "
        "what up its about into than them can only other my your our these do would could should just "
        "how because it's don't that's i'm you're we're they're there's me him us did does am being "
        "where while after before very also any some"
    ),
    telling_words="the and that you it this with are what have they but your",
    short_line_words="of is to in",
    never_last=(
        "the a an of and to or but nor with from into onto as if because although unless whether than "
        "which whose my your our their its these those every very is are was were be been am has will "
        "would can could should may might must i'm he's she's we're they're you're between among during "
        "against"
    ),
    rarely_last=(
        "upon by who whom where when while that's it's being have had his more most such both either "
        "neither before after without within toward towards about over under for at on in this that so "
        "not do does did just like also going they we he she gonna really actually basically even still"
    ),
    sign_offs=(
        "bye thanks thank␣you very␣much so␣much cheers see␣you tomorrow next␣time next␣week good␣night "
        "take␣care the␣end amen"
    ),
    fillers="um+|uh+|you know|i guess|i mean|okay|ok|yeah|like|right|so",
    no_pause_after="to with from into is are was were as for at in on",
    never_a_pause_after="the a an of my your our their its every than",
    outros=(
        r"thanks for (?:listening|watching)|subscribe|follow (?:me|us|our)\b|produced by|leave (?:us )?a review"
    ),
    credits="via|by|source|photo|image|credits?|author|editor|translator|translated by",
    postscripts=r"P\.? ?S\.?[:： ]",
    months=(
        "january|jan february|feb march|mar april|apr may june|jun july|jul august|aug "
        "september|sep|sept october|oct november|nov december|dec"
    ),
    weekdays="mon tue wed thu fri sat sun",
    ordinals="st|nd|rd|th",
    date_words=r"of\b",
    time_words="at",
    halves_after="am pm",
    original="original source transcript",
    original_label="original(?: english| text)?",
    label_words="view hide show toggle click expand text version translation full the in of",
    translation="translation",
    translation_label="(?:chinese )?translation",
    paragraph_label="english en 英文 英语 英語",
    abstract="abstract|summary|keywords",
    kept_headings=(
        "original|transcript|lyrics|reference|bibliograph|quot|prompt|sources?$|abstract|links?$|"
        "footnote|further reading"
    ),
    part_names=(
        "abstract content contents introduction meta metadata note notes overview summary tl;dr transcript"
    ),
    sung="a h z o m e u x y ya yah ha he ho hi la na da doo yeah oh ah hey blah bla mm hmm wow",
    music="music|singing|applause|cheering|chorus|refrain|verse",
    templates="templates?",
    index_notes="mocs?|maps?(?: of content)?|index(?:es)?|indices|hubs?",
    people=(
        "people|persons?|contacts?|crm|authors?|speakers?|guests?|hosts?|attendees|participants|"
        "directors?|actors?|cast"
    ),
    organisations="compan(?:y|ies)|org(?:s|ani[sz]ations?)|institut(?:es?|ions?)",
    source_keys="source url link src",
    conflict_copies="conflicted copy",
    conflict_infixes=" conflicted copy",
    moc_texts={
        "one": "1 note",
        "count": "{count} notes",
        "more": "and {count} more",
        "none": "No notes.",
        "vanished": "No note has `{key}: {value}` any more.",
        "other": "Other",
        "year": "{year}",
        "month": "{year}-{month}",
        "note": "note",
    },
    marks={
        "truncated": r"""
runcated mitted bridged nipped lided ut␣off ut␣short TRUNCATED OMITTED SNIPPED => (?![^.]*\b(?:may|might|can|could|should|must|often|usually|sometimes|never|not|if|when|be|he|she|they|you)\b)(?:(?:[\w’',\-/]++ ){0,6}(?:rest|remainder|remaining|text|contents?|transcripts?|translations?|sections?|parts?|portions?|output|response|middle|segments?|paragraphs?|passages?|chapters?|body|article|message|conversation|dialogue|original|document|details|lines|words|characters|tokens|excerpts?|quotes?|lyrics|story|page|post|answer|code)(?: [\w’',\-/]++){0,4} )?(?:truncated|omitted|abridged|snipped|elided|cut (?:off|short))(?:[,:]? (?:for (?:brevity|length|space|clarity|readability|conciseness)|due to|because of|here|to save|to fit|token|length|output|by|in (?:this|the) (?:output|response|version|translation)|from (?:this|the) (?:output|response|version|translation|transcript)|(?:at|after) (?:the )?(?:\d|limit|max|token|length)|\d)[^.。]{0,60})?
ue␣to ecause␣of wing␣to => (?:(?:editor|translator)(?:'|’)?s? )?notes?[:：][^\n]{0,300}(?:due to|because of|owing to)[^\n]{0,60}(?:length|output|token|space|context|size|limit|constraint)[^\n]{0,160}(?:abridged|truncated|omitted|condensed|shortened|summari[sz]ed|cut|skipped)[^\n]{0,240}
haracters chars tokens words lines bytes => (?:\.{2,} ?)?\+?\d[\d,.]* (?:more |other )?(?:characters?|chars?|tokens?|words?|lines?|bytes?)(?: (?:were |was )?(?:truncated|omitted|snipped|elided|remaining|left|not shown))?
[snip [cut (snip (cut ontinued CONTINUED => snip|cut|(?:to be |story )?continued|continued (?:in|on|below)[^.]{0,50}
mitted bridged runcated kipped ondensed => (?:(?:editor|translator)(?:'|’)?s? )?notes?[:：][^\n]{0,160}(?:abridged|truncated|omitted|condensed|shortened|skipped)[^\n]{0,40}(?:due to|because of|owing to)[^\n]{0,60}(?:length|output|token|space|context|size|limit|constraint)[^\n]{0,100}
ontinues => (?:(?:the )?(?:translation|transcript|text|article) )?continues? (?:in|with) (?:the )?(?:next|following|rest|remaining|part)[^.]{0,60}
est␣omitted est␣of est␣is mainder maining => (?:rest|remainder|remaining [\w ]{1,30})(?: of [^.]{1,40})? (?:is |was |are |here )?(?:omitted|unchanged|skipped)
ontinue␣with ontinue␣to ontinuing␣with roceed => (?:please )?(?:continue|continuing|proceed) (?:with|to) (?:the )?(?:rest|remaining|next)[^.]{0,80}
continue provide␣the␣rest finish => (?:[^.]{0,70}[,;] )?(?:i(?:'|’)?(?:ll| will| shall| can)|let me|we(?:'|’)?ll) (?:continue|provide the rest|finish)[^.]{0,70}(?:message|response|part|reply|turn|section|request)[^.]{0,30}
ue␣to ecause␣of iven␣the => (?:due to|because of|given) (?:the )?(?:response |output |message |token |character |space )?(?:length|space|token|character|size|output|context)[^.]{0,80}
imit␣ imit] length␣ window␣ => (?:the )?(?:max(?:imum)? )?(?:output |response |context )?(?:tokens?|length|output|character|context|message) (?:limit|length|window)(?: (?:was|has been|is))? (?:reached|exceeded|hit)[^.]{0,60}
continue the␣rest => (?:let me know|say|reply|type|just say)[^.]{0,30}(?:continue|want the rest)[^.]{0,40}
ead␣more ee␣more how␣more iew␣more oad␣more ull␣article ull␣story ull␣post ull␣text ull␣transcript READ␣MORE => (?:click (?:here )?to )?(?:read|see|show|view|load)(?: the)?(?: more| full (?:article|story|post|text|transcript)| rest)(?: here)?
eading ember-only ember␣only => (?:continue|keep) reading[^.]{0,40}|member[- ]only(?: (?:story|post|content|article))?
ubscribe ign␣in ign␣up ogin og␣in egister ecome␣a␣member => (?:please )?(?:subscribe|sign (?:in|up)|log ?in|register|become a member)[^.]{0,20} to (?:read|continue|unlock|view|keep|see)[^.]{0,50}
subscribers members => this (?:post|story|article|content) is (?:only )?(?:for|available to) [^.]{0,30}(?:subscribers|members)[^.]{0,30}
""",
        "untranslated": r"""
annot␣translate an't␣translate an’t␣translate nable␣to␣translate annot␣provide an't␣provide not␣able␣to => (?:i(?:'|’)?m |i am )?(?:sorry|apologies)?[,.;:]? ?(?:but )?(?:i(?:'|’)?m |i am |i )(?:cannot|can(?:'|’)t|unable to|not able to|won(?:'|’)t be able to) (?:translate|provide (?:a|the) translation)[^\n]{0,90}
ntranslated NTRANSLATED ot␣translated yet␣translated => untranslated|not (?:yet )?translated(?: yet)?
ranslat => (?:todo|fixme|tbd)[:：]? ?(?:translate|translation)[^.。]{0,40}
ranslat => translation (?:pending|missing|needed|required|to follow|in progress|unavailable)|needs? translation|to be translated
""",
        "tag": r"""
_END _START _BEGIN END] START] BEGIN] => /?(?:AI_)?(?:BODY|TRANSCRIPT|TRANSLATION|CONTENT|OUTPUT|SUMMARY|TEXT|ARTICLE|DOCUMENT|SECTION|CHUNK|NOTE|RESPONSE|META|METADATA|FRONTMATTER)_?(?:START|BEGIN|END)
END␣OF BEGIN␣OF START␣OF => (?-i:(?:END|BEGIN|START) OF (?:BODY|TRANSCRIPT|TRANSLATION|CONTENT|OUTPUT|DOCUMENT|CHUNK|RESPONSE))
TRANSLATION_ TRANSLATE => (?-i:(?:NO_TRANSLATION|TRANSLATION_NOT|DO_NOT_TRANSLATE|NOTHING_TO_TRANSLATE)(?:_?+[A-Z]++)*+)
""",
        "residue": r"""
ve␣processed ve␣translated ve␣completed ve␣summari ve␣transcribed ve␣reformatted ve␣cleaned ve␣generated ve␣now␣ ve␣successfully␣ => (?:the task is (?:now )?complete[d.!]* )?i(?:'|’)?(?:ve| have) (?:now )?(?:successfully )?(?:processed|translated|completed|summari[sz]ed|transcribed|reformatted|cleaned|generated)[^\n]{0,110}(?:as (?:you|per|request|instruct|specified)|according to|per your|following (?:the|your|all)|your (?:instruction|request|guideline)|the specified)[^\n]{0,110}
ve␣processed ve␣now␣ ve␣fully␣ ve␣successfully␣ => i(?:'|’)?(?:ve| have) (?:now )?(?:fully |successfully )?processed (?:the |your |this )?(?:transcript|input|text provided|document)[^\n]{0,110}
ask␣is␣complete ask␣is␣now => the task is (?:now )?complete[d]?
utput␣strictly utput␣adheres utput␣follows ranslation␣strictly => (?:the|this) (?:output|translation|response)s? (?:strictly |fully )?(?:adheres?|conforms?|follows?)(?: strictly| closely)? (?:to )?(?:all|the|your)[^\n]{0,40}(?:mandates?|guidelines?|instructions?|requirements?|constraints?)[^\n]{0,60}
adding␣ => [^\n]{0,80}padding (?:block|text|paragraph)s?[^\n]{0,80}(?:length|constraint|requirement)[^\n]{0,60}
ope␣this␣translation ope␣the␣translation ope␣this␣summary ope␣the␣summary ope␣this␣version ope␣this␣transcript ope␣this␣re ope␣the␣re => i hope (?:this|the) (?:translation|summary|transcript|revised version|rewrite|version) [^\n]{0,80}
""",
        "prompt": r"""
text␣here translation␣here content␣here passage␣here paragraph␣here paragraphs␣here sentences␣here go␣here goes␣here => (?:(?:insert|paste|put|add|place|write|provide) )?(?:(?:the|your|an?) )?(?:(?:original|source|translated|corresponding|exact|high-quality|full|complete|english|chinese) ){1,4}(?:sentences?|paragraphs?|text|translation|content|passage)(?:\(s\))? (?:(?:goes|go|comes) )?here
the␣transcript ource␣transcript riginal␣transcript the␣chunk the␣input => (?:the )?(?:original|source|corresponding|exact|translated|high-quality|full)? ?(?:original |source |translated )?(?:english|chinese|[a-z]+ese|[a-z]+ish)? ?(?:sentences?|paragraphs?|text|translation)(?:\(s\))? (?:from|of) the (?:original |source )?(?:transcript|chunk|input)(?: (?:here|goes here))?
""",
        "chat": r"""
kay, kay! kay. ure, ure! ure. ertainly f␣course bsolutely => (?:okay|sure|certainly|of course|absolutely)[,!.]? (?:here(?:'|’)s|here is|here are|below is) (?:the|your|an?) [^\n]{0,60}(?:translat|transcript|version|summary|rewrit|rewrote|format|polished|proofread)[^\n]{0,80}
ure, ure! ure. ertainly f␣course bsolutely => (?:sure|certainly|of course|absolutely)[,!.]? i(?:'|’)(?:ll|d|ve)[^\n]{0,30}(?:translat|summari|rewrit|reformat|proofread)[^\n]{0,90}
ere␣is␣ ere's␣ ere’s␣ elow␣is␣ => (?:here is|here(?:'|’)s|below is) (?:the|your|a) (?:full |complete |final )*(?:revised|cleaned|cleaned-up|translated|formatted|polished|corrected|edited|chinese|english|bilingual)\b[^\n]{0,40}(?:translation|transcript|version|text|summary|article|note)\b[^\n]{0,80}
et␣me␣know␣if => let me know if you(?:'d| would)? (?:like|need|want)(?: me to)? (?:[^\n]{0,40}(?:translat|revis|adjust|format|summar|rewrit|modif)|(?:any )?(?:further|other|more|additional) (?:changes?|assistance|help|sections?))[^\n]{0,80}
an␣AI␣ => as an ai (?:language )?model[^\n]{0,120}
""",
        "talk": r"""
ere␣is␣ ere's␣ ere’s␣ elow␣is␣ => (?:here is|here(?:'|’)s|below is) (?:the|your|a) (?:[\w-]+ ){0,3}(?:translation|transcript|version|text|summary|article|note)\b[^\n]{0,100}
ve␣translated ve␣completed ve␣summari ve␣transcribed ve␣reformatted ve␣cleaned ve␣now␣ => i(?:'|’)?(?:ve| have) (?:now )?(?:translated|completed|summari[sz]ed|transcribed|reformatted|cleaned)[^\n]{0,40}(?:transcript|text|translation|article|document|note|content|section)[^\n]{0,110}
""",
        "page": r"""
eave␣a elated␣post elated␣article elated␣stor ight␣also ay␣also ore␣from ecommended␣for hare␣this ack␣to␣top ost␣a␣comment omment kip␣to dvertisement DVERTISEMENT ookies => leave a (?:comment|reply)|(?:\d+ )?(?:related (?:posts?|articles?|stories)|you (?:may|might) also (?:like|enjoy)|more from (?:the |this )?(?:author|blog|site|category|section|medium|substack)|recommended for you|share this(?: post| article)?|back to top|post a comment|(?:\d+ |no )comments?(?: yet)?|skip to (?:main )?content|advertisement|accept (?:all )?cookies)
""",
    },
)

ZH = {"English": "英文"}
