"""A hook that asks git which notes have changed misses none, and reads no others."""

import os
import subprocess
import sys
from collections.abc import Callable, Collection
from pathlib import Path
from shutil import move, rmtree
from typing import NamedTuple

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from often import long
from repositories import Repository, environment, repository

from vault_tools.cli.hook_run import outcomes_of, vaults_of
from vault_tools.cli.hook_staged import staged_notes
from vault_tools.disk import file_lister, git_index
from vault_tools.disk.file_lister import FileLister, Folder
from vault_tools.disk.git_entries import ASKED, GitEntries, IndexFile, KeptEntries
from vault_tools.lint.outcome import Outcome
from vault_tools.session import recall, run
from vault_tools.session.one_note import CHECK

pytestmark = [
    pytest.mark.usefixtures("time_limit"),
    pytest.mark.skipif(sys.platform != "linux", reason="git is asked on Linux alone"),
]

CONFIG = "keys: {id: {unique: true}}\nmocs:\n  - {name: all, note: All.md, source: {links-to: Staged}}\n"
OTHER = "---\nid: b2\n---\nHops.\n"
SAME = OTHER.replace("b2", "a1")
FILES = {
    "vault-tools.yaml": CONFIG,
    "All.md": "%% vault-tools:begin all %%\n%% vault-tools:end all %%\n",
    "Staged.md": "---\nid: a1\n---\nSee [[Malt]].\n",
    "Other.md": OTHER,
    "Folder/Malt.md": "Malt.\n",
    "Folder/Inner/Yeast.md": "---\nid: c3\n---\n",
}


