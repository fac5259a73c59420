"""Installs, updates and removes the plugin in a vault. Never overwrites files of others."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from vault_tools.disk.state import replace_file
from vault_tools.errors import VaultToolsError
from vault_tools.plugin.files import ID, is_ours, manifest_of, plugin_files
from vault_tools.plugin.program import tell_command

_SETTINGS = ("app.json", "appearance.json", "core-plugins.json", "workspace.json")
"""Obsidian writes at least one of these files to its settings folder, whatever its name, when it opens a
vault."""


@dataclass(frozen=True)
class Installed:
    """The plugin in a vault. `version` is None if it is not installed; `is_current` if all files are exactly
    what this program would write."""

    folder: Path
    version: str | None
    is_current: bool


def plugin_folder(root: Path, settings: str | None = None) -> Path:
    """The plugin's folder in a vault. The settings folder is the one named `settings`, or is recognized by
    its files. Raises VaultToolsError if it is ambiguous or leads out of the vault."""
    found = [settings] if settings else _settings_folders(root)
    if len(found) > 1:
        raise VaultToolsError(f"{root}: several settings folders, say which: {', '.join(found)}")
    if not found or not (root / found[0]).is_dir() or Path(found[0]).name != found[0]:
        named = f"`{settings}` is not a folder of it" if settings else "it has no settings folder"
        raise VaultToolsError(f"{root}: {named}; open the vault in Obsidian once")
    folder = root / found[0] / "plugins" / ID
    if Path(os.path.realpath(folder)) != Path(os.path.realpath(root)) / found[0] / "plugins" / ID:
        raise VaultToolsError(f"{folder}: is reached through a link that leads elsewhere")
    return folder


def installed(folder: Path) -> Installed:
    """The plugin that is in the folder now. Raises VaultToolsError if a file can't be read or is not ours."""
    with _named_errors(folder):
        there = {name: _content(folder / name) for name in plugin_files()}
    for name, data in there.items():
        if data is not None and not is_ours(name, data):
            raise VaultToolsError(f"{folder / name}: not written by vault-tools; move it away first")
    manifest = there["manifest.json"]
    version = str(manifest_of(manifest).get("version")) if manifest is not None else None
    return Installed(folder, version, there == plugin_files())


def install(folder: Path) -> None:
    """Write the plugin, and record where the program is on this device. Raises VaultToolsError."""
    installed(folder)
    with _named_errors(folder):
        tell_command()
        folder.mkdir(parents=True, exist_ok=True)
        for name, data in plugin_files().items():
            replace_file(folder / name, data)


def uninstall(folder: Path) -> bool:
    """Remove what `install` wrote; returns whether the folder is gone too. Raises VaultToolsError."""
    if installed(folder).version is None:
        raise VaultToolsError(f"{folder}: the plugin is not installed")
    with _named_errors(folder):
        for name in plugin_files():
            (folder / name).unlink(missing_ok=True)
        with suppress(OSError):
            folder.rmdir()
    return not folder.exists()


def _settings_folders(root: Path) -> list[str]:
    hidden = sorted(path for path in root.glob(".*") if path.is_dir())
    known = [path.name for path in hidden if any((path / name).is_file() for name in _SETTINGS)]
    return known or [path.name for path in hidden if path.name == ".obsidian"]


def _content(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None


@contextmanager
def _named_errors(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise VaultToolsError(f"{error.filename or folder}: {error.strerror}") from None
