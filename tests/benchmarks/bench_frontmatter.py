"""The cost of frontmatter: `python tests/benchmarks/bench_frontmatter.py [VAULT]`.

Without VAULT it uses example-vault. Prints a table and asserts nothing. Each figure is the median of
interleaved rounds in one run, next to its ratio to a yardstick of the same run, since machines differ and are
shared.
"""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

import yaml
from timing import interleaved, table

from vault_tools.note.frontmatter import fences, parse_frontmatter
from vault_tools.note.note import Note

ROOT = Path(__file__).parents[2]
ROUNDS = 15
NOTES_OF_A_LARGE_VAULT = 10_000


def main() -> None:
    vault = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "example-vault"
    texts = [Note.decode(path.name, path.read_bytes()).text for path in sorted(vault.rglob("*.md"))]
    blocks = [spans[1].of(text) for text in texts if (spans := fences(text))]
    print(f"{len(texts)} notes of {vault.name}, {len(blocks)} with frontmatter\n")
    per_note(texts, blocks)
    whole_process(vault)
    memory(vault)


def per_note(texts: list[str], blocks: list[str]) -> None:
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    timed = interleaved(
        {
            "PyYAML compose alone": lambda: [composed(block, loader) for block in blocks],
            "entries with spans and typed values": lambda: [parse_frontmatter(text) for text in texts],
        },
        ROUNDS,
    )
    table("milliseconds a note (CPU)", {name: 1000 * t / len(texts) for name, t in timed.items()})


def composed(block: str, loader: type) -> object:
    try:
        return yaml.compose(block, Loader=loader)
    except yaml.YAMLError:
        return None


def whole_process(vault: Path) -> None:
    program = [sys.executable, "-m", "vault_tools"]
    note = next(path for path in sorted(vault.rglob("*.md")))
    commands = {
        "python -c pass": [sys.executable, "-c", "pass"],
        "vault-tools --version": [*program, "--version"],
        "vault-tools check ONE-NOTE": [*program, "check", "--quiet", str(note)],
        "vault-tools check VAULT": [*program, "check", "--quiet", str(vault)],
    }
    timed = interleaved(
        {name: lambda c=command: run(c) for name, command in commands.items()}, ROUNDS, children=True
    )
    table("milliseconds a process (CPU)", {name: 1000 * seconds for name, seconds in timed.items()})


def memory(vault: Path) -> None:
    """Peak memory over ten thousand notes: the vault's own, repeated."""
    sources = [path for path in sorted(vault.rglob("*.md")) if path.stat().st_size]
    with tempfile.TemporaryDirectory() as folder:
        for number in range(NOTES_OF_A_LARGE_VAULT):
            target = Path(folder, f"{number % 100:02}", f"{number}.md")
            target.parent.mkdir(exist_ok=True)
            target.write_bytes(sources[number % len(sources)].read_bytes())
        for command in (["-c", "pass"], ["-m", "vault_tools", "check", "--quiet", folder]):
            script = (
                "import os, resource, subprocess, sys;"
                "subprocess.run([sys.executable, *sys.argv[1:]], stdout=subprocess.DEVNULL);"
                "usage = resource.getrusage(resource.RUSAGE_CHILDREN);"
                "print(usage.ru_maxrss / 1024, usage.ru_utime + usage.ru_stime)"
            )
            out = subprocess.run([sys.executable, "-c", script, *command], capture_output=True, text=True)
            peak, seconds = out.stdout.split()
            what = "python -c pass" if command[0] == "-c" else f"check of {NOTES_OF_A_LARGE_VAULT:,} notes"
            print(f"{what:<40} {float(peak):8.1f} MB  {float(seconds):6.2f} s CPU")


def run(command: Iterable[str]) -> None:
    subprocess.run(command, stdout=subprocess.DEVNULL, env={**os.environ, "PYTHONPATH": str(ROOT)})


if __name__ == "__main__":
    main()
