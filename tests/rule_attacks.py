"""Notes that are slow for a rule, made from a fixed seed: repeated pieces of what rules look for, in the text
and in the frontmatter.

    python tests/rule_attacks.py [--attacks 20] [--seed 7]

prints for each rule the worst growth of its time with a note's size, and the most processor time in seconds
that it took per megabyte, including reading the note.
"""

import argparse
import gc
import time
from collections.abc import Callable, Iterator
from functools import cache, partial
from math import log2
from random import Random

from hostile_text import CANDIDATES

from vault_tools.config.config import load_config
from vault_tools.lint import engine
from vault_tools.lint.rule import VaultRule, registry
from vault_tools.note.note import Note
from vault_tools.vault.facts import facts_of
from vault_tools.vault.vault import Vault

SIZE = 10_000
"""Length of the smallest note that is measured, in characters."""
GROWTH = 1.3
"""The exponent above which a rule counts as more than linear."""
CONFIG = """
language: zh
keys:
  title: {type: text, required: true}
  tags: {type: tags}
  people: {type: list, names: people}
  date: {type: date, required: true, aliases: [created]}
  source: {unique: true}
  status: {values: [evergreen, draft]}
  draft: {type: checkbox}
key-order: [title, tags, date]
names: {people: {aliases: {A: [b]}}}
tags: {style: kebab-case, aliases: {x: y}, retired: [z]}
mocs: [{name: m, each: tags, note: "MOC/{value}.md"}]
"""
BIG = {
    "tags": lambda size: "---\ntags: [" + ",        ".join(["a"] * (size // 10)) + "]\n---\ntext\n",
    "quoted tags": lambda size: "---\ntags:\n" + '- "#ti"\n' * (size // 8) + "---\ntext\n",
    "headings": lambda size: "# h\n" * (size // 4),
}
"""Functions from a size in characters to a note that once took minutes to fix."""
MARKS = [
    "\n",
    "\n\n",
    "\n# ",
    "\n## a\n",
    "\n- ",
    "\n> ",
    "\n---\n",
    "\n```\n",
    "```",
    "`",
    "\n$$\n",
    "%%",
    "\n%% vault-tools:begin a %%\n",
    "\n%% vault-tools:end a %%\n",
    "%% vault-tools: ignore truncated-section %%\n",
    "<!--",
    "-->",
    "<details>",
    "</details>",
    "<summary>Original English</summary>",
    "\n> [!note]- ",
    "[[",
    "]]",
    "![[a]]",
    "[a](b)",
    "[^1]",
    "\n[^1]: a",
    "|",
    "\na|b\n-|-\n",
    "#a",
    "#a/b ",
    "^a ",
    "**",
    "*a* ",
    "_",
    "==",
    "~~",
    "<%",
    "%>",
    "{{a}}",
    "“",
    "”",
    "（",
    "）",
    "...",
    "…",
    "[truncated]",
    "0:00 ",
    "Speaker 1: ",
    ">> ",
    "The hop is in bloom, and the malt is dry. ",
    "酒花开了，麦芽也干了。",
    "Note that ",
    "Continue?",
    "a",
    " ",
    "\t",
    "\r\n",
    "中",
    "é",
]
"""Beginnings and ends of the parts of a note."""
ITEMS = [
    "a",
    "#a",
    '"#a b"',
    "A-b",
    "a_b",
    "a/b",
    "[[a]]",
    "'[[a|b]]'",
    "2025-03-07",
    "3.4.2025",
    "1",
    "中",
    "a, b",
    "''",
    "~",
    "x" * 40,
]
"""Values of the frontmatter."""
KEYS = ["tags", "people", "aliases", "date", "title", "source", "status", "x", "topics"]

Text = Callable[[int], str]
"""A function from a size in characters to a note."""


def attacks(rule: str, count: int, seed: int = 7) -> Iterator[tuple[str, Text]]:
    """(description, note) of attacks on a rule, built partly from its examples."""
    rng = Random(f"{seed} {rule}")
    examples = [example.before for example in registry()[rule].examples] or [""]
    lines = [line + "\n" for text in examples for line in text.splitlines() if len(line) < 200]
    for number in range(count):
        make = (_body, _body, _body, _list, _keys)[number % 5]
        yield make(rng, lines or MARKS, examples)


def _body(rng: Random, lines: list[str], examples: list[str]) -> tuple[str, Text]:
    pieces = [*MARKS, *rng.choices(lines, k=20), *CANDIDATES.replace("\x00", "")]
    pump = "".join(rng.choices(pieces, k=rng.randrange(1, 5)))
    before = rng.choice(["", "", "---\ntitle: a\n---\n", rng.choice(examples), rng.choice(pieces)])
    after = rng.choice(["", "x\n", rng.choice(pieces)])
    return f"{before!r} + {pump!r} * n + {after!r}", lambda size: before + pump * (size // len(pump)) + after


def _list(rng: Random, lines: list[str], examples: list[str]) -> tuple[str, Text]:
    key, item, numbered = rng.choice(KEYS), rng.choice(ITEMS), rng.random() < 0.5
    is_flow, after = rng.random() < 0.5, rng.choice(["", "text\n", rng.choice(lines)])

    def text(size: int) -> str:
        ends = (str(n) if numbered else "" for n in range(size // (len(item) + 4)))
        items = [f"{item[:-1]}{end}{item[-1:]}" if item[-1:] in "'\"]" else item + end for end in ends]
        value = f" [{', '.join(items)}]\n" if is_flow else "\n" + "".join(f"- {i}\n" for i in items)
        return f"---\n{key}:{value}---\n{after}"

    return f"{key}: {item} * n, numbered={numbered}, flow={is_flow}", text


def _keys(rng: Random, lines: list[str], examples: list[str]) -> tuple[str, Text]:
    key, value = rng.choice(KEYS), rng.choice(ITEMS)

    def text(size: int) -> str:
        count = size // (len(key) + len(value) + 7)
        return "---\n" + "".join(f"{key}{n}: {value}\n" for n in range(count)) + "---\ntext\n"

    return f"{key}N: {value} * n", text


loaded = cache(load_config)


def judged(rule: str, text: str) -> None:
    """The diagnostics of one rule for a single note."""
    config = loaded(CONFIG)
    rules = [registry()[rule](**config.options.get(rule, {}))]
    note = Note("Note.md", text)
    engine.check(note, rules, config.schema, evidence=config.evidence, least="low")
    if isinstance(rules[0], VaultRule):
        facts = facts_of(note)
        vault = Vault({"Note.md": facts}, config.schema_for)
        engine.check_in_vault(facts, rules, config.schema, vault, least="low")


def fixed(config: str, text: str) -> str:
    """A single note after all fixes of a configuration."""
    settings = loaded(config)
    note = Note("Note.md", text)
    schema = settings.schema_for(note.path)
    vault = Vault({note.path: facts_of(note)}, settings.schema_for)
    fix = engine.fix(note, settings.rules, schema, vault, unsafe=True, evidence=settings.evidence)
    return fix.note.text


def growth(work: Callable[[str], object], text: Text, smallest: int = SIZE) -> float:
    """The exponent with which the time grows with the size of the note. If it is too high, the least of
    several measurements: another program may be using the processor's caches."""
    least = 9.0
    for size in (smallest, 2 * smallest, 4 * smallest, 4 * smallest):
        small, large = min(seconds(work, text(size)) for _ in range(2)), seconds(work, text(4 * size))
        least = min(least, log2(large / small) / 2)
        if least <= GROWTH:
            break
    return least


def seconds(work: Callable[[str], object], text: str) -> float:
    """Seconds of processor time, without garbage collection, which would also visit what earlier tests left
    behind."""
    gc.disable()
    try:
        start = time.thread_time()
        work(text)
        return time.thread_time() - start
    finally:
        gc.enable()


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--attacks", type=int, default=20)
    parser.add_argument("--seed", type=int, default=7)
    options = parser.parse_args()
    judged("empty-note", "a")
    for rule in registry():
        work = partial(judged, rule)
        found = [
            (growth(work, text), seconds(work, text(100_000)) * 10, how)
            for how, text in attacks(rule, options.attacks, options.seed)
        ]
        most, slowest = max(f[0] for f in found), max(found, key=lambda f: f[1])
        print(f"{rule:<24} exponent {most:4.2f}, {slowest[1]:5.2f} s/MB  {slowest[2][:90]}", flush=True)


if __name__ == "__main__":
    main()
