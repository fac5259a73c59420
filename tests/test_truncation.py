"""Which loose ends are reported as truncations: those with further evidence."""

from collections.abc import Callable, Sequence
from functools import lru_cache

import pytest
from bilingual import characters, chinese, english
from each_of import each_of

from vault_tools.config.config import Config, load_config
from vault_tools.lint.engine import check
from vault_tools.lint.rule import Diagnostic
from vault_tools.note.note import Note
from vault_tools.sections.layout import layout_of
from vault_tools.sections.text_endings import pieces_and_habits

ENGLISH = (
    "The kettle stands on the stove. Nobody has thought of the malt.",
    "We keep the hops in a cold room. That is the whole of the secret.",
    "The yeast comes last of all. It does not like to be shaken.",
    "The barrels were built by my uncle. He never wrote down how.",
)
CHINESE = (
    "水壶在炉子上烧了一个小时，才有人想起麦芽来。那时水已经烧干了。",
    "我们把啤酒花放在冷室里，这就是全部的秘密。别的都不重要。",
    "酵母最后才放，它不喜欢被摇晃。我们都很小心。",
    "酒桶是我叔叔做的，他从来没有写下做法。现在没有人会做了。",
)


@lru_cache
def config_of(language: str) -> Config:
    return load_config(f"language: {language}").selecting(["truncated-section"], [])


def truncated(text: str, language: str = "en") -> list[Diagnostic]:
    config = config_of(language)
    return list(check(Note("Hops.md", text), config.rules, config.schema))


def sections(*paragraphs: str) -> str:
    return "\n\n".join(f"## Part {number}\n\n{text}" for number, text in enumerate(paragraphs)) + "\n"


def folded(*pairs: tuple[str, str]) -> str:
    return "\n".join(
        f"{above}\n\n<details>\n<summary>Original English</summary>\n\n{below}\n\n</details>\n"
        for above, below in pairs
    )


PAIRS = list(zip(CHINESE, ENGLISH, strict=True))


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(sections(*ENGLISH[:3], "The boiler is a copper one", ENGLISH[3]), id="a section"),
        pytest.param("\n\n".join([*ENGLISH, "The boiler is a copper one", ENGLISH[0]]), id="a paragraph"),
        pytest.param(sections("A boiler", "The boiler is a copper one we like"), id="a short note"),
        pytest.param(
            sections(*ENGLISH, "What we learnt:\n\n- the malt, the hops,\n- the yeast"), id="a list"
        ),
    ],
)
def test_a_missing_full_stop_alone_is_no_cut(text: str) -> None:
    assert truncated(text) == []


def test_a_note_that_ends_with_a_colon_is_cut_where_its_others_end_as_sentences_do() -> None:
    announced = "The mill stood empty. When we came back we saw what was missing:"
    [found] = truncated(sections(*ENGLISH * 3, announced))
    assert found.message == "the note ends in a colon that nothing follows"
    assert truncated(sections(announced)) == []


def test_a_chatty_note_may_end_without_a_full_stop() -> None:
    lines = (
        "Malt first",
        "hops second, says my uncle. I never asked",
        "The yeast is last. It never likes heat",
    )
    assert truncated(sections(*ENGLISH[:2], *lines)) == []


def test_a_note_of_full_stops_may_not() -> None:
    [found] = truncated(sections(*ENGLISH, "The boiler is then removed from its"))
    assert (found.family, found.confidence) == ("note end", "high")


def test_a_note_may_end_on_a_particle_without_a_full_stop() -> None:
    few = sections(*CHINESE[:3])
    assert truncated(few + "\n有了这些方法，基本上什么样的啤酒都能做出来了\n", "zh") == []
    assert len(truncated(few + "\n有了这些方法，基本上什么样的啤酒都能做出来，但\n", "zh")) == 1


def test_what_the_next_chunk_goes_on_with_is_no_cut() -> None:
    stops = "这件事情我们想了很久，如果并且当我们把麦芽全部放好的时候，"
    text = sections(*CHINESE * 3, stops)
    assert len(truncated(f"{text}\n## 酵母\n\n{CHINESE[2]}\n", "zh")) == 1
    assert truncated(f"{text}\n<!-- chunk 2/2 -->\n\n## 酵母\n\n{CHINESE[2]}\n", "zh") == []


def test_what_the_next_fold_goes_on_with_is_no_cut() -> None:
    text = folded(
        *PAIRS,
        ("我们打开所有的窗户。", "And so we opened every window that we had in the"),
        ("然后坐在院子里大笑。", "kitchen, and we sat down in the yard and laughed."),
        *PAIRS,
    )
    assert truncated(text, "zh") == []


def test_an_original_whose_translation_goes_on_is_cut() -> None:
    whole = "我们打开所有的窗户，坐在院子里大笑，直到邻居过来看出了什么事，那天晚上我们什么也没有喝成。"
    cut = folded(*PAIRS, (whole, "We opened every window that we had, and we sat down in the"), *PAIRS)
    [found] = truncated(cut, "zh")
    assert found.family == "counterpart"
    assert found.message.endswith(
        "stops in the middle of a sentence, 13 words for 41 characters of translation"
    )


def test_a_translation_whose_original_goes_on_is_cut() -> None:
    original = "We opened every window that we had, and we sat down in the yard and laughed until they came."
    cut = folded(*PAIRS, ("我们打开了家里所有的", original), *PAIRS)
    [found] = truncated(cut, "zh")
    assert found.family == "counterpart"
    assert found.message == "the text stops in the middle of a sentence and keeps 10 characters of 19 words"
    [found] = truncated(folded(*PAIRS, ("我们打开了家里所有的……", original), *PAIRS), "zh")
    assert found.message == "the text trails off in dots and keeps 10 characters of 19 words"


