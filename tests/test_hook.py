"""The git hook with the real git: what it reports about a commit, and what it leaves alone."""

import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from repositories import Repository, environment, program, repository

pytestmark = pytest.mark.usefixtures("time_limit")

CONFIG = "keys: {title: {type: text, required: true}, tags: {type: tags}}\n"
MOCS = CONFIG + "mocs:\n  - {name: tags, each: tags, note: 'MOC/{value}.md', min: 2}\n"


def note(title: str, *tags: str, body: str = "Brewed in March.") -> str:
    return f"---\ntitle: {title}\ntags: [{', '.join(tags)}]\n---\n{body}\n"


GOOD, BAD = note("Hops", "beer"), note("Hops", '"#beer"')


@pytest.fixture
def tool(call, monkeypatch: pytest.MonkeyPatch) -> Callable[..., str]:
    """Run `vault-tools` in a repository as git would, but in this process. Returns both outputs."""

    monkeypatch.setenv("PATH", environment()["PATH"])

    def run(repo: Repository, *args: str, code: int = 0) -> str:
        done = call(*args, cwd=repo.top)
        said = (done.stdout + done.stderr).decode()
        assert done.returncode == code, said
        return said

    return run


@pytest.fixture
def repo(tmp_path: Path, tool) -> Repository:
    made = repository(tmp_path / "repo", {"vault-tools.yaml": CONFIG, "Saaz.md": note("Saaz", "beer")})
    tool(made, "hook", "install")
    return made


@pytest.fixture
def fixing(repo: Repository, tool) -> Repository:
    tool(repo, "hook", "install", "--fix")
    return repo


@pytest.fixture
def with_mocs(tmp_path: Path, tool) -> Repository:
    """A vault whose MOC lists both notes, with the fixing hook."""
    made = repository(
        tmp_path / "repo", {"vault-tools.yaml": MOCS, "A.md": note("A", "beer"), "B.md": note("B", "beer")}
    )
    tool(made, "fix", ".")
    made.git("add", ".")
    made.git("commit", "--quiet", "--message=second")
    tool(made, "hook", "install", "--fix")
    return made


RUN = ("hook", "run")
ODD_NAMES = ["Hops.md", "-q.md", "--fix.md", "啤酒花/萨兹.md", "My hops/Saaz 2.md", "'\"$(x).md", "a\nb.md"]


def test_commit_is_stopped_mended_and_goes_through(fixing: Repository) -> None:
    fixing.stage(dict.fromkeys(ODD_NAMES, BAD))
    said = fixing.git("commit", "--message=hops", code=1)
    assert said.count("fixed malformed-tag") == len(ODD_NAMES)
    assert "`git add` it and commit again" in said
    assert {fixing.read(name) for name in ODD_NAMES} == {GOOD}
    fixing.git("add", "--", *ODD_NAMES)
    fixing.git("commit", "--message=hops")
    assert {fixing.committed(name) for name in ODD_NAMES} == {GOOD}


def test_hook_that_checks_changes_nothing(repo: Repository) -> None:
    repo.stage({"Hops.md": BAD})
    said = repo.git("commit", "--message=hops", code=1)
    assert "Hops.md:3:8: error malformed-tag" in said
    assert repo.read("Hops.md") == BAD
    assert repo.commits == 1


def test_only_staged_notes_are_reported(repo: Repository, tool) -> None:
    repo.write({"Untracked.md": BAD, "Saaz.md": BAD})
    repo.stage({"Hops.md": GOOD})
    assert tool(repo, *RUN) == "1 note checked, nothing found.\n"


def test_warnings_are_shown_and_do_not_stop_the_commit(repo: Repository) -> None:
    repo.stage({"Hops.md": note("Hops", "beer", body="")})
    assert "warning empty-note" in repo.git("commit", "--message=hops")


def test_rules_and_severity_may_be_others(repo: Repository, tool) -> None:
    repo.stage({"Hops.md": note("Hops", '"#beer"', body="")})
    tool(repo, *RUN, "--ignore", "malformed-tag")
    tool(repo, *RUN, "--ignore", "malformed-tag", "--fail-on", "warning", code=1)
    tool(repo, *RUN, "--select", "wrong-type,missing-key")


