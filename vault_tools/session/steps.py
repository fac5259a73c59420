"""Long work in steps, between which whoever takes them may do something else."""

from collections.abc import Generator
from typing import TypeAlias, TypeVar

T = TypeVar("T")

Steps: TypeAlias = Generator[None, None, T]
"""Work that comes to a T. Where it is given up between two steps, nothing is half known."""


def done(steps: Steps[T]) -> T:
    """What the work comes to, with all steps taken at once."""
    while True:
        try:
            next(steps)
        except StopIteration as end:
            found: T = end.value
            return found
