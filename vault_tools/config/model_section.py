"""What all sections of the configuration file share."""

from pathlib import PurePosixPath, PureWindowsPath
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict


def kebab(name: str) -> str:
    return name.replace("_", "-")


class Section(BaseModel):
    """A mapping that holds nothing besides its fields, which are spelled with hyphens."""

    model_config = ConfigDict(extra="forbid", alias_generator=kebab, strict=True, frozen=True)


def _within(path: str) -> str:
    """On whatever system: a configuration may be a stranger's."""
    for kind in (PurePosixPath, PureWindowsPath):
        if kind(path).anchor or ".." in kind(path).parts:
            raise ValueError(f"`{path}` should be a path within the vault, from its root")
    return path


PathWithin = Annotated[str, AfterValidator(_within)]
