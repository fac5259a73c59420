"""`init`: what it writes for a vault, that the result can always be read, and that nothing is ever
overwritten."""

import random
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml
from each_of import each_of
from habits import VAULTS, Files, note, numbered
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft7Validator
from often import often
from vaults import vault_of

from vault_tools.config.config import load_config
from vault_tools.config.init.survey import Survey, survey_of
from vault_tools.config.init.text import config_text
from vault_tools.config.init.vault import proposal
from vault_tools.config.json_schema import json_schema
from vault_tools.config.obsidian import read_settings
from vault_tools.lint.engine import check, check_in_vault
from vault_tools.note.note import Note
from vault_tools.note.yaml_core import compose, value_of

pytestmark = pytest.mark.usefixtures("time_limit")

SHARED = Path(__file__).parents[2] / "shared"
SCHEMA = Draft7Validator(json_schema())


def read(text: str) -> Any:
    """The settings of a configuration, read as YAML 1.2 like editors do."""
    return value_of(node) if (node := compose(text)) else {}


def proposed(files: Mapping[str, str], types: str = "{}") -> str:
    """The configuration proposed for notes; `types` is the text of `.obsidian/types.json`."""
    keys = read_settings({"types.json": types}).keys
    seen = [
        survey_of(Note(path, files[path]), closely=len(files) < 1000)
        for path in sorted(files)
        if path.endswith(".md")
    ]
    survey = Survey(tuple(seen), keys)
    return config_text(proposal(survey), survey)


def chosen(files: Mapping[str, str], types: str = "{}") -> dict:
    """The settings in the text, which program and schema have accepted."""
    text = proposed(files, types)
    load_config(text)
    found: dict = read(text)
    SCHEMA.validate(found)
    return found


@pytest.mark.parametrize("name", VAULTS)
def test_vault(name: str, vault, call, golden) -> None:
    root = vault(VAULTS[name])
    assert call("init", root).returncode == 0
    golden(f"init/{name}.yaml", (root / "vault-tools.yaml").read_text("utf-8"))
    found = call("check", root, "--output-format", "concise", "--quiet")
    golden(f"init/{name}.txt", found.stdout.decode())
    SCHEMA.validate(read((root / "vault-tools.yaml").read_text("utf-8")))


# One habit at a time


def notes(count: int, path: str = "N#.md", text: str = "", first: int = 1, **values: object) -> Files:
    return numbered(path, count, text if text else note(**values), first)


def keys_of(files: Mapping[str, str], types: str = "{}") -> dict:
    return chosen(files, types).get("keys", {})


@each_of(
    "having, lacking, required",
    [(10, 0, True), (9, 1, True), (8, 2, True), (7, 3, False), (40, 10, True), (39, 11, False)]
    + [(180, 20, True), (178, 22, False), (5, 0, True), (4, 0, False), (4, 1, False)],
)
def test_key_that_nearly_all_notes_have_is_required(having: int, lacking: int, required: bool) -> None:
    files = notes(having, title="T#", first=1000) | notes(lacking, text="Text.\n")
    assert keys_of(files)["title"].get("required", False) is required


def test_empty_value_does_not_count_as_there() -> None:
    files = notes(10, guest="''", room=4)
    assert keys_of(files) == {"guest": {"type": "text"}, "room": {"type": "number", "required": True}}


def test_aliases_are_required_of_nobody() -> None:
    assert keys_of(notes(10, aliases="[a]", tags="[b]")) == {
        "aliases": {"type": "aliases"},
        "tags": {"type": "tags", "required": True},
    }


def test_key_of_few_notes_is_left_to_a_comment() -> None:
    files = notes(200, title="T#") | notes(3, "M#.md", title="T#", mood="calm")
    assert "mood" not in keys_of(files)
    assert "# Keys of few notes, not listed here: mood (3)\n" in proposed(files)


def test_notes_that_cannot_be_judged_do_not_count() -> None:
    files = notes(5, title="T#") | notes(5, "B#.md", text="---\na: [\n---\n") | notes(5, "E#.md", text=" \n")
    assert "title: {type: text, required: true}  # in 5 of 5 notes\n" in proposed(files)


