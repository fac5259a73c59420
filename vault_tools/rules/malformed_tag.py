import re
from collections.abc import Iterator

from vault_tools.lint.rule import Diagnostic, Example, NoteRule
from vault_tools.note.frontmatter import Entry
from vault_tools.note.frontmatter_edit import Rewrite, set_item, set_value
from vault_tools.note.note import Note
from vault_tools.note.text import Edit, Span
from vault_tools.vault.infer import commented_tags
from vault_tools.vault.schema import Key, Schema
from vault_tools.vault.tags import clean_tag, tag_problem

_CONFIG = "keys: {tags: {type: tags}}"


class MalformedTag(NoteRule):
    """A tag that Obsidian does not take for one (https://help.obsidian.md/tags#Tag+format).

    A tag holds letters, digits, `_`, `-` and `/`, and at least one character that is no digit. The fix
    takes away `#` in front and stray `/`, and writes `-` for spaces where the vault's configuration
    declares `tags`; elsewhere that is unsafe, since other programs may read such tags. A tag with
    other forbidden characters or of digits alone is reported: what it should be is the owner's choice.
    `tags: #beer` is a comment to YAML; the fix makes it a tag.
    """

    examples = (
        Example('---\ntags: ["#beer", hops]\n---\n', "---\ntags: [beer, hops]\n---\n"),
        Example("---\ntags:\n- beer/\n---\n", "---\ntags:\n- beer\n---\n"),
        Example("---\ntags:\n- craft beer\n---\n", "---\ntags:\n- craft-beer\n---\n", config=_CONFIG),
        Example("---\ntags:\n- craft beer\n---\n", "---\ntags:\n- craft-beer\n---\n", safe=False),
        Example("---\ntags: #beer\n---\n", "---\ntags:\n  - beer\n---\n"),
        Example("---\ntags:\n- c++\n---\n"),
        Example("---\ntags:\n- 2024\n---\n"),
        Example("---\ntags:\n- beer/ipa\n- 啤酒\n- 2024-goals\n- 🍺\n- \n---\n", allowed=True),
        Example("---\ntags: # none yet\n---\n", allowed=True),
    )

    def check(self, note: Note, schema: Schema) -> Iterator[Diagnostic]:
        for entry, key in schema.typed_entries(note):
            if key.type != "tags":
                continue
            if comment := commented_tags(note, entry):
                yield from self._commented(note, entry, comment)
            for index, item in enumerate(entry.items):
                if isinstance(item.value, str | int | float):
                    yield from self._judge(note, entry, key, index)

    def _judge(self, note: Note, entry: Entry, key: Key, index: int) -> Iterator[Diagnostic]:
        item = entry.items[index]
        tag = item.value if isinstance(item.value, str) else item.span.of(note.text)
        mended = clean_tag(tag)
        problem = tag_problem(mended)
        if (mended == tag and not problem) or not tag.strip():
            return
        block = note.frontmatter
        mendable = block and block.editable and not problem
        rewrite = set_item(block, entry, index, mended) if block and mendable else None
        message = f"tag `{tag}` {problem or _slip(tag)}"
        safe = key.declared or not re.search(r"\s", tag.strip())
        yield self.report(note, item.span, message, rewrite, safe=safe)

    def _commented(self, note: Note, entry: Entry, comment: re.Match[str]) -> Iterator[Diagnostic]:
        block = note.frontmatter
        assert block
        tags = [tag for tag in re.split(r"[#\s,]+", comment[1]) if tag]
        rewrite = set_value(block, entry, list(tags)) if block.editable else None
        if rewrite:
            edit = Edit(Span(entry.colon, comment.end()), rewrite.edits[0].new)
            rewrite = Rewrite((edit,), rewrite.intents)
        message = f"`{comment[1].strip()}` is a comment to YAML, so the note has no tag"
        yield self.report(note, entry.key_span, message, rewrite)


def _slip(tag: str) -> str:
    if tag.strip().startswith("#"):
        return "has a `#` in front"
    return "holds a space" if re.search(r"\s", tag.strip()) else "has a stray `/` or space"
