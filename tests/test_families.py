"""Kinds of notes that the rules on language, debris and repetition used to misread, each with the right
result."""

import pytest
from bilingual import E, Z
from each_of import each_of

from vault_tools.config.config import load_config
from vault_tools.lint.engine import check
from vault_tools.lint.rule import Diagnostic
from vault_tools.note.note import Note

RULES = [
    "untranslated-section",
    "mislabelled-original",
    "generation-residue",
    "repeated-text",
    "unclosed-block",
    "empty-note",
]
NOISE = "\n\n".join(Z)


def fold(text: str, label: str = "Original English") -> str:
    return f"<details>\n<summary>{label}</summary>\n\n{text}\n\n</details>"


def folded(*changed: tuple[int, str], label: str = "Original English") -> str:
    """Four translations with their originals, some of which contain something else."""
    held = dict(enumerate(E)) | dict(changed)
    return "\n\n".join(f"{z}\n\n{fold(held[n], label)}" for n, z in enumerate(Z)) + "\n"


def found(text: str, language: str | None = "zh", path: str = "Note.md") -> list[Diagnostic]:
    config = load_config(f"language: {language}" if language else "").selecting(RULES, [])
    return list(check(Note(path, text), config.rules, config.schema_for(path)))


def rules(text: str, language: str | None = "zh", path: str = "Note.md") -> list[str]:
    return [diagnostic.rule for diagnostic in found(text, language, path)]


@pytest.mark.parametrize(
    "held",
    [
        "Vi har brygget øl på dette kjøkkenet i mer enn ti år, og ingen av oss vil slutte med det nå.",
        "Kiedy woda się zagotuje, trzeba ją zdjąć z ognia i czekać, aż będzie zimna.",
        "نصنع الشراب في هذا المطبخ منذ عشر سنوات ولا أحد منا يريد أن يتوقف الآن.",
        "Ми варимо пиво на цій кухні вже десять років і не хочемо зупинятися.",
        "ผมทำเบียร์ในครัวของตัวเองมาสิบปีแล้ว และชอบแบบสีอ่อนมากที่สุด",
        "The kettle had been on the stove for an hour, 才有人想起麦芽来，那时水已经烧干，壶底都黑了。",
    ],
    ids=["norwegian", "polish", "arabic", "ukrainian", "thai", "half-chinese"],
)
def test_a_fold_in_another_language_than_it_says(held: str) -> None:
    [diagnostic] = found(folded((1, held)))
    assert (diagnostic.rule, diagnostic.confidence) == ("mislabelled-original", "high")


def test_a_language_is_named_only_where_it_is_certain() -> None:
    norwegian = "Det er viktig at ølet holder en høy standard når vi brygger det, og det vet alle her."
    german = "Wir haben das Bier in diesem Keller seit zehn Jahren gebraut und werden nicht damit aufhören."
    assert [d.message for d in found(folded((1, norwegian)))] == ["`Original English` does not hold English"]
    assert [d.message for d in found(folded((1, german)))] == ["`Original English` holds German, not English"]


@pytest.mark.parametrize("held", ["", '<p class="english-text"></p>', " \n\n&nbsp;", "…"])
def test_an_original_that_is_not_there(held: str) -> None:
    assert rules(folded((2, held))) == ["mislabelled-original"]


@pytest.mark.parametrize(
    "held",
    [
        "Most of the market belongs to **Acme**（一家做芯片的公司，总部设在很远的一座城市）, with 92% of it.",
        "They are called **氟聚合物** (fluoropolymers: 由碳氟键组成的大分子) because of their chains.",
        "E, F, P, T, O, Z, L, P, E, D.",
        "The word for hops is 啤酒花, and the word for malt is 麦芽, and both of them are easy to say.",
        "[Music] Ya Ya Ya Ya [Music] Ya Ya Ya Ya Ya Ya",
    ],
    ids=["gloss", "gloss-in-half-width", "letters", "words-it-speaks-of", "a-voice"],
)
def test_an_original_with_a_few_words_in_another_language(held: str) -> None:
    assert rules(folded((1, held))) == []


def callouts(*originals: str) -> str:
    title = "> [!quote]- Original English\n> "
    return "\n\n".join(f"{z}\n\n{title}{e}" for z, e in zip(Z, originals, strict=True)) + "\n"


