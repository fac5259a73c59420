"""YAML as Obsidian reads it, and what is refused before a parser sees it."""

import json
import subprocess
import sys

import pytest
import yaml
from each_of import each_of
from hypothesis import given
from hypothesis import strategies as st

from vault_tools.note.yaml_core import compose, same, scalar, value_of
from vault_tools.note.yaml_guard import (
    MAX_ALIASES,
    MAX_DEPTH,
    MAX_LENGTH,
    YamlError,
    guard,
    has_aliases,
)
from vault_tools.note.yaml_loader import Loader

TIME_LIMIT = 60
"""Seconds after which a parser counts as hung."""

READ = """
import json, sys
from vault_tools.note.yaml_core import compose, value_of
from vault_tools.note.yaml_guard import YamlError
found = []
for text in json.load(sys.stdin):
    try:
        value_of(compose(text))
        found.append(None)
    except YamlError as error:
        found.append([error.problem, error.position])
print(json.dumps(found))
"""


def read_apart(texts):
    """The problems and positions at which reading each text ends, or None; in a separate process, which may
    crash."""
    process = subprocess.run(
        [sys.executable, "-c", READ],
        input=json.dumps(texts).encode(),
        capture_output=True,
        timeout=TIME_LIMIT,
        check=False,
    )
    assert process.returncode == 0, process.stderr.decode()[-500:] or f"ended by {process.returncode}"
    return json.loads(process.stdout)


def read(text):
    return value_of(compose(text))


@each_of(
    "source, value",
    [
        *[(text, None) for text in ("", "~", "null", "Null", "NULL")],
        *[(text, True) for text in ("true", "True", "TRUE")],
        *[(text, False) for text in ("false", "False", "FALSE")],
        *[(text, text) for text in ("yes", "no", "Yes", "NO", "on", "off", "On", "y", "n", "nULL", "tRUE")],
        *[(text, text) for text in ("2025-03-07", "2022-03-00", "2025-03-07T10:20:30Z", "12:30:45", "12:30")],
        *[
            (text, text)
            for text in ("=", "<<", "-", "+", ".", "--", "+.", "e5", ".e5", "0x", "0o", "0xg", "0o8")
        ],
        *[(text, text) for text in ("1_000", "0b101", "-0x1F", "+0o7", "1,5", "1.2.3", "1 2", "٣", "１２")],
        *[(text, text) for text in (".nan", ".NaN", ".iNF", "inf", "nan")],
        ("0", 0),
        ("-0", 0),
        ("+12", 12),
        ("-12", -12),
        ("0123", 123),
        ("0o17", 15),
        ("0x1F", 31),
        ("0xfF", 255),
        ("12345678901234567890", 12345678901234567890),
        ("1.5", 1.5),
        ("1.", 1.0),
        (".5", 0.5),
        ("-.5", -0.5),
        ("1e3", 1000.0),
        ("1E-2", 0.01),
        ("+1.5e+3", 1500.0),
        (".inf", float("inf")),
        ("+.INF", float("inf")),
        ("-.Inf", float("-inf")),
        ("9" * 6000, "9" * 6000),
        ("1." + "0" * 6000, "1." + "0" * 6000),
    ],
)
def test_plain_scalar_by_the_core_schema(source, value):
    assert same(scalar(source, plain=True), value)
    if source != "-":
        assert same(read(f"beer: {source}\n"), {"beer": value})


@pytest.mark.parametrize("source", ["", "~", "true", "12", "0x1F", "1.5", ".inf", "2025-03-07"])
def test_quoted_scalar_is_text(source):
    assert same(scalar(source, plain=False), source)
    assert same(read(f"['{source}', \"{source}\"]"), [source, source])


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("!!str 12", "12"),
        ("!!int twelve", "twelve"),
        ("!!str true", "true"),
        ("!beer true", "true"),
        ("!!str", ""),
        ("!!str '12'", "12"),
        ("!!int 12", 12),
        ("!!int '12'", 12),
        ("!!float 12", "12"),
        ("!!bool true", True),
        ("!!null ~", None),
    ],
)
def test_tagged_scalar(source, value):
    assert same(read(f"beer: {source}\n"), {"beer": value})


