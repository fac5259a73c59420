"""Facts are loaded in batches, and diagnostics do not depend on the size of a batch."""

import gc
import sqlite3
from contextlib import closing
from itertools import product
from pathlib import Path

import pytest
from often import IN_CI, often
from vaults import listed

from vault_tools.config.load import read_config
from vault_tools.disk.vault_files import list_notes
from vault_tools.lint.rule import Diagnostic
from vault_tools.session import (
    known_facts,
    known_notes,
    known_usage,
    mocs_in_index,
    vault_check,
    vault_diagnostics,
    workers,
)
from vault_tools.session.index import Index, index_file
from vault_tools.session.run import run
from vault_tools.session.session import Session
from vault_tools.session.steps import done
from vault_tools.vault.facts import NoteFacts
from vault_tools.vault.ties import PackedTies

CONFIG = """
keys: {tags: {type: tags}, people: {type: list, names: people}, source: {unique: true}}
mocs:
  - {name: tags, each: tags, min: 2, note: "MOC/{value}.md", group-by: status}
  - {name: health, kind: health, note: MOC/Health.md}
rules: {select: [all]}
"""
HEALTH = "%% vault-tools:begin health %%\n%% vault-tools:end health %%\n"


@pytest.fixture
def root(vault) -> Path:
    """A vault whose notes are tied to one another by links, tags, names and sources."""
    notes = {
        f"Notes/{n}.md": listed(tags=[("Ale", "ale", "bock")[n % 3]], people=[("Ada", "ada")[n % 2]])
        + f"See [[{n + 7}#Brewing]] and [[Nowhere {n}]].\n\n## Brewing\n\nWith hops and some m\n"
        for n in range(60)
    }
    notes["Notes/3.md"] = notes["Notes/50.md"] = "---\nsource: https://example.org/a\n---\n[[1#Malting]]\n"
    return vault({"vault-tools.yaml": CONFIG, "MOC/Health.md": HEALTH, **notes})


def few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(known_facts, "AT_ONCE", 7)
    monkeypatch.setattr(known_facts, "LOADED", 10)
    monkeypatch.setattr(known_notes, "ASKED", 9)
    monkeypatch.setattr(known_notes, "AT_ONCE", 5)
    monkeypatch.setattr(mocs_in_index, "AT_ONCE", 25)


def said(root: Path, index: Index) -> dict[str, tuple[Diagnostic, ...]]:
    config = read_config(root)
    notes = list(list_notes(root, config.excluded))
    outcomes = run(root, config, notes, folders=("",), index=index)
    return {outcome.path: outcome.left for outcome in outcomes if outcome.left}


@pytest.mark.parametrize("is_kept", [True, False])
def test_some_at_a_time_say_what_all_at_once_say(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, is_kept: bool
) -> None:
    expected = said(root, Index())
    assert {d.rule for left in expected.values() for d in left} >= {
        "duplicate-source",
        "broken-link",
        "stale-moc",
    }
    few(monkeypatch)
    for _ in ("cold", "warm"):
        assert said(root, Index(tmp_path / "index" / "of-it.sqlite3") if is_kept else Index()) == expected
    path = root / "Notes/9.md"
    path.write_text(path.read_text().replace("hops", "yeast"))
    assert said(root, Index(tmp_path / "index" / "of-it.sqlite3")) == said(root, Index())


