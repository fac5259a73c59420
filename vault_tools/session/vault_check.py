"""Applies the rules of vault scope to a vault again and again, reusing the diagnostics that are still
valid."""

import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence, Set
from contextlib import suppress
from functools import cached_property
from itertools import chain
from math import inf
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from vault_tools.config.config import Config
from vault_tools.packing import NotPacked, packed, unpacked
from vault_tools.session.collector import MUCH, without_collector
from vault_tools.session.dependencies import (
    NO_DEPENDENCIES,
    Dependencies,
    concerned_by_mocs,
    dependencies_in,
    packed_dependencies,
    unaffected,
)
from vault_tools.session.examine import fingerprint
from vault_tools.session.index import NOTHING, Index, digest_of, result_of
from vault_tools.session.index_tables import OF_PROGRAM
from vault_tools.session.listed import ListedByMocs, ListedLast
from vault_tools.session.packed_diagnostic import PackedDiagnostic, diagnostics_of, packable
from vault_tools.session.steps import Steps
from vault_tools.session.vault_diagnostics import (
    TOO_LONG,
    NoteDiagnostics,
    VaultDiagnostics,
    WholeNote,
    judging,
    letting_go,
    missing_mocs,
)
from vault_tools.vault.facts import NoteFacts
from vault_tools.vault.ties import PackedTies, Ties, ties_of
from vault_tools.vault.usage import FactsOf, changed_in
from vault_tools.vault.vault import Vault

if TYPE_CHECKING:
    from vault_tools.mocs.kept import KeptMocs
    from vault_tools.vault.mentions import MentionFinder

PAUSE = 30.0
"""Seconds between two stores in the index: storing what is known of 10,000 notes takes a quarter of the time
that a changed note may take."""
FEW = 500
"""The number of notes that are judged in addition to the requested ones, so that the diagnostics of all are
known: a tenth of a second."""
NOBODY: frozenset[str] = frozenset()
NO_REVISION = -1
"""The revision if diagnostics are known for some notes only."""
PackedByPath: TypeAlias = dict[str, tuple[tuple[PackedDiagnostic, ...], dict[int, str]]]
"""Diagnostics and lines by path."""
_PackedDiagnostics: TypeAlias = tuple[PackedByPath, tuple[str, ...], frozenset[str], bytes, bytes]
"""The diagnostics, the missing MOC notes, the folders of records, the content key of what MOCs listed, and
the changes to that since."""


def diagnostics_key(config: Config, finder: "MentionFinder | None") -> bytes:
    """Changes with whatever vault diagnostics depend on besides the notes."""
    return fingerprint("vault diagnostics", config, finder and finder.spellings)


