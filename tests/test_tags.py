"""The tags of a vault: which spellings are the same tag, and which one to keep."""

from pathlib import Path

import pytest
from vaults import fixed, listed, texts, vault_of, write

from vault_tools.vault import names
from vault_tools.vault.tags import TagTable

KEYS = "keys: {tags: {type: tags}, people: {type: list, names: people}}\n"


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


def test_tags_need_no_opencc(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(names, "_has_opencc", lambda: False)
    notes = {"A.md": listed(tags=["beer"], people=["習近平"])}
    vault = vault_of(notes, KEYS + "names: {people: {chinese: true}}\n")
    assert vault.tags.usage == {"beer": 1}
    assert vault.dependency_key == vault_of(notes, KEYS + "names: {people: {chinese: true}}\n").dependency_key


@pytest.mark.parametrize(
    "hidden", ["`#Beer`", "```\n#Beer\n```", "[[x #Beer]]", "http://x.org/ #1#Beer", "%% #Beer %%"]
)
def test_what_is_no_tag_in_the_text_is_left_alone(tmp_path: Path, hidden: str) -> None:
    notes = {"A.md": f"{hidden}\n", "B.md": listed(tags=["beer"]), "C.md": listed(tags=["beer"])}
    assert fixed(write(tmp_path, notes, KEYS), unsafe=True) == []


def test_tag_far_down_in_the_text_is_reported_and_renamed(tmp_path: Path) -> None:
    body = "\n\n\nfoo #Craft-Beer\n\n    indented #Craft-Beer\n\n- item\n    ```\n    #Craft-Beer\n    ```\n"
    notes = {"A.md": body, **{f"{n}.md": listed(tags=["craft-beer"]) for n in range(15)}}
    fixed(write(tmp_path, notes, KEYS), unsafe=True)
    assert texts(tmp_path)["A.md"] == body.replace("foo #Craft-Beer", "foo #craft-beer")


def test_no_tag_becomes_one_that_no_note_has(tmp_path: Path) -> None:
    notes = {f"{n}.md": listed(tags=["AI"]) for n in range(9)} | {"A.md": listed(tags=["ai/agents"])}
    assert fixed(write(tmp_path, notes, KEYS), paths=[tmp_path / "A.md"]) == []


@pytest.mark.parametrize("word", ["12345：QuerySet", "MeToo运动"])
def test_words_of_prose_keep_their_case(tmp_path: Path, word: str) -> None:
    notes = {"A.md": f"#{word} and more\n", **{f"{n}.md": listed(tags=[word.lower()]) for n in range(3)}}
    fixed(write(tmp_path, notes, KEYS + "tags: {style: kebab-case}\n"), unsafe=True)
    assert texts(tmp_path)["A.md"] == f"#{word} and more\n"


def table_of(*tags: str, config: str = KEYS) -> TagTable:
    """The table of a vault in which each of these tags is in a note."""
    return vault_of({f"{number}.md": listed(tags=[tag]) for number, tag in enumerate(tags)}, config).tags


def test_tag_of_which_the_configuration_speaks_is_not_respelled() -> None:
    config = KEYS + "tags: {aliases: {focus: deep-work}, retired: [wip]}\n"
    table = table_of("Focus", "deep-work", "WIP", *["wip"] * 9, config=config)
    assert [table.policy.speaks_of(tag) for tag in ("Focus", "deep-work", "WIP", "beer")] == [
        True,
        False,
        True,
        False,
    ]
    assert [table.policy.replacement(tag) for tag in ("FOCUS", "wip")] == ["deep-work", None]
    assert [table.respelled(tag) for tag in ("Focus", "WIP")] == [None, None]


def test_each_segment_is_decided_by_all_tags_that_go_through_it() -> None:
    table = table_of("AI/tools", *["ai/agents"] * 6)
    assert table.respelled("AI/tools") is None, "no note has `ai/tools`"
    assert table_of("AI/tools", "ai/tools", *["ai/agents"] * 6).respelled("AI/tools") == "ai/tools"


def test_tag_that_nobody_uses_is_not_respelled() -> None:
    assert table_of(*["beer"] * 9).respelled("Beer") is None


@pytest.mark.parametrize(
    ("tag", "uses", "kept"),
    [
        ("Beer", ["beer"] * 9, "beer"),
        ("MeToo运动", ["metoo运动"] * 2, None),
        ("MeToo运动", ["metoo运动"] * 9, "metoo运动"),
    ],
)
def test_word_of_prose_becomes_another_only_where_that_is_clear(
    tag: str, uses: list[str], kept: str | None
) -> None:
    assert table_of(tag, *uses).respelled_in_text(tag) == kept


def test_of_two_equals_the_one_in_lower_case_is_kept() -> None:
    assert table_of("Beer", "beer").canonical("BEER") == "beer"


def test_variants_name_what_is_kept_and_count_each_spelling() -> None:
    assert list(table_of("Craft-Beer", "craft-beer", "craft-beer", "hops").variants()) == [
        ("craft-beer", {"craft-beer": 2, "Craft-Beer": 1})
    ]
