"""The blocks of a note's body, by tables and by comparison with a CommonMark parser."""

import re

import pytest
from each_of import each_of
from hypothesis import assume, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from vault_tools.note.blocks import Block, lines_of
from vault_tools.note.scan.block_scanner import blocks_of


def found_in(text: str) -> list[tuple[str, str]]:
    """(kind, text) of each block."""
    return [(block.kind, text[block.start : block.end]) for block in blocks_of(lines_of(text)).each()]


BODIES = [
    pytest.param("", [], id="nothing"),
    pytest.param(" \n\t\n\n", [], id="blank"),
    pytest.param("a\nb\n\nc", [("paragraph", "a\nb"), ("paragraph", "c")], id="paragraphs"),
    pytest.param(
        "我在酿酒。\n\n🍺 好\n", [("paragraph", "我在酿酒。"), ("paragraph", "🍺 好")], id="cjk-emoji",
    ),
    pytest.param(
        "# 啤酒\n## 麦芽 🌾\n字", [("heading", "# 啤酒"), ("heading", "## 麦芽 🌾"), ("paragraph", "字")],
        id="atx",
    ),
    pytest.param("a\nb\n===\nc\n", [("heading", "a\nb\n==="), ("paragraph", "c")], id="setext"),
    pytest.param("a\n\n---\nb", [("paragraph", "a"), ("rule", "---"), ("paragraph", "b")], id="rule"),
    pytest.param("#hops grow\n", [("paragraph", "#hops grow")], id="tag-is-no-heading"),
    pytest.param("```\n# a\n\n```\nb", [("code", "```\n# a\n\n```"), ("paragraph", "b")], id="fence"),
    pytest.param("> a\nb\n\nc", [("quote", "> a\nb"), ("paragraph", "c")], id="quote-goes-on"),
    pytest.param(
        "> [!note]- Hops\n> They grow.\n", [("quote", "> [!note]- Hops\n> They grow.")], id="callout",
    ),
    pytest.param(
        "> ```\n> # a\n> ```\n\nb", [("quote", "> ```\n> # a\n> ```"), ("paragraph", "b")],
        id="fence-in-quote",
    ),
    pytest.param(
        "- a\n- b\n  c\n\nd", [("item", "- a"), ("item", "- b\n  c"), ("paragraph", "d")], id="items",
    ),
    pytest.param("1. a\n2) b\n10. c", [("item", "1. a"), ("item", "2) b"), ("item", "10. c")], id="numbers"),
    pytest.param("- a\n    - 麦\n", [("item", "- a"), ("item", "    - 麦")], id="nested-items"),
    pytest.param("- [ ] a\n- [x] b", [("item", "- [ ] a"), ("item", "- [x] b")], id="tasks"),
    pytest.param("- a\n\n  b\n", [("item", "- a"), ("paragraph", "  b")], id="second-paragraph-of-an-item"),
    pytest.param(
        "- a\n  ```\n  # b\n  ```\nc",
        [("item", "- a"), ("code", "  ```\n  # b\n  ```"), ("paragraph", "c")], id="fence-in-item",
    ),
    pytest.param(
        "- ```\n  # b\n  ```\n- c", [("code", "- ```\n  # b\n  ```"), ("item", "- c")],
        id="fence-behind-a-mark",
    ),
    pytest.param("    a\n\n    b\n\nc", [("code", "    a\n\n    b"), ("paragraph", "c")], id="indented-code"),
    pytest.param("a\n    b\n", [("paragraph", "a\n    b")], id="indented-but-not-code"),
    pytest.param(
        "a | b\n--|--\n1 | 2\n\nc", [("table", "a | b\n--|--\n1 | 2"), ("paragraph", "c")], id="table",
    ),
    pytest.param(
        "x\n| a | b |\n| :- | -: |\n", [("paragraph", "x"), ("table", "| a | b |\n| :- | -: |")],
        id="table-below-text",
    ),
    pytest.param("a | b\nc", [("paragraph", "a | b\nc")], id="pipes-are-no-table"),
    pytest.param(
        "a[^1]\n\n[^1]: b\n[^二]: c",
        [("paragraph", "a[^1]"), ("footnote", "[^1]: b"), ("footnote", "[^二]: c")], id="footnotes",
    ),
    pytest.param("%% a %%\nb", [("comment", "%% a %%"), ("paragraph", "b")], id="comment-on-a-line"),
    pytest.param("%%\n# a\n\n%%\nb", [("comment", "%%\n# a\n\n%%"), ("paragraph", "b")], id="comment"),
    pytest.param(
        "<!-- a\n\n# b -->\nc", [("comment", "<!-- a\n\n# b -->"), ("paragraph", "c")], id="html-comment",
    ),
    pytest.param("a %% b\nc %% d", [("paragraph", "a %% b\nc %% d")], id="comment-within-a-line"),
    pytest.param(
        "$$\nx^2\n\n# y\n$$\na", [("formula", "$$\nx^2\n\n# y\n$$"), ("paragraph", "a")], id="formula",
    ),
    pytest.param("$$x$$\na", [("formula", "$$x$$"), ("paragraph", "a")], id="formula-on-a-line"),
    pytest.param("$5 a\n$6", [("paragraph", "$5 a\n$6")], id="dollars"),
    pytest.param(
        "<details>\n<summary>原文</summary>\nHops grow.\n</details>\n啤酒花",
        [
            ("tag", "<details>"), ("tag", "<summary>原文</summary>"), ("paragraph", "Hops grow."),
            ("tag", "</details>"), ("paragraph", "啤酒花"),
        ],
        id="details",
    ),
    pytest.param(
        "a\n<details open>\n# b\n</ details >",
        [("paragraph", "a"), ("tag", "<details open>"), ("heading", "# b"), ("tag", "</ details >")],
        id="tags-end-text",
    ),
    pytest.param("<details-menu>\na", [("html", "<details-menu>\na")], id="another-tag"),
    pytest.param("<div>\n# a\n</div>\n\nb", [("html", "<div>\n# a\n</div>"), ("paragraph", "b")], id="html"),
    pytest.param(
        "<div>\n<details>\na", [("html", "<div>"), ("tag", "<details>"), ("paragraph", "a")],
        id="tag-ends-html",
    ),
    pytest.param(
        "<pre>\n\n# a\n</pre>\nb", [("html", "<pre>\n\n# a\n</pre>"), ("paragraph", "b")], id="raw-html",
    ),
    pytest.param("<mark>a</mark> b", [("paragraph", "<mark>a</mark> b")], id="inline-html"),
    pytest.param("a < b\n<3 c", [("paragraph", "a < b\n<3 c")], id="less-than"),
]  # fmt: skip


