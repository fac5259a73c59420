"""Tags and names judged against all notes: what is one word, what stays apart, and that fixes settle."""

import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from vaults import fixed, listed, texts, vault_of, write

from vault_tools.config.config import load_config
from vault_tools.errors import VaultToolsError
from vault_tools.note.note import Note
from vault_tools.vault import names
from vault_tools.vault.facts import facts_of
from vault_tools.vault.names import NameLink, read_link, read_name
from vault_tools.vault.spelling import folded
from vault_tools.vault.tags import clean_tag, folded_tag

KEYS = "keys: {tags: {type: tags}, people: {type: list, names: people}}\n"
PEOPLE = KEYS + "names: {people: {notes: People/}}\n"

ONE_NAME = [
    ("Donald Trump", "donald-trump"),
    ("J. D. Vance", "J.D. Vance"),
    ("J. D. Vance", "JD Vance"),
    ("尤瓦尔·赫拉利", "尤瓦尔・赫拉利"),
    ("尤瓦尔·赫拉利", "尤瓦尔•赫拉利"),
    ("查理·芒格", "查理芒格"),
    ("OpenAI", "Open AI"),
    ("Jean-Pierre", "Jean Pierre"),
    ("Café Noir", "Cafe\u0301 Noir"),
    ("ＯｐｅｎＡＩ", "OpenAI"),
]
TWO_NAMES = [
    ("GPT-4", "GPT-4o"),
    ("GPT-3.5", "GPT-35"),
    ("Python", "pythons"),
    ("C", "C++"),
    ("C", "C#"),
    ("C++", "C#"),
    ("Li Wei", "Li Wei (Author)"),
    ("王伟", "王维"),
    ("Xi Jinping", "习近平"),
    ("José", "Jose"),
    ("Alex Dece", "Alex Deca"),
]


@pytest.mark.parametrize(("one", "other"), ONE_NAME)
def test_spellings_of_one_name_are_one(one: str, other: str) -> None:
    table = vault_of({"A.md": listed(people=[one]), "B.md": listed(people=[other])}, KEYS).names["people"]
    assert table.canonical(one) == table.canonical(other)


@pytest.mark.parametrize(("one", "other"), TWO_NAMES)
def test_two_names_stay_two(one: str, other: str) -> None:
    table = vault_of({"A.md": listed(people=[one]), "B.md": listed(people=[other])}, KEYS).names["people"]
    assert (table.canonical(one), table.canonical(other)) == (one, other)


@pytest.mark.parametrize(
    ("spellings", "kept"),
    [
        (["donald-trump", "donald-trump", "Donald Trump"], "Donald Trump"),
        (["JD Vance", "J.D. Vance", "J.D. Vance"], "J.D. Vance"),
        (["OPENAI LABS", "OpenAI Labs", "OPENAI LABS"], "OpenAI Labs"),
        (["查理芒格", "查理·芒格", "查理·芒格"], "查理·芒格"),
    ],
)
def test_best_written_then_most_used_name_is_kept(spellings: list[str], kept: str) -> None:
    notes = {f"{number}.md": listed(people=[name]) for number, name in enumerate(spellings)}
    table = vault_of(notes, KEYS).names["people"]
    assert {table.canonical(name) for name in spellings} == {kept}


def test_note_about_a_name_decides_across_scripts() -> None:
    notes = {
        "People/Xi Jinping.md": "---\naliases: [习近平, 习主席]\n---\n",
        "A.md": listed(people=["习近平", "xi-jinping"]),
    }
    table = vault_of(notes, PEOPLE).names["people"]
    assert {table.canonical(name) for name in ("习近平", "xi-jinping", "习主席")} == {"Xi Jinping"}


def test_note_without_frontmatter_names_by_its_file() -> None:
    notes = {"People/Ada Lovelace.md": "# Ada\n", "A.md": listed(people=["ada-lovelace"])}
    assert vault_of(notes, PEOPLE).names["people"].canonical("ada-lovelace") == "Ada Lovelace"


