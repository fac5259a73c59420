"""Edits of frontmatter as tables of (before, after). Every result must read back as intended."""

import pytest
from each_of import each_of
from hypothesis import given
from hypothesis import strategies as st

from vault_tools.note.frontmatter import parse_frontmatter
from vault_tools.note.frontmatter_edit import (
    REMOVED,
    Intent,
    add,
    append_item,
    create,
    expected,
    remove,
    remove_items,
    rename,
    reorder,
    set_item,
    set_value,
)
from vault_tools.note.text import apply_edits
from vault_tools.note.yaml_core import compose, same, value_of
from vault_tools.note.yaml_write import write_scalar

BODY = "---\n# 啤酒\n\n---\nnot: this\n"

newlines = pytest.mark.parametrize("newline", ["\n", "\r\n"], ids=["lf", "crlf"])


def rewritten(content, make, newline="\n"):
    """The content between the fences after the rewrite returned by `make(block)`; None if there is none.

    Uses LF for `newline`, which must be the only newline in the result.
    """
    text = f"---\n{content}{BODY}".replace("\n", newline)
    block = parse_frontmatter(text)
    assert block is not None
    assert block.fault is None
    rewrite = make(block)
    if rewrite is None:
        return None
    after = apply_edits(text, rewrite.edits)
    result = parse_frontmatter(after)
    assert result is not None
    assert result.fault is None
    assert same(result.values, expected(block.values, rewrite.intents))
    assert after.endswith(BODY.replace("\n", newline))
    assert after.replace(newline, "").count("\n") == 0
    assert after.count("\r") == (after.count("\n") if newline == "\r\n" else 0)
    return result.content.of(after).replace(newline, "\n")


@newlines
@each_of(
    "before, key, after",
    [
        pytest.param("a: 1\n", "tags", "tags: 1\n", id="plain"),
        pytest.param(
            "x: 1\na:   'y' # why\nz: 2\n", "b", "x: 1\nb:   'y' # why\nz: 2\n", id="all-else-stays"
        ),
        pytest.param(
            "a: # why\n  - x # c\n  # d\n  - y\n", "b", "b: # why\n  - x # c\n  # d\n  - y\n", id="comments"
        ),
        pytest.param("a: |\n  x\n\n  y\n", "b", "b: |\n  x\n\n  y\n", id="literal"),
        pytest.param("a:\n", "b", "b:\n", id="empty"),
        pytest.param("a :  1\n", "b", "b :  1\n", id="space-before-the-colon"),
        pytest.param("'a': 1\n", "b", "b: 1\n", id="quoted-for-nothing"),
        pytest.param("a: 1\n", "作用", "作用: 1\n", id="chinese"),
        pytest.param("a: 1\n", "b: c", '"b: c": 1\n', id="needs-quotes"),
        pytest.param("a: 1\n", "# b", '"# b": 1\n', id="like-a-comment"),
        pytest.param("a: 1\n", "true", '"true": 1\n', id="like-a-checkbox"),
        pytest.param("a: 1\n", "b c", "b c: 1\n", id="space"),
    ],
)
def test_rename(before, key, after, newline):
    assert rewritten(before, lambda block: rename(block.get("a"), key), newline) == after


