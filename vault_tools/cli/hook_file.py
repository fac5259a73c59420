"""Installs and removes the file that git runs before a commit. Never replaces somebody else's."""

import os
import shlex
import shutil
import sys
from pathlib import Path

from vault_tools.cli.git import git_folder, top_folder
from vault_tools.errors import VaultToolsError

_MARK = "# Written by `vault-tools hook install`; `vault-tools hook uninstall` removes it."
_SCRIPT = """\
#!/bin/sh
{mark}
program={program}
[ -x "$program" ] || program=$(command -v vault-tools) || {{
  echo "vault-tools is not found: install it, or commit with --no-verify" >&2
  exit 1
}}
exec "$program" {arguments}
"""


def install(*, fix: bool) -> Path:
    """Write the hook of the current folder's repository, replacing an older one of ours; returns its path.

    Raises VaultToolsError.
    """
    hook = _hook_path()
    arguments = "hook run --fix" if fix else "hook run"
    if os.path.lexists(hook):
        _refuse_foreign(hook, f"add the line `vault-tools {arguments}` to it yourself")
    script = _SCRIPT.format(mark=_MARK, program=shlex.quote(_program()), arguments=arguments)
    try:
        hook.parent.mkdir(parents=True, exist_ok=True)
        hook.unlink(missing_ok=True)
        with open(hook, "x", encoding="utf-8", newline="\n", opener=_as_program) as file:
            file.write(script)
    except OSError as error:
        raise VaultToolsError(f"{hook}: can't be written: {error.strerror}") from None
    return hook


def uninstall() -> Path:
    """Remove our hook; returns its path. Raises VaultToolsError if there is none."""
    hook = _hook_path()
    if not os.path.lexists(hook):
        raise VaultToolsError(f"{hook}: no such hook")
    _refuse_foreign(hook, "remove the line of vault-tools from it yourself")
    try:
        hook.unlink()
    except OSError as error:
        raise VaultToolsError(f"{hook}: can't be removed: {error.strerror}") from None
    return hook


def _hook_path() -> Path:
    """The path where git looks for the hook: in `core.hooksPath`, else in a folder that all worktrees share.
    Raises VaultToolsError if that is outside the repository."""
    top = top_folder()
    own, folder = git_folder("--git-common-dir", top=top), git_folder("--git-path", "hooks", top=top)
    if folder.is_symlink() and not _is_in(Path(os.path.realpath(folder)), top, own):
        raise VaultToolsError(f"{folder}: is a link that leads out of the repository; links are not followed")
    if not folder.is_relative_to(top) and not folder.is_relative_to(own):
        raise VaultToolsError(
            f"{folder}: core.hooksPath is outside the repository, where hooks may be shared; "
            "set it for this repository alone, or add `vault-tools hook run` there yourself"
        )
    return folder / "pre-commit"


def _is_in(real: Path, *folders: Path) -> bool:
    return any(real.is_relative_to(os.path.realpath(folder)) for folder in folders)


def _refuse_foreign(hook: Path, way_out: str) -> None:
    """Raises VaultToolsError unless a hook is marked as ours. A link was set up by the user, so it is not."""
    ours = hook.is_file() and not hook.is_symlink() and _MARK.encode() in hook.read_bytes().split(b"\n")[:2]
    if not ours:
        raise VaultToolsError(f"{hook}: is not a hook of vault-tools; {way_out}")


def _program() -> str:
    """The path of this program as it was called, else of the one next to the interpreter; empty if the hook
    has to search for it."""
    beside = Path(sys.executable).parent
    found = shutil.which(sys.argv[0]) or shutil.which("vault-tools", path=beside) or ""
    return Path(os.path.abspath(found)).as_posix() if found else ""


def _as_program(path: str, flags: int) -> int:
    return os.open(path, flags, 0o777)
