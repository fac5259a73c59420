"""Accepts texts submitted for flagged sections: each is inserted if it clears its flag and raises no
other."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Literal, NamedTuple, TypeAlias

from vault_tools.lazy_re import pattern
from vault_tools.lint.flagged import flag_ids, section_hash
from vault_tools.lint.rule import Diagnostic
from vault_tools.lint.target import Target, target_of
from vault_tools.note.details import promise_of
from vault_tools.note.language import counts_of, language_name, language_of
from vault_tools.note.note import Note
from vault_tools.note.prose import prose_of
from vault_tools.note.residue import DEBRIS, markers_of
from vault_tools.note.sentences import TAIL, ending_of, ends_surely_broken
from vault_tools.note.text import Edit, Span, apply_edits
from vault_tools.sections.layout import Layout, layout_of
from vault_tools.vault.schema import Schema

Judge: TypeAlias = Callable[[Note], Sequence[Diagnostic]]
"""Returns the diagnostics of the section rules for a note, including those of low confidence."""

_BREAKS_OUT = pattern(r"(?m)^ {0,3}(?:#{1,6}[ \t]|```|~~~|---[ \t]*$|%%)|</?(?:details|summary)\b|<!--|-->")
_WHOLE_FOLD = pattern(
    r"(?m)^<details>\n?<summary>[^<\n]{1,200}</summary>$(?:(?!</?details\b)[\s\S])*+^</details>$"
)
"""A whole fold. A text for the end of the note may contain one, as there is nothing below to swallow."""
_NUMBER = pattern(r"[0-9][0-9,.]*")
_LABEL = 80
"""Maximum code points of a label."""
_COUNTS_WHEN_LOW = (
    *("generation-residue", "mislabelled-original", "missing-source-text"),
    *("repeated-text", "untranslated-section"),
)
"""Rules whose diagnostics in a submitted text count even at low confidence: a refusal costs only another
attempt."""
_USUAL = 0.6
"""The minimum length ratio of a translation to its original, as a share of the note's usual ratio: half a
translation is refused."""
_SOME, _STRICT = 5, 0.9
"""The number of translations from which a note has a habit, and the share of them that must end in a complete
sentence for that habit to be strict."""
_LEAST_UNITS = 30
"""The length ratio of shorter originals, in the units of `counts_of`, is not judged."""
_LONGER = 6
"""How many times the length of its original, in code points, a text may have."""


class Submission(NamedTuple):
    """A text for a flag. `section_sha256` is the hash of the section when the flag was listed."""

    id: str
    section_sha256: str
    text: str


class Answer(NamedTuple):
    """The answer to a submission. `stale`: the flag is gone, or its section has changed. `section_sha256` is
    the section's current hash."""

    id: str
    state: Literal["written", "refused", "stale"]
    reason: str = ""
    section_sha256: str = ""


def submitted(
    note: Note, schema: Schema, judge: Judge, submissions: Iterable[Submission], *, force: bool = False
) -> tuple[Note, list[Answer]]:
    """The note with the accepted texts, and an answer for each submission, in order.

    Each text is judged against the original note; with `force`, only stale ones are refused.
    """
    found, layout = judge(note), layout_of(note, schema)
    flags = flag_ids(note.path, found)
    taken: dict[int, Target] = {}
    edits: list[Edit] = []
    answers: list[Answer] = []
    for index, each in enumerate(submissions):
        flag = flags.get(each.id)
        now = section_hash(layout, flag.span) if flag else ""
        if flag is None or now != each.section_sha256:
            reason = "the section has changed since it was listed" if flag else "the flag is no longer there"
            answers.append(Answer(each.id, "stale", reason, now))
            continue
        target = target_of(layout, flag)
        reason = "no text alone can fix this" if target is None else ""
        if target and any(_overlap(target.span, other.span) for other in taken.values()):
            reason = "another text for the same place was accepted"
        if target and not reason and not force:
            reason = _refusal(note, layout, schema, judge, found, flag, target, each.text)
        answers.append(Answer(each.id, "refused" if reason else "written", reason, now))
        if target and not reason:
            taken[index] = target
            edits.append(target.edit(each.text, note.newline))
    after = note.with_text(apply_edits(note.text, edits)) if edits else note
    places = {index: _place_after(target.span.start, edits) for index, target in taken.items()}
    return after, list(_with_hashes(answers, places, after, schema))


def _place_after(start: int, edits: Iterable[Edit]) -> int:
    """The position of `start` after the edits."""
    before = (edit for edit in edits if edit.span.end <= start and edit.span.start < start)
    return start + sum(len(edit.new) - (edit.span.end - edit.span.start) for edit in before)


def _with_hashes(
    answers: Iterable[Answer], places: Mapping[int, int], after: Note, schema: Schema
) -> Iterator[Answer]:
    """The answers with the hashes of the changed sections."""
    layout = layout_of(after, schema)
    for index, answer in enumerate(answers):
        at = min(places.get(index, 0), len(after.text) - 1)
        changed = index in places
        yield answer._replace(section_sha256=section_hash(layout, Span(at, at))) if changed else answer


