"""Frozen dataclasses that are cheap to define.

`dataclasses.dataclass` generates and compiles six methods when a class is defined, which takes 0.5 ms, and
importing the library takes 13 ms; a command that checks one note defines 130 classes. Here equality, hash and
repr come from one function for all classes, and `__init__` is compiled only after some calls. The functions
of `dataclasses` still work on these classes, as if the library had made them.
"""

from collections.abc import Callable, Iterable
from operator import attrgetter
from reprlib import recursive_repr
from types import MemberDescriptorType
from typing import TYPE_CHECKING, Any, ClassVar

_FEW = 8
"""Calls of an `__init__` before it is compiled."""
MISSING: Any = type("MISSING", (), {"__slots__": ()})()
"""Stands for no default, as `dataclasses.MISSING` does too."""


class _Field:
    """Like `dataclasses.Field`, which is also accepted."""

    __slots__ = ("compare", "default", "default_factory", "hash", "init", "kw_only", "name", "repr", "type")

    def __init__(
        self,
        default: Any = MISSING,
        default_factory: Any = MISSING,
        *,
        init: bool = True,
        repr: bool = True,
        hash: bool | None = None,
        compare: bool = True,
    ) -> None:
        self.name, self.type, self.kw_only = "", None, False
        self.default, self.default_factory = default, default_factory
        self.init, self.repr, self.hash, self.compare = init, repr, hash, compare


class _Class:
    """The fields of one class. It is a descriptor that stands for `__dataclass_fields__` and computes the
    library's version on first access."""

    def __init__(self, cls: type, fields: dict[str, Any]) -> None:
        self.cls, self.fields, self._calls = cls, fields, 0
        self._of_library: dict[str, Any] = {}

    def __get__(self, instance: object, owner: type) -> dict[str, Any]:
        if not self._of_library:
            self._of_library = self._found_by_library()
        return self._of_library

    def _found_by_library(self) -> dict[str, Any]:
        import dataclasses

        twin = dataclasses.make_dataclass(
            self.cls.__name__, [(f.name, f.type, _of_library(f)) for f in self.fields.values()], frozen=True
        )
        for name in ("__dataclass_params__", "__replace__"):
            if name in vars(twin):
                setattr(self.cls, name, vars(twin)[name])
        found: dict[str, Any] = vars(twin)["__dataclass_fields__"]
        return found

    def initialise(self, instance: Any, *args: Any, **kwargs: Any) -> None:
        """Handles the first calls of `__init__`. Most classes have few instances, and compiling an `__init__`
        takes as long as twenty of these calls."""
        self._calls += 1
        if self._calls > _FEW or not _is_set(instance, self.fields.values(), args, kwargs):
            self.cls.__init__ = made = _written_init(self.cls, self.fields)  # type: ignore[misc]
            made(instance, *args, **kwargs)


def _of_library(own: Any) -> Any:
    import dataclasses

    names = ("default", "default_factory", "init", "repr", "hash", "compare", "kw_only")
    options = {name: value for name in names if not is_missing(value := getattr(own, name))}
    return dataclasses.field(**options)


def is_missing(value: object) -> bool:
    """Whether this stands for no default, here or in the library."""
    return value is MISSING or type(value).__name__ == "_MISSING_TYPE"


