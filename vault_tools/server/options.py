"""The options of a server, from the command line and from its client."""

import sys
from dataclasses import dataclass
from math import inf
from pathlib import Path
from typing import Any

from vault_tools.lint.levels import SEVERITIES, Severity
from vault_tools.server import lsp
from vault_tools.server.uris import path_of


@dataclass(frozen=True, slots=True)
class ServerOptions:
    """The options of the command line. Without `vault` the client names it. The others apply if the client
    does not choose."""

    vault: Path | None = None
    fixes: bool = False
    quiet_period: float = 10.0


@dataclass(frozen=True, slots=True)
class Chosen:
    """The options that apply: whether closed notes are fixed, after how many idle seconds, the minimum
    severity to show, and the name of the vault's settings folder (empty: find it)."""

    fixes: bool = False
    quiet_period: float = 10.0
    severity: Severity = "warning"
    settings_folder: str = ""


def chosen(given: Any, options: ServerOptions) -> Chosen:
    """The options with what a client chooses. Its invalid options are ignored, and reported on standard
    error."""
    given = given if isinstance(given, dict) else {}
    wanted = {"mend": options.fixes, "quietPeriod": options.quiet_period, "severity": "warning", **given}
    fits = {name: fits(wanted[name]) for name, fits in _FITS.items() if name in wanted}
    if wrong := {name: given[name] for name, is_right in fits.items() if not is_right}:
        print(f"vault-tools server: invalid initializationOptions, ignored: {wrong}", file=sys.stderr)
    return Chosen(
        fixes=wanted["mend"] if fits["mend"] else options.fixes,
        quiet_period=float(wanted["quietPeriod"]) if fits["quietPeriod"] else options.quiet_period,
        severity=wanted["severity"] if fits["severity"] else "warning",
        settings_folder=wanted["settingsFolder"] if fits.get("settingsFolder") else "",
    )


def root_of(params: lsp.InitializeParams) -> str | None:
    """The folder that a client has opened."""
    folders = params.get("workspaceFolders") or []
    uri = folders[0]["uri"] if folders else params.get("rootUri")
    return path_of(uri) if uri else None


def _is_period(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < inf


def _is_hidden_folder(value: Any) -> bool:
    """Whether Obsidian's "Override config folder" would take it: a single name that begins with a dot."""
    return (
        isinstance(value, str) and value[:1] == "." and bool(value.strip(".")) and not {*value} & {*"/\\\0"}
    )


_FITS = {
    "mend": lambda value: isinstance(value, bool),
    "quietPeriod": _is_period,
    "severity": lambda value: value in SEVERITIES,
    "settingsFolder": _is_hidden_folder,
}
