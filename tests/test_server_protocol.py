"""The protocol's documentation and JSON Schemas match the code."""

import inspect
import json
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args, get_origin, is_typeddict

import jsonschema
import pytest

from vault_tools.server import api, server
from vault_tools.server.requests import NOTIFICATIONS, REQUESTS
from vault_tools.server.shapes import fields_of, notation_of, problem_in, schema_of

FOLDER = Path(inspect.getfile(server)).parent
README = Path(__file__).parents[1] / "README.md"
PAGE, SCHEMAS = FOLDER / "PROTOCOL.md", FOLDER / "protocol.schema.json"


def shapes_in(shape: Any) -> Iterator[Any]:
    """The objects that a shape consists of, each after those that refer to it."""
    if is_typeddict(shape):
        yield shape
        for of in inspect.get_annotations(shape).values():
            yield from shapes_in(of)
    elif get_origin(shape):
        for of in get_args(shape):
            yield from shapes_in(of)


def described() -> Iterator[str]:
    yield from ("## Requests", "", "| request | parameters | result | what for |", "|---|---|---|---|")
    for method, own in REQUESTS.items():
        yield f"| `{method}` | `{notation_of(own.params)}` | `{notation_of(own.result)}` | {own.what} |"
    yield from ("", "## Notifications", "", "| notification | parameters | what for |", "|---|---|---|")
    for method, own in NOTIFICATIONS.items():
        yield f"| `{method}` | `{notation_of(own.params)}` | {own.what} |"
    yield from ("", "## Shapes", "", "A `?` marks what may be left out.")
    sides = [
        side for own in (*REQUESTS.values(), *NOTIFICATIONS.values()) for side in (own.params, own.result)
    ]
    for shape in dict.fromkeys(found for side in sides for found in shapes_in(side)):
        yield from ("", f"### {shape.__name__}", "", " ".join((inspect.getdoc(shape) or "").split()), "")
        fields = [f"  {key}{'' if needed else '?'}: {notation}" for key, notation, needed in fields_of(shape)]
        yield from ("```typescript", f"{shape.__name__} {{", *fields, "}", "```")


def schemas() -> dict[str, Any]:
    methods = {**REQUESTS, **NOTIFICATIONS}
    return {f"{method} {side}": schema_of(shape) for method in methods for side, shape in _sides(method)}


def _sides(method: str) -> Iterator[tuple[str, Any]]:
    for table in (REQUESTS, NOTIFICATIONS):
        if method in table:
            what = "" if table is REQUESTS else "notification "
            yield f"{what}params", table[method].params
            if table[method].result is not None:
                yield "result", table[method].result


def test_page_is_up_to_date(update: bool) -> None:
    text = PAGE.read_text("utf-8")
    part = (
        "<!-- requests: begin -->\n" + "".join(f"{line}\n" for line in described()) + "<!-- requests: end -->"
    )
    wanted = re.sub(
        r"<!-- requests: begin -->\n.*<!-- requests: end -->", lambda _: part, text, flags=re.DOTALL
    )
    if update:
        PAGE.write_text(wanted, "utf-8")
    assert PAGE.read_text("utf-8") == wanted, "run pytest --update"


def test_schemas_are_up_to_date(update: bool) -> None:
    wanted = json.dumps(schemas(), indent=1, sort_keys=True) + "\n"
    if update:
        SCHEMAS.write_text(wanted, "utf-8")
    assert SCHEMAS.read_text("utf-8") == wanted, "run pytest --update"
    for schema in schemas().values():
        jsonschema.Draft202012Validator.check_schema(schema)


def test_every_shape_says_what_it_is() -> None:
    for own in (*REQUESTS.values(), *NOTIFICATIONS.values()):
        for shape in (*shapes_in(own.params), *shapes_in(own.result)):
            assert inspect.getdoc(shape), shape


@pytest.mark.parametrize(
    ("params", "problem"),
    [
        ({}, ""),
        ({"limit": 3, "later": True}, ""),
        ({"cursor": None}, ""),
        (None, "`params` should be an object"),
        ({"limit": "3"}, "`params.limit` should be an integer"),
        ({"limit": True}, "`params.limit` should be an integer"),
        ({"rules": ["a", 1]}, "`params.rules[1]` should be a string"),
        ({"order": "size"}, '`params.order` should be "path" or "rule"'),
    ],
)
def test_shape_says_what_is_wrong_and_the_schema_agrees(params: Any, problem: str) -> None:
    assert problem_in(params, api.FindingsParams) == problem
    validator = jsonschema.Draft202012Validator(schema_of(api.FindingsParams))
    assert validator.is_valid(params) is not bool(problem)


def test_settings_of_editors_are_well_formed() -> None:
    """The README's settings for Helix, VS Code and Zed, as far as they can be checked without these
    editors."""
    part = README.read_text("utf-8").partition("## In an editor\n")[2].partition("\n## ")[0]
    helix, extension, cargo = map(tomllib.loads, re.findall(r"```toml\n(.*?)```", part, re.DOTALL))
    (package,) = map(json.loads, re.findall(r"```json\n(.*?)```", part, re.DOTALL))
    assert helix["language-server"]["vault-tools"] == {"command": "vault-tools", "args": ["server"]}
    assert helix["language"][0]["language-servers"] == [*helix["language-server"]]
    assert extension["id"] == cargo["package"]["name"] == package["name"] == "vault-tools"
    assert (extension["schema_version"], [*extension["language_servers"]]) == (1, ["vault-tools"])
    assert cargo["lib"]["crate-type"] == ["cdylib"]
    assert package["main"] == "./extension.js"
