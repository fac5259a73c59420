"""Writes a proposal as the text of a configuration file, with the evidence next to every choice."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from textwrap import wrap

from vault_tools.config.init.choice import Choice, ConfigSection
from vault_tools.config.init.survey import Survey
from vault_tools.note.yaml_write import write_flow
from vault_tools.printable import shown, width

SCHEMA_NAME = ".vault-tools.schema.json"
MAX_WIDTH = 110
"""Maximum columns of a line, unless a single value is longer."""

_HEAD = (
    "How vault-tools looks at this vault: its habits, as `vault-tools init` found them in {notes:,} notes"
    "{sample}. What was seen is next to each choice. Change what you want differently. What is commented "
    "out is up to you."
)


def config_text(sections: Iterable[ConfigSection], survey: Survey) -> str:
    """The text of the configuration file."""
    read = sum(note.reading is not None for note in survey.notes)
    sample = f", their languages in {read:,} of them" if read < len(survey.notes) else ""
    head = _HEAD.format(notes=len(survey.notes), sample=sample)
    parts = [[f"# yaml-language-server: $schema={SCHEMA_NAME}", *_comment(head)]]
    parts += [list(_lines(section)) for section in sections if section.choices or section.remarks]
    return "\n\n".join("\n".join(part) for part in parts) + "\n"


def _lines(section: ConfigSection) -> Iterator[str]:
    for text in (section.about, *section.remarks):
        yield from _comment(text)
    if not section.name:
        for choice in section.choices:
            yield from _choice(choice, "")
        return
    taken = any(choice.taken for choice in section.choices)
    if section.choices:
        yield f"{section.name}:" if taken else f"# {section.name}:"
    for choice in section.choices:
        lines = _choice(choice if taken else replace(choice, taken=True), "  ")
        yield from lines if taken else (f"# {line}" for line in lines)


def _choice(choice: Choice, indent: str) -> Iterator[str]:
    """The lines of a choice, with the evidence as a comment at the end of the line, or above if it does not
    fit."""
    mark = "" if choice.taken else "# "
    key = f"{write_flow(choice.name)}:" if choice.name else "-"
    lines = [f"{indent}{mark}{line}" for line in _value(key, choice.value, MAX_WIDTH - len(indent + mark))]
    if len(lines) == 1 and width(f"{lines[0]}  # {shown(choice.seen)}") <= MAX_WIDTH:
        yield f"{lines[0]}  # {shown(choice.seen)}"
        return
    yield from _comment(choice.seen, indent)
    yield from lines


def _value(key: str, value: object, columns: int) -> list[str]:
    """A key and its value, on one line if they fit, else with the value below."""
    whole = f"{key} {write_flow(value)}"
    if width(whole) <= columns:
        return [whole]
    if isinstance(value, dict):
        parts = [_value(f"{write_flow(name)}:", part, columns - 2) for name, part in value.items()]
        lines = [f"  {line}" for part in parts for line in part]
        return [f"- {lines[0].lstrip()}", *lines[1:]] if key == "-" else [key, *lines]
    return _packed(key, value, columns) if isinstance(value, list) else [whole]


def _packed(key: str, items: list[object], columns: int) -> list[str]:
    """A list in brackets, on as many lines as needed."""
    lines = [f"{key} ["]
    for item in map(write_flow, items):
        if not lines[-1].endswith("[") and width(f"{lines[-1]}, {item}]") > columns:
            lines[-1] += ","
            lines.append(f"  {item}")
        else:
            lines[-1] += item if lines[-1].endswith("[") else f", {item}"
    return [*lines[:-1], f"{lines[-1]}]"]


def _comment(text: str, indent: str = "") -> list[str]:
    return [
        f"{indent}# {line}" for line in wrap(shown(text), MAX_WIDTH - len(indent) - 2, break_on_hyphens=False)
    ]