@each_of(
    "values, type_",
    [
        (["a", "b c", "1984", "2025-01-01", "d"], "text"),
        (["2025-01-01", "2025/1/2", "March 3, 2025", "2025-01-04", "2025-01-05"], "date"),
        (
            ["2025-01-01T10:00:00", "2025-01-02 11:00", "2025-01-03", "2025-01-04T10:00", "2025-01-04"],
            "datetime",
        ),
        (["March 1, 2025", "March 2, 2025", "March 3, 2025", "2025-01-04", "March 5, 2025"], None),
        (["20250301101112", "20250301101113", "20250301101114", "20250301101115", "20250301101116"], None),
        (["true", "false", "true", "'yes'", "true"], "checkbox"),
        (["1", "2.5", "3", "4", "'five'"], "number"),
        (["1234567890123456", "1234567890123457", "1234567890123458"], "text"),
        (["[a]", "[b, c]", "d", "[e]", "[f]", "[]"], "list"),
        (["[a]", "[b, c]", "d"], None),
        (["a", "b", "[c, d]", "e", "f"], None),
        (["a", "1", "true", "[c, d]", "{e: f}"], None),
        (["{a: b}", "{a: b}", "{a: b}"], None),
        (["[]", "", "[]"], "list"),
        (["''", "", "''"], "text"),
        (["", "", ""], None),
    ],
)
def test_type_is_that_of_nearly_all_values(values: list[str], type_: str | None) -> None:
    files = {f"{n}.md": note(key=value) for n, value in enumerate(values)}
    assert keys_of(files)["key"].get("type") == type_


@each_of(
    "known, value, type_",
    [
        ("text", "2025-01-01", "text"),
        ("multitext", "a", "text"),
        ("date", "a", "text"),
        ("datetime", "2025-01-01", "datetime"),
        ("date", "March 1, 2025", "date"),
        ("number", "''", "number"),
    ],
)
def test_type_is_obsidians_unless_the_values_are_of_another(known: str, value: str, type_: str) -> None:
    assert keys_of(notes(10, key=value), f'{{"types": {{"key": "{known}"}}}}')["key"]["type"] == type_


@each_of(
    "counts, values",
    [
        ({"draft": 6, "final": 6}, ["draft", "final"]),
        ({"draft": 20, "final": 10, "darft": 1, "Final": 1}, ["draft", "final"]),
        ({"draft": 200, "final": 10, "shelved": 1}, ["draft", "final"]),
        ({"draft": 500, "final": 10, "shelved": 2, "odd": 3}, ["draft", "final", "odd"]),
        ({"draft": 20, "final": 10, "shelved": 1}, ["draft", "final", "shelved"]),
        (
            {"draft": 900, "final": 90, "shelved": 12, "on hold": 9, "fimal": 9},
            ["draft", "final", "shelved", "on hold"],
        ),
        ({"budding": 5, "seedling": 15, "buding": 1}, ["seedling", "budding"]),
        ({"draft": 20}, None),
        ({"draft": 20, "drafft": 1}, ["draft"]),
        ({"draft": 3, "final": 3}, None),
        ({f"value {n}": 10 for n in range(13)}, None),
        ({"a": 6, "b": 6, "c": 1, "d": 1, "e": 1}, None),
        ({"2": 6, "'4'": 6}, None),
        ({'"[[A]]"': 6, '"[[B]]"': 6}, None),
        ({"https://a.example": 6, "https://b.example": 6}, None),
    ],
)
def test_few_values_are_a_closed_set(counts: Mapping[str, int], values: list[str] | None) -> None:
    listed = [value for value, count in counts.items() for _ in range(count)]
    files = {f"{n:03}.md": note(stage=value) for n, value in enumerate(listed)}
    assert keys_of(files)["stage"].get("values") == values


