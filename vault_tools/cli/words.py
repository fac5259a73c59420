"""The commands for who cleans up a vault's words: `tags`, `names`."""

import os
import sys
from dataclasses import asdict
from enum import Enum
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Optional

import typer

from vault_tools.errors import VaultToolsError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from vault_tools.config.config import Config
    from vault_tools.vault.vault import Vault
    from vault_tools.vault.vocabulary import Word


class WordFormat(str, Enum):
    table = "table"
    json = "json"


VaultPath = Annotated[Path, typer.Argument(help="The vault, or a folder in it.")]
OutputFormat = Annotated[WordFormat, typer.Option(help="A table, or JSON for programs.")]
WriteConfig = Annotated[
    bool, typer.Option("--write-config", help="Add the variants to vault-tools.yaml as aliases.")
]


def tags(
    vault: VaultPath = Path(),
    output_format: OutputFormat = WordFormat.table,
    write_config: WriteConfig = False,
) -> None:
    """List the tags: in how many notes, other spellings, near misses; the most used first."""
    from vault_tools.config.edit import with_tag_aliases
    from vault_tools.vault.vocabulary import aliases_of, words

    root, _, found = vault_at(vault)
    listed = words(found.tags.usage, found.tags.variants())
    _print({"tags": listed}, root, output_format)
    if write_config:
        _write_aliases(root, with_tag_aliases, aliases_of(listed), "tags --write-config")


def names(
    group: Annotated[
        Optional[str], typer.Argument(help="A group of names, such as people; else all.")
    ] = None,
    vault: VaultPath = Path(),
    output_format: OutputFormat = WordFormat.table,
    write_config: WriteConfig = False,
) -> None:
    """List the names: in how many notes, other spellings, near misses; the most used first."""
    from vault_tools.config.edit import with_name_aliases
    from vault_tools.vault.vocabulary import aliases_of, words

    root, _, found = vault_at(vault)
    if group and group not in found.names and vault == Path() and os.path.isdir(group):
        (root, _, found), group = vault_at(Path(group)), None
    tables = {name: table for name, table in found.names.items() if group in (None, name)}
    if not tables:
        known = ", ".join(found.names) or "none; give a key one, such as `people: {names: people}`"
        missing = f"no group of names is called `{group}`" if group else "there is no group of names"
        raise VaultToolsError(f"{missing}; this vault has: {known}")
    listed = {name: words(table.usage, table.variants()) for name, table in tables.items()}
    _print(listed, root, output_format)
    for name in tables if write_config else ():
        change = partial(with_name_aliases, name)
        _write_aliases(root, change, aliases_of(listed[name]), f"names {name} --write-config")


def _write_aliases(
    root: Path,
    add: "Callable[[Mapping[str, Sequence[str]], str, str], str]",
    aliases: "Mapping[str, Sequence[str]]",
    cause: str,
) -> None:
    from vault_tools.cli.output import say
    from vault_tools.config.edit import accepted
    from vault_tools.config.edit_file import edit_config

    taken: Mapping[str, Sequence[str]] = {}

    def change(text: str, name: str) -> str:
        nonlocal taken
        taken = accepted(add, aliases, text, name)
        return add(taken, text, name)

    if aliases:
        edited = edit_config(root, change, cause)
        spellings, of = sum(map(len, taken.values())), sum(map(len, aliases.values()))
        left = f"; {of - spellings:,} can't be aliases" if spellings < of else ""
        say(f"{edited.name} has {spellings:,} more spellings as aliases{left}.")


def vault_at(path: Path) -> "tuple[Path, Config, Vault]":
    """The root of the vault that a path lies in, its configuration and all notes. Raises VaultToolsError."""
    from vault_tools.cli.output import say
    from vault_tools.config.load import read_config
    from vault_tools.config.vault_root import find_root
    from vault_tools.session.index import Index, index_file
    from vault_tools.session.read_vault import read_vault

    root = find_root(path)
    config = read_config(root)
    return root, config, read_vault(root, config, Index(index_file(root), say))


def _print(listed: "dict[str, list[Word]]", root: Path, output_format: WordFormat) -> None:
    from vault_tools.cli.output import say
    from vault_tools.report.columns import table
    from vault_tools.vault.vocabulary import others_of

    if output_format is WordFormat.json:
        from vault_tools.printable import written

        found = {group: [asdict(word) for word in words] for group, words in listed.items()}
        document = {"schema_version": 1, "vault": str(root), "words": found}
        typer.echo(written(document, indent=2))
        return
    for group, words in listed.items():
        rows = [(str(w.notes), w.text, others_of(w), ", ".join(w.near)) for w in words]
        if rows:
            sys.stdout.writelines(table(("notes", group, "other spellings", "near misses"), rows))
        once = sum(word.notes == 1 for word in words)
        several = sum(bool(word.variants) for word in words)
        say(f"{len(words):,} {group}: {several:,} spelled in several ways, {once:,} used once.")
