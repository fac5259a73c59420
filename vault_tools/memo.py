"""Values computed from an immutable object and cached on it."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Self, TypeVar

T = TypeVar("T")

if TYPE_CHECKING:
    from functools import cached_property as cached_property
else:

    class _CachedProperty:
        """Like `functools.cached_property` from Python 3.12 on: without the lock, which takes half the time.
        A note has forty such properties."""

        def __init__(self, make: Callable[[Any], Any]) -> None:
            self._make, self._name, self.__doc__ = make, make.__name__, make.__doc__

        def __get__(self, instance: Any, owner: type | None = None) -> Any:
            if instance is None:
                return self
            made = instance.__dict__[self._name] = self._make(instance)
            return made

    cached_property = _CachedProperty


class Memo:
    """Caches the results of functions of this object."""

    def once(self, make: Callable[[Self], T]) -> T:
        """The result of `make(self)`, computed on first use. It must not refer to the object itself."""
        if make not in self._made:
            self._made[make] = make(self)
        made: T = self._made[make]
        return made

    @cached_property
    def _made(self) -> dict[Any, Any]:
        return {}
