"""The vault on disk: what counts as a note, what is refused, what is cached of the configuration."""

import json
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from limits import no_file_longer_than

from vault_tools.config.config import load_config
from vault_tools.config.load import read_config
from vault_tools.config.vault_root import find_root
from vault_tools.disk.file_lister import UNSETTLED, FileLister
from vault_tools.disk.signature import signature_from, signature_of, stat_fields
from vault_tools.disk.vault_files import (
    ELSEWHERE,
    MAX_NOTE_SIZE,
    Listed,
    Skipped,
    Unreadable,
    decode_note,
    list_notes,
    listed,
    read_bytes,
    read_file,
    read_note,
)
from vault_tools.errors import VaultToolsError

pytestmark = pytest.mark.usefixtures("time_limit")
as_user = pytest.mark.skipif(os.geteuid() == 0, reason="root may read and write everything")


# The root


@pytest.mark.parametrize("mark", ["vault-tools.yaml", ".vault-tools.yaml", ".obsidian/app.json"])
@pytest.mark.parametrize("start", ["", "Beer", "Beer/Hops", "Beer/Hops/Saaz.md"])
def test_root_is_the_nearest_marked_parent(vault, mark: str, start: str) -> None:
    root = vault({mark: "", "Beer/Hops/Saaz.md": ""})
    assert find_root(root / start) == root


@pytest.mark.parametrize(("start", "root"), [("Beer", "Beer"), ("Beer/Saaz.md", "Beer")])
def test_unmarked_folder_is_its_own_root(vault, start: str, root: str) -> None:
    top = vault({"Beer/Saaz.md": ""})
    assert find_root(top / start) == top / root


def test_root_of_a_relative_path(vault, monkeypatch: pytest.MonkeyPatch) -> None:
    root = vault({".obsidian/app.json": "{}", "Beer/Saaz.md": "", "Malt/Munich.md": ""})
    monkeypatch.chdir(root / "Beer")
    for path in (".", "..", "Saaz.md", "../Malt", "../Malt/Munich.md", "../Malt/../Beer/Saaz.md"):
        assert find_root(Path(path)) == root


def test_broken_link_lies_in_its_folder(vault) -> None:
    root = vault({".obsidian/app.json": "{}"})
    (root / "Gone.md").symlink_to("nowhere.md")
    assert find_root(root / "Gone.md") == root


@pytest.mark.parametrize("name", ["Gone.md", "Gone/Saaz.md", "Saaz.md/deeper.md", "x" * 300])
def test_root_of_nothing_is_an_error(vault, name: str) -> None:
    root = vault({"Saaz.md": ""})
    with pytest.raises(VaultToolsError, match="no such file or folder"):
        find_root(root / name)


# The notes


def names(root: Path, below: str = "") -> list[str]:
    """The names of the notes; the test fails if anything was skipped."""
    found = list(list_notes(root, read_config(root).excluded, below))
    assert not [skipped for skipped in found if isinstance(skipped, Skipped)]
    return [note.path for note in found]


LISTED = [
    ({"Saaz.md": "", "Beer/Pils.md": "", "Beer/啤酒.md": ""}, ["Beer/Pils.md", "Beer/啤酒.md", "Saaz.md"]),
    ({"Saaz.txt": "", "Saaz.canvas": "", "Saaz.md.bak": "", "md": "", "Saaz md": ""}, []),
    ({".hidden.md": "", ".trash/Saaz.md": "", ".obsidian/Saaz.md": "", ".git/x/Saaz.md": ""}, []),
    ({"Beer/.trash/Saaz.md": "", "Beer/.smart-env/Saaz.md": "", "Beer/Pils.md": ""}, ["Beer/Pils.md"]),
    ({"Map.excalidraw.md": "", "Beer/Map.excalidraw.md": "", "excalidraw.md": ""}, ["excalidraw.md"]),
    (
        {
            "Saaz.md": "",
            "Saaz.sync-conflict-20250307-101500-ABCDEFG.md": "",
            "Beer/Saaz (Ada's conflicted copy 2025-03-07).md": "",
            "Beer/Saaz (Conflicted copy).md": "",
            "Saaz.conflict-20250307.md": "",
        },
        ["Saaz.md"],
    ),
    ({"a b.md": "", "a'b.md": "", "[a].md": "", "{a}.md": ""}, ["[a].md", "a b.md", "a'b.md", "{a}.md"]),
]


