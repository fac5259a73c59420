"""The tags of a vault: which spellings are one tag, and which spelling is kept."""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from itertools import accumulate
from typing import Literal, TypeAlias

from vault_tools.markdown import TAG_FORBIDDEN
from vault_tools.pattern import pattern
from vault_tools.spelling import folded

TagStyle: TypeAlias = Literal["kebab-case", "snake_case"]
_FORBIDDEN = pattern(f"[{TAG_FORBIDDEN}]")
_JOINERS: Mapping[str, str] = {"kebab-case": "-", "snake_case": "_"}


@dataclass(frozen=True)
class TagPolicy:
    """What the owner says of tags: a style, other spellings of a tag (variant -> tag), tags to drop."""

    style: TagStyle | None = None
    aliases: Mapping[str, str] = field(default_factory=dict)
    retired: tuple[str, ...] = ()

    @cached_property
    def renamed(self) -> Mapping[str, str]:
        """Folded variant -> tag."""
        return {folded_tag(variant): tag for variant, tag in self.aliases.items()}

    @cached_property
    def dropped(self) -> frozenset[str]:
        return frozenset(folded_tag(tag) for tag in self.retired)

    def speaks_of(self, tag: str) -> bool:
        """Whether the configuration itself renames or drops the tag."""
        fold = folded_tag(tag)
        return fold in self.dropped or self.renamed.get(fold, tag) != tag

    def replacement(self, tag: str) -> str | None:
        """What a tag that the policy speaks of is to become; None: nothing."""
        return self.renamed.get(folded_tag(tag))


@dataclass(frozen=True)
class TagTable:
    """The tags of a vault by use: how many notes have each spelling."""

    usage: Counter[str]
    policy: TagPolicy

    @cached_property
    def inconsistent(self) -> dict[str, str]:
        """Each spelling in use that is not the kept one -> the kept one."""
        kept = {tag: self.canonical(tag) for tag in self.usage if not self.policy.speaks_of(tag)}
        return {tag: canonical for tag, canonical in kept.items() if tag != canonical}

    def canonical(self, tag: str) -> str:
        """The spelling of a tag that the vault keeps, nested tags segment by segment."""
        levels = _levels(tag)
        return "/".join(self._kept.get(path) or styled(s, self.policy.style) for path, s in levels)

    def variants(self) -> Iterator[tuple[str, Counter[str]]]:
        """(canonical spelling, its spellings by use) of each tag that is spelled in more than one way."""
        groups: dict[str, Counter[str]] = defaultdict(Counter)
        for tag, count in self.usage.items():
            groups[folded_tag(tag)][tag] += count
        for group in groups.values():
            if len(group) > 1:
                yield self.canonical(next(iter(group))), group

    @cached_property
    def _kept(self) -> dict[str, str]:
        """The kept spelling of the last segment of each folded path."""
        levels: dict[str, Counter[str]] = defaultdict(Counter)
        for tag, count in self.usage.items():
            for path, segment in _levels(tag):
                levels[path][styled(segment, self.policy.style)] += count
        return {path: self._choice(path, usage) for path, usage in levels.items()}

    def _choice(self, path: str, usage: Counter[str]) -> str:
        """The configured spelling, else the most used; of two equals the one in lower case."""
        configured = self._configured.get(path)
        return configured or min(usage, key=lambda segment: (-usage[segment], segment.swapcase()))

    @cached_property
    def _configured(self) -> dict[str, str]:
        """The segments as the owner spells them in the configuration, by folded path."""
        return dict(level for tag in self.policy.aliases.values() for level in _levels(tag))


@lru_cache(maxsize=1 << 16)
def clean_tag(tag: str) -> str:
    """A tag without what can be mended: `#` in front, stray slashes, spaces."""
    return re.sub(r"/+", "/", "-".join(tag.strip().lstrip("#").split())).strip("/")


def tag_problem(tag: str) -> str:
    """Why Obsidian does not take a text for a tag (https://help.obsidian.md/tags#Tag+format), empty if it
    does."""
    forbidden = _FORBIDDEN.search(tag)
    if forbidden:
        return f"holds `{forbidden[0]}`, which no tag may"
    if not tag or not re.search(r"[^\d/]", tag):
        return "has no character besides digits"
    return ""


def folded_tag(tag: str) -> str:
    return "/".join(map(_folded_segment, tag.split("/")))


@lru_cache(maxsize=1 << 16)
def _levels(tag: str) -> tuple[tuple[str, str], ...]:
    """(the folded path down to a segment, the segment as it is written) of each segment of a tag."""
    segments = tag.split("/")
    return tuple(zip(accumulate(f"/{_folded_segment(s)}" for s in segments), segments, strict=True))


def _folded_segment(segment: str) -> str:
    return folded(unicodedata.normalize("NFKC", segment))


def styled(segment: str, style: TagStyle | None) -> str:
    """A segment in the vault's style: lower case, words joined by the style's character."""
    if style is None:
        return segment
    return re.sub(r"(?<=[^-_ ])[-_ ]+(?=[^-_ ])", _JOINERS[style], segment.lower())
