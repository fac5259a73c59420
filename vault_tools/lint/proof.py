"""Decides which fixes can be applied together, and proves that each does what it claims and nothing else."""

from bisect import bisect_left, insort
from collections.abc import Iterable, Iterator, Sequence

from vault_tools.lazy_dataclass import replace
from vault_tools.lint.rule import Diagnostic, Fix
from vault_tools.note.frontmatter_edit import END, Intent, expected
from vault_tools.note.note import Note
from vault_tools.note.text import Edit, Span, apply_edits
from vault_tools.note.yaml_core import same

MAX_PROOFS, LEAST_PROOFS = 64, 8
"""How many times one pass parses a frontmatter to prove fixes; fixes not proved by then are not offered."""
MAX_PROVED = 200_000
"""How many code points of frontmatter one pass parses in total; but at least LEAST_PROOFS parses are made."""


def together(note: Note, diagnostics: list[Diagnostic]) -> list[Diagnostic]:
    """The fixes that can be applied together. Some are dropped if the combination has another effect than its
    parts: of fixes that would together empty a list, one is left out."""
    chosen, left = _compatible(diagnostics), 1
    while len(chosen) > 1 and not _holds(note, [d.fix for d in chosen if d.fix]):
        chosen = chosen[: len(chosen) - left]
        left = len(chosen) // 2
    return chosen


def _compatible(diagnostics: Iterable[Diagnostic]) -> list[Diagnostic]:
    """The diagnostics whose edits do not overlap and whose intents are compatible."""
    chosen: list[Diagnostic] = []
    taken: list[tuple[int, int]] = []
    claims = _Claims()
    for diagnostic in diagnostics:
        fix = diagnostic.fix
        if fix is None or any(_collides(taken, edit) for edit in fix.edits):
            continue
        if not claims.admit(diagnostic.rule, fix.intents):
            continue
        chosen.append(diagnostic)
        for edit in fix.edits:
            insort(taken, (edit.span.start, edit.span.end))
    return chosen


class _Claims:
    """The keys that fixes to be applied together change.

    Only one fix may set a whole key, and no two may add the same item. All fixes of a key must come from one
    rule: two rules that each remove an item because the other's item exists would together remove both.
    """

    def __init__(self) -> None:
        self._rules: dict[str, str] = {}
        self._whole: set[str] = set()
        self._added: set[tuple[str, str]] = set()

    def admit(self, rule: str, intents: Sequence[Intent]) -> bool:
        """Admit the intents if they are compatible with all those admitted before; returns whether they
        were."""
        if any(self._clashes(rule, intent) for intent in intents):
            return False
        for intent in intents:
            self._rules[intent.key] = rule
            if intent.index is None:
                self._whole.add(intent.key)
            elif intent.index == END:
                self._added.add((intent.key, str(intent.value)))
        return True

    def _clashes(self, rule: str, intent: Intent) -> bool:
        if intent.key not in self._rules:
            return False
        return (
            self._rules[intent.key] != rule
            or intent.index is None
            or intent.key in self._whole
            or (intent.index == END and (intent.key, str(intent.value)) in self._added)
        )


def _collides(taken: list[tuple[int, int]], edit: Edit) -> bool:
    """Whether an edit overlaps one of the spans in `taken`, which are sorted and do not overlap each
    other."""
    index = bisect_left(taken, (edit.span.start, edit.span.end))
    neighbours = taken[max(0, index - 1) : index + 1]
    return any(edit.overlaps(Edit(Span(*span), "")) for span in neighbours)


def proved(note: Note, diagnostics: Sequence[Diagnostic]) -> Iterator[Diagnostic]:
    """The diagnostics, without the fixes that would do anything but what they claim.

    Compatible fixes are proved together: if nothing is wrong, one parse suffices for any number of them.
    """
    above = [d for d in diagnostics if d.fix and any(_above_body(note, edit) for edit in d.fix.edits)]
    if not above:
        yield from diagnostics
        return
    waiting, proved = above, {id(d) for d in diagnostics} - set(map(id, above))
    groups: list[list[Diagnostic]] = []
    for _ in range(_proofs(note)):
        if not groups and waiting:
            groups.append(_compatible(waiting))
            chosen = set(map(id, groups[0]))
            waiting = [diagnostic for diagnostic in waiting if id(diagnostic) not in chosen]
        if not groups:
            break
        group = groups.pop()
        if _holds(note, [diagnostic.fix for diagnostic in group if diagnostic.fix]):
            proved.update(map(id, group))
        elif len(group) > 1:
            groups += [group[len(group) // 2 :], group[: len(group) // 2]]
    for diagnostic in diagnostics:
        holds = diagnostic.fix is None or id(diagnostic) in proved
        yield diagnostic if holds else replace(diagnostic, fix=None)


def _proofs(note: Note) -> int:
    return max(LEAST_PROOFS, min(MAX_PROOFS, MAX_PROVED // max(note.body_start, 1)))


def _holds(note: Note, fixes: Sequence[Fix]) -> bool:
    """Whether the result reads back: it parses, and exactly the intended values have changed.

    A block that could not be parsed before has no values to compare, so it only has to be readable now. Edits
    of the body alone can't change the frontmatter and are not checked.
    """
    fixes = [fix for fix in fixes if any(_above_body(note, edit) for edit in fix.edits)]
    if not fixes:
        return True
    before, after = note.frontmatter, edited(note, fixes)
    if after.frontmatter is None or after.frontmatter.fault or after.frontmatter.duplicates:
        return before is None is after.frontmatter
    if after.frontmatter.template_code and not (before and before.template_code):
        return False
    intents = [intent for fix in fixes for intent in fix.intents]
    if before is None:
        wanted, body_stays = expected({}, intents), after.text.endswith(note.text.lstrip("\r\n"))
    elif before.fault or before.duplicates:
        return same(expected(after.frontmatter.values, intents), after.frontmatter.values)
    else:
        wanted = expected(before.values, intents)
        body_stays = after.body_start == note.body_start + _growth(note, fixes)
    return body_stays and same(after.frontmatter.values, wanted)


def _growth(note: Note, fixes: Sequence[Fix]) -> int:
    """How many code points the edits above the body add to the text."""
    edits = [e for fix in fixes for e in fix.edits if _above_body(note, e)]
    return sum(len(e.new) - (e.span.end - e.span.start) for e in edits)


def _above_body(note: Note, edit: Edit) -> bool:
    """Whether an edit touches the frontmatter, or the very start of a note that has none."""
    return edit.span.start < max(note.body_start, 1)


def edited(note: Note, fixes: Iterable[Fix]) -> Note:
    return note.with_text(apply_edits(note.text, (edit for fix in fixes for edit in fix.edits)))
