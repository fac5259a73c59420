"""python-frontmatter reads as Obsidian does and writes back what it was given."""

import doctest
from datetime import date, datetime

import frontmatter
import pytest

from vault_tools.note import python_frontmatter
from vault_tools.note.yaml_guard import YamlError
from vault_tools.posts import ObsidianHandler, dumps, loads

NOTE = b"""\
---
# what it is about
title: 'Hops'  # to check
tags:
- beer # the first
- "malt"
- 2024
note: |
  two

  lines
rating: 0123
empty:
---

Body\x20\x20
"""


def changed(data, **values):
    """The note with other values; `...` removes a key."""
    post = loads(data)
    for key, value in values.items():
        if value is ...:
            del post[key]
        else:
            post[key] = value
    return dumps(post)


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(NOTE, id="comments-and-quotes"),
        pytest.param(NOTE.replace(b"\n", b"\r\n"), id="crlf"),
        pytest.param(b"\xef\xbb\xbf" + NOTE, id="bom"),
        pytest.param(b"\xef\xbb\xbf" + NOTE.replace(b"\n", b"\r\n"), id="bom-and-crlf"),
        pytest.param(b"\xef\xbb\xbf\xef\xbb\xbf" + NOTE, id="two-boms"),
        pytest.param(b"---  \na: 1\n--- \t\n\n\n  Body  ", id="spaces-behind-the-fences"),
        pytest.param(b"---\na: 1\n---", id="no-final-newline"),
        pytest.param(b"---\na: 1\n---\n\n\n", id="blank-lines-at-the-end"),
        pytest.param(b"---\na: 1\r\nb: 2\n---\r\nBody\n", id="mixed-newlines"),
        pytest.param(b"---\n---\n", id="empty"),
        pytest.param(b"---\n\n# only a comment\n\n---\n", id="comment-alone"),
        pytest.param(b"---\nb: 1\na: 2\nc: 0\n---\n", id="order"),
        pytest.param(b"---\na: 'x'\nb: \"y\"\nc: >-\n  z\nd: [ x , 'y' ]\n---\n", id="styles"),
        pytest.param(b"---\na: 2022-03-00\nb: yes\nc: 12:30:45\nd: 1e3\ne: 0x1F\n---\n", id="values"),
        pytest.param(b"---\na: 1\na: 2\n---\n", id="duplicate"),
        pytest.param(b"---\ndate: {{date}}\n---\n", id="template"),
        pytest.param(b"---\na: &x [1]\nb: *x\n---\n", id="alias"),
        pytest.param(b"---\n? a\n: 1\n---\n", id="explicit-key"),
        pytest.param(b"---\n[a]: 1\n---\n", id="list-as-key"),
        pytest.param(b"---\n[[Hops]]: 1\n---\n", id="link-as-key"),
        pytest.param(b"---\na: {[x]: 1}\n---\n", id="list-as-key-inside"),
        pytest.param(b"---\n{a: 1}\n---\n", id="flow-root"),
        pytest.param(b"---\n12: a\n~: b\n---\n", id="keys-that-are-no-text"),
        pytest.param(b"---\ncontent: x\nhandler: y\nself: z\n---\n", id="keys-named-like-arguments"),
        pytest.param("---\n作用: 🍺\n---\n啤酒\u2028".encode(), id="non-bmp"),
        pytest.param(b"Body only\r\n", id="no-frontmatter"),
        pytest.param(b"\n---\na: 1\n---\n", id="block-below-a-blank-line"),
        pytest.param(b"---\na: 1\n", id="not-closed"),
        pytest.param(b"  \n\n", id="blank"),
        pytest.param(b"", id="nothing"),
    ],
)
def test_an_unchanged_post_is_the_same_bytes(data):
    assert dumps(loads(data)) == data


