"""Renames a tag or a name in the whole vault, as one run."""

import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path

from vault_tools.config.config import Config
from vault_tools.config.load import config_text
from vault_tools.config.rename import with_name_renamed, with_tag_renamed
from vault_tools.disk.change import Change
from vault_tools.disk.vault_files import (
    CONFIG_NAMES,
    Listed,
    Unreadable,
    decode_note,
    list_notes,
    read_bytes,
    read_file,
)
from vault_tools.disk.writer import Writer
from vault_tools.errors import VaultToolsError
from vault_tools.lint.rehome import Rehomed, rehomed
from vault_tools.lint.relink import NoteMove, canvas_tags, relinked_canvas
from vault_tools.lint.retag import renamed_tag, retagged
from vault_tools.note.note import Note
from vault_tools.vault.names import NameNote, NameTable, name_problem
from vault_tools.vault.spelling import fold
from vault_tools.vault.tags import clean_tag, tag_problem
from vault_tools.vault.vault import Vault


@dataclass(frozen=True, slots=True)
class Plan:
    """The changes of one run. `left` are (path, why) of what should have changed but could not, `named` of
    what the owner has to look at. `near` are similar spellings in use, if nothing has the old one. `whole`:
    either all changes are made or none, because a note moves."""

    cause: str
    changes: tuple[Change, ...]
    left: tuple[tuple[str, str], ...] = ()
    named: tuple[tuple[str, str], ...] = ()
    near: tuple[str, ...] = ()
    whole: bool = False


@dataclass(frozen=True, slots=True)
class NameOptions:
    """`keep_note`: only values change. `alias`: the old spelling becomes an alias of the note. `merge`: a
    note with the new name exists and takes over the links and values of the old one."""

    keep_note: bool = False
    alias: bool = True
    merge: bool = False


@dataclass
class _Found:
    """The parts of a plan, as they are found."""

    changes: list[Change] = field(default_factory=list)
    left: list[tuple[str, str]] = field(default_factory=list)
    named: list[tuple[str, str]] = field(default_factory=list)

    def plan(self, cause: str, near: Iterable[str], *, whole: bool = False) -> Plan:
        near = () if self.changes or self.left or self.named else tuple(near)
        return Plan(cause, tuple(self.changes), tuple(self.left), tuple(self.named), near, whole)


def write(root: Path, plan: Plan) -> tuple[dict[str, str], bool]:
    """Make the changes of a plan in one run. Returns (the changes that could not be made, path -> why;
    whether any was made)."""
    with Writer(root, plan.cause) as writer:
        writer.write(plan.changes, whole=plan.whole)
    return writer.failed, writer.number is not None


def tag_plan(root: Path, config: Config, vault: Vault, old: str, new: str) -> Plan:
    """Plan to rename a tag and the tags nested below it. Raises VaultToolsError for names that make no
    sense."""
    old = clean_tag(old)
    if not old or clean_tag(new) != new or tag_problem(new):
        problem = tag_problem(new) or "it has a space in it, or a `/` at one end"
        raise VaultToolsError(f"`{new if old else old}` is not a valid tag: {problem}")
    if old == new:
        raise VaultToolsError(f"`{old}` is already the name")
    found = _Found()
    for note in _notes(root, config, found):
        done = retagged(note, config.schema_for(note.path), old, new)
        if done.text != note.text:
            found.changes.append(_change(note, done.text))
        found.left += [(note.path, why) for why in done.left]
        found.named += [(f"{note.path}:{line}", f"a query names `{old}`") for line in done.queries]

    def renamed(tag: str) -> str:
        return renamed_tag(tag, old, new)

    for path, text in _canvases(root, found):
        if canvas_tags(text, lambda tag: renamed(tag) != tag):
            found.named.append((path, f"a card has the tag `{old}`"))
    found.changes += _config_change(root, lambda t, name: with_tag_renamed(t, name, old, new, renamed))
    return found.plan(f"rename tag {old} {new}", _near(old, vault.tags.usage))


