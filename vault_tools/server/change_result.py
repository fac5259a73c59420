"""The growing result of a request that changes notes."""

from dataclasses import dataclass, field

from vault_tools.disk.change import Change
from vault_tools.server.api import ChangeResult, Diff, DocumentEdit, DocumentId
from vault_tools.server.documents import Document
from vault_tools.server.language import text_edits


@dataclass
class ChangesSoFar:
    """The result of a request so far."""

    run: int | None = None
    written: list[str] = field(default_factory=list)
    documents: list[DocumentEdit] = field(default_factory=list)
    failed: dict[str, str] = field(default_factory=dict)
    diffs: list[Diff] = field(default_factory=list)

    @property
    def result(self) -> ChangeResult:
        return {
            "run": self.run,
            "written": sorted(self.written),
            "documentChanges": self.documents,
            "failed": self.failed,
            "diffs": sorted(self.diffs, key=lambda diff: diff["path"]),
        }

    def edit(self, document: Document, text: str) -> None:
        edits = document.lines.edits(text_edits(document.text, text))
        of: DocumentId = {"uri": document.uri, "version": document.version}
        if edits:
            self.documents.append({"textDocument": of, "edits": edits})


def refusal(change: Change, document: Document) -> str:
    """Why this change can't be made to an open note; empty if its editor can be given the edits."""
    if change.after is None:
        return "is open"
    return "" if change.before == document.data else "is open, and not as it is on disk"
