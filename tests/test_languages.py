"""The files that say what there is to know of a language."""

import re
from itertools import product

import pytest
from each_of import each_of

from vault_tools.mocs.kind import moc_kinds
from vault_tools.note.language import declared_language, language_of
from vault_tools.note.language_words import Language, words_in
from vault_tools.note.languages import LANGUAGES, letters_of
from vault_tools.note.residue import DEBRIS

EXPRESSIONS = (
    *(
        "credits",
        "postscripts",
        "date_words",
        "ordinals",
        "original_label",
        "translation_label",
        "kept_headings",
    ),
    *("conflict_copies", "music", "templates", "index_notes", "people", "organisations"),
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
    assert language.months == language.months.lower()


@each_language
def test_texts_of_index_notes_are_those_of_english(code: str) -> None:
    texts = LANGUAGES[code].moc_texts
    if texts:
        assert list(texts) == list(LANGUAGES["en"].moc_texts)
        places = {key: set(re.findall(r"\{\w+\}", text)) for key, text in LANGUAGES["en"].moc_texts.items()}
        assert {key: set(re.findall(r"\{\w+\}", text)) for key, text in texts.items()} == places


@pytest.mark.parametrize("name", moc_kinds())
def test_texts_of_a_kind_of_moc_are_its_own_and_those_of_english(name: str) -> None:
    texts = moc_kinds()[name].texts
    english = texts.get("en", {})
    assert not english.keys() & LANGUAGES["en"].moc_texts.keys()
    for said in texts.values():
        assert {key: set(re.findall(r"\{\w+\}", text)) for key, text in said.items()} == {
            key: set(re.findall(r"\{\w+\}", text)) for key, text in english.items()
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
