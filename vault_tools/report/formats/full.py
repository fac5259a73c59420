"""For each diagnostic: a headline, the source line with the span underlined, and the headings above it.

Lines fit a terminal of 80 columns, except for longer paths.
"""

from collections.abc import Iterable, Iterator

from vault_tools.lint.outcome import Outcome, Tally
from vault_tools.lint.rule import Diagnostic
from vault_tools.printable import shown, width
from vault_tools.report.columns import COLUMNS, beginning, clipped, clipped_before, wrapped
from vault_tools.report.folder import VaultFolder
from vault_tools.report.format import OutputFormat
from vault_tools.report.formats.concise import label_of, place_of, said
from vault_tools.report.style import Style

_MARGIN = 8
"""Columns before the text of a source line."""
_BEFORE = 24
"""Columns of a long line to show before the span."""


def render(outcomes: Iterable[Outcome], tally: Tally, vault: VaultFolder, style: Style) -> Iterator[str]:
    for outcome in outcomes:
        for diagnostic in outcome.fixed:
            yield "".join(_headline(diagnostic, vault, style, fixed=True))
        for diagnostic in outcome.left:
            yield "".join(told(diagnostic, outcome.lines.get(diagnostic.place.line, ""), vault, style))


def told(diagnostic: Diagnostic, line: str, vault: VaultFolder, style: Style) -> Iterator[str]:
    """The whole text for one diagnostic; `line` is the line of the note that it points at."""
    yield from _headline(diagnostic, vault, style)
    yield from _source(diagnostic, line, style)
    yield from _where(diagnostic, style)


def _headline(
    diagnostic: Diagnostic, vault: VaultFolder, style: Style, *, fixed: bool = False
) -> Iterator[str]:
    """Place, rule and message, on one line if they fit, else with the message below."""
    place, rule = place_of(diagnostic, vault), diagnostic.rule
    label = label_of(diagnostic, style, fixed=fixed)
    message = said(diagnostic, fixed=fixed)
    if diagnostic.confidence != "high" and not diagnostic.section:
        message += f" ({diagnostic.confidence} confidence)"
    plain = f"{place}: {label_of(diagnostic, Style(), fixed=fixed)} {rule}:"
    head = f"{style.strong(place)}: {label} {style.strong(rule)}:"
    if width(f"{plain} {message}") <= COLUMNS:
        yield f"{head} {message}\n"
        return
    if width(plain) > COLUMNS:  # terminals could not open a wrapped path
        yield f"{style.strong(place)}:\n"
        head = f"{'':{_MARGIN}}{label} {style.strong(rule)}:"
    yield f"{head}\n"
    yield from (f"{'':{_MARGIN}}{part}\n" for part in wrapped(message, COLUMNS - _MARGIN))


def _where(diagnostic: Diagnostic, style: Style) -> Iterator[str]:
    """The headings above the place, and the confidence if it is not high."""
    if not diagnostic.section:
        return
    sure = "" if diagnostic.confidence == "high" else f" ({diagnostic.confidence} confidence)"
    headings = clipped_before(shown(" > ".join(diagnostic.section)), COLUMNS - _MARGIN - len(sure))
    yield style.faint(f"      = {headings}{sure}") + "\n"


def _source(diagnostic: Diagnostic, line: str, style: Style) -> Iterator[str]:
    """The line with carets below the span; nothing if the diagnostic points at no text."""
    place, span = diagnostic.place, diagnostic.span
    if span.start == span.end or not line:
        return
    first = place.column - 1
    last = place.end_column - 1 if place.end_line == place.line else len(line)
    before, marked, after = (shown(part).replace("\t", " ") for part in _parts(line, first, last))
    room = COLUMNS - _MARGIN
    if width(before + marked + after) > room:
        before = clipped_before(before, _BEFORE)
    marked = marked.rstrip() or marked[:1]
    used = width(before + marked)
    cut = used > room or (after and used == room)
    marked, dots = (beginning(marked, room - width(before) - 1), "…") if cut else (marked, "")
    after = dots or clipped(after, room - used)
    yield f"{style.faint(f'{place.line:>5} |')} {before}{marked}{after}".rstrip() + "\n"
    carets = " " * width(before) + "^" * max(1, width(marked))
    yield f"{style.faint(' ' * 5 + ' |')} {style.severity(diagnostic.severity, carets)}\n"


def _parts(line: str, first: int, last: int) -> tuple[str, str, str]:
    """The parts of a line that may be shown: before the span, in it, and after it."""
    start, end = max(0, first - COLUMNS), first + COLUMNS
    return line[start:first], line[first : min(last, end)], line[min(last, end) : end]


FORMAT = OutputFormat(render, for_people=True)
