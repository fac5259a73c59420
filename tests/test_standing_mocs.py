"""After a change that MOCs see, a hook checks the affected blocks, and reports what a fresh one reports."""

import random
from contextlib import suppress
from pathlib import Path

import pytest
from each_of import each_of
from often import IN_CI, long, often
from repositories import Repository
from test_hook_index import check, hook
from test_standing import begun, said, stood  # noqa: F401

from vault_tools.errors import VaultToolsError
from vault_tools.lint.outcome import Outcome
from vault_tools.mocs.index import MocIndex
from vault_tools.mocs.values import values_of
from vault_tools.session import mocs_in_index
from vault_tools.session.index import Index, index_file
from vault_tools.session.one_note import Mode

pytestmark = [pytest.mark.usefixtures("time_limit", "in_parts")]

CONFIG = """
keys: {tags: {type: tags}, status: {values: [evergreen, draft]}, people: {type: list, names: people},
  date: {type: date}, area: {}}
status: {key: status}
tags: {retired: [old]}
names: {people: {notes: People/}}
mocs:
  - {name: tags, each: tags, min: 2, note: "MOC/{value}.md", group-by: status, sort: -rank}
  - {name: people, each: people, note: "Who/{value}.md", item: "{{ link }} {{ summary }}{{ people | first }}"}
  - {name: months, each: date.month, min: 2, note: "Month/{value}.md", show: table, columns: [place, tags]}
  - {name: letters, each: title.letter, note: "Letter/{value}.md", counts: false}
  - {name: areas, each: area, min: 2, note: "Area/{value}.md", source: {not: {folder: MOC}}}
  - {name: linked, note: Linked.md, source: {links-to: Root}, sort: date}
  - {name: both, note: Both.md, source: {all: [{links-to: Root}, {where: {status: draft}}]}}
  - {name: drafts, note: Drafts.md, source: {where: {status: draft}}, sort: -date, limit: 3}
  - {name: beer, note: Beer.md, source: {any: [{all: [{tag: beer}, {where: {area: home}}]}, {name: ada}]}}
  - {name: ada, note: Ada.md, source: {name: Ada Hopper}, sort: -date}
  - {name: ranked, note: Ranked.md, sort: [-rank, date.month], limit: 2, source: {not: {folder: MOC}}}
  - {name: home, kind: home, note: Home.md, group-by: area}
OTHERS
rules: {select: [all, ambiguous-link]}
"""
HEALTH = "  - {name: health, kind: health, note: Health.md}"
FAILS = (
    "  - {name: fails, note: Fails.md, "
    "item: \"{% if summary == 'fails' %}{{ tags > link }}{% endif %}{{ link }}\"}"
)
SINGLE = ("linked", "both", "drafts", "beer", "ada", "ranked", "home", "health", "fails")
KEYS = {
    "title": ["A title", "Another", "zz", "1", "[no, text]"],
    "tags": ["[beer]", "[beer, hops]", "[hops/saaz]"],
    "status": ["draft", "evergreen", "other"],
    "people": ["[Ada Hopper]", "[ada-hopper]"],
    "date": ["2025-03-07", "7.3.2025", "2025-04-01", "2025-04-02"],
    "summary": ["short", "long", "'[x](y)'", "fails"],
    "rank": ["1", "2", "'10'", "true"],
    "place": ["here", "there", "[here, there]"],
    "area": ["home", "work"],
    "note": ["nobody reads this", "nor this"],
}
NAMES = [*"ABCDEFGHIJ", "Root", "Sub/A", "People/Ada Hopper"]
BODIES = [
    "See [[Root]].",
    "See [[B]] and [[Sub/A]].",
    "#beer",
    "%% vault-tools:begin beer %%\n%% vault-tools:end beer %%",
]


