"""What the section rules find: `python tests/benchmarks/bench_sections.py [--verbose] [--only KIND]`.

Plants one defect at a time in real notes of ../shared/corpus and checks whether the rules find it, then
prints what they report about the unchanged notes, and how fast. Prints tables and asserts nothing; the seed
is fixed.
"""

import argparse
import cProfile
import pstats
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import nullcontext
from itertools import chain, zip_longest
from random import Random

from hosts import RULES, Host, read_hosts, recast_hosts
from plantings import KINDS, Planting

from vault_tools.lint.engine import check
from vault_tools.note.note import Note

PLANTINGS, ROUNDS = 240, 7


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--verbose", action="store_true", help="list variants, misses and diagnostics")
    parser.add_argument("--profile", action="store_true")
    parser.add_argument("--only", choices=KINDS)
    options = parser.parse_args()
    hosts = list(read_hosts())
    more = list(recast_hosts(hosts))
    print(f"{'planted':<24} {'places':>6} {'clean':>6} {'notes':>6} {'found':>6} {'recall':>6}")
    for kind in [options.only] if options.only else KINDS:
        recall(kind, hosts + more, options.verbose)
    if not options.only:
        untouched(hosts, options.verbose)
        throughput(hosts, options.profile)


def recall(kind: str, hosts: Iterable[Host], verbose: bool) -> None:
    planted = list(plantings(kind, hosts))
    clean = [planting for planting in planted if planting.clean]
    missed = [planting for planting in clean if not planting.found]
    notes, found = len({p.host.note.path for p in clean}), len(clean) - len(missed)
    share = f"{found / len(clean):.3f}" if clean else "-"
    print(f"{kind:<24} {len(planted):>6} {len(clean):>6} {notes:>6} {found:>6} {share:>6}")
    if verbose:
        all_of, missed_of = (Counter(p.place[0] for p in some) for some in (clean, missed))
        for variant in sorted(all_of):
            print(f"  {variant:<40} {all_of[variant] - missed_of[variant]:>4} of {all_of[variant]}")
        print(*(f"    {planting}" for planting in missed), sep="\n")


def plantings(kind: str, hosts: Iterable[Host]) -> Iterator[Planting]:
    """Places in all notes in turn, so that no note outweighs the others."""
    plant, accepted = KINDS[kind]
    each = []
    for host in hosts:
        rng = Random(f"{kind} {host.note.path} {host.shape}")
        places = [Planting(host, place, tuple(accepted.split())) for place in plant(host, rng)]
        each.append(rng.sample(places, len(places)))
    in_turn = chain.from_iterable(zip_longest(*each))
    yield from [planting for planting in in_turn if planting][:PLANTINGS]


def untouched(hosts: list[Host], verbose: bool) -> None:
    print(f"\n{'notes as they are':<24} {'notes':>6} {'of':>6} {'diagnostics':>12}")
    for rule in RULES:
        said = [(host, d) for host in hosts for d in host.said if d.rule == rule]
        notes = len({host.note.path for host, _ in said})
        print(f"{rule:<24} {notes:>6} {len(hosts):>6} {len(said):>12}")
        for host, d in said if verbose else ():
            print(f"    {host.note.path}:{d.place.line} {d.confidence}: {d.message}: {d.evidence[:80]!r}")


def throughput(hosts: list[Host], profile: bool) -> None:
    """Megabytes of UTF-8 per second of CPU, in the best round, without reading the frontmatter, which all
    rules share."""
    size = sum(len(host.note.text.encode()) for host in hosts) / 1e6
    print(f"\n{'throughput':<24} {'MB/s':>6}   of {size:.2f} MB")
    for name, known in (("notes just read", False), ("frontmatter known", True)):
        print(f"{name:<24} {size / min(seconds(hosts, known) for _ in range(ROUNDS)):>6.1f}")
    if profile:
        profiler = cProfile.Profile()
        for _ in range(ROUNDS):
            seconds(hosts, True, profiler)
        pstats.Stats(profiler).sort_stats("tottime").print_stats(10)


def seconds(hosts: list[Host], known: bool, profiler: cProfile.Profile | None = None) -> float:
    """Seconds of CPU for one round over notes of which nothing is cached or, if `known`, only the
    frontmatter."""
    fresh = [(Note(host.note.path, host.note.text), host.config) for host in hosts]
    for note, _ in fresh if known else ():
        _ = note.frontmatter, note.ignored
    with profiler or nullcontext():
        start = time.process_time()
        for note, config in fresh:
            check(note, config.rules, config.schema_for(note.path))
        return time.process_time() - start


if __name__ == "__main__":
    main()
