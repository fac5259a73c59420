"""The README's generated parts, commands and settings are those of the program."""

import inspect
import re
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

from vault_tools.cli_options import Format
from vault_tools.config import load_config
from vault_tools.config_file import (
    ConfigModel,
    KeyOptions,
    NamesSection,
    ProfileSection,
    RulesSection,
    StatusSection,
    TagsSection,
)
from vault_tools.config_moc import MocSection, SourceSection
from vault_tools.obsidian_linter import COUNTERPARTS
from vault_tools.rule import default_rules, registry

README = Path(__file__).parents[1] / "README.md"


def rules_table() -> Iterator[str]:
    yield from ("| rule | what is wrong | fix |", "|---|---|---|")
    for name, rule in registry().items():
        summary = (inspect.getdoc(rule) or "").split("\n\n")[0].replace("\n", " ").rstrip(".")
        mended = {example.safe for example in rule.examples if example.after is not None}
        fix = " and ".join(word for safe, word in ((True, "safe"), (False, "unsafe")) if safe in mended)
        yield f"| `{name}` | {summary} | {fix or 'none'} |"


def configuration_table() -> Iterator[str]:
    yield from ("| setting | what it says |", "|---|---|")
    sections = [("", ConfigModel), ("keys.NAME.", KeyOptions), ("status.", StatusSection)]
    sections += [("tags.", TagsSection), ("names.GROUP.", NamesSection)]
    sections += [("mocs.", MocSection), ("mocs.source.", SourceSection)]
    sections += [("profiles.", ProfileSection), ("rules.", RulesSection)]
    for prefix, model in sections:
        for field_name, field in model.model_fields.items():
            yield f"| `{prefix}{field.alias or field_name}` | {field.description} |"
    for name, rule in registry().items():
        for option in fields(rule):
            if option.name != "severity":
                yield f"| `rules.{name}.{option.name.replace('_', '-')}` | see `vault-tools explain {name}` |"
    yield "| `rules.NAME.severity` | `error` or `warning` |"


def test_generated_parts_are_up_to_date(request) -> None:
    text = README.read_text("utf-8")
    wanted = text
    for name, lines in (("rules", rules_table()), ("configuration", configuration_table())):
        part = f"<!-- {name}: begin -->\n" + "".join(f"{line}\n" for line in lines) + f"<!-- {name}: end -->"
        old = re.compile(rf"<!-- {name}: begin -->\n.*?<!-- {name}: end -->", re.DOTALL)
        wanted = old.sub(lambda _, part=part: part, wanted)
    if request.config.getoption("--update"):
        README.write_text(wanted, "utf-8")
        return
    assert text == wanted, "run pytest --update"


def test_configuration_that_is_shown_is_valid() -> None:
    sections, words, mocs, _, example = re.findall(
        r"```yaml\n(.*?)```", README.read_text("utf-8"), flags=re.DOTALL
    )
    assert load_config(sections).schema_for("English/Hops.md").profile_language == "en"
    assert load_config(words).schema.names["people"].form == "link"
    assert [moc.name for moc in load_config(mocs).schema.mocs.mocs][:2] == ["home", "tags"]
    config = load_config(example)
    assert config.schema.order[0] == "title"
    assert {rule.name for rule in config.rules} == set(default_rules()) - {"unordered-keys"}


def test_every_option_is_named() -> None:
    text = README.read_text("utf-8")
    package = README.parent / "vault_tools"
    cli = "".join(path.read_text("utf-8") for path in package.glob("cli*.py"))
    options = set(re.findall(r'"(--[a-z-]+)"', cli)) - {"--help"}
    options |= {"--select", "--ignore", "--fail-on", "--confidence", "--output-format", "--stdin-filename"}
    options |= {"--output-file"}
    assert {option for option in options if option not in text and option != "--version"} == set()


def test_every_format_is_named() -> None:
    text = README.read_text("utf-8")
    assert [one.value for one in Format if f"`{one.value}`" not in text] == []


def test_counterparts_of_the_linter_are_named() -> None:
    text = README.read_text("utf-8")
    for name, rules in COUNTERPARTS.items():
        assert f"| `{name}` | {', '.join(f'`{rule}`' for rule in rules)} |" in text
