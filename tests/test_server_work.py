"""The server at work: its progress, hints of changes, its end with requests still open."""

import json
import os
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from lsp_client import PULLS, Client, Failed
from started import run
from vaults import texts

from vault_tools.lint.baseline import Baseline
from vault_tools.lint.rule import Rule
from vault_tools.rules.inconsistent_tag import InconsistentTag
from vault_tools.rules.malformed_tag import MalformedTag
from vault_tools.rules.truncated_section import TruncatedSection
from vault_tools.server import outbox as outboxes
from vault_tools.server.answers import Answers
from vault_tools.server.backend import Backend
from vault_tools.server.documents import Documents
from vault_tools.server.framing import Frames, framed
from vault_tools.server.news import News
from vault_tools.server.options import Chosen, ServerOptions, chosen
from vault_tools.server.outbox import Outbox
from vault_tools.server.server import Server
from vault_tools.server.uris import uri_of
from vault_tools.session.baseline_file import BASELINE_NAME, write_baseline
from vault_tools.watch.changes import Changed
from vault_tools.watch.inbox import Inbox

pytestmark = pytest.mark.usefixtures("time_limit")


@pytest.fixture(autouse=True)
def no_garbage(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep servers in this process from collecting garbage, which would include the objects of all tests."""
    monkeypatch.setattr("vault_tools.server.backend.take_back", lambda: None)


TWICE = "---\ntags: [a b, c d, a b]\n---\n"
CONFIG = "keys: {tags: {type: tags}}\n"


def answers_to(messages: list[dict[str, Any]]) -> list[Any]:
    """A server's answers to a client that writes everything at once and then closes the pipe."""
    command = [sys.executable, "-m", "vault_tools", "server"]
    done = run(command, stdin=b"".join(map(framed, messages)))
    assert done.returncode == 1
    return [*Frames().feed(done.stdout)]


def test_what_was_asked_is_answered_though_nothing_more_comes(vault) -> None:
    root = vault({"vault-tools.yaml": CONFIG, "A.md": TWICE})
    params = {"capabilities": {}, "rootUri": uri_of(root)}
    asked = [
        {"id": 1, "method": "initialize", "params": params},
        {"id": 2, "method": "vaultTools/explain", "params": {"rule": "stale-moc"}},
        {"id": 3, "method": "vaultTools/findings", "params": {}},
        {"id": 4, "method": "vaultTools/fix", "params": {}},
        {"id": 5, "method": "vaultTools/findings", "params": {}},
    ]
    told = answers_to([{"jsonrpc": "2.0", **message} for message in asked])
    results = {message["id"]: message["result"] for message in told if "id" in message}
    assert results.keys() == {1, 2, 3, 4, 5}
    assert (results[3]["total"], results[4]["written"]) == (5, ["A.md"])


def progress_of(client: Client, token: object) -> list[str]:
    """The kinds of progress reported for a token, up to its end."""
    kinds = []
    while "end" not in kinds:
        params = client.until("$/progress")
        if params["token"] == token:
            kinds.append(params["value"]["kind"])
    return kinds


def test_fixes_tell_how_far_they_are(vault) -> None:
    root = vault({"vault-tools.yaml": CONFIG, **{f"{n}.md": TWICE for n in range(60)}})
    with Client(root) as client:
        client.request("vaultTools/findings", {"limit": 1})
        fix = {"rules": ["duplicate-value"], "workDoneToken": "mine"}
        assert len(client.request("vaultTools/fix", fix)["written"]) == 60
        kinds = progress_of(client, "mine")
        assert (kinds[0], kinds[1]) == ("begin", "report")
        command = {"command": "vault-tools.fix", "arguments": [{}], "workDoneToken": 7}
        client.request("workspace/executeCommand", command)
        assert progress_of(client, 7)[0] == "begin"
        client.request("vaultTools/undo", {})
        made = [a["params"]["token"] for a in client.asked if a["method"] == "window/workDoneProgress/create"]
        assert progress_of(client, made[-1])[:2] == ["begin", "report"]


def test_client_without_progress_is_told_none(vault) -> None:
    with Client(vault({"vault-tools.yaml": CONFIG, "A.md": TWICE}), capabilities={}) as client:
        client.request("vaultTools/fix", {})
        assert "window/workDoneProgress/create" not in [asked["method"] for asked in client.asked]
        client.end()
        told = [client.notified.get()["method"] for _ in range(client.notified.qsize())]
        assert "$/progress" not in told


def test_one_finding_of_a_closed_note_is_fixed_alone(vault) -> None:
    text = "---\ntags: [a b, c d]\n---\n"
    root = vault({"vault-tools.yaml": CONFIG, "A.md": text, "B.md": text})
    with Client(root) as client:
        found = client.request("vaultTools/findings", {"path": "A.md", "rules": ["malformed-tag"]})[
            "findings"
        ]
        assert len(found) == 2
        one = {"paths": ["A.md"], "rules": ["malformed-tag"], "position": found[1]["position"]}
        (shown,) = client.request("vaultTools/fix", {**one, "dryRun": True})["diffs"]
        assert "c-d" in shown["diff"]
        done = client.request("vaultTools/fix", one)
        assert done["written"] == ["A.md"]
        assert texts(root)["A.md"] == text.replace("c d", "c-d")
        assert client.request("vaultTools/runs", {})["runs"][0]["cause"] == "plugin: fix malformed-tag"
        with pytest.raises(Failed, match=r"-32801.*nothing to fix there"):
            client.request("vaultTools/fix", one)
        with pytest.raises(Failed, match=r"-32602.*names one note"):
            client.request("vaultTools/fix", {**one, "paths": ["A.md", "B.md"]})
        with pytest.raises(Failed, match=r"-32602.*names one note"):
            client.request("vaultTools/fix", {**one, "paths": ["../A.md"]})
        client.open("B.md", text)
        (change,) = client.request("vaultTools/fix", {**one, "paths": ["B.md"]})["documentChanges"]
        assert len(change["edits"]) == 1
        assert texts(root)["B.md"] == text


def test_finding_says_what_it_rests_on_and_why(vault) -> None:
    with Client(vault({"vault-tools.yaml": CONFIG})) as client:
        client.open("A.md", TWICE)
        found = next(item for item in client.pull("A.md") if item["code"] == "duplicate-value")
        assert (found["data"]["evidence"], found["data"]["section"]) == ("a b", [])
        assert found["data"]["why"].startswith("A list contains a value twice")
        hover = {**client.of("A.md"), "position": found["range"]["start"]}
        assert found["data"]["why"] in client.request("textDocument/hover", hover)["contents"]["value"]


def test_ignoring_is_an_action_of_its_own_kind(vault) -> None:
    with Client(vault({"vault-tools.yaml": CONFIG})) as client:
        client.open("A.md", TWICE)
        everywhere = {"start": {"line": 0, "character": 0}, "end": {"line": 9, "character": 0}}

        def kinds(*only: str) -> set[str]:
            params = {
                **client.of("A.md"),
                "range": everywhere,
                "context": {"diagnostics": [], "only": [*only]},
            }
            return {action["kind"] for action in client.request("textDocument/codeAction", params)}

        assert kinds("quickfix") == {"quickfix", "quickfix.ignore"}
        assert kinds("quickfix.ignore") == {"quickfix.ignore"}
        assert kinds("source.fixAll") == {"source.fixAll.vault-tools"}


NUMBER, TEXT = ({"types.json": json.dumps({"types": {"n": type_}})} for type_ in ("number", "text"))


def settings(name: str, files: dict[str, str]) -> dict[str, str]:
    return {f"{name}/{file}": text for file, text in {"app.json": "{}", **files}.items()}


@pytest.mark.parametrize(("folder", "found"), [("", 0), (".mobile", 1), (".gone", 0), ("..", 0), (3, 0)])
def test_client_names_the_settings_folder(vault, folder: Any, found: int) -> None:
    root = vault(settings(".obsidian", TEXT) | settings(".mobile", NUMBER))
    options = {"settingsFolder": folder}
    with Client(root, capabilities=PULLS, initializationOptions=options) as client:
        client.open("A.md", "---\nn: many\n---\n")
        client.request("vaultTools/findings", {})
        assert len(client.pull("A.md")) == found


def test_settings_in_the_named_folder_are_followed(vault) -> None:
    root = vault(settings(".obsidian", TEXT) | settings(".mobile", TEXT))
    with Client(root, initializationOptions={"settingsFolder": ".mobile"}) as client:
        client.open("A.md", "---\nn: many\n---\n")
        client.request("vaultTools/findings", {})
        assert client.pull("A.md") == []
        vault(settings(".mobile", NUMBER))
        while not client.pull("A.md"):
            client.until("vaultTools/status")


@pytest.mark.parametrize(
    "given", [None, [], {"mend": 1, "quietPeriod": -1, "severity": "loud", "settingsFolder": "a/b"}]
)
def test_options_that_make_no_sense_are_passed_over(given: Any, capfd: pytest.CaptureFixture[str]) -> None:
    assert chosen(given, ServerOptions(quiet_period=3.0)) == Chosen(quiet_period=3.0)
    assert ("ignored: " in capfd.readouterr().err) == isinstance(given, dict)


def test_what_an_editor_hears_of_files_is_a_hint(vault) -> None:
    root, inbox, documents = vault({"A.md": ""}), Inbox(), Documents()
    backend = Backend(Path(root), inbox, documents, Chosen(), lambda: None, lambda _: None)
    news = News(Outbox(1, lambda: None), documents, backend, {})
    answers = Answers(documents, backend, news, {}, lambda: None)

    def hinted(method: str, params: dict[str, Any]) -> set[str | None]:
        answers.notifications[method][1](params)
        return {*inbox.take_hints()}

    def uri(path: str) -> str:
        return uri_of(root / path)

    files = [{"uri": uri(path), "type": 2} for path in ("A.md", "Sub folder/B.md", "../C.md")]
    files.append({"uri": "untitled:1", "type": 1})
    assert hinted("workspace/didChangeWatchedFiles", {"changes": files}) == {"", "Sub folder/"}
    moved = {"files": [{"oldUri": uri("A.md"), "newUri": uri("New/A.md")}]}
    assert hinted("workspace/didRenameFiles", moved) == {"", "New/"}
    assert hinted("textDocument/didSave", {"textDocument": {"uri": uri("Sub folder/B.md")}}) == {
        "Sub folder/"
    }


def failing_on(monkeypatch: pytest.MonkeyPatch, rule: type[Rule], poison: str) -> None:
    check = rule.check  # type: ignore[attr-defined]

    def failing(self: Rule, note: Any, *others: Any) -> Any:
        if poison in note.path:
            raise ZeroDivisionError("in a rule")
        yield from check(self, note, *others)

    for name in {"check", "check_likely"}.intersection(dir(rule)):
        monkeypatch.setattr(rule, name, failing)


@pytest.mark.parametrize(
    ("rule", "left"),
    [
        (MalformedTag, ["duplicate-source", "inconsistent-tag", "missing-key"]),
        (InconsistentTag, ["duplicate-source", "malformed-tag", "missing-key"]),
        (TruncatedSection, ["duplicate-source", "inconsistent-tag", "malformed-tag", "missing-key"]),
    ],
)
def test_rule_that_fails_costs_what_it_would_say_alone(
    vault,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
    rule: type[Rule],
    left: list[str],
) -> None:
    failing_on(monkeypatch, rule, "Open")
    config = """
keys: {tags: {type: tags}, title: {required: true}, source: {unique: true}}
status: {evergreen-forbids: [truncated-section]}
rules: {ignore: [truncated-section]}
"""
    root = vault(
        {
            "vault-tools.yaml": config,
            **{
                f"{n}.md": "---\ntitle: x\nsource: https://example.org/saaz\ntags: [beer]\n---\n"
                for n in "AB"
            },
        }
    )
    documents = Documents()
    backend = Backend(root, Inbox(), documents, Chosen(), lambda: None, lambda _: None)
    with closing(backend):
        backend.work()
        assert backend.is_loaded
        text = "---\nsource: https://example.org/saaz\ntags: [be-er, a b]\n---\nText.\n"
        opened = documents.put(uri_of(root / "Open.md"), "Open.md", 1, text)
        assert sorted(d.rule for d in backend.notes.found(opened).left) == left
        again = documents.put(opened.uri, "Open.md", 2, f"{text}More.\n")
        assert sorted(d.rule for d in backend.notes.found(again).left) == left
    assert capfd.readouterr().err.count("ZeroDivisionError: in a rule") == 1


def test_files_that_an_editor_names_are_looked_at(vault) -> None:
    root = vault({"vault-tools.yaml": CONFIG, "A.md": TWICE})
    with Client(root) as client:
        assert client.request("vaultTools/findings", {})["total"] == 5
        (root / "A.md").write_text("Fine.\n")
        changes = [{"uri": client.uri("A.md"), "type": 2}, {"uri": client.uri("Never there.md"), "type": 3}]
        client.notify("workspace/didChangeWatchedFiles", {"changes": changes})
        client.notify("workspace/didChangeWatchedFiles", {"changes": [{"uri": 3}]})
        client.notify("workspace/didChangeWatchedFiles", {})
        assert client.until("vaultTools/changed")["paths"] == ["A.md"]
        assert client.request("vaultTools/findings", {})["total"] == 0


def test_last_note_of_a_vault_is_seen_to_go(vault) -> None:
    root = vault({"vault-tools.yaml": CONFIG, "A.md": TWICE})
    with Client(root) as client:
        assert client.request("vaultTools/findings", {})["total"] == 5
        (root / "A.md").unlink()
        assert client.until("vaultTools/changed")["paths"] == ["A.md"]
        assert client.request("vaultTools/findings", {})["total"] == 0


def test_message_of_100_mb_is_refused_and_the_next_one_answered(vault) -> None:
    with Client(vault({"A.md": ""})) as client:
        client.write_bytes(b"Content-Length: 100000000\r\n\r\n")
        for _ in range(100):
            client.write_bytes(b" " * 1_000_000)
        assert client.request("vaultTools/status", {})["version"]
        with pytest.raises(Failed, match=r"-32700.*100,000,000 bytes"):
            client.wait(None)
        assert client.end() == 0


def test_vault_that_is_gone_is_said_and_nothing_else_ends(vault) -> None:
    root = vault({"vault-tools.yaml": CONFIG, **{f"{n}.md": TWICE + "Text.\n" for n in range(9)}})
    with Client(root, initializationOptions={"mend": True, "quietPeriod": 3600}) as client:
        client.open("0.md", TWICE + "Text.\n")
        assert client.request("vaultTools/findings", {})["total"] == 36
        root.rename(root.with_name("elsewhere"))
        while client.until("vaultTools/status")["state"] != "stopped writing":
            pass
        assert client.request("vaultTools/status", {})["paused"]
        assert client.pull("0.md")
        root.with_name("elsewhere").rename(root)
        client.change("0.md", "Fine.\n", 2)
        assert client.pull("0.md") == []
        assert client.end() == 0
    assert set(texts(root).values()) == {TWICE + "Text.\n"}


class Piped:
    """A server in this process, which gets its messages when a test says so, all at once."""

    def __init__(self, root: Path, capabilities: Any) -> None:
        reader, self._unused = os.pipe()
        self._reads, writer = os.pipe()
        os.set_blocking(self._reads, False)
        self._descriptors = [reader, self._unused, self._reads, writer]
        self.server, self._frames = Server(reader, writer, ServerOptions()), Frames()
        self.server.outbox.start()
        params = {"capabilities": capabilities, "rootUri": uri_of(root)}
        self.serve({"id": 0, "method": "initialize", "params": params})

    def put(self, *messages: dict[str, Any]) -> None:
        for message in messages:
            self.server.mailbox._put(message, 0)

    def serve(self, *messages: dict[str, Any]) -> list[Any]:
        """The server's answers to these messages."""
        self.put(*messages)
        self.server._serve()
        return self.told()

    def tell(self) -> list[Any]:
        """The server's unsolicited messages."""
        assert self.server.news
        self.server.news.tell()
        return self.told()

    def told(self) -> list[Any]:
        self.server.outbox.drain(60)
        try:
            return [*self._frames.feed(os.read(self._reads, 1 << 20))]
        except BlockingIOError:
            return []

    def close(self) -> None:
        if self.server.backend:
            self.server.backend.close()
        for descriptor in self._descriptors:
            os.close(descriptor)


@pytest.fixture
def piped(vault) -> Iterator[Any]:
    """A function that makes a server for a vault with these notes."""
    made: list[Piped] = []

    def make(files: dict[str, str], capabilities: Any = PULLS) -> Piped:
        made.append(Piped(vault({"vault-tools.yaml": CONFIG, **files}), capabilities))
        return made[-1]

    yield make
    for each in made:
        each.close()


def of(server: Piped, path: str, **more: Any) -> dict[str, Any]:
    assert server.server.backend
    return {"textDocument": {"uri": uri_of(server.server.backend.root / path), **more}}


def cancel(request: int) -> dict[str, Any]:
    return {"method": "$/cancelRequest", "params": {"id": request}}


def test_request_that_is_cancelled_before_it_is_met_is_not_answered(piped) -> None:
    server = piped({})
    asked = {"id": 1, "method": "vaultTools/explain", "params": {"rule": "stale-moc"}}
    (refused,) = server.serve(asked, cancel(1))
    assert refused["error"]["code"] == -32800
    (answer,) = server.serve(asked)
    assert "markdown" in answer["result"]


def test_request_that_waits_is_cancelled_once_and_for_all(piped) -> None:
    server = piped({"A.md": TWICE})
    fix = {"id": 1, "method": "vaultTools/fix", "params": {}}
    assert server.serve(fix) == []
    (refused,) = server.serve(cancel(1))
    assert refused["error"]["code"] == -32800
    goes_on = server.server._goes_on_with(2)
    assert goes_on()
    server.put(cancel(2))
    assert [goes_on(), goes_on()] == [False, False]


def test_what_is_asked_is_found_in_the_latest_text(piped) -> None:
    server = piped({})
    server.serve({"method": "textDocument/didOpen", "params": of(server, "A.md", version=1, text=TWICE)})
    change = of(server, "A.md", version=2) | {"contentChanges": [{"text": TWICE}, {"text": "Fine."}]}
    (answer,) = server.serve(
        {"id": 1, "method": "textDocument/diagnostic", "params": of(server, "A.md")},
        {"method": "textDocument/didChange", "params": change},
    )
    assert answer["result"]["items"] == []


def test_answers_of_the_client_are_not_answered(piped) -> None:
    server = piped({})
    answers = [{"result": None}, {"error": {"code": -32601, "message": "unknown"}}]
    assert server.serve(*({"id": "vault-tools/1", **answer} for answer in answers)) == []
    (refused,) = server.serve({"id": 1})
    assert refused["error"]["code"] == -32600


def test_note_that_is_closed_is_looked_at_on_disk(piped) -> None:
    server = piped({"Beer/A.md": TWICE})
    server.serve({"method": "textDocument/didOpen", "params": of(server, "Beer/A.md", version=1, text="")})
    server.server.inbox.take_hints()
    server.serve({"method": "textDocument/didClose", "params": of(server, "Beer/A.md")})
    assert server.server.inbox.take_hints().keys() == {"Beer/"}


@pytest.mark.parametrize("is_open", [False, True])
def test_broken_configuration_is_pushed_unless_it_is_open(piped, *, is_open: bool) -> None:
    server = piped({"vault-tools.yaml": "keys: 1\n"})
    if is_open:
        opened = of(server, "vault-tools.yaml", version=1, text="keys: {}\n")
        server.serve({"method": "textDocument/didOpen", "params": opened})
    server.server.backend.work()
    pushed = [told for told in server.tell() if told["method"] == "textDocument/publishDiagnostics"]
    assert len(pushed) == (not is_open)


def test_what_writes_is_asked_for_by_itself(piped) -> None:
    when = piped({}).server.answers.when
    for name in ("fix", "undo", "rename", "moc"):
        assert when(f"vaultTools/{name}", {}) == "alone"
        assert when("workspace/executeCommand", {"command": f"vault-tools.{name}"}) == "alone"
    assert [when(f"vaultTools/{name}", {}) for name in ("findings", "status")] == ["loaded", "at once"]


def test_nothing_is_written_where_the_vault_is_in_doubt(piped) -> None:
    server = piped({"A.md": TWICE})
    server.server.backend.work()
    server.server.backend.changes.guard.reason = "the vault's folder is gone"
    server.serve({"id": 1, "method": "vaultTools/fix", "params": {}})
    server.server._serve_waiting("alone")
    (refused,) = server.told()
    assert refused["error"]["message"] == "nothing is written: the vault's folder is gone"


def test_what_is_pushed_of_a_document_is_taken_back_when_it_is_closed(piped) -> None:
    server = piped({}, {})
    server.serve({"method": "textDocument/didOpen", "params": of(server, "A.md", version=1, text=TWICE)})
    (pushed,) = [told for told in server.tell() if told["method"] == "textDocument/publishDiagnostics"]
    assert len(pushed["params"]["diagnostics"]) > 0
    (taken,) = server.serve({"method": "textDocument/didClose", "params": of(server, "A.md")})
    assert taken["params"] == {**of(server, "A.md")["textDocument"], "diagnostics": []}


def test_status_is_told_where_it_is_another_and_twice_a_second_at_most(
    piped, monkeypatch: pytest.MonkeyPatch
) -> None:
    server, clock = piped({"A.md": TWICE}), [time.monotonic()]
    monkeypatch.setattr(time, "monotonic", lambda: clock[0])

    def states() -> list[str]:
        told = [told for told in server.tell() if told["method"] == "vaultTools/status"]
        return [each["params"]["state"] for each in told]

    assert states() == ["loading"]
    clock[0] += 1
    assert states() == []
    server.server.backend.work()
    clock[0] += 1
    assert states()[-1:] == ["ready"]
    server.server.backend.changes.guard.reason = "another folder has taken the vault's place"
    assert states() == []
    assert server.server.news.due == clock[0] + 0.5
    clock[0] += 0.5
    assert states() == ["stopped writing"]


def test_baseline_that_is_recorded_meanwhile_counts(piped) -> None:
    server = piped({"A.md": TWICE})
    backend, news = server.server.backend, server.server.news
    backend.work()
    opened = backend.documents.put(uri_of(backend.root / "B.md"), "B.md", 1, TWICE)
    outcomes = [*backend.session.outcomes.values(), backend.notes.found(opened)]
    assert [len(o.left) > 0 for o in outcomes] == [True, True]
    assert news.findings.found(backend.session, {}, 1).notes == 1
    rules = {d.rule for o in outcomes for d in o.left}
    baseline = Baseline().updated(outcomes, rules, lambda _: True)
    write_baseline(backend.root, backend.root / BASELINE_NAME, baseline)
    assert news.findings.found(backend.session, {}, 1).notes == 0
    assert backend.notes.found(opened).left == ()
    write_baseline(backend.root, backend.root / BASELINE_NAME, Baseline())
    assert len(backend.notes.found(opened).left) > 0


def test_baseline_of_the_same_size_is_another(piped) -> None:
    backend = piped({"A.md": TWICE}).server.backend
    known = []
    for number, digit in enumerate("12"):
        text = Baseline({"A.md": {digit * 16: "malformed-tag"}}).text()
        (backend.root / BASELINE_NAME).write_text(text)
        os.utime(backend.root / BASELINE_NAME, (number, number))
        known.append(backend.baseline.known)
    assert known[0] != known[1]


def test_what_stands_in_one_open_note_counts_for_another(piped) -> None:
    source = "---\nsource: https://example.org/saaz\n---\nText.\n"
    server = piped({"vault-tools.yaml": "keys: {source: {unique: true}}\n", "A.md": "Fine.\n"})
    backend = server.server.backend
    backend.work()

    def put(path: str, version: int, text: str) -> Any:
        return backend.documents.put(uri_of(backend.root / path), path, version, text)

    opened = put("B.md", 1, source)

    def rules() -> list[str]:
        return [d.rule for d in backend.notes.found(opened).left]

    assert rules() == []
    put("C.md", 1, source)
    assert rules() == ["duplicate-source"]
    put("C.md", 2, "None.\n")
    assert rules() == []


@pytest.mark.parametrize("config", [CONFIG, "rules: {select: [malformed-tag]}\n"])
def test_new_configuration_judges_open_notes_again(piped, config: str) -> None:
    """Even if no rule reads more than one note."""
    server = piped({"vault-tools.yaml": config, "A.md": "Fine.\n"})
    backend = server.server.backend
    backend.work()
    opened = backend.documents.put(uri_of(backend.root / "B.md"), "B.md", 1, TWICE)
    assert "malformed-tag" in [d.rule for d in backend.notes.found(opened).left]
    (backend.root / "vault-tools.yaml").write_text("rules: {select: [misnamed-key]}\n")
    backend.watcher.notice(Changed(settings=True))
    backend.work()
    assert backend.notes.found(opened).left == ()


def test_new_name_is_found_in_open_notes(piped) -> None:
    config = (
        "keys: {people: {type: list, names: people}}\nnames: {people: {notes: People/, mentions: true}}\n"
    )
    server = piped({"vault-tools.yaml": config, "People/Bob Brewer.md": "Bob.\n"})
    backend = server.server.backend
    backend.work()
    text = "---\npeople: [Bob Brewer]\n---\nBob Brewer met Ada Hopper in the cold room.\n"
    opened = backend.documents.put(uri_of(backend.root / "B.md"), "B.md", 1, text)

    def rules() -> list[str]:
        return [d.rule for d in backend.notes.found(opened).left]

    assert rules() == []
    (backend.root / "People/Ada Hopper.md").write_text("Ada.\n")
    backend.look_now(["People/Ada Hopper.md"])
    assert rules() == ["unlisted-name"]


def test_findings_wait_until_all_is_read(piped) -> None:
    server = piped({"A.md": TWICE})
    asked = {"id": 1, "method": "vaultTools/findings", "params": {}}
    assert server.serve(asked) == []
    server.server.backend.work()
    server.server._serve_waiting("loaded")
    (answer,) = [told for told in server.told() if told.get("id") == 1]
    assert answer["result"]["total"] == 5


def test_findings_of_one_search_are_not_those_of_another(piped) -> None:
    server = piped({"A.md": TWICE})
    backend, findings = server.server.backend, server.server.news.findings
    backend.work()
    for params, notes in (({}, 1), ({"text": "nowhere"}, 0), ({"path": "B.md"}, 0), ({"rules": []}, 0)):
        assert findings.found(backend.session, params, 1).notes == notes


def test_changed_notes_are_told_and_no_others(piped, monkeypatch: pytest.MonkeyPatch) -> None:
    server, clock = piped({"A.md": TWICE, "B.md": TWICE}), [time.monotonic()]
    monkeypatch.setattr(time, "monotonic", lambda: clock[0])
    backend = server.server.backend
    backend.work()

    def changed(*paths: str) -> list[str]:
        backend.look_now(paths)
        clock[0] += 1
        told = [told for told in server.tell() if told["method"] == "vaultTools/changed"]
        return [path for each in told for path in each["params"]["paths"]]

    assert changed("A.md", "B.md") == []
    (backend.root / "A.md").write_text("Fine.\n")
    assert changed("A.md", "B.md") == ["A.md"]
    (backend.root / "B.md").unlink()
    assert changed("B.md") == ["B.md"]


def test_editor_is_asked_to_pull_again_twice_a_second_at_most(piped, monkeypatch: pytest.MonkeyPatch) -> None:
    server, clock = piped({"A.md": "Fine.\n"}), [time.monotonic()]
    monkeypatch.setattr(time, "monotonic", lambda: clock[0])
    server.serve({"method": "textDocument/didOpen", "params": of(server, "A.md", version=1, text=TWICE)})
    server.serve({"id": 1, "method": "textDocument/diagnostic", "params": of(server, "A.md")})

    def asks() -> int:
        return [told["method"] for told in server.tell()].count("workspace/diagnostic/refresh")

    assert asks() == 0
    change = of(server, "A.md", version=2) | {"contentChanges": [{"text": "Fine."}]}
    server.serve({"method": "textDocument/didChange", "params": change})
    assert [asks(), asks()] == [1, 0]
    clock[0] += 0.5
    assert asks() == 1


def test_older_version_of_a_document_is_not_taken() -> None:
    documents = Documents()
    documents.put("file:///A.md", "A.md", 5, "Five.")
    assert documents.change("file:///A.md", 4, "Four.") is None
    assert documents.change("file:///B.md", 6, "None.") is None
    assert [document.text for document in documents] == ["Five."]
    assert documents.change("file:///A.md", 6, "Six.") == documents.get("file:///A.md")


def test_messages_of_one_topic_take_each_others_place(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outboxes, "MAX_WAITING", 300)
    waiting = Outbox(1, lambda: None)
    for number in range(30):
        waiting.send({"method": "status", "params": number}, "status")
    assert not waiting.is_full
    for number in range(30):
        waiting.send({"method": "changed", "params": number})
    assert waiting.is_full


def test_note_that_can_not_be_renamed_in_is_told(vault, tmp_path: Path) -> None:
    root = vault({"vault-tools.yaml": CONFIG, "A.md": "---\ntags: [beer]\n---\n"})
    vault({"B.md": "---\ntags: [beer]\n---\n"})
    os.link(root / "A.md", tmp_path / "another name.md")
    with Client(root) as client:
        done = client.request("vaultTools/rename", {"kind": "tag", "old": "beer", "new": "ale"})
        assert (done["written"], [*done["failed"]]) == (["B.md"], ["A.md"])
