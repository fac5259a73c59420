"""The README's generated parts, commands and settings are those of the program."""

import inspect
import re
import shlex
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import fields
from enum import Enum
from pathlib import Path
from typing import Any

import pytest
from often import IN_CI
from typer.main import get_command

from vault_tools.cli.app import app_of
from vault_tools.cli.choices import Format
from vault_tools.cli.help import EXAMPLES
from vault_tools.config.config import load_config
from vault_tools.config.model import (
    ConfigModel,
    KeyOptions,
    NamesSection,
    ProfileSection,
    RulesSection,
    StatusSection,
    TagsSection,
)
from vault_tools.config.model_mocs import MocSection, SourceSection
from vault_tools.lint.rule import default_rules, registry
from vault_tools.note.suppressions import COUNTERPARTS
from vault_tools.report.format import format_named

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
    yield "| `rules.NAME.severity` | `error`, `warning` or `info` |"


PROGRAM: Any = get_command(app_of())


def commands(group: Any = PROGRAM, above: str = "vault-tools") -> Iterator[tuple[str, Any]]:
    """Every command as typed, except groups."""
    for name, command in group.commands.items():
        typed = f"{above} {name}"
        yield from commands(command, typed) if hasattr(command, "commands") else [(typed, command)]


def named(parameter: Any) -> str:
    """A parameter as shown on a command line."""
    metavar = parameter.metavar or {"choice": "|".join(getattr(parameter.type, "choices", ()))}.get(
        parameter.type.name, parameter.type.name.upper()
    )
    if parameter.param_type_name == "argument":
        typed = f"{parameter.name.upper()}{'...' if parameter.nargs == -1 else ''}"
        return typed if parameter.required else f"[{typed}]"
    return ", ".join(parameter.opts) + ("" if parameter.is_flag else f" {metavar}")


def commands_table() -> Iterator[str]:
    """The commands, their arguments, then the options with the commands that have them."""
    yield from ("| command | what it does |", "|---|---|")
    arguments: dict[tuple[str, str], list[str]] = {}
    options: dict[tuple[str, str], list[str]] = {}
    for typed, command in commands():
        shown = [p for p in command.params if p.param_type_name == "argument"]
        does = " ".join((command.help or "").split())
        yield f"| `{' '.join([typed, *map(named, shown)])}` | {does} |"
        for parameter in command.params:
            kept = arguments if parameter in shown else options
            about = (named(parameter), f"{parameter.help or ''}{default_of(parameter)}")
            kept.setdefault(about, []).append(typed.removeprefix("vault-tools "))
    for title, kept in (("argument", arguments), ("option", options)):
        yield from ("", f"| {title} | of | what it is |", "|---|---|---|")
        for (name, about), of in kept.items():
            yield f"| `{escaped(name)}` | {', '.join(of)} | {escaped(about)} |"


def escaped(cell: str) -> str:
    return cell.replace("|", "\\|")


def default_of(option: Any) -> str:
    default = option.default.value if isinstance(option.default, Enum) else option.default
    return f" Default: `{default}`." if default and isinstance(default, str) else ""


def formats_table() -> Iterator[str]:
    yield from ("| `--output-format` | for |", "|---|---|")
    for name in Format:
        if about := format_named(name.value).about:
            yield f"| `{name.value}` | {about} |"


GENERATED = {
    "commands": commands_table,
    "formats": formats_table,
    "rules": rules_table,
    "configuration": configuration_table,
}


def test_generated_parts_are_up_to_date(request) -> None:
    text = README.read_text("utf-8")
    wanted = text
    for name, table in GENERATED.items():
        part = (
            f"<!-- {name}: begin -->\n" + "".join(f"{line}\n" for line in table()) + f"<!-- {name}: end -->"
        )
        old = re.compile(rf"<!-- {name}: begin -->\n.*?<!-- {name}: end -->", re.DOTALL)
        wanted = old.sub(lambda _, part=part: part, wanted)
    if request.config.getoption("--update"):
        README.write_text(wanted, "utf-8")
        return
    assert text == wanted, "`pytest --update tests/test_readme.py` writes the generated parts"