@each_of("text, blocks", BODIES)
def test_blocks(text: str, blocks: list[tuple[str, str]]) -> None:
    assert found_in(text) == blocks


@each_of("text, blocks", BODIES)
def test_crlf_changes_nothing_but_the_newlines(text: str, blocks: list[tuple[str, str]]) -> None:
    crlf = [(kind, piece.replace("\n", "\r\n")) for kind, piece in blocks]
    assert found_in(text.replace("\n", "\r\n")) == crlf


@each_of("text, blocks", BODIES)
def test_the_body_begins_where_it_is_said_to(text: str, blocks: list[tuple[str, str]]) -> None:
    head = "---\n- 🍺: |\n---\n"
    moved = blocks_of(lines_of(head + text, len(head))).each()
    assert [(b.kind, (head + text)[b.start : b.end]) for b in moved] == blocks


@each_of("text, level", [
        ("# a", 1), ("###### a", 6), ("####### a", 0), ("#", 1), ("##\ta", 2), ("   ### a ###", 3),
        ("    # a", 0), ("a\n=", 1), ("a\n---", 2), ("a\n  -- ", 2), ("啤酒\n===", 1), ("a\n= =", 0),
        ("a\n    ---", 0), ("a", 0),
    ])  # fmt: skip
def test_levels(text: str, level: int) -> None:
    (block,) = blocks_of(lines_of(text)).each()
    assert (block.level, block.kind == "heading") == (level, level > 0)


