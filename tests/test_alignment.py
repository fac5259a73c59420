"""Translations compared with their originals: what is missing, and whose original a fold holds."""

import pytest
from bilingual import chinese, english
from each_of import each_of

from vault_tools.config.config import load_config
from vault_tools.lint.engine import check
from vault_tools.lint.rule import Diagnostic
from vault_tools.note.note import Note
from vault_tools.sections.layout import layout_of

PLACES = ("Hallertau", "Burton", "Pilsen", "Dublin", "Bamberg", "Köln", "Leuven", "Chicago")


def said(number: int) -> tuple[str, str]:
    """(a Chinese passage, its original), unlike those with other numbers."""
    place, year, barrels = PLACES[number % len(PLACES)], 1900 + 7 * number, 11 * number + 30
    english = (
        f"In {year} my uncle went to {place} with the boiler on his back and came home with {barrels} "
        "barrels of beer that nobody wanted to drink, so we kept them in a cold room behind the kitchen for "
        f"{number + 2} years."
    )
    chinese = (
        f"{year}年，我叔叔背着锅炉去了{place}，带回来{barrels}桶谁也不想喝的啤酒，"
        "于是我们把它们放在厨房后面的冷室里，一放就是好多年，后来大家都忘了。"
    )
    return chinese, english


def folded(passages: list[str], originals: list[str]) -> str:
    fold = "{}\n\n<details>\n<summary>Original English</summary>\n\n{}\n\n</details>\n"
    return "\n".join(fold.format(z, e) for z, e in zip(passages, originals, strict=True))


def found(text: str, options: str = "") -> list[Diagnostic]:
    rules = "[condensed-translation, misaligned-original, untranslated-section, truncated-section]"
    config = load_config(f"language: zh\nrules:\n  select: {rules}\n{options}")
    return list(check(Note("Hops.md", text), config.rules, config.schema))


ZH, EN = map(list, zip(*map(said, range(14)), strict=True))
SHORT = "我叔叔带回来了啤酒。"


def test_folds_that_hold_their_own_originals_are_aligned() -> None:
    assert found(folded(ZH, EN)) == []


@pytest.mark.parametrize(
    ("by", "whose"),
    [
        (1, "the next passage"),
        (2, "the passage 2 further on"),
        (-1, "the passage before"),
        (-2, "the passage 2 back"),
    ],
)
def test_a_drift_is_told_once_where_it_begins(by: int, whose: str) -> None:
    others = ["Nobody knows why."] * abs(by)
    drifted = EN[4 + by : 12] + others if by > 0 else others + EN[4 : 12 + by]
    [drift] = found(folded(ZH, [*EN[:4], *drifted, *EN[12:]]))
    assert drift.rule == "misaligned-original"
    first, last = (4, 11 - by) if by > 0 else (4 - by, 11)
    assert drift.place.line == 9 * first + 3
    assert (
        drift.message
        == f"{last - first + 1} folds from here to line {9 * last + 8} hold the original of {whose}"
    )


def test_a_drift_may_go_on_to_the_end_of_the_note() -> None:
    text = folded(ZH, [*EN[:5], *EN[6:], "And that was that."])
    [drift] = found(text)
    assert drift.message == "8 folds from here to line 116 hold the original of the next passage"
    [drift] = found(folded(ZH, [*EN[:5], "And that was that.", *EN[5:13]]))
    assert drift.message == "8 folds from here to line 125 hold the original of the passage before"


def test_nothing_is_said_of_lengths_where_the_folds_are_off() -> None:
    long = [z * 3 if number % 2 else z for number, z in enumerate(ZH)]
    originals = [f"{e} {e} {e}" if number % 2 else e for number, e in enumerate(EN)]
    assert found(folded(long, originals)) == []
    text = folded(long, [*originals[:8], *originals[9:], "And that was that."])
    assert {diagnostic.rule for diagnostic in found(text)} == {"misaligned-original"}


@pytest.mark.parametrize("count", [1, 2, 3])
def test_few_folds_are_no_drift(count: int) -> None:
    assert [d for d in found(folded(ZH[:count], EN[1 : count + 1])) if d.rule == "misaligned-original"] == []


def test_nothing_is_said_of_what_the_folds_of_a_drift_hold() -> None:
    drifted = [*EN[:4], *EN[5:12], "And that was that.", *EN[12:]]
    text = folded(ZH, drifted).replace(EN[8], ZH[8])
    rules = "rules: {select: [mislabelled-original, misaligned-original]}"
    config = load_config(f"language: zh\n{rules}")
    assert [d.rule for d in check(Note("Hops.md", text), config.rules, config.schema)] == [
        "misaligned-original"
    ]


