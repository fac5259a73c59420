import re
from collections.abc import Iterator

from vault_tools.lazy_re import pattern
from vault_tools.lint.levels import Confidence
from vault_tools.lint.rule import Diagnostic, Example, SectionRule
from vault_tools.note.blocks import Block, BlockKind, is_bare_fence
from vault_tools.note.note import Note
from vault_tools.note.text import Span
from vault_tools.vault.schema import Schema

_WHAT = {"code": "fence", "comment": "comment", "formula": "formula"}
_PAIRED = pattern(
    r"<(?!/?(?:de|su))(?<!\\<)"
    r"(/?)(div|table|pre|blockquote|center|figure|section|iframe|svg)(?![\w-])[^<>]*?(/?)>",
    re.IGNORECASE,
)
_HOLDS_TAGS: tuple[BlockKind, ...] = ("html", "paragraph", "item", "quote", "table")
_CALLOUT = pattern(r"(?<![ \t])[ \t]*+>[ \t]*+\[![^\[\]\n]*+$")


class UnclosedBlock(SectionRule):
    """A block begins and never ends: all text after it is folded away, shown as code, or not shown at all.

    The rule covers `<details>`, code fences, comments, formulas, callouts and the larger HTML elements; an
    end tag that closes nothing or is broken (`</details]`) is reported too. A comment in which another one
    begins has also lost its end.

    All of 43 flags on real vaults, checked by hand, were right. Formulas, callouts and HTML elements without
    an end occurred only in test notes.
    """

    examples = (
        Example("<details>\n<summary>Original</summary>\n\nHops.\n\n## Malt\n\nMalt.\n"),
        Example("<details>\n<summary>Original</summary>\n\nHops.\n\n</details]\n"),
        Example("Hops.\n\n</details>\n"),
        Example("Hops.\n\n```python\nprint(1)\n"),
        Example("Hops.\n\n%%\nto do\n"),
        Example("Hops.\n\n$$\na + b\n"),
        Example("<div class=box>\nHops.\n"),
        Example("> [!note Hops\n> Malt\n"),
        Example("<details><summary>Original</summary>\n\nHops.\n\n</details>\n", allowed=True),
        Example("Hops.\n\n<!-- Malt\n\nHops.\n\n<!-- part 2 -->\n\nMalt.\n"),
        Example("Type `<details>` by hand.\n", allowed=True),
        Example("Use a `<div>` or a `<table>` element here.\n", allowed=True),
    )

    def check(self, note: Note, schema: Schema) -> Iterator[Diagnostic]:
        for fold in note.folds.found:
            if fold.fault is not None:
                yield self._unclosed_fold(note, fold.start, fold.end, fold.fault)
        for stray in note.folds.strays:
            message = f"`{stray.of(note.text)}` closes nothing"
            yield self.report(note, stray, message, confidence="medium", family="end tag")
        for block in note.blocks_of("code", "comment", "formula"):
            if not block.closed and not is_bare_fence(note.text, block):
                yield self._unclosed(note, block)
        for block in note.blocks_of("quote"):
            line = _first_line(note, block)
            if _CALLOUT.match(line.of(note.text)):
                yield self.report(note, line, "callout lacks its `]`", confidence="medium", family="callout")
        yield from self._elements(note)

    def _unclosed(self, note: Note, block: Block) -> Diagnostic:
        """A line like `$$ is money` or `~~~ gone ~~~` may not be meant as Obsidian reads it, so its
        confidence is low."""
        line = _first_line(note, block)
        said = line.of(note.text).strip()
        doubtful = " " in said if block.kind == "formula" else "~" in said.lstrip("~")
        sure: Confidence = "medium" if block.kind == "formula" else "high"
        confidence: Confidence = "low" if doubtful else sure
        what = _WHAT[block.kind]
        return self.report(note, line, f"{what} is never closed", confidence=confidence, family=what)

    def _unclosed_fold(self, note: Note, start: int, end: int, fault: str) -> Diagnostic:
        if fault:
            at = note.text.rindex(fault, start, end)
            return self.report(
                note, Span(at, at + len(fault)), f"`{fault}` does not close `<details>`", family="end tag"
            )
        alone = not note.text[note.text.rfind("\n", 0, start) + 1 : start].strip(" \t>")
        confidence: Confidence = "high" if alone else "low"
        span = Span(start, start + len("<details"))
        return self.report(note, span, "`<details>` is never closed", confidence=confidence, family="details")

    def _elements(self, note: Note) -> Iterator[Diagnostic]:
        """HTML elements that are never closed, outside code."""
        if not _PAIRED.search(note.text, note.body_start):
            return
        unclosed: dict[str, list[Span]] = {}
        for block in note.blocks_of(*_HOLDS_TAGS):
            for match in _PAIRED.finditer(note.text, block.start, block.end):
                if note.body.in_code(match.start()):
                    continue
                tags = unclosed.setdefault(match[2].lower(), [])
                if match[1] and tags:
                    tags.pop()
                elif not match[1] and not match[3]:
                    tags.append(Span(*match.span()))
        for tags in unclosed.values():
            for span in tags:
                message = f"`{span.of(note.text)}` is never closed"
                yield self.report(note, span, message, confidence="medium", family="element")


def _first_line(note: Note, block: Block) -> Span:
    line_end = note.text.find("\n", block.start, block.end)
    return Span(block.start, block.end if line_end < 0 else line_end)


ZH = {
    "{what:t} is never closed": "{what}没有结束",
    "fence": "代码围栏",
    "comment": "注释",
    "formula": "公式",
    "`{tag}` is never closed": "`{tag}` 没有结束",
    "`<details>` is never closed": "`<details>` 没有结束",
    "`{tag}` closes nothing": "`{tag}` 没有对应的开始",
    "`{tag}` does not close `<details>`": "`{tag}` 不能结束 `<details>`",
    "callout lacks its `]`": "callout 缺少 `]`",
}