@newlines
@each_of(
    "before, value, after",
    [
        pytest.param("a: x\n", "y", "a: y\n", id="plain"),
        pytest.param("a: x   # why\n", "y", "a: y   # why\n", id="comment-behind"),
        pytest.param("a:   x\nlong: z\n", "y", "a:   y\nlong: z\n", id="alignment"),
        pytest.param("a:\tx\n", "y", "a:\ty\n", id="tab"),
        pytest.param("a: 'x'\n", "y", "a: 'y'\n", id="single"),
        pytest.param('a: "x"\n', "y", 'a: "y"\n', id="double"),
        pytest.param("a: 'x: z'\nb: c\n", "y", "a: y\nb: c\n", id="needed-quotes-go"),
        pytest.param("a: 'x'\n", "it's", "a: 'it''s'\n", id="single-in-single"),
        pytest.param("a: x\n", "y: z", 'a: "y: z"\n', id="needs-quotes"),
        pytest.param("a: x\nb: 'c'\n", "y: z", "a: 'y: z'\nb: 'c'\n", id="needs-quotes-of-the-note"),
        pytest.param("a: x\n", "true", 'a: "true"\n', id="like-a-checkbox"),
        pytest.param("a: x\n", "12", 'a: "12"\n', id="like-a-number"),
        pytest.param("a: x\n", "", 'a: ""\n', id="empty-text"),
        pytest.param("a: x\n", "two\nlines", 'a: "two\\nlines"\n', id="newline-in-it"),
        pytest.param("a: x\n", "2025-03-07", "a: 2025-03-07\n", id="date"),
        pytest.param("a: '2025/3/7'\n", "2025-03-07", "a: '2025-03-07'\n", id="quoted-date"),
        pytest.param("a: 'true'\n", True, "a: true\n", id="checkbox"),
        pytest.param('a: "4"\n', 4, "a: 4\n", id="number"),
        pytest.param("a: x\n", None, "a:\n", id="nothing"),
        pytest.param("a: x # why\n", None, "a: # why\n", id="nothing-before-a-comment"),
        pytest.param("a:\nb: 1\n", "y", "a: y\nb: 1\n", id="fill"),
        pytest.param("a: # why\nb: 1\n", "y", "a: y # why\nb: 1\n", id="fill-before-a-comment"),
        pytest.param("a: 'x'\nb:\n", "y", "a: 'y'\nb:\n", id="others-stay-empty"),
        pytest.param("b: 'x'\na:\n", "y", "b: 'x'\na: 'y'\n", id="fill-by-habit"),
        pytest.param("a: x\n  z\nb: 1\n", "y", "a: y\nb: 1\n", id="over-lines"),
        pytest.param("a:\n  x\nb: 1\n", "y", "a: y\nb: 1\n", id="value-below"),
        pytest.param("a: [x]\n", "y", "a: y\n", id="flow-to-text"),
        pytest.param("a:\n  - x\nb: 1\n", "y", "a: y\nb: 1\n", id="block-to-text"),
        pytest.param("a:\n  - x\n# of b\nb: 1\n", "y", "a: y\n# of b\nb: 1\n", id="comment-below-stays"),
        pytest.param("a: x\n", "啤酒\u3000", "a: 啤酒\u3000\n", id="ideographic-space-at-the-end"),
        pytest.param("a: x\n", "\u3000啤酒", "a: \u3000啤酒\n", id="ideographic-space-at-the-start"),
        pytest.param("a: 'x'\n", "🍺", "a: '🍺'\n", id="non-bmp"),
    ],
)
def test_set_value(before, value, after, newline):
    assert rewritten(before, lambda block: set_value(block, block.get("a"), value), newline) == after


@newlines
@each_of(
    "before, value, after",
    [
        pytest.param("a: x\n", ["x"], "a:\n  - x\n", id="text-to-list"),
        pytest.param("a: 'x'\n", ["x"], "a:\n  - 'x'\n", id="text-moves-as-typed"),
        pytest.param("b: y\na: 'x'\n", ["x"], "b: y\na:\n  - 'x'\n", id="text-moves-as-typed-alone"),
        pytest.param("a: 0123\n", [123], "a:\n  - 0123\n", id="number-moves-as-typed"),
        pytest.param("a: x\nb:\n- y\n", ["x"], "a:\n- x\nb:\n- y\n", id="indent-of-the-note"),
        pytest.param("a: x\nb: [y]\n", ["x"], "a: [x]\nb: [y]\n", id="flow-of-the-note"),
        pytest.param("a: x\nb: [y]\n", ["x, y"], 'a: ["x, y"]\nb: [y]\n', id="comma-in-flow"),
        pytest.param("a: x # why\n", ["x"], "a:\n  - x # why\n", id="comment-behind"),
        pytest.param("a:\nb: 1\n", ["x", "y"], "a:\n  - x\n  - y\nb: 1\n", id="fill"),
        pytest.param("a: # why\n", ["x"], "a:\n  - x # why\n", id="fill-before-a-comment"),
        pytest.param("a: # why\n", [], "a: [] # why\n", id="empty-before-a-comment"),
        pytest.param("a:\n  - x\nb: 1\n", [], "a: []\nb: 1\n", id="block-to-empty"),
        pytest.param("a:\n- x\nb: 1\n", ["y", "z"], "a:\n- y\n- z\nb: 1\n", id="block"),
        pytest.param("a: [x]\n", ["y", "z"], "a: [y, z]\n", id="flow"),
        pytest.param("a: x\n", ["- y", "z: w"], 'a:\n  - "- y"\n  - "z: w"\n', id="needs-quotes"),
        pytest.param("a: x\n", [None, "y"], "a:\n  -\n  - y\n", id="empty-item"),
    ],
)
def test_set_value_to_a_list(before, value, after, newline):
    assert rewritten(before, lambda block: set_value(block, block.get("a"), value), newline) == after


