"""Starts and ends the process of the program."""

import os
import sys

import vault_tools


def process() -> None:
    """Run `main` as a process of its own. Exits the process, or raises SystemExit.

    `--version` is handled before anything is imported. The process exits without Python's cleanup: freeing
    the data of 10,000 notes takes longer than judging one.
    """
    if sys.argv[1:] == ["--version"] and _is_said(f"vault-tools {vault_tools.__version__}{os.linesep}"):
        os._exit(0)
    from vault_tools.cli.program import main

    try:
        main()
    except SystemExit as end:
        if type(end.code) is int and not _has_threads():
            _leave(end.code)
        raise


def _is_said(line: str) -> bool:
    """Whether the line could be written to standard output; if not, `main` reports why."""
    try:
        return bool(sys.stdout and os.write(sys.stdout.fileno(), line.encode()))
    except OSError:
        return False


def _has_threads() -> bool:
    """Whether there are other threads. If `threading`, which is slow to import, was never imported, there are
    none."""
    threading = sys.modules.get("threading")
    return threading is not None and threading.active_count() > 1


def _leave(code: int) -> None:
    """Exit the process at once. Returns if that fails, so that Python exits and reports the error."""
    import atexit

    try:
        atexit._run_exitfuncs()  # as Python does; one of them closes the index
        sys.stdout.flush()
        sys.stderr.flush()
    except (Exception, KeyboardInterrupt):
        return
    os._exit(code)
