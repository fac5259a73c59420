"""Where the program begins."""

import sys
from contextlib import suppress
from pathlib import Path

from vault_tools.errors import VaultToolsError


def main() -> None:
    """The program. A server as editors start it does without the parser of command lines, which takes a fifth
    of the time until the first answer to import."""
    match sys.argv[1:]:
        case ["server", *vault] if not any(name.startswith("-") for name in vault) and len(vault) < 2:
            with suppress(VaultToolsError):  # the parser's way says it
                _serve(*vault)
    from vault_tools.cli.app import main as parsed

    parsed()


def _serve(vault: str = "") -> None:
    from vault_tools.config.vault_root import find_root
    from vault_tools.server.options import Options
    from vault_tools.server.process import serve

    serve(Options(find_root(Path(vault)) if vault else None))
