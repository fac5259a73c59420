"""A lazy dataclass equals one made by `dataclasses.dataclass`, whatever is used first."""

import copy
import dataclasses
import pickle
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import field
from typing import Any

import pytest

from vault_tools import lazy_dataclass
from vault_tools.lazy_dataclass import dataclass


def made() -> tuple[type, type]:
    """A new class without generated methods so far, and a subclass."""

    @dataclass(frozen=True)
    class Hop:
        name: str
        alpha: float = 4.5
        notes: list[str] = field(default_factory=list, hash=False)
        origin: str = field(default="Žatec", repr=False)

        def __len__(self) -> int:
            return len(self.name)

    @dataclass(frozen=True, kw_only=True)
    class Dry(Hop):
        grams: int

    return Hop, Dry


FIRST: dict[str, Callable[[type, type], Any]] = {
    "init": lambda hop, dry: repr(hop("Saaz")),
    "defaults": lambda hop, dry: (hop.alpha, hop.origin, hasattr(hop, "notes")),
    "fields": lambda hop, dry: [f.name for f in dataclasses.fields(hop)],
    "fields of the subclass": lambda hop, dry: [(f.name, f.kw_only) for f in dataclasses.fields(dry)],
    "subclass": lambda hop, dry: repr(dry("Saaz", grams=3)),
    "replace": lambda hop, dry: repr(dataclasses.replace(bare(hop), alpha=1.0)),
    "equality": lambda hop, dry: bare(hop) == bare(hop),
    "hash": lambda hop, dry: hash(bare(hop)) == hash(("Saaz", 4.5, "Žatec")),
    "repr": lambda hop, dry: repr(bare(hop)),
    "copy": lambda hop, dry: copy.copy(bare(hop)) == bare(hop),
    "method": lambda hop, dry: len(bare(hop)),
    "dict": lambda hop, dry: dataclasses.asdict(hop("Saaz", notes=["spicy"])),
    "match": lambda hop, dry: (hop("Saaz"), hop.__match_args__)[1],
    "factory": lambda hop, dry: (hop("a").notes is not hop("a").notes, hop("a", notes=[1]).notes),
    "defaults of fields that are no argument": lambda hop, dry: repr(hop("a", origin="b").origin),
    "one argument twice": lambda hop, dry: error_of(lambda: hop("a", name="b")),
    "one argument too few": lambda hop, dry: error_of(lambda: dry("a")),
    "an argument of no field": lambda hop, dry: error_of(lambda: hop("a", beta=1)),
    "many instances": lambda hop, dry: [repr(dry(f"{number}", grams=number)) for number in range(20)],
    "one argument too many": lambda hop, dry: error_of(lambda: hop("a", 1.0, [], "b", "c")),
    "assignment": lambda hop, dry: error_of(lambda: setattr(bare(hop), "name", "x")),
    "deletion": lambda hop, dry: error_of(lambda: delattr(bare(hop), "name")),
}


def bare(hop: type) -> Any:
    """An instance made without `__init__`, as in unpickling."""
    instance = object.__new__(hop)
    vars(instance).update(name="Saaz", alpha=4.5, notes=[], origin="Žatec")
    return instance


def error_of(call: Callable[[], object]) -> tuple[type, str]:
    with pytest.raises((TypeError, AttributeError)) as caught:
        call()
    return caught.type, str(caught.value)


@pytest.mark.parametrize("first", FIRST)
def test_is_what_the_library_makes_whatever_is_asked_first(
    first: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours = FIRST[first](*made())
    monkeypatch.setattr(sys.modules[__name__], "dataclass", dataclasses.dataclass)
    assert ours == FIRST[first](*made())


def test_threads_that_ask_at_once_meet_a_whole_class() -> None:
    with ThreadPoolExecutor(8) as threads:
        for _ in range(20):
            hop, dry = made()
            asked = [threads.submit(hop, "Saaz") for _ in range(4)]
            asked += [threads.submit(dry, "Saaz", grams=1) for _ in range(4)]
            assert {repr(one.result()).split("<locals>.")[1] for one in asked} == {
                "Hop(name='Saaz', alpha=4.5, notes=[])",
                "Dry(name='Saaz', alpha=4.5, notes=[], grams=1)",
            }


@dataclass(frozen=True)
class Known:
    name: str


@dataclass(frozen=True, slots=True)
class Small:
    name: str
    alpha: float = 4.5
    notes: list[str] = lazy_dataclass.field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Smaller(Small):
    grams: int = 1


@pytest.mark.parametrize("value", [Known("Saaz"), Small("Saaz"), Smaller("Saaz", grams=3)])
def test_can_be_copied_and_pickled(value: Any) -> None:
    assert pickle.loads(pickle.dumps(value)) == value
    assert copy.deepcopy(value) == value


def test_with_slots_has_nothing_beside_them() -> None:
    assert not hasattr(Small("Saaz"), "__dict__")
    assert not hasattr(Smaller("Saaz"), "__dict__")
    assert Smaller.__slots__ == ("grams",)
    assert repr(Smaller("Saaz")) == "Smaller(name='Saaz', alpha=4.5, notes=[], grams=1)"
    assert Smaller("Saaz") != Small("Saaz")


@pytest.mark.parametrize("of", [lambda: made()[1]("Saaz", grams=3), lambda: Smaller("Saaz")])
def test_is_replaced_and_has_fields_as_the_library_says(of: Callable[[], Any]) -> None:
    value = of()
    assert lazy_dataclass.replace(value, grams=4) == dataclasses.replace(value, grams=4) != value
    names = [(field.name, field.type, field.kw_only) for field in lazy_dataclass.fields(value)]
    assert names == [(field.name, field.type, field.kw_only) for field in dataclasses.fields(value)]


def test_takes_classes_of_the_library() -> None:
    plain = dataclasses.make_dataclass("Plain", [("name", str), ("alpha", int, 3)], frozen=True)
    heir = dataclass(frozen=True)(type("Heir", (plain,), {"__annotations__": {"grams": int}, "grams": 2}))
    assert repr(heir("Saaz")) == "Heir(name='Saaz', alpha=3, grams=2)"
    assert lazy_dataclass.replace(plain("Saaz"), alpha=4) == plain("Saaz", 4)
    assert [field.name for field in lazy_dataclass.fields(plain)] == ["name", "alpha"]


def test_compares_by_identity_where_that_is_asked_for() -> None:
    @dataclass(frozen=True, eq=False)
    class Hop:
        name: str

    hop = Hop("Saaz")
    assert hop == hop != Hop("Saaz")
    assert len({hop, Hop("Saaz")}) == 2
