"""The tags and names of notes are counted, and updated incrementally when few of them change."""

import random
import tracemalloc

import pytest
from vaults import listed

from vault_tools.config.config import load_config
from vault_tools.note.note import Note
from vault_tools.vault import usage as usage_module
from vault_tools.vault.facts import NoteFacts, facts_of
from vault_tools.vault.spelling import FewSpellings, Spellings, tally
from vault_tools.vault.usage import Usage

CONFIG = load_config(
    "keys: {tags: {type: tags}, people: {type: list, names: people}, by: {type: text, names: authors}}\n"
    "names: {people: {notes: People/}}\n"
)


def facts(notes: dict[str, str]) -> dict[str, NoteFacts]:
    return {path: facts_of(Note(path, text)) for path, text in notes.items()}


def content_keys(notes: dict[str, str]) -> dict[str, bytes]:
    return {path: text.encode() for path, text in notes.items()}


def updated(usage: Usage, notes: dict[str, str]) -> tuple[int, list[str]]:
    """(number of changed notes, notes whose facts were requested)."""
    asked: list[str] = []
    count = usage.update(
        content_keys(notes), lambda paths: asked.extend(paths) or facts({p: notes[p] for p in paths}).values()
    )
    return count, sorted(asked)


def counted(notes: dict[str, str]) -> Usage:
    usage = Usage(CONFIG.schema_for)
    updated(usage, notes)
    return usage


def said_by(usage: Usage) -> object:
    """Everything that others query; a word that is no longer used may leave an empty group."""
    tables = {g: (used(t.groups), t.usage, t.notes, t.choices) for g, t in usage.names.items()}
    segments = used(usage.tags.segments)
    return usage.tags.usage, usage.tags.choices, segments, tables, usage.dependency_key, usage.record_folders


def used(spellings: Spellings) -> dict[str, dict[str, int]]:
    return {fold: group for fold, group in spellings.items() if group}


NOTES = {
    "A.md": listed(tags=["Beer", "beer/ipa"], people=["Ada"]),
    "B.md": listed(tags=["beer"]) + "On #beer.\n",
    "People/Ada Lovelace.md": "---\naliases: [Ada]\n---\n",
    "C.md": "---\nby: Grace\n---\n",
}


def test_tags_and_names_are_counted_once_a_note() -> None:
    usage = counted(NOTES)
    assert usage.tags.usage == {"Beer": 1, "beer": 1, "beer/ipa": 1}
    assert {group: table.usage for group, table in usage.names.items()} == {
        "people": {"Ada": 1},
        "authors": {"Grace": 1},
    }


def test_only_the_facts_of_what_changed_are_asked_for() -> None:
    usage = counted(NOTES)
    assert updated(usage, NOTES) == (0, [])
    changed = {**NOTES, "B.md": listed(tags=["ale"]), "D.md": ""}
    del changed["A.md"]
    assert updated(usage, changed) == (3, ["B.md", "D.md"])
    assert usage.tags.usage == {"ale": 1}
    assert usage.names["people"].usage == {}


def test_group_that_no_note_has_a_key_of_is_gone() -> None:
    usage = counted(NOTES)
    updated(usage, {"A.md": NOTES["A.md"]})
    assert list(usage.names) == ["people"]


def test_packed_and_unpacked_it_counts_on() -> None:
    usage = Usage.unpacked(counted(NOTES).packed(), CONFIG.schema_for)
    assert said_by(usage) == said_by(counted(NOTES))
    changed = {**NOTES, "A.md": ""}
    assert updated(usage, changed) == (1, ["A.md"])
    assert said_by(usage) == said_by(counted(changed))


TEXTS = [
    *NOTES.values(),
    "",
    listed(people=["ADA", "Grace"]),
    listed(tags=["BEER", "x y"]),
    "---\ntitle: Bo\n---\n",
]
PATHS = ["A.md", "B.md", "People/Ada Lovelace.md", "People/Bo.md", "People/index.md", "D/E.md", "D/F/G.md"]
PATHS += [f"D/{number}.md" for number in range(6)]


@pytest.mark.parametrize("seed", range(5))
def test_counting_on_comes_to_what_counting_anew_does(seed: int) -> None:
    rng, usage, notes = random.Random(seed), Usage(CONFIG.schema_for), {}
    for _ in range(30):
        for path in rng.sample(PATHS, 4):
            if rng.random() < 0.3:
                notes.pop(path, None)
            else:
                notes[path] = rng.choice(TEXTS)
        updated(usage, notes)
        assert said_by(usage) == said_by(counted(notes))
        other = {path: rng.choice(TEXTS) for path in rng.sample(sorted(notes), min(2, len(notes)))}
        before = said_by(usage)
        assert said_by(usage.with_notes(facts(other))) == said_by(counted({**notes, **other}))
        assert said_by(usage) == before, "what is as it would be changes nothing of what is"


def test_notes_that_say_the_same_make_no_other_usage() -> None:
    usage = counted(NOTES)
    assert usage.with_notes(facts({"B.md": NOTES["B.md"] + "More.\n"})) is usage


@pytest.mark.parametrize(
    ("records", "others", "expected"),
    [
        (["B/1", "B/2", "B/3", "B/4", "B/5"], ["B/6", "A"], {"B"}),
        (["B/1", "B/2", "B/3", "B/4"], [], set()),
        (["B/1", "B/2", "B/3", "B/4", "B/5"], [f"B/{n}" for n in range(6, 12)], set()),
        (["B/1", "B/2", "B/3", "B/4", "B/C/5", "B/C/D/6"], ["A"], {"B", "B/C", "B/C/D"}),
        (["B/1", "B/2", "B/3", "B/4", "B/5", "C/1"], [f"C/{n}" for n in range(2, 9)], {"B"}),
    ],
)
def test_folders_whose_habit_are_records(records: list[str], others: list[str], expected: set[str]) -> None:
    notes = {f"{path}.md": "---\ntitle: Hops\n---\n" for path in records}
    usage = counted({**notes, **{f"{path}.md": "Hops.\n" for path in others}})
    assert usage.record_folders == expected


def test_what_is_let_go_of_in_a_large_vault_changes_nothing_that_all_notes_use(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(usage_module, "_LARGE", 1)
    usage = counted(NOTES)
    before = said_by(usage)
    usage.let_go_of_words()
    assert said_by(usage) == before
    tables = usage.tags.spellings, usage.tags.segments, *(table.groups for table in usage.names.values())
    assert {type(table) for table in tables} == {FewSpellings}


def test_few_spellings_are_counted_as_others_are() -> None:
    rng = random.Random(5)
    plain: Spellings = {}
    few = FewSpellings({})
    uses: list[str] = []
    for _ in range(500):
        if uses and rng.random() < 0.4:
            word, by = uses.pop(rng.randrange(len(uses))), -1
        else:
            word, by = rng.choice(["ale", "Ale", "ALE", "bock", "Bock", "kriek"]), 1
            uses.append(word)
        for spellings in (plain, few):
            tally(spellings, word.lower(), word, by)
        assert few == plain
        assert len(few) == len(plain)
    assert FewSpellings(plain) == plain


def test_a_word_with_one_spelling_takes_little_memory() -> None:
    words = [(f"ale{n}", f"Ale {n}", 1) for n in range(1_000)]
    sizes = []
    for spellings in ({}, FewSpellings({})):
        tracemalloc.start()
        for word in words:
            tally(spellings, *word)
        sizes.append(tracemalloc.get_traced_memory()[0])
        tracemalloc.stop()
    assert sizes[1] < sizes[0] / 2
