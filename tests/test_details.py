"""Folded text: where each `<details>` begins and ends, and what its summary declares."""

import pytest
from each_of import each_of
from hypothesis import given
from hypothesis import strategies as st

from vault_tools.note.details import ORIGINAL, promise_of
from vault_tools.note.note import Note


def found_in(text: str) -> list[tuple[str, str, str, str | None]]:
    """(whole text, content without surrounding blanks, summary, fault of the end tag) of each fold."""
    folds = Note("Hops.md", text).folds.found
    return [(text[f.start : f.end], f.inner.of(text).strip(), f.summary, f.fault) for f in folds]


WHOLE = [
    pytest.param("<details><summary>A</summary>Hops grow.</details>", "Hops grow.", "A", id="one-line"),
    pytest.param("<details>\n<summary>A</summary>\nHops.\n</details>", "Hops.", "A", id="lines"),
    pytest.param(
        "<details>\n\n<summary>A</summary>\n\n啤酒🍺\n</details>", "啤酒🍺", "A", id="blank-lines",
    ),
    pytest.param("<details open>\n<summary>A</summary>x</details>", "x", "A", id="open"),
    pytest.param('<details class="a" open><summary id=b>A</summary>x</details>', "x", "A", id="attributes"),
    pytest.param("<DETAILS><Summary>A</SUMMARY>x</Details>", "x", "A", id="capitals"),
    pytest.param("<details>Hops.</details>", "Hops.", "", id="no-summary"),
    pytest.param("<details><summary></summary>x</details>", "x", "", id="empty-summary"),
    pytest.param("<details><summary> **A** <b>`b`</b> </summary>x</details>", "x", "A b", id="markup"),
    pytest.param("<details><summary>A\nx</details>", "x", "A", id="summary-without-end"),
    pytest.param("<details><summary>查看原文</summary>x</details>", "x", "查看原文", id="chinese"),
    pytest.param("<details>x</ details >", "x", "", id="blanks-in-the-end"),
    pytest.param("<details\nx\n</details>", "x", "", id="tag-without-end"),
    pytest.param("<details>\r\n<summary>A</summary>\r\nx\r\n</details>", "x", "A", id="crlf"),
    pytest.param(
        "<details>\n```\n</details>\n```\n</details>", "```\n</details>\n```", "", id="end-in-a-fence",
    ),
    pytest.param("<details>`</details>`</details>", "`</details>`", "", id="end-in-a-code-span"),
    pytest.param(
        "<details>\n%% </details> %%\n</details>", "%% </details> %%", "", id="end-in-a-comment",
    ),
    pytest.param("<details>\n# A\nx</details>", "# A\nx", "", id="heading-within"),
    pytest.param(
        "<details><summary>A\nb</summary>x</details>", "x", "A\nb", id="summary-over-lines",
    ),
    pytest.param(
        "<details><summary>\nA\n</summary>x</details>", "x", "A", id="summary-on-its-own-line",
    ),
]  # fmt: skip


@each_of("text, inner, summary", WHOLE)
def test_whole_folds(text: str, inner: str, summary: str) -> None:
    assert found_in(f"Beer.\n\n{text}\n\nMalt.\n") == [(text, inner, summary, None)]


@each_of(
    "text",
    [
        "Hops.",
        "`<details>`",
        "```\n<details>\n```",
        "    <details>",
        "%% <details> %%",
        "<!-- <details> -->",
        "$$\n<details>\n$$",
        "<details-menu>",
        "<detailsx>",
        "<summary>A</summary>",
        "details",
        "< details>",
        "---\na: <details>\n---\nHops.",
        pytest.param("\\<details>"),
        pytest.param("``<details>``"),
    ],
)
def test_no_folds(text: str) -> None:
    assert Note("Hops.md", text).folds == ((), (), ())


@each_of(
    "end", ["</details]", "</detail>", "<\\details>", "</details", "</detail", "<\\ details]", "</DETAILS]"]
)
def test_broken_ends_end_all_the_same(end: str) -> None:
    text = f"<details><summary>A</summary>\nHops.\n{end}\nMalt."
    assert found_in(text) == [(text.removesuffix("\nMalt."), "Hops.", "A", end)]


A, B, C = (f"<details><summary>{name}</summary>\n{name.lower()}\n" for name in "ABC")
ORIGINALS = "<details><summary>Original English</summary>\n"
END = "</details>\n"


