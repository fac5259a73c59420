"""What the options of a command can be."""

from enum import Enum
from typing import TYPE_CHECKING, TypeAlias

from vault_tools.modules import module_names


class _Format(str, Enum):
    """A format of `vault_tools.report.formats`; only the one that is used is imported."""

    @property
    def is_for_people(self) -> bool:
        from vault_tools.report.format import format_named

        return format_named(self.value).for_people

    @property
    def has_counts(self) -> bool:
        """Whether it can show only how often each rule was broken."""
        from vault_tools.report.format import format_named

        return self.is_for_people or format_named(self.value).has_counts


if TYPE_CHECKING:
    Format: TypeAlias = _Format
else:
    _names = sorted(module_names("vault_tools.report.formats"), key=lambda name: name != "full")
    Format = _Format("Format", {name: name.replace("_", "-") for name in _names})
FULL = Format("full")


def names_in(values: list[str] | None) -> tuple[str, ...]:
    """The names of an option that may be given several times, and hold several names."""
    return tuple(name.strip() for value in values or () for name in value.split(",") if name.strip())
