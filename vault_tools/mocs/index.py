"""All MOCs of a vault: which notes each lists, where its own note is, and what its block should contain."""

from collections.abc import Hashable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from functools import cached_property
from itertools import chain
from typing import Any

from vault_tools.mocs.fields import Fields
from vault_tools.mocs.holders import Holders, holders_of, holders_since
from vault_tools.mocs.kind import Listing, MocView, kind_of
from vault_tools.mocs.link_targets import LinkTargets
from vault_tools.mocs.listing import fields_of, listed_otherwise, path_for
from vault_tools.mocs.members import Members
from vault_tools.mocs.numbered import Mask, SomeNotes
from vault_tools.mocs.paths import apart, beginning_of, disk_key
from vault_tools.mocs.values import MocValues, values_of
from vault_tools.note.generated import block_name, split_name
from vault_tools.vault.facts import NoteFacts
from vault_tools.vault.links import LinkIndex
from vault_tools.vault.schema_mocs import Moc
from vault_tools.vault.vault import Vault


class MocIndex:
    """The MOCs of one vault. Every state of the vault has its own index, which costs little until it is
    queried."""

    def __init__(self, vault: Vault) -> None:
        self.vault = vault
        self.policy = vault.schema_for("").mocs
        listing = [moc for moc in self.policy.mocs if kind_of(moc).lists_notes]
        shown = dict.fromkeys(field for moc in listing for field in (*fields_of(moc), "title"))
        self.fields = Fields(vault, shown)
        self._kept: dict[Hashable, dict[str, Any]] = {}
        self.spelled: dict[str, str] = {}
        """The names of blocks seen so far -> the same with their values as the vault spells them now."""
        self._values_of: dict[Moc, MocValues] = {}
        self._earlier: MocIndex | None = None

    def reading(self) -> Iterator[None]:
        """Read each note once for everything that is queried later."""
        concerned = []
        for facts in self.fields.reading(self.fields.together, self.vault.notes.values()):
            if self.concerns(facts):
                concerned.append(facts)
            yield
        self.__dict__["holders"] = holders_of(concerned, self._spelled)
        self.__dict__["concerned"] = frozenset(facts.path for facts in concerned)

    def follow(self, before: "MocIndex", changed: AbstractSet[str]) -> None:
        """Take over what is still valid from the index of the vault before these notes changed. It must have
        had the same notes, and spelled tags and names the same."""
        self.fields.follow(before.fields, changed)
        for name in ("_on_disk", "_paths"):
            if name in before.__dict__:
                self.__dict__[name] = before.__dict__[name]
        self.spelled, self._earlier = before.spelled, before
        if "holders" in before.__dict__:
            fresh = holders_of((self.vault.notes[path] for path in changed), self._spelled)
            self.__dict__["holders"] = holders_since(before.holders, changed, fresh)
        if "concerned" in before.__dict__:
            now = {path for path in changed if self.concerns(self.vault.notes[path])}
            self.__dict__["concerned"] = before.concerned.difference(changed) | now
        if "_members" in before.__dict__:
            self._members.follow(before._members, changed)
        missing = self.missing
        self._earlier = None
        if missing == before.missing:  # so links are written as they were
            self._kept = {key: _without(rows, changed) for key, rows in before._kept.items()}
            if "_links" in before.__dict__:
                self.__dict__["_links"] = before.__dict__["_links"]

    def says_otherwise(self, before: "MocIndex", changed: AbstractSet[str]) -> AbstractSet[str]:
        """The notes whose MOCs may differ from what they were before these notes changed."""
        if self.missing != before.missing:
            return self.concerned
        names = listed_otherwise(self._listings, before._listings, changed)
        found = {path for name in names for each in (self, before) for path in each.holders.get(name, ())}
        if keys := listed_otherwise(self._homeless, before._homeless, changed):
            found |= {path for path in self.concerned if disk_key(path) in keys}
        return found

    def listing(self, name: str) -> Listing | None:
        """What the block with this name shows; None if no MOC in the configuration has that name."""
        return self._listings.get(self._spelled(name))

    def listing_for(self, name: str) -> Listing | None:
        """As `listing`, but also for a value with too few notes for its MOC note to be written
        automatically."""
        own, value = split_name(self._spelled(name))
        moc = next((moc for moc in self.policy.mocs if moc.name == own and moc.each), None)
        members = self.by_value(moc).get(value) if moc else None
        if moc is None or not members:
            return self.listing(name)
        return self.listing(name) or Listing(moc, value, members, (), path_for(moc, value))

    @property
    def listings(self) -> Iterator[Listing]:
        """All listings in the order of the configuration, the values of each MOC by name."""
        yield from self._listings.values()

    def written_nowhere(self, path: str) -> Listing | None:
        """The MOC whose note should be at `path`, if no note holds its block."""
        key = disk_key(path)
        return self._homeless.get(key) if key.startswith(self._beginnings) else None

    @cached_property
    def concerned(self) -> frozenset[str]:
        """The notes for which `concerns` is true."""
        marked = {facts.path for facts in self._marked}
        return frozenset(
            path for path in self.vault.notes if path in marked or disk_key(path).startswith(self._beginnings)
        )

    def concerns(self, facts: NoteFacts) -> bool:
        """Whether any other note may change the diagnostics of this one."""
        return bool(facts.markers.all) or disk_key(facts.path).startswith(self._beginnings)

    @cached_property
    def missing(self) -> list[str]:
        """The paths of the MOC notes that should be written, sorted."""
        return sorted(x.path for x in self._homeless.values() if not self.note_at(x.path))

    def note_at(self, path: str) -> str | None:
        """The existing note at the place of a MOC's note, on a disk that ignores case."""
        return self._on_disk.get(disk_key(path))

    def turn(self, path: str) -> int:
        """The turn in which a note is fixed: 0 for notes that are listed, 1 for MOCs, 2 for MOCs made from
        other MOCs."""
        facts = self.vault.notes.get(path)
        if facts is None:
            return 1
        shown = [self.listing(block.name) for block in facts.markers.blocks]
        return max((1 if kind_of(listing.moc).lists_notes else 2 for listing in shown if listing), default=0)

    def text(self, listing: Listing, path: str) -> str:
        """The text that should be between the markers in the note at `path`, with LF."""
        kind = kind_of(listing.moc)
        found = kind.collect(MocView(self, listing), listing, path)
        return kind.render(listing.moc, found, self.policy.links.markdown)

    def target(self, path: str, source: str) -> str:
        """The target of a link from the note at `source` to the one at `path`, as written."""
        return self._links.target(path, source)

    def kept(self, key: Hashable) -> dict[str, Any]:
        """Data collected from notes, by path. It is kept until the note or the vault's links change."""
        return self._kept.setdefault(key, {})

    def let_go(self) -> None:
        """Free what was needed to list the MOCs, if they are listed: the notes by each value."""
        if "_listings" in self.__dict__:
            self._values_of.clear()
            self.__dict__.pop("_members", None)

    @cached_property
    def moc_notes(self) -> frozenset[str]:
        """The notes that hold a MOC."""
        known = {moc.name for moc in self.policy.mocs}
        return frozenset(
            path for name, paths in self.holders.items() if split_name(name)[0] in known for path in paths
        )

    @cached_property
    def _moc_mask(self) -> Mask:
        return self.fields.notes.mask(self.moc_notes)

    @cached_property
    def _beginnings(self) -> tuple[str, ...]:
        """How the paths of MOC notes begin, whatever the values. Most notes can be ruled out by that without
        listing anything."""
        return tuple(disk_key(beginning_of(moc.note)) for moc in self.policy.mocs)

    @cached_property
    def holders(self) -> Holders:
        """The notes that hold each block."""
        return holders_of(self._marked, self._spelled)

    @property
    def _marked(self) -> Iterator[NoteFacts]:
        """The notes with markers. If the ties tell which these are, no other note is loaded."""
        notes, ties = self.vault.notes, self.vault.ties
        if ties is None:
            return (facts for facts in notes.values() if facts.markers.all)
        return (notes[path] for path, of_note in ties.items() if of_note.marked and path in notes)

    @cached_property
    def _listings(self) -> Mapping[str, Listing]:
        values, old = self._values_shown, self._earlier
        if old and values == old._values_shown and self.holders == old.holders:
            return old._listings
        mocs = sorted(self.policy.mocs, key=lambda moc: bool(moc.each))
        wanted = ((block_name(moc.name, v), path_for(moc, v)) for moc in mocs for v in values[moc])
        paths = apart(wanted)
        return {
            name: self._as_before(name, Listing(moc, value, members, self.holders.get(name, ()), paths[name]))
            for moc in self.policy.mocs
            for value, members in values[moc].items()
            for name in [block_name(moc.name, value)]
        }

    @cached_property
    def _values_shown(self) -> dict[Moc, Mapping[str, SomeNotes]]:
        return {moc: self._values(moc) for moc in self.policy.mocs}

    def _as_before(self, name: str, listing: Listing) -> Listing:
        """The earlier listing if it is equal, so that later comparisons are by identity."""
        old = self._earlier._listings.get(name) if self._earlier else None
        return old if old and old == listing else listing

    @cached_property
    def _on_disk(self) -> dict[str, str]:
        keys = ((disk_key(path), path) for path in chain(self.vault.all_paths, self.vault.notes))
        return {key: path for key, path in keys if key.startswith(self._beginnings)}

    @cached_property
    def _homeless(self) -> dict[str, Listing]:
        return {disk_key(x.path): x for x in self._listings.values() if x.is_wanted and not x.holders}

    def _values(self, moc: Moc) -> Mapping[str, SomeNotes]:
        """Each value that has a MOC note or should have one -> the notes that have the value."""
        found = self.by_value(moc)
        if not moc.each:
            return found
        held = {value for own, value in map(split_name, self.holders) if own == moc.name and value}
        shown = {value for value, paths in found.items() if len(paths) >= moc.min} | held
        return {value: found.get(value, SomeNotes(self.fields.notes)) for value in sorted(shown)}

    def by_value(self, moc: Moc) -> Mapping[str, SomeNotes]:
        """Each value of `each` -> the notes that have it; without `each` one empty value."""
        if not kind_of(moc).lists_notes:
            return {"": SomeNotes(self.fields.notes)}
        if moc not in self._values_of:
            chosen, old = self._members.mask(moc.source), self._earlier
            if not moc.list_mocs:
                chosen &= ~self._moc_mask
            before = old._values_of.get(moc) if old else None
            self._values_of[moc] = values_of(moc, chosen, self._members, self.fields.notes, before)
        return self._values_of[moc].found

    def _spelled(self, name: str) -> str:
        """The name of a block with its value as the vault spells it now."""
        if name not in self.spelled:
            own, value = split_name(name)
            each = next((moc.each for moc in self.policy.mocs if moc.name == own), "")
            spelled = block_name(own, self.fields.spelled(each, value)) if each and value else name
            self.spelled[name] = spelled
        return self.spelled[name]

    @cached_property
    def _members(self) -> Members:
        return Members(self.vault, self.fields, self._paths)

    @cached_property
    def _paths(self) -> LinkIndex:
        """The link index of the existing notes."""
        files = self.vault.links.files
        if files.paths.issuperset(self.vault.notes):
            return files.index
        return LinkIndex([*self.vault.notes, *files.paths])

    @cached_property
    def _links(self) -> LinkTargets:
        """Links also to MOC notes that are still to be written, since their names are taken as well."""
        paths = self._paths.plus(self.missing) if self.missing else self._paths
        return LinkTargets(paths, self.policy.links.format)


def _without(rows: dict[str, Any], changed: AbstractSet[str]) -> dict[str, Any]:
    """A copy without these keys, which takes hardly any time for the others."""
    left = dict(rows)
    for path in changed:
        left.pop(path, None)
    return left
