"""Frontmatter as entries with spans, shown as the text they cover."""

import pytest
from each_of import each_of

from vault_tools.note.frontmatter import fences, parse_frontmatter
from vault_tools.note.yaml_core import same


def note_of(content, newline="\n", body="# 啤酒\n---\nnot: this\n---\n"):
    return f"---\n{content}---\n{body}".replace("\n", newline)


def parsed(content, newline="\n"):
    block = parse_frontmatter(note_of(content, newline))
    assert block is not None
    assert block.fault is None
    return block


def entries_of(block):
    return [
        (
            e.key,
            e.value,
            e.style,
            e.key_span.of(block.text),
            e.value_span.of(block.text),
            e.lines.of(block.text),
        )
        for e in block.entries
    ]


def items_of(block, key):
    entry = block.get(key)
    return [(i.value, i.style, i.span.of(block.text), i.lines.of(block.text)) for i in entry.items]


newlines = pytest.mark.parametrize("newline", ["\n", "\r\n"], ids=["lf", "crlf"])


@each_of(
    "text, block, content",
    [
        pytest.param("---\na: 1\n---\nBody", "---\na: 1\n---\n", "a: 1\n", id="plain"),
        pytest.param("---\na: 1\n---", "---\na: 1\n---", "a: 1\n", id="no-final-newline"),
        pytest.param("---\r\na: 1\r\n---\r\nB", "---\r\na: 1\r\n---\r\n", "a: 1\r\n", id="crlf"),
        pytest.param("--- \t\na: 1\n---  \nB", "--- \t\na: 1\n---  \n", "a: 1\n", id="spaces-behind"),
        pytest.param("---\na: 1\n--- ", "---\na: 1\n--- ", "a: 1\n", id="spaces-at-the-end"),
        pytest.param("---\n---\nB", "---\n---\n", "", id="empty"),
        pytest.param("---\n---", "---\n---", "", id="empty-no-final-newline"),
        pytest.param(
            "---\na: |\n  x\n---\n---\n", "---\na: |\n  x\n---\n", "a: |\n  x\n", id="first-closing"
        ),
        pytest.param(
            "---\na: 1\n ---\n----\n---\n",
            "---\na: 1\n ---\n----\n---\n",
            "a: 1\n ---\n----\n",
            id="no-fence",
        ),
    ],
)
def test_fences(text, block, content):
    spans = fences(text)
    assert spans is not None
    assert [span.of(text) for span in spans] == [block, content]


@each_of(
    "text",
    [
        "",
        "---",
        "---\n",
        "---\na: 1\n",
        "\n---\na: 1\n---\n",
        " ---\na: 1\n---\n",
        "----\na: 1\n----\n",
        "--- a: 1\n---\n",
        "---\na: 1\n--- # end\n",
        "---\na: 1\n...\n",
        "# 啤酒\n---\na: 1\n---\n",
        "\ufeff---\na: 1\n---\n",
        "---\u3000\na: 1\n---\n",
    ],
)
def test_no_frontmatter(text):
    assert fences(text) is None
    assert parse_frontmatter(text) is None


