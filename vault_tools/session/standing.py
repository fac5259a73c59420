"""Whether what was said last of all notes of a vault stands, though some have changed since: it does while
whoever looks at these sees nothing else. Where MOCs alone do, what is said of these is said anew."""

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
    """The content key of what is `recalled`, the `digest` of what was said, the content keys of `others`,
    which are notes that are recalled otherwise or not at all, those of `drawings` and the paths of all of
    these; what is said `anew` of notes of MOCs since, and how what they list has changed, packed."""

    recalled: bytes
    digest: bytes
    others: dict[str, bytes]
    drawings: dict[str, bytes]
    drawn: list[str]
    anew: PackedByPath = {}
    changes: bytes = b""


class Standing:
    """Of a vault whose configuration `key` stands for; `recall` says which of its notes may have changed."""

    def __init__(self, config: Config, index: Index, key: bytes, recall: Recall) -> None:
        self._config, self._index, self._recall = config, index, recall
        self._usage = Usage(config.schema_for)
        self._key = key[:OF_PROGRAM] + digest_of(b"standing", key)
        self._kept: _KeptStanding | None = None
        self._then: Mapping[str, bytes] = {}
        self._before: dict[str, Result] = {}
        self._stood: _KeptStanding | None = None
        """What is to be kept where it stands."""

    def look_back(self, paths: Collection[str], known: KnownNotes) -> bool:
        """These notes are going to be looked at, and all others are as they are recalled: what the index has
        of them now may be what it had when it was said. Whether that may stand."""
        if self._recall.of_files and len(paths) <= FEW:
            key, self._then = self._recall.of_files
            self._kept = self._of_index(key)
        if self._kept:
            self.look_back_at(paths, known)
        return self._kept is not None

    def look_back_at(self, paths: Collection[str], known: KnownNotes) -> None:
        """The same for further notes."""
        self._before |= known.facts.kept(paths)

    def stands(self, looked_at: Collection[str], known: KnownNotes, said: KeptDiagnostics) -> bool:
        """Whether it does, now that these have been looked at: then it is what is `said` of the vault now.

        Not if another note's file, which differs from what was recalled, had to be read.
        """
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
        """Who finds out what is said now is told what has changed: of MOCs that may be enough to know."""
        notes = [note for note in looks if note]
        if self._mocs and self._kept and len(notes) == len(looks):
            from vault_tools.session.mocs_anew import MocsSince

            said.mocs.since = MocsSince(notes, self._kept.anew.keys(), self._changes)

    def keep(self, known: KnownNotes, said: KeptDiagnostics) -> None:
        """The last diagnostics are valid for the vault as it is known now."""
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
        """A note, whose facts have other content keys, as it looked under the one `before`, and as it does
        now; None where that is not known."""
        kept, now = self._before.get(path), known.facts.of([path]).get(path)
        if kept and now and kept.content_key == before:
            with suppress(NotPacked):
                return ChangedNote(unpacked_facts(path, kept), now)
        return None

    def _are_seen_alike(self, notes: Iterable[ChangedNote | None], known: KnownNotes) -> bool:
        """Whether they look as they did to all but MOCs, or have other tags and names by which nothing else
        is said."""
        respelled = []
        for note in notes:
            if note is None or self._seen(note.before) != self._seen(note.now):
                return False
            if self._words(note.before) != self._words(note.now):
                respelled.append(note)
        return not respelled or self._are_spelled_alike(respelled, known)

    def _are_spelled_alike(self, notes: Sequence[ChangedNote], known: KnownNotes) -> bool:
        """Whether the vault spells tags and names as it did before these changed, and there are no
        diagnostics about theirs."""
        now = known.usage.now()
        before = now.with_notes({note.before.path: note.before for note in notes})
        if (before.dependency_key, before.record_folders) != (now.dependency_key, now.record_folders):
            return False
        vault = known.vault_without_links()
        with suppress(TookTooLong):
            return not any(said_of_words(note.now, self._config, vault) for note in notes)
        return False

    def _is_seen_by_mocs(self, note: ChangedNote) -> bool:
        """Whether MOCs see that it has changed."""
        return self._mocs is not None and self._mocs.digest(note.before) != self._mocs.digest(note.now)

    def _said_anew(
        self,
        changed: Sequence[ChangedNote],
        given: VaultDiagnostics,
        known: KnownNotes,
        said: KeptDiagnostics,
    ) -> "SaidAnew | None":
        """The diagnostics of notes of MOCs if MOCs see that these have changed; None where what is kept of
        what MOCs list does not tell."""
        from vault_tools.session.mocs_anew import said_anew

        with without_collector():
            mocs = said.kept_mocs()
            if mocs is None:
                return None
            mocs = mocs.with_changes(self._changes)
            return said_anew(changed, mocs, given, self._config, known, said.whole)

    @cached_property
    def _changes(self) -> "MocChanges":
        """How what MOCs list had changed, the last time, since it was kept."""
        from vault_tools.mocs.kept import MocChanges

        return MocChanges.unpacked(self._kept.changes if self._kept else b"")

    def _seen(self, facts: NoteFacts) -> tuple[object, ...]:
        """All of a note that rules of vault scope and other notes look at, but for where in it that stands,
        for its tags and names, and for what MOCs alone see. Values are looked at under the keys that tie
        notes."""
        schema = self._config.schema_for(facts.path)
        keys = {"alias", "aliases"} | {key.name for key in schema.keys.values() if key.unique}
        return (
            _under(facts, keys),
            [(link.kind, link.written, link.generated, link.after) for link in facts.links],
            (facts.anchors, facts.mentions, facts.markers, facts.flags, facts.ignored, facts.covered),
            ties_of(facts, schema),
        )

    def _words(self, facts: NoteFacts) -> tuple[object, ...]:
        """A note's tags and names, in its frontmatter as they are written there."""
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
    """The values under some keys, and their lines as they are written."""
    return (
        [(key, facts.values[key]) for key in sorted(keys) if key in facts.values],
        [facts.head[e.lines.start : e.lines.end] for e in facts.note.entries if e.key in keys],
    )


def _added(said: VaultDiagnostics, anew: Mapping[str, NoteDiagnostics]) -> VaultDiagnostics:
    """With what is said anew of some notes."""
    by_path = {path: found for path, found in {**said.by_path, **anew}.items() if found.diagnostics}
    return replace(said, by_path=by_path) if anew else said
