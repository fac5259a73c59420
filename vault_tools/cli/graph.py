"""The command `graph`: print the links between notes, for programs that draw and measure graphs."""

from enum import Enum
from pathlib import Path
from typing import Annotated

import typer

from vault_tools.cli.words import VaultPath


class GraphFormat(str, Enum):
    json = "json"
    graphml = "graphml"


def graph(
    vault: VaultPath = Path(),
    output_format: Annotated[
        GraphFormat, typer.Option(help="The node-link form of NetworkX, or GraphML.")
    ] = GraphFormat.json,
) -> None:
    """Print the links between notes: nodes with path, title and tags, edges with their kind."""
    import sys

    from vault_tools.cli.words import vault_at
    from vault_tools.mocs.graph import as_graphml, as_json

    _, _, found = vault_at(vault)
    sys.stdout.writelines((as_json if output_format is GraphFormat.json else as_graphml)(found))