@newlines
@each_of(
    "content, entries",
    [
        pytest.param("a: hops\n", [("a", "hops", "plain", "a", "hops", "a: hops\n")], id="plain"),
        pytest.param("a: 'hops'\n", [("a", "hops", "single", "a", "'hops'", "a: 'hops'\n")], id="single"),
        pytest.param('a: "hops"\n', [("a", "hops", "double", "a", '"hops"', 'a: "hops"\n')], id="double"),
        pytest.param("a:\n", [("a", None, "empty", "a", "", "a:\n")], id="empty"),
        pytest.param(
            "a:   \nb: 1\n",
            [("a", None, "empty", "a", "", "a:   \n"), ("b", 1, "plain", "b", "1", "b: 1\n")],
            id="empty-with-spaces",
        ),
        pytest.param("a: ''\n", [("a", "", "single", "a", "''", "a: ''\n")], id="empty-text"),
        pytest.param("a: ~\n", [("a", None, "plain", "a", "~", "a: ~\n")], id="null"),
        pytest.param("a: []\n", [("a", [], "flow", "a", "[]", "a: []\n")], id="empty-list"),
        pytest.param(
            "a: [x, 'y']\n", [("a", ["x", "y"], "flow", "a", "[x, 'y']", "a: [x, 'y']\n")], id="flow"
        ),
        pytest.param(
            "a: {x: 1}\n", [("a", {"x": 1}, "flow", "a", "{x: 1}", "a: {x: 1}\n")], id="flow-mapping"
        ),
        pytest.param(
            "a:\n  - x\n  - y\n",
            [("a", ["x", "y"], "block", "a", "- x\n  - y", "a:\n  - x\n  - y\n")],
            id="block",
        ),
        pytest.param(
            "a:\n- x\n- y\n",
            [("a", ["x", "y"], "block", "a", "- x\n- y", "a:\n- x\n- y\n")],
            id="block-not-indented",
        ),
        pytest.param(
            "a:\n  x: 1\n", [("a", {"x": 1}, "block", "a", "x: 1", "a:\n  x: 1\n")], id="block-mapping"
        ),
        pytest.param(
            "a: |\n  x\n\n  y\n\nb: 1\n",
            [
                ("a", "x\n\ny\n", "literal", "a", "|\n  x\n\n  y", "a: |\n  x\n\n  y\n"),
                ("b", 1, "plain", "b", "1", "b: 1\n"),
            ],
            id="literal",
        ),
        pytest.param(
            "a: >-\n  x\n  y\n",
            [("a", "x y", "folded", "a", ">-\n  x\n  y", "a: >-\n  x\n  y\n")],
            id="folded",
        ),
        pytest.param(
            "a: |+\n  x\n\nb: 1\n",
            [
                ("a", "x\n\n", "literal", "a", "|+\n  x\n\n", "a: |+\n  x\n\n"),
                ("b", 1, "plain", "b", "1", "b: 1\n"),
            ],
            id="literal-keeps-blanks",
        ),
        pytest.param(
            "a: |+\n  x\n\n# why\nb: 1\n",
            [
                ("a", "x\n\n", "literal", "a", "|+\n  x\n\n", "a: |+\n  x\n\n"),
                ("b", 1, "plain", "b", "1", "b: 1\n"),
            ],
            id="literal-keeps-blanks-not-comments",
        ),
        pytest.param(
            "a: |\nb: 1\n",
            [("a", "", "literal", "a", "|", "a: |\n"), ("b", 1, "plain", "b", "1", "b: 1\n")],
            id="literal-of-nothing",
        ),
        pytest.param(
            "a: |\n  x\n  \xa0\nb: 1\n",
            [
                ("a", "x\n\xa0\n", "literal", "a", "|\n  x\n  \xa0", "a: |\n  x\n  \xa0\n"),
                ("b", 1, "plain", "b", "1", "b: 1\n"),
            ],
            id="literal-ends-with-a-hard-space",
        ),
        pytest.param(
            "a: one\n  two\n\n  three\nb: 1\n",
            [
                ("a", "one two\nthree", "plain", "a", "one\n  two\n\n  three", "a: one\n  two\n\n  three\n"),
                ("b", 1, "plain", "b", "1", "b: 1\n"),
            ],
            id="plain-over-lines",
        ),
        pytest.param(
            'a: "one\n  two"\n',
            [("a", "one two", "double", "a", '"one\n  two"', 'a: "one\n  two"\n')],
            id="quoted-over-lines",
        ),
        pytest.param("a:\n  x\n", [("a", "x", "plain", "a", "x", "a:\n  x\n")], id="value-below"),
        pytest.param(
            "a: [x, # why\n  y]\nb: 1\n",
            [
                ("a", ["x", "y"], "flow", "a", "[x, # why\n  y]", "a: [x, # why\n  y]\n"),
                ("b", 1, "plain", "b", "1", "b: 1\n"),
            ],
            id="flow-over-lines",
        ),
        pytest.param("a: x # why\n", [("a", "x", "plain", "a", "x", "a: x # why\n")], id="comment-behind"),
        pytest.param(
            "a:    # why\nb: 1\n",
            [("a", None, "empty", "a", "", "a:    # why\n"), ("b", 1, "plain", "b", "1", "b: 1\n")],
            id="comment-behind-nothing",
        ),
        pytest.param(
            "a: # why\n  - x\n",
            [("a", ["x"], "block", "a", "- x", "a: # why\n  - x\n")],
            id="comment-above-a-list",
        ),
        pytest.param(
            "# top\na: 1\n# of b\n\nb: 2\n# end\n",
            [("a", 1, "plain", "a", "1", "a: 1\n"), ("b", 2, "plain", "b", "2", "b: 2\n")],
            id="comments-between",
        ),
        pytest.param(
            "a:\n  - x # c\n  # d\n  - y\n  # e\n# f\nb: 1\n",
            [
                (
                    "a",
                    ["x", "y"],
                    "block",
                    "a",
                    "- x # c\n  # d\n  - y",
                    "a:\n  - x # c\n  # d\n  - y\n  # e\n",
                ),
                ("b", 1, "plain", "b", "1", "b: 1\n"),
            ],
            id="comments-in-a-list",
        ),
        pytest.param("\n\na: 1\n\n\n", [("a", 1, "plain", "a", "1", "a: 1\n")], id="blank-lines"),
        pytest.param("a :  x\n", [("a", "x", "plain", "a", "x", "a :  x\n")], id="space-before-the-colon"),
        pytest.param("a:\tx\t# c\n", [("a", "x", "plain", "a", "x", "a:\tx\t# c\n")], id="tabs"),
        pytest.param(
            "\"a: b\": 1\n'it''s': 2\n",
            [
                ("a: b", 1, "plain", '"a: b"', "1", '"a: b": 1\n'),
                ("it's", 2, "plain", "'it''s'", "2", "'it''s': 2\n"),
            ],
            id="quoted-keys",
        ),
        pytest.param(
            "a:b: 1\na b: 2\n",
            [("a:b", 1, "plain", "a:b", "1", "a:b: 1\n"), ("a b", 2, "plain", "a b", "2", "a b: 2\n")],
            id="colon-or-space-in-a-key",
        ),
        pytest.param(
            "12: 1\n~: 2\n",
            [("12", 1, "plain", "12", "1", "12: 1\n"), ("~", 2, "plain", "~", "2", "~: 2\n")],
            id="keys-that-are-no-text",
        ),
        pytest.param("[a]: 1\n", [("[a]", 1, "plain", "[a]", "1", "[a]: 1\n")], id="list-as-key"),
        pytest.param(
            "🍺: 🍻\n啤酒: [麦芽]\n",
            [
                ("🍺", "🍻", "plain", "🍺", "🍻", "🍺: 🍻\n"),
                ("啤酒", ["麦芽"], "flow", "啤酒", "[麦芽]", "啤酒: [麦芽]\n"),
            ],
            id="non-bmp",
        ),
        pytest.param(
            "a: &x 1\nb: !!str 2\n",
            [
                ("a", 1, "plain", "a", "&x 1", "a: &x 1\n"),
                ("b", "2", "plain", "b", "!!str 2", "b: !!str 2\n"),
            ],
            id="anchor-and-tag",
        ),
        pytest.param(
            "a: &x 1\nb: *x\n",
            [("a", 1, "plain", "a", "&x 1", "a: &x 1\n"), ("b", 1, "plain", "b", "*x", "b: *x\n")],
            id="alias",
        ),
        pytest.param(
            "a: yes\nb: 2022-03-00\n",
            [
                ("a", "yes", "plain", "a", "yes", "a: yes\n"),
                ("b", "2022-03-00", "plain", "b", "2022-03-00", "b: 2022-03-00\n"),
            ],
            id="core-schema",
        ),
        pytest.param(
            "a: x\u2028  y\nb: 1\n",
            [
                ("a", "x\u2028  y", "plain", "a", "x\u2028  y", "a: x\u2028  y\n"),
                ("b", 1, "plain", "b", "1", "b: 1\n"),
            ],
            id="line-separator",
        ),
        pytest.param("? a\n: 1\n", [("a", 1, "plain", "a", "1", "? a\n: 1\n")], id="explicit-key"),
        pytest.param(
            "{a: 1, b: [x]}\n",
            [
                ("a", 1, "plain", "a", "1", "{a: 1, b: [x]}\n"),
                ("b", ["x"], "flow", "b", "[x]", "{a: 1, b: [x]}\n"),
            ],
            id="flow-root",
        ),
        pytest.param(
            "  a: 1\n  b: 2\n",
            [("a", 1, "plain", "a", "1", "  a: 1\n"), ("b", 2, "plain", "b", "2", "  b: 2\n")],
            id="indented",
        ),
        pytest.param("# nothing\n", [], id="comment-alone"),
        pytest.param("", [], id="nothing"),
    ],
)
def test_entries(content, entries, newline):
    found = entries_of(parsed(content, newline))
    sources = [tuple(part.replace("\n", newline) for part in entry[3:]) for entry in entries]
    assert [entry[:1] + entry[2:3] for entry in found] == [entry[:1] + entry[2:3] for entry in entries]
    assert all(same(a[1], b[1]) for a, b in zip(found, entries, strict=True))
    assert [entry[3:] for entry in found] == sources