def name_plan(
    root: Path, config: Config, vault: Vault, group: str, old: str, new: str, options: NameOptions
) -> Plan:
    """Plan to rename a name, and the note about it with every link to it. Raises VaultToolsError as
    `tag_plan` does."""
    table = vault.names.get(group)
    if table is None:
        known = ", ".join(vault.names) or "none"
        raise VaultToolsError(f"`{group}` is not `tag` nor a group of names; this vault has: {known}")
    old, new = old.strip(), new.strip()
    if not new or not old:
        raise VaultToolsError("the name is empty; give the spelling to keep")
    if old == new:
        raise VaultToolsError(f"`{old}` is already the name")
    move, own = _move(root, vault, table, old, new, options)
    found = _Found()
    about = move.after if move and options.merge else own.path if own else ""
    spellings = tuple(n for n in (own.name, own.stem) if n != new) if own else (old,)
    renaming = Rehomed(table, group, spellings, new, move, about, alias=options.alias)
    for note in _notes(root, config, found, everywhere=move is not None):
        text, left = rehomed(note, config.schema_for(note.path), renaming)
        found.left += [(note.path, why) for why in left]
        if move and not options.merge and note.path == move.before:
            found.changes.append(Change(move.after, None, note.with_text(text).encode()))
            found.changes.append(Change(note.path, note.encode(), None))
        elif text != note.text:
            found.changes.append(_change(note, text))
    if move:
        _relink_canvases(root, move, found)
    keys = {key.name for key in config.schema.name_keys if key.names == group}
    fold_name = table.policy.fold
    found.changes += _config_change(
        root, lambda t, name: with_name_renamed(t, name, group, old, new, fold_name, keys)
    )
    if options.merge and own and move:
        found.named.append((own.path, f"is left as it is; its links now lead to {move.after}"))
    return found.plan(f"rename {group} {old} {new}", _near(old, table.usage), whole=move is not None)


def _relink_canvases(root: Path, move: NoteMove, found: _Found) -> None:
    for path, text in _canvases(root, found):
        changed = relinked_canvas(text, path, move)
        if changed is None:
            found.left.append((path, "its links could not be changed without touching more"))
        elif changed != text:
            found.changes.append(Change(path, text.encode(), changed.encode()))


def _move(
    root: Path, vault: Vault, table: NameTable, old: str, new: str, options: NameOptions
) -> tuple[NoteMove | None, NameNote | None]:
    """(how the note about a name moves, that note). The first is None if the note stays, both if there is
    nothing to change."""
    fold_name = table.policy.fold
    called = (note for note in table.notes if fold_name(old) in (fold_name(note.name), fold_name(note.stem)))
    own = next(called, None)
    if own is None or options.keep_note:
        return None, None
    if problem := name_problem(new):
        raise VaultToolsError(f"no note can be called `{new}`: {problem}; --keep-note changes values only")
    after = f"{own.path[: len(own.path) - len(own.stem) - len('.md')]}{new}.md"
    if after == own.path and not options.merge:
        return None, own
    paths = vault.all_paths or frozenset(vault.notes)
    others = (path for path in paths if path != own.path)
    twins = [path for path in others if fold(path.rpartition("/")[2]) == fold(f"{new}.md")]
    if twins and not options.merge:
        raise VaultToolsError(
            f"note {twins[0]} already exists; --merge moves the links and values to its name"
        )
    if options.merge:
        if not twins:
            raise VaultToolsError(f"there is no note called `{new}` to merge with")
        return NoteMove(own.path, twins[0], paths), own
    if os.path.lexists(root / after):
        raise VaultToolsError(f"{after} exists, or is the same file on this disk; rename it in two steps")
    return NoteMove(own.path, after, paths), own


def _notes(root: Path, config: Config, found: _Found, *, everywhere: bool = False) -> Iterator[Note]:
    """The notes of the vault; with `everywhere` also excluded ones, since they may link to notes."""
    excluded = (lambda _: False) if everywhere else config.excluded
    for listed in list_notes(root, excluded):
        if not isinstance(listed, Listed):
            continue
        try:
            yield decode_note(listed.path, read_file(root, listed.path)[0])
        except Unreadable as reason:
            found.left.append((listed.path, str(reason)))


def _canvases(root: Path, found: _Found) -> Iterator[tuple[str, str]]:
    """(path, text) of the canvas files."""
    for folder, folders, names in os.walk(root):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            if name.endswith(".canvas"):
                path = Path(folder, name)
                relative = path.relative_to(root).as_posix()
                try:
                    text = read_bytes(path).decode()
                    if text.strip():
                        canvas_tags(text, bool)
                        yield relative, text
                except (Unreadable, ValueError, AttributeError, RecursionError) as reason:
                    found.left.append((relative, f"can't be read as a canvas: {reason}"))


def _change(note: Note, text: str) -> Change:
    return Change(note.path, note.encode(), note.with_text(text).encode())


def _config_change(root: Path, edit: Callable[[str, str], str]) -> Iterator[Change]:
    name = next((name for name in CONFIG_NAMES if os.path.lexists(root / name)), None)
    if name is None:
        return
    before = read_bytes(root / name)
    text = config_text(root / name, before)
    after = edit(text, name)
    if after != text:
        mark = before[: len(before) - len(before.removeprefix(b"\xef\xbb\xbf"))]
        yield Change(name, before, mark + after.encode())


def _near(word: str, usage: Iterable[str]) -> list[str]:
    folded = {fold(used): used for used in usage}
    return [folded[close] for close in get_close_matches(fold(word), folded, 3, 0.6)]
