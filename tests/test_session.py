"""A vault kept in memory: after any changes it reports and writes what a fresh run would."""

import gc
import random
import shutil
import sys
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from often import often
from test_index import CONFIG, NOTES, edit, texts

from vault_tools.cli.selection import Request, find_target
from vault_tools.config.load import read_config
from vault_tools.disk.vault_files import Listed, listed, read_note
from vault_tools.lint import engine
from vault_tools.lint.outcome import Outcome
from vault_tools.note.note import Note
from vault_tools.session import examine
from vault_tools.session.one_note import CHECK, Mode
from vault_tools.session.run import notes_below, run
from vault_tools.session.session import Session
from vault_tools.session.steps import done
from vault_tools.vault.facts import NoteFacts, facts_of

PLAIN = CONFIG.replace("mentions: true", "mentions: false")


def from_the_start(root: Path, mode: Mode = CHECK) -> dict[str, tuple[object, ...]]:
    config = read_config(root)
    return said(run(root, config, notes_below(root, config, [root]), mode, folders=[""]))


def said(outcomes: object) -> dict[str, tuple[object, ...]]:
    return {o.path: o.left for o in outcomes if isinstance(o, Outcome)}  # type: ignore[attr-defined]


def test_updates_come_to_what_a_run_says(vault) -> None:
    rng = random.Random(3)
    root = vault({**NOTES, "vault-tools.yaml": PLAIN})
    session = Session(root, read_config(root))
    session.update()
    for _ in range(often(10, 60)):
        before = texts(root)
        for _ in range(rng.randrange(1, 3)):
            edit_notes(rng, root)
        after = texts(root)
        changed = [path for path in {*before, *after} if before.get(path) != after.get(path)]
        session.update(changed)
        assert said(session.outcomes.values()) == from_the_start(root)


@pytest.mark.parametrize("mode", [CHECK, Mode(fix=True, write=False)])
def test_what_was_found_in_notes_is_held_for_fixes_alone(vault, mode: Mode) -> None:
    root = vault({**NOTES, "vault-tools.yaml": PLAIN})
    session = Session(root, read_config(root), mode)
    session.update(fix=False)
    held = [session.known.said_of(read_note(root, path)) for path in NOTES if path.endswith(".md")]
    assert {found is not None for found in held} == {mode.fix}


def test_how_files_looked_is_not_held_while_notes_are_judged(vault, monkeypatch: pytest.MonkeyPatch) -> None:
    names = [f"Looked at once/{n}.md" for n in range(5)]
    root = vault({**dict.fromkeys(names, "[[Nowhere]]\n"), "vault-tools.yaml": PLAIN})
    held: list[Listed] = []
    judge = Session.judge

    def judged(session: Session) -> None:
        gc.collect()
        again = listed(root, names[0])
        everything = gc.get_objects()
        assert any(found is again for found in everything)
        held.extend(f for f in everything if type(f) is Listed and f.path in names and f is not again)
        judge(session)

    monkeypatch.setattr(Session, "judge", judged)
    outcomes = [*find_target(Request([root])).everything(CHECK)]
    assert {outcome.path for outcome in outcomes if outcome.left} == {*names}
    assert held == []


def test_new_name_is_found_where_it_was_mentioned_before(vault) -> None:
    names = "keys: {people: {type: list, names: people}}\nnames: {people: {notes: People/, mentions: true}}\n"
    notes = {"People/Ada Hopper.md": "---\npeople: []\n---\n"}
    notes |= {"A.md": "---\npeople: []\n---\nBob Miller speaks with Ada Hopper.\n"}
    root = vault({**notes, "vault-tools.yaml": names + "rules: {select: [all, unlisted-name]}\n"})
    session = Session(root, read_config(root))
    session.update()
    vault({"People/Bob Miller.md": "---\npeople: []\n---\n"})
    assert "A.md" in {outcome.path for outcome in session.update(["People/Bob Miller.md"])}
    assert said(session.outcomes.values()) == from_the_start(root)
    assert len(session.outcomes["A.md"].left) == 2
    (root / "People/Ada Hopper.md").unlink()
    session.update(["People/Ada Hopper.md"])
    assert said(session.outcomes.values()) == from_the_start(root)