def test_alias_of_two_notes_belongs_to_neither_and_is_reported(tmp_path: Path) -> None:
    notes = {
        "People/Wang Wei.md": "---\naliases: [王维]\n---\n",
        "People/Wang Wei (Poet).md": "---\naliases: [王维]\n---\n",
        "A.md": listed(people=["王维"]),
    }
    assert vault_of(notes, PEOPLE).names["people"].canonical("王维") == "王维"
    assert fixed(write(tmp_path, notes, PEOPLE)) == []
    assert texts(tmp_path) == notes


@pytest.mark.parametrize(
    ("spellings", "config", "kept"),
    [
        (["multi-modal-ai", "multimodal-ai", "multimodal-ai"], KEYS, "multimodal-ai"),
        (["Obsidian插件", "obsidian插件", "obsidian插件"], KEYS, "obsidian插件"),
        (["AI", "AI", "ai"], KEYS + "tags: {style: kebab-case}", "ai"),
        (["Deep_Work", "deep-work", "Deep_Work"], KEYS + "tags: {style: snake_case}", "deep_work"),
        (["Deep-Work", "deep-work", "Deep-Work"], KEYS + "tags: {aliases: {focus: deep-work}}", "deep-work"),
        (["beer", "Beer"], KEYS, "beer"),
    ],
)
def test_tag_that_is_kept(spellings: list[str], config: str, kept: str) -> None:
    notes = {f"{number}.md": listed(tags=[tag]) for number, tag in enumerate(spellings)}
    table = vault_of(notes, config).tags
    assert {table.canonical(tag) for tag in spellings} == {kept}


def test_nested_tags_fold_segment_by_segment() -> None:
    notes = {f"{n}.md": listed(tags=[tag]) for n, tag in enumerate(["AI/tools", "ai/Agents", "ai/agents"])}
    table = vault_of(notes, KEYS).tags
    assert [table.canonical(tag) for tag in ("AI/tools", "ai/Agents")] == ["ai/tools", "ai/agents"]


def test_tags_in_the_text_count_for_usage() -> None:
    notes = {"A.md": listed(tags=["Craft-Beer"]), "B.md": "On #craft-beer.\n", "C.md": "On #craft-beer.\n"}
    assert vault_of(notes, KEYS).tags.canonical("Craft-Beer") == "craft-beer"


def test_name_counts_once_a_note() -> None:
    config = "keys: {people: {type: list, names: people}, by: {type: text, names: people}}\n"
    notes = {"A.md": "---\npeople: [Ada]\nby: Ada\n---\n", "B.md": listed(people=["ADA"])}
    assert vault_of(notes, config).names["people"].usage == {"Ada": 1, "ADA": 1}


