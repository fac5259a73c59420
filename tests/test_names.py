"""The names of a vault: which spellings are the same, whom a note is about, how a name is written."""

from pathlib import Path

import pytest
from vaults import fixed, listed, texts, vault_of, write

from vault_tools.vault.names import NameLink, NameTable, name_problem, read_link, read_name

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


def test_name_counts_once_a_note() -> None:
    config = "keys: {people: {type: list, names: people}, by: {type: text, names: people}}\n"
    notes = {"A.md": "---\npeople: [Ada]\nby: Ada\n---\n", "B.md": listed(people=["ADA"])}
    assert vault_of(notes, config).names["people"].usage == {"Ada": 1, "ADA": 1}


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


def test_read_name_knows_links() -> None:
    assert read_name("[[People/Ada#Life|Ada L.]]") == read_name(" Ada ") == "Ada"
    assert read_link("[[People/Ada#Life|Ada L.]]") == NameLink("People/Ada", "#Life", "Ada L.")
    assert read_link("Ada") is None


def people(*names: str, notes: dict[str, str] | None = None, config: str = PEOPLE) -> NameTable:
    """The table of a vault in which each of these names is in a note."""
    using = {f"{number}.md": listed(people=[name]) for number, name in enumerate(names)}
    return vault_of(using | (notes or {}), config).names["people"]


@pytest.mark.parametrize("stem", ["index", "_index", "README", "MOC", "People", "people"])
def test_note_about_the_folder_is_about_no_name(stem: str) -> None:
    table = people(notes={f"People/{stem}.md": "# Everybody\n", "People/Ada.md": "# Ada\n"})
    assert [note.name for note in table.notes] == ["Ada"]


def test_note_in_a_folder_below_is_about_a_name_too() -> None:
    table = people("grace-hopper", notes={"People/Navy/Grace Hopper.md": "", "People/Navy/Navy.md": ""})
    assert table.canonical("grace-hopper") == "Grace Hopper"
    assert [note.path for note in table.notes] == ["People/Navy/Grace Hopper.md"]


def test_alias_in_the_configuration_goes_to_who_bears_the_name() -> None:
    config = KEYS + "names: {people: {notes: People/, aliases: {ada lovelace: [Countess]}}}\n"
    table = people("Countess", notes={"People/Ada Lovelace.md": ""}, config=config)
    assert table.canonical("Countess") == "Ada Lovelace"


def test_both_claims_on_a_spelling_are_told() -> None:
    notes = {"People/A.md": "---\naliases: [王维]\n---\n", "People/B.md": "---\naliases: [王 维]\n---\n"}
    table = people(notes=notes)
    (mine, other), *more = table.conflicts_of("People/A.md")
    assert (mine.name, mine.spelling, other.name, other.spelling, more) == ("A", "王维", "B", "王 维", [])
    assert list(table.conflicts_of("0.md")) == []


def test_spellings_in_dispute_are_nobodys() -> None:
    notes = {"People/A.md": "---\naliases: [x, y]\n---\n", "People/B.md": "---\naliases: [y]\n---\n"}
    assert sorted(set(people(notes=notes).spellings())) == [("A", "A"), ("B", "B"), ("x", "A")]


def test_variants_are_counted_under_what_is_kept() -> None:
    table = people("Ada Lovelace", "ada-lovelace", "Ada Lovelace", "Grace Hopper")
    assert list(table.variants()) == [("Ada Lovelace", {"Ada Lovelace": 2, "ada-lovelace": 1})]


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        ("Ada Lovelace", ""),
        ("AC/DC", "it contains `/`"),
        ("What?", "it contains `?`"),
        (".hidden", "it begins or ends with a period or a space"),
        ("Inc.", "it begins or ends with a period or a space"),
        ("a\x07", "it contains a control character"),
        ("好" * 84, ""),
        ("好" * 85, "it is too long"),
    ],
)
def test_name_that_no_file_can_have_is_told(name: str, problem: str) -> None:
    assert name_problem(name) == problem