@pytest.fixture
def in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Store the notes in several parts, as for a large vault."""
    monkeypatch.setattr(mocs_in_index, "AT_ONCE", 5)


def configured(links: str = "shortest", others: str = "") -> dict[str, str]:
    """The configuration, and the notes of MOCs with a single note, which nothing else writes."""
    app = f'{{"newLinkFormat": "{links}"}}'
    config = CONFIG.replace("OTHERS", others)
    single = (name for name in SINGLE if f"name: {name}," in config)
    blocks = {f"{n.title()}.md": f"%% vault-tools:begin {n} %%\n%% vault-tools:end {n} %%\n" for n in single}
    return {"vault-tools.yaml": config, ".obsidian/app.json": app, **blocks}


def note(rng: random.Random) -> str:
    head = "".join(
        f"{key}: {rng.choice(values[:-1])}\n" for key, values in KEYS.items() if rng.random() < 0.7
    )
    return f"---\n{head}---\n{rng.choice(BODIES)}\n"


PUT_RIGHT: dict[tuple[tuple[str, str], ...], dict[str, str]] = {}
"""Given files -> the same files with all MOCs up to date. Most tests begin with the same files."""


def written(vault, monkeypatch: pytest.MonkeyPatch, files: dict[str, str]) -> Repository:
    """An indexed repository with all MOCs up to date."""
    given = tuple(files.items())
    root: Path = vault(PUT_RIGHT.get(given, files))
    if given not in PUT_RIGHT:
        hook(root, sorted(root.rglob("*.md")), None, Mode(fix=True, write=True))
        there = [path for path in root.rglob("*") if path.is_file()]
        PUT_RIGHT[given] = {path.relative_to(root).as_posix(): path.read_text("utf-8") for path in there}
    repo = begun(root, monkeypatch)
    repo.stage({"J.md": files["J.md"] + "More.\n"})
    said()
    repo.git("commit", "--quiet", "--no-verify", "--message=more")
    return repo


def told(*, known: bool = True) -> list[Outcome] | str:
    try:
        return said(known=known)
    except VaultToolsError as error:
        return str(error)


def notes_of(seed: int) -> dict[str, str]:
    rng = random.Random(seed)
    return {f"{name}.md": note(rng) for name in NAMES}


HOPS = (
    "---\ntitle: Hops\ntags: [beer]\nstatus: draft\npeople: [Ada Hopper]\ndate: 2025-03-07\nsummary: s\n"
    "rank: 1\nplace: here\narea: home\n---\nSee [[Root]].\n"
)
EDITS = {
    "title": ("title: Hops", "title: Humulus"),
    "no title": ("title: Hops\n", ""),
    "day": ("2025-03-07", "2025-03-08"),
    "month": ("2025-03-07", "2025-04-08"),
    "summary": ("summary: s", "summary: t"),
    "rank": ("rank: 1", "rank: 2"),
    "type of a value": ("rank: 1", "rank: '1'"),
    "place": ("here", "there"),
    "area": ("area: home", "area: work"),
    "tag more": ("[beer]", "[beer, hops]"),
    "other tag": ("[beer]", "[hops]"),
    "tag in the text": ("See [[", "A #hops: see [["),
    "name": ("[Ada Hopper]", "[Li Wei]"),
    "status": ("draft", "evergreen"),
    "retired tag": ("[beer]", "[beer, old]"),
    "new tag": ("[beer]", "[beer, malt]"),
    "other spelling of a tag": ("[beer]", "[Beer]"),
    "other spelling of a name": ("[Ada Hopper]", "[ada-hopper]"),
    "month of one note": ("2025-03-07", "2025-05-07"),
    "new letter": ("title: Hops", "title: Xanthohumol"),
}
WITH_OTHERS = {"retired tag"}
"""Edits that also cause diagnostics of the note itself."""
UNSHOWN = {"type of a value", "no title", "other spelling of a tag"}
DEEP = {
    "status",
    "new letter",
    "other spelling of a tag",
    "other spelling of a name",
}
"""Edits whose effect depends on the whole vault: which notes with links to another a MOC lists, how tags are
spelled."""
LIKE_ANOTHER = {"day", "rank", "place", "name", "tag more", "other spelling of a name"}
"""Edits of keys that MOCs show or sort by like another key, which is always tested."""


def hops() -> dict[str, str]:
    """Notes in several MOCs, each of which lists several of them."""
    twins = {f"{name}.md": HOPS.replace("Hops", name) for name in "HIJ"}
    other = HOPS
    for old, new in (("-03-", "-04-"), ("home", "work"), ("beer", "hops"), ("Ada Hopper", "Li Wei")):
        other = other.replace(old, new)
    others = {f"{name}.md": other.replace("Hops", name) for name in "EFG"}
    return {"Sub/Hops.md": HOPS, "Root.md": "Root.\n", **twins, **others}


@pytest.fixture
def repo(vault, monkeypatch: pytest.MonkeyPatch, stood: list[bool], *, links: str) -> Repository:  # noqa: F811
    return written(vault, monkeypatch, configured(links) | hops())


@pytest.fixture
def listed(repo: Repository, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    return monkeypatch_counting(monkeypatch)


@pytest.fixture
def of_hops() -> list[list[Outcome] | str]:
    """A fresh hook's report on the original note, once computed: the vault is the same each time."""
    return []