def test_configuration_that_is_shown_is_valid() -> None:
    sections, sources, words, mocs, _, proposed, example = re.findall(
        r"```yaml\n(.*?)```", README.read_text("utf-8"), flags=re.DOTALL
    )
    assert load_config(proposed).schema.keys["status"].values == ("draft", "evergreen")
    assert load_config(sections).schema_for("English/Hops.md").profile_language == "en"
    assert load_config(sources).sources[0].transcript == "raw_subtitles/{stem}*.txt"
    assert load_config(words).schema.names["people"].form == "link"
    assert [moc.name for moc in load_config(mocs).schema.mocs.mocs][:2] == ["home", "tags"]
    config = load_config(example)
    assert config.schema.order[0] == "title"
    assert {rule.name for rule in config.rules} == set(default_rules()) - {"unordered-keys"}


def test_every_option_of_the_help_is_named() -> None:
    """Including the options that typer adds itself."""
    text = README.read_text("utf-8")
    helps = [PROGRAM, *(command for _, command in commands())]
    options = {
        name for command in helps for option in command.params for name in option.opts if name[0] == "-"
    }
    assert {option for option in options if option not in text} == set()


def test_every_command_has_examples_that_it_understands() -> None:
    assert {typed.removeprefix("vault-tools ") for typed, _ in commands()} == set(EXAMPLES)
    for typed, command in commands():
        for line, what in EXAMPLES[typed.removeprefix("vault-tools ")]:
            words = shlex.split(re.sub(r"[<>].*", "", line))
            given = words[1:] if words == ["moc"] else words[len(typed.split()) - 1 :]
            command.make_context(typed, list(given), resilient_parsing=False)
            assert what


def test_help_fits_a_narrow_terminal() -> None:
    for _, command in commands():
        assert all("\n" not in paragraph for paragraph in command.help.split("\n\n"))
        assert command.epilog
        assert all(len(line) <= 78 for line in command.epilog.splitlines())


SHOWN = [
    shlex.join(shlex.split(line, comments=True))
    for block in re.findall(r"```sh\n(.*?)```", README.read_text("utf-8"), flags=re.DOTALL)
    for line in block.splitlines()
    if line.startswith("vault-tools ")
]


TO_AN_END = {"watch": "--once", "service install": "--show"}
"""Extra options that make a command end, or leave the system unchanged."""


@pytest.mark.parametrize("line", dict.fromkeys(SHOWN))
def test_command_that_is_shown_runs(line: str, tmp_path: Path, call) -> None:
    vault = tmp_path / "vault"
    left_out = ["MOC"] if IN_CI else ["MOC", "Interviews", "Podcasts", "Notes", "People"]
    shutil.copytree(README.parent / "example-vault", vault, ignore=shutil.ignore_patterns(*left_out))
    if " hook " in line:
        subprocess.run(["git", "init", "--quiet", vault], check=True)
    if " uninstall" in line:
        call("hook", "install", cwd=vault)
    if " plugin " in line:
        call("plugin", "install", vault)
    if " init" in line:
        (vault / "vault-tools.yaml").unlink()
    if " undo " in line:
        call("fix", vault)
    stands_for = {
        "VAULT": str(vault),
        "NOTE": str(vault / "Clippings" / "How to read a book slowly.md"),
        "12": "1",
    }
    words = [stands_for.get(word, word) for word in shlex.split(line)[1:]]
    words += [option for command, option in TO_AN_END.items() if line.startswith(f"vault-tools {command} ")]
    done = call(*words, cwd=vault)
    assert done.returncode in (0, 1, 3 if words[:1] == ["status"] else 0)
    assert b"error:" not in done.stderr


def test_every_format_is_named() -> None:
    text = README.read_text("utf-8")
    assert [one.value for one in Format if f"`{one.value}`" not in text] == []


def test_counterparts_of_the_linter_are_named() -> None:
    text = README.read_text("utf-8")
    for name, rules in COUNTERPARTS.items():
        assert f"| `{name}` | {', '.join(f'`{rule}`' for rule in rules)} |" in text
