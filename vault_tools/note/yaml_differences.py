"""The differences between libyaml, which reads YAML 1.1, and the `yaml` package, with which Obsidian reads
frontmatter.

Text that only Obsidian can read is replaced by placeholders of the same length for libyaml, so that all
offsets stay valid. Text that Obsidian refuses is refused.
"""

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from vault_tools.lazy_module import LazyModule
from vault_tools.lazy_re import pattern
from vault_tools.note.yaml_guard import YamlError

if TYPE_CHECKING:
    import yaml
else:
    yaml = LazyModule("yaml")

_ODD = pattern("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufffe\uffff]|(?<=[^\0])\ufeff")
"""Characters that libyaml refuses or treats as newlines; in Obsidian they are text."""
_HALF = pattern(r"(?<!\\)((?:\\\\)*+\\u)([dD][89a-fA-F][0-9a-fA-F]{2})")
"""A surrogate, half of a character beyond U+FFFF, escaped as in JSON."""
NO_SPACE = "a comment needs a space before it"
OUTDENTED = "continues to the left of its key; indent it"
_PRIVATE = range(0xE000, 0xF900)
_TAB = pattern(
    r"^ *+(?:- *+)++\t[ \t]*+(?=[\[{\"'][^\n]|(?![-&!?](?:[ \t\r]|$)|[&!*]|[^\n]*:(?:[ \t\r]|$))\S)"
    r"|^ *+\t[ \t]*+(?=\r?$)",
    re.MULTILINE,
)
"""Tabs after a dash, and in blank lines."""


def readable(text: str) -> tuple[str, Mapping[str, str]]:
    """(text with private-use characters in place of what libyaml can't read, placeholder -> original)."""
    odd = set(_ODD.findall(text))
    halves = {half.lower() for _, half in _HALF.findall(text)} if "\\" in text else set()
    if not odd and not halves:
        return text, {}
    free = (chr(code) for code in _PRIVATE if chr(code) not in text)
    meaning = dict(zip(free, [*sorted(odd), *(chr(int(half, 16)) for half in sorted(halves))], strict=False))
    stand_in = {what: character for character, what in meaning.items()}
    text = _ODD.sub(lambda match: stand_in[match[0]], text)

    def escape(match: re.Match[str]) -> str:
        return f"{match[1]}{ord(stand_in[chr(int(match[2], 16))]):04x}"

    return _HALF.sub(escape, text) if halves else text, meaning


def restore(node: Any, meaning: Mapping[str, str]) -> None:
    """Replace the placeholders in a tree by the originals. Raises YamlError for a lone surrogate."""
    if isinstance(node, yaml.ScalarNode):
        if any(character in node.value for character in meaning):
            text = "".join(meaning.get(character, character) for character in node.value)
            try:
                node.value = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le")
            except UnicodeDecodeError:
                raise YamlError("contains half a character", node.start_mark.index) from None
        return
    for part in node.value:
        for child in part if isinstance(part, tuple) else (part,):
            restore(child, meaning)


def with_spaces_for_tabs(text: str) -> str:
    """The text with spaces in place of tabs that Obsidian accepts but libyaml does not."""
    if "\t" not in text:
        return text
    return _TAB.sub(lambda match: match[0].replace("\t", " "), text)


def refuse_badly_laid_out(node: Any, text: str, indent: int = 0) -> None:
    """Refuse a quoted text or flow collection that continues to the left of its key, and a comment that
    follows one without a blank. `indent` is the minimum column of continuation lines. Raises YamlError."""
    start, end = node.start_mark, node.end_mark
    if isinstance(node, yaml.ScalarNode) and node.style not in ("'", '"'):
        return
    if isinstance(node, yaml.ScalarNode) or node.flow_style:
        if text[end.index : end.index + 1] == "#":
            raise YamlError(NO_SPACE, end.index)
        if start.line != end.line:
            _refuse_outdented(node, text, indent)
        if not isinstance(node, yaml.ScalarNode):
            _refuse_inside(node, text, indent)
        return
    below = start.column + 1
    for part in node.value:
        for child in part if isinstance(part, tuple) else (part,):
            refuse_badly_laid_out(child, text, below)


def _refuse_inside(node: Any, text: str, indent: int) -> None:
    for part in node.value:
        for child in part if isinstance(part, tuple) else (part,):
            refuse_badly_laid_out(child, text, indent)


def _refuse_outdented(node: Any, text: str, indent: int) -> None:
    start, end = node.start_mark.index, node.end_mark.index
    line = text.find("\n", start, end) + 1
    while line:
        rest = text[line:end].lstrip(" ")
        column = end - line - len(rest)
        in_list = not isinstance(node, yaml.ScalarNode)
        first = rest[:1] or text[end - 1]
        closes = in_list and column == indent - 1 and len(rest) == 1
        if column < indent and first not in "\r\n" and not closes and not (in_list and first == "#"):
            raise YamlError(OUTDENTED, line + column)
        line = text.find("\n", line, end) + 1
