"""What a YAML parser must not be given."""

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
"""Code points. Beyond these libyaml crashes, hangs or fills the memory (`[` 25,000 times does)."""
MAX_NODES = 50_000
"""What a block may amount to when each alias is written out."""

_TOO_DEEP = f"is nested deeper than {MAX_DEPTH} levels"
_BRACKET = pattern(r""""(?:[^"\\]++|\\.)*+"|'[^']*+'|(?<![^\s])#[^\n]*+|[\[{\]}]""")
_NO_BRACKETS = pattern(r"[^\[\]{}]++")
_QUOTED_LINK = pattern(r"([\"'])\[\[[^\[\]{}\"'\\\n#!]*+\]\]\1")
_IN_LINK = 2
_MAY_HIDE_BRACKETS = pattern(r"[\"'#!]")
_MAY_BE_DEEP = pattern(r" {24}|(?:[-?:][ \t]+){8}")
"""Without a match indentation makes at most some 50 levels, a line on top of them 8."""


class YamlError(ValueError):
    """The text is not YAML that can be read safely; `position` is in code points from its start."""

    def __init__(self, problem: str, position: int) -> None:
        super().__init__(problem)
        self.problem = problem
        self.position = position


def has_aliases(text: str) -> bool:
    """Whether one part of the text refers to another (`&name` and `*name`). Raises YamlError."""
    return "&" in text and "*" in text and guard(text) > 0


def guard(text: str) -> int:
    """Refuse what a parser would crash on, before it builds anything; the number of aliases.

    Follows the parser's events, one at a time and only where the text looks as if it could be deep or refer
    to itself; a fault of its syntax is left to the parser. A parser reads tokens ahead of its events and may
    give up at its own depth limit: then brackets are counted up to that place. Raises YamlError.
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
    """Whether brackets may be nested too deep: an upper bound of their depth, by taking out pairs that hold
    none. Where none can be quoted or commented out, each one that closes another does."""
    if text.count("[") + text.count("{") <= MAX_DEPTH:
        return False
    text = _QUOTED_LINK.sub("", text)  # closes all that it opens, whether it is quoted or between two quotes
    if _MAY_HIDE_BRACKETS.search(text):
        return True
    left, depth = _NO_BRACKETS.sub("", text), _IN_LINK
    while depth < MAX_DEPTH and ("[]" in left or "{}" in left):
        left, depth = left.replace("[]", "").replace("{}", ""), depth + 2
    return depth + left.count("[") + left.count("{") > MAX_DEPTH


class _Anchor:
    """What an anchor names: how often it is used, the most that anything in it is, its nodes written out."""

    __slots__ = ("most", "nodes", "uses")

    def __init__(self, most: int = 0, nodes: int = 1) -> None:
        self.uses, self.most, self.nodes = 1, most, nodes


class _Aliases:
    """Counts as Obsidian's parser does, the package `yaml`: an anchor's uses times the most that anything in
    it is used."""

    def __init__(self) -> None:
        self.found = 0
        self.open: list[tuple[str | None, _Anchor]] = []
        self.named: dict[str, _Anchor] = {}

    def follow(self, event: Any) -> None:
        """Raises YamlError."""
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
        """A node that is complete; what is around it holds it."""
        if anchor:
            self.named[anchor] = node
        if self.open:
            around = self.open[-1][1]
            around.most, around.nodes = max(around.most, node.most), around.nodes + node.nodes

    def use(self, anchor: str, position: int) -> None:
        """Raises YamlError."""
        self.found += 1
        if any(name == anchor for name, _ in self.open):
            raise YamlError("uses an alias of what contains it", position)
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
