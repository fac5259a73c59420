"""What all sections of the configuration file share."""

from collections.abc import Mapping
from pathlib import PurePosixPath, PureWindowsPath
from types import NoneType
from typing import Annotated, Any, get_type_hints

from vault_tools.config.form import Check, FormField, SectionModel, form_field
from vault_tools.lazy_dataclass import fields


def form_of(kept: type, *without: str, **types: Any) -> type[SectionModel]:
    """The model of a section that is stored as the dataclass `kept`, with its fields except those in
    `without`. `types` override the types of fields that are checked more strictly or written differently in
    the file."""
    hints = get_type_hints(kept, include_extras=True)
    model_fields = {
        f.name: _field(f, hints[f.name], types.get(f.name)) for f in fields(kept) if f.name not in without
    }
    return type(kept.__name__, (SectionModel,), {"__doc__": kept.__doc__, "model_fields": model_fields})


def _field(field: Any, hint: Any, type_: Any) -> FormField:
    """A text in `type_` replaces the field's own."""
    said = form_field(field.name, hint, field)
    if said.default and not isinstance(said.default(), _IN_YAML):
        said = said._replace(default=lambda: None)
    if type_ is None:
        return said
    given = form_field(field.name, type_, field)
    return said._replace(hint=given.hint, description=given.description or said.description)


_IN_YAML = (str, int, float, tuple, Mapping, NoneType)
"""Defaults that the file can express; any other is what the program does if the file says nothing."""


def leads_outside(path: str) -> bool:
    """Whether a path relative to the vault's root leads out of it on any system."""
    return any(kind(path).anchor or ".." in kind(path).parts for kind in (PurePosixPath, PureWindowsPath))


def _within(path: str) -> str:
    """Refuse paths that lead out of the vault, since a configuration may come from a stranger."""
    if leads_outside(path):
        raise ValueError(f"`{path}` should be a path within the vault, from its root")
    return path


PathWithin = Annotated[str, Check(_within)]
