"""Item templates: jinja2 in its sandbox, limited to those parts of its language that end soon and produce
little text."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from functools import cache
from typing import TYPE_CHECKING, Any, TypeAlias

from vault_tools.errors import VaultToolsError

if TYPE_CHECKING:
    from jinja2 import Environment, nodes

TemplateValues: TypeAlias = Mapping[str, str | list[str]]

MAX_TEMPLATE, MAX_ITEM = 2_000, 10_000
"""The most code points in a template, and in what it produces for one note."""
FILTERS = frozenset(
    "capitalize default first join last length lower sort title trim truncate unique upper".split()
)
"""Filters whose result is at most a constant longer than their input."""
_ALLOWED = frozenset(
    "And Compare CondExpr Concat Const Filter For Getitem If Name Not Operand Or Output Template "
    "TemplateData Test Keyword".split()
)
"""Allowed syntax. There are no calls, no arithmetic and no macros: `range`, `*` and recursion are how a
template runs forever."""
TESTS = frozenset("defined undefined none string number odd even lower upper".split())
"""Allowed tests. Those that compare objects differ from run to run."""


def problem_of(template: str, known: frozenset[str]) -> str:
    """Why a template can't be used, empty if it can. `known` are the names that it may use."""
    from jinja2 import TemplateSyntaxError, meta

    if len(template) > MAX_TEMPLATE:
        return f"is longer than {MAX_TEMPLATE:,} characters"
    try:
        tree = _environment().parse(template)
        if found := next(_forbidden(tree), ""):
            return found
        unknown = sorted(meta.find_undeclared_variables(tree) - known)
    except (TemplateSyntaxError, RecursionError) as error:
        return f"is not a template: {error}"
    if not unknown:
        return ""
    return f"uses `{unknown[0]}`; known: {', '.join(sorted(known))}"


@cache
def names_in(template: str) -> tuple[str, ...]:
    """The names of the values that a template uses, sorted."""
    if not template:
        return ()
    from jinja2 import meta

    return tuple(sorted(meta.find_undeclared_variables(_environment().parse(template))))


@cache
def compiled(template: str) -> Callable[[TemplateValues], str]:
    """A template as a function. Its result is one line that contains no marker and opens no code.

    The function raises VaultToolsError.
    """
    generate = _environment().from_string(template).generate

    def item(values: TemplateValues) -> str:
        try:
            text = "".join(_up_to(MAX_ITEM, generate(values)))
        except Exception as error:  # any error is that of the owner's template
            raise VaultToolsError(f"template `{template}` fails: {error}") from None
        line = " ".join(text.split())
        return line.replace("%%", "&#37;&#37;").replace("```", "\\`\\`\\`").replace("~~~", "\\~\\~\\~")

    return item


def _up_to(length: int, pieces: Iterable[str]) -> Iterator[str]:
    for piece in pieces:
        yield piece[:length]
        length -= len(piece)
        if length <= 0:
            return


def _join(value: Iterable[object], d: str = "") -> str:
    """Replaces jinja2's filter, which can turn one character into a thousand, over and over."""
    return d.join(map(str, value))[:MAX_ITEM]


def _unique(value: Iterable[object]) -> list[object]:
    """Replaces jinja2's filter, which returns a generator that prints as its memory address."""
    return list(dict.fromkeys(value))


def _printed(value: object) -> object:
    """The values that a template may print: texts, numbers and lists of them, but no objects of the
    program."""
    return value if isinstance(value, (str, int, float, list)) else ""


@cache
def _environment() -> "Environment":
    """An environment with only the values that it is given: no globals, attributes or methods."""
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    class ValuesAlone(ImmutableSandboxedEnvironment):
        def getitem(self, obj: Any, argument: Any) -> Any:
            """An item of a list or a character of a text, by number. jinja2 itself would also find methods by
            name."""
            if isinstance(obj, (list, str)) and isinstance(argument, int):
                with suppress(IndexError):
                    return obj[argument]
            return self.undefined()

        def getattr(self, obj: Any, attribute: str) -> Any:
            return self.undefined()

    environment = ValuesAlone(finalize=_printed)
    environment.globals.clear()
    environment.filters |= {"join": _join, "unique": _unique}
    return environment


def _forbidden(node: "nodes.Node", *, looping: bool = False) -> Iterator[str]:
    """The parts of a template that are refused, with their lines."""
    kind = type(node).__name__
    if kind not in _ALLOWED:
        yield f"may not use {_word(kind)} (line {node.lineno})"
    name: Any = getattr(node, "name", None)
    if kind == "Filter" and name not in FILTERS:
        yield f"may not use the filter `{name}`; allowed: {', '.join(sorted(FILTERS))}"
    if kind == "Test" and name not in TESTS:
        yield f"may not use the test `{name}`; allowed: {', '.join(sorted(TESTS))}"
    if kind == "For" and looping:
        yield f"loops inside of a loop (line {node.lineno})"
    for child in node.iter_child_nodes():
        yield from _forbidden(child, looping=looping or kind == "For")


def _word(kind: str) -> str:
    return {"Call": "calls", "Getattr": "attributes", "Mul": "arithmetic"}.get(kind, f"`{kind}`")
