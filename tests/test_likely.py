"""Diagnostics nobody asks for are not computed, and the reported ones are the same."""

from itertools import zip_longest
from pathlib import Path

import pytest
from each_of import each_of

from vault_tools.config.config import Config, load_config
from vault_tools.lint.engine import check
from vault_tools.lint.rule import NoteRule, registry
from vault_tools.note.note import Note

SHARED = Path(__file__).parents[2] / "shared"
REAL = sorted(path for path in SHARED.rglob("*.md") if path.is_file())[::40]
CONFIG = load_config("language: zh")
FULL = load_config("language: zh\nrules: {condensed-translation: {expect: full}}")
NAMES = (
    "boiler mash kettle cooler cellar barrel hop malt yeast water grain filter pump valve hose crate".split()
)
WHOLE = "锅炉要慢慢加热，直到整锅麦芽浆都静下来，然后放着不动，再等上一个小时，味道才会全部出来。" * 4
SHORT = {"terse": WHOLE[:90] + "。", "cut": "锅炉要加热。", "loose": WHOLE[:-1], "whole": WHOLE}


def pairs(*kinds: str) -> str:
    """A note with a fold below each of these; no two originals share words."""
    return "\n".join(
        f"{SHORT[kind]}\n\n<details><summary>Original</summary>\n\n{original(name)}\n\n</details>\n"
        for kind, name in zip(kinds, NAMES, strict=False)
    )


def original(name: str) -> str:
    words = (f"{name}{letter}" for letter in "abcdefghijklmnopqr")
    return " ".join(f"The {word} is {word}ed with that {word}." for word in words)


MADE = {
    "terse": pairs(*["whole"] * 6, "terse", "cut", "terse", "whole", "cut", *["whole"] * 4),
    "loose": pairs(*["whole"] * 6, "loose", "whole", "cut", *["whole"] * 5, "loose"),
    "summary": pairs(*["cut"] * 4),
}


def differing(note: Note, config: Config) -> tuple[int, set[str]]:
    """(number of low-confidence diagnostics, rules whose other diagnostics change without them)."""
    schema = config.schema_for(note.path)
    found = check(note, config.rules, schema, evidence=config.evidence, least="low")
    likely = [d for d in found if d.confidence != "low"]
    told = check(note, config.rules, schema, evidence=config.evidence)
    both = zip_longest(likely, told)
    return len(found) - len(likely), {d.rule for pair in both if pair[0] != pair[1] for d in pair if d}


@pytest.mark.parametrize("config", [CONFIG, FULL], ids=["own", "full"])
@pytest.mark.parametrize("name", MADE)
def test_what_is_told_does_not_depend_on_what_is_asked_for(name: str, config: Config) -> None:
    unlikely, rules = differing(Note("Hops.md", MADE[name]), config)
    assert rules == set()
    assert unlikely or config is FULL


@each_of("rule", [rule for rule in registry().values() if issubclass(rule, NoteRule)])
def test_examples_are_told_the_same(rule: type[NoteRule]) -> None:
    for example in rule.examples:
        config = load_config(example.config).selecting([rule.name], [])
        assert differing(Note(example.path, example.before), config)[1] == set()


def test_unlikely_diagnostics_are_not_made() -> None:
    """They would only be discarded."""
    rules = [
        rule
        for rule in CONFIG.rules
        if isinstance(rule, NoteRule) and type(rule).check_likely is not NoteRule.check_likely
    ]
    notes = [Note("Hops.md", text) for text in MADE.values()]
    made = {
        (rule.name, d.confidence)
        for rule in rules
        for note in notes
        for d in rule.check_likely(note, CONFIG.schema)
    }
    assert {"condensed-translation", "truncated-section"} <= {rule.name for rule in rules}
    assert ("condensed-translation", "medium") in made
    assert "low" not in {confidence for _, confidence in made}


@pytest.mark.skipif(not REAL, reason="../shared, the real notes, is not there")
@pytest.mark.parametrize("config", [CONFIG, FULL], ids=["own", "full"])
def test_real_notes_are_told_the_same(config: Config) -> None:
    unlikely = 0
    for path in REAL:
        count, rules = differing(Note.decode(path.name, path.read_bytes()), config)
        assert (path, rules) == (path, set())
        unlikely += count
    assert unlikely > 10
