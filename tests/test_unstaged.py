"""A hook judges notes as git's index has them, and has git look at no more files than that takes."""

import os
import sqlite3
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from shutil import move

import pytest
from repositories import Repository, environment, repository
from test_hook_index import check
from test_standing import said, stood  # noqa: F401
from test_standing_mocs import HOPS, configured, hops, written

from vault_tools.cli import unstaged
from vault_tools.cli.git import work_tree
from vault_tools.cli.unstaged import Unstaged
from vault_tools.disk import git_entries
from vault_tools.disk.git_entries import GitEntries, KeptEntries
from vault_tools.session import recall, run
from vault_tools.session.index import Index, index_file

pytestmark = [
    pytest.mark.usefixtures("time_limit"),
    pytest.mark.skipif(sys.platform != "linux", reason="git is asked on Linux alone"),
]
OLD = 10**18
"""Nanoseconds: longer ago than any index was written."""
TEXT, TITLE, LINK = (
    HOPS.replace(*edit)
    for edit in (("See [", "Do see ["), ("title: Hops", "title: Humulus"), ("[[Root]]", "[[E]]"))
)


@pytest.fixture
def vault_of_mocs(vault, monkeypatch: pytest.MonkeyPatch, stood: list[bool]) -> Repository:  # noqa: F811
    """Of which a hook has said what it says."""
    repo = written(vault, monkeypatch, configured() | hops())
    stood.clear()
    return repo


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, ...]]:
    """What git was asked about files."""
    found: list[tuple[str, ...]] = []
    changed_notes = unstaged.changed_notes

    def noted(top: Path, *args: str, about: tuple[str, ...] = ()) -> Iterator[unstaged.NoteChange]:
        found.append((*args, *about))
        return changed_notes(top, *args, about=about)

    monkeypatch.setattr(unstaged, "changed_notes", noted)
    return found


def test_git_looks_at_no_file_where_what_was_said_stands(
    vault_of_mocs: Repository,
    stood: list[bool],  # noqa: F811
    asked: list[tuple[str, ...]],
) -> None:
    for number, text in enumerate((TEXT, TITLE)):
        vault_of_mocs.write({"Sub/Hops.md": text})
        for name in ("Sub/Hops.md", "J.md"):
            os.utime(vault_of_mocs.top / name, ns=(OLD, OLD + number * 10**9))
        vault_of_mocs.git("add", "--all")
        assert said()
    assert stood == [True, True]
    assert asked == []


@pytest.mark.parametrize("is_checked", [False, True])
def test_what_is_not_staged_is_not_seen(
    vault_of_mocs: Repository,
    stood: list[bool],  # noqa: F811
    *,
    is_checked: bool,
) -> None:
    """Neither in the files nor by what another run knows of these."""
    repo = vault_of_mocs
    repo.write({name: f"More.\n\n{repo.read(name)}" for name in ("Root.md", "MOC/beer.md")})
    repo.write({"E.md": "---\ntags: [Beer, Hops]\n---\n"})
    if is_checked:
        kept = Index(index_file(repo.top))
        check(repo.top, kept)
        kept.close()
    for text, stands in ((TEXT, True), (TITLE, False), (LINK, False)):
        stood.clear()
        repo.stage({"Sub/Hops.md": text})
        assert said() == said(known=False)
        assert stood[0] is (stands and not is_checked)


def test_facts_that_had_to_be_read_from_another_file_are_not_enough(
    vault_of_mocs: Repository,
    stood: list[bool],  # noqa: F811
) -> None:
    repo = vault_of_mocs
    repo.write({"E.md": "---\ntags: [Beer, Hops]\n---\n"})
    for is_lost in (False, True):
        if is_lost:
            with sqlite3.connect(index_file(repo.top)) as database:
                assert database.execute("DELETE FROM result WHERE path = 'E.md'").rowcount
        repo.stage({"Sub/Hops.md": HOPS.replace("[beer]", "[hops]" if is_lost else "[beer, hops]")})
        stood.clear()
        assert said() == said(known=False)
        assert stood[0] is not is_lost