def test_values_left_out_are_named() -> None:
    files = notes(20, stage="draft") | notes(10, "M#.md", stage="final") | notes(1, "S#.md", stage="darft")
    assert "  # in 31 of 31 notes; left out: darft (1)\n" in proposed(files)


def test_status_has_the_words_that_the_program_knows() -> None:
    found = chosen(notes(20, status="evergreen", draft="false") | notes(2, "S#.md", status="evergren"))
    assert found["keys"]["status"]["values"] == ["evergreen", "draft"]
    assert found["status"]["on-conflict"] == "report"
    assert "evergreen-forbids" not in found["status"], "it would build errors on warnings"


def test_contradiction_that_is_a_habit_is_none() -> None:
    found = chosen(notes(10, status="evergreen", draft="true"))
    assert found["rules"]["ignore"] == ["contradictory-status"]
    assert "status" not in found


def test_slip_of_a_key_becomes_its_alias() -> None:
    files = notes(30, category="a b") | notes(1, "S#.md", catgeory="c d") | notes(2, "Q#.md", tag="e")
    keys = keys_of(files)
    assert keys["category"]["aliases"] == ["catgeory"]
    assert "catgeory" not in keys


@pytest.mark.parametrize(
    ("one", "other"),
    [("author", "authors"), ("date1", "date2"), ("category", "cat"), ("Category", "category")],
)
def test_keys_that_may_be_two_are_not_made_one(one: str, other: str) -> None:
    files = notes(30, **{one: "a b"}) | notes(2, "S#.md", **{other: "c d"})
    assert "aliases" not in keys_of(files)[one]


def test_key_that_most_spell_with_a_capital_keeps_it() -> None:
    files = notes(10, Tags="[a]", Date="2025-01-01") | notes(1, "S#.md", date="2025-01-01")
    assert list(keys_of(files)) == ["Tags", "Date"]


def test_form_to_fill_in_is_not_declared() -> None:
    text = proposed(notes(10, tags="\n- ", title="T#"))
    assert "  # tags: {type: tags}  # in 10 of 10 notes; empty in 10; many with an empty item" in text


@each_of("odd, taken", [(0, True), (1, True), (2, True), (3, False), (8, None)])
def test_key_order_is_that_of_nearly_all_notes(odd: int, taken: bool | None) -> None:
    files = notes(10 - odd, a=1, b=2, c=3) | notes(odd, "S#.md", c=3, a=1, b=2)
    files |= notes(3, "T#.md", a=1)
    if odd == 8:
        files = notes(5, a=1, b=2, c=3) | notes(4, "S#.md", c=3, b=2, a=1) | notes(4, "T#.md", b=1, c=3, a=1)
    text = proposed(files)
    assert ("key-order: [a, b, c]" in text) is (taken is not None)
    assert ("\nkey-order:" in text) is bool(taken)


def test_folder_that_lacks_a_key_is_exempt() -> None:
    files = (
        notes(20, title="T#")
        | notes(6, "People/P#.md", text="Text.\n")
        | notes(2, "Inbox/I#.md", text="T.\n")
    )
    found = chosen(files)
    assert found["keys"]["title"]["required"] is True
    assert found["profiles"] == [{"match": "People/**", "keys": {"title": {"required": False}}}]


def test_key_of_one_folder_is_demanded_there() -> None:
    files = notes(20, title="T#") | notes(12, "A/Clips/P#.md", title="T#", source="https://example.com")
    assert chosen(files)["profiles"] == [{"match": "A/**", "keys": {"source": {"required": True}}}]


def test_few_clippings_demand_nothing_of_their_folder() -> None:
    files = notes(30, title="T#") | notes(6, "A/P#.md", title="T#", source="https://example.com")
    assert "profiles" not in chosen(files)


def test_small_folder_of_its_own_habit_is_let_off_within_a_large_one() -> None:
    files = notes(300, "A/N#.md", title="T#", date="2025-01-01") | notes(40, "B/N#.md", title="T#")
    files |= notes(11, "A/tags/N#.md", title="T#") | notes(40, "C/N#.md", title="T#")
    profiles = chosen(files)["profiles"]
    assert {"match": "A/tags/**", "keys": {"date": {"required": False}}} in profiles
    config = load_config(proposed(files))
    required = {p: config.schema_for(p).keys["date"].required for p in ("A/N1.md", "A/tags/N1.md", "B/N1.md")}
    assert required == {"A/N1.md": True, "A/tags/N1.md": False, "B/N1.md": False}


