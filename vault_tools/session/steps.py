"""Long work in steps, between which whoever takes them may do something else."""

from collections.abc import Callable, Generator
from typing import TypeAlias, TypeVar

T = TypeVar("T")

Steps: TypeAlias = Generator[None, None, T]
"""Work that comes to a T. Where it is given up between two steps, nothing is half known."""


def _go_on() -> None:
    pass


def done(steps: Steps[T], between: Callable[[], None] = _go_on) -> T:
    """What the work comes to. `between` is called between any two steps, and gives the work up by raising."""
    try:
        while True:
            next(steps)
            between()
    except StopIteration as end:
        found: T = end.value
        return found
    finally:
        steps.close()
