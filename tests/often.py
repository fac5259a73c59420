"""The amount of work in open-ended tests: part of it by default, all of it in CI."""

import os
from typing import Any

import pytest

IN_CI = "CI" in os.environ


def often(usual: int, in_ci: int) -> int:
    """The number of repetitions, or the size."""
    return in_ci if IN_CI else usual


def long(*values: Any) -> Any:
    """Parameters for CI only, if others that always run ask the same of the program."""
    return pytest.param(*values, marks=pytest.mark.long)
