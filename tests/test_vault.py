"""Tags and names compared with all notes: clear margins, fixes that settle, any order of files."""

import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from often import often
from vaults import fixed, listed, texts, write

from vault_tools.config.config import load_config
from vault_tools.config.load import read_config
from vault_tools.errors import VaultToolsError
from vault_tools.mocs.index import MocIndex
from vault_tools.note.note import Note
from vault_tools.session.read_vault import read_vault
from vault_tools.vault.facts import facts_of
from vault_tools.vault.spelling import folded
from vault_tools.vault.tags import clean_tag, folded_tag
from vault_tools.vault.unique_value import unique_values

KEYS = "keys: {tags: {type: tags}, people: {type: list, names: people}}\n"
PEOPLE = KEYS + "names: {people: {notes: People/}}\n"


def test_merging_leaves_no_duplicate(tmp_path: Path) -> None:
    notes = {
        "A.md": listed(people=["Ada Lovelace", "ada-lovelace"], tags=["deep-work", "Deep-Work"]),
        "B.md": listed(people=["Ada Lovelace"], tags=["deep-work"]),
    }
    fixed(write(tmp_path, notes, KEYS))
    assert texts(tmp_path)["A.md"] == listed(people=["Ada Lovelace"], tags=["deep-work"])


@pytest.mark.parametrize(
    ("config", "message"),
    [
        (
            "names:\n  people:\n    aliases:\n      Xi Jinping: [习近平]\n      Li Wei: [习近平]\n",
            "v.yaml:5:16: `names.people.aliases.Li Wei`, item 1 `习近平` already belongs to `Xi Jinping` "
            "(v.yaml:4:20)",
        ),
        (
            "names:\n  people:\n    aliases:\n      A A: [B B]\n      B B: [A A]\n",
            "v.yaml:4:13: `names.people.aliases.A A`, item 1 `B B` already belongs to `B B` (v.yaml:5:7)",
        ),
        (
            "tags:\n  aliases:\n    ai-agents: ai-agent\n    AI-Agent: agents\n",
            "v.yaml:3:5: `tags.aliases.ai-agents` starts an alias chain through `ai-agent` (v.yaml:4:5)",
        ),
    ],
)
def test_aliases_that_contradict_name_both_places(config: str, message: str) -> None:
    with pytest.raises(VaultToolsError) as error:
        load_config(config, "v.yaml")
    assert str(error.value) == message


def test_one_note_is_judged_against_all(tmp_path: Path) -> None:
    notes = {f"{n}.md": listed(tags=["beer"]) for n in range(5)} | {"A.md": listed(tags=["Beer"])}
    write(tmp_path, notes, KEYS)
    assert fixed(tmp_path, paths=[tmp_path / "A.md"]) == ["A.md: tag `Beer` is spelled `beer` in this vault"]


NAMES = [
    "Ada Lovelace",
    "ada-lovelace",
    "ADA LOVELACE",
    "埃达",
    "Grace Hopper",
    "grace hopper",
    "[[Ada Lovelace]]",
]
TAGS = [
    "beer",
    "Beer",
    "craft-beer",
    "craftbeer",
    "beer/IPA",
    "Beer/ipa",
    "'#beer'",
    "craft beer",
    "埃达",
    "ada-lovelace",
]


@st.composite
def vaults(draw: st.DrawFn) -> dict[str, str]:
    notes = {}
    for number in range(draw(st.integers(1, 6))):
        people = [f'"{name}"' for name in draw(st.lists(st.sampled_from(NAMES), max_size=3))]
        head = listed(people=people, tags=draw(st.lists(st.sampled_from(TAGS), max_size=4)))
        notes[f"{number}.md"] = head + draw(st.sampled_from(["", "On #Beer.\n", "See [[Ada Lovelace]].\n"]))
    if draw(st.booleans()):
        notes["People/Ada Lovelace.md"] = draw(
            st.sampled_from(["# Ada\n", "---\nalias: 埃达\n---\n", listed(aliases=["埃达"])])
        )
    return notes


def tags_in(text: str) -> set[str]:
    """The tags of a note in any spelling: a safe fix loses none and invents none."""
    values = facts_of(Note("Note.md", text)).values.get("tags")
    return {folded_tag(clean_tag(str(tag))) for tag in (values if isinstance(values, list) else ())}


