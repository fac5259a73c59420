"""Kill runs that write the index, and check that later runs are not misled: run this file.

Each time, some notes are edited, a `check` that would store them is killed with SIGKILL at a random moment,
and the next one must print what a run without an index prints. `--times N`: 200 by default.
"""

import argparse
import os
import random
import subprocess
import sys
import tempfile
from pathlib import Path

NOTES = 300
LONGEST = 1.5
"""Seconds after which a run is killed at the latest; most have finished by then."""
TEXTS = (
    "---\ntags: [Hops, beer]\nstatus: evergreen\n---\nA hop.\n",
    "---\ntags: hops\n---\n[...truncated for brevity...]\n",
    "---\ndate: 7/3/2024\n---\nSee [[1]].\n",
    "# Nothing wrong\n\nHere.\n",
)


def wrong_answers(folder: Path, times: int, seed: int = 1) -> tuple[int, int]:
    """(number of runs killed before their end, number of wrong answers after them)."""
    rng, root = random.Random(seed), folder / "vault"
    root.mkdir()
    (root / "vault-tools.yaml").write_text("mocs: [{name: tags, each: tags, note: 'MOC/{value}.md'}]\n")
    for number in range(NOTES):
        (root / f"{number}.md").write_text(rng.choice(TEXTS))
    killed = wrong = 0
    for _ in range(times):
        for number in rng.sample(range(NOTES), rng.choice([1, 30, NOTES])):
            (root / f"{number}.md").write_text(rng.choice(TEXTS))
        killed += _killed(_command(root), folder, rng.random() * LONGEST)
        wrong += _answer(_command(root), folder) != _answer([*_command(root), "--no-cache"], folder)
    return killed, wrong


def _command(root: Path) -> list[str]:
    return [sys.executable, "-m", "vault_tools", "check", "--output-format", "json", str(root)]


def _environment(folder: Path) -> dict[str, str]:
    return {**os.environ, "XDG_CACHE_HOME": str(folder / "cache")}


def _killed(command: list[str], folder: Path, seconds: float) -> bool:
    """Whether a run was killed `seconds` after its start; false if it finished earlier."""
    process = subprocess.Popen(
        command, env=_environment(folder), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        process.kill()
    return process.wait() < 0


def _answer(command: list[str], folder: Path) -> tuple[bytes, bytes]:
    done = subprocess.run(command, env=_environment(folder), capture_output=True, check=False)
    return done.stdout, done.stderr


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=200)
    times = parser.parse_args().times
    with tempfile.TemporaryDirectory() as folder:
        killed, wrong = wrong_answers(Path(folder), times)
    print(f"{killed} of {times} runs killed, {wrong} wrong answers after it")
    sys.exit(wrong > 0)


if __name__ == "__main__":
    main()