@pytest.mark.parametrize(
    "end",
    [
        "这是一个**很长的名字，长到超过一百二十个字符的窗口" + "，里面有麦芽和啤酒花" * 12 + "**",
        "这是一个（很长的括号" + "，里面有麦芽和啤酒花" * 14 + "，也就是酒）",
        "The " + "malt and " * 20 + "hops are what **my uncle in the " + "old " * 30 + "town calls beer**",
    ],
)
def test_what_is_closed_within_the_line_is_not_open(end: str) -> None:
    assert truncated(sections(*CHINESE[:2], end, *CHINESE[2:]), "zh") == []


@pytest.mark.parametrize(
    "end",
    [
        "酒桶是我叔叔做的。^00ee58",
        "The barrels were built by my uncle.&#8221;",
        "“The yeast does not like to be shaken.” — Ada Brewer",
        "> The yeast does not like to be shaken. — Ada Brewer",
        "Never shake the yeast — Ada Brewer",
        "Ada: 是的",
        "2024-05-06",
        "May 6th, 2024",
        "2024年5月6日",
        "> [!note] What we learnt of the yeast that day in May",
        "> [!note] 酵母\n> ```\n> stir the yeast and",
        "2024年5月6日，于河边",
    ],
)
def test_what_needs_no_full_stop_ends_a_note(end: str) -> None:
    assert truncated(sections(*ENGLISH, *CHINESE, end)) == []


@pytest.mark.parametrize(
    "line",
    [
        "This term is omitted from most textbooks.",
        "The article is often omitted before nouns.",
        "内容太长时自动截断并显示省略号。",
        "Her career was cut short by illness.",
        "The label may be truncated at the end.",
        "这部分一看就懂，不再赘述",
        "修复了末尾文字被截断的问题。",
        "修复了内容被截断的问题。",
        "中间的步骤可以省略",
    ],
)
def test_what_a_sentence_says_is_no_marker(line: str) -> None:
    assert truncated(f"{ENGLISH[0]}\n\n{line}\n\n{CHINESE[0]}\n") == []


@pytest.mark.parametrize(
    "line",
    [
        "*(Note: This covers the whole interview as it was published. Due to output constraints, the middle "
        "segments have been abridged, but the opening and the closing have been translated in full.)*",
        "[译文因长度限制被截断]",
        "我们看了很多例子。（此处省略若干内容）",
        "（注：由于输出长度限制，以下部分有删节，仅保留主要内容。）",
        "[Rest of the transcript omitted]",
    ],
)
def test_a_note_that_text_is_missing_is_a_marker(line: str) -> None:
    found = truncated(f"{ENGLISH[0]}\n\n{line}\n\n{CHINESE[0]}\n")
    assert [(d.family, d.place.line) for d in found] == [("marker", 3)]


@pytest.mark.parametrize(
    ("line", "is_mark"),
    [
        ("［長さの制限により省略］", True),
        ("（残りは省略しました）", True),
        ("[길이 제한으로 생략됨]", True),
        ("(Fortsetzung folgt)", True),
        ("[Aus Platzgründen gekürzt]", True),
        ("この部分は省略しても構わない。", False),
        ("文字数制限で省略される場合がある。", False),
        ("이 부분은 생략해도 된다.", False),
        ("Dieser Begriff wird in den meisten Büchern ausgelassen.", False),
    ],
)
def test_marks_of_missing_text_in_other_languages(line: str, is_mark: bool) -> None:
    config = load_config()
    said = check(Note("Note.md", f"Green.\n\n{line}\n"), config.rules, config.schema_for("Note.md"))
    assert [d.family for d in said if d.rule == "truncated-section"] == ["marker"] * is_mark


def told(*parts: str, language: str = "en") -> list[tuple[str, str, str]]:
    """(family, confidence, last words pointed at) of each truncation, including guesses."""
    text = "\n\n".join(parts) + "\n"
    config = config_of(language)
    found = check(Note("Hops.md", text), config.rules, config.schema, least="low")
    return [(str(d.family), d.confidence, d.span.of(text)[-12:]) for d in found]


LINES = [line for number in range(3) for line in (f"Part {number}.", *ENGLISH)]
"""The pieces of a note, which all end as sentences do."""
ZEILEN = [*CHINESE] * 3
BROKEN = "The boiler is then removed from the"
NO_STOPS = [line[:-1] for line in LINES]


@each_of(
    "others, end, confidence",
    [
        (LINES, BROKEN, "high"),
        ([*LINES[:10], *NO_STOPS[:5]], BROKEN, "high"),
        ([*LINES[:5], *NO_STOPS[:5]], BROKEN, "medium"),
        ([*LINES[:3], *NO_STOPS[5:15]], BROKEN, "low"),
        (ENGLISH[:1], BROKEN, "medium"),
        ((), BROKEN, "medium"),
        (LINES, "He said (and nobody knew why) that (as always the malt was gone", "medium"),
        ([*LINES[:3], *NO_STOPS[:5]], "He said (and nobody knew why he said it", "low"),
        (LINES, "And this is what the malt was:", "medium"),
        ([*LINES[:3], *NO_STOPS[:3]], "And this is what the malt was:", "low"),
        (LINES, "And then the malt was gone...", "low"),
        (LINES, "And then the malt was gone to a place that none of us had seen", "medium"),
        (LINES, "Ada Brewer", "low"),
        (LINES, "**Ada**:", "medium"),
    ],
)
def test_how_sure_the_end_of_a_note_is(others: list[str], end: str, confidence: str) -> None:
    assert [cut for cut in told(*others, end) if cut[0] == "note end"] == [
        ("note end", confidence, end[-12:])
    ]


