from collections.abc import Iterator

from vault_tools.lint.rule import Diagnostic, Example, NoteRule
from vault_tools.note.entry import Entry
from vault_tools.note.frontmatter import Frontmatter
from vault_tools.note.frontmatter_edit import Rewrite, set_item, set_value
from vault_tools.note.note import Note
from vault_tools.note.text import Span
from vault_tools.note.yaml_core import Value
from vault_tools.vault.near import is_near
from vault_tools.vault.schema import Key, Schema
from vault_tools.vault.spelling import fold

_CONFIG = """
keys:
  status: {type: text, values: [evergreen, draft]}
  area: {type: text, values: [tech-engineering, finance-wealth]}
"""
_MARKS = "\"'“”‘’「」『』`,.;，。；、# "
_MIN_LENGTH = 5
"""The length in code points from which one letter may be wrong, but never the first one or a digit."""


class DisallowedValue(NoteRule):
    """A value is not among those that the schema allows for its key.

    The fix writes the allowed value if exactly one is close, that is, differs only in case, quotation marks,
    `_`, `-` and spaces, or in one letter: `evengreen` becomes `evergreen`.
    """

    examples = (
        Example("---\nstatus: evengreen\n---\n", "---\nstatus: evergreen\n---\n", config=_CONFIG),
        Example(
            "---\narea: “tech-engineering”\n---\n",
            "---\narea: tech-engineering\n---\n",
            config=_CONFIG,
        ),
        Example('---\nstatus: "Draft"\n---\n', '---\nstatus: "draft"\n---\n', config=_CONFIG),
        Example("---\narea: cooking\n---\n", config=_CONFIG),
        Example("---\nstatus:\narea: finance-wealth\n---\n", config=_CONFIG, allowed=True),
    )

    def check(self, note: Note, schema: Schema) -> Iterator[Diagnostic]:
        for entry, key in schema.typed_entries(note):
            if not key.values or (type(entry.value) is str and entry.value in key.values):
                continue
            block = note.frontmatter
            assert block
            if isinstance(entry.value, list):
                for index, item in enumerate(entry.items):
                    yield from self._judge(note, block, entry, key, item.value, item.span, index)
            else:
                yield from self._judge(note, block, entry, key, entry.value, entry.value_span, None)

    def _judge(
        self,
        note: Note,
        block: Frontmatter,
        entry: Entry,
        key: Key,
        value: Value,
        span: Span,
        index: int | None,
    ) -> Iterator[Diagnostic]:
        text = value if isinstance(value, str) else span.of(note.text)
        if value in (None, "") or isinstance(value, list | dict) or text in key.values:
            return
        meant = nearest(text, key.values)
        message = f"`{text}` is not a value of `{entry.key}`; "
        message += f"nearest: `{meant}`" if meant else f"allowed: {', '.join(key.values)}"
        rewrite: Rewrite | None = None
        if meant and block.editable:
            whole = set_value(block, entry, meant)
            rewrite = whole if index is None else set_item(block, entry, index, meant)
        yield self.report(note, span, message, rewrite)


def nearest(text: str, allowed: tuple[str, ...]) -> str | None:
    """The allowed value of which the text is a misspelling; None if there is none or more than one."""
    alike = [value for value in allowed if _squeezed(value) == _squeezed(text)]
    if alike:
        return alike[0] if len(alike) == 1 else None
    squeezed = _squeezed(text)
    near = [
        value
        for value in allowed
        if len(value) >= _MIN_LENGTH
        and squeezed[:1] == _squeezed(value)[:1]
        and _digits(squeezed) == _digits(_squeezed(value))
        and is_near(squeezed, _squeezed(value))
    ]
    return near[0] if len(near) == 1 else None


def _digits(text: str) -> str:
    return "".join(c for c in text if c.isdigit())


def _squeezed(text: str) -> str:
    return fold(text).strip(_MARKS).replace("_", "-").replace(" ", "-")


ZH = {
    "`{value}` is not a value of `{key}`; nearest: `{meant}`": (
        "`{value}` 不是 `{key}` 的可用值；最接近的是：`{meant}`"
    ),
    "`{value}` is not a value of `{key}`; allowed: {values}": (
        "`{value}` 不是 `{key}` 的可用值；可用值：{values}"
    ),
}