def test_what_the_baseline_holds_does_not_stop_the_commit(repo: Repository, tool) -> None:
    repo.write({"Hops.md": BAD})
    tool(repo, "check", ".", "--write-baseline")
    repo.stage({"Hops.md": note("Hops", '"#beer"', body="Brewed in April.")})
    assert tool(repo, *RUN) == "1 note checked, nothing found besides 1 in the baseline.\n"
    repo.stage({"Hops.md": note("Hops", '"#beer"', '"#hops"')})
    said = tool(repo, *RUN, code=1)
    assert "Hops.md:3:17: error malformed-tag" in said
    assert "1 error in 1 note besides 1 in the baseline" in said


def test_notes_may_be_named_as_pre_commit_does(repo: Repository, tool) -> None:
    repo.write({"-q.md": BAD, "Beer/Hops.md": BAD, "Beer/x.txt": "", "Beer/x.markdown": BAD})
    said = tool(
        repo, *RUN, "Saaz.md", "-q.md", "Beer/Hops.md", "Gone.md", "Beer/x.txt", "Beer/x.markdown", code=1
    )
    assert [line.split(":")[0] for line in said.splitlines() if "malformed-tag" in line] == [
        "-q.md",
        "Beer/Hops.md",
    ]
    assert "2 errors in 2 of 3 notes." in said
    assert tool(repo, *RUN, "Gone.md", "Beer/x.txt") == ""
    assert "../-q.md:3:8: error" in tool(Repository(repo.top / "Beer"), *RUN, "../-q.md", code=1)


# What is staged, not what is on disk


def test_staged_bytes_are_judged(repo: Repository, tool) -> None:
    repo.stage({"Hops.md": BAD})
    repo.write({"Hops.md": GOOD})
    assert "malformed-tag" in tool(repo, *RUN, code=1)
    repo.stage({"Hops.md": GOOD})
    repo.write({"Hops.md": BAD})
    repo.git("commit", "--message=hops")
    assert (repo.committed("Hops.md"), repo.read("Hops.md")) == (GOOD, BAD)


def test_staged_note_that_is_gone_from_disk(fixing: Repository, tool) -> None:
    fixing.stage({"Hops.md": BAD})
    (fixing.top / "Hops.md").unlink()
    said = tool(fixing, *RUN, "--fix", code=1)
    assert "Hops.md: not written: only part of it is staged" in said
    assert not (fixing.top / "Hops.md").exists()


def test_partly_staged_note_is_named_and_left_as_it_is(fixing: Repository, tool) -> None:
    fixing.stage({"Hops.md": BAD})
    fixing.write({"Hops.md": BAD + "Not staged.\n"})
    said = tool(fixing, *RUN, "--fix", code=1)
    assert "Hops.md: not written: only part of it is staged; `git add` it" in said
    assert fixing.read("Hops.md") == BAD + "Not staged.\n"
    assert fixing.git("show", ":Hops.md") == BAD


def test_note_that_could_not_be_fixed_stops_the_commit_though_its_faults_would_not(
    fixing: Repository, tool
) -> None:
    config = CONFIG + "rules: {malformed-tag: {severity: warning}}\n"
    fixing.stage({"vault-tools.yaml": config, "Hops.md": BAD})
    fixing.write({"Hops.md": BAD + "Not staged.\n"})
    assert "Hops.md" in tool(fixing, *RUN)
    assert "Hops.md: not written" in tool(fixing, *RUN, "--fix", code=1)


def test_the_rest_of_the_vault_is_what_it_will_be(repo: Repository) -> None:
    """On disk, two of three notes have `craft-beer`; in the index, they have `CraftBeer`."""
    style = CONFIG + "rules: {inconsistent-tag: {severity: error}}\n"
    others = {f"{name}.md": note(name, "CraftBeer") for name in ("A", "B")}
    repo.stage({"vault-tools.yaml": style} | others)
    repo.git("commit", "--message=others", "--no-verify")
    repo.write({f"{name}.md": note(name, "craft-beer") for name in ("A", "B")})
    repo.stage({"C.md": note("C", "CraftBeer")})
    repo.git("commit", "--message=C")


