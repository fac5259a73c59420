"""The life of a server: the client initializes it, it answers one message after another while it follows its
vault, and it ends with its client."""

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from math import inf
from pathlib import Path
from typing import Any

import vault_tools
from vault_tools.errors import VaultToolsError
from vault_tools.lint.outcome import Outcome
from vault_tools.server import lsp, rpc
from vault_tools.server.answers import Answers
from vault_tools.server.backend import Backend
from vault_tools.server.documents import Documents
from vault_tools.server.framing import Garbled, Message
from vault_tools.server.mailbox import Mailbox
from vault_tools.server.news import News
from vault_tools.server.options import ServerOptions, chosen, root_of
from vault_tools.server.outbox import Outbox
from vault_tools.server.parent import end_soon, end_with, is_read
from vault_tools.server.rpc import RequestRefused, When
from vault_tools.server.shapes import problem_in
from vault_tools.watch.inbox import Inbox, Stopped

LAST_WORDS = 2.0
"""Seconds that the client gets at the end to read what was sent."""
GRACE = 0.2
"""Seconds after the start in which the first documents may arrive before the vault is read."""


@dataclass(frozen=True, slots=True)
class WaitingRequest:
    """A request that can't be answered yet."""

    request: rpc.Id
    method: str
    params: Any


class Server:
    """Talks to one client over a pair of descriptors until the client shuts it down or is gone."""

    def __init__(self, reader: int, writer: int, options: ServerOptions) -> None:
        self.options, self.inbox = options, Inbox()
        self.mailbox = Mailbox(reader, self.inbox.call, self._client_fell_silent)
        self.outbox = Outbox(writer, self.inbox.call)
        self.documents = Documents()
        self.backend: Backend | None = None
        self.answers: Answers | None = None
        self.news: News | None = None
        self.is_initialized = self.is_shut_down = self.is_over = False
        self._writer, self._is_answering = writer, False
        self._waiting: list[WaitingRequest] = []
        self._ready_at = inf

    def run(self) -> int:
        """Serve the client. Returns the exit code that the protocol defines: 0 after a shutdown."""
        self.mailbox.start()
        self.outbox.start()
        try:
            while self._goes_on:
                self._round()
        except Stopped:
            pass
        self.outbox.drain(LAST_WORDS)
        if self.backend:
            self.backend.close()
        return 0 if self.is_shut_down else 1

    @property
    def _goes_on(self) -> bool:
        return not self.is_over and not self.outbox.is_closed and (self._owes or not self.mailbox.has_ended)

    @property
    def _owes(self) -> bool:
        """Whether a message is still unprocessed."""
        return bool(self.mailbox or self._waiting or self._is_answering)

    def _client_fell_silent(self) -> None:
        """Called when no more messages will come. Earlier requests are answered as long as somebody reads."""
        while (self._owes or not self.outbox.is_empty) and is_read(self._writer):
            pass
        self.is_over = True
        end_soon()

    @contextmanager
    def _answering(self) -> Iterator[None]:
        """Note that messages are being processed that are no longer in any list."""
        before, self._is_answering = self._is_answering, True
        try:
            yield
        finally:
            self._is_answering = before

    def _round(self) -> None:
        self.inbox.called = False
        if self.outbox.is_full:
            self.inbox.wait(inf, wake_for_hints=False)
            return
        self._serve()
        self._serve_waiting("alone")
        now = time.monotonic()
        if self.backend is None or now < self._ready_at:
            self._tell()
            if not (self.mailbox or self.is_over):
                self.inbox.wait(self._ready_at, wake_for_hints=False)
            return
        if not self.mailbox:
            self.backend.work()
        self._tell()
        if not self.mailbox and self._goes_on and not self._can_meet_another():
            self.backend.wait(self.news.due if self.news else inf)

    def _between(self) -> None:
        """Answer what can be answered during long work. Raises Stopped if the server should end."""
        if self.mailbox:
            self.inbox.called = False
            self._serve()
        self._tell()
        if not self._goes_on:
            raise Stopped

    # Incoming messages

    def _serve(self) -> None:
        """Handle the waiting messages. Those about documents go first: the client's text is as new as its
        last message, and no earlier request may be answered from old text."""
        if self.outbox.is_full:
            return
        with self._answering():
            late = []
            for message in self.mailbox.take():
                if isinstance(message, dict) and "id" not in message and self._is_about_documents(message):
                    self._notified(message)
                else:
                    late.append(message)
            for message in late:
                if not self.is_over:
                    self._handle(message)
        self._serve_waiting("loaded")

    def _is_about_documents(self, message: Message) -> bool:
        return self.answers is not None and message.get("method") in self.answers.notifications

    def _handle(self, message: Message | Garbled) -> None:
        if isinstance(message, Garbled):
            self.outbox.send(rpc.error(None, RequestRefused(rpc.PARSE_ERROR, message.problem)))
        elif not isinstance(message.get("method"), str):
            if "result" not in message and "error" not in message:
                refused = RequestRefused(rpc.INVALID_REQUEST, "neither a request nor an answer")
                self.outbox.send(rpc.error(_id_of(message), refused))
        elif "id" in message:
            self._asked(WaitingRequest(_id_of(message), message["method"], message.get("params")))
        else:
            self._notified(message)

    def _asked(self, asked: WaitingRequest) -> None:
        if self._when(asked) == "at once" or self.is_shut_down:
            self._meet(asked)
        else:
            self._waiting.append(asked)

    def _when(self, asked: WaitingRequest) -> When:
        if self.answers is None:
            return "at once"
        return self.answers.when(asked.method, asked.params)

    def _serve_waiting(self, when: When) -> None:
        """Answer the requests that can be answered now, and refuse those that were cancelled."""
        for asked in [*self._waiting]:
            if self.mailbox.is_cancelled(asked.request):
                self._waiting.remove(asked)
                self.outbox.send(rpc.error(asked.request, RequestRefused(rpc.REQUEST_CANCELLED, "cancelled")))
            elif self._when(asked) == when and self._can_meet:
                with self._answering():
                    self._waiting.remove(asked)
                    self._meet(asked)

    @property
    def _can_meet(self) -> bool:
        """Whether the vault is loaded, or never will be."""
        backend = self.backend
        return backend is None or backend.is_loaded or backend.fault is not None or self.is_shut_down

    def _can_meet_another(self) -> bool:
        return bool(self._waiting) and self._can_meet

    def _meet(self, asked: WaitingRequest) -> None:
        request = asked.request
        try:
            if self.mailbox.is_cancelled(request):
                raise RequestRefused(rpc.REQUEST_CANCELLED, "cancelled")
            value = self._result(asked)
        except RequestRefused as refused:
            self.outbox.send(rpc.error(request, refused))
        except Stopped:
            raise
        except (VaultToolsError, OSError) as error:
            self.outbox.send(rpc.error(request, RequestRefused(rpc.REQUEST_FAILED, str(error))))
        except Exception as error:
            _print_traceback()
            why = f"a bug in vault-tools, please report it: {error!r}"
            self.outbox.send(rpc.error(request, RequestRefused(rpc.INTERNAL_ERROR, why)))
        else:
            self.outbox.send(rpc.result(request, value))
        self.mailbox.is_cancelled(request)

    def _result(self, asked: WaitingRequest) -> Any:
        if self.is_shut_down:
            raise RequestRefused(rpc.INVALID_REQUEST, "the server is shut down")
        if asked.method == "initialize":
            return self._initialize(_checked(asked.params, lsp.InitializeParams))
        if self.answers is None:
            raise RequestRefused(rpc.NOT_INITIALIZED, "the first request is `initialize`")
        if asked.method == "shutdown":
            self.is_shut_down = True
            return None
        shape, answer = self.answers.requests.get(asked.method, (None, None))
        if answer is None:
            raise RequestRefused(rpc.METHOD_NOT_FOUND, f"unknown method `{asked.method}`")
        return answer(_checked(asked.params, shape), self._goes_on_with(asked.request))

    def _goes_on_with(self, request: rpc.Id) -> Callable[[], bool]:
        """A function that says whether the client still wants the answer. Once it says no, it never says yes
        again."""
        cancelled = False

        def goes_on() -> bool:
            nonlocal cancelled
            cancelled = cancelled or self.mailbox.is_cancelled(request)
            return not cancelled and self._goes_on

        return goes_on

    def _notified(self, message: Message) -> None:
        method, params = message["method"], message.get("params")
        if method == "exit":
            self.is_over = True
        elif self.answers and not self.is_shut_down and method in self.answers.notifications:
            shape, take = self.answers.notifications[method]
            if not problem_in(params, shape):
                take(params)

    # Life cycle

    def _initialize(self, params: lsp.InitializeParams) -> dict[str, Any]:
        if self.is_initialized:
            raise RequestRefused(rpc.INVALID_REQUEST, "initialized already")
        self.is_initialized = True
        if isinstance(process := params.get("processId"), int):
            end_with(process)
        capabilities = params.get("capabilities") or {}
        offered = lsp.within(capabilities, "general", "positionEncodings")
        is_wide = isinstance(offered, list) and "utf-32" in offered
        self.documents.encoding = "utf-32" if is_wide else "utf-16"
        root = self.options.vault or root_of(params)
        choice = chosen(params.get("initializationOptions"), self.options)
        if root and os.path.isdir(root):
            self.backend = Backend(
                Path(os.path.realpath(root)), self.inbox, self.documents, choice, self._between, self._judged
            )
        self.news = News(self.outbox, self.documents, self.backend, capabilities)
        self.answers = Answers(self.documents, self.backend, self.news, capabilities, self._between)
        self._ready_at = time.monotonic() + GRACE
        return {
            "capabilities": self.answers.capabilities,
            "serverInfo": {"name": "vault-tools", "version": vault_tools.__version__},
        }

    def _judged(self, outcomes: list[Outcome]) -> None:
        if self.news:
            self.news.judged(outcomes)

    def _tell(self) -> None:
        if self.news and not self.mailbox:
            self.news.tell()


def _print_traceback() -> None:
    import traceback

    traceback.print_exc()


def _checked(params: Any, shape: Any) -> Any:
    """The parameters, checked. Raises RequestRefused."""
    if problem := problem_in(params, shape):
        raise RequestRefused(rpc.INVALID_PARAMS, problem)
    return params


def _id_of(message: Message) -> rpc.Id:
    request = message.get("id")
    return request if isinstance(request, str | int) else None
