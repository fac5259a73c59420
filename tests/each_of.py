"""Parametrized cases that run faster than pytest can list and report them."""

import functools
import inspect
from collections.abc import Callable, Iterable
from typing import Any

import pytest

Test = Callable[..., None]
Param = type(pytest.param())


def each_of(names: str, cases: Iterable[Any]) -> Callable[[Test], Test]:
    """Like pytest.mark.parametrize, but all cases are one test, which names every case that fails. They share
    their fixtures."""
    parameters = names.split(", ")
    given = [(_id(case), dict(zip(parameters, _values(case, parameters), strict=True))) for case in cases]
    assert given

    def decorated(test: Test) -> Test:
        @functools.wraps(test)
        def of_each(**shared: Any) -> None:
            failures = [error for case in given if (error := _failure(test, shared, *case))]
            if failures:
                raise ExceptionGroup(f"{len(failures)} of {len(given)} cases", failures)

        signature = inspect.signature(test)
        left = [value for name, value in signature.parameters.items() if name not in parameters]
        of_each.__signature__ = signature.replace(parameters=left)  # type: ignore[attr-defined]
        return of_each

    return decorated


def _id(case: Any) -> str:
    return f"{case.id}: " if isinstance(case, Param) and case.id else ""


def _values(case: Any, parameters: list[str]) -> Iterable[Any]:
    if isinstance(case, Param):
        assert not case.marks, "marks are of whole tests"
        return case.values
    return case if parameters[1:] else [case]


def _failure(test: Test, shared: dict[str, Any], id_: str, case: dict[str, Any]) -> Exception | None:
    try:
        test(**shared, **case)
    except Exception as error:
        error.add_note(id_ + ", ".join(f"{name} = {value!r}" for name, value in case.items()))
        return error
    return None
