"""The command `names`: list the names in a vault and their spellings."""

import os
from functools import partial
from pathlib import Path
from typing import Annotated, Optional

import typer

from vault_tools.cli.words import (
    VaultPath,
    WordFormat,
    WordOutput,
    WriteConfig,
    print_words,
    vault_at,
    write_aliases,
)
from vault_tools.errors import VaultToolsError


def names(
    group: Annotated[
        Optional[str], typer.Argument(help="A group of names, such as people. Default: all.")
    ] = None,
    vault: VaultPath = Path(),
    output_format: WordOutput = WordFormat.table,
    write_config: WriteConfig = False,
) -> None:
    """List the names, most used first, with the number of notes, other spellings and near misses."""
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
    print_words(listed, root, output_format)
    for name in tables if write_config else ():
        change = partial(with_name_aliases, name)
        write_aliases(root, change, aliases_of(listed[name]), f"names {name} --write-config")