@newlines
@pytest.mark.parametrize(
    "before",
    [
        pytest.param("a: |\n  x\n  y\n", id="literal"),
        pytest.param("a: >-\n  x\n", id="folded"),
        pytest.param("a: [x, # why\n  y]\n", id="comment-in-flow"),
        pytest.param("a: {x: 1, # why\n  y: 2}\n", id="comment-in-a-flow-mapping"),
        pytest.param("a: # why\n  - x\n", id="comment-above-a-list"),
        pytest.param("a:\n  # why\n  - x\n", id="comment-line-above-a-list"),
        pytest.param("a:\n  - x # why\n  - y\n", id="comment-at-an-item"),
        pytest.param("a:\n  - x\n  # why\n  - y\n", id="comment-between-items"),
        pytest.param("a:\n  - x\n  - y # why\n", id="comment-at-the-last-item"),
        pytest.param("a:\n  x: 1 # why\n", id="comment-in-a-mapping"),
        pytest.param("a: # why\n  x\n", id="comment-above-a-text"),
        pytest.param("a:\n  # why\n  'x'\n", id="comment-line-above-a-quoted-text"),
        pytest.param("a: # why\n  [x]\n", id="comment-above-flow"),
    ],
)
@each_of("value", ["y", ["y"], [], None])
def test_set_value_refuses_to_lose_text(before, value, newline):
    assert rewritten(before, lambda block: set_value(block, block.get("a"), value), newline) is None


@newlines
@each_of(
    "before, index, value, after",
    [
        pytest.param("a:\n  - x # why\n  - y\n", 0, "z", "a:\n  - z # why\n  - y\n", id="comment-behind"),
        pytest.param("a:\n- 'x'\n- y\n", 0, "z", "a:\n- 'z'\n- y\n", id="single"),
        pytest.param('a:\n- x\n- "y: z"\n', 1, "w", "a:\n- x\n- w\n", id="needed-quotes-go"),
        pytest.param("a:\n- x\n", 0, "y: z", 'a:\n- "y: z"\n', id="needs-quotes"),
        pytest.param("a:\n-   x\n", 0, "z", "a:\n-   z\n", id="spaces-stay"),
        pytest.param("a:\n  -\n  - y\n", 0, "z", "a:\n  - z\n  - y\n", id="empty"),
        pytest.param("a:\n  - # why\n  - y\n", 0, "z", "a:\n  - z # why\n  - y\n", id="empty-with-comment"),
        pytest.param("a:\n  - x\n    y\n  - z\n", 0, "w", "a:\n  - w\n  - z\n", id="over-lines"),
        pytest.param("a: [x, y]\n", 1, "z", "a: [x, z]\n", id="flow"),
        pytest.param("a: [x, 'y', z]\n", 1, "w", "a: [x, 'w', z]\n", id="flow-single"),
        pytest.param("a: ['x, y', z]\n", 0, "w", "a: [w, z]\n", id="needed-quotes-go-in-flow"),
        pytest.param("a: [x, # why\n  y]\n", 1, "z", "a: [x, # why\n  z]\n", id="flow-comment"),
        pytest.param("a: [x, y]\n", 0, "z, w", 'a: ["z, w", y]\n', id="comma-in-flow"),
        pytest.param("a:\n- x\n", 0, "z, w", "a:\n- z, w\n", id="comma-in-block"),
        pytest.param("a: [x]\n", 0, "?why", 'a: ["?why"]\n', id="question-mark-in-flow"),
        pytest.param("a: [x]\n", 0, ":why", 'a: [":why"]\n', id="colon-in-flow"),
        pytest.param("a: [x, ~]\n", 1, "z", "a: [x, z]\n", id="null"),
        pytest.param("a:\n- 2025/3/7\n", 0, "2025-03-07", "a:\n- 2025-03-07\n", id="date"),
        pytest.param("a:\n- x\n", 0, "#beer", 'a:\n- "#beer"\n', id="like-a-comment"),
        pytest.param("a:\n- x\n", 0, "啤酒\u3000", "a:\n- 啤酒\u3000\n", id="ideographic-space"),
    ],
)
def test_set_item(before, index, value, after, newline):
    assert rewritten(before, lambda block: set_item(block, block.get("a"), index, value), newline) == after


