"""Adds settings to a configuration file by splicing, so that existing lines stay as they are."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import Any, NamedTuple

import yaml

from vault_tools.config.config import validated
from vault_tools.errors import VaultToolsError
from vault_tools.note.frontmatter import value_end
from vault_tools.note.text import Edit, Span, apply_edits
from vault_tools.note.yaml_core import compose, value_of
from vault_tools.note.yaml_write import write_flow, write_scalar
from vault_tools.printable import shown


def with_tag_aliases(aliases: Mapping[str, Sequence[str]], text: str, name: str) -> str:
    """The text with an alias in `tags: aliases:` from each variant to its tag. Raises VaultToolsError."""
    pairs = {variant: tag for tag, variants in aliases.items() for variant in variants}
    return _added(text, name, ("tags", "aliases"), pairs)


def with_name_aliases(group: str, aliases: Mapping[str, Sequence[str]], text: str, name: str) -> str:
    """The text with aliases in `names: GROUP: aliases:` from each name to its other spellings.

    Raises VaultToolsError.
    """
    return _added(text, name, ("names", group, "aliases"), aliases)


def accepted(
    add: Callable[[Mapping[str, Sequence[str]], str, str], str],
    aliases: Mapping[str, Sequence[str]],
    text: str,
    name: str,
) -> Mapping[str, Sequence[str]]:
    """The aliases that can be added to the text: spellings in notes may not be valid in a configuration.

    Raises VaultToolsError if the text itself is invalid.
    """
    add({}, text, name)
    with suppress(VaultToolsError):
        add(aliases, text, name)
        return aliases
    taken: dict[str, list[str]] = {}
    for word, spelling in ((word, spelling) for word, spellings in aliases.items() for spelling in spellings):
        more = taken | {word: [*taken.get(word, ()), spelling]}
        with suppress(VaultToolsError):
            add(more, text, name)
            taken = more
    return taken


class Addition(NamedTuple):
    """A value to set, or items to add to a list; `why` becomes a comment."""

    path: tuple[str, ...]
    value: Any
    why: str = ""


def with_additions(additions: Sequence[Addition], text: str, name: str) -> str:
    """The text with these settings added. Raises VaultToolsError."""
    validated(text, name)
    newline = "\r\n" if "\r\n" in text else "\n"
    new = text if not text or text.endswith("\n") else text + newline
    for path, value, why in additions:
        edit = _edit(new, path, value)
        added = _with_comment(edit.new, why) if _begins_line(new, edit) else edit.new
        new = apply_edits(new, [Edit(edit.span, added.replace("\n", newline))])
    validated(new, name)
    found = value_of(compose(new)) if new.strip() else {}
    if not all(_has(found, path, value) for path, value, _ in additions):
        raise VaultToolsError(f"{name}: could not be changed safely; change it by hand")
    return new


def _begins_line(text: str, edit: Edit) -> bool:
    return not text[: edit.span.start] or text[: edit.span.start].endswith("\n")


def _with_comment(lines: str, why: str) -> str:
    """The lines with a comment: at the end of a single line, or above several with their indent."""
    if not why:
        return lines
    if lines.count("\n") == 1:
        return f"{lines[:-1]}  # {shown(why)}\n"
    indent = lines[: len(lines) - len(lines.lstrip())]
    return f"{indent}# {shown(why)}\n{lines}"


def _has(found: Any, path: Sequence[str], value: Any) -> bool:
    for part in path:
        found = found.get(part) if isinstance(found, dict) else None
    if isinstance(value, list) and isinstance(found, list):
        return all(item in found for item in value)
    return bool(found == value)


def _added(text: str, name: str, path: Sequence[str], entries: Mapping[str, Any]) -> str:
    validated(text, name)
    newline = "\r\n" if "\r\n" in text else "\n"
    new = text if not text or text.endswith("\n") else text + newline
    for key, value in entries.items():
        edit = _edit(new, (*path, key), value)
        new = apply_edits(new, [Edit(edit.span, edit.new.replace("\n", newline))])
    wanted: Any = value_of(compose(new)) if new.strip() else {}
    validated(new, name)
    for part in path if entries else ():
        wanted = wanted[part]
    if any(_holds(wanted.get(key), value) is False for key, value in entries.items()):
        raise VaultToolsError(f"{name}: could not be changed safely; add the aliases by hand")
    return new


def _holds(found: Any, value: Any) -> bool:
    return found == value if isinstance(value, str) else set(value) <= set(found or ())


def _edit(text: str, path: Sequence[str], value: str | Sequence[str]) -> Edit:
    """The insertion that sets the setting at `path` to this value, or adds these items to it."""
    node: Any = compose(text)
    for depth, part in enumerate(path):
        pair = next((p for p in node.value if p[0].value == part), None) if _is_mapping(node) else None
        if pair is None:
            return _into_mapping(text, node, _nested(path[depth:], value))
        node = pair[1]
        if not node.value:
            child = value if depth == len(path) - 1 else _nested(path[depth + 1 :], value)
            end = pair[0].end_mark.index + text[pair[0].end_mark.index :].index(":") + 1
            return Edit(Span(end, value_end(text, 0, node)), f" {write_flow(child)}")
    return _into_list(text, node, value)


def _is_mapping(node: Any) -> bool:
    return isinstance(node, yaml.MappingNode)


def _nested(path: Sequence[str], value: Any) -> Any:
    return {path[0]: _nested(path[1:], value)} if path else value


def _into_mapping(text: str, node: Any, entry: Mapping[str, Any]) -> Edit:
    if node is None:
        return Edit(Span(len(text), len(text)), _block(entry, ""))
    if node.flow_style:
        end = node.end_mark.index - 1
        comma = " " if text[:end].rstrip().endswith((",", "{")) else ", "
        return Edit(Span(end, end), f"{comma}{write_flow(entry)[1:-1]}")
    end = text.find("\n", value_end(text, 0, node)) + 1
    return Edit(Span(end, end), _block(entry, " " * node.start_mark.column))


def _into_list(text: str, node: Any, value: str | Sequence[str]) -> Edit:
    if isinstance(value, str) or not isinstance(node, yaml.SequenceNode):
        start = node.start_mark.index
        return Edit(Span(start, value_end(text, 0, node)), write_flow(value))
    old: Any = value_of(node)
    new = [write_flow(item) for item in value if item not in old]
    if node.flow_style:
        end = node.end_mark.index - 1
        comma = " " if text[:end].rstrip().endswith((",", "[")) else ", "
        return Edit(Span(end, end), comma * bool(new) + ", ".join(new))
    end = text.find("\n", value_end(text, 0, node)) + 1
    dash = " " * node.start_mark.column + "- "
    return Edit(Span(end, end), "".join(f"{dash}{item}\n" for item in new))


def _block(value: Mapping[str, Any], indent: str) -> str:
    """A mapping in block style; lists and innermost values are on one line."""
    lines = []
    for key, child in value.items():
        if isinstance(child, Mapping):
            lines.append(f"{indent}{write_scalar(key)}:\n{_block(child, indent + '  ')}")
        else:
            lines.append(f"{indent}{write_scalar(key)}: {write_flow(child)}\n")
    return "".join(lines)
