"""Malicious notes: much of one thing, deeply nested, named to be misread."""

from functools import partial

import pytest
from rule_attacks import fixed, growth

from vault_tools.config.config import load_config
from vault_tools.disk.vault_files import MAX_LINES
from vault_tools.lint import engine
from vault_tools.note.note import Note
from vault_tools.vault.facts import MAX_TAGS, facts_of
from vault_tools.vault.vault import Vault

MANY = 150
"""More than the maximum number of fix passes."""


def fixed_beside(text: str, config: str, others: dict[str, str]) -> str:
    """The note after all fixes, in a vault with others."""
    loaded, note = load_config(config), Note("Note.md", text)
    notes = [note, *(Note(path, other) for path, other in others.items())]
    vault = Vault({n.path: facts_of(n) for n in notes}, loaded.schema_for)
    return engine.fix(note, loaded.rules, loaded.schema_for(note.path), vault, unsafe=True).note.text


@pytest.mark.parametrize("people", ["", "people: []\n", "people: [Zed]\n", "people:\n- Zed\n"])
@pytest.mark.parametrize("flow", [True, False])
def test_many_tags_that_name_people_are_moved(people: str, flow: bool) -> None:
    names = [f"Ann{n:03}" for n in range(MANY)]
    tags = f" [{', '.join(names)}]\n" if flow else "\n" + "".join(f"- {name}\n" for name in names)
    config = "{keys: {tags: {type: tags}, people: {type: list, names: people}}, names: {people: {notes: P/}}}"
    after = fixed_beside(f"---\ntags:{tags}{people}---\n", config, {f"P/{n}.md": "" for n in [*names, "Zed"]})
    values = Note("", after).frontmatter.values  # type: ignore[union-attr]
    assert values["tags"] == []
    assert sorted(values["people"]) == sorted([*names, *["Zed"] * ("Zed" in people)])


def test_note_of_too_many_lines_is_named_and_no_more(vault, call) -> None:
    root = vault({".obsidian/app.json": "{}", "Big.md": "# h\n" * (MAX_LINES + 1), "Well.md": "Hops.\n"})
    done = call("check", root, "--output-format", "concise")
    assert done.stdout.decode().splitlines()[0] == (
        "vault/Big.md:1:1: error unreadable-note: `Big.md` has more than 1,000,000 lines: 1,000,001"
    )


def test_so_many_tags_of_a_note_are_kept_and_no_more() -> None:
    note = Note("Note.md", "#a " * (MAX_TAGS + 1))
    assert len(facts_of(note).inline_tags) == MAX_TAGS
    assert len(note.inline_tags) == MAX_TAGS + 1


@pytest.mark.parametrize("text", ["a:: b\n", "tags:: A\n#a #A\n", "- [x:: y] (z:: #a)\n"])
def test_inline_fields_are_read_in_linear_time(text: str) -> None:
    assert growth(lambda note: facts_of(Note("Note.md", note)), lambda size: text * (size // len(text))) < 1.3
    assert growth(partial(fixed, ""), lambda size: text * (size // len(text))) < 1.3


def checked_beside(text: str, others: dict[str, str]) -> None:
    """Run the vault-wide rules on the note, in a vault with others."""
    loaded = load_config("")
    notes = [Note(path, other) for path, other in {"Note.md": text, **others}.items()]
    vault = Vault({n.path: facts_of(n) for n in notes}, loaded.schema_for)
    for path, facts in vault.notes.items():
        engine.check_in_vault(facts, loaded.rules, loaded.schema_for(path), vault)


def test_links_within_links_are_read_in_linear_time() -> None:
    def nested(size: int) -> str:
        return "![" * (size // 6) + "](a)" * (size // 6)

    assert growth(lambda text: facts_of(Note("Note.md", text)), nested) < 1.3


@pytest.mark.parametrize("mark", ["h", "other"])
def test_links_to_many_headings_are_followed_in_linear_time(mark: str) -> None:
    def text(size: int) -> str:
        count = size // 20
        return "".join(f"# h{n}\n" for n in range(count)) + "".join(f"[[#{mark}{n}]] " for n in range(count))

    assert growth(lambda note: checked_beside(note, {}), text) < 1.3


def test_links_by_an_alias_that_many_notes_have_are_followed_in_linear_time() -> None:
    def vault(text: str) -> None:
        loaded, aliased = load_config(""), "---\naliases: [Hops]\n---\n[[Hops]]\n"
        notes = [Note(f"{number}.md", aliased) for number in range(len(text))]
        vault = Vault({n.path: facts_of(n) for n in notes}, loaded.schema_for)
        for path, facts in vault.notes.items():
            engine.check_in_vault(facts, loaded.rules, loaded.schema_for(path), vault)

    assert growth(vault, lambda size: "x" * (size // 200)) < 1.3