def test_files_are_judged_as_git_writes_them(repo: Repository) -> None:
    """A note with CRLF on disk and LF in the index is unchanged; after an edit it is written with CRLF
    again."""
    repo.git("config", "core.autocrlf", "true")
    repo.stage({"Hops.md": GOOD.replace("\n", "\r\n")})
    repo.write({"Hops.md": BAD.replace("\n", "\r\n")})
    repo.git("commit", "--message=hops")
    assert repo.committed("Hops.md") == GOOD


def test_note_that_is_only_meant_to_be_added(repo: Repository) -> None:
    repo.write({"Later.md": BAD})
    repo.git("add", "--intent-to-add", "Later.md")
    repo.stage({"Hops.md": GOOD})
    repo.git("commit", "--message=hops")


# Kinds of commits


@pytest.mark.parametrize("how", [["--all"], ["--only", "Saaz.md"], ["--include", "Saaz.md"]])
def test_commit_with_an_index_of_its_own(fixing: Repository, how: list[str]) -> None:
    fixing.write({"Saaz.md": BAD})
    assert "fixed malformed-tag" in fixing.git("commit", "--message=saaz", *how, code=1)
    assert fixing.read("Saaz.md") == GOOD
    fixing.git("commit", "--message=saaz", *how)
    assert fixing.committed("Saaz.md") == GOOD


def test_only_what_is_named_is_judged(repo: Repository) -> None:
    repo.stage({"Hops.md": BAD})
    repo.write({"Saaz.md": GOOD})
    repo.git("commit", "--message=saaz", "--only", "Saaz.md")
    assert "malformed-tag" in repo.git("commit", "--message=hops", code=1)


def test_first_commit(tmp_path: Path, tool) -> None:
    repo = Repository(tmp_path)
    repo.git("init", "--quiet")
    tool(repo, "hook", "install")
    repo.stage({"vault-tools.yaml": CONFIG, "Hops.md": BAD})
    assert "malformed-tag" in repo.git("commit", "--message=first", code=1)
    repo.stage({"Hops.md": GOOD})
    repo.git("commit", "--message=first")
    repo.git("commit", "--message=the first", "--amend")


def test_note_deleted_and_another_renamed_in_the_same_commit(repo: Repository) -> None:
    repo.stage({"Hops.md": GOOD, "Old.md": BAD})
    repo.git("commit", "--message=two", "--no-verify")
    repo.git("rm", "--quiet", "Saaz.md")
    repo.git("mv", "Hops.md", "Hop.md")
    repo.git("commit", "--message=gone")
    repo.git("mv", "Old.md", "Older.md")
    assert "Older.md:3:8: error malformed-tag" in repo.git("commit", "--message=renamed", code=1)


def test_links_and_what_is_no_note_are_nobodys_business(repo: Repository) -> None:
    (repo.top / "Link.md").symlink_to("Saaz.md")
    repo.stage({".github/Template.md": BAD, "x.markdown": BAD, "Drawing.excalidraw.md": BAD})
    repo.git("add", "Link.md")
    assert "checked" not in repo.git("commit", "--message=others")
    (repo.top / "Link.md").unlink()
    (repo.top / "Link.md").symlink_to("Hops.md")
    repo.stage({"Hops.md": GOOD})
    repo.git("commit", "--message=hops")


# MOCs


def test_stale_moc_is_mended_and_named(with_mocs: Repository) -> None:
    with_mocs.stage({"C.md": note("C", "beer")})
    said = with_mocs.git("commit", "--message=C", code=1)
    assert "MOC/beer.md:7:1: fixed stale-moc" in said
    assert "[[C]]" in with_mocs.read("MOC/beer.md")
    with_mocs.git("add", ".")
    with_mocs.git("commit", "--message=C")


@pytest.mark.parametrize("checked_before", [False, True])
def test_stale_moc_is_named_by_the_hook_that_checks(
    with_mocs: Repository, tool, *, checked_before: bool
) -> None:
    before = with_mocs.read("MOC/beer.md")
    with_mocs.stage({"C.md": note("C", "beer")})
    if checked_before:
        tool(with_mocs, "check", ".", code=1)
    assert "MOC/beer.md:7:1: error stale-moc" in tool(with_mocs, *RUN, code=1)
    assert with_mocs.read("MOC/beer.md") == before


