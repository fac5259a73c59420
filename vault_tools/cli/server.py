"""The command `server`: serve editors and the plugin, which start it and talk to it over pipes."""

from pathlib import Path
from typing import Annotated, Optional

import typer

from vault_tools.cli.watch import QuietPeriod

Vault = Annotated[
    Optional[Path], typer.Argument(help="The vault. Default: the folder that the client opens.")
]
Mend = Annotated[
    bool, typer.Option("--mend", help="Fix notes that are not open, once they have been left alone.")
]


def server(vault: Vault = None, mend: Mend = False, quiet_period: QuietPeriod = 10.0) -> None:
    """Speak the Language Server Protocol on standard input and output, for editors and the plugin."""
    from vault_tools.config.vault_root import find_root
    from vault_tools.server.options import ServerOptions
    from vault_tools.server.process import serve

    serve(ServerOptions(vault and find_root(vault), mend, quiet_period))
