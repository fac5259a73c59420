"""Translates the messages of rules into other languages.

Messages are written in English in the rule's file. Their translations are in the same file, in a table named
after the language code, such as `ZH`, from each English text to its translation. The files in
`note.languages` have such a table for the language's name. Texts that belong to no rule are in a file in this
folder, named after the code. `{name}` in both texts is a placeholder whose value is copied as it is; the
value of `{name:t}` is translated too.
"""

import re
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from typing import NamedTuple

from vault_tools.lazy_re import pattern
from vault_tools.modules import module_in, module_names, modules_in

WRITTEN_IN = "en"
"""The language of messages, and of MOCs unless configured otherwise."""

_FIELD = pattern(r"\{(\w+)(:t)?\}")
_WORD = pattern(r"[^\W\d_]")
_SPEAKING = ("vault_tools.rules", "vault_tools.note.languages")
"""The packages whose modules have tables."""
_DEPTH = 4
"""Maximum nesting of texts: a run contains a message, that a hint, and that a language."""


class _Text(NamedTuple):
    """`literals` are the texts around the fields; a field is (name, whether its value is translated)."""

    literals: tuple[str, ...]
    fields: tuple[tuple[str, bool], ...]
    meaning: str


def languages() -> tuple[str, ...]:
    """The codes of all languages with texts."""
    return (WRITTEN_IN, *(name for name in module_names(__package__ or "") if len(name) == 2))


@cache
def texts_in(language: str) -> Mapping[str, str]:
    """The translations into a language, by English text."""
    modules = [module_in(__package__ or "", language)]
    modules += [module for folder in _SPEAKING for _, module in modules_in(folder)]
    tables: list[Mapping[str, str]] = [getattr(module, language.upper(), {}) for module in modules]
    return {english: meaning for table in tables for english, meaning in table.items()}


def translated(message: str, language: str) -> str:
    """The message in a language, or in English if there is no translation."""
    return message if language == WRITTEN_IN else _translated(message, language, _DEPTH) or message


@lru_cache(maxsize=1 << 12)
def _translated(message: str, language: str, depth: int) -> str | None:
    if not _WORD.search(message):
        return message
    exact, texts = _catalogue(language)
    if message in exact:
        return exact[message]
    found = (_filled(text, message, language, depth) for text in texts if depth)
    return next((said for said in found if said is not None), None)


def _filled(text: _Text, message: str, language: str, depth: int) -> str | None:
    values = _values(text, message)
    if values is None:
        return None
    said = {}
    for (name, is_text), value in zip(text.fields, values, strict=True):
        part = _translated(value, language, depth - 1) if is_text else value
        if part is None:
            return None
        said[name] = part
    return _FIELD.sub(lambda field: said[field[1]], text.meaning)


def _values(text: _Text, message: str) -> list[str] | None:
    """The value of each field, found in time linear in the message's length; None if the text does not
    match."""
    first, *middle, last = text.literals
    if not (message.startswith(first) and message.endswith(last)):
        return None
    at, end, values = len(first), len(message) - len(last), []
    for literal in middle:
        found = message.find(literal, at, end)
        if found < 0:
            return None
        values.append(message[at:found])
        at = found + len(literal)
    return [*values, message[at:end]] if at <= end else None


@cache
def _catalogue(language: str) -> tuple[Mapping[str, str], tuple[_Text, ...]]:
    """(texts without fields, texts with fields); the latter are sorted by length of their literals, longest
    first."""
    texts = texts_in(language)
    exact = {english: meaning for english, meaning in texts.items() if not _FIELD.search(english)}
    filled = [*_texts(texts)]
    return exact, tuple(sorted(filled, key=lambda text: -sum(map(len, text.literals))))


def _texts(texts: Mapping[str, str]) -> Iterator[_Text]:
    for english, meaning in texts.items():
        fields = tuple((field[1], bool(field[2])) for field in _FIELD.finditer(english))
        if fields:
            yield _Text(tuple(re.split(r"\{\w+(?::t)?\}", english)), fields, meaning)