@newlines
@each_of(
    "before, value, after",
    [
        pytest.param("a:\n- x\nb: 1\n", "y", "a:\n- x\n- y\nb: 1\n", id="block"),
        pytest.param("a:\n    - x-y\n", "z", "a:\n    - x-y\n    - z\n", id="indented"),
        pytest.param("a:\n- x # why\n# and\n", "y", "a:\n- x # why\n- y\n# and\n", id="comments-stay"),
        pytest.param("a:\n-   x\n    z\n", "y", "a:\n-   x\n    z\n- y\n", id="over-lines"),
        pytest.param("a:\n- x\n", "y: z", 'a:\n- x\n- "y: z"\n', id="needs-quotes"),
        pytest.param("a:\n- x\n", "y, z", "a:\n- x\n- y, z\n", id="comma-in-block"),
        pytest.param("b: '1'\na:\n- x\n", "y: z", "b: '1'\na:\n- x\n- 'y: z'\n", id="habit"),
        pytest.param("a: [x]\n", "y", "a: [x, y]\n", id="flow"),
        pytest.param("a: [ x ] # why\n", "y", "a: [ x, y ] # why\n", id="flow-spaces"),
        pytest.param("a: [x,\n  y]\n", "z", "a: [x,\n  y, z]\n", id="flow-over-lines"),
        pytest.param("a: [x]\n", "y, z", 'a: [x, "y, z"]\n', id="comma-in-flow"),
        pytest.param("b: '1'\na: [x]\n", "y, z", "b: '1'\na: [x, 'y, z']\n", id="habit-in-flow"),
        pytest.param("a: []\n", "y", "a:\n  - y\n", id="empty-list"),
        pytest.param("a:\nb: [1]\n", "y", "a: [y]\nb: [1]\n", id="nothing"),
        pytest.param('a: ""\n', "y", "a:\n  - y\n", id="empty-text"),
        pytest.param("a: x\n", "y", None, id="text"),
        pytest.param("a: 0\n", "y", None, id="number"),
        pytest.param("a: {b: c}\n", "y", None, id="map"),
    ],
)
def test_append_item(before, value, after, newline):
    assert rewritten(before, lambda block: append_item(block, block.get("a"), value), newline) == after


