"""A rule's documentation: its docstring, options and examples."""

import inspect
import json
from collections.abc import Iterator

from vault_tools.lazy_dataclass import fields
from vault_tools.lint.rule import Example, Rule
from vault_tools.note.yaml_write import write_flow


def explained(rule: type[Rule]) -> str:
    """The documentation of one rule as Markdown."""
    lines = [f"# {rule.name}", "", inspect.getdoc(rule) or "", "", "## Options", ""]
    lines += list(_options(rule))
    lines += ["", "## Examples", ""] if rule.examples else []
    for example in rule.examples:
        lines += [*_example(example), ""]
    return "\n".join(lines)


def _options(rule: type[Rule]) -> Iterator[str]:
    usual = rule()
    for option in fields(rule):
        default = _as_yaml(getattr(usual, option.name))
        yield f"- `{option.name.replace('_', '-')}` (default `{default}`)"


def _as_yaml(value: object) -> str:
    """The value as written in the configuration. Scalars are written as JSON, which is YAML too and needs no
    library."""
    return json.dumps(value) if isinstance(value, bool | int | float) else write_flow(value)


def _example(example: Example) -> Iterator[str]:
    if example.config.strip():
        yield from ("With this `vault-tools.yaml`:", "", *_fenced(example.config, "yaml"), "")
    yield from (_verdict(example), "", *_fenced(example.before, "markdown"))
    if example.after is not None:
        how = "becomes:" if example.safe else "becomes, with `--unsafe-fixes`:"
        yield from ("", how, "", *_fenced(example.after, "markdown"))


def _verdict(example: Example) -> str:
    if example.allowed:
        return "Not reported:"
    return "Reported, not fixed:" if example.after is None else "This note:"


def _fenced(text: str, language: str) -> list[str]:
    if not text.strip():
        return ["(an empty file)"]
    return [f"```{language}", *text.strip("\n").split("\n"), "```"]
