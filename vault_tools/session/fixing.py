"""Fixes the notes of a session, in memory or on disk."""

from collections.abc import Callable, Collection, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from vault_tools.digests import sha256
from vault_tools.disk.change import BATCH
from vault_tools.disk.interrupt import uninterrupted
from vault_tools.disk.vault_files import Unreadable, decode_note, listed, read_note
from vault_tools.lazy_dataclass import replace
from vault_tools.lint.canvas_fix import fixed_canvas
from vault_tools.lint.outcome import Outcome, lines_of
from vault_tools.lint.rule import Diagnostic
from vault_tools.note.diff import unified
from vault_tools.note.note import Note
from vault_tools.session.judged import Judged
from vault_tools.session.known_notes import KnownNotes
from vault_tools.session.one_note import FixedNote, Mode, outcome_of, refused
from vault_tools.session.steps import Steps
from vault_tools.session.transcripts import with_transcripts
from vault_tools.vault.drawing import is_canvas

if TYPE_CHECKING:
    from collections.abc import Mapping

    from vault_tools.disk.exchange import Protection
    from vault_tools.disk.writer import Writer

MAX_ROUNDS = 10
"""How often a vault is judged again after fixes. Two rounds are enough unless notes about names change."""


class Fixing:
    """Fixes what was judged, as the mode says. A note is written only if `may_write` allows it just before,
    and none once it `stops`. `wrote` is called with each batch of notes before the next one is written.

    `written` has the SHA-256 of what was last written to each note. `unwritten` has what a note was and its
    fixed form, if fixes are not written. `protection` says how notes are written. `run` is the number of the
    last run that wrote.
    """

    def __init__(
        self,
        root: Path,
        mode: Mode,
        known: KnownNotes,
        judged: Judged,
        overlay: "Mapping[str, bytes]",
        may_write: Callable[[str], bool],
        stops: Callable[[], bool],
        wrote: Callable[[Outcome], None],
    ) -> None:
        self._root, self._mode, self._known, self._judged = root, mode, known, judged
        self._overlay, self.may_write, self._stops, self._wrote = overlay, may_write, stops, wrote
        self.written: dict[str, bytes] = {}
        self.unwritten: dict[str, tuple[Note | None, Note]] = {}
        self.protection: Protection | None = None
        self.run: int | None = None
        self._given_up: set[str] = set()

    def fixing(self, first: Collection[str] = ()) -> Steps[None]:
        """Fix and judge in turn until no fix is offered, starting with the notes in `first`."""
        if not self._mode.write:
            yield from self._settling(first, None)
            return
        from vault_tools.disk.writer import Writer

        self._given_up.clear()
        writer = Writer(self._root, self._mode.cause, stops=self._stops)
        try:
            with writer:
                yield from self._settling(first, writer)
        finally:
            self.run = writer.number or self.run
            self._take_back(writer)

    def _take_back(self, writer: "Writer") -> None:
        """Report notes that were written but did not stay that way."""
        outcomes = self._judged.outcomes
        for path, why in writer.failed.items():
            outcome = outcomes.get(path, Outcome(path))
            if outcome.error != why:
                outcomes[path] = replace(outcome, fixed=(), error=why)
                self._wrote(outcomes[path])

    def _settling(self, first: Collection[str], writer: "Writer | None") -> Steps[None]:
        if first:
            yield from self._fixing(self._offering(first), writer)
            yield from self._judged.judging()
        for _ in range(MAX_ROUNDS):
            if not (offering := self._offering(self._judged.outcomes)):
                break
            yield from self._fixing(self._turn(offering), writer)
            yield from self._judged.judging()

    def _offering(self, paths: Iterable[str]) -> list[str]:
        outcomes = (self._judged.outcomes[path] for path in paths)
        offering = (o.path for o in outcomes if not o.error and any(map(self._applies, o.left)))
        return [path for path in offering if path not in self._given_up and self.may_write(path)]

    def _turn(self, offering: list[str]) -> list[str]:
        """The notes to fix now: notes of MOCs wait until the notes that they list are settled."""
        if not self._judged.config.schema.mocs.mocs:
            return offering
        from vault_tools.mocs.index import MocIndex

        index = self._judged.vault.once(MocIndex)
        turns = {path: index.turn(path) for path in offering}
        return [path for path in offering if turns[path] == min(turns.values())]

    def _applies(self, diagnostic: Diagnostic) -> bool:
        return bool(diagnostic.fix and (diagnostic.fix.safe or self._mode.unsafe))

    def _fixing(self, paths: Sequence[str], writer: "Writer | None") -> Steps[None]:
        for start in range(0, len(paths), BATCH):
            fixes = []
            for path in paths[start : start + BATCH]:
                yield
                if fix := self._fixed(path):
                    fixes.append(fix)
            if writer:
                with uninterrupted():
                    writer.write(fix.change for fix in fixes)
            for fix in fixes:
                if not (writer and fix.after.path in writer.left):
                    self._take(fix, writer)

    def _take(self, fix: FixedNote, writer: "Writer | None") -> None:
        path, outcome = fix.after.path, fix.outcome
        outcomes = self._judged.outcomes
        if writer and path in writer.failed:
            if outcomes[path].fixed:  # an earlier round wrote it: report that
                self._given_up.add(path)
                return
            outcomes[path] = replace(outcomes[path], error=writer.failed[path])
            self._wrote(outcomes[path])
            return
        if writer:
            if fix.change.before != fix.change.after:
                self.protection = writer.protection
                self._wrote(replace(outcome, fixed=outcome.fixed[len(outcomes[path].fixed) :]))
            self.written[path] = sha256(fix.after.encode()).digest()
            if not is_canvas(path):
                self._known.enlist({path: listed(self._root, path)})
        else:
            self.unwritten[path] = fix.original, fix.after
            outcome = replace(outcome, diff=unified(fix.original, fix.after))
        outcomes[path] = outcome
        if is_canvas(path):
            self._known.replace_drawing(path, fix.after.text)
            return
        said = self._of_note(outcome) if self._judged.config_of(path) is self._judged.config else None
        needs_facts = self._judged.needs_vault
        self._known.replace(fix.after, said, facts=needs_facts, on_disk=bool(writer), made=fix.facts)

    def _of_note(self, outcome: Outcome) -> Outcome:
        """The outcome of a note with its diagnostics of note scope only."""
        of_note = tuple(d for d in outcome.left if d.rule not in self._judged.of_vault)
        pointed_at = {d.place.line for d in of_note}
        lines = {number: line for number, line in outcome.lines.items() if number in pointed_at}
        return Outcome(outcome.path, of_note, lines=lines)

    def _fixed(self, path: str) -> FixedNote | None:
        outcomes, config = self._judged.outcomes, self._judged.config_of(path)
        try:
            original, note = self.unwritten.get(path) or self._current(path)
            if is_canvas(path):
                return self._fixed_canvas(original, note)
            asked = config is self._judged.config
            said = self._known.said_of(note) if asked else None
            fixed = outcome_of(note, config, self._mode, self._judged.vault, said)
        except Unreadable as reason:
            outcomes[path] = refused(self._judged.config, path, str(reason))
            return None
        known = outcomes[path]
        outcome = replace(fixed.outcome, fixed=known.fixed + fixed.outcome.fixed, is_new=known.is_new)
        return replace(fixed, original=original, outcome=outcome)

    def _fixed_canvas(self, original: Note | None, canvas: Note) -> FixedNote | None:
        config, known = self._judged.config, self._judged.outcomes[canvas.path]
        schema = config.schema_for(canvas.path)
        fixed = fixed_canvas(canvas, config.rules, schema, self._judged.vault, least=config.confidence)
        if not fixed.applied:
            self._given_up.add(canvas.path)
            return None
        lines = lines_of(fixed.canvas, fixed.left)
        outcome = Outcome(canvas.path, fixed.left, (*known.fixed, *fixed.applied), lines)
        return FixedNote(original, fixed.canvas, outcome)

    def whole(self, path: str) -> Note | None:
        """A note as it is now, with its body; None if it can't be read."""
        try:
            return (self.unwritten.get(path) or self._current(path))[1]
        except Unreadable:
            return None

    def _current(self, path: str) -> tuple[Note | None, Note]:
        """(the note as it is on disk, the note to fix). The first is None if the note does not exist yet."""
        if path in self._judged.missing:
            return None, Note(path, "")
        data = self._overlay.get(path)
        note = read_note(self._root, path) if data is None else decode_note(path, data)
        note = with_transcripts(self._root, self._judged.config, note)
        return note, note