def test_tags_need_no_opencc(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(names, "_has_opencc", lambda: False)
    notes = {"A.md": listed(tags=["beer"], people=["習近平"])}
    vault = vault_of(notes, KEYS + "names: {people: {chinese: true}}\n")
    assert vault.tags.usage == {"beer": 1}
    assert vault.standards == vault_of(notes, KEYS + "names: {people: {chinese: true}}\n").standards


@pytest.mark.parametrize(
    "hidden", ["`#Beer`", "```\n#Beer\n```", "[[x #Beer]]", "http://x.org/ #1#Beer", "%% #Beer %%"]
)
def test_what_is_no_tag_in_the_text_is_left_alone(tmp_path: Path, hidden: str) -> None:
    notes = {"A.md": f"{hidden}\n", "B.md": listed(tags=["beer"]), "C.md": listed(tags=["beer"])}
    assert fixed(write(tmp_path, notes, KEYS), unsafe=True) == []


def test_merging_leaves_no_duplicate(tmp_path: Path) -> None:
    notes = {
        "A.md": listed(people=["Ada Lovelace", "ada-lovelace"], tags=["deep-work", "Deep-Work"]),
        "B.md": listed(people=["Ada Lovelace"], tags=["deep-work"]),
    }
    fixed(write(tmp_path, notes, KEYS))
    assert texts(tmp_path)["A.md"] == listed(people=["Ada Lovelace"], tags=["deep-work"])


@pytest.mark.parametrize(
    ("form", "value", "written"),
    [
        ("link", "Ada Lovelace", '"[[Ada Lovelace]]"'),
        ("link", "ada-lovelace", '"[[Ada Lovelace]]"'),
        ("plain", '"[[Ada Lovelace]]"', "Ada Lovelace"),
        ("plain", '"[[People/Ada Lovelace|Ada]]"', "Ada Lovelace"),
    ],
)
def test_group_has_one_form(tmp_path: Path, form: str, value: str, written: str) -> None:
    config = KEYS + f"names: {{people: {{notes: People/, form: {form}}}}}\n"
    notes = {"People/Ada Lovelace.md": "# Ada\n", "A.md": listed(people=[value])}
    fixed(write(tmp_path, notes, config))
    assert texts(tmp_path)["A.md"] == listed(people=[written])


@pytest.mark.parametrize("value", ["1815", "{born: 1815}", "''", "x" * 10_000, "[a, b]", "~"])
def test_value_that_is_no_name_is_left_alone(tmp_path: Path, value: str) -> None:
    config = PEOPLE + "rules: {ignore: [empty-value, wrong-type]}\n"
    notes = {"A.md": listed(people=[value]), "B.md": listed(people=["X" * 10_000])}
    fixed(write(tmp_path, notes, config))
    assert texts(tmp_path) == notes


def test_traditional_and_simplified_are_one_with_the_extra() -> None:
    pytest.importorskip("opencc", reason="the extra `chinese` is not installed")
    config = KEYS + "names: {people: {chinese: true}}\n"
    notes = {"A.md": listed(people=["習近平"]), "B.md": listed(people=["习近平", "习近平"])}
    table = vault_of(notes, config).names["people"]
    assert table.canonical("習近平") == table.canonical("习近平")


@pytest.mark.parametrize(
    ("config", "message"),
    [
        (
            "names:\n  people:\n    aliases:\n      Xi Jinping: [习近平]\n      Li Wei: [习近平]\n",
            "v.yaml:5:16: `names.people.aliases.Li Wei.0` `习近平` already belongs to `Xi Jinping` "
            "(v.yaml:4:20)",
        ),
        (
            "names:\n  people:\n    aliases:\n      A A: [B B]\n      B B: [A A]\n",
            "v.yaml:4:13: `names.people.aliases.A A.0` `B B` already belongs to `B B` (v.yaml:5:7)",
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


@pytest.mark.parametrize(
    "name", ["C#", "A|B", "AC/DC", "[美]约翰·S·戈登", "X [y]", "[[Ada]], [[Grace]]", "Ada <a@b.org>"]
)
def test_name_that_no_link_can_hold_is_left_alone(tmp_path: Path, name: str) -> None:
    config = KEYS + "names: {people: {form: link}}\n"
    notes = {"A.md": listed(people=[f"'{name}'"])}
    assert fixed(write(tmp_path, notes, config)) == []


@pytest.mark.parametrize(
    "link", ["[[Notes/ada#Life|Ada]]", "[[Ada Lovelace#Life]]", "[[Other/ada-lovelace]]"]
)
def test_link_to_somewhere_else_is_left_alone(tmp_path: Path, link: str) -> None:
    notes = {"People/Ada Lovelace.md": "# Ada\n", "A.md": listed(people=[f'"{link}"', "Ada Lovelace"])}
    assert fixed(write(tmp_path, notes, PEOPLE)) == []


def test_shown_text_of_a_link_stays(tmp_path: Path) -> None:
    notes = {"People/Ada Lovelace.md": "# Ada\n", "A.md": listed(people=['"[[ada-lovelace|A. L.]]"'])}
    fixed(write(tmp_path, notes, PEOPLE))
    assert texts(tmp_path)["A.md"] == listed(people=['"[[Ada Lovelace|A. L.]]"'])


def test_two_notes_with_one_title_stay_two(tmp_path: Path) -> None:
    notes = {
        "People/Li Wei.md": "---\ntitle: Li Wei\n---\n",
        "People/Li Wei (Author).md": "---\ntitle: Li Wei\n---\n",
        "A.md": listed(people=["Li Wei (Author)", "li-wei"]),
    }
    assert fixed(write(tmp_path, notes, PEOPLE)) == []


def test_name_in_a_text_is_not_lost_by_a_new_one(tmp_path: Path) -> None:
    notes = {
        "People/Ada Lovelace.md": "# Ada\n",
        "A.md": "---\npeople: Grace Hopper, Alan Turing\n---\nSee [[Ada Lovelace]].\n",
    }
    config = PEOPLE + "rules: {ignore: [wrong-type]}\n"
    assert fixed(write(tmp_path, notes, config), unsafe=True) == []


def test_tag_far_down_in_the_text_is_reported_and_renamed(tmp_path: Path) -> None:
    body = "\n\n\nfoo #Craft-Beer\n\n    indented #Craft-Beer\n\n- item\n    ```\n    #Craft-Beer\n    ```\n"
    notes = {"A.md": body, **{f"{n}.md": listed(tags=["craft-beer"]) for n in range(15)}}
    fixed(write(tmp_path, notes, KEYS), unsafe=True)
    assert texts(tmp_path)["A.md"] == body.replace("foo #Craft-Beer", "foo #craft-beer")


def test_read_name_knows_links() -> None:
    assert read_name("[[People/Ada#Life|Ada L.]]") == read_name(" Ada ") == "Ada"
    assert read_link("[[People/Ada#Life|Ada L.]]") == NameLink("People/Ada", "#Life", "Ada L.")
    assert read_link("Ada") is None


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
    """The tags of a note, however they are spelled: a safe fix loses none and invents none."""
    values = facts_of(Note("Note.md", text)).values.get("tags")
    return {folded_tag(clean_tag(str(tag))) for tag in (values if isinstance(values, list) else ())}


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
"""The uses of a word and (the spelling that goes, the one in its place), None where nothing is clear."""


@pytest.mark.parametrize(("uses", "change"), TWICE)
@pytest.mark.parametrize(("key", "config"), [("tags", ""), ("people", "names: {people: {}}\n")])
def test_counts_decide_by_a_clear_margin(tmp_path: Path, uses, change, key: str, config: str) -> None:
    notes = {f"{n}.md": listed(**{key: [word]}) for n, word in enumerate(uses)}
    fixed(write(tmp_path, notes, KEYS + config))
    wanted = [change[1] if change and word == change[0] else word for word in uses]
    assert texts(tmp_path) == {f"{n}.md": listed(**{key: [word]}) for n, word in enumerate(wanted)}


def test_no_tag_becomes_one_that_no_note_has(tmp_path: Path) -> None:
    notes = {f"{n}.md": listed(tags=["AI"]) for n in range(9)} | {"A.md": listed(tags=["ai/agents"])}
    assert fixed(write(tmp_path, notes, KEYS), paths=[tmp_path / "A.md"]) == []


def test_periods_make_another_tag_and_not_another_name(tmp_path: Path) -> None:
    assert folded_tag("C.O.D.E") != folded_tag("code")
    assert folded("J.D. Vance") == folded("JD Vance")


@pytest.mark.parametrize("word", ["12345：QuerySet", "MeToo运动"])
def test_words_of_prose_keep_their_case(tmp_path: Path, word: str) -> None:
    notes = {"A.md": f"#{word} and more\n", **{f"{n}.md": listed(tags=[word.lower()]) for n in range(3)}}
    fixed(write(tmp_path, notes, KEYS + "tags: {style: kebab-case}\n"), unsafe=True)
    assert texts(tmp_path)["A.md"] == f"#{word} and more\n"


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
