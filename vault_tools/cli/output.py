"""Prints the report of a run: diagnostics to standard output or a file, messages to standard error."""

import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import nullcontext
from itertools import chain
from pathlib import Path

from vault_tools.cli.streams import Stream, open_report
from vault_tools.config.config import Config
from vault_tools.lint.outcome import Outcome, Tally
from vault_tools.messages.translation import WRITTEN_IN, languages
from vault_tools.printable import harmless, shown
from vault_tools.report.folder import VaultFolder
from vault_tools.report.format import OutputFormat, Render, format_named
from vault_tools.report.limit import Limit
from vault_tools.report.spoken import spoken
from vault_tools.report.style import Style


def print_report(
    outcomes: Iterable[Outcome],
    root: Path,
    render: str | Render,
    *,
    statistics: bool = False,
    file: Path | None = None,
    limit: Limit | None = None,
    language: str = WRITTEN_IN,
) -> Tally:
    """Print the outcomes as they arrive, in a format given by name or as a function. `statistics` prints only
    counts, which some formats include in any case.

    With `file` the report goes there; raises VaultToolsError, before reading the first outcome, if that can't
    be written. The `limit` applies to what is printed, not to what is counted. `language` is the language of
    the messages.
    """
    tally = Tally()
    output_format = format_named(render) if isinstance(render, str) else OutputFormat(render)
    passing = _say_failures(tally.count(outcomes))
    if language != WRITTEN_IN:
        passing = spoken(passing, language)
    style = Style(file is None and _wants_colour())
    chunks = output_format.render(limit.passing(passing) if limit else passing, tally, _folder(root), style)
    if statistics and not output_format.has_counts:
        chunks = _counts(chunks, tally)
    elif limit:
        chunks = chain(chunks, _lazily(limit))
    with open_report(file, root) if file else nullcontext(sys.stdout) as report:
        if isinstance(report, Stream):
            report.tells_commands = render == "github" and not statistics
        report.writelines(chunks)
        report.flush()
    return tally


def language_of(config: Config) -> str:
    """The language of messages for people: the configured one, else on a terminal the system's."""
    if config.messages or not sys.stdout.isatty():
        return config.messages or WRITTEN_IN
    locale = next(filter(None, map(os.environ.get, ("LC_ALL", "LC_MESSAGES", "LANG"))), "")
    return locale[:2] if locale[:2] in languages() else WRITTEN_IN


def limit_of(wanted: int | None, *, cut: bool) -> Limit | None:
    """The requested limit (0 for none); by default the usual limit on a terminal if `cut`, else none."""
    if wanted is None:
        return Limit() if cut and sys.stdout.isatty() else None
    return Limit(wanted) if wanted else None


def _lazily(limit: Limit) -> Iterator[str]:
    yield from limit.lines()


def print_lines(lines: Iterable[object]) -> None:
    sys.stdout.writelines(harmless(f"{line}\n") for line in lines)


def print_exactly(data: bytes) -> None:
    """Print the bytes as they are, except on a terminal, which might obey some of them."""
    if sys.stdout.isatty():
        sys.stdout.write(harmless(data.decode("utf-8", "backslashreplace")))
    else:
        sys.stdout.flush()
        sys.stdout.buffer.write(data)
    sys.stdout.flush()


def print_text(text: str) -> None:
    sys.stdout.write(harmless(text))
    sys.stdout.flush()


def print_patch(text: str) -> None:
    """Print a patch unchanged, so that it applies, except that harmful characters are replaced on a terminal
    or in a GitHub log."""
    if isinstance(sys.stdout, Stream) and not sys.stdout.isatty():
        text = sys.stdout.without_commands(text)
    print_exactly(text.encode("utf-8", "backslashreplace"))


def say(text: str) -> None:
    print(harmless(text), file=sys.stderr)


def say_all(lines: Iterable[str]) -> None:
    for line in lines:
        say(line)


def _counts(chunks: Iterable[str], tally: Tally) -> Iterator[str]:
    for _ in chunks:
        pass
    yield from (f"{count:>6}  {rule}\n" for rule, count in tally.by_rule.most_common())


def _folder(root: Path) -> VaultFolder:
    here = Path.cwd()
    if root.is_relative_to(here):
        below = root.relative_to(here).as_posix()
        return VaultFolder(str(root), "" if below == "." else f"{below}/")
    if here.is_relative_to(root):
        return VaultFolder(str(root), "", f"{here.relative_to(root).as_posix()}/")
    return VaultFolder(str(root), "", None)


def _say_failures(outcomes: Iterable[Outcome]) -> Iterator[Outcome]:
    for outcome in outcomes:
        yield outcome
        if outcome.error:
            say(shown(f"{outcome.path}: not written: {outcome.error}"))


def _wants_colour() -> bool:
    """Whether to print colours: on a terminal, unless NO_COLOR has a non-empty value
    (https://no-color.org)."""
    plain = os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb"
    return sys.stdout.isatty() and not plain
