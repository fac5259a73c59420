"""Where a run's report goes: diagnostics to standard output, talk to standard error."""

import importlib
import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from vault_tools.errors import VaultToolsError
from vault_tools.report.outcome import Outcome, Tally
from vault_tools.report.plain import shown
from vault_tools.report.style import Style


def print_report(
    outcomes: Iterable[Outcome], root: Path, output_format: str, *, statistics: bool = False
) -> Tally:
    """Print the outcomes as they come, in a format of `vault_tools.report`; `statistics`: only counts.

    JSON holds the counts in any case.
    """
    tally = Tally()
    render = importlib.import_module(f"vault_tools.report.{output_format}").render
    passing = _say_failures(tally.count(outcomes))
    chunks: Iterator[str] = render(passing, tally, str(root), Style(_wants_colour()))
    if statistics and output_format != "json":
        for _ in chunks:
            pass
        chunks = (f"{count:>6}  {rule}\n" for rule, count in tally.by_rule.most_common())
    with _telling_failures():
        for chunk in chunks:
            sys.stdout.write(chunk)
        sys.stdout.flush()
    return tally


def print_bytes(data: bytes) -> None:
    with _telling_failures():
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()


@contextmanager
def _telling_failures() -> Iterator[None]:
    """A full disk behind standard output is one line, not a traceback; a closed pipe is typer's affair."""
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise VaultToolsError(f"standard output can't be written: {error.strerror}") from None


def say(text: str) -> None:
    print(text, file=sys.stderr)


def _say_failures(outcomes: Iterable[Outcome]) -> Iterator[Outcome]:
    for outcome in outcomes:
        yield outcome
        if outcome.error:
            say(shown(f"{outcome.path}: not written: {outcome.error}"))


def _wants_colour() -> bool:
    """https://no-color.org: any value but the empty one turns colour off."""
    plain = os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb"
    return sys.stdout.isatty() and not plain
