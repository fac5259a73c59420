"""The facts of all notes, for those who may look at one, at each in turn, or at none."""

from collections.abc import Collection, ItemsView, Iterable, Iterator, ValuesView
from typing import Protocol

from vault_tools.vault.facts import NoteFacts, Valued, ValuedNotes


class FactsSource(Protocol):
    """Where facts are known; with `keeps` they stay loaded."""

    keeps: bool

    def facts(self, paths: Collection[str] | None = None) -> dict[str, NoteFacts]:
        """Of these notes, of all for None."""

    def each(self) -> Iterator[NoteFacts]:
        """Of all notes, one after the other."""

    def valued(self, keys: Collection[str]) -> Iterator[Valued]:
        """All notes, with their values of these keys at least."""

    def __contains__(self, path: object) -> bool: ...

    @property
    def seals(self) -> dict[str, bytes]:
        """Of each note what changes when its facts do."""


class AllFacts(ValuedNotes):
    """The facts of all notes as they are when they are first asked for."""

    def __init__(self, known: FactsSource) -> None:
        self.known = known
        self._all: dict[str, NoteFacts] | None = None

    def __getitem__(self, path: str) -> NoteFacts:
        return (self.known.facts([path]) if self._all is None else self._all)[path]

    def __contains__(self, path: object) -> bool:
        return path in (self.known if self._all is None else self._all)

    def __iter__(self) -> Iterator[str]:
        return iter(self.known.seals if self._all is None else self._all)

    def __len__(self) -> int:
        return len(self.known.seals if self._all is None else self._all)

    def items(self) -> ItemsView[str, NoteFacts]:
        return self._loaded.items() if self.known.keeps else super().items()

    def values(self) -> ValuesView[NoteFacts]:
        return self._loaded.values() if self.known.keeps else _Each(self)

    def valued(self, keys: Collection[str]) -> Iterable[Valued]:
        return self.known.valued(keys) if self._all is None else self._all.values()

    @property
    def _loaded(self) -> dict[str, NoteFacts]:
        if self._all is None:
            self._all = dict(self.known.facts())
        return self._all


class _Each(ValuesView[NoteFacts]):
    """Of all facts one after the other."""

    def __init__(self, facts: AllFacts) -> None:
        super().__init__(facts)
        self._facts = facts

    def __iter__(self) -> Iterator[NoteFacts]:
        return self._facts.known.each()