@newlines
@each_of(
    "before, indexes, after",
    [
        pytest.param("a:\n  - x\n  - y\n  - z\n", [1], "a:\n  - x\n  - z\n", id="block"),
        pytest.param("a:\n- x\n- y\n- z\nb: 1\n", [0, 2], "a:\n- y\nb: 1\n", id="block-two"),
        pytest.param("a:\n- x\n- y\n- z\n", [1, 2], "a:\n- x\n", id="block-the-last-two"),
        pytest.param("a:\n- x\n# why\n- y\n", [1], "a:\n- x\n# why\n", id="comment-line-stays"),
        pytest.param("a:\n- x # why\n- y\n", [1], "a:\n- x # why\n", id="comment-of-another-stays"),
        pytest.param("a:\n  - x\n    y\n  - z\n", [0], "a:\n  - z\n", id="over-lines"),
        pytest.param("a:\n  -\n  - y\n  -\n", [0, 2], "a:\n  - y\n", id="empty"),
        pytest.param("a: &x\n  - x\n  - y\n", [0], "a: &x\n  - y\n", id="anchored"),
        pytest.param("a: !!seq\n- x\n- y\n", [0], "a: !!seq\n- y\n", id="tagged"),
        pytest.param("a:\n- x\n- y\nb: 1\n", [0, 1], "a: []\nb: 1\n", id="block-all"),
        pytest.param("a: [x, y, z]\n", [0], "a: [y, z]\n", id="flow-first"),
        pytest.param("a: [x, y, z]\n", [1], "a: [x, z]\n", id="flow-middle"),
        pytest.param("a: [x, y, z]\n", [2], "a: [x, y]\n", id="flow-last"),
        pytest.param("a: [x, y, z]\n", [0, 1], "a: [z]\n", id="flow-first-two"),
        pytest.param("a: [x, y, z]\n", [1, 2], "a: [x]\n", id="flow-last-two"),
        pytest.param("a: [x, y, z, w]\n", [0, 2], "a: [y, w]\n", id="flow-every-other"),
        pytest.param("a: [x, y, z, w]\n", [0, 1, 3], "a: [z]\n", id="flow-all-but-one"),
        pytest.param("a: [ x , y ]\n", [0], "a: [ y ]\n", id="flow-spaces"),
        pytest.param("a: [x, y] # why\n", [0, 1], "a: [] # why\n", id="flow-all"),
        pytest.param("a: [x,\n  y,\n  z]\n", [1], "a: [x,\n  z]\n", id="flow-over-lines"),
    ],
)
def test_remove_items(before, indexes, after, newline):
    assert rewritten(before, lambda block: remove_items(block, block.get("a"), indexes), newline) == after


@newlines
@each_of(
    "before, indexes",
    [
        pytest.param("a:\n  - x # why\n  - y\n", [0], id="at-the-item"),
        pytest.param("a:\n  - # why\n  - y\n", [0], id="at-an-empty-item"),
        pytest.param("a:\n  - x:\n      # why\n      y\n  - z\n", [0], id="in-the-item"),
        pytest.param("a:\n  - x\n  # why\n  - y\n", [0, 1], id="between-all"),
        pytest.param("a: [x, # why\n  y]\n", [0], id="in-flow"),
        pytest.param("a: [x, # why\n  y]\n", [1], id="in-flow-before"),
        pytest.param("a: [x, # why\n  y]\n", [0, 1], id="in-flow-all"),
        pytest.param("a: [x, [y, # why\n  z]]\n", [1], id="in-a-list-of-a-list"),
    ],
)
def test_remove_items_refuses_to_lose_a_comment(before, indexes, newline):
    assert rewritten(before, lambda block: remove_items(block, block.get("a"), indexes), newline) is None


@newlines
@each_of(
    "before, after",
    [
        pytest.param("x: 1\na: 2\nb: 3\n", "x: 1\nb: 3\n", id="plain"),
        pytest.param("a:\n  - x\n  - y\nb: 3\n", "b: 3\n", id="block"),
        pytest.param("a: |\n  x\n\n  y\n\nb: 3\n", "\nb: 3\n", id="literal"),
        pytest.param("a: >-\n  x # y\n  z\nb: 3\n", "b: 3\n", id="folded"),
        pytest.param("a: |\n  x\n  \xa0\nb: 3\n", "b: 3\n", id="literal-that-ends-with-a-hard-space"),
        pytest.param("a: [x,\n  y]\nb: 3\n", "b: 3\n", id="flow-over-lines"),
        pytest.param("# top\na: 1\n# of b\nb: 3\n", "# top\n# of b\nb: 3\n", id="comment-lines-stay"),
        pytest.param('a: "x # y"\nb: 3\n', "b: 3\n", id="no-comment"),
        pytest.param("a: 1\n", "", id="the-only-one"),
    ],
)
def test_remove(before, after, newline):
    assert rewritten(before, lambda block: remove(block, block.get("a")), newline) == after


