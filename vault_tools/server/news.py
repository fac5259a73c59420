"""What the server sends unasked: its status, which notes changed, and the diagnostics of open documents."""

import os
import time
from itertools import count
from math import inf
from typing import Any

import vault_tools
from vault_tools.disk.vault_files import CONFIG_NAMES, Unreadable, read_bytes
from vault_tools.lint.outcome import Outcome
from vault_tools.lint.rule import Diagnostic
from vault_tools.server import rpc
from vault_tools.server.api import DocumentEdit, StatusResult, Trouble, WritingProcess
from vault_tools.server.backend import Backend, ConfigurationFault, fault_in
from vault_tools.server.documents import Document, Documents
from vault_tools.server.findings import Filtered, Findings
from vault_tools.server.language import JudgedText
from vault_tools.server.lsp import SOURCE, LspDiagnostic, within
from vault_tools.server.outbox import Outbox
from vault_tools.server.progress import EVERY, ClientProgress
from vault_tools.server.uris import uri_of


class News:
    """Sends news to one client in a form that it supports, and nothing twice."""

    def __init__(
        self, outbox: Outbox, documents: Documents, backend: Backend | None, capabilities: Any
    ) -> None:
        self._outbox, self._documents, self._backend = outbox, documents, backend
        self.pulls = within(capabilities, "textDocument", "diagnostic") is not None
        self._refreshes = bool(within(capabilities, "workspace", "diagnostics", "refreshSupport"))
        self._shows_progress = bool(within(capabilities, "window", "workDoneProgress"))
        self.findings = Findings(backend) if backend else None
        self.revision = 0
        self._left: dict[str, tuple[Diagnostic, ...]] = {}
        self._changed: set[str] = set()
        self._counts: tuple[int, dict[str, Any]] = (-1, _counted(None, 0))
        self._said_status: StatusResult | None = None
        self._said: dict[str, tuple[int, list[LspDiagnostic]]] = {}
        self._configuration: JudgedText | None = None
        self._numbers = count(1)
        self._status_at = self._refresh_at = -inf
        self._loading: ClientProgress | None = None
        self.due = inf

    # Documents

    def judged_document(self, document: Document) -> JudgedText | None:
        """The findings of a document now; None if it is in no vault."""
        if self._backend is None or document.path is None:
            return None
        if document.path in CONFIG_NAMES:
            return self._judged_configuration(document)
        return JudgedText(document, self._backend.notes.found(document).left)

    def _judged_configuration(self, document: Document) -> JudgedText:
        if self._configuration is None or self._configuration.document is not document:
            fault = fault_in(document.text, document.path or "")
            self._configuration = JudgedText(document, (), _items_of(document, fault))
        return self._configuration

    def pulled(self, document: Document, previous: str | None) -> dict[str, Any]:
        """The answer to a pull request for diagnostics. Equal results have the same id."""
        judged = self.judged_document(document)
        items = judged.items if judged else []
        number, before = self._said.get(document.uri, (0, None))
        if before != items:
            number = next(self._numbers)
        self._said[document.uri] = number, items
        if previous == str(number):
            return {"kind": "unchanged", "resultId": previous}
        return {"kind": "full", "resultId": str(number), "items": items}

    def closed(self, document: Document) -> None:
        """Withdraw the diagnostics that were pushed for a document."""
        said = self._said.pop(document.uri, None)
        if said and said[1] and not self.pulls:
            self._publish(document.uri, None, [])

    def judged(self, outcomes: list[Outcome]) -> None:
        """Take in the outcomes of notes that were judged."""
        is_first = not self.revision
        self.revision += 1
        session = self._backend.session if self._backend else None
        for path in self._left.keys() - session.outcomes.keys() if session else ():
            del self._left[path]
            self._changed.add(path)
        for outcome in outcomes:
            before = self._left.pop(outcome.path, ())
            if outcome.left:
                self._left[outcome.path] = outcome.left
            if before != outcome.left and not is_first:
                self._changed.add(outcome.path)

    # What is sent

    def tell(self) -> None:
        """Send whatever is new and due."""
        now = time.monotonic()
        self._tell_documents(now)
        self.due = inf
        if self._backend is None:
            return
        self._tell_loading(self._backend)
        if now < self._status_at + EVERY:
            self.due = self._status_at + EVERY
            return
        status = self.status()
        if status != self._said_status:
            self._status_at = now
            self._tell_configuration(self._backend)
            self._said_status = status
            self._outbox.send(rpc.notification("vaultTools/status", status), "status")
        if self._changed:
            params = {"paths": sorted(self._changed), "revision": self.revision}
            self._changed = set()
            self._outbox.send(rpc.notification("vaultTools/changed", params))

    def _tell_documents(self, now: float) -> None:
        stale = False
        for document in self._documents:
            if self.pulls and document.uri not in self._said:
                continue
            judged = self.judged_document(document)
            items = judged.items if judged else []
            if self.pulls:
                stale = stale or self._said[document.uri][1] != items
            elif self._said.get(document.uri, (None, []))[1] != items or document.uri not in self._said:
                self._said[document.uri] = document.version, items
                self._publish(document.uri, document.version, items)
        if stale and self._refreshes and now >= self._refresh_at + EVERY:
            self._refresh_at = now
            self._outbox.send(self.call("workspace/diagnostic/refresh", None), "refresh")

    def apply(self, changes: list[DocumentEdit], *, versioned: bool) -> None:
        """Ask the client to apply edits."""
        edit: dict[str, Any] = {"documentChanges": changes}
        if not versioned:
            edit = {"changes": {change["textDocument"]["uri"]: change["edits"] for change in changes}}
        self._outbox.send(self.call("workspace/applyEdit", {"label": "vault-tools", "edit": edit}))

    def call(self, method: str, params: Any) -> Any:
        """A request to the client whose answer does not matter."""
        return rpc.call(f"vault-tools/{next(self._numbers)}", method, params)

    def _publish(self, uri: str, version: int | None, items: list[LspDiagnostic]) -> None:
        params: dict[str, Any] = {"uri": uri, "diagnostics": items}
        if version is not None:
            params["version"] = version
        self._outbox.send(rpc.notification("textDocument/publishDiagnostics", params), f"publish {uri}")

    def _tell_configuration(self, backend: Backend) -> None:
        """Show a fault in the configuration in its file, unless that is open."""
        uri = uri_of(backend.configuration_file)
        if self._documents.get(uri):
            return
        items = _items_of(_on_disk(backend, uri, self._documents), backend.fault) if backend.fault else []
        if self._said.get(uri, (0, []))[1] != items:
            self._said[uri] = 0, items
            self._publish(uri, None, items)

    def _tell_loading(self, backend: Backend) -> None:
        loading = backend.loading
        if loading and self._loading is None:
            self._loading = self.progress()
            self._loading.begin("Reading the vault")
        if loading and self._loading:
            done, total = loading
            self._loading.report(f"{done:,} of {total:,} notes", done=done, total=total)
        if not loading and self._loading:
            self._loading.end()
            self._loading = None

    def progress(self, token: str | int | None = None) -> ClientProgress:
        """The progress of some work, reported under the client's token, or under one of ours if the client
        supports that."""
        if token is None and self._shows_progress:
            token = f"vault-tools/{next(self._numbers)}"
            self._outbox.send(self.call("window/workDoneProgress/create", {"token": token}))
        return ClientProgress(self._outbox, token)

    def status(self) -> StatusResult:
        backend = self._backend
        if self._counts[0] != self.revision and self.findings and backend and backend.session:
            found = self.findings.found(backend.session, {}, self.revision)
            self._counts = self.revision, _counted(found, len(backend.session.outcomes))
        watched = backend.status if backend else None
        waits = watched.waits if watched and backend and backend.is_writer else ()
        return {
            "version": vault_tools.__version__,
            "vault": str(backend.root) if backend else None,
            "state": _state(backend),
            "loading": _loading(backend),
            **self._counts[1],  # type: ignore[typeddict-item]
            "revision": self.revision,
            "mends": bool(backend and backend.is_writer),
            "writer": _writer(backend),
            "paused": _doubt(backend),
            "waiting": watched.waiting if watched and waits else 0,
            "waits": [{"path": w.path, "why": w.why, "seconds": w.seconds} for w in waits],
            "configuration": _trouble(backend, self._documents),
            "troubles": [*watched.troubles] if watched else [],
        }


