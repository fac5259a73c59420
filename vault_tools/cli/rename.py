"""The command `rename`: rename a tag or a name in the whole vault."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from vault_tools.errors import VaultToolsError

if TYPE_CHECKING:
    from vault_tools.session.renaming import Plan

VaultPath = Annotated[Path, typer.Argument(help="The vault, or a folder in it.")]


def rename(
    kind: Annotated[str, typer.Argument(help="`tag`, or a group of names such as people.")],
    old: Annotated[str, typer.Argument(help="The old spelling.")],
    new: Annotated[str, typer.Argument(help="The new spelling.")],
    vault: VaultPath = Path(),
    diff: Annotated[bool, typer.Option("--diff", help="Write nothing; show what would change.")] = False,
    keep_note: Annotated[
        bool, typer.Option("--keep-note", help="For a name: change only values, not the note about it.")
    ] = False,
    no_alias: Annotated[
        bool, typer.Option("--no-alias", help="Do not keep the old name as an alias of the note.")
    ] = False,
    merge: Annotated[
        bool, typer.Option("--merge", help="If a note has the new name already, move links and values to it.")
    ] = False,
) -> None:
    """Rename a tag, with the tags nested below it, or a name, with the note about it and every link to it.

    What can't be changed is listed. Exit code 1 if something was left or nothing has the old spelling, or
    with --diff if any note would change.
    """
    from vault_tools.cli.output import say
    from vault_tools.cli.words import vault_at
    from vault_tools.config.vault_root import vault_above
    from vault_tools.printable import shown
    from vault_tools.session.renaming import NameOptions, name_plan, tag_plan, write

    root, config, found = vault_at(vault)
    if not (diff or vault_above(root)):
        raise VaultToolsError(f"{root}: not a vault; `vault-tools init` makes it one")
    if kind == "tag":
        plan = tag_plan(root, config, found, old, new)
    else:
        options = NameOptions(keep_note=keep_note, alias=not no_alias, merge=merge)
        plan = name_plan(root, config, found, kind, old, new, options)
    if diff:
        _show(plan)
    failed, written = ({}, False) if diff else write(root, plan)
    for change in sorted(plan.changes, key=lambda change: change.path) if written else ():
        if change.path not in failed and change.before is not None:
            typer.echo(shown(f"{change.path}: {'changed' if change.after is not None else 'renamed'}"))
    for path, reason in (*plan.left, *failed.items()):
        say(shown(f"{path}: not changed: {reason}"))
    for path, what in plan.named:
        say(shown(f"{path}: {what}"))
    say(shown(_summary(plan, len(failed), kind, old, new, diff=diff, written=written)))
    nothing = not plan.changes
    raise typer.Exit(1 if plan.left or failed or nothing or diff else 0)


def _show(plan: "Plan") -> None:
    from vault_tools.cli.output import print_patch
    from vault_tools.note.diff import unified
    from vault_tools.note.note import Note

    for change in sorted(plan.changes, key=lambda change: change.path):
        before, after = (
            None if data is None else Note.decode(change.path, data) for data in (change.before, change.after)
        )
        print_patch(unified(before, after))


def _summary(plan: "Plan", failed: int, kind: str, old: str, new: str, *, diff: bool, written: bool) -> str:
    if not plan.changes:
        near = " or ".join(f"`{word}`" for word in plan.near)
        nothing = f"No note has the tag `{old}`" if kind == "tag" else f"No note has `{old}` among its {kind}"
        return nothing + (f"; did you mean {near}?" if near else ".")
    moved = [change.path for change in plan.changes if change.before is None]
    files = len(plan.changes) - failed - len(moved)
    count = "1 file" if files == 1 else f"{files:,} files"
    note = f", the note is now {moved[0]}" if moved else ""
    if failed and not written:
        return "Nothing was renamed: a rename that moves a note is made as a whole."
    if files <= 0 and not moved:
        return "Nothing was renamed."
    if diff:
        return f"Would rename `{old}` to `{new}` in {count}."
    return f"Renamed `{old}` to `{new}` in {count}{note}. `vault-tools undo` takes it back."