@pytest.mark.parametrize(("empty", "required"), [(0, True), (2, True), (3, False), (12, False)])
def test_key_that_waits_to_be_filled_in_is_required_of_nobody(empty: int, required: bool) -> None:
    files = notes(188, title="T#", mood="calm") | notes(empty, "E#.md", title="T#", mood="''")
    assert keys_of(files)["mood"].get("required", False) is required


@pytest.mark.parametrize("page", ["README.md", "A/index.md", "B/B.md", "LICENSE.md"])
def test_front_pages_are_no_outliers(page: str) -> None:
    pages = {page.replace("A/", f"A{n}/").replace("B/B", f"B{n}/B{n}"): "Text.\n" for n in range(9)}
    assert keys_of(notes(5, title="T#") | pages)["title"]["required"] is True


def test_notes_at_the_root_may_lack_what_folders_have() -> None:
    files = notes(6, text="Text.\n") | notes(20, "A/N#.md", title="T#") | notes(20, "B/N#.md", title="T#")
    assert chosen(files)["profiles"] == [{"match": "/*.md", "keys": {"title": {"required": False}}}]


@each_of("folder", ["[Old] *?", "!x", "#x", "a\\b", "项目 1", " x", 'q"q', "{x}", "a: b", "- x"])
def test_profile_matches_folders_with_signs_in_their_names(folder: str) -> None:
    files = notes(20, "A/N#.md", title="T#") | notes(6, f"{folder}/N#.md", text="Text.\n")
    config = load_config(proposed(files))
    assert not config.schema_for(f"{folder}/N1.md").keys["title"].required
    assert config.schema_for("A/N1.md").keys["title"].required


@each_of(
    "path, text, excluded",
    [
        ("Templates/N#.md", "---\ntitle: {{title}}\n---\n", True),
        ("A/88-Template/N#.md", "<% tp.date.now() %>\n", True),
        ("模板/N#.md", "---\ntitle: {{title}}\n---\n", True),
        ("Forms/N#.md", "---\ntitle: {{title}}\n---\n", True),
        ("Templates/N#.md", "Text.\n", True),
        ("Templates/N#.md", "---\ntags: [daily]\nmood:\n---\n# Day\n", True),
        ("Templater/N#.md", f"---\ntitle: On Templater\n---\n{'It says `{{date}}`. ' * 50}\n", False),
        ("Templates/N#.md", f"---\ntitle: On templates\n---\n{'Text. ' * 150}\n", False),
        ("Showcases & Templates/N#.md", "Text.\n", False),
        ("Forms/N#.md", "Text with {{braces}}.\n", False),
    ],
)
def test_templates_are_no_notes(path: str, text: str, excluded: bool) -> None:
    config = load_config(proposed(notes(5, title="T#") | notes(4, path, text=text)))
    assert config.excluded(path.replace("#", "1")) is excluded


@each_of(
    "tags, style",
    [
        ([f"{word}-beer" for word in "abcdefghijkl"], "kebab-case"),
        ([f"{word}_beer" for word in "abcdefghijkl"], "snake_case"),
        ([f"{word}_beer" for word in "abcdef"] + [f"{word}-beer" for word in "abcdef"], None),
        ([f"{word}-Beer" for word in "abcdefghijkl"], None),
        ([f"{word} beer" for word in "abcdefghijkl"], None),
        (list("abcdefghijkl"), None),
    ],
)
def test_tag_style_is_that_of_nearly_all_tags(tags: list[str], style: str | None) -> None:
    files = {f"{n}.md": note(tags=f"[{tag}]") for n, tag in enumerate(tags)}
    assert chosen(files).get("tags", {}).get("style") == style


