"""The model of `mocs` in the configuration file."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Annotated, Any, Literal, TypeAlias

from vault_tools.config.form import Check, Loc, SectionModel, Spelling, at_least
from vault_tools.config.model_section import form_of
from vault_tools.mocs.kind import moc_kinds
from vault_tools.mocs.kinds.notes import TEMPLATE_NAMES
from vault_tools.mocs.paths import disk_key, template_problem
from vault_tools.mocs.template import problem_of
from vault_tools.mocs.texts import TEXTS, text_keys
from vault_tools.vault.schema_mocs import FOLDER, Moc

if TYPE_CHECKING:
    MocKind: TypeAlias = str
    MocLanguage: TypeAlias = str
else:
    MocKind = Literal[tuple(moc_kinds())]
    MocLanguage = Literal[tuple(TEXTS)]

_KINDS = ", ".join(f"`{name}` ({kind.about})" for name, kind in moc_kinds().items())
_OF_NOTES = ("each", "nested", "min", "source", "list_mocs", "group_by", "sort", "show", "columns", "item")


def _name(name: str) -> str:
    if not re.fullmatch(r"\w(?:[\w -]*\w)?", name):
        raise ValueError(f"`{name}` should be of letters, digits, `-`, `_` and spaces")
    return name


def _text_key(name: str) -> str:
    if name not in text_keys():
        raise ValueError(f"unknown MOC text `{name}`; allowed: {', '.join(text_keys())}")
    return name


def _single(value: Any) -> Any:
    if not isinstance(value, str | int | float):
        raise ValueError("should be one text, number, `true` or `false`")
    return value


def _not_empty(field: str) -> str:
    if not field:
        raise ValueError("should have at least 1 character")
    return field


def _two_at_most(fields: Sequence[str]) -> Sequence[str]:
    if len(fields) > 2:
        raise ValueError(f"should have at most 2 items, not {len(fields)}")
    return fields


Fields = Annotated[
    Sequence[Annotated[str, Check(_not_empty)]],
    Spelling(lambda value: [value] if isinstance(value, str) else value, str | list[str]),
]


class SourceSection(SectionModel):
    """The notes to list: exactly one of these."""

    folder: Annotated[str | None, "notes in this folder; empty: in the whole vault"] = None
    nested: Annotated[bool, "whether notes in its subfolders are included"] = True
    tag: Annotated[str | None, "notes with this tag or one nested below it"] = None
    where: Annotated[
        Mapping[str, Annotated[Any, Check(_single)]] | None,
        "notes in which each of these keys has this value",
    ] = None
    name: Annotated[str | None, "notes that list this person or other name, in any spelling"] = None
    links_from: Annotated[str | None, "notes that this note links to"] = None
    links_to: Annotated[str | None, "notes that link to this note"] = None
    all: Annotated[Sequence["SourceSection"] | None, "notes in all of these sources"] = None
    any: Annotated[Sequence["SourceSection"] | None, "notes in any of these sources"] = None
    not_: Annotated["SourceSection | None", "notes that are not in this source"] = None

    def check(self) -> None:
        given = sorted(self.model_fields_set - {"nested"})
        kinds = [field.alias for name, field in self.model_fields.items() if name != "nested"]
        if len(given) != 1 or getattr(self, given[0]) in (None, [], {}):
            raise ValueError(f"should hold one of {', '.join(kinds)}; `all` and `any` join several")
        if "nested" in self.model_fields_set and given != ["folder"]:
            raise ValueError("`nested` needs `folder`")


if TYPE_CHECKING:

    class MocSection(Moc):
        model_fields_set: set[str]

else:
    MocSection = form_of(
        Moc,
        name=Annotated[str, Check(_name)],
        kind=Annotated[MocKind, _KINDS],
        min=Annotated[int, at_least(1)],
        source=SourceSection | None,
        group_by=Annotated[Fields, Check(_two_at_most, (("maxItems", 2),))],
        sort=Fields,
        limit=Annotated[int, at_least(1)],
        columns=Fields,
        language=MocLanguage,
        texts=Annotated[
            dict[Annotated[str, Check(_text_key)], str],
            "replacements for its texts: " + ", ".join(text_keys()),
        ],
    )


def moc_problems(mocs: Sequence[MocSection], keys: Collection[str]) -> Iterator[tuple[Loc, str, Loc]]:
    """(place, problem, the place that it contradicts) of settings that are well formed but make no sense."""
    names: dict[str, Loc] = {}
    paths: dict[str, Loc] = {}
    for index, moc in enumerate(mocs):
        here: Loc = ("mocs", index)
        for field, problem in _problems(moc, keys):
            yield (*here, field), problem, ()
        twin = names.setdefault(moc.name, (*here, "name"))
        if twin != (*here, "name"):
            yield (*here, "name"), f"`{moc.name}` is the name of another MOC", twin
        twin = paths.setdefault(disk_key(moc.note), (*here, "note"))
        if twin != (*here, "note"):
            yield (*here, "note"), f"`{moc.note}` is the note of another MOC", twin


def _problems(moc: MocSection, keys: Collection[str]) -> Iterator[tuple[str, str]]:
    """The problems of one MOC, as (field, problem)."""
    given = moc.model_fields_set
    kind = moc_kinds()[moc.kind]
    if not kind.lists_notes:
        taken = [*(("sort", "min") if tuple(moc.sort) in kind.sorts else ()), *["group_by"] * kind.groups]
        for field in (f for f in _OF_NOTES if f in given and f not in taken):
            yield field.replace("_", "-"), f"has no effect with `kind: {moc.kind}`"
    if problem := template_problem(moc.note, each=bool(moc.each)):
        yield "note", f"`{moc.note}` {problem}"
    if "{value}" in moc.title and not moc.each:
        yield "title", "has `{value}` without `each`"
    if "min" in given and not moc.each and kind.lists_notes:
        yield "min", "has no effect without `each`"
    if moc.nested and moc.each != FOLDER:
        yield "nested", "has no effect without `each: folder`"
    if "columns" in given and moc.show != "table":
        yield "columns", "has no effect without `show: table`"
    if moc.item and moc.show == "table":
        yield "item", "has no effect with `show: table`"
    if moc.item and (problem := problem_of(moc.item, TEMPLATE_NAMES | set(keys))):
        yield "item", problem