@pytest.fixture
def vault(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repository:
    """A fully indexed vault that is a repository, or a folder of one, with files that git does not track."""
    monkeypatch.setattr(recall, "UNSETTLED", -(10**15))
    monkeypatch.setattr(file_lister, "UNSETTLED", -(10**15))
    for name, value in environment().items():
        monkeypatch.setenv(name, value)
    top, below = tmp_path / "top", getattr(request, "param", "")
    repo = repository(top, {f"{below}{name}": text for name, text in FILES.items()})
    here = Repository(top / below)
    here.write({"Ignored.md": OTHER, "Untracked.md": OTHER, "Nested/Note.md": OTHER})
    (top / ".git/info/exclude").write_text("Ignored.md\n")
    Repository(here.top / "Nested").git("init", "--quiet")
    Repository(here.top / "Nested").git("add", ".")
    here.git("update-index", "--assume-unchanged", "Folder/Malt.md")
    here.git("update-index", "--skip-worktree", "Folder/Inner/Yeast.md")
    monkeypatch.chdir(repo.top)
    said(here)
    return here


def said(here: Repository, *, known: bool = True) -> dict[str, Outcome]:
    """A hook's report on the staged note; without `known`, as if there were no index."""
    number = sum(1 for _ in here.top.parent.rglob("Staged.md")) + int.from_bytes(os.urandom(4))
    here.stage({"Staged.md": f"{FILES['Staged.md']}More: {number}.\n"})
    kept = os.environ["XDG_CACHE_HOME"]
    if not known:
        os.environ["XDG_CACHE_HOME"] = f"{kept}/{number}"
    try:
        staged = staged_notes()
        outcomes = list(outcomes_of(vaults_of(staged)[0], staged, CHECK))
    finally:
        os.environ["XDG_CACHE_HOME"] = kept
    return {Path(outcome.path).name: outcome for outcome in outcomes}


def rules_of(outcomes: dict[str, Outcome]) -> set[str]:
    return {found.rule for found in outcomes["Staged.md"].left}


def kept_in_time(path: Path, text: str) -> None:
    """Write like programs that restore the modification time."""
    before = path.stat()
    with path.open("r+", encoding="utf-8") as file:
        file.write(text)
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


def in_a_folder_with_its_old_time(here: Repository) -> None:
    """Add a file like rsync and unpackers, which restore the folder's time."""
    before = (here.top / "Folder").stat()
    here.write({"Folder/New.md": SAME})
    os.utime(here.top / "Folder", ns=(before.st_atime_ns, before.st_mtime_ns))


def in_another_folder_of_the_name(here: Repository) -> None:
    here.write({".next/Malt.md": SAME, ".next/Inner/Yeast.md": SAME})
    move(here.top / "Folder", here.top / ".before")
    move(here.top / ".next", here.top / "Folder")


def on_another_branch(here: Repository) -> None:
    here.git("stash", "--quiet")
    here.git("checkout", "--quiet", "-b", "other")
    here.stage({"Other.md": SAME})
    here.git("commit", "--quiet", "--message=other")
    here.git("checkout", "--quiet", "main")
    assert here.read("Other.md") == OTHER
    assert "duplicate-source" not in rules_of(said(here))
    here.git("commit", "--quiet", "--message=here")
    here.git("checkout", "--quiet", "other", "--", "Other.md")


SAID: dict[str, Callable[[Repository], object]] = {
    "staged": lambda here: here.stage({"Other.md": SAME}),
    "committed": lambda here: (here.stage({"Other.md": SAME}), here.git("commit", "-qm", "x")),
    "assumed to be unchanged": lambda here: here.write({"Folder/Malt.md": SAME}),
    "not in the working tree": lambda here: here.write({"Folder/Inner/Yeast.md": SAME}),
    "ignored": lambda here: here.write({"Ignored.md": SAME}),
    "untracked": lambda here: here.write({"Untracked.md": SAME}),
    "of another repository": lambda here: here.write({"Nested/Note.md": SAME}),
    "new": lambda here: here.write({"Folder/New.md": SAME}),
    "new in a new folder": lambda here: here.write({"New/New.md": SAME}),
    "new in a folder with its old time": in_a_folder_with_its_old_time,
    "in another folder of the name": in_another_folder_of_the_name,
    "new in a folder within": lambda here: here.write({"Folder/Inner/New.md": SAME}),
    "renamed": lambda here: (here.git("mv", "Other.md", "One.md"), here.stage({"One.md": SAME})),
    "staged with its old time": lambda here: (
        kept_in_time(here.top / "Other.md", SAME),
        here.git("add", "Other.md"),
    ),
    "of another branch": on_another_branch,
}
UNSAID: dict[str, Callable[[Repository], object]] = {
    "removed": lambda here: (here.top / "Other.md").unlink(),
    "removed from git": lambda here: here.git("rm", "--quiet", "--cached", "Other.md"),
    "ignored from now on": lambda here: here.write({".gitignore": "Other.md\n"}),
    "of another vault": lambda here: (here.top / "Folder/.obsidian").mkdir(),
    "of another vault by its file": lambda here: here.write({"Folder/vault-tools.yaml": ""}),
    "a link": lambda here: ((here.top / "Other.md").unlink(), (here.top / "Other.md").symlink_to("All.md")),
    "a folder": lambda here: ((here.top / "Other.md").unlink(), (here.top / "Other.md").mkdir()),
    "in a linked folder": lambda here: (
        move(here.top / "Folder", here.top / ".hidden"),
        (here.top / "Folder").symlink_to(".hidden"),
    ),
    "a folder that is gone": lambda here: rmtree(here.top / "Folder"),
    "excluded": lambda here: here.write({"vault-tools.yaml": f"{CONFIG}exclude: [Other.md]\n"}),
    "hidden by Obsidian": lambda here: here.write({".obsidian/app.json": '{"userIgnoreFilters": ["Other"]}'}),
    "moved": lambda here: here.git("mv", "Folder/Malt.md", "Malt.md"),
    "edited": lambda here: here.write({"Other.md": SAME}),
    "with its old time": lambda here: kept_in_time(here.top / "Other.md", SAME),
    "replaced": lambda here: (here.write({"New": SAME}), move(here.top / "New", here.top / "Other.md")),
    "a canvas": lambda here: here.write({"Plan.canvas": '{"nodes": []}'}),
}


LIKE_ANOTHER = {
    *("committed", "new in a folder within", "of another branch"),
    *("removed from git", "of another vault by its file", "a folder", "a folder that is gone", "replaced"),
}
"""Cases that look to git and in the folders like another case that always runs."""


@pytest.mark.parametrize("how", [long(how) if how in LIKE_ANOTHER else how for how in SAID])
def test_note_that_has_changed_is_looked_at(vault: Repository, how: str) -> None:
    assert "duplicate-source" not in rules_of(said(vault))
    SAID[how](vault)
    assert "duplicate-source" in rules_of(said(vault))
    assert said(vault) == said(vault, known=False)


@pytest.mark.parametrize("how", [long(how) if how in LIKE_ANOTHER else how for how in UNSAID])
def test_whatever_happened_to_files_is_known(vault: Repository, how: str) -> None:
    for name in ("Other.md", "Folder/Malt.md"):
        vault.write({name: SAME})
    assert "duplicate-source" in rules_of(said(vault))
    UNSAID[how](vault)
    assert said(vault) == said(vault, known=False)
    vault.write({"Other.md": OTHER} if (vault.top / "Other.md").is_file() else {"One.md": SAME})
    assert said(vault) == said(vault, known=False)


@pytest.mark.parametrize(("vault", "renewed"), [("", 50), ("Notes/", 0)], indirect=["vault"])
def test_no_note_is_looked_at_that_git_vouches_for(
    vault: Repository, monkeypatch: pytest.MonkeyPatch, renewed: int
) -> None:
    monkeypatch.setattr(recall, "RENEWED", renewed)
    said(vault)
    looked_at: list[str] = []
    listed = recall.listed
    monkeypatch.setattr(recall, "listed", lambda root, path: (looked_at.append(path), listed(root, path))[1])
    monkeypatch.setattr(run, "list_notes", lambda *_: pytest.fail("all notes are looked at"))
    vault.stage({"Other.md": SAME})
    assert "duplicate-source" in rules_of(said(vault))
    not_tracked = {"Ignored.md", "Untracked.md", "Nested/Note.md", "Folder/Malt.md", "Folder/Inner/Yeast.md"}
    assert set(looked_at) - {"Staged.md"} == {"Other.md", *not_tracked}


def test_no_folder_is_listed_that_has_not_changed(vault: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recall, "LISTED", 0)
    fat = vault.top / "Fat"
    vault.write({"Fat/Note.md": OTHER})
    os.utime(fat, ns=(10**18, 10**18))
    said(vault)
    listed: list[str] = []
    look = FileLister._folder

    def looked_at(lister: FileLister, path: str, known: Folder | None) -> Folder:
        found = look(lister, path, known)
        if found is not known:
            listed.append(path)
        return found

    monkeypatch.setattr(FileLister, "_folder", looked_at)
    vault.write({"Folder/New.md": SAME})
    assert "duplicate-source" in rules_of(said(vault))
    assert {*listed} == {"Fat/", "Folder/"}
    listed.clear()
    os.utime(vault.top / "Folder")
    assert "duplicate-source" in rules_of(said(vault))
    assert {*listed} == {"Fat/", "Folder/"}
    listed.clear()
    assert "duplicate-source" in rules_of(said(vault))
    assert {*listed} == {"Fat/"}


ODD_NAMES = ["a\tb.md", "a\nb.md", "é.md", "a\tflags: 0\nH b.md"]


class Tree(NamedTuple):
    """A working tree of which this is known."""

    file: IndexFile
    answer: bytes = b""
    touched: tuple[str, ...] = ()

    def index(self) -> IndexFile:
        return self.file

    def said(self) -> bytes:
        return self.answer

    def unlike(self, paths: Collection[str]) -> dict[str, bytes]:
        return dict.fromkeys(paths, b"")

    def status(self, path: str) -> os.stat_result | None:
        return None


def listed_entries(repo: Repository, *touched: str) -> GitEntries:
    answer = subprocess.run(["git", *ASKED], cwd=repo.top, capture_output=True, check=True).stdout
    return GitEntries(Tree(IndexFile(), answer, touched), 0)


def entries_of_index(repo: Repository, *touched: str) -> GitEntries:
    data = (repo.top / ".git/index").read_bytes()
    assert git_index.entries_of(data)
    return GitEntries(Tree(IndexFile(data), b"", touched), 0)


@pytest.fixture(params=[listed_entries, entries_of_index])
def entries(request: pytest.FixtureRequest) -> Callable[..., GitEntries]:
    return request.param


@pytest.fixture
def repo(tmp_path: Path) -> Repository:
    names = [f"{number}.md" for number in range(300)]
    return repository(tmp_path / "repo", {name: f"{name}\n" for name in [*names, *ODD_NAMES[:3], "F/x.md"]})


@pytest.mark.parametrize(
    "name", ["0.md", long("150.md"), long("299.md"), "99.md", long(ODD_NAMES[0]), *ODD_NAMES[1:3], "F/x.md"]
)
def test_what_git_says_anew_may_have_changed(repo: Repository, entries, name: str) -> None:
    before = entries(repo)
    assert before.maybe_changed(before.kept()) == set()
    assert before.files == {*(f"{number}.md" for number in range(300)), *ODD_NAMES[:3], "F/x.md"}
    repo.stage({name: "other"})
    assert entries(repo).maybe_changed(before.kept()) == {name}
    assert entries(repo, "7.md").touched == {"7.md"}
    repo.git("rm", "--cached", "--quiet", name)
    assert entries(repo).maybe_changed(before.kept()) == {name}
    assert before.seen_from("F/", bool).files == {"x.md"}
    repo.stage({"1 new.md": "x", "zz.md": "x", "F/new.md": "x"})
    assert entries(repo).maybe_changed(before.kept()) == {name, "1 new.md", "zz.md", "F/new.md"}
    assert before.maybe_changed(entries(repo).kept()) == {name, "1 new.md", "zz.md", "F/new.md"}


@pytest.mark.parametrize("how", ["--assume-unchanged", "--skip-worktree", "--chmod=+x"])
def test_what_git_overlooks_may_have_changed(repo: Repository, entries, how: str) -> None:
    before = entries(repo)
    repo.git("update-index", how, "5.md", "200.md")
    assert entries(repo).maybe_changed(before.kept()) >= {"5.md", "200.md"}
    assert ("5.md" in entries(repo).files) == (how == "--chmod=+x")


def test_line_ends_that_git_takes_for_the_same_may_have_changed(repo: Repository, entries) -> None:
    repo.git("config", "core.autocrlf", "input")
    before = entries(repo)
    (repo.top / "5.md").write_bytes(b"5.md\r\n")
    repo.git("add", "5.md")
    assert entries(repo).maybe_changed(before.kept()) == {"5.md"}


def test_name_that_looks_like_what_git_says_is_not_believed(repo: Repository) -> None:
    before = listed_entries(repo)
    repo.stage({ODD_NAMES[3]: "x"})
    assert listed_entries(repo).files == set()
    assert before.maybe_changed(KeptEntries(b"no answer of git's")) == {*before.files}


def test_index_file_says_what_git_says(repo: Repository) -> None:
    repo.stage({ODD_NAMES[3]: "x", f"{'a' * 200}/{'b' * 200}.md": "x"})
    repo.git("update-index", "--skip-worktree", "5.md")
    repo.git("update-index", "--assume-unchanged", "6.md")
    (repo.top / "intended.md").write_text("x")
    repo.git("add", "--intent-to-add", "intended.md")
    (repo.top / "link.md").symlink_to("1.md")
    repo.git("add", "link.md")
    of_index, there = entries_of_index(repo), {path.name for path in repo.top.glob("*.md")}
    assert of_index.files - {ODD_NAMES[3]} >= there - {"5.md", "6.md", "intended.md", "link.md", ODD_NAMES[3]}
    assert of_index.files.isdisjoint({"5.md", "6.md", "intended.md", "link.md"})
    listed = listed_entries(repo)
    assert listed.maybe_changed(of_index.kept()) >= of_index.files


@pytest.mark.parametrize(
    "form",
    [
        ("update-index", "--index-version=4"),
        ("update-index", "--split-index"),
        ("sparse-checkout", "set", "--cone", "--sparse-index", "F"),
    ],
)
def test_index_file_of_another_form_is_not_read(vault: Repository, form: tuple[str, ...]) -> None:
    vault.git("update-index", "--no-skip-worktree", "Folder/Inner/Yeast.md")
    said(vault)
    vault.git(*form)
    data = (vault.top / ".git/index").read_bytes()
    if form[0] == "update-index":
        assert not git_index.entries_of(data)
    assert said(vault) == said(vault, known=False)
    vault.stage({"Other.md": SAME})
    assert "duplicate-source" in rules_of(said(vault))
    assert said(vault) == said(vault, known=False)


def test_damaged_index_file_is_not_read(repo: Repository) -> None:
    data = (repo.top / ".git/index").read_bytes()
    assert git_index.entries_of(data)
    for damaged in (b"", data[:11], data[:5000], data[:-30], data + b"x", data[:8] + b"\0\0\0\7" + data[12:]):
        assert not git_index.entries_of(damaged)


NAMES = [f"{folder}{name}.md" for folder in ("", "F/") for name in "abcdefgh"]
SAID_OF = st.dictionaries(st.sampled_from(NAMES), st.integers(1, 3))


def as_git_says(files: dict[str, int]) -> bytes:
    looked = b"  ctime: 1:2\n  mtime: 3:4\n  dev: 1\tino: 2\n  uid: 0\tgid: 0\n  size: 9\tflags: 0\n"
    return b"".join(b"H 100644 %040x 0\t%s\0%s" % (files[n], n.encode(), looked) for n in sorted(files))


@given(SAID_OF, SAID_OF, st.sets(st.sampled_from(NAMES)), st.sampled_from(["", "F/"]))
@example({"a.md": 1}, {}, set(), "")
@example({"a.md": 1, "b.md": 1}, {"a.md": 1, "b.md": 2}, set(), "")
@example({"a.md": 1, "b.md": 1, "c.md": 1}, {"a.md": 1, "c.md": 1}, {"F/a.md"}, "F/")
def test_what_differs_is_what_may_have_changed(
    before: dict[str, int], after: dict[str, int], unlike: set[str], folder: str
) -> None:
    """Even though common beginnings and ends are not examined in detail."""
    tree = Tree(IndexFile(), as_git_says(after), tuple(unlike))
    now = GitEntries(tree, 7).seen_from(folder, bool)
    different = {name for name in NAMES if before.get(name) != after.get(name)}
    below = {name.removeprefix(folder) for name in different if name.startswith(folder)}
    assert now.maybe_changed(KeptEntries(as_git_says(before))) == below
    assert now.files == {name.removeprefix(folder) for name in after if name.startswith(folder)}
    assert now.touched == {name.removeprefix(folder) for name in unlike if name.startswith(folder)}
    assert now.since == 7


def test_long_answers_are_compared_as_short_ones_are() -> None:
    before = {f"{number:05}.md": 1 for number in range(3_000)}
    for name in ("00000.md", "00001.md", "01500.md", "02999.md"):
        now = GitEntries(Tree(IndexFile(), as_git_says(before | {name: 2})), 0)
        assert now.maybe_changed(KeptEntries(as_git_says(before))) == {name}
        now = GitEntries(Tree(IndexFile(), as_git_says({n: 1 for n in before if n != name})), 0)
        assert now.maybe_changed(KeptEntries(as_git_says(before))) == {name}
