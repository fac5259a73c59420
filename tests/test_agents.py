"""The interfaces for agents: the skill file, and the MCP server, called by the client of its own SDK."""

import asyncio
import importlib
import json
import sys
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml
from test_submit import EN, WHOLE, ZH
from test_transcripts import english, talk
from typer.main import get_command

from vault_tools.agents.pages import MOST, beginning, size_of
from vault_tools.agents.skill import skill_text
from vault_tools.cli.app import app_of

CUT = WHOLE.replace(ZH, "水烧干了。")
CONFIG = "language: zh\nkeys: {date: {type: date}}\n"
READ_ONLY = {"list_flagged", "get_section", "preview_fix", "explain"}
WRITING = {"submit", "apply_fix", "undo"}


def test_skill_file_is_what_agents_take(call) -> None:
    text = call("skill").stdout.decode()
    assert text == skill_text()
    _, head, body = text.split("---\n", 2)
    told = yaml.safe_load(head)
    assert set(told) == {"name", "description"}
    assert told["name"] == "vault-tools"
    assert 0 < len(told["description"]) <= 1024
    assert body.startswith("\n# vault-tools\n")
    assert len(body.splitlines()) < 500


def test_skill_file_names_only_commands_and_options_that_there_are() -> None:
    commands = get_command(app_of()).commands
    named = [line.split("`")[1::2] for line in skill_text().splitlines()]
    lines = [code.split() for codes in named for code in codes if code.startswith("vault-tools ")]
    assert {line[1] for line in lines} >= {"check", "fix", "flagged", "submit", "undo", "explain", "list"}
    for line in lines:
        options = {name for option in commands[line[1]].params for name in option.opts}
        assert {part for part in line if part.startswith("--")} <= options, line


mcp = pytest.mark.skipif(
    not importlib.util.find_spec("mcp"), reason="needs vault-tools[mcp]: pip install '.[mcp]'"
)


@pytest.fixture
def served(vault) -> Callable[..., Any]:
    """Serve a vault of these files to a client in the same process."""

    def run(
        files: "Mapping[str, str] | Path",
        speak: Callable[[Any], Awaitable[Any]],
        *,
        read_only: bool = False,
        mode: str = "auto",
    ) -> Any:
        from mcp import Client

        from vault_tools.agents.mcp_server import mcp_server
        from vault_tools.agents.tools import Tools

        root = files if isinstance(files, Path) else vault(dict(files) | {"vault-tools.yaml": CONFIG})

        async def session() -> Any:
            server = mcp_server(Tools(root, print), read_only=read_only)
            async with Client(server, mode=mode) as client:
                return await speak(client)

        return asyncio.run(session())

    return run


async def ask(client: Any, tool: str, **arguments: Any) -> Any:
    """The structured content of an answer. The answer's text repeats it and is never too long."""
    answer = await client.call_tool(tool, arguments)
    assert not answer.is_error, answer.content
    [content] = answer.content
    assert json.loads(content.text) == answer.structured_content
    assert max(size_of(answer.structured_content), len(content.text.encode())) <= MOST
    return answer.structured_content


@mcp
@pytest.mark.parametrize("mode", ["auto", "legacy"])
@pytest.mark.parametrize("read_only", [False, True])
def test_tools_say_what_they_do(served, read_only: bool, mode: str) -> None:
    async def speak(client: Any) -> None:
        assert "list_flagged" in client.instructions
        tools = {tool.name: tool for tool in (await client.list_tools()).tools}
        assert tools.keys() == READ_ONLY | (set() if read_only else WRITING)
        for name, tool in tools.items():
            assert tool.description
            assert tool.output_schema["type"] == "object"
            assert tool.annotations.read_only_hint == (name in READ_ONLY)
            assert tool.annotations.open_world_hint is False

    served({"A.md": CUT}, speak, read_only=read_only, mode=mode)


@mcp
def test_loop_gives_the_note_back_and_undo_takes_it_back(served, vault) -> None:
    root = vault({"A.md": CUT, "vault-tools.yaml": CONFIG})

    async def speak(client: Any) -> None:
        [flag] = (await ask(client, "list_flagged"))["flags"]
        assert (flag["rule"], flag["task"]) == ("condensed-translation", "translate")
        section = await ask(client, "get_section", id=flag["id"])
        assert (section["target"], section["original"], section["cursor"]) == ("水烧干了。", EN, None)
        given = {"id": section["id"], "section_sha256": section["section_sha256"]}
        refused = await ask(client, "submit", texts=[given | {"text": EN}])
        assert [a["state"] for a in refused["answers"]] == ["refused"]
        assert refused["run"] is None
        taken = await ask(client, "submit", texts=[given | {"text": ZH}])
        assert [a["state"] for a in taken["answers"]] == ["written"]
        assert (root / "A.md").read_text("utf-8") == WHOLE
        assert (await ask(client, "list_flagged"))["flags"] == []
        undone = await ask(client, "undo")
        assert undone["paths"] == ["A.md"]
        assert (root / "A.md").read_text("utf-8") == CUT

    served(root, speak)