@newlines
@each_of(
    "content, items",
    [
        pytest.param(
            "a: [x, 'y', \"z\"]\n",
            [("x", "plain", "x", "x"), ("y", "single", "'y'", "'y'"), ("z", "double", '"z"', '"z"')],
            id="flow",
        ),
        pytest.param(
            "a: [x, # c\n  y, ]\n", [("x", "plain", "x", "x"), ("y", "plain", "y", "y")], id="flow-over-lines"
        ),
        pytest.param(
            "a: ['', ~]\n", [("", "single", "''", "''"), (None, "plain", "~", "~")], id="flow-empty"
        ),
        pytest.param(
            "a: [[x, y], {z: 1}]\n",
            [(["x", "y"], "flow", "[x, y]", "[x, y]"), ({"z": 1}, "flow", "{z: 1}", "{z: 1}")],
            id="flow-nested",
        ),
        pytest.param(
            "a:\n  - x\n  - 'y' # c\n",
            [("x", "plain", "x", "  - x\n"), ("y", "single", "'y'", "  - 'y' # c\n")],
            id="block",
        ),
        pytest.param(
            "a:\n- x\n-   y\nb: 1\n",
            [("x", "plain", "x", "- x\n"), ("y", "plain", "y", "-   y\n")],
            id="block-not-indented",
        ),
        pytest.param(
            "a:\n  -\n  - \n  - x\n  -\n",
            [
                (None, "empty", "", "  -\n"),
                (None, "empty", "", "  - \n"),
                ("x", "plain", "x", "  - x\n"),
                (None, "empty", "", "  -\n"),
            ],
            id="block-empty",
        ),
        pytest.param(
            "a:\n-\n-\nb: 1\n",
            [(None, "empty", "", "-\n"), (None, "empty", "", "-\n")],
            id="block-empty-not-indented",
        ),
        pytest.param(
            "a:\n  - x\n  # c\n\n  - y\n",
            [("x", "plain", "x", "  - x\n"), ("y", "plain", "y", "  - y\n")],
            id="comment-between",
        ),
        pytest.param(
            "a:\n  - x\n    y\n  - z\n",
            [("x y", "plain", "x\n    y", "  - x\n    y\n"), ("z", "plain", "z", "  - z\n")],
            id="item-over-lines",
        ),
        pytest.param(
            "a:\n  - |\n    x\n    - y\n  - z\n",
            [
                ("x\n- y\n", "literal", "|\n    x\n    - y", "  - |\n    x\n    - y\n"),
                ("z", "plain", "z", "  - z\n"),
            ],
            id="literal-with-a-dash",
        ),
        pytest.param(
            "a:\n  - - x\n    - y\n  - z\n",
            [(["x", "y"], "block", "- x\n    - y", "  - - x\n    - y\n"), ("z", "plain", "z", "  - z\n")],
            id="nested",
        ),
        pytest.param(
            "a:\n  - k: 1\n    l: 2\n  - z\n",
            [
                ({"k": 1, "l": 2}, "block", "k: 1\n    l: 2", "  - k: 1\n    l: 2\n"),
                ("z", "plain", "z", "  - z\n"),
            ],
            id="mappings",
        ),
        pytest.param(
            "a: # c\n  - x\n  - y\n",
            [("x", "plain", "x", "  - x\n"), ("y", "plain", "y", "  - y\n")],
            id="comment-above",
        ),
        pytest.param(
            "a: &x\n  - x\n  - y\n",
            [("x", "plain", "x", "  - x\n"), ("y", "plain", "y", "  - y\n")],
            id="anchored",
        ),
        pytest.param(
            "a: !!seq\n  - x\n  - y\n",
            [("x", "plain", "x", "  - x\n"), ("y", "plain", "y", "  - y\n")],
            id="tagged",
        ),
        pytest.param(
            "a: !!seq [x, y]\n", [("x", "plain", "x", "x"), ("y", "plain", "y", "y")], id="tagged-flow"
        ),
        pytest.param(
            "a:\n  - 🍺 🍺\n  - 麦芽\n",
            [("🍺 🍺", "plain", "🍺 🍺", "  - 🍺 🍺\n"), ("麦芽", "plain", "麦芽", "  - 麦芽\n")],
            id="non-bmp",
        ),
    ],
)
def test_items(content, items, newline):
    found = items_of(parsed(content, newline), "a")
    assert [item[:2] for item in found] == [item[:2] for item in items]
    assert [item[2:] for item in found] == [tuple(p.replace("\n", newline) for p in i[2:]) for i in items]


