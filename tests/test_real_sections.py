"""The section rules on real notes, if available: every diagnostic has a verdict."""

import json
from collections import Counter
from pathlib import Path

import pytest

from vault_tools.config.config import load_config
from vault_tools.lint.engine import check
from vault_tools.lint.rule import Diagnostic, SectionRule, registry
from vault_tools.note.note import Note

SHARED = Path(__file__).parents[2] / "shared"
SEEDS = sorted((SHARED / "seeds").glob("*.txt"))
NOTES = sorted((SHARED / "corpus" / "thought-foundry").glob("*.md"))
CASES = SHARED / "cases" / "sections.json"
VERDICTS = Path(__file__).parent / "data" / "verdicts" / "real-notes.txt"
RULES = [name for name, rule in registry().items() if issubclass(rule, SectionRule)]

pytestmark = pytest.mark.skipif(not SHARED.is_dir(), reason="../shared, the real notes, is not there")


def flags(note: Note, language: str | None) -> tuple[Diagnostic, ...]:
    config = load_config(f"language: {language}" if language else "").selecting(RULES, [])
    return check(note, config.rules, config.schema_for(note.path))


def cases() -> list[dict]:
    return json.loads(CASES.read_text("utf-8")) if CASES.exists() else []


@pytest.mark.parametrize("case", cases(), ids=lambda case: case["id"])
def test_case(case: dict) -> None:
    language = case["language"] if case["language"] not in (None, "None") else None
    found = flags(Note("Note.md", case["text"]), language)
    assert sorted({diagnostic.rule for diagnostic in found}) == sorted(case["expect"])


def test_every_diagnostic_has_a_verdict(request) -> None:
    judged = dict(line.split(" | ") for line in VERDICTS.read_text("utf-8").splitlines() if " | " in line)
    found = [
        f"{path.name}:{diagnostic.place.line}: {diagnostic.rule}"
        for path in (*SEEDS, *NOTES)
        for diagnostic in flags(Note.decode(path.name, path.read_bytes()), "zh")
    ]
    assert sorted(set(found)) == sorted(judged)
    assert [verdict for verdict in judged.values() if not verdict.startswith("right")] == []


@pytest.mark.parametrize(
    ("seed", "expected"),
    [
        ("000", {"truncated-section": 5, "mislabelled-original": 5}),
        ("001", {}),
        ("002", {"truncated-section": 1, "generation-residue": 2}),
        ("003", {"truncated-section": 1}),
        ("004", {"generation-residue": 1}),
    ],
)
def test_seed(seed: str, expected: dict[str, int]) -> None:
    [path] = [path for path in SEEDS if path.name.startswith(seed)]
    found = flags(Note.decode(path.name, path.read_bytes()), "zh")
    assert Counter(diagnostic.rule for diagnostic in found) == expected


def test_ends_of_real_notes() -> None:
    """All notes known to be truncated are found, and none of the whole ones is flagged at its end."""
    said = json.loads((SHARED / "corpus" / "thought-foundry.json").read_text("utf-8"))
    at_the_end = set()
    for path in NOTES:
        note = Note.decode(path.name, path.read_bytes())
        last = len(note.text.rstrip()) - 40
        if any(d.rule == "truncated-section" and d.span.end >= last for d in flags(note, "zh")):
            at_the_end.add(path.stem)
    there = {path.stem for path in NOTES}
    assert set(said["cut"]) & there <= at_the_end
    assert set(said["whole"]) & at_the_end == set()
