from collections.abc import Iterator
from decimal import Decimal
from typing import TypeAlias

from vault_tools.lazy_re import pattern
from vault_tools.lint.rule import Diagnostic, Example, NoteRule
from vault_tools.note.entry import Entry, Item
from vault_tools.note.frontmatter import Frontmatter
from vault_tools.note.frontmatter_edit import REMOVED, Intent, Rewrite
from vault_tools.note.frontmatter_repair import displaced, problem_of, repaired, second_block, unclosed
from vault_tools.note.note import Note
from vault_tools.note.text import Edit, Span
from vault_tools.note.yaml_core import Value
from vault_tools.note.yaml_write import write_scalar
from vault_tools.vault.schema import Schema

_BARE_LINK = pattern(r"\[\[(?:(?=[^\[\]\n]*[^\W\d_])[^\[\]\n]++|[^\[\],\n]++)\]\]")
"""A link without quotation marks; `[[1, 2]]` is a nested list, not a link."""
_COMMENT = pattern(r"[ \t]+(#[^\s#][^\r\n]*)")
_TAG = pattern(r"!\S*")
_CORE_TAGS = frozenset(["!", "!!str", "!!int", "!!float", "!!bool", "!!null", "!!map", "!!seq"])
_Parts: TypeAlias = list[tuple[Entry | Item, int | None]]
_ESCAPED_MARK = pattern(r"\\\"[^\\\"\n]+\\\".*")


