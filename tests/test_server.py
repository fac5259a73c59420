"""The server as an editor sees it: a process, messages in and out."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from lsp_client import PATIENCE, PULLS, Client, Failed
from often import long
from started import started
from test_server_protocol import SCHEMAS
from vaults import texts
from watchers import until

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


def test_editors_are_told_in_the_language_of_the_configuration(vault) -> None:
    root = vault({"vault-tools.yaml": "messages: zh\n", "Saaz.md": FAULTY})
    with Client(root) as client:
        client.open("Saaz.md", FAULTY)
        (found,) = client.pull("Saaz.md")
        assert found["message"] == "`tags` 应为标签列表，而不是文本 `hops`"


def test_fixes_are_offered_as_edits(vault) -> None:
    with Client(vault({".obsidian/app.json": "{}"})) as client:
        client.open("Saaz.md", FAULTY)
        params = {**client.of("Saaz.md"), "range": WHOLE, "context": {"diagnostics": []}}
        quick, ignore, every = client.request("textDocument/codeAction", params)
        assert (quick["kind"], quick["isPreferred"]) == ("quickfix", True)
        assert (ignore["title"], ignore["isPreferred"]) == ("Ignore `wrong-type` here", False)
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
        assert client.process.wait(PATIENCE) == 0


def test_end_without_a_shutdown_is_told(vault) -> None:
    with Client(vault({})) as client:
        client.notify("exit", None)
        assert client.process.wait(PATIENCE) == 1


CONFIG = """
keys: {tags: {type: tags}, status: {type: text, values: [draft, done]}}
mocs: [{name: tags, each: tags, min: 2, note: "MOC/{value}.md"}]
"""
BEER = {
    "vault-tools.yaml": CONFIG,
    "Pils.md": "---\ntags: [beer]\n---\nPale.\n",
    "Bock.md": "---\ntags: [beer]\nstatus: drafft\n---\nBrown.\n",
    "Alt.md": "---\ntags: [be-er]\n---\nRed.\n",
}


class Schooled(Client):
    """Validates our own requests and their results against the published schemas."""

    def own(self, name: str, /, **params: Any) -> Any:
        schemas = json.loads(SCHEMAS.read_text("utf-8"))
        jsonschema.validate(params, schemas[f"vaultTools/{name} params"])
        result = self.request(f"vaultTools/{name}", params)
        jsonschema.validate(result, schemas[f"vaultTools/{name} result"])
        return result


def rules_of(items: list[dict[str, Any]]) -> list[str]:
    return [item["code"] for item in items]


def applied(text: str, edits: list[dict[str, Any]]) -> str:
    """The text after a client has applied edits in UTF-32."""
    lines = text.splitlines(keepends=True)
    starts = [sum(map(len, lines[:number])) for number in range(len(lines) + 1)]

    def at(position: dict[str, int]) -> int:
        return starts[position["line"]] + position["character"]

    for edit in sorted(edits, key=lambda edit: at(edit["range"]["start"]), reverse=True):
        start, end = at(edit["range"]["start"]), at(edit["range"]["end"])
        text = text[:start] + edit["newText"] + text[end:]
    return text


def test_every_request_of_our_own(vault) -> None:
    root = vault(BEER)
    with Schooled(root) as client:
        found = client.own("findings")
        assert [(f["path"], f["rule"]) for f in found["findings"]] == [
            ("Alt.md", "inconsistent-tag"),
            ("Bock.md", "disallowed-value"),
            ("MOC/beer.md", "stale-moc"),
        ]
        assert found["total"] == found["notes"] == 3
        first = client.own("findings", limit=1)
        second = client.own("findings", limit=1, cursor=first["cursor"])
        assert first["findings"] + second["findings"] == found["findings"][:2]
        assert [f["fix"] for f in found["findings"]] == ["safe", "safe", "safe"]
        assert client.own("findings", rules=["stale-moc"])["total"] == 1
        assert client.own("findings", path="MOC/")["total"] == 1
        assert client.own("findings", text="DRAFFT")["total"] == 1
        assert client.own("status")["flagged"] == 3
        assert "disallowed" in client.own("explain", rule="disallowed-value")["markdown"]
        assert client.own("flagged", paths=["Pils.md"]) == {"sections": []}
        assert [moc["state"] for moc in client.own("moc")["mocs"]] == ["missing"]

        before = texts(root)
        shown = client.own("fix", dryRun=True)
        assert [diff["path"] for diff in shown["diffs"]] == ["Alt.md", "Bock.md", "MOC/beer.md"]
        assert texts(root) == before
        client.open("Alt.md", BEER["Alt.md"] + "Unsaved.\n")
        done = client.own("fix")
        assert done["written"] == ["Bock.md", "MOC/beer.md"]
        (change,) = done["documentChanges"]
        assert change["textDocument"] == {"uri": client.uri("Alt.md"), "version": 1}
        fixed = applied(BEER["Alt.md"] + "Unsaved.\n", change["edits"])
        assert fixed == "---\ntags: [beer]\n---\nRed.\nUnsaved.\n"
        assert (root / "Alt.md").read_text() == BEER["Alt.md"]

        (run,) = client.own("runs")["runs"]
        assert (run["run"], run["paths"], run["cause"]) == (done["run"], done["written"], "plugin: fix")
        undone = client.own("undo", run=done["run"])
        assert undone["written"] == done["written"]
        assert texts(root) == before

        client.close("Alt.md")
        renamed = client.own("rename", kind="tag", old="beer", new="bier")
        assert set(renamed["written"]) >= {"Pils.md", "Bock.md"}
        assert (root / "Pils.md").read_text() == "---\ntags: [bier]\n---\nPale.\n"
        with pytest.raises(Failed, match=r"-32803.*not a valid tag"):
            client.own("rename", kind="tag", old="bier", new="b i")
        with pytest.raises(Failed, match=r"-32602.*`params.kind` is missing"):
            client.request("vaultTools/rename", {"old": "a", "new": "b"})
        assert client.own("moc", name="tags/bier")["written"] == ["MOC/bier.md"]
        assert client.end() == 0


def test_editor_that_only_takes_is_told(vault) -> None:
    root = vault(BEER)
    with Client(root, capabilities={}) as client:
        client.open("Alt.md", BEER["Alt.md"])
        while not (told := client.until("textDocument/publishDiagnostics"))["diagnostics"]:
            pass
        assert (told["uri"], told["version"]) == (client.uri("Alt.md"), 1)
        assert rules_of(told["diagnostics"]) == ["inconsistent-tag"]
        client.change("Alt.md", BEER["Pils.md"], 2)
        assert client.until("textDocument/publishDiagnostics") == {
            "uri": client.uri("Alt.md"),
            "version": 2,
            "diagnostics": [],
        }


def test_what_other_notes_change_is_told(vault) -> None:
    root = vault(BEER)
    with Client(root) as client:
        client.open("Alt.md", BEER["Alt.md"])
        client.request("vaultTools/findings", {})
        assert rules_of(client.pull("Alt.md")) == ["inconsistent-tag"]
        for name in ("Pils.md", "Bock.md"):
            (root / name).write_text("---\ntags: [ale]\n---\n")
        changed: set[str] = set()
        while not changed >= {"Bock.md", "MOC/beer.md"} or client.pull("Alt.md"):
            changed.update(client.until("vaultTools/changed")["paths"])
        until(lambda: any(asked["method"] == "workspace/diagnostic/refresh" for asked in client.asked))


def test_configuration_is_judged_where_it_stands_and_heals(vault) -> None:
    root = vault({**BEER, "vault-tools.yaml": "keys: {tags: {type: tgas}}\n"})
    with Client(root) as client:
        told = client.until("textDocument/publishDiagnostics")
        assert told["uri"] == client.uri("vault-tools.yaml")
        (fault,) = told["diagnostics"]
        assert fault["range"]["start"] == {"line": 0, "character": 14}
        with pytest.raises(Failed, match="the configuration is wrong"):
            client.request("vaultTools/findings", {})
        client.open("Alt.md", FAULTY)
        assert client.pull("Alt.md") == []
        client.open("vault-tools.yaml", CONFIG.replace("text", "txet"))
        (fault,) = client.pull("vault-tools.yaml")
        assert (fault["range"]["start"]["line"], "text" in fault["message"]) == (1, True)
        client.change("vault-tools.yaml", CONFIG, 2)
        assert client.pull("vault-tools.yaml") == []
        (root / "vault-tools.yaml").write_text(CONFIG)
        while client.until("vaultTools/status")["state"] != "ready":
            pass
        assert "wrong-type" in rules_of(client.pull("Alt.md"))


def test_what_is_no_note_of_the_vault_is_let_be(vault, tmp_path: Path) -> None:
    root = vault({**BEER, "vault-tools.yaml": "exclude: [Inbox/]\n"})
    with Client(root) as client:
        for path in ("../outside.md", "A.txt", ".trash/A.md", "Inbox/A.md"):
            client.open(path, FAULTY)
            assert client.pull(path) == []
        client.open("A b.md", FAULTY)
        assert rules_of(client.pull("A b.md")) == ["wrong-type"]
        client.notify("textDocument/didOpen", {"textDocument": {"uri": 3}})
        client.close("A b.md")
        client.close("A b.md")
        assert client.pull("A b.md") == []
        client.open("A b.md", MENDED, version=5)
        client.change("A b.md", FAULTY, 4)
        assert client.pull("A b.md") == []
        client.write_bytes(b"Content-Length: 3\r\n\r\n{a}")
        assert client.end() == 0


def test_same_result_is_not_sent_again(vault) -> None:
    with Client(vault(BEER)) as client:
        client.request("vaultTools/findings", {})
        client.open("Alt.md", BEER["Alt.md"])
        first = client.request("textDocument/diagnostic", client.of("Alt.md"))
        again = {**client.of("Alt.md"), "previousResultId": first["resultId"]}
        client.change("Alt.md", BEER["Alt.md"] + "More.\n", 2)
        assert client.request("textDocument/diagnostic", again) == {
            "kind": "unchanged",
            "resultId": first["resultId"],
        }
        client.change("Alt.md", BEER["Pils.md"], 3)
        assert client.request("textDocument/diagnostic", again)["kind"] == "full"


def test_commands_send_the_edits_of_open_documents(vault) -> None:
    with Client(vault(BEER)) as client:
        client.open("Alt.md", BEER["Alt.md"])
        params = {"command": "vault-tools.fix", "arguments": [{"paths": ["Alt.md"]}]}
        assert client.request("workspace/executeCommand", params)["written"] == []
        (asked,) = (asked for asked in client.asked if asked["method"] == "workspace/applyEdit")
        (change,) = asked["params"]["edit"]["documentChanges"]
        assert applied(BEER["Alt.md"], change["edits"]) == "---\ntags: [beer]\n---\nRed.\n"


def test_request_that_nobody_waits_for_is_cancelled(vault) -> None:
    with Client(vault(BEER)) as client:
        request = client.send("vaultTools/fix", {}, cancelled=True)
        with pytest.raises(Failed, match="-32800"):
            client.wait(request)
        assert "stale-moc" in client.request("vaultTools/findings", {})["rules"]


def test_closed_notes_are_fixed_and_open_ones_never(vault) -> None:
    root = vault({".obsidian/app.json": "{}", "A.md": FAULTY, "B.md": FAULTY})
    for name in ("A.md", "B.md"):
        os.utime(root / name, (0, 0))
    options = {"mend": True, "quietPeriod": 0.1}
    with Client(None) as client:
        client.root = root
        folders = [{"uri": client.uri(""), "name": "vault"}]
        client.request(
            "initialize",
            {"capabilities": PULLS, "workspaceFolders": folders, "initializationOptions": options},
        )
        client.open("A.md", FAULTY)
        until(lambda: texts(root)["B.md"] == MENDED)
        status = client.request("vaultTools/status", {})
        assert (status["mends"], status["writer"]) == (True, {"pid": client.process.pid, "isThis": True})
        writer = {"pid": client.process.pid, "isThis": False}
        with Client(root, initializationOptions=options) as other:
            while (status := other.until("vaultTools/status"))["state"] != "ready":
                pass
            assert (status["mends"], status["writer"]) == (False, writer)
            assert texts(root)["A.md"] == FAULTY
            client.close("A.md")
            until(lambda: texts(root)["A.md"] == MENDED)


PHASES = [0.3, long(0.0), long(1.5), long(4.0)]
"""Seconds to wait: during start-up, immediately, while loading, when idle."""


@pytest.mark.parametrize("pause", PHASES)
@pytest.mark.skipif(not os.path.isdir("/proc"), reason="no /proc to see processes in")
def test_it_ends_with_its_parent(vault, pause: float) -> None:
    root = vault({f"Note {number}.md": FAULTY * 50 for number in range(400)})
    code = f"""
