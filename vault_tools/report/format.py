"""The definition of an output format."""

from collections.abc import Callable, Iterable, Iterator
from typing import TypeAlias

from vault_tools.lazy_dataclass import dataclass
from vault_tools.lint.outcome import Outcome, Tally
from vault_tools.modules import module_in
from vault_tools.report.folder import VaultFolder
from vault_tools.report.style import Style

Render: TypeAlias = Callable[[Iterable[Outcome], Tally, VaultFolder, Style], Iterator[str]]
"""Yields the report's text, outcome by outcome. The tally is complete after the last outcome."""


@dataclass(frozen=True)
class OutputFormat:
    """An output format. `about` is its purpose, for the table of formats for programs in README.
    `for_people`: a summary is also written to standard error. `has_counts`: the format can show just the
    counts by rule."""

    render: Render
    about: str = ""
    for_people: bool = False
    has_counts: bool = False


def format_named(name: str) -> OutputFormat:
    """The format in `vault_tools.report.formats` with this name, whose words are joined by `-`."""
    found: OutputFormat = module_in("vault_tools.report.formats", name.replace("-", "_")).FORMAT
    return found
