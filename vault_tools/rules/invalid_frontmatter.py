from collections.abc import Iterator

from vault_tools.lazy_re import pattern
from vault_tools.lint.rule import Diagnostic, Example, NoteRule
from vault_tools.note.frontmatter import Entry, Frontmatter, Item
from vault_tools.note.frontmatter_edit import Intent, Rewrite
from vault_tools.note.frontmatter_repair import displaced, problem_of, repaired, second_block, unclosed
from vault_tools.note.note import Note
from vault_tools.note.text import Edit, Span
from vault_tools.note.yaml_write import write_scalar
from vault_tools.vault.schema import Schema

_BARE_LINK = pattern(r"\[\[(?=[^\[\]]*[^\W\d_])[^\[\],\n]++\]\]")


class InvalidFrontmatter(NoteRule):
    """The frontmatter can't be read, or is read as something else than what stands there.

    Obsidian shows such a block as text and knows none of its properties: the note has no tags, no
    date and is in no index. Reported are YAML that does not parse, a block that is no mapping, is not
    closed, stands below a blank line or below another block, a key that stands there twice, a
    `[[link]]` without quotation marks (YAML reads a list in a list), and template code (a warning).

    Where it is certain what was meant there is an unsafe fix: quotation marks around a link, around a
    text with a colon in it and around a value that begins with `@`, `%` or a backtick; spaces for
    tabs; items below `key: []` joined to their key; blank lines above the block removed.
    """

    examples = (
        Example(
            "---\ntitle: Deep work: a review\n---\n", '---\ntitle: "Deep work: a review"\n---\n', safe=False
        ),
        Example("---\naliases:\n- @ada\n---\n", '---\naliases:\n- "@ada"\n---\n', safe=False),
        Example("---\nprogress: %50\n---\n", '---\nprogress: "%50"\n---\n', safe=False),
        Example("---\nup: [[Hops]]\n---\n", '---\nup: "[[Hops]]"\n---\n', safe=False),
        Example("---\nup: [[Hops]], [[Malt]]\n---\n", '---\nup: "[[Hops]], [[Malt]]"\n---\n', safe=False),
        Example("---\ntags:\n\t- ai\n---\n", "---\ntags:\n  - ai\n---\n", safe=False),
        Example("---\ntags: []\n  - ai\n---\n", "---\ntags:\n  - ai\n---\n", safe=False),
        Example("\n---\ntitle: Hops\n---\n", "---\ntitle: Hops\n---\n", safe=False),
        Example("---\n- a\n- b\n---\n"),
        Example("---\ntitle: Hops\n\nThe fence below is missing.\n"),
        Example("---\ntitle: Hops\ntitle: Malt\n---\n"),
        Example("---\nclipped: true\n---\n---\ntitle: Hops\n---\n"),
        Example("---\ncreated: {{date}}\n---\n"),
        Example("---\ntitle: Hops\n---\n", allowed=True),
        Example("---\n\nA rule opens this note.\n", allowed=True),
        Example("---\n---\nNothing in it.\n", allowed=True),
    )

    def check(self, note: Note, schema: Schema) -> Iterator[Diagnostic]:
        block = note.frontmatter
        if block is None:
            yield from self._missed(note)
        elif block.template_code:
            code = block.template_code.of(note.text)
            message = f"frontmatter holds template code `{code}` and is not checked"
            yield self.report(note, block.template_code, message, severity="warning")
        elif block.fault:
            rewrite = repaired(block)
            yield self.report(note, block.fault.span, problem_of(block), rewrite, safe=False)
        else:
            yield from self._misread(note, block)

    def _missed(self, note: Note) -> Iterator[Diagnostic]:
        block = displaced(note.text)
        if block:
            edit = Edit(Span(0, block.block.start), "")
            intents = tuple(Intent(entry.key, entry.value) for entry in block.entries)
            message = "frontmatter starts below a blank line; Obsidian reads it only on the first line"
            yield self.report(note, block.block, message, Rewrite((edit,), intents), safe=False)
        elif unclosed(note.text):
            yield self.report(note, Span(0, 3), "frontmatter is not closed: no second line of `---`")

    def _misread(self, note: Note, block: Frontmatter) -> Iterator[Diagnostic]:
        for entry in block.duplicates:
            message = f"key `{entry.key}` is a duplicate; only one of the values is read"
            yield self.report(note, entry.key_span, message)
        second = second_block(block)
        if second:
            message = "a second block of frontmatter; Obsidian reads only the first"
            yield self.report(note, second.block, message)
        if block.editable:
            for entry in block.entries:
                yield from self._bare_links(note, entry)

    def _bare_links(self, note: Note, entry: Entry) -> Iterator[Diagnostic]:
        parts: list[tuple[Entry | Item, Span, int | None]] = [(entry, entry.value_span, None)]
        if entry.style == "block":
            parts = [(item, item.span, index) for index, item in enumerate(entry.items)]
        for part, span, index in parts:
            link = span.of(note.text)
            if part.style == "flow" and _BARE_LINK.fullmatch(link):
                edit = Edit(span, write_scalar(link, always=True))
                rewrite = Rewrite((edit,), (Intent(entry.key, link, index),))
                message = f"link `{link}` has no quotation marks; YAML reads a list in a list"
                yield self.report(note, span, message, rewrite, safe=False)
