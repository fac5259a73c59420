"""The hooks for pre-commit (https://pre-commit.com) and prek, run by the real programs."""

import re
import subprocess
from pathlib import Path

import pytest
import yaml
from often import IN_CI, long
from repositories import PROGRAMS, Repository, environment, repository
from test_hook import BAD, CONFIG, GOOD, MOCS, note

CHECKOUT = Path(__file__).parents[1]
LOCAL = """\
repos:
- repo: local
  hooks:
  - id: vault-tools
    name: vault-tools
    entry: vault-tools hook run{options}
    language: system
    types: [markdown]
    require_serial: true
"""


@pytest.fixture(params=[long("pre-commit"), "prek"])
def runner(request: pytest.FixtureRequest) -> str:
    if not (PROGRAMS / request.param).exists():
        pytest.skip(f"{request.param} is not installed")
    return request.param


@pytest.fixture
def either() -> str:
    """The slower one in CI alone."""
    name = "pre-commit" if IN_CI else "prek"
    if not (PROGRAMS / name).exists():
        pytest.skip(f"{name} is not installed")
    return name


def guarded(top: Path, runner: str, files: dict[str, str], options: str = " --fix") -> Repository:
    """A repository in which the runner calls vault-tools before each commit."""
    made = repository(top, {".pre-commit-config.yaml": LOCAL.format(options=options)} | files)
    made.run(runner, "install")
    return made


ODD_NAMES = ["Hops.md", "-q.md", "--fix.md", "啤酒花/萨兹.md", "My hops/Saaz 2.md", "'\"$(x).md"]


def test_commit_is_stopped_mended_and_goes_through(runner: str, tmp_path: Path) -> None:
    repo = guarded(tmp_path / "repo", runner, {"vault-tools.yaml": MOCS})
    repo.stage(dict.fromkeys(ODD_NAMES, BAD) | {"notes.txt": "No note.\n"})
    said = repo.git("commit", "--message=hops", code=1)
    assert said.count("fixed malformed-tag") == len(ODD_NAMES)
    assert "MOC/beer.md:1:1: fixed stale-moc" in said
    assert {repo.read(name) for name in ODD_NAMES} == {GOOD}
    repo.git("add", ".")
    repo.git("commit", "--message=hops")
    assert {repo.committed(name) for name in ODD_NAMES} == {GOOD}
    repo.stage({"C.md": note("C", "beer")})
    assert "MOC/beer.md:7:1: fixed stale-moc" in repo.git("commit", "--message=C", code=1)
    repo.git("add", ".")
    repo.git("commit", "--message=C")
    assert "[[C]]" in repo.committed("MOC/beer.md")


def test_what_is_not_staged_stays_as_it_was(runner: str, tmp_path: Path) -> None:
    """The fixed text and the unstaged text are adjacent: the latter wins, and the commit is stopped."""
    repo = guarded(tmp_path / "repo", runner, {"vault-tools.yaml": CONFIG, "Saaz.md": GOOD})
    repo.stage({"Hops.md": BAD})
    mine = BAD.replace('"#beer"', '"#beer", mine')
    repo.write({"Hops.md": mine, "Saaz.md": BAD})
    repo.git("commit", "--message=hops", code=1)
    assert (repo.read("Hops.md"), repo.read("Saaz.md")) == (mine, BAD)
    assert repo.git("show", ":Hops.md") == BAD
    repo.stage({"Hops.md": GOOD})
    repo.write({"Hops.md": BAD})
    repo.git("commit", "--message=hops")
    assert (repo.committed("Hops.md"), repo.read("Hops.md"), repo.read("Saaz.md")) == (GOOD, BAD, BAD)


