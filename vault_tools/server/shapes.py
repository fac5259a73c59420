"""Checks whether a value from outside has the shape of a type, and gives that shape as JSON Schema."""

import types
from collections.abc import Iterator
from functools import cache
from typing import Any, Literal, NotRequired, Union, get_args, get_origin, get_type_hints, is_typeddict

_NAMES: dict[Any, tuple[type | tuple[type, ...], str]] = {
    str: (str, "string"),
    bool: (bool, "boolean"),
    int: (int, "integer"),
    float: ((int, float), "number"),
    type(None): (type(None), "null"),
}


def problem_in(value: Any, shape: Any, name: str = "params") -> str:
    """What is wrong with a value that should have a shape, empty if nothing is. Unknown keys are allowed,
    since newer clients send more."""
    if shape is Any:
        return ""
    if is_typeddict(shape):
        return _problem_in_object(value, shape, name)
    origin, of = get_origin(shape), get_args(shape)
    if origin in (Union, types.UnionType):
        return "" if any(not problem_in(value, each) for each in of) else f"`{name}` should be {_said(shape)}"
    if origin is Literal:
        fits = any(value == each and type(value) is type(each) for each in of)
        return "" if fits else f"`{name}` should be {_said(shape)}"
    if origin is list:
        if not isinstance(value, list):
            return f"`{name}` should be a list"
        problems = (problem_in(item, of[0], f"{name}[{index}]") for index, item in enumerate(value))
        return next(filter(None, problems), "")
    if origin is dict:
        return "" if isinstance(value, dict) else f"`{name}` should be an object"
    kind, said = _NAMES[shape]
    fits = isinstance(value, kind) and (shape is bool or not isinstance(value, bool))
    return "" if fits else f"`{name}` should be {_article(said)}"


def _problem_in_object(value: Any, shape: Any, name: str) -> str:
    if not isinstance(value, dict):
        return f"`{name}` should be an object"
    for key, (of, needed) in _fields(shape).items():
        if key in value:
            if problem := problem_in(value[key], of, f"{name}.{key}"):
                return problem
        elif needed:
            return f"`{name}.{key}` is missing"
    return ""


@cache
def _fields(shape: Any) -> dict[str, tuple[Any, bool]]:
    """The keys of an object -> (the shape of the value, whether it is required)."""
    hints = get_type_hints(shape, include_extras=True)
    return {
        key: (get_args(hint)[0], False) if get_origin(hint) is NotRequired else (hint, True)
        for key, hint in hints.items()
    }


def schema_of(shape: Any) -> dict[str, Any]:
    """The complete JSON Schema of a shape; objects may have additional keys."""
    if shape is Any:
        return {}
    if is_typeddict(shape):
        fields = _fields(shape)
        properties = {key: schema_of(of) for key, (of, _) in fields.items()}
        needed = [key for key, (_, must) in fields.items() if must]
        return {"type": "object", "properties": properties} | ({"required": needed} if needed else {})
    origin, of = get_origin(shape), get_args(shape)
    if origin in (Union, types.UnionType):
        return {"anyOf": [schema_of(each) for each in of]}
    if origin is Literal:
        return {"enum": list(of)}
    if origin is list:
        return {"type": "array", "items": schema_of(of[0])}
    if origin is dict:
        return {"type": "object", "additionalProperties": schema_of(of[1])}
    return {"type": _NAMES[shape][1]}


def notation_of(shape: Any) -> str:
    """A shape in TypeScript's notation, for people."""
    return "".join(_notation(shape))


def _notation(shape: Any) -> Iterator[str]:
    origin, of = get_origin(shape), get_args(shape)
    if shape is Any:
        yield "any"
    elif is_typeddict(shape):
        yield shape.__name__
    elif origin in (Union, types.UnionType):
        yield " | ".join(map(notation_of, of))
    elif origin is Literal:
        yield " | ".join(f'"{each}"' for each in of)
    elif origin is list:
        inner = notation_of(of[0])
        yield f"({inner})[]" if " | " in inner else f"{inner}[]"
    elif origin is dict:
        yield f"{{[key: string]: {notation_of(of[1])}}}"
    else:
        yield _NAMES[shape][1]


def fields_of(shape: Any) -> Iterator[tuple[str, str, bool]]:
    """The keys of an object: (key, its notation, whether it is required)."""
    yield from ((key, notation_of(of), needed) for key, (of, needed) in _fields(shape).items())


def _said(shape: Any) -> str:
    return notation_of(shape).replace(" | ", " or ")


def _article(noun: str) -> str:
    return noun if noun == "null" else f"{'an' if noun[0] in 'aeiou' else 'a'} {noun}"
