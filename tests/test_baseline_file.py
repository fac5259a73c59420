"""The baseline is written like everything else in a vault: never outside, and undo reverts it."""

from pathlib import Path

import pytest

pytestmark = pytest.mark.usefixtures("time_limit")

NAME = "vault-tools-baseline.json"
OLD = '{"vault-tools-baseline": 1, "notes": {}}'
NOTES = {".obsidian/app.json": "{}", "Saaz.md": '---\ntags: ["#hops"]\n---\nSaaz.\n'}


@pytest.mark.parametrize("before", [None, OLD], ids=["new", "old"])
def test_undo_takes_it_back(vault, call, before: str | None) -> None:
    root = vault(NOTES if before is None else NOTES | {NAME: before})
    call("check", root, "--write-baseline")
    assert "malformed-tag" in (root / NAME).read_text()
    assert b"check --write-baseline" in call("undo", root, "--list").stdout
    call("undo", root)
    assert ((root / NAME).read_text() if (root / NAME).exists() else None) == before


@pytest.mark.parametrize("options", [[], ["--baseline", f"vault/{NAME}"]], ids=["usual", "named"])
@pytest.mark.parametrize("content", [None, OLD, "mine"])
def test_nothing_is_written_through_a_link(
    vault, call, tmp_path: Path, options: list[str], content: str | None
) -> None:
    root, outside = vault(NOTES), tmp_path / "outside.json"
    if content is not None:
        outside.write_text(content)
    (root / NAME).symlink_to(outside)
    done = call("check", root, "--write-baseline", *options)
    assert (done.returncode, done.stdout) == (2, b"")
    assert (outside.read_text() if outside.exists() else None) == content
    assert (root / NAME).is_symlink()


def test_nothing_is_written_through_a_link_beside_the_vault(vault, call, tmp_path: Path) -> None:
    root, outside = vault(NOTES), tmp_path / "mine"
    outside.write_text("mine")
    (root.parent / "base.json").symlink_to(outside)
    done = call("check", root, "--write-baseline", "--baseline", "base.json", cwd=root.parent)
    assert done.returncode == 2
    assert outside.read_text() == "mine"


def test_nothing_is_written_through_a_linked_folder(vault, call, tmp_path: Path) -> None:
    root, outside = vault(NOTES), tmp_path / "outside"
    outside.mkdir()
    (root / "kept").symlink_to(outside)
    done = call("check", root, "--write-baseline", "--baseline", "vault/kept/known.json")
    assert (done.returncode, b"is in the linked folder" in done.stderr) == (2, True)
    assert not [*outside.iterdir()]


def test_file_elsewhere_is_written_because_it_was_named(vault, call, tmp_path: Path) -> None:
    root = vault(NOTES)
    assert call("check", root, "--write-baseline", "--baseline", tmp_path / "known.json").returncode == 0
    assert "malformed-tag" in (tmp_path / "known.json").read_text()
    assert not (root / NAME).exists()
