"""Freed memory is returned to the system."""

import ctypes
import subprocess
import sys

import pytest

MEASURE = """
import os
from vault_tools.session.collector import give_back, give_back_what_is_large

def resident():
    with open("/proc/self/statm") as said:
        return int(said.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")

{before}
bytes(30_000_000)
blocks = [bytes([n % 255 + 1]) * {size} for n in range(80_000_000 // {size})]
before = resident()
del blocks[::2]
{after}
print(before - resident())
"""
"""Frees 40 MB interleaved with objects in use, after something that was larger than each."""
WAYS = [(20_000, "", "give_back()"), (1_000_000, "give_back_what_is_large()", "")]


@pytest.mark.skipif(
    sys.platform != "linux" or not hasattr(ctypes.CDLL(None), "malloc_trim"),
    reason="this C library gives back what was freed by itself, or never",
)
@pytest.mark.parametrize(("size", "before", "after"), WAYS)
def test_what_was_freed_between_what_is_in_use_is_given_back(size: int, before: str, after: str) -> None:
    measure = MEASURE.format(size=size, before=before, after=after)
    ran = subprocess.run([sys.executable, "-c", measure], capture_output=True, text=True, check=True)
    assert int(ran.stdout) > 10_000_000
