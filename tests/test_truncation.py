"""Which loose ends are told as cuts: those that something else speaks for."""

import pytest

from vault_tools.config.config import load_config
from vault_tools.lint.engine import check
from vault_tools.lint.rule import Diagnostic
from vault_tools.note.note import Note

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


def truncated(text: str, language: str = "en") -> list[Diagnostic]:
    config = load_config(f"language: {language}").selecting(["truncated-section"], [])
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
    assert found.message == "the note announces what does not follow"
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
