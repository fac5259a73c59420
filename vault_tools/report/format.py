"""The output formats, and what defines one."""

from collections.abc import Callable, Iterable, Iterator
from typing import TypeAlias

from vault_tools.lazy_dataclass import dataclass
from vault_tools.lint.outcome import Outcome, Tally
from vault_tools.modules import module_in
from vault_tools.report.folder import VaultFolder
from vault_tools.report.style import Style

Render: TypeAlias = Callable[[Iterable[Outcome], Tally, VaultFolder, Style], Iterator[str]]
"""Makes the report's text, outcome by outcome; the tally is complete after the last one."""


@dataclass(frozen=True)
class OutputFormat:
    """`about`: what for, in README's table of those for programs. `for_people`: a summary goes to standard
    error with it. `has_counts`: it can show how often each rule was broken, and only that if asked to."""

    render: Render
    about: str = ""
    for_people: bool = False
    has_counts: bool = False


def format_named(name: str) -> OutputFormat:
    """The format of `vault_tools.report.formats` with this name, in which words have `-` between them."""
    found: OutputFormat = module_in("vault_tools.report.formats", name.replace("-", "_")).FORMAT
    return found
