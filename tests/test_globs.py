"""Patterns as in `.gitignore`: those that we look up match what the library matches."""

import pickle

import pytest
from each_of import each_of
from hypothesis import example, given
from hypothesis import strategies as st
from pathspec import PathSpec

from vault_tools.disk.globs import Globs, plain_glob

NAMES = ["a", "b", "a.md", ".md", "ab.md", "Über uns", "A", "**", "*", ".", "..", "x.", "(a)", "a+b", "日記"]
PATHS = st.tuples(
    st.lists(st.sampled_from(sorted({*NAMES} - {"**", "*", ".", ".."})), min_size=1, max_size=4),
    st.sampled_from(["", "/"]),
).map(lambda found: "/".join(found[0]) + found[1])
LINES = st.tuples(
    st.sampled_from(["", "/", "!", "**/", "*", "!/", "./"]),
    st.lists(st.sampled_from(NAMES), min_size=1, max_size=3).map("/".join),
    st.sampled_from(["", "/", "/**", "/*", "*", " ", "\\ ", "?"]),
).map("".join)


@given(st.lists(LINES, min_size=1, max_size=4), PATHS)
@example(["a/**"], "a/")
@example(["*.md"], ".md")
@example(["a.md", "!a.md/"], "a.md/b")
@example(["/a"], "b/a")
@example(["a/"], "a")
def test_what_is_looked_up_is_what_the_library_says(lines: list[str], path: str) -> None:
    try:
        expected = PathSpec.from_lines("gitignore", lines, backend="simple").check_file(path).include
    except ValueError:
        return
    assert Globs(lines).says(path) == expected


@each_of("line", ["Clips/**", "Templates/", "/a/b", "*.excalidraw.md", "**/index.md", "!a b"])
def test_what_people_write_most_is_looked_up(line: str) -> None:
    assert plain_glob(line)


@each_of("line", ["a*b", "a?", "[ab]", "\\!a", "# a", "", " a", "a ", "a//b", "**", "./a"])
def test_what_is_not_plain_is_left_to_the_library(line: str) -> None:
    assert plain_glob(line) is None


def test_other_processes_get_the_lines() -> None:
    given = Globs(["a", "!b*"])
    assert given.matches("a")
    known = pickle.loads(pickle.dumps(given))
    assert (known.lines, known.matches("a"), known.says("bc"), known.says("c")) == (
        given.lines,
        True,
        False,
        None,
    )


HALF = "\udcff"
"""Lone surrogates, as in names that are not UTF-8."""


@pytest.mark.parametrize("line", [f"a{HALF}", f"{HALF}/", "a?", f"[{HALF}a]{HALF}"])
def test_name_that_is_not_utf8_is_matched(line: str) -> None:
    assert Globs([line]).says(f"a{HALF}" if line != f"{HALF}/" else line) is True
    assert Globs([line]).says("b") is None