@settings(max_examples=settings.default.max_examples * often(2, 5) // 5)
@given(vaults(), st.booleans(), st.randoms(use_true_random=False))
def test_fixes_settle_and_the_order_of_files_changes_nothing(
    tmp_path_factory, notes: dict[str, str], unsafe: bool, shuffler: random.Random
) -> None:
    one = write(tmp_path_factory.mktemp("one"), notes, PEOPLE)
    shuffled = list(notes.items())
    shuffler.shuffle(shuffled)
    other = write(tmp_path_factory.mktemp("other"), dict(shuffled), PEOPLE)
    fixed(one, unsafe=unsafe)
    assert fixed(one, unsafe=unsafe) == []
    assert unsafe or {p: tags_in(text) for p, text in texts(one).items()} == {
        p: tags_in(text) for p, text in notes.items()
    }
    fixed(other, unsafe=unsafe)
    assert texts(one) == texts(other)


TWICE = [
    (["a16z"] * 4 + ["A16Z"], None),
    (["a16z"] * 5 + ["A16Z"], ("A16Z", "a16z")),
    (["STM32", "stm32"], None),
    (["HAL"] * 5 + ["hal"], ("hal", "HAL")),
    (["vivo"] * 10 + ["Vivo"] * 2, ("Vivo", "vivo")),
    (["JPMorgan"] * 2 + ["JP-Morgan"], ("JP-Morgan", "JPMorgan")),
    (["JPMorgan", "JP-Morgan"], None),
    (["Opendoor"] * 3 + ["OpenDoor"], None),
    (["Oaktree"] * 4 + ["oak-tree"] * 2, ("oak-tree", "Oaktree")),
]
"""(uses of a word, (the spelling replaced, its replacement) or None if no spelling clearly prevails)."""


@pytest.mark.parametrize(("uses", "change"), TWICE)
@pytest.mark.parametrize(("key", "config"), [("tags", ""), ("people", "names: {people: {}}\n")])
def test_counts_decide_by_a_clear_margin(tmp_path: Path, uses, change, key: str, config: str) -> None:
    notes = {f"{n}.md": listed(**{key: [word]}) for n, word in enumerate(uses)}
    fixed(write(tmp_path, notes, KEYS + config))
    wanted = [change[1] if change and word == change[0] else word for word in uses]
    assert texts(tmp_path) == {f"{n}.md": listed(**{key: [word]}) for n, word in enumerate(wanted)}


def test_periods_make_another_tag_and_not_another_name(tmp_path: Path) -> None:
    assert folded_tag("C.O.D.E") != folded_tag("code")
    assert folded("J.D. Vance") == folded("JD Vance")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("aliases: 007", "aliases: [007]"),
        ("aliases: 0x1F", "aliases: [0x1F]"),
        ("aliases: 1e3", "aliases: [1e3]"),
        ("tags: 0042", "tags: [0042]"),
        ("aliases: 'a, b'", "aliases: ['a, b']"),
        ("aliases: a {b", "aliases: ['a {b']"),
    ],
)
def test_a_value_goes_into_a_list_as_it_was_typed(tmp_path: Path, before: str, after: str) -> None:
    write(tmp_path, {"A.md": f"---\ncssclasses: [x]\n{before}\n---\n"})
    fixed(tmp_path)
    assert texts(tmp_path)["A.md"].splitlines()[2] in (after, after.replace("'", '"'))


def test_open_documents_are_seen_together_with_the_notes_below_them(vault) -> None:
    root = vault(
        {
            "vault-tools.yaml": "keys: {source: {type: text, unique: true}}",
            "Saaz.md": "---\nsource: https://example.org/1\n---\n[[Citra]]\n",
            "Citra.md": "Citra.\n",
        }
    )
    config = read_config(root)
    below = read_vault(root, config)
    opened = facts_of(Note("Citra.md", "---\nsource: https://example.org/1\n---\nCitra.\n"))
    seen = below.with_notes({"Citra.md": opened})
    (value,) = unique_values(opened, config.schema_for("Citra.md"))
    assert seen.unique.holders(value) == {"Citra.md", "Saaz.md"}
    assert below.unique.holders(value) == {"Saaz.md"}
    assert seen.links.linking_to("Citra.md") == {"Saaz.md"}


def test_notes_that_are_not_there_yet_cost_one_look_at_all_files(vault) -> None:
    root = vault({"vault-tools.yaml": "{}", "Saaz.md": "[[Citra]] [[Mosaic]]\n"})
    below = read_vault(root, read_config(root))
    opened = [facts_of(Note("New/Citra.md", text)) for text in ("", "More.\n")]
    first, second = (below.with_notes({facts.path: facts}) for facts in opened)
    assert first.links.files.find("Citra", "Saaz.md") == "New/Citra.md"
    assert first.links.files is second.links.files
    other = below.with_notes({"Mosaic.md": facts_of(Note("Mosaic.md", ""))})
    assert other.links.files.find("Mosaic", "Saaz.md") == "Mosaic.md"
    assert other.links.files.find("Citra", "Saaz.md") is None
    assert below.links.files.find("Citra", "Saaz.md") is None


def test_vault_with_other_notes_has_each_once_and_mocs_of_its_own(tmp_path: Path) -> None:
    config = KEYS + "mocs: [{name: tags, each: tags, note: 'MOC/{value}.md'}]\n"
    root = write(tmp_path, {name: listed(tags=["beer"]) + "Pale.\n" for name in ("A.md", "B.md")}, config)
    vault = read_vault(root, read_config(root))
    index = vault.once(MocIndex)
    alike = facts_of(Note("A.md", listed(tags=["beer"]) + "Pale, and more of it.\n"))
    other = facts_of(Note("A.md", listed(tags=["malt"]) + "Pale.\n"))
    assert [*vault.with_notes({"A.md": alike}).notes] == [*vault.notes]
    assert vault.with_notes({"A.md": alike}).made(MocIndex) is index
    assert vault.with_notes({"A.md": other}).made(MocIndex) is None
