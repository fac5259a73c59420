"""The form of a section of the configuration file: which fields it has, what they may contain, and reading
it.

Written for these few types, since a library that validates any takes longer to import than a note to check.
"""

from collections.abc import Callable, Mapping, Sequence
from types import NoneType, UnionType
from typing import (
    Annotated,
    Any,
    ClassVar,
    Literal,
    NamedTuple,
    NoReturn,
    TypeAlias,
    Union,
    get_args,
    get_origin,
    get_type_hints,
)

from vault_tools.lazy_dataclass import MISSING, is_missing

Loc: TypeAlias = tuple[str | int, ...]
"""The keys and items that lead to a place."""


class Invalid(Exception):
    """What is at `loc` is not allowed; with `is_unknown`, because no field has that name. `other` is the
    place that it contradicts, if any."""

    def __init__(self, loc: Loc, problem: str, *, is_unknown: bool = False, other: Loc = ()) -> None:
        self.loc, self.problem, self.is_unknown, self.other = loc, problem, is_unknown, other


class Check(NamedTuple):
    """In `Annotated`, a check of a value beyond its type. It returns the value to keep, or raises ValueError.

    `schema` has the keywords and values that express it in JSON Schema.
    """

    of: Callable[[Any], Any]
    schema: tuple[tuple[str, Any], ...] = ()


class Spelling(NamedTuple):
    """In `Annotated`, a function that turns another spelling of a value into one of its type. `hint` is the
    type of both."""

    of: Callable[[Any], Any]
    hint: Any


class FormField(NamedTuple):
    """`alias` is its name in the file. `default` returns the value if the file has none; without a default
    the file has to set the field. With `shows_default` it is in the JSON Schema."""

    alias: str
    hint: Any
    description: str | None
    default: Callable[[], Any] | None
    shows_default: bool = True


class SectionModel:
    """A mapping with no other keys than its fields, which are spelled with hyphens.

    Subclasses declare them as annotations, with a description in `Annotated`. Instances have the values as
    attributes; `model_fields_set` has the fields that the file sets.
    """

    model_fields: ClassVar[Mapping[str, FormField]] = {}
    takes_others: ClassVar[bool] = False
    """Whether other keys are allowed; they are kept in `others`."""
    model_fields_set: frozenset[str]
    others: Mapping[str, Any]

    def __init_subclass__(cls) -> None:
        if "model_fields" not in vars(cls):
            hints = get_type_hints(cls, localns={cls.__name__: cls}, include_extras=True)
            names = [name for name in cls.__annotations__ if get_origin(hints[name]) is Annotated]
            cls.model_fields = {
                name: form_field(name, hints[name], vars(cls).get(name, MISSING)) for name in names
            }

    def __init__(self, given: Mapping[str, Any] = {}, others: Mapping[str, Any] = {}) -> None:
        defaults = {name: field.default() for name, field in self.model_fields.items() if field.default}
        vars(self).update({**defaults, **given})
        self.model_fields_set, self.others = frozenset(given), others

    def check(self) -> None:
        """Raises ValueError if the values contradict each other."""

    def plain(self, *, as_file: bool = False) -> dict[str, Any]:
        """The fields that the file sets, as plain values; with `as_file` all fields, with their names in the
        file."""
        names = [name for name in self.model_fields if as_file or name in self.model_fields_set]
        return {
            self.model_fields[name].alias if as_file else name: plain(getattr(self, name), as_file=as_file)
            for name in names
        }


def plain(value: Any, *, as_file: bool) -> Any:
    match value:
        case SectionModel():
            return value.plain(as_file=as_file)
        case dict():
            return {key: plain(child, as_file=as_file) for key, child in value.items()}
        case list() | tuple():
            return [plain(child, as_file=as_file) for child in value]
    return value


def kebab(name: str) -> str:
    return name.rstrip("_").replace("_", "-")


