"""Where a process of the program begins, and ends."""

import os
import sys

import vault_tools


def process() -> None:
    """`main` as a process of its own. Ends at once, or raises SystemExit.

    `--version` is answered before anything is imported. In the end Python would take apart all that is known
    of 10,000 notes, and that takes longer than to judge one.
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
    """Whether standard output took it; `main` says why not."""
    try:
        return bool(sys.stdout and os.write(sys.stdout.fileno(), line.encode()))
    except OSError:
        return False


def _has_threads() -> bool:
    """Besides this one; without the import of what knows, which takes a while, nobody has begun any."""
    threading = sys.modules.get("threading")
    return threading is not None and threading.active_count() > 1


def _leave(code: int) -> None:
    """Returns where that is left to Python, which then says what is wrong."""
    import atexit

    try:
        atexit._run_exitfuncs()  # as Python does; among these are those that close the index
        sys.stdout.flush()
        sys.stderr.flush()
    except (Exception, KeyboardInterrupt):
        return
    os._exit(code)