@pytest.mark.parametrize(
    ("others", "end", "confidence"),
    [
        (ZEILEN, "有人想起麦芽来，那时水已经烧干，", "high"),
        (ZEILEN, "麦芽，", "high"),
        ([line[:-1] if n % 2 else line for n, line in enumerate(ZEILEN)], "有人想起麦芽来，那时，", "medium"),
        (ZEILEN, "他说：“麦芽已经没有了", "medium"),
        ([line[:-1] if n % 3 else line for n, line in enumerate(ZEILEN)], "他说：“麦芽已经没有了", "low"),
        (ZEILEN, "后来麦芽就没有了...", "medium"),
        (ZEILEN, "后来麦芽就没有了……", "low"),
        (ZEILEN, "后来麦芽就没有了，谁也不知道去了哪里，连我叔叔也找不到", "medium"),
        (ZEILEN, "麦芽没有了", "low"),
        ([f"**Ada**: {line}" for line in ZEILEN], "**Bob**: 后来麦芽就没有了", "medium"),
        ([f"**Ada**: {line}" for line in ZEILEN], "**Bob**: 是", "low"),
    ],
)
def test_how_sure_the_end_of_a_note_in_chinese_is(others: list[str], end: str, confidence: str) -> None:
    assert told(*others, end, language="zh") == [("note end", confidence, end[-12:])]


@pytest.mark.parametrize(
    ("items", "end", "found"),
    [
        (ENGLISH * 2, "The malt is taken out of the", ["high"]),
        (ENGLISH * 2, "The malt is taken out of the big sack", ["low"]),
        (ENGLISH, "The malt is taken out of the big sack", []),
        ([line[:-1] for line in ENGLISH * 2], "The malt is taken out of the big sack", []),
    ],
)
def test_items_are_left_bare_by_most_writers(items: list[str], end: str, found: list[str]) -> None:
    assert [sure for _, sure, _ in told("\n".join(f"- {item}" for item in [*items, end]))] == found


LOST_ZH = "后来麦芽就没有了，谁也不知道去了哪里，连我叔叔也找不到，大家就都散了，各自回家，第二天早上再来"


@pytest.mark.parametrize(
    ("language", "stops", "found"),
    [
        ("zh", "他说：“麦芽已经没有了", "strict habit"),
        ("zh", "有人想起麦芽来，那时水已经烧干，", "strict habit"),
        ("zh", LOST_ZH, "strict habit"),
        ("zh", "后来麦芽就没有了，大家散了", "loose end"),
        ("en", BROKEN, "strict habit"),
        ("en", "The boiler is then removed from its old place", "loose end"),
        ("en", "He said (and nobody knew why he said that the malt was gone", "strict habit"),
    ],
)
def test_what_tells_the_end_of_a_section(language: str, stops: str, found: str) -> None:
    lines = list(ENGLISH if language == "en" else CHINESE) * 2
    parts = [f"## Part {n}\n\n{line}" for n, line in enumerate([*lines[:4], stops, *lines[4:]])]
    sure = "low" if found == "loose end" else "medium"
    assert told(*parts, language=language) == [(found, sure, stops[-12:])]
    few = [f"## Part {n}\n\n{line}" for n, line in enumerate([lines[0], stops, lines[1][:-1], lines[2][:-1]])]
    assert [family for family, _, _ in told(*few, language=language) if family == "strict habit"] == []


@pytest.mark.parametrize(
    "below",
    ["```\nmalt\n```", "- malt\n- hops", "| a | b |\n|---|---|\n| c | d |", "![x](y.png)", "$$\nx\n$$"],
    ids=["code", "list", "table", "picture", "formula"],
)
@pytest.mark.parametrize("stops", [BROKEN, "The boiler and the rest are taken out of it:"])
def test_what_goes_on_in_something_else_is_no_cut(below: str, stops: str) -> None:
    parts = [f"## Part {n}\n\n{line}" for n, line in enumerate(ENGLISH * 2)]
    assert told(*parts[:4], f"## Mid\n\n{stops}", below, *parts[4:]) == []


def test_what_goes_on_in_small_letters_is_no_cut() -> None:
    parts = [f"## Part {n}\n\n{line}" for n, line in enumerate(ENGLISH * 2)]
    assert told(*parts[:4], f"## Mid\n\n{BROKEN}", "place it was in.", *parts[4:]) == []
    for begins, family in (("“place", "loose end"), ("Place", "strict habit")):
        cuts = told(*parts[:4], f"## Mid\n\n{BROKEN}", "## Then", f"{begins} it was in.", *parts[4:])
        assert [cut[0] for cut in cuts] == [family]


def test_chunks_that_are_missing() -> None:
    def said(*numbers: str) -> list[str]:
        text = "\n\n".join(f"<!-- chunk {number} -->\n\n{ENGLISH[0]}" for number in numbers)
        return [d.message for d in truncated(f"{text}\n")]

    assert said("1/3", "2/3", "3/3") == []
    assert said("1/3", "3/3") == ["of 3 chunks, 2 is missing"]
    assert said("1/3", "2/3") == ["of 3 chunks, 3 is missing"]
    assert said("1/9", "9/9") == ["of 9 chunks, 2, 3, 4, 5, 6 are missing"]
    assert said("2/3") == []
    assert said("0/3", "2/3") == []


