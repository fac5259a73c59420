"""Frontmatter that Obsidian can't read: what it was meant to be, where that is certain."""

import re
from dataclasses import dataclass

from vault_tools.lazy_re import pattern
from vault_tools.note.frontmatter import Frontmatter, fences, parse_frontmatter
from vault_tools.note.frontmatter_edit import Intent, Rewrite
from vault_tools.note.text import Edit, Span, apply_edits
from vault_tools.note.yaml_write import write_scalar

_BLANK_LINES = pattern(r"(?:[ \t]*\r?\n)+")
_OPENING = pattern(r"---[ \t]*\r?\n(?=([^\n]*))")
_PLAIN_KEY = pattern(r"[^\W\d][\w -]{0,39}")
_COMMON_KEYS = frozenset(
    "alias aliases author category created cssclasses date draft published source status summary "
    "tag tags title type url".split()
)
"""A block counts as frontmatter that was meant only with one of these: `Note: …` between rules is prose."""
_KEY_LINE = pattern(r"([^\W\d][\w -]{0,39}):(?=[ \t\r\n]|$)")
_LINE = pattern(
    r"(?P<indent>[ \t]*)(?P<lead>(?:- +)?(?:(?P<key>[^\s:#'\"\[{-][^:#'\"\[{]*): +)?)(?P<value>\S.*)"
)
_EMPTY_LIST = pattern(r"(?<![^:\n])([^:\n]++:)[ \t]*+\[[ \t]*+\][ \t]*+$")
_WIKILINK_START = "[["
_RESERVED = ("@", "%", "`")


def displaced(text: str) -> Frontmatter | None:
    """Frontmatter that stands below blank lines, where Obsidian doesn't look."""
    blank = _BLANK_LINES.match(text)
    block = parse_frontmatter(text, blank.end()) if blank else None
    return block if block and looks_meant(block) else None


def unclosed(text: str) -> bool:
    """Whether the note opens a block of keys and never closes it."""
    opening = _OPENING.match(text)
    key = opening and _KEY_LINE.match(opening[1])
    return bool(key and key[1].lower() in _COMMON_KEYS and not fences(text))


def second_block(block: Frontmatter) -> Frontmatter | None:
    """A block right below the frontmatter: something was prepended to a note that had its own."""
    start = block.block.end
    blank = _BLANK_LINES.match(block.text, start)
    second = parse_frontmatter(block.text, blank.end() if blank else start)
    return second if second and looks_meant(second) else None


def looks_meant(block: Frontmatter) -> bool:
    """Whether what stands between two lines of `---` is a mapping of property names, no prose."""
    keys = [entry.key for entry in block.entries]
    known = any(key.lower() in _COMMON_KEYS for key in keys)
    return known and all(_PLAIN_KEY.fullmatch(key) for key in keys)


MAX_REPAIRS = 50
"""Lines of one block. Where more are broken it is no slip of the pen, and each costs a parse."""


@dataclass(frozen=True, slots=True)
class _Repair:
    problem: str
    edit: Edit
    intents: tuple[Intent, ...] = ()


def problem_of(block: Frontmatter) -> str:
    """What is wrong with a faulty block, in the words of someone who can mend it where we know them."""
    assert block.fault
    problem = block.fault.problem
    if problem.startswith("is "):
        return f"frontmatter {problem}"
    repair = _repair(block)
    return repair.problem if repair else f"YAML can't be read: {problem}"


def repaired(block: Frontmatter) -> Rewrite | None:
    """Edits that make a faulty block parse, line by line where it fails; None where one is unsure."""
    repairs: list[_Repair] = []
    text, current = block.text, block
    while current.fault:
        repair = _repair(current)
        if repair is None or len(repairs) >= MAX_REPAIRS:
            return None
        repairs.append(repair)
        text = apply_edits(text, [repair.edit])
        parsed = parse_frontmatter(text, block.block.start)
        if parsed is None or (parsed.fault and parsed.fault.span.start <= current.fault.span.start):
            return None
        current = parsed
    edit = Edit(block.content, current.content.of(text))
    return Rewrite((_narrowed(block.text, edit),), tuple(i for r in repairs for i in r.intents))


def _repair(block: Frontmatter) -> _Repair | None:
    assert block.fault
    text = block.text
    start = max(text.rfind("\n", 0, block.fault.span.start) + 1, block.content.start)
    end = text.find("\n", start)
    line = text[start:end].rstrip("\r")
    return _tabs(line, start) or _orphans(block, line, start) or _quoted(line, start)


def _tabs(line: str, start: int) -> _Repair | None:
    """Tabs as indent: two spaces each."""
    indent = line[: len(line) - len(line.lstrip(" \t"))]
    if "\t" not in indent:
        return None
    edit = Edit(Span(start, start + len(indent)), indent.replace("\t", "  "))
    return _Repair("a tab as indent, where YAML allows only spaces", edit)


def _orphans(block: Frontmatter, line: str, start: int) -> _Repair | None:
    """Items below `key: []`: the brackets go."""
    above = block.text[block.content.start : start].rstrip()
    above_start = block.content.start + above.rfind("\n") + 1
    empty_list = _EMPTY_LIST.match(above.rpartition("\n")[2])
    if not empty_list or not re.match(r"[ \t]*- ", line):
        return None
    edit = Edit(Span(above_start + len(empty_list[1]), block.content.start + len(above)), "")
    return _Repair(f"an item below `{empty_list[0]}`, a list that is closed", edit)


def _quoted(line: str, start: int) -> _Repair | None:
    """A plain text that YAML takes for something else: quotation marks around it."""
    match = _LINE.fullmatch(line.rstrip())
    if not match or " #" in match["value"]:
        return None
    value = match["value"]
    if value.startswith(_RESERVED):
        problem = f"a value that begins with `{value[0]}` needs quotation marks"
    elif value.startswith(_WIKILINK_START):
        problem = "a value with links needs quotation marks"
    elif value[0] not in "'\"[{|>&*!#-?" and re.search(r":(?: |$)", value):
        problem = "a text with a colon in it needs quotation marks"
    else:
        return None
    quoted = write_scalar(value, quote="'" if '"' in value else '"', always=True)
    at_top = match["key"] and not match["indent"] and not match["lead"].startswith("-")
    intents = (Intent(match["key"], value),) if at_top else ()
    value_start = start + match.start("value")
    return _Repair(problem, Edit(Span(value_start, value_start + len(value)), quoted), intents)


def _narrowed(text: str, edit: Edit) -> Edit:
    """The same edit without the lines at both ends that it leaves as they are."""
    old, new = edit.span.of(text).splitlines(keepends=True), edit.new.splitlines(keepends=True)
    head = next((i for i, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), 0)
    tail = next((i for i, (a, b) in enumerate(zip(old[::-1], new[::-1], strict=False)) if a != b), 0)
    tail = min(tail, len(old) - head, len(new) - head)
    start = edit.span.start + sum(map(len, old[:head]))
    end = edit.span.end - sum(map(len, old[len(old) - tail :]))
    return Edit(Span(start, end), "".join(new[head : len(new) - tail]))