def edit_notes(rng: random.Random, root: Path) -> None:
    config = (root / "vault-tools.yaml").read_bytes()
    edit(rng, root, PLAIN)
    (root / "vault-tools.yaml").write_bytes(config)


def test_updates_mend_what_a_run_mends(vault, tmp_path: Path) -> None:
    rng = random.Random(4)
    fix = Mode(fix=True, write=True)
    root = vault({**NOTES, "vault-tools.yaml": PLAIN})
    session = Session(root, read_config(root), fix)
    session.update()
    for _ in range(often(10, 25)):
        before = texts(root)
        edit_notes(rng, root)
        twin = tmp_path / "twin"
        shutil.rmtree(twin, ignore_errors=True)
        shutil.copytree(root, twin)
        after = texts(root)
        session.update(path for path in {*before, *after} if before.get(path) != after.get(path))
        from_the_start(twin, fix)
        assert texts(root) == texts(twin)


def test_update_tells_of_what_was_looked_at_and_what_changed(vault) -> None:
    root = vault({"Saaz.md": "---\ntags: [hops]\n---\n", "Pils.md": ""})
    session = Session(root, read_config(root), Mode(fix=True, write=True))
    assert [o.path for o in session.update()] == ["Pils.md", "Saaz.md"]
    vault({"Pils.md": "---\ntags: hops\n---\n"})
    (outcome,) = session.update(["Pils.md"])
    assert [d.rule for d in outcome.fixed] == ["wrong-type"]
    assert session.update([]) == []
    (root / "Pils.md").unlink()
    assert session.update(["Pils.md"]) == []
    assert "Pils.md" not in session.outcomes


def test_note_that_may_not_be_written_yet_is_mended_later(vault) -> None:
    root = vault({"Saaz.md": "---\ntags: Hops\n---\n"})
    may = False
    session = Session(root, read_config(root), Mode(fix=True, write=True), may_write=lambda _: may)
    (outcome,) = session.update()
    assert outcome.left
    assert texts(root) == {"Saaz.md": b"---\ntags: Hops\n---\n"}
    may = True
    (outcome,) = session.update(["Saaz.md"])
    assert outcome.fixed
    assert texts(root) == {"Saaz.md": b"---\ntags:\n  - Hops\n---\n"}


def test_note_that_changed_since_it_was_judged_is_fixed_as_it_is_now(vault) -> None:
    root = vault({"A.md": "---\ntags: [a, a]\n---\nHops.\n", "B.md": "---\ntags: [b, b]\n---\n"})
    config = read_config(root)
    session = Session(root, config, Mode(fix=True, write=True))
    done(session.looking({note.path: note for note in notes_below(root, config, [root])}))
    session.judge()
    (root / "A.md").write_bytes(b"---\ntitle: Malt\ntags: [c, c]\n---\nMore.\n")
    session.fix()
    assert (root / "A.md").read_bytes() == b"---\ntitle: Malt\ntags: [c]\n---\nMore.\n"
    assert (root / "B.md").read_bytes() == b"---\ntags: [b]\n---\n"


@pytest.mark.parametrize("rounds", [1, 3])
def test_dry_run_says_the_same_each_time(vault, rounds: int) -> None:
    root = vault({"Saaz.md": "---\ntags: Hops\n---\n", "Pils.md": "---\ntags: hops\n---\n"})
    before = texts(root)
    session = Session(root, read_config(root), Mode(fix=True))
    session.update()
    for _ in range(rounds):
        shown = {outcome.path: bool(outcome.diff) for outcome in session.update(["Saaz.md"])}
        assert shown == {"Saaz.md": True, "Pils.md": True}
    assert texts(root) == before


BEER = {
    "vault-tools.yaml": "keys: {tags: {type: tags}}\n",
    "A.md": "---\ntags: [beer]\n---\nPale.\n",
    "B.md": "---\ntags: [beer]\n---\nBrown.\n",
    "C.md": "---\ntags: [Beer]\n---\nRed.\n",
}
MOC_OF_TAGS = BEER["vault-tools.yaml"] + "mocs: [{name: tags, each: tags, note: 'MOC/{value}.md'}]\n"


