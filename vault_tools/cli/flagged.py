"""`vault-tools flagged`: list the flagged sections, for translators and agents."""

import shlex
from itertools import islice
from pathlib import Path
from typing import Annotated, Optional

import typer

from vault_tools.cli.choices import names_in
from vault_tools.cli.complete import rule_names
from vault_tools.cli.options import ConfidenceOption, ConfigPath, Ignore, Paths
from vault_tools.lazy_dataclass import replace

Rules = Annotated[
    Optional[list[str]],
    typer.Option(
        "--select",
        "--rule",
        help="Only these rules, separated by commas.",
        metavar="RULES",
        autocompletion=rule_names,
    ),
]
Limit = Annotated[Optional[int], typer.Option("--limit", min=1, help="At most this many sections.")]
Cursor = Annotated[
    Optional[str],
    typer.Option("--cursor", metavar="ID", help="Continue after this one, the last of an earlier list."),
]


def flagged(
    paths: Paths = [Path()],  # noqa: B006
    rule: Rules = None,
    ignore: Ignore = None,
    confidence: ConfidenceOption = "medium",
    limit: Limit = None,
    cursor: Cursor = None,
    config: ConfigPath = None,
) -> None:
    """List the flagged sections as JSON Lines, with the text of the original, for translators and agents."""
    from vault_tools.cli.output import print_text, say
    from vault_tools.cli.selection import Request, find_target
    from vault_tools.cli.streams import reader_is_gone
    from vault_tools.lint.flagged import after
    from vault_tools.printable import written
    from vault_tools.rules.unreadable_note import UnreadableNote
    from vault_tools.session.flagging import flagged_records, of_notes_alone
    from vault_tools.session.one_note import CHECK

    chosen = (*names_in(rule), UnreadableNote.name) if rule else ()
    request = Request(paths, config=config, select=chosen, ignore=names_in(ignore), confidence=confidence)
    target = find_target(request)
    outcomes = replace(target, config=of_notes_alone(target.config)).everything(CHECK)
    records = after(cursor or "", flagged_records(target.root, target.config, outcomes, say))
    last = ""
    for record in islice(records, limit):
        print_text(f"{written(record)}\n")
        last = record["id"]
        if reader_is_gone():
            return
    if limit and next(records, None):
        say(f"More follow: --cursor {shlex.quote(last)}")
