"""The tags of a vault: which spellings are one tag, and which spelling is kept."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cached_property, lru_cache
from itertools import accumulate
from typing import Annotated, Literal, TypeAlias

from vault_tools.lazy_dataclass import dataclass, field
from vault_tools.lazy_re import pattern
from vault_tools.note.body import TAG_FORBIDDEN
from vault_tools.vault.spelling import KEPT, Spellings, folded_tag_segment, is_clear, tally, usage_of

TagStyle: TypeAlias = Literal["kebab-case", "snake_case"]
_FORBIDDEN = pattern(f"[{TAG_FORBIDDEN}]")
_JOINERS: Mapping[str, str] = {"kebab-case": "-", "snake_case": "_"}


@dataclass(frozen=True)
class TagPolicy:
    """How the vault's tags are spelled."""

    style: Annotated[TagStyle | None, "how words are joined; unset: as in most tags"] = None
    aliases: Annotated[Mapping[str, str], "another spelling -> the tag to use"] = field(default_factory=dict)
    retired: Annotated[tuple[str, ...], "tags to remove"] = ()

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
        """What a tag in the policy becomes; None: nothing."""
        return self.renamed.get(folded_tag(tag))


@dataclass(frozen=True)
class TagTable:
    """The tags of a vault by use: the spellings of each folded tag, and those of the last segment of each
    folded path, as the style writes them."""

    spellings: Spellings
    segments: Spellings
    policy: TagPolicy
    _respelled: dict[str, str | None] = field(default_factory=dict, init=False, repr=False, compare=False)

    @property
    def usage(self) -> Counter[str]:
        """How many notes have each spelling."""
        return usage_of(self.spellings)

    def respelled(self, tag: str) -> str | None:
        """The spelling to keep of a tag in use; None if it is that already, or if the policy has the tag."""
        if tag not in self._respelled:
            in_use = tag in self.spellings.get(folded_tag(tag), ())
            kept = self.canonical(tag) if in_use and not self.policy.speaks_of(tag) else tag
            self._respelled[tag] = kept if kept != tag and self._may_replace(tag, kept) else None
        return self._respelled[tag]

    def respelled_in_text(self, tag: str) -> str | None:
        """The same of a `#tag` in the text. Words of prose are tags to Obsidian as well (`#MeToo运动`): what
        is not plain ASCII keeps its case, and becomes no tag that no note has."""
        kept, spellings = self.respelled(tag), self.spellings.get(folded_tag(tag), {})
        if kept is None or self.is_configured(kept) or (self.policy.style and tag.isascii()):
            return kept
        case_alone = kept.lower() == tag.lower()
        return kept if kept in spellings and (is_clear(kept, spellings) or not case_alone) else None

    def _may_replace(self, tag: str, kept: str) -> bool:
        """Whether the vault writes the kept spelling, and clearly prefers each segment that is another."""
        decided = self.policy.style or self.is_configured(kept)
        if not decided and kept not in self.spellings.get(folded_tag(tag), ()):
            return False
        return all(
            old == new
            or styled(old, self.policy.style) != old
            or path in self._configured
            or self._is_clear(path)
            for (path, old), (_, new) in zip(_levels(tag), _levels(kept), strict=True)
        )

    def is_configured(self, tag: str) -> bool:
        """Whether the configuration spells a segment of this tag."""
        return any(path in self._configured for path, _ in _levels(tag))

    def _is_clear(self, path: str) -> bool:
        usage = self.segments.get(path, {})
        return not usage or is_clear(self._most_used(usage), usage)

    @property
    def choices(self) -> dict[str, tuple[str, bool, tuple[str, ...]]]:
        """What is kept of each segment that is spelled in more than one way, whether that is clear, and the
        spellings of such tags: all that other notes decide."""
        return {
            path: (
                self._kept(path, ""),
                self._is_clear(path),
                tuple(sorted(self.spellings.get(path[1:], ()))),
            )
            for path, usage in self.segments.items()
            if len(usage) > 1
        }

    def canonical(self, tag: str) -> str:
        """The spelling of a tag that the vault keeps, nested tags segment by segment."""
        if "/" not in tag:
            return self._kept(f"/{folded_tag_segment(tag)}", tag)
        return "/".join(self._kept(path, segment) for path, segment in _levels(tag))

    def variants(self) -> Iterator[tuple[str, Counter[str]]]:
        """(canonical spelling, its spellings by use) of each tag that is spelled in more than one way."""
        for group in self.spellings.values():
            if len(group) > 1:
                yield self.canonical(next(iter(group))), Counter(group)

    def _kept(self, path: str, segment: str) -> str:
        """How the last segment of a path is spelled: as configured, else as most notes do; of two equals the
        one in lower case."""
        usage = self.segments.get(path)
        if not usage:
            return styled(segment, self.policy.style)
        return self._configured.get(path) or self._most_used(usage)

    @staticmethod
    def _most_used(usage: Mapping[str, int]) -> str:
        if len(usage) == 1:
            return next(iter(usage))
        return min(usage, key=lambda spelling: (-usage[spelling], spelling.swapcase(), spelling))

    @cached_property
    def _configured(self) -> dict[str, str]:
        """The segments as the owner spells them in the configuration, by folded path."""
        return dict(level for tag in self.policy.aliases.values() for level in _levels(tag))


def count_tag(tags: Spellings, segments: Spellings, tag: str, style: TagStyle | None, by: int) -> None:
    """Count `by` more notes, or fewer, with this tag: what a TagTable is made of."""
    tally(tags, folded_tag(tag), tag, by)
    for path, segment in _levels(tag):
        tally(segments, path, styled(segment, style), by)


@lru_cache(maxsize=KEPT)
def clean_tag(tag: str) -> str:
    """A tag without what can be fixed: `#` in front, stray slashes, spaces."""
    if tag.replace("-", "").isalnum():
        return tag
    segments = ("-".join(segment.split()) for segment in tag.strip().lstrip("#").split("/"))
    return "/".join(filter(None, segments))


def tag_problem(tag: str) -> str:
    """Why Obsidian does not take a text for a tag (https://help.obsidian.md/tags#Tag+format), empty if it
    does."""
    forbidden = _FORBIDDEN.search(tag)
    if forbidden:
        return f"contains `{forbidden[0]}`, which a tag can't contain"
    if not tag or not re.search(r"[^\d/]", tag):
        return "consists only of digits"
    return ""


def folded_tag(tag: str) -> str:
    if "/" not in tag:
        return folded_tag_segment(tag)
    return "/".join(map(folded_tag_segment, tag.split("/")))


@lru_cache(maxsize=KEPT)
def _levels(tag: str) -> tuple[tuple[str, str], ...]:
    """(the folded path down to a segment, the segment as it is written) of each segment of a tag."""
    segments = tag.split("/")
    return tuple(zip(accumulate(f"/{folded_tag_segment(s)}" for s in segments), segments, strict=True))


def styled(segment: str, style: TagStyle | None) -> str:
    """A segment in the vault's style: lower case, words joined by the style's character."""
    if style is None:
        return segment
    return re.sub(r"(?<=[^-_ ])[-_ ]+(?=[^-_ ])", _JOINERS[style], segment.lower())
