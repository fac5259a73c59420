"""What all sections of the configuration file share."""

from pydantic import BaseModel, ConfigDict


def kebab(name: str) -> str:
    return name.replace("_", "-")


class Section(BaseModel):
    """A mapping that holds nothing besides its fields, which are spelled with hyphens."""

    model_config = ConfigDict(extra="forbid", alias_generator=kebab, strict=True, frozen=True)