def form_field(name: str, hint: Any, default: Any) -> FormField:
    """The description is the last text in `Annotated`; `default` may be a `dataclasses.Field`."""
    texts = [text for text in getattr(hint, "__metadata__", ()) if isinstance(text, str)]
    about = texts[-1] if texts else None
    factory = getattr(default, "default_factory", MISSING)
    if not is_missing(factory):
        return FormField(kebab(name), hint, about, factory, shows_default=False)
    value = getattr(default, "default", default)
    return FormField(kebab(name), hint, about, None if is_missing(value) else lambda: value)


LISTS, MAPPINGS = (list, tuple, Sequence), (dict, Mapping)
"""How types may name the lists and mappings of YAML."""


def read(hint: Any, value: Any, loc: Loc = ()) -> Any:
    """The value from YAML, converted to the type. Raises Invalid for the first thing that is not allowed."""
    origin = get_origin(hint)
    if origin is Annotated:
        return _checked(hint, value, loc)
    if origin in (Union, UnionType):
        return None if value is None else read(_unless_none(hint), value, loc)
    if origin is Literal:
        return value if value in get_args(hint) and isinstance(value, str) else _refuse(hint, value, loc)
    if origin in LISTS:
        return [read(get_args(hint)[0], item, (*loc, n)) for n, item in enumerate(_of(list, value, loc))]
    if origin in MAPPINGS:
        of_key, of_value = get_args(hint)
        return {
            read(of_key, key, (*loc, key)): read(of_value, child, (*loc, key))
            for key, child in _of(dict, value, loc).items()
        }
    if hint is Any:
        return value
    return _section(hint, value, loc) if issubclass(hint, SectionModel) else _of(hint, value, loc)


def _unless_none(hint: Any) -> Any:
    return next(each for each in get_args(hint) if each is not NoneType)


def _checked(hint: Any, value: Any, loc: Loc) -> Any:
    for each in hint.__metadata__:
        if isinstance(each, Spelling):
            value = each.of(value)
    value = read(hint.__origin__, value, loc)
    for each in hint.__metadata__:
        if isinstance(each, Check):
            try:
                value = each.of(value)
            except ValueError as error:
                raise Invalid(loc, str(error)) from error
    return value


def _section(form: type[SectionModel], value: Any, loc: Loc) -> SectionModel:
    left = dict(_of(dict, value, loc))
    given = {}
    for name, field in form.model_fields.items():
        if field.alias in left:
            given[name] = read(field.hint, left.pop(field.alias), (*loc, field.alias))
        elif not field.default:
            raise Invalid((*loc, field.alias), "is missing")
    if left and not form.takes_others:
        raise Invalid((*loc, next(iter(left))), f"is not known here; {allowed_in(form)}", is_unknown=True)
    section = form(given, left)
    try:
        section.check()
    except ValueError as error:
        raise Invalid(loc, str(error)) from error
    return section


def allowed_in(form: type[SectionModel]) -> str:
    return "allowed: " + ", ".join(field.alias for field in form.model_fields.values())


_NAMES = {str: "a valid string", int: "a valid integer", float: "a valid number", list: "a valid list"}


def _of(type_: type, value: Any, loc: Loc) -> Any:
    """A value of one of the types of YAML; only a number may be written as another type, without decimals."""
    if type_ is float and type(value) is int:
        return float(value)
    return value if type(value) is type_ else _refuse(type_, value, loc)


def _refuse(hint: Any, value: Any, loc: Loc) -> NoReturn:
    if hint is dict:
        raise Invalid(loc, "should be a mapping")
    if hint is bool:
        raise Invalid(loc, f"should be `true` or `false`, not `{value}`")
    allowed = _either(get_args(hint)) if get_origin(hint) is Literal else _NAMES[hint]
    raise Invalid(loc, f"should be {allowed}{_not(value)}")


def _not(value: Any) -> str:
    return f", not `{value}`" if isinstance(value, str | int | float) else ""


def _either(values: Sequence[Any]) -> str:
    *most, last = map(repr, values)
    return f"{', '.join(most)} or {last}" if most else last


def at_least(least: int) -> Check:
    def check(value: int) -> int:
        if value < least:
            raise ValueError(f"should be greater than or equal to {least}, not `{value}`")
        return value

    return Check(check, (("minimum", least),))
