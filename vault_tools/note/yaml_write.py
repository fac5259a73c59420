"""Writes single values as YAML with ruamel.yaml, never a whole block."""

import json
from collections.abc import Mapping
from functools import cache
from io import StringIO
from typing import TYPE_CHECKING

from vault_tools.lazy_re import pattern
from vault_tools.note.yaml_core import Value, compose, scalar, value_of
from vault_tools.note.yaml_guard import YamlError

if TYPE_CHECKING:
    from ruamel.yaml import YAML

_ISO_DATE = pattern(r"\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d)?(?:Z|[+-]\d\d:\d\d)?)?")
"""Written without quotation marks, as in Obsidian: in YAML 1.2 it is text anyway."""


_BREAKS = pattern("[\x7f-\xa0\u2028\u2029\ufeff]")
_WORDS = pattern(r"[^\W\d_]\w*(?:[ \-/·]\w+)*|[\da-foxA-FOX]*+[g-np-wyzG-NP-WYZ][\da-zA-Z]*+")
"""Words, or an id with a letter that no number has: they need no quotation marks, unless they resolve to
another type."""

_ESCAPED = frozenset("\"'\\")
_INDICATORS = tuple(",[]{}#&*!|>%@`")
"""No plain scalar begins like this (YAML 1.2.2, 7.3.3)."""


def write_scalar(value: Value, *, quote: str = '"', always: bool = False, flow: bool = False) -> str:
    """A value as YAML on one line, quoted with `quote` if YAML requires it or `always` is set.

    `flow`: for use in a list such as `[a, b]`. Raises ValueError if the value can't be written like this.
    """
    if isinstance(value, str) and not always and (_ISO_DATE.fullmatch(value) or _is_words(value)):
        return value
    if isinstance(value, str) and _needs_only_marks(value):
        return f"{quote}{value}{quote}"
    if value is None:
        return "null" if flow else ""
    text = _dump(value, flow)
    if not isinstance(value, str):
        return text
    if (always or text.startswith(("'", '"'))) and not text.startswith(quote):
        text = _quoted(value, quote, flow)
    return text if _reads_back(text, value, flow) else _escaped(value)


def write_flow(value: object) -> str:
    """A value as YAML on one line, with lists and mappings in brackets. Raises as `write_scalar` does."""
    if isinstance(value, Mapping):
        return (
            "{" + ", ".join(f"{write_scalar(k, flow=True)}: {write_flow(v)}" for k, v in value.items()) + "}"
        )
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(write_flow, value)) + "]"
    assert value is None or isinstance(value, bool | int | float | str)
    return write_scalar(value, flow=True)


def _is_words(text: str) -> bool:
    return bool(_WORDS.fullmatch(text)) and scalar(text, plain=True) == text


def _needs_only_marks(text: str) -> bool:
    """Whether the text clearly needs quotation marks, and no character in it needs to be escaped there."""
    if not text:
        return True
    is_not_plain = text.startswith(_INDICATORS) or ": " in text[1:] or " #" in text
    return is_not_plain and text.isprintable() and _ESCAPED.isdisjoint(text) and max(text) < "\U00010000"


def _quoted(value: str, quote: str, flow: bool) -> str:
    from ruamel.yaml.scalarstring import DoubleQuotedScalarString, SingleQuotedScalarString

    form = DoubleQuotedScalarString if quote == '"' else SingleQuotedScalarString
    return _dump(form(value), flow)


def _escaped(value: str) -> str:
    """The text in double quotes, with everything escaped that a parser may read as a newline."""
    text = json.dumps(value, ensure_ascii=False)
    return _BREAKS.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


def _reads_back(text: str, value: str, flow: bool) -> bool:
    if "\n" in text or "\r" in text:
        return False
    try:
        found = value_of(compose(f"k: [{text}]\n" if flow else f"k: {text}\n"))
    except YamlError:
        return False
    return found == {"k": [value] if flow else value}


def _dump(value: object, flow: bool) -> str:
    if not flow:
        return _dumped({"k": value})[len("k:") :].strip(" \n")
    from ruamel.yaml.comments import CommentedSeq

    items = CommentedSeq([value])
    items.fa.set_flow_style()
    return _dumped({"k": items})[len("k: [") : -len("]\n")]


def _dumped(data: object) -> str:
    from ruamel.yaml.error import YAMLError

    stream = StringIO()
    try:
        _writer().dump(data, stream)
    except YAMLError as error:
        _writer.cache_clear()  # it would keep its partial output
        raise ValueError(f"can't be written as YAML: {error}") from None
    return stream.getvalue()


@cache
def _writer() -> "YAML":
    from ruamel.yaml import YAML

    writer = YAML()
    writer.width = 1 << 30
    writer.allow_unicode = True
    return writer
