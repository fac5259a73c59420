"""Lists what `fix` changed: one line per note, and one for all new notes."""

from collections import Counter
from collections.abc import Iterable, Iterator

from vault_tools.lint.outcome import Outcome, Tally
from vault_tools.printable import shown, width
from vault_tools.report.columns import COLUMNS
from vault_tools.report.folder import VaultFolder
from vault_tools.report.formats.full import told
from vault_tools.report.style import Style

_INDENT = " " * 8
_NAMED = 3
"""Maximum number of new notes to name."""


def render(
    outcomes: Iterable[Outcome],
    tally: Tally,
    vault: VaultFolder,
    style: Style,
    *,
    most: int = 0,
    show_left: bool = False,
) -> Iterator[str]:
    """`most` is the maximum number of notes to show, 0 for all; `show_left` also shows what was not fixed."""
    new: list[str] = []
    lines = 0
    for outcome in outcomes:
        if outcome.fixed and outcome.is_new:
            new.append(shown(vault.here(outcome.path)))
        elif outcome.fixed:
            lines += 1
            if not most or lines <= most:
                yield from _line(shown(vault.here(outcome.path)), outcome, style)
        if show_left:
            for diagnostic in outcome.left:
                yield from told(diagnostic, outcome.lines.get(diagnostic.place.line, ""), vault, style)
    if most and lines > most:
        yield f"… {lines - most:,} more notes; `--limit 0` shows all\n"
    if new:
        more = f" and {len(new) - _NAMED:,} more" if len(new) > _NAMED else ""
        yield f"{style.good(f'{len(new):,} new')}: {', '.join(new[:_NAMED])}{more}\n"


def _line(path: str, outcome: Outcome, style: Style) -> Iterator[str]:
    fits = width(f"{path}: {_fixed(outcome, Style())}") <= COLUMNS
    gap = " " if fits else f"\n{_INDENT}"
    yield f"{style.strong(path)}:{gap}{_fixed(outcome, style)}\n"


def _fixed(outcome: Outcome, style: Style) -> str:
    counts = Counter(diagnostic.rule for diagnostic in outcome.fixed)
    rules = (rule if count == 1 else f"{rule} ({count:,})" for rule, count in counts.most_common())
    return f"{style.good('fixed')} {', '.join(rules)}"
