"""The section rules on golden notes: `expected.yaml` lists for each note which rules report which lines."""

from pathlib import Path

import yaml
from each_of import each_of

from vault_tools.config.config import load_config
from vault_tools.lint.engine import check
from vault_tools.note.note import Note
from vault_tools.sections.layout import layout_of
from vault_tools.vault.schema import Schema

DATA = Path(__file__).parent / "data" / "sections"
RULES = [
    "condensed-translation",
    "empty-note",
    "generation-residue",
    "mislabelled-original",
    "repeated-text",
    "truncated-section",
    "unclosed-block",
    "untranslated-section",
]
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
CASES = yaml.load((DATA / "expected.yaml").read_text(encoding="utf-8"), LOADER)  # noqa: S506


@each_of("name", CASES)
def test_reports_what_is_wrong_and_nothing_else(name: str) -> None:
    language, expected = CASES[name]["language"], CASES[name]["expect"]
    config = load_config(f"language: {language}" if language else "").selecting(RULES, [])
    note = Note(name, (DATA / name).read_text(encoding="utf-8"))

    found = [
        (d.rule, range(line_of(note, d.span.start), line_of(note, max(d.span.start, d.span.end - 1)) + 1))
        for d in check(note, config.rules, config.schema_for(name), evidence=config.evidence)
    ]
    wanted = [(rule, line) for rule, lines in expected.items() for line in lines]

    missed = [(rule, line) for rule, line in wanted if not any(rule == r and line in ls for r, ls in found)]
    false = [(r, ls) for r, ls in found if not any(rule == r and line in ls for rule, line in wanted)]
    assert (missed, false) == ([], [])


def line_of(note: Note, position: int) -> int:
    return note.text.count("\n", 0, position) + 1


def test_every_golden_note_has_an_expectation() -> None:
    assert sorted(CASES) == sorted(path.name for path in DATA.glob("*.md"))


def test_a_latin_title_does_not_tell_which_of_two_alternating_languages_is_read() -> None:
    english = "The kettle had been on the stove for an hour before anybody thought of the malt of the house."
    german = "Der Kessel hatte auf dem Herd gestanden, bis jemand an das Malz dachte und ihn nahm."
    for passages, is_told in ([english] * 4, True), ([english, german] * 4, False):
        text = "---\ntitle: The kettle that was on the stove\n---\n" + "\n\n".join(passages) + "\n"
        layout = layout_of(Note("Hops.md", text), Schema())
        assert (layout.reading, layout.expected) == ("en", is_told)
