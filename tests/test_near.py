"""Names that are one typo apart."""

import random

import pytest
from hypothesis import given
from hypothesis.strategies import text
from rapidfuzz.distance import OSA

from vault_tools.vault import near
from vault_tools.vault.near import SimilarNames

NAMES = ["Saaz hops", "Cascade", "Cascades", "Fuggle", "GPT-4", "啤酒花与麦芽", "Note 12", "Note 123"]


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("Saaz hop", "Saaz hops"),
        ("Sazz hops", "Saaz hops"),
        ("Saza hops", "Saaz hops"),
        ("saaz hops", None),
        ("Fugle", "Fuggle"),
        ("啤酒花和麦芽", "啤酒花与麦芽"),
        ("Cascadex", None),
        ("GPT-5", None),
        ("Note 124", None),
        ("Fog", None),
    ],
    ids=lambda value: str(value),
)
def test_only_name_that_is_one_slip_away(name: str, found: str | None) -> None:
    assert SimilarNames(NAMES).only(name) == found


def test_numbered_names_are_not_compared_with_each_other(monkeypatch: pytest.MonkeyPatch) -> None:
    compared = []

    def counting(one: str, other: str) -> bool:
        compared.append(other)
        return OSA.distance(one, other) <= 1

    names = SimilarNames([*(f"Note {number}" for number in range(1_000)), "Notes 7"])
    monkeypatch.setattr(near, "is_near", counting)
    assert names.only("Note 1234") is None
    assert len(compared) < 10


def test_finds_what_comparing_all_finds() -> None:
    rng = random.Random(7)
    names = ["".join(rng.choice("abé1 中") for _ in range(rng.randrange(5, 9))) for _ in range(300)]
    similar = SimilarNames(names)
    for name in names[:100]:
        slip = name[:2] + name[3:]
        if len(slip) < near.MIN_LENGTH:
            continue
        all_near = {
            other for other in names if OSA.distance(slip, other) <= 1 and _letters(slip) != _letters(other)
        }
        assert similar.only(slip) == (all_near.pop() if len(all_near) == 1 else None)


@given(text(alphabet="abé中", max_size=7), text(alphabet="abé中", max_size=7))
def test_near_is_one_letter_inserted_deleted_changed_or_swapped(one: str, other: str) -> None:
    assert near.is_near(one, other) == (OSA.distance(one, other) <= 1)


def _letters(name: str) -> str:
    return "".join(c for c in name if not c.isdigit())
