"""What is visible of a vault from outside: trees, their differences, and activity around the notes."""

import json
import os
import subprocess
from pathlib import Path
from types import SimpleNamespace

import pytest
from each_of import each_of

from vault_tools.config.load import read_config
from vault_tools.disk import placeholders
from vault_tools.disk.conflict_copies import original_of, originals
from vault_tools.disk.placeholders import is_placeholder
from vault_tools.watch.blockers import git_at_work, look_around, open_notes
from vault_tools.watch.events import hints_of
from vault_tools.watch.tree import Tree, changed, look

FILES = {".obsidian/app.json": "{}", "A.md": "a", "Beer/Hops.md": "h", "Beer/Old/Fuggle.md": "f", "x.png": ""}


def seen(root: Path, before: Tree | None = None, only: list[str] | None = None) -> list[str]:
    return sorted(look(root, before, only).paths())


def test_tree_holds_the_notes_that_count(vault) -> None:
    root = vault(FILES | {".trash/Gone.md": "", "Beer/.hidden.md": "", "Fake.md/Real.md": ""})
    (root / "Link.md").symlink_to("A.md")
    (root / "Linked").symlink_to("Beer")
    assert seen(root) == ["A.md", "Beer/Hops.md", "Beer/Old/Fuggle.md", "Fake.md/Real.md", "Link.md"]