def _overlap(one: Span, other: Span) -> bool:
    return one == other or (one.start < other.end and other.start < one.end)


def _refusal(
    note: Note,
    layout: Layout,
    schema: Schema,
    judge: Judge,
    found: Sequence[Diagnostic],
    flag: Diagnostic,
    target: Target,
    text: str,
) -> str:
    """Why a text is refused; empty if it is accepted."""
    if reason := _said_of_text(layout, target, text):
        return reason
    edit = target.edit(text, note.newline)
    after = note.with_text(apply_edits(note.text, [edit]))
    place = Span(edit.span.start, edit.span.start + len(edit.new))
    left = judge(after)
    known = Counter(_kind(one) for told in found for one in told.each)
    for one in (each for told in left for each in told.each):
        is_there = one.span.start <= place.end and place.start <= one.span.end
        if one.confidence == "low" and not (is_there and one.rule in _COUNTS_WHEN_LOW):
            continue
        if is_there and one.rule == flag.rule:
            return f"the flag stays: {one.message}"
        known[_kind(one)] -= 1
        if known[_kind(one)] < 0:
            return f"a new flag, {one.rule}: {one.message}"
    return _shortened(layout, layout_of(after, schema), place)


def _kind(diagnostic: Diagnostic) -> tuple[str, str]:
    """Identifies a diagnostic when looking for new ones. Leaves out counts, which text elsewhere may
    change."""
    return diagnostic.rule, _NUMBER.sub("0", diagnostic.message)


def _said_of_text(layout: Layout, target: Target, text: str) -> str:
    """Why the text in itself is refused; empty if it is not."""
    bare = text.strip()
    if not prose_of(bare).strip():
        return "holds no text"
    if target.task == "relabel":
        return _said_of_label(bare)
    if _BREAKS_OUT.search(_WHOLE_FOLD.sub("", bare) if target.at_end else bare):
        return "contains a heading, a fence, a fold or a comment, which would break out of the section"
    if len(bare) > _LONGER * max(len(target.original), target.span.end - target.span.start, 200):
        return "is far longer than the text that it replaces"
    if not target.at_end and " ".join(bare.split()) == " ".join(target.original.split()):
        return "is the original again"
    marks = markers_of(bare.encode("utf-8", "replace"), 0)
    if any(mark.family in DEBRIS or mark.family == "truncated" for mark in marks):
        return "contains a program's words before or after its text"
    if target.task == "translate" and layout.reading:
        language = language_of(prose_of(bare), layout.reading)
        if language and language != layout.reading:
            return f"is {language_name(language)}, not {language_name(layout.reading)}"
    return "" if target.at_end else _broken_end(layout, target, bare)


def _said_of_label(text: str) -> str:
    if "\n" in text or "<" in text or len(text) > _LABEL:
        return "is not a label, which is a few words on one line"
    return "" if promise_of(text) else "names no language"


def _broken_end(layout: Layout, target: Target, text: str) -> str:
    """A message if the text stops in the middle of a sentence although its original, or the note's other
    translations, end in a complete one; else empty."""
    if _breaks_off(target.original):
        return ""
    if ends_surely_broken(text[-TAIL:], layout.reading):
        return "stops in the middle of a sentence"
    ending = ending_of(prose_of(text)[-TAIL:], layout.reading)
    if ending in ("whole", "ellipsis") or not (_is_whole(layout, target.original) or _ends_strictly(layout)):
        return ""
    return "stops without a full stop"


def _is_whole(layout: Layout, text: str) -> bool:
    return bool(text) and ending_of(prose_of(text).strip()[-TAIL:], layout.reading) == "whole"


def _ends_strictly(layout: Layout) -> bool:
    ends = [_is_whole(layout, layout.text_of(pair.translation)) for pair in layout.pairs if pair.translation]
    return len(ends) >= _SOME and sum(ends) >= _STRICT * len(ends)


def _breaks_off(original: str) -> bool:
    """Whether the original itself stops in the middle of a sentence, as when a speaker is interrupted."""
    return ending_of(prose_of(original)[-TAIL:], None) == "broken"


def _shortened(before: Layout, after: Layout, place: Span) -> str:
    """A message if the translation at a place keeps too little of its original; else empty. It is compared
    with the note's usual ratio before or after the edit, whichever is lower."""
    usual = min(before.usual_ratio, after.usual_ratio)
    for pair in after.pairs:
        own = pair.translation
        if own and own[0].start <= place.end and place.start < own[-1].end:
            units = counts_of(prose_of(after.text_of(pair.original))).units
            if units >= _LEAST_UNITS and pair.ratio < _USUAL * usual:
                return f"keeps {after.kept(pair)}"
    return ""
