"""`submit`: what somebody wrote for flagged sections, put back into their notes."""

import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from vault_tools.errors import VaultToolsError

if TYPE_CHECKING:
    from vault_tools.config.config import Config
    from vault_tools.lint.submission import Answer, Submission
    from vault_tools.note.note import Note

MAX_SIZE = 64 * 1024 * 1024
"""Bytes of one submission file."""


def submit(
    file: Annotated[str, typer.Argument(help="JSON Lines, or `-` for standard input.")] = "-",
    vault: Annotated[Path, typer.Option("--vault", help="The vault, or a folder in it.")] = Path(),
    diff: Annotated[bool, typer.Option("--diff", help="Write nothing; show what would change.")] = False,
    force: Annotated[bool, typer.Option("--force", help="Take texts that are judged to be wrong.")] = False,
) -> None:
    """Put texts for flagged sections back into their notes.

    Each line is an object with `id` and `section_sha256`, as `flagged` printed them, and `text`. Each is
    answered by a line with `id`, `state` (`written`, `refused` or `stale`), `reason` and the new
    `section_sha256`. A text is taken if its flag is gone with it and no other comes. Exit code 1 if one was
    not.
    """
    from vault_tools.cli.output import print_bytes, say
    from vault_tools.config.load import read_config
    from vault_tools.config.vault_root import find_root
    from vault_tools.note.diff import unified
    from vault_tools.printable import written

    root = find_root(vault)
    config = read_config(root)
    given = _submissions(file)
    notes, answers = _judged(root, config, given, force=force)
    if diff:
        for before, after in notes:
            print_bytes(unified(before, after).encode("utf-8", "backslashreplace"))
    else:
        answers = _written(root, notes, answers)
    by_id = {answer.id: answer for answer in answers}
    for each in () if diff else given:
        print_bytes(f"{written(by_id[each.id]._asdict())}\n".encode())
    taken = sum(answer.state == "written" for answer in answers)
    say(f"{taken:,} of {len(given):,} texts {'would be ' if diff else ''}taken.")
    raise typer.Exit(int(taken < len(given)))


def _submissions(file: str) -> "list[Submission]":
    """Raises VaultToolsError."""
    name = "standard input" if file == "-" else file
    try:
        data = sys.stdin.buffer.read(MAX_SIZE + 1) if file == "-" else Path(file).read_bytes()
    except OSError as error:
        raise VaultToolsError(f"{file}: can't be read: {error.strerror}") from None
    if len(data) > MAX_SIZE:
        raise VaultToolsError(f"{name}: larger than {MAX_SIZE // 1024**2} MB")
    lines = enumerate(data.split(b"\n"), 1)
    found = [_submission(line, f"{name}:{number}") for number, line in lines if line.strip()]
    if repeated := next((s.id for i, s in enumerate(found) if s.id in {f.id for f in found[:i]}), None):
        raise VaultToolsError(f"{name}: `{repeated}` is submitted twice")
    return found


def _submission(line: bytes, place: str) -> "Submission":
    from vault_tools.lint.submission import Submission

    try:
        record: Any = json.loads(line.decode("utf-8"))
    except (UnicodeDecodeError, ValueError, RecursionError):
        raise VaultToolsError(f"{place}: is not a line of JSON in UTF-8") from None
    match record:
        case {"id": str(flag), "section_sha256": str(digest), "text": str(text)}:
            if not any("\ud800" <= character <= "\udfff" for character in flag + text):
                return Submission(flag, digest, text)
            raise VaultToolsError(f"{place}: holds half a character")
    raise VaultToolsError(f"{place}: should hold `id`, `section_sha256` and `text`, each a text")


def _judged(
    root: Path, config: "Config", given: "Sequence[Submission]", *, force: bool
) -> "tuple[list[tuple[Note, Note]], list[Answer]]":
    """(the notes that change, before and after; the answers). A note that is gone makes its texts stale."""
    from vault_tools.disk.vault_files import Unreadable, read_note
    from vault_tools.lint.engine import check
    from vault_tools.lint.rule import SectionRule
    from vault_tools.lint.submission import Answer, path_in, submitted
    from vault_tools.session.transcripts import with_transcripts

    rules = [rule for rule in config.rules if isinstance(rule, SectionRule)]
    notes, answers = [], []
    for path in dict.fromkeys(path_in(each.id) for each in given):
        own = [each for each in given if path_in(each.id) == path]
        try:
            note = _readable(root, config, path) and read_note(root, path)
        except Unreadable:
            note = None
        if not note:
            answers += [Answer(each.id, "stale", "the note is not there") for each in own]
            continue
        schema = config.schema_for(path)
        note = with_transcripts(root, config, note)
        judge = partial(check, rules=rules, schema=schema, least="low")
        after, said = submitted(note, schema, judge, own, force=force)
        notes += [(note, after)] if after.text != note.text else []
        answers += said
    return notes, answers


def _readable(root: Path, config: "Config", path: str) -> bool:
    """Whether a path that came from outside is that of a note of the vault."""
    parts = path.split("/")
    return path.endswith(".md") and not {"", ".", ".."} & set(parts) and not config.excluded(path)


def _written(root: Path, notes: "Iterable[tuple[Note, Note]]", answers: "Iterable[Answer]") -> "list[Answer]":
    """Write the notes, as one run; the answers, refused where a note could not be written."""
    from vault_tools.disk.change import Change
    from vault_tools.disk.writer import Writer
    from vault_tools.lint.submission import path_in

    with Writer(root, "submit") as writer:
        writer.write([Change(after.path, before.encode(), after.encode()) for before, after in notes])

    def told() -> "Iterator[Answer]":
        for answer in answers:
            failed = writer.failed.get(path_in(answer.id)) if answer.state == "written" else None
            yield answer._replace(state="refused", reason=failed, section_sha256="") if failed else answer

    return list(told())
