"""The style of a vault's tags."""

from collections import Counter

from vault_tools.config.init.choice import HABIT, MOST, Choice, ConfigSection, counted
from vault_tools.config.init.survey import Survey
from vault_tools.vault.tags import TagStyle, clean_tag, styled, tag_problem

_MIN_TAGS = 10
"""The minimum number of tags of several words that show a style."""
_CAPITALS = 0.02
"""The maximum share of tags with capitals that count as slips. With more, capitals as in `AI` are
intended."""
_STYLES: tuple[TagStyle, ...] = ("kebab-case", "snake_case")


def tag_usage(survey: Survey) -> Counter[str]:
    """The number of notes with each tag, in exactly this spelling, in frontmatter or text. Texts that
    Obsidian does not accept as tags, such as two words, are left out."""
    usage: Counter[str] = Counter()
    use = survey.use_of("tags")
    for note in survey.notes:
        listed = use.texts(note.path) if use else []
        tags = {tag.removeprefix("#") for tag in (*listed, *note.inline_tags)}
        usage.update({tag for tag in tags if tag == clean_tag(tag) and not tag_problem(tag)})
    return usage


def tags_section(usage: Counter[str]) -> ConfigSection:
    """The style of most tags of several words: proposed if nearly all follow it, else left to the owner."""
    about = "How tags are spelled. Without a style, the spelling that most notes have is kept."
    joined = [tag for tag in usage if "-" in tag or "_" in tag]
    style = max(_STYLES, key=lambda style: sum(_is_in(style, tag) for tag in joined))
    right = sum(_is_in(style, tag) for tag in joined)
    if len(joined) < _MIN_TAGS or right < MOST * len(joined):
        return ConfigSection("tags", about)
    others = {tag: count for tag, count in usage.items() if not _is_in(style, tag)}
    seen = f"so are {right:,} of {len(joined):,} tags with `-` or `_`"
    seen += f"; not so: {counted(others)}" if others else ""
    capitals = sum(tag != tag.lower() for tag in usage)
    taken = right >= HABIT * len(joined) and capitals <= _CAPITALS * len(usage)
    return ConfigSection("tags", about, (Choice("style", style, seen, taken),))


def _is_in(style: TagStyle, tag: str) -> bool:
    return all(styled(segment, style) == segment for segment in tag.split("/"))
