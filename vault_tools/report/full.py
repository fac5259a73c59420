"""A headline a diagnostic, the source line that it points at, underlined, and the headings above it."""

from collections.abc import Iterable, Iterator

from vault_tools.lint.outcome import Outcome, Tally
from vault_tools.lint.rule import Diagnostic
from vault_tools.printable import shown, width
from vault_tools.report.concise import headline
from vault_tools.report.folder import VaultFolder
from vault_tools.report.style import Style

_BEFORE, _WITHIN = 30, 80
"""Code points of a long line that are shown before the place and from there on."""


def render(outcomes: Iterable[Outcome], tally: Tally, vault: VaultFolder, style: Style) -> Iterator[str]:
    for outcome in outcomes:
        yield from (f"{headline(d, style, fixed=True)}\n" for d in outcome.fixed)
        for diagnostic in outcome.left:
            yield f"{headline(diagnostic, style)}\n"
            yield from _source(diagnostic, outcome.lines.get(diagnostic.place.line, ""), style)
            yield from _where(diagnostic, style)


def _where(diagnostic: Diagnostic, style: Style) -> Iterator[str]:
    """The headings above a place in the text, and how sure the rule is where it is not certain."""
    sure = "" if diagnostic.confidence == "high" else f"({diagnostic.confidence} confidence)"
    where = " ".join(filter(None, [shown(" > ".join(diagnostic.section)), sure]))
    if where:
        yield style.faint(f"      = {where}") + "\n"


def _source(diagnostic: Diagnostic, line: str, style: Style) -> Iterator[str]:
    """The line with carets below the span; nothing for a diagnostic that points at no text."""
    place, span = diagnostic.place, diagnostic.span
    if span.start == span.end or not line:
        return
    first = place.column - 1
    last = place.end_column - 1 if place.end_line == place.line else len(line)
    start = first - _BEFORE if first > _BEFORE + 10 else 0
    end = min(len(line), first + _WITHIN)
    before = ("…" if start else "") + shown(line[start:first])
    marked = shown(line[first : min(last, end)]).rstrip()
    after = shown(line[min(last, end) : end]) + ("…" if end < len(line) else "")
    number = f"{place.line:>5}"
    before = before.replace("\t", " ")
    yield f"{style.faint(number + ' |')} {before}{marked}{after}\n"
    carets = " " * width(before) + "^" * max(1, width(marked))
    yield f"{style.faint(' ' * 5 + ' |')} {style.severity(diagnostic.severity, carets)}\n"