def beside(translation: str, original: str, *, around: int = 1) -> list[tuple[str, str, str]]:
    """The truncations reported for a pair among four whole ones on either side."""
    return told(folded(*PAIRS * around, (translation, original), *PAIRS * around), language="zh")


WHOLE_ZH = "我们打开所有的窗户，坐在院子里大笑，直到邻居过来看出了什么事，那天晚上我们什么也没有喝成。"
WHOLE_EN = (
    "We opened every window that we had, and we sat down in the yard and laughed until they came to see it."
)


@pytest.mark.parametrize(
    ("translation", "original", "family"),
    [
        (WHOLE_ZH, "We opened every window that we had, and we sat down in the", "counterpart"),
        (
            "我们打开窗户，坐在院子里。",
            "We opened every window that we had, and we sat down in the",
            "counterpart",
        ),
        (
            "我们打开家里的窗户，坐在院子里大笑起来。",
            "We opened every window that we had, and we sat down with",
            "counterpart",
        ),
        ("我们打开窗户，坐下。", "We opened every window that we had, and we sat down with", "loose end"),
        (WHOLE_ZH, "We opened every window that we had and we sat down", "counterpart"),
        (WHOLE_ZH * 4, "We opened every window that we had and we sat down", "counterpart"),
        (
            "我们打开家里的窗户，坐在院子里。",
            "We opened every window that we had and we sat down",
            "loose end",
        ),
        (WHOLE_ZH, "We opened every window that we had and we sat down, you know", "loose end"),
        (WHOLE_ZH, "We opened every window in the", "loose end"),
        (WHOLE_ZH, "We opened every window that we had and we sat down...", None),
    ],
)
def test_an_original_is_cut_where_its_translation_goes_on(
    translation: str, original: str, family: str | None
) -> None:
    sure = "low" if family == "loose end" else "medium"
    assert beside(translation, original) == ([(family, sure, original[-12:])] if family else [])


def test_an_original_below_a_loose_translation_is_no_cut() -> None:
    assert {
        cut[0] for cut in beside(WHOLE_ZH[:-1], "We opened every window that we had, and sat in the")
    } == {"loose end"}


def test_a_few_loose_originals_do_not_make_a_habit() -> None:
    loose = [(z, e[:-1]) for z, e in PAIRS]
    cut = (WHOLE_ZH, "We opened every window that we had and we sat down")

    def families(*others: tuple[str, str]) -> list[str]:
        return [cut[0] for cut in told(folded(*others, cut, *PAIRS), language="zh")]

    assert families(*loose[:1], *PAIRS * 4) == ["counterpart", "counterpart"]
    assert families(*loose, *PAIRS * 5) == ["loose end"] * 5
    assert families(*loose * 2, *PAIRS * 4) == []


@pytest.mark.parametrize(
    ("translation", "original", "family"),
    [
        ("我们打开了家里所有的", WHOLE_EN, "counterpart"),
        ("我们打开了（家里所有的窗户", WHOLE_EN, "counterpart"),
        ("我们打开了家里所有的窗户，坐在院子里大笑，直到", WHOLE_EN, "counterpart"),
        (
            "我们打开了家里所有的窗户，坐在院子里大笑，直到邻居过来看出了什么事，我们才说到，因为",
            WHOLE_EN,
            "strict habit",
        ),
        (f"{WHOLE_ZH * 2}我们", WHOLE_EN, "loose end"),
        ("我们打开了家里所有的……", WHOLE_EN, "counterpart"),
        ("我们打开了家里所有的窗户，坐在院子里大笑，直到邻居过来……", WHOLE_EN, None),
        ("我们打开了家里所有的，", f"{WHOLE_EN[:60]} of the,", None),
        ("我们打开了家里所有的……", f"{WHOLE_EN[:60]}...", None),
    ],
)
def test_a_translation_is_cut_where_its_original_goes_on(
    translation: str, original: str, family: str | None
) -> None:
    sure = "low" if family == "loose end" else "medium"
    assert beside(translation, original) == ([(family, sure, translation[-12:])] if family else [])


def test_of_few_pairs_only_what_is_open_is_told() -> None:
    pairs = (("我们打开了（家里所有的窗户", WHOLE_EN), PAIRS[0])
    assert told(folded(*pairs), language="zh") == [("open", "medium", "们打开了（家里所有的窗户")]
    assert told(folded(("我们打开了家里所有的，", WHOLE_EN), PAIRS[0]), language="zh") == []


@pytest.mark.parametrize(
    ("stops", "others", "family"),
    [
        ("他说（麦芽已经没有了", 7, "loose end"),
        ("他说（麦芽已经没有了", 8, "strict habit"),
        ("后来麦芽就没有了，大家散了", 24, "loose end"),
        ("后来麦芽就没有了，大家散了", 25, "strict habit"),
    ],
)
def test_how_many_others_make_a_habit_strict(stops: str, others: int, family: str) -> None:
    lines = (ZEILEN * 3)[:others]
    parts = [f"## Part {n}\n\n{line}" for n, line in enumerate([*lines[:4], stops, *lines[4:]])]
    assert [cut[0] for cut in told(*parts, language="zh")] == [family]


def test_a_line_that_stops_is_told_in_a_long_note_only() -> None:
    assert told(*ZEILEN[:1], *ZEILEN, LOST_ZH, *ZEILEN * 2, language="zh")[0][0] == "strict habit"
    assert told(*ZEILEN[:1], *ZEILEN, LOST_ZH[:38], *ZEILEN * 2, language="zh")[0][0] == "loose end"
    assert told(*ZEILEN, LOST_ZH, *ZEILEN, language="zh")[0][0] == "loose end"