@pytest.mark.parametrize(
    ("text", "value"),
    [
        pytest.param("a: [1, two, ~]", {"a": [1, "two", None]}, id="flow-list"),
        pytest.param("a:\n- 1\n-\n", {"a": [1, None]}, id="block-list"),
        pytest.param("a: {b: 1, c: [x]}", {"a": {"b": 1, "c": ["x"]}}, id="nested"),
        pytest.param("a: &x [1]\nb: *x", {"a": [1], "b": [1]}, id="alias"),
        pytest.param("a: |\n  one\n  two\n", {"a": "one\ntwo\n"}, id="literal"),
        pytest.param("a: >-\n  one\n  two\n", {"a": "one two"}, id="folded"),
        pytest.param("a: |\r\n  one\r\n  two\r\n", {"a": "one\ntwo\n"}, id="literal-crlf"),
        pytest.param('a: "\\U0001F37A\\n"', {"a": "🍺\n"}, id="escapes"),
        pytest.param("a: 'it''s'", {"a": "it's"}, id="single-quotes"),
        pytest.param("啤酒: 🍺", {"啤酒": "🍺"}, id="non-bmp"),
        pytest.param("12: a\ntrue: b", {"12": "a", "true": "b"}, id="keys-are-text"),
        pytest.param("[a, b]: 1", {"[a, b]": 1}, id="list-as-key"),
        pytest.param("{a: {[b]: 1}}", {"a": {"[b]": 1}}, id="list-as-key-inside"),
        pytest.param("{{date}: 1}", {"{date}": 1}, id="mapping-as-key"),
    ],
)
def test_value_of(text, value):
    assert same(read(text), value)


@pytest.mark.parametrize("text", ["", "\n\n", "# only a comment\n"])
def test_compose_nothing(text):
    assert compose(text) is None


def test_marks_are_code_points():
    key, value = compose("🍺啤酒: 'hops'\nmalt: 1\n").value[0]
    assert (key.start_mark.index, key.end_mark.index) == (0, 3)
    assert (value.start_mark.index, value.end_mark.index) == (5, 11)


@pytest.mark.parametrize(
    ("text", "position"),
    [
        pytest.param("a: b: c", 4, id="colon-in-a-text"),
        pytest.param("🍺: [a\nb: 1", 7, id="unclosed-list"),
        pytest.param("a: @b", 3, id="reserved-character"),
        pytest.param("a: *b", 3, id="unknown-alias"),
    ],
)
def test_error_has_a_position(text, position):
    with pytest.raises(YamlError) as caught:
        compose(text)
    assert caught.value.position == position
    assert caught.value.problem


def test_lone_surrogate_is_an_error():
    with pytest.raises(YamlError) as caught:
        compose("a: x\ud800")
    assert caught.value.position == 4


def test_longer_than_the_limit():
    assert read("a: " + "x" * (MAX_LENGTH - 3))
    with pytest.raises(YamlError, match="is longer than 262,144 characters"):
        compose("a: " + "x" * (MAX_LENGTH - 2))


DEEP = {
    "brackets": "[" * 25_000,
    "braces": "{a: " * 25_000,
    "brackets-with-keys": "[? " * 10_000,
    "dashes": "- " * 10_000,
    "question-marks": "? " * 10_000,
    "dashes-and-question-marks": "- ? " * 5_000,
    "indentation": "".join(" " * i + "a:\n" for i in range(600)),
    "indented-dashes": "".join(" " * i + "-\n" for i in range(600)),
    "indentation-with-cr": "".join(" " * i + "a:\r" for i in range(600)),
    "indentation-and-blank-lines": "".join(" " * i + "a:\n\n" for i in range(600)),
    "indentation-and-comments": "".join(" " * i + "a:\n#\n" for i in range(600)),
    "brackets-closed-in-quotes": '["]",' * 25_000,
    "braces-closed-in-quotes": '{"}":' * 50_000,
    "brackets-closed-in-comments": "[ # ]\n" * 25_000,
}


def test_refuse_deep_nesting():
    for (name, text), outcome in zip(DEEP.items(), read_apart([*DEEP.values()]), strict=True):
        assert outcome is not None, name
        problem, position = outcome
        assert problem == f"is nested deeper than {MAX_DEPTH} levels", name
        assert 0 <= position < len(text), name


