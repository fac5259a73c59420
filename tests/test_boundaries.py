"""What is inside a vault's folder but does not belong to the vault, by folder and by file."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from vault_tools.disk.boundaries import PACKAGES, Boundaries
from vault_tools.disk.vault_files import VAULT_MARKS

MARKS = (".obsidian", "vault-tools.yaml")


def crossed(root: Path, *paths: str, hides: bool = True) -> set[str]:
    """The paths that do not belong to the vault, whatever the order of queries."""
    found = {path for path in paths if Boundaries(root, MARKS, hides=hides).crossed(path)}
    both = Boundaries(root, MARKS, hides=hides)
    assert {path for path in paths if both.crossed(path)} == found
    assert {path for path in reversed(paths) if both.crossed(path)} == found
    return found


def test_folder_with_a_mark_is_another_vault(vault) -> None:
    root = vault({".obsidian/app.json": "", "In/.obsidian/x": "", "In/Deep/.obsidian/x": "", "Out/a.md": ""})
    vault({"Out/Deep/vault-tools.yaml": "", "vault-tools.yaml/a.md": "", "Out/obsidian/a.md": ""})
    paths = [
        "a.md",
        "In/",
        "In/a.md",
        "In/Deep/",
        "In/Deep/a.md",
        "Out/",
        "Out/a.md",
        "Out/Deep/",
        "Out/Deep/a.md",
    ]
    paths += ["Out/obsidian/a.md", "vault-tools.yaml/a.md", "In.md", "Inner/a.md"]
    bounds = Boundaries(root, MARKS)
    assert {path for path in paths if bounds.crossed(path)} == {
        *("In/", "In/a.md", "In/Deep/", "In/Deep/a.md", "Out/Deep/", "Out/Deep/a.md")
    }
    assert bounds.vaults == {"In/", "Out/Deep/"}
    assert crossed(root, *paths, hides=False) == crossed(root, *paths)
    assert Boundaries(root, ()).crossed("In/a.md") is False
    assert set(VAULT_MARKS) > set(MARKS)


@pytest.mark.parametrize("name", sorted(PACKAGES))
def test_what_programs_install_is_left_out_with_all_that_is_below(vault, name: str) -> None:
    root = vault({f"Beer/{name}/x/a.md": "", f"{name}s/a.md": "", f"{name}.md": ""})
    paths = [
        f"{name}/",
        f"Beer/{name}/",
        f"Beer/{name}/x/a.md",
        f"{name}s/a.md",
        f"{name}.md",
        f"Beer/{name}",
    ]
    assert crossed(root, *paths) == {*paths[:3]}
    assert crossed(root, *paths, hides=False) == set()


def test_what_was_found_out_is_kept_and_not_looked_for_again(vault, monkeypatch: pytest.MonkeyPatch) -> None:
    root, looked, listdir = vault({"A/B/a.md": "", "A/C/a.md": ""}), [], os.listdir
    monkeypatch.setattr(os, "listdir", lambda path: (looked.append(path), listdir(path))[1])
    bounds = Boundaries(root, MARKS)
    for path in ("A/B/a.md", "A/C/a.md", "A/B/b.md", "A/B/", "a.md"):
        assert not bounds.crossed(path)
    assert looked == [root / "A/", root / "A/B/", root / "A/C/"]


def test_folder_that_is_not_there_is_no_boundary(vault) -> None:
    assert crossed(vault({"a.md": ""}), "Gone/", "Gone/Deep/a.md", "a.md/b.md") == set()


# What git ignores

IGNORED: dict[str, tuple[dict[str, str], set[str], set[str]]] = {
    "a note": ({".gitignore": "a.md\n"}, {"a.md", "b/a.md"}, {"a.md.md", "b/", "a/"}),
    "a folder": (
        {".gitignore": "old/\n"},
        {"old/", "old/a.md", "b/old/c/d.md"},
        {"old.md", "older/a.md", "old"},
    ),
    "from the root": ({".gitignore": "/old\n"}, {"old/a.md", "old/"}, {"b/old/a.md"}),
    "but one": ({".gitignore": "*.md\n!b.md\n"}, {"a.md", "c/a.md"}, {"b.md", "c/b.md"}),
    "nearer": (
        {".gitignore": "a.md\n", "b/.gitignore": "!a.md\nc.md\n", "b/d/.gitignore": "!/c.md\n"},
        {"a.md", "b/c.md", "b/d/e/c.md"},
        {"b/a.md", "c.md", "b/d/c.md", "b/d/a.md"},
    ),
    "in a folder": (
        {"b/.gitignore": "/a.md\nx/y.md\n"},
        {"b/a.md", "b/x/y.md"},
        {"a.md", "b/x/a.md", "x/y.md"},
    ),
    "below what is ignored": ({".gitignore": "b/\n", "b/.gitignore": "!*\n"}, {"b/", "b/a.md"}, {"a.md"}),
    "folders alone": ({".gitignore": "*\n!*/\n!b.md\n"}, {"a.md", "c/a.md"}, {"b.md", "c/", "c/b.md"}),
    "by signs": (
        {".gitignore": "?.md\n[x-z]y.md\n*.tmp\na**b.md\n"},
        {"a.md", "xy.md", "axb.md"},
        {"ay.md", "ab.txt", "tmp.md"},
    ),
    "nothing": ({".gitignore": "\n   \n# a.md\n\\\n[\n!\n"}, set(), {"a.md", "# a.md", "[.md"}),
    "by a sign of its own": ({".gitignore": "\\#a.md\n\\!b.md\n"}, {"#a.md", "!b.md"}, {"a.md", "b.md"}),
    "with spaces behind": ({".gitignore": "a.md   \nb\\ \nc.md \\ \n"}, {"a.md", "b /"}, {"b/", "c.md"}),
    "by stars": ({".gitignore": "*a*a*a*a.md\n*b*b*b*b*b.md\n"}, {"aaaa.md"}, {"bbbbb.md"}),
    "by stars of many": ({".gitignore": "**/*/a*/*b*/*.md\n"}, {"x/aa/cbc/d.md"}, {"aa/cbc.md"}),
    "by lines of Windows": ({".gitignore": "a.md\r\nb/\r\n"}, {"a.md", "b/", "b/c.md"}, {"c.md"}),
}


@pytest.mark.parametrize(("files", "ignored", "seen"), IGNORED.values(), ids=IGNORED)
def test_what_git_ignores(vault, files: dict[str, str], ignored: set[str], seen: set[str]) -> None:
    root = vault(files | {path: "" for path in (ignored | seen) if path.endswith(".md")})
    assert crossed(root, *sorted(ignored | seen)) == ignored
    assert crossed(root, *sorted(ignored | seen), hides=False) == set()


def test_gitignore_of_any_bytes_is_read(vault) -> None:
    root = vault({".gitignore": b"\xff.md\na.md\n"})
    assert crossed(root, os.fsdecode(b"\xff.md"), "a.md", "b.md") >= {"a.md"}
    assert not crossed(root, "b.md")


def test_gitignore_is_read_so_far(vault) -> None:
    """Text after the first megabyte is not read; a line cut off there counts as it is."""
    size = 1 << 20
    root = vault({".gitignore": "a.md\n" + "#" * (size - 10) + "\nb.mdx\nc.md\n"})
    assert crossed(root, "a.md", "b.md", "b.mdx", "c.md") == {"a.md", "b.md"}


@pytest.mark.parametrize("turn", [lambda file: file.symlink_to("other"), Path.mkdir, os.mkfifo])
def test_gitignore_that_is_no_file_is_of_no_account(vault, turn: Callable[[Path], None]) -> None:
    root = vault({"other": "a.md\n"})
    turn(root / ".gitignore")
    assert crossed(root, "a.md") == set()


ABOVE: dict[str, tuple[dict[str, str], set[str]]] = {
    "of the repository": ({".git/HEAD": "", ".gitignore": "a.md\n"}, {"a.md", "b/a.md"}),
    "by their path": ({".git/HEAD": "", ".gitignore": "in/notes/a.md\n/b.md\n"}, {"a.md"}),
    "by their folder's path": ({".git/HEAD": "", "in/.gitignore": "/notes/a.md\n/in/notes/b.md\n"}, {"a.md"}),
    "in a worktree": ({".git": "gitdir: ..", ".gitignore": "a.md\n"}, {"a.md", "b/a.md"}),
    "of no repository": ({".gitignore": "a.md\n"}, set()),
    "of the nearest repository": (
        {".git/HEAD": "", ".gitignore": "a.md\n", "in/.git/HEAD": "", "in/.gitignore": "b.md\n"},
        {"b.md"},
    ),
    "of the vault's repository": (
        {".git/HEAD": "", ".gitignore": "a.md\n", "in/notes/.git/HEAD": "", "in/notes/.gitignore": "b.md\n"},
        {"b.md"},
    ),
    "but for the vault's own": (
        {".git/HEAD": "", ".gitignore": "*.md\n", "in/notes/.gitignore": "!b.md\n"},
        {"a.md", "b/a.md"},
    ),
    "and the vault itself": (
        {".git/HEAD": "", ".gitignore": "in/\na.md\n", "in/.gitignore": "b.md\n"},
        set(),
    ),
    "and the vault, by its name": (
        {".git/HEAD": "", ".gitignore": "notes/\n", "in/notes/.gitignore": "b.md\n"},
        {"b.md"},
    ),
}


@pytest.mark.parametrize(("files", "ignored"), ABOVE.values(), ids=ABOVE)
def test_what_is_ignored_above_the_vault(vault, files: dict[str, str], ignored: set[str]) -> None:
    root = vault(files | {f"in/notes/{path}": "" for path in ("a.md", "b.md", "b/a.md")}) / "in/notes"
    assert crossed(root, "a.md", "b.md", "b/a.md") == ignored


def test_whoever_knows_a_vault_sees_that_more_of_it_is_ignored(vault) -> None:
    files = {"notes/a.md": "", ".git/HEAD": "", ".gitignore": "a.md\n"}
    root = vault(files) / "notes"
    before = Boundaries(root, MARKS).around
    assert Boundaries(root, MARKS).around == before
    vault({"notes/.gitignore": "b.md\n"})
    own = Boundaries(root, MARKS).around
    vault({".gitignore": "c.md\n"})
    above = Boundaries(root, MARKS).around
    (root / ".gitignore").unlink()
    (root.parent / ".gitignore").unlink()
    nothing = Boundaries(root, MARKS).around
    assert [before, own, above].count(nothing) == 0
    assert before != own != above != before
    vault({"notes/.gitignore": "x.md\n"})
    inside = Boundaries(root, MARKS).around
    (root / ".gitignore").unlink()
    vault({".gitignore": "x.md\n"})
    assert Boundaries(root, MARKS).around != inside, "there it speaks of other paths"
    assert nothing == Boundaries(root, MARKS, hides=False).around
