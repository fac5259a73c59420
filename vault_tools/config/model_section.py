"""What all sections of the configuration file share."""

from pathlib import PurePosixPath, PureWindowsPath
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict


def kebab(name: str) -> str:
    return name.replace("_", "-")


class SectionModel(BaseModel):
    """A mapping that holds nothing besides its fields, which are spelled with hyphens."""

    model_config = ConfigDict(extra="forbid", alias_generator=kebab, strict=True, frozen=True)


def leads_outside(path: str) -> bool:
    """Whether a path from the vault's root leads away from it, on whatever system."""
    return any(kind(path).anchor or ".." in kind(path).parts for kind in (PurePosixPath, PureWindowsPath))


def _within(path: str) -> str:
    """A configuration may be a stranger's."""
    if leads_outside(path):
        raise ValueError(f"`{path}` should be a path within the vault, from its root")
    return path


PathWithin = Annotated[str, AfterValidator(_within)]