@pytest.mark.parametrize("form", ["> [!note] Malt\n> {}", "> {}"])
def test_what_a_quotation_answers_is_announced(form: str) -> None:
    parts = [f"## Part {n}\n\n{line}" for n, line in enumerate(ENGLISH * 2)]
    said = "And this is what he told us of it:"
    assert told(*parts[:4], f"## Mid\n\n{said}", form.format(ENGLISH[0]), *parts[4:]) == []


SHORT_LINES = [
    *("The kettle stands on the stove.", "We keep the hops in a cold room.", "The yeast comes last of all."),
    *("The barrels were built by my uncle.", "Nobody has thought of the malt.", "It hates to be shaken."),
    *("He never wrote down how.", "That is the whole of the secret.", "The mill is by the river."),
]


@pytest.mark.parametrize(
    ("others", "above", "confidence"),
    [
        (SHORT_LINES, "", "medium"),
        (SHORT_LINES[:8], "", "low"),
        (ENGLISH, "", "medium"),
        (ENGLISH[:3], "", "medium"),
        (ENGLISH[:2], "", "low"),
        (SHORT_LINES[:4], "It was hot. It was cold. It was wet. It was dry. ", "low"),
    ],
)
def test_many_pieces_or_many_sentences_in_each_make_a_missing_full_stop_tell(
    others: list[str], above: str, confidence: str
) -> None:
    end = "And then the malt was gone to a place that none of us had seen"
    assert told(*others, f"{above}{end}") == [("note end", confidence, end[-12:])]


def test_an_original_of_eight_words_is_long_enough_to_be_cut() -> None:
    assert beside(WHOLE_ZH, "We opened every window that was in the")[0][0] == "counterpart"
    assert beside(WHOLE_ZH, "We opened every window there in the")[0][0] == "loose end"


def test_the_last_line_of_a_quotation_tells_whether_it_is_an_item() -> None:
    sack = "The malt is taken out of the big sack that we had"
    assert told(*ENGLISH * 2, f"> The first line.\n> The second one\n> - {sack}")[0][1] == "low"
    assert told(*ENGLISH * 2, f"> - The first line.\n> The second one\n> {sack}")[0][1] == "medium"


def test_a_line_in_the_middle_of_the_last_paragraph_does_not_end_the_note() -> None:
    stops = "后来麦芽就没有了，谁也不知道去了哪里"
    cuts = told(*ZEILEN, f"{WHOLE_ZH}\n{stops}\n{WHOLE_ZH}", language="zh")
    assert cuts == [("loose end", "low", stops[-12:])]


def test_a_line_is_cut_where_two_others_of_its_paragraph_are_whole() -> None:
    stops = "后来麦芽就没有了，谁也不知道去了哪里，连我叔叔也找不到"

    def families(*lines: str) -> list[str]:
        return [cut[0] for cut in told(*ZEILEN[:4], "\n".join(lines), *ZEILEN, language="zh")]

    assert families(WHOLE_ZH, stops, WHOLE_ZH) == ["strict habit"]
    assert families(stops, WHOLE_ZH) == ["loose end"]
    assert families(WHOLE_ZH, "后来麦芽就没有了，大家散了", WHOLE_ZH) == ["loose end"]


def test_what_is_opened_on_one_line_and_closed_on_the_next_is_no_cut() -> None:
    opened, closed = "他说（麦芽已经没有了，谁也不知道去了哪里", "连我叔叔也找不到）。"

    def cuts(*lines: str) -> list[str]:
        found = told(*ZEILEN[:4], "\n".join([WHOLE_ZH, *lines, WHOLE_ZH]), *ZEILEN, language="zh")
        return [last for _, _, last in found]

    assert cuts(opened, closed) == []
    assert cuts(opened, closed.replace("）", "")) == [opened[-12:]]


def families(parts: Sequence[str], language: str = "zh", of: str = "") -> list[str]:
    """(family, confidence) of each truncation, or only those of the piece `of`."""
    found = told(*parts, language=language)
    return [f"{family} {sure}" for family, sure, end in found if not of or of.endswith(end)]


def apart(*lines: str) -> list[str]:
    """Each line at the end of its own section."""
    return [f"## Part {number}\n\n{line}" for number, line in enumerate(lines)]


def mixed(whole: int, count: int, lines: Sequence[str] = ZEILEN * 4) -> list[str]:
    """`count` lines, of which `whole` end in full stops."""
    return [line if number < whole else line[:-1] for number, line in enumerate(lines[:count])]