def test_names_have_the_folder_of_their_notes() -> None:
    people = {f"CRM/{name}.md": "A person.\n" for name in ("Ada", "Grace", "Alan", "Eva")}
    files = people | {
        f"{n}.md": note(author=f'"[[{"Ada Grace Alan Eva".split()[n % 4]}]]"') for n in range(12)
    }
    found = chosen(files)
    assert found["names"] == {"people": {"notes": "CRM/", "form": "link"}}
    assert found["keys"]["author"] == {"type": "text", "names": "people"}


def test_folder_of_people_whom_no_key_names_is_no_group() -> None:
    people = {f"People/P{n}.md": "A person.\n" for n in range(30)}
    assert "names" not in chosen(people | notes(10, title="T#"))
    assert "names" not in chosen(people | notes(10, people="[Ada, Grace]"))


def test_moc_of_tags_is_put_where_index_notes_are() -> None:
    links = "".join(f"- [[N{n}]]\n" for n in range(1, 8))
    essays = numbered("essays/N#.md", 10, note(tags="[a]")) | {"essays/I.md": links}
    assert 'note: "MOC/{value}.md"' in proposed(essays)
    assert 'note: "Maps/{value}.md"' in proposed(essays | {"Maps/A.md": links})
    assert 'note: "x/{value}.md"' in proposed(essays | {"x/A.md": links, "x/B.md": links})


def test_moc_of_tags_counts_them_as_it_will_list_them(vault, call) -> None:
    links = "".join(f"- [[N{n}]]\n" for n in range(1, 8))
    tags = ["Rhizome"] * 3 + ["rhizome"] * 2 + ["beer"] * 5 + ["a/b"] * 4
    files = {f"N{n}.md": note(tags=f"[{tag}]") for n, tag in enumerate(tags)} | {
        "I.md": links,
        "Z.md": "#a/b\n",
    }
    text = proposed(files)
    assert "# tags in 5 notes or more: 4\n" in text
    root = vault(
        files | {"vault-tools.yaml": "mocs: [{name: t, each: tags, min: 5, note: 'M/{value}.md'}]\n"}
    )
    assert b"4 new" in call("fix", root).stdout


def test_min_is_such_that_somebody_keeps_as_many_mocs() -> None:
    links = "".join(f"- [[N{n}]]\n" for n in range(1, 8))
    files = {f"N{n}-{m}.md": note(tags=f"[t{n}]") for n in range(60) for m in range(12 if n < 9 else 5)}
    assert "min: 10" in proposed(files | {"I.md": links})


def test_vaults_within_are_named(vault, call) -> None:
    root = vault({"in/.obsidian/app.json": "{}", "in/N.md": "Text.\n", "M.md": "Text.\n"})
    call("init", root)
    assert "# vaults: separate  # there are in/\n" in (root / "vault-tools.yaml").read_text()


def test_links_that_lists_lack_by_habit_are_not_reported() -> None:
    people = {f"People/{name}.md": "A person.\n" for name in ("Ada", "Grace", "Alan")}
    files = people | {f"{n}.md": note("See [[Ada]].\n", people="[Grace, Alan]") for n in range(10)}
    assert chosen(files)["rules"] == {"ignore": ["unlisted-name"]}


@pytest.mark.parametrize(("records", "others"), [(20, 50), (6, 60), (4, 4)])
def test_records_are_not_reported_where_they_are_the_habit(records: int, others: int) -> None:
    files = notes(records, "Links/L#.md", "---\ntitle: L#\nsource: x\n---\n") | notes(others, title="T#")
    rules = chosen(files).get("rules", {})
    assert (rules.get("empty-note") == {"severity": "info"}) is (records == 20)


def test_order_of_slashed_dates_is_read_from_those_that_are_clear() -> None:
    files = notes(20, date="2025-01-01") | {f"S{n}.md": note(date=f"{n}/03/2025") for n in (4, 13, 14, 15)}
    assert chosen(files)["rules"] == {"malformed-date": {"order": "day-first"}}
    files |= {"M.md": note(date="03/31/2025")}
    assert "rules" not in chosen(files)


