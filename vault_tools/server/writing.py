"""Changes notes: fixes, renames, new MOC notes, undo. Open notes are changed by edits that the client
applies; the others are written in one run."""

from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeVar

from vault_tools.config.config import Config
from vault_tools.disk.change import BATCH, Change
from vault_tools.disk.vault_files import Unreadable, decode_note, list_notes
from vault_tools.errors import VaultToolsError
from vault_tools.note.diff import unified
from vault_tools.note.note import Note
from vault_tools.note.text import apply_edits
from vault_tools.server import rpc
from vault_tools.server.api import (
    ChangeResult,
    FixParams,
    MocParams,
    MocResult,
    MocState,
    RenameParams,
    UndoParams,
)
from vault_tools.server.backend import Backend
from vault_tools.server.change_result import ChangesSoFar, refusal
from vault_tools.server.documents import Document
from vault_tools.server.positions import Position
from vault_tools.server.progress import ClientProgress
from vault_tools.session.new_moc import new_moc
from vault_tools.session.one_note import Mode
from vault_tools.session.session import Session
from vault_tools.session.steps import done

if TYPE_CHECKING:
    from vault_tools.disk.undo import Refused
    from vault_tools.vault.vault import Vault

T = TypeVar("T")


@dataclass(frozen=True)
class Writing:
    """Changes notes of one vault. `between` is called whenever other requests may be answered; `goes_on` says
    whether the client still wants the change."""

    backend: Backend
    config: Config
    between: Callable[[], None]
    goes_on: Callable[[], bool]
    progress: ClientProgress

    def fix(self, params: FixParams) -> ChangeResult:
        if position := params.get("position"):
            return self._fix_one(params, position)
        config = self.config.selecting(params["rules"], ()) if params.get("rules") else self.config
        unsafe = params.get("unsafe", False)
        mode = Mode(fix=True, unsafe=unsafe, cause=f"plugin: fix{' --unsafe-fixes' * unsafe}")
        return self._changed(config, mode, params.get("paths"), dry=params.get("dryRun", False))

    def _fix_one(self, params: FixParams, position: Position) -> ChangeResult:
        """Apply the fix of the diagnostic that begins at a given place."""
        document = self._document(params.get("paths", []))
        found = self.backend.notes.found(document).left
        if not self.backend.documents.get(document.uri):
            self.backend.notes.forget(document)
        here = [d for d in found if document.lines.position(d.span.start) == position]
        rules, unsafe = params.get("rules"), params.get("unsafe", False)
        wanted = [(d.rule, d.fix) for d in here if d.fix and (rules is None or d.rule in rules)]
        rule, fix = next(((rule, fix) for rule, fix in wanted if fix.safe or unsafe), ("", None))
        if fix is None:
            raise rpc.RequestRefused(rpc.CONTENT_MODIFIED, f"`{document.path}` has nothing to fix there")
        note, changes = document.note, ChangesSoFar()
        after = note.with_text(apply_edits(note.text, fix.edits))
        change = Change(note.path, document.data, after.encode())
        if params.get("dryRun"):
            self._show([change], changes)
        else:
            self._hand_out([change], f"plugin: fix {rule}", changes)
        return changes.result

    def _document(self, paths: list[str]) -> Document:
        """The only note that is named, open or not."""
        if len(paths) != 1 or not self.backend.is_note(paths[0]):
            raise rpc.RequestRefused(
                rpc.INVALID_PARAMS, "with `params.position`, `params.paths` names one note"
            )
        try:
            return self.backend.documents.at(paths[0]) or self.backend.notes.closed(paths[0])
        except Unreadable as reason:
            raise rpc.RequestRefused(rpc.REQUEST_FAILED, f"`{paths[0]}` {reason}") from None

    def rename(self, params: RenameParams) -> ChangeResult:
        from vault_tools.session.renaming import NameOptions, name_plan, tag_plan

        kind, old, new = params["kind"], params["old"], params["new"]
        root, vault, changes = self.backend.root, self.backend.notes.vault or self._vault(), ChangesSoFar()
        if kind == "tag":
            plan = tag_plan(root, self.config, vault, old, new)
        else:
            plan = name_plan(root, self.config, vault, kind, old, new, NameOptions())
        changes.failed |= dict(plan.left)
        if params.get("dryRun"):
            self._show(plan.changes, changes)
        else:
            self._hand_out(plan.changes, f"plugin: {plan.cause}", changes, whole=plan.whole)
        return changes.result

    def moc(self, params: MocParams) -> MocResult:
        from vault_tools.mocs.state import standings

        vault, changes = self.backend.notes.vault or self._vault(), ChangesSoFar()
        standing: list[MocState] = [
            {"name": s.name, "path": s.path, "entries": s.entries, "state": s.state} for s in standings(vault)
        ]
        if name := params.get("name"):
            note = new_moc(name, self.config, vault)
            if params.get("dryRun"):
                changes.diffs.append({"path": note.path, "diff": unified(None, note)})
            else:
                self._write([Change(note.path, None, note.encode())], f"moc new {name}", changes)
        return {**changes.result, "mocs": standing}

    def undo(self, params: UndoParams) -> ChangeResult:
        from vault_tools.disk.journal import UNDO, journal_of
        from vault_tools.disk.undo import reversals, runs_about

        changes, number = ChangesSoFar(), params.get("run")
        names = [path.rstrip("/") for path in params.get("paths", [""])]
        with journal_of(self.backend.root) as journal:
            last = next(runs_about(journal, names, number), None) if journal else None
            if journal is None or last is None:
                if number is not None:
                    raise VaultToolsError(f"no run {number} wrote there")
                return changes.result
            run, writes = last
            found = list(reversals(self.backend.root, journal, writes))
        if params.get("dryRun"):
            self._show(found, changes)
        else:
            self._hand_out(found, f"{UNDO}{run.id}", changes, undone=run.id)
        return changes.result

    def _changed(
        self, config: Config, mode: Mode, paths: Collection[str] | None, *, dry: bool
    ) -> ChangeResult:
        """Fix what `config` finds in these notes and folders; None means everywhere."""
        changes = ChangesSoFar()
        documents = [
            d for d in self.backend.documents if self.backend.is_note(d.path) and _lies(d.path, paths)
        ]
        with closing(self.backend.index()) as index:
            session = Session(
                self.backend.root,
                config,
                replace(mode, write=not dry),
                folders=[path for path in paths or [""] if not path or path.endswith("/")],
                index=index,
                may_write=lambda path: (
                    self.goes_on() and path.endswith(".md") and path not in self.backend.documents.paths
                ),
            )
            self._run(session, config, paths)
            for outcome in session.outcomes.values():
                if outcome.error:
                    changes.failed[outcome.path] = outcome.error
                elif outcome.fixed and outcome.diff:
                    changes.diffs.append({"path": outcome.path, "diff": outcome.diff})
                elif outcome.fixed:
                    changes.written.append(outcome.path)
            changes.run = session.fixing.run
        self.backend.look_now(changes.written)
        for document in documents:
            self._edit(document, config, mode, changes, dry=dry)
        return changes.result

    def _run(self, session: Session, config: Config, paths: Collection[str] | None) -> None:
        """Judge and fix as `vault-tools fix` does."""
        listed = {note.path: note for note in list_notes(self.backend.root, config.excluded)}
        asked = {path: note for path, note in listed.items() if _lies(path, paths)}
        others = {path: note for path, note in listed.items() if path not in asked}
        done(session.looking(asked, whole=not others, progress=self._reading), self.between)
        if others and session.needs_all:
            done(session.looking(others, ask=False, progress=self._reading), self.between)
        done(session.judged.judging(), self.between)

        def between() -> None:
            self.progress.report(f"{len(session.written):,} notes written")
            self.between()

        done(session.fixing.fixing(), between)

    def _reading(self, notes: Iterable[T], count: int) -> Iterator[T]:
        for number, note in enumerate(notes, 1):
            self.progress.report(f"{number:,} of {count:,} notes read", done=number, total=count)
            yield note

    def _edit(
        self, document: Document, config: Config, mode: Mode, changes: ChangesSoFar, *, dry: bool
    ) -> None:
        """Give the client the edits that fix an open document, or only their diff."""
        current = self.backend.documents.get(document.uri)
        fixed = self.backend.notes.fixed(current, config, unsafe=mode.unsafe) if current else None
        if current is None or fixed is None or fixed == current.text:
            return
        if dry:
            after = decode_note(current.note.path, fixed.encode())
            changes.diffs.append({"path": after.path, "diff": unified(current.note, after)})
        else:
            changes.edit(current, fixed)

    def _show(self, found: "Iterable[Change | Refused]", changes: ChangesSoFar) -> None:
        for item in found:
            if isinstance(item, Change):
                before, after = _decoded(item.path, item.before), _decoded(item.path, item.after)
                changes.diffs.append({"path": item.path, "diff": unified(before, after)})
            else:
                changes.failed[item.path] = item.reason

    def _hand_out(
        self,
        found: "Iterable[Change | Refused]",
        cause: str,
        changes: ChangesSoFar,
        *,
        undone: int | None = None,
        whole: bool = False,
    ) -> None:
        """Write closed notes, and give the client the edits of open ones. With `whole`, none is changed if
        one of them is known beforehand to be impossible."""
        wanted, edits, refused = list[Change](), list[tuple[Document, str]](), dict[str, str]()
        for item in found:
            if not isinstance(item, Change):
                refused[item.path] = item.reason
            elif (document := self.backend.documents.at(item.path)) is None:
                wanted.append(item)
            elif why := refusal(item, document):
                refused[item.path] = why
            else:
                edits.append((document, (item.after or b"").decode("utf-8", "replace")))
        changes.failed |= refused
        if whole and refused:
            return
        is_written = self._write(wanted, cause, changes, undone=undone, whole=whole)
        for document, text in edits if is_written or not whole else ():
            changes.edit(document, text)

    def _write(
        self,
        wanted: list[Change],
        cause: str,
        changes: ChangesSoFar,
        *,
        undone: int | None = None,
        whole: bool = False,
    ) -> bool:
        """Write closed notes. Returns whether any was written."""
        from vault_tools.disk.writer import Writer

        tried: list[str] = []
        size = max(len(wanted), BATCH) if whole else BATCH
        with Writer(self.backend.root, cause, undone=undone) as writer:
            for start in range(0, len(wanted), size):
                if not self.goes_on():
                    break
                batch = wanted[start : start + size]
                writer.write(batch, whole=whole)
                tried += [change.path for change in batch]
                told = f"{len(tried):,} of {len(wanted):,} notes written"
                self.progress.report(told, done=len(tried), total=len(wanted))
                self.between()
        changes.failed |= writer.failed
        is_written = writer.number is not None
        changes.written += [path for path in tried if is_written and path not in writer.failed]
        changes.run = writer.number
        self.backend.look_now(tried)
        return is_written

    def _vault(self) -> "Vault":
        from vault_tools.session.read_vault import read_vault

        with closing(self.backend.index()) as index:
            return read_vault(self.backend.root, self.config, index)


def _lies(path: str | None, paths: Collection[str] | None) -> bool:
    """Whether a path is one of these paths, or in one of these folders, which end in `/`."""
    if path is None or paths is None:
        return path is not None
    folders = tuple(each for each in paths if not each or each.endswith("/"))
    return path in paths or (bool(folders) and path.startswith(folders))


def _decoded(path: str, data: bytes | None) -> Note | None:
    try:
        return None if data is None else decode_note(path, data)
    except Unreadable:
        return None