def test_callouts_as_folds() -> None:
    assert rules(callouts(*E)) == []
    assert rules(callouts(E[0], Z[1], *E[2:])) == ["mislabelled-original"]
    assert rules(callouts(*E).replace(f"{Z[1]}\n\n", "")) == ["untranslated-section"]
    assert rules(callouts(*E).replace(Z[1], E[1])) == ["untranslated-section"]


def table(*rows: tuple[str, str]) -> str:
    return "| English | 中文 |\n|---|---|\n" + "\n".join(f"| {e} | {z} |" for e, z in rows) + "\n"


def test_a_table_with_a_column_a_language() -> None:
    rows = list(zip(E, Z, strict=True))
    assert rules(f"{NOISE}\n\n{table(*rows)}") == []
    assert rules(f"{NOISE}\n\n{table(rows[0], (E[1], ''), *rows[2:])}") == ["untranslated-section"]
    assert rules(f"{NOISE}\n\n{table(rows[0], (E[1], E[1]), *rows[2:])}") == ["untranslated-section"]
    assert rules(f"{NOISE}\n\n{table(rows[0], (Z[1], Z[1]), *rows[2:])}") == ["mislabelled-original"]


def test_a_table_in_english() -> None:
    rows = "\n".join(f"| {n} | {e} |" for n, e in enumerate(E))
    assert rules(f"{NOISE}\n\n| No | What |\n|---|---|\n{rows}\n") == ["untranslated-section"]
    assert (
        rules(f"{NOISE}\n\n| Key | What |\n|---|---|\n| up | previous line |\n| down | next line |\n") == []
    )
    assert rules(f"{NOISE}\n\n| 号 | 内容 |\n|---|---|\n{rows}\n") == []


def labelled(*pairs: tuple[str, str]) -> str:
    return "\n\n".join(f"原文：{e}\n\n译文：{z}" for e, z in pairs) + "\n"


def test_paragraphs_that_say_what_they_are() -> None:
    pairs = list(zip(E, Z, strict=True))
    assert rules(labelled(*pairs)) == []
    assert rules(labelled(*pairs).replace(f"译文：{Z[1]}\n\n", "")) == ["untranslated-section"]
    assert set(rules(labelled(pairs[0], (E[1], E[1]), *pairs[2:]))) == {"untranslated-section"}
    assert rules(labelled(pairs[0], (Z[1], Z[1]), *pairs[2:])) == ["mislabelled-original"]


@pytest.mark.parametrize(
    ("original", "translation"),
    [("【原文】", "【译文】"), ("> 原文：", "> 译文："), ("- **原文**：", "- **译文**：")],
)
def test_labels_in_brackets_quotations_and_lists(original: str, translation: str) -> None:
    pairs = list(zip(E, Z, strict=True))
    text = labelled(*pairs).replace("原文：", original).replace("译文：", translation)
    assert rules(text) == []
    assert rules(text.replace(Z[1], "")) == ["untranslated-section"]
    assert rules(text.replace(E[1], Z[1])) == ["mislabelled-original"]


@pytest.mark.parametrize(
    ("english", "chinese"),
    [("英文：", "中文："), ("EN: ", "ZH: "), ("**English**: ", "**Chinese**: "), ("- 英语：", "- 汉语：")],
)
@pytest.mark.parametrize("chinese_first", [False, True])
def test_paragraphs_that_name_their_language(english: str, chinese: str, chinese_first: bool) -> None:
    sides = [(f"{english}{e}", f"{chinese}{z}") for e, z in zip(E, Z, strict=True)]
    text = "\n\n".join(part for pair in sides for part in (pair[::-1] if chinese_first else pair)) + "\n"
    assert rules(text) == []
    assert rules(text.replace(E[1], Z[1])) == ["mislabelled-original"]
    assert rules(text, "en") == []
    if not chinese_first:
        assert "untranslated-section" in rules(text.replace(f"{chinese}{Z[1]}\n\n", ""))


def test_names_of_languages_that_label_no_paragraphs() -> None:
    words = "\n\n".join(f"英文：{en}\n\n中文：{zh}" for en, zh in (("malt", "麦芽"), ("hops", "啤酒花")))
    assert rules(f"{NOISE}\n\n{words}\n") == []
    once = "中文：这本书的译本还没有出版，只能等到明年春天。\n\n英文：没有听说过有这样一本书。"
    assert rules(f"{NOISE}\n\n{once}\n") == []


