"""The records that another program needs to translate flagged sections again."""

from collections.abc import Iterable, Iterator
from typing import Any

from vault_tools.digests import sha256
from vault_tools.lint.fingerprint import fingerprints
from vault_tools.lint.levels import CONFIDENCES
from vault_tools.lint.rule import Diagnostic, SectionRule, registry
from vault_tools.lint.target import MISSING, Target, is_of, target_of, touches
from vault_tools.note.note import Note
from vault_tools.note.text import Span
from vault_tools.sections.layout import Layout, layout_of
from vault_tools.vault.schema import Schema


def flagged_sections(
    note: Note, schema: Schema, diagnostics: Iterable[Diagnostic]
) -> Iterator[dict[str, Any]]:
    """A record for each diagnostic of a section rule; combined diagnostics get one record each.

    `id` names the flag and survives edits elsewhere in the note. `task` says what to do (`translate`,
    `complete`, `relabel` or `replace-original`) and `target` which text to replace; both are None if no text
    alone can fix the problem. `missing` is the part of the transcript that the note lost. `section` is the
    path of headings, `line` and `end_line` are line numbers (from 1, inclusive), `original` is the matching
    text of the original (empty if there is none), `section_sha256` the hash of the section, from its heading
    to the next one, as it is in the file.
    """
    layout = layout_of(note, schema)
    for flag_id, diagnostic in flag_ids(note.path, diagnostics).items():
        target = target_of(layout, diagnostic)
        if not issubclass(registry()[diagnostic.rule], SectionRule):
            continue
        yield {
            "id": flag_id,
            "task": target.task if target else None,
            "path": note.path,
            "section": list(diagnostic.section),
            "line": diagnostic.place.line,
            "end_line": diagnostic.place.last_line,
            "rule": diagnostic.rule,
            "confidence": diagnostic.confidence,
            "message": diagnostic.message,
            "original": "" if diagnostic.rule == MISSING else _original(layout, diagnostic.span),
            "missing": target.original if target and diagnostic.rule == MISSING else "",
            "target": _target(note, target) if target else None,
            "section_sha256": section_hash(layout, diagnostic.span),
        }


def after(cursor: str, records: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """The records after the one whose id is `cursor`, or all if it is empty. Records are sorted by path. If
    that record is gone, all records of its note are repeated, so that none is missed."""
    path = path_in(cursor)
    own: list[dict[str, Any]] = []
    rest = iter(records)
    for record in rest:
        if cursor and record["path"] < path:
            continue
        if cursor and record["path"] == path:
            own = [] if record["id"] == cursor else [*own, record]
            continue
        yield from own
        yield record
        break
    else:
        yield from own
    yield from rest


def path_in(flag_id: str) -> str:
    """The path of the note in a flag's id."""
    return flag_id.rpartition(":")[0]


def flag_ids(path: str, diagnostics: Iterable[Diagnostic]) -> dict[str, Diagnostic]:
    """The diagnostics by id. An id names the note and survives edits elsewhere in it.

    Identical diagnostics are distinguished by their order, the most confident first, so that ids do not
    depend on the minimum confidence.
    """
    each = [one for told in diagnostics for one in told.each]
    certain_first = sorted(each, key=lambda one: -CONFIDENCES.index(one.confidence))
    marks = {id(one): mark for mark, one in zip(fingerprints(certain_first), certain_first, strict=True)}
    return {f"{path}:{marks[id(one)]}": one for one in each}


def _target(note: Note, target: Target) -> dict[str, Any]:
    start, end = target.span.start, target.span.end
    return {"start": start, "end": end, "text": note.text[start:end]}


def _original(layout: Layout, span: Span) -> str:
    pairs = [pair for pair in layout.pairs if is_of(pair, span)]
    if pairs:
        return "\n\n".join(layout.text_of(pair.original).strip() for pair in pairs)
    foreign = [part for part in layout.parts if layout.is_foreign(part) and touches(part, span)]
    below = (p.original for p in layout.pairs if p.original[0].start >= span.end and not p.translation)
    parts = foreign or list(next(below, ()))
    return "\n\n".join(layout.text_of([part]).strip() for part in parts)


def section_hash(layout: Layout, span: Span) -> str:
    """The SHA-256, in hexadecimal, of the section that contains a span, from its heading to the next one."""
    start = layout.note.body_start
    for section in layout.sections:
        if span.start < section.end or section is layout.sections[-1]:
            text = layout.note.text[start : section.end]
            return sha256(text.encode()).hexdigest()
        start = section.end
    raise AssertionError("a body has at least one section")
