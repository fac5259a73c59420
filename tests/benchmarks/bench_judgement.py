"""How often the section rules are right: `python tests/benchmarks/bench_judgement.py [--flags]`.

Runs them over whole vaults of ../shared and compares their reports with readers' judgements: the verdicts
there and our own. Prints precision by rule and family of evidence, what became of the verdicts, and how much
is reported per vault. Asserts nothing.

The last columns count the flags on 285 notes that were made to show a defect or none, and how many of these
flags are right: the only evidence for a family that does not occur in real vaults.
"""

import argparse
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace

from judgements import SHARED, Verdict, made_notes, read_verdicts

from vault_tools.config.config import load_config
from vault_tools.lint.engine import check
from vault_tools.lint.rule import Diagnostic, SectionRule, registry
from vault_tools.note.note import Note
from vault_tools.session.run import notes_below, run

VAULTS = {
    "owner-vault": (
        "language: zh\nexclude: [raw_subtitles/]\n"
        'sources: [{notes: "notes/**", transcript: "raw_subtitles/{stem}*.txt"}]\n'
    ),
    "strangers/jzhao": "",
    "strangers/pkmer": "",
    "corpus/thought-foundry": "language: zh\n",
    "corpus/mixed": "",
}
"""The configuration of each vault."""
RULES = [name for name, rule in registry().items() if issubclass(rule, SectionRule)]