def test_labelled_translations_above_their_originals() -> None:
    pairs = [f"译文：{z}\n\n原文：{e}" for e, z in zip(E, Z, strict=True)]
    assert rules("\n\n".join(pairs)) == []
    assert rules("\n\n".join(pairs).replace(f"译文：{Z[2]}\n\n", "")) == ["untranslated-section"]


def test_a_callout_or_the_tail_of_a_paragraph_in_english() -> None:
    assert rules(f"{Z[0]}\n\n> [!note] 麦芽\n> {E[0]}\n\n{NOISE}\n") == ["untranslated-section"]
    assert rules(f"{Z[0]}\n\n{Z[1]}{E[2]} {E[3]}\n\n{NOISE}\n") == ["untranslated-section"]
    assert rules(f"{Z[0]}\n\n> [!note] Malt\n> {E[0]}\n\n{NOISE}\n") == ["untranslated-section"]
    assert rules(f"{Z[0]}\n\n{Z[1]}{E[2]}\n\n{NOISE}\n") == ["untranslated-section"]
    assert rules(f"{Z[0]}\n\n> [!quote] Malt\n> {E[0]}\n\n{NOISE}\n") == []
    assert rules(f"{Z[0]}\n\n{Z[1]}他说：{E[2]}\n\n{NOISE}\n") == []


def test_a_run_of_folds_in_another_language_is_told_once() -> None:
    norwegian = "Det er viktig at ølet holder en høy standard når vi brygger det, og det vet alle her."
    text = "\n\n".join(f"{Z[n % 4]}\n\n{fold('Ja.' if n == 4 else norwegian)}" for n in range(9)) + "\n"
    [diagnostic] = found(text)
    assert diagnostic.message.endswith("(first of 8 in a row)")


RESIDUE = {
    "prompt": "Original English sentence(s) from the transcript.",
    "prompt-chinese": "这里是对应的、高质量的中文翻译。",
    "instruction": "段落之间必须包含逻辑衔接句。在这之后，大家才开始慢慢地说起别的事情。",
    "metadata": "[AI_META_START]\ntitle: 酒花\ntags: [malt]\n[AI_META_END]",
    "done": "I have processed the transcript according to your instructions. The output is below.",
    "task": "The task is complete. I have generated the metadata and translated the dialogue as requested.",
    "padding": "This is a padding block to meet the length requirements.",
    "padding-comment": "<!-- padding block to meet length requirements. padding block to meet length. -->",
    "tag": "{{NO_TRANSLATION_NEEDED}}",
    "hope": "希望这个翻译对您有帮助！",
    "prompt-insert": "[Insert the original English text here]",
    "prompt-paragraph": "这里是高质量的中文翻译段落。",
    "hope-for-you": "希望这份翻译能帮到您！",
    "conflict": "<<<<<<< HEAD\n麦芽\n=======\n酒花\n>>>>>>> other",
}


@each_of("text", RESIDUE.values())
def test_what_a_generator_left_behind(text: str) -> None:
    assert rules(f"{Z[0]}\n\n{Z[1]}\n\n{text}\n\n{Z[2]}\n") == ["generation-residue"]


@pytest.mark.parametrize(
    "text",
    ["I can't translate this content.", "抱歉，我无法翻译这段内容。", "很抱歉，我无法提供该内容的翻译。"],
)
def test_a_refusal_says_that_a_translation_is_missing(text: str) -> None:
    assert rules(f"{Z[0]}\n\n{text}\n\n{Z[2]}\n") == ["untranslated-section"]


SAID = {
    "of-course": "Of course, there's another way to keep the hops.",
    "okay": "Okay, I'll grant you that.",
    "article": "Okay, here's the article.",
    "read": "Sure, I can read them to you. I've got them in front of me if you want me to.",
    "all": "好的，这就是我今天要讲的全部。",
    "part-three": "当然，这一期接着上两期往下说。",
    "wishes": "（注：本文按照作者的要求，隐去了真实的姓名。）",
    "editor": "以下是访谈的整理全文：",
    "users": "产品必须符合用户要求，这一点大家都没有意见。",
    "wrapped": "没有\nWikipedia\n词条，也没有人写过评测。模型会抓取最符合格式要求的内容。",
    "ending": "Let me know if you want to see more of this.",
    "conflict-in-code": "```\n<<<<<<< HEAD\n=======\n>>>>>>> other\n```",
    "tool": "<!-- CONTENT_START -->",
}