@each_of("text, closed", [
        ("```\na\n```", True), ("```\na\n\n", False), ("```\na\n``", False), ("```\n~~~", False),
        ("````\n```", False), ("```\n`````  ", True), ("```\n``` a", False), ("- ```\n  a", False),
        ("%%\na", False), ("%%\na %%", True), ("%% a", False), ("<!-- a", False), ("<!--\n-->", True),
        ("$$\na", False), ("$$\na$$", True), ("    a", True), ("a", True),
    ])  # fmt: skip
def test_what_lacks_its_end(text: str, closed: bool) -> None:
    (block,) = blocks_of(lines_of(text)).each()
    assert block.closed is closed


@given(st.text(st.sampled_from("a我🍺 \t\n\r#>-*1.`~<!%$|[^]:=/details"), max_size=80))
def test_blocks_are_whole_lines_in_order_and_leave_out_only_blanks(text: str) -> None:
    end = -1
    for block in blocks_of(lines_of(text)).each():
        assert text[end + 1 : block.start].isspace() or block.start == end + 1
        assert end < block.start <= block.end <= len(text)
        assert block.start == 0 or text[block.start - 1] == "\n"
        assert text[block.end : block.end + 2] in ("", "\r") or text.startswith(("\n", "\r\n"), block.end)
        end = block.end + text[block.end : block.end + 2].startswith("\r\n")
    assert not text[end + 1 :].strip()


PARSER = MarkdownIt("commonmark").enable("table").disable("reference")
"""CommonMark with GFM's tables. Link definitions are kept, because the scanner treats them as paragraphs."""
KINDS = {
    "heading_open": "heading",
    "fence": "code",
    "code_block": "code",
    "html_block": "html",
    "hr": "rule",
    "blockquote_open": "quote",
    "paragraph_open": "paragraph",
    "table_open": "table",
    "bullet_list_open": "list",
    "ordered_list_open": "list",
}

Lines = tuple[str, int, int, int]
"""(kind, first line, line after the last non-blank one, level of a heading)."""


def parsed(text: str) -> list[Lines]:
    """The parser's top-level blocks."""
    lines = text.split("\n")
    tops = [token for token in PARSER.parse(text) if token.level == 0 and token.nesting >= 0]
    return [_lines(lines, KINDS[t.type], *t.map, int(t.tag[1]) if t.tag[1:].isdigit() else 0) for t in tops]


def scanned(text: str, lists: list[tuple[int, int]]) -> list[Lines]:
    """The scanner's blocks; those that begin in one of these lists are joined into that list."""
    found: list[Lines] = []
    for block in blocks_of(lines_of(text)).each():
        kind, start, end, level = _of_block(text, block)
        within = next((first for first, after in lists if first <= start < after), None)
        if within is None:
            found.append((kind, start, end, level))
        elif found and found[-1][:2] == ("list", within):
            found[-1] = ("list", within, max(end, found[-1][2]), 0)
        else:
            found.append(("list", start, end, 0))
    return found


def _of_block(text: str, block: Block) -> Lines:
    start, end = (text.count("\n", 0, place) for place in (block.start, block.end))
    kind = "html" if block.kind == "comment" and "<!--" in text[block.start : block.end] else block.kind
    return _lines(text.split("\n"), kind, start, end + 1, block.level)


def _lines(lines: list[str], kind: str, start: int, after: int, level: int) -> Lines:
    while not lines[after - 1].strip():
        after -= 1
    return kind, start, after, level


def both(text: str) -> tuple[list[Lines], list[Lines]]:
    """(the scanner's blocks, the parser's blocks) of a text."""
    by_parser = parsed(text)
    return scanned(text, [(start, after) for kind, start, after, _ in by_parser if kind == "list"]), by_parser