@pytest.mark.parametrize("links", ["shortest", long("relative")])
@each_of("edit", [edit for edit in EDITS if IN_CI or edit not in LIKE_ANOTHER])
def test_blocks_that_a_change_touches(
    repo: Repository,
    stood: list[bool],  # noqa: F811
    listed: list[str],
    of_hops: list[list[Outcome] | str],
    edit: str,
) -> None:
    for text in (HOPS.replace(*EDITS[edit]), HOPS):
        stood.clear()
        listed.clear()
        repo.stage({"Sub/Hops.md": text})
        found = told()
        assert stood == [edit not in DEEP | WITH_OTHERS]
        assert bool(listed) is (edit in DEEP)
        if text != HOPS:
            assert found == told(known=False)
            assert any(outcome.left for outcome in found) is (edit not in UNSHOWN)
        else:
            of_hops[:] = of_hops or [told(known=False)]
            assert [found] == of_hops
        repo.git("commit", "--quiet", "--no-verify", "--message=more")


SEEN_BY_OTHERS = [
    ("Sub/Hops.md", "See [[Root]]", "See [[E]] and [[Root#Nowhere]]"),
    ("Sub/Hops.md", "title: Hops", "title: Humulus"),
    ("Sub/Hops.md", "title: Humulus", "title: Hops"),
    ("Odd.md", "title: Odd", "title: One"),
    ("Odd.md", "[beer]", "[beer, hops]"),
    ("H.md", "title: H", "title: Humulus"),
    ("Odd.md", "See", "Do see"),
    ("Odd.md", "Nowhere", "Elsewhere"),
    ("Root.md", "Root.", "# Nowhere"),
    ("MOC/beer.md", "# beer", "# Beer and more"),
    ("Drafts.md", "%% vault-tools:begin", "My drafts.\n\n%% vault-tools:begin"),
    ("Drafts.md", "My drafts.", "Ours."),
    ("Drafts.md", "- [[E]]", "- [[Eh]]"),
    ("Area/home.md", "# home", "---\ntitle: At home\ntags: [beer]\n---\n# home"),
    ("Area/home.md", "[beer]", "[hops]"),
    ("H.md", "[beer]", "[beer, malt]"),
    ("H.md", "[beer, malt]", "[beer]"),
    ("Sub/Hops.md", "See [[E]]", "See [[F]]"),
    ("J.md", "See [[Root]].\n", "See [[Root]].\n\n```\nx\n"),
]
"""Successive changes in what rules other than those on MOCs see, with one that only MOCs see in between."""


@pytest.mark.parametrize("links", ["shortest", long("relative")])
@pytest.mark.usefixtures("stood")
def test_changes_that_others_see(vault, monkeypatch: pytest.MonkeyPatch, links: str) -> None:
    """What MOCs list is derived from their earlier lists, although more than MOCs is checked again."""
    files = configured(links) | hops()
    of_links = [line for line in files["vault-tools.yaml"].splitlines() if "links-to" not in line]
    files["vault-tools.yaml"] = "\n".join(of_links).replace("rules:", f"{HEALTH}\nrules:")
    files["Odd.md"] = HOPS.replace("Hops", "Odd").replace("[[Root]]", "[[Root#Nowhere]]")
    files["Health.md"] = "%% vault-tools:begin health %%\n%% vault-tools:end health %%\n"
    repo = written(vault, monkeypatch, files)
    listed = monkeypatch_counting(monkeypatch)
    for number, (path, old, new) in enumerate(SEEN_BY_OTHERS):
        text = repo.read(path)
        assert old in text, path
        repo.stage({path: text.replace(old, new, 1)})
        listed.clear()
        found = told()
        assert not listed, (path, new)
        if IN_CI or number % 2 == 0:
            assert found == told(known=False), (path, new)
        repo.git("commit", "--quiet", "--no-verify", "--message=more")


