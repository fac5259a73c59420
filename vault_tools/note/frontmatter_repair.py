"""Repairs of frontmatter that Obsidian can't read, if the intended meaning is certain."""

import re

from vault_tools.lazy_dataclass import dataclass
from vault_tools.lazy_re import pattern
from vault_tools.note.frontmatter import BLANK_LINES, Frontmatter, fences, parse_frontmatter
from vault_tools.note.frontmatter_edit import Intent, Rewrite
from vault_tools.note.text import Edit, Span, apply_edits
from vault_tools.note.yaml_differences import NO_SPACE, OUTDENTED
from vault_tools.note.yaml_write import write_scalar

_OPENING = pattern(r"---[ \t]*\r?\n(?=([^\n]*))")
_PLAIN_KEY = pattern(r"[^\W\d][\w -]{0,39}")
_COMMON_KEYS = frozenset(
    "alias aliases author category created cssclasses date draft published source status summary "
    "tag tags title type url".split()
)
"""A block counts as intended frontmatter only if it has one of these keys: `Note: …` between rules is
prose."""
_KEY_LINE = pattern(r"([^\W\d][\w -]{0,39}):(?=[ \t\r\n]|$)")
_LINE = pattern(
    r"(?P<indent>[ \t]*)(?P<lead>(?:- +)?(?:(?P<key>[^\s:#'\"\[{-][^:#'\"\[{]*): +)?)(?P<value>\S.*)"
)
_EMPTY_LIST = pattern(r"(?<![^:\n])([^:\n]++:)[ \t]*+\[[ \t]*+\][ \t]*+$")
_WIKILINK_START = "[["
_RESERVED = ("@", "%", "`")
_INLINE_FIELD = pattern(r"([^\W\d][\w -]*+)::[ \t]+(\S.*)")
_COMMENT_IN_LIST = pattern(r"[^\[\n]*\[[^\]\n#]*[ \t](#[^\s,\]#]+)[ \t]*[,\]]")
_ESCAPE = pattern(r"\\(.)")
_CLOSES_A_WORD = frozenset(" ,.;:!?)-，。；：！？）")


def displaced(text: str) -> Frontmatter | None:
    """Frontmatter below blank lines, where Obsidian does not recognize it."""
    blank = BLANK_LINES.match(text)
    block = parse_frontmatter(text, blank.end()) if blank else None
    return block if block and looks_meant(block) else None


def unclosed(text: str) -> bool:
    """Whether the note opens a frontmatter block and never closes it."""
    opening = _OPENING.match(text)
    key = opening and _KEY_LINE.match(opening[1])
    return bool(key and key[1].lower() in _COMMON_KEYS and not fences(text))


def second_block(block: Frontmatter) -> Frontmatter | None:
    """A second block right below the frontmatter: something was prepended to a note that already had its
    own."""
    second = block.below
    return second if second and looks_meant(second) else None


def looks_meant(block: Frontmatter) -> bool:
    """Whether the text between two `---` lines is a mapping of property names, not prose."""
    keys = [entry.key for entry in block.entries]
    known = any(key.lower() in _COMMON_KEYS for key in keys)
    return known and all(_PLAIN_KEY.fullmatch(key) for key in keys)


MAX_REPAIRS = 50
"""Maximum number of repaired lines in a block. More than that is no accident, and each repair costs a
parse."""


@dataclass(frozen=True)
class _Repair:
    """A problem and the edit that fixes it; the edit is None if the intended text is uncertain."""

    problem: str
    edit: Edit | None
    intents: tuple[Intent, ...] = ()


def problem_of(block: Frontmatter) -> str:
    """What is wrong with a faulty block, in terms of the repair if there is one."""
    assert block.fault
    problem = block.fault.problem
    if problem.startswith("is "):
        return f"frontmatter {problem}"
    repair = _repair(block)
    return repair.problem if repair else f"YAML can't be read: {problem}"


def repaired(block: Frontmatter) -> Rewrite | None:
    """Edits that make a faulty block parse, one failing line after another; None if a repair is uncertain."""
    repairs: list[_Repair] = []
    text, current = block.text, block
    while current.fault:
        repair = _repair(current)
        if repair is None or repair.edit is None or len(repairs) >= MAX_REPAIRS:
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
    return (
        _tabs(line, start)
        or _orphans(block, line, start)
        or _outdented(block)
        or _comment_in_list(block)
        or _inline_field(line, start)
        or _quoted(line, start)
        or _badly_quoted(line, start)
    )


def _tabs(line: str, start: int) -> _Repair | None:
    """Tabs in the indentation: two spaces each."""
    indent = line[: len(line) - len(line.lstrip(" \t"))]
    if "\t" not in indent:
        return None
    edit = Edit(Span(start, start + len(indent)), indent.replace("\t", "  "))
    return _Repair("a tab as indent, where YAML allows only spaces", edit)


