"""Infers the type of a key from Obsidian's settings and from the key's values."""

from typing import NamedTuple

from vault_tools.config.init.choice import HABIT, MIN_NOTES, MOST, nearly_all, ranked
from vault_tools.config.init.survey import KeyUse
from vault_tools.config.init.value_kind import ValueKind, kind_of
from vault_tools.vault.schema import OBSIDIAN_KEYS, Key, KeyType

_DATES: tuple[ValueKind, ...] = ("date", "datetime", "other date")
_SCALARS: tuple[ValueKind, ...] = ("text", "number", "checkbox", *_DATES)
_FITTING: dict[KeyType, tuple[ValueKind, ...]] = {
    "text": _SCALARS,
    "list": ("list",),
    "number": ("number", "other date"),
    "checkbox": ("checkbox",),
    "date": _DATES,
    "datetime": _DATES,
}
"""The kinds of value that fit each type; dates fit in any form."""
_CALLED: dict[ValueKind, str] = {
    "text": "text",
    "number": "a number",
    "checkbox": "a checkbox",
    "date": "a day",
    "datetime": "a day and time",
    "other date": "a date in another form",
    "list": "a list",
    "mapping": "a mapping",
}
_EXCEPTIONS = 50
"""One list of several values per this many texts is an exception; more show that the key takes both."""


class TypeChoice(NamedTuple):
    """A type and the evidence `seen` for it, if it needs any. The type is `any` if the values have no common
    one."""

    type: KeyType
    seen: str = ""


def type_of(use: KeyUse, known: Key | None) -> TypeChoice:
    """The type of a key: the one that Obsidian has for it, unless too many values contradict it; else the
    type of its values."""
    if use.folded in OBSIDIAN_KEYS:
        return TypeChoice(OBSIDIAN_KEYS[use.folded].type, _kinds(use))
    chosen = _type_of_values(use)
    if known is None or known.type in (chosen.type, "any"):
        return chosen
    fitting = sum(use.kinds[kind] for kind in _FITTING.get(known.type, ()))
    if chosen.type == "any" or nearly_all(fitting, use.kinds.total()):
        return TypeChoice(known.type, "; ".join(filter(None, ["types.json has this type", chosen.seen])))
    return TypeChoice(chosen.type, f"types.json says {known.type}; {_kinds(use, least=1)}")


def _type_of_values(use: KeyUse) -> TypeChoice:
    kinds, whole = use.kinds, use.kinds.total()
    if not whole:
        return _type_of_nothing(use)
    dates, scalars = (sum(kinds[kind] for kind in group) for group in (_DATES, _SCALARS))
    if nearly_all(dates, whole):
        return _type_of_dates(use, dates)
    if (whole >= MIN_NOTES or len(kinds) == 1) and kinds["list"] >= MOST * whole and "mapping" not in kinds:
        return TypeChoice("list", _kinds(use))
    for type_ in ("number", "checkbox"):
        if nearly_all(kinds[type_], whole):
            return TypeChoice(type_, _kinds(use))
    several = sum(isinstance(value, list) and len(value) > 1 for value in use.values.values())
    if kinds["text"] > MOST * whole and scalars >= HABIT * whole and several * _EXCEPTIONS <= whole:
        return TypeChoice("text", _kinds(use))
    return TypeChoice("any", _kinds(use))


def _type_of_nothing(use: KeyUse) -> TypeChoice:
    """The type of a key that is empty in all notes, inferred from how its empty values are written."""
    forms = {type(value) for value in use.values.values() if value is not None}
    return TypeChoice("list" if forms == {list} else "text" if forms == {str} else "any")


def _type_of_dates(use: KeyUse, dates: int) -> TypeChoice:
    if use.kinds["date"] + use.kinds["datetime"] >= MOST * dates:
        return TypeChoice("datetime" if use.kinds["datetime"] > MOST * dates else "date", _kinds(use))
    example = next(value for value in use.values.values() if kind_of(value) == "other date")
    return TypeChoice("any", f"dates such as `{example}`; `type: date` makes `fix` write them as ISO 8601")


def _kinds(use: KeyUse, least: int = 2) -> str:
    """The number of values of each kind, if there are at least `least` kinds; else empty."""
    kinds = ranked(use.kinds)
    return ", ".join(f"{_CALLED[kind]} in {count:,}" for kind, count in kinds) if len(kinds) >= least else ""
