"""The plugin in a vault: put there, kept up to date, taken away; never over files of others."""

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
"""Files of which Obsidian writes one at least when it opens a vault, whatever it calls the folder."""


@dataclass(frozen=True)
class Installed:
    """What is in a vault. `version` is None where no plugin is; `is_current`: to the byte what this
    program would write."""

    folder: Path
    version: str | None
    is_current: bool


def plugin_folder(root: Path, settings: str | None = None) -> Path:
    """Where a vault has the plugin, by the name of its settings folder or by what it looks like. Raises
    VaultToolsError where that is unclear or leads out of the vault."""
    found = [settings] if settings else _settings_folders(root)
    if len(found) > 1:
        raise VaultToolsError(f"{root}: several settings folders, say which: {', '.join(found)}")
    if not found or not (root / found[0]).is_dir() or Path(found[0]).name != found[0]:
        named = f"`{settings}` is not a folder of it" if settings else "it has no settings folder"
        raise VaultToolsError(f"{root}: {named}; open the vault in Obsidian once")
    folder = root / found[0] / "plugins" / ID
    if Path(os.path.realpath(folder)) != Path(os.path.realpath(root)) / found[0] / "plugins" / ID:
        raise VaultToolsError(f"{folder}: a link leads somewhere else")
    return folder


def installed(folder: Path) -> Installed:
    """What is there now. Raises VaultToolsError where something can't be read, or is of others."""
    with _named_errors(folder):
        there = {name: _content(folder / name) for name in plugin_files()}
    for name, data in there.items():
        if data is not None and not is_ours(name, data):
            raise VaultToolsError(f"{folder / name}: not written by vault-tools; move it away first")
    manifest = there["manifest.json"]
    version = str(manifest_of(manifest).get("version")) if manifest is not None else None
    return Installed(folder, version, there == plugin_files())


def install(folder: Path) -> None:
    """Write the plugin, and for this device where the program is. Raises VaultToolsError."""
    installed(folder)
    with _named_errors(folder):
        tell_command()
        folder.mkdir(parents=True, exist_ok=True)
        for name, data in plugin_files().items():
            replace_file(folder / name, data)


def uninstall(folder: Path) -> bool:
    """Remove what `install` wrote; whether nothing else is left there. Raises VaultToolsError."""
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