def test_few_facts_are_in_memory_at_a_time(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    few(monkeypatch)
    gc.freeze()  # what other tests left takes long to look through
    session = Session(root, read_config(root), index=Index(index_file(root)))
    notes = {note.path: note for note in list_notes(root, session.config.excluded)}
    done(session.looking(notes, whole=True))
    most = 0
    for number, _ in enumerate(session.judged.judging()):
        if number % often(20, 5) == 0:
            alive = {found.path for found in gc.get_objects() if isinstance(found, NoteFacts)}
            most = max(most, len(alive & notes.keys()))
    assert 0 < most < len(notes) / 2


@pytest.mark.parametrize("is_alone", [True, False])
def test_path_of_a_note_is_held_once(root: Path, monkeypatch: pytest.MonkeyPatch, *, is_alone: bool) -> None:
    """Whether this process, another one or the index made a diagnostic."""
    (root / "Notes/1.md").write_text("---\ntitle: Hops\ntitle: Malt\n---\n")
    if not is_alone:
        monkeypatch.setattr(workers, "WORTH_IT", 0)
        monkeypatch.setattr(workers, "_cores", lambda: 2)
    for _ in ("cold", "warm"):
        session = Session(root, read_config(root), index=Index(index_file(root)))
        notes = {note.path: note for note in list_notes(root, session.config.excluded)}
        done(session.looking(notes, whole=True, workers=workers.processes))
        facts = session.known.facts
        texts = [*facts.content_keys, *(found.path for found in facts.each())]
        texts += (o.path for o in session.outcomes.values())
        texts += (d.path for o in session.outcomes.values() for d in o.left)
        held = {path: path for path in notes}
        assert len(texts) > 3 * len(notes)
        assert [path for path in texts if path is not held[path]] == []


def test_ties_of_many_are_packed_where_they_are_asked_for_once(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(vault_check, "MUCH", 2)
    ties = []
    for stays in (False, True):
        session = Session(root, read_config(root), index=Index(), stays=stays)
        session.update()
        assert isinstance(session.vault.ties, PackedTies) is not stays
        ties.append(dict(session.vault.ties or {}))
    assert ties[0] == ties[1]
    assert {path for path, of_note in ties[0].items() if of_note.links} > {"Notes/1.md", "Notes/2.md"}


@pytest.mark.parametrize("is_stored", [True, False])
def test_what_was_let_go_of_is_made_again(
    root: Path, monkeypatch: pytest.MonkeyPatch, is_stored: bool
) -> None:
    """Including the tags and names of each note, whether or not the index has them."""
    few(monkeypatch)
    monkeypatch.setattr(known_usage, "RECOUNTED", 5 if is_stored else 1_000)
    session = Session(root, read_config(root), index=Index(index_file(root)))
    session.update()
    for path, old, new in (
        ("Notes/4.md", "- ale", "- Bock"),
        ("Notes/9.md", "Nowhere 9", "8"),
        ("Notes/50.md", "/a", "/b"),
    ):
        text = (root / path).read_text()
        assert old in text
        (root / path).write_text(text.replace(old, new))
        session.update([path])
        now = {path: outcome.left for path, outcome in session.outcomes.items() if outcome.left}
        assert now == said(root, Index())
    assert session.known.usage.now().tags.usage == {"Ale": 19, "ale": 19, "Bock": 1, "bock": 19}


def test_index_that_is_lost_meanwhile_costs_time_alone(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = said(root, Index())
    few(monkeypatch)
    index = Index(index_file(root))
    session = Session(root, read_config(root), index=index)
    notes = {note.path: note for note in list_notes(root, session.config.excluded)}
    done(session.looking(notes, whole=True))
    index.forget(notes)  # like a program that believes they are gone
    for number, _ in enumerate(session.judged.judging()):
        if number == 20:
            index.close()
    assert {path: o.left for path, o in session.outcomes.items() if o.left} == expected


def test_what_is_said_of_a_vault_goes_with_what_that_depends_on(root: Path) -> None:
    """Even if one of the two is lost, or is out of date."""
    file = index_file(root)
    said(root, Index(file))
    with closing(sqlite3.connect(file)) as database:
        before = database.execute("SELECT * FROM vault_result").fetchall()
    assert len(before) == 4  # the diagnostics, their dependencies, and what MOCs list with the notes
    each = [*product(before, (False, True))]
    for number, (old, is_old) in enumerate(each if IN_CI else [*each[::4], *each[3::4]]):
        path = root / f"Notes/{number + 20}.md"
        path.write_text("---\nsource: https://example.org/a\n---\nNo link.\n")
        said(root, Index(file))
        with closing(sqlite3.connect(file)) as database, database:
            database.execute("DELETE FROM vault_result WHERE key = ?", old[:1])
            if is_old:
                database.execute("INSERT INTO vault_result VALUES (?, ?, ?, ?)", old)
        path.write_text("[[Nowhere]]\n")
        assert said(root, Index(file)) == said(root, Index())


def test_long_texts_of_mocs_to_be_written_are_made_when_they_are(
    vault, call, monkeypatch: pytest.MonkeyPatch
) -> None:
    notes = {f"{n}.md": listed(tags=["ale", "bock"]) for n in range(3)}
    expected = vault({"vault-tools.yaml": CONFIG, **notes})
    call("fix", expected)
    monkeypatch.setattr(vault_diagnostics, "TOLD", 10)
    other = expected.parent / "other"
    for path, text in {"vault-tools.yaml": CONFIG, **notes}.items():
        (other / path).parent.mkdir(parents=True, exist_ok=True)
        (other / path).write_text(text)
    found = said(other, Index())
    assert [[d.fix and d.fix.edits for d in found[f"MOC/{tag}.md"]] for tag in ("ale", "bock")] == [
        [()],
        [()],
    ]
    call("fix", other)
    written = {p.relative_to(expected): p.read_bytes() for p in expected.rglob("*.md")}
    assert {p.relative_to(other): p.read_bytes() for p in other.rglob("*.md")} == written
    assert Path("MOC/ale.md") in written


def test_facts_that_somebody_else_has_kept_since_are_other_facts(root: Path) -> None:
    config = read_config(root)
    with closing(Index(index_file(root))) as index, closing(Index(index_file(root))) as others:
        session = Session(root, config, index=index, stays=True)
        session.update()
        facts = session.known.facts
        before, titled = facts.revision, {path: found.title for path, found in facts.all().items()}
        facts.let_go()
        (root / "Notes/1.md").write_text("---\ntitle: Another\n---\n")
        Session(root, config, index=others).update()
        assert facts.revision == before
        assert {path: found.title for path, found in facts.all().items()} == titled | {
            "Notes/1.md": "Another"
        }
        assert facts.revision > before
