"""The operations that an agent can perform on a vault. Each call reads the configuration and the notes
afresh."""

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from vault_tools.agents.answers import (
    Explanation,
    FlagPage,
    ListedFlag,
    NoteDiff,
    Preview,
    SectionTexts,
    Submitted,
    Text,
    TextAnswer,
    UnwrittenNote,
    Written,
)
from vault_tools.agents.pages import ROOM, beginning, line, page_of, size_of
from vault_tools.config.config import Config
from vault_tools.config.load import read_config
from vault_tools.disk.change import BATCH, Change
from vault_tools.disk.journal import UNDO, Run, journal_of
from vault_tools.disk.undo import Refused, reversals, runs_about
from vault_tools.disk.writer import Writer
from vault_tools.errors import VaultToolsError
from vault_tools.lint.explain import explained
from vault_tools.lint.flagged import after, path_in
from vault_tools.lint.levels import Confidence
from vault_tools.lint.outcome import Outcome
from vault_tools.lint.rule import no_such_rule, registry
from vault_tools.lint.submission import Submission
from vault_tools.session.flagging import flagged_records, of_notes_alone
from vault_tools.session.index import Index, index_file
from vault_tools.session.one_note import CHECK, Mode
from vault_tools.session.run import notes_below, relative_path, run
from vault_tools.session.submitting import judged, written

_AS_LISTED = ("id", "task", "path", "line", "rule", "confidence", "section_sha256")
CAUSE = "agent: "
"""The prefix of the causes of runs by an agent."""


@dataclass(frozen=True)
class Tools:
    """The tools for one vault. They raise VaultToolsError for requests that can't be carried out."""

    root: Path
    say: Callable[[str], None]

    def list_flagged(
        self,
        rules: Sequence[str] = (),
        paths: Sequence[str] = (),
        confidence: Confidence = "medium",
        limit: int = 50,
        cursor: str = "",
    ) -> FlagPage:
        config = replace(self._config(rules), confidence=confidence)
        unread: list[str] = []
        records = after(cursor, self._records(config, paths, unread.append))
        page, more = page_of(map(_flag, records), limit=limit)
        return FlagPage(page, page[-1].id if more else None, [*map(line, unread[:5])])

    def get_section(self, id: str, cursor: str = "") -> SectionTexts:
        path = path_in(id)
        config = replace(self._config(()), confidence="low")
        records = self._records(config, [path], self.say) if path.endswith(".md") else iter(())
        record = next((each for each in records if each["id"] == id), None)
        if record is None:
            raise VaultToolsError(f"no flag has the id `{id}`; `list_flagged` lists the current ones")
        if cursor and not cursor.isdecimal():
            raise VaultToolsError("`cursor` must come from the previous answer")
        texts, position = _texts_from(record, int(cursor or 0))
        flag, (target, original, missing) = _flag(record), texts
        further = str(position) if position < flag.characters else None
        return SectionTexts(
            *(flag.id, flag.task, flag.path, flag.section, flag.line, flag.rule, flag.message),
            *(flag.section_sha256, target, original, missing, further),
        )

    def submit(self, texts: Sequence[Text]) -> Submitted:
        found = judged(
            self.root, self._config(()), [Submission(t.id, t.section_sha256, t.text) for t in texts]
        )
        answers, number = written(self.root, found, f"{CAUSE}submit")
        told = [TextAnswer(a.id, a.state, line(a.reason), a.section_sha256) for a in answers]
        return Submitted(told, number)

    def preview_fix(
        self, rules: Sequence[str] = (), paths: Sequence[str] = (), unsafe: bool = False, cursor: str = ""
    ) -> Preview:
        mode = Mode(fix=True, unsafe=unsafe)
        outcomes = self._outcomes(self._config(rules), paths, mode)
        page, more = page_of(_diff(o) for o in outcomes if o.diff and o.path > cursor)
        return Preview(page, page[-1].path if more else None)

    def apply_fix(
        self, rules: Sequence[str] = (), paths: Sequence[str] = (), unsafe: bool = False
    ) -> Written:
        mode = Mode(fix=True, unsafe=unsafe, write=True, cause=f"{CAUSE}fix{' --unsafe-fixes' * unsafe}")
        outcomes = [o for o in self._outcomes(self._config(rules), paths, mode) if o.fixed or o.error]
        done = [o.path for o in outcomes if not o.error]
        with journal_of(self.root) as journal:
            own = (each for each in journal.runs() if each.cause == mode.cause) if journal and done else ()
            last = next(iter(own), None)
        return _written(last.id if last else None, done, {o.path: o.error for o in outcomes if o.error})

    def undo(self, run: int | None = None) -> Written:
        with journal_of(self.root) as journal:
            runs = runs_about(journal, [""], run) if journal else iter(())
            found = next((each for each in runs if run is not None or each[0].cause.startswith(CAUSE)), None)
            if journal is None or found is None:
                raise VaultToolsError(
                    "there is no run with this number" if run else "no agent wrote anything"
                )
            return self._taken_back(found[0], reversals(self.root, journal, found[1]))

    def explain(self, rule: str) -> Explanation:
        if rule not in registry():
            raise VaultToolsError(no_such_rule(rule))
        return Explanation(rule, beginning(explained(registry()[rule]), ROOM))

    def _taken_back(self, of: Run, found: "Iterable[Change | Refused]") -> Written:
        items = list(found)
        changes = [item for item in items if isinstance(item, Change)]
        with Writer(self.root, f"{UNDO}{of.id}", undone=of.id) as writer:
            for start in range(0, len(changes), BATCH):
                writer.write(changes[start : start + BATCH])
        refused = {item.path: item.reason for item in items if isinstance(item, Refused)}
        done = [change.path for change in changes if change.path not in writer.failed]
        return _written(writer.number, done, refused | writer.failed)

    def _config(self, rules: Sequence[str]) -> Config:
        config = read_config(self.root)
        return config.selecting(rules, ()) if rules else config

    def _records(
        self, config: Config, paths: Sequence[str], unread: Callable[[str], None]
    ) -> Iterator[dict[str, Any]]:
        outcomes = self._outcomes(of_notes_alone(config), paths, CHECK)
        return flagged_records(self.root, config, outcomes, unread)

    def _outcomes(self, config: Config, paths: Sequence[str], mode: Mode) -> Iterator[Outcome]:
        places = [self._place(path) for path in paths] or [self.root]
        notes = notes_below(self.root, config, places)
        folders = [
            f"{name}/" if name else "" for name in (relative_path(self.root, p) for p in places if p.is_dir())
        ]
        with closing(Index(index_file(self.root), self.say)) as index:
            yield from run(self.root, config, notes, mode, folders=folders, index=index)

    def _place(self, path: str) -> Path:
        """The absolute path of a note or folder, given relative to the vault's root. Raises
        VaultToolsError."""
        place = Path(os.path.normpath(self.root / path))
        if "\0" in path or not place.is_relative_to(self.root) or not os.path.lexists(place):
            raise VaultToolsError(f"`{path}` is not a note or folder of the vault")
        return place


