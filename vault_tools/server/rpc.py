"""Requests, notifications and answers: https://www.jsonrpc.org/specification, with the codes of the Language
Server Protocol."""

from typing import Any, Literal, TypeAlias

from vault_tools.server.framing import Message

Id: TypeAlias = int | str | None
When: TypeAlias = Literal["at once", "loaded", "alone"]
"""When a request can be answered: at any time, once the vault is loaded, or only while nothing else runs."""

PARSE_ERROR = -32700
INVALID_REQUEST = -32600
METHOD_NOT_FOUND = -32601
INVALID_PARAMS = -32602
INTERNAL_ERROR = -32603
NOT_INITIALIZED = -32002
REQUEST_FAILED = -32803
SERVER_CANCELLED = -32802
CONTENT_MODIFIED = -32801
REQUEST_CANCELLED = -32800


class RequestRefused(Exception):
    """A request gets no result; the message says why, for people."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(message)
        self.code = code


def result(request: Id, value: Any) -> Message:
    return {"jsonrpc": "2.0", "id": request, "result": value}


def error(request: Id, refused: RequestRefused) -> Message:
    return {"jsonrpc": "2.0", "id": request, "error": {"code": refused.code, "message": str(refused)}}


def notification(method: str, params: Any) -> Message:
    return {"jsonrpc": "2.0", "method": method, "params": params}


def call(request: Id, method: str, params: Any) -> Message:
    """One of our requests to the client."""
    return {"jsonrpc": "2.0", "id": request, "method": method, "params": params}
