"""Long work in steps, with room for other work in between."""

from collections.abc import Callable, Generator
from typing import TypeAlias, TypeVar

T = TypeVar("T")

Steps: TypeAlias = Generator[None, None, T]
"""Work whose result is a T. It can be abandoned between any two steps without leaving anything half known."""


def _go_on() -> None:
    pass


def done(steps: Steps[T], between: Callable[[], None] = _go_on) -> T:
    """The result of the work. `between` is called between any two steps, and abandons the work by raising."""
    try:
        while True:
            next(steps)
            between()
    except StopIteration as end:
        found: T = end.value
        return found
    finally:
        steps.close()
