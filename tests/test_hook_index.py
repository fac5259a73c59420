"""A hook reports the same with an index, without one, and as a check of the whole vault."""

import json
import random
import shutil
from pathlib import Path

import pytest
from each_of import each_of
from often import long, often

from vault_tools.config.load import read_config
from vault_tools.lint.outcome import Outcome
from vault_tools.session import examine, vault_check
from vault_tools.session.index import Index
from vault_tools.session.one_note import CHECK, Mode
from vault_tools.session.run import notes_below, run

CONFIG = """
keys: {tags: {type: tags}, status: {values: [evergreen, draft]}, people: {type: list, names: people},
  date: {type: date}, video: {unique: true}, area: {required: true, default: home}}
status: {key: status}
names: {people: {notes: People/}}
mocs:
  - {name: tags, each: tags, min: 2, note: "MOC/{value}.md", group-by: status, sort: -rank}
  - {name: people, each: people, note: "Who/{value}.md", item: "{{ link }} {{ summary }}"}
  - {name: months, each: date.month, note: "Month/{value}.md", show: table, columns: [place]}
  - {name: linked, note: Linked.md, source: {links-to: A}}
  - {name: drafts, note: Drafts.md, source: {where: {status: draft}}}
  - {name: home, kind: home, note: Home.md, group-by: area}
  - {name: health, kind: health, note: Health.md}
rules: {select: [all, orphan-note, ambiguous-link]}
"""
NAMES = [*"ABCDEFGH", "Clips/A", "People/Ada Hopper", "MOC/beer"]
VALUES = {
    "title": ["A title", "Another"],
    "tags": ["[beer]", "[Beer, hops]", "[hops/saaz]", "[moc]"],
    "status": ["draft", "evergreen", "other"],
    "people": ["[Ada Hopper]", "[ada-hopper, Li Wei]"],
    "date": ["2025-03-07", "7.3.2025", "2024-12-01"],
    "summary": ["short", "long"],
    "rank": ["1", "2"],
    "place": ["here", "there"],
    "note": ["none of the MOCs reads this", "nor this"],
    "video": ["v1", "v2"],
    "area": ["work", "home"],
}
BODIES = [
    "See [[A]].",
    "See [[B#Part]] and [[C]].",
    "# Part\n\n[...truncated for brevity...]",
    "%% vault-tools:begin tags/beer %%\n%% vault-tools:end tags/beer %%",
    "%% vault-tools:begin drafts %%",
    "summary:: inline",
    "Text #beer.",
]


@pytest.fixture(autouse=True)
def settled_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(examine, "UNSETTLED", 20_000_000)


def note(rng: random.Random) -> str:
    keys = rng.sample(sorted(VALUES), rng.randrange(6))
    head = "".join(f"{key}: {rng.choice(VALUES[key])}\n" for key in keys)
    return f"---\n{head}---\n\n" + "\n\n".join(rng.sample(BODIES, rng.randrange(3))) + "\n"


def edited(rng: random.Random, text: str) -> str:
    """The note with another value of one key, or more text: the most common changes in commits."""
    key = rng.choice(sorted(VALUES))
    lines = [line for line in text.splitlines() if not line.startswith(f"{key}:")]
    if lines[:1] != ["---"]:
        return text + "More.\n"
    if rng.random() < 0.3:
        return text + rng.choice(["More.\n", *BODIES])
    return "\n".join([lines[0], f"{key}: {rng.choice(VALUES[key])}", *lines[1:]]) + "\n"


def change(rng: random.Random, root: Path) -> list[Path]:
    """Change a vault at random. Returns what is staged: one or two notes, not those that were deleted."""
    changed = []
    for _ in range(rng.randrange(1, 3)):
        notes = sorted(root.rglob("*.md"))
        path = rng.choice([*notes, root / f"{rng.choice(NAMES)}.md"])
        if path.exists() and rng.random() < 0.1 and len(notes) > 5:
            path.unlink()
        elif path.exists() and rng.random() < 0.8:
            path.write_text(edited(rng, path.read_text("utf-8")), "utf-8")
        else:
            path.parent.mkdir(exist_ok=True)
            path.write_text(note(rng), "utf-8")
        changed.append(path)
    if rng.random() < 0.1:
        (root / "Plan.canvas").write_text(
            json.dumps({"nodes": [{"id": "1", "type": "file", "file": f"{rng.choice(NAMES)}.md"}]})
        )
    return sorted({path for path in changed if path.exists()})


