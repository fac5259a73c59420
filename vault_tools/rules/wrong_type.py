import re
from collections.abc import Iterator
from itertools import chain

from vault_tools.lazy_re import pattern
from vault_tools.lint.rule import Diagnostic, Example, NoteRule
from vault_tools.note.entry import Entry
from vault_tools.note.frontmatter import Frontmatter
from vault_tools.note.frontmatter_edit import Intent, Rewrite, set_value
from vault_tools.note.note import Note
from vault_tools.note.text import Edit, Span
from vault_tools.note.yaml_core import Value, compose, scalar, value_of
from vault_tools.note.yaml_guard import YamlError
from vault_tools.note.yaml_write import write_scalar
from vault_tools.vault.schema import Key, Schema

_CONFIG = """
keys:
  draft: {type: checkbox}
  people: {type: list, names: people}
  tags: {type: tags}
  rating: {type: number}
  speaker: {type: text}
"""
_COMMENTED = pattern(r"[ \t]+(?:#[^\s#,]+[ \t,]*+)+(?=\r?\n)")
_WORDS = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}
_NUMBER = pattern(r"-?(?:0|[1-9]\d{0,14})(?:\.\d+)?")
"""Numbers of at most 15 digits: Obsidian keeps no more."""
_FITTING: dict[str, tuple[type, ...]] = {
    "text": (str, int, float, bool, type(None)),
    "list": (),
    "tags": (),
    "aliases": (),
    "number": (int, float),
    "checkbox": (bool,),
    "date": (str, int),
    "datetime": (str, int),
}
_NESTED = frozenset([list, dict])
_EXPECTED = {
    "text": "one text",
    "list": "a list",
    "tags": "a list of tags",
    "aliases": "a list",
    "number": "a number",
    "checkbox": "`true` or `false`",
    "date": "a date",
    "datetime": "a date and time",
}


class WrongType(NoteRule):
    """A value does not have the type that the schema, `.obsidian/types.json` or Obsidian requires.

    Obsidian shows such a property with a warning, and queries skip it. The fix changes the form and never the
    content: `'true'` becomes `true`, one name becomes a list of one, `a, b` under `tags` becomes two tags.
    Names are not split (`Money & Macro` is one name); splitting a text with commas under another list is an
    unsafe fix.
    """

    examples = (
        Example("---\ndraft: 'true'\n---\n", "---\ndraft: true\n---\n", config=_CONFIG),
        Example("---\npeople: 翁家翌\n---\n", "---\npeople:\n  - 翁家翌\n---\n", config=_CONFIG),
        Example(
            "---\npeople: Money & Macro\n---\n",
            "---\npeople:\n  - Money & Macro\n---\n",
            config=_CONFIG,
        ),
        Example("---\ntags: a, b\n---\n", "---\ntags:\n  - a\n  - b\n---\n"),
        Example("---\ntags: deep work\n---\n", "---\ntags:\n  - deep\n  - work\n---\n", safe=False),
        Example("---\npeople: '[]'\n---\n", "---\npeople: []\n---\n", config=_CONFIG),
        Example(
            "---\npeople: Ada, Grace\n---\n",
            "---\npeople:\n  - Ada\n  - Grace\n---\n",
            config=_CONFIG,
            safe=False,
        ),
        Example("---\ntags: beer, #wine\n---\n", "---\ntags:\n  - beer\n  - wine\n---\n"),
        Example("---\ntags: beer,\n---\n", "---\ntags:\n  - beer\n---\n"),
        Example('---\naliases: "Denver, CO"\n---\n', '---\naliases:\n  - "Denver, CO"\n---\n'),
        Example(
            '---\naliases: Rowan, "Rowan, Jr."\n---\n',
            "---\naliases:\n  - Rowan\n  - Rowan, Jr.\n---\n",
            safe=False,
        ),
        Example(
            "---\naliases:\n- Opener: New Tab\n---\n", '---\naliases:\n- "Opener: New Tab"\n---\n', safe=False
        ),
        Example('---\nrating: "4"\n---\n', "---\nrating: 4\n---\n", config=_CONFIG),
        Example("---\nspeaker: [Ada]\n---\n", "---\nspeaker: Ada\n---\n", config=_CONFIG),
        Example("---\nspeaker: [Ada, Grace]\n---\n", config=_CONFIG),
        Example("---\nrating: high\n---\n", config=_CONFIG),
        Example("---\nrating:\ndraft: true\npeople: []\nspeaker: 1984\n---\n", config=_CONFIG, allowed=True),
    )

    def check(self, note: Note, schema: Schema) -> Iterator[Diagnostic]:
        block = note.frontmatter
        for entry, key in schema.typed_entries(note):
            if block is None or _fits(entry.value, key) or entry.value in (None, ""):
                continue
            if key.is_list and any(isinstance(item.value, dict) for item in entry.items):
                yield from self._mappings(note, block, entry)
                continue
            commented = _commented(note, entry) if key.type == "tags" else None
            value = f"{entry.value}, {commented[0].replace('#', ',')}" if commented else entry.value
            converted = _converted(value, key, entry)
            rewrite, safe = self._rewrite(block, entry, converted) if converted else (None, True)
            if rewrite and commented:
                edit = Edit(Span(rewrite.edits[0].span.start, commented.end()), rewrite.edits[0].new)
                rewrite = Rewrite((edit,), rewrite.intents)
            message = f"`{entry.key}` should be {_EXPECTED[key.type]}, not {_shown(entry.value)}"
            yield self.report(note, entry.value_span, message, rewrite, safe=safe)

    def _mappings(self, note: Note, block: Frontmatter, entry: Entry) -> Iterator[Diagnostic]:
        """Items that YAML reads as mappings because they contain a colon."""
        for index, item in enumerate(entry.items):
            source = item.span.of(note.text)
            if isinstance(item.value, dict):
                edit = Edit(item.span, write_scalar(source, always=True, flow=entry.style == "flow"))
                sure = block.editable and "\n" not in source and item.style == "block"
                rewrite = Rewrite((edit,), (Intent(entry.key, source, index),)) if sure else None
                message = f"`{source}` in `{entry.key}` is read as a mapping; "
                message += "a text with a colon needs quotation marks"
                yield self.report(note, item.span, message, rewrite, safe=False)

    def _rewrite(
        self, block: Frontmatter, entry: Entry, converted: tuple[Value, bool]
    ) -> tuple[Rewrite | None, bool]:
        value, safe = converted
        return (set_value(block, entry, value) if block.editable else None), safe