LOW, MEDIUM, HIGH = (f"note end {sure}" for sure in ("low", "medium", "high"))
WALL = "The malt is taken out of the big sack"
TOLD_AT_THE_END: dict[str, tuple[Callable[[int], list[str]], int, str, str]] = {
    "a habit that is likely": (
        lambda n: families([*mixed(n, 20), characters(20, "，")], of=characters(20, "，")),
        *(6, LOW, MEDIUM),
    ),
    "a habit that is sure": (
        lambda n: families([*mixed(n, 20), characters(20, "，")], of=characters(20, "，")),
        *(12, MEDIUM, HIGH),
    ),
    "a habit that an announcement breaks": (
        lambda n: families([*mixed(n, 20), characters(20, "：")], of=characters(20, "：")),
        *(15, LOW, MEDIUM),
    ),
    "a habit that dots break": (
        lambda n: families([*mixed(n, 20), characters(20, "...")], of=characters(20, "...")),
        *(15, LOW, MEDIUM),
    ),
    "a habit that a bare end breaks": (
        lambda n: families([*mixed(n, 20), characters(40)], of=characters(40)),
        *(15, LOW, MEDIUM),
    ),
    "a habit that an open end breaks": (
        lambda n: families([*mixed(n, 20), "他说：“麦芽已经没有了"], of="他说：“麦芽已经没有了"),
        *(10, LOW, MEDIUM),
    ),
    "items that are whole": (
        lambda n: families(["\n".join(f"- {e}" for e in [*mixed(n, 20, ENGLISH * 5), WALL])], "en", WALL),
        *(19, "", LOW),
    ),
    "items that are enough": (
        lambda n: families(["\n".join(f"- {e}" for e in [*(ENGLISH * 2)[:n], WALL])], "en"),
        *(5, "", LOW),
    ),
    "others that make it strict": (
        lambda n: families([*ZEILEN[:n], characters(30, "了")]),
        *(8, LOW, MEDIUM),
    ),
    "how strict they are": (
        lambda n: families([*mixed(n, 40), characters(30, "了")], of=characters(30, "了")),
        *(38, LOW, MEDIUM),
    ),
    "a short line on a rare last word": (
        lambda n: families([*ZEILEN[:4], characters(n, "的")]),
        *(9, LOW, HIGH),
    ),
    "such a line where all is strict": (
        lambda n: families([*ZEILEN[:n], characters(4, "的")]),
        *(8, LOW, HIGH),
    ),
    "a title in Chinese": (lambda n: families([*ZEILEN, characters(n)]), 16, LOW, MEDIUM),
    "a title in English": (lambda n: families([*LINES, english(n, "kettles")], "en"), 9, LOW, MEDIUM),
    "a long line with a comma beside one other": (
        lambda n: families([ENGLISH[0].partition(". ")[0] + ".", f"And, {'m' * (n - 15)} is in the"], "en"),
        *(26, MEDIUM, HIGH),
    ),
    "others that prove a habit": (lambda n: families([*ENGLISH[:n], BROKEN], "en"), 3, MEDIUM, HIGH),
    "others of one sentence": (
        lambda n: families([*["The malt is here."] * n, english(12, "kettles")], "en"),
        *(9, LOW, MEDIUM),
    ),
    "others of two sentences": (
        lambda n: families(
            [*["The malt is here. It is."] * n, *["The hops are here."] * 2, english(12, "kettles")], "en"
        ),
        *(7, LOW, MEDIUM),
    ),
    "its own sentences": (
        lambda n: families([ZEILEN[0], "我们很小心。" * n + characters(30)]),
        *(4, LOW, MEDIUM),
    ),
    "its own sentences in English": (
        lambda n: families(["The malt is here. It is.", "It was. " * n + english(12, "kettles")], "en"),
        *(1, LOW, MEDIUM),
    ),
    "others in Chinese": (lambda n: families([*ZEILEN[:n], characters(30)]), 3, LOW, MEDIUM),
    "what a speaker says": (
        lambda n: families([*[f"**Ada**: {line}" for line in ZEILEN], f"**Bob**: {characters(n)}"]),
        *(5, LOW, MEDIUM),
    ),
    "names of things among the others": (
        lambda n: families([*ZEILEN[:8], *["麦芽"] * n, characters(30, "了")]),
        *(1, MEDIUM, LOW),
    ),
    "names beside what a speaker says": (
        lambda n: families([*[f"**Ada**: {z}" for z in ZEILEN], *["麦芽"] * n, f"**Bob**: {characters(6)}"]),
        *(1, MEDIUM, LOW),
    ),
    "names of people among the others": (
        lambda n: families([*LINES, *["Ada Brewer"] * n, english(12, "kettles")], "en"),
        *(1, MEDIUM, LOW),
    ),
    "quotations that have a habit": (
        lambda n: families([*NO_STOPS[:10], *[f"> {e}" for e in ENGLISH[:n]], f"> {BROKEN}"], "en")[-1:],
        *(3, LOW, HIGH),
    ),
}


@each_of("said, size, below, there", TOLD_AT_THE_END.values())
def test_the_size_from_which_on_the_end_of_a_note_is_surer(
    said: Callable[[int], list[str]], size: int, below: str, there: str
) -> None:
    assert (said(size - 1), said(size)) == ([below] * bool(below), [there])


LOOSE, STRICT, PAIR = "loose end low", "strict habit medium", "counterpart medium"
ALIKE = [(chinese(56), english(40))] * 6
"""Pairs whose translations have the usual length."""
NO_STOP = [(z, e[:-1]) for z, e in ALIKE]


def of_pair(translation: str, original: str, before: Sequence[tuple[str, str]] = ALIKE[:4]) -> list[str]:
    """The truncations reported for a pair below others and above some whole ones."""
    return families([folded(*before, (translation, original), *ALIKE[:4])], of=translation)


def of_fold(
    translation: str,
    original: str,
    before: Sequence[tuple[str, str]] = ALIKE,
    after: Sequence[tuple[str, str]] = ALIKE * 4,
) -> list[str]:
    """The truncations reported for an original among others."""
    return families([folded(*before, (translation, original), *after)], of=original)


