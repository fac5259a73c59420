"""Canvases and bases are read for their links; only moved targets in canvases are rewritten."""

import json
from pathlib import Path

import pytest
from each_of import each_of

from vault_tools.vault.drawing import facts_of_drawing

CANVAS = json.dumps(
    {
        "nodes": [
            {"id": "1", "type": "file", "file": "Beer/Hops.md", "subpath": "#Noble"},
            {"id": "2", "type": "text", "text": 'See [[Malt]], ![[gone.png]] and `[[code]]`.\n"[[Malt]]"'},
            {"id": "3", "type": "link", "url": "https://example.com"},
            {"id": "4", "type": "group", "label": "[[No link]]"},
            {"id": "5", "type": "file", "file": "img/map.png"},
        ],
        "edges": [{"id": "e", "fromNode": "1", "toNode": "2"}],
    },
    indent=1,
)
BASE = """\
filters:
  and:
    - file.hasLink("Hops")
    - 'list(up).contains(link("Saaz"))'
    - "[[Malt|m]]"
"""


def read(path: str, text: str) -> list[tuple[str, str, str, int]]:
    return [(link.kind, link.target, link.anchor, link.line) for link in facts_of_drawing(path, text).links]


def test_cards_and_their_text_are_read() -> None:
    assert read("A.canvas", CANVAS) == [
        ("card", "Beer/Hops.md", "Noble", 6),
        ("wikilink", "Malt", "", 12),
        ("embed", "gone.png", "", 12),
        ("wikilink", "Malt", "", 12),
        ("card", "img/map.png", "", 27),
    ]


def test_bases_are_read() -> None:
    assert [target for _, target, _, _ in read("A.base", BASE)] == ["Hops", "Saaz", "Malt"]


@each_of(
    "text",
    ["", "{", "[]", "null", '{"nodes": 1}', '{"nodes": [1, {"file": 2}, {"text": null}]}', "[" * 100_000],
)
def test_broken_canvas_has_no_links(text: str) -> None:
    assert read("A.canvas", text) == []


VAULT = {
    ".obsidian/app.json": "{}",
    "Beer/Hops.md": "# Noble\n\nText.\n",
    "Malt.md": "Text.\n",
    "img/map.png": "",
    "Board.canvas": CANVAS,
}


def lines(call, root: Path, *args: str) -> list[str]:
    done = call("check", root, "--output-format", "concise", *args, cwd=root.parent)
    return [line.removeprefix(f"{root.name}/") for line in done.stdout.decode().splitlines()]


def test_link_of_a_canvas_that_leads_nowhere_is_told(vault, call) -> None:
    root = vault(VAULT)
    assert lines(call, root) == ["Board.canvas:12:30: warning broken-link: no file `gone.png`"]
    (root / "Malt.md").rename(root / "Barley malt.md")
    assert lines(call, root)[1:] == []
    assert len(lines(call, root, "--severity", "info")) == 3
    (root / "gone.png").write_bytes(b"")
    (root / "Barley malt.md").rename(root / "Malt.md")
    assert lines(call, root, "--severity", "info") == []
    (root / "Board.canvas").write_text(CANVAS.replace("Beer/Hops.md", "Hops.md").replace("#Noble", "#None"))
    assert len(lines(call, root)) == 1


MOVED = """\
{
\t"nodes":[
\t\t{"id":"1","type":"file","file":"Old/Hops.md","subpath":"#Noble", "label":"Old/Hops.md"},
\t\t{"id":"2","type":"text","text":
\t\t "\\u00e9\\n[[Old/Hops#Noble|Old/Hops]] ![](old/map.png)\\n`[[Old/Hops]]`"},
\t\t{"id":"3","type":"file","file":"map.png","x":1.50},  {"id":"4","type":"file","file":"Old\\/Hops.md"},
\t\t{"id":"5","type":"file","file":"Malt.md"}
\t],
\t"edges":[{"id":"e","fromNode":"1","toNode":"2","label":"Old/Hops.md"}]
}"""
NOW = (
    MOVED.replace('"file":"Old/Hops.md"', '"file":"Beer/Hops.md"')
    .replace("[[Old/Hops#Noble|", "[[Hops#Noble|")
    .replace("](old/", "](")
    .replace('"file":"map.png"', '"file":"img/map.png"')
    .replace('"file":"Old\\/Hops.md"', '"file":"Beer/Hops.md"')
)


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_moved_target_is_written_and_no_other_byte(vault, call, newline: str, mark: bytes) -> None:
    before, after = (mark + text.replace("\n", newline).encode() for text in (MOVED, NOW))
    root = vault({**VAULT, "Board.canvas": before})
    shown = call("fix", root, "--diff")
    assert (shown.returncode, b"+++ b/Board.canvas" in shown.stdout) == (1, True)
    assert (root / "Board.canvas").read_bytes() == before
    assert call("fix", root).returncode == 0
    assert (root / "Board.canvas").read_bytes() == after
    assert call("fix", root, "--diff").stdout == b""
    assert not any("is now" in line for line in lines(call, root))
    assert call("undo", root).returncode == 0
    assert (root / "Board.canvas").read_bytes() == before


