"""The parts of the server that need no process: framing, positions, file names, descriptions of shapes."""

import json
import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vault_tools.config.config import load_config
from vault_tools.lint.engine import check
from vault_tools.note.note import IGNORE_KEY, Note
from vault_tools.note.text import Edit, Span, apply_edits
from vault_tools.server.framing import MAX_MESSAGE, Frames, Garbled, framed
from vault_tools.server.language import text_edits
from vault_tools.server.opt_out import ignoring
from vault_tools.server.positions import LineIndex
from vault_tools.server.uris import path_in, path_of, uri_of

# Framing

HELLO = {"jsonrpc": "2.0", "method": "hello", "params": {"text": "Saaz 😀 é"}}


@pytest.mark.parametrize("size", [1, 2, 7, 1000])
def test_messages_come_in_whatever_pieces(size: int) -> None:
    data = framed(HELLO) * 3
    frames = Frames()
    pieces = (data[start : start + size] for start in range(0, len(data), size))
    assert [message for piece in pieces for message in frames.feed(piece)] == [HELLO] * 3


@pytest.mark.parametrize(
    "data",
    [
        b"Content-Type: text\r\n\r\n",
        b"Content-Length: many\r\n\r\n",
        b"Content-Length: -1\r\n\r\n",
        b"Content-Length: 4\r\n\r\n{]:[",
        b"Content-Length: 2\r\n\r\n[]",
        b"Content-Length: 4\r\n\r\n\xff\xfe\x00\x00",
        b"Content-Length: 200000\r\n\r\n" + b"[" * 200_000,
    ],
)
def test_what_is_no_message_is_told_and_passed_over(data: bytes) -> None:
    first, *others = Frames().feed(data + framed(HELLO))
    assert isinstance(first, Garbled)
    assert others[-1:] == [HELLO]


def test_header_without_an_end_is_not_kept() -> None:
    frames = Frames()
    found = [message for _ in range(100) for message in frames.feed(b"x" * 1000)]
    assert {type(message) for message in found} == {Garbled}
    assert len(frames._buffer) < 10_000
    assert [*frames.feed(framed(HELLO))] == [HELLO]


@pytest.mark.parametrize("wrong", [-3, 5])
def test_wrong_length_costs_no_later_message(wrong: int) -> None:
    body = json.dumps(HELLO).encode()
    data = b"Content-Length: %d\r\n\r\n" % (len(body) + wrong) + body
    found = [*Frames().feed(data + framed(HELLO) * 3)]
    assert found[-1] == HELLO
    assert any(isinstance(message, Garbled) for message in found)


def test_message_that_is_too_large_is_refused_and_never_kept() -> None:
    frames = Frames()
    (refused,) = frames.feed(b"Content-Length: %d\r\n\r\n" % (MAX_MESSAGE + 1))
    assert isinstance(refused, Garbled)
    piece = bytes(1 << 20)
    assert [m for _ in range(MAX_MESSAGE >> 20) for m in frames.feed(piece)] == []
    assert len(frames._buffer) < len(piece)
    assert [*frames.feed(b"x" + framed(HELLO))] == [HELLO]


def test_half_characters_are_escaped() -> None:
    assert [*Frames().feed(framed({"text": "\ud83d"}))] == [{"text": "\ud83d"}]


# Places

TEXTS = ["a\nbc\n", "é😀x\r\n😀\r\n", "e\u0301\rb", "\ufeffa😀\nb", "", "👩‍👩‍👧\n中文\n"]


def units(text: str, encoding: str) -> int:
    return len(text.encode("utf-16-le")) // 2 if encoding == "utf-16" else len(text)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-32"])
@pytest.mark.parametrize("text", TEXTS)
def test_places_are_those_of_the_client(text: str, encoding: Any) -> None:
    lines = LineIndex(text, encoding)
    own = text.removeprefix("\ufeff")
    for offset in range(len(own) + 1):
        before = text[: offset + len(text) - len(own)]
        if before.endswith("\r") and own[offset:].startswith("\n"):
            continue
        wanted = before.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        position = lines.position(offset)
        assert position == {"line": len(wanted) - 1, "character": units(wanted[-1], encoding)}
        assert lines.offset(position) == offset


@pytest.mark.parametrize(("line", "character", "offset"), [(0, 99, 1), (9, 0, 4), (1, 9, 3), (-1, -1, 0)])
def test_places_beyond_the_text_are_its_ends(line: int, character: int, offset: int) -> None:
    assert LineIndex("a\nb\n", "utf-16").offset({"line": line, "character": character}) == offset


PIECES = st.lists(st.sampled_from(["a\n", "😀\r\n", "b", "---\n", "e\u0301\n", "\n"]), max_size=12).map(
    "".join
)


@given(PIECES, PIECES, st.booleans())
def test_edits_make_one_text_the_other(old: str, new: str, bom: bool) -> None:
    mark = "\ufeff" if bom else ""
    edits = text_edits(mark + old, mark + new)
    assert apply_edits(old, edits) == new
    assert all(edit.new or edit.span.start < edit.span.end for edit in edits)


