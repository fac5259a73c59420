"""The findings of one document in the terms of the Language Server Protocol: diagnostics, actions, hovers."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from itertools import accumulate, takewhile

from vault_tools.lint.rule import Diagnostic, Fix, registry
from vault_tools.note.text import Edit, Span
from vault_tools.server.api import DocumentId
from vault_tools.server.documents import Document
from vault_tools.server.lsp import (
    FIX_ALL,
    QUICK_FIX,
    SOURCE,
    CodeAction,
    FixData,
    LspDiagnostic,
    SeverityNumber,
    WorkspaceEdit,
)
from vault_tools.server.positions import Position, Range, TextEdit

SEVERITIES: Mapping[str, SeverityNumber] = {"error": 1, "warning": 2, "info": 3}
UNSAFE = "may change what was meant"


@dataclass(frozen=True)
class JudgedText:
    """The findings of one version of a document."""

    document: Document
    found: tuple[Diagnostic, ...]
    others: list[LspDiagnostic] = field(default_factory=list)
    """Diagnostics that come from no rule."""

    @cached_property
    def items(self) -> list[LspDiagnostic]:
        return [*(self.item(diagnostic) for diagnostic in self.found), *self.others]

    def item(self, diagnostic: Diagnostic) -> LspDiagnostic:
        return {
            "range": self.range(diagnostic.span),
            "severity": SEVERITIES[diagnostic.severity],
            "code": diagnostic.rule,
            "source": SOURCE,
            "message": diagnostic.message,
            "data": {
                "confidence": diagnostic.confidence,
                "section": list(diagnostic.section),
                "evidence": diagnostic.evidence,
                "why": reason(diagnostic.rule),
                "fix": self._fix(diagnostic.fix) if diagnostic.fix else None,
            },
        }

    def _fix(self, fix: Fix) -> FixData:
        return {"safety": "safe" if fix.safe else "unsafe", "edits": self.edits(fix.edits)}

    def range(self, span: Span) -> Range:
        return self.document.lines.range(span)

    def edits(self, edits: Iterable[Edit]) -> list[TextEdit]:
        return self.document.lines.edits([*edits])


def at_range(judged: JudgedText, wanted: Range) -> Iterator[Diagnostic]:
    """The diagnostics that touch a range. A line in which one begins or ends counts as a whole, so that the
    cursor can be anywhere in it."""
    first, last = wanted["start"]["line"], wanted["end"]["line"]
    for diagnostic, item in zip(judged.found, judged.items, strict=False):
        if item["range"]["start"]["line"] <= last and first <= item["range"]["end"]["line"]:
            yield diagnostic


def quick_fixes(judged: JudgedText, wanted: Range, *, versioned: bool) -> Iterator[CodeAction]:
    for diagnostic in at_range(judged, wanted):
        if fix := diagnostic.fix:
            yield {
                "title": title_of(diagnostic, fix),
                "kind": QUICK_FIX,
                "isPreferred": fix.safe,
                "diagnostics": [judged.item(diagnostic)],
                "edit": edit_of(judged.document, judged.edits(fix.edits), versioned=versioned),
            }


def title_of(diagnostic: Diagnostic, fix: Fix) -> str:
    return f"Fix: {diagnostic.message}" + ("" if fix.safe else f" ({UNSAFE})")


def fix_all(judged: JudgedText, fixed: str, *, versioned: bool) -> CodeAction | None:
    """The action that turns a document into the `fixed` text; None if it already is that."""
    edits = judged.document.lines.edits(text_edits(judged.document.text, fixed))
    if not edits:
        return None
    return {
        "title": "Fix all that is safe to fix",
        "kind": FIX_ALL,
        "edit": edit_of(judged.document, edits, versioned=versioned),
    }


def edit_of(document: Document, edits: list[TextEdit], *, versioned: bool) -> WorkspaceEdit:
    """The edit of one document, with its version if the client supports that."""
    if not versioned:
        return {"changes": {document.uri: edits}}
    of: DocumentId = {"uri": document.uri, "version": document.version}
    return {"documentChanges": [{"textDocument": of, "edits": edits}]}


def hover(judged: JudgedText, position: Position) -> dict[str, object] | None:
    """The documentation of the rules whose diagnostics cover a position."""
    at = position["line"], position["character"]
    covering = [
        (diagnostic, item["range"])
        for diagnostic, item in zip(judged.found, judged.items, strict=False)
        if _pair(item["range"]["start"]) <= at <= _pair(item["range"]["end"])
    ]
    if not covering:
        return None
    text = "\n\n---\n\n".join(documentation(diagnostic) for diagnostic, _ in covering)
    return {"contents": {"kind": "markdown", "value": text}, "range": covering[0][1]}


@cache
def reason(rule: str) -> str:
    """The purpose of a rule in one sentence."""
    from inspect import getdoc

    first = (getdoc(registry()[rule]) or "").partition("\n\n")[0]
    return " ".join(first.split())


def documentation(diagnostic: Diagnostic) -> str:
    """What a rule found, what the rule is for, and whether there is a fix."""
    from inspect import getdoc

    rule = registry()[diagnostic.rule]
    fix = diagnostic.fix
    offer = ("A safe fix is offered." if fix.safe else f"The fix that is offered {UNSAFE}.") if fix else ""
    parts = [f"**{diagnostic.rule}**: {diagnostic.message}", getdoc(rule) or "", offer]
    return "\n\n".join(filter(None, parts))


def text_edits(old: str, new: str) -> list[Edit]:
    """The fewest whole-line edits that turn one text into the other. Offsets count in `old` as the client has
    it, without a byte order mark."""
    from difflib import SequenceMatcher

    shift = len("\ufeff") if old.startswith("\ufeff") else 0
    before, after = (text.splitlines(keepends=True) for text in (old[shift:], new.removeprefix("\ufeff")))
    head = _shared(before, after)
    tail = min(_shared(before[::-1], after[::-1]), min(len(before), len(after)) - head)
    starts = [0, *accumulate(map(len, before))]
    matcher = SequenceMatcher(
        None, before[head : len(before) - tail], after[head : len(after) - tail], autojunk=False
    )
    return [
        Edit(Span(starts[head + i], starts[head + j]), "".join(after[head + k : head + m]))
        for tag, i, j, k, m in matcher.get_opcodes()
        if tag != "equal"
    ]


def _shared(old: list[str], new: list[str]) -> int:
    """The number of lines at the beginning that are the same in both."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(old, new, strict=False)))


def _pair(position: Position) -> tuple[int, int]:
    return position["line"], position["character"]