@pytest.mark.parametrize(
    "before",
    [
        "a:\n  - x\n  # why\n  - y\nb: 3\n",
        "a:\n  # why\n  x\n",
        "a: [x,\n  # why\n  y]\n",
        "a: | # why\n  x\n",
        "a: >- # why\n  x\n  y\nb: 3\n",
    ],
    ids=["block", "value-below", "flow", "literal", "folded"],
)
def test_remove_never_loses_a_line_of_comment(before):
    after = rewritten(before, lambda block: remove(block, block.get("a")))
    assert after is None or "# why" in after


@newlines
@each_of(
    "before, value, after",
    [
        pytest.param("", "x", "new: x\n", id="to-nothing"),
        pytest.param("# why\n", "x", "# why\nnew: x\n", id="to-a-comment"),
        pytest.param("a: 1\n", "x", "a: 1\nnew: x\n", id="text"),
        pytest.param("a: 1\n", True, "a: 1\nnew: true\n", id="checkbox"),
        pytest.param("a: 1\n", 1.5, "a: 1\nnew: 1.5\n", id="number"),
        pytest.param("a: 1\n", None, "a: 1\nnew:\n", id="nothing"),
        pytest.param("a: 1\n", "yes: no", 'a: 1\nnew: "yes: no"\n', id="needs-quotes"),
        pytest.param("a: 1\n", "12:30", "a: 1\nnew: 12:30\n", id="time"),
        pytest.param("a: 'x'\n", "y", "a: 'x'\nnew: 'y'\n", id="quotes-of-the-note"),
        pytest.param("a: 'x'\nb: y\n", "z: 1", "a: 'x'\nb: y\nnew: 'z: 1'\n", id="quote-of-the-note"),
        pytest.param("a: 'x'\nb: 'y'\n", "it's\n", "a: 'x'\nb: 'y'\nnew: \"it's\\n\"\n", id="needs-escapes"),
        pytest.param("a: 1\n", [], "a: 1\nnew: []\n", id="empty-list"),
        pytest.param("a: 1\n", ["x", "y"], "a: 1\nnew:\n  - x\n  - y\n", id="list"),
        pytest.param("a:\n- 1\n", ["x"], "a:\n- 1\nnew:\n- x\n", id="list-indent"),
        pytest.param(
            "a: &x\n- 1\n- 2\n", ["x"], "a: &x\n- 1\n- 2\nnew:\n- x\n", id="list-indent-below-an-anchor"
        ),
        pytest.param("a: [1]\n", ["x", "y, z"], 'a: [1]\nnew: [x, "y, z"]\n', id="flow"),
        pytest.param("a: [1]\n", ["?x", ":y"], 'a: [1]\nnew: ["?x", ":y"]\n', id="flow-needs-quotes"),
        pytest.param("a: |\n  x\n", "y", "a: |\n  x\nnew: y\n", id="below-a-literal"),
        pytest.param("a: |+\n  x\n\n", "y", "a: |+\n  x\n\nnew: y\n", id="below-kept-blanks"),
        pytest.param("a: |\n  x\n  \xa0\n", "y", "a: |\n  x\n  \xa0\nnew: y\n", id="below-a-hard-space"),
        pytest.param("a: x\n  y\n", "z", "a: x\n  y\nnew: z\n", id="below-lines"),
        pytest.param("a: 1\n\n# end\n", "z", "a: 1\nnew: z\n\n# end\n", id="comments-stay-at-the-end"),
    ],
)
def test_add(before, value, after, newline):
    assert rewritten(before, lambda block: add(block, "new", value), newline) == after


