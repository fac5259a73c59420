"""The choices for options of commands."""

from enum import Enum
from typing import TYPE_CHECKING, TypeAlias

from vault_tools.modules import module_names


class _Format(str, Enum):
    """A format in `vault_tools.report.formats`; only the one used is imported."""

    @property
    def is_for_people(self) -> bool:
        from vault_tools.report.format import format_named

        return format_named(self.value).for_people

    @property
    def has_counts(self) -> bool:
        """Whether the format can show just the counts by rule."""
        from vault_tools.report.format import format_named

        return self.is_for_people or format_named(self.value).has_counts


if TYPE_CHECKING:
    Format: TypeAlias = _Format
else:
    _names = sorted(module_names("vault_tools.report.formats"), key=lambda name: name != "full")
    Format = _Format("Format", {name: name.replace("_", "-") for name in _names})
FULL = Format("full")


def names_in(values: list[str] | None) -> tuple[str, ...]:
    """The names in an option that may be repeated and may contain several names, separated by commas."""
    return tuple(name.strip() for value in values or () for name in value.split(",") if name.strip())
