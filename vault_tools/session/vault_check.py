"""What the rules of vault scope say of the notes of a vault."""

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
from vault_tools.session.listed import Listed, ListedByMocs
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
    vault_rules,
)
from vault_tools.vault.facts import NoteFacts
from vault_tools.vault.ties import PackedTies, Ties, ties_of
from vault_tools.vault.usage import FactsOf, changed_in
from vault_tools.vault.vault import Vault

if TYPE_CHECKING:
    from vault_tools.mocs.kept import KeptMocs
    from vault_tools.vault.mentions import MentionFinder

PAUSE = 30.0
"""Seconds: to keep what is known of 10,000 notes takes a quarter of what a changed note may cost."""
FEW = 500
"""Notes that are judged beside those that somebody asks about, so that it is known of all: a tenth of a
second."""
NOBODY: frozenset[str] = frozenset()
NO_REVISION = -1
"""Of what is known of some notes only."""
PackedByPath: TypeAlias = dict[str, tuple[tuple[PackedDiagnostic, ...], dict[int, str]]]
"""Diagnostics and lines by path."""
_PackedDiagnostics: TypeAlias = tuple[PackedByPath, tuple[str, ...], frozenset[str], bytes, bytes]
"""The diagnostics, what is missing, the folders of records, the content key of what MOCs listed, and how that
has changed since."""


def diagnostics_key(config: Config, finder: "MentionFinder | None") -> bytes:
    """Changes with whatever vault diagnostics depend on besides the notes."""
    return fingerprint("vault diagnostics", config, finder and finder.spellings)


class KeptDiagnostics:
    """The vault diagnostics of one vault, again and again: what was said last and still holds is not found
    out again. The index has the last ones under `key`; with `seldom` it gets them only now and then. With
    `once`, nobody needs more of a vault than its diagnostics."""

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
        """The one that was judged last."""
        self.digest = b""
        """What the index has those by that were said last; empty where it has not."""
        self.mocs = ListedByMocs(index, self._key_of("mocs"))

    def of(self, revision: int, state: Callable[[], bytes]) -> VaultDiagnostics | None:
        """Those of all notes of the vault as it is known at this revision, if they are known. Its `state` is
        what the index has them by: that is only looked for before anything was found out here."""
        if self._said is None and self._kept and self._kept.state == state():
            self.take_given(revision)
        return self._said[1] if self._said and self._said[0] == revision else None

    def given(self, digest: bytes) -> VaultDiagnostics | None:
        """Those that the index has by this digest."""
        return self._kept.said if self._kept and self._kept.state == digest else None

    def take_given(self, revision: int, said: VaultDiagnostics | None = None) -> None:
        """Those that the index has are those of the vault as it is known at this revision, or these are,
        which were made of them."""
        if self._kept:
            self._said = revision, said or self._kept.said
            self.digest, self.mocs.listed = self._kept.state, self._kept.listed

    def kept_mocs(self) -> "KeptMocs | None":
        """What MOCs list in the vault that the diagnostics are of which the index has."""
        return self.mocs.of_index(self._kept.listed) if self._kept else None

    def _touched_in(self, vault: Vault, last: VaultDiagnostics) -> Set[str] | None:
        """The notes of which MOCs may say something else in this vault, where what is kept tells; not where
        the notes of some are missing, of which more is said than what they list."""
        if self._once and self._kept and not last.missing:
            return self.mocs.touched_in(vault, self._kept.listed)
        return None

    def ties(
        self, content_keys: Mapping[str, bytes], facts: FactsOf, config: Config, *, whole: bool
    ) -> Mapping[str, Ties] | None:
        """What ties the notes with these content keys; the facts of those that have changed are asked for.
        None where nothing is known yet and the whole vault is not to be judged: it would not be used."""
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

        if self._once and not ties:
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
        """Those of the notes that are to be judged `now`, and with `mocs` of those of MOCs that are missing.

        Where it takes long to judge `all_of_them`, only those that are `asked` about are judged unless that
        is wanted, beside those of which it is known what is said of them, and with `others` those that MOCs
        concern.
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
        asking = {rule.name for rule in vault_rules(config) if rule.looks_at_mocs}
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
        """What was said last holds for this vault, if it has been made."""
        if self.vault and self.vault is not vault:
            self.vault.let_go()
        self.vault = vault

    def covers(self, notes: Set[str]) -> bool:
        """Whether the last ones are those of all of these."""
        return self._found is not None and self._found[1].judged >= notes

    def keep(self, revision: int, state: Callable[[], bytes]) -> None:
        """The last ones are those of all notes of the vault as it is known at this revision, in this state;
        of some where there is none."""
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
        """What the index has; it is asked once."""
        kept = self._index.results(self._key, [""]).get("", NOTHING)
        with suppress(NotPacked):
            return _KeptDiagnostics(kept.digest, kept.content_key, *_diagnostics_in(kept.packed))
        return None

    def _key_of(self, what: str) -> bytes:
        """What the last ones depend on, and what MOCs list, is kept under keys of their own: most runs don't
        ask for it."""
        return self._key[:OF_PROGRAM] + digest_of(what.encode(), self._key)


class _KeptDiagnostics(NamedTuple):
    """Vault diagnostics with the state of the vault that they are of, and what MOCs list there."""

    state: bytes
    content_key: bytes
    said: VaultDiagnostics
    listed: Listed


def _seeing(config: Config) -> Callable[[NoteFacts], bytes]:
    """Digests what MOCs see of a note; empty where there are none."""
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


def _packed_diagnostics(said: VaultDiagnostics, listed: Listed) -> bytes:
    return packed((packed_by_path(said.by_path), said.missing, said.record_folders, *listed))


def _diagnostics_in(kept: bytes) -> tuple[VaultDiagnostics, Listed]:
    """Raises NotPacked."""
    wrong, missing, record_folders, *listed = unpacked(kept, _PackedDiagnostics)
    return VaultDiagnostics(by_path_in(wrong), missing, record_folders), Listed(*listed)
