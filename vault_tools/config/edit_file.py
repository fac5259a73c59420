"""Changes a vault's configuration file on disk."""

import codecs
import os
from collections.abc import Callable
from pathlib import Path

from vault_tools.config.load import config_text
from vault_tools.disk.change import Change
from vault_tools.disk.vault_files import CONFIG_NAMES, Unreadable, read_bytes
from vault_tools.disk.writer import Writer
from vault_tools.errors import VaultToolsError


def edit_config(root: Path, change: Callable[[str, str], str], cause: str) -> Path:
    """Replace the text of the vault's configuration file by `change(text, name)`, or create the file. Returns
    its path.

    If it raises VaultToolsError, the file is unchanged.
    """
    name = next((name for name in CONFIG_NAMES if os.path.lexists(root / name)), CONFIG_NAMES[0])
    path = root / name
    try:
        before = read_bytes(path) if os.path.lexists(path) else None
    except Unreadable as reason:
        raise VaultToolsError(f"{path}: can't be changed: {reason}") from None
    old = before or b""
    bom = codecs.BOM_UTF8 if old.startswith(codecs.BOM_UTF8) else b""
    after = bom + change(config_text(path, old), str(path)).encode()
    with Writer(root, cause) as writer:
        writer.write([Change(name, before, after)])
    if name in writer.failed:
        raise VaultToolsError(f"{path}: can't be changed: {writer.failed[name]}")
    return path
