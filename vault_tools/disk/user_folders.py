"""The folders of the platform for what a program keeps of a user."""

import os
import sys
from pathlib import Path
from typing import Literal, TypeAlias

Kind: TypeAlias = Literal["cache", "state"]

_NAME = "vault-tools"
_ON_LINUX = {"cache": ("XDG_CACHE_HOME", ".cache"), "state": ("XDG_STATE_HOME", ".local/state")}
"""Variable, and folder below the user's (https://specifications.freedesktop.org/basedir-spec)."""


def user_folder(kind: Kind) -> Path:
    """Ours, where `platformdirs` has it. That takes 6 ms to import, and most of the time it is not needed."""
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
