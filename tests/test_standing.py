"""Earlier reports on all notes stay valid exactly as long as edits change nothing that others see."""

import os
import random
import sys
from pathlib import Path

import pytest
from each_of import each_of
from often import IN_CI, often
from repositories import Repository, environment
from test_hook_index import CONFIG, change, check

from vault_tools.cli.hook_run import outcomes_of, vaults_of
from vault_tools.cli.hook_staged import staged_notes
from vault_tools.lint.outcome import Outcome
from vault_tools.session import recall, vault_check
from vault_tools.session.index import Index, index_file
from vault_tools.session.one_note import CHECK
from vault_tools.session.standing import Standing

pytestmark = [
    pytest.mark.usefixtures("time_limit"),
    pytest.mark.skipif(sys.platform != "linux", reason="git is asked on Linux alone"),
]
FILES = {
    "Hops.md": "---\ntitle: Hops\ntags: [beer]\nstatus: draft\npeople: [Ada Hopper]\naliases: [Lupulus]\n"
    "video: v1\nnote: n\n---\nSee [[Malt]].\n\n# Part\n\nGreen. ^green\n",
    "Malt.md": "---\ntags: [beer]\nvideo: v2\n---\nSee [[Hops#Part]], [[Hops#^green]], [[Hops]].\n",
    "Water.md": "---\nstatus: draft\ndate: 2025-03-07\n---\nSoft.\n",
    "People/Ada Hopper.md": "---\ntags: [beer]\n---\nShe.\n",
}
UNSEEN = {
    "text": ("Green.", "Greener than green."),
    "more text": ("^green\n", "^green\n\nMore.\n"),
    "value that nobody asks for": ("note: n", "note: m"),
    "key that nobody asks for": ("title", "rating: 3\ntitle"),
    "place of a link": ("See [[Malt]]", "There is [[Malt]]"),
}
SEEN = {
    "title": ("title: Hops", "title: Humulus"),
    "tag": ("[beer]", "[beer, hops]"),
    "spelling of a tag": ("[beer]", "[Beer]"),
    "tag twice": ("tags: [beer]", "tags: [hops]\ntags: [beer]"),
    "tag in the text": ("Green.", "Green #hops."),
    "tag in a field": ("Green.", "Green (tags:: hops)."),
    "status": ("draft", "evergreen"),
    "name": ("[Ada Hopper]", "[ada-hopper]"),
    "alias": ("[Lupulus]", "[Humulus]"),
    "unique value": ("video: v1", "video: v2"),
    "link": ("[[Malt]]", "[[Nowhere at all]]"),
    "link in a property": ("note: n", 'note: "[[Water]]"'),
    "heading": ("# Part", "# Parts"),
    "block": ("^green", "^greens"),
    "marker": ("^green\n", "^green\n\n%% vault-tools:begin tags/beer %%\n%% vault-tools:end tags/beer %%\n"),
    "broken marker": ("^green\n", "^green\n\n%% vault-tools:begin tags/beer %%\n"),
    "rule that is ignored": ("note: n", "vault-tools-ignore: [broken-link]"),
    "no frontmatter": ("---\ntitle", "--\ntitle"),
    "nothing below": ("See [[Malt]].\n\n# Part\n\nGreen. ^green\n", ""),
}

OF_MOCS = {"title", "status", "tag", "tag in the text", "tag in a field"}
"""Edits that only MOCs see, or that change how often a tag is used without consequences for others."""
OFTEN_WITH_MOCS = ["title", "status", "text", "tag", "name", "marker", "broken marker"]
"""The others are seen by others too, with or without MOCs."""


