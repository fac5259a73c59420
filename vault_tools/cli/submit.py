"""The command `submit`: write new texts for flagged sections into their notes."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from vault_tools.errors import VaultToolsError

if TYPE_CHECKING:
    from vault_tools.lint.submission import Answer, Submission
    from vault_tools.session.submitting import Answered

MAX_SIZE = 64 * 1024 * 1024
"""Maximum bytes of a submission file."""


def submit(
    file: Annotated[str, typer.Argument(help="JSON Lines, or `-` for standard input.")] = "-",
    vault: Annotated[Path, typer.Option("--vault", help="The vault, or a folder in it.")] = Path(),
    diff: Annotated[bool, typer.Option("--diff", help="Write nothing; show what would change.")] = False,
    force: Annotated[bool, typer.Option("--force", help="Accept texts that would be refused.")] = False,
) -> None:
    """Write texts for flagged sections into their notes.

    Each line is an object with `id` and `section_sha256`, as printed by `flagged`, and `text`. The answer to
    each is a line with `id`, `state` (`written`, `refused` or `stale`), `reason` and the new
    `section_sha256`. A text is taken if it clears its flag and raises no new one. Exit code 1 if a text was
    not taken.
    """
    from vault_tools.cli.output import print_text, say
    from vault_tools.config.load import read_config
    from vault_tools.config.vault_root import find_root
    from vault_tools.lint.submission import Submission
    from vault_tools.printable import shown
    from vault_tools.printable import written as as_json
    from vault_tools.session.submitting import judged, submissions_in, written

    root = find_root(vault)
    lines = list(submissions_in(_data(file)))
    found = judged(root, read_config(root), [s for s in lines if isinstance(s, Submission)], force=force)
    if diff:
        _show(found)
        answers = found.answers
    else:
        answers, _ = written(root, found, "submit")
    told = list(_in_order(lines, answers))
    for answer in told:
        if not diff:
            print_text(f"{as_json(answer._asdict())}\n")
        elif answer.state != "written":
            say(shown(f"{answer.id or 'a line'}: {answer.state}: {answer.reason}"))
    taken = sum(answer.state == "written" for answer in told)
    say(f"{taken:,} of {len(told):,} texts {'would be ' if diff else ''}taken.")
    raise typer.Exit(int(taken < len(told)))


def _data(file: str) -> bytes:
    """The bytes of the file or of standard input. Raises VaultToolsError."""
    try:
        data = sys.stdin.buffer.read(MAX_SIZE + 1) if file == "-" else Path(file).read_bytes()
    except OSError as error:
        raise VaultToolsError(f"{file}: can't be read: {error.strerror}") from None
    if len(data) > MAX_SIZE:
        name = "standard input" if file == "-" else file
        raise VaultToolsError(f"{name}: larger than {MAX_SIZE // 1024**2} MB")
    return data


def _show(found: "Answered") -> None:
    from vault_tools.cli.output import print_patch
    from vault_tools.note.diff import unified

    for before, after in found.notes:
        print_patch(unified(before, after))


def _in_order(lines: "list[Submission | Answer]", answers: "list[Answer]") -> "list[Answer]":
    """The answers in the order of the lines."""
    from vault_tools.lint.submission import Answer

    rest = iter(answers)
    return [line if isinstance(line, Answer) else next(rest) for line in lines]
