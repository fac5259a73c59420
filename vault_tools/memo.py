"""What is made of an object that does not change, kept with it."""

from collections.abc import Callable
from functools import cached_property
from typing import Any, Self, TypeVar

T = TypeVar("T")


class Memo:
    """What functions make of an object, made when it is first asked for."""

    def once(self, make: Callable[[Self], T]) -> T:
        """What `make` makes of this; it may not hold the object."""
        if make not in self._made:
            self._made[make] = make(self)
        made: T = self._made[make]
        return made

    @cached_property
    def _made(self) -> dict[Any, Any]:
        return {}
