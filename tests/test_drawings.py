"""Canvases and bases are read for their links, and not written."""

import json
from pathlib import Path

import pytest

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


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", "null", '{"nodes": 1}', '{"nodes": [1, {"file": 2}, {"text": null}]}', "[" * 100_000],
)
def test_broken_canvas_has_no_links(text: str) -> None:
    assert read("A.canvas", text) == []


VAULT = {
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
    assert lines(call, root) == ["Board.canvas:12:13: warning broken-link: no file `gone.png`"]
    (root / "Malt.md").rename(root / "Barley malt.md")
    assert lines(call, root)[1:] == []
    assert len(lines(call, root, "--severity", "info")) == 3
    (root / "gone.png").write_bytes(b"")
    (root / "Barley malt.md").rename(root / "Malt.md")
    assert lines(call, root, "--severity", "info") == []
    (root / "Board.canvas").write_text(CANVAS.replace("Beer/Hops.md", "Hops.md").replace("#Noble", "#None"))
    assert len(lines(call, root)) == 1


def test_canvas_is_not_written(vault, call) -> None:
    root = vault({**VAULT, "Board.canvas": CANVAS.replace("Beer/Hops.md", "Old/Hops.md")})
    before = (root / "Board.canvas").read_bytes()
    assert any("is now `Beer/Hops.md`" in line for line in lines(call, root))
    call("fix", root, "--unsafe-fixes")
    assert (root / "Board.canvas").read_bytes() == before


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