def _is_set(instance: Any, fields: Iterable[Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> bool:
    """Set the fields from the arguments; returns False, having set none, if they do not match the fields."""
    given, left = iter(args), dict(kwargs)
    values = []
    for f in fields:
        value = MISSING
        if f.init:
            value = left.pop(f.name, MISSING) if f.kw_only else next(given, MISSING)
            if value is MISSING:
                value = left.pop(f.name, MISSING)
        if value is MISSING:
            value = f.default if is_missing(f.default_factory) else f.default_factory()
        if is_missing(value):
            return False
        values.append((f.name, value))
    if left or next(given, MISSING) is not MISSING:
        return False
    for name, value in values:
        object.__setattr__(instance, name, value)
    if hasattr(instance, "__post_init__"):
        instance.__post_init__()
    return True


def _written_init(cls: type, fields: dict[str, Any]) -> Any:
    """Compile `__init__`. Two threads may do so at the same time; either result will do."""
    outer: dict[str, Any] = {"_set": object.__setattr__, "_made": MISSING}
    parameters: list[str] = []
    body: list[str] = []

    def is_set(name: str, value: str) -> None:
        slot = getattr(cls, name, None)
        if isinstance(slot, MemberDescriptorType):  # takes a third of the time
            outer[f"_set_{name}"] = slot.__set__
            body.append(f"_set_{name}(self, {value})")
        else:
            body.append(f"_set(self, {name!r}, {value})")

    for f in sorted(fields.values(), key=lambda f: f.kw_only):  # a stable sort
        name, value = f.name, f.name
        if not is_missing(f.default):
            outer[f"_of_{name}"] = f.default
            default = f"=_of_{name}"
        elif not is_missing(f.default_factory):
            outer[f"_of_{name}"] = f.default_factory
            default = "=_made"
            value = f"_of_{name}() if {name} is _made else {name}" if f.init else f"_of_{name}()"
        else:
            default = ""
        if f.init:
            if f.kw_only and "*" not in parameters:
                parameters.append("*")
            parameters.append(name + default)
        elif is_missing(f.default_factory):
            if "__slots__" in vars(cls) and default:
                is_set(name, f"_of_{name}")
            continue
        is_set(name, value)
    if hasattr(cls, "__post_init__"):
        body.append("self.__post_init__()")
    lines = "\n  ".join(body or ["pass"])
    source = f"def make({', '.join(outer)}):\n def __init__(self, {', '.join(parameters)}):\n  {lines}\n"
    made: dict[str, Any] = {}
    exec(f"{source} return __init__", {"__name__": cls.__module__}, made)  # noqa: S102
    init = made["make"](**outer)
    init.__qualname__ = f"{cls.__qualname__}.__init__"
    return init


def _fields_of(cls: type, *, kw_only: bool) -> dict[str, Any]:
    """The inherited fields and the class's own. Class attributes are replaced by the fields' defaults."""
    fields: dict[str, Any] = {}
    for base in cls.__mro__[-1:0:-1]:
        if found := vars(base).get("__dataclass_fields__"):
            of_library = isinstance(found, dict)
            fields |= {f.name: f for f in base.__dataclass_fields__.values()} if of_library else found.fields  # type: ignore[attr-defined]
    for name, annotation in cls.__annotations__.items():
        if annotation is ClassVar or getattr(annotation, "__origin__", None) is ClassVar:
            continue
        given = vars(cls).get(name, MISSING)
        own = given if hasattr(given, "default_factory") else _Field(given)
        own.name, own.type, own.kw_only = name, annotation, kw_only
        fields[name] = own
        if not is_missing(own.default):
            setattr(cls, name, own.default)
        elif name in vars(cls):
            delattr(cls, name)
    return fields


def _methods(fields: dict[str, Any]) -> dict[str, Any]:
    compared = _values([f.name for f in fields.values() if f.compare])
    hashed = _values([f.name for f in fields.values() if (f.compare if f.hash is None else f.hash)])
    shown = [f.name for f in fields.values() if f.repr]

    def equals(self: Any, other: object) -> Any:
        return compared(self) == compared(other) if other.__class__ is self.__class__ else NotImplemented

    def hash_of(self: Any) -> int:
        return hash(hashed(self))

    def text_of(self: Any) -> str:
        values = ", ".join([f"{name}={getattr(self, name)!r}" for name in shown])
        return f"{self.__class__.__qualname__}({values})"

    return {"__eq__": equals, "__hash__": hash_of, "__repr__": recursive_repr()(text_of)}


def _values(names: list[str]) -> Callable[[Any], tuple[Any, ...]]:
    if len(names) > 1:
        return attrgetter(*names)
    return lambda instance: tuple([getattr(instance, name) for name in names])


def _no_assignment(instance: object, name: str, value: object) -> None:
    from dataclasses import FrozenInstanceError

    raise FrozenInstanceError(f"cannot assign to field {name!r}")


def _no_deletion(instance: object, name: str) -> None:
    from dataclasses import FrozenInstanceError

    raise FrozenInstanceError(f"cannot delete field {name!r}")


def _with_slots(cls: type, fields: dict[str, Any]) -> type:
    """The class created anew, because slots can only be set on creation."""
    inherited = {name for base in cls.__mro__[1:] for name in vars(base).get("__slots__", ())}
    kept = {k: v for k, v in vars(cls).items() if k not in (*fields, "__dict__", "__weakref__")}
    slots = {"__slots__": tuple(name for name in fields if name not in inherited)}
    states = {"__getstate__": _state, "__setstate__": _set_state}
    made = type(cls)(cls.__name__, cls.__bases__, {**kept, **slots, **states})
    made.__qualname__ = cls.__qualname__
    return made


def _state(instance: Any) -> list[Any]:
    return [getattr(instance, f.name) for f in fields(instance)]


def _set_state(instance: Any, state: list[Any]) -> None:
    for f, value in zip(fields(instance), state, strict=True):
        object.__setattr__(instance, f.name, value)


def _own_fields(cls: type) -> Any:
    """The fields by name if this module made the class, else None."""
    found = (vars(base).get("__dataclass_fields__") for base in cls.__mro__)
    known = next((each for each in found if each is not None), None)
    return known.fields if isinstance(known, _Class) else None


if TYPE_CHECKING:
    from dataclasses import dataclass, field, fields, replace
else:
    field = _Field

    def dataclass(*, frozen, kw_only=False, slots=False, eq=True):
        """Like `dataclasses.dataclass`, with some of its parameters; `frozen` must be true."""
        assert frozen

        def made(cls):
            found = _fields_of(cls, kw_only=kw_only)
            if slots:
                cls = _with_slots(cls, found)
            for name, method in _methods(found).items():
                if vars(cls).get(name) is None and (eq or name == "__repr__"):
                    setattr(cls, name, method)
            cls.__setattr__, cls.__delattr__ = _no_assignment, _no_deletion
            cls.__match_args__ = tuple(f.name for f in found.values() if f.init and not f.kw_only)
            cls.__dataclass_fields__ = known = _Class(cls, found)
            if "__init__" not in vars(cls):
                cls.__init__ = lambda *args, **kwargs: known.initialise(*args, **kwargs)
            return cls

        return made

    def fields(of):
        """Like `dataclasses.fields`."""
        own = _own_fields(of if isinstance(of, type) else type(of))
        if own is not None:
            return tuple(own.values())
        import dataclasses

        return dataclasses.fields(of)

    def replace(instance, /, **changes):
        """Like `dataclasses.replace`."""
        own = _own_fields(type(instance))
        if own is None:
            import dataclasses

            return dataclasses.replace(instance, **changes)
        for f in own.values():
            if f.init:
                changes.setdefault(f.name, getattr(instance, f.name))
        return type(instance)(**changes)


__all__ = ["MISSING", "dataclass", "field", "fields", "is_missing", "replace"]