@pytest.mark.usefixtures("stood")
def test_changes_of_which_blocks_there_are(vault, monkeypatch: pytest.MonkeyPatch) -> None:
    """A note that gains a block, and a tag that changes the spelling of a block's name that no note had."""
    block = "%% vault-tools:begin {0} %%\n%% vault-tools:end {0} %%\n"
    own = {"Malt.md": block.format("tags/Malt")}
    repo = written(vault, monkeypatch, configured() | hops() | own)
    for path, old, new in (
        ("Root.md", "Root.", f"Root.\n\n{block.format('beer')}"),
        ("H.md", "title: H", "title: Humulus"),
        ("Root.md", "Root.", "The root of all."),
        ("H.md", "[beer]", "[beer, malt]"),
        ("H.md", "title: Humulus", "title: H"),
    ):
        text = repo.read(path)
        assert old in text, path
        repo.stage({path: text.replace(old, new, 1)})
        assert told() == told(known=False), (path, new)
        repo.git("commit", "--quiet", "--no-verify", "--message=more")


def test_list_that_ends_before_the_note(
    vault,
    monkeypatch: pytest.MonkeyPatch,
    stood: list[bool],  # noqa: F811
) -> None:
    """It is rendered again if the note becomes or was visible, and then ends elsewhere."""
    files = configured() | hops()
    ranks = dict(zip("HIJ", (30, 20, 10), strict=True))
    for name, rank in ranks.items():
        files[f"{name}.md"] = files[f"{name}.md"].replace("rank: 1", f"rank: {rank}")
    repo = written(vault, monkeypatch, files)
    written_out = monkeypatch_rendering(monkeypatch)
    stood.clear()
    edits = [
        ("J", "title: J", "title: Juniper", False),
        ("J", "rank: 10", "rank: 19", False),
        ("J", "rank: 19", "rank: 25", True),
        ("I", "title: I", "title: Ivy", False),
        ("J", "rank: 25", "rank: 15", True),
        ("J", "title: Juniper", "title: J", False),
        ("I", "title: Ivy", "title: Iris", True),
        ("H", "rank: 30", "rank: 5", True),
        ("H", "rank: 5", "rank: 6", False),
        ("J", "rank: 15", "rank: 16", True),
    ]
    for name, old, new, is_seen in edits:
        text = repo.read(f"{name}.md")
        assert old in text
        written_out.clear()
        repo.stage({f"{name}.md": text.replace(old, new)})
        found = told()
        assert ("ranked" in written_out) is is_seen, (name, new)
        assert found == told(known=False)
        repo.git("commit", "--quiet", "--no-verify", "--message=more")
    assert stood[::2] == [True] * len(edits)


