"""Values as bytes and back, for what is kept between runs: whatever bytes are read, they can only be data."""

import json
from collections.abc import Callable, Iterable, Mapping
from functools import cache, partial
from sys import modules
from typing import Any, Literal, TypeAlias, TypedDict

from vault_tools.lazy_dataclass import fields

if "typing_extensions" in modules:
    import msgspec
else:  # msgspec does with typing alone where there is no such package, which takes 5 ms to import
    modules["typing_extensions"] = None  # type: ignore[assignment]
    try:
        import msgspec
    finally:
        del modules["typing_extensions"]

_AS_JSON = b"\xc1"
"""What no MessagePack begins with (https://github.com/msgpack/msgpack/blob/master/spec.md)."""


NOT_ASKED: TypeAlias = msgspec.Raw
"""The type of what is skipped."""
_typed_dict: Any = TypedDict


class NotPacked(ValueError):
    """Bytes that hold no value of the kind that was asked for."""


def packed(value: object) -> bytes:
    """A value of texts, numbers, bytes, lists, dicts, sets, tuples and dataclasses."""
    return _encoded(value, None)


def canonical(value: object) -> bytes:
    """The same bytes for two values that are equal, in whatever order their dicts and sets were made.

    All keys are texts.
    """
    return _encoded(value, "deterministic")


def _encoded(value: object, order: Literal["deterministic"] | None) -> bytes:
    try:
        return msgspec.msgpack.encode(value, order=order)
    except (UnicodeEncodeError, OverflowError):  # half characters and huge numbers, which JSON can hold
        plain = msgspec.to_builtins(value, str_keys=True, order=order)
        return _AS_JSON + json.dumps(plain).encode("ascii")


def unpacked(data: bytes, kind: Any) -> Any:
    """The value of a kind, a type, that the bytes hold. Raises NotPacked."""
    return unpacker(kind)(data)


@cache
def unpacker(kind: Any) -> Callable[[bytes], Any]:
    """Unpacks one value of a kind after the other: to look the kind up each time takes longer than to unpack
    a small one. What it returns raises NotPacked."""
    decoder = cache(partial(msgspec.msgpack.Decoder, kind))

    def unpack(data: bytes) -> Any:
        try:
            if data.startswith(_AS_JSON):
                return msgspec.convert(json.loads(data[1:]), kind, str_keys=True)
            return decoder().decode(data)
        except (msgspec.MsgspecError, ValueError, RecursionError) as error:
            raise NotPacked(str(error)) from None

    return unpack


def some_keys(kinds: Mapping[str, Any]) -> Any:
    """The type of a dict of which only these keys are looked at, if they are there."""
    return _typed_dict("SomeKeys", dict(kinds), total=False)


def rows_of(kind: Any) -> Any:
    """The type of the `rows` of dataclasses of a kind. To unpack these as what they are, the library that
    knows dataclasses is imported, which takes 5 ms."""
    return tuple.__class_getitem__((tuple.__class_getitem__(tuple(f.type for f in fields(kind))), ...))


def rows(values: Iterable[Any]) -> list[list[object]]:
    """Dataclasses as the values of their fields."""
    return [[getattr(value, field.name) for field in fields(value)] for value in values]


def made_of(kind: Any, unpacked_rows: Iterable[Iterable[object]]) -> tuple[Any, ...]:
    """The dataclasses of a kind that these are the rows of."""
    names = [field.name for field in fields(kind)]
    return tuple(kind(**dict(zip(names, row, strict=True))) for row in unpacked_rows)
