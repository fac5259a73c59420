"""The baseline of a vault on disk."""

import os
from pathlib import Path

from vault_tools.config.load import read_text
from vault_tools.disk.change import Change
from vault_tools.disk.dirfd import NotWritten
from vault_tools.disk.named_file import refuse_led_elsewhere
from vault_tools.disk.state import replace_file
from vault_tools.disk.vault_files import Unreadable, read_bytes
from vault_tools.errors import VaultToolsError
from vault_tools.lint.baseline import Baseline, parse_baseline

BASELINE_NAME = "vault-tools-baseline.json"
"""At the vault's root, next to the configuration, so that it is shared with the vault."""


def read_baseline(root: Path, path: Path | None = None) -> Baseline:
    """The baseline at `path`, else the vault's own if it has one. Raises VaultToolsError."""
    file = path or root / BASELINE_NAME
    if os.path.lexists(file):
        return parse_baseline(read_text(file, named=bool(path)), str(file))
    if path:
        raise VaultToolsError(f"{path}: no such baseline; --write-baseline writes it")
    return Baseline()


def write_baseline(root: Path, file: Path, baseline: Baseline) -> None:
    """Create or replace the file. In the vault it is written like any other file, so that `undo` restores it;
    elsewhere it is written because the user named it. Raises VaultToolsError."""
    text = baseline.text().encode()
    try:
        os.stat(file.parent)
        if path := _path_in(root, file):
            _write_in_vault(root, path, text)
        else:
            refuse_led_elsewhere(file, root)
            replace_file(Path(os.path.realpath(file)), text)
    except (OSError, Unreadable, NotWritten) as error:
        raise VaultToolsError(f"{file}: can't be written: {getattr(error, 'strerror', error)}") from None


def _path_in(root: Path, file: Path) -> str:
    """The path of a file relative to the vault; empty if the file or its real path is elsewhere."""
    for name in (os.path.abspath, os.path.realpath):
        place, vault = Path(name(file.parent), file.name), Path(name(root))
        if place.is_relative_to(vault):
            return place.relative_to(vault).as_posix()
    return ""


def _write_in_vault(root: Path, path: str, text: bytes) -> None:
    from vault_tools.disk.writer import Writer

    before = read_bytes(root / path) if os.path.lexists(root / path) else None
    with Writer(root, "check --write-baseline") as writer:
        writer.write([Change(path, before, text)])
    if path in writer.failed:
        raise NotWritten(writer.failed[path])