DOCUMENTS = {
    "tabs": ["\ta\tb", "  \ta", "a\n\tb", "- a\n\n\tb", "#\ta", "-\ta", "*\t*\t*\t", ">\ta", " \t\n\ta"],
    "rules": [
        "***\n---\n___", "+++", "--\n**\n__", " ***\n  ***\n   ***", "    ***", "a\n    ***",
        "_____________", " - - -", "- -   - -", "- - - -    ", "_ _ _ a", " *-*", "- a\n***\n- b",
        "a\n***\nb", "* a\n* * *\n* b", "- a\n- * * *",
    ],
    "headings": [
        "# a\n## b\n### c\n#### d", "#5 a\n\n#b", "\\## a", "# *a* `b`", "#      a     ",
        " ### a\n  ## b\n   # c", "a\n    # b", "## a ##\n  ### b ###", "# a #####", "### a ### b", "# a#",
        "****\n## a\n****", "a\n# b\nc", "## \n#\n### ###",
    ],
    "underlined": [
        "a\n===\n\nb\n---", "a\nb\n====", "  a\n---", "a\n-------------------------", "   a\n  ==",
        "    a\n---", "a\n   ----      ", "a\n= =\n\nb\n--- -", "a  \n---", "`a\n---\n`", "> a\n---",
        "- a\n---", "---\na\n---\nb", "===", "---\n---", "- a\n-----", "\\> a\n------", "a\n\nb\n---\nc",
        "a\nb\n\n---\nc", "a\n* * *\nb",
    ],
    "indented code": [
        "    a\n      b", "    a\n\n    b\n  \n\n\n    c", "    a\n      \n      b", "a\n    b", "    a\nb",
        "# a\n    b\nc\n-----\n    d", "        a\n    b", "    \n    a\n    \n", "    a  ",
        "- a\n\n      b", "    <a/>\n    *b*\n\n    - c",
    ],
    "fences": [
        "```\n<\n >\n```", "~~~\na\n~~~", "``\na\n``", "```\na\n~~~\n```", "````\na\n```\n``````", "```",
        "`````\n\n```\na", "```\n\n  \n```", "```\n```", " ```\n a\na\n```", "   ```\n   a\n    b\n   ```",
        "    ```\n    a\n    ```", "```\na\n  ```", "``` ```\na", "~~~~~~\na\n~~~ ~~", "a\n```\nb\n```\nc",
        "a\n---\n~~~\nb\n~~~\n# c", "```py\na\n```", "~~~~ py %$\na\n~~~~~~~", "~~~ a ``` b\nc\n~~~",
        "```\n``` a\n```",
    ],
    "html": [
        "<table><tr><td>\n<pre>\n**a**,\n\n_b_.\n</pre>\n</td></tr></table>", " <div>\n  *a*\n",
        "</div>\n*a*", '<DIV CLASS="a">\n\n*b*\n\n</DIV>', '<div id="a"\n  class="b">\n</div>',
        "<div>\n*a*\n\n*b*", "<div><a>\n</a></div>", "<del>\n*a*\n</del>", "<del>\n\n*a*\n\n</del>",
        "<del>*a*</del>", '<pre language="hs"><code>\nimport\n\nmain\n</code></pre>\na',
        "<script>\n// a\n\nb;\n</script>\nc", "<textarea>\n\n*a*\n\n</textarea>",
        "<style>p{color:red;}</style>\n*a*", "<!-- a\n\nb -->\nc", "<?php\n\n  echo '>';\n\n?>\na",
        "<!DOCTYPE html>\na", "  <!-- a -->\n\n    <!-- b -->", "  <div>\n\n    <div>",
        "a\n<div>\nb\n</div>", "a\n<b>\nc", "<div>\n\n*a*\n\n</div>", "<a@b.c>\n<http://d.e>",
        "</ins>\n*a*", "<i>a\n</i>",
    ],
    "paragraphs": [
        "a\n\nb", "a\nb\n\nc\nd", "a\n\n\nb", "  a\n b", "a\n             b\n   c", "   a\nb",
        "a     \nb     ", "  \n\na\n  \n\n# b\n\n  ", "[a]: /b\n\n[a]", "[a]: /b\n# [a]", "a\\\nb",
        "&nbsp;\n\n    a", "我\n们\n\n酒",
    ],
    "quotes": [
        "> # a\n> b\n> c", "># a\n>b\n> c", "   > # a\n   > b", "    > a\n    > b", "> a\nb\n> c",
        "> a\n---", "> - a\n- b", "> a\n\n> b", "> a\n>\n> b", ">\n> a\n>  ", ">\n>  \n> ", "a\n> b",
        "> a\n***\n> b", "> a\n\nb", "> > > a\nb", ">>> a\n> b\n>>c", ">     a\n\n>    b",
        "> [!tip] a\n> - b\n>\n> c\n\nd",
    ],
    "lists": [
        "a\nb\n\n    c\n\n> d", "1.  a\n    b\n\n        c\n\n    > d", "- a\n\n b", "- a\n\n  b",
        "-a\n\n2.b", "- a\n\n\n  b", "123456789. a", "1234567890. a", "0. a\n003. b", "-1. a",
        "- a\n-\n- b", "1. a\n2.\n3. b", "*", "a\n*\n\nb\n1.", "  1.  a\n      b",
        "- a\n - b\n  - c\n   - d\n", "- a\n  - b\n    - c", "10) a\n    - b", "- - a", "- a\n- b\n+ c",
        "1. a\n2. b\n3) c", "a\n- b\n- c", "a\n14. b", "a\n1. b", "- a\n\n- b\n\n\n- c",
        "- a\n  > b\n  ```\n  c\n  ```\n- d", "1. ```\n   a\n   ```\n\n   b", "* a\n  * b\n\n  c",
        "- a\n  b\nc\n\nd", "- a\n# b", "1. a\n\n\n# b\n\n    c",
    ],
    "tables": [
        "| a | b |\n| - | - |\n| c | d |", "a|b\n-|-", "| a | b |\n| - | - |\n| c |\n> d",
        "| a | b |\n| - | - |\nc\n\nd", "a\n| b | c |\n|:-:|--:|\n| d", "| a | b |\nc | d",
        "| a | b |\n|---|---|\n# c", "| a | b |\n|---|---|\n```\n```", "- a | b\n- -|-", "a\n-|-",
    ],
}  # fmt: skip
"""Texts by chapter of the CommonMark specification."""