@pytest.mark.parametrize(("files", "expected"), LISTED)
def test_what_is_a_note(vault, files: dict[str, str], expected: list[str]) -> None:
    assert sorted(names(vault(files))) == sorted(expected)


OBSIDIAN = ".obsidian/app.json"
CORE, TEMPLATER = ".obsidian/templates.json", ".obsidian/plugins/templater-obsidian/data.json"
EXCLUDING = [
    (OBSIDIAN, {"userIgnoreFilters": ["Beer/"]}, ["Beers.md", "Malt/Munich.md", "Saaz.md"]),
    (OBSIDIAN, {"userIgnoreFilters": ["Beer"]}, ["Malt/Munich.md", "Saaz.md"]),
    (
        OBSIDIAN,
        {"userIgnoreFilters": ["Beer/Lager/"]},
        ["Beer/Pils.md", "Beers.md", "Malt/Munich.md", "Saaz.md"],
    ),
    (OBSIDIAN, {"userIgnoreFilters": ["/^Beer\\/.*\\.md$/"]}, ["Beers.md", "Malt/Munich.md", "Saaz.md"]),
    (
        OBSIDIAN,
        {"userIgnoreFilters": ["/MUNICH|SAAZ/"]},
        ["Beer/Lager/Helles.md", "Beer/Pils.md", "Beers.md"],
    ),
    (OBSIDIAN, {"userIgnoreFilters": ["/(/", "", 7, None, "Beer"]}, ["Malt/Munich.md", "Saaz.md"]),
    (OBSIDIAN, {"userIgnoreFilters": None}, None),
    (OBSIDIAN, {"userIgnoreFilters": []}, None),
    (OBSIDIAN, {"userIgnoreFilters": "Beer"}, None),
    (OBSIDIAN, {"userIgnoreFilters": {"Beer": True}}, None),
    (OBSIDIAN, [], None),
    (OBSIDIAN, None, None),
    (CORE, {"folder": "Beer"}, ["Beers.md", "Malt/Munich.md", "Saaz.md"]),
    (CORE, {"folder": "/Beer/Lager/"}, ["Beer/Pils.md", "Beers.md", "Malt/Munich.md", "Saaz.md"]),
    (CORE, {"folder": ""}, None),
    (CORE, {"folder": "/"}, None),
    (CORE, {"folder": None}, None),
    (
        TEMPLATER,
        {"templates_folder": "Malt"},
        ["Beer/Lager/Helles.md", "Beer/Pils.md", "Beers.md", "Saaz.md"],
    ),
    (TEMPLATER, {"templates_folder": 3}, None),
]
BREWERY = ["Beer/Lager/Helles.md", "Beer/Pils.md", "Beers.md", "Malt/Munich.md", "Saaz.md"]


@pytest.mark.parametrize(("settings", "data", "expected"), EXCLUDING)
def test_what_obsidian_passes_over(vault, settings: str, data: object, expected: list[str] | None) -> None:
    root = vault({settings: json.dumps(data)} | dict.fromkeys(BREWERY, ""))
    assert names(root) == (BREWERY if expected is None else expected)


PATTERNS = [
    (["Beer/"], ["Beers.md", "Malt/Munich.md", "Saaz.md"]),
    (["Beer"], ["Beers.md", "Malt/Munich.md", "Saaz.md"]),
    (["Lager"], ["Beer/Pils.md", "Beers.md", "Malt/Munich.md", "Saaz.md"]),
    (["/Lager"], BREWERY),
    (["*.md", "!Saaz.md"], ["Saaz.md"]),
    (["B*.md"], ["Beer/Lager/Helles.md", "Beer/Pils.md", "Malt/Munich.md", "Saaz.md"]),
    (["**/Pils.md", "Malt/**"], ["Beer/Lager/Helles.md", "Beers.md", "Saaz.md"]),
]


@pytest.mark.parametrize(("patterns", "expected"), PATTERNS)
def test_what_the_configuration_excludes(vault, patterns: list[str], expected: list[str]) -> None:
    root = vault({"vault-tools.yaml": json.dumps({"exclude": patterns})} | dict.fromkeys(BREWERY, ""))
    assert names(root) == expected


