"""The command `mcp`: serve a vault to agents over the Model Context Protocol."""

from pathlib import Path
from typing import Annotated

import typer

from vault_tools.errors import VaultToolsError

ReadOnly = Annotated[bool, typer.Option("--read-only", help="Serve only tools that do not write.")]


def mcp(
    vault: Annotated[Path, typer.Argument(help="The vault, or a folder in it.")] = Path(),
    read_only: ReadOnly = False,
) -> None:
    """Serve a vault to agents over the Model Context Protocol, on standard input and output.

    Needs the extra `mcp`.
    """
    from vault_tools.cli.output import say
    from vault_tools.config.load import read_config
    from vault_tools.config.vault_root import find_root

    try:
        import mcp.server.mcpserver  # noqa: F401
    except ModuleNotFoundError:
        raise VaultToolsError("`mcp` needs an extra: install `vault-tools[mcp]`") from None
    from vault_tools.agents.mcp_server import mcp_server
    from vault_tools.agents.tools import Tools

    root = find_root(vault)
    read_config(root)
    mcp_server(Tools(root, say), read_only=read_only).run("stdio")
