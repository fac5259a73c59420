"""Files outside of the vaults: private to their user, and treated as data, whatever somebody put there."""

import os
import pickle
import sqlite3
import stat
from contextlib import closing
from pathlib import Path

import pytest

from vault_tools.packing import NotPacked, canonical, packed, unpacked
from vault_tools.session.index import digest_of

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


def test_nothing_that_is_kept_is_a_pickle(vault, call, home: Path) -> None:
    root = vault(NOTES)
    call("check", root)
    call("check", root)
    (file,) = (home / "cache").rglob("*.sqlite3")
    with closing(sqlite3.connect(file)) as database:
        of_both = "SELECT packed FROM result UNION ALL SELECT packed FROM vault_result"
        rows = [row[0] for row in database.execute(of_both) if row[0]]
    assert len(rows) > 3
    for row in rows:
        with pytest.raises(Exception):  # noqa: B017, PT011
            pickle.loads(row)


class Attack:
    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.mkdir, (os.environ["HOME"] + "/attacked",)


HOSTILE = [
    pickle.dumps(Attack(), 5),
    b"\xc1[]",
    b"\xc1" + b"[" * 100_000,
    b"\x91" * 100_000 + b"\x90",
    b"\x00",
    b"\xff" * 9,
]


@pytest.mark.parametrize("data", HOSTILE, ids=["pickle", "json", "deep-json", "deep", "number", "broken"])
def test_what_somebody_put_there_is_only_data(vault, call, home: Path, data: bytes) -> None:
    """The digests are valid, since an attacker can compute them."""
    root = vault(NOTES)
    expected = call("check", root).stdout
    (file,) = (home / "cache").rglob("*.sqlite3")
    with closing(sqlite3.connect(file)) as database, database:
        for key, path in database.execute("SELECT key, path FROM result WHERE packed <> ''").fetchall():
            content_key = digest_of(key.hex().encode(), os.fsencode(path), data)
            update = "UPDATE result SET packed = ?, content_key = ? WHERE key = ? AND path = ?"
            database.execute(update, (data, content_key, key, path))
        for (key,) in database.execute("SELECT key FROM vault_result").fetchall():
            content_key = digest_of(key.hex().encode(), b"", data)
            update = "UPDATE vault_result SET packed = ?, content_key = ? WHERE key = ?"
            database.execute(update, (data, content_key, key))
    (root / "New.md").write_text("New.\n")
    assert call("check", root, "--select", "all").returncode in (0, 1)
    (root / "New.md").unlink()
    assert call("check", root).stdout == expected
    assert not (home / "attacked").exists()


@pytest.mark.parametrize(
    "value", [{"a": [1, 2.5, None, True, "x", "啤酒"]}, {"a\ud800": "\ud800"}, {"a": 10**60}]
)
def test_what_is_packed_comes_back(value: object) -> None:
    assert unpacked(packed(value), dict) == value


def test_equal_values_are_packed_alike_where_that_counts() -> None:
    assert canonical({"a": "1", "b": "2"}) == canonical({"b": "2", "a": "1"})
    assert canonical({"a": "1"}) != canonical({"a": "2"})


def test_whatever_rules_say_comes_back(vault, call) -> None:
    """The cache gives the same report as the first run, for a note with each kind of fix."""
    root = vault(NOTES | {"Bad.md": "---\ntags: [a b, '#c']\ndate: 3.4.2025\n---\n```\n"})
    first = call("check", root, "--output-format", "json").stdout
    assert b'"edits"' in first
    assert call("check", root, "--output-format", "json").stdout == first


def test_value_of_another_kind_is_refused() -> None:
    with pytest.raises(NotPacked):
        unpacked(packed(["a"]), dict[str, int])


def test_staging_folder_is_called_by_no_host(vault, monkeypatch: pytest.MonkeyPatch) -> None:
    """A container's host name differs each time: the next one must find what a previous one left behind."""
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


def test_long_line_of_tags_is_kept_once(vault, call, home: Path) -> None:
    root = vault({".obsidian/app.json": "{}", "Tags.md": "#a " * 3_000 + "\n", "Other.md": "#b #A\n"})
    first = call("check", root, "--select", "all", "--output-format", "json").stdout
    assert call("check", root, "--select", "all", "--output-format", "json").stdout == first
    assert sum(path.stat().st_size for path in (home / "cache").rglob("*.sqlite3*")) < 3_000_000
