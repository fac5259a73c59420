"""What tags and names cost: `python tests/benchmarks/bench_vocabulary.py`. Prints a table, asserts nothing.

10,000 made-up notes with 15,000 tags and 20,000 names, one in 500 spelled in another way, and then one in
20, where every third note has something to mend. Each figure is the median of interleaved rounds in one
run, beside its ratio to reading the same notes.
"""

import random
from collections.abc import Iterator
from dataclasses import replace

from timing import interleaved, table

from vault_tools.config.config import load_config
from vault_tools.lint.engine import check_in_vault
from vault_tools.note.note import Note
from vault_tools.vault.facts import NoteFacts, facts_of
from vault_tools.vault.vault import Vault

NOTES, TAGS, NAMES, ROUNDS = 10_000, 15_000, 20_000, 5
CONFIG = load_config("""
keys: {tags: {type: tags}, people: {type: list, names: people}}
names: {people: {notes: People/, aliases: {Person 1: [某人]}}}
""")
RULES = [rule for rule in CONFIG.rules if rule.name in ("inconsistent-tag", "inconsistent-name")] + [
    rule for rule in CONFIG.rules if rule.name in ("retired-tag", "misplaced-tag", "unlisted-name")
]


def main() -> None:
    for one_in in (500, 20):
        measure(one_in)


def measure(one_in: int) -> None:
    notes = list(made_notes(one_in))
    facts = {note.path: facts_of(note) for note in notes}
    changed = notes[0].with_text(notes[0].text.replace("- ", "- x", 1))
    rows = interleaved(
        {
            "read the facts of all notes": lambda: [facts_of(Note(n.path, n.text)) for n in notes],
            "rules of vault scope, all notes": lambda: judged(facts),
            "one note changed: the same again": lambda: judged({**facts, changed.path: facts_of(changed)}),
        },
        ROUNDS,
    )
    print(f"{NOTES:,} notes, {TAGS:,} tags, {NAMES:,} names; {judged(facts):,} diagnostics")
    table("seconds (CPU)", rows)


def made_notes(one_in: int) -> Iterator[Note]:
    rng = random.Random(7)
    for number in range(NOTES):
        tags = [spelled(rng, f"tag-{rng.randrange(TAGS)}-of-it", one_in) for _ in range(5)]
        names = [spelled(rng, f"Person {rng.randrange(NAMES)} Smith", one_in) for _ in range(4)]
        lines = ["---", f"title: Note {number}", "tags:", *(f"  - {tag}" for tag in tags)]
        lines += [
            "people:",
            *(f"  - {name}" for name in names),
            "---",
            f"See [[Note {number + 1}]] #tag-1-of-it",
        ]
        yield Note(f"Notes/{number}.md", "\n".join(lines))
    for number in range(NOTES // 100):
        yield Note(f"People/Person {number} Smith.md", f"---\naliases: [P{number} S]\n---\n")


def spelled(rng: random.Random, text: str, one_in: int) -> str:
    return text.upper().replace(" ", "-") if rng.random() < 1 / one_in else text


def judged(facts: dict[str, NoteFacts]) -> int:
    """How many diagnostics a vault of fresh facts gets: nothing kept from the round before."""
    fresh = {path: replace(fact) for path, fact in facts.items()}
    vault = Vault(fresh, CONFIG.schema_for)
    return sum(len(check_in_vault(f, RULES, CONFIG.schema_for(f.path), vault)) for f in fresh.values())


if __name__ == "__main__":
    main()