@each_of(
    "text, found",
    [
        pytest.param(f"{A}{B}{END}{C}{END}", [("a", ""), ("b", None), ("c", None)], id="first"),
        pytest.param(f"{A}{END}{B}{C}{END}", [("a", None), ("b", ""), ("c", None)], id="middle"),
        pytest.param(f"{A}{END}{B}{END}{C}", [("a", None), ("b", None), ("c", "")], id="last"),
        pytest.param(f"{A}{B}{C}", [("a", ""), ("b", ""), ("c", "")], id="all"),
        pytest.param(f"{A}\n# H\n\nx\n", [("a", "")], id="before-a-heading"),
        pytest.param(f"{A}\nx\n===\n", [("a", "")], id="before-an-underlined-heading"),
    ],
)
def test_folds_without_an_end(text: str, found: list[tuple[str, str | None]]) -> None:
    """Each contains only its own text: it ends before the next one, before a heading, or at the end."""
    assert [(inner, fault) for _, inner, _, fault in found_in(text)] == found
    assert not Note("Hops.md", text).folds.strays


@each_of(
    "text, nested",
    [
        (f"{A}{B}{END}{END}", [False, True]),
        (f"{A}{B}{C}{END}{END}{END}", [False, True, True]),
        (f"{A}{B}{END}{C}{END}{END}", [False, True, True]),
        (f"{A}{END}{B}{END}", [False, False]),
        ("<details><details></details></details>", [False, True]),
    ],
)
def test_nested_folds(text: str, nested: list[bool]) -> None:
    note = Note("Hops.md", text)
    assert [fold.nested for fold in note.folds.found] == nested
    assert {fold.fault for fold in note.folds.found} == {None}
    outer = note.folds.found[0]
    assert note.folds.around(outer.start) == note.folds.around(outer.end - 1) == outer
    assert note.folds.around(outer.end) != outer


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("Hops.\n</details>\nMalt.", [6]),
        ("</details>" * 2, [0, 10]),
        (f"{A}{END}</details>", [len(A + END)]),
        (f"{A}{END}</details]", [len(A + END)]),
        (f"{ORIGINALS}{ORIGINALS}{END}</details>", [len(ORIGINALS + ORIGINALS + END)]),
    ],
    ids=["alone", "two", "one-too-many", "broken", "the-end-of-one-that-lost-its-own"],
)
def test_ends_that_close_nothing(text: str, places: list[int]) -> None:
    assert [span.start for span in Note("Hops.md", text).folds.strays] == places


PIECES = [
    "<details>", "<details open>", "</details>", "</details]", "<summary>", "A</summary>", "`", "```\n",
    "\n", "# a\n", "%%", "我", " ",
]  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), max_size=20).map("".join))
def test_folds_lie_within_the_text_in_order(text: str) -> None:
    folds = Note("Hops.md", text).folds
    assert list(folds.found) == sorted(folds.found, key=lambda fold: fold.start)
    for fold in folds.found:
        assert fold.start < fold.inner.start <= fold.inner.end
        assert fold.inner.end <= max(fold.end, fold.inner.start) <= len(text)
        assert text[fold.start :].startswith("<details")
        outer = folds.around(fold.start)
        assert outer is not None
        assert outer.start <= fold.start


@each_of(
    "label, promise",
    [
        ("View/Hide Original English", "en"),
        ("Original English", "en"),
        ("ORIGINAL ENGLISH", "en"),
        ("Original English Source", "en"),
        ("查看/隐藏英文原文 / View/Hide Original English", "en"),
        ("View/Hide Original Text", ORIGINAL),
        ("View/Hide Original Chinese", "zh"),
        ("View/Hide Orginal English", "en"),
        ("View/Hide Original Engish", "en"),
        ("View/Hide Original Enlgish", "en"),
        ("Orignal Englsh", "en"),
        ("Original Chinees", "zh"),
        ("Original Japnese", "ja"),
        ("Original (eng)", "en"),
        ("Texte français", "fr"),
        ("Transcript", ORIGINAL),
        ("英文原文", "en"),
        ("中文翻译", "zh"),
        ("展开原文", ORIGINAL),
        ("日本語", "ja"),
        ("한국어 원문", "ko"),
        ("Translation", None),
        ("Click to expand", None),
        ("Recipe", None),
        ("点击展开", None),
        ("Polish", None),
        ("Finish", None),
        ("", None),
        ("one two three four five six seven English", None),
        ("one two three four five six seven eight English", None),
        ("How the English kept the original hops in their cellars", None),
        pytest.param("View/Hide Origianl Text", ORIGINAL),
        pytest.param("Danish", None),
        pytest.param("Wrench sizes", None),
        ("How it works", None),
        pytest.param("Resources", None),
    ],
)
def test_promises(label: str, promise: str | None) -> None:
    assert promise_of(label) == promise
