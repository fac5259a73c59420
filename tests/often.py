"""How much a test does of what could go on for ever: a part by default, all of it in CI."""

import os
from typing import Any

import pytest

IN_CI = "CI" in os.environ


def often(usual: int, in_ci: int) -> int:
    """How many times, or how large."""
    return in_ci if IN_CI else usual


def long(*values: Any) -> Any:
    """Arguments of a test that come again in CI only, where others that stay ask the same of the program."""
    return pytest.param(*values, marks=pytest.mark.long)