def test_notes_below_a_folder(vault) -> None:
    root = vault({"Saaz.md": "", "Beer/Pils.md": "", "Beer/Lager/Helles.md": ""})
    assert names(root, "Beer/") == ["Beer/Lager/Helles.md", "Beer/Pils.md"]


def test_notes_are_sorted_by_path(vault) -> None:
    files = [
        "Hops.md",
        "Hops/Saaz.md",
        "Hops 2/Saaz.md",
        "Hops!.md",
        "hops.md",
        "啤酒/青岛.md",
        "啤酒.md",
        "é.md",
    ]
    assert names(vault(dict.fromkeys(files, ""))) == sorted(files)


def test_linked_folders_are_not_followed(vault, tmp_path: Path) -> None:
    outside = vault({"Secret.md": ""}, "outside")
    root = vault({"Beer/Pils.md": ""})
    (root / "Out").symlink_to(outside)
    (root / "Again").symlink_to("Beer")
    (root / "Beer" / "Round").symlink_to(root)
    assert names(root) == ["Beer/Pils.md"]


def test_folder_that_is_called_like_a_note_is_a_folder(vault) -> None:
    root = vault({"Beer.md/Pils.md": ""})
    skipped, note = list_notes(root, read_config(root).excluded)
    assert note.path == "Beer.md/Pils.md"
    assert skipped == Skipped("Beer.md", "is a folder; its name is that of a note", harmless=True)


def test_folders_may_be_nested_as_deep_as_the_system_allows(vault) -> None:
    root = folder = vault({".obsidian/app.json": "{}"})
    try:
        for _ in range(1_000):
            folder = folder / "d"
            os.mkdir(folder)
        (folder / "Saaz.md").touch()
        assert names(root) == [f"{'d/' * 1_000}Saaz.md"]
    finally:
        subprocess.run(["rm", "-r", root / "d"], check=True)  # deeper than shutil.rmtree can go


def test_names_that_are_not_utf8_are_listed(vault) -> None:
    name = os.fsdecode(b"Saaz-\xff.md")
    assert names(vault({name: ""})) == [name]


@pytest.mark.parametrize(
    ("target", "reason"),
    [
        ("nowhere.md", "is a link to nothing"),
        ("Link.md", "is a link to nothing"),
        ("Pils.md", "links are not followed"),
        ("Beer", "links are not followed"),
        ("/dev/zero", "links are not followed"),
    ],
)
def test_links_are_skipped_with_a_reason(vault, target: str, reason: str) -> None:
    root = vault({"Pils.md": "", "Beer/Helles.md": ""})
    (root / "Link.md").symlink_to(target)
    (skipped,) = (n for n in list_notes(root, read_config(root).excluded) if isinstance(n, Skipped))
    assert skipped.path == "Link.md"
    assert reason in skipped.reason


@as_user
def test_closed_folder_is_skipped_with_a_reason(vault) -> None:
    root = vault({"Beer/Pils.md": "", "Saaz.md": ""})
    (root / "Beer").chmod(0)
    closed, note = list_notes(root, read_config(root).excluded)
    (root / "Beer").chmod(0o755)
    assert closed == Skipped("Beer", "can't be read: Permission denied")
    assert note.path == "Saaz.md"


# Reading


BYTES = [
    b"",
    b"\n",
    b"---\ntitle: Saaz\n---\n",
    b"---\r\ntitle: Saaz\r\n---\r\nNoble.\r\n",
    b"\xef\xbb\xbf---\r\ntitle: Saaz\r\n---",
    b"\xef\xbb\xbf",
    b"\xef\xbb\xbf\xef\xbb\xbfSaaz",
    "---\ntitle: 啤酒🍺\n---\r\nmixed\rline\nends\u2028\x0c\n".encode(),
]


@pytest.mark.parametrize("data", BYTES)
def test_reading_keeps_every_byte(vault, data: bytes) -> None:
    note = read_note(vault({"Saaz.md": data}), "Saaz.md")
    assert note.encode() == data


def make_fifo(path: Path) -> None:
    os.mkfifo(path)


def make_socket(path: Path) -> None:
    here = Path.cwd()
    os.chdir(path.parent)  # the whole path may be too long for a socket
    try:
        with socket.socket(socket.AF_UNIX) as listener:
            listener.bind(path.name)
    finally:
        os.chdir(here)


