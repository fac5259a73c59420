"""Frontmatter read line by line: the parser's result, entry for entry, or nothing."""

from pathlib import Path

import pytest
from each_of import each_of
from hypothesis import example, given
from hypothesis import strategies as st

from vault_tools.note.frontmatter import fences, parsed_entries
from vault_tools.note.plain_entries import plain_entries
from vault_tools.note.yaml_guard import YamlError

SHARED = Path(__file__).parents[2] / "shared"
COMMON = """\
title: Hops and malt
created at: 2024-05-01
rating: 4
draft: false
empty:
source: "https://example.org/a: b"
author: 'Ada'
aliases: []
tags:
  - beer/hops
  - "brewing"
作者:
- 小林
up: [[Hops]]
next:
- [[Malt|the malt]]
- '[[Yeast]]'
places: [kent, "West Kent", 'x, y', 1, [[Žatec]] ]
later: # to come
open:
- # a comment
- x
-
- 

# what is below goes on in the next lines
about: hops
  are:flowers
summary: of hops,  
     malt  and
 -  & yeast#1  
"""  # noqa: W291
FRAGMENTS = (
    *[
        "a",
        "key",
        "b c",
        "true",
        "null",
        "x",
        "1",
        "1.5",
        "2020-01-01",
        "12:30",
        "http://x.y/z",
        "你好",
        "é",
        "😀",
    ],
    *["\n  c", "\n d e ", "\n\n", "\n# c", "\n-", "\n  #"],
    *[": ", ":", "\nk: v", "\nz:\n", "\n- ", "\n  - ", "\n    - ", "- ", "-", "a: b", "<<", "..."],
    *[
        "\n",
        "\r\n",
        "\t",
        " ",
        "  ",
        "#",
        " #",
        "'",
        '"',
        "[]",
        "[[",
        "]]",
        "[a, ",
        "\n- #",
        "[",
        "]",
        "{",
        "}",
        "&a",
        "*a",
        "|",
        ">",
        "~",
    ],
    *[",", "?", "!", "@", "%", "`", "=", "\\", "\xa0", "\x85", "\u2028", "\u3000", "\ufeff", "\x7f"],
)


def read(content):
    """(result read line by line, the parser's result or None if it refuses the text)."""
    text = f"---\n{content}\n---\n"
    spans = fences(text)
    assert spans is not None
    try:
        parsed = parsed_entries(text, spans[1])
    except YamlError:
        parsed = None
    return plain_entries(text, spans[1].start, spans[1].end), parsed


def test_what_nearly_every_note_has_is_read_line_by_line():
    plain, parsed = read(COMMON.removesuffix("\n"))
    assert plain is not None
    assert plain == parsed
    assert [entry.value for entry in plain] == [
        *["Hops and malt", "2024-05-01", 4, False, None, "https://example.org/a: b", "Ada", []],
        *[["beer/hops", "brewing"], ["小林"], [["Hops"]], [[["Malt|the malt"]], "[[Yeast]]"]],
        *[["kent", "West Kent", "x, y", 1, [["Žatec"]]], None, [None, "x", None, None]],
        *["hops are:flowers", "of hops, malt  and -  & yeast#1"],
    ]


@each_of(
    "content",
    [
        *[
            "a: b: c",
            "a: b #c",
            "a: b:",
            "a: |\n  b",
            "a: b\n  c: d",
            "a: b\n  c #d",
            "a: b\n\n  c",
            "a: b\n# c\n  d",
            "a:\n- b\n  c",
            "a:\n-\n  b",
            "a: 'b'\n  c",
            "a:\n  b: c",
            "a: &b c",
            "a: *b",
        ],
        *["a: 'it''s'", 'a: "\\n"', "a:\tb", "a: b\n- c", "a:\n- b\n - c", "a:\n- - b", "? a", "- a"],
        *["a: [b, c: d]", "a: [b: c]", "a: [#b]", "a: [b,, c]", "a: [b,]", "a: [[b, c]]", "a: [b]c", "a: [b"],
        *["a: b\r\n", "a: \ufeffb", "a: b\u2028c", "a:b", "a: !x b", "a: - b", "a: @b"],
    ],
)
def test_whatever_could_mean_anything_else_is_left_to_the_parser(content):
    assert read(content)[0] is None


@given(st.lists(st.sampled_from(FRAGMENTS), max_size=12).map(lambda parts: "k" + "".join(parts)))
@example("k:  x ")
@example("k:\n  - x \n  - 'y'\nz: ")
def test_what_is_read_is_what_the_parser_says(content):
    plain, parsed = read(content) if fences(f"---\n{content}\n---\n") else (None, None)
    assert plain is None or repr(plain) == repr(parsed)


LINES = (
    *["k: a", "l: a b ", "m:", "n: ", "o: # c", "p: 'q'", "q: 1", "r: ~", "s: a:b", "t: [[a]]", "你好: 标题"],
    *[
        "  more",
        "   of it ",
        " 12",
        "  null",
        " true",
        "  a:b",
        "  b: c",
        "  #no",
        "  & y",
        "  - b: c",
        "  'x'",
    ],
    *[
        "- x",
        "-",
        "- ",
        "- # c",
        "  - y",
        "  -",
        " - a",
        "# c",
        "  # c",
        "",
        "  ",
        "...",
        " ...",
        "  ---",
        "  ? x",
    ],
)


@given(st.lists(st.sampled_from(LINES), max_size=7).map("\n".join))
@example("k: a\n  # c\n  more")
@example("m:\n-\n\n- ")
def test_what_is_read_of_several_lines_is_what_the_parser_says(content):
    plain, parsed = read(content)
    assert plain is None or repr(plain) == repr(parsed)


@pytest.mark.skipif(not SHARED.is_dir(), reason="needs ../shared")
def test_real_notes_are_read_as_the_parser_reads_them():
    read_so = 0
    for path in sorted((SHARED / "corpus").rglob("*.md")):
        text = path.read_bytes().decode("utf-8", "replace")
        spans = fences(text)
        plain = plain_entries(text, spans[1].start, spans[1].end) if spans else None
        if spans and plain is not None:
            assert repr(plain) == repr(parsed_entries(text, spans[1])), path
            read_so += 1
    assert read_so > 30
