"""The programs to measure: each version for each Python, installed as users install it, in its own
environment, with compiled bytecode; and what some of them refuse of the made configuration."""

import argparse
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import timing
from make_vault import NEWER, write_vault

CHECKOUT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Installed:
    """A version of the program, and the Python that runs it."""

    name: str
    python: Path

    @property
    def program(self) -> str:
        return str(self.python.with_name("vault-tools"))


def add_options(parser: argparse.ArgumentParser) -> None:
    about = "a checkout to measure; the first one is what others are compared with (default: this one)"
    parser.add_argument("--source", type=Path, action="append", metavar="FOLDER", help=about)
    about = "a Python to measure it with (default: this one, and one of its version that is built otherwise)"
    parser.add_argument("--python", type=Path, action="append", help=about)


def installed(options: argparse.Namespace, folder: Path) -> list[Installed]:
    """The programs that the options ask for, installed below `folder`; prints how each Python is built."""
    sources = [source.resolve() for source in options.source or [CHECKOUT]]
    pythons = options.python or other_builds(Path(sys.executable))
    found = []
    for number, python in enumerate(pythons, 1):
        print(f"Python {number}: {build_of(python)}", flush=True)
        for source in sources:
            name = source.name if len(sources) > 1 else "vault-tools"
            name += f", Python {number}" if len(pythons) > 1 else ""
            found.append(Installed(name, _install(source, python, folder / str(len(found)))))
    return found


def refused(versions: Sequence[Installed], folder: Path) -> Sequence[str]:
    """What to leave out of the configuration of made vaults, since one of the versions refuses it. Prints
    what and why."""
    vault = folder / "configured"
    write_vault(vault, [], mocs=True)
    names = [version.name for version in versions if not _reads(version, vault)]
    if names:
        settings = ", ".join(setting.strip(", ") for setting in NEWER)
        print(f"left out of the configuration, as {' and '.join(names)} refuses it: {settings}")
    return NEWER if names else ()


def _reads(version: Installed, vault: Path) -> bool:
    homes = {f"XDG_{kind}_HOME": f"{vault}-{kind.lower()}" for kind in ("CACHE", "STATE", "DATA")}
    asked = [version.program, "check", str(vault)]
    return subprocess.run(asked, env={**os.environ, **homes}, capture_output=True, check=False).returncode < 2


def other_builds(python: Path) -> list[Path]:
    """This Python, and one of the same version on the path that is built differently, if there is one."""
    name = f"python{sys.version_info.major}.{sys.version_info.minor}"
    folders = os.environ["PATH"].split(os.pathsep)
    others = filter(None, (shutil.which(name, path=folder) for folder in folders))
    is_guided = timing.GUIDED in build_of(python)
    return [python, *[Path(o) for o in others if (timing.GUIDED in build_of(Path(o))) != is_guided][:1]]


def build_of(python: Path) -> str:
    """What `timing` reports about it."""
    asked = subprocess.run([python, timing.__file__], capture_output=True, text=True, check=True)
    return asked.stdout.strip()


def _install(source: Path, python: Path, place: Path) -> Path:
    """The interpreter of a new environment with the program installed; pip compiles what it installs."""
    made = place / "bin" / "python"
    _run([str(python), "-m", "venv", "--without-pip", str(place)])
    copy = place / "source"
    shutil.copytree(source, copy, ignore=shutil.ignore_patterns(".*", "build", "*.egg-info", "__pycache__"))
    pip = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check", "--python", str(made)]
    _run([*pip, "install", "--compile", str(copy)])
    return made


def _run(command: Sequence[str]) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{' '.join(command)}: {done.stderr.strip()}")
