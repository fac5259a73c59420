"""No pattern of the program takes more than linear time, whatever its input."""

import ast
import importlib
import pkgutil
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

import pytest
from hostile_text import first_growing
from often import long, often

import vault_tools
from vault_tools.lazy_re import _Pattern

METHODS = ("match", "fullmatch", "search", "finditer", "findall", "split", "sub", "subn")
ATTACKS = often(15, 100)


class Found(NamedTuple):
    name: str
    pattern: "re.Pattern[str]"
    methods: tuple[str, ...]

    def __str__(self) -> str:
        return self.name


NAMES = [
    info.name
    for info in pkgutil.walk_packages(vault_tools.__path__, "vault_tools.")
    if not info.name.endswith("__main__")
]


@cache
def modules() -> dict[str, ModuleType]:
    return {name: importlib.import_module(name) for name in NAMES}


@cache
def nodes_of(module: ModuleType) -> tuple[ast.AST, ...]:
    return tuple(ast.walk(ast.parse(Path(module.__file__ or "").read_text("utf-8"))))


@cache
def uses() -> dict[str, set[str]]:
    """`module:name` -> the methods of a pattern that are called on it anywhere."""
    found: dict[str, set[str]] = {}
    for name, module in modules().items():
        home = {
            alias.asname or alias.name: f"{node.module}:{alias.name}"
            for node in nodes_of(module)
            if isinstance(node, ast.ImportFrom)
            for alias in node.names
        }
        for node in nodes_of(module):
            if isinstance(node, ast.Attribute) and node.attr in METHODS:
                owner = node.value.id if isinstance(node.value, ast.Name) else "?"
                found.setdefault(home.get(owner, f"{name}:{owner}"), set()).add(node.attr)
                found.setdefault(name, set()).add(node.attr)
    return found


def patterns_in(value: Any, name: str) -> "Iterator[tuple[str, re.Pattern[str]]]":
    if isinstance(value, _Pattern):
        yield name, re.compile(value._expression, value._flags)
    elif isinstance(value, re.Pattern):
        yield name, value
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from patterns_in(inner, f"{name}[{key}]")
    elif isinstance(value, (list, tuple)):
        for number, inner in enumerate(value):
            yield from patterns_in(inner, f"{name}[{number}]")


def of_modules() -> Iterator[Found]:
    """All patterns in modules and classes, with the methods used on them."""
    for name, module in modules().items():
        holders = [vars(module), *(vars(c) for c in vars(module).values() if isinstance(c, type))]
        for holder in holders:
            for variable, value in [*holder.items()]:
                if not variable.startswith("__"):
                    methods = uses().get(f"{name}:{variable}") or uses().get(name) or {"search"}
                    for shown, pattern in patterns_in(value, f"{name}:{variable}"):
                        yield Found(shown, pattern, tuple(sorted(methods)))


def of_calls() -> Iterator[Found]:
    """All patterns given in calls: `re.search("…", text)`."""
    for name, module in modules().items():
        for node in nodes_of(module):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args):
                continue
            owner = node.func.value
            if isinstance(owner, ast.Name) and owner.id == "re" and node.func.attr in (*METHODS, "compile"):
                expression = text_of(node.args[0], vars(module))
                if expression is not None:
                    flags = re.MULTILINE if "MULTILINE" in ast.unparse(node) else 0
                    methods = [node.func.attr] if node.func.attr != "compile" else ["match", "search"]
                    yield Found(f"{name}:{node.lineno}", re.compile(expression, flags), tuple(methods))


def text_of(node: ast.expr, names: dict[str, Any]) -> str | None:
    """The text of an expression, with a digit in place of values only known at run time."""
    if isinstance(node, ast.JoinedStr):
        parts = (text_of(part, names) if isinstance(part, ast.Constant) else "3" for part in node.values)
        return "".join(part or "" for part in parts)
    try:
        value = eval(compile(ast.Expression(node), "", "eval"), names)
    except Exception:
        return None
    return value if isinstance(value, str) else None


def of_residue() -> Iterator[Found]:
    """The patterns made from the phrases of languages."""
    from vault_tools.note.residue import _forms

    forms = {id(form): form for announced in _forms().announced for form in announced}
    for number, (_, pattern) in enumerate(forms.values()):
        for _, compiled in patterns_in(pattern, ""):
            yield Found(f"{RESIDUE}[{number}]", compiled, ("fullmatch",))


RESIDUE = "residue"


def everything() -> list[Found]:
    found = [*of_modules(), *of_calls(), *of_residue()]
    return [*{(f.pattern.pattern, f.pattern.flags, f.methods): f for f in found}.values()]


def test_patterns_are_linear() -> None:
    """One test, because finding the patterns takes longer than trying most of them."""
    patterns = everything()
    growing = {found.name: first_growing(found.pattern, found.methods, ATTACKS) for found in patterns}
    assert {name: text for name, text in growing.items() if text is not None} == {}
    assert len(patterns) > 150


@pytest.mark.parametrize(
    ("expression", "method"),
    [
        long(r"(?:[ *_]|[ \t]\^[\w-]+|&[a-z]+;)+$", "sub"),
        long(r"# +(.*?)(?: +#+)? *$", "match"),
        long(r"<%[^\n]*?%>", "sub"),
        long(r"\d+\(\d+\)[,:]", "search"),
        long(r"([-_]*)(.*?)([-_]*)", "fullmatch"),
        (r"(?:_?[A-Z]+)*!", "fullmatch"),
    ],
)
def test_patterns_that_are_not_linear_are_told(expression: str, method: str) -> None:
    assert first_growing(re.compile(expression), [method], ATTACKS) is not None
