"""The JSON Schema of the configuration file, with which editors complete and check it as you type."""

import inspect
from typing import Any

from vault_tools.config.model import ConfigModel
from vault_tools.config.model_section import form_of
from vault_tools.lint.rule import registry

_DIALECT = "http://json-schema.org/draft-07/schema#"
"""The dialect that every editor supports; we need nothing newer."""


def json_schema() -> dict[str, Any]:
    """The schema of vault-tools.yaml, with the names of all rules and their options."""
    schema = {"$schema": _DIALECT, **ConfigModel.model_json_schema(by_alias=True)}
    rules = schema["$defs"]["RulesSection"]
    for chosen in (rules["properties"]["select"], rules["properties"]["ignore"]):
        chosen["items"] = {"$ref": "#/$defs/RuleName"}
    for name, rule in registry().items():
        summary = (inspect.getdoc(rule) or "").split("\n\n")[0].replace("\n", " ")
        rules["properties"][name] = {**form_of(rule).model_json_schema(), "description": summary}
    rules["additionalProperties"] = False
    schema["$defs"]["RuleName"] = {"enum": ["all", *registry()]}
    return schema