@pytest.mark.parametrize("newline", [b"\n", b"\r\n"], ids=["lf", "crlf"])
@pytest.mark.parametrize("bom", [b"", b"\xef\xbb\xbf"], ids=["no-bom", "bom"])
@pytest.mark.parametrize(
    ("values", "before", "after"),
    [
        pytest.param({"title": "Malt"}, b"'Hops'", b"'Malt'", id="text"),
        pytest.param({"rating": 5}, b"0123", b"5", id="number"),
        pytest.param({"rating": "0123"}, b"0123", b'"0123"', id="number-to-text"),
        pytest.param({"empty": True}, b"empty:", b"empty: true", id="fill"),
        pytest.param({"empty": ["x"]}, b"empty:", b"empty:\n- x", id="fill-with-a-list"),
        pytest.param({"status": "draft"}, b"empty:\n", b"empty:\nstatus: draft\n", id="add"),
        pytest.param({"a": ["x", "y: z"]}, b"empty:\n", b'empty:\na:\n- x\n- "y: z"\n', id="add-a-list"),
        pytest.param({"rating": ...}, b"rating: 0123\n", b"", id="delete"),
        pytest.param({"note": ...}, b"note: |\n  two\n\n  lines\n", b"", id="delete-a-text-of-many-lines"),
        pytest.param({"empty": ..., "b": "x"}, b"empty:\n", b"b: x\n", id="delete-and-add"),
    ],
)
def test_a_change_changes_nothing_else(values, before, after, bom, newline):
    assert NOTE.count(before) == 1
    data, wanted = (bom + text.replace(b"\n", newline) for text in (NOTE, NOTE.replace(before, after)))
    assert changed(data, **values) == wanted


def test_values_are_set_on_a_note_without_frontmatter():
    assert changed(b"Body\r\n", title="Hops") == b"---\r\ntitle: Hops\r\n---\r\nBody\r\n"
    assert changed(b"\xef\xbb\xbfBody", a=1, b=[]) == b"\xef\xbb\xbf---\na: 1\nb: []\n---\nBody"


def test_the_last_key_leaves_an_empty_block():
    assert changed(b"---\na: 1\n---\nBody", a=...) == b"---\n---\nBody"


def test_a_value_that_is_set_again_as_it_was_changes_nothing():
    assert changed(NOTE, title="Hops", tags=["beer", "malt", 2024], rating=123, empty=None) == NOTE


@pytest.mark.parametrize("newline", [b"\n", b"\r\n"], ids=["lf", "crlf"])
def test_another_content(newline):
    data = NOTE.replace(b"\n", newline)
    post = loads(data)
    post.content = "  New\r\n\n"
    assert dumps(post) == data[: data.index(newline + b"Body") :] + b"  New\r\n\n"


def test_content_is_kept_as_it_is():
    assert loads(b"---\na: 1\n---\n\n  Body \r\n\n").content == "\n  Body \r\n\n"
    assert loads(b" Body\r\n").content == " Body\r\n"


def test_new_content_never_joins_the_closing_fence():
    post = loads(b"---\na: 1\n---")
    post.content = "Body"
    assert loads(dumps(post)).metadata == {"a": 1}
    assert b"Body" in dumps(post)


@pytest.mark.parametrize(
    ("data", "values"),
    [
        pytest.param(NOTE, {"tags": ["beer"]}, id="comment-in-a-list"),
        pytest.param(NOTE, {"note": "one line"}, id="text-of-many-lines"),
        pytest.param(b"---\na: # why\n  x\n---\n", {"a": "y"}, id="comment-above-a-text"),
        pytest.param(b"---\na: [x, # why\n  y]\n---\n", {"a": ["x"]}, id="comment-in-flow"),
        pytest.param(b"---\na:\n- x\n# why\n- y\n---\n", {"a": ...}, id="delete-a-line-of-comment"),
    ],
)
def test_a_comment_or_text_is_never_lost(data, values):
    with pytest.raises(ValueError, match="without losing a comment"):
        changed(data, **values)


@pytest.mark.parametrize(
    ("data", "values"),
    [
        pytest.param(b"---\na: 1\na: 2\nb: 1\n---\n", {"b": 2}, id="duplicate"),
        pytest.param(b"---\na: {{x}}\nb: 1\n---\n", {"b": 2}, id="template"),
        pytest.param(b"---\na: &x 1\nb: *x\n---\n", {"a": 2}, id="alias"),
        pytest.param(b"---\n{a: 1}\n---\n", {"b": 2}, id="flow-root"),
        pytest.param(b"---\n{}\n---\n", {"b": 2}, id="empty-flow-root"),
        pytest.param(b"---\n? a\n: 1\n---\n", {"a": 2}, id="explicit-key"),
        pytest.param(b"---\na: 1\n---\n", {"b": object()}, id="what-is-no-value"),
        pytest.param(b"---\na: 1\n---\n", {"b": float("nan")}, id="not-a-number"),
        pytest.param(b"---\na: 1\n---\n", {"b" * 2000: 1}, id="key-too-long-for-yaml"),
        pytest.param(b"---\na: |+\n  x\n\nb: 1\n\n---\n", {"b": ...}, id="blank-line-would-join-another"),
    ],
)
def test_a_change_that_can_not_be_made_alone_is_refused(data, values):
    with pytest.raises(ValueError, match=r"\w"):
        changed(data, **values)


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"---\na: b: c\n---\n", id="no-yaml"),
        pytest.param(b"---\na: [\n---\n", id="unclosed"),
        pytest.param(b"---\n- a\n---\n", id="list"),
        pytest.param(b"---\nA rule and text.\n---\n", id="text"),
        pytest.param(b"---\na: " + b"[" * 25_000 + b"\n---\n", id="deep"),
        pytest.param(b"---\na: &x [*x]\n---\n", id="alias-to-itself"),
    ],
)
def test_invalid_yaml_raises(data):
    with pytest.raises(YamlError):
        loads(data)


