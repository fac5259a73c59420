"""Which tags and links a body has and which parts are prose, by texts that state it themselves and by
comparison with a CommonMark parser."""

import re
from textwrap import indent

import pytest
from each_of import each_of
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from vault_tools.note.body import Body
from vault_tools.note.note import Note
from vault_tools.note.regions import leaves_of
from vault_tools.note.text import Span

CODE = [
    "`#no` #yes", "`` #no ` #no `` #yes", "` #yes", "`` #yes `", "```js``` is code.\n\nText #yes",
    "Say hi\n\n```js``` is inline code.\n\nText #yes\n\n```\n#no is a shell comment\n```", "`a\n#no` #yes",
    "`a\n\n#yes`", '` ' + 'a ' * 300 + ' #no ` #yes', "\\` #yes `", "`\\` #yes `", "a`b #no`c #yes",
    "```\n#no\n```\n#yes", "~~~\n#no\n~~~\n#yes", "````\n```\n#no\n````\n#yes", "```\n~~~\n#no\n```\n#yes",
    "```\n#no\n`````\n#yes", "```\n#no\n``\n#no", "```js #no\n#no\n```\n#yes", "``` a`b\n#yes",
    "~~~ a`b\n#no\n~~~", "    #no", "\t#no", "   #yes", "a\n\n    #no\n\n    #no\n\n#yes", "a\n    #yes",
    "a\n\t#yes", "# a\n    #no", "a\n    ```\n#yes", "    ```\n#yes", "```\n    ```\n#no\n```\n#yes",
    "   ```\n#no\n  ```\n#yes", "- one\n\n    #yes", "- one\n\n  #yes", "- one\n\n      #no",
    "- one\n\n #yes", "1. one\n\n   #yes", "1. one\n\n       #no", "- one\n    #yes",
    "- one\n  - two\n\n      #yes", "- one\n  - two\n\n        #no", "- ```\n  #no\n  ```\n  #yes",
    "- ```\n  #no\n\n#yes", "- ```\n  #no\n- #yes", "1. ```\n   #no\n\n   #no\n2. #yes",
    "- a\n\n  ```\n  #no\n#yes", "> ```\n> #no\n\n#yes", "> ```\n> #no\n> ```\n> #yes", "> ```\n#yes",
    ">     #no\n> #yes", "> - ```\n>   #no\n> #yes", "- > ```\n  > #no\n  #yes", "-     #no", "-    #yes",
    "-\t#yes", "- \n      #no\n", "-\n    #yes", ">\t#yes", "> [!note] #yes\n> #yes",
    "> [!note]\n> ```\n> #no\n> ```", "[^1]: #yes\n\n    #yes", "[^1]: a\n\n        #no",
    "a[^1]\n\n[^1]:\n    #yes", "- [ ] #yes", "- [x] a #yes", "10) #yes\n    - #yes",
    "* a\n\n  * b\n\n    #yes\n\n  #yes\n\n#yes", "- a\n\n\n\n    #yes", "---\n\n    #no",
    "- a\n***\n    #no", "- # #yes\n\n      #no", "```\n#no", "~~~\n#no\n```\n#no",
    "a\n```\n#no\n```\nb #yes", "| a | `#no` |\n|---|---|\n| #yes | `#no` |", "| `a | #yes` |\n|---|---|",
    "`a` #yes `b` #yes `c`", "`` ` `` #yes", "*`#no`*#no", "`#no\\` #yes", "<b>`#no`</b> #yes",
    "[`#no`](a) #yes", "# `#no` #yes", "#yes\n===\n#yes\n---\n#yes",
]  # fmt: skip
HTML = [
    "<td>--text-error: #ff3333</td>", "<td> #no </td>", "<div>\n#no\n</div>\n\n#yes",
    "<div>\n\n#yes\n\n</div>", "<pre>\n#no\n\n#no\n</pre>\n#yes", "<script>\n#no\n\n#no</script>\n#yes",
    "<style>\na { color: #no }\n\n#no\n</style>", "<textarea>\n\n#no\n</textarea>",
    "a <b style='color: #no'>b</b> #yes", 'a <b style="border: 1px solid #no">b</b>',
    'a <b style="border:\n1px solid #no"> #yes</b>', '<span style="border: 1px\nsolid #no">b</span> #yes',
    "a <b> #yes </b>", "a < #yes >", "a <3 #yes", "a <1 #yes >", "<!-- #no --> #no\n\n#yes",
    "a <!-- #no --> #yes", "a <!-- #no\n#no --> #yes", "a <!-- #yes", "a <!-- #yes\n\n#yes -->",
    "<!--\n#no\n\n#no\n-->\n#yes", "<!-- #no", "a <? #no ?> #yes", "<?php #no\n\n#no ?>\n#yes",
    "<!DOCTYPE #no>\n#yes", "<![CDATA[\n#no\n]]>\n#yes", "a <![CDATA[ #no ]]> #yes", "<ins>\n#no\n</ins>",
    "<ins> #yes</ins>", "a\n<ins>\n#yes", "</ins>\n#no", "<br>\n#no", "<br> #yes", "a<br>#no", "a<br> #yes",
    "<a href='#no'>\n#no", "a <a href=x#no> #yes", "<https://a.b/ #yes>", "<https://a.b/#no> #yes",
    "<a@b.c> #yes", "\\<b #yes>", "<b\\ #yes>", "<b a='\n#no'> #yes", "<b a=' #yes",
    "- <div>\n  #no\n\n  #yes", "- <div>\n#yes", "> <div>\n> #no\n\n#yes", "> <div>\n#yes",
    "    <div>\n#yes", "a\n<div>\n#no", "| <b a=' #no '> | #yes |\n|---|---|",
    "<details>\n#no\n\n#yes\n\n</details>\n#no\n\n#yes", "<summary>#no</summary>\n\n#yes",
    "<DIV>\n#no\n\n#yes", "<divx> #yes", "<div-a>\n#no", "<img alt=' #no ' /> #yes", "<p> #no </p>",
    "</p> #no", "<h1>a #no</h1>", "<pre> #no </pre> #no\n#yes", "<PRE>\n\n#no\n</PRE>",
    "<iframe\nsrc='x' #no>\n\n#yes", "# <b title=' #no '> #yes", "<td\n\n#yes", "<svg>\n#no\n</svg>",
    "a <b\n\nc=' #yes '>", "<details>\n```\n#no\n\n#no\n```\n#yes",
    "</details>\n~~~\n#no\n\n#no\n~~~\n\n#yes", "<details>\n<div>\n```\n#no\n\n#yes",
    "<details>\n<summary>a</summary>\n```\n#no\n\n#no",
]  # fmt: skip
OBSIDIAN = [
    "%% #no %%", "a %% #no %% #yes", "%%\n#no\n\n#no\n%%\n#yes", "a %% #no\n\n#no %% #yes", "100%% #yes",
    "%% #no", "%% #no\n\n#no", "`%%` #yes `%%`", "%%\n```\n%%\n#yes", "```\n%%\n```\n#yes",
    "a %% `%% #yes`", "%% #no %% #yes %% #no %%", "> %%\n> #no\n> %%\n> #yes", "- %% #no %% #yes",
    "%%\n#no\n%% #yes", "# a %% #no %% #yes", "%%%% #yes", "a\n%%\n#no\n%%\nb #yes", "$#no$",
    "$a #no b$ #yes", "It costs $5 and #yes costs $6.", "$ #yes $", "US$5 #yes US$6", "$a$ #yes $b$",
    "$a #yes\n#yes$", "\\$a #yes b$", "$a \\$ #no$ #yes", "$$\n#no\n$$\n#yes", "a $$ #no $$ #yes",
    "a $$ #no\n#no $$ #yes", "$$ #no $$ #yes", "a $$ #yes", "$$\n#no\n\n#no\n$$", "`$` #yes `$`", "$`#no`$",
    "> $$\n> #no\n> $$\n> #yes", "$20,000 and $30,000 #yes", "$5-$10 #yes $7", "[[a #no]] #yes",
    "[[a|b #no]] #yes", "[[a#no]] #yes", "![[a #no]] #yes", "[[a\n#yes]]", "[a #yes](b)", "[a](b#no) #yes",
    "[a](<b #no>) #yes", "[a](b ' #no ') #yes", "[a](b #yes)", "[a] (b #yes)", "![a](b '#no' ) #yes",
    "[a](b\n' #no ') #yes", "[a](b(c #yes))", "[a]: #no", "[a]: b ' #no '\n#yes", "[a]: b\n#yes",
    "[^1]: #yes", "a [a]: #yes", "# [a]: #yes", "> [a]: #no\n> #yes", "https://a.b/#no #yes",
    "https://a.b/ #yes",
]  # fmt: skip
SHAPES = [
    "#yes", " #yes", "a #yes b", "a#no", "(#no)", "**#no**", "\\#no", "##no", "# no", "#", "#1", "#1/2",
    "#2024", "#2024yes", "a\t#yes", "a　#yes", "#yes,", "#yes.", "#yes!", "#yes:", "#yes#no", "#yes)",
    "'#no'", "#yes'no", "*a* #yes", "> #yes", ">#yes", "> > #yes", ">>#yes", "- #yes", "| #yes |", "a>#no",
    "<b>#no", "| a |\n|---|\n| #yes |", "| a | #yes |\n|---|---|\n| b | #yes |", "a | #yes\n-|-\n#yes",
    "#yes | a\n-|-", "a &#35;no #yes", "&#no; #yes", "a -#no", "a—#no", "“#no”", "，#no", "## a #yes",
    "#yes #yes2", "#yes;", "#yes\\*", "#yes*a*",
]  # fmt: skip
LINKS = [
    "[[yes]]", "![[yes]]", "[[yes|no]]", "[[yes#no]]", "[[yes#no#no|no]]", "[[yes#^no]]", "[[yes^no]]",
    "[[ yes ]]", "[[yes.md]]", "`[[no]]`", "\\[[no]]", "[\\[no]]", "[[no\n]]", "[[[yes]]]",
    "[[yes]] [[yes2]]", "```\n[[no]]\n```", "    [[no]]", "- a\n\n    [[yes]]", "%% [[no]] %%",
    "<!-- [[no]] -->", "$[[no]]$", "<div>\n[[no]]\n</div>", "<b a='[[no]]'>", "<b> [[yes]] </b>",
    "Use `[[no]]` to link.", "[[#no]]", "| [[yes\\|no]] | b |\n|---|---|", "| a |\n|---|\n| [[yes]] |",
    "[a](yes.md)", "[a](yes)", "![a](yes.md)", "[a](<yes.md>)", "[a](yes.md 'b')", "[a](yes.md#no)",
    "[a](https://no.com)", "[a](mailto:no@b.c)", "[a](#no)", "[a](no no.md)", "[a]( yes.md )",
    "[a](\nyes.md)", "[`a`](yes.md)", "[a [b]](yes.md)", "[a](no", "[a] (no.md)", "\\[a](no.md)",
    "a](no.md)", "`[a](no.md)`", "[a`](no.md)`", "[![b](yes)](yes2)", "[a [b](yes) c](no)", "[](yes.md)",
    "> [[yes]]", "- [[yes]]\n- [[yes2]]", "# [[yes]]", "[[yes]]\n===", "a\n[[yes]]", "*[[yes]]*",
    "[^1]: [[yes]]", "[a](%79es.md)", "<a href='no.md'>b</a>", "[a]: no.md", "[[yes|`a`]]", "[[]]",
    "[[|no]]", "$[[yes]] $", "[[a](yes)] [b](yes2)", "[![a](yes) [b](yes2)](no) [c](yes3)",
]  # fmt: skip