@newlines
@each_of(
    "before, order, after",
    [
        pytest.param("a: 1\nc: 3\n", ["a", "new", "c"], "a: 1\nnew: x\nc: 3\n", id="between"),
        pytest.param("a: 1\nc: 3\n", ["new", "a"], "new: x\na: 1\nc: 3\n", id="first"),
        pytest.param("a: 1\nc: 3\n", ["c", "new"], "a: 1\nc: 3\nnew: x\n", id="last"),
        pytest.param("a: 1\nc: 3\n", ["a", "b", "new"], "a: 1\nnew: x\nc: 3\n", id="nearest-above"),
        pytest.param("a: 1\nc: 3\n", ["b", "new", "d", "c"], "a: 1\nnew: x\nc: 3\n", id="nearest-below"),
        pytest.param("a: 1\nc: 3\n", ["x", "y"], "a: 1\nc: 3\nnew: x\n", id="not-in-the-order"),
        pytest.param("a: 1\nz: 2\n", ["a"], "a: 1\nnew: x\nz: 2\n", id="not-in-the-order-but-others"),
        pytest.param("# of a\na: 1\n", ["new", "a"], "new: x\n# of a\na: 1\n", id="above-the-comment"),
        pytest.param("# top\n\na: 1\n", ["new", "a"], "# top\n\nnew: x\na: 1\n", id="below-the-top"),
        pytest.param(
            "a: 1 # c\n# of c\nc: 3\n", ["a", "new"], "a: 1 # c\nnew: x\n# of c\nc: 3\n", id="comments"
        ),
        pytest.param("a:\n  - y\nc: 3\n", ["a", "new"], "a:\n  - y\nnew: x\nc: 3\n", id="below-a-list"),
        pytest.param(
            "a: |+\n  y\n\nc: 3\n", ["a", "new"], "a: |+\n  y\n\nnew: x\nc: 3\n", id="below-kept-blanks"
        ),
        pytest.param("", ["new"], "new: x\n", id="alone"),
    ],
)
def test_add_in_order(before, order, after, newline):
    assert rewritten(before, lambda block: add(block, "new", "x", order), newline) == after


def test_add_where_the_closing_fence_ends_the_note():
    text = "---\na: 1\n---"
    rewrite = add(parse_frontmatter(text), "b", "x")
    assert apply_edits(text, rewrite.edits) == "---\na: 1\nb: x\n---"


@each_of(
    "values, newline, after",
    [
        ({"title": "啤酒"}, "\n", "---\ntitle: 啤酒\n---\n"),
        ({"a": "x", "b": ["y", "z: 1"]}, "\n", '---\na: x\nb:\n  - y\n  - "z: 1"\n---\n'),
        ({"a": "x", "b": ["y"], "c": []}, "\r\n", "---\r\na: x\r\nb:\r\n  - y\r\nc: []\r\n---\r\n"),
        (
            {"draft": True, "date": "2025-03-07", "n": None},
            "\n",
            "---\ndraft: true\ndate: 2025-03-07\nn:\n---\n",
        ),
        ({"a: b": "c #d"}, "\n", '---\n"a: b": "c #d"\n---\n'),
    ],
)
def test_create(values, newline, after):
    body = f"# Hops{newline}"
    rewrite = create(values, newline)
    text = apply_edits(body, rewrite.edits)
    assert text == after + body
    assert same(parse_frontmatter(text).values, values)
    assert expected({}, rewrite.intents) == values


@newlines
@each_of(
    "before, keys, after",
    [
        pytest.param("b: 1\na: 2\n", "ab", "a: 2\nb: 1\n", id="two"),
        pytest.param(
            "c: 1\nb: 'x' # why\na:   3\n", "abc", "a:   3\nb: 'x' # why\nc: 1\n", id="source-stays"
        ),
        pytest.param(
            "# of b\nb: 1\n# of a\na: 2\n", "ab", "# of a\na: 2\n# of b\nb: 1\n", id="comments-move"
        ),
        pytest.param("# top\n\n# of b\nb: 1\na: 2\n", "ab", "# top\n\na: 2\n# of b\nb: 1\n", id="top-stays"),
        pytest.param("b: 1\na: 2\n\n# end\n", "ab", "a: 2\nb: 1\n\n# end\n", id="end-stays"),
        pytest.param("b:\n  - x\n  # c\n  - y\na: 2\n", "ab", "a: 2\nb:\n  - x\n  # c\n  - y\n", id="list"),
        pytest.param(
            "b: |+\n  x\n\na: |\n  y\nc: 1\n", "acb", "a: |\n  y\nc: 1\nb: |+\n  x\n\n", id="literals"
        ),
        pytest.param("b: [x,\n  y]\na: 2\n", "ab", "a: 2\nb: [x,\n  y]\n", id="flow-over-lines"),
        pytest.param("a: 1\nb: 2\n", "ab", "a: 1\nb: 2\n", id="already"),
    ],
)
def test_reorder(before, keys, after, newline):
    assert rewritten(before, lambda block: reorder(block, list(keys)), newline) == after