@pytest.mark.parametrize("content", ["a: 1", "a: [x]", "a:\n  - x", "a: |\n  x", "a:", "a: 1 # c"])
@pytest.mark.parametrize("end", ["---", "---\n", "--- \nBody"])
def test_lines_end_with_the_newline_whatever_follows(content, end):
    block = parse_frontmatter(f"---\n{content}\n{end}")
    assert block is not None
    assert [entry.lines.of(block.text) for entry in block.entries] == [content + "\n"]


def test_spans_hold_for_a_block_further_down():
    text = "🍺\n\n" + note_of("title: 啤酒\ntags:\n  - hops\n")
    block = parse_frontmatter(text, 3)
    assert block is not None
    assert block.block.start == 3
    assert [entry[4] for entry in entries_of(block)] == ["啤酒", "- hops"]
    assert items_of(block, "tags") == [("hops", "plain", "hops", "  - hops\n")]


@each_of(
    "content, before",
    [("a: 1\n", "a:"), ("a:\n", "a:"), ("a :  1\n", "a :"), ("'a': x\n", "'a':"), ("a:\n  - x\n", "a:")],
)
def test_colon_is_the_position_behind_it(content, before):
    block = parsed(content)
    assert block.text[: block.entries[0].colon].removeprefix("---\n") == before


