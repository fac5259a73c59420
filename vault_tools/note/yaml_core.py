"""YAML as Obsidian reads it: composed with marks, resolved by the YAML 1.2 core schema, guarded.

The core schema is section 10.3.2 of https://yaml.org/spec/1.2.2: `yes`, `no`, `on`, `off`, dates and
times are text. Nothing here builds an object other than None, bool, int, float, str, list and dict.
"""

from typing import Any, TypeAlias

import yaml

from vault_tools.lazy_re import pattern

Value: TypeAlias = bool | int | float | str | list["Value"] | dict[str, "Value"] | None

MAX_DEPTH = 64
MAX_ALIASES = 10
MAX_LENGTH = 256 * 1024
"""Code points. Beyond these three libyaml crashes, hangs or fills the memory (`[` 25,000 times does)."""

_NULL = frozenset(["", "~", "null", "Null", "NULL"])
_BOOL = {word: word.lower() == "true" for word in ("true", "True", "TRUE", "false", "False", "FALSE")}
_INT = pattern(r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+")
_FLOAT = pattern(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?|[-+]?\.(?:inf|Inf|INF)")
"""`.nan` stays text: a value that is unequal to itself can't be compared after a write."""

_MAX_DIGITS = 300
"""A longer number is text: nobody computes with it, and Python refuses 4,300 digits."""

_TOO_DEEP = f"is nested deeper than {MAX_DEPTH} levels"
_BRACKET = pattern(r""""(?:[^"\\]++|\\.)*+"|'[^']*+'|(?<![^\s])#[^\n]*+|[\[{\]}]""")
_MAY_BE_DEEP = pattern(r" {24}|(?:[-?:][ \t]+){8}")
"""Without a match indentation makes at most some 50 levels, a line on top of them 8."""


class YamlError(ValueError):
    """The text is no YAML that can be read safely; `position` is in code points from its start."""

    def __init__(self, problem: str, position: int) -> None:
        super().__init__(problem)
        self.problem = problem
        self.position = position


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """Composes without resolving tags: `scalar` below resolves, by another schema."""

    def resolve(self, kind: type, value: object, implicit: tuple[bool, bool]) -> str:
        """The tag: none for what is plain, `!` for what is quoted or marked as text."""
        return "" if kind is not yaml.ScalarNode or implicit[0] else "!"

    def descend_resolver(self, *_: object) -> None: ...

    def ascend_resolver(self) -> None: ...


def compose(text: str) -> yaml.Node | None:
    """The node tree of one document, None when it is empty; its marks are code points of `text`.

    Raises YamlError.
    """
    guard(text)
    try:
        node: yaml.Node | None = yaml.compose(text, Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        problem = ", ".join(part for part in (error.context, error.problem) if part)
        raise YamlError(problem, mark.index if mark else 0) from None
    except yaml.reader.ReaderError as error:
        code = error.character if isinstance(error.character, int) else ord(error.character)
        raise YamlError(f"character U+{code:04X} is not allowed", max(0, text.find(chr(code)))) from None
    except UnicodeEncodeError as error:
        raise YamlError("holds half a character", error.start) from None
    return node


def value_of(node: Any) -> Value:
    """The plain Python value of a composed node. See `key_of` for keys."""
    if isinstance(node, yaml.ScalarNode):
        return scalar(node.value, plain=not node.style and not node.tag)
    if isinstance(node, yaml.SequenceNode):
        return [value_of(item) for item in node.value]
    return {key_of(key): value_of(value) for key, value in node.value}


def key_of(node: Any) -> str:
    """A key as text; one that is a list or a mapping as it would be typed."""
    if isinstance(node, yaml.ScalarNode):
        return str(node.value)
    if isinstance(node, yaml.SequenceNode):
        return f"[{', '.join(map(key_of, node.value))}]"
    pairs = (f"{key_of(k)}: {key_of(v)}".removesuffix(": ") for k, v in node.value)
    return "{" + ", ".join(pairs) + "}"


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
    """Whether one part of the text stands for another (`&name` and `*name`). Raises YamlError."""
    return "&" in text and "*" in text and guard(text) > 0


def same(a: Value, b: Value) -> bool:
    """Equal and of one type all the way down: `1`, `1.0` and `true` differ; the order of keys does not."""
    if type(a) is not type(b):
        return False
    if isinstance(a, list) and isinstance(b, list):
        return len(a) == len(b) and all(map(same, a, b))
    if isinstance(a, dict) and isinstance(b, dict):
        return a.keys() == b.keys() and all(same(a[key], b[key]) for key in a)
    return a == b


def guard(text: str) -> int:
    """Refuse what a parser would crash on, before it builds anything; the number of aliases.

    Follows the parser's events, one at a time and only where the text looks as if it could be deep or
    refer to itself; a fault of its syntax is left to the parser. A parser reads tokens ahead of its events
    and may give up at a depth of its own: brackets are then counted up to where it did. Raises YamlError.
    """
    if len(text) > MAX_LENGTH:
        raise YamlError(f"is longer than {MAX_LENGTH:,} characters", MAX_LENGTH)
    brackets = text.count("[") + text.count("{")
    if brackets <= MAX_DEPTH and not ("&" in text and "*" in text) and not _MAY_BE_DEEP.search(text):
        return 0
    aliases, position = 0, 0
    open_anchors: list[str | None] = []
    events = yaml.parse(text, Loader=_Loader)
    while True:
        try:
            event: Any = next(events, None)
        except (yaml.YAMLError, UnicodeEncodeError):
            _refuse_deep_brackets(text, position, len(open_anchors))
            return 0
        if event is None:
            return aliases
        start, position = event.start_mark.index, event.end_mark.index
        if isinstance(event, yaml.AliasEvent):
            aliases += 1
            if event.anchor in open_anchors or aliases > MAX_ALIASES:
                problem = "uses an alias of what contains it" if event.anchor in open_anchors else ""
                raise YamlError(problem or f"uses more than {MAX_ALIASES} aliases", start)
        elif isinstance(event, yaml.CollectionStartEvent):
            open_anchors.append(event.anchor)
            if len(open_anchors) > MAX_DEPTH:
                raise YamlError(_TOO_DEEP, start)
        elif isinstance(event, yaml.CollectionEndEvent):
            open_anchors.pop()


def _refuse_deep_brackets(text: str, start: int, depth: int) -> None:
    """Follow the brackets from `start` on, which lies `depth` levels deep. Raises YamlError."""
    for match in _BRACKET.finditer(text, start):
        depth += {"[": 1, "{": 1, "]": -1, "}": -1}.get(match[0], 0)
        if depth > MAX_DEPTH:
            raise YamlError(_TOO_DEEP, match.start())
