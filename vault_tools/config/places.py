"""Parses the configuration file as YAML with positions, so that errors can name their place."""

from collections.abc import Iterator, Sequence
from typing import Any

from yaml import MappingNode, SequenceNode

from vault_tools.config.form import allowed_in
from vault_tools.config.model import ConfigModel
from vault_tools.errors import VaultToolsError
from vault_tools.note.text import Span, place_of
from vault_tools.note.yaml_core import compose, value_of
from vault_tools.note.yaml_guard import YamlError


def parsed(text: str, name: str) -> tuple[Any, dict[str, Any]]:
    """(the root node with positions, the values that are set, read as in a note's frontmatter).

    Raises VaultToolsError.
    """
    try:
        node = compose(text.removeprefix("\ufeff"))
    except YamlError as error:
        place = _line_and_column(text, error.position)
        raise VaultToolsError(f"{name}:{place}: is not YAML: {error.problem}") from None
    values = value_of(node) if node else None
    if not isinstance(values, dict | None):
        raise VaultToolsError(f"{name}:1:1: should be a mapping; {allowed_in(ConfigModel)}")
    for mark, key in _duplicates(node):
        raise VaultToolsError(f"{name}:{mark.line + 1}:{mark.column + 1}: duplicate key `{key}`")
    is_set = {key: value for key, value in (values or {}).items() if value is not None or key == "status"}
    return node, is_set


def _duplicates(node: Any) -> Iterator[tuple[Any, str]]:
    """(mark, key) of each duplicate key in a mapping."""
    pairs = node.value if isinstance(node, MappingNode) else ()
    seen = set()
    for key, value in pairs:
        if str(key.value) in seen:
            yield key.start_mark, str(key.value)
        seen.add(str(key.value))
        yield from _duplicates(value)
    for item in node.value if isinstance(node, SequenceNode) else ():
        yield from _duplicates(item)


def _line_and_column(text: str, position: int) -> str:
    place = place_of(text, Span(position, position))
    return f"{place.line}:{place.column}"


def located(tree: Any, name: str, loc: Sequence[str | int], problem: str) -> VaultToolsError:
    """The error at the position of `loc`, or of its longest prefix that is in the file."""
    line, column = place_in(tree, loc)
    return VaultToolsError(f"{name}:{line}:{column}: {_spelled_out(loc)} {problem}")


def _spelled_out(loc: Sequence[str | int]) -> str:
    """The keys that lead to a place, and the numbers of list items, from 1."""
    *before, last = loc
    said = _spelled_out(before) if before else ""
    if isinstance(last, int):
        return f"{said}, item {last + 1}"
    if not said:
        return f"`{last}`"
    return f"{said}: `{last}`" if isinstance(before[-1], int) else f"{said[:-1]}.{last}`"


def place_in(node: Any, loc: Sequence[str | int]) -> tuple[int, int]:
    """Line and column, from 1, of `loc`, or of its longest prefix that is in the file."""
    line, column = 0, 0
    for part in loc:
        if isinstance(node, MappingNode):
            found = next(((k, v) for k, v in node.value if str(k.value) == part), None)
        elif isinstance(node, SequenceNode) and isinstance(part, int):
            found = (node.value[part], node.value[part])
        else:
            found = None
        if found is None:
            break
        line, column, node = found[0].start_mark.line, found[0].start_mark.column, found[1]
    return line + 1, column + 1