def test_new_moc_is_written_and_named(with_mocs: Repository, tool) -> None:
    with_mocs.stage({"A.md": note("A", "beer", "hops"), "B.md": note("B", "beer", "hops")})
    said = tool(with_mocs, *RUN, "--fix", code=1)
    assert "MOC/hops.md:1:1: fixed stale-moc" in said
    with_mocs.git("add", ".")
    with_mocs.git("commit", "--message=hops")


def test_deleting_a_note_makes_its_moc_stale(with_mocs: Repository, tool) -> None:
    with_mocs.git("rm", "--quiet", "A.md")
    assert "MOC/beer.md:7:1: fixed stale-moc" in tool(with_mocs, *RUN, "--fix", code=1)


def test_moc_lists_what_is_staged(with_mocs: Repository, tool) -> None:
    with_mocs.write({"A.md": note("A", "malt")})
    with_mocs.stage({"C.md": note("C", "beer")})
    tool(with_mocs, *RUN, "--fix", code=1)
    listed = with_mocs.read("MOC/beer.md")
    assert [name in listed for name in ("[[A]]", "[[B]]", "[[C]]")] == [True, True, True]


def test_moc_with_changes_that_are_not_staged_is_left_as_it_is(with_mocs: Repository, tool) -> None:
    mine = with_mocs.read("MOC/beer.md") + "My own words.\n"
    with_mocs.write({"MOC/beer.md": mine})
    with_mocs.stage({"C.md": note("C", "beer")})
    said = tool(with_mocs, *RUN, "--fix", code=1)
    assert "MOC/beer.md: not written: only part of it is staged" in said
    assert with_mocs.read("MOC/beer.md") == mine


def test_other_faults_in_the_note_of_a_moc_wait_until_it_is_staged(with_mocs: Repository, tool) -> None:
    faulty = with_mocs.read("MOC/beer.md").replace("title: beer\n", 'title: beer\ntags: ["#moc"]\n')
    with_mocs.stage({"MOC/beer.md": faulty})
    with_mocs.git("commit", "--message=faulty", "--no-verify")
    with_mocs.stage({"C.md": note("C", "beer")})
    said = tool(with_mocs, *RUN, "--fix", code=1)
    assert "stale-moc" in said
    assert "malformed-tag" not in said
    assert '"#moc"' in with_mocs.read("MOC/beer.md")


def test_moc_that_nothing_can_mend_does_not_stop_other_notes(with_mocs: Repository, tool) -> None:
    with_mocs.stage({"MOC/beer.md": "I write this by hand.\n"})
    with_mocs.git("commit", "--message=by hand", "--no-verify")
    with_mocs.stage({"C.md": note("C", "malt")})
    with_mocs.git("commit", "--message=C")
    with_mocs.stage({"MOC/beer.md": note("beer", body="By hand.")})
    assert "has no block" in tool(with_mocs, *RUN, "--fix", code=1)


def test_no_mocs_where_the_rule_is_off(with_mocs: Repository) -> None:
    with_mocs.stage({"vault-tools.yaml": MOCS + "rules: {ignore: [stale-moc]}\n", "C.md": note("C", "beer")})
    with_mocs.git("commit", "--message=C")


# Locations of vaults and repositories


def test_vault_in_a_folder_of_the_repository(tmp_path: Path, tool) -> None:
    vault = {"notes/.obsidian/app.json": "{}", "notes/vault-tools.yaml": CONFIG, "About.md": "Notes.\n"}
    repo = repository(tmp_path / "repo", vault)
    tool(repo, "hook", "install")
    repo.stage({"README.md": BAD, "notes/Hops.md": BAD})
    repo.git("rm", "--quiet", "About.md")
    said = repo.git("commit", "--message=hops", code=1)
    assert "README.md: not in a vault" in said
    assert "(1 of 2 not checked)" in said
    assert "notes/Hops.md:3:8: error malformed-tag" in said
    assert "README.md:" not in said.replace("README.md: not in a vault", "")


def test_each_of_several_vaults_by_its_own_rules(tmp_path: Path, tool) -> None:
    lax = "vaults: separate\nrules: {ignore: [malformed-tag]}\n"
    vaults = {"a/vault-tools.yaml": CONFIG, "b/vault-tools.yaml": lax, "b/c/.obsidian/app.json": "{}"}
    repo = repository(tmp_path / "repo", vaults)
    tool(repo, "hook", "install", "--fix")
    repo.stage({"a/Hops.md": BAD, "b/Hops.md": BAD, "b/c/Hops.md": BAD})
    said = repo.git("commit", "--message=hops", code=1)
    assert "Fixed 2 problems in 2 notes." in said
    assert [repo.read(f"{place}/Hops.md") for place in ("a", "b", "b/c")] == [GOOD, BAD, GOOD]


