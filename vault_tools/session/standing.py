"""Decides whether the last diagnostics of a vault are still valid although some notes have changed. They are
if no rule and no other note sees a difference. If only MOCs do, just the diagnostics of MOC notes are
computed again."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from vault_tools.config.config import Config
from vault_tools.lazy_dataclass import replace
from vault_tools.mocs.seen_note import ChangedNote
from vault_tools.packing import NotPacked, packed, unpacked
from vault_tools.session.budget import TookTooLong
from vault_tools.session.collector import without_collector
from vault_tools.session.index import Index, Result, digest_of, result_of
from vault_tools.session.index_tables import FEW, OF_PROGRAM
from vault_tools.session.known_notes import KnownNotes
from vault_tools.session.packed_facts import unpacked_facts
from vault_tools.session.recall import Recall
from vault_tools.session.vault_check import KeptDiagnostics, PackedByPath, by_path_in, packed_by_path
from vault_tools.session.vault_diagnostics import NoteDiagnostics, VaultDiagnostics, said_of_words
from vault_tools.vault.facts import NoteFacts
from vault_tools.vault.ties import ties_of
from vault_tools.vault.usage import Usage

if TYPE_CHECKING:
    from vault_tools.mocs.kept import MocChanges
    from vault_tools.mocs.seen import SeenByMocs
    from vault_tools.session.mocs_anew import SaidAnew


class _KeptStanding(NamedTuple):
    """What the kept diagnostics belong to: the content key of what was `recalled`, and the `digest` of the
    diagnostics. `others` are the content keys of notes that were recalled differently or not at all,
    `drawings` those of the canvases and bases at the paths `drawn`. `anew` are the packed diagnostics of MOC
    notes computed since, and `changes` the packed changes to what MOCs list."""

    recalled: bytes
    digest: bytes
    others: dict[str, bytes]
    drawings: dict[str, bytes]
    drawn: list[str]
    anew: PackedByPath = {}
    changes: bytes = b""


class Standing:
    """The kept diagnostics of one vault. `key` stands for its configuration; `recall` says which of its notes
    may have changed."""

    def __init__(self, config: Config, index: Index, key: bytes, recall: Recall) -> None:
        self._config, self._index, self._recall = config, index, recall
        self._usage = Usage(config.schema_for)
        self._key = key[:OF_PROGRAM] + digest_of(b"standing", key)
        self._kept: _KeptStanding | None = None
        self._then: Mapping[str, bytes] = {}
        self._before: dict[str, Result] = {}
        self._stood: _KeptStanding | None = None
        """What to store if the diagnostics are still valid."""

    def look_back(self, paths: Collection[str], known: KnownNotes) -> bool:
        """Called before these notes are looked at, with all others as recalled: afterwards the index no
        longer has the facts that belong to the kept diagnostics. Returns whether these may still be valid."""
        if self._recall.of_files and len(paths) <= FEW:
            key, self._then = self._recall.of_files
            self._kept = self._of_index(key)
        if self._kept:
            self.look_back_at(paths, known)
        return self._kept is not None

    def look_back_at(self, paths: Collection[str], known: KnownNotes) -> None:
        """The same for more notes."""
        self._before |= known.facts.kept(paths)

    def stands(self, looked_at: Collection[str], known: KnownNotes, said: KeptDiagnostics) -> bool:
        """Whether the kept diagnostics are still valid, now that these notes have been looked at. If so, they
        become those that are `said` of the vault now. They are not if the file of another note had to be read
        because it differs from what was recalled."""
        revision = known.revision
        if not self._kept:
            return False
        given = said.given(self._kept.digest)
        if given is None or known.around.content_keys_of(self._kept.drawn) != self._kept.drawings:
            return False
        given = _added(given, by_path_in(self._kept.anew))
        others, now = self._kept.others, known.facts.content_keys
        before = {path: others.get(path) or self._then.get(path) for path in {*looked_at, *others}}
        changed = {path: key for path, key in before.items() if key != now.get(path)}
        looks = [self._looks(path, key, known) for path, key in changed.items()]
        if not given.by_path.keys().isdisjoint(changed) or not self._are_seen_alike(looks, known):
            self._tell_of_mocs(looks, said)
            return False
        stood = self._kept._replace(others=others | {path: now[path] for path in changed})
        if by_mocs := [found for found in looks if found and self._is_seen_by_mocs(found)]:
            anew = self._said_anew(by_mocs, given, known, said)
            if anew is None:
                return False
            given, changes = _added(given, anew.by_path), self._changes.then(anew.changes)
            by_path = stood.anew | packed_by_path(anew.by_path)
            stood = stood._replace(anew=by_path, changes=packed(changes))
            if self._recall.entries.unlike(anew.by_path):
                return False
        if known.revision != revision:
            return False
        self._stood = stood
        said.take_given(revision, given)
        return True

    def _tell_of_mocs(self, looks: Collection[ChangedNote | None], said: KeptDiagnostics) -> None:
        """Tell what has changed to whoever computes the diagnostics now: for MOCs that may be enough to
        know."""
        notes = [note for note in looks if note]
        if self._mocs and self._kept and len(notes) == len(looks):
            from vault_tools.session.mocs_anew import MocsSince

            said.mocs.since = MocsSince(notes, self._kept.anew.keys(), self._changes)

    def keep(self, known: KnownNotes, said: KeptDiagnostics) -> None:
        """Store that the last diagnostics are valid for the vault as it is known now."""
        of_files = self._recall.of_files
        if not (of_files and said.digest):
            return
        kept = self._stood
        if not kept or of_files[0] != kept.recalled:
            kept = self._now(*of_files, known, said.digest)
        if kept and kept != self._kept:
            result = result_of("", self._key, self._key, packed(kept))
            self._index.store({}, {(self._key, ""): result})

    def _now(
        self, recalled: bytes, then: Mapping[str, bytes], known: KnownNotes, digest: bytes
    ) -> _KeptStanding | None:
        files, content_keys = known.around.files.paths, known.facts.content_keys
        if (
            files and files != known.listed.keys() | self._recall.files
        ) or not content_keys.keys() >= then.keys():
            return None
        others = {path: key for path, key in content_keys.items() if then.get(path) != key}
        drawings, drawn = known.around.drawing_content_keys, known.around.drawing_paths
        if self._stood:
            return _KeptStanding(
                recalled, digest, others, drawings, drawn, self._stood.anew, self._stood.changes
            )
        return _KeptStanding(recalled, digest, others, drawings, drawn)

    def _of_index(self, recalled: bytes) -> _KeptStanding | None:
        kept = self._index.results(self._key, [""]).get("")
        with suppress(NotPacked):
            found: _KeptStanding | None = unpacked(kept.packed, _KeptStanding) if kept else None
            return found if found and found[0] == recalled else None
        return None

    def _looks(self, path: str, before: bytes | None, known: KnownNotes) -> ChangedNote | None:
        """A note whose content key has changed, as it was with the key `before` and as it is now; None if
        unknown."""
        kept, now = self._before.get(path), known.facts.of([path]).get(path)
        if kept and now and kept.content_key == before:
            with suppress(NotPacked):
                return ChangedNote(unpacked_facts(path, kept), now)
        return None

    def _are_seen_alike(self, notes: Iterable[ChangedNote | None], known: KnownNotes) -> bool:
        """Whether all but MOCs see no difference in these notes, except for tags and names that change no
        other diagnostics."""
        respelled = []
        for note in notes:
            if note is None or self._seen(note.before) != self._seen(note.now):
                return False
            if self._words(note.before) != self._words(note.now):
                respelled.append(note)
        return not respelled or self._are_spelled_alike(respelled, known)

    def _are_spelled_alike(self, notes: Sequence[ChangedNote], known: KnownNotes) -> bool:
        """Whether the vault spells tags and names as it did before these notes changed, and their own have no
        diagnostics."""
        now = known.usage.now()
        before = now.with_notes({note.before.path: note.before for note in notes})
        if (before.dependency_key, before.record_folders) != (now.dependency_key, now.record_folders):
            return False
        vault = known.vault_without_links()
        with suppress(TookTooLong):
            return not any(said_of_words(note.now, self._config, vault) for note in notes)
        return False

    def _is_seen_by_mocs(self, note: ChangedNote) -> bool:
        """Whether MOCs see a difference."""
        return self._mocs is not None and self._mocs.digest(note.before) != self._mocs.digest(note.now)

    def _said_anew(
        self,
        changed: Sequence[ChangedNote],
        given: VaultDiagnostics,
        known: KnownNotes,
        said: KeptDiagnostics,
    ) -> "SaidAnew | None":
        """The diagnostics of MOC notes, given that MOCs see these changes; None if what is kept of the MOCs
        can't tell."""
        from vault_tools.session.mocs_anew import said_anew

        with without_collector():
            mocs = said.kept_mocs()
            if mocs is None:
                return None
            mocs = mocs.with_changes(self._changes)
            return said_anew(changed, mocs, given, self._config, known, said.whole)

    @cached_property
    def _changes(self) -> "MocChanges":
        """The changes to what MOCs list, from when it was stored until the last run."""
        from vault_tools.mocs.kept import MocChanges

        return MocChanges.unpacked(self._kept.changes if self._kept else b"")

    def _seen(self, facts: NoteFacts) -> tuple[object, ...]:
        """Everything in a note that rules of vault scope and other notes look at, except positions, tags and
        names, and what only MOCs see. Values count under the keys that tie notes."""
        schema = self._config.schema_for(facts.path)
        keys = {"alias", "aliases"} | {key.name for key in schema.keys.values() if key.unique}
        return (
            _under(facts, keys),
            [(link.kind, link.written, link.generated, link.after) for link in facts.links],
            (facts.anchors, facts.mentions, facts.markers, facts.flags, facts.ignored, facts.covered),
            ties_of(facts, schema),
        )

    def _words(self, facts: NoteFacts) -> tuple[object, ...]:
        """A note's tags and names; those in the frontmatter as they are written there."""
        schema = self._config.schema_for(facts.path)
        return (
            _under(facts, {key.name for key in (*schema.tag_keys, *schema.name_keys)}),
            [tag.name for tag in facts.inline_tags],
            [(field.keys, field.text) for field in facts.inline],
            self._usage.words_of(facts),
        )

    @cached_property
    def _mocs(self) -> "SeenByMocs | None":
        if not self._config.schema.mocs.mocs:
            return None
        from vault_tools.mocs.seen import SeenByMocs

        return SeenByMocs(self._config.schema_for(""))


def _under(facts: NoteFacts, keys: Collection[str]) -> tuple[object, ...]:
    """The values of some keys, and their lines as written."""
    return (
        [(key, facts.values[key]) for key in sorted(keys) if key in facts.values],
        [facts.head[e.lines.start : e.lines.end] for e in facts.note.entries if e.key in keys],
    )


def _added(said: VaultDiagnostics, anew: Mapping[str, NoteDiagnostics]) -> VaultDiagnostics:
    """The diagnostics with those of some notes replaced."""
    by_path = {path: found for path, found in {**said.by_path, **anew}.items() if found.diagnostics}
    return replace(said, by_path=by_path) if anew else said