@pytest.mark.parametrize(("old", "new"), [("a\na\n", "a\n"), ("a\n", "a\na\n"), ("a\nb\na\n", "a\n")])
def test_a_line_is_not_shared_at_both_ends(old: str, new: str) -> None:
    assert apply_edits(old, text_edits(old, new)) == new


def test_edits_are_as_small_as_lines_are() -> None:
    assert text_edits("a\nb\nc\n", "a\nx\nc\n") == [Edit(Span(2, 4), "x\n")]


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("bom", ["", "\ufeff"])
@pytest.mark.parametrize("encoding", ["utf-16", "utf-32"])
def test_diagnostics_stand_where_the_words_are(newline: str, bom: str, encoding: Any) -> None:
    from vault_tools.config.config import load_config

    text = bom + newline.join(["---", "title: 😀 e\u0301", "x: 😀", "tags: [😀, 😀]", "---", ""])
    config = load_config("keys: {tags: {type: tags}}")
    note = Note.decode("A.md", text.encode())
    found = [d for d in check(note, config.rules, config.schema_for("A.md")) if d.rule == "duplicate-value"]
    assert found
    lines = text.split(newline)
    for diagnostic in found:
        place = LineIndex(text, encoding).range(diagnostic.span)
        line = lines[place["start"]["line"]]
        ends = line.encode("utf-16-le") if encoding == "utf-16" else line.encode("utf-32-le")
        width = 2 if encoding == "utf-16" else 4
        start, end = place["start"]["character"] * width, place["end"]["character"] * width
        word = ends[start:end].decode("utf-16-le" if encoding == "utf-16" else "utf-32-le")
        assert word == diagnostic.span.of(note.text)


# Names of files


@pytest.mark.parametrize(
    ("uri", "path"),
    [
        ("file:///home/ada/My%20vault/A.md", "/home/ada/My vault/A.md"),
        ("file://localhost/a/%E4%B8%AD.md", "/a/中.md"),
        ("file:///a/%FF.md", "/a/\udcff.md"),
        ("file:///a%2Fb.md", None),
        ("file:///a%00.md", None),
        ("file://server/share/a.md", None),
        ("untitled:Untitled-1", None),
        ("http://example.org/a.md", None),
        ("file://[bad/a.md", None),
        ("", None),
    ],
)
def test_uri_names_a_path(uri: str, path: str | None) -> None:
    assert path_of(uri, windows=False) == path


@pytest.mark.parametrize(
    ("uri", "path"),
    [
        ("file:///c%3A/Users/Ada/A.md", "c:\\Users\\Ada\\A.md"),
        ("file:///C:/A%20b.md", "C:\\A b.md"),
        ("file://server/share/A.md", "\\\\server\\share\\A.md"),
        ("file:///C:/a%5Cb.md", None),
        ("file:///home/A.md", None),
    ],
)
def test_uri_names_a_path_on_windows(uri: str, path: str | None) -> None:
    assert path_of(uri, windows=True) == path


@pytest.mark.parametrize("path", ["/a b/中/#x?.md", "/a%2Fb.md", "/\udcff.md", "/a/[b].md"])
def test_path_survives_its_uri(path: str) -> None:
    uri = uri_of(path, windows=False)
    assert uri.isascii()
    assert path_of(uri, windows=False) == (path if "%2F" not in path else None) or "%252F" in uri


@pytest.mark.parametrize("path", ["C:\\a b\\中.md", "\\\\server\\share\\a.md"])
def test_path_survives_its_uri_on_windows(path: str) -> None:
    assert path_of(uri_of(path, windows=True), windows=True) == path


def test_path_in_the_vault_is_relative(tmp_path: Path) -> None:
    root = tmp_path / "vault"
    (root / "Sub").mkdir(parents=True)
    (tmp_path / "link").symlink_to(root)
    assert path_in(root, uri_of(root / "Sub" / "A.md")) == "Sub/A.md"
    assert path_in(root, uri_of(tmp_path / "link" / "Sub" / "A.md")) == "Sub/A.md"
    assert path_in(tmp_path / "link", uri_of(root / "A.md")) == "A.md"
    assert path_in(root, uri_of(tmp_path / "A.md")) is None
    assert path_in(root, uri_of(root / ".." / "A.md")) is None
    assert path_in(root, uri_of(os.fspath(root) + "-more/A.md")) is None


# Opting out


@pytest.mark.parametrize(("allowed", "is_offered"), [("missing-key", True), ("broken-link", False)])
def test_opting_out_is_not_offered_where_another_rule_would_object(allowed: str, *, is_offered: bool) -> None:
    config = load_config(f"keys: {{title: {{required: true}}, {IGNORE_KEY}: {{values: [{allowed}]}}}}\n")
    note = Note("A.md", "---\nnote: n\n---\nText.\n")
    (found,) = check(note, config.rules, config.schema_for("A.md"))
    assert found.rule == "missing-key"
    assert bool(ignoring(note, found, config)) is is_offered