def make_sparse(size: int) -> Callable[[Path], None]:
    def make(path: Path) -> None:
        path.touch()
        os.truncate(path, size)

    return make


REFUSED: list[tuple[str, Callable[[Path], object], str]] = [
    ("latin-1", lambda p: p.write_bytes("Bräu".encode("latin-1")), "is not UTF-8: byte 0xe4 at byte 2"),
    ("utf-16", lambda p: p.write_bytes("Saaz".encode("utf-16")), "NUL|UTF-8"),
    ("cut-off", lambda p: p.write_bytes("啤酒".encode()[:-1]), "is not UTF-8: byte 0xe9 at byte 3"),
    ("surrogate", lambda p: p.write_bytes(b"Saaz \xed\xa0\x80"), "is not UTF-8: byte 0xed at byte 5"),
    ("nul", lambda p: p.write_bytes(b"Saaz\0"), "contains a NUL byte at byte 4"),
    ("100-mb", make_sparse(100 * 1024 * 1024), "is larger than 10 MB: 104,857,600 bytes"),
    ("one-byte-more", make_sparse(MAX_NOTE_SIZE + 1), "is larger than 10 MB"),
    ("folder", Path.mkdir, "is a folder"),
    ("fifo", make_fifo, "is not a regular file"),
    ("socket", make_socket, "can't be read|is not a regular file"),
    ("gone", lambda p: None, "vanished before it could be read"),
    ("link", lambda p: p.symlink_to("Good.md"), "is a link"),
    ("broken-link", lambda p: p.symlink_to("nowhere.md"), "is a link"),
    ("looping-link", lambda p: p.symlink_to(p.name), "is a link"),
    ("link-out", lambda p: p.symlink_to("/etc/passwd"), "is a link"),
    ("link-to-device", lambda p: p.symlink_to("/dev/zero"), "is a link"),
    ("link-to-folder", lambda p: p.symlink_to("."), "is a link"),
]


@pytest.mark.parametrize(("make", "reason"), [r[1:] for r in REFUSED], ids=[r[0] for r in REFUSED])
def test_refused_with_one_reason(vault, make: Callable[[Path], object], reason: str) -> None:
    root = vault({"Good.md": "Saaz"})
    make(root / "Bad.md")
    with pytest.raises(Unreadable, match=rf"^[^\n]*(?:{reason})[^\n]*$"):
        read_note(root, "Bad.md")


def test_largest_note_is_read(vault) -> None:
    data = b"x" * MAX_NOTE_SIZE
    assert read_note(vault({"Big.md": data}), "Big.md").encode() == data


@as_user
def test_closed_note_is_refused(vault) -> None:
    root = vault({"Saaz.md": ""})
    (root / "Saaz.md").chmod(0)
    with pytest.raises(Unreadable, match=r"^can't be read: Permission denied$"):
        read_note(root, "Saaz.md")


def test_nothing_is_read_through_a_linked_folder(vault) -> None:
    outside = vault({"Secret.md": "Saaz"}, "outside")
    root = vault({"Pils.md": ""})
    (root / "Out").symlink_to(outside)
    with pytest.raises(Unreadable):
        read_note(root, "Out/Secret.md")


def acting_while_read(
    monkeypatch: pytest.MonkeyPatch, act: Callable[[], object], times: int = 1
) -> list[int]:
    """Let somebody act after each of the first reads of a file. Returns the number of bytes of each read."""
    read, sizes = os.read, []

    def reading(descriptor: int, size: int) -> bytes:
        data = read(descriptor, size)
        sizes.append(len(data))
        if len(sizes) <= times:
            act()
        return data

    monkeypatch.setattr(os, "read", reading)
    return sizes


def overwrite(path: Path) -> None:
    before = path.stat().st_mtime_ns
    path.write_bytes(path.read_bytes().swapcase())
    os.utime(path, ns=(before + 1, before + 1))


def append(path: Path) -> None:
    with path.open("ab") as file:
        file.write(b"more")


def cut(path: Path) -> None:
    os.truncate(path, path.stat().st_size - 1)


