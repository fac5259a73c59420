"""Reads the configuration of a vault: its own file and Obsidian's settings."""

import json
import os
from contextlib import suppress
from pathlib import Path
from typing import Any

from platformdirs import user_cache_dir

import vault_tools
from vault_tools.config.config import Config, build_config, validated
from vault_tools.config.obsidian import SETTINGS_FILES, ObsidianSettings, read_settings
from vault_tools.disk.state import digest, replace_file
from vault_tools.disk.vault_files import CONFIG_NAMES, Unreadable, read_bytes
from vault_tools.errors import VaultToolsError
from vault_tools.lint.rule import registry


def read_obsidian(root: Path) -> ObsidianSettings:
    """What the vault's `.obsidian/` says. Raises VaultToolsError."""
    return read_settings(obsidian_texts(root))


def read_config(root: Path, path: Path | None = None) -> Config:
    """The configuration of a vault, from `path` where one is given. Raises VaultToolsError."""
    obsidian = read_obsidian(root)
    found = path or config_path(root)
    if found is None:
        return build_config({}, obsidian)
    text = read_text(found)
    return build_config(_validated_once(found, text), obsidian)


def config_path(root: Path) -> Path | None:
    """The vault's own configuration file, if it has one."""
    return next((root / name for name in CONFIG_NAMES if (root / name).exists()), None)


def obsidian_texts(root: Path) -> dict[str, str]:
    """Obsidian's own settings, by SETTINGS_FILES. Raises VaultToolsError."""
    files = {name: root / ".obsidian" / name for name in SETTINGS_FILES}
    return {name: read_text(file) for name, file in files.items() if file.is_file()}


def _validated_once(path: Path, text: str) -> dict[str, Any]:
    """The sections of a configuration file, from the cache while text and program stay the same.

    A cache that is damaged or can't be written is as good as none.
    """
    kept = Path(user_cache_dir("vault-tools")) / "config" / f"{digest(str(path.resolve()))}.json"
    state = digest("\0".join([vault_tools.__version__, *registry(), text]))
    with suppress(OSError, ValueError):
        seal, _, cached = kept.read_text("utf-8").partition("\n")
        if seal == digest(state + cached):
            return dict(json.loads(cached))
    sections = validated(text, str(path))
    with suppress(OSError):
        kept.parent.mkdir(parents=True, exist_ok=True)
        cached = json.dumps(sections)
        replace_file(kept, f"{digest(state + cached)}\n{cached}".encode())
    return sections


def read_text(path: Path) -> str:
    """The text of a file that the user configures the program by, which may be a link.

    Raises VaultToolsError.
    """
    if not path.exists():
        raise VaultToolsError(f"{path}: there is no such file; `vault-tools init` writes one")
    try:
        return config_text(path, read_bytes(Path(os.path.realpath(path))))
    except Unreadable as reason:
        raise VaultToolsError(f"{path}: {reason}") from None


def config_text(path: Path, data: bytes) -> str:
    """The text that these bytes of a configuration file hold. Raises VaultToolsError."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        column = error.start - data.rfind(b"\n", 0, error.start)
        raise VaultToolsError(f"{path}:{line}:{column}: is not UTF-8; save it as UTF-8") from None
