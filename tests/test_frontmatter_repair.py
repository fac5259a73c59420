"""Unreadable frontmatter: what was intended, what is reported, and when it can't be known."""

import pytest

from vault_tools.note.frontmatter import Frontmatter, parse_frontmatter
from vault_tools.note.frontmatter_repair import MAX_REPAIRS, displaced, problem_of, repaired, unclosed
from vault_tools.note.text import apply_edits

NEEDS, COLON = "needs quotation marks", "a text with a colon in it needs quotation marks"
MARKS = "quotation marks inside quotation marks"
FIELD = "`{}::` is Dataview's syntax for the text; in frontmatter, a key has one colon"
REPAIRS = {
    "title: @ada": ('title: "@ada"', f"a value that begins with `@` {NEEDS}"),
    "title: %done": ('title: "%done"', f"a value that begins with `%` {NEEDS}"),
    "title: `code`": ('title: "`code`"', f"a value that begins with ``` {NEEDS}"),
    "title: [[Saaz]] and [[Malz]]": ('title: "[[Saaz]] and [[Malz]]"', f"a value with links {NEEDS}"),
    "title: Hops: a story": ('title: "Hops: a story"', COLON),
    "title: Öl:": ('title: "Öl:"', COLON),
    'title: 标题: "水"': ("title: '标题: \"水\"'", COLON),
    "a: 1\nbeer:\n  hop: Saaz: 3 %": ('a: 1\nbeer:\n  hop: "Saaz: 3 %"', COLON),
    "a: 1\nurl: @a\nb: 2\nc: `x`": (
        'a: 1\nurl: "@a"\nb: 2\nc: "`x`"',
        f"a value that begins with `@` {NEEDS}",
    ),
    "title: Hops: a # note": (None, "YAML can't be read: mapping values are not allowed in this context"),
    "tags: [a, #b]": ('tags: [a, "#b"]', "`#b` begins a comment in a list; it needs quotation marks"),
    "b: 1\ntags: [a, #b, c]": (
        'b: 1\ntags: [a, "#b", c]',
        "`#b` begins a comment in a list; it needs quotation marks",
    ),
    "tags: [a, #b, #c/d]": (None, "`#b` begins a comment in a list; it needs quotation marks"),
    'title: "Hops" and malt': ("title: '\"Hops\" and malt'", MARKS),
    'title: "Hopfen", sagte sie': ("title: '\"Hopfen\", sagte sie'", MARKS),
    'title: "水壶"，火': ("title: '\"水壶\"，火'", MARKS),
    'title: "水壶"和火': (None, MARKS),
    'title: "the "best" hops"': ("title: 'the \"best\" hops'", MARKS),
    "title: 'c'est'": ('title: "c\'est"', MARKS),
    "title: 'c'est l'eau'": (None, MARKS),
    "title: 'c'est": (None, MARKS),
    "title: 'the 'best' hops'": ("title: \"the 'best' hops\"", MARKS),
    'title: "a"b"': (None, MARKS),
    'title: "a \\d+ b"': ('title: "a \\\\d+ b"', "`\\d` is not a YAML escape"),
    'title: "a \\"b\\" \\d"': ("title: 'a \"b\" \\d'", "`\\d` is not a YAML escape"),
    'title: "a \\n \\d"': (None, "`\\d` is not a YAML escape"),
    'title: "a \\x b"': ('title: "a \\\\x b"', "`\\x` is not a YAML escape"),
    'title: "C:\\Ufer\\ada"': (None, "`\\U` is not a YAML escape"),
    "tags: []\n  - a": ("tags:\n  - a", "an item below `tags: []`, which is a closed list"),
    "b: 1\ntags: [ ]\n- a": ("b: 1\ntags:\n- a", "an item below `tags: [ ]`, which is a closed list"),
    "tags:\n\t- a\n\t- b": ("tags:\n  - a\n  - b", "a tab as indent, where YAML allows only spaces"),
    "key: [a,\nb]\nx: 1": ("key: [a,\n  b]\nx: 1", "a value continues to the left of its key; indent it"),
    'key: "a"#b': ('key: "a" #b', "a comment needs a space before it"),
    "due:: Hops: a": ('due: "Hops: a"', FIELD.format("due")),
    "a: 1\nsee::  [[x]] and [[y]]": ('a: 1\nsee: "[[x]] and [[y]]"', FIELD.format("see")),
    "due:: Friday\nurl: @a": ('due:: Friday\nurl: "@a"', f"a value that begins with `@` {NEEDS}"),
}


def block_of(text: str) -> Frontmatter:
    block = parse_frontmatter(f"---\n{text}\n---\nWater: 3 l.\n", 0)
    assert block
    assert block.fault
    return block


def repair_of(text: str) -> str | None:
    block = block_of(text)
    rewrite = repaired(block)
    after = rewrite and apply_edits(block.text, rewrite.edits)
    return after and after.removeprefix("---\n").removesuffix("\n---\nWater: 3 l.\n")


def test_what_broken_frontmatter_was_meant_to_be_and_what_is_wrong_with_it() -> None:
    assert {text: (repair_of(text), problem_of(block_of(text))) for text in REPAIRS} == REPAIRS


def test_no_more_of_a_block_is_rewritten_than_the_lines_that_are_broken() -> None:
    block = block_of("a: 1\nurl: @a\nb: 2\nc: `x`\nd: 3")
    rewrite = repaired(block)
    assert rewrite
    assert [edit.span.of(block.text) for edit in rewrite.edits] == ["url: @a\nb: 2\nc: `x`\n"]
    assert [(intent.key, intent.value) for intent in rewrite.intents] == [("url", "@a"), ("c", "`x`")]


@pytest.mark.parametrize(("count", "is_repaired"), [(MAX_REPAIRS, True), (MAX_REPAIRS + 1, False)])
def test_so_many_lines_of_a_block_are_repaired(count: int, is_repaired: bool) -> None:
    lines = "\n".join(f"k{number}: @x" for number in range(count))
    assert (repair_of(lines) is not None) is is_repaired


def test_what_is_no_block_at_the_top_but_was_meant_as_one() -> None:
    assert displaced("\n \ntitle: x\n") is None
    assert displaced("\n---\nsteps: x\n---\n") is None
    assert displaced("\n---\ntitle: x\n3 l: y\n---\n") is None
    assert displaced("---\ntitle: x\n---\n") is None
    found = displaced("\n\n---\nTitle: x\n---\n")
    assert found
    assert found.block.start == 2
    assert unclosed("---\ntags: [a]\nText.\n")
    assert not unclosed("---\ntags: [a]\n---\n")
    assert not unclosed("---\nNote: this is a rule\n")
    assert not unclosed("\n---\ntags: [a]\n")