def hook(root: Path, staged: list[Path], index: Index | None, mode: Mode = CHECK) -> dict[str, Outcome]:
    config = read_config(root)
    notes = notes_below(root, config, staged)
    found = run(root, config, notes, mode, folders=[""], index=index, of_others=["stale-moc"])
    return {outcome.path: outcome for outcome in found}


def check(root: Path, index: Index | None = None) -> dict[str, Outcome]:
    config = read_config(root)
    found = run(root, config, notes_below(root, config, [root]), folders=[""], index=index)
    return {outcome.path: outcome for outcome in found}


def about_mocs(outcomes: dict[str, Outcome], but: set[str]) -> dict[str, list[object]]:
    """The diagnostics about MOCs in notes that were not staged."""
    found = {
        path: [diagnostic for diagnostic in outcome.left if diagnostic.rule == "stale-moc"]
        for path, outcome in outcomes.items()
        if path not in but
    }
    return {path: left for path, left in found.items() if left}


@pytest.mark.parametrize(
    ("few", "mocs"),
    [(0, True), (3, True), (500, True), (3, False), long(0, False), long(500, False)],
)
def test_hook_says_what_a_check_without_index_says(
    vault, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, few: int, mocs: bool
) -> None:
    monkeypatch.setattr(vault_check, "FEW", few)
    rng = random.Random(few)
    config = CONFIG if mocs else CONFIG[: CONFIG.index("mocs:")] + CONFIG[CONFIG.index("rules:") :]
    root = vault({"vault-tools.yaml": config, **{f"{name}.md": note(rng) for name in NAMES}})
    fix = Mode(fix=True, write=True)
    hook(root, sorted(root.rglob("*.md")), None, fix)
    kept = Index(tmp_path / "index")
    check(root, kept)
    for _ in range(often(2, 40)):
        staged = change(rng, root)
        if rng.random() < 0.2:
            kept = Index(tmp_path / "index")
        if rng.random() < 0.1:
            assert check(root, kept) == check(root)
        if rng.random() < 0.1:
            twin = tmp_path / "twin"
            shutil.rmtree(twin, ignore_errors=True)
            shutil.copytree(root, twin)
            there = [twin / path.relative_to(root) for path in staged]
            assert hook(root, staged, kept, fix) == hook(twin, there, None, fix)
        said, whole = hook(root, staged, kept), check(root)
        assert said == hook(root, staged, None)
        names = {path.relative_to(root).as_posix() for path in staged}
        assert {path: said[path] for path in names} == {path: whole[path] for path in names}
        assert about_mocs(said, names) == about_mocs(whole, names)


EVERYTHING = (
    "---\ntags: [beer]\nstatus: draft\npeople: [Ada Hopper]\ndate: 2025-03-07\nsummary: s\nrank: 1\n"
    "place: here\nnote: n\narea: home\n---\nSee [[A]].\n"
)
EDITS = {
    "---\ntags": "---\ntitle: Z\ntags",
    "tags: [beer]": "tags: [beer, hops]",
    "status: draft": "status: evergreen",
    "people: [Ada Hopper]": "people: []",
    "date: 2025-03-07": "date: 2025-04-08",
    "summary: s": "summary: other",
    "rank: 1": "rank: 2",
    "place: here": "place: there",
    "note: n": "note: m",
    "See [[A]].": "See [[B]].",
    "\nSee": "\n#hops See",
    "\nSee ": "\nsummary:: inline\nSee ",
    "[[A]].": "[[A]].\n\n# Part\n\n[...truncated for brevity...]",
    ".\n": ".\n\n%% vault-tools:begin home %%\n%% vault-tools:end home %%\n",
}


@pytest.fixture
def alike(vault) -> Path:
    """Identical notes that are in all MOCs."""
    root: Path = vault({"vault-tools.yaml": CONFIG, **{f"{name}.md": EVERYTHING for name in "ABCD"}})
    hook(root, [root / "A.md"], None, Mode(fix=True, write=True))
    for name in ("Linked", "Drafts", "Home", "Health"):
        block = name.lower()
        vault({f"{name}.md": f"%% vault-tools:begin {block} %%\n%% vault-tools:end {block} %%\n"})
    return root


@each_of("old", EDITS)
def test_whatever_mocs_show_of_a_note_makes_them_stale(alike: Path, tmp_path: Path, old: str) -> None:
    note = alike / "C.md"
    note.write_text(EVERYTHING, "utf-8")
    kept = Index(tmp_path / "index")
    check(alike, kept)
    note.write_text(EVERYTHING.replace(old, EDITS[old]), "utf-8")
    assert note.read_text("utf-8") != EVERYTHING
    assert hook(alike, [note], kept) == hook(alike, [note], None)
    kept.close()
