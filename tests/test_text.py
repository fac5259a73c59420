"""Spans, edits and places."""

import pytest

from vault_tools.note.text import Edit, Place, Span, apply_edits, place_of

TEXT = "hops and malt"


def edit(start: int, end: int, new: str = "") -> Edit:
    return Edit(Span(start, end), new)


@pytest.mark.parametrize(
    ("edits", "after"),
    [
        pytest.param([], TEXT, id="none"),
        pytest.param([edit(0, 4, "yeast")], "yeast and malt", id="replace"),
        pytest.param([edit(4, 8)], "hops malt", id="delete"),
        pytest.param([edit(4, 4, ", 🍺")], "hops, 🍺 and malt", id="insert"),
        pytest.param([edit(0, 0, "> "), edit(13, 13, "!")], "> hops and malt!", id="both-ends"),
        pytest.param([edit(9, 13, "rye"), edit(0, 4, "oats")], "oats and rye", id="any-order"),
        pytest.param([edit(4, 4, "1"), edit(4, 4, "2"), edit(4, 4, "3")], "hops123 and malt", id="one-place"),
        pytest.param([edit(4, 4, "2"), edit(4, 4, "1")], "hops21 and malt", id="one-place-keeps-order"),
        pytest.param([edit(0, 4, "rye"), edit(4, 8, " or")], "rye or malt", id="touching"),
        pytest.param([edit(4, 8), edit(4, 4, ",")], "hops, malt", id="insert-before-a-deletion"),
        pytest.param([edit(8, 8, "-"), edit(4, 8)], "hops- malt", id="insert-behind-a-deletion"),
        pytest.param([edit(0, 13)], "", id="everything"),
    ],
)
def test_apply_edits(edits, after):
    assert apply_edits(TEXT, edits) == after


@pytest.mark.parametrize(
    "edits",
    [
        pytest.param([edit(0, 5), edit(4, 8)], id="overlap"),
        pytest.param([edit(0, 8), edit(2, 4)], id="one-inside-the-other"),
        pytest.param([edit(0, 4, "a"), edit(0, 4, "a")], id="the-same-twice"),
        pytest.param([edit(0, 8), edit(4, 4, "x")], id="insertion-inside-a-deletion"),
        pytest.param([edit(10, 14)], id="past-the-end"),
        pytest.param([edit(14, 14, "x")], id="insertion-past-the-end"),
        pytest.param([edit(-1, 2)], id="before-the-start"),
        pytest.param([edit(5, 4)], id="backwards"),
    ],
)
def test_refuse_edits_that_contradict_each_other(edits):
    with pytest.raises(ValueError, match="overlaps another or lies outside"):
        apply_edits(TEXT, edits)


@pytest.mark.parametrize(
    ("a", "b", "overlap"),
    [
        pytest.param((0, 4), (4, 8), False, id="touching"),
        pytest.param((0, 4), (3, 8), True, id="overlapping"),
        pytest.param((0, 8), (2, 4), True, id="inside"),
        pytest.param((2, 4), (2, 4), True, id="equal"),
        pytest.param((4, 4), (4, 4), False, id="insertions-at-one-place"),
        pytest.param((4, 4), (4, 8), False, id="insertion-at-the-start"),
        pytest.param((8, 8), (4, 8), False, id="insertion-at-the-end"),
        pytest.param((6, 6), (4, 8), True, id="insertion-inside"),
        pytest.param((0, 2), (6, 8), False, id="apart"),
    ],
)
def test_overlaps_is_the_same_both_ways(a, b, overlap):
    assert edit(*a).overlaps(edit(*b)) is overlap
    assert edit(*b).overlaps(edit(*a)) is overlap


@pytest.mark.parametrize("end", range(4, 9))
def test_edits_that_do_not_overlap_can_be_applied(end):
    first, second = edit(2, end, "x"), edit(6, 9, "y")
    if first.overlaps(second):
        with pytest.raises(ValueError, match="overlaps"):
            apply_edits(TEXT, [first, second])
    else:
        assert apply_edits(TEXT, [first, second]) == apply_edits(TEXT, [second, first])


@pytest.mark.parametrize(
    ("text", "span", "place"),
    [
        pytest.param("", (0, 0), (1, 1, 1, 1), id="empty"),
        pytest.param("hops", (0, 4), (1, 1, 1, 5), id="a-line"),
        pytest.param("hops\nmalt", (5, 9), (2, 1, 2, 5), id="second-line"),
        pytest.param("hops\nmalt", (2, 7), (1, 3, 2, 3), id="over-a-newline"),
        pytest.param("hops\n", (5, 5), (2, 1, 2, 1), id="behind-the-last-newline"),
        pytest.param("hops\r\nmalt", (6, 8), (2, 1, 2, 3), id="crlf"),
        pytest.param("🍺啤酒 hops", (1, 3), (1, 2, 1, 4), id="code-points"),
        pytest.param("a\u2028b\rc", (4, 5), (1, 5, 1, 6), id="only-lf-ends-a-line"),
    ],
)
def test_place_of(text, span, place):
    assert place_of(text, Span(*span)) == Place(*place)


def test_span_of_counts_code_points():
    assert Span(1, 3).of("🍺啤酒!") == "啤酒"