@pytest.mark.parametrize("act", [overwrite, append, cut])
def test_note_that_is_written_while_it_is_read_is_read_again(
    vault, monkeypatch: pytest.MonkeyPatch, act: Callable[[Path], None]
) -> None:
    root = vault({"Saaz.md": "Noble."})
    sizes = acting_while_read(monkeypatch, lambda: act(root / "Saaz.md"))
    data, signature = read_file(root, "Saaz.md")
    status = (root / "Saaz.md").stat()
    assert data == (root / "Saaz.md").read_bytes() != b"Noble."
    assert signature == signature_of(status)
    assert sizes == [6, len(data)]


def test_note_that_is_always_written_is_given_up(vault, monkeypatch: pytest.MonkeyPatch) -> None:
    root, before = vault({"Saaz.md": "Noble."}), set(os.listdir("/proc/self/fd"))
    sizes = acting_while_read(monkeypatch, lambda: append(root / "Saaz.md"), times=99)
    with pytest.raises(Unreadable, match=r"^was written while it was read$"):
        read_file(root, "Saaz.md")
    assert sizes == [6, 10, 14, 18, 22]
    assert set(os.listdir("/proc/self/fd")) <= before


def test_no_more_is_read_than_is_asked_for(vault) -> None:
    root = vault({"Saaz.md": "Noble."})
    assert read_file(root, "Saaz.md", 6)[0] == read_bytes(root / "Saaz.md", 6) == b"Noble."
    for reading in (lambda: read_file(root, "Saaz.md", 5), lambda: read_bytes(root / "Saaz.md", 5)):
        with pytest.raises(Unreadable, match=r"^is larger than 0 MB: 6 bytes$"):
            reading()


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"x" * (MAX_NOTE_SIZE + 1), "is larger than 10 MB: 10,485,761 bytes"),
        (b"\n" * 1_000_001, "has more than 1,000,000 lines: 1,000,001"),
        (b"Saaz\0\0", "contains a NUL byte at byte 4; it is not text"),
        (b"Saaz \xff", "is not UTF-8: byte 0xff at byte 5"),
    ],
)
def test_bytes_that_are_no_note_are_refused(data: bytes, reason: str) -> None:
    with pytest.raises(Unreadable) as told:
        decode_note("Saaz.md", data)
    assert str(told.value) == reason
    assert decode_note("Saaz.md", b"\n" * 1_000_000).text == "\n" * 1_000_000


@pytest.mark.parametrize(
    ("numbers", "kept"),
    [
        ((1_764_000_000_123_456_789, 1, 5, 77), None),
        ((-1, -(2**62), 0, 0), None),
        ((2**64 + 3, 2**63, 2**40, 2**64 - 1), (3, 0, 2**32 - 1, 2**63 - 1)),
    ],
)
def test_signature_tells_what_it_was_made_of(numbers: tuple[int, int, int, int], kept: object) -> None:
    signature = signature_from(*numbers)
    assert stat_fields(signature) == (kept or numbers)


def test_signature_of_each_note_takes_little_memory() -> None:
    numbers = (1_764_000_000_123_456_789, 1_764_000_000_123_456_789, 12_000, 1_234_567)
    assert 3 * sys.getsizeof(signature_from(*numbers)) < sys.getsizeof(numbers) + sum(
        map(sys.getsizeof, numbers)
    )


def test_what_is_at_a_path_is_what_its_folder_lists(vault, tmp_path: Path) -> None:
    root = vault({"Saaz.md": "", "Beer/Pils.md": "Pils.", "Cloud.md": "", "Huge.md": ""})
    (root / "Link.md").symlink_to("Saaz.md")
    (root / "Lost.md").symlink_to("nowhere.md")
    os.mkfifo(root / "Beer/Fifo.md")
    os.truncate(root / "Cloud.md", 5_000)
    os.truncate(root / "Huge.md", MAX_NOTE_SIZE + 1)
    found = {each.path: each for each in list_notes(root, read_config(root).excluded)}
    assert {path: listed(root, path) for path in found} == found
    status = (root / "Beer/Pils.md").stat()
    signature = (status.st_mtime_ns, status.st_ctime_ns, 5, status.st_ino)
    assert found.pop("Beer/Pils.md") == Listed("Beer/Pils.md", signature_from(*signature))
    assert {path for path, each in found.items() if isinstance(each, Listed)} == {"Saaz.md", "Huge.md"}
    assert [each for each in found.values() if isinstance(each, Skipped)] == [
        Skipped("Beer/Fifo.md", "is not a regular file"),
        Skipped("Cloud.md", ELSEWHERE, harmless=True),
        Skipped("Link.md", "is a link, to Saaz.md; links are not followed"),
        Skipped("Lost.md", "is a link to nothing"),
    ]


