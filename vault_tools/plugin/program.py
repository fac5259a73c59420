"""Records where this program is on this device, for the plugin. This is stored outside the vault, which other
devices share."""

import json
import sys
from pathlib import Path

from platformdirs import user_state_path

from vault_tools.disk.state import replace_file

COMMAND = (sys.executable, "-P", "-m", "vault_tools")
"""The running program, by the only path that is certain. The plugin starts it in the vault; `-P` keeps it
from importing modules there."""


def program_file() -> Path:
    """The file with the command; `find_program.js` looks in the same place."""
    return user_state_path("vault-tools", appauthor=False) / "program.json"


def known_command() -> tuple[str, ...]:
    """The recorded command; empty if there is none."""
    try:
        command = json.loads(program_file().read_text("utf-8"))["command"]
    except (OSError, ValueError, KeyError, TypeError):
        return ()
    return tuple(command) if isinstance(command, list) and all(isinstance(c, str) for c in command) else ()


def tell_command() -> None:
    """Record the command for the plugin. Raises OSError."""
    path = program_file()
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    replace_file(path, json.dumps({"command": COMMAND}).encode())