def test_one_fold_that_holds_all_of_a_note_is_no_loss() -> None:
    text = "\n\n".join(f"## {n}\n\n{z}" for n, z in enumerate(ZH[:6]))
    fold = "<details>\n<summary>Original</summary>\n\n{}\n\n</details>\n"
    assert found(f"{text}\n\n{fold.format(' '.join(EN[:6]))}") == []


def test_a_translation_that_keeps_little_says_how_much() -> None:
    [lost] = found(folded([*ZH[:6], SHORT, *ZH[7:]], EN))
    assert (lost.rule, lost.message) == ("condensed-translation", "keeps 9 characters of 37 words")


ASKED = (
    "Would you say that this is what my uncle meant when he talked of the hops of our valley so many times"
)


@pytest.mark.parametrize(
    ("original", "translation"),
    [
        (f"{ASKED}, and that the winter was the reason for all of it?", "我叔叔说的是这个冬天的啤酒花吗？"),
        ("Well, you know, he was there, and I was there too, right, and so on and so forth, if you see "
         "what I mean, or so they say, all of them.", "你知道，他在那里，我们也在那里。"),
    ],
)  # fmt: skip
def test_a_question_or_a_remark_shortened_to_its_point_has_lost_nothing(
    original: str, translation: str
) -> None:
    shortened = folded([*ZH[:6], translation, *ZH[7:]], [*EN[:6], original, *EN[7:]])
    assert found(shortened) == []
    told = original.replace("?", ".") + f" {EN[0]} {EN[1]} {EN[3]}"
    assert len(found(folded([*ZH[:6], translation, *ZH[7:]], [*EN[:6], told, *EN[7:]]))) == 1


def test_beside_a_fold_without_its_end_lengths_say_nothing() -> None:
    text = folded([*ZH[:6], SHORT, *ZH[7:]], EN)
    broken = text.split("</details>")
    lines = "</details>".join(broken[:5]) + "".join(broken[5:6]) + "</details>".join(["", *broken[6:]])
    assert [d.rule for d in found(lines)] == ["condensed-translation"]
    unclosed = "</details>".join(broken[:5]) + broken[5] + "</details>".join(broken[6:])
    assert [d.rule for d in found(unclosed)] == []


def test_what_the_next_passage_goes_on_with_is_not_lost() -> None:
    originals = [*EN[:6], f"{EN[6]} {EN[7]}", EN[7], *EN[8:]]
    assert found(folded(ZH, originals)) == []


def test_what_a_passage_without_a_fold_goes_on_with_is_not_lost() -> None:
    text = folded([*ZH[:6], SHORT], [*EN[:6], f"{EN[6]} {EN[7]}"])
    assert found(f"{text}\n{ZH[6]}\n\n{ZH[7]}\n\n## More\n\n{folded(ZH[8:], EN[8:])}") == []


def test_a_note_that_is_a_summary_throughout_is_a_style() -> None:
    summary = folded([f"{z[:14]}。" for z in ZH], EN)
    assert found(summary) == []
    [told] = found(summary, "  condensed-translation: {expect: full}\n")
    assert told.confidence == "medium"
    assert told.message == "the note is a summary: its 14 passages keep 0.23 characters per word"


def test_a_summary_in_english_is_counted_in_words_a_character() -> None:
    text = folded([f"{' '.join(e.split()[:9])}." for e in EN], ZH).replace("Original English", "中文原文")
    config = load_config(
        "language: en\nrules: {select: [condensed-translation], condensed-translation: {expect: full}}"
    )
    [told] = check(Note("Hops.md", text), config.rules, config.schema)
    assert told.message == "the note is a summary: its 14 passages keep 0.17 words per character"


def test_nothing_else_is_said_of_passages_that_a_drift_is_near() -> None:
    drifted = [*EN[:4], *EN[5:12], "And that was that.", *EN[12:]]
    for number, rules in (
        (6, ["misaligned-original"]),
        (0, ["condensed-translation", "misaligned-original"]),
    ):
        short = [*ZH[:number], SHORT, *ZH[number + 1 :]]
        assert sorted(d.rule for d in found(folded(short, drifted))) == rules


