"""How a process of the program begins and ends."""

import os
import sys

import vault_tools


def process() -> None:
    """`main` as a process of its own. Ends at once, or raises SystemExit.

    `--version` is answered before anything is imported. At the end Python would free everything known about
    10,000 notes, which takes longer than judging one.
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
    """Whether standard output accepted it; `main` says why not."""
    try:
        return bool(sys.stdout and os.write(sys.stdout.fileno(), line.encode()))
    except OSError:
        return False


def _has_threads() -> bool:
    """Whether there are threads besides this one; if the module that knows, which takes a while to import,
    was never imported, nobody started any."""
    threading = sys.modules.get("threading")
    return threading is not None and threading.active_count() > 1


def _leave(code: int) -> None:
    """Returns if this is left to Python, which then reports what is wrong."""
    import atexit

    try:
        atexit._run_exitfuncs()  # as Python does; among these are those that close the index
        sys.stdout.flush()
        sys.stderr.flush()
    except (Exception, KeyboardInterrupt):
        return
    os._exit(code)
