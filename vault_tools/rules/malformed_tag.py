import re
from collections.abc import Iterator
from functools import lru_cache

from vault_tools.lazy_re import pattern
from vault_tools.lint.rule import Diagnostic, Example, NoteRule
from vault_tools.note.entry import Entry
from vault_tools.note.frontmatter_edit import Intent, Rewrite, set_item, set_value
from vault_tools.note.note import Note
from vault_tools.note.text import Edit, Span
from vault_tools.note.yaml_core import Value
from vault_tools.vault.infer import commented_tags
from vault_tools.vault.schema import Key, Schema
from vault_tools.vault.spelling import KEPT
from vault_tools.vault.tags import clean_tag, tag_problem

_COMMENTED_ITEM = pattern(r"([ \t]*-)([ \t]+#([^\s#,]+))[ \t]*(?:\r?\n)?")
_AROUND_A_SLASH = pattern(r"\s/|/\s")
_CONFIG = "keys: {tags: {type: tags}}"


class MalformedTag(NoteRule):
    """A tag that Obsidian does not accept (https://help.obsidian.md/tags#Tag+format).

    A tag consists of letters, digits, `_`, `-` and `/`, and at least one of them is not a digit. The fix
    removes a leading `#` and stray `/`, and writes `-` for spaces if the vault's configuration declares
    `tags`; otherwise replacing spaces is unsafe, since other programs may read such tags. A tag with other
    forbidden characters, or only digits, is reported but not fixed: only you can say what it should be. In
    `tags: #beer` and `- #beer` the tag is a comment to YAML; the fix makes it a tag. YAML joins an item that
    is indented below another into one text; the fix that separates them is unsafe.
    """

    examples = (
        Example('---\ntags: ["#beer", hops]\n---\n', "---\ntags: [beer, hops]\n---\n"),
        Example("---\ntags:\n- beer/\n---\n", "---\ntags:\n- beer\n---\n"),
        Example("---\ntags:\n- craft beer\n---\n", "---\ntags:\n- craft-beer\n---\n", config=_CONFIG),
        Example("---\ntags:\n- craft beer\n---\n", "---\ntags:\n- craft-beer\n---\n", safe=False),
        Example("---\ntags: #beer\n---\n", "---\ntags:\n  - beer\n---\n"),
        Example("---\ntags:\n- #beer\n- hops\n---\n", "---\ntags:\n- beer\n- hops\n---\n"),
        Example("---\ntags:\n- beer\n - wine\n---\n", "---\ntags:\n- beer\n- wine\n---\n", safe=False),
        Example("---\ntags:\n- c / d\n---\n"),
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
                if isinstance(item.value, str) and _is_well_formed(item.value):
                    continue
                if item.value is None and (comment := _COMMENTED_ITEM.fullmatch(item.lines.of(note.text))):
                    yield self._commented_item(note, entry, index, comment)
                elif isinstance(item.value, str | int | float):
                    yield from self._judge(note, entry, key, index)

    def _judge(self, note: Note, entry: Entry, key: Key, index: int) -> Iterator[Diagnostic]:
        item = entry.items[index]
        tag = item.value if isinstance(item.value, str) else item.span.of(note.text)
        if _is_well_formed(tag) or not tag.strip():
            return
        cleaned = clean_tag(tag)
        problem = tag_problem(cleaned)
        block = note.frontmatter
        source = item.span.of(note.text)
        if item.style == "plain" and "\n" in source:
            yield from self._joined(note, entry, index)
            return
        cleanable = block and block.editable and not problem and not _AROUND_A_SLASH.search(tag.strip())
        rewrite = set_item(block, entry, index, cleaned) if block and cleanable else None
        message = f"tag `{tag}` {problem or _slip(tag)}"
        safe = key.declared or not re.search(r"\s", tag.strip())
        yield self.report(note, item.span, message, rewrite, safe=safe)

    def _joined(self, note: Note, entry: Entry, index: int) -> Iterator[Diagnostic]:
        """An item that is indented below another, which YAML joins into one text."""
        block, item = note.frontmatter, entry.items[index]
        first, *below = filter(None, map(str.strip, item.span.of(note.text).splitlines()))
        parts = [first, *(line.removeprefix("-").strip() for line in below)]
        sure = (
            block
            and block.editable
            and all(line.startswith("- ") for line in below)
            and all(tag_problem(part) == "" and part.split() == [part] for part in parts)
        )
        dash = item.lines.of(note.text).partition("-")[0]
        values = [i.value for i in entry.items]
        wanted: list[Value] = [*values[:index], *parts, *values[index + 1 :]]
        edit = Edit(item.span, f"{note.newline}{dash}- ".join(parts))
        rewrite = Rewrite((edit,), (Intent(entry.key, wanted),)) if sure and len(parts) > 1 else None
        message = f"an item is indented below another; YAML reads one text, `{item.value}`"
        yield self.report(note, item.span, message, rewrite, safe=False)

    def _commented_item(self, note: Note, entry: Entry, index: int, comment: re.Match[str]) -> Diagnostic:
        start = entry.items[index].lines.start
        edit = Edit(Span(start + comment.end(1), start + comment.end(2)), f" {comment[3]}")
        editable = note.frontmatter is not None and note.frontmatter.editable
        rewrite = Rewrite((edit,), (Intent(entry.key, comment[3], index),)) if editable else None
        message = f"`#{comment[3]}` is a comment to YAML, so the item is empty"
        span = Span(start + comment.end(2) - len(comment[3]) - 1, start + comment.end(2))
        return self.report(note, span, message, rewrite)

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


@lru_cache(maxsize=KEPT)
def _is_well_formed(tag: str) -> bool:
    return clean_tag(tag) == tag and not tag_problem(tag)


def _slip(tag: str) -> str:
    if tag.strip().startswith("#"):
        return "has a `#` in front"
    return "holds a space" if re.search(r"\s", tag.strip()) else "has a stray `/` or space"


ZH = {
    "tag `{tag}` has a `#` in front": "标签 `{tag}` 前面多了 `#`",
    "tag `{tag}` holds a space": "标签 `{tag}` 含有空格",
    "tag `{tag}` has a stray `/` or space": "标签 `{tag}` 有多余的 `/` 或空格",
    "tag `{tag}` contains `{character}`, which a tag can't contain": (
        "标签 `{tag}` 含有标签中不允许的 `{character}`"
    ),
    "tag `{tag}` consists only of digits": "标签 `{tag}` 只有数字",
    "an item is indented below another; YAML reads one text, `{text}`": (
        "一项缩进在另一项之下；YAML 读作一个文本 `{text}`"
    ),
    "`{comment}` is a comment to YAML, so the item is empty": "`{comment}` 对 YAML 是注释，因此该项为空",
    "`{comment}` is a comment to YAML, so the note has no tag": (
        "`{comment}` 对 YAML 是注释，因此笔记没有标签"
    ),
}