@pytest.mark.parametrize(
    ("chinese", "english", "language"), [(20, 0, "zh"), (0, 20, "en"), (19, 1, "zh"), (10, 10, None)]
)
def test_language_is_that_of_nearly_all_notes(chinese: int, english: int, language: str | None) -> None:
    files = notes(chinese, text="酿酒师说，关键在于水，他们一百年前就知道了。\n")
    files |= notes(english, "E#.md", text="The brewer said that it was the water, and that they knew it.\n")
    assert chosen(files).get("language") == language


def test_language_of_a_folder_is_left_to_the_owner() -> None:
    files = notes(10, "中/N#.md", text="酿酒师说，关键在于水，他们一百年前就知道了。\n")
    files |= notes(10, "En/N#.md", text="The brewer said that it was the water, and that they knew it.\n")
    text = proposed(files)
    assert "#   - {match: En/**, language: en}  # 10 of 10 notes are read in English\n" in text
    assert "#   - {match: 中/**, language: zh}  # 10 of 10 notes are read in Chinese\n" in text
    assert chosen(files) == {}


# Odd vaults


@pytest.mark.parametrize(
    "files",
    [
        {},
        {"N.md": ""},
        {"N.md": "---\ntitle: T\n---\n"},
        notes(10, text="---\na: [\n---\n"),
        notes(10, text="---\na: 1\na: 2\n---\n"),
        notes(10, "Templates/T#.md", text="---\ntitle: {{title}}\n---\n"),
        notes(10, text="---\n- a\n- b\n---\n"),
        notes(10, **{"k" * 300: 1}),
        {"A/" * 40 + "N.md": "Text.\n"},
    ],
    ids=["empty", "nothing", "one", "broken", "duplicate", "templates", "list", "long", "deep"],
)
def test_odd_vault(files: Files) -> None:
    assert not {"keys", "profiles", "names", "rules"} & chosen(files).keys()


def test_thousands_of_tags() -> None:
    files = {f"{n}.md": f"---\ntags: [tag-{n}]\nk{n}: {n}\n---\n" for n in range(often(1500, 5000))}
    found = chosen(files)
    assert found["keys"] == {"tags": {"type": "tags", "required": True}}
    assert found["tags"] == {"style": "kebab-case"}


_WORD = st.one_of(
    st.text(min_size=1, max_size=12),
    st.sampled_from(
        ["null", "~", "*a", "&b", "- c", "a: b", "# d", "'", '"', "{", "[", "%", "@", "`", "yes", "1e3"]
    ),
    st.sampled_from(["evergreen", "draft", "2025-01-01", "01/02/2025", "[[A]]", "\u2028", "\x85", "{{x}}"]),
)
_VALUE = st.one_of(_WORD, st.lists(_WORD, max_size=3), st.booleans(), st.integers(), st.none())
_KEY = st.one_of(
    st.sampled_from(["status", "draft", "people", "tags", "date", "title", "aliases", "Tags"]), _WORD
)
_FOLDER = st.sampled_from(["", "People/", "Templates/", "[x]/", "中 文/", "a: b/", "#/", "!/"])


@settings(max_examples=often(10, 100))
@given(data=st.data(), kinds=st.lists(st.dictionaries(_KEY, _VALUE, max_size=5), min_size=1, max_size=4))
def test_what_is_written_can_be_read_and_used(data: st.DataObject, kinds: list[dict]) -> None:
    files = {}
    for number, kind in enumerate(kinds):
        folder, count = data.draw(_FOLDER), data.draw(st.integers(1, 8))
        block = yaml.safe_dump(kind, allow_unicode=True, sort_keys=False) if kind else ""
        files |= numbered(f"{folder}{number}-#.md", count, f"---\n{block}---\nText on [[A]].\n")
    text = proposed(files)
    config, vault = load_config(text), vault_of(files, text)
    SCHEMA.validate(read(text))
    for path, content in files.items():
        check(Note(path, content), config.rules, config.schema_for(path))
        check_in_vault(vault.notes[path], config.rules, config.schema_for(path), vault)


