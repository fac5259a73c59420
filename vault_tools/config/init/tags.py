"""How the tags of a vault are written."""

from collections import Counter

from vault_tools.config.init.choice import HABIT, MOST, Choice, ConfigSection, counted
from vault_tools.config.init.survey import Survey
from vault_tools.vault.tags import TagStyle, clean_tag, styled, tag_problem

_MIN_TAGS = 10
"""Tags of several words that show a style."""
_CAPITALS = 0.02
"""The share of tags with capitals up to which those are slips: with more, `AI` is meant so."""
_STYLES: tuple[TagStyle, ...] = ("kebab-case", "snake_case")


def tag_usage(survey: Survey) -> Counter[str]:
    """In how many notes each tag occurs as it is spelled, in the frontmatter or in the text; what is not a
    tag to Obsidian, such as two words, is left out."""
    usage: Counter[str] = Counter()
    use = survey.use_of("tags")
    for note in survey.notes:
        listed = use.texts(note.path) if use else []
        tags = {tag.removeprefix("#") for tag in (*listed, *note.inline_tags)}
        usage.update({tag for tag in tags if tag == clean_tag(tag) and not tag_problem(tag)})
    return usage


def tags_section(usage: Counter[str]) -> ConfigSection:
    """A style, where most tags of several words are in one: taken where nearly all tags are."""
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
