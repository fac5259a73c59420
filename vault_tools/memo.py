"""What is made of an object that does not change, kept with it."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Self, TypeVar

T = TypeVar("T")

if TYPE_CHECKING:
    from functools import cached_property as cached_property
else:

    class _CachedProperty:
        """As that of `functools` from Python 3.12 on: without a lock, which takes half of the time. A note is
        asked for forty."""

        def __init__(self, make: Callable[[Any], Any]) -> None:
            self._make, self._name, self.__doc__ = make, make.__name__, make.__doc__

        def __get__(self, instance: Any, owner: type | None = None) -> Any:
            if instance is None:
                return self
            made = instance.__dict__[self._name] = self._make(instance)
            return made

    cached_property = _CachedProperty


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
