"""The life of a server: it is initialized, answers one message after the other, and ends with its client."""

import os
import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import inf
from pathlib import Path
from typing import Any

import vault_tools
from vault_tools.errors import VaultToolsError
from vault_tools.server import lsp, rpc
from vault_tools.server.backend import Backend
from vault_tools.server.documents import Document, Documents
from vault_tools.server.framing import Garbled, Message
from vault_tools.server.language import Judged, fix_all, hover, quick_fixes
from vault_tools.server.mailbox import Mailbox
from vault_tools.server.outbox import Outbox
from vault_tools.server.rpc import Refused
from vault_tools.server.shapes import problem_in
from vault_tools.server.uris import path_in, path_of
from vault_tools.watch.inbox import Inbox

LAST_WORDS = 0.3
"""Seconds that the client may take to read what was sent before the end."""


@dataclass(frozen=True, slots=True)
class Options:
    """`vault` where the command line names one, else the client does."""

    vault: Path | None = None


class Server:
    """Speaks with one client over a pair of descriptors until that shuts it down, or is gone."""

    def __init__(self, reader: int, writer: int, options: Options) -> None:
        self.options, self.inbox = options, Inbox()
        self.mailbox, self.outbox = Mailbox(reader, self.inbox.call), Outbox(writer, self.inbox.call)
        self.documents = Documents()
        self.backend: Backend | None = None
        self.capabilities: Mapping[str, Any] = {}
        self.is_initialized = self.is_shut_down = self.is_over = False

    def run(self) -> int:
        """The exit code, which the protocol names: 0 after a shutdown."""
        self.mailbox.start()
        self.outbox.start()
        while not (self.is_over or self.mailbox.has_ended or self.outbox.is_closed):
            self.inbox.called = False
            if not self.outbox.is_full:
                self._answer(self.mailbox.take())
            if not self.is_over:
                self.inbox.wait(inf, wake_for_hints=True)
        self.outbox.drain(LAST_WORDS)
        return 0 if self.is_shut_down else 1

    # What comes in

    def _answer(self, messages: list[Message | Garbled]) -> None:
        """What is said of documents goes first: the client's text is as new as its last message, and what is
        asked before need not be found out of a text that is gone."""
        late = []
        for message in messages:
            if isinstance(message, dict) and "id" not in message and self._is_about_documents(message):
                self._notified(message)
            else:
                late.append(message)
        for message in late:
            if self.is_over:
                return
            self._handle(message)

    def _is_about_documents(self, message: Message) -> bool:
        return self.is_initialized and message.get("method") in self._document_notifications

    def _handle(self, message: Message | Garbled) -> None:
        if isinstance(message, Garbled):
            self.outbox.send(rpc.error(None, Refused(rpc.PARSE_ERROR, message.problem)))
        elif not isinstance(message.get("method"), str):
            if "result" not in message and "error" not in message:
                refused = Refused(rpc.INVALID_REQUEST, "neither a request nor an answer")
                self.outbox.send(rpc.error(_id_of(message), refused))
        elif "id" in message:
            self._asked(message)
        else:
            self._notified(message)

    def _asked(self, message: Message) -> None:
        request = _id_of(message)
        try:
            if self.mailbox.is_cancelled(request):
                raise Refused(rpc.REQUEST_CANCELLED, "cancelled")
            value = self._result(message["method"], message.get("params"))
        except Refused as refused:
            self.outbox.send(rpc.error(request, refused))
        except VaultToolsError as error:
            self.outbox.send(rpc.error(request, Refused(rpc.REQUEST_FAILED, str(error))))
        except Exception as error:
            traceback.print_exc()
            why = f"a bug in vault-tools, please report it: {error!r}"
            self.outbox.send(rpc.error(request, Refused(rpc.INTERNAL_ERROR, why)))
        else:
            self.outbox.send(rpc.result(request, value))

    def _result(self, method: str, params: Any) -> Any:
        if self.is_shut_down:
            raise Refused(rpc.INVALID_REQUEST, "the server is shut down")
        if method == "initialize":
            return self._initialize(_checked(params, lsp.InitializeParams))
        if not self.is_initialized:
            raise Refused(rpc.NOT_INITIALIZED, "the first request is `initialize`")
        if method not in self._requests:
            raise Refused(rpc.METHOD_NOT_FOUND, f"unknown method `{method}`")
        shape, answer = self._requests[method]
        return answer(_checked(params, shape))

    def _notified(self, message: Message) -> None:
        method = message["method"]
        if method == "exit":
            self.is_over = True
        elif self.is_initialized and not self.is_shut_down and method in self._document_notifications:
            shape, take = self._document_notifications[method]
            if not problem_in(message.get("params"), shape):
                take(message["params"])

    @property
    def _requests(self) -> Mapping[str, tuple[Any, Callable[[Any], Any]]]:
        return {
            "shutdown": (Any, self._shutdown),
            "textDocument/diagnostic": (lsp.DiagnosticParams, self._diagnostic),
            "textDocument/codeAction": (lsp.CodeActionParams, self._code_action),
            "textDocument/hover": (lsp.HoverParams, self._hover),
        }

    @property
    def _document_notifications(self) -> Mapping[str, tuple[Any, Callable[[Any], None]]]:
        return {
            "textDocument/didOpen": (lsp.DidOpen, self._opened),
            "textDocument/didChange": (lsp.DidChange, self._changed),
            "textDocument/didClose": (lsp.OfDocument, self._closed),
        }

    # Its life

    def _initialize(self, params: lsp.InitializeParams) -> dict[str, Any]:
        if self.is_initialized:
            raise Refused(rpc.INVALID_REQUEST, "initialized already")
        self.capabilities = params.get("capabilities") or {}
        offered = lsp.within(self.capabilities, "general", "positionEncodings") or ()
        self.documents.encoding = "utf-32" if "utf-32" in offered else "utf-16"
        root = self.options.vault or _root_of(params)
        self.backend = Backend(Path(os.path.realpath(root))) if root else None
        self.is_initialized = True
        return {
            "capabilities": {
                "positionEncoding": self.documents.encoding,
                "textDocumentSync": {"openClose": True, "change": 1, "save": True},
                "diagnosticProvider": {
                    "identifier": lsp.SOURCE,
                    "interFileDependencies": True,
                    "workspaceDiagnostics": False,
                },
                "codeActionProvider": {"codeActionKinds": [lsp.QUICK_FIX, lsp.FIX_ALL]},
                "hoverProvider": True,
            },
            "serverInfo": {"name": "vault-tools", "version": vault_tools.__version__},
        }

    def _shutdown(self, _: Any) -> None:
        self.is_shut_down = True

    # Documents

    def _opened(self, params: lsp.DidOpen) -> None:
        opened = params["textDocument"]
        path = path_in(self.backend.root, opened["uri"]) if self.backend else None
        self.documents.put(opened["uri"], path, opened["version"], opened["text"])

    def _changed(self, params: lsp.DidChange) -> None:
        of = params["textDocument"]
        for change in params["contentChanges"][-1:]:
            self.documents.change(of["uri"], of["version"], change["text"])

    def _closed(self, params: lsp.OfDocument) -> None:
        self.documents.close(params["textDocument"]["uri"])

    def _judged(self, uri: str) -> Judged | None:
        document = self.documents.get(uri)
        return Judged(document, self._found(document)) if document else None

    def _found(self, document: Document) -> Any:
        return self.backend.judged(document).left if self.backend else ()

    def _diagnostic(self, params: lsp.DiagnosticParams) -> Any:
        judged = self._judged(params["textDocument"]["uri"])
        return {"kind": "full", "items": judged.items if judged else []}

    def _code_action(self, params: lsp.CodeActionParams) -> list[lsp.CodeAction]:
        judged = self._judged(params["textDocument"]["uri"])
        if judged is None or self.backend is None:
            return []
        versioned = bool(lsp.within(self.capabilities, "workspace", "workspaceEdit", "documentChanges"))
        only = params.get("context", {}).get("only")
        actions: list[lsp.CodeAction] = []
        if _wanted(lsp.QUICK_FIX, only):
            actions += quick_fixes(judged, params["range"], versioned=versioned)
        if _wanted(lsp.FIX_ALL, only):
            fixed = self.backend.fixed(judged.document)
            action = fixed is not None and fix_all(judged, fixed, versioned=versioned)
            actions += [action] if action else []
        return actions

    def _hover(self, params: lsp.HoverParams) -> Any:
        judged = self._judged(params["textDocument"]["uri"])
        return hover(judged, params["position"]) if judged else None


def _checked(params: Any, shape: Any) -> Any:
    """Raises Refused."""
    if problem := problem_in(params, shape):
        raise Refused(rpc.INVALID_PARAMS, problem)
    return params


def _wanted(kind: str, only: list[str] | None) -> bool:
    """Whether a client that asks for some kinds of actions, or for all, asks for this one."""
    return only is None or any(kind == each or kind.startswith(f"{each}.") for each in only)


def _root_of(params: lsp.InitializeParams) -> str | None:
    folders = params.get("workspaceFolders") or []
    uri = folders[0]["uri"] if folders else params.get("rootUri")
    return path_of(uri) if uri else None


def _id_of(message: Message) -> rpc.Id:
    request = message.get("id")
    return request if isinstance(request, str | int) else None