CHANGES = {
    "written": (lambda r: (r / "A.md").write_text("longer"), {"A.md"}),
    "made": (lambda r: (r / "Beer" / "Saaz.md").write_text(""), {"Beer/Saaz.md"}),
    "deleted": (lambda r: (r / "A.md").unlink(), {"A.md"}),
    "renamed": (lambda r: (r / "A.md").rename(r / "B.md"), {"A.md", "B.md"}),
    "a tree renamed": (
        lambda r: (r / "Beer").rename(r / "Ale"),
        {"Beer/Hops.md", "Beer/Old/Fuggle.md", "Ale/Hops.md", "Ale/Old/Fuggle.md"},
    ),
    "no note": (lambda r: (r / "x.png").write_text("png"), set()),
    "nothing": (lambda r: None, set()),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_changes_are_the_paths_that_differ(vault, change) -> None:
    root = vault(FILES)
    before = look(root)
    change[0](root)
    after = look(root, before)
    assert changed(before, after) == change[1]
    assert look(root, before, ["", "Beer/", "Beer/Old/"]) == after


OTHERS = {
    "written": (lambda r: (r / "x.png").write_text("png"), False),
    "made": (lambda r: (r / "Beer" / "y.png").touch(), True),
    "deleted": (lambda r: (r / "x.png").unlink(), True),
    "a note": (lambda r: (r / "B.md").touch(), False),
    "hidden": (lambda r: (r / ".x.png").touch(), False),
}


@pytest.mark.parametrize(("happens", "differs"), OTHERS.values(), ids=OTHERS.keys())
def test_other_files_count_where_they_come_and_go(vault, happens, differs: bool) -> None:
    root = vault(FILES)
    before = look(root)
    happens(root)
    for after in (look(root, before), look(root, before, ["", "Beer/"])):
        assert (before.others != after.others) == differs


def test_file_of_the_same_size_and_age_in_a_notes_place_is_a_change(vault) -> None:
    root = vault(FILES | {"New.txt": "b"})
    before, status = look(root), (root / "A.md").stat()
    os.utime(root / "New.txt", ns=(status.st_atime_ns, status.st_mtime_ns))
    os.replace(root / "New.txt", root / "A.md")
    assert changed(before, look(root)) == {"A.md"}


def test_only_the_named_folders_are_listed_again(vault) -> None:
    root = vault(FILES)
    before = look(root)
    (root / "A.md").write_text("longer")
    (root / "Beer" / "Hops.md").write_text("longer")
    assert changed(before, look(root, before, ["Beer/"])) == {"Beer/Hops.md"}


@pytest.mark.parametrize("only", [["Beer/"], ["Beer/Old/"], ["Nowhere/"], ["Beer/", "Beer/New/"]])
def test_all_are_listed_where_folders_come_or_go(vault, only: list[str]) -> None:
    root = vault(FILES)
    before = look(root)
    (root / "Beer" / "Old").rename(root / "Beer" / "New")
    (root / "A.md").write_text("longer")
    assert look(root, before, only) == look(root)


@pytest.mark.parametrize("sign", ["Beer/vault-tools.yaml", "Beer/.gitignore", "Beer/.obsidian/app.json"])
@pytest.mark.parametrize("only", [["Beer/"], None])
def test_signs_of_another_vault_that_come_or_go_are_seen(vault, sign: str, only: list[str] | None) -> None:
    root = vault(FILES)
    before = look(root)
    vault({sign: ""})
    after = look(root, before, only)
    assert after.signs.keys() - before.signs.keys() == {"Beer/"}
    assert sorted(after.paths()) == sorted(before.paths())


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_folder_that_cannot_be_listed_keeps_what_was_known_of_it(vault) -> None:
    root = vault(FILES)
    before = look(root)
    (root / "Beer").chmod(0)
    try:
        assert changed(before, look(root, before)) == set()
    finally:
        (root / "Beer").chmod(0o755)


def test_folder_that_cannot_be_listed_now_keeps_what_was_known(
    vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    root, listed = vault(FILES), os.scandir
    before = look(root)

    def listing(folder: Path) -> object:
        if "Beer" in str(folder):
            raise PermissionError
        return listed(folder)

    monkeypatch.setattr(os, "scandir", listing)
    assert changed(before, look(root, before)) == set()


def test_root_that_is_gone_is_an_error(vault) -> None:
    root = vault(FILES)
    root.rename(root.with_name("elsewhere"))
    with pytest.raises(FileNotFoundError):
        look(root)


@pytest.mark.parametrize("name", ["vault-tools.yaml", ".obsidian/app.json", ".obsidian/types.json"])
def test_settings_are_seen_to_come_change_and_go(vault, name: str) -> None:
    root = vault({"A.md": ""})
    (root / ".obsidian").mkdir()
    trees = [look(root)]
    for text in ("{}", "{ }"):
        (root / name).write_text(text)
        trees.append(look(root, trees[-1], [""]))
    (root / name).unlink()
    trees.append(look(root))
    assert [tree.settings.keys() for tree in trees] == [set(), {name}, {name}, set()]
    assert trees[1].settings != trees[2].settings


def test_placeholder_has_a_size_and_no_room_on_the_disk(vault) -> None:
    root = vault({"Here.md": "text", "Empty.md": "", "Cloud.md": ""})
    os.truncate(root / "Cloud.md", 5000)
    assert [is_placeholder((root / f"{n}.md").stat()) for n in ("Here", "Empty", "Cloud")] == [
        False,
        False,
        True,
    ]
    stamp = look(root).get("Cloud.md")
    assert stamp is not None
    assert not stamp.here


@pytest.mark.parametrize(
    ("path", "original"),
    [
        ("a (conflicted copy).md", "a.md"),
        ("Beer/a (conflicted copy).md", "Beer/a.md"),
        ("Beer (conflicted copy)/a.md", None),
        ("Beer.sync-conflict-1/a.sync-conflict-2.md", "Beer.sync-conflict-1/a.md"),
        ("(conflicted copy).md", None),
        ("Beer/.sync-conflict-1.md", None),
        ("a_conflict-.md", None),
        ("a_conflict-1 (conflicted copy).md", "a.md"),
        ("a (conflicted copy) (1).md", "a.md"),
        ("a [conflict 2].md", "a.md"),
        ("a [conflict of two].md", None),
        ("a (of a conflict).md", None),
    ],
)
def test_note_that_a_name_is_a_conflict_copy_of(path: str, original: str | None) -> None:
    assert original_of(path) == original


PLACEHOLDERS = [
    ({"st_blocks": 0, "st_size": 4097}, True),
    ({"st_blocks": 0, "st_size": 4096}, False),
    ({"st_blocks": 8, "st_size": 4097}, False),
    ({"st_blocks": 8, "st_size": 1, "st_flags": 0x40000000}, True),
    ({"st_blocks": 8, "st_size": 1, "st_flags": 0x3FFFFFFF}, False),
    ({"st_size": 1, "st_file_attributes": 0x1000}, True),
    ({"st_size": 1, "st_file_attributes": 0x40000 | 0x20}, True),
    ({"st_size": 1, "st_file_attributes": 0x400000}, True),
    ({"st_size": 9999, "st_file_attributes": 0x20}, False),
]


@pytest.mark.parametrize(("status", "expected"), PLACEHOLDERS)
def test_placeholder_by_what_each_system_says_of_it(
    monkeypatch: pytest.MonkeyPatch, status: dict[str, int], expected: bool
) -> None:
    monkeypatch.setattr(placeholders, "_TELLS_FLAGS", True)
    monkeypatch.setattr(placeholders, "_TELLS_BLOCKS", "st_blocks" in status)
    assert is_placeholder(SimpleNamespace(**status)) is expected  # type: ignore[arg-type]


def test_placeholder_is_neither_read_nor_an_error(vault, call) -> None:
    root = vault({".obsidian/app.json": "{}", "Cloud.md": "", "Here.md": "---\ntags: [hops]\n---\nSaaz.\n"})
    os.truncate(root / "Cloud.md", 5000)
    done = call("check", root, "--output-format", "concise")
    assert (done.returncode, done.stdout.count(b"\n")) == (0, 1)
    assert b"warning unreadable-note: `Cloud.md` is a placeholder" in done.stdout


# Activity around the notes


def git(root: Path, *args: str) -> None:
    who = ["-c", "user.name=a", "-c", "user.email=a@b", "-c", "init.defaultBranch=main"]
    subprocess.run(["git", *who, *args], cwd=root, check=False, capture_output=True)


def conflict(root: Path) -> None:
    git(root, "init")
    for branch, text in (("one", "1"), ("two", "2")):
        git(root, "checkout", "--orphan", branch)
        (root / "A.md").write_text(text)
        git(root, "add", "A.md")
        git(root, "commit", "-m", branch)


@pytest.mark.parametrize(
    ("command", "why"),
    [
        (["status"], ""),
        (["merge", "--allow-unrelated-histories", "one"], "a merge is not finished"),
        (["rebase", "one"], "a rebase is not finished"),
        (["rebase", "--apply", "one"], "a rebase is not finished"),
        (["cherry-pick", "one"], "a cherry-pick is not finished"),
    ],
)
def test_git_that_stops_at_a_conflict_is_at_work(vault, command: list[str], why: str) -> None:
    root = vault({"A.md": ""})
    conflict(root)
    git(root, *command)
    assert git_at_work(root) == why


@pytest.mark.parametrize("inside", ["", "Notes"])
def test_locked_index_is_seen_from_below_and_in_a_worktree(vault, inside: str) -> None:
    root = vault({"A.md": "", "Notes/B.md": ""})
    conflict(root)
    git(root, "worktree", "add", "../tree", "one")
    (root / ".git" / "index.lock").touch()
    (root / ".git" / "worktrees" / "tree" / "index.lock").touch()
    assert git_at_work(root / inside) == "git is at work"
    assert git_at_work(root.with_name("tree")) == "git is at work"
    assert git_at_work(root.parent) == ""


WORKSPACE = {
    "main": {
        "type": "split",
        "children": [
            {
                "type": "tabs",
                "children": [
                    {
                        "type": "leaf",
                        "state": {"type": "markdown", "state": {"file": "A.md", "mode": "source"}},
                    },
                    {"type": "leaf", "state": {"type": "markdown", "state": {"file": "Beer/Hops.md"}}},
                    {"type": "leaf", "state": {"type": "empty", "state": {}}},
                ],
            }
        ],
    },
    "left": {"type": "split", "children": []},
    "lastOpenFiles": ["Old.md"],
}


def test_notes_open_in_obsidian_are_those_in_its_panes(vault) -> None:
    root = vault({".obsidian/workspace.json": json.dumps(WORKSPACE)})
    assert look_around(root, []).open_notes == {"A.md", "Beer/Hops.md"}


@pytest.mark.parametrize("text", ["", "{", "[1, null]", '{"file": 1}', "[" * 100_000, "\xff"])
def test_workspace_that_is_none_says_nothing(vault, text: str) -> None:
    root = vault({".obsidian/workspace.json": text.encode("latin-1")})
    assert look_around(root, []).open_notes == frozenset()
    assert list(open_notes(None)) == []


@each_of(
    "copy",
    [
        "Beer/Hops.sync-conflict-20250307-103000-ABCDEFG.md",
        "Beer/Hops (Ann's conflicted copy 2025-03-07).md",
        "Beer/Hops (Ann's conflicted copy 2025-03-07) (1).md",
        "Beer/Hops (conflicted copy 2025-03-07 103000).md",
        "Beer/Hops (Conflicted copy phone 202503071030).md",
        "Beer/Hops_conflict-20250307-103000.md",
        "Beer/Hops (某某的冲突副本 2025-03-07).md",
        "Beer/Hops (某某 的衝突複本 2025-03-07).md",
        "Beer/Hops_冲突文件_某某_20250307103000.md",
        "Beer/Hops (in Konflikt stehende Kopie von Ann 2025-03-07).md",
        "Beer/Hops (copie en conflit de Ann 2025-03-07).md",
        "Beer/Hops (Copia en conflicto de Ann 2025-03-07).md",
        "Beer/Hops (Ann の競合コピー 2025-03-07).md",
        "Beer/Hops (SFConflict ann@a.org 2025-03-07-10-30-00).md",
        "Beer/Hops (Case Conflict).md",
        "Beer/Hops (Case Conflict 1).md",
        "Beer/Hops [Conflict].md",
        "Beer/Hops [Conflict 2].md",
    ],
)
def test_conflict_copy_names_its_original(copy: str) -> None:
    assert list(originals(["A.md", copy])) == ["Beer/Hops.md"]


def test_note_about_conflicts_is_no_copy() -> None:
    names = [
        "Conflict.md",
        "On conflicted copies.md",
        "War/Conflict resolution.md",
        "冲突.md",
        "War (a conflict).md",
    ]
    assert list(originals(names)) == []


def test_settings_folder_may_have_another_name(vault) -> None:
    root = vault(
        {".config-of-mine/app.json": "{}", ".config-of-mine/types.json": '{"types": {"n": "number"}}'}
    )
    assert read_config(root).schema.keys["n"].type == "number"
    before = look(root)
    vault({".config-of-mine/types.json": '{"types": {"n": "text", "m": "text"}}'})
    assert look(root).settings != before.settings
    assert list(hints_of(".config-of-mine/types.json", is_folder=False)) == [""]
    vault({".config-of-mine/workspace.json": '{"file": "A.md"}'})
    assert look_around(root, []).open_notes == {"A.md"}
    vault({".other/app.json": "{}"})
    assert "n" not in read_config(root).schema.keys