@pytest.mark.parametrize("text", SAID.values(), ids=SAID)
@pytest.mark.parametrize("language", ["zh", None])
def test_what_people_say_is_no_residue(text: str, language: str | None) -> None:
    before, after = (Z[0], Z[1]) if language or not text.isascii() else (E[0], E[1])
    assert "generation-residue" not in rules(f"{before}\n\n{text}\n\n{after}\n", language)


def test_talk_beside_debris_is_debris() -> None:
    said = "Here is a summary of the work done:"
    assert rules(f"{NOISE}\n\n[BODY_END]\n\n{said}\n") == ["generation-residue"] * 2
    assert rules(f"{E[0]}\n\n{said}\n\n{E[1]}\n", None) == []


def test_the_fix_takes_out_whole_paragraphs_of_certain_debris_only() -> None:
    assert [bool(d.fix) for d in found(f"{Z[0]}\n\n[BODY_END]\n\n{Z[1]}\n")] == [True]
    for text in (
        f"{Z[0]}\n[BODY_END]\n\n{Z[1]}\n",
        f"{Z[0]}\n\n{fold('[BODY_END]')}\n",
        f"{NOISE}\n\n返回顶部\n",
    ):
        assert not any(d.fix for d in found(text) if d.rule == "generation-residue")


QUOTED = {
    "hard-wrapped": (
        "在一段完全没有说话的音频上，它\n自信地输出：“This is the brewer and welcome to my channel. In\n"
        "this video we look at the malt and I hope you enjoyed it. If\nyou did, please subscribe to it.”\n"
        "后面还接上了一句别的话，谁也没有说过。"
    ),
    "halved-by-a-line": "他写的是 host a larger cache on silicon,\nsignificantly reducing the idle time "
    "of the cores during long-context\ndecoding，这是更准确的表述。",
    "translated-in-brackets": "提示类似：“Find the target in this image and report its box.”"
    "（请在图像中找到目标，并报告它的边框坐标）",
    "links": "[A question about the malt that is in the beer](https://example.org/a) and "
    "[what we do with the hops in the cold room](https://example.org/b)",
    "footnote": "[^1]: The kettle had been on the stove for an hour before anybody thought of the malt.",
    "abstract": "**Abstract:** The kettle had been on the stove for an hour before we thought of the malt.",
    "announced": "他是这样说的：\n\nThe kettle had been on the stove for an hour before we thought of it.",
}


@pytest.mark.parametrize("text", QUOTED.values(), ids=QUOTED)
def test_english_that_is_meant_so_in_a_chinese_note(text: str) -> None:
    assert rules(f"{Z[0]}\n\n{Z[1]}\n\n{text}\n\n{Z[2]}\n\n{Z[3]}\n") == []


def test_a_whole_paragraph_in_quotation_marks_is_left_untranslated() -> None:
    assert rules(f"{Z[0]}\n\n“{E[0]} {E[1]}”\n\n{Z[1]}。\n\n{NOISE}\n") == ["untranslated-section"]
    assert rules(f'{Z[0]}\n\n*"{E[0]} {E[1]}"*\n\n{Z[1]}。\n\n{NOISE}\n') == ["untranslated-section"]


def test_short_turns_with_latin_labels_are_pairs() -> None:
    turns = [
        ("All right.", "好的。"),
        ("I see what you mean by that.", "我明白你的意思。"),
        ("Yeah.", "对。"),
    ] * 4
    text = "\n\n".join(f"Speaker One: {e}\n\nSpeaker One: {z}" for e, z in turns)
    assert rules(f"{text}\n") == []


def test_one_fold_that_holds_all_of_the_original() -> None:
    assert rules(f"{NOISE}\n\n{fold(' '.join(E))}\n") == []


def test_two_editions_of_one_note() -> None:
    chinese = "\n\n".join(f"## 第{n}节\n\n{z}" for n, z in enumerate(Z))
    english = "\n\n".join(f"## Part {n}\n\n{e}" for n, e in enumerate(E))
    assert rules(f"{chinese}\n\n{english}\n") == []


def test_an_english_title_or_summary_does_not_decide_for_a_chinese_note() -> None:
    head = (
        "---\ntitle: 'Obsidian 插件：Consecutive Lists'\ndescription: A plugin for lists in your notes\n---\n"
    )
    card = "> [!Note] 名片\n> - 说明：Joins the lists that are in your note and that follow one another."
    assert rules(f"{head}{card}\n\n{NOISE}\n", None) == []


