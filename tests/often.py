"""How much a test does of what could go on for ever: a part by default, all of it in CI."""

import os

IN_CI = "CI" in os.environ


def often(usual: int, in_ci: int) -> int:
    """How many times, or how large."""
    return in_ci if IN_CI else usual