def test_what_is_no_utf8_raises():
    with pytest.raises(UnicodeDecodeError):
        loads(b"---\na: \xff\n---\n")


@pytest.mark.parametrize("newline", [b"\n", b"\r\n"], ids=["lf", "crlf"])
@pytest.mark.parametrize("bom", [b"", b"\xef\xbb\xbf"], ids=["no-bom", "bom"])
def test_the_handler_reads_as_obsidian_does(tmp_path, newline, bom):
    path = tmp_path / "On hops.md"
    data = b"---  \ndate: 2022-03-00\nopen: yes\ntime: 12:30:45\nnone:\nid: '0123'\n---\t\nBody\n"
    path.write_bytes(bom + data.replace(b"\n", newline))
    post = frontmatter.load(path, handler=ObsidianHandler())
    assert post.metadata == {
        "date": "2022-03-00",
        "open": "yes",
        "time": "12:30:45",
        "none": None,
        "id": "0123",
    }
    assert post.content == "Body"


@pytest.mark.parametrize("text", ["Body", "---\na: 1\nBody", "Body\n---\na: 1\n---\n", "----\na: 1\n----\n"])
def test_the_handler_sees_no_frontmatter(text):
    assert not ObsidianHandler().detect(text)
    assert frontmatter.loads(text, handler=ObsidianHandler()).metadata == {}
    with pytest.raises(ValueError, match="no frontmatter"):
        ObsidianHandler().split(text)


def test_the_handler_writes_a_post_of_the_users_own():
    post = frontmatter.Post("Body", handler=ObsidianHandler(), title="啤酒", tags=["a: b"], done=False)
    assert frontmatter.dumps(post) == '---\ntitle: 啤酒\ntags:\n  - "a: b"\ndone: false\n---\nBody'


def test_content_is_a_plain_text_and_what_is_assigned_is_written() -> None:
    post = loads(b"---\r\ntitle: Hops\r\n---\r\n\r\nBody one\r\n")
    assert type(post.content) is str
    post.content = post.content.replace("one", "two")
    assert dumps(post) == b"---\r\ntitle: Hops\r\n---\r\n\r\nBody two\r\n"
    post.content = post.content.strip()
    assert dumps(post) == b"---\r\ntitle: Hops\r\n---\r\nBody two"


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (date(2025, 3, 7), b"a: 2025-03-07\n"),
        (datetime(2025, 3, 7, 10, 30), b"a: 2025-03-07T10:30:00\n"),
        (("b", "c"), b"a:\n  - b\n  - c\n"),
        ({"b": 1, "c": ["d", "e: f"]}, b'a: {b: 1, c: [d, "e: f"]}\n'),
        ([{"b": None}], b"a:\n  - {b: null}\n"),
        ([(1, 2), []], b"a:\n  - [1, 2]\n  - []\n"),
    ],
)
@pytest.mark.parametrize("before", [b"", b"a:\n", b"a: b\n"])
def test_dates_tuples_and_mappings_are_values(value: object, written: bytes, before: bytes) -> None:
    post = loads(b"---\ntitle: Hops\n" + before + b"---\nBody\n")
    post["a"] = value
    assert dumps(post) == b"---\ntitle: Hops\n" + written + b"---\nBody\n"


@pytest.mark.parametrize("value", [{1, 2}, b"x", object(), [{"a": {1}}]])
def test_another_value_is_an_error_that_names_what_is_allowed(value: object) -> None:
    post = loads(b"---\ntitle: Hops\n---\n")
    post["a"] = value
    with pytest.raises(ValueError, match="allowed are None, bool, int, float, str, date, datetime"):
        dumps(post)


def test_the_example_in_the_documentation_is_right() -> None:
    assert doctest.testmod(python_frontmatter) == (0, 4)
