"""Whether what was said last of all notes of a vault stands, though some have changed since: it does while
whoever looks at these sees nothing else."""

from collections.abc import Collection, Mapping
from contextlib import suppress
from functools import cached_property
from typing import TYPE_CHECKING, TypeAlias

from vault_tools.config.config import Config
from vault_tools.packing import NotPacked, packed, unpacked
from vault_tools.session.examine import unpacked_facts
from vault_tools.session.index import Index, Result, digest_of, result_of
from vault_tools.session.index_tables import FEW, OF_PROGRAM
from vault_tools.session.known_notes import KnownNotes
from vault_tools.session.recall import Recall
from vault_tools.session.vault_check import KeptDiagnostics
from vault_tools.vault.facts import NoteFacts
from vault_tools.vault.ties import ties_of
from vault_tools.vault.usage import Usage

if TYPE_CHECKING:
    from vault_tools.mocs.seen import SeenByMocs

_Kept: TypeAlias = tuple[bytes, bytes, dict[str, bytes], dict[str, bytes], list[str]]
"""The content key of what is recalled, the digest of what was said, the content keys of notes that are
recalled otherwise or not at all, those of canvases and bases, and the paths of all of these."""


class Standing:
    """Of a vault whose configuration `key` stands for; `recall` says which of its notes may have changed."""

    def __init__(self, config: Config, index: Index, key: bytes, recall: Recall) -> None:
        self._config, self._index, self._recall = config, index, recall
        self._usage = Usage(config.schema_for)
        self._key = key[:OF_PROGRAM] + digest_of(b"standing", key)
        self._kept: _Kept | None = None
        self._then: Mapping[str, bytes] = {}
        self._before: dict[str, Result] = {}
        self._others: dict[str, bytes] | None = None

    def look_back(self, paths: Collection[str], known: KnownNotes) -> None:
        """These notes are going to be looked at, and all others are as they are recalled: what the index has
        of them now may be what it had when it was said."""
        if self._recall.of_files and len(paths) <= FEW:
            key, self._then = self._recall.of_files
            self._kept = self._of_index(key)
        if self._kept:
            self._before = known.facts.kept(paths)

    def stands(self, looked_at: Collection[str], known: KnownNotes, said: KeptDiagnostics) -> bool:
        """Whether it does, now that these have been looked at: then it is what is `said` of the vault now."""
        if not self._kept or known.facts.unsaved:
            return False
        _, digest, others, drawings, drawn = self._kept
        given = said.given(digest)
        if given is None or known.around.content_keys_of(drawn) != drawings:
            return False
        content_keys = ((path, others.get(path) or self._then.get(path)) for path in {*looked_at, *others})
        changed = {
            path: before for path, before in content_keys if before != known.facts.content_keys.get(path)
        }
        if not given.by_path.keys().isdisjoint(changed):
            return False
        if not all(self._is_seen_alike(path, before, known) for path, before in changed.items()):
            return False
        said.take_given(known.revision)
        self._others = others | {path: key for path in changed if (key := known.facts.content_keys.get(path))}
        return True

    def keep(self, known: KnownNotes, said: KeptDiagnostics) -> None:
        """What was said last is said of the vault as it is known now."""
        of_files = self._recall.of_files
        if not (of_files and said.digest) or known.facts.unsaved:
            return
        kept: _Kept | None
        if self._kept and self._others is not None and of_files[0] == self._kept[0]:
            kept = *self._kept[:2], self._others, *self._kept[3:]
        else:
            kept = self._now(*of_files, known, said.digest)
        if kept and kept != self._kept:
            result = result_of("", self._key, self._key, packed(kept))
            self._index.store({}, {(self._key, ""): result})

    def _now(
        self, recalled: bytes, then: Mapping[str, bytes], known: KnownNotes, digest: bytes
    ) -> _Kept | None:
        files, content_keys = known.around.files.paths, known.facts.content_keys
        if (
            files and files != known.listed.keys() | self._recall.files
        ) or not content_keys.keys() >= then.keys():
            return None
        others = {path: key for path, key in content_keys.items() if then.get(path) != key}
        return recalled, digest, others, known.around.drawing_content_keys, known.around.drawing_paths

    def _of_index(self, recalled: bytes) -> _Kept | None:
        kept = self._index.results(self._key, [""]).get("")
        with suppress(NotPacked):
            found: _Kept | None = unpacked(kept.packed, _Kept) if kept else None
            return found if found and found[0] == recalled else None
        return None

    def _is_seen_alike(self, path: str, before: bytes | None, known: KnownNotes) -> bool:
        """Whether a note, whose facts have other content keys, looks as it did under the one `before`."""
        kept, now = self._before.get(path), known.facts.of([path]).get(path)
        if not (kept and now and kept.content_key == before):
            return False
        with suppress(NotPacked):
            return self._seen(unpacked_facts(kept)) == self._seen(now)
        return False

    def _seen(self, facts: NoteFacts) -> tuple[object, ...]:
        """All of a note that rules of vault scope, MOCs and other notes look at, but for where in it that
        stands. Values are looked at under the keys of tags and names, and under those that tie notes."""
        schema = self._config.schema_for(facts.path)
        keys = {"alias", "aliases"} | {key.name for key in (*schema.tag_keys, *schema.name_keys)}
        keys |= {key.name for key in schema.keys.values() if key.unique}
        return (
            [(key, facts.values[key]) for key in sorted(keys) if key in facts.values],
            [facts.head[e.lines.start : e.lines.end] for e in facts.note.entries if e.key in keys],
            [tag.name for tag in facts.inline_tags],
            [(field.keys, field.text) for field in facts.inline],
            [(link.kind, link.written, link.generated, link.after) for link in facts.links],
            (facts.anchors, facts.mentions, facts.markers, facts.flags, facts.ignored, facts.covered),
            ties_of(facts, schema),
            self._usage.words_of(facts),
            self._seen_by_mocs(facts),
        )

    def _seen_by_mocs(self, facts: NoteFacts) -> bytes:
        return self._mocs.digest(facts) if self._mocs else b""

    @cached_property
    def _mocs(self) -> "SeenByMocs | None":
        if not self._config.schema.mocs.mocs:
            return None
        from vault_tools.mocs.seen import SeenByMocs

        return SeenByMocs(self._config.schema_for(""))