def test_worktree_and_vaults_in_folders(either: str, tmp_path: Path) -> None:
    vaults = {"notes/vault-tools.yaml": CONFIG, "diary/.obsidian/app.json": "{}", "README.md": "Notes.\n"}
    repo = guarded(tmp_path / "repo", either, vaults, options="")
    repo.git("worktree", "add", "--quiet", tmp_path / "tree")
    tree = Repository(tmp_path / "tree")
    tree.stage({"README.md": BAD, "notes/Hops.md": BAD, "diary/Hops.md": BAD})
    said = tree.git("commit", "--message=hops", code=1)
    assert "README.md: not in a vault" in said
    assert "notes/Hops.md:3:8: error malformed-tag" in said
    assert "diary/Hops.md:3:8: error malformed-tag" in said
    tree.stage({"notes/Hops.md": GOOD, "diary/Hops.md": GOOD})
    tree.git("rm", "--quiet", "--cached", "README.md")
    tree.git("commit", "--message=hops")


def test_submodule(either: str, tmp_path: Path) -> None:
    vault = repository(tmp_path / "vault", {"vault-tools.yaml": CONFIG})
    repo = guarded(tmp_path / "repo", either, {"README.md": "Notes.\n"})
    repo.git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", vault.top, "notes")
    repo.git("commit", "--message=notes")
    notes = Repository(repo.top / "notes")
    notes.stage({".pre-commit-config.yaml": LOCAL.format(options="")})
    notes.run(either, "install")
    notes.stage({"Hops.md": BAD})
    assert "Hops.md:3:8: error malformed-tag" in notes.git("commit", "--message=hops", code=1)
    notes.stage({"Hops.md": GOOD})
    notes.git("commit", "--message=hops")
    repo.git("commit", "--all", "--message=notes")


def test_names_that_do_not_fit_on_one_command_line(tmp_path: Path) -> None:
    """pre-commit gives a program 128 kB of names at a time."""
    names = [f"{number:0240}.md" for number in range(700)]
    repo = guarded(tmp_path / "repo", "pre-commit", {"vault-tools.yaml": MOCS}, options="")
    repo.write(dict.fromkeys(names, note("Hops", "beer")) | {names[0]: BAD, names[-1]: BAD})
    repo.git("add", ".")
    said = repo.git("commit", "--message=many", code=1)
    assert said.count("error malformed-tag") == 2
    assert "MOC/beer.md:1:1: error stale-moc" in said


def test_what_is_offered_and_advised_is_valid(tmp_path: Path) -> None:
    offered = CHECKOUT / ".pre-commit-hooks.yaml"
    advised = re.findall(r"```yaml\n(repos:.*?)```", (CHECKOUT / "README.md").read_text("utf-8"), re.DOTALL)
    repo = Repository(tmp_path)
    repo.write({"advised.yaml": "".join(advised)})
    repo.run("pre-commit", "validate-manifest", offered)
    repo.run("pre-commit", "validate-config", "advised.yaml")
    ids = [hook["id"] for hook in yaml.safe_load(offered.read_text("utf-8"))]
    [used] = [hook["id"] for part in yaml.safe_load(advised[0])["repos"] for hook in part["hooks"]]
    assert used in ids


@pytest.mark.long
def test_the_hooks_of_this_repository(runner: str, tmp_path: Path) -> None:
    """The committed hooks of this repository, installed like any user's pre-commit does."""
    wheel = [PROGRAMS / "python", "-m", "pip", "download", "--quiet", "--no-deps", "--dest", tmp_path]
    if subprocess.run([*wheel, "setuptools>=77"], env=environment(), check=False).returncode:
        pytest.skip("no package index can be reached")
    hooks = "".join(f"  - id: {name}\n" for name in ("vault-tools-fix", "vault-tools"))
    config = f"repos:\n- repo: {CHECKOUT}\n  rev: HEAD\n  hooks:\n{hooks}"
    repo = repository(tmp_path / "repo", {"vault-tools.yaml": CONFIG, ".pre-commit-config.yaml": config})
    repo.run(runner, "install")
    repo.stage({"Hops.md": BAD, "-q.md": BAD})
    assert repo.git("commit", "--message=hops", code=1).count("fixed malformed-tag") == 2
    repo.git("add", ".")
    repo.git("commit", "--message=hops")
    assert repo.committed("-q.md") == GOOD
