"""Texts submitted for flagged sections: reads, judges and writes them as one run."""

import json
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from vault_tools.config.config import Config
from vault_tools.disk.change import Change
from vault_tools.disk.vault_files import Unreadable, read_note
from vault_tools.disk.writer import Writer
from vault_tools.lint.engine import check
from vault_tools.lint.flagged import path_in
from vault_tools.lint.rule import SectionRule
from vault_tools.lint.submission import Answer, Submission, submitted
from vault_tools.note.note import Note
from vault_tools.session.budget import FIX, TookTooLong, budget
from vault_tools.session.transcripts import with_transcripts


class Answered(NamedTuple):
    """An answer for each submission, in order, and the notes that change, before and after."""

    answers: list[Answer]
    notes: list[tuple[Note, Note]]


def submissions_in(data: bytes) -> Iterator[Submission | Answer]:
    """The submission in each line of JSON Lines, or the answer that refuses an invalid line."""
    for number, line in enumerate(data.removeprefix(b"\xef\xbb\xbf").split(b"\n"), 1):
        if line.strip():
            yield _submission(line, number)


def _submission(line: bytes, number: int) -> Submission | Answer:
    try:
        record: Any = json.loads(line.decode("utf-8"))
    except (UnicodeDecodeError, ValueError, RecursionError):
        return Answer("", "refused", f"line {number} is not JSON in UTF-8")
    given = record.get("id") if isinstance(record, dict) else None
    flag = given if isinstance(given, str) and not _has_half_characters(given) else ""
    match record:
        case {"id": str(), "section_sha256": str(digest), "text": str(text)}:
            if flag and not _has_half_characters(text):
                return Submission(flag, digest, text)
            return Answer(flag, "refused", f"line {number} contains half a character, or no id")
    reason = f"line {number} should hold `id`, `section_sha256` and `text`, each a text"
    return Answer(flag, "refused", reason)


def _has_half_characters(text: str) -> bool:
    return any("\ud800" <= character <= "\udfff" for character in text)


def judged(root: Path, config: Config, given: Sequence[Submission], *, force: bool = False) -> Answered:
    """Judge the submissions without writing anything. Those for a note that is gone are stale."""
    rules = [rule for rule in config.rules if isinstance(rule, SectionRule)]
    notes = []
    answers: dict[int, Answer] = {}
    for path, own in _by_note(given).items():
        try:
            note = _is_note(root, config, path) and read_note(root, path)
        except Unreadable:
            note = None
        if not note:
            answers |= {i: Answer(given[i].id, "stale", "the note is not there") for i in own}
            continue
        schema = config.schema_for(path)
        note = with_transcripts(root, config, note)
        judge = partial(check, rules=rules, schema=schema, least="low")
        try:
            with budget(len(note.text) + sum(len(given[i].text) for i in own), FIX):
                after, said = submitted(note, schema, judge, [given[i] for i in own], force=force)
        except TookTooLong as reason:
            answers |= {i: Answer(given[i].id, "refused", f"the note {reason}") for i in own}
            continue
        notes += [(note, after)] if after.text != note.text else []
        answers |= dict(zip(own, said, strict=True))
    return Answered([answers[index] for index in range(len(given))], notes)


def _by_note(given: Sequence[Submission]) -> dict[str, list[int]]:
    """The indexes of the submissions by note."""
    found: dict[str, list[int]] = {}
    for index, each in enumerate(given):
        found.setdefault(path_in(each.id), []).append(index)
    return found


def _is_note(root: Path, config: Config, path: str) -> bool:
    """Whether a path from outside is that of a note in the vault."""
    parts = path.split("/")
    is_inside = not {"", ".", ".."} & set(parts) and "\0" not in path and "\\" not in path
    return path.endswith(".md") and is_inside and not config.excluded(path)


def written(root: Path, found: Answered, cause: str) -> tuple[list[Answer], int | None]:
    """Write the notes as one run. Returns the answers, refused if the note could not be written, and the
    number of the run, None if nothing was written. Raises VaultToolsError if nothing can be written at
    all."""
    with Writer(root, cause) as writer:
        writer.write([Change(after.path, before.encode(), after.encode()) for before, after in found.notes])
    return list(_told(found.answers, writer)), writer.number


def _told(answers: Iterable[Answer], writer: Writer) -> Iterator[Answer]:
    for answer in answers:
        failed = writer.failed.get(path_in(answer.id)) if answer.state == "written" else None
        yield answer._replace(state="refused", reason=failed, section_sha256="") if failed else answer