def test_bad_configuration_of_one_vault_keeps_all_from_being_written(tmp_path: Path, tool) -> None:
    repo = repository(tmp_path, {"a/vault-tools.yaml": CONFIG, "b/vault-tools.yaml": "kyes: {}\n"})
    tool(repo, "hook", "install", "--fix")
    repo.stage({"a/Hops.md": BAD, "b/Hops.md": BAD})
    assert "b/vault-tools.yaml:1:1: `kyes` is not known here" in repo.git("commit", "--message=x", code=1)
    assert repo.read("a/Hops.md") == BAD


def test_repository_within_a_vault_writes_nothing_outside_of_it(tmp_path: Path, tool) -> None:
    outside = Repository(tmp_path)
    outside.write({"vault-tools.yaml": MOCS, "A.md": note("A", "beer"), "MOC/x.md": note("x")})
    repo = repository(tmp_path / "Work", {"B.md": note("B", "beer")})
    tool(outside, "fix", ".")
    before = outside.read("MOC/beer.md")
    tool(repo, "hook", "install", "--fix")
    repo.stage({"C.md": note("C", "beer", '"#hops"')})
    assert "C.md:3:14: fixed malformed-tag" in repo.git("commit", "--message=C", code=1)
    assert outside.read("MOC/beer.md") == before


def test_linked_worktree(repo: Repository, tmp_path: Path, tool) -> None:
    repo.git("worktree", "add", "--quiet", tmp_path / "tree")
    tree = Repository(tmp_path / "tree")
    tree.stage({"Hops.md": BAD})
    assert "Hops.md:3:8: error malformed-tag" in tree.git("commit", "--message=hops", code=1)
    tool(tree, "hook", "install", "--fix")
    tree.git("commit", "--message=hops", code=1)
    assert tree.read("Hops.md") == GOOD


def test_submodule(repo: Repository, tmp_path: Path, tool) -> None:
    above = repository(tmp_path / "above", {"README.md": "Notes.\n"})
    above.git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", repo.top, "notes")
    tool(above, "hook", "install")
    above.git("commit", "--message=notes")
    notes = Repository(above.top / "notes")
    tool(notes, "hook", "install")
    notes.stage({"Hops.md": BAD})
    assert "malformed-tag" in notes.git("commit", "--message=hops", code=1)
    notes.stage({"Hops.md": GOOD})
    notes.git("commit", "--message=hops")
    above.git("commit", "--all", "--message=notes")


def test_folder_below_the_top(repo: Repository, tool) -> None:
    repo.stage({"Beer/Hops.md": BAD})
    below = Repository(repo.top / "Beer")
    assert "Beer/Hops.md:3:8: error malformed-tag" in below.git("commit", "--message=hops", code=1)
    assert tool(below, *RUN, code=1).startswith("Hops.md:3:8: error malformed-tag")
    tool(below, "hook", "uninstall")
    assert not hook_of(repo).exists()


# The file of the hook


def hook_of(repo: Repository) -> Path:
    return repo.top / ".git" / "hooks" / "pre-commit"


def replaced(text: str) -> Callable[[Path], None]:
    return lambda path: (path.unlink(), path.write_text(text))[0]


def linked(path: Path) -> None:
    path.rename(path.with_name("shared"))
    path.symlink_to("shared")


@pytest.mark.parametrize(
    "become",
    [replaced("#!/bin/sh\nexit 0\n"), replaced(""), linked, lambda path: (path.unlink(), path.mkdir())],
)
@pytest.mark.parametrize("command", [["install"], ["install", "--fix"], ["uninstall"]])
def test_hook_of_somebody_else_stays(repo: Repository, become, command: list[str], tool) -> None:
    become(hook_of(repo))
    before = hook_of(repo).lstat()
    assert "is not a hook of vault-tools; " in tool(repo, "hook", *command, code=2)
    after = hook_of(repo).lstat()
    assert (after.st_ino, after.st_mode, after.st_mtime_ns) == (
        before.st_ino,
        before.st_mode,
        before.st_mtime_ns,
    )


