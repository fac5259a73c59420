"""What can be learnt about one note from its bytes alone, and what that depends on.

Notes may be examined in other processes and on other machines: requests and answers can be pickled.
"""

import os
import sys
import time
from collections.abc import Iterable, Iterator
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

import vault_tools
from vault_tools.config.config import Config
from vault_tools.disk.signature import latest_of
from vault_tools.disk.vault_files import Unreadable, decode_note, read_file
from vault_tools.lazy_dataclass import dataclass, replace
from vault_tools.lint import engine
from vault_tools.lint.flags import with_flags
from vault_tools.lint.outcome import Outcome, lines_of
from vault_tools.lint.rule import VaultRule
from vault_tools.mocs.kind import kind_of
from vault_tools.note.languages import all_words
from vault_tools.note.note import Note
from vault_tools.packing import packed, unpacked
from vault_tools.session.budget import budget, budgets
from vault_tools.session.collector import without_collector
from vault_tools.session.index import UNKNOWN, Known, Result, digest_of, result_of
from vault_tools.session.index_tables import OF_PROGRAM
from vault_tools.session.packed_diagnostic import PackedDiagnostic, diagnostics_of, packable
from vault_tools.session.packed_facts import packed_facts
from vault_tools.session.transcripts import (
    NamedFiles,
    names_in,
    read_transcripts,
    signature_with,
    stamps_of,
    transcripts_of,
)
from vault_tools.vault.facts import NoteFacts, facts_of
from vault_tools.vault.schema_mocs import MocPolicy
from vault_tools.vault.tags import TagPolicy

if TYPE_CHECKING:
    from vault_tools.vault.mentions import MentionFinder

_PackedOutcome: TypeAlias = tuple[tuple[PackedDiagnostic, ...], dict[int, str]]
UNSETTLED = 2_000_000_000
"""Nanoseconds. A note that changed this shortly before it was read may change again and look the same: FAT
has the coarsest clock of the file systems in use, which ticks every two seconds."""


class ExamineRequest(NamedTuple):
    """A note to examine, with what is known about it. Facts and outcome are None if not asked for. They are
    computed again if the note has other content by now."""

    path: str
    facts: Result | None
    outcome: Result | None
    transcripts: tuple[str, ...] = ()


def content_digest(data: bytes, sources: Iterable[str]) -> bytes:
    """The digest of a note's bytes and the texts of its transcripts."""
    return digest_of(data, *(text.encode() for text in sources))


def is_answered(digest: bytes, facts: Result | None, outcome: Result | None) -> bool:
    """Whether everything about a note with this digest is known; what was not asked for is None."""
    return (facts is None or facts.digest == digest) and (outcome is None or outcome.digest == digest)


class Examined(NamedTuple):
    """The answer to a request. A note that can't be read has only a `refusal`. New facts and outcomes are
    packed; `said` and `made` are the outcome and the facts themselves, unless they come from another process.
    `is_new`: the outcome is not from the index. `named` are the places of transcripts that the note names, if
    the configuration looks for any."""

    path: str
    known: Known
    facts: Result | None = None
    outcome: Result | None = None
    refusal: str = ""
    said: Outcome | None = None
    is_new: bool = False
    named: NamedFiles | None = None
    made: NoteFacts | None = None


