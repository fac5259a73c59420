"""A line of JSON for each diagnostic; `state` is `found`, `fixed` or `failed`."""

from collections.abc import Iterable, Iterator

from vault_tools.lint.outcome import Outcome, Tally
from vault_tools.printable import written
from vault_tools.report.folder import VaultFolder
from vault_tools.report.format import OutputFormat
from vault_tools.report.formats.json import failures_of, record_of
from vault_tools.report.style import Style


def render(outcomes: Iterable[Outcome], tally: Tally, vault: VaultFolder, style: Style) -> Iterator[str]:
    for outcome in outcomes:
        records = [{"state": "fixed", **record_of(d)} for d in outcome.fixed]
        records += [{"state": "found", **record_of(d)} for d in outcome.left]
        records += [{"state": "failed", **failure} for failure in failures_of(outcome)]
        yield from (f"{written(record)}\n" for record in records)


FORMAT = OutputFormat(render, about="a line for each diagnostic; `state` is `found`, `fixed` or `failed`")