@pytest.fixture
def stood(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """Whether earlier reports were still valid, for each run."""
    found: list[bool] = []
    stands = Standing.stands
    monkeypatch.setattr(Standing, "stands", lambda *args: (found.append(stands(*args)), found[-1])[1])
    monkeypatch.setattr(recall, "UNSETTLED", -(10**15))
    for name, value in environment().items():
        monkeypatch.setenv(name, value)
    return found


def begun(root: Path, monkeypatch: pytest.MonkeyPatch, *, known: bool = True) -> Repository:
    """A repository with everything committed, and indexed if `known`."""
    repo = Repository(root)
    repo.git("init", "--quiet")
    repo.git("add", "--all")
    repo.git("commit", "--quiet", "--no-verify", "--message=begin")
    if known:
        kept = Index(index_file(root))
        check(root, kept)
        kept.close()
    monkeypatch.chdir(root)
    return repo


def said(*, known: bool = True) -> list[Outcome]:
    """A hook's report on what is staged; without `known`, as if there were no index."""
    kept = os.environ["XDG_CACHE_HOME"]
    if not known:
        os.environ["XDG_CACHE_HOME"] = f"{kept}/{random.getrandbits(64)}"
    try:
        staged = staged_notes()
        return list(outcomes_of(vaults_of(staged)[0], staged, CHECK))
    finally:
        os.environ["XDG_CACHE_HOME"] = kept


@pytest.fixture
def repo(vault, monkeypatch: pytest.MonkeyPatch, stood: list[bool], *, mocs: bool) -> Repository:
    """A repository with a staged note on which a hook has reported."""
    made = begun(vault({"vault-tools.yaml": CONFIG if mocs else _without_mocs(), **FILES}), monkeypatch)
    made.stage({"Water.md": f"{FILES['Water.md']}Or hard.\n"})
    said()
    made.stage({"Water.md": f"{FILES['Water.md']}Or harder.\n"})
    assert said() == said(known=False)
    assert stood == [False, True, False]
    return made


@pytest.fixture
def before(repo: Repository) -> list[Outcome]:
    """A hook's report before an edit, and after it is reverted."""
    return said()


@pytest.mark.parametrize("mocs", [False])
@each_of("edit", [*UNSEEN, *SEEN])
def test_each_edit(
    repo: Repository, before: list[Outcome], stood: list[bool], edit: str, *, mocs: bool
) -> None:
    assert edited(repo, stood, edit, stands=edit in UNSEEN or edit in OF_MOCS) == before


@pytest.mark.parametrize("mocs", [False])
def test_part_of_a_note_is_staged(
    repo: Repository, before: list[Outcome], stood: list[bool], *, mocs: bool
) -> None:
    """The staged version decides, not the file. Nothing of it is stored: the next hook compares with the
    earlier state."""
    value, unique = UNSEEN["value that nobody asks for"], SEEN["unique value"]
    hops = FILES["Hops.md"].replace(*UNSEEN["place of a link"])
    for rest, stands in (value, True), (unique, False):
        stood.clear()
        repo.stage({"Hops.md": hops})
        repo.write({"Hops.md": hops.replace(*rest)})
        assert said() == said(known=False)
        assert stood[0] is True
        repo.git("add", "--all")
        assert said() == said(known=False)
        assert stood[2] is stands
    repo.write({"Hops.md": FILES["Hops.md"]})
    assert said() == said(known=False) != before
    repo.git("add", "--all")
    assert said() == before


@pytest.mark.parametrize("is_staged", [True, False])
def test_a_canvas_is_edited(
    vault, monkeypatch: pytest.MonkeyPatch, stood: list[bool], *, is_staged: bool
) -> None:
    card = '{"nodes":[{"id":"1","type":"file","file":"Water.md"}]}'
    config = "rules: {select: [orphan-note]}\n"
    files = {"vault-tools.yaml": config, "Board.canvas": card, **FILES}
    repo = begun(vault(files), monkeypatch)
    repo.stage({"Water.md": f"{FILES['Water.md']}Or hard.\n"})
    before = [d.rule for outcome in said() for d in outcome.left]
    (Path.cwd() / "Board.canvas").write_text(card.replace("Water", "Malt"))
    if is_staged:
        repo.git("add", "Board.canvas")
    after = said()
    assert after == said(known=False)
    assert stood[1] is False
    assert (before, [d.rule for outcome in after for d in outcome.left]) == ([], ["orphan-note"])


@pytest.mark.parametrize("mocs", [True])
@each_of("edit", [*UNSEEN, *SEEN] if IN_CI else OFTEN_WITH_MOCS)
def test_each_edit_with_mocs(
    repo: Repository, before: list[Outcome], stood: list[bool], edit: str, *, mocs: bool
) -> None:
    assert edited(repo, stood, edit, stands=edit in UNSEEN) == before


def edited(repo: Repository, stood: list[bool], edit: str, *, stands: bool) -> list[Outcome]:
    """The report after the edit has been made and reverted."""
    stood.clear()
    old, new = {**UNSEEN, **SEEN}[edit]
    assert old in FILES["Hops.md"]
    repo.stage({"Hops.md": FILES["Hops.md"].replace(old, new)})
    assert said() == said(known=False)
    assert stood[:1] == [stands]
    repo.stage({"Hops.md": FILES["Hops.md"]})
    return said()


def test_first_run_says_of_all_what_stands(vault, monkeypatch: pytest.MonkeyPatch, stood: list[bool]) -> None:
    monkeypatch.setattr(vault_check, "FEW", 0)
    repo = begun(vault({"vault-tools.yaml": CONFIG, **FILES}), monkeypatch, known=False)
    for number in range(2):
        repo.stage({"Water.md": f"{FILES['Water.md']}Or hard: {number}.\n"})
        said()
    assert stood == [False, True]
    assert said() == said(known=False)


@pytest.mark.parametrize("mocs", [True, False])
@pytest.mark.usefixtures("stood")
def test_edits_at_random(vault, monkeypatch: pytest.MonkeyPatch, *, mocs: bool) -> None:
    rng = random.Random(mocs)
    repo = begun(vault({"vault-tools.yaml": CONFIG if mocs else _without_mocs(), **FILES}), monkeypatch)
    for _ in range(often(6, 100)):
        if rng.random() < 0.1:
            change(rng, repo.top)
        else:
            edit(rng, repo.top / rng.choice([*FILES]))
        if rng.random() < 0.8:
            repo.git("add", "--all")
        assert said() == said(known=False)
        if rng.random() < 0.3:
            repo.git("commit", "--quiet", "--no-verify", "--allow-empty", "--message=more")


def edit(rng: random.Random, path: Path) -> None:
    """Make or revert one of the edits in a note, or add a line."""
    text = path.read_text("utf-8") if path.exists() else FILES["Hops.md"]
    old, new = rng.choice([*UNSEEN.values(), *UNSEEN.values(), *SEEN.values()])
    edits = [(a, b) for a, b in ((old, new), (new, old)) if a and a in text]
    text = text.replace(*rng.choice(edits), 1) if edits else f"{text}Line.\n"
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, "utf-8")


def _without_mocs() -> str:
    return CONFIG[: CONFIG.index("mocs:")] + CONFIG[CONFIG.index("rules:") :]