def monkeypatch_rendering(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the rendered blocks."""
    found: list[str] = []
    text = MocIndex.text

    def noted(index: MocIndex, listing, path: str) -> str:
        found.append(listing.name)
        return text(index, listing, path)

    monkeypatch.setattr(MocIndex, "text", noted)
    return found


def monkeypatch_counting(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the MOCs whose lists are computed from all notes."""
    listed: list[str] = []

    def noted(moc, chosen, members, notes, before):
        if len(notes) > 1:
            listed.append(moc.name)
        return values_of(moc, chosen, members, notes, before)

    monkeypatch.setattr("vault_tools.mocs.index.values_of", noted)
    return listed


def test_changes_add_up(vault, monkeypatch: pytest.MonkeyPatch, stood: list[bool]) -> None:  # noqa: F811
    """For several notes in turn, and after a fix that stores its results."""
    repo = written(vault, monkeypatch, configured() | hops())
    stood.clear()
    for path, old, new in (
        ("H.md", "title: H", "title: Humulus"),
        ("E.md", "place: here", "place: there"),
        ("I.md", "[beer]", "[beer, hops]"),
        ("H.md", "rank: 1", "rank: 2"),
    ):
        repo.stage({path: repo.read(path).replace(old, new, 1)})
        assert told() == told(known=False)
        repo.git("commit", "--quiet", "--no-verify", "--message=more")
    assert stood[::2] == [True] * 4
    kept = Index(index_file(repo.top))
    hook(repo.top, sorted(repo.top.rglob("*.md")), kept, Mode(fix=True, write=True))
    kept.close()
    repo.git("add", "--all")
    for place in "there", "far":
        repo.stage({"H.md": HOPS.replace("Hops", "H").replace("place: here", f"place: {place}")})
        assert told() == told(known=False)
        repo.git("commit", "--quiet", "--no-verify", "--message=more")


def test_note_of_a_moc_that_is_missing(
    vault,
    monkeypatch: pytest.MonkeyPatch,
    stood: list[bool],  # noqa: F811
) -> None:
    """Its intended content is reported with it, and more than its block is checked."""
    repo = written(vault, monkeypatch, configured() | hops())
    repo.git("rm", "--quiet", "Month/2025-03.md")
    repo.git("commit", "--quiet", "--no-verify", "--message=less")
    for title, text in (("Humulus", "See"), ("Hallertau", "See"), ("Herkules", "# Hops\n\nSee")):
        repo.stage({"H.md": HOPS.replace("Hops", title).replace("See", text)})
        assert told() == told(known=False)
    assert not any(stood[2:])


@pytest.mark.parametrize("links", ["shortest"])
@each_of("line", ["A #beer.", "title:: Other", "area:: work"])
def test_note_of_a_moc_that_changes(repo: Repository, line: str) -> None:
    """Other MOCs show it without listing it."""
    before = repo.read("Linked.md")
    repo.stage({"Linked.md": f"{before}\n{line}\n"})
    assert told() == told(known=False)
    repo.stage({"Linked.md": before})
    told()


def test_template_that_fails_now(vault, monkeypatch: pytest.MonkeyPatch) -> None:
    repo = written(vault, monkeypatch, configured(others=FAILS) | hops())
    for summary in "fails", "s":
        repo.stage(
            {"H.md": HOPS.replace("Hops", "H").replace("summary: s", f"summary: {summary}") + "More.\n"}
        )
        assert told() == told(known=False)
        assert isinstance(told(), str) is (summary == "fails")


@pytest.mark.parametrize(
    ("others", "links"),
    [
        long("", "shortest"),
        long("", "relative"),
        long(HEALTH, "shortest"),
        (HEALTH, "relative"),
        (FAILS, "shortest"),
        long(FAILS, "relative"),
    ],
)
@pytest.mark.usefixtures("stood")
def test_edits_at_random(vault, monkeypatch: pytest.MonkeyPatch, links: str, others: str) -> None:
    seed = len(links) + len(others)
    rng = random.Random(seed)
    repo = written(vault, monkeypatch, configured(links, others) | notes_of(seed))
    for _ in range(often(4, 30)):
        if rng.random() < 0.3:
            put_right(repo)
        for _ in range(rng.choice([1, 1, 1, 2])):
            change(rng, repo.top)
        if rng.random() < 0.9:
            repo.git("add", "--all")
        assert told() == told(known=False)
        if rng.random() < 0.3:
            repo.git("commit", "--quiet", "--no-verify", "--allow-empty", "--message=more")


def put_right(repo: Repository) -> None:
    """Bring all MOCs up to date, unless a template fails, and index everything in another run."""
    with suppress(VaultToolsError):
        hook(repo.top, sorted(repo.top.rglob("*.md")), None, Mode(fix=True, write=True))
        kept = Index(index_file(repo.top))
        assert check(repo.top, kept) == check(repo.top)
        kept.close()
    repo.git("add", "--all")
    repo.git("commit", "--quiet", "--no-verify", "--allow-empty", "--message=right")


def change(rng: random.Random, root: Path) -> None:
    """Mostly give a note another value of a key; sometimes add, remove or move a note, or change its text."""
    notes = sorted(path for path in root.rglob("*.md") if path.parent.name not in GENERATED)
    path = rng.choice(notes)
    text = path.read_text("utf-8")
    what = rng.random()
    if what < 0.7 and text.startswith("---\n"):
        key = rng.choice([*KEYS])
        lines = [line for line in text.splitlines() if not line.startswith(f"{key}:")]
        new = [f"{key}: {rng.choice(KEYS[key])}"] if rng.random() < 0.8 else []
        path.write_text("\n".join([lines[0], *new, *lines[1:]]) + "\n", "utf-8")
    elif what < 0.78:
        path.write_text(f"{text}{rng.choice(BODIES)}\n", "utf-8")
    elif what < 0.82:
        path.write_text(note(rng), "utf-8")
    elif what < 0.85 and len(notes) > 5:
        path.unlink()
    elif what < 0.88:
        path.rename(path.with_name(f"R{rng.randrange(5)}.md"))
    else:
        of_mocs = sorted(root.rglob("*.md"))
        moc = rng.choice(of_mocs)
        broken = [("- [[", "- ["), ("\n%% vault-tools:end", "\nMine.\n%% vault-tools:end"), ("end ", "stop ")]
        moc.write_text(moc.read_text("utf-8").replace(*rng.choice(broken), 1), "utf-8")


GENERATED = {"MOC", "Who", "Month", "Letter", "Area"}
