"""The command `init`: write a configuration that fits the vault."""

from contextlib import suppress
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Annotated

import typer

from vault_tools.cli.words import VaultPath
from vault_tools.errors import VaultToolsError

if TYPE_CHECKING:
    from vault_tools.config.config import Config
    from vault_tools.config.init.survey import Survey

MAX_READ_CLOSELY = 600
"""Maximum number of notes, spread evenly over the vault, whose languages are examined; more would not change
the result."""

DryRun = Annotated[bool, typer.Option("--dry-run", help="Write nothing; print the file instead.")]
PrintSchema = Annotated[
    bool, typer.Option("--schema", help="Only print the JSON Schema of vault-tools.yaml, for editors.")
]


Update = Annotated[bool, typer.Option("--update", help="Add to the existing file what the notes show now.")]


def init(
    vault: VaultPath = Path(), update: Update = False, dry_run: DryRun = False, schema: PrintSchema = False
) -> None:
    """Write a vault-tools.yaml that fits the vault. Comments say what was found in the notes.

    An existing file is never overwritten. A hidden file next to it lets editors complete and check it.
    """
    from vault_tools.cli.output import print_exactly, print_text, say
    from vault_tools.config.load import config_path
    from vault_tools.config.vault_root import find_root
    from vault_tools.disk.vault_files import CONFIG_NAMES

    if schema:
        print_text(_schema())
        return
    root = find_root(vault)
    known = config_path(root)
    if update:
        if not known:
            raise VaultToolsError(f"{root}: has no {CONFIG_NAMES[0]} yet; `vault-tools init` writes one")
        _update(root, known, dry_run=dry_run)
        return
    if not dry_run and known:
        raise VaultToolsError(
            f"{known}: already exists; --update adds what is new, --dry-run prints what init would write"
        )
    text = _proposed(root)
    if dry_run:
        print_exactly(text.encode())
        return
    _write(root, text)
    say(f"{root / CONFIG_NAMES[0]} is written. Read it, then `vault-tools check`.")


def _update(root: Path, file: Path, *, dry_run: bool) -> None:
    """Add what the configuration lacks, and print it as a diff."""
    from vault_tools.cli.output import print_patch, say
    from vault_tools.config.config import validated
    from vault_tools.config.edit import with_additions
    from vault_tools.config.edit_file import edit_config
    from vault_tools.config.init.update import additions
    from vault_tools.config.init.vault import proposal
    from vault_tools.config.load import read_config, read_text
    from vault_tools.config.places import parsed
    from vault_tools.note.diff import unified
    from vault_tools.note.note import Note

    text, name = read_text(file), str(file)
    validated(text, name)
    survey, _ = _survey(root, read_config(root))
    found = list(additions(proposal(survey, files=_texts(root)), parsed(text, name)[1]))
    new = with_additions(found, text, name)
    print_patch(unified(Note(file.name, text), Note(file.name, new)))
    count = "1 addition" if len(found) == 1 else f"{len(found):,} additions"
    if not found:
        say(f"{file} already has everything that the notes show.")
    elif dry_run:
        say(f"{count} to {file}, not written: this is a dry run.")
    else:
        edit_config(root, lambda old, name: with_additions(found, old, name), "init --update")
        say(f"Wrote {count} to {file}. `vault-tools undo` takes that back.")


def _proposed(root: Path) -> str:
    """The text of a configuration that fits a vault, checked by loading it. Raises VaultToolsError if there
    are no notes."""
    from vault_tools.cli.welcome import A_VAULT
    from vault_tools.config.config import build_config, load_config
    from vault_tools.config.init.text import config_text
    from vault_tools.config.init.vault import proposal
    from vault_tools.config.load import read_obsidian, within
    from vault_tools.disk.vault_files import CONFIG_MARKS

    # with the boundaries that apply once the file exists
    survey, vaults = _survey(root, within(root, build_config({}, read_obsidian(root)), CONFIG_MARKS))
    if not survey.notes and not (root / ".obsidian").is_dir():
        raise VaultToolsError(f"{root}: contains no notes. {A_VAULT}: name one, `vault-tools init FOLDER`")
    text = config_text(proposal(survey, vaults, _texts(root)), survey)
    load_config(text)
    return text


def _survey(root: Path, config: "Config") -> "tuple[Survey, list[str]]":
    """The survey of a vault's notes, without those that can't be read, and the folders that have their own
    `.obsidian`."""
    from vault_tools.cli.selection import with_progress
    from vault_tools.config.init.survey import Survey, survey_of
    from vault_tools.disk.vault_files import Listed, Unreadable, list_notes, read_note

    listed = list_notes(root, config.excluded)
    paths = [note.path for note in listed if isinstance(note, Listed) and note.path.isprintable()]
    folders = sorted({f"{parent}/" for path in paths for parent in PurePosixPath(path).parents[:-1]})
    vaults = [folder for folder in folders if (root / folder / ".obsidian").exists()]
    stride = -(-len(paths) // MAX_READ_CLOSELY)
    seen = []
    for index, path in enumerate(with_progress(paths, len(paths))):
        with suppress(Unreadable):
            seen.append(survey_of(read_note(root, path), closely=index % stride == 0))
    return Survey(tuple(seen), config.obsidian.keys), vaults


def _texts(root: Path) -> list[str]:
    """The files of a vault that may be transcripts."""
    from vault_tools.config.init.sources import TEXTS
    from vault_tools.disk.file_lister import FileLister

    return [path for path in FileLister(root).files() if path.endswith(TEXTS) and path.isprintable()]


def _schema() -> str:
    import json

    from vault_tools.config.json_schema import json_schema

    return f"{json.dumps(json_schema(), ensure_ascii=False, indent=1)}\n"


def _write(root: Path, text: str) -> None:
    """Write the configuration, and its schema unless that exists. Raises VaultToolsError."""
    from vault_tools.config.init.text import SCHEMA_NAME
    from vault_tools.disk.change import Change
    from vault_tools.disk.vault_files import CONFIG_NAMES
    from vault_tools.disk.writer import Writer

    files = {} if (root / SCHEMA_NAME).exists() else {SCHEMA_NAME: _schema()}
    files[CONFIG_NAMES[0]] = text
    with Writer(root, "init") as writer:
        for path, content in files.items():
            if not writer.failed:
                writer.write([Change(path, None, content.encode())])
    for path, reason in writer.failed.items():
        raise VaultToolsError(f"{root / path}: can't be written: {reason}")
