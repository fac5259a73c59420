"""The job to run: the watcher of one vault, with absolute paths, so that it can be started from anywhere."""

import os
import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from platformdirs import user_log_path

_ENVIRONMENT = ("XDG_STATE_HOME", "XDG_CACHE_HOME")
"""Where state is kept, if the user's shell differs from the system here: `status` looks in the same place."""


@dataclass(frozen=True)
class Job:
    """`name` consists of ASCII letters, digits and `-`; `log` is for systems that keep no journal."""

    name: str
    vault: str
    command: tuple[str, ...]
    log: Path
    environment: Mapping[str, str] = field(default_factory=dict)

    @property
    def description(self) -> str:
        return f"Fixes the notes of {self.vault} (vault-tools)"


def job_of(vault: Path, options: tuple[str, ...] = ()) -> Job:
    """The job for a vault's root, with extra options for `watch`."""
    name = job_name(vault)
    return Job(
        name=name,
        vault=str(vault),
        command=(sys.executable, "-m", "vault_tools", "watch", str(vault), *options),
        log=user_log_path("vault-tools", appauthor=False) / f"{name}.log",
        environment={key: value for key in _ENVIRONMENT if (value := os.environ.get(key))},
    )


def job_name(vault: Path) -> str:
    words = "-".join(re.findall("[A-Za-z0-9]+", vault.name))[:30]
    return "-".join(filter(None, ["vault-tools", words, sha256(os.fsencode(vault)).hexdigest()[:8]]))