class InvalidFrontmatter(NoteRule):
    """The frontmatter can't be read, or Obsidian reads something other than was meant.

    Obsidian shows such a block as text and reads none of its properties: the note has no tags and no date,
    and no index lists it. This rule reports YAML that does not parse, a block that is not a mapping, is not
    closed, or comes after a blank line or another block, a duplicate key (Obsidian then reads none of the
    properties), a `[[link]]` without quotation marks (a nested list in YAML), and, as warnings, template
    code, `key::`, an unknown YAML tag, `\"` outside quotation marks and a number with so many digits that
    Obsidian loses the last ones. At low confidence it also reports text after ` #`, which is a comment.

    If it is certain what was meant, there is an unsafe fix: quotation marks around a link, a text that
    contains a colon or quotation marks, or a value that begins with `@`, `%` or a backtick; spaces instead of
    tabs; items below `key: []` joined to their key; a value that continues at the left margin indented; blank
    lines above the block removed. The fix is safe only if the schema says that a long number is text.
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
        Example("---\nnext:\n- [[2024-05-07]]\n---\n", '---\nnext:\n- "[[2024-05-07]]"\n---\n', safe=False),
        Example("---\nup: [[Smith, John]]\n---\n", '---\nup: "[[Smith, John]]"\n---\n', safe=False),
        Example("---\ntags: [a, #b]\n---\n", '---\ntags: [a, "#b"]\n---\n', safe=False),
        Example("---\nto:: [[A]], [[B]]\n---\n", '---\nto: "[[A]], [[B]]"\n---\n', safe=False),
        Example("---\ntype:: book\n---\n", "---\ntype: book\n---\n", safe=False),
        Example('---\ntitle: "Foo "bar" baz"\n---\n', "---\ntitle: 'Foo \"bar\" baz'\n---\n", safe=False),
        Example("---\ntitle: 'Hello' World\n---\n", "---\ntitle: \"'Hello' World\"\n---\n", safe=False),
        Example('---\ntitle: "5" screen"\n---\n'),
        Example('---\ntitle: \\"AI 2041\\"\n---\n', "---\ntitle: '\"AI 2041\"'\n---\n", safe=False),
        Example('---\ntitle: "C:\\Users"\n---\n', '---\ntitle: "C:\\\\Users"\n---\n', safe=False),
        Example('---\na: "b\nc"\n---\n', '---\na: "b\n  c"\n---\n', safe=False),
        Example("---\na: 'b'# c\n---\n", "---\na: 'b' # c\n---\n", safe=False),
        Example("---\na: {b: 1, b: 2}\n---\n"),
        Example("---\na: !!python/object:x.y z\n---\n"),
        Example(
            "---\nuid: 20260225174432101\n---\n",
            '---\nuid: "20260225174432101"\n---\n',
            config="keys: {uid: {type: text}}",
        ),
        Example("---\nuid: 20260225174432101\n---\n"),
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
            message = f"frontmatter contains template code `{code}` and is not checked"
            yield self.report(note, block.template_code, message, severity="warning")
        elif block.fault:
            rewrite = repaired(block)
            yield self.report(note, block.fault.span, problem_of(block), rewrite, safe=False)
        else:
            yield from self._misread(note, block, schema)

    def _missed(self, note: Note) -> Iterator[Diagnostic]:
        block = displaced(note.text)
        if block:
            edit = Edit(Span(0, block.block.start), "")
            intents = tuple(Intent(entry.key, entry.value) for entry in block.entries)
            message = "frontmatter starts below a blank line; Obsidian reads it only on the first line"
            yield self.report(note, block.block, message, Rewrite((edit,), intents), safe=False)
        elif unclosed(note.text):
            yield self.report(note, Span(0, 3), "frontmatter is not closed: no second line of `---`")

    def _misread(self, note: Note, block: Frontmatter, schema: Schema) -> Iterator[Diagnostic]:
        for entry in block.duplicates:
            message = f"duplicate key `{entry.key}`; Obsidian reads none of the properties"
            yield self.report(note, entry.key_span, message)
        second = second_block(block)
        if second:
            message = "a second block of frontmatter; Obsidian reads only the first"
            yield self.report(note, second.block, message)
        yield from self._unknown_tag(note, block)
        content = block.content.of(note.text)
        has_comment = "#" in content and (" #" in content or "\t#" in content)
        has_links, has_marks = "[[" in content, has_comment or "\\" in content
        suspects = (
            block.entries
            if has_links or has_marks
            else [e for e in block.entries if _holds_int(e.value) or e.key[-1:] == ":"]
        )
        if suspects and block.editable:
            for entry in suspects:
                if has_links:
                    yield from self._bare_links(note, entry, _parts(entry))
                if entry.key.endswith(":"):
                    yield from self._fields(note, block, entry)
                for part, index in _parts(entry):
                    if part.style == "plain" and (has_marks or isinstance(part.value, int)):
                        yield from self._values(note, entry, part, index, schema)

    def _unknown_tag(self, note: Note, block: Frontmatter) -> Iterator[Diagnostic]:
        """The first tag outside YAML's core schema."""
        if "!" not in block.content.of(note.text):
            return
        for entry in block.entries:
            for part, _ in _parts(entry):
                start = part.value_span.start if isinstance(part, Entry) else part.span.start
                tag = _TAG.match(note.text, start)
                if tag and tag[0] not in _CORE_TAGS:
                    message = f"Obsidian does not know the YAML tag `{tag[0]}`"
                    yield self.report(note, Span(*tag.span()), message, severity="warning")
                    return

    def _fields(self, note: Note, block: Frontmatter, entry: Entry) -> Iterator[Diagnostic]:
        key = entry.key.rstrip(": ")
        if key and note.text[entry.key_span.start] not in "'\"":
            free = block.get(key) is None
            edit = Edit(Span(entry.key_span.start + len(key), entry.key_span.end), "")
            rewrite = Rewrite((edit,), (Intent(entry.key, REMOVED), Intent(key, entry.value)))
            message = f"`{key}::` is Dataview's syntax for the text; in frontmatter, a key has one colon"
            yield self.report(
                note, entry.key_span, message, rewrite if free else None, safe=False, severity="warning"
            )

    def _values(
        self, note: Note, entry: Entry, part: Entry | Item, index: int | None, schema: Schema
    ) -> Iterator[Diagnostic]:
        span = part.value_span if isinstance(part, Entry) else part.span
        source, value = span.of(note.text), part.value
        if isinstance(value, int) and not isinstance(value, bool) and _is_lost(value):
            key = schema.key_of(entry)
            is_text = key is not None and key.declared and (key.type == "text" or key.is_list)
            edit = Edit(span, write_scalar(source, always=True))
            rewrite = Rewrite((edit,), (Intent(entry.key, source, index),))
            there = f"{Decimal(repr(float(value))):f}" if abs(value) < 10**300 else "another number"
            message = f"Obsidian reads `{source}` as {there}; a long number needs quotation marks"
            yield self.report(note, span, message, rewrite if is_text else None, severity="warning")
        elif isinstance(value, str) and _ESCAPED_MARK.fullmatch(source):
            meant = source.replace('\\"', '"')
            edit = Edit(span, write_scalar(meant, quote="'", always=True))
            rewrite = Rewrite((edit,), (Intent(entry.key, meant, index),))
            message = '`\\"` is an escape only inside quotation marks'
            yield self.report(note, span, message, rewrite, safe=False, severity="warning")
        elif isinstance(value, str) and (comment := _COMMENT.match(note.text, span.end)):
            message = f"what follows ` #` is a comment: `{comment[1].rstrip()}`"
            yield self.report(
                note, Span(*comment.span(1)), message, severity="warning", confidence="low", family="comment"
            )

    def _bare_links(self, note: Note, entry: Entry, parts: _Parts) -> Iterator[Diagnostic]:
        whole = entry.style == "flow" and _BARE_LINK.fullmatch(entry.value_span.of(note.text))
        for part, index in [(entry, None)] if whole else parts:
            if part.style != "flow":
                continue
            span = part.value_span if isinstance(part, Entry) else part.span
            link = span.of(note.text)
            if _BARE_LINK.fullmatch(link):
                edit = Edit(span, write_scalar(link, always=True, flow=entry.style == "flow"))
                rewrite = Rewrite((edit,), (Intent(entry.key, link, index),))
                message = f"link `{link}` has no quotation marks; YAML reads a list in a list"
                yield self.report(note, span, message, rewrite, safe=False)