def test_values_and_get():
    block = parsed("a: 1\nb: [x]\n")
    assert block.values == {"a": 1, "b": ["x"]}
    assert block.get("b").value == ["x"]
    assert block.get("c") is None


def test_duplicates():
    block = parsed("a: 1\nb: 2\n'a': 3\na: 4\n")
    assert [entry.value for entry in block.duplicates] == [3, 4]
    assert block.get("a").value == 1
    assert not block.editable


@pytest.mark.parametrize("content", ["a: 1\nA: 2\n", "a: 1\nb:\n  a: 2\n", "a: [a, a]\n"])
def test_no_duplicates(content):
    assert parsed(content).duplicates == ()


@each_of(
    "content, code",
    [
        ("a: {{date}}\n", "{{"),
        ("a: '{{title}}'\nb: <% x %>\n", "{{"),
        ("a: <% tp.date.now() %>\n", "<%"),
        ("# {{x}}\na: 1\n", "{{"),
        ("a: {b: 1}\n", None),
        ("a: 5 < 6%\n", None),
    ],
)
def test_template_code(content, code):
    block = parse_frontmatter(note_of(content, body="{{body}} <% body %>"))
    assert block is not None
    assert (block.template_code and block.template_code.of(block.text)) == code
    assert block.editable is (code is None)


@each_of(
    "content, editable",
    [
        pytest.param("a: 1\n", True, id="plain"),
        pytest.param("", True, id="empty"),
        pytest.param("# c\n", True, id="comment-alone"),
        pytest.param("a: &x 1\nb: 2\n", True, id="anchor-alone"),
        pytest.param("a: the **bold** one\nb: Hims & Hers\n", True, id="no-alias"),
        pytest.param("a: &x 1\nb: *x\n", False, id="alias"),
        pytest.param('a: {"k":&x 1,"l":*x}\n', False, id="alias-behind-a-quoted-key"),
        pytest.param("a: 1\na: 2\n", False, id="duplicate"),
        pytest.param("a: [\n", False, id="fault"),
        pytest.param("a: {{x}}\n", False, id="template"),
        pytest.param("{a: 1}\n", False, id="flow-root"),
        pytest.param("{}\n", False, id="empty-flow-root"),
        pytest.param("  a: 1\n", False, id="indented"),
        pytest.param("? a\n: 1\n", False, id="explicit-key"),
        pytest.param("a: 1\u2028b: 2\n", False, id="two-on-a-line"),
        pytest.param("a: 1\rb: 2\n", False, id="cr-alone"),
    ],
)
def test_editable(content, editable):
    block = parse_frontmatter(note_of(content))
    assert block is not None
    assert block.editable is editable