@each_of("text", [text for texts in DOCUMENTS.values() for text in texts])
def test_agrees_with_commonmark(text: str) -> None:
    ours, theirs = both(text)
    assert ours == theirs


FREE_LINES = [
    "", "", "", " ", "a", "b c", "啤酒", "  a", "   a", "    a", "\ta", "     a", "# a", "#", "## a ##",
    "#a", "   # a", "    # a", "\\# a", "===", "---", "  ==", "--", "- - -", "***", " * * *", "***a", "```",
    "```py", "````", "~~~", "~~~ a b", "  ```", "`` `", "```a`b", "<div>", "</div>", " <p>", "    <p>",
    "<span>", "<b>a</b>", "</b>", "<br/>", "<script>x</script>", "<?php", "?>", "<!DOCTYPE html>",
    "<!-- a -->", "<!-- a", "-->", "<http://a.b>", "< a", "<1", "[a]: /u", "a\\", "a  ", "a | b",
    "| a | b |",
]  # fmt: skip
NESTING_LINES = [
    "", "", "- a", "- b", "* c", "+ a", "1. a", "  a", "  - a", "    - b", "> a", "> b", ">c", "a",
    "b | c", "啤酒", "# a", "***", "```", "~~~", "<div>", "- `a`",
]  # fmt: skip
TABLES = st.tuples(
    st.sampled_from(["a | b", "| 啤酒 | b |"]),
    st.sampled_from(["--|--", "| - | - |", "|:-:|--:|"]),
    st.sampled_from(["", "a | b\n", "a | b\n| a |\n"]),
).map("\n".join)
"""Each is followed by a blank line."""


NESTED_COMMENT = re.compile("<!--(?:(?!-->|<!--).)*<!--", re.DOTALL)
"""A comment inside which another one begins. For us, the first has lost its end; CommonMark reads on to the
next end mark."""


@given(st.lists(st.sampled_from(FREE_LINES) | TABLES, max_size=6).map("\n".join))
def test_lines_in_any_order_agree_with_commonmark(text: str) -> None:
    assume(not NESTED_COMMENT.search(text))
    ours, theirs = both(text)
    assert ours == theirs


