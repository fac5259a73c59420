"""The JSON Schema of the configuration file, with which editors complete and check it as you type."""

import inspect
from collections.abc import Mapping
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from vault_tools.config.form import LISTS, MAPPINGS, Check, FormField, SectionModel, Spelling, plain
from vault_tools.config.model import ConfigModel
from vault_tools.config.model_section import form_of
from vault_tools.lint.rule import registry

_DIALECT = "http://json-schema.org/draft-07/schema#"
"""The dialect that every editor supports; we need nothing newer."""


def json_schema() -> dict[str, Any]:
    """The schema of vault-tools.yaml, with the names of all rules and their options."""
    definitions: dict[str, Any] = {}
    of_file = _of_section(ConfigModel, definitions)
    schema = {"$schema": _DIALECT, "$defs": dict(sorted(definitions.items())), **of_file}
    rules = definitions["RulesSection"]
    for chosen in (rules["properties"]["select"], rules["properties"]["ignore"]):
        chosen["items"] = {"$ref": "#/$defs/RuleName"}
    for name, rule in registry().items():
        rules["properties"][name] = _of_section(form_of(rule), {})
    rules["additionalProperties"] = False
    schema["$defs"]["RuleName"] = {"enum": ["all", *registry()]}
    return schema


def _of_type(hint: Any, definitions: dict[str, Any]) -> dict[str, Any]:
    """The schema of a type. Those of sections are added to the `definitions`."""
    origin, inner = get_origin(hint), get_args(hint)
    if origin is Annotated:
        return _of_annotated(hint, definitions)
    if origin in (Union, UnionType):
        return {"anyOf": [_of_type(each, definitions) for each in inner]}
    if origin is Literal:
        return {"enum": list(inner), "type": "string"}
    if origin in LISTS:
        return {"items": _of_type(inner[0], definitions), "type": "array"}
    if origin in MAPPINGS:
        return {"additionalProperties": _of_type(inner[1], definitions) or True, "type": "object"}
    if isinstance(hint, type) and issubclass(hint, SectionModel):
        return _reference(hint, definitions)
    return {"type": _TYPES[hint]} if hint is not Any else {}


_TYPES = {str: "string", bool: "boolean", int: "integer", float: "number", NoneType: "null"}


def _of_annotated(hint: Any, definitions: dict[str, Any]) -> dict[str, Any]:
    spelling = next((each for each in hint.__metadata__ if isinstance(each, Spelling)), None)
    found = _of_type(spelling.hint if spelling else hint.__origin__, definitions)
    return _sorted(found, *(dict(each.schema) for each in hint.__metadata__ if isinstance(each, Check)))


def _reference(form: type[SectionModel], definitions: dict[str, Any]) -> dict[str, Any]:
    name = form.__name__
    if name not in definitions:
        definitions[name] = {}  # a section may contain itself
        definitions[name] = _of_section(form, definitions)
    return {"$ref": f"#/$defs/{name}"}


def _of_section(form: type[SectionModel], definitions: dict[str, Any]) -> dict[str, Any]:
    about = (inspect.getdoc(form) or "").partition("\n\n")[0].replace("\n", " ")
    required = [f.alias for f in form.model_fields.values() if not f.default]
    found = {
        "additionalProperties": form.takes_others,
        "properties": {f.alias: _of_field(f, definitions) for f in form.model_fields.values()},
        "title": form.__name__,
        "type": "object",
    }
    return _sorted(found, {"description": about} if about else {}, {"required": required} if required else {})


def _of_field(field: FormField, definitions: dict[str, Any]) -> dict[str, Any]:
    found = _of_type(field.hint, definitions)
    if field.description:
        found["description"] = field.description
    if field.default and field.shows_default:
        found["default"] = plain(field.default(), as_file=True)
    if "$ref" not in found.get("anyOf", [found])[0]:
        found["title"] = field.alias.title()
    return _sorted(found)


def _sorted(*parts: Mapping[str, Any]) -> dict[str, Any]:
    return dict(sorted(item for part in parts for item in part.items()))
