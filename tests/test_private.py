"""What is kept outside of the vaults is its user's alone."""

import os
import stat
from pathlib import Path

import pytest

pytestmark = pytest.mark.usefixtures("time_limit")

NOTES = {
    "vault-tools.yaml": "keys: {tags: {type: tags}}\ntags: {style: kebab-case}\n",
    "Saaz.md": '---\ntags: ["#hops", 1]\n---\nSaaz #Beer.\n',
    "Hops.md": "---\ntags: [hops, Hops]\nbig: 1" + "0" * 40 + '\nhalf: "\\ud800"\n---\n#beer\n',
}


def kept(home: Path) -> list[Path]:
    return [
        path for folder in ("cache", "state") for path in [home / folder / "vault-tools"] if path.exists()
    ]


def everything(home: Path) -> list[Path]:
    return [path for folder in kept(home) for path in (folder, *folder.rglob("*"))]


@pytest.mark.skipif(os.name == "nt", reason="Windows has no modes")
@pytest.mark.parametrize("umask", [0o000, 0o022])
def test_nobody_else_may_read_what_is_kept(vault, call, home: Path, umask: int) -> None:
    root = vault(NOTES)
    before = os.umask(umask)
    try:
        for command in ("check", "fix", "undo"):
            call(command, root)
    finally:
        os.umask(before)
    assert len(kept(home)) == 2
    for path in everything(home):
        status = path.lstat()
        allowed = 0o700 if stat.S_ISDIR(status.st_mode) else 0o600
        assert stat.S_IMODE(status.st_mode) == allowed, path


@pytest.mark.skipif(os.name == "nt", reason="Windows has no modes")
def test_what_was_open_to_others_is_closed(vault, call, home: Path) -> None:
    root = vault(NOTES)
    for command in ("check", "fix"):
        call(command, root)
    for path in everything(home):
        path.chmod(0o777 if path.is_dir() else 0o666)
    (root / "Saaz.md").write_text(NOTES["Saaz.md"])
    call("fix", root)
    assert all(path.lstat().st_mode & 0o077 == 0 for path in kept(home))


@pytest.mark.skipif(os.name == "nt" or os.geteuid() != 0, reason="only root can give a folder away")
@pytest.mark.parametrize("folder", ["cache", "state"])
def test_folder_of_somebody_else_is_refused_with_a_word(vault, call, home: Path, folder: str) -> None:
    root = vault(NOTES)
    call("fix", root)
    (root / "Saaz.md").write_text(NOTES["Saaz.md"])
    for path in (home / folder).rglob("*"):
        os.chown(path, 12345, 12345)
    done = call("fix", root)
    assert b"belongs to somebody else" in done.stderr
    assert done.returncode == (2 if folder == "state" else 0)
    if folder == "state":
        undone = call("undo", root)
        assert (undone.returncode, b"belongs to somebody else" in undone.stderr) == (2, True)


def test_staging_folder_is_called_by_no_host(vault, monkeypatch: pytest.MonkeyPatch) -> None:
    """A container's host has another name each time: what one left behind, the next one finds."""
    from vault_tools.disk.change import Change
    from vault_tools.disk.writer import Writer

    root = vault({"Saaz.md": "1"})
    names = []
    for host, (before, after) in {"one": (b"1", b"2"), "two": (b"2", b"3")}.items():
        monkeypatch.setattr("socket.gethostname", lambda host=host: host)
        with Writer(root, "test") as writer:
            writer.write([Change("Saaz.md", before, after)])
            names += [path.name for path in root.iterdir() if path.name.startswith(".vault-tools-")]
    assert len(names) == 2
    assert len(set(names)) == 1