@mcp
def test_fix_is_shown_then_made(served, vault) -> None:
    root = vault({"A.md": "---\ndate: 5 March 2024\n---\n", "B.md": "Text.\n", "vault-tools.yaml": CONFIG})

    async def speak(client: Any) -> None:
        before = (root / "A.md").read_bytes()
        preview = await ask(client, "preview_fix", paths=["A.md"])
        [diff] = preview["diffs"]
        assert "+date: 2024-03-05" in diff["diff"]
        assert (root / "A.md").read_bytes() == before
        assert (await ask(client, "preview_fix", rules=["wrong-type"]))["diffs"] == []
        fixed = await ask(client, "apply_fix")
        assert (fixed["notes"], fixed["paths"]) == (1, ["A.md"])
        assert b"2024-03-05" in (root / "A.md").read_bytes()
        await ask(client, "undo", run=fixed["run"])
        assert (root / "A.md").read_bytes() == before
        assert "malformed" in (await ask(client, "explain", rule="malformed-date"))["markdown"]

    served(root, speak)


@mcp
def test_undo_is_for_what_an_agent_wrote(served, vault, call) -> None:
    root = vault({"A.md": "---\ndate: 5 March 2024\n---\n", "vault-tools.yaml": CONFIG})
    call("fix", root)

    async def speak(client: Any) -> str:
        answer = await client.call_tool("undo", {})
        assert answer.is_error
        return str(answer.content[0].text)

    assert "no agent wrote anything" in served(root, speak)
    assert b"2024-03-05" in (root / "A.md").read_bytes()


@mcp
@pytest.mark.parametrize(
    ("tool", "arguments"),
    [
        ("get_section", {"id": "A.md:0123"}),
        ("get_section", {"id": "../A.md:0123"}),
        ("get_section", {"id": ""}),
        ("list_flagged", {"rules": ["no-such-rule"]}),
        ("list_flagged", {"paths": ["../.."]}),
        ("list_flagged", {"paths": ["/etc"]}),
        ("list_flagged", {"paths": ["Gone.md"]}),
        ("list_flagged", {"paths": ["a\0b"]}),
        ("list_flagged", {"limit": 0}),
        ("explain", {"rule": "no-such-rule"}),
        ("undo", {"run": 99}),
        ("submit", {"texts": [{"id": "A.md:0123"}]}),
        ("no_such_tool", {}),
    ],
)
def test_what_can_not_be_done_is_said_and_the_server_lives(served, tool: str, arguments: dict) -> None:
    async def speak(client: Any) -> None:
        answer = await client.call_tool(tool, arguments)
        assert answer.is_error
        assert answer.content[0].text
        assert (
            not answer.content[0].text.startswith(f"Error executing tool {tool}")
            or ":" in answer.content[0].text
        )
        assert len((await ask(client, "list_flagged"))["flags"]) == 1

    served({"A.md": CUT}, speak)


@mcp
def test_answers_are_short_and_cursors_lead_to_all_of_it(served) -> None:
    """Long texts, long headings, many notes: the pages contain each flag and each character exactly once."""
    long = english(talk(count=900))
    heading = "长" * 5_000
    note = f"# {heading}\n\n{ZH}\n\n<details>\n<summary>Original English</summary>\n\n{long}\n\n</details>\n"
    files = {f"{n:03}.md": CUT for n in range(150)} | {"Long.md": note}

    async def speak(client: Any) -> None:
        found: list[dict[str, Any]] = []
        cursor = ""
        while cursor is not None:
            page = await ask(client, "list_flagged", limit=500, cursor=cursor)
            found += page["flags"]
            cursor = page["cursor"]
        assert {flag["path"] for flag in found} == files.keys()
        assert len({flag["id"] for flag in found}) == len(found)
        [of_long] = [f["id"] for f in found if f["path"] == "Long.md" and f["task"] == "translate"]
        text, cursor = "", ""
        while cursor is not None:
            part = await ask(client, "get_section", id=of_long, cursor=cursor)
            text += part["target"] + part["original"]
            cursor = part["cursor"]
        assert text == long

    served(files, speak)


@mcp
def test_patches_come_in_pages_too(served) -> None:
    files = {f"{n}.md": f"---\ndate: 5 March 2024\n---\n{'long ' * 900}\n" for n in range(20)}

    async def speak(client: Any) -> None:
        paths: list[str] = []
        cursor = ""
        while cursor is not None:
            page = await ask(client, "preview_fix", cursor=cursor)
            paths += [diff["path"] for diff in page["diffs"]]
            cursor = page["cursor"]
        assert paths == sorted(files)

    served(files, speak)


@mcp
def test_command_serves_on_its_pipes(vault) -> None:
    from mcp import Client, StdioServerParameters, stdio_client

    root = vault({"A.md": CUT, "vault-tools.yaml": CONFIG})
    parameters = StdioServerParameters(
        command=sys.executable, args=["-m", "vault_tools", "mcp", str(root), "--read-only"]
    )

    async def session() -> None:
        async with Client(stdio_client(parameters)) as client:
            assert {tool.name for tool in (await client.list_tools()).tools} == READ_ONLY
            assert len((await ask(client, "list_flagged"))["flags"]) == 1

    asyncio.run(session())


def test_without_the_sdk_one_line_says_what_to_install(vault, call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "mcp", None)
    monkeypatch.setitem(sys.modules, "mcp.server.mcpserver", None)
    done = call("mcp", vault({"A.md": ""}))
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr == b"error: `mcp` needs an extra: install `vault-tools[mcp]`\n"


@pytest.mark.parametrize("text", ["", "a" * 100, "字" * 100, "\x00\n" * 50, "\ud800" * 9])
@pytest.mark.parametrize("room", [0, 1, 50, 10_000])
def test_beginning_of_a_text_fits(text: str, room: int) -> None:
    cut = beginning(text, room)
    assert text.startswith(cut)
    assert len(cut) >= min(1, len(text))
    assert size_of(cut) <= room or len(cut) <= 1
