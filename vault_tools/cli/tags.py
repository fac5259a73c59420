"""The command `tags`: list the tags in a vault and their spellings."""

from pathlib import Path

from vault_tools.cli.words import (
    VaultPath,
    WordFormat,
    WordOutput,
    WriteConfig,
    print_words,
    vault_at,
    write_aliases,
)


def tags(
    vault: VaultPath = Path(),
    output_format: WordOutput = WordFormat.table,
    write_config: WriteConfig = False,
) -> None:
    """List the tags, most used first, with the number of notes, other spellings and near misses."""
    from vault_tools.config.edit import with_tag_aliases
    from vault_tools.vault.vocabulary import aliases_of, words

    root, _, found = vault_at(vault)
    listed = words(found.tags.usage, found.tags.variants())
    print_words({"tags": listed}, root, output_format)
    if write_config:
        write_aliases(root, with_tag_aliases, aliases_of(listed), "tags --write-config")