def test_path_at_which_there_is_no_note(vault) -> None:
    root = vault({"Saaz.md": "", "Beer/Pils.md": ""})
    (root / "Out").symlink_to("Beer")
    (root / "Beer/In").symlink_to(root)
    assert [listed(root, path) for path in ("Gone.md", "Beer", "Out/Pils.md", "Beer/In/Beer/In/Saaz.md")] == [
        Skipped("Gone.md", "can't be read: No such file or directory"),
        Skipped("Beer", "is a folder, not a note"),
        Skipped("Out/Pils.md", "is in the linked folder Out; links are not followed"),
        Skipped("Beer/In/Beer/In/Saaz.md", "is in the linked folder Beer/In; links are not followed"),
    ]
    with pytest.raises(Unreadable, match=r"^is in the linked folder Beer/In; links are not followed$"):
        read_file(root, "Beer/In/Beer/In/Saaz.md")


def test_folder_that_is_gone_or_vanishes_is_skipped(vault) -> None:
    root = vault({"A/a.md": "", "B/b.md": "", "C/c.md": ""})
    gone = Skipped("BOX", "can't be read: No such file or directory")
    assert (
        list(list_notes(root, lambda _: False, "BOX"))
        == list(list_notes(root, lambda _: False, "BOX/"))
        == [gone]
    )
    listing = list_notes(root, lambda _: False)
    assert next(listing).path == "A/a.md"
    shutil.rmtree(root / "B")
    assert [each.path for each in listing] == ["B", "C/c.md"]


# The configuration and its cache

CONFIG = """\
exclude: [Templates/]
keys:
  title: {type: text, required: true, aliases: [name]}
  date: {type: date, default: 2025-03-07}
  status: {type: text, values: [evergreen, draft], default: draft}
  rating: {type: number, default: 4.5}
  tags: {type: tags, default: [beer, 啤酒]}
key-order: [title, date]
status: {on-conflict: status}
profiles:
- match: Clips/**
  keys: {source: {required: true}}
rules:
  ignore: [empty-note]
  malformed-date: {order: day-first, severity: warning}
"""
LOADED = """
import sys
from pathlib import Path
from vault_tools.config.load import read_config
config = read_config(Path(sys.argv[1]))
print("vault_tools.config.validation" in sys.modules, config.schema.order)
"""


def loaded(root: Path) -> list[str]:
    """(whether a new process validated the configuration, the key order that it read)."""
    command = [sys.executable, "-W", "error", "-c", LOADED, root]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=True)
    return done.stdout.strip().split(" ", 1)


def cached(home: Path) -> list[Path]:
    return [path for path in (home / "cache").rglob("*") if path.is_file()]


def test_second_read_needs_no_validation(vault, home: Path) -> None:
    root = vault({"vault-tools.yaml": CONFIG})
    assert loaded(root) == ["True", "('title', 'date')"]
    assert loaded(root) == ["False", "('title', 'date')"]
    assert len(cached(home)) == 1


def test_changed_text_is_noticed_though_size_and_time_are_the_same(vault) -> None:
    root = vault({"vault-tools.yaml": "key-order: [title, date]\n"})
    status = (root / "vault-tools.yaml").stat()
    read_config(root)
    (root / "vault-tools.yaml").write_text("key-order: [title, tags]\n")
    os.utime(root / "vault-tools.yaml", ns=(status.st_atime_ns, status.st_mtime_ns))
    assert loaded(root) == ["True", "('title', 'tags')"]
    assert loaded(root) == ["False", "('title', 'tags')"]


def test_two_vaults_do_not_share_a_configuration(vault) -> None:
    one, two = (
        vault({"vault-tools.yaml": "key-order: [a]\n"}, "one"),
        vault({"vault-tools.yaml": "key-order: [b]\n"}, "two"),
    )
    for _ in range(2):
        assert read_config(one).schema.order == ("a",)
        assert read_config(two).schema.order == ("b",)


