"""The files that describe languages."""

import ast
import re
from collections.abc import Iterator
from itertools import product
from pathlib import Path

import pytest
from each_of import each_of

import vault_tools
from vault_tools.mocs.kind import moc_kinds
from vault_tools.note.language import declared_language, language_of
from vault_tools.note.language_words import Language, words_in
from vault_tools.note.languages import LANGUAGES, letters_of
from vault_tools.note.residue import DEBRIS

EXPRESSIONS = (
    *(
        "credits",
        "postscripts",
        "fillers",
        "outros",
        "abstract",
        "date_words",
        "time_words",
        "ordinals",
        "original_label",
        "translation_label",
        "kept_headings",
    ),
    *("conflict_copies", "conflict_infixes", "music", "templates", "index_notes", "people", "organisations"),
)
each_language = each_of("code", LANGUAGES)


@each_language
def test_names_declare_the_language(code: str) -> None:
    language = LANGUAGES[code]
    for name in language.names.split():
        assert declared_language(name) == code
    assert not (language.names and language.called), "a language has names or is only called something"


@each_language
def test_small_words_tell_the_language(code: str) -> None:
    language = LANGUAGES[code]
    if language.names and language.small_words:
        words = [word for word in language.small_words.split() if len(word) > 1]
        assert language_of(" ".join(words)) == code


def test_languages_share_all_of_a_script_or_nothing_of_it() -> None:
    letters = "".join(map(chr, range(0x110000)))
    scripts = {language.script for language in LANGUAGES.values() if language.script}
    found = [set(re.findall(f"[{script}]", letters)) for script in scripts]
    assert len(set().union(*found)) == sum(map(len, found))


@each_language
def test_dates_are_whole(code: str) -> None:
    language = LANGUAGES[code]
    assert len(language.months.split()) in (0, 12)
    assert len(language.weekdays.split()) in (0, 7)
    assert len(language.halves.split()) in (0, 2)
    assert len(language.halves_after.split()) in (0, 2)
    assert language.months == language.months.lower()


@each_language
def test_texts_of_index_notes_are_those_of_english(code: str) -> None:
    texts = LANGUAGES[code].moc_texts
    if texts:
        of_all = LANGUAGES["en"].moc_texts
        known = {
            **of_all,
            **{k: v for kind in moc_kinds().values() for k, v in kind.texts.get("en", {}).items()},
        }
        assert of_all.keys() <= texts.keys() <= known.keys()
        assert {key: fields_of(text) for key, text in texts.items()} == {
            key: fields_of(known[key]) for key in texts
        }


def fields_of(text: str) -> set[str]:
    return set(re.findall(r"\{\w+\}", text))


@each_of("name", moc_kinds())
def test_texts_of_a_kind_of_moc_are_its_own_and_those_of_english(name: str) -> None:
    texts = moc_kinds()[name].texts
    english = texts.get("en", {})
    assert not english.keys() & LANGUAGES["en"].moc_texts.keys()
    for said in texts.values():
        assert {key: fields_of(text) for key, text in said.items()} == {
            key: fields_of(text) for key, text in english.items()
        }


@each_of("code, field", product(LANGUAGES, EXPRESSIONS))
def test_expressions_stand_by_themselves(code: str, field: str) -> None:
    assert re.compile(getattr(LANGUAGES[code], field)).groups == 0


@each_language
def test_marks_are_announced_by_words(code: str) -> None:
    for family, forms in LANGUAGES[code].marks.items():
        assert family in {*DEBRIS, "truncated", "untranslated"}
        for line in forms.strip().splitlines():
            words, arrow, expression = line.partition(" => ")
            assert arrow, line
            assert words_in(words), line
            assert re.compile(expression, re.IGNORECASE)


def test_what_a_language_does_not_have_is_empty() -> None:
    assert Language() == Language(names="")
    assert {"。", "؟", "।"} <= set(letters_of("stops"))


PACKAGE = Path(vault_tools.__file__).parent
OF_LANGUAGES = {PACKAGE / "note/languages", PACKAGE / "messages"}
OF_CHARACTERS = {PACKAGE / "printable.py", PACKAGE / "report/columns.py"}
"""Modules on the width of characters on a terminal, and on invisible ones."""
CODE = [
    path
    for path in sorted(PACKAGE.rglob("*.py"))
    if path.parent not in OF_LANGUAGES and path not in OF_CHARACTERS
]
CODES = {*LANGUAGES} - {"id", "no", "it", "he", "hi", "ro"}
"""Excluding codes that are English words."""
ENGLISH_NAMES = (each.names.split()[0].capitalize() for each in LANGUAGES.values() if each.names)
NAMES = re.compile(rf"\b(?:{'|'.join(ENGLISH_NAMES)})\b(?! characters)")
LETTERS = re.compile(f"(?!丨)[{''.join({each.script: 0 for each in LANGUAGES.values()})}]")
"""Letters of all scripts except Latin; 丨 is used as a bar."""
ESCAPE = re.compile(r"\\u([0-9a-f]{4})")
UNCOUNTED = {"\u0e00"}
"""The first letter of the scripts in which two letters carry as much as a word."""


def texts_of(node: ast.AST, *, speaks: bool) -> Iterator[str]:
    """The strings that code works with, except docstrings. A module that `speaks`, a rule or a kind of MOC,
    may also have messages, translations and examples, which are outside functions and patterns."""
    is_docstring = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    if isinstance(node, ast.Constant) and isinstance(node.value, str) and not speaks:
        yield node.value
    is_pattern = isinstance(node, ast.Call) and getattr(node.func, "id", "") == "pattern"
    works = is_pattern or (isinstance(node, ast.FunctionDef) and node.name != "_note")  # makes examples
    for child in [] if is_docstring else ast.iter_child_nodes(node):
        yield from texts_of(child, speaks=speaks and not works)


def names_a_language(text: str) -> bool:
    letters = ESCAPE.sub(lambda escape: chr(int(escape[1], 16)), text)
    return text in CODES or bool(NAMES.search(text) or LETTERS.search(letters))


def test_only_its_file_names_a_language() -> None:
    speaking = {PACKAGE / "rules", PACKAGE / "mocs/kinds"}
    found = [
        (path.name, text)
        for path in CODE
        for text in texts_of(ast.parse(path.read_text("utf-8")), speaks=path.parent in speaking)
        if names_a_language(text) and text not in UNCOUNTED
    ]
    assert found == []


@pytest.mark.parametrize(
    "line",
    [
        'if code == "zh": pass',
        '_HAN = pattern("[\\u4e00-\\u9fff]")',
        'def said(): return f"the table is English"',
        '_LAST = "的"',
    ],
)
def test_code_that_names_a_language_is_found(line: str) -> None:
    assert any(map(names_a_language, texts_of(ast.parse(line), speaks=False)))
