"""The facts of all notes, for callers that may need one, each in turn, or none."""

from collections.abc import Collection, ItemsView, Iterable, Iterator, ValuesView

from vault_tools.session.known_facts import KnownFacts
from vault_tools.vault.facts import NoteFacts, Valued, ValuedNotes


class AllFacts(ValuedNotes):
    """The facts of all notes, as they are when they are first asked for."""

    def __init__(self, known: KnownFacts) -> None:
        self.known = known
        self._all: dict[str, NoteFacts] | None = None

    def __getitem__(self, path: str) -> NoteFacts:
        return (self.known.of([path]) if self._all is None else self._all)[path]

    def __contains__(self, path: object) -> bool:
        return path in (self.known if self._all is None else self._all)

    def __iter__(self) -> Iterator[str]:
        return iter(self.known.content_keys if self._all is None else self._all)

    def __len__(self) -> int:
        return len(self.known.content_keys if self._all is None else self._all)

    def items(self) -> ItemsView[str, NoteFacts]:
        return self._loaded.items() if self.known.keeps else _EachItem(self)

    def values(self) -> ValuesView[NoteFacts]:
        return self._loaded.values() if self.known.keeps else _Each(self)

    def valued(self, keys: Collection[str]) -> Iterable[Valued]:
        return self.known.valued(keys) if self._all is None else self._all.values()

    @property
    def _loaded(self) -> dict[str, NoteFacts]:
        if self._all is None:
            self._all = self.known.all()
        return self._all


class _Each(ValuesView[NoteFacts]):
    """All facts, one after the other."""

    def __init__(self, facts: AllFacts) -> None:
        super().__init__(facts)
        self._facts = facts

    def __iter__(self) -> Iterator[NoteFacts]:
        return self._facts.known.each()


class _EachItem(ItemsView[str, NoteFacts]):
    """All facts with their paths, one after the other."""

    def __init__(self, facts: AllFacts) -> None:
        super().__init__(facts)
        self._facts = facts

    def __iter__(self) -> Iterator[tuple[str, NoteFacts]]:
        return ((facts.path, facts) for facts in self._facts.known.each())
