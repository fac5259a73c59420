"""The links of a note and the targets within it, as Obsidian reads them."""

from each_of import each_of

from vault_tools.note.note import Note
from vault_tools.vault.anchors import AnchorIndex, anchors_of
from vault_tools.vault.note_link import links_of


def links(text: str) -> list[tuple[str, str, str]]:
    note = Note("A.md", text)
    found = list(links_of(note))
    for link in found:
        assert link.span.of(text) == link.written
        line = text.split("\n")[link.line - 1]
        assert line[link.column - 1 :].startswith(link.written)
    return [(link.kind, link.target, link.anchor) for link in found if not link.generated]


@each_of(
    "text, found",
    [
        ("[[Hops]]", ("wikilink", "Hops", "")),
        ("[[ Hops |shown]]", ("wikilink", "Hops", "")),
        ("| [[Hops\\|shown]] |", ("wikilink", "Hops", "")),
        ("[[Hops#Noble#Saaz]]", ("wikilink", "Hops", "Noble#Saaz")),
        ("[[#^id]]", ("wikilink", "", "^id")),
        ("[[a/b.md#c|d]]", ("wikilink", "a/b.md", "c")),
        ("[[100%]]", ("wikilink", "100%", "")),
        ("![[map.png|100x20]]", ("embed", "map.png", "")),
        ("![[Hops#^a-1]]", ("embed", "Hops", "^a-1")),
        ("[x](Hops.md)", ("markdown", "Hops.md", "")),
        ("[x](My%20Hops.md#On%20it)", ("markdown", "My Hops.md", "On it")),
        ('[x](<My Hops.md> "t")', ("markdown", "My Hops.md", "")),
        ("[x](a_(b).md 't')", ("markdown", "a_(b).md", "")),
        ("[x](a\\(b.md)", ("markdown", "a(b.md", "")),
        ("[x](#Head)", ("markdown", "", "Head")),
        ("[x](../b/./c.md)", ("markdown", "../b/./c.md", "")),
        ("[a [b] c](d.md)", ("markdown", "d.md", "")),
        ("![alt](a.png)", ("image", "a.png", "")),
        ("[![alt](https://x.y/i.png)](d.md)", ("markdown", "d.md", "")),
        ("\\![[Hops]]", ("wikilink", "Hops", "")),
        ("$5 [[Hops]] $6", ("wikilink", "Hops", "")),
        ("- a\n\n  [[Hops]]", ("wikilink", "Hops", "")),
        ("> [[Hops]]", ("wikilink", "Hops", "")),
        ("# [[Hops]]", ("wikilink", "Hops", "")),
        ('---\nup: "[[Hops#A|b]]"\n---\n', ("property", "Hops", "A")),
        ("---\nup:\n- '[[Hops]]'\n- text\n---\n", ("property", "Hops", "")),
        ("---\nup: '[[Hops\\|b]]'\n---\n", ("property", "Hops", "")),
    ],
)
def test_link_is_read(text: str, found: tuple[str, str, str]) -> None:
    assert links(text) == [found]
    assert links(text.replace("\n", "\r\n")) == [found]


@each_of(
    "text",
    [
        "`[[Hops]]`",
        "``a ` [[Hops]]``",
        "`a\n[[Hops]]`",
        "```\n[[Hops]]\n```",
        "~~~md\n[x](y.md)\n~~~",
        "%% [[Hops]] %%",
        "%%\n[[Hops]]\n%%",
        "a %% [[Hops]] %% b",
        "<!-- [[Hops]] -->",
        "\\[[Hops]]",
        "[[]] [[ ]] [[|a]]",
        "[[a\nb]]",
        "[x](https://a.b/c.md) <https://a.b>",
        "[x](mailto:a@b.c) [x](obsidian://open) [x](file:///c/d.md) [x](C:\\d.md) [x](//host/a)",
        "[[https://a.b/c]]",
        "[x]() [x](<>)",
        "x](y.md)",
        "[[{{title}}]] [x](<% tp.file.title %>)",
        "---\nup: see [[Hops]] there\n---\n",
        "---\ntext: |\n  [[Hops]]\n  more\n---\n",
    ],
)
def test_what_is_no_link_is_not_read(text: str) -> None:
    assert links(text) == []


def test_link_in_generated_text_is_marked() -> None:
    text = "[[A]]\n\n%% Begin Waypoint %%\n- [[B]]\n%% End Waypoint %%\n"
    note = Note("N.md", text)
    found = links_of(note)
    assert [(link.target, link.generated) for link in found] == [("A", False), ("B", True)]


HEADINGS = """\
# A: the #1 **bold** [[Link|shown]] 🍺
## Twice
### Under one
## Twice
### Under two ##
Underlined `code`
---
- item ^in-list

| a |
|---|

^Table1

<a id="Spot"></a>
"""


@each_of(
    "anchor, there",
    [
        ("A the 1 bold Link shown 🍺", True),
        ("A: the #1 **bold** 🍺", False),
        ("twice", True),
        ("Twice#Under two", True),
        ("Twice#Under one", True),
        ("Under one#Twice", False),
        ("Under two", True),
        ("Underlined code", True),
        ("^in-list", True),
        ("^table1", True),
        ("^none", False),
        ("spot", True),
        ("Nowhere", False),
        ("", True),
    ],
)
def test_anchor_is_found_as_obsidian_finds_it(anchor: str, there: bool) -> None:
    for text in (HEADINGS, HEADINGS.replace("\n", "\r\n")):
        assert AnchorIndex(anchors_of(Note("N.md", text))).has(anchor) is there


def test_ten_thousand_links_take_no_square_of_time() -> None:
    for piece in ("[[a]]", "[a](", "[[", "](", "![[", "`[[a]]", "[" * 50, "[a](b(", "\\", "[x](<", "%%[["):
        links(piece * 10_000)