def test_note_that_becomes_a_link_counts_no_more(vault) -> None:
    root = vault(BEER | {"C.md": "---\ntags: [craft_beer]\n---\nRed.\n"})
    vault(dict.fromkeys(("A.md", "B.md"), "---\ntags: [craft-beer]\n---\nPale.\n"))
    session = Session(root, read_config(root))
    session.update()
    assert session.outcomes["C.md"].left
    for name in ("A.md", "B.md"):
        (root / name).rename(root / f"{name}.txt")
        (root / name).symlink_to(root / f"{name}.txt")
    session.update()
    assert said(session.outcomes.values()) == from_the_start(root)
    assert not session.outcomes["C.md"].left


def test_moc_that_nobody_wants_any_more_while_it_may_not_be_written(vault) -> None:
    root = vault({"vault-tools.yaml": MOC_OF_TAGS, "A.md": BEER["A.md"]})
    fix = Mode(fix=True, write=True)
    session = Session(root, read_config(root), fix, may_write=lambda path: path != "MOC/beer.md")
    assert "MOC/beer.md" in {outcome.path for outcome in session.update()}
    vault({"A.md": "---\ntags: []\n---\n"})
    session.update(["A.md", "MOC/beer.md"])
    assert session.outcomes.keys() == {"A.md"}


def test_dry_run_shows_a_new_moc_each_time(vault) -> None:
    root = vault({"vault-tools.yaml": MOC_OF_TAGS, "A.md": BEER["A.md"]})
    session = Session(root, read_config(root), Mode(fix=True))
    for _ in range(2):
        session.update()
        assert session.outcomes["MOC/beer.md"].diff


def test_what_was_fixed_before_is_not_told_again(vault) -> None:
    root = vault({"vault-tools.yaml": MOC_OF_TAGS, "A.md": BEER["A.md"]})
    session = Session(root, read_config(root), Mode(fix=True, write=True))
    session.update()
    vault({"B.md": BEER["B.md"]})
    told = {outcome.path: [d.rule for d in outcome.fixed] for outcome in session.update(["B.md"])}
    assert told == {"B.md": [], "MOC/beer.md": ["stale-moc"]}
    assert session.update(["A.md"]) == [session.outcomes["A.md"]]
    assert not any(outcome.fixed for outcome in session.outcomes.values())


def test_note_that_is_gone_is_forgotten_when_all_are_looked_at(vault) -> None:
    root = vault({name: text for name, text in BEER.items() if name != "C.md"})
    session = Session(root, read_config(root))
    session.update()
    (root / "B.md").unlink()
    session.update()
    assert (session.outcomes.keys(), {*session.vault.notes}) == ({"A.md"}, {"A.md"})


def test_what_lies_over_a_note_counts_and_not_its_file(vault) -> None:
    root = vault({**BEER, "C.md": BEER["A.md"]})
    session = Session(root, read_config(root), overlay={"B.md": b"---\ntags: [a b]\n---\nOpen.\n"})
    session.update()
    assert [d.message for d in session.outcomes["B.md"].left] == [
        "tag `a b` holds a space",
    ]


def test_what_was_written_stays_known_when_there_are_new_names(vault) -> None:
    names = "names: {people: {notes: People/, mentions: true}}\n"
    config = f"keys: {{people: {{type: list, names: people}}}}\n{names}"
    notes = {"A.md": "---\ntags: [a, a]\n---\nText.\n", "People/Bob Brewer.md": "Bob.\n"}
    root = vault({"vault-tools.yaml": config, **notes})
    session = Session(root, read_config(root), Mode(fix=True, write=True))
    session.update()
    known, written = session.known, session.written
    vault({"People/Ada Hopper.md": "Ada.\n"})
    session.update(["People/Ada Hopper.md"])
    assert session.known is not known
    assert (session.written, written.keys()) == (written, {"A.md"})


def test_moc_that_somebody_spoils_is_told(vault) -> None:
    root = vault({"vault-tools.yaml": MOC_OF_TAGS, "A.md": BEER["A.md"]})
    Session(root, read_config(root), Mode(fix=True, write=True)).update()
    session = Session(root, read_config(root))
    session.update()
    moc = root / "MOC/beer.md"
    assert session.outcomes["MOC/beer.md"].left == ()
    moc.write_text(moc.read_text().replace("[[A", "[[B"))
    (outcome,) = session.update(["MOC/beer.md"])
    assert "stale-moc" in [d.rule for d in outcome.left]