def quoted(text: str) -> str:
    return indent(text, "> ", lambda _: True)


def as_item(text: str) -> str:
    return "- a\n\n" + indent(text, "  ")


def at_the_end_of_a_note(text: str) -> str:
    return f"---\ntags: [no]\n---\nHops `grow` here.\n\n```\ncode\n```\n\n{text}\n"


PLACES = [str, quoted, as_item, at_the_end_of_a_note]
TAGGED = [*CODE, *HTML, *OBSIDIAN, *SHAPES]
LAZY = {text for text in TAGGED if re.search(r"^\t|^> |^- |^\[\^|^[*\d]|^>|^    ", text, re.MULTILINE)}
"""Texts that mean something else inside lists and quotations."""


def found(note: Note) -> list[str]:
    return [tag.name for tag in note.inline_tags]


@pytest.mark.parametrize("place", PLACES, ids=["alone", "quoted", "in-an-item", "in-a-note"])
@each_of("text", TAGGED)
def test_a_tag_says_itself_whether_it_is_one(text: str, place) -> None:
    if text in LAZY and place in (quoted, as_item):
        return
    assert found(Note("Note.md", place(text))) == re.findall(r"#(yes\d?|2024yes)", text)
    crlf = Note("Note.md", place(text).replace("\n", "\r\n"))
    assert found(crlf) == re.findall(r"#(yes\d?|2024yes)", text)
    assert [tag.span.of(crlf.text) for tag in crlf.inline_tags] == found(crlf)


