"""What an output format is, and which there are."""

from collections.abc import Callable, Iterable, Iterator
from typing import TypeAlias

from vault_tools.lazy_dataclass import dataclass
from vault_tools.lint.outcome import Outcome, Tally
from vault_tools.modules import module_in
from vault_tools.report.folder import VaultFolder
from vault_tools.report.style import Style

Render: TypeAlias = Callable[[Iterable[Outcome], Tally, VaultFolder, Style], Iterator[str]]
"""Makes the report's text, outcome by outcome; the tally is whole when the last of them has passed."""


@dataclass(frozen=True)
class OutputFormat:
    """`about`: what for, in README's table of those for programs. `for_people`: a summary goes to standard
    error with it. `has_counts`: it tells how often which rule broke, and is asked for nothing else where only
    that is wanted."""

    render: Render
    about: str = ""
    for_people: bool = False
    has_counts: bool = False


def format_named(name: str) -> OutputFormat:
    """The format of `vault_tools.report.formats` with this name, in which words have `-` between them."""
    found: OutputFormat = module_in("vault_tools.report.formats", name.replace("-", "_")).FORMAT
    return found