def test_position_of_the_bracket_that_is_too_deep():
    with pytest.raises(YamlError) as caught:
        compose("[" * (MAX_DEPTH + 1))
    assert caught.value.position == MAX_DEPTH


def test_position_of_the_line_that_is_too_deep():
    lines = [" " * i + "a:\n" for i in range(MAX_DEPTH + 5)]
    with pytest.raises(YamlError) as caught:
        compose("".join(lines))
    assert caught.value.position == "".join(lines).index(lines[MAX_DEPTH]) + MAX_DEPTH


def test_many_brackets_side_by_side_are_not_deep():
    assert read("a: [" + "[x], " * 500 + "y]")["a"][-1] == "y"
    assert len(read("a:\n" + "- [x]\n" * 500)["a"]) == 500


def bomb(reference):
    lines = ["a0: &a0 [x, x]"]
    for i in range(1, 6):
        row = ", ".join(reference.format(name=f"a{i - 1}", number=number) for number in range(9))
        lines.append(f"a{i}: &a{i} {{{row}}}")
    return "\n".join(lines)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(bomb("k{number}: *{name}"), id="spaced"),
        pytest.param(bomb('"k{number}":*{name}'), id="after-a-quoted-key"),
        pytest.param("a: &a [x]\nb: [" + "*a," * (MAX_ALIASES + 1) + "]", id="flat"),
    ],
)
def test_refuse_many_aliases(text):
    with pytest.raises(YamlError, match="uses an alias more than 100 times"):
        compose(text)


@pytest.mark.parametrize("text", ["a: &a [*a]", "a: &a {b: *a}", "a: &a\n  - *a"])
def test_refuse_an_alias_to_what_it_stands_in(text):
    with pytest.raises(YamlError):
        value_of(compose(text))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("a: &x 1\nb: *x", True),
        ("[&x 1,*x]", True),
        ("&x a: 1\nb: [*x]", True),
        ('{"a":&x 1,"b":*x}', True),
        ("a: &x 1", False),
        ("a: **bold** and *more*\nb: Hims & Hers", False),
        ("a: R&B\nb: 2 * 3", False),
        ("a: '**'\nb: AT&T", False),
    ],
)
def test_has_aliases(text, found):
    assert has_aliases(text) is found


def test_bold_text_and_ampersands_are_no_aliases():
    text = "a: Hims & Hers\nb: |\n" + "  **Host**: a *fine* ale & a stout\n" * 50
    assert read(text)["a"] == "Hims & Hers"


@each_of(
    "a, b, equal",
    [
        (1, 1, True),
        (1, 1.0, False),
        (1, True, False),
        (0, False, False),
        (None, "", False),
        ("1", 1, False),
        ([1, "a"], [1, "a"], True),
        ([1], [True], False),
        ([1], [1, 2], False),
        ([1, 2], [2, 1], False),
        ({"a": 1, "b": 2}, {"b": 2, "a": 1}, True),
        ({"a": 1}, {"a": 1.0}, False),
        ({"a": 1}, {"b": 1}, False),
        ({"a": [{"b": None}]}, {"a": [{"b": None}]}, True),
        ([], {}, False),
        ("é", "e\u0301", False),
    ],
)
def test_same(a, b, equal):
    assert same(a, b) is equal
    assert same(b, a) is equal


PIECES = st.sampled_from(
    ["[", "{", "]", "}", "[[", "]]", "[" * 20, "{a: [" * 10, "]" * 20, '"', "'", "#", " #", "!", "!<", ">"]
    + ['"[[a]]"', "'[[a b]]'", '"[[a #]]"', ", ", "\n", "\n- ", "\na: ", ": ", "x", "x] y", "|\n ", "\\"]
)


@given(st.lists(PIECES, min_size=5, max_size=60))
def test_guard_lets_nothing_by_that_is_too_deep(pieces: list[str]) -> None:
    text = "a: " + "".join(pieces)
    depth = deepest = 0
    try:
        for event in yaml.parse(text, Loader=Loader):
            depth += isinstance(event, yaml.CollectionStartEvent)
            depth -= isinstance(event, yaml.CollectionEndEvent)
            deepest = max(deepest, depth)
    except yaml.YAMLError:
        pass
    if deepest > MAX_DEPTH:
        with pytest.raises(YamlError):
            guard(text)