class KeptDiagnostics:
    """The vault diagnostics of one vault that is judged again and again; those that are still valid are not
    computed again. The index has the last ones under `key`; with `seldom` they are stored there only now and
    then. With `once`, only the diagnostics of a vault are needed."""

    def __init__(
        self,
        index: Index,
        key: bytes,
        whole: WholeNote = lambda _: None,
        *,
        seldom: bool = False,
        once: bool = False,
    ) -> None:
        self._index, self._key, self.whole, self._once = index, key, whole, once
        self._found: tuple[VaultDiagnostics, Dependencies] | None = None
        self._said: tuple[int, VaultDiagnostics] | None = None
        self._pause, self._kept_at = PAUSE if seldom else 0.0, -inf
        self.vault: Vault | None = None
        """The vault that was last judged."""
        self.digest = b""
        """The digest under which the index has the last diagnostics; empty if it does not have them."""
        self.mocs = ListedByMocs(index, self._key_of("mocs"))

    def of(self, revision: int, state: Callable[[], bytes]) -> VaultDiagnostics | None:
        """The diagnostics of all notes of the vault at this revision, if known. `state` computes the digest
        by which the index has them, which is looked up only before anything was computed here."""
        if self._said is None and self._kept and self._kept.state == state():
            self.take_given(revision)
        return self._said[1] if self._said and self._said[0] == revision else None

    def given(self, digest: bytes) -> VaultDiagnostics | None:
        """The diagnostics that the index has for this digest."""
        return self._kept.said if self._kept and self._kept.state == digest else None

    def take_given(self, revision: int, said: VaultDiagnostics | None = None) -> None:
        """Take the diagnostics in the index, or those in `said` that were made from them, as those of the
        vault at this revision."""
        if self._kept:
            self._said = revision, said or self._kept.said
            self.digest, self.mocs.listed = self._kept.state, self._kept.listed

    def kept_mocs(self) -> "KeptMocs | None":
        """What MOCs listed in the vault whose diagnostics the index has."""
        return self.mocs.of_index(self._kept.listed) if self._kept else None

    def _touched_in(self, vault: Vault, last: VaultDiagnostics) -> Set[str] | None:
        """The notes whose MOCs may differ in this vault; None if what is kept can't tell. It can't if MOC
        notes are missing, since their diagnostics depend on more than what MOCs list."""
        if self._once and self._kept and not last.missing:
            return self.mocs.touched_in(vault, self._kept.listed)
        return None

    def ties(
        self, content_keys: Mapping[str, bytes], facts: FactsOf, config: Config, *, whole: bool
    ) -> Mapping[str, Ties] | None:
        """The ties of the notes with these content keys, asking for the facts of those that changed. None if
        nothing is known yet and not the whole vault is judged: they would not be used."""
        if self._last is None and not whole:
            return None
        before = self._last[1] if self._last else NO_DEPENDENCIES
        ties = dict(before.ties)
        for path in changed_in(before.content_keys, content_keys) | (ties.keys() - content_keys.keys()):
            ties.pop(path, None)
        see = _seeing(config)

        def tied(paths: Collection[str]) -> Iterator[tuple[str, Ties]]:
            for found in facts(paths):
                yield found.path, ties_of(found, config.schema_for(found.path), see(found))

        if self._once and not ties and len(content_keys) > MUCH:
            return PackedTies(tied(content_keys))
        ties.update(tied(content_keys.keys() - ties.keys()))
        return ties

    def next(
        self,
        now: Dependencies,
        asked: Set[str],
        facts: FactsOf,
        config: Config,
        vault: Vault,
        *,
        mocs: bool,
        others: bool,
        all_of_them: bool = False,
        keeps_mocs: bool = False,
    ) -> Steps[VaultDiagnostics]:
        """The diagnostics of the notes to be judged `now`, and with `mocs` of missing MOC notes.

        If judging `all_of_them` would take long and is not wanted, only these are judged: the notes `asked`
        about, those whose diagnostics are still valid, and with `others` those that MOCs concern.
        """
        last, before = self._last or (VaultDiagnostics({}), NO_DEPENDENCIES)
        changed = changed_in(before.content_keys, now.content_keys)
        still, sees_the_same, otherwise = unaffected(
            before, last, now, changed, config, vault, self.vault, lambda: self._touched_in(vault, last)
        )
        if not sees_the_same:
            self.mocs.forget(vault)
        self.judged(vault)
        if not all_of_them and len(now.judged - still) > len(asked) + FEW:
            some = asked | still
            if others and sees_the_same:
                some |= now.judged & (changed | last.by_path.keys())
            now = now._replace(judged=some)
        if others and not sees_the_same and now.judged != now.content_keys.keys() - vault.drawings.keys():
            now = now._replace(judged=now.judged | concerned_by_mocs(config, vault))
        fresh = now.judged - still if still else now.judged
        missing: Sequence[str] = ()
        if mocs:
            missing = last.missing if sees_the_same else missing_mocs(config, vault)
        stays = still | {*missing} if sees_the_same else still
        asking = {rule.name for rule in config.vault_rules if rule.looks_at_mocs}
        judged_before = before.judged & (fresh | vault.drawings.keys()) if before.judged else NOBODY
        known = judged_before - otherwise - changed
        of_mocs = {path: last.of(path).by(asking).diagnostics for path in known}
        unwritten = () if sees_the_same else missing
        notes: Iterable[NoteFacts] = chain(facts(fresh), vault.drawings.values())
        if keeps_mocs and now.judged >= vault.notes.keys():
            self.mocs.keep(vault)
        if self._once:
            notes = letting_go(notes, config, vault, many=len(fresh) > MUCH)
        said = yield from judging(notes, config, vault, self.whole, unwritten, of_mocs)
        stayed = {path: one for path, one in last.by_path.items() if path in stays}
        said = VaultDiagnostics({**stayed, **said.by_path}, tuple(missing), said.record_folders)
        self._said, self.digest = (NO_REVISION, said), b""
        if vault.ties is not None:
            self._found = said, now
        return said

    def judged(self, vault: Vault | None) -> None:
        """The last diagnostics are valid for this vault, if it was made."""
        if self.vault and self.vault is not vault:
            self.vault.let_go()
        self.vault = vault

    def covers(self, notes: Set[str]) -> bool:
        """Whether the last diagnostics cover all of these notes."""
        return self._found is not None and self._found[1].judged >= notes

    def keep(self, revision: int, state: Callable[[], bytes]) -> None:
        """Keep the last diagnostics as those of the whole vault at this revision and in this state, or
        without a revision as those of some notes."""
        assert self._found
        self._said = revision, self._found[0]
        if time.monotonic() < self._kept_at + self._pause:
            return
        self._kept_at = time.monotonic()
        said, now = self._found
        if not any(d.family == TOO_LONG for f in said.by_path.values() for d in f.diagnostics):
            self.digest = state()
            kept = result_of("", self._key, self.digest, _packed_diagnostics(said, self.mocs.listed))
            key = self._key_of("dependencies")
            dependencies = result_of("", key, kept.content_key, packed_dependencies(now))
            self._index.store({}, {(self._key, ""): kept, (key, ""): dependencies})
        self._kept = None

    @property
    def _last(self) -> tuple[VaultDiagnostics, Dependencies] | None:
        if self._found is None and self._kept:
            dependencies = self._index.results(self._key_of("dependencies"), [""]).get("", NOTHING)
            if dependencies.digest == self._kept.content_key:
                with suppress(NotPacked), without_collector():
                    self._found = self._kept.said, dependencies_in(dependencies.packed)
                    self.mocs.listed = self._kept.listed
        return self._found

    @cached_property
    def _kept(self) -> "_KeptDiagnostics | None":
        """The diagnostics in the index, which is queried once."""
        kept = self._index.results(self._key, [""]).get("", NOTHING)
        with suppress(NotPacked):
            return _KeptDiagnostics(kept.digest, kept.content_key, *_diagnostics_in(kept.packed))
        return None

    def _key_of(self, what: str) -> bytes:
        """The dependencies of the last diagnostics and what MOCs list have index keys of their own, since
        most runs don't need them."""
        return self._key[:OF_PROGRAM] + digest_of(what.encode(), self._key)


