"""The cost of tags, names and links: `python tests/benchmarks/bench_vocabulary.py`. Prints tables.

10,000 made-up notes with 15,000 tags and 20,000 names, first with one in 500 spelled differently, then with
one in 20, where every third note has something to fix. Each figure is the median of interleaved rounds in one
run, next to its ratio to reading the same notes. Then 10,000 notes with 200,000 links, and the same text
without. Garbage is collected as rarely as in the program.
"""

import random
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from timing import interleaved, table

from vault_tools.cli.program import collect_seldom
from vault_tools.config.config import load_config
from vault_tools.lint.engine import check_in_vault
from vault_tools.note.note import Note
from vault_tools.session.examine import examiner_of
from vault_tools.session.packed_facts import unpacked_facts
from vault_tools.vault.facts import NoteFacts, facts_of
from vault_tools.vault.ties import ties_of
from vault_tools.vault.vault import Vault

NOTES, TAGS, NAMES, LINKS, ROUNDS = 10_000, 15_000, 20_000, 20, 5
NO_LINK = dict.fromkeys(map(ord, "[]!"))
CONFIG = load_config("""
keys: {tags: {type: tags}, people: {type: list, names: people}}
names: {people: {notes: People/, aliases: {Person 1: [某人]}}}
""")
RULES = [rule for rule in CONFIG.rules if rule.name in ("inconsistent-tag", "inconsistent-name")] + [
    rule for rule in CONFIG.rules if rule.name in ("retired-tag", "misplaced-tag", "unlisted-name")
]
BROKEN_LINK = next(rule for rule in CONFIG.rules if rule.name == "broken-link")


def main() -> None:
    collect_seldom()
    for one_in in (500, 20):
        measure(one_in)
    measure_links()


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


def measure_links() -> None:
    """The cost of a link in a cold check: finding, storing, loading and judging it."""
    plain, linked = list(made_links(linked=False)), list(made_links(linked=True))
    rows = interleaved(
        {"text without links": lambda: links_judged(plain), "with links": lambda: links_judged(linked)},
        ROUNDS,
    )
    without, whole = rows.values()
    print(f"{NOTES:,} notes, {NOTES * LINKS:,} links; {links_judged(linked):,} diagnostics")
    table("seconds (CPU)", rows)
    print(f"{(whole - without) / NOTES / LINKS * 1e6:.1f} microseconds a link")


def links_judged(notes: list[Note]) -> int:
    """The number of diagnostics for the links."""
    examiner = examiner_of(Path(), CONFIG)
    kept = [examiner.packed_facts(b"", facts_of(Note(note.path, note.text))) for note in notes]
    facts = {found.path: found for found in map(unpacked_facts, kept)}
    vault = Vault(facts, CONFIG.schema_for, ties={p: ties_of(f, CONFIG.schema) for p, f in facts.items()})
    return sum(len(check_in_vault(f, [BROKEN_LINK], CONFIG.schema, vault)) for f in facts.values())


def made_links(*, linked: bool) -> Iterator[Note]:
    """Links of which half are plain; the others show a text, lead to a heading, are Markdown or embeds."""
    rng = random.Random(5)
    prose = "Of hops and malt, water and yeast. " * 2
    forms = ["[[{}]]"] * 5 + ["[[{}|it]]", "[[{}#What it is]]", "[[{}#What it is]]", "[it]({}.md)", "![[{}]]"]
    for number in range(NOTES):
        lines = [f"---\ntitle: N{number}\n---\n# What it is\n"]
        for _ in range(LINKS):
            link = rng.choice(forms).format(f"N{rng.randrange(NOTES)}")
            lines.append(f"{prose}{link if linked else link.translate(NO_LINK)}. {prose}\n\n")
        yield Note(f"Folder {number % 50}/N{number}.md", "".join(lines))


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
    """The number of diagnostics in a vault of fresh facts: nothing is cached from the previous round."""
    fresh = {path: replace(fact) for path, fact in facts.items()}
    vault = Vault(fresh, CONFIG.schema_for)
    return sum(len(check_in_vault(f, RULES, CONFIG.schema_for(f.path), vault)) for f in fresh.values())


if __name__ == "__main__":
    main()