def test_order_of_notes_makes_no_difference() -> None:
    for files in VAULTS.values():
        shuffled = list(files.items())
        random.Random(1).shuffle(shuffled)
        assert proposed(dict(shuffled)) == proposed(files)


def test_every_run_says_the_same(vault, cli, monkeypatch: pytest.MonkeyPatch) -> None:
    """Even if the order of sets differs, as it does from run to run."""
    values = "[" + ", ".join(f"value-{n}" for n in range(8)) + "]"
    root = vault(notes(12, tags=values, kinds=values, people=values) | VAULTS["forms"])
    texts = set()
    for seed in "123"[: often(2, 3)]:
        monkeypatch.setenv("PYTHONHASHSEED", seed)
        texts.add(cli("init", root, "--dry-run").stdout)
    assert len(texts) == 1


# Files


def test_dry_run_writes_nothing(vault, call) -> None:
    root = vault(VAULTS["garden"])
    before = sorted(root.rglob("*"))
    done = call("init", root, "--dry-run")
    assert sorted(root.rglob("*")) == before
    call("init", root)
    assert (root / "vault-tools.yaml").read_bytes() == done.stdout


@pytest.mark.parametrize("name", ["vault-tools.yaml", ".vault-tools.yaml"])
def test_file_that_is_there_stays(name: str, vault, call) -> None:
    root = vault({"N.md": "Text.\n", name: "# mine\nkeys: [broken"})
    done = call("init", root)
    assert (done.returncode, done.stdout) == (2, b"")
    assert (
        done.stderr.decode() == f"error: {root / name}: already exists; --update adds what is new, "
        "--dry-run prints what init would write\n"
    )
    assert (root / name).read_text() == "# mine\nkeys: [broken"
    assert call("init", root, "--dry-run").returncode == 0


def test_link_that_leads_nowhere_stays(vault, call) -> None:
    root = vault({"N.md": "Text.\n"})
    (root / "vault-tools.yaml").symlink_to(root / "gone")
    assert call("init", root).returncode == 2
    assert (root / "vault-tools.yaml").is_symlink()


def test_schema_that_is_there_stays(vault, call) -> None:
    root = vault({"N.md": "Text.\n", ".vault-tools.schema.json": "{}"})
    assert call("init", root).returncode == 0
    assert (root / ".vault-tools.schema.json").read_text() == "{}"


def test_schema_is_written_beside_the_file_that_names_it(vault, call) -> None:
    root = vault({"Notes/N.md": "Text.\n", ".obsidian/app.json": "{}"})
    assert call("init", root / "Notes").returncode == 0
    first = (root / "vault-tools.yaml").read_text().splitlines()[0]
    assert first == "# yaml-language-server: $schema=.vault-tools.schema.json"
    written = (root / ".vault-tools.schema.json").read_bytes()
    assert written == call("init", "--schema").stdout


def test_notes_that_cannot_be_read_are_passed_over(vault, call) -> None:
    files = {"A.md": b"Br\xe4u", "B.md": b"\0", "C\n.md": "Text.\n", "D.md": "Text.\n"}
    done = call("init", vault(files), "--dry-run")
    assert "in 1 notes" in done.stdout.decode()
    assert done.returncode == 0


def test_folder_that_is_no_vault(vault, call) -> None:
    root = vault({"a.txt": "a"})
    done = call("init", root)
    assert done.returncode == 2
    assert "contains no notes. A vault is a folder of Markdown notes" in done.stderr.decode()
    assert list(root.iterdir()) == [root / "a.txt"]


def test_file_that_cannot_be_written(vault, call) -> None:
    root = vault({"N.md": "Text.\n"})
    (root / ".vault-tools.schema.json").symlink_to("/gone")
    done = call("init", root)
    assert done.returncode == 2
    assert b"can't be written" in done.stderr
    assert not (root / "vault-tools.yaml").exists()