@pytest.mark.parametrize("place", PLACES, ids=["alone", "quoted", "in-an-item", "in-a-note"])
@each_of("text", LINKS)
def test_a_link_says_itself_whether_it_is_one(text: str, place) -> None:
    if place in (quoted, as_item) and re.search(r"^ {4}|^[>-]|^\[\^", text, re.MULTILINE):
        return
    note = Note("Note.md", place(text))
    targets = [link.target for link in note.links if link.target]
    assert targets == re.findall(r"yes\d?", text.replace("%79", "y"))
    for link in note.links:
        assert link.span.of(note.text).startswith("!") == link.embed
        if link.target:
            assert link.target_span.of(note.text).removesuffix(".md") in (link.target, "%79es")


IN_FOLDS = [
    "",
    "",
    "<details>",
    "<summary>a</summary>",
    "</details>",
    "```",
    "```js",
    "~~~",
    "a",
    "<div>",
    "# a",
]


@given(st.lists(st.sampled_from(IN_FOLDS), max_size=9).map("\n".join))
def test_fences_in_folds_are_read_alike_wherever_it_is_asked(text: str) -> None:
    note = Note("Note.md", text)
    of_blocks = [Span(block.start, block.end) for block in note.blocks.each() if block.kind == "code"]
    of_leaves = [leaf.spans[0] for leaf in leaves_of(text, 0, len(text)) if leaf.kind == "code"]
    assert [s.of(text).rstrip() for s in of_blocks] == [s.of(text).rstrip() for s in of_leaves]


