"""The tags of a vault: which spellings are the same tag, and which one to keep."""

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
        """Whether the configuration renames or drops the tag."""
        fold = folded_tag(tag)
        return fold in self.dropped or self.renamed.get(fold, tag) != tag

    def replacement(self, tag: str) -> str | None:
        """The tag that replaces one in the policy; None if it is dropped."""
        return self.renamed.get(folded_tag(tag))


@dataclass(frozen=True)
class TagTable:
    """The tags of a vault by use: the spellings of each folded tag and, in `segments`, those of the last
    segment of each folded path, written in the vault's style."""

    spellings: Spellings
    segments: Spellings
    policy: TagPolicy
    _respelled: dict[str, str | None] = field(default_factory=dict, init=False, repr=False, compare=False)

    @property
    def usage(self) -> Counter[str]:
        """The number of notes with each spelling."""
        return usage_of(self.spellings)

    def respelled(self, tag: str) -> str | None:
        """The spelling to keep of a tag in use; None if it is kept already, or if the policy mentions the
        tag."""
        if tag not in self._respelled:
            in_use = tag in self.spellings.get(folded_tag(tag), ())
            kept = self.canonical(tag) if in_use and not self.policy.speaks_of(tag) else tag
            self._respelled[tag] = kept if kept != tag and self._may_replace(tag, kept) else None
        return self._respelled[tag]

    def respelled_in_text(self, tag: str) -> str | None:
        """Like `respelled`, for a `#tag` in the text, where Obsidian also reads words of prose as tags
        (`#MeToo运动`): a tag that is not plain ASCII keeps its case, and never becomes one that no note
        has."""
        kept, spellings = self.respelled(tag), self.spellings.get(folded_tag(tag), {})
        if kept is None or self.is_configured(kept) or (self.policy.style and tag.isascii()):
            return kept
        case_alone = kept.lower() == tag.lower()
        return kept if kept in spellings and (is_clear(kept, spellings) or not case_alone) else None

    def _may_replace(self, tag: str, kept: str) -> bool:
        """Whether the vault uses the spelling to keep, and clearly prefers each segment that it changes."""
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
        """Whether the configuration decides the spelling of a segment of this tag."""
        return any(path in self._configured for path, _ in _levels(tag))

    def _is_clear(self, path: str) -> bool:
        usage = self.segments.get(path, {})
        return not usage or is_clear(self._most_used(usage), usage)

    @property
    def choices(self) -> dict[str, tuple[str, bool, tuple[str, ...]]]:
        """For each segment with several spellings: the one to keep, whether it clearly prevails, and the
        spellings of the tags that end there. This is everything about tags that other notes decide."""
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
        """The spelling of a tag to keep; nested tags are decided segment by segment."""
        if "/" not in tag:
            return self._kept(f"/{folded_tag_segment(tag)}", tag)
        return "/".join(self._kept(path, segment) for path, segment in _levels(tag))

    def variants(self) -> Iterator[tuple[str, Counter[str]]]:
        """(canonical spelling, its spellings by use) of each tag that is spelled in more than one way."""
        for group in self.spellings.values():
            if len(group) > 1:
                yield self.canonical(next(iter(group))), Counter(group)

    def _kept(self, path: str, segment: str) -> str:
        """The spelling of the last segment of a path: as configured, else as most notes write it; of two used
        equally, the one in lower case."""
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
        """Folded path -> its last segment as spelled in the configuration."""
        return dict(level for tag in self.policy.aliases.values() for level in _levels(tag))


def count_tag(tags: Spellings, segments: Spellings, tag: str, style: TagStyle | None, by: int) -> None:
    """Add `by`, which may be negative, to the number of notes with this tag, in the counts of a TagTable."""
    tally(tags, folded_tag(tag), tag, by)
    for path, segment in _levels(tag):
        tally(segments, path, styled(segment, style), by)


@lru_cache(maxsize=KEPT)
def clean_tag(tag: str) -> str:
    """A tag without `#` in front and stray slashes, and with hyphens for spaces."""
    if tag.replace("-", "").isalnum():
        return tag
    segments = ("-".join(segment.split()) for segment in tag.strip().lstrip("#").split("/"))
    return "/".join(filter(None, segments))


def tag_problem(tag: str) -> str:
    """Why Obsidian does not accept a text as a tag (https://help.obsidian.md/tags#Tag+format); empty if it
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
    """(folded path down to the segment, segment as written) for each segment of a tag."""
    segments = tag.split("/")
    return tuple(zip(accumulate(f"/{folded_tag_segment(s)}" for s in segments), segments, strict=True))


def styled(segment: str, style: TagStyle | None) -> str:
    """A segment in the vault's style: lower case, words joined by the style's character."""
    if style is None:
        return segment
    return re.sub(r"(?<=[^-_ ])[-_ ]+(?=[^-_ ])", _JOINERS[style], segment.lower())
