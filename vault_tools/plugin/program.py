"""Where the plugin finds this program on this device, said outside of the vault: other devices share that."""

import json
import sys
from pathlib import Path

from platformdirs import user_state_path

from vault_tools.disk.state import replace_file

COMMAND = (sys.executable, "-P", "-m", "vault_tools")
"""The program that is running, by the one path that is sure. It runs in the vault, from which it must import
nothing: `-P`."""


def program_file() -> Path:
    """`find_program.js` looks in the same place."""
    return user_state_path("vault-tools", appauthor=False) / "program.json"


def known_command() -> tuple[str, ...]:
    """The command that the plugin starts; empty if none is set."""
    try:
        command = json.loads(program_file().read_text("utf-8"))["command"]
    except (OSError, ValueError, KeyError, TypeError):
        return ()
    return tuple(command) if isinstance(command, list) and all(isinstance(c, str) for c in command) else ()


def tell_command() -> None:
    """Raises OSError."""
    path = program_file()
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    replace_file(path, json.dumps({"command": COMMAND}).encode())
