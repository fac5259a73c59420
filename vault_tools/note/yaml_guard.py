"""Guards YAML parsers against input that crashes or exhausts them."""

from typing import TYPE_CHECKING, Any

from vault_tools.lazy_module import LazyModule
from vault_tools.lazy_re import pattern

if TYPE_CHECKING:
    import yaml
else:
    yaml = LazyModule("yaml")

MAX_DEPTH = 64
MAX_ALIASES = 100
MAX_LENGTH = 256 * 1024
"""Code points. Beyond these limits libyaml crashes, hangs or fills the memory (`[` 25,000 times does)."""
MAX_NODES = 50_000
"""Maximum number of nodes of a block with all aliases expanded."""

_TOO_DEEP = f"is nested deeper than {MAX_DEPTH} levels"
_BRACKET = pattern(r""""(?:[^"\\]++|\\.)*+"|'[^']*+'|(?<![^\s])#[^\n]*+|[\[{\]}]""")
_NO_BRACKETS = pattern(r"[^\[\]{}]++")
_QUOTED_LINK = pattern(r"([\"'])\[\[[^\[\]{}\"'\\\n#!]*+\]\]\1")
_IN_LINK = 2
_MAY_HIDE_BRACKETS = pattern(r"[\"'#!]")
_MAY_BE_DEEP = pattern(r" {24}|(?:[-?:][ \t]+){8}")
"""Without a match, indentation gives at most some 50 levels, plus 8 on one line."""


class YamlError(ValueError):
    """The text is not YAML that can be read safely; `position` is an offset in code points."""

    def __init__(self, problem: str, position: int) -> None:
        super().__init__(problem)
        self.problem = problem
        self.position = position


def has_aliases(text: str) -> bool:
    """Whether one part of the text refers to another (`&name` and `*name`). Raises YamlError."""
    return "&" in text and "*" in text and guard(text) > 0


def guard(text: str) -> int:
    """Refuse text that would crash a parser, before anything is built. Returns the number of aliases.

    Follows the parser's events one by one, and only if the text looks deep or self-referential; syntax errors
    are left to the parser. A parser reads tokens ahead of its events and may stop at its own depth limit:
    then brackets are counted up to that point. Raises YamlError.
    """
    if len(text) > MAX_LENGTH:
        raise YamlError(f"is longer than {MAX_LENGTH:,} characters", MAX_LENGTH)
    if not ("&" in text and "*" in text) and not _MAY_BE_DEEP.search(text) and not _may_nest(text):
        return 0
    from vault_tools.note.yaml_loader import Loader

    position = 0
    count = _Aliases()
    events = yaml.parse(text, Loader=Loader)
    while True:
        try:
            event: Any = next(events, None)
        except (yaml.YAMLError, UnicodeEncodeError):
            _refuse_deep_brackets(text, position, len(count.open))
            return 0
        if event is None:
            return count.found
        position = event.end_mark.index
        count.follow(event)


def _may_nest(text: str) -> bool:
    """Whether brackets may be nested too deep: an upper bound on their depth, found by removing empty pairs.
    If no bracket can be quoted or commented out, every closing bracket closes an open one."""
    if text.count("[") + text.count("{") <= MAX_DEPTH:
        return False
    text = _QUOTED_LINK.sub("", text)  # balanced, whether it is quoted or between two quotes
    if _MAY_HIDE_BRACKETS.search(text):
        return True
    left, depth = _NO_BRACKETS.sub("", text), _IN_LINK
    while depth < MAX_DEPTH and ("[]" in left or "{}" in left):
        left, depth = left.replace("[]", "").replace("{}", ""), depth + 2
    return depth + left.count("[") + left.count("{") > MAX_DEPTH


class _Anchor:
    """An anchored node: how often it is used, the highest alias count within it, and its number of nodes when
    expanded."""

    __slots__ = ("most", "nodes", "uses")

    def __init__(self, most: int = 0, nodes: int = 1) -> None:
        self.uses, self.most, self.nodes = 1, most, nodes


class _Aliases:
    """Counts aliases as Obsidian's parser, the `yaml` package, does: an anchor's uses times the highest count
    within it."""

    def __init__(self) -> None:
        self.found = 0
        self.open: list[tuple[str | None, _Anchor]] = []
        self.named: dict[str, _Anchor] = {}

    def follow(self, event: Any) -> None:
        """Count one parser event. Raises YamlError."""
        start = event.start_mark.index
        if isinstance(event, yaml.AliasEvent):
            self.use(str(event.anchor), start)
        elif isinstance(event, yaml.ScalarEvent):
            self.add(_Anchor(most=1, nodes=1), event.anchor)
        elif isinstance(event, yaml.CollectionStartEvent):
            self.open.append((event.anchor, _Anchor()))
            if len(self.open) > MAX_DEPTH:
                raise YamlError(_TOO_DEEP, start)
        elif isinstance(event, yaml.CollectionEndEvent):
            anchor, inside = self.open.pop()
            self.add(inside, anchor)

    def add(self, node: _Anchor, anchor: str | None) -> None:
        """Add a complete node to the collection around it."""
        if anchor:
            self.named[anchor] = node
        if self.open:
            around = self.open[-1][1]
            around.most, around.nodes = max(around.most, node.most), around.nodes + node.nodes

    def use(self, anchor: str, position: int) -> None:
        """Count an alias. Raises YamlError."""
        self.found += 1
        if any(name == anchor for name, _ in self.open):
            raise YamlError("uses an alias of a value that contains it", position)
        node = self.named.get(anchor, _Anchor())
        node.uses += 1
        self.add(_Anchor(most=node.uses * node.most, nodes=node.nodes), None)
        around = self.open[-1][1].nodes if self.open else 0
        if node.uses * node.most > MAX_ALIASES or around > MAX_NODES:
            raise YamlError(f"uses an alias more than {MAX_ALIASES} times", position)


def _refuse_deep_brackets(text: str, start: int, depth: int) -> None:
    """Follow the brackets from `start` on, which is `depth` levels deep. Raises YamlError."""
    for match in _BRACKET.finditer(text, start):
        depth += {"[": 1, "{": 1, "]": -1, "}": -1}.get(match[0], 0)
        if depth > MAX_DEPTH:
            raise YamlError(_TOO_DEEP, match.start())
