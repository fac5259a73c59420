"""English sentences with their Chinese translations, thousands of different ones, from a small grammar."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from random import Random
from typing import NamedTuple


class Said(NamedTuple):
    """The same text in two languages."""

    english: str
    chinese: str


_DECORATIONS = (
    (0.05, "**{}**"),
    (0.02, "[[{}]]"),
    (0.015, "[{}](https://example.org/notes/2024)"),
    (0.01, "`{}`"),
    (0.005, "==*{}*=="),
)
"""How often the topic of a sentence is emphasized, and how."""


def sentences(rng: Random, count: int) -> list[Said]:
    """Sentences, few of them twice."""
    phrases = _phrases()
    return [_filled(rng, rng.choice(phrases["sentence"]), phrases) for _ in range(count)]


def topics() -> Sequence[Said]:
    """The topics of the sentences."""
    return _phrases()["thing"]


def _phrases() -> Mapping[str, Sequence[Said]]:
    """The sections of phrases.txt: `sentence`, and the words for each of its slots."""
    found: dict[str, list[Said]] = {}
    for line in Path(__file__).with_name("phrases.txt").read_text("utf-8").splitlines():
        if line.startswith("["):
            section = found[line[1:-1]] = []
        elif " | " in line and not line.startswith("#"):
            section.append(Said(*line.split(" | ")))
    return found


def _filled(rng: Random, pattern: Said, phrases: Mapping[str, Sequence[Said]]) -> Said:
    chosen = {slot: rng.choice(known) for slot, known in phrases.items() if slot != "sentence"}
    number = str(rng.randrange(3, 980))
    chosen |= {"number": Said(number, number), "thing": _decorated(rng, chosen["thing"])}
    chosen |= {slot.capitalize(): _capitalised(said) for slot, said in chosen.items()}
    english = {slot: said.english for slot, said in chosen.items()}
    chinese = {slot: said.chinese for slot, said in chosen.items()}
    return Said(pattern.english.format_map(english), pattern.chinese.format_map(chinese))


def _capitalised(said: Said) -> Said:
    return Said(said.english[:1].upper() + said.english[1:], said.chinese)


def _decorated(rng: Random, said: Said) -> Said:
    chance = rng.random()
    for share, form in _DECORATIONS:
        if chance < share:
            return Said(form.format(said.english), form.format(said.chinese))
        chance -= share
    return said
