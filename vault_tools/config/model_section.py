"""What all sections of the configuration file share."""

import inspect
from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from pathlib import PurePosixPath, PureWindowsPath
from typing import Annotated, Any, TypeAlias, get_args, get_origin, get_type_hints

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, create_model

Loc: TypeAlias = tuple[str | int, ...]
"""The keys and items that lead to a place."""


def kebab(name: str) -> str:
    return name.replace("_", "-")


class SectionModel(BaseModel):
    """A mapping that holds nothing besides its fields, which are spelled with hyphens."""

    model_config = ConfigDict(extra="forbid", alias_generator=kebab, strict=True, frozen=True)


def form_of(kept: type, *without: str, **types: Any) -> type[SectionModel]:
    """The form of a section that is kept as a `kept`: what its fields say, but for those that are not in the
    file. `types` are of fields that are checked more closely, or that the file spells in another way."""
    hints = get_type_hints(kept, include_extras=True)
    given: dict[str, Any] = {f.name: _given(f, hints[f.name], types.get(f.name)) for f in fields(kept)}
    about = (inspect.getdoc(kept) or "").partition("\n\n")[0].replace("\n", " ")
    for name in without:
        del given[name]
    return create_model(kept.__name__, __base__=SectionModel, __doc__=about, **given)


def _given(field: Any, hint: Any, type_: Any) -> tuple[Any, Any]:
    """(type, default and text) of a field; a text in `type_` replaces the field's own."""
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
    """A default as the file spells it: what has no words there is what holds where nothing is said."""
    if is_dataclass(default):
        return None
    return list(default) if isinstance(default, tuple) else default


def _of_yaml(hint: Any) -> Any:
    """A type with the sequences and mappings that YAML knows."""
    origin, inner = get_origin(hint), [_of_yaml(each) for each in get_args(hint)]
    if origin is tuple:
        return list[inner[0]]  # type: ignore[valid-type]
    if origin is Mapping:
        return dict[inner[0], inner[1]]  # type: ignore[valid-type]
    return _of_yaml(hint.__origin__) if origin is Annotated else hint


def leads_outside(path: str) -> bool:
    """Whether a path from the vault's root leads away from it, on whatever system."""
    return any(kind(path).anchor or ".." in kind(path).parts for kind in (PurePosixPath, PureWindowsPath))


def _within(path: str) -> str:
    """A configuration may be a stranger's."""
    if leads_outside(path):
        raise ValueError(f"`{path}` should be a path within the vault, from its root")
    return path


PathWithin = Annotated[str, AfterValidator(_within)]
