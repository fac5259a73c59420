"""Finds the blocks of MOCs that may differ since some notes changed, as far as what is kept can tell."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import NamedTuple

from vault_tools.mocs.columns import Texts
from vault_tools.mocs.fields import Fields
from vault_tools.mocs.kept import KeptBlock, KeptMocs, MocChanges, packed_row
from vault_tools.mocs.kind import kind_of
from vault_tools.mocs.list_end import is_beyond
from vault_tools.mocs.members import Members, counted, fields_in, sources_in
from vault_tools.mocs.seen_note import ChangedNote, seen_of
from vault_tools.note.generated import block_name, split_name
from vault_tools.packing import packed
from vault_tools.vault.facts import NoteFacts, tags_of
from vault_tools.vault.links import LinkIndex
from vault_tools.vault.schema_mocs import LinksFrom, LinksTo, Moc, Named, split_field
from vault_tools.vault.vault import Vault


class NotKept(Exception):
    """What is kept can't tell: all notes have to be looked at."""


class Touched(NamedTuple):
    """The names of the blocks that may differ, and the changes to what is kept."""

    blocks: frozenset[str]
    changes: MocChanges


def touched(
    kept: KeptMocs, changed: Iterable[ChangedNote], vault_of: Callable[[NoteFacts], Vault]
) -> Touched:
    """The blocks that these changed notes may affect. The vault must spell the tags and names of all other
    notes as before; `vault_of` returns a vault of a single note with these spellings. Raises NotKept."""
    blocks: frozenset[str] = frozenset()
    changes = MocChanges()
    for change in changed:
        found = _Touching(kept.with_changes(changes), change, vault_of).found()
        blocks, changes = blocks | found.blocks, changes.then(found.changes)
    return Touched(blocks, changes)