def _counted(found: Filtered | None, notes: int) -> dict[str, Any]:
    return {
        "notes": notes,
        "flagged": found.notes if found else 0,
        "findings": len(found.pairs) if found else 0,
        "rules": found.rules if found else {},
        "severities": found.severities if found else {},
    }


def _state(backend: Backend | None) -> Any:
    if backend is None:
        return "no vault"
    if backend.fault and not backend.is_loaded:
        return "configuration"
    if _doubt(backend):
        return "stopped writing"
    return "ready" if backend.is_loaded else "loading"


def _doubt(backend: Backend | None) -> str:
    return backend.changes.guard.reason if backend and backend.changes else ""


def _loading(backend: Backend | None) -> Any:
    if backend is None or backend.loading is None:
        return None
    done, total = backend.loading
    return {"done": done, "total": total}


def _writer(backend: Backend | None) -> WritingProcess | None:
    """The process that fixes notes automatically."""
    if backend is None:
        return None
    if backend.is_writer:
        return {"pid": os.getpid(), "isThis": True}
    from vault_tools.watch.store import is_watched, last_status

    if not is_watched(backend.root):
        return None
    status = last_status(backend.root)
    return {"pid": status.pid, "isThis": False} if status else None


def _trouble(backend: Backend | None, documents: Documents) -> Trouble | None:
    if backend is None or backend.fault is None:
        return None
    uri = uri_of(backend.configuration_file)
    (item,) = _items_of(documents.get(uri) or _on_disk(backend, uri, documents), backend.fault)
    return {"uri": uri, "message": item["message"], "position": item["range"]["start"]}


def _on_disk(backend: Backend, uri: str, documents: Documents) -> Document:
    """The configuration as it is on disk."""
    try:
        text = read_bytes(backend.configuration_file).decode("utf-8", "replace")
    except Unreadable:
        text = ""
    return Document(uri, backend.configuration_file.name, 0, text, documents.encoding)


def _items_of(document: Document, fault: ConfigurationFault | None) -> list[LspDiagnostic]:
    """The diagnostic of a configuration, from the fault to the end of its line."""
    if fault is None:
        return []
    lines = document.text.removeprefix("\ufeff").split("\n")
    number = min(fault.line, len(lines))
    start = sum(len(line) + 1 for line in lines[: number - 1])
    line = lines[number - 1].rstrip("\r")
    first = start + min(fault.column - 1, len(line))
    position = document.lines.position(first)
    end = document.lines.position(start + len(line))
    return [
        {
            "range": {"start": position, "end": end},
            "severity": 1,
            "code": "configuration",
            "source": SOURCE,
            "message": fault.message,
        }
    ]