def _fits(value: Value, key: Key) -> bool:
    """Whether the value has the right shape. The format of dates is left to `malformed-date`."""
    if isinstance(value, list) and key.is_list:
        return _NESTED.isdisjoint(map(type, value))
    return key.type == "any" or type(value) in _FITTING[key.type]


def _commented(note: Note, entry: Entry) -> re.Match[str] | None:
    """`#wine` after `tags: beer,`, which is a comment to YAML."""
    return _COMMENTED.match(note.text, entry.value_span.end) if entry.style == "plain" else None


def _converted(value: Value, key: Key, entry: Entry) -> tuple[Value, bool] | None:
    """(the same content in the right type, whether that is certain); None if it can't be converted."""
    if key.is_list:
        return None if isinstance(value, list | dict) else _as_list(value, key, entry)
    if isinstance(value, list):
        single = value[0] if len(value) == 1 and isinstance(value[0], str) else None
        return (single, True) if single and _fits(single, key) else None
    if not isinstance(value, str):
        return None
    text = value.strip()
    if key.type == "checkbox" and text.lower() in _WORDS:
        return _WORDS[text.lower()], True
    if key.type == "number" and _NUMBER.fullmatch(text):
        return scalar(text, plain=True), True
    return None


def _as_list(value: Value, key: Key, entry: Entry) -> tuple[Value, bool]:
    if not isinstance(value, str):
        return [value], True
    listed = _flow_list(value)
    if listed is not None:
        return listed, True
    if key.type == "tags" or key.name == "cssclasses":
        parts = _parts(value, ",，、")
        certain = len(parts) > 1 or value.strip() != parts[0] or all(p[0] == "#" for p in value.split())
        if certain or key.name == "cssclasses":
            return [*chain.from_iterable(_words(part, key) for part in parts)], True
        return [*value.split()], len(value.split()) == 1
    parts = _parts(value, ",，、;；")
    if entry.style in ("single", "double") or len(parts) < 2:
        return [value], len(parts) < 2 or key.type == "aliases"
    return [*parts], False


def _parts(text: str, separators: str) -> list[str]:
    """The parts between separators. Separators in quotation marks do not count, and the marks are removed."""
    parts = re.findall(rf"""\s*("[^"]*"|'[^']*')\s*(?=[{separators}]|$)|([^{separators}]+)""", text)
    found = (quoted[1:-1] if quoted else plain.strip() for quoted, plain in parts)
    return [part for part in found if part] or [text]


def _words(part: str, key: Key) -> list[str]:
    """The words of a part, if they can't be one value: neither CSS classes nor tags after `#` contain
    spaces."""
    words = part.split()
    return words if key.name == "cssclasses" or all(w[0] == "#" for w in words) else [part]


def _flow_list(text: str) -> list[Value] | None:
    """The list whose YAML is the text, such as `[]` or `[a, b]`; None if it is not a list."""
    if not (text.startswith("[") and text.endswith("]")) or text.startswith("[["):
        return None
    try:
        value = value_of(compose(text))
    except YamlError:
        return None
    return value if isinstance(value, list) else None


def _shown(value: Value) -> str:
    match value:
        case bool():
            return f"`{str(value).lower()}`"
        case int() | float():
            return f"the number `{value}`"
        case str():
            return f"the text `{value[:60]}…`" if len(value) > 60 else f"the text `{value}`"
        case dict():
            return "a mapping"
    return "a list in a list" if any(isinstance(item, list) for item in value or []) else "a list"


ZH = {
    "`{key}` should be {expected:t}, not {value:t}": "`{key}` 应为{expected}，而不是{value}",
    "`{source}` in `{key}` is read as a mapping; a text with a colon needs quotation marks": (
        "`{key}` 中的 `{source}` 被读作映射；含冒号的文本需要加引号"
    ),
    "one text": "单个文本",
    "a list": "列表",
    "a list of tags": "标签列表",
    "a number": "数字",
    "`true` or `false`": "`true` 或 `false`",
    "a date": "日期",
    "a date and time": "日期和时间",
    "`true`": "`true`",
    "`false`": "`false`",
    "the number `{value}`": "数字 `{value}`",
    "the text `{value}`": "文本 `{value}`",
    "the text `{value}…`": "文本 `{value}…`",
    "a mapping": "映射",
    "a list in a list": "嵌套列表",
}