def vaults_of_people() -> list[Path]:
    """Our vaults, and those of others if available."""
    ours = Path(__file__).parents[1] / "example-vault"
    mixed = sorted((SHARED / "corpus/mixed").iterdir()) if SHARED.is_dir() else []
    return [ours, *([SHARED / "corpus/thought-foundry", *mixed] if mixed else [])]


def test_vaults_of_people_are_hardly_flagged_by_what_is_proposed_for_them() -> None:
    for folder in vaults_of_people():
        paths = sorted(folder.rglob("*.md"))
        files = {p.relative_to(folder).as_posix(): p.read_bytes().decode("utf-8-sig") for p in paths}
        config = load_config(proposed(files))
        schema_errors = [
            d.message
            for path, text in files.items()
            for d in check(Note(path, text), config.rules, config.schema_for(path))
            if not config.excluded(path)
            and d.rule in ("missing-key", "missing-frontmatter", "disallowed-value", "unordered-keys")
        ]
        assert len(schema_errors) <= 0.2 * len(files) + 1


# Bringing a file up to date


OWN = """# mine
keys:
  title: {type: text}   # I chose this
  stage: {values: [draft]}
profiles:
  - {match: "x/**", keys: {title: {required: false}}}
exclude: [Old/]
"""


def test_update_adds_what_is_new_and_keeps_every_line(vault, call) -> None:
    files = notes(20, title="T#", stage="draft", mood="calm") | notes(9, "M#.md", title="T#", stage="final")
    files |= {"T/Templates/A.md": "---\ntitle: {{title}}\n---\n", "vault-tools.yaml": OWN}
    root = vault(files)
    preview = call("init", root, "--update", "--dry-run")
    assert (root / "vault-tools.yaml").read_text() == OWN
    done = call("init", root, "--update")
    assert done.returncode == 0
    assert done.stdout == preview.stdout
    new = (root / "vault-tools.yaml").read_text()
    changed = {line[1:] for line in done.stdout.decode().splitlines()[2:] if line.startswith("-")}
    assert changed == {"  stage: {values: [draft]}", "exclude: [Old/]"}
    assert all(line in new.splitlines() for line in OWN.splitlines() if line not in changed)
    assert read(new)["keys"] == {
        "title": {"type": "text"},
        "stage": {"values": ["draft", "final"]},
        "mood": {"type": "text"},
    }
    assert read(new)["exclude"] == ["Old/", "T/Templates/"]
    assert "  # in 20 of 29 notes\n" in new
    assert b"already has everything that the notes show" in call("init", root, "--update").stderr
    assert call("undo", root).returncode == 0
    assert (root / "vault-tools.yaml").read_text() == OWN


@pytest.mark.parametrize(
    "text", ["", "# only a comment\n", "keys:\n", "{keys: {title: {type: text}}}\n", "keys: {}"]
)
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_update_of_any_form_of_file(vault, call, text: str, newline: str) -> None:
    own = text.replace("\n", newline)
    root = vault(notes(20, title="T#", mood="calm"))
    (root / "vault-tools.yaml").write_bytes(own.encode())
    assert call("init", root, "--update").returncode == 0
    new = (root / "vault-tools.yaml").read_bytes().decode()
    assert {"title", "mood"} <= read(new)["keys"].keys()
    assert newline not in own or newline == "\n" or "\n" not in new.replace("\r\n", "")


def test_update_wants_a_file_and_init_names_it(vault, call) -> None:
    root = vault(notes(9, title="T#"))
    assert b"`vault-tools init` writes one" in call("init", root, "--update").stderr
    call("init", root)
    assert b"--update adds what is new" in call("init", root).stderr
    assert b"already has everything that the notes show" in call("init", root, "--update").stderr


@pytest.mark.parametrize("name", VAULTS)
def test_update_has_nothing_to_add_to_what_init_wrote(name: str, vault, call) -> None:
    root = vault(VAULTS[name])
    call("init", root)
    before = (root / "vault-tools.yaml").read_bytes()
    assert b"already has everything that the notes show" in call("init", root, "--update").stderr
    assert (root / "vault-tools.yaml").read_bytes() == before
