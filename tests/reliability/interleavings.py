"""Every interleaving: somebody else acts before each line of the protocol, one line at a time.

    python tests/reliability/interleavings.py [--every 1] [--without-leases]

The other party is a thread. If it has to wait for a lease, the protocol continues, and it acts as soon as it
may. A save that ends up in the recovery store counts as displaced.
"""

import argparse
import fcntl
import os
import shutil
import sys
import tempfile
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Any

from editors import EDITORS

import vault_tools
from vault_tools.disk import writer
from vault_tools.disk.change import Change
from vault_tools.disk.recovery import recovered
from vault_tools.disk.state import state_folder
from vault_tools.disk.writer import Writer

PACKAGE = Path(vault_tools.__file__).parent
PROTOCOL = {
    str(PACKAGE / "disk" / f"{name}.py")
    for name in ("writer", "replace", "snapshot", "exchange", "staging", "dirfd")
}
BLOCKED = 0.05
"""Seconds after which the other party is assumed to wait for a lease."""

NOTE = "Beer/Saaz.md"
OLD, NEW, SAVED = b"Noble.\n", b"---\ntitle: Saaz\n---\nNoble.\n", b"Saved by somebody.\n"
CHANGES = {
    "replace": Change(NOTE, OLD, NEW),
    "create": Change(NOTE, None, NEW),
    "remove": Change(NOTE, OLD, None),
}


Act = Callable[[Path], bool]
"""Acts on the note in a vault; returns whether there was anything to act on."""


@dataclass
class Count:
    """Totals over all lines: how often somebody acted, how often the save was displaced, and what went
    wrong."""

    acts: int = 0
    displaced: int = 0
    wrong: int = 0


def interleaved(change: Change, act: Act, folder: Path, every: int = 1) -> Count:
    """Run the change with `act` before each line of the protocol, or before every Nth."""
    count, line, lines = Count(), 1, 1
    while line <= lines:
        lines, acted = run_with(act, change, vault_in(folder, change), line)
        verdict = judge(act, change, folder) if acted else "nothing done"
        count.acts += acted
        count.displaced += verdict == "displaced"
        count.wrong += verdict.startswith("wrong")
        if verdict.startswith("wrong"):
            print(f"  {verdict}, by {act} before line {line} of {change}", file=sys.stderr)
        line += every
    return count


def vault_in(folder: Path, change: Change) -> Path:
    """A vault in its original state, and a note outside of it."""
    root = folder / "vault"
    for old in (root, folder / "outside", state_folder(root) / "recovered"):
        shutil.rmtree(old, ignore_errors=True)
    (folder / "moved").unlink(missing_ok=True)
    (root / NOTE).parent.mkdir(parents=True)
    (folder / "outside").mkdir()
    (folder / "outside/Saaz.md").write_bytes(OLD)
    if change.before is not None:
        (root / NOTE).write_bytes(change.before)
    return root


def run_with(act: Act, change: Change, root: Path, line: int) -> tuple[int, bool]:
    """(number of lines of the protocol that ran, whether there was an act before line `number`)."""
    lines, acted = 0, [False]
    thread = threading.Thread(target=lambda: acted.append(act(root)))

    def trace(frame: FrameType, event: str, _: Any) -> Any:
        nonlocal lines
        if frame.f_code.co_filename not in PROTOCOL:
            return None
        if event == "line":
            lines += 1
            if lines == line:
                thread.start()
                thread.join(BLOCKED)
        return trace

    sys.settrace(trace)
    try:
        with Writer(root, "test") as writer:
            writer.write([change])
    finally:
        sys.settrace(None)
    if thread.ident:
        thread.join()
    return lines, acted[-1]


# Who acts


@dataclass(frozen=True)
class Saves:
    """Saves the note like one of the editors."""

    editor: str

    def __call__(self, root: Path) -> bool:
        try:
            EDITORS[self.editor](root / NOTE, SAVED)
        except FileNotFoundError:  # it opens an existing note, which has just been removed
            return False
        return True


def deletes(root: Path) -> bool:
    try:
        (root / NOTE).unlink()
    except FileNotFoundError:
        return False
    return True


def puts_a_folder_there(root: Path) -> bool:
    deletes(root)
    try:
        (root / NOTE).mkdir()
    except FileExistsError:
        return False
    return True


def links_the_note_out(root: Path) -> bool:
    deletes(root)
    try:
        (root / NOTE).symlink_to(root.parent / "outside/Saaz.md")
    except FileExistsError:
        return False
    return True


def links_the_folder_out(root: Path) -> bool:
    (root / "Beer").rename(root / "Pubs")
    (root / "Beer").symlink_to(root.parent / "outside")
    return True


def moves_the_folder_out(root: Path) -> bool:
    (root / "Beer").rename(root.parent / "outside/Beer")
    (root / "Beer").symlink_to(root.parent / "outside/Beer")
    if (root / NOTE).exists():
        shutil.copy(root / NOTE, root.parent / "moved")
    return True


ACTS: list[Act] = [Saves(editor) for editor in EDITORS]
ACTS += [deletes, puts_a_folder_there, links_the_note_out, links_the_folder_out, moves_the_folder_out]


# What the result must be

WHOLE = {OLD, NEW, SAVED, OLD + SAVED, NEW + SAVED}


def judge(act: Act, change: Change, folder: Path) -> str:
    """`right`, `displaced`, or `wrong` and why."""
    root, outside = folder / "vault", folder / "outside"
    found = {path: path.read_bytes() for path in folder.rglob("*.md") if path.is_file()}
    if [*root.glob(".vault-tools*")]:
        return "wrong: a stray file"
    if set(found.values()) - WHOLE:
        return "wrong: a torn note"
    if act is moves_the_folder_out:
        as_moved = {bytes_of(folder / "moved"), change.before}  # at most our own write was undone
        if bytes_of(outside / "Beer/Saaz.md") not in as_moved:
            return "wrong: written into the folder that was moved"
    elif os.listdir(outside) != ["Saaz.md"] or found[outside / "Saaz.md"] != OLD:
        return "wrong: written outside"
    if act is deletes and (root / NOTE).exists():
        return "wrong: a deleted note came back"
    if act is puts_a_folder_there and not (root / NOTE).is_dir():
        return "wrong: the folder is gone"
    return judge_save(root) if isinstance(act, Saves) else "right"


def bytes_of(path: Path) -> bytes | None:
    return path.read_bytes() if path.exists() else None


def judge_save(root: Path) -> str:
    if (root / NOTE).is_file() and (root / NOTE).read_bytes().endswith(SAVED):
        return "right"
    kept = [path.read_bytes() for path in recovered(state_folder(root))]
    return "displaced" if any(data.endswith(SAVED) for data in kept) else "wrong: a lost save"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--every", type=int, default=1)
    parser.add_argument("--without-leases", action="store_true")
    parser.add_argument("--folder", type=Path)
    options = parser.parse_args()
    if options.without_leases:
        fcntl.F_SETLEASE, writer.LAST_LOOK = -1, 0.1
    with tempfile.TemporaryDirectory(dir=options.folder) as folder:
        os.environ["XDG_STATE_HOME"] = f"{folder}/state"
        for name, change in CHANGES.items():
            for act in ACTS:
                count = interleaved(change, act, Path(folder), options.every)
                print(name, getattr(act, "__name__", act), count, flush=True)


if __name__ == "__main__":
    main()
