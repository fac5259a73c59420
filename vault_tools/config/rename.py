"""Renames a tag or name in a configuration file, so that no later `fix` undoes a rename."""

from collections.abc import Callable, Iterator
from typing import Any

from yaml import MappingNode, ScalarNode, SequenceNode

from vault_tools.config.config import validated
from vault_tools.errors import VaultToolsError
from vault_tools.note.text import Edit, Span, apply_edits
from vault_tools.note.yaml_core import compose
from vault_tools.note.yaml_write import write_scalar
from vault_tools.vault.tags import folded_tag


def with_tag_renamed(text: str, name: str, old: str, new: str, renamed: Callable[[str], str]) -> str:
    """The text with the tag `old` renamed to `new`. Raises VaultToolsError if a setting contradicts that."""
    root = compose(text)
    for key, value in _pairs(_at(root, "tags", "aliases")):
        variant, tag = folded_tag(key.value), folded_tag(value.value)
        undone = variant == folded_tag(new) != tag or (variant == folded_tag(old) and tag != folded_tag(new))
        if undone:
            raise _contradiction(name, key, f"`tags.aliases` makes `{key.value}` `{value.value}`")
    for item in _items(_at(root, "tags", "retired")):
        if folded_tag(item.value) in (folded_tag(old), folded_tag(new)):
            raise _contradiction(name, item, f"`tags.retired` drops `{item.value}`")
    nodes = [value for _, value in _pairs(_at(root, "tags", "aliases")) if value.value != new]
    nodes += _below(_at(root, "mocs"), {"tag", "tags"})
    return _edited(text, name, ((node, renamed(node.value)) for node in nodes))


def with_name_renamed(
    text: str, name: str, group: str, old: str, new: str, fold: Callable[[str], str], keys: set[str]
) -> str:
    """The same for a name in a group with these `keys`. If `new` is an alias of `old` in the configuration,
    the two change places."""
    root = compose(text)
    edits: list[tuple[Any, str]] = []
    for key, value in _pairs(_at(root, "names", group, "aliases")):
        spellings = {fold(item.value): item for item in _items(value)}
        if fold(key.value) == fold(old):
            edits.append((key, new))
            twin = spellings.get(fold(new))
            edits += [(twin, key.value)] if twin else []
        elif fold(key.value) != fold(new) and (bad := spellings.get(fold(new)) or spellings.get(fold(old))):
            raise _contradiction(name, bad, f"`{bad.value}` is an alias of `{key.value}`")
    found = _below(_at(root, "mocs"), {"name", "links-to", "links-from", *keys})
    said = (node for node in found if fold(node.value.strip("[]")) == fold(old))
    edits += [(node, f"[[{new}]]" if node.value.startswith("[[") else new) for node in said]
    return _edited(text, name, edits)


def _edited(text: str, name: str, changes: Any) -> str:
    edits = [
        Edit(Span(node.start_mark.index, node.end_mark.index), write_scalar(new))
        for node, new in changes
        if new != node.value
    ]
    after = apply_edits(text, edits)
    if edits:
        validated(after, name)
    return after


def _contradiction(name: str, node: Any, problem: str) -> VaultToolsError:
    place = f"{name}:{node.start_mark.line + 1}:{node.start_mark.column + 1}"
    return VaultToolsError(f"{place}: {problem}; change that first, or the next fix undoes the rename")


def _at(node: Any, *path: str) -> Any:
    for part in path:
        node = next((value for key, value in _pairs(node) if key.value == part), None)
    return node


def _pairs(node: Any) -> list[tuple[Any, Any]]:
    return [*node.value] if isinstance(node, MappingNode) else []


def _items(node: Any) -> list[Any]:
    if isinstance(node, ScalarNode):
        return [node]
    items = node.value if isinstance(node, SequenceNode) else ()
    return [item for item in items if isinstance(item, ScalarNode)]


def _below(node: Any, keys: set[str]) -> Iterator[Any]:
    """The scalar values of these keys at any depth."""
    for key, value in _pairs(node):
        if key.value in keys and isinstance(value, ScalarNode):
            yield value
        else:
            yield from _below(value, keys)
    if isinstance(node, SequenceNode):
        for item in node.value:
            yield from _below(item, keys)
