"""The command `moc`: list the index notes, and write the first note of one."""

import shlex
import sys
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperGroup

from vault_tools.cli.help import examples
from vault_tools.cli.words import VaultPath, WordFormat, WordOutput, vault_at
from vault_tools.errors import VaultToolsError

if TYPE_CHECKING:
    from vault_tools.mocs.state import MocInNote
    from vault_tools.vault.vault import Vault


_NONE = (
    "No MOCs are configured. `vault-tools init --dry-run` proposes some;\n"
    "under `mocs` in vault-tools.yaml they are kept."
)


class _ListsByDefault(TyperGroup):
    """Makes `vault-tools moc VAULT` the same as `vault-tools moc list VAULT`."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        completing = ctx.resilient_parsing and not args
        named = completing or (args and (args[0] in self.commands or args[0] in ctx.help_option_names))
        return super().parse_args(ctx, args if named else ["list", *args])


moc = typer.Typer(
    cls=_ListsByDefault,
    help="List the index notes (MOCs) of a vault, or write the first note of one.",
    context_settings={"help_option_names": ["-h", "--help"]},
)


@moc.command("list", epilog=examples("moc list"))
def list_mocs(vault: VaultPath = Path(), output_format: WordOutput = WordFormat.table) -> None:
    """List the MOCs: how many notes each lists, whether it is up to date, where its note is."""
    from vault_tools.cli.output import say, say_all
    from vault_tools.mocs.misspelled import misspelled_keys
    from vault_tools.mocs.state import standings
    from vault_tools.printable import shown

    root, _, found = vault_at(vault)
    listed = list(standings(found))
    for name, key, meant in misspelled_keys(found):
        say(f"{shown(name)}: no note has the key `{shown(key)}`; did you mean `{shown(meant)}`?")
    if output_format is WordFormat.json:
        from vault_tools.printable import written

        mocs = [asdict(standing) for standing in listed]
        document = {"schema_version": 1, "vault": str(root), "mocs": mocs}
        typer.echo(written(document, indent=2))
        return
    _print(listed)
    say_all(may_be_one(found))


def may_be_one(vault: "Vault") -> Iterator[str]:
    """Lines about pairs of values with a MOC each that may be the same, with the command that merges them."""
    from vault_tools.mocs.state import near_values
    from vault_tools.printable import shown

    for each, rare, common in near_values(vault):
        kind = {"tags": "tag"}.get(each, each)
        command = f"vault-tools rename {kind} {shlex.quote(rare)} {shlex.quote(common)}"
        yield f"`{shown(rare)}` and `{shown(common)}` may be one: `{shown(command)}`"


@moc.command("new", epilog=examples("moc new"))
def new(
    name: Annotated[str, typer.Argument(help="The name of the MOC; with `each` also the value: tags/beer.")],
    vault: VaultPath = Path(),
) -> None:
    """Write the note of a MOC that has none yet."""
    from vault_tools.cli.output import say
    from vault_tools.disk.change import Change
    from vault_tools.disk.writer import Writer
    from vault_tools.session.new_moc import new_moc

    root, config, found = vault_at(vault)
    note = new_moc(name, config, found)
    with Writer(root, f"moc new {name}") as writer:
        writer.write([Change(note.path, None, note.encode())])
    if note.path in writer.failed:
        raise VaultToolsError(f"{note.path}: not written: {writer.failed[note.path]}")
    say(f"{note.path} is written.")


def _print(listed: "list[MocInNote]") -> None:
    from vault_tools.cli.output import say
    from vault_tools.report.columns import table

    rows = [("-" if s.entries is None else str(s.entries), s.name, s.state, s.path) for s in listed]
    if rows:
        sys.stdout.writelines(table(("notes", "MOC", "state", "path"), rows))
    wrong = sum(standing.state != "right" for standing in listed)
    count = "1 index note" if len(listed) == 1 else f"{len(listed):,} index notes"
    say(f"{count}, {wrong:,} out of date." if listed else _NONE)