class _Touching:
    """The effects of one changed note."""

    def __init__(self, kept: KeptMocs, change: ChangedNote, vault_of: Callable[[NoteFacts], Vault]) -> None:
        self._kept, self._change, self._vault_of = kept, change, vault_of
        self._path, self._schema = change.now.path, vault_of(change.now).schema_for("")
        number = kept.number(self._path)
        if number is None or _held(change.before) != _held(change.now):
            raise NotKept
        known = {moc.name for moc in self._schema.mocs.mocs}
        self._holds_mocs = any(split_name(marker.name)[0] in known for marker in change.now.markers.all)
        self._has_other_links = _linked(change.before) != _linked(change.now)
        self._has_other_flags = seen_of(change.before).flags != seen_of(change.now).flags
        self._number = number
        self._target, texts = kept.row(number)
        self._texts = dict(zip(kept.fields, texts, strict=True))
        self._has_other_words = False
        """Whether a tag or name appeared or disappeared."""
        self._known_to_differ: dict[str, bool] = {}
        """The results by key, since several MOCs may ask for the same one."""

    def found(self) -> Touched:
        now = self._texts_now()
        others = {field for field, texts in now.items() if texts != self._texts[field]}
        row = {self._number: packed_row(self._target, tuple(now.values()))} if others else {}
        shown: set[str] = set()
        blocks: dict[str, KeptBlock] = {}
        for moc in self._schema.mocs.mocs:
            if kind_of(moc).lists_notes:
                was, now_in = self._memberships(moc, now)
                blocks |= self._moved(moc, was, now_in)
                if self._looks_otherwise_to(moc):
                    names = (block_name(moc.name, value) for value in was & now_in)
                    shown |= {name for name in names if not self._is_beyond_end(moc, name, now)}
        moved = {name for name, block in blocks.items() if block.is_shown}
        shown = {name for name in shown if self._kept.blocks[name].is_shown}
        if self._has_other_words and not self._spells_alike():
            raise NotKept
        concerned = {moc.name for moc in self._schema.mocs.mocs if self._concerns(moc, moved=bool(moved))}
        return Touched(frozenset(moved | shown | concerned), MocChanges(row, blocks))

    def _texts_now(self) -> dict[str, Texts]:
        """The texts of all fields now. Raises NotKept unless what is kept is what the note had before."""
        before, now = (Fields(self._vault_of(facts)) for facts in self._change)
        texts = dict(self._texts)
        for field in self._kept.fields:
            if self._differs(split_field(field)[0]):
                if before.reader(field)(self._change.before) != self._texts[field]:
                    raise NotKept
                texts[field] = now.reader(field)(self._change.now)
        return texts

    def _differs(self, key: str) -> bool:
        if key not in self._known_to_differ:
            self._known_to_differ[key] = self._compare(key)
        return self._known_to_differ[key]

    def _compare(self, key: str) -> bool:
        before, now = self._change
        if key == "title":
            return before.title != now.title
        if key == "tags" and [*tags_of(before, self._schema)] != [*tags_of(now, self._schema)]:
            return True
        return repr(before.values.get(key)) != repr(now.values.get(key))

    def _memberships(self, moc: Moc, now: Mapping[str, Texts]) -> tuple[set[str], set[str]]:
        """The values under which a MOC listed the note before, and lists it now."""
        was = {value for value in _values(moc, self._texts) if self._is_member(moc, value)}
        asks_for_links = any(isinstance(source, LinksFrom | LinksTo) for source in sources_in(moc.source))
        if not any(map(self._differs, self._keys_of(moc))) and not (asks_for_links and self._has_other_links):
            return was, was
        if asks_for_links:
            raise NotKept
        chosen_before, chosen = (self._is_chosen(moc, facts) for facts in self._change)
        if was != {value for value in _values(moc, self._texts) if chosen_before}:
            raise NotKept
        return was, {value for value in _values(moc, now) if chosen}

    def _keys_of(self, moc: Moc) -> set[str]:
        """The keys whose values decide whether a MOC lists a note, and under which value."""
        keys = {split_field(field)[0] for field in (*fields_in(moc.source), moc.each)}
        if any(isinstance(source, Named) for source in sources_in(moc.source)):
            keys |= {key.name for key in self._schema.name_keys}
        return keys

    def _is_chosen(self, moc: Moc, facts: NoteFacts) -> bool:
        """Whether a MOC lists a note, whatever its values of `each`."""
        if self._holds_mocs and not moc.list_mocs:
            return False
        vault = self._vault_of(facts)
        return facts.path in Members(vault, Fields(vault), LinkIndex(())).of(moc.source)

    def _is_member(self, moc: Moc, value: str) -> bool:
        block = self._kept.blocks.get(block_name(moc.name, value))
        return block is not None and self._number in block.numbers

    def _moved(self, moc: Moc, was: set[str], now: set[str]) -> dict[str, KeptBlock]:
        """The blocks that no longer list the note, or that list it now. Raises NotKept if that changes which
        blocks are shown: then notes have to be written, which other notes see."""
        blocks = {}
        key = split_field(moc.each)[0]
        is_spelled = key == "tags" or any(key == each.name for each in self._schema.name_keys)
        for value in was ^ now:
            name = block_name(moc.name, value)
            block = self._kept.blocks.get(name, KeptBlock())
            numbers = sorted({*block.numbers} ^ {self._number})
            is_shown = not moc.each or len(numbers) >= moc.min or name in self._kept.holders
            if block.is_shown is not is_shown:
                raise NotKept
            self._has_other_words |= is_spelled and not (block.numbers and numbers)
            blocks[name] = block._replace(members=packed(numbers))
        return blocks

    def _spells_alike(self) -> bool:
        """Whether the values in the names of blocks are still spelled the same, despite new or lost tags and
        names."""
        fields = Fields(self._vault_of(self._change.now))
        each = {moc.name: moc.each for moc in self._schema.mocs.mocs if moc.each}
        for name, spelled in self._kept.spelled.items():
            own, value = split_name(name)
            if value and own in each and block_name(own, fields.spelled(each[own], value)) != spelled:
                return False
        return True

    def _is_beyond_end(self, moc: Moc, name: str, now: Mapping[str, Texts]) -> bool:
        """Whether a list ended before the note and still ends there."""
        end = self._kept.blocks[name].end
        number = self._kept.number(end) if end else None
        if number is None or number == self._number:
            return False
        last = dict(zip(self._kept.fields, self._kept.row(number)[1], strict=True))
        return is_beyond(moc, (end, last), self._path, self._texts, now)

    def _concerns(self, moc: Moc, *, moved: bool) -> bool:
        """Whether a MOC that lists no notes may show something else. `moved`: some MOC lists other notes
        now."""
        kind = kind_of(moc)
        if kind.lists_notes:
            return False
        is_seen = self._holds_mocs or not kind.lists_mocs
        has_other_flags = kind.shows_flags and self._has_other_flags
        return moved or (is_seen and (has_other_flags or self._looks_otherwise_to(moc)))

    def _looks_otherwise_to(self, moc: Moc) -> bool:
        """Whether a MOC that shows the note may show something else: a field that it reads, or the title."""
        before, now = self._change
        has_changed = ("title" in before.values) is not ("title" in now.values)
        keys = {"title", *(split_field(field)[0] for field in kind_of(moc).reads(moc, self._schema))}
        return has_changed or any(map(self._differs, keys))


def _held(facts: NoteFacts) -> tuple[object, ...]:
    """What a note shows about the blocks that it holds."""
    seen = seen_of(facts)
    return [marker.name for marker in facts.markers.all], seen.blocks, seen.is_broken


def _linked(facts: NoteFacts) -> list[tuple[str, str]]:
    """The links that the owner wrote in a note."""
    return [(link.kind, link.written) for link in facts.links if not link.generated]


def _values(moc: Moc, texts: Mapping[str, Texts]) -> Iterator[str]:
    """The values of `each` that a note with these texts counts for."""
    if not moc.each:
        yield ""
        return
    yield from filter(None, counted(texts[moc.each], moc.each, moc.nested))
