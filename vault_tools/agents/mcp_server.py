"""Serves the tools over the Model Context Protocol on standard input and output, with its official SDK."""

from collections.abc import Callable, Iterator
from functools import wraps
from typing import Annotated, Any

from mcp.server.mcpserver import MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp.types import ToolAnnotations
from pydantic import Field

import vault_tools
from vault_tools.agents.answers import (
    Explanation,
    FlagPage,
    Preview,
    SectionTexts,
    Submitted,
    Text,
    Written,
)
from vault_tools.agents.skill import INSTRUCTIONS
from vault_tools.agents.tools import Tools
from vault_tools.errors import VaultToolsError
from vault_tools.lint.levels import Confidence
from vault_tools.printable import shown

Rules = Annotated[list[str], Field(description="Only these rules; empty: those of the configuration.")]
Paths = Annotated[list[str], Field(description="Notes or folders, from the vault's root; empty: all of it.")]
Cursor = Annotated[str, Field(description="The `cursor` of the previous answer; empty: from the beginning.")]
Unsafe = Annotated[
    bool, Field(description="Also make fixes that may change the meaning. Preview them first.")
]
Limit = Annotated[int, Field(ge=1, le=500, description="At most this many.")]
FlagId = Annotated[str, Field(description="The `id` of a flag, as `list_flagged` gives it.")]
RunId = Annotated[int | None, Field(description="The `run` of an answer; null: the last run by an agent.")]

READS = ToolAnnotations(read_only_hint=True, open_world_hint=False)
WRITES = ToolAnnotations(
    read_only_hint=False, destructive_hint=False, idempotent_hint=True, open_world_hint=False
)
"""Not destructive: writes can be undone. Idempotent: a second call changes nothing."""
UNDOES = ToolAnnotations(
    read_only_hint=False, destructive_hint=True, idempotent_hint=False, open_world_hint=False
)


def mcp_server(tools: Tools, *, read_only: bool) -> "MCPServer[Any]":
    """The server for these tools; with `read_only`, without those that write."""
    server: MCPServer[Any] = MCPServer(
        "vault-tools", instructions=INSTRUCTIONS, version=vault_tools.__version__, log_level="WARNING"
    )
    for read in _readers(tools):
        server.add_tool(_tool(read), annotations=READS)
    for write, annotations in () if read_only else _writers(tools):
        server.add_tool(_tool(write), annotations=annotations)
    return server


def _readers(tools: Tools) -> Iterator[Callable[..., Any]]:
    def list_flagged(
        rules: Rules = [],  # noqa: B006
        paths: Paths = [],  # noqa: B006
        confidence: Confidence = "medium",
        limit: Limit = 50,
        cursor: Cursor = "",
    ) -> FlagPage:
        """List the sections with problems: not translated, cut off, condensed or lost."""
        return tools.list_flagged(rules, paths, confidence, limit, cursor)

    def get_section(id: FlagId, cursor: Cursor = "") -> SectionTexts:
        """Get the texts of a flagged section: the text to replace, its original, and what is missing."""
        return tools.get_section(id, cursor)

    def preview_fix(
        rules: Rules = [],  # noqa: B006
        paths: Paths = [],  # noqa: B006
        unsafe: Unsafe = False,
        cursor: Cursor = "",
    ) -> Preview:
        """Show what `apply_fix` would change, as patches. Writes nothing."""
        return tools.preview_fix(rules, paths, unsafe, cursor)

    def explain(rule: Annotated[str, Field(description="The name of a rule.")]) -> Explanation:
        """Explain what a rule finds, why it matters and what its fix does."""
        return tools.explain(rule)

    yield from (list_flagged, get_section, preview_fix, explain)


def _writers(tools: Tools) -> Iterator[tuple[Callable[..., Any], ToolAnnotations]]:
    def submit(texts: Annotated[list[Text], Field(max_length=100)]) -> Submitted:
        """Write texts for flagged sections into their notes. Each text is checked first and refused if the
        flag would stay or a new one appear."""
        return tools.submit(texts)

    def apply_fix(
        rules: Rules = [],  # noqa: B006
        paths: Paths = [],  # noqa: B006
        unsafe: Unsafe = False,
    ) -> Written:
        """Fix what the rules can fix by themselves: frontmatter, tags, links and index notes."""
        return tools.apply_fix(rules, paths, unsafe)

    def undo(run: RunId = None) -> Written:
        """Undo a run. Notes that have changed since are left as they are."""
        return tools.undo(run)

    yield from ((submit, WRITES), (apply_fix, WRITES), (undo, UNDOES))


def _tool(function: Callable[..., Any]) -> Callable[..., Any]:
    """Wrap the function so that it runs in the main thread, where a note that takes too long can be
    abandoned. Other calls wait meanwhile; they would wait for the same index and lock anyway. A
    VaultToolsError becomes an error answer."""

    @wraps(function)
    async def call(*args: Any, **kwargs: Any) -> Any:
        try:
            return function(*args, **kwargs)
        except VaultToolsError as error:
            raise ToolError(shown(str(error))) from None

    return call