def test_there_are_hundreds_of_texts() -> None:
    assert len({*TAGGED, *LINKS}) >= 300


@each_of(
    "text, parts",
    [
        ("[[Hops]]", ("wiki", "Hops", "", None, False)),
        ("![[Beer/Hops.png|100]]", ("wiki", "Beer/Hops.png", "", "100", True)),
        ("[[Hops#In *it*#Harvest|the harvest]]", ("wiki", "Hops", "#In *it*#Harvest", "the harvest", False)),
        ("[[Hops#^a1-b]]", ("wiki", "Hops", "#^a1-b", None, False)),
        ("[[#Below]]", ("wiki", "", "#Below", None, False)),
        ("[[C#]]", ("wiki", "C", "#", None, False)),
        ("[the *hop*](../The%20hop.md#In%20it)", ("markdown", "../The hop", "#In it", "the *hop*", False)),
        ("![a](<The hop.png> 'title')", ("markdown", "The hop.png", "", "a", True)),
        ("[a](Hops_(plant).md)", ("markdown", "Hops_(plant)", "", "a", False)),
        ("[a](#below)", ("markdown", "", "#below", "a", False)),
    ],
)  # fmt: skip
def test_the_parts_of_a_link(text: str, parts: tuple[object, ...]) -> None:
    (link,) = Note("Note.md", f"See {text} there").links
    assert link[:5] == parts
    assert link.span.of(f"See {text} there") == text


def test_a_tag_keeps_its_slash_when_its_name_is_taken() -> None:
    note = Note("Note.md", "#beer/ and #/hops and #beer/ipa/\n")
    assert [(tag.name, tag.span.of(note.text)) for tag in note.inline_tags] == [
        ("beer", "beer"),
        ("hops", "hops"),
        ("beer/ipa", "beer/ipa"),
    ]


PARSER = MarkdownIt("commonmark", {"html": True}).enable("table")
WORD = re.compile(r"w\d+w")


def prose_by_parser(text: str) -> set[str]:
    """The words that the parser shows as text."""
    tokens, found = PARSER.parse(text), set()
    while tokens:
        token = tokens.pop()
        tokens += token.children or ()
        if token.type == "text":
            found.update(WORD.findall(token.content))
    return found


def prose_of(text: str) -> set[str]:
    body = Body(text)
    return {word[0] for word in WORD.finditer(text) if body.is_prose(word.start())}


LINES = [
    "", "", "", "w", "  w", "   w", "    w", "\tw", "     w", "      w", "# w", "w", "# w #", "===", "---",
    "- - -", "***", "```", "```py", "````", "~~~", "  ```", "    ```", "`` `w", "```w`b", "`w", "w`",
    "<div>", "<div>w</div>", "</div>", " <p>", "    <p>", "<span>", "<b>w</b>", "</b>", "<br/>",
    "<script>w</script>", "<pre>", "</pre>w", "<?php w", "?>", "<!DOCTYPE html>", "<!-- w -->", "<!-- w",
    "--> w", "w <a", 'href="w">w', 'w <td style="b: w', '1px w">', "[a]: /u\n", "[w]: w\n", "[w](w)",
    '[w](<w w> "w")', "![w](w)", "\\`w`", "w\\", "a | w", "| w | w |", "-|-", "|-|-|", "| `w | w` |", "- w",
    "* w", "+ w", "1. w", "2. w", "10) w", "  - w", "    - w", "   w", "-", "1.", "> w", ">w", ">", "> - w",
    "- > w", "> ```", "- ```", "1. ```", "  > w", "- # w", "> # w", ">     w", "-     w", "-\tw", "\t- w",
    ">\tw", "> <div>", "- <div>", "  </div>", "> ---", "* * *", "- [ ] w", "w *w* **w**",
]  # fmt: skip


@given(st.lists(st.sampled_from(LINES), min_size=1, max_size=8).map("\n".join))
def test_what_is_prose_agrees_with_commonmark(text: str) -> None:
    numbers = iter(range(1000))
    numbered = re.sub(r"(?<![a-z])w(?![a-z])", lambda _: f"w{next(numbers)}w", text)
    assert prose_of(numbered) == prose_by_parser(numbered)
