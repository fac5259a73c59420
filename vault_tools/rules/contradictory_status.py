from collections.abc import Iterator

from vault_tools.lint.rule import Diagnostic, Example, NoteRule
from vault_tools.note.entry import Entry
from vault_tools.note.frontmatter_edit import Rewrite, set_value
from vault_tools.note.note import Note
from vault_tools.vault.schema import Schema, StatusWords

_KEYS = "keys: {status: {type: text, values: [evergreen, draft]}, draft: {type: checkbox}}\n"


class ContradictoryStatus(NoteRule):
    """`status` says that the note is finished and `draft` says that it is not, or vice versa.

    A query then finds different notes depending on which of the two it uses. The configuration decides which
    one wins: with `status: {on-conflict: status}` the fix sets `draft` to match the status, and with `draft`
    vice versa; by default the conflict is only reported.
    """

    examples = (
        Example(
            "---\ndraft: true\nstatus: evergreen\n---\n",
            "---\ndraft: false\nstatus: evergreen\n---\n",
            config=_KEYS + "status: {on-conflict: status}",
        ),
        Example(
            "---\ndraft: true\nstatus: evergreen\n---\n",
            "---\ndraft: true\nstatus: draft\n---\n",
            config=_KEYS + "status: {on-conflict: draft}",
        ),
        Example("---\ndraft: true\nstatus: evergreen\n---\n", config=_KEYS),
        Example("---\ndraft: false\nstatus: draft\n---\n", config=_KEYS),
        Example("---\ndraft: true\nstatus: draft\n---\n", config=_KEYS, allowed=True),
        Example("---\ndraft: true\nstatus: evergreen\n---\n", allowed=True),
    )

    def check(self, note: Note, schema: Schema) -> Iterator[Diagnostic]:
        words = schema.status
        if words is None:
            return
        entries = {entry.key: entry for entry in note.entries}
        if words.key not in entries or words.draft_key not in entries:
            return
        status, draft = entries[words.key], entries[words.draft_key]
        says_draft = {words.evergreen: False, words.draft: True}.get(str(status.value))
        if says_draft is None or not isinstance(draft.value, bool) or says_draft == draft.value:
            return
        message = f"`{status.key}: {status.value}` contradicts `{draft.key}: {str(draft.value).lower()}`"
        message += "; `status: on-conflict` says which wins" if words.on_conflict == "report" else ""
        rewrite = self._rewrite(note, status, draft, words)
        yield self.report(note, status.value_span, message, rewrite)

    def _rewrite(self, note: Note, status: Entry, draft: Entry, words: StatusWords) -> Rewrite | None:
        block = note.frontmatter
        if block is None or not block.editable or words.on_conflict == "report":
            return None
        if words.on_conflict == "status":
            return set_value(block, draft, not draft.value)
        return set_value(block, status, words.draft if draft.value else words.evergreen)


ZH = {
    "`{status}` contradicts `{draft}`": "`{status}` 与 `{draft}` 矛盾",
    "{message:t}; `status: on-conflict` says which wins": (
        "{message}；由 `status: on-conflict` 决定以哪个为准"
    ),
}
