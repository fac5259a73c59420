"""MOCs as people use them: by folder, by size, and a health MOC that is read to its end."""

import pytest

from vault_tools.config.config import load_config
from vault_tools.errors import VaultToolsError
from vault_tools.mocs.kinds.health import KIND, MAX_BYTES, Health, Patient, render
from vault_tools.vault.facts import Flag
from vault_tools.vault.schema_mocs import moc_of

pytestmark = pytest.mark.usefixtures("time_limit")

NOTES = {"A.md": "A.\n", "Beer/B.md": "B.\n", "Beer/Hops/C.md": "C.\n", "Beer/Hops/D.md": "D.\n"}


def listed(text: str) -> list[str]:
    return [line.removeprefix("- ") for line in text.splitlines() if line.startswith("- ")]


@pytest.mark.parametrize(
    ("note", "paths"),
    [
        ("{value}/{value}.md", ["Beer/Beer.md", "Beer/Hops/Hops.md"]),
        ("{value}.md", ["Beer.md", "Beer/Hops.md"]),
        ("{value}/_index.md", ["Beer/_index.md", "Beer/Hops/_index.md"]),
        ("MOC/{value} MOC.md", ["MOC/Beer MOC.md", "MOC/Beer/Hops MOC.md"]),
    ],
)
@pytest.mark.parametrize("nested", [False, True])
def test_moc_of_each_folder(vault, call, note: str, paths: list[str], nested: bool) -> None:
    config = f"mocs: [{{name: folders, each: folder, nested: {str(nested).lower()}, note: '{note}'}}]\n"
    root = vault(NOTES | {"vault-tools.yaml": config})
    assert call("fix", root).returncode == 0
    beer, hops = ((root / path).read_text() for path in paths)
    assert (beer.partition("\n")[0], hops.partition("\n")[0]) == ("# Beer", "# Hops")
    assert listed(hops) == ["[[C]]", "[[D]]"]
    assert listed(beer) == ["[[B]]", *(["[[C]]", "[[D]]"] if nested else [])]
    assert call("check", root, "--select", "stale-moc,missing-key").returncode == 0
    (root / "Beer" / "Hops" / "E.md").write_text("E.\n")
    call("fix", root)
    assert listed((root / paths[1]).read_text()) == ["[[C]]", "[[D]]", "[[E]]"]
    assert call("fix", root, "--diff").returncode == 0


def test_nested_goes_with_folders_alone() -> None:
    with pytest.raises(VaultToolsError, match="has no effect without `each: folder`"):
        load_config("mocs: [{name: t, each: tags, nested: true, note: 'M/{value}.md'}]\n")


HOME = """mocs:
  - {name: home, kind: home, note: Home.md, SORT}
  - {name: tags, each: tags, note: "M/{value}.md"}
"""


SIZES = ("3 notes", "2 notes", "1 note", "1 note")


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        ("limit: 2", ["- tags", "  - [[a]] · 1 note", "  - [[b]] · 3 notes", "  - and 2 more"]),
        (
            "sort: -size",
            [
                "- tags",
                "  - [[b]] · 3 notes",
                "  - [[c]] · 2 notes",
                "  - [[a]] · 1 note",
                "  - [[d]] · 1 note",
            ],
        ),
        (
            "sort: -size, min: 2",
            ["- tags", "  - [[b]] · 3 notes", "  - [[c]] · 2 notes", "  - [[a]] · 1 note, [[d]] · 1 note"],
        ),
        ("sort: -size, limit: 1", ["- tags", "  - [[b]] · 3 notes", "  - and 3 more"]),
    ],
)
def test_home_by_size_with_the_small_ones_on_one_line(vault, call, sort: str, expected: list[str]) -> None:
    tags = ["a", "b", "b", "b", "c", "c", "d"]
    notes = {f"N{n}.md": f"---\ntags: [{tag}]\n---\nText.\n" for n, tag in enumerate(tags)}
    block = "%% vault-tools:begin home %%\n%% vault-tools:end home %%\n"
    root = vault(notes | {"vault-tools.yaml": HOME.replace("SORT", sort), "Home.md": block})
    call("fix", root)
    lines = (root / "Home.md").read_text().splitlines()
    assert [line for line in lines if "- " in line] == expected


def flags(count: int) -> tuple[Flag, ...]:
    return tuple(Flag("empty-note", "warning", "x" * 200, ()) for _ in range(count))


def health_of(patients: int, problems: int, **options: object) -> str:
    moc = moc_of({"name": "health", "note": "H.md", "kind": "health", "limit": KIND.limit, **options})
    found = tuple(Patient(f"N{n}.md", f"N{n}", f"N{n}", flags(problems)) for n in range(patients))
    return render(moc, Health((), (("empty-note", patients * problems),), found), False)


