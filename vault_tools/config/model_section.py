"""The base of all sections of the configuration file."""

import inspect
from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from pathlib import PurePosixPath, PureWindowsPath
from typing import Annotated, Any, TypeAlias, get_args, get_origin, get_type_hints

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, create_model

Loc: TypeAlias = tuple[str | int, ...]
"""The path to a place in the file: keys of mappings and indexes of lists."""


def kebab(name: str) -> str:
    return name.replace("_", "-")


class SectionModel(BaseModel):
    """A mapping that allows only its fields, which are spelled with hyphens."""

    model_config = ConfigDict(extra="forbid", alias_generator=kebab, strict=True, frozen=True)


def form_of(kept: type, *without: str, **types: Any) -> type[SectionModel]:
    """The model of a section that is stored as the dataclass `kept`, with its fields except those in
    `without`. `types` override the types of fields that are checked more strictly or written differently in
    the file."""
    hints = get_type_hints(kept, include_extras=True)
    given: dict[str, Any] = {f.name: _given(f, hints[f.name], types.get(f.name)) for f in fields(kept)}
    about = (inspect.getdoc(kept) or "").partition("\n\n")[0].replace("\n", " ")
    for name in without:
        del given[name]
    return create_model(kept.__name__, __base__=SectionModel, __doc__=about, **given)


def _given(field: Any, hint: Any, type_: Any) -> tuple[Any, Any]:
    """(type, field with default and description). A description in `type_` replaces the field's own."""
    texts = [
        text for each in (hint, type_) for text in getattr(each, "__metadata__", ()) if isinstance(text, str)
    ]
    about: dict[str, Any] = {"description": texts[-1]} if texts else {}
    if field.default_factory is not MISSING:
        about["default_factory"] = field.default_factory
    elif field.default is not MISSING:
        about["default"] = _spelled(field.default)
    return _of_yaml(hint) if type_ is None else type_, Field(**about)


def _spelled(default: Any) -> Any:
    """A default as written in the file; None for a dataclass, which can't be written there."""
    if is_dataclass(default):
        return None
    return list(default) if isinstance(default, tuple) else default


def _of_yaml(hint: Any) -> Any:
    """A type with tuples and mappings replaced by YAML's lists and dicts."""
    origin, inner = get_origin(hint), [_of_yaml(each) for each in get_args(hint)]
    if origin is tuple:
        return list[inner[0]]  # type: ignore[valid-type]
    if origin is Mapping:
        return dict[inner[0], inner[1]]  # type: ignore[valid-type]
    return _of_yaml(hint.__origin__) if origin is Annotated else hint


def leads_outside(path: str) -> bool:
    """Whether a path relative to the vault's root leads out of it on any system."""
    return any(kind(path).anchor or ".." in kind(path).parts for kind in (PurePosixPath, PureWindowsPath))


def _within(path: str) -> str:
    """Refuse paths that lead out of the vault, since a configuration may come from a stranger."""
    if leads_outside(path):
        raise ValueError(f"`{path}` should be a path within the vault, from its root")
    return path


PathWithin = Annotated[str, AfterValidator(_within)]
