"""Files in a vault that configure the program may come from a stranger: no link is followed, nothing blocks,
and nothing large is read."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from vault_tools.watch.blockers import look_around

pytestmark = [
    pytest.mark.usefixtures("time_limit"),
    pytest.mark.skipif(os.name == "nt", reason="Windows has neither FIFOs nor /dev/zero"),
]

NOTE = '---\ntags: ["#hops"]\n---\nSaaz.\n'
FIXED = "---\ntags: [hops]\n---\nSaaz.\n"


def large(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(100 * 1024 * 1024)


ODD: dict[str, Callable[[Path], object]] = {
    "link-to-device": lambda path: path.symlink_to("/dev/zero"),
    "link-out": lambda path: path.symlink_to("/etc/hostname"),
    "link-to-nothing": lambda path: path.symlink_to("nowhere"),
    "fifo": lambda path: os.mkfifo(path),
    "large": large,
    "folder": lambda path: path.mkdir(),
}
OWN = ["vault-tools.yaml", ".vault-tools.yaml", "vault-tools-baseline.json"]
OBSIDIANS = [
    ".obsidian/app.json",
    ".obsidian/types.json",
    ".obsidian/templates.json",
    ".obsidian/plugins/templater-obsidian/data.json",
]
REFUSED = [(name, odd) for name in OWN for odd in ODD]
REFUSED += [(name, odd) for name in OBSIDIANS for odd in ("link-out", "large")]


@pytest.mark.parametrize(("name", "odd"), REFUSED)
def test_odd_file_is_named_and_nothing_written(vault, call, name: str, odd: str) -> None:
    root = vault({"Saaz.md": NOTE, ".obsidian/appearance.json": "{}"})
    (root / name).parent.mkdir(parents=True, exist_ok=True)
    ODD[odd](root / name)
    for command in ("check", "fix"):
        done = call(command, root)
        assert (done.returncode, done.stdout) == (2, b"")
        assert done.stderr.decode().startswith(f"error: {root / name}: ")
    assert (root / "Saaz.md").read_text() == NOTE


@pytest.mark.parametrize("odd", sorted(ODD.keys() - {"link-out", "large"}))
@pytest.mark.parametrize("name", OBSIDIANS)
def test_what_can_be_no_settings_is_none(vault, call, name: str, odd: str) -> None:
    root = vault({"Saaz.md": NOTE, ".obsidian/appearance.json": "{}"})
    (root / name).parent.mkdir(parents=True, exist_ok=True)
    ODD[odd](root / name)
    assert call("fix", root).returncode == 0
    assert (root / "Saaz.md").read_text() == FIXED


@pytest.mark.parametrize("odd", ODD)
@pytest.mark.parametrize(
    "name", [".obsidian/workspace.json", ".obsidian/workspace-mobile.json", ".gitignore"]
)
def test_odd_file_is_as_good_as_none(vault, call, name: str, odd: str) -> None:
    root = vault({"Saaz.md": NOTE, ".obsidian/app.json": "{}", "vault-tools.yaml": "exclude-ignored: true\n"})
    ODD[odd](root / name)
    assert look_around(root, ["Saaz.md"]).open_notes == frozenset()
    done = call("watch", root, "--once", "--quiet-period", "0")
    assert (root / "Saaz.md").read_text() in (NOTE, FIXED)
    assert done.returncode == 0
    assert call("fix", root).returncode == 0
    assert (root / "Saaz.md").read_text() == FIXED


@pytest.mark.parametrize("name", ["vault-tools.yaml", "vault-tools-baseline.json"])
def test_link_that_the_user_names_is_followed(vault, call, tmp_path: Path, name: str) -> None:
    root = vault({"Saaz.md": NOTE})
    text = (
        "keys: {title: {required: true}}\n"
        if name.endswith("yaml")
        else '{"vault-tools-baseline": 1, "notes": {}}'
    )
    (tmp_path / "kept").write_text(text)
    (tmp_path / "linked").symlink_to("kept")
    option = "--config" if name.endswith("yaml") else "--baseline"
    assert call("check", root, option, tmp_path / "linked").returncode == 1