def test_install_and_uninstall(tmp_path: Path, tool) -> None:
    repo = repository(tmp_path / "repo", {"vault-tools.yaml": CONFIG})
    shutil.rmtree(repo.top / ".git" / "hooks")
    assert "no such hook" in tool(repo, "hook", "uninstall", code=2)
    tool(repo, "hook", "install")
    first = hook_of(repo).read_text()
    tool(repo, "hook", "install", "--fix")
    assert hook_of(repo).read_text() == first.replace("hook run", "hook run --fix")
    assert hook_of(repo).stat().st_mode & 0o111
    tool(repo, "hook", "uninstall")
    assert list(hook_of(repo).parent.iterdir()) == []


def test_hooks_folder_of_the_repository_own_choice(tmp_path: Path, tool) -> None:
    repo = repository(tmp_path / "repo", {"vault-tools.yaml": CONFIG, "Beer/x.txt": ""})
    repo.git("config", "core.hooksPath", ".githooks")
    tool(Repository(repo.top / "Beer"), "hook", "install")
    assert (repo.top / ".githooks" / "pre-commit").is_file()
    repo.stage({"Hops.md": BAD})
    assert "malformed-tag" in repo.git("commit", "--message=hops", code=1)


@pytest.mark.skipif(sys.platform == "win32", reason="links need a privilege there")
@pytest.mark.parametrize(("target", "code"), [("../outside", 2), ("hooks-of-ours", 0)])
def test_linked_folder_of_hooks_has_to_lie_in_the_repository(
    tmp_path: Path, tool, target: str, code: int
) -> None:
    repo = repository(tmp_path / "repo", {"vault-tools.yaml": CONFIG})
    folder, hooks = repo.top / target, repo.top / ".git" / "hooks"
    folder.mkdir()
    shutil.rmtree(hooks, ignore_errors=True)
    hooks.symlink_to(folder)
    tool(repo, "hook", "install", code=code)
    assert [path.name for path in folder.iterdir()] == ["pre-commit"] * (not code)


def test_hooks_folder_that_is_shared_stays_untouched(tmp_path: Path, tool) -> None:
    repo = repository(tmp_path / "repo", {"vault-tools.yaml": CONFIG})
    repo.git("config", "core.hooksPath", str(tmp_path / "hooks"))
    said = tool(repo, "hook", "install", code=2)
    assert "core.hooksPath is outside the repository" in said
    assert not (tmp_path / "hooks").exists()


def test_hooks_folder_that_is_none(tmp_path: Path, tool) -> None:
    repo = repository(tmp_path / "repo", {"vault-tools.yaml": CONFIG})
    repo.git("config", "core.hooksPath", "vault-tools.yaml")
    said = tool(repo, "hook", "install", code=2)
    assert said.endswith("vault-tools.yaml/pre-commit: can't be written: File exists\n")


def test_program_that_has_moved_is_looked_for(repo: Repository, tmp_path: Path) -> None:
    script = hook_of(repo).read_text()
    assert f"program={program()}\n" in script
    hook_of(repo).write_text(script.replace(str(program()), str(tmp_path / "gone" / "vault-tools")))
    repo.stage({"Hops.md": BAD})
    assert "malformed-tag" in repo.git("commit", "--message=hops", code=1)
    git = str(Path(shutil.which("git") or "").parent)
    assert "vault-tools is not found" in repo.git("commit", "--message=hops", code=1, PATH=git)


# Bad input


def test_no_repository(tmp_path: Path, tool) -> None:
    for command in (["run"], ["install"], ["uninstall"]):
        said = tool(Repository(tmp_path), "hook", *command, code=2)
        assert said.startswith("error: git rev-parse: not a git repository")
        assert said.count("\n") == 1


def test_bare_repository(tmp_path: Path, tool) -> None:
    bare = Repository(tmp_path)
    bare.git("init", "--quiet", "--bare")
    assert "bare repository" in tool(bare, *RUN, code=2)


def test_no_git(repo: Repository, tmp_path: Path) -> None:
    assert "git is not found" in repo.run(str(program()), "hook", "run", code=2, PATH=str(tmp_path))


