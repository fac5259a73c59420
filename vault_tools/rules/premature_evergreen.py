from collections import Counter
from collections.abc import Iterator, Sequence

from vault_tools.lint.rule import ConclusionRule, Diagnostic, Example
from vault_tools.note.entry import Entry
from vault_tools.note.frontmatter_edit import Rewrite, set_value
from vault_tools.note.note import Note
from vault_tools.vault.schema import Schema, StatusWords

_CUT = "Hops.\n\n[...truncated for brevity...]\n"
_FORBIDS = "status: {evergreen-forbids: [truncated-section], evergreen-fix: safe}"


class PrematureEvergreen(ConclusionRule):
    """A note is marked as finished but has problems that a finished note may not have.

    `status: {evergreen-forbids: [truncated-section, …]}` lists the rules for such problems, which count at
    medium confidence or above. With `evergreen-fix: safe` or `unsafe` the fix makes the note a draft, and
    sets `draft` to true if the note has that key. The body is never touched.
    """

    examples = (
        Example(f"---\nstatus: evergreen\n---\n{_CUT}", f"---\nstatus: draft\n---\n{_CUT}", config=_FORBIDS),
        Example(
            f"---\nstatus: evergreen\ndraft: false\n---\n{_CUT}",
            f"---\nstatus: draft\ndraft: true\n---\n{_CUT}",
            config=_FORBIDS,
        ),
        Example(
            f"---\nstatus: evergreen\n---\n{_CUT}",
            f"---\nstatus: draft\n---\n{_CUT}",
            config=_FORBIDS.replace("safe", "unsafe"),
            safe=False,
        ),
        Example(f"---\nstatus: evergreen\n---\n{_CUT}", config=_FORBIDS.replace("safe", "off")),
        Example(f"---\nstatus: evergreen\n---\n{_CUT}", allowed=True),
        Example(f"---\nstatus: draft\n---\n{_CUT}", config=_FORBIDS, allowed=True),
        Example("---\nstatus: evergreen\n---\nHops.\n", config=_FORBIDS, allowed=True),
    )

    def check(self, note: Note, schema: Schema, found: Sequence[Diagnostic]) -> Iterator[Diagnostic]:
        words = schema.status
        forbidden = [d.rule for d in found if words and d.rule in words.evergreen_forbids]
        if words is None or not forbidden:
            return
        entries = {entry.key: entry for entry in note.entries}
        if words.key not in entries or _said(entries[words.key]) != words.evergreen.casefold():
            return
        status, broken = entries[words.key], Counter(forbidden)
        what = ", ".join(f"{rule} ({count})" if count > 1 else rule for rule, count in sorted(broken.items()))
        rewrite = None if words.evergreen_fix == "off" else _to_draft(note, status, entries, words)
        safe = words.evergreen_fix == "safe"
        message = f"`{status.key}: {status.value}`, but the note has {what}"
        yield self.report(note, status.value_span, message, rewrite, safe=safe)


def _said(status: Entry) -> str:
    """The status in lower case; a list with one item counts as that item."""
    value = status.value[0] if isinstance(status.value, list) and len(status.value) == 1 else status.value
    return str(value).strip().casefold()


def _to_draft(note: Note, status: Entry, entries: dict[str, Entry], words: StatusWords) -> Rewrite | None:
    block = note.frontmatter
    if block is None or not block.editable:
        return None
    rewrites = [set_value(block, status, words.draft)]
    draft = entries.get(words.draft_key)
    if draft is not None and draft.value is False:
        rewrites.append(set_value(block, draft, True))
    whole = [rewrite for rewrite in rewrites if rewrite]
    if len(whole) < len(rewrites):
        return None
    return Rewrite(tuple(e for r in whole for e in r.edits), tuple(i for r in whole for i in r.intents))


ZH = {
    "`{status}`, but the note has {rules}": "`{status}`，但笔记有：{rules}",
}
