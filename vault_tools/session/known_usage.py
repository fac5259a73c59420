"""The tags and names that the notes of a vault use, kept in the index, changed notes counted again."""

from contextlib import suppress

from vault_tools.config.config import Config
from vault_tools.packing import NotPacked
from vault_tools.session.examine import Examiner, fingerprint
from vault_tools.session.index import NOTHING, Index, result_of
from vault_tools.session.known_facts import KnownFacts
from vault_tools.vault.usage import Usage

RECOUNTED = 100
"""Up to this many changed notes are counted again in each run rather than kept: that takes milliseconds."""


class KnownUsage:
    """The usage of one vault, made when it is first asked for."""

    def __init__(self, config: Config, index: Index, facts: KnownFacts, examiner: Examiner) -> None:
        self._config, self._index, self._facts, self._examiner = config, index, facts, examiner
        self._usage: Usage | None = None

    def now(self) -> Usage:
        """What the notes use now. If many of them had to be counted again, the index gets the counts."""
        key = fingerprint("usage", self._config.schema, self._config.profiles, self._examiner.facts_key)
        if self._usage is None:
            kept = self._index.results(key, [""]).get("", NOTHING)
            self._usage = Usage(self._config.schema_for)
            with suppress(NotPacked):
                if kept.packed:
                    self._usage = Usage.unpacked(kept.packed, self._config.schema_for)
        counted = self._usage.update(self._facts.content_keys, self._facts.each)
        if counted > RECOUNTED and not self._facts.unsaved:
            self._index.store({}, {(key, ""): result_of("", key, key, self._usage.packed())})
        return self._usage

    def let_go_of_words(self) -> None:
        """Free what each note uses, for a run that only asks what all notes together use. If anybody asks for
        it again, it comes from the index or is counted again."""
        if self._usage:
            self._usage.let_go_of_words()
            self._usage = None