TOLD_BY_A_WITNESS: dict[str, tuple[Callable[[int], list[str]], int, str, str]] = {
    "three quarters of a translation": (
        lambda n: of_pair(characters(n, "，"), english(40)),
        *(47, PAIR, STRICT),
    ),
    "a translation that is too long": (
        lambda n: of_pair(characters(n, "，"), english(40)),
        *(102, STRICT, LOOSE),
    ),
    "half a translation of an original that is cut": (
        lambda n: of_pair(characters(n, "，"), english(40, "kettles")),
        *(33, PAIR, LOOSE),
    ),
    "a translation that trails off": (
        lambda n: of_pair(characters(n, "……"), english(40)),
        *(37, PAIR, ""),
    ),
    "pairs beside a translation": (
        lambda n: families(
            [folded(*ALIKE[:n], (characters(20, "，"), english(40)), *ALIKE[:1])], of=characters(20, "，")
        ),
        *(2, LOOSE, PAIR),
    ),
    "a translation of what stops on a preposition": (
        lambda n: of_fold(chinese(n), english(34, "as")),
        *(46, LOOSE, PAIR),
    ),
    "of what surely stops": (lambda n: of_fold(chinese(n), english(34, "and")), 50, LOOSE, PAIR),
    "of what lacks a full stop": (lambda n: of_fold(chinese(n), english(34, "kettles")), 58, LOOSE, PAIR),
    "of that beside three others": (
        lambda n: of_fold(chinese(n), english(34, "kettles"), [*NO_STOP[:3], *ALIKE]),
        *(72, LOOSE, PAIR),
    ),
    "of that, and too long": (
        lambda n: of_fold(chinese(n), english(34, "kettles"), [*NO_STOP[:3], *ALIKE]),
        *(167, PAIR, LOOSE),
    ),
    "others that stop before an article": (
        lambda n: of_fold(chinese(56), english(34, "the"), [*NO_STOP[:n], *ALIKE]),
        *(3, PAIR, LOOSE),
    ),
    "others that lack full stops": (
        lambda n: of_fold(chinese(80), english(34, "kettles"), [*NO_STOP[:n], *ALIKE * 2]),
        *(4, PAIR, LOOSE),
    ),
    "others that are whole beside two": (
        lambda n: of_fold(chinese(80), english(34, "kettles"), NO_STOP[:2], (ALIKE * 3)[:n]),
        *(12, "", PAIR),
    ),
    "others that are whole above an article": (
        lambda n: of_fold(chinese(56), english(34, "the"), NO_STOP[:2], (ALIKE * 3)[:n]),
        *(12, "", PAIR),
    ),
    "others at all": (
        lambda n: of_fold(chinese(62), english(34, "kettles"), ALIKE[:n], [("酵母最后才放。", "So.")]),
        *(3, LOOSE, PAIR),
    ),
    "others at all above an article": (
        lambda n: of_fold(chinese(62), english(34, "the"), ALIKE[:n], [("酵母最后才放。", "So.")]),
        *(3, LOOSE, PAIR),
    ),
    "words of an original": (lambda n: of_fold(chinese(60), english(n, "the")), 8, LOOSE, PAIR),
    "sections beside one that surely stops": (
        lambda n: families(apart(*ZEILEN[:n], characters(20, "，因为"), ZEILEN[0])),
        *(1, "", STRICT),
    ),
    "characters of a section": (
        lambda n: families(apart(*ZEILEN[:4], characters(n), *ZEILEN[:4])),
        *(35, LOOSE, STRICT),
    ),
    "sections beside a long one": (
        lambda n: families(apart(*ZEILEN[:n], characters(50), ZEILEN[0])),
        *(2, LOOSE, STRICT),
    ),
    "sections in English": (
        lambda n: families(apart(ENGLISH[0], english(64, "kettles"), *(ENGLISH * 3)[:n]), "en"),
        *(9, LOOSE, STRICT),
    ),
    "words of a section": (
        lambda n: families(apart(*ENGLISH * 2, english(n, "kettles"), *ENGLISH * 2), "en"),
        *(60, LOOSE, STRICT),
    ),
    "sections that lack full stops": (
        lambda n: families(apart(*ZEILEN[:8], characters(160), *mixed(0, n), *ZEILEN), of=characters(160)),
        *(3, STRICT, LOOSE),
    ),
    "sections that are whole beside one": (
        lambda n: families(apart(*ZEILEN[:n], characters(160), *mixed(0, 1), ZEILEN[0]), of=characters(160)),
        *(8, LOOSE, STRICT),
    ),
    "characters of such a section": (
        lambda n: families(apart(*ZEILEN[:8], characters(n), *mixed(0, 1), ZEILEN[0]), of=characters(n)),
        *(115, LOOSE, STRICT),
    ),
    "few sections beside an open one": (
        lambda n: families(apart(*ZEILEN[:n], "他说（麦芽已经没有了", ZEILEN[0])),
        *(2, STRICT, LOOSE),
    ),
    "paragraphs beside a line": (
        lambda n: families([*(ZEILEN * 3)[:n], characters(60), ZEILEN[0]]),
        *(24, LOOSE, STRICT),
    ),
    "characters of a line": (
        lambda n: families([*ZEILEN * 3, characters(n), ZEILEN[0]]),
        *(46, LOOSE, STRICT),
    ),
    "characters of a line in a paragraph": (
        lambda n: families([*ZEILEN[:4], f"{ZEILEN[0]}\n{characters(n)}\n{ZEILEN[1]}", *ZEILEN[:4]]),
        *(19, LOOSE, STRICT),
    ),
    "lines of a paragraph": (
        lambda n: families(
            [*ZEILEN[:4], "\n".join([*ZEILEN[:1] * n, characters(40), characters(12, "……")]), *ZEILEN[:4]]
        ),
        *(2, LOOSE, STRICT),
    ),
    "a habit that may have a witness": (
        lambda n: families(
            apart(*mixed(n, 20), characters(50, "（麦芽"), ZEILEN[0]), of=characters(50, "（麦芽")
        ),
        *(20, LOOSE, STRICT),
    ),
    "sections that end otherwise": (
        lambda n: families(
            apart(*ZEILEN[:3], *mixed(0, n), characters(30, "，"), ZEILEN[0]), of=characters(30, "，")
        ),
        *(2, LOOSE, ""),
    ),
    "translations that lack full stops beside half of one": (
        lambda n: of_pair(
            characters(20, "，"), english(40), [*ALIKE[:4], *[(z[:-1], e) for z, e in ALIKE[:n]]]
        ),
        *(3, PAIR, ""),
    ),
    "sections beside a rare last word": (
        lambda n: families(apart(*(ZEILEN * 3)[:n], characters(20, "的"), ZEILEN[0])),
        *(24, LOOSE, STRICT),
    ),
    "a habit that leaves ends loose": (
        lambda n: families(apart(*mixed(n, 20), characters(30, "，"), ZEILEN[0]), of=characters(30, "，")),
        *(17, "", LOOSE),
    ),
}


