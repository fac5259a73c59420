"""The parts of the Language Server Protocol 3.17 that we use."""

from typing import Any, Literal, NotRequired, TypeAlias, TypedDict

from vault_tools.lint.levels import Confidence
from vault_tools.server.api import DocumentEdit, Safety
from vault_tools.server.positions import Position, Range, TextEdit

FIX_ALL = "source.fixAll.vault-tools"
QUICK_FIX = "quickfix"
IGNORE = "quickfix.ignore"
"""The kind of actions that make a note ignore a rule in one place."""
SOURCE = "vault-tools"

SeverityNumber: TypeAlias = Literal[1, 2, 3, 4]


class TextDocument(TypedDict):
    uri: str


class VersionedDocument(TypedDict):
    uri: str
    version: int


class OpenedDocument(TypedDict):
    uri: str
    version: int
    text: str


class DidOpen(TypedDict):
    textDocument: OpenedDocument


class WholeText(TypedDict):
    text: str


class DidChange(TypedDict):
    textDocument: VersionedDocument
    contentChanges: list[WholeText]


class OfDocument(TypedDict):
    textDocument: TextDocument


class DiagnosticParams(TypedDict):
    textDocument: TextDocument
    previousResultId: NotRequired[str | None]


class CodeActionContext(TypedDict):
    only: NotRequired[list[str]]


class CodeActionParams(TypedDict):
    textDocument: TextDocument
    range: Range
    context: NotRequired[CodeActionContext]


class HoverParams(TypedDict):
    textDocument: TextDocument
    position: Position


class ExecuteCommandParams(TypedDict):
    command: str
    arguments: NotRequired[list[Any]]
    workDoneToken: NotRequired[str | int]


class FileEvent(TypedDict):
    uri: str


class WatchedFilesParams(TypedDict):
    changes: list[FileEvent]


class FileRename(TypedDict):
    oldUri: str
    newUri: str


class RenamedFilesParams(TypedDict):
    files: list[FileRename]


class InitializeParams(TypedDict):
    processId: NotRequired[int | None]
    rootUri: NotRequired[str | None]
    workspaceFolders: NotRequired[list[TextDocument] | None]
    capabilities: NotRequired[dict[str, Any]]
    initializationOptions: NotRequired[Any]


class FixData(TypedDict):
    """The fix: the edits of the document, and whether they may change the meaning."""

    safety: Safety
    edits: list[TextEdit]


class DiagnosticData(TypedDict):
    """What the protocol has no field for: `section` are the headings above the place, as in the note,
    `evidence` is the text that the finding is based on, at most 200 characters, `why` is what the rule is
    for."""

    confidence: Confidence
    section: list[str]
    evidence: str
    why: str
    fix: FixData | None


class LspDiagnostic(TypedDict):
    range: Range
    severity: SeverityNumber
    code: NotRequired[str]
    source: str
    message: str
    data: NotRequired[DiagnosticData]


class WorkspaceEdit(TypedDict):
    changes: NotRequired[dict[str, list[TextEdit]]]
    documentChanges: NotRequired[list[DocumentEdit]]


class CodeAction(TypedDict):
    title: str
    kind: str
    isPreferred: NotRequired[bool]
    diagnostics: NotRequired[list[LspDiagnostic]]
    edit: WorkspaceEdit


def within(capabilities: Any, *names: str) -> Any:
    """The value under these names in a client's capabilities; None if there is none."""
    for name in names:
        capabilities = capabilities.get(name) if isinstance(capabilities, dict) else None
    return capabilities
