"""Frozen dataclasses whose methods are written when they are first needed.

`dataclasses.dataclass` writes and compiles the methods of a class where it is defined, 0.5 ms a class; a
command that checks one note defines 90 of them and uses a third.
"""

import dataclasses
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

_METHODS = ("__init__", "__eq__", "__hash__", "__repr__")
_WRITTEN = (*_METHODS, "__match_args__", "__replace__", "__dataclass_params__")


class _Pending:
    """A class without its methods: a stand-in for each has them written and calls the real one.

    They are written for a twin and then put in their places, so that no other thread meets half a class; of
    two threads that come at once each writes them, and either's will do.
    """

    def __init__(self, cls: type, options: dict[str, bool]) -> None:
        self._cls, self._options = cls, options
        self._given = {k: v for k, v in vars(cls).items() if k not in ("__dict__", "__weakref__")}
        for name, value in self._given.items():
            if not isinstance(value, dataclasses.Field):
                continue
            if value.default is dataclasses.MISSING:
                delattr(cls, name)
            else:
                setattr(cls, name, value.default)
        for name in _METHODS:
            if self._given.get(name) is None:
                setattr(cls, name, self._stand_in(name))
        fixed = {"__setattr__": _no_assignment, "__delattr__": _no_deletion, "__dataclass_fields__": self}
        for name, value in fixed.items():
            setattr(cls, name, value)

    def __get__(self, instance: object, owner: type) -> Any:
        """Who asks for the fields (`fields`, `replace`, a subclass) needs the class as a whole."""
        self._complete()
        return vars(self._cls)["__dataclass_fields__"]

    def _stand_in(self, name: str) -> Callable[..., Any]:
        def method(instance: Any, *args: Any, **kwargs: Any) -> Any:
            self._complete()
            return getattr(self._cls, name)(instance, *args, **kwargs)

        return method

    def _complete(self) -> None:
        cls = self._cls
        twin = type(cls)(cls.__name__, cls.__bases__, {**self._given, "__qualname__": cls.__qualname__})
        made = vars(dataclasses.dataclass(frozen=True, **self._options)(twin))
        for name in _WRITTEN:
            if name in made and self._given.get(name) is None:
                setattr(cls, name, made[name])
        setattr(cls, "__dataclass_fields__", made["__dataclass_fields__"])  # noqa: B010


def _no_assignment(instance: object, name: str, value: object) -> None:
    raise dataclasses.FrozenInstanceError(f"cannot assign to field {name!r}")


def _no_deletion(instance: object, name: str) -> None:
    raise dataclasses.FrozenInstanceError(f"cannot delete field {name!r}")


if TYPE_CHECKING:
    from dataclasses import dataclass
else:

    def dataclass(*, frozen, kw_only=False):
        """As `dataclasses.dataclass`, of which it takes these two; `frozen` must be true."""
        assert frozen

        def later(cls):
            _Pending(cls, {"kw_only": kw_only})
            return cls

        return later


__all__ = ["dataclass"]