def test_cached_configuration_is_the_same_one(vault, home: Path) -> None:
    root = vault({"vault-tools.yaml": CONFIG})
    first = read_config(root)
    assert cached(home)
    assert read_config(root) == first == load_config(CONFIG)


@pytest.mark.parametrize("name", ["vault-tools.yaml", ".vault-tools.yaml"])
@pytest.mark.parametrize("text", [CONFIG, "\ufeff" + CONFIG, CONFIG.replace("\n", "\r\n")])
def test_configuration_is_read_under_both_names(vault, name: str, text: str) -> None:
    assert read_config(vault({name: text})) == load_config(CONFIG)


@pytest.mark.parametrize("text", ["", "\n", "# nothing yet\n", "---\n", "{}\n"])
def test_empty_configuration_is_none(vault, text: str) -> None:
    config = read_config(vault({"vault-tools.yaml": text}))
    assert (config.rules, config.exclude, config.schema.order) == (load_config().rules, (), ())


def test_fault_is_not_cached(vault, home: Path) -> None:
    root = vault({"vault-tools.yaml": "keyz: {}\n"})
    for _ in range(2):
        with pytest.raises(VaultToolsError, match="keyz"):
            read_config(root)
    assert cached(home) == []


DAMAGES: list[Callable[[bytes], bytes]] = [
    lambda data: b"",
    lambda data: data[: len(data) // 2],
    lambda data: data[:-1],
    lambda data: bytes(len(data)),
    lambda data: b"\xff" + data,
    lambda data: b"[]",
    lambda data: b"null",
    lambda data: b"{}",
    lambda data: data.partition(b"\n")[0] + b"\n{}",
    lambda data: data.partition(b"\n")[0] + b"\n[]",
    lambda data: data.replace(b"title", b"tiitle"),
]


@pytest.mark.parametrize("damage", DAMAGES)
def test_damaged_cache_is_survived_and_mended(vault, home: Path, damage: Callable[[bytes], bytes]) -> None:
    root = vault({"vault-tools.yaml": CONFIG})
    expected = read_config(root)
    (kept,) = cached(home)
    whole = kept.read_bytes()
    kept.write_bytes(damage(whole))
    assert read_config(root) == expected
    assert kept.read_bytes() == whole


def test_folder_in_the_place_of_the_cache_is_survived(vault, home: Path) -> None:
    root = vault({"vault-tools.yaml": CONFIG})
    expected = read_config(root)
    (kept,) = cached(home)
    kept.unlink()
    kept.mkdir()
    assert read_config(root) == expected
    assert list(kept.parent.iterdir()) == [kept]


def test_cache_that_can_not_be_written_is_survived(vault, home: Path) -> None:
    (home / "cache").write_text("a file where the folder should be")
    assert read_config(vault({"vault-tools.yaml": CONFIG})) == load_config(CONFIG)


def test_full_disk_leaves_no_stray_file_in_the_cache(vault, home: Path) -> None:
    root = vault({"vault-tools.yaml": CONFIG})
    with no_file_longer_than(10):
        assert read_config(root) == load_config(CONFIG)
    assert cached(home) == []


def test_files_are_listed_again_where_a_folder_has_changed(vault) -> None:
    root = vault({"A.md": "", "Sub/B.png": "", "Sub/Deep/C.md": "", ".hidden/D.md": ""})
    folders = [root, root / "Sub", root / "Sub/Deep"]
    for folder in folders:
        os.utime(folder, (1e9, 1e9))
    lister = FileLister(root)
    assert sorted(lister.files()) == ["A.md", "Sub/B.png", "Sub/Deep/C.md"]
    assert sorted(lister.files()) == ["A.md", "Sub/B.png", "Sub/Deep/C.md"]
    vault({"Sub/Deep/E.pdf": "", "New/F.md": ""})
    (root / "A.md").unlink()
    assert sorted(lister.files()) == ["New/F.md", "Sub/B.png", "Sub/Deep/C.md", "Sub/Deep/E.pdf"]
    vault({"New/G.md": ""})  # within a tick of the clock, as far as visible
    os.utime(root / "New", (time.time(), time.time()))
    assert "New/G.md" in lister.files()
    (root / "Sub").rename(root / "Moved")
    assert sorted(lister.files()) == [
        "Moved/B.png",
        "Moved/Deep/C.md",
        "Moved/Deep/E.pdf",
        "New/F.md",
        "New/G.md",
    ]


def test_paths_that_are_known_are_listed_as_the_same_texts(vault) -> None:
    root = vault({"A.md": "", "Sub/B.md": "", "Sub/C.png": ""})
    known = {path: path for path in ("".join(["Sub", "/B.md"]), "".join(["Sub", "/Gone.md"]))}
    lister = FileLister(root)
    for _ in range(2):
        found = {path: path for path in lister.files(known)}
        assert sorted(found) == ["A.md", "Sub/B.md", "Sub/C.png"]
        assert found["Sub/B.md"] is known["Sub/B.md"]


def test_lister_says_what_came_and_went(vault) -> None:
    root = vault({"A.md": "", "Sub/B.png": "", ".gitignore": "", "Sub/.gitignore": "", ".hidden/C.md": ""})
    (root / "Sub/.obsidian").mkdir()
    (root / "Linked").symlink_to("Sub")
    lister = FileLister(root)
    assert lister.look_again()
    assert not lister.look_again()
    assert sorted(lister.files()) == ["A.md", "Linked", "Sub/B.png"]
    assert sorted(lister.known) == ["", "Sub/"]
    assert lister.marks() == [".gitignore", "Sub/.gitignore", "Sub/.obsidian"]
    for come, gone in ((("New/D.md", ""), "Sub/B.png"), (("Sub/.vault-tools.yaml", ""), ".gitignore")):
        vault(dict([come]))
        assert (lister.look_again(), lister.look_again()) == (True, False)
        (root / gone).unlink()
        assert (lister.look_again(), lister.look_again()) == (True, False)
    (root / "A.md").write_text("other text")
    assert not lister.look_again()
    assert lister.marks() == ["Sub/.gitignore", "Sub/.obsidian", "Sub/.vault-tools.yaml"]
    shutil.rmtree(root)
    assert (lister.look_again(), list(lister.files()), list(lister.known)) == (True, [], [""])


def test_folder_that_has_not_changed_for_long_is_not_listed_again(
    vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The time of a folder that changed within a tick of the coarsest clock proves nothing."""
    root, looked, scandir = vault({"Old/A.md": "", "New/B.md": ""}), [], os.scandir
    changed = time.time_ns() + 10**12  # later than what the system itself has set
    for name, modified in {"": changed - 1, "Old": changed - 1, "New": changed}.items():
        os.utime(root / name, ns=(modified, modified))
    now = changed + UNSETTLED
    monkeypatch.setattr(time, "time_ns", lambda: now)
    monkeypatch.setattr(os, "scandir", lambda path: (looked.append(path), scandir(path))[1])
    lister = FileLister(root)
    for expected in (["", "New/", "Old/"], ["New/"], ["New/"]):
        assert sorted(lister.files()) == ["New/B.md", "Old/A.md"]
        assert sorted(looked) == [f"{root}/{path}" for path in expected]
        looked.clear()
    os.utime(root / "Old", ns=(changed - 2, changed - 2))
    assert sorted(lister.files()) == ["New/B.md", "Old/A.md"]
    assert f"{root}/Old/" in looked, "an older time is another one, too"


def test_what_is_kept_of_a_folder_says_nothing_where_its_times_may_be_those_of_fat(
    vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    root, looked, scandir = vault({"Fat/A.md": "", "Other/B.md": ""}), [], os.scandir
    for name, modified in {"": 10**18 + 1, "Fat": 10**18, "Other": 10**18 + 9_999_999}.items():
        os.utime(root / name, ns=(modified, modified))
    now = time.time_ns() + 2 * UNSETTLED
    monkeypatch.setattr(time, "time_ns", lambda: now)
    lister, other = FileLister(root), FileLister(root)
    lister.look_again()
    other.known = lister.to_keep()
    monkeypatch.setattr(os, "scandir", lambda path: (looked.append(path), scandir(path))[1])
    assert not other.look_again()
    assert looked == [f"{root}/Fat/"]
    assert [other.holds(path) for path in ("Fat/A.md", "Fat/B.md", "Gone/A.md", "Fat")] == [
        True,
        False,
        False,
        False,
    ]
