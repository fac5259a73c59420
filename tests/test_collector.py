"""What was freed goes back to the system."""

import ctypes
import subprocess
import sys

import pytest

MEASURE = """
import os
from vault_tools.session.collector import give_back

def resident():
    with open("/proc/self/statm") as said:
        return int(said.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")

blocks = [bytes([n % 255 + 1]) * 20_000 for n in range(4_000)]
del blocks[::2]
before = resident()
give_back()
print(before - resident())
"""
"""Frees 40 MB that lie between what stays in use."""


@pytest.mark.skipif(
    sys.platform != "linux" or not hasattr(ctypes.CDLL(None), "malloc_trim"),
    reason="this C library gives back what was freed by itself, or never",
)
def test_what_was_freed_between_what_is_in_use_is_given_back() -> None:
    ran = subprocess.run([sys.executable, "-c", MEASURE], capture_output=True, text=True, check=True)
    assert int(ran.stdout) > 10_000_000
