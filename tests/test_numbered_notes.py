"""What MOCs list is stored by number, and the values of notes are packed: sets of paths and tuples take ten
times as much memory."""

import gc
import random
from collections.abc import Iterator
from types import FunctionType, ModuleType

import pytest
from vaults import vault_of

from vault_tools.mocs.columns import OwnColumn, SharedColumn, Texts
from vault_tools.mocs.index import MocIndex
from vault_tools.mocs.numbered import NumberedNotes, SomeNotes, numbers_of
from vault_tools.vault.links import LinkIndex
from vault_tools.vault.vault import Vault

CONFIG = """
keys: {tags: {type: tags}, status: {values: [evergreen, draft]}, date: {type: date}}
mocs:
  - {name: all, note: All.md, sort: -date}
  - {name: drafts, note: Drafts.md, source: {all: [{where: {status: draft}}, {not: {folder: Old}}]}}
  - {name: tags, each: tags, note: "MOC/{value}.md", group-by: status}
  - {name: months, each: date.month, note: "Month/{value}.md", show: table, columns: [tags]}
"""


def note(number: int) -> str:
    status = ("draft", "evergreen")[number % 2]
    tags = f"[all, half-{number % 2}, few/{number % 50}]"
    return (
        f"---\ntitle: Note {number}\ntags: {tags}\nstatus: {status}\ndate: 2025-{number % 9 + 1:02}-07\n---\n"
    )


def held_by(index: MocIndex) -> Iterator[object]:
    """Everything that an index refers to, except the vault, whose contents others refer to as well."""
    others = Vault | LinkIndex | type | ModuleType | FunctionType
    waiting, met = [*index.__dict__.values()], set[int]()
    while waiting:
        one = waiting.pop()
        if id(one) not in met and not isinstance(one, others):
            met.add(id(one))
            yield one
            waiting += gc.get_referents(one)


def test_no_set_of_all_notes_and_no_object_a_note_is_held() -> None:
    count = 400
    index = vault_of({f"Notes/{n}.md": note(n) for n in range(count)}, CONFIG).once(MocIndex)
    listed = {listing.name: len(listing.members) for listing in index.listings}
    assert (listed["all"], listed["drafts"], listed["tags/all"], listed["tags/half-1"]) == (
        400,
        200,
        400,
        200,
    )
    assert index.missing
    held = [*held_by(index)]
    sizes = [len(one) for one in held if isinstance(one, dict | set | frozenset)]
    assert sizes
    assert max(sizes) < count // 2
    objects = sum(isinstance(one, str | list | tuple) for one in held)
    assert objects < count * 1.9, "each note has its path, and no other object"


@pytest.mark.parametrize("kind", [SharedColumn, OwnColumn])
def test_a_column_says_what_was_put(kind: type[SharedColumn | OwnColumn]) -> None:
    rng = random.Random(5)
    paths = [f"{n:02}.md" for n in range(40)]
    texts = ["beer", "啤酒", "\ud83c of a character", "a" * 300, "é", "0"]
    most = 1 if kind is OwnColumn else 4

    def some() -> Texts:
        return tuple(rng.sample(texts, rng.randrange(most + 1)))

    said: dict[str, Texts] = dict.fromkeys(paths, ())
    column = kind(NumberedNotes(paths))
    for path in rng.sample(paths, 30):
        said[path] = some()
        column.put(paths.index(path), said[path])
    column.is_filled()
    for _ in range(20):
        assert (dict(column), [column.at(number) for number in range(40)]) == (said, [*said.values()])
        before, then, path = column, dict(said), rng.choice(paths)
        column, said[path] = column.copied(), some()
        column.put(paths.index(path), said[path])
        assert dict(before) == then
    with pytest.raises(KeyError):
        column["40.md"]


def test_some_notes_are_a_set_of_paths() -> None:
    rng = random.Random(4)
    paths = sorted({f"{rng.choice('abc')}/{rng.choice('xyé')}{rng.randrange(40)}.md" for _ in range(60)})
    notes = NumberedNotes(paths)
    asked = [*paths, "a/.md", "zz.md", "", "a/x1.md~"]
    for _ in range(300):
        path = rng.choice(asked)
        assert notes.number(path) == (paths.index(path) if path in paths else None)
    some = frozenset(rng.sample(paths, 20))
    others = frozenset(rng.sample(paths, 30))
    found = SomeNotes(notes, numbers_of(sorted(map(paths.index, some))))
    assert (found, [*found], len(found)) == (some, sorted(some), 20)
    assert [path in found for path in asked] == [path in some for path in asked]
    assert (found & others, found - others, found | others) == (some & others, some - others, some | others)
    assert found.isdisjoint(others) is some.isdisjoint(others)
    assert notes.masked(notes.mask([*some, "zz.md"])) == found
    assert found.among(notes.meant(notes.mask(others))) == some & others
    assert found.among(notes.meant(notes.mask(paths))) is found
    for number, path in enumerate(paths):
        assert found.toggled(number) == some ^ {path}
        assert found.toggled(number).toggled(number) == found
    assert NumberedNotes([]).masked(0) == frozenset()