@pytest.mark.parametrize(
    "title", ["", "---\ntitle: 关于连续列表的插件说明\n---\n", "---\ntitle: Lists\n---\n"]
)
@pytest.mark.parametrize(
    "body",
    [[Z[0], *E], [Z[0], E[0], E[1], Z[1], E[2], E[3]], [*E, "作者：林师傅"], [E[0], E[1], Z[2]]],
    ids=["a lead", "mixed", "a name", "an end"],
)
def test_where_nobody_says_what_a_note_is_read_in_most_of_it_has_to(title: str, body: list[str]) -> None:
    assert rules(title + "\n\n".join(body) + "\n", None) == []


def test_an_original_whose_fold_is_broken_is_told_once() -> None:
    broken = f"{Z[0]}\n\n<summary>Original English</summary>\n\n{E[0]}\n\n</details>\n\n{folded()}"
    assert rules(broken) == ["unclosed-block"]


def test_a_translation_swallowed_by_a_fold_is_told_once() -> None:
    swallowed = (
        f"{folded()}\n<details>\n<summary>Original English</summary>\n\n{Z[0]}\n\n{fold(E[0])}\n\n{folded()}"
    )
    assert "untranslated-section" not in rules(swallowed)


@pytest.mark.parametrize("end", ["</p>", "**", "</summry>"])
def test_a_summary_that_is_never_closed_swallows_no_other_fold(end: str) -> None:
    broken = f"<details>\n<summary>Original English{end}\n</details>"
    text = folded().replace(fold(E[1]), broken)
    assert [(d.rule, d.span.of(text)) for d in found(text)] == [("mislabelled-original", broken)]


def test_a_stretch_that_is_there_again_is_told_once() -> None:
    article = "\n\n".join(f"{z}{z[::-1]}{n}" * 3 for n, z in enumerate(Z))
    [diagnostic] = found(f"## 正文\n\n{article}\n\n## 尾声\n\n{Z[3]}\n\n{article}\n\n{Z[2]}\n\n{article}\n")
    assert (diagnostic.rule, diagnostic.family) == ("repeated-text", "second copy")


def test_an_original_in_two_folds_is_no_second_copy() -> None:
    long = "\n\n".join(f"{e} {n}" for n in range(5) for e in E)
    assert "repeated-text" not in rules(f"{Z[0]}\n\n{fold(long)}\n\n{Z[1]}\n\n{fold(long)}\n")


REFRAINS = {
    "take-it": "Should I? Sure. " + "take it, " * 10 + "oh boy.",
    "nope": "Nope, nope, nope, nope, nope, nope, nope, nope.",
    "song": "[Music] Oh life, " + "I love you to my bones. Oh life, " * 9 + "thanks. [applause]",
    "chorus": "[Chorus]\n" + "Oh the hops of the valley, oh the hops of the hill.\n" * 7 + "\nThat is all.",
    "la": "La la la la la la la la la la la la.",
    "chat": "Everyone was like chat chat chat chat chat chat chat, and that was it.",
}


@pytest.mark.parametrize("text", REFRAINS.values(), ids=REFRAINS)
def test_what_somebody_sings_or_says_so_is_no_loop(text: str) -> None:
    assert rules(f"{E[0]}\n\n{text}\n\n{E[1]}\n", None) == []


def test_a_single_letter_on_end_is_no_song() -> None:
    assert rules(f"{Z[0]}\n\n{'我' * 20}\n\n{Z[1]}\n") == ["repeated-text"]
    assert rules(f"{Z[0]}\n\n{'哈' * 20}\n\n{Z[1]}\n") == []


def test_a_comment_that_another_one_ends() -> None:
    opened = "<!-- padding block to meet length requirements"
    text = f"{Z[0]}\n\n{opened}\n\n{E[0]}\n\n{Z[1]}\n\n<!-- part 2 -->\n\n{Z[2]}\n"
    assert sorted(rules(text)) == ["generation-residue", "unclosed-block", "untranslated-section"]


def test_html_named_in_code_opens_nothing() -> None:
    assert rules(f"{E[0]} Use a `<div>` or `<h1>` element here.\n\n{E[1]}\n", None) == []
    assert rules(f"{E[0]} Use a \\<div\\> by hand.\n\n{E[1]}\n", None) == []


