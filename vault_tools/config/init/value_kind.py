"""The kind of a value, as a reader of the note would call it."""

from typing import Literal, TypeAlias

from vault_tools.note.dates import is_iso, read_date
from vault_tools.note.yaml_core import Value

ValueKind: TypeAlias = Literal[
    "empty", "text", "number", "checkbox", "date", "datetime", "other date", "list", "mapping"
]

_MAX_DATE = 48
"""Maximum code points of a date; `Wednesday, December 14th 2022, 12:33:55 pm` has 43."""
_MAX_DIGITS = 15
"""A longer number is an ID: Obsidian can neither compute with it nor show it as typed."""
_NO_DATE = read_date("").problem


def kind_of(value: Value) -> ValueKind:
    """The kind of a value. A list with only empty items counts as empty; a number may be a date written in
    digits.

    `mapping` is anything that an Obsidian property can't contain.
    """
    match value:
        case None:
            return "empty"
        case bool():
            return "checkbox"
        case float():
            return "number"
        case str() | int():
            return _kind_of_text(str(value).strip(), is_text=isinstance(value, str))
        case dict():
            return "mapping"
    items = [item for item in value if kind_of(item) != "empty"]
    if any(isinstance(item, list | dict) for item in items):
        return "mapping"
    return "list" if items else "empty"


def _kind_of_text(text: str, *, is_text: bool) -> ValueKind:
    if not text:
        return "empty"
    if is_iso(text):
        return "datetime" if ":" in text else "date"
    digits = sum(map(str.isdigit, text))
    if digits >= 4 and len(text) <= _MAX_DATE and read_date(text).problem != _NO_DATE:
        return "other date"
    return "text" if is_text or digits > _MAX_DIGITS else "number"
