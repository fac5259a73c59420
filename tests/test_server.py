"""The server as an editor has it: a process, messages in and out."""

import pytest
from lsp_client import Client, Failed

pytestmark = pytest.mark.usefixtures("time_limit")

FAULTY = "---\ntags: hops\n---\nSaaz 😀.\n"
MENDED = "---\ntags:\n  - hops\n---\nSaaz 😀.\n"
WHOLE = {"start": {"line": 0, "character": 0}, "end": {"line": 99, "character": 0}}


def test_document_is_judged_as_it_stands_in_the_editor(vault) -> None:
    root = vault({".obsidian/app.json": "{}", "Saaz.md": MENDED})
    with Client(root) as client:
        client.open("Saaz.md", FAULTY)
        (found,) = client.pull("Saaz.md")
        assert (found["code"], found["severity"], found["source"]) == ("wrong-type", 1, "vault-tools")
        assert found["range"] == {"start": {"line": 1, "character": 6}, "end": {"line": 1, "character": 10}}
        client.change("Saaz.md", MENDED, 2)
        assert client.pull("Saaz.md") == []
        assert client.end() == 0
    assert (root / "Saaz.md").read_text() == MENDED


def test_fixes_are_offered_as_edits(vault) -> None:
    with Client(vault({".obsidian/app.json": "{}"})) as client:
        client.open("Saaz.md", FAULTY)
        params = {**client.of("Saaz.md"), "range": WHOLE, "context": {"diagnostics": []}}
        quick, every = client.request("textDocument/codeAction", params)
        assert (quick["kind"], quick["isPreferred"]) == ("quickfix", True)
        assert every["kind"] == "source.fixAll.vault-tools"
        (change,) = every["edit"]["documentChanges"]
        assert change["textDocument"] == {"uri": client.uri("Saaz.md"), "version": 1}
        assert [edit["newText"] for edit in change["edits"]] == ["tags:\n  - hops\n"]


def test_order_of_a_life_is_kept(vault) -> None:
    with Client(None) as client:
        with pytest.raises(Failed, match="-32002"):
            client.request("textDocument/hover", {})
        client.root = vault({})
        client.request("initialize", {"capabilities": {}, "rootUri": None})
        with pytest.raises(Failed, match="-32600"):
            client.request("initialize", {"capabilities": {}})
        with pytest.raises(Failed, match="-32601"):
            client.request("textDocument/nonsense", {})
        client.request("shutdown", None)
        with pytest.raises(Failed, match="-32600"):
            client.request("shutdown", None)
        client.notify("exit", None)
        assert client.process.wait(10) == 0


def test_end_without_a_shutdown_is_told(vault) -> None:
    with Client(vault({})) as client:
        client.notify("exit", None)
        assert client.process.wait(10) == 1
