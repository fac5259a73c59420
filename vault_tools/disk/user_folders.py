"""The platform's folders for a program's per-user data."""

import os
import sys
from pathlib import Path
from typing import Literal, TypeAlias

Kind: TypeAlias = Literal["cache", "state"]

_NAME = "vault-tools"
_ON_LINUX = {"cache": ("XDG_CACHE_HOME", ".cache"), "state": ("XDG_STATE_HOME", ".local/state")}
"""The variable, and the default below the home folder
(https://specifications.freedesktop.org/basedir-spec)."""


def user_folder(kind: Kind) -> Path:
    """Our folder, the same as from `platformdirs`, which takes 6 ms to import and is rarely needed."""
    if sys.platform == "linux" and "ANDROID_DATA" not in os.environ:
        variable, below = _ON_LINUX[kind]
        given, home = os.environ.get(variable, ""), os.environ.get("HOME", "")
        if given.startswith("/"):
            return Path(given, _NAME)
        if home.startswith("/"):
            return Path(home, below, _NAME)
    import platformdirs

    asked = {"cache": platformdirs.user_cache_dir, "state": platformdirs.user_state_dir}
    return Path(asked[kind](_NAME))
