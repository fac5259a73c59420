"""The program, as a function."""

import gc
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from vault_tools.cli.lean_msgspec import import_lean
from vault_tools.cli.streams import prepare_streams
from vault_tools.errors import VaultToolsError

_STAY = frozenset(["mcp", "server", "watch"])
"""Commands that run until they are stopped."""


def main() -> None:
    """Run the program. A VaultToolsError becomes one line and exit code 2; a bug shows its traceback. Raises
    SystemExit."""
    prepare_streams()
    try:
        try:
            if _STAY.isdisjoint(sys.argv[1:2]):
                collect_seldom()
            code = _run(sys.argv[1:])
        finally:
            sys.stdout.flush()
    except KeyboardInterrupt:
        code = 130
    except VaultToolsError as error:
        from vault_tools.cli.output import say
        from vault_tools.printable import shown

        say(f"error: {shown(str(error))}")
        code = 2
    except Exception:
        import traceback

        traceback.print_exc()
        code = 2
    sys.exit(code)


def _run(arguments: Sequence[str]) -> int:
    """Run a command and return its exit code. The commands of hooks and editors, and `check` without options,
    bypass the command-line parser, which takes longer to import than judging a note."""
    if arguments[:1] != ["--help"]:
        import_lean()
    match arguments if sys.platform != "win32" else ():  # where the parser expands patterns
        case ["check", *paths] if _no_option(paths):
            return _check(paths)
        case ["hook", "run", *notes] if _no_option(notes):
            return _run_hook(notes)
        case ["hook", "run", "--fix", *notes] if _no_option(notes):
            return _run_hook(notes, fix=True)
        case ["server", *vault] if _no_option(vault) and len(vault) < 2:
            with suppress(VaultToolsError):  # reported by the command below
                _serve(*vault)
    from vault_tools.cli.app import app_of

    app_of(arguments)(prog_name="vault-tools")
    return 0


def _no_option(arguments: Sequence[str]) -> bool:
    return not any(argument.startswith("-") for argument in arguments)


def collect_seldom() -> None:
    """Make garbage collection rare: a command that runs once leaves little garbage, and looking for it takes
    a tenth of the time."""
    gc.set_threshold(100_000, 20, 100)


def _check(paths: Sequence[str]) -> int:
    from vault_tools.cli.check import CheckOptions, check

    return check(CheckOptions(paths=[Path(path) for path in paths or [""]]))


def _run_hook(notes: Sequence[str], *, fix: bool = False) -> int:
    from vault_tools.cli.hook_run import run_hook

    return run_hook([Path(note) for note in notes], fix=fix)


def _serve(vault: str = "") -> None:
    from vault_tools.config.vault_root import find_root
    from vault_tools.server.options import ServerOptions
    from vault_tools.server.process import serve

    serve(ServerOptions(find_root(Path(vault)) if vault else None))
