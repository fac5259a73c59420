"""The command `server`: for editors and the plugin, which start it and speak to it over its pipes."""

import os
import sys
from pathlib import Path
from typing import Annotated, Optional

import typer

Vault = Annotated[Optional[Path], typer.Argument(help="The vault; else the folder that the client opens.")]


def server(vault: Vault = None) -> None:
    """Speak the Language Server Protocol on standard input and output, for editors and the plugin."""
    from vault_tools.config.vault_root import find_root
    from vault_tools.server.server import Options, Server

    reader, writer = os.dup(0), os.dup(1)
    os.dup2(2, 1)  # whatever else is printed must not come between messages
    code = Server(reader, writer, Options(vault and find_root(vault))).run()
    sys.stderr.flush()
    os._exit(code)