@each_of(
    "path, head, expected",
    [
        ("Films/Alien.md", "title: Alien\nyear: 1979\nrating: 5", []),
        ("Board.md", "kanban-plugin: basic", []),
        ("Drawing.md", "excalidraw-plugin: parsed\ntags: [excalidraw]", []),
        ("Hops/index.md", "title: Hops", []),
        ("Hops/Hops.md", "title: Hops", []),
        ("Hops.md", "title: Hops\ntags: [beer]\ndate: 2024-01-01", ["empty-note"]),
        ("Talk.md", "title: Hops\nspeaker: Ada\nsource: https://example.org", ["empty-note"]),
    ],
)
def test_notes_of_frontmatter_only(path: str, head: str, expected: list[str]) -> None:
    assert rules(f"---\n{head}\n---\n", None, path) == expected


@pytest.mark.parametrize("folds", [1, 5_000])
def test_few_folds_and_many(folds: int) -> None:
    text = "\n\n".join(f"{Z[n % 4]}{n}\n\n{fold(f'{E[n % 4]} {n}')}" for n in range(folds))
    assert rules(f"{text}\n") == []


MALT = {
    "ja": "やかんは一時間もストーブの上にあったが、誰も麦芽のことを思い出さなかった。",
    "ko": "주전자는 한 시간 동안 난로 위에 있었지만 아무도 맥아를 생각하지 않았다.",
    "de": "Der Kessel stand schon eine Stunde auf dem Herd, bevor jemand an das Malz dachte.",
}


@each_of(
    "language, line, expected",
    [
        ("ja", "この翻訳がお役に立てば幸いです！", "generation-residue"),
        ("ja", "承知しました。以下は翻訳文です。", "generation-residue"),
        ("ja", "申し訳ありませんが、この内容は翻訳できません。", "untranslated-section"),
        ("ko", "이 번역이 도움이 되길 바랍니다!", "generation-residue"),
        ("ko", "죄송하지만 이 내용은 번역할 수 없습니다.", "untranslated-section"),
        ("de", "Ich hoffe, diese Übersetzung hilft Ihnen!", "generation-residue"),
        ("de", "Gerne! Hier ist die deutsche Übersetzung:", "generation-residue"),
        ("de", "Ich kann diesen Inhalt leider nicht übersetzen.", "untranslated-section"),
    ],
)
def test_marks_in_other_languages(language: str, line: str, expected: str) -> None:
    assert rules(f"{MALT[language]}\n\n{line}\n", language) == [expected]


@each_of(
    "language, line",
    [
        ("ja", "この翻訳が好きだ。"),
        ("ja", "申し訳ありませんが、今日は休みます。"),
        ("ja", "以下は昨日の会議の要約から分かったことをまとめたものです。"),
        ("ko", "이 번역이 마음에 든다."),
        ("ko", "다음은 어제 번역한 책의 목록이다."),
        ("de", "Leider kann man das Wort nicht übersetzen."),
        ("de", "Ich hoffe, die Übersetzung kommt bald."),
        ("de", "Natürlich gibt es einen anderen Weg."),
    ],
)
def test_what_people_say_in_other_languages(language: str, line: str) -> None:
    assert rules(f"{MALT[language]}\n\n{line}\n", language) == []
    assert rules(f"{line}\n\n{MALT[language]}\n", language) == []


def test_label_in_the_language_of_the_vault() -> None:
    wrong = "Kjelen hadde stått på komfyren i en time før det var noen som tenkte på malten."
    text = f"{MALT['de']}\n\n{fold(wrong, 'Englisches Original')}\n"
    assert rules(text, "de") == ["mislabelled-original"]


def test_footnotes_below_a_list_of_links() -> None:
    links = "- [The kettle and the malt of old](https://a.b)\n- [How we keep the hops in a room](https://a.c)"
    text = f"{Z[0]}[^1]\n\n{Z[1]}\n\n{links}\n\n[^1]: {E[0]}\n"
    assert rules(text) == []
    assert rules(f"{text}\n{E[1]}\n\n{E[2]}\n") == ["untranslated-section"]


@pytest.mark.parametrize(
    ("language", "original", "translation"),
    [("ja", "原文", "訳文"), ("ko", "원문", "번역"), ("de", "Original", "Übersetzung")],
)
def test_row_that_lacks_its_translation(language: str, original: str, translation: str) -> None:
    table = f"| {original} | {translation} |\n|---|---|\n| {E[0]} | {MALT[language]} |\n"
    assert rules(table, language) == []
    assert rules(f"{table}| {E[1]} |  |\n", language) == ["untranslated-section"]
