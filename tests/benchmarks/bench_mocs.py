"""The cost of MOCs: `python tests/benchmarks/bench_mocs.py`. Prints a table, asserts nothing.

10,000 made-up notes and 500 MOCs over them: by tag, by person, by month and one by hand-made sources, with
the notes' facts in memory. Each figure is the median of interleaved rounds in one run, next to its ratio to
reading the same notes.
"""

import random
from collections.abc import Iterator, Mapping

from timing import interleaved, table

from vault_tools.config.config import load_config
from vault_tools.mocs.index import MocIndex
from vault_tools.mocs.kinds import notes as notes_moc
from vault_tools.note.note import Note
from vault_tools.vault.facts import NoteFacts, facts_of
from vault_tools.vault.vault import Vault

NOTES, TAGS, PEOPLE, ROUNDS = 10_000, 320, 170, 5
CONFIG = load_config("""
keys: {tags: {type: tags}, people: {type: list, names: people}}
mocs:
  - {name: tags, each: tags, note: "Tags/{value}.md", group-by: status, sort: -date}
  - {name: people, each: people, note: "People/{value}.md", show: table, columns: [date, tags]}
  - {name: months, each: date.month, note: "Months/{value}.md", item: "{{ link }} {{ people|join(', ') }}"}
  - {name: drafts, note: Drafts.md, source: {all: [{where: {status: draft}}, {not: {tag: tag-7}}]}}
  - {name: home, kind: home, note: Home.md}
  - {name: health, kind: health, note: Health.md}
""")


def main() -> None:
    notes = list(made_notes())
    facts = {note.path: facts_of(note) for note in notes}
    changed = notes[77].with_text(notes[77].text.replace("title: ", "title: New ", 1))
    print(f"{NOTES:,} notes, {rendered(facts)[0]:,} MOCs that list {rendered(facts)[1]:,} entries")
    for name, text in (("title", changed.text), ("text", notes[77].text + "\nMore.\n")):
        again = {**facts, changed.path: facts_of(changed.with_text(text))}
        before = len(notes_moc._texts)
        rendered(again)
        print(f"another {name} of one note: {len(notes_moc._texts) - before} MOCs rendered anew")
    states = iter(range(1_000_000))
    rows = interleaved(
        {
            "read the facts of all notes": lambda: [facts_of(Note(n.path, n.text)) for n in notes],
            "all MOCs, none rendered before": lambda: (forget(), rendered(facts)),
            "all MOCs, nothing changed": lambda: rendered(facts),
            "all MOCs, one note changed": lambda: rendered(
                {**facts, changed.path: facts_of(changed.with_text(f"{changed.text}{next(states)}"))}
            ),
        },
        ROUNDS,
    )
    table("seconds (CPU)", rows)


def made_notes() -> Iterator[Note]:
    rng = random.Random(7)
    for number in range(NOTES):
        tags = {f"tag-{int(rng.triangular(0, TAGS, 0))}" for _ in range(4)}
        people = {f"Person {rng.randrange(PEOPLE)} Smith" for _ in range(2)}
        lines = ["---", f"title: Note {number} on 啤酒", "tags:", *(f"  - {tag}" for tag in sorted(tags))]
        lines += ["people:", *(f"  - {name}" for name in sorted(people))]
        lines += [
            f"date: 20{20 + number % 4}-{number % 12 + 1:02}-07",
            f"status: {('draft', 'done')[number % 2]}",
        ]
        yield Note(
            f"Notes/{number % 100}/{number}.md", "\n".join([*lines, "---", f"See [[{number + 1}]].", ""])
        )


def rendered(facts: Mapping[str, NoteFacts]) -> tuple[int, int]:
    """(number of MOCs, number of entries) made from these facts; only rendered texts are kept between
    rounds."""
    index = Vault(facts, CONFIG.schema_for).once(MocIndex)
    mocs = entries = 0
    for listing in index.listings:
        index.text(listing, listing.path)
        mocs, entries = mocs + 1, entries + len(listing.members)
    return mocs, entries


def forget() -> None:
    """Forget what was rendered, and the links in it."""
    notes_moc.let_go()
    for kept in (notes_moc._writer, notes_moc._line):
        kept.cache_clear()


if __name__ == "__main__":
    main()
