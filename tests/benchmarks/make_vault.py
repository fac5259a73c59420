"""Make a realistic vault: `python tests/benchmarks/make_vault.py DIR [--notes 10000] [--mocs]`.

10,000 notes are 370 MB, with a median of 24 kB and a maximum of 1.1 MB; a third are bilingual with folded
originals. One note in ten breaks one rule, each rule in turn. The same call produces the same bytes.
"""

import argparse
import statistics
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path

from faults import planted
from made_notes import MEDIAN, ORGANISATIONS, Made, Vault, yaml
from phrases import topics

FAULTY = 0.1
"""The share of notes with a fault."""
CONFIG = f"""
language: zh
keys:
  title:    {{type: text, required: true}}
  source:   {{type: text, aliases: [url], unique: true}}
  speaker:  {{type: text}}
  date:     {{type: date, required: true, aliases: [created, published]}}
  tags:     {{type: tags, required: true}}
  draft:    {{type: checkbox}}
  category: {{type: text, values: [ai-ml, economy, health]}}
  area:     {{type: text, values: [tech-engineering, finance-wealth, life-family]}}
  people:   {{type: list, names: people}}
  companies_orgs: {{type: list, names: organisations}}
  status:   {{type: text, values: [evergreen, draft], required: true, default: draft}}
key-order:
  [title, source, speaker, date, tags, summary, insight, draft, category, area, project, people,
   companies_orgs, media_books, status]
status: {{evergreen-forbids: [truncated-section, untranslated-section]}}
tags: {{aliases: {{machine-learning: ml}}, retired: [to-read]}}
names:
  people: {{notes: People/}}
  organisations: {{aliases: {{{", ".join(f"{name}: []" for name in ORGANISATIONS)}}}}}
profiles:
  - match: "People/**"
    keys: {{date: {{required: false}}, status: {{required: false}}}}
  - match: "MOC/**"
    keys: {{date: {{required: false}}, tags: {{required: false}}, status: {{required: false}}}}
rules: {{select: [all, unknown-name]}}
mocs:
  - {{name: drafts, note: MOC/Drafts.md, source: {{where: {{status: draft}}}}, sort: -date, limit: 100}}
""".lstrip()
"""Every rule is enabled, except those of `NOT_PLANTED` that are off by default."""
MOCS = """
  - {name: home, kind: home, note: MOC/Home.md, title: Home}
  - {name: tags, each: tags, min: 5, note: "MOC/Tags/{value}.md", group-by: status, sort: -date}
  - {name: people, each: people, min: 5, note: "MOC/People/{value} (person).md", show: table, columns: [tags]}
  - {name: months, each: date.month, note: "MOC/Months/{value}.md", sort: -date}
""".lstrip("\n")
"""From a few thousand notes on, there are about 500 of these."""
NEWER = (", unique: true",)
"""Settings in the configuration that older versions refuse."""
STALE_NOTE = Made(
    "MOC/Drafts.md",
    "---\ntitle: Drafts\n---\n%% vault-tools:begin drafts %%\n%% vault-tools:end drafts %%\n",
    "moc",
    "stale-moc",
)


TOPIC_NOTES = [
    Made(
        f"Topics/{name}.md",
        yaml({"title": name, "date": "2020-01-01", "tags": ["topics"], "status": "evergreen"})
        + f"{topic.chinese}是许多笔记的话题。\n",
        "topic",
    )
    for topic in topics()
    for name in dict.fromkeys(topic)
]
"""The link targets in the notes' sentences."""


@dataclass
class Written:
    """The content of a vault on disk: bytes of each note, notes by kind, faults by rule."""

    sizes: list[int] = field(default_factory=list)
    kinds: Counter[str] = field(default_factory=Counter)
    faults: Counter[str] = field(default_factory=Counter)

    def __str__(self) -> str:
        return (
            f"{len(self.sizes):,} notes, {sum(self.sizes) / 1e6:,.0f} MB, median "
            f"{statistics.median(self.sizes) / 1e3:.0f} kB, largest {max(self.sizes) / 1e3:,.0f} kB; "
            f"{self.kinds['folded'] / len(self.sizes):.0%} with folded originals; "
            f"{self.faults.total():,} faults of {len(self.faults)} rules"
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--notes", type=int, default=10_000)
    parser.add_argument("--median", type=int, default=MEDIAN, help="bytes of a note")
    parser.add_argument("--mocs", action="store_true", help="configure 500 index notes")
    options = parser.parse_args()
    print(write_vault(options.folder, made_notes(options.notes, options.median), mocs=options.mocs))


def made_notes(count: int, median: int = MEDIAN) -> Iterator[Made]:
    """The notes of a vault: `count` notes, and a stale index note."""
    yield STALE_NOTE
    yield from planted(Vault(count, median=median), FAULTY)


def write_vault(
    folder: Path, notes: Iterable[Made], *, mocs: bool = False, without: Iterable[str] = ()
) -> Written:
    """Write notes, the topics that they link to, and the configuration, `without` some of `NEWER`. Raises
    FileExistsError if there is a vault already."""
    (folder / ".obsidian").mkdir(parents=True)
    config = CONFIG + (MOCS if mocs else "")
    for setting in without:
        config = config.replace(setting, "")
    (folder / "vault-tools.yaml").write_text(config, "utf-8")
    written = Written()
    for note in chain(notes, TOPIC_NOTES):
        data = note.text.encode("utf-8", "surrogateescape")
        path = folder / note.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        written.sizes.append(len(data))
        written.kinds[note.kind] += 1
        if note.planted:
            written.faults[note.planted] += 1
    return written


if __name__ == "__main__":
    main()