def _holds_int(value: Value) -> bool:
    """Whether a value is an integer, or a list with one."""
    return int in map(type, value) if isinstance(value, list) else type(value) is int


def _parts(entry: Entry) -> _Parts:
    """The values of an entry with their indexes in its list; the index is None if the entry is not a list."""
    return [(item, index) for index, item in enumerate(entry.items)] or [(entry, None)]


def _is_lost(number: int) -> bool:
    """Whether JavaScript, whose numbers have 53 bits, changes the number."""
    return abs(number) > 2**53 and (abs(number) > 10**300 or int(float(number)) != number)


ZH = {
    "frontmatter contains template code `{code}` and is not checked": (
        "frontmatter 含有模板代码 `{code}`，不作检查"
    ),
    "frontmatter starts below a blank line; Obsidian reads it only on the first line": (
        "frontmatter 在空行之后开始；Obsidian 只从第一行读取"
    ),
    "frontmatter is not closed: no second line of `---`": "frontmatter 没有结束：缺少第二行 `---`",
    "duplicate key `{key}`; Obsidian reads none of the properties": (
        "键 `{key}` 重复；Obsidian 将不读取任何属性"
    ),
    "a second block of frontmatter; Obsidian reads only the first": (
        "出现第二个 frontmatter；Obsidian 只读取第一个"
    ),
    "Obsidian does not know the YAML tag `{tag}`": "Obsidian 不认识 YAML 标记 `{tag}`",
    "`{key}::` is Dataview's syntax for the text; in frontmatter, a key has one colon": (
        "`{key}::` 是 Dataview 用在正文中的字段；此处的键只有一个冒号"
    ),
    "Obsidian reads `{source}` as {value}; a long number needs quotation marks": (
        "Obsidian 把 `{source}` 读作 {value}；长数字需要加引号"
    ),
    "Obsidian reads `{source}` as another number; a long number needs quotation marks": (
        "Obsidian 把 `{source}` 读作另一个数；长数字需要加引号"
    ),
    '`\\"` is an escape only inside quotation marks': '`\\"` 只在引号内才是转义',
    "what follows ` #` is a comment: `{comment}`": "` #` 之后的内容是注释：`{comment}`",
    "link `{link}` has no quotation marks; YAML reads a list in a list": (
        "链接 `{link}` 没有引号；YAML 读作嵌套列表"
    ),
    "frontmatter {problem:t}": "frontmatter {problem}",
    "is a list, not a mapping of keys to values": "是列表，而不是键值映射",
    "is plain text, not a mapping of keys to values": "是纯文本，而不是键值映射",
    "is longer than {count} characters": "超过 {count} 个字符",
    "is nested deeper than {count} levels": "嵌套超过 {count} 层",
    "a tab as indent, where YAML allows only spaces": "用制表符缩进，而 YAML 只允许空格",
    "an item below `{key}`, which is a closed list": "在已结束的列表 `{key}` 之下还有一项",
    "a comment needs a space before it": "注释前需要空格",
    "a value continues to the left of its key; indent it": "值的续行在键的左侧；请缩进",
    "`{comment}` begins a comment in a list; it needs quotation marks": (
        "`{comment}` 在列表中成了注释；需要加引号"
    ),
    "`\\{character}` is not a YAML escape": "`\\{character}` 不是 YAML 的转义",
    "quotation marks inside quotation marks": "引号之内又有引号",
    "a value that begins with `{character}` needs quotation marks": "以 `{character}` 开头的值需要加引号",
    "a value with links needs quotation marks": "含链接的值需要加引号",
    "a text with a colon in it needs quotation marks": "含冒号的文本需要加引号",
    "YAML can't be read: {problem:t}": "YAML 无法读取：{problem}",
    "YAML can't be read: {problem}": "YAML 无法读取：{problem}",
    "key `{key}` is a duplicate in its mapping": "键 `{key}` 在所属映射中重复",
    "character U+{code} is not allowed": "不允许出现字符 U+{code}",
    "contains half a character": "含有残缺的字符",
    "uses an alias of a value that contains it": "别名引用了包含它自身的内容",
    "uses an alias more than {count} times": "同一别名使用超过 {count} 次",
    "continues to the left of its key; indent it": "值的续行在键的左侧；请缩进",
}
