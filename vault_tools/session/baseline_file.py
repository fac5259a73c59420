"""The baseline of a vault on disk."""

import os
from pathlib import Path

from vault_tools.config.load import read_text
from vault_tools.disk.state import replace_file
from vault_tools.errors import VaultToolsError
from vault_tools.lint.baseline import Baseline, parse_baseline

BASELINE_NAME = "vault-tools-baseline.json"
"""At the vault's root, beside the configuration: whoever shares the vault shares it."""


def read_baseline(root: Path, path: Path | None = None) -> Baseline:
    """The one at `path`, else the vault's own, if it has one. Raises VaultToolsError."""
    file = path or root / BASELINE_NAME
    if file.exists():
        return parse_baseline(read_text(file), str(file))
    if path:
        raise VaultToolsError(f"{path}: no such baseline; --write-baseline writes it")
    return Baseline()


def write_baseline(file: Path, baseline: Baseline) -> None:
    """Replace the file, or make it. Raises VaultToolsError."""
    try:
        replace_file(Path(os.path.realpath(file)), baseline.text().encode())
    except OSError as error:
        raise VaultToolsError(f"{file}: can't be written: {error.strerror}") from None
