"""Code shared by the commands about a vault's vocabulary, `tags` and `names`."""

import sys
from dataclasses import asdict
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from vault_tools.config.config import Config
    from vault_tools.vault.vault import Vault
    from vault_tools.vault.vocabulary import Word


class WordFormat(str, Enum):
    table = "table"
    json = "json"


VaultPath = Annotated[Path, typer.Argument(help="The vault, or a folder in it.")]
WordOutput = Annotated[WordFormat, typer.Option(help="A table, or JSON for programs.")]
WriteConfig = Annotated[
    bool, typer.Option("--write-config", help="Add the variants to vault-tools.yaml as aliases.")
]


def write_aliases(
    root: Path,
    add: "Callable[[Mapping[str, Sequence[str]], str, str], str]",
    aliases: "Mapping[str, Sequence[str]]",
    cause: str,
) -> None:
    """Add the aliases that the configuration accepts to it, and report how many there were."""
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


def vault_at(path: Path, *, links: bool = True) -> "tuple[Path, Config, Vault]":
    """The root of the vault that contains a path, its configuration and all notes; without `links`, links are
    not resolved. Raises VaultToolsError."""
    from vault_tools.cli.output import say
    from vault_tools.config.load import read_config
    from vault_tools.config.vault_root import find_root
    from vault_tools.session.index import Index, index_file
    from vault_tools.session.read_vault import read_vault

    root = find_root(path)
    config = read_config(root)
    return root, config, read_vault(root, config, Index(index_file(root), say), links=links)


def print_words(listed: "dict[str, list[Word]]", root: Path, output_format: WordFormat) -> None:
    """Print the words of each group, as a table with a summary or as JSON."""
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