def test_what_was_not_written_since_it_was_to_stop_is_not_told_as_written(vault) -> None:
    root = vault({"A.md": "---\ntags: [a, a]\n---\nText.\n"})
    before = texts(root)
    session = Session(root, read_config(root), Mode(fix=True, write=True), stops=lambda: True)
    (outcome,) = session.update()
    assert (len(outcome.fixed), len(outcome.left) > 0, session.written) == (0, True, {})
    assert texts(root) == before


def test_note_that_could_not_be_written_is_tried_and_told_once(vault) -> None:
    root = vault({"A.md": "---\ntags: [a, a]\n---\nText.\n", "B.md": "---\ntags: [a, a]\n---\n"})
    (root / "twin").hardlink_to(root / "A.md")
    told: list[Outcome] = []
    session = Session(root, read_config(root), Mode(fix=True, write=True), wrote=told.append)
    outcomes = {outcome.path: outcome for outcome in session.update()}
    assert sorted((outcome.path, bool(outcome.error)) for outcome in told) == [
        ("A.md", True),
        ("B.md", False),
    ]
    assert (outcomes["A.md"].fixed, outcomes["A.md"].error != "", outcomes["B.md"].error) == ((), True, "")


@pytest.mark.skipif(sys.platform != "linux", reason="leases are Linux's")
def test_note_that_was_written_and_given_back_is_told_as_not_written(vault) -> None:
    """Somebody had to wait for the write with the note open, and gets it back as it was."""
    text = "---\ntags: [a, a]\n---\nText.\n"
    root = vault({"A.md": text})
    told: list[Outcome] = []
    with ExitStack() as editors:

        def wrote(outcome: Outcome) -> None:
            told.append(outcome)
            for displaced in root.glob(".vault-tools-*/*"):
                editors.enter_context(displaced.open("r+b"))

        session = Session(root, read_config(root), Mode(fix=True, write=True), wrote=wrote)
        (outcome,) = session.update()
    assert (root / "A.md").read_text() == text
    assert [(bool(each.fixed), "another program saved it" in each.error) for each in told] == [
        (True, False),
        (False, True),
    ]
    assert outcome == told[-1]


AREAS = """
keys: {area: {}}
mocs:
  - {name: all, note: All.md}
  - {name: areas, each: area, min: 2, note: "Area/{value}.md"}
"""


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        pytest.param("Area/home.md", "area: home", "area: attic", id="note of a MOC without its block"),
        pytest.param("All.md", "area: home", "area: garden", id="MOC to come that has the name of a note"),
    ],
)
def test_edit_of_what_a_moc_lists(vault, path: str, old: str, new: str) -> None:
    """A fault in the note of a MOC is found again, although that note is the same."""
    files = {
        "vault-tools.yaml": AREAS,
        "All.md": "%% vault-tools:begin all %%\n%% vault-tools:end all %%\n",
        "Area/home.md": "No block.\n",
        "1.md": "---\ntitle: One\narea: home\n---\n",
        "2.md": "---\narea: home\n---\n",
        "3.md": "---\narea: garden\n---\n",
        "Notes/garden.md": "---\narea: shed\n---\n",
    }
    root = vault(files)
    session = Session(root, read_config(root), stays=True)
    session.update()
    before = session.outcomes[path].left
    (root / "1.md").write_text(files["1.md"].replace(old, new))
    session.update(["1.md"])
    assert said(session.outcomes.values()) == from_the_start(root)
    assert session.outcomes[path].left != before


def test_facts_of_a_fixed_note_are_made_once(vault, monkeypatch: pytest.MonkeyPatch) -> None:
    root = vault({"vault-tools.yaml": "keys: {tags: {type: tags}}\n", "A.md": "---\ntags: hops\n---\n"})
    made: list[str] = []

    def noted(note: Note, *args: Any, **options: Any) -> NoteFacts:
        made.append(note.text)
        return facts_of(note, *args, **options)

    for module in (engine, examine):
        monkeypatch.setattr(module, "facts_of", noted)
    session = Session(root, read_config(root), Mode(fix=True, write=True, cause="test"))
    session.update()
    fixed = (root / "A.md").read_text("utf-8")
    assert fixed != "---\ntags: hops\n---\n"
    assert made.count(fixed) == 1
    assert session.known.facts.of(["A.md"])["A.md"] == facts_of(Note("A.md", fixed))