@pytest.mark.parametrize("how", ["new", "link"])
def test_file_that_was_written_again_is_looked_at_where_not_all_stands(
    vault_of_mocs: Repository, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    """And is not vouched for afterwards."""
    looked_at: list[str] = []
    kept: list[tuple[object, ...]] = []
    listed, packed = recall.listed, recall.packed
    monkeypatch.setattr(recall, "listed", lambda root, path: (looked_at.append(path), listed(root, path))[1])
    monkeypatch.setattr(recall, "packed", lambda value: (kept.append(value), packed(value))[1])
    vault_of_mocs.stage({"Sub/Hops.md": LINK} if how == "link" else {"New.md": "New.\n"})
    os.utime(vault_of_mocs.top / "E.md", ns=(OLD, OLD))
    (vault_of_mocs.top / ".git/index.lock").touch()  # as git does before it runs a hook
    said()
    assert "E.md" in looked_at
    if how == "new":
        *_, others = kept[-1]
        assert others == ["E.md"]


def test_nothing_is_recalled_of_an_index_that_changed_meanwhile(
    vault_of_mocs: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else it would be what git has of a file that was said to be what git had before."""
    looked: list[Path] = []
    list_notes = run.list_notes
    monkeypatch.setattr(run, "list_notes", lambda root, *_: (looked.append(root), list_notes(root, *_))[1])
    for is_current in (False, True):
        monkeypatch.setattr(GitEntries, "are_current", is_current)
        (index_file(vault_of_mocs.top)).unlink()
        for number in range(2):
            looked.clear()
            vault_of_mocs.stage({"H.md": HOPS.replace("title: Hops", f"title: H{number}")})
            assert said()
        assert bool(looked) is not is_current


def test_index_is_current_until_git_has_another_entry(repo: Repository) -> None:
    now = entries()
    assert now.are_current
    repo.stage({"A.md": "x"})
    assert not now.are_current
    assert entries().are_current


FILES = {
    name: f"{name}\n"
    for name in ("A.md", "B.md", "B.md.md", "F/A.md", "F/B.md", *map("{}.md".format, range(200)))
}


@pytest.fixture
def repo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repository:
    for name, value in environment().items():
        monkeypatch.setenv(name, value)
    made = repository(tmp_path / "repo", FILES)
    made.write(FILES)
    for name in FILES:
        os.utime(made.top / name, ns=(OLD, OLD))
    made.git("update-index", "--refresh")
    monkeypatch.chdir(made.top)
    return made


def entries_after(before: GitEntries) -> GitEntries:
    """Those of now, of which the places are known if they are those of before."""
    now = GitEntries(Unstaged(work_tree(), []), 0)
    now.maybe_changed(before.kept())
    return now


def entries() -> GitEntries:
    """Those of now, read at once."""
    now = GitEntries(Unstaged(work_tree(), []), 0)
    assert now.said
    return now


def in_place(path: Path, text: str) -> None:
    """With the size and the time that it had."""
    path.write_text(text, "utf-8")
    os.utime(path, ns=(OLD, OLD))


def in_linked_folder(repo: Repository) -> None:
    move(repo.top / "F", repo.top / "moved")
    (repo.top / "F").symlink_to("moved")


TOUCHES: dict[str, Callable[[Repository], object]] = {
    "other text of its size": lambda repo: in_place(repo.top / "B.md", "C.md\n"),
    "other size": lambda repo: in_place(repo.top / "B.md", "More.\n"),
    "other time": lambda repo: os.utime(repo.top / "B.md", ns=(OLD + 1, OLD + 1)),
    "replaced": lambda repo: (
        in_place(repo.top / "new", "B.md\n"),
        move(repo.top / "new", repo.top / "B.md"),
    ),
    "executable": lambda repo: (repo.top / "B.md").chmod(0o755),
    "gone": lambda repo: (repo.top / "B.md").unlink(),
    "a link": lambda repo: ((repo.top / "B.md").unlink(), (repo.top / "B.md").symlink_to("A.md")),
    "not added": lambda repo: repo.git("rm", "--cached", "--quiet", "B.md"),
    "assumed": lambda repo: repo.git("update-index", "--assume-unchanged", "B.md"),
    "skipped": lambda repo: repo.git("update-index", "--skip-worktree", "B.md"),
    "in a linked folder": in_linked_folder,
    "as new as the index": lambda repo: os.utime(repo.top / ".git/index", ns=(OLD, OLD)),
}


@pytest.mark.parametrize("how", [*TOUCHES])
def test_file_that_may_have_changed_is_asked_of_git(
    repo: Repository, asked: list[tuple[str, ...]], how: str
) -> None:
    before = entries()
    assert entries_after(before).unlike(["A.md", "B.md", "F/B.md", "B.md.md"]) == {}
    assert asked == []
    TOUCHES[how](repo)
    found = entries_after(before).unlike(["A.md", "B.md", "F/B.md"])
    assert len(asked) == 1
    assert ("F/B.md" if how == "in a linked folder" else "B.md") in asked[0]
    assert found == {path: data for path, data in entries().unlike().items() if path != "F/A.md"}


@pytest.mark.parametrize("name", ["A.md", "B.md.md", "F/A.md", "new.md"])
def test_entries_that_changed_are_found_at_their_places(
    repo: Repository, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    before = entries()
    for text in ("x", "More than there was.\n"):
        repo.stage({name: text, "100.md": text})
        assert entries().maybe_changed(before.kept()) == {name, "100.md"}
        assert entries().maybe_changed(KeptEntries(before.said)) == {name, "100.md"}
    repo.git("update-index", "--skip-worktree", "B.md")
    assert entries().maybe_changed(before.kept()) == {name, "100.md", "B.md"}
    if name in FILES:
        repo.git("update-index", "--no-skip-worktree", "B.md")
        monkeypatch.setattr(git_entries, "_unlike", lambda *_: pytest.fail("all entries are looked at"))
        assert entries().maybe_changed(before.kept()) == {name, "100.md"}


def test_other_files_at_the_places_of_those_that_were_are_seen(repo: Repository) -> None:
    before = entries()
    repo.git("mv", "B.md", "C.md")
    repo.git("mv", "7.md", "F/7.md")
    repo.git("mv", "F/A.md", "6.a.md")
    assert entries().maybe_changed(before.kept()) == {"B.md", "C.md", "7.md", "F/7.md", "F/A.md", "6.a.md"}
    assert entries_after(before).unlike(["C.md"]) == {}