@newlines
@each_of(
    "content, problem, source",
    [
        pytest.param("a: 1\nb: c: d\ne: 1\n", "mapping values are not allowed", ": d", id="colon"),
        pytest.param("a: 1\nb: @c\n", "cannot start any token", "@c", id="reserved"),
        pytest.param("a: 1\n\t- x\n", "a tab character", "\t- x", id="tab"),
        pytest.param("- a\n- b\n", "is a list, not a mapping", "- a", id="list"),
        pytest.param("# c\n[a]\n", "is a list, not a mapping", "[a]", id="flow-list"),
        pytest.param("A rule and text.\n", "is plain text, not a mapping", "A rule and text.", id="text"),
        pytest.param("🍺: 啤酒\nb: 'x\n", "unexpected end of stream", "x", id="unclosed-quote"),
        pytest.param("🍺: [a\nb: 1\n", "did not find expected", ": 1", id="unclosed-list"),
        pytest.param("a: *b\n", "undefined alias", "*b", id="undefined-alias"),
        pytest.param("a: 1\n...\nb: 2\n", "expected <document start>", "b: 2", id="second-document"),
    ],
)
def test_fault(content, problem, source, newline):
    block = parse_frontmatter(note_of(content, newline))
    assert block is not None
    assert block.fault is not None
    assert problem in block.fault.problem
    assert block.fault.span.of(block.text).rstrip("\r") == source
    assert block.entries == ()
    assert not block.editable


@each_of(
    "content",
    [
        pytest.param("a: &x [*x]\n", id="alias-to-itself"),
        pytest.param("a: \ud800\n", id="lone-surrogate"),
        pytest.param("a: " + "[" * 25_000 + "\n", id="deep"),
        pytest.param("".join(" " * i + "a:\n#\n" for i in range(600)), id="deep-with-comments"),
        pytest.param("".join(" " * i + "a:\r" for i in range(600)) + "\n", id="deep-with-cr"),
        pytest.param("a: " + "x" * 300_000 + "\n", id="long"),
    ],
)
def test_never_raise(content):
    block = parse_frontmatter(note_of(content))
    assert block is not None
    assert block.fault is not None
    assert 0 <= block.fault.span.start <= block.fault.span.end <= block.content.end


@each_of(
    "content, indent",
    [
        ("", "  "),
        ("a: [x]\n", "  "),
        ("a:\n- x\n", ""),
        ("a:\n  - x\n", "  "),
        ("a:\n    - x\nb:\n    - y\nc:\n- z\n", "    "),
        ("a: # c\n    - x\n", "    "),
        ("a: &x\n- x\n- y\n", ""),
        ("a:\n  k: 1\n", "  "),
    ],
)
def test_list_indent(content, indent):
    assert parsed(content).list_indent == indent


@each_of(
    "content, flow",
    [
        ("", False),
        ("a: []\n", False),
        ("a: [x]\n", True),
        ("a: [x]\nb:\n- y\n", False),
        ("a: [x]\nb:\n- y\nc: [z]\n", True),
        ("a: {x: 1}\n", False),
    ],
)
def test_prefers_flow(content, flow):
    assert parsed(content).prefers_flow is flow


@each_of(
    "content, quote, everything",
    [
        pytest.param("", '"', False, id="nothing"),
        pytest.param("a: x\n", '"', False, id="plain"),
        pytest.param("a: 'x'\n", "'", True, id="single"),
        pytest.param("a: 'x'\nb: \"y\"\n", '"', True, id="as-many-of-both"),
        pytest.param("a: 'x'\nb: 'y'\nc: \"z\"\n", "'", True, id="more-single"),
        pytest.param("a: x\nb:\n  - 'y'\n  - 'z'\n", "'", False, id="items-count"),
        pytest.param("a: ''\nb: x\n", '"', False, id="empty-ones-do-not-count"),
        pytest.param("a: 1\nb: true\nc: 'x'\n", "'", True, id="numbers-do-not-count"),
        pytest.param("a: 'x'\nb: 'y'\nc: z\n", "'", False, id="twice-as-many-is-no-habit"),
        pytest.param("a: 'x'\nb: 'y'\nc: 'w'\nd: z\n", "'", True, id="habit"),
    ],
)
def test_quoting(content, quote, everything):
    block = parsed(content)
    assert (block.quote, block.quotes_everything) == (quote, everything)