@each_of("said, size, below, there", TOLD_BY_A_WITNESS.values())
def test_the_size_from_which_on_another_witness_tells(
    said: Callable[[int], list[str]], size: int, below: str, there: str
) -> None:
    assert (said(size - 1), said(size)) == ([below] * bool(below), [there] * bool(there))


def test_what_is_a_name_or_an_item_or_in_no_language_breaks_no_strict_habit() -> None:
    items = "\n".join(f"- {line}" for line in [*ZEILEN[:8], characters(50)])
    assert families(apart(*ZEILEN, items, ZEILEN[0])) == [LOOSE]
    assert families(apart(*ZEILEN[:6], "麦芽", *ZEILEN)) == []
    numbers = ["12345, 6789."] * 8
    assert families(apart(*numbers, "12345, 6789,", *numbers)) == []


def test_only_lines_of_cjk_text_are_told_in_the_middle_of_a_paragraph() -> None:
    stops = characters(60)
    assert families([*ZEILEN, f"{ZEILEN[0]}\n{stops}\n{ZEILEN[1]}", ZEILEN[0]]) == [STRICT]
    assert (
        families([f"> {line}" for line in ZEILEN] + [f"> {ZEILEN[0]}\n> {stops}\n> {ZEILEN[1]}"] * 2)
        == [LOOSE] * 2
    )
    english_lines = f"{ENGLISH[0]}\n{english(70, 'kettles')}\n{ENGLISH[1]}"
    assert families([*ENGLISH * 8, english_lines, ENGLISH[0]], "en") == [LOOSE]


def test_what_is_below_a_paragraph_is_not_what_its_lines_go_on_with() -> None:
    lines = f"{ZEILEN[0]}\n{characters(40)}\n{ZEILEN[1]}\n{ZEILEN[2]}"
    assert families([*ZEILEN, lines, "- 麦芽。\n- 酒花。", ZEILEN[0]]) == [STRICT]
    assert families([*ZEILEN, lines.replace(f"\n{ZEILEN[1]}", f"\nand {ZEILEN[1]}"), ZEILEN[0]]) == []


@pytest.mark.parametrize(("end", "found"), [(";", []), ("；", []), (",", [LOOSE])])
def test_a_clause_goes_on_in_the_next_paragraph(end: str, found: list[str]) -> None:
    clause = f"First there is the malt of the house and all of the hops of it{end}"
    assert families([*ENGLISH * 8, clause, "Then there is the water. It is cold."], "en") == found


@pytest.mark.parametrize(("end", "found"), [(";", []), ("；", []), ("", [STRICT])])
def test_a_clause_goes_on_in_the_next_line(end: str, found: list[str]) -> None:
    clause = f"后来麦芽就没有了，谁也不知道去了哪里，连我叔叔也找不到{end}"
    assert families([*ZEILEN[:4], f"{WHOLE_ZH}\n{clause}\n{WHOLE_ZH}", *ZEILEN]) == found


def test_what_the_pieces_of_a_note_are_the_last_of() -> None:
    def positions(*parts: str) -> list[str]:
        layout = layout_of(Note("Hops.md", "\n\n".join(parts) + "\n"), config_of("zh").schema)
        return [piece.position for piece in pieces_and_habits(layout.note)[0]]

    loose, fold = WHOLE_ZH[:20], folded(("", ENGLISH[0]))
    assert positions(loose, WHOLE_EN, loose, WHOLE_ZH, "## More", loose) == ["unit", "within", "note"]
    assert positions(WHOLE_EN[:-1], WHOLE_EN[:-1], loose, "12 345", loose) == [
        *("within", "unit"),
        *("within", "note"),
    ]
    assert positions(loose, fold, loose, "## More", WHOLE_ZH) == ["unit", "section"]
    assert positions(loose, "```\nmalt\n```") == ["section"]
    assert positions(loose, "```\n```") == ["note"]


def test_what_is_open_is_no_exception_where_many_are_loose() -> None:
    loose = [(zh[:-1], en) for zh, en in PAIRS]
    open_end = ("我们打开了（家里所有的窗户", WHOLE_EN)

    def said(count: int) -> list[str]:
        return [cut[2] for cut in told(folded(*loose[:count], open_end, *PAIRS), language="zh")]

    assert (said(0), said(2)) == ([open_end[0][-12:]], [])