@each_of(
    "intents, after",
    [
        ([Intent("a", 2)], {"a": 2, "b": ["x", "y", "z"]}),
        ([Intent("a", REMOVED), Intent("c", 1)], {"b": ["x", "y", "z"], "c": 1}),
        ([Intent("b", "w", 1)], {"a": 1, "b": ["x", "w", "z"]}),
        ([Intent("b", REMOVED, 0), Intent("b", REMOVED, 2)], {"a": 1, "b": ["y"]}),
        ([Intent("b", REMOVED, 0), Intent("b", "w", 2)], {"a": 1, "b": ["y", "w"]}),
        ([Intent("b", REMOVED, 1), Intent("b", REMOVED), Intent("c", ["x", "y"])], {"a": 1, "c": ["x", "y"]}),
        (
            [Intent("a", REMOVED, 0), Intent("b", REMOVED, 9), Intent("d", REMOVED)],
            {"a": 1, "b": ["x", "y", "z"]},
        ),
    ],
)
def test_expected(intents, after):
    values = {"a": 1, "b": ["x", "y", "z"]}
    assert expected(values, intents) == after
    assert values == {"a": 1, "b": ["x", "y", "z"]}


@pytest.mark.parametrize("quote", ["'", '"'])
@pytest.mark.parametrize("always", [False, True])
@pytest.mark.parametrize("flow", [False, True], ids=["block", "flow"])
@each_of(
    "value",
    [
        *(
            "yes",
            "no",
            "true",
            "null",
            "~",
            "",
            " ",
            "12",
            "0x1F",
            "0123",
            "1e3",
            "1.",
            ".inf",
            ".nan",
            "=",
            "<<",
        ),
        *(
            "2025-03-07",
            "2022-03-00",
            "12:30:45",
            "---",
            "...",
            "- x",
            "-",
            "? x",
            "?x",
            ":x",
            "::",
            "x:",
            "a: b",
        ),
        *(
            "# x",
            "a #b",
            "a#b",
            "x, y",
            "[x]",
            "[[Hops]]",
            "{{x}}",
            "{x",
            "x]",
            "&x",
            "*x",
            "!x",
            "|",
            ">",
            "%x",
        ),
        *(
            "@x",
            "`x`",
            "'",
            '"',
            "it's",
            'say "x"',
            "\\",
            "C:\\x",
            "\t",
            "a\tb",
            " x",
            "x ",
            "x\ny",
            "x\n",
            "\r\n",
        ),
        *(
            "啤酒",
            "🍺",
            "e\u0301",
            "\u3000x",
            "x\u3000",
            "\xa0",
            "x\x85y",
            "x\u2028y",
            "\ufeffx",
            "\x1b[0m",
            "\u200b",
        ),
        *(True, False, None, 0, -1, 10**20, 1.5, 1e300, -0.5, float("inf")),
    ],
)
def test_a_value_that_is_written_reads_back(value, flow, always, quote):
    source = write_scalar(value, quote=quote, always=always, flow=flow)
    line = f"a: [{source}, z]" if flow else f"a: {source}"
    block = parse_frontmatter(f"---\n{line}\nb: 1\n---\n")
    assert block.fault is None
    assert same(block.values, {"a": [value, "z"] if flow else value, "b": 1})


def test_a_value_that_can_not_be_written_does_no_harm_to_the_next():
    with pytest.raises(Exception, match="cannot represent"):
        write_scalar(object())
    assert write_scalar("a: b") == '"a: b"'


@given(
    st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=8),
    st.sampled_from("\"'"),
    st.booleans(),
    st.booleans(),
)
def test_what_is_quoted_without_a_writer_is_as_the_writer_has_it(
    text: str, quote: str, always: bool, flow: bool
) -> None:
    value = f"#{text}"
    written = write_scalar(value, quote=quote, always=always, flow=flow)
    assert value_of(compose(f"k: [{written}]\n" if flow else f"k: {written}\n")) == {
        "k": [value] if flow else value
    }