def test_health_shows_the_fifty_worst_notes() -> None:
    text = health_of(60, 1)
    assert text.count("> [!warning]-") == 50
    assert "and 10 more\n\n### empty-note\n\n- [[N54]] · 1\n" in text
    assert text.count("\n- [[") == 10
    assert len(health_of(30_000, 1).encode()) <= MAX_BYTES
    assert health_of(60, 1, limit=55).count("> [!warning]-") == 55


def test_health_is_no_larger_than_somebody_opens() -> None:
    text = health_of(400, 50, limit=400)
    assert len(text.encode()) <= MAX_BYTES + 100
    shown = text.count("> [!warning]-")
    assert 0 < shown < 400
    assert f"and {400 - shown} more" in text


MOCS = "keys: {tags: {type: tags, required: true}}\nmocs: [{name: t, each: tags, note: 'M/{value}.md'}]\n"


@pytest.mark.parametrize("uses", [True, False])
def test_tag_of_mocs_is_written_where_the_vault_has_it(vault, call, uses: bool) -> None:
    more = {"Old MOC.md": "---\ntags: [moc]\n---\nText.\n"} if uses else {}
    root = vault({"vault-tools.yaml": MOCS, "A.md": "---\ntags: [beer]\n---\nText.\n"} | more)
    call("fix", root)
    assert ("moc" in (root / "M" / "beer.md").read_text().split("# beer")[0]) is uses
    assert call("check", root).returncode == 0, "what it writes itself is right"


def test_values_that_may_be_one_are_named_with_the_command(vault, call) -> None:
    tags = ["ai-agent"] * 3 + ["ai-agents"] * 2 + ["beer"]
    notes = {f"N{n}.md": f"---\ntags: [{tag}]\n---\nText.\n" for n, tag in enumerate(tags)}
    root = vault(notes | {"vault-tools.yaml": "mocs: [{name: t, each: tags, note: 'M/{value}.md'}]\n"})
    said = call("moc", root).stderr.decode()
    command = "vault-tools rename tag ai-agents ai-agent"
    assert f"`ai-agents` and `ai-agent` may be one: `{command}`\n" in said
    assert call(*command.split()[1:], root).returncode == 0
    assert "may be one" not in call("moc", root).stderr.decode()


def test_a_fix_that_writes_index_notes_names_values_that_may_be_one(vault, call) -> None:
    notes = {
        f"{n}.md": f"---\ntags: [{'ai-agents' if n < 2 else 'ai-agent'}]\n---\nText.\n" for n in range(6)
    }
    root = vault({"vault-tools.yaml": MOCS, **notes})
    told = "`ai-agents` and `ai-agent` may be one: `vault-tools rename tag ai-agents ai-agent`\n"
    assert call("fix", root).stderr.decode().endswith(told)
    assert told not in call("fix", root).stderr.decode()
    assert call("moc", root).stderr.decode().endswith(told)


def test_home_by_a_key_of_the_notes_of_the_mocs(vault, call) -> None:
    config = HOME.replace("SORT", "group-by: [area], sort: -size, min: 2")
    notes = {f"N{n}.md": f"---\ntags: [{tag}]\n---\nText.\n" for n, tag in enumerate("abbcc")}
    blocks = {
        name: f"%% vault-tools:begin tags/{name} %%\n%% vault-tools:end tags/{name} %%\n" for name in "abc"
    }
    mocs = {f"M/{n}.md": f"---\narea: {area}\n---\n{blocks[n]}" for n, area in (("a", "work"), ("b", "work"))}
    home = "%% vault-tools:begin home %%\n%% vault-tools:end home %%\n"
    root = vault({**notes, **mocs, "M/c.md": blocks["c"], "vault-tools.yaml": config, "Home.md": home})
    call("fix", root)
    lines = (root / "Home.md").read_text().splitlines()
    expected = ["- work", "  - [[b]] · 2 notes", "  - [[a]] · 1 note", "- Other", "  - [[c]] · 2 notes"]
    assert [line.lower() for line in lines if "- " in line] == [line.lower() for line in expected]


def test_canvas_that_links_to_a_note_is_no_note(vault, call) -> None:
    canvas = '{"nodes": [{"id": "1", "type": "file", "file": "A.md"}]}'
    config = "mocs: [{name: to, note: To.md, source: {links-to: A}}]\n"
    block = "%% vault-tools:begin to %%\n%% vault-tools:end to %%\n"
    files = {"vault-tools.yaml": config, "Plan.canvas": canvas, "To.md": block, "B.md": "[[A]]\n"}
    root = vault({"A.md": "A.\n"} | files)
    assert call("fix", root).returncode == 0
    assert listed((root / "To.md").read_text()) == ["[[B]]"]