class _KeptDiagnostics(NamedTuple):
    """Vault diagnostics with the state of the vault that they belong to, and what MOCs listed there."""

    state: bytes
    content_key: bytes
    said: VaultDiagnostics
    listed: ListedLast


def _seeing(config: Config) -> Callable[[NoteFacts], bytes]:
    """A function that digests what MOCs see of a note; empty if there are no MOCs."""
    if not config.schema.mocs.mocs:
        return lambda _: b""
    from vault_tools.mocs.seen import SeenByMocs

    return SeenByMocs(config.schema_for("")).digest


def packed_by_path(said: Mapping[str, NoteDiagnostics]) -> PackedByPath:
    return {path: (packable(f.diagnostics), dict(f.lines)) for path, f in said.items()}


def by_path_in(wrong: PackedByPath) -> dict[str, NoteDiagnostics]:
    return {
        path: NoteDiagnostics(diagnostics_of(path, found), lines) for path, (found, lines) in wrong.items()
    }


def _packed_diagnostics(said: VaultDiagnostics, listed: ListedLast) -> bytes:
    return packed((packed_by_path(said.by_path), said.missing, said.record_folders, *listed))


def _diagnostics_in(kept: bytes) -> tuple[VaultDiagnostics, ListedLast]:
    """Raises NotPacked."""
    wrong, missing, record_folders, *listed = unpacked(kept, _PackedDiagnostics)
    return VaultDiagnostics(by_path_in(wrong), missing, record_folders), ListedLast(*listed)