class Flag:
    """A diagnostic and its verdicts: those on its rule at its position, or else within its lines."""

    def __init__(self, vault: str, diagnostic: Diagnostic, verdicts: Iterable[Verdict]) -> None:
        self.path, self.diagnostic = f"{vault}/{diagnostic.path}", diagnostic
        place = diagnostic.place
        ours = [v for v in verdicts if v.rule == diagnostic.rule and self.covers(v)]
        self.verdicts = [v for v in ours if v.line == place.line] or ours

    def covers(self, verdict: Verdict) -> bool:
        place = self.diagnostic.place
        return place.line <= verdict.line <= place.last_line

    @property
    def is_shown(self) -> bool:
        return self.diagnostic.confidence != "low"

    @property
    def said(self) -> str:
        """The verdicts' word, the worst if they differ; empty if there is none."""
        words = {verdict.word for verdict in self.verdicts}
        return next((word for word in ("FALSE", "HARMLESS", "TRUE") if word in words), "")

    def __str__(self) -> str:
        d = self.diagnostic
        quoted = " ".join(d.evidence.split())
        quoted = quoted if len(quoted) < 130 else f"{quoted[:60]} … {quoted[-60:]}"
        return (
            f"{self.path}:{d.place.line}-{d.place.last_line} {d.rule}/{d.family} {d.confidence} "
            f"{self.said or '-'}: {d.message} | {quoted}"
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--flags", action="store_true", help="list what is shown, and the verdict on it")
    parser.add_argument("--low", action="store_true", help="list what is not shown as well")
    parser.add_argument("--only", choices=RULES, help="one rule")
    parser.add_argument("--vault", choices=VAULTS, help="one vault")
    options = parser.parse_args()
    verdicts = read_verdicts()
    names = [options.vault] if options.vault else list(VAULTS)
    rules = [options.only] if options.only else RULES
    notes, flags = {}, []
    for name in names:
        notes[name], found = flags_of(name, rules, verdicts)
        flags += found
    if not options.vault:
        notes["seeds"], found = flags_of_seeds(rules, verdicts)
        flags += found
    if options.flags or options.low:
        print(*(flag for flag in flags if options.low or flag.is_shown), sep="\n")
    precision(flags, [] if options.vault else list(flags_of_made_notes(rules)))
    told = [v for v in verdicts if v.rule in rules and v.path.startswith((*names, *notes))]
    became(told, flags)
    density(notes, flags)


def flags_of(vault: str, rules: Collection[str], verdicts: Iterable[Verdict]) -> tuple[int, list[Flag]]:
    """(number of notes, all diagnostics of the rules)."""
    config = replace(load_config(VAULTS[vault]).selecting(rules, []), confidence="low")
    root = SHARED / vault
    by_path: dict[str, list[Verdict]] = defaultdict(list)
    for verdict in verdicts:
        by_path[verdict.path].append(verdict)
    notes = notes_below(root, config, [root])
    found = (d for outcome in run(root, config, notes) for d in outcome.left if d.rule in RULES)
    return len(notes), [Flag(vault, d, by_path[f"{vault}/{d.path}"]) for d in found]


def flags_of_seeds(rules: Collection[str], verdicts: Collection[Verdict]) -> tuple[int, list[Flag]]:
    """The same for the documents in ../shared/seeds, which are not a vault."""
    config = load_config("language: zh").selecting(rules, [])
    paths = sorted((SHARED / "seeds").glob("*.txt"))
    notes = [Note.decode(path.name, path.read_bytes()) for path in paths]
    found = (d for note in notes for d in check(note, config.rules, config.schema_for(note.path)))
    flags = (Flag("seeds", d, [v for v in verdicts if v.path == f"seeds/{d.path}"]) for d in found)
    return len(notes), list(flags)


def flags_of_made_notes(rules: Collection[str]) -> Iterator[Flag]:
    for path, language, verdicts in made_notes():
        config = load_config(f"language: {language}" if language else "").selecting(rules, [])
        note = Note.decode(path.name, path.read_bytes())
        found = check(note, config.rules, config.schema_for(note.path), evidence=config.evidence)
        yield from (Flag("made", d, verdicts) for d in found)


def precision(flags: Iterable[Flag], made: Iterable[Flag]) -> None:
    """Print precision by rule and family; a rule's total is below its families."""
    rows: dict[tuple[str, str, str], list[Flag]] = defaultdict(list)
    on_made: dict[tuple[str, str, str], list[Flag]] = defaultdict(list)
    for found, table in ((flags, rows), (made, on_made)):
        for flag in found:
            d = flag.diagnostic
            table[d.rule, d.family or "-", d.confidence].append(flag)
            if flag.is_shown:
                table[d.rule, "~ all that is shown", ""].append(flag)
    print(
        f"\n{'rule':<24} {'family':<24} {'':<6} {'flags':>6} {'judged':>6} "
        f"{'true':>5} {'harml':>5} {'false':>5} {'right':>5} {'made':>6} {'right':>5}"
    )
    for key in sorted(rows.keys() | on_made.keys()):
        (rule, family, confidence), ours, theirs = key, rows[key], on_made[key]
        said = Counter(flag.said for flag in ours if flag.said)
        words = " ".join(f"{said[word]:>5}" for word in ("TRUE", "HARMLESS", "FALSE"))
        print(
            f"{rule:<24} {family:<24} {confidence:<6} {len(ours):>6} {said.total():>6} {words} "
            f"{share(said['TRUE'], said.total()):>5} "
            f"{len(theirs):>6} {share(sum(f.said == 'TRUE' for f in theirs), len(theirs)):>5}"
        )


def became(verdicts: Iterable[Verdict], flags: Iterable[Flag]) -> None:
    """How many TRUE verdicts are flagged by any rule, and how many others by the rule that was wrong."""
    shown: dict[str, list[Flag]] = defaultdict(list)
    for flag in flags:
        if flag.is_shown:
            shown[flag.path].append(flag)
    rows: dict[str, Counter[str]] = defaultdict(Counter)
    for verdict in verdicts:
        there = [flag for flag in shown[verdict.path] if flag.covers(verdict)]
        found = bool(there) if verdict.is_true else verdict.rule in {f.diagnostic.rule for f in there}
        for rule in (verdict.rule, "~ all"):
            rows[rule][f"{verdict.is_true}"] += 1
            rows[rule][f"{verdict.is_true} found"] += found
    print(f"\n{'verdicts':<24} {'TRUE':>6} {'told':>6} {'':>5}   {'others':>6} {'told':>6}")
    for rule, row in sorted(rows.items()):
        true, told, others, wrongly = (row[k] for k in ("True", "True found", "False", "False found"))
        print(
            f"{rule:<24} {true:>6} {told:>6} {share(told, true):>5}   "
            f"{others:>6} {wrongly:>6} {share(wrongly, others):>5}"
        )


def density(notes: dict[str, int], flags: Iterable[Flag]) -> None:
    print(f"\n{'vault':<24} {'notes':>6} {'shown':>6} {'a 100':>6} {'judged':>6} {'true':>5} {'right':>5}")
    for vault, count in notes.items():
        ours = [flag for flag in flags if flag.is_shown and flag.path.startswith(f"{vault}/")]
        judged = [flag for flag in ours if flag.said]
        true = sum(flag.said == "TRUE" for flag in judged)
        print(
            f"{vault:<24} {count:>6} {len(ours):>6} {100 * len(ours) / count:>6.1f} {len(judged):>6} "
            f"{true:>5} {share(true, len(judged)):>5}"
        )


def share(part: int, whole: int) -> str:
    return f"{part / whole:.2f}" if whole else "-"


if __name__ == "__main__":
    main()
