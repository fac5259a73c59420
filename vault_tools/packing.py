"""Packs values as bytes for storage between runs. Unpacking any bytes yields only data and never runs
code."""

import json
from collections.abc import Callable, Iterable, Mapping
from functools import cache, partial
from typing import Any, Literal, TypeAlias, TypedDict

from msgspec import MsgspecError, Raw, convert, to_builtins
from msgspec.msgpack import Decoder, encode

from vault_tools.lazy_dataclass import fields

_AS_JSON = b"\xc1"
"""The byte that never occurs in MessagePack (https://github.com/msgpack/msgpack/blob/master/spec.md)."""


NOT_ASKED: TypeAlias = Raw
"""The type of a value that is not unpacked."""
_typed_dict: Any = TypedDict


class NotPacked(ValueError):
    """The bytes do not contain a value of the requested type."""


def packed(value: object) -> bytes:
    """The bytes of a value made of strings, numbers, bytes, lists, dicts, sets, tuples and dataclasses."""
    return _encoded(value, None)


def canonical(value: object) -> bytes:
    """Like `packed`, but equal values have equal bytes, whatever the order of their dicts and sets.

    All keys must be strings.
    """
    return _encoded(value, "deterministic")


def _encoded(value: object, order: Literal["deterministic"] | None) -> bytes:
    try:
        return encode(value, order=order)
    except (UnicodeEncodeError, OverflowError):  # lone surrogates and huge numbers, which fit JSON
        plain = to_builtins(value, str_keys=True, order=order)
        return _AS_JSON + json.dumps(plain).encode("ascii")


def unpacked(data: bytes, kind: Any) -> Any:
    """The value of the type `kind` in the bytes. Raises NotPacked."""
    return unpacker(kind)(data)


@cache
def unpacker(kind: Any) -> Callable[[bytes], Any]:
    """A function that unpacks values of the type `kind`, for many small values: looking up the type takes
    longer than unpacking one. The function raises NotPacked."""
    decoder = cache(partial(Decoder, kind))

    def unpack(data: bytes) -> Any:
        try:
            if data.startswith(_AS_JSON):
                return convert(json.loads(data[1:]), kind, str_keys=True)
            return decoder().decode(data)
        except (MsgspecError, ValueError, RecursionError) as error:
            raise NotPacked(str(error)) from None

    return unpack


def some_keys(kinds: Mapping[str, Any]) -> Any:
    """The type of a dict of which only these keys are unpacked, if present."""
    return _typed_dict("SomeKeys", dict(kinds), total=False)


def rows_of(kind: Any) -> Any:
    """The type of `rows` of dataclasses of type `kind`. Unpacking dataclasses directly would import
    `dataclasses`, which takes 5 ms."""
    return tuple.__class_getitem__((tuple.__class_getitem__(tuple(f.type for f in fields(kind))), ...))


def rows(values: Iterable[Any]) -> list[list[object]]:
    """For each dataclass instance, the values of its fields."""
    return [[getattr(value, field.name) for field in fields(value)] for value in values]


def made_of(kind: Any, unpacked_rows: Iterable[Iterable[object]]) -> tuple[Any, ...]:
    """The instances of the dataclass `kind` with these field values; undoes `rows`."""
    names = [field.name for field in fields(kind)]
    return tuple(kind(**dict(zip(names, row, strict=True))) for row in unpacked_rows)