def test_a_drift_may_begin_with_the_note_and_have_a_fold_without_a_translation() -> None:
    [drift] = found(folded(ZH, [*EN[1:], "And that was that."]))
    assert (drift.rule, drift.place.line) == ("misaligned-original", 3)
    assert drift.message.startswith("13 folds from here to line ")
    bare = folded(ZH, [*EN[:5], *EN[6:], "And that was that."]).replace(f"{ZH[2]}\n\n", "")
    assert "misaligned-original" in [told.rule for told in found(bare)]


END = "And that was that."
NO_MORE = [*EN[:5], *EN[6:], END]
"""Originals with one missing."""
LENGTHS = [10, 40, 15, 60, 12, 30, 80, 20, 50, 10, 35, 70, 14, 45]
LONG_ZH, LONG_EN = [chinese(14 * n // 10) for n in LENGTHS], [english(n) for n in LENGTHS]
TOWNS = "Hallertau Burton Pilsen Dublin Bamberg Leuven Chicago Plzen Kent Saaz Perle Target".split()
TOWNS_ZH = [f"我叔叔在那一年去了{town}，带回来很多酒。" for town in TOWNS]
TOWNS_EN = [f"My uncle went to {town} in that year and brought us much beer." for town in TOWNS]

IN_BEER_ZH = [text.replace("酒", "IPA") for text in TOWNS_ZH]
IN_BEER_EN = [text.replace("beer", "beer" if number == 5 else "IPA") for number, text in enumerate(TOWNS_EN)]


def without(passage: int, text: str) -> str:
    return text.replace(f"{ZH[passage]}\n\n", "")


@each_of(
    "text, drift",
    [
        (folded(ZH, NO_MORE), (5, 8, 1, 71.17)),
        (folded(ZH, [*EN[:4], *EN[5:12], END, *EN[12:]]), (4, 7, 1, 63.66)),
        (folded(ZH, [*EN[:4], *EN[6:12], END, END, *EN[12:]]), (4, 6, 2, 55.02)),
        (folded(ZH, [*EN[:4], END, *EN[4:11], *EN[12:]]), (5, 7, -1, 63.66)),
        (folded(ZH, [*EN[:4], END, END, *EN[4:10], *EN[12:]]), (6, 6, -2, 55.02)),
        (folded(LONG_ZH, [*LONG_EN[:4], *LONG_EN[5:10], END, *LONG_EN[10:]]), (4, 5, 1, 16.61)),
        (folded(TOWNS_ZH, [*TOWNS_EN[1:], END]), (0, 11, 1, 37.85)),
        (folded(IN_BEER_ZH, [*IN_BEER_EN[1:], END]), (0, 11, 1, 38.37)),
        (folded(TOWNS_ZH[:5], [*TOWNS_EN[1:5], END]), (0, 4, 1, 12.15)),
        (folded(TOWNS_ZH, [*TOWNS_EN[:3], *TOWNS_EN[4:7], END, *TOWNS_EN[7:]]), (3, 3, 1, 12.77)),
        (
            folded(ZH, [*EN[:4], *EN[5:8], f"{EN[8]} {english(400)}", *EN[9:12], END, *EN[12:]]),
            (4, 7, 1, 61.9),
        ),
        (without(12, folded(ZH, NO_MORE)), (5, 8, 1, 62.45)),
        (without(13, folded(ZH, NO_MORE)), (5, 7, 1, 61.17)),
        (without(0, folded(ZH, [END, *EN[:7], *EN[8:]])), (2, 6, -1, 53.58)),
        (without(1, folded(ZH, [END, *EN[:7], *EN[8:]])), (1, 7, -1, 54.86)),
    ],
)
def test_how_much_likelier_a_drift_is_than_none(text: str, drift: tuple[int, int, int, float]) -> None:
    """`drift` is (index of the first passage, number of passages, offset of the folds, gain as a logarithm,
    which follows from the weights)."""
    layout = layout_of(Note("Hops.md", text), load_config("language: zh").schema)
    [found] = layout.drifts
    first = layout.pairs.index(found.pairs[0])
    assert (first, len(found.pairs), found.by, found.gain) == (*drift[:3], pytest.approx(drift[3], abs=0.01))


def test_lengths_and_names_that_tell_too_little_are_no_drift() -> None:
    for text in (
        folded(LONG_ZH, LONG_EN),
        folded(TOWNS_ZH[:4], [*TOWNS_EN[1:4], END]),
        folded(TOWNS_ZH, [*TOWNS_EN[:3], *TOWNS_EN[4:6], END, *TOWNS_EN[6:]]),
    ):
        assert layout_of(Note("Hops.md", text), load_config("language: zh").schema).drifts == ()