@given(st.lists(st.sampled_from(NESTING_LINES), max_size=7).map("\n".join))
def test_lists_and_quotations_agree_with_commonmark(text: str) -> None:
    ours, theirs = both(text)
    assert ours == theirs


ITEMS = "lists are read item by item: neither their columns nor what an item holds is looked at"
INSIDE = "nothing is looked for inside quotations, so text below one goes on with it, whatever it ends with"
DEVIATIONS = [
    ("<details>\n# a\n</details>", ["tag", "heading", "tag"], ["html"], "what follows such a tag is text"),
    ("a\n<summary>b</summary>", ["paragraph", "tag"], ["paragraph", "html"], "such a tag is a block"),
    ("<p>\n<details>\n\n", ["html", "tag"], ["html"], "such a tag is a block"),
    ("%%\n# a\n%%", ["comment"], ["paragraph", "heading", "paragraph"], "Obsidian's comments"),
    ("$$\n# a\n$$", ["formula"], ["paragraph", "heading", "paragraph"], "Obsidian's formulas"),
    ("a\n[^1]: b", ["paragraph", "footnote"], ["paragraph"], "Obsidian's footnotes"),
    (" -    a\n\n     b", ["list", "paragraph"], ["list", "code"], ITEMS),
    ("1. a\n\n  2. b\n\n    3. c", ["list", "item"], ["list", "code"], ITEMS),
    ("-   a\n  # b\n    c", ["list", "heading", "paragraph"], ["list", "heading", "code"], ITEMS),
    ("   1. a\n    # b", ["list", "heading"], ["list", "code"], ITEMS),
    ("-\na", ["list"], ["list", "paragraph"], ITEMS),
    ("- # a\nb", ["list"], ["list", "paragraph"], ITEMS),
    ("> ```\na\n```", ["quote", "code"], ["quote", "paragraph", "code"], INSIDE),
    (">     a\n    b", ["quote"], ["quote", "code"], INSIDE),
    ("> # a\nb", ["quote"], ["quote", "paragraph"], INSIDE),
    ("```\n    ```\n# a", ["code", "heading"], ["code"], "the end of a fence is indented as its list is"),
    ("<pre>\n</style>\n# a", ["html"], ["html", "heading"], "a raw tag ends with its own end tag"),
    ('<a href="b"c>', ["html"], ["paragraph"], "attributes are not looked at"),
    ("a | b\n-|-|-", ["table"], ["paragraph"], "columns are not counted"),
    ("|a|\n---", ["heading"], ["table"], "dashes without a bar underline a heading"),
]
"""(a text, the kinds found by the scanner, those found by the parser, why the scanner's are kept)."""


@pytest.mark.parametrize(("text", "kinds", "by_parser", "_why"), DEVIATIONS)
def test_deviates_from_commonmark(text: str, kinds: list[str], by_parser: list[str], _why: str) -> None:
    ours, theirs = both(text)
    assert ([kind for kind, *_ in ours], [kind for kind, *_ in theirs]) == (kinds, by_parser)
    assert ours != theirs


ODD = [
    pytest.param("<!-->\n\n# a", id="shortest-comment"),
    pytest.param("> a\n>\nb", id="text-below-a-blank-line-of-a-quote"),
    pytest.param("> a\n2. b", id="number-below-a-quote"),
    pytest.param("> a\n-\n", id="bare-mark-below-a-quote"),
    pytest.param("<![CDATA[\na > b\n# c\n]]>", id="cdata"),
    pytest.param("a | b\n--|--\n--|--", id="row-of-dashes"),
    pytest.param("a | b\n--|--\n===", id="underline-in-a-table"),
    pytest.param("a | b\n--|--\n    c", id="indented-code-below-a-table"),
    pytest.param("- a\n  ```\n# b", id="unclosed-fence-of-an-item"),
]


@each_of("text", ODD)
def test_agrees_with_commonmark_in_odd_places(text: str) -> None:
    ours, theirs = both(text)
    assert ours == theirs
