"""Readers' judgements of flags: the verdicts of ../shared and our own, which take precedence.

TRUE: a real defect at that place, correctly named. HARMLESS: literally true, but the owner would change
nothing. FALSE: not true.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import yaml

SHARED = (Path(__file__).parents[2] / "../shared").resolve()
DATA = Path(__file__).parents[1] / "data"
OWN, MADE = DATA / "verdicts", DATA / "sections"


class Verdict(NamedTuple):
    """`path` begins with the vault's folder in ../shared; `word` is TRUE, HARMLESS or FALSE."""

    path: str
    line: int
    rule: str
    word: str
    reason: str

    @property
    def is_true(self) -> bool:
        return self.word == "TRUE"


def read_verdicts() -> list[Verdict]:
    """One verdict for each place and rule: our own in judgements.tsv take precedence over those on the
    corpus, and these over those of ../shared."""
    every = (*_shared("owner-vault"), *_shared("strangers"), *_of_corpus(), *_own())
    return [*{(v.path, v.line, v.rule): v for v in every}.values()]


def _shared(folder: str) -> Iterator[Verdict]:
    lines = (SHARED / folder / "verdicts.tsv").read_text("utf-8").splitlines()
    for path, line, rule, _, word, reason in (text.split("\t") for text in lines[1:]):
        yield Verdict(f"{folder}/{path}", int(line.partition("-")[0]), rule, word, reason)


def _of_corpus() -> Iterator[Verdict]:
    """All of them were judged right, see test_real_sections.py."""
    for text in (OWN / "real-notes.txt").read_text("utf-8").splitlines():
        if " | right" in text:
            place, _, rule = text.partition(" | ")[0].rpartition(": ")
            name, _, line = place.rpartition(":")
            folder = "seeds" if name.endswith(".txt") else "corpus/thought-foundry"
            yield Verdict(f"{folder}/{name}", int(line), rule, "TRUE", "")


def made_notes() -> Iterator[tuple[Path, str | None, list[Verdict]]]:
    """Notes that were written to show a defect or none, with the reading language of each and its defect."""
    for name, said in yaml.safe_load((MADE / "expected.yaml").read_text("utf-8")).items():
        expected = [(rule, line) for rule, lines in said["expect"].items() for line in lines]
        verdicts = [Verdict(f"made/{name}", line, rule, "TRUE", "") for rule, line in expected]
        yield MADE / name, said["language"], verdicts


def _own() -> Iterator[Verdict]:
    lines = (OWN / "judgements.tsv").read_text("utf-8").splitlines()
    for place, rule, word, reason in (text.split("\t") for text in lines[1:]):
        path, _, line = place.rpartition(":")
        yield Verdict(path, int(line), rule, word, reason)
