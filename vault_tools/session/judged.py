"""The diagnostics of the requested notes of a vault, and of MOC notes that should exist."""

from collections.abc import Collection, Set

from vault_tools.config.config import Config
from vault_tools.lazy_dataclass import replace
from vault_tools.lint.outcome import Outcome
from vault_tools.lint.rule import VaultRule
from vault_tools.packing import canonical
from vault_tools.session.dependencies import Dependencies
from vault_tools.session.index import Index, digest_of, digest_of_paths
from vault_tools.session.known_notes import KnownNotes
from vault_tools.session.steps import Steps
from vault_tools.session.vault_check import NO_REVISION, KeptDiagnostics
from vault_tools.session.vault_diagnostics import NoteDiagnostics, VaultDiagnostics, WholeNote, judging
from vault_tools.vault.drawing import ENDINGS
from vault_tools.vault.vault import Vault

MANY = 0.1
"""The share of notes from which examining them takes longer than judging all: then all are judged, which
spares the next hook the work."""


class Judged:
    """The `outcomes` by path, including the diagnostics of the `vault` as it was last judged.

    Below `folders`, which end in `/` or are empty for the vault, MOC notes that do not exist yet have
    outcomes too, and so have all notes in which the rules `of_others` find something. With `frozen`, a vault
    stays as it was, whatever is learnt later. With `once`, nobody uses the vault after it was judged. `whole`
    gives a note with its body. In a session that `stays`, diagnostics are stored in the index only now and
    then. `diagnostics` are those of the vault.
    """

    def __init__(
        self,
        known: KnownNotes,
        config: Config,
        index: Index,
        key: bytes,
        whole: WholeNote,
        *,
        folders: tuple[str, ...],
        of_others: Collection[str],
        frozen: bool,
        stays: bool = False,
        once: bool = False,
    ) -> None:
        self._known, self.config, self._folders, self._frozen = known, config, folders, frozen
        self._is_asked_later, self._once = frozen or stays, once
        self.outcomes: dict[str, Outcome] = {}
        self.missing: frozenset[str] = frozenset()
        self.of_vault = frozenset(rule.name for rule in config.rules if isinstance(rule, VaultRule))
        self.needs_vault = bool(self.of_vault) or any(rule.of_records for rule in config.rules)
        of_them = tuple(rule for rule in config.rules if rule.name in of_others)
        self._of_others = replace(config, rules=of_them) if of_them and config.schema.mocs.mocs else None
        self._others: set[str] = set()
        self._drawn: set[str] = set()
        self._added: dict[str, tuple[NoteDiagnostics, Outcome, frozenset[str]]] = {}
        self.diagnostics = KeptDiagnostics(index, key, whole, seldom=stays, once=once)
        self._snapshot: tuple[int, Vault] | None = None
        self._digest = (NO_REVISION, b"")
        self.is_complete = False

    @property
    def vault(self) -> Vault:
        """The vault as it was last judged."""
        return self._snapshot[1] if self._snapshot else self._now()

    @property
    def revision(self) -> int:
        """The revision of what was known when the vault was last judged; -1 before that."""
        return self._snapshot[0] if self._snapshot else -1

    def config_of(self, path: str) -> Config:
        """The configuration that a note is judged by."""
        return self._of_others if self._of_others and path in self._others else self.config

    def preparing(self) -> Steps[None]:
        """Compute what is needed when a note changes that MOCs list, so that it need not be done then."""
        if self.config.schema.mocs.mocs and self._snapshot:
            from vault_tools.mocs.index import MocIndex

            index = self.vault.once(MocIndex)
            yield from index.reading()
            index.missing  # noqa: B018

    def let_go(self) -> None:
        """Free what was computed to judge MOCs, where that is quick to compute again."""
        if self.config.schema.mocs.mocs:
            from vault_tools.mocs.kinds import notes

            notes.let_go()

    def forget(self, paths: Collection[str]) -> None:
        for path in paths:
            self.outcomes.pop(path, None)
            self._added.pop(path, None)

    def judging(self, paths: Collection[str] | None = None) -> Steps[None]:
        """Add vault diagnostics to all outcomes, or to those of some notes, for the vault as it is known
        now."""
        if not self.needs_vault:
            self.is_complete = True
            return
        if paths is None:
            said = yield from self._said_of_vault()
            self._take_missing(frozenset(p for p in said.missing if p.startswith(self._folders)))
        else:
            facts, vault = self._known.facts.of(paths).values(), self._now()
            said = yield from judging(facts, self.config, vault, self.diagnostics.whole)
        for path in [*self._asked] if paths is None else paths:
            outcome = self.outcomes.get(path)
            if outcome and (outcome.left or outcome.habitual or path in said.by_path):
                self._add(path, outcome, said)
        if paths is None:
            self._take_drawings(said)
            self._take_others(said)
        self.is_complete = self.is_complete or paths is None

    def _add(self, path: str, outcome: Outcome, said: VaultDiagnostics) -> None:
        """Add the vault diagnostics of one note, unless the same ones were added before."""
        of_note, folders = said.of(path), said.record_folders
        added = self._added.get(path)
        if added and added[0] is of_note and added[1] is outcome and added[2] == folders:
            return
        self.outcomes[path] = outcome = said.in_their_light(outcome, self.of_vault)
        self._added[path] = of_note, outcome, folders

    def _take_drawings(self, said: VaultDiagnostics) -> None:
        """Add outcomes for the canvases and bases that have a diagnostic or were fixed."""
        for path in self._drawn:
            if (known := self.outcomes.get(path)) and not (known.fixed or known.error or known.diff):
                del self.outcomes[path]
        wrong = {path for path in said.by_path if path.endswith(ENDINGS) and path.startswith(self._folders)}
        if wrong:
            wrong &= self._known.around.drawing_content_keys.keys()
        self._drawn = wrong | (self._drawn & self.outcomes.keys())
        for path in wrong:
            known = self.outcomes.get(path, Outcome(path))
            self.outcomes[path] = said.of(path).added_to(known, self.of_vault)

    def _now(self) -> Vault:
        """The vault as it is known now. It is the same object as before if nothing changed."""
        if self._snapshot is None or self._snapshot[0] != self._known.revision:
            content_keys, facts = self._known.facts.content_keys, self._known.facts.each
            whole = self._asks_all or self._of_others is not None
            ties = self.diagnostics.ties(content_keys, facts, self.config, whole=whole)
            vault = self._known.vault(ties, frozen=self._frozen)
            if self._snapshot:
                vault.follow(self._snapshot[1])
                if self._snapshot[1] is not self.diagnostics.vault:
                    self._snapshot[1].let_go()
            self._snapshot = self._known.revision, vault
        return self._snapshot[1]

    @property
    def _made(self) -> Vault | None:
        """The vault as it is known now, if it was already made."""
        if self._snapshot and self._snapshot[0] != self._known.revision:
            self._snapshot = None
        return self._snapshot[1] if self._snapshot else None

    @property
    def _asks_all(self) -> bool:
        """Whether all notes of the vault were requested."""
        return "" in self._folders and self._known.facts.content_keys.keys() <= self._asked

    @property
    def _asked(self) -> Set[str]:
        """The requested notes, and MOC notes that should exist."""
        return self.outcomes.keys() - self._others if self._others else self.outcomes.keys()

    def _take_missing(self, missing: frozenset[str]) -> None:
        for path in self.missing - missing - self._known.listed.keys() - self._known.facts.unsaved:
            self.outcomes.pop(path, None)
        self.missing = missing
        new = {path: Outcome(path, is_new=True) for path in missing if path not in self.outcomes}
        self.outcomes |= new

    def _take_others(self, said: VaultDiagnostics) -> None:
        """Add outcomes for notes that were not requested if the rules `of_others` find something in them."""
        if not self._of_others:
            return
        said = said.by({rule.name for rule in self._of_others.rules})
        others = self._known.facts.content_keys.keys() - self.outcomes.keys()
        self._others |= {path for path in said.by_path.keys() & others if path.startswith(self._folders)}
        for path in self._others:
            outcome = self.outcomes.get(path, Outcome(path))
            self.outcomes[path] = said.of(path).added_to(outcome, self.of_vault)

    def _state(self) -> bytes:
        """A digest of the content keys of everything that is known, computed once a revision."""
        if self._digest[0] != self._known.revision:
            drawings = b"".join(key for _, key in sorted(self._known.around.drawing_content_keys.items()))
            files = digest_of_paths(sorted(self._known.around.files.paths))
            self._digest = self._known.revision, digest_of(files, self._known.facts.state, drawings)
        return self._digest[1]

    def _said_of_vault(self) -> Steps[VaultDiagnostics]:
        """The diagnostics of the vault as it is known now, from the index if it has them."""
        revision = self._known.revision
        if kept := self.diagnostics.of(revision, self._state):
            self.diagnostics.judged(self._now() if self._is_asked_later else self._made)
            return kept
        vault, content_keys = self._now(), self._known.facts.content_keys
        if self._once:
            self._known.usage.let_go_of_words()
        notes = content_keys.keys()
        asked = notes if notes <= self._asked else notes & self._asked
        wanted = notes if self._folders and vault.ties is not None else asked
        ties = {} if vault.ties is None else vault.all_ties
        dependency_key = digest_of(canonical(vault.dependency_key))
        content_keys = (
            content_keys | drawn if (drawn := self._known.around.drawing_content_keys) else content_keys
        )
        now = Dependencies(wanted, content_keys, ties, self._known.around.files.paths, dependency_key)
        is_to_be_kept = vault.ties is not None and self._folders and not self._known.facts.unsaved
        is_once_with_mocs = bool(self._once and is_to_be_kept and self.config.schema.mocs.mocs)
        said = yield from self.diagnostics.next(
            now,
            asked,
            self._known.facts.each,
            self.config,
            vault,
            mocs=bool(self._folders),
            others=bool(self._of_others),
            all_of_them=self._known.examined >= len(self._known.facts.content_keys) * MANY,
            keeps_mocs=is_once_with_mocs,
        )
        self._known.examined = 0
        is_as_it_was = self._known.revision == revision
        is_of_all = is_as_it_was and self.diagnostics.covers(self._known.facts.content_keys.keys())
        if self._once:
            if is_once_with_mocs and is_of_all:
                self.diagnostics.mocs.keep(vault)
            vault.let_go()
            self.let_go()
        if is_to_be_kept:
            if is_of_all:
                self.diagnostics.keep(revision, self._state)
            elif self._of_others:
                self.diagnostics.keep(NO_REVISION, bytes)
        return said
