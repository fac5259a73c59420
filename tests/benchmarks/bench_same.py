"""Whether two programs give the same answers: `python tests/benchmarks/bench_same.py OLD NEW FOLDER...`.

Each gets a copy of each folder and is asked what it finds at the lowest confidence, what it reports, what it
would fix and what it knows of notes, tags and links, without an index and then with one. Prints the questions
whose answers differ, and how many are the same.
"""

import argparse
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

FOUND = ("check", "--output-format", "json", "--confidence", "low")
QUESTIONS = (
    (*FOUND, "--no-cache"),
    FOUND,
    FOUND,
    ("check", "--output-format", "full"),
    ("fix", "--diff", "--no-vault"),
    ("list", "--output-format", "json"),
    ("tags", "--output-format", "json"),
    ("graph",),
    ("moc",),
)
"""The second time, findings come from an index."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("old")
    parser.add_argument("new")
    parser.add_argument("folders", nargs="+", type=Path)
    wanted = parser.parse_args()
    same = 0
    for folder in wanted.folders:
        answers = [list(answers_of(os.path.abspath(program), folder)) for program in (wanted.old, wanted.new)]
        for question, one, other in zip(QUESTIONS, *answers, strict=True):
            same += one == other
            if one != other:
                print(f"{folder}: {' '.join(question)}: the answers differ")
    print(f"{same} of {len(QUESTIONS) * len(wanted.folders)} answers are the same, byte for byte")


def answers_of(program: str, folder: Path) -> Iterator[str]:
    """A program's answers for a copy of the folder, which is at the same path each time."""
    place = Path(tempfile.gettempdir()) / "same"
    shutil.rmtree(place, ignore_errors=True)
    try:
        shutil.copytree(folder, place / "vault", symlinks=True)
        (place / "vault/.obsidian").mkdir(exist_ok=True)
        env = {**os.environ, "XDG_CACHE_HOME": str(place / "cache"), "XDG_STATE_HOME": str(place / "state")}
        for question in QUESTIONS:
            done = subprocess.run(
                [program, *question], cwd=place / "vault", env=env, capture_output=True, check=False
            )
            yield f"{done.returncode}\n{done.stdout!r}\n{done.stderr!r}"
    finally:
        shutil.rmtree(place, ignore_errors=True)


if __name__ == "__main__":
    main()
