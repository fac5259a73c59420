from collections.abc import Iterator

from vault_tools.lint.rule import Diagnostic, Example, NoteRule
from vault_tools.note.frontmatter_edit import reorder
from vault_tools.note.note import Note
from vault_tools.vault.schema import Schema, arranged

_CONFIG = "key-order: [title, date, tags]"


class UnorderedKeys(NoteRule):
    """The keys are not in the order of `key-order`; off if that is not set.

    The fix moves whole entries, each with the comments above it. Keys that are not in `key-order` follow the
    others in their current order.
    """

    examples = (
        Example(
            "---\n# what it is about\ntags: [beer]\nx: 1\ntitle: Hops # for now\n---\n",
            "---\ntitle: Hops # for now\n# what it is about\ntags: [beer]\nx: 1\n---\n",
            config=_CONFIG,
        ),
        Example("---\ntitle: Hops\ntags: [beer]\nx: 1\n---\n", config=_CONFIG, allowed=True),
        Example("---\ntags: [beer]\ntitle: Hops\n---\n", allowed=True),
    )

    def check(self, note: Note, schema: Schema) -> Iterator[Diagnostic]:
        present = [entry.key for entry in note.entries]
        ranks = schema.ranks(present)
        if ranks == sorted(ranks):
            return
        block = note.frontmatter
        wanted = arranged(present, schema.order)
        assert block
        entry = next(e for e, key in zip(note.entries, wanted, strict=True) if e.key != key)
        position = wanted.index(entry.key)
        above = f"below `{wanted[position - 1]}`" if position else "first"
        message = f"key `{entry.key}` should come {above}"
        rewrite = reorder(block, wanted) if block.editable else None
        yield self.report(note, entry.key_span, message, rewrite)


ZH = {
    "key `{key}` should come first": "键 `{key}` 应排在最前",
    "key `{key}` should come below `{above}`": "键 `{key}` 应排在 `{above}` 之后",
}