def _orphans(block: Frontmatter, line: str, start: int) -> _Repair | None:
    """Items below `key: []`: the brackets are removed."""
    above = block.text[block.content.start : start].rstrip()
    above_start = block.content.start + above.rfind("\n") + 1
    empty_list = _EMPTY_LIST.match(above.rpartition("\n")[2])
    if not empty_list or not re.match(r"[ \t]*- ", line):
        return None
    edit = Edit(Span(above_start + len(empty_list[1]), block.content.start + len(above)), "")
    return _Repair(f"an item below `{empty_list[0]}`, which is a closed list", edit)


def _outdented(block: Frontmatter) -> _Repair | None:
    """A text or list that continues at the left margin, or a comment without a preceding space."""
    assert block.fault
    position, problem = block.fault.span.start, block.fault.problem
    if problem == NO_SPACE:
        return _Repair(problem, Edit(Span(position, position), " "))
    if problem == OUTDENTED:
        first = block.text.rfind("\n", 0, position) + 1
        return _Repair(f"a value {problem}", Edit(Span(first, first), "  "))
    return None


def _comment_in_list(block: Frontmatter) -> _Repair | None:
    """`[a, #b]`, in which YAML reads a comment: the part from `#` on is quoted."""
    assert block.fault
    if "flow" not in block.fault.problem:
        return None
    for line in reversed(list(re.finditer(r"[^\n]+", block.text[: block.fault.span.end]))):
        if line.start() < block.content.start:
            return None
        if found := _COMMENT_IN_LIST.match(line[0]):
            span = Span(line.start() + found.start(1), line.start() + found.end(1))
            edit = Edit(span, write_scalar(found[1], always=True, flow=True))
            return _Repair(f"`{found[1]}` begins a comment in a list; it needs quotation marks", edit)
        if "[" in line[0]:
            return None
    return None


def _inline_field(line: str, start: int) -> _Repair | None:
    """`key:: value`, which Dataview reads in the text: one colon is removed."""
    field = _INLINE_FIELD.fullmatch(line.rstrip())
    if not field or " #" in field[2]:
        return None
    value = write_scalar(field[2], always=True)
    edit = Edit(Span(start, start + len(line.rstrip())), f"{field[1]}: {value}")
    return _Repair(
        f"`{field[1]}::` is Dataview's syntax for the text; in frontmatter, a key has one colon", edit
    )


def _badly_quoted(line: str, start: int) -> _Repair | None:
    """Quotation marks inside quotation marks, or an invalid escape."""
    match = _LINE.fullmatch(line.rstrip())
    if not match or match["value"][0] not in "'\"" or " #" in match["value"]:
        return None
    value, mark = match["value"], match["value"][0]
    if "\\" in value:
        problem, meant = _escaped_badly(value)
    else:
        problem, meant = "quotation marks inside quotation marks", _within_marks(value)
    if not problem or (mark == "'" and "\\" in value):
        return None
    if meant is None:
        return _Repair(problem, None)
    value_start = start + match.start("value")
    quoted = write_scalar(meant, quote="'" if '"' in meant else '"', always=True)
    return _Repair(problem, Edit(Span(value_start, value_start + len(value)), quoted))


def _within_marks(value: str) -> str | None:
    """The intended value of a quoted text that contains more quotation marks: the text between the outer
    ones, or all of it if the first pair encloses its first words. None if it could be either."""
    mark = value[0]
    second, count = value.find(mark, 1), value.count(mark)
    if not 0 < second < len(value) - 1:
        return None
    before, after = value[second - 1], value[second + 1]
    if mark == "'" and before.isalpha() and after.isalpha() and value.endswith(mark) and count == 3:
        return value[1:-1]
    if count % 2:
        return None
    if value.endswith(mark) and before in " (（" and after not in _CLOSES_A_WORD:
        return value[1:-1]
    return value if after in _CLOSES_A_WORD and before not in " (（" else None


def _escaped_badly(value: str) -> tuple[str, str | None]:
    """(problem, intended value) for the escapes of a double-quoted text; the problem is empty if they are
    valid."""
    escapes = [match[1] for match in _ESCAPE.finditer(value[1:-1])]
    unknown = [character for character in escapes if character not in '0abtnvfre"/\\N_LPxuU \t']
    broken = [character for character in escapes if character in "xuU"]
    if not value.endswith('"') or not (unknown or broken):
        return "", None
    sure = all(character == '"' or character in unknown or character in broken for character in escapes)
    problem = f"`\\{(unknown or broken)[0]}` is not a YAML escape"
    return problem, value[1:-1].replace('\\"', '"') if sure else None


def _quoted(line: str, start: int) -> _Repair | None:
    """A plain text that YAML reads as something else: quotation marks are added."""
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
    """The same edit without unchanged lines at both ends."""
    old, new = edit.span.of(text).splitlines(keepends=True), edit.new.splitlines(keepends=True)
    head = next((i for i, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), 0)
    tail = next((i for i, (a, b) in enumerate(zip(old[::-1], new[::-1], strict=False)) if a != b), 0)
    tail = min(tail, len(old) - head, len(new) - head)
    start = edit.span.start + sum(map(len, old[:head]))
    end = edit.span.end - sum(map(len, old[len(old) - tail :]))
    return Edit(Span(start, end), "".join(new[head : len(new) - tail]))