@dataclass(frozen=True)
class Examiner:
    """Examines the notes of one vault. `finder` finds names that they mention without a link. With `flags`,
    the facts include what the vault's own rules found."""

    root: Path
    config: Config
    finder: "MentionFinder | None" = None
    flags: bool = False

    def chunk(self, requests: Iterable[ExamineRequest]) -> list[Examined]:
        with without_collector(), budgets():
            return [self.examine(request) for request in requests]

    def packed_chunk(self, requests: Iterable[ExamineRequest]) -> list[Examined]:
        """As `chunk`, but for another process: diagnostics are sent once, packed."""
        return [answer._replace(said=None, made=None) for answer in self.chunk(requests)]

    def examine(self, request: ExamineRequest) -> Examined:
        path, facts, outcome, transcripts = request
        began = time.time_ns()
        try:
            data, signature = read_file(self.root, path)
            settled = latest_of(signature) < began - UNSETTLED
            named = None
            if self.config.has_keyed_sources:
                named = names_in(self.config, decode_note(path, data))
                transcripts = transcripts_of(self.root, self.config, [path], {path: named}).get(path, ())
            sources = read_transcripts(self.root, transcripts)
            if transcripts:
                stamps = stamps_of(self.root, {path: transcripts})
                signature = signature_with(signature, stamps.get(path, ()))
            known = Known(content_digest(data, sources), signature if settled else None)
            if is_answered(known.digest, facts, outcome):
                return Examined(path, known, facts, outcome, named=named)
            note = decode_note(path, data)
            if sources:
                note = replace(note, sources=sources)
            with budget(len(note.text)):
                answer = self._examined(note, known, facts, outcome)
            return answer if named is None else answer._replace(named=named)
        except Unreadable as reason:
            return Examined(path, UNKNOWN, refusal=str(reason))

    def _examined(self, note: Note, known: Known, facts: Result | None, outcome: Result | None) -> Examined:
        found, made = None, None
        if outcome and outcome.digest != known.digest:
            found = checked(note, self.config)
            outcome = self.packed_outcome(known.digest, found)
        if facts and facts.digest != known.digest:
            made = self.facts(note, found)
            facts = self.packed_facts(known.digest, made)
        return Examined(note.path, known, facts, outcome, said=found, is_new=found is not None, made=made)

    @property
    def named_key(self) -> bytes:
        """The index key of the transcripts that notes name."""
        return fingerprint("transcripts", self.config.sources)

    def packed_names(self, path: str, digest: bytes, named: NamedFiles) -> Result:
        return result_of(path, self.named_key, digest, packed(dict(named)))

    def packed_outcome(self, digest: bytes, outcome: Outcome) -> Result:
        """The packed outcome, empty if nothing was found."""
        found = packed((packable(outcome.left), dict(outcome.lines))) if outcome.left else b""
        return result_of(outcome.path, self.outcome_key(outcome.path), digest, found)

    def packed_facts(self, digest: bytes, facts: NoteFacts) -> Result:
        return result_of(facts.path, self.facts_key, digest, packed_facts(facts))

    def facts(self, note: Note, outcome: Outcome | None = None, facts: NoteFacts | None = None) -> NoteFacts:
        """The facts of a note. Giving its `outcome`, or its `facts` without flags, saves the work to find
        them."""
        facts = facts or facts_of(note, self.finder, inline_fields=self.config.schema.inline_fields)
        if not self.flags:
            return facts
        if outcome is None or self._own is not self.config:
            outcome = checked(note, self._own)
        return with_flags(facts, note, outcome.left)

    @cached_property
    def _own(self) -> Config:
        """The configuration with the rules that the vault's file selects, whatever this run selects."""
        own = replace(self.config, rules=self.config.own_rules, confidence="medium")
        return self.config if own == self.config else own

    @cached_property
    def facts_key(self) -> bytes:
        """Changes with everything that the facts depend on besides the note's bytes."""
        own = self._own if self.flags else None
        fields = self.config.schema.inline_fields
        return fingerprint("facts", self.finder and self.finder.spellings, own, fields)

    def outcome_key(self, path: str) -> bytes:
        """Changes with everything that the outcome of the note at a path depends on besides its bytes."""
        profiles = self.config.profiles_of(path)
        if profiles not in self._outcome_keys:
            of_note = tuple(rule for rule in self.config.rules if not isinstance(rule, VaultRule))
            rules, schema = (of_note, self.config.evidence), self.config.schema_for(path)
            self._outcome_keys[profiles] = fingerprint("outcome", rules, schema, self.config.confidence)
        return self._outcome_keys[profiles]

    @cached_property
    def _outcome_keys(self) -> dict[tuple[int, ...], bytes]:
        return {}


def examiner_of(
    root: Path, config: Config, finder: "MentionFinder | None" = None, *, flags: bool = True
) -> Examiner:
    """The examiner of a vault, with `flags` if a MOC shows them. It does not get what only rules of vault
    scope use, so that its keys don't change with that."""
    schema = replace(config.schema, mocs=MocPolicy(), tags=TagPolicy())
    shown = any(kind_of(moc).shows_flags for moc in config.schema.mocs.mocs)
    return Examiner(
        root, replace(config, schema=schema, boundaries=None, _schemas={}), finder, flags and shown
    )


def unpacked_outcome(path: str, result: Result) -> Outcome:
    """Raises NotPacked."""
    if not result.packed:
        return Outcome(path)
    left, lines = unpacked(result.packed, _PackedOutcome)
    return Outcome(path, diagnostics_of(path, left), lines=lines)


def checked(note: Note, config: Config) -> Outcome:
    """The diagnostics of the rules of note scope. Raises TookTooLong."""
    schema = config.schema_for(note.path)
    with budget(len(note.text)):
        left = engine.check(note, config.rules, schema, evidence=config.evidence, least=config.confidence)
    return Outcome(note.path, left, lines=lines_of(note, left))


def fingerprint(*parts: object) -> bytes:
    """Changes with the program, in its first bytes (`index_tables.OF_PROGRAM`), and with the values given,
    whose `repr` must describe them completely."""
    return _program() + digest_of(repr(parts).encode("utf-8", "backslashreplace"))


def _files_of_program(folder: str) -> Iterator[tuple[str, int, int]]:
    """(path, nanoseconds of its last change, size in bytes) of each source file."""
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.endswith(".py"):
                status = entry.stat()
                yield entry.path, status.st_mtime_ns, status.st_size
            elif entry.is_dir() and entry.name != "__pycache__":
                yield from _files_of_program(entry.path)


@cache
def _program() -> bytes:
    """A digest of this program: its files, the interpreter, and which optional libraries are installed."""
    files = sorted(_files_of_program(os.path.dirname(vault_tools.__file__)))
    libraries = all_words("libraries")
    optional = [name for name in libraries if any(f.find_spec(name, None) for f in sys.meta_path)]
    return digest_of(repr((vault_tools.__version__, sys.version_info, optional, files)).encode())[:OF_PROGRAM]