import subprocess, sys, time
from lsp_client import Client
from pathlib import Path
client = Client(Path({str(root)!r}))
print(client.process.pid, flush=True)
time.sleep(60)
"""
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parent)}
    command = [sys.executable, "-c", code]
    with started(command, stdout=subprocess.PIPE, env=environment) as parent:
        assert parent.stdout
        server = int(parent.stdout.readline())
        time.sleep(pause)
    until(lambda: not is_alive(server), "the end of the server")


def is_alive(process: int) -> bool:
    try:
        state = Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except OSError:
        return False
    return state != "Z"


@pytest.mark.skipif(not os.path.isdir("/proc"), reason="no /proc to see memory in")
def test_client_that_never_reads_costs_no_memory(vault) -> None:
    types = json.dumps({"types": {f"key-{n}": "date" for n in range(900)}})
    with Client(vault({".obsidian/types.json": types})) as client:
        client.open("A.md", "---\n" + "".join(f"key-{n}: 2024-13-4{n % 10}\n" for n in range(900)) + "---\n")
        size = len(json.dumps(client.pull("A.md")))
        assert size > 50_000
        client.reads.clear()
        params = client.of("A.md")
        first, *_ = [client.send("textDocument/diagnostic", params) for _ in range(140_000_000 // size)]
        time.sleep(1)
        memory = int(Path(f"/proc/{client.process.pid}/statm").read_text().split()[1]) * 4096
        assert memory < 190_000_000
        client.reads.set()
        assert client.wait(first)["items"]