def test_broken_index_of_git(repo: Repository, tool) -> None:
    (repo.top / ".git" / "index").write_bytes(b"DIRC no index")
    said = tool(repo, *RUN, code=2)
    assert said.startswith("error: git diff: ")
    assert "Traceback" not in said


def test_what_git_is_set_to_show_changes_nothing(repo: Repository, tool) -> None:
    for setting in ("color.ui=always", "diff.relative=true", "diff.renames=copies", "diff.external=false"):
        repo.git("config", *setting.split("="))
    repo.stage({"Beer/Hops.md": BAD})
    repo.write({"Beer/Hops.md": GOOD})
    said = tool(Repository(repo.top / "Beer"), *RUN, code=1)
    assert said.startswith("Hops.md:3:8: error malformed-tag")


def test_nothing_is_staged(repo: Repository, tool) -> None:
    assert tool(repo, *RUN) == ""


def test_read_only_note_is_named(fixing: Repository, tool) -> None:
    fixing.stage({"Hops.md": BAD})
    (fixing.top / "Hops.md").chmod(0o444)
    said = tool(fixing, *RUN, "--fix", code=1)
    assert "Hops.md: not written: the file is read-only" in said
    assert fixing.read("Hops.md") == BAD


def test_note_that_is_no_text_stops_the_commit(repo: Repository, tool) -> None:
    (repo.top / "Hops.md").write_bytes(b"\xff\xfe")
    repo.git("add", "Hops.md")
    (repo.top / "Hops.md").write_text(GOOD)
    assert "is not UTF-8" in tool(repo, *RUN, code=1)


def test_commit_of_many_notes(repo: Repository) -> None:
    repo.write({f"Hops/{number:0200}.md": GOOD for number in range(300)})
    repo.git("add", ".")
    assert "300 notes checked, nothing found." in repo.git("commit", "--quiet", "--message=many")


def of_one_working_tree(repo: Repository, setting: str, program: str) -> None:
    repo.git("config", "extensions.worktreeConfig", "true")
    repo.git("config", "--worktree", setting, program)


def of_another_file(repo: Repository, setting: str, program: str) -> None:
    repo.git("config", "include.path", "more")
    repo.git("config", "--file", ".git/more", setting, program)


@pytest.mark.parametrize("setting", ["core.fsmonitor", "filter.odd.smudge", "filter.odd.clean"])
@pytest.mark.parametrize(
    "configure",
    [
        lambda repo, setting, program: repo.git("config", setting, program),
        of_one_working_tree,
        of_another_file,
    ],
)
def test_no_program_runs_that_a_repository_names(
    repo: Repository, tmp_path: Path, tool, setting: str, configure: Callable[[Repository, str, str], object]
) -> None:
    program = tmp_path / "program"
    program.write_text(f"#!/bin/sh\ntouch {tmp_path}/ran\ncat\n")
    program.chmod(0o755)
    configure(repo, setting, str(program))
    repo.write({".gitattributes": "*.md filter=odd\n"})
    repo.stage({"Staged.md": "Saaz.\n"})
    repo.write({"Staged.md": "Hallertau.\n"})
    (tmp_path / "ran").unlink(missing_ok=True)
    tool(repo, "hook", "run", code=1)
    assert not (tmp_path / "ran").exists()


def test_no_program_runs_that_an_embedded_repository_names(repo: Repository, tmp_path: Path, tool) -> None:
    program = tmp_path / "program"
    program.write_text(f"#!/bin/sh\ntouch {tmp_path}/ran\n")
    program.chmod(0o755)
    inner = repository(repo.top / "Inner", {"Hops.md": "Saaz.\n"})
    repo.git("-c", "advice.addEmbeddedRepo=false", "add", "Inner")
    inner.git("config", "core.fsmonitor", str(program))
    bare = repo.top / "Notes"
    repo.git("init", "--quiet", "--bare", str(bare))
    inner.git("--git-dir", str(bare), "config", "core.fsmonitor", str(program))
    repo.git("--git-dir", str(bare), "config", "core.worktree", str(bare))
    repo.stage({"Staged.md": "Saaz.\n"})
    tool(repo, "hook", "run", code=1)
    tool(Repository(bare), "hook", "run", code=2)
    assert not (tmp_path / "ran").exists()