def test_canvas_is_fixed_in_the_folder_that_was_asked_for_alone(vault, call) -> None:
    root = vault({**VAULT, "Board.canvas": MOVED, "Beer/Board.canvas": MOVED, "A.md": "[[Old/Hops]]\n"})
    call("fix", root / "A.md")
    assert (root / "A.md").read_text() == "[[Hops]]\n"
    call("fix", root / "Beer")
    assert (root / "Board.canvas").read_text() == MOVED
    assert '"file":"Beer/Hops.md"' in (root / "Beer/Board.canvas").read_text()


@pytest.mark.parametrize(
    "canvas",
    [
        '{"nodes":[{"type":"file","file":"Old/Hops.md"}',
        '{"nodes":[{"type":"file","file":"Old/Hops.md"}]}{}',
        '{"nodes":{"type":"file","file":"Old/Hops.md"}}',
        '{"nodes":[{"type":"file","file":"Old/Hops.md",}]}',
        '["Old/Hops.md"]',
        '{"nodes":' + "[" * 100_000,
    ],
)
def test_broken_canvas_is_left_alone_with_a_word(vault, call, canvas: str) -> None:
    root = vault({**VAULT, "Board.canvas": canvas})
    said = "Board.canvas:1:1: warning broken-link: this canvas is not valid JSON: its links are not known"
    assert lines(call, root) == [said]
    assert call("fix", root, "--unsafe-fixes").returncode == 0
    assert (root / "Board.canvas").read_text() == canvas


@pytest.mark.parametrize("canvas", ["", "\n", "{}", '{"nodes":[]}'])
def test_empty_canvas_is_fine(vault, call, canvas: str) -> None:
    assert lines(call, vault({**VAULT, "Board.canvas": canvas})) == []


@pytest.mark.parametrize("target", ["Old/hops.md", "Old/Ho ps.md", "Old/Gone.md", "Malt (1).md"])
def test_canvas_is_not_written_where_it_is_not_sure(vault, call, target: str) -> None:
    name = target.removesuffix(".md")
    text = MOVED.replace("Old\\/Hops", name).replace("Old/Hops", name).replace("map.png", "mop.png")
    root = vault({**VAULT, "Board.canvas": text})
    call("fix", root, "--unsafe-fixes", "--select", "broken-link,ambiguous-link")
    assert (root / "Board.canvas").read_text() == text


def test_card_names_a_file_by_its_whole_path(vault, call) -> None:
    canvas = '{"nodes":[{"file":"Hops.md"},{"file":"beer/hops.md"},{"file":"C# intro.png"},{"file":"Hops"}]}'
    root = vault({**VAULT, "Board.canvas": canvas})
    assert [line.partition("broken-link: ")[2] for line in lines(call, root)] == [
        "`Hops.md` is now `Beer/Hops.md` [fix]",
        "`Hops` is now `Beer/Hops.md` [fix]",
    ]


def test_note_on_a_canvas_is_no_orphan(vault, call) -> None:
    root = vault(VAULT)
    assert lines(call, root, "--select", "orphan-note") == []
    (root / "Board.canvas").unlink()
    assert len(lines(call, root, "--select", "orphan-note")) == 2


def test_canvas_is_no_note(vault, call) -> None:
    root = vault({**VAULT, "B.base": BASE})
    listed = call("list", root, "--output-format", "paths").stdout.decode().splitlines()
    assert listed == ["Beer/Hops.md", "Malt.md"]
    assert call("check", root, "--show-files").stdout.decode().splitlines() == listed