def _flag(record: dict[str, Any]) -> ListedFlag:
    return ListedFlag(
        **{
            name: record[name]
            for name in ("id", "task", "path", "line", "rule", "confidence", "section_sha256")
        },
        section=[line(heading) for heading in record["section"]],
        message=line(record["message"]),
        characters=sum(len(text) for text in _texts(record)),
    )


def _texts(record: dict[str, Any]) -> list[str]:
    return [record["target"]["text"] if record["target"] else "", record["original"], record["missing"]]


def _texts_from(record: dict[str, Any], start: int) -> tuple[list[str], int]:
    """As much of a section's texts as fits into an answer, and the start of the next part. Positions count
    code points in the texts joined together."""
    shown: list[str] = []
    room, position, before = ROOM, start, 0
    for text in _texts(record):
        rest = text[max(0, position - before) :] if before <= position else ""
        shown.append(beginning(rest, room) if rest and room > 0 else "")
        room -= size_of(shown[-1])
        position += len(shown[-1])
        before += len(text)
    return shown, position


def _diff(outcome: Outcome) -> NoteDiff:
    shown = beginning(outcome.diff, ROOM // 2)
    return NoteDiff(outcome.path, shown, len(shown) < len(outcome.diff))


def _written(run: int | None, done: Sequence[str], failed: dict[str, str]) -> Written:
    paths, room = [], ROOM // 2
    for path in done:
        room -= size_of(path) + 2
        if room > 0:
            paths.append(path)
    unwritten = (UnwrittenNote(path, line(reason)) for path, reason in failed.items())
    return Written(run, len(done), paths, page_of(unwritten, ROOM // 3)[0])
