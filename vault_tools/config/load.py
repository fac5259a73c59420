"""Reads the configuration of a vault: its own file and Obsidian's settings."""

import json
import os
from collections.abc import Collection
from contextlib import suppress
from pathlib import Path
from typing import Any

import vault_tools
from vault_tools.config.config import Config, build_config, validated
from vault_tools.config.obsidian import SETTINGS_FILES, ObsidianSettings, read_settings
from vault_tools.disk.boundaries import Boundaries
from vault_tools.disk.state import digest, private_folder, refuse_foreign, replace_file
from vault_tools.disk.user_folders import user_folder
from vault_tools.disk.vault_files import (
    CONFIG_MARKS,
    CONFIG_NAMES,
    MISNAMED_CONFIGS,
    VAULT_MARKS,
    Unreadable,
    read_bytes,
    settings_folder,
)
from vault_tools.errors import VaultToolsError
from vault_tools.lazy_dataclass import replace
from vault_tools.lint.rule import registry


def read_obsidian(root: Path) -> ObsidianSettings:
    """The settings in the vault's `.obsidian/`. Raises VaultToolsError."""
    return read_settings(obsidian_texts(root))


def read_config(root: Path, path: Path | None = None) -> Config:
    """The configuration of a vault, read from `path` if given. Raises VaultToolsError."""
    obsidian = read_obsidian(root)
    own = config_path(root)
    found = path or own
    sections = _validated_once(found, read_text(found, named=bool(path))) if found else {}
    config = build_config(sections, obsidian)
    covers_others = own and not config.separate
    return within(root, config, CONFIG_MARKS if covers_others else VAULT_MARKS)


def within(root: Path, config: Config, marks: Collection[str]) -> Config:
    """The configuration with boundaries: subfolders that contain one of `marks` are other vaults."""
    return replace(config, boundaries=Boundaries(root, marks, hides=config.exclude_ignored))


def config_path(root: Path) -> Path | None:
    """The vault's own configuration file, if any. Raises VaultToolsError if it has two, or one with a
    misspelled name."""
    found = [root / name for name in CONFIG_NAMES if os.path.lexists(root / name)]
    if len(found) > 1:
        names = " and ".join(path.name for path in found)
        raise VaultToolsError(f"{root}: has {names}; keep one of them and delete the other")
    if misnamed := next((root / name for name in MISNAMED_CONFIGS if (root / name).exists()), None):
        way_out = "delete one of the two" if found else "rename it"
        raise VaultToolsError(f"{misnamed}: the configuration is called {CONFIG_NAMES[0]}; {way_out}")
    return next(iter(found), None)


def obsidian_texts(root: Path) -> dict[str, str]:
    """The texts of Obsidian's settings files that exist, by their names in SETTINGS_FILES. Raises
    VaultToolsError."""
    folder = root / settings_folder(root)
    files = {name: folder / name for name in SETTINGS_FILES}
    return {name: read_text(file) for name, file in files.items() if file.is_file()}


def _validated_once(path: Path, text: str) -> dict[str, Any]:
    """The sections of a configuration file, from a cache as long as its text and the program are the same.

    A cache that is damaged or can't be written is ignored.
    """
    kept = user_folder("cache") / "config" / f"{digest(str(path.resolve()))}.json"
    state = digest("\0".join([vault_tools.__version__, *registry(), text]))
    with suppress(OSError, ValueError):
        private_folder(kept.parent.parent)
        private_folder(kept.parent)
        kept_digest, _, cached = kept.read_text("utf-8").partition("\n")
        if kept_digest == digest(state + cached):
            return dict(json.loads(cached))
    sections = validated(text, str(path))
    with suppress(OSError):
        refuse_foreign(kept.parent)
        cached = json.dumps(sections)
        replace_file(kept, f"{digest(state + cached)}\n{cached}".encode(), private=True)
    return sections


def read_text(path: Path, *, named: bool = False) -> str:
    """The text of a configuration file. A link is followed only if the user `named` the file: one in a vault
    may come from a stranger and lead anywhere.

    Raises VaultToolsError.
    """
    if not os.path.lexists(path):
        raise VaultToolsError(f"{path}: no such file; `vault-tools init` writes one")
    try:
        return config_text(path, read_bytes(Path(os.path.realpath(path)) if named else path))
    except Unreadable as reason:
        raise VaultToolsError(f"{path}: {reason}") from None


def config_text(path: Path, data: bytes) -> str:
    """Decode the bytes of a configuration file. Raises VaultToolsError."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        column = error.start - data.rfind(b"\n", 0, error.start)
        raise VaultToolsError(f"{path}:{line}:{column}: is not UTF-8; save it as UTF-8") from None
