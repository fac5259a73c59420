"""YAML as Obsidian reads it: composed with marks, resolved by the YAML 1.2 core schema, guarded.

The core schema is section 10.3.2 of https://yaml.org/spec/1.2.2: `yes`, `no`, `on`, `off`, dates and
times are text. Nothing here builds an object other than None, bool, int, float, str, list and dict.
"""

import re
from typing import Any, TypeAlias

import yaml

Value: TypeAlias = bool | int | float | str | list["Value"] | dict[str, "Value"] | None

MAX_DEPTH = 64
MAX_ALIASES = 10
MAX_LENGTH = 256 * 1024
"""Code points. Beyond these three libyaml crashes, hangs or fills the memory (`[` 25,000 times does)."""

_NULL = frozenset(["", "~", "null", "Null", "NULL"])
_BOOL = {word: word.lower() == "true" for word in ("true", "True", "TRUE", "false", "False", "FALSE")}
_INT = re.compile(r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?|[-+]?\.(?:inf|Inf|INF)")
"""`.nan` stays text: a value that is unequal to itself can't be compared after a write."""

_MAX_DIGITS = 300
"""A longer number is text: nobody computes with it, and Python refuses 4,300 digits."""

_COMPACT = re.compile(r"[ \t]*((?:[-?:][ \t]+)*)")
_DEEP = re.compile(r"^[ \t]{24}|(?:[-?:][ \t]+){8}", re.MULTILINE)
"""Without a match there are at most 24 levels by indentation and 8 by `- - -` on one line."""
_BRACKET = re.compile(r"[\[{\]}]")
_ANCHOR = re.compile(r"(?:^|[\s\[{,])&[^\s,\[\]{}]", re.MULTILINE)
_ALIAS = re.compile(r"(?:^|[\s\[{,])\*[^\s,\[\]{}]", re.MULTILINE)


class YamlError(ValueError):
    """The text is no YAML that can be read safely; `position` is in code points from its start."""

    def __init__(self, problem: str, position: int) -> None:
        super().__init__(problem)
        self.problem = problem
        self.position = position


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """Composes without resolving tags: `scalar` below resolves, by another schema."""

    def resolve(self, kind: type, value: object, implicit: object) -> str:
        return ""

    def descend_resolver(self, *_: object) -> None: ...

    def ascend_resolver(self) -> None: ...


def compose(text: str) -> yaml.Node | None:
    """The node tree of one document, None when it is empty; its marks are code points of `text`.

    Raises YamlError.
    """
    _guard(text)
    try:
        node: yaml.Node | None = yaml.compose(text, Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        problem = ", ".join(part for part in (error.context, error.problem) if part)
        raise YamlError(problem, mark.index if mark else 0) from None
    except yaml.reader.ReaderError as error:
        code = error.character if isinstance(error.character, int) else ord(error.character)
        raise YamlError(f"character U+{code:04X} is not allowed", max(0, text.find(chr(code)))) from None
    return node


def value_of(node: Any) -> Value:
    """The plain Python value of a composed node. A key that is no text becomes its source text."""
    if isinstance(node, yaml.ScalarNode):
        return scalar(node.value, plain=not node.style and not node.tag)
    if isinstance(node, yaml.SequenceNode):
        return [value_of(item) for item in node.value]
    return {str(key.value): value_of(value) for key, value in node.value}


def scalar(source: str, *, plain: bool) -> Value:
    """What a scalar means; one that is quoted or tagged (`plain` false) is always text."""
    if not plain:
        return source
    if source in _NULL:
        return None
    if source in _BOOL:
        return _BOOL[source]
    if source[0] not in "+-.0123456789" or len(source) > _MAX_DIGITS:
        return source
    if _INT.fullmatch(source):
        return int(source, 0 if source[1:2] in ("x", "o") else 10)
    if _FLOAT.fullmatch(source):
        return float(source.lower().replace(".inf", "inf"))
    return source


def has_aliases(text: str) -> bool:
    """Whether one part of the text may stand for another (`&name` and `*name`)."""
    return bool(_ANCHOR.search(text) and _ALIAS.search(text))


def same(a: Value, b: Value) -> bool:
    """Equal and of one type all the way down: `1`, `1.0` and `true` differ; the order of keys does not."""
    if type(a) is not type(b):
        return False
    if isinstance(a, list) and isinstance(b, list):
        return len(a) == len(b) and all(map(same, a, b))
    if isinstance(a, dict) and isinstance(b, dict):
        return a.keys() == b.keys() and all(same(a[key], b[key]) for key in a)
    return a == b


def _guard(text: str) -> None:
    if len(text) > MAX_LENGTH:
        raise YamlError(f"is longer than {MAX_LENGTH:,} characters", MAX_LENGTH)
    if has_aliases(text) and len(_ALIAS.findall(text)) > MAX_ALIASES:
        raise YamlError(f"uses more than {MAX_ALIASES} aliases", 0)
    position = _too_deep(text)
    if position is not None:
        raise YamlError(f"is nested deeper than {MAX_DEPTH} levels", position)


def _too_deep(text: str) -> int | None:
    """Where the nesting may pass MAX_DEPTH, by an upper bound that is linear in the text."""
    depth = 0
    for bracket in _BRACKET.finditer(text):
        depth = max(0, depth + (1 if bracket[0] in "[{" else -1))
        if depth > MAX_DEPTH:
            return bracket.start()
    if not _DEEP.search(text):
        return None
    indents: list[int] = []
    position = 0
    for line in text.splitlines(keepends=True):
        compact = _COMPACT.match(line)
        assert compact
        indent = compact.start(1)
        if line.strip():
            while indents and indents[-1] >= indent:
                indents.pop()
            indents.append(indent)
        if len(indents) + len(compact[1].split()) > MAX_DEPTH:
            return position
        position += len(line)
    return None
