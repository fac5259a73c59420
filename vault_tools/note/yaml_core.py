"""YAML as Obsidian reads it: composed with marks, resolved by the YAML 1.2 core schema, guarded.

The core schema is section 10.3.2 of https://yaml.org/spec/1.2.2: `yes`, `no`, `on`, `off`, dates and
times are text. Nothing here builds an object other than None, bool, int, float, str, list and dict.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeAlias

from vault_tools.lazy_module import LazyModule
from vault_tools.lazy_re import pattern
from vault_tools.note.yaml_differences import readable, refuse_badly_laid_out, restore, with_spaces_for_tabs
from vault_tools.note.yaml_guard import YamlError, guard

if TYPE_CHECKING:
    import yaml
else:
    yaml = LazyModule("yaml")

Value: TypeAlias = bool | int | float | str | list["Value"] | dict[str, "Value"] | None

_WORDS: Mapping[str, bool | None] = dict.fromkeys(("", "~", "null", "Null", "NULL")) | {
    word: word.lower() == "true" for word in ("true", "True", "TRUE", "false", "False", "FALSE")
}
_INT = pattern(r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+")
_FLOAT = pattern(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?|[-+]?\.(?:inf|Inf|INF)")
"""`.nan` stays text: a value that is not equal to itself can't be compared after a write."""

_FIRST_OF_WORDS = "~nNtTfF"
_FIRST = f"{_FIRST_OF_WORDS}+-.0123456789"
"""First characters of scalars that may be something other than text. Empty text is null."""
_MAX_DIGITS = 300
"""A longer number is text: nobody computes with it, and Python refuses to convert 4,300 digits."""

_TAGGED: Mapping[str, tuple[type, ...]] = {
    "tag:yaml.org,2002:int": (int,),
    "tag:yaml.org,2002:float": (float,),
    "tag:yaml.org,2002:bool": (bool,),
    "tag:yaml.org,2002:null": (type(None),),
}
"""The tags of the core schema with a type other than text; a value that does not fit its tag is text."""


def compose(text: str) -> "yaml.Node | None":
    """The node tree of one document; None if it is empty. Its marks are code points of `text`.

    Raises YamlError.
    """
    source, stand_ins = readable(text)
    guard(source)
    node = _composed(source)
    if node:
        if stand_ins:
            restore(node, stand_ins)
        refuse_badly_laid_out(node, text)
        _refuse_duplicates(node, inner=False)
    return node


def _composed(text: str) -> "yaml.Node | None":
    try:
        return _parsed(text)
    except YamlError:
        spaced = with_spaces_for_tabs(text)
        if spaced == text:
            raise
        try:
            return _parsed(spaced)
        except YamlError:
            pass
        raise


def _parsed(text: str) -> "yaml.Node | None":
    from vault_tools.note.yaml_loader import Loader

    try:
        node: yaml.Node | None = yaml.compose(text, Loader=Loader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        problem = ", ".join(part for part in (error.context, error.problem) if part)
        raise YamlError(problem, mark.index if mark else 0) from None
    except yaml.reader.ReaderError as error:
        code = error.character if isinstance(error.character, int) else ord(error.character)
        raise YamlError(f"character U+{code:04X} is not allowed", max(0, text.find(chr(code)))) from None
    except UnicodeEncodeError as error:
        raise YamlError("contains half a character", error.start) from None
    return node


def _refuse_duplicates(node: Any, *, inner: bool = True) -> None:
    """Refuse nested mappings with duplicate keys; those of the top level are left to the caller."""
    if isinstance(node, yaml.ScalarNode):
        return
    if isinstance(node, yaml.SequenceNode):
        for item in node.value:
            _refuse_duplicates(item)
        return
    seen = set()
    for key, value in node.value:
        if inner and (same_key := identity(key)) in seen:
            raise YamlError(f"key `{key_of(key)}` is a duplicate in its mapping", key.start_mark.index)
        seen.add(same_key if inner else None)
        _refuse_duplicates(value)


def value_of(node: Any) -> Value:
    """The plain Python value of a composed node. See `key_of` for keys."""
    if isinstance(node, yaml.ScalarNode):
        return _scalar_of(node)
    if isinstance(node, yaml.SequenceNode):
        return [value_of(item) for item in node.value]
    return {key_of(key): value_of(value) for key, value in node.value}


def _scalar_of(node: Any) -> Value:
    if not node.tag or node.tag == "!":
        return scalar(node.value, plain=not node.style and not node.tag)
    expected = _TAGGED.get(node.tag)
    value = scalar(node.value, plain=True)
    return value if expected and type(value) in expected else str(node.value)


def identity(node: Any) -> object:
    """The value that a key resolves to, by which duplicates are recognized. A list or mapping equals no other
    key."""
    if not isinstance(node, yaml.ScalarNode):
        return (node.start_mark.index,)
    value = _scalar_of(node)
    return ("number", value) if type(value) in (int, float) else (type(value), value)


def key_of(node: Any) -> str:
    """A key as text; a list or mapping as one would type it."""
    if isinstance(node, yaml.ScalarNode):
        return str(node.value)
    if isinstance(node, yaml.SequenceNode):
        return f"[{', '.join(map(key_of, node.value))}]"
    pairs = (f"{key_of(k)}: {key_of(v)}".removesuffix(": ") for k, v in node.value)
    return "{" + ", ".join(pairs) + "}"


def scalar(source: str, *, plain: bool) -> Value:
    """The value of a scalar; a quoted or tagged scalar (`plain` false) is always text."""
    if not plain or source[:1] not in _FIRST:
        return source
    if source[:1] in _FIRST_OF_WORDS:
        return _WORDS.get(source, source)
    if len(source) > _MAX_DIGITS:
        return source
    if _INT.fullmatch(source):
        return int(source, 0 if source[1:2] in ("x", "o") else 10)
    if _FLOAT.fullmatch(source):
        return float(source.lower().replace(".inf", "inf"))
    return source


def same(a: Value, b: Value) -> bool:
    """Whether two values are equal and of the same types at every level: `1`, `1.0` and `true` differ; the
    order of keys does not matter."""
    if type(a) is not type(b):
        return False
    if isinstance(a, list) and isinstance(b, list):
        return len(a) == len(b) and all(map(same, a, b))
    if isinstance(a, dict) and isinstance(b, dict):
        return a.keys() == b.keys() and all(same(a[key], b[key]) for key in a)
    return a == b
