"""Generated blocks in a note: found if they are whole, reported if not, and not part of the note's own
text."""

import pytest
from each_of import each_of

from vault_tools.note.generated import block_name, read_markers, split_name
from vault_tools.note.note import Note
from vault_tools.vault.facts import facts_of

WHOLE = "%% vault-tools:begin home %%\nold\n%% vault-tools:end home %%\n"


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_block_is_what_stands_between_the_lines_of_its_markers(newline: str) -> None:
    text = f"Mine.\n{WHOLE}Mine too.\n".replace("\n", newline)
    (block,) = read_markers(text).blocks
    assert block.content.of(text) == f"old{newline}"
    assert (block.name, block.newline, block.place.line) == ("home", newline, 2)


def test_block_may_be_the_whole_file_and_end_without_newline() -> None:
    text = "%% vault-tools:begin home %%\n%% vault-tools:end home %%"
    (block,) = read_markers(text).blocks
    assert block.content.of(text) == ""


@each_of(
    "text",
    [
        f"```\n{WHOLE}```\n",
        f"~~~~ markdown\n{WHOLE}~~~~\n",
        "- ```\n  %% vault-tools:begin home %%\n  old\n  %% vault-tools:end home %%\n  ```\n",
        "Write `%% vault-tools:begin home %%` above it.\n",
        "%% vault-tools: ignore malformed-tag %%\n",
        "%% my own comment on vault-tools %%\n",
    ],
)
def test_what_is_no_marker_is_left_alone(text: str) -> None:
    assert read_markers(text).all == ()


@each_of(
    "text, problems",
    [
        ("%% vault-tools:begin home %%\nold\n", ["block `home` is not closed"]),
        ("%% vault-tools:end home %%\n", ["block `home` ends here but never begins"]),
        (WHOLE + WHOLE, ["duplicate block `home`", "block `home` ends here but never begins"]),
        (
            f"%% vault-tools:begin out %%\n{WHOLE}%% vault-tools:end out %%\n",
            ["block `home` begins inside block `out`", "block `out` ends as `home`"],
        ),
        (
            "%% vault-tools:begin a %%\n%% vault-tools:end b %%\n",
            ["`a` is not closed", "block `a` ends as `b`"],
        ),
        (WHOLE.replace("begin", "begni"), ["is not a marker", "never begins"]),
        (WHOLE.replace("%% vault-tools:end", "%%vault-tools:end"), ["is not closed", "is not a marker"]),
        (WHOLE.replace("end home %%", "end home"), ["is not closed", "is not a marker"]),
        (WHOLE.replace("%% vault", "> %% vault"), ["is not a marker", "is not a marker"]),
        (WHOLE.replace("%% vault", "  %% vault"), ["is not a marker", "is not a marker"]),
        (WHOLE.replace("begin home %%", "begin home %% and mine"), ["is not a marker", "never begins"]),
        (WHOLE.replace("vault-tools", "Vault-Tools"), ["is not a marker", "is not a marker"]),
        ("%% vault-tools:begin  %%\n%% vault-tools:end %%\n", ["is not a marker", "is not a marker"]),
        (
            WHOLE.replace("old", "%% Begin Waypoint %%\n%% End Waypoint %%"),
            ["block `home` and a block of another tool overlap"],
        ),
        (
            f"%% Begin Waypoint %%\n{WHOLE}%% End Waypoint %%\n",
            ["block `home` and a block of another tool overlap"],
        ),
    ],
)
def test_broken_markers_are_named_in_order(text: str, problems: list[str]) -> None:
    broken = read_markers(text).broken
    assert len(broken) == len(problems)
    for marker, problem in zip(broken, problems, strict=True):
        assert problem in marker.problem


@each_of("value", ["beer", "beer/lager", "50%", "a b", " a ", "a%%b", "two\nlines", "习近平", "a/b/c%2F"])
def test_name_of_a_block_holds_any_value(value: str) -> None:
    name = block_name("tags", value)
    text = f"%% vault-tools:begin {name} %%\n%% vault-tools:end {name} %%\n"
    (block,) = read_markers(text).blocks
    assert split_name(block.name) == ("tags", value)


OTHER_TOOLS = [
    "%% Begin Waypoint %%\n- [[Hops]] #beer\n%% End Waypoint %%\n",
    "%% Begin Landmark %%\n- [[Hops]] #beer\n%% End Landmark %%\n",
    "%% Hub MOCs: Don’t edit below  %%\n- [[Hops]] #beer\n%% Hub MOCs: Don’t edit above  %%\n",
    "%% Begin Hub: Released contributions %%\n[[Hops]] #beer\n%% End Hub: Released contributions %%\n",
    "%% Hub footer: Please don't edit anything below this line %%\n[[Hops]] #beer\n",
]


@each_of("generated", [*OTHER_TOOLS, WHOLE.replace("old", "- [[Hops]] #beer")])
def test_generated_text_is_not_the_notes_own(generated: str) -> None:
    facts = facts_of(Note("A.md", f"[[Malt]] #malt\n{generated}"))
    assert facts.targets == ("Malt",)
    assert [tag.name for tag in facts.inline_tags] == ["malt"]


def test_tag_below_generated_text_keeps_its_place() -> None:
    facts = facts_of(Note("A.md", f"{WHOLE}\nMine, #malt\n"))
    (tag,) = facts.inline_tags
    assert (tag.place.line, tag.place.column, tag.line) == (5, 8, "Mine, #malt")


def test_text_between_broken_markers_is_the_notes_own() -> None:
    assert facts_of(Note("A.md", "%% vault-tools:begin home %%\n[[Malt]]\n")).targets == ("Malt",)
