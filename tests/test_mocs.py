"""MOCs: which notes they list and how, notes that are written, and that the owner's text stays."""

import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest
from each_of import each_of
from vaults import fixed, listed, texts, vault_of, write

from vault_tools.config.config import load_config
from vault_tools.config.load import read_config
from vault_tools.mocs.index import MocIndex
from vault_tools.mocs.kinds import notes as notes_moc
from vault_tools.mocs.paths import apart, disk_key
from vault_tools.mocs.state import standings
from vault_tools.note.generated import block_name
from vault_tools.note.note import Note
from vault_tools.session.one_note import CHECK, Mode
from vault_tools.session.run import notes_below, run
from vault_tools.vault.facts import facts_of
from vault_tools.vault.vault import Vault

KEYS = """
keys: {tags: {type: tags}, people: {type: list, names: people}, orgs: {type: list, names: orgs}}
names: {people: {notes: People/}}
"""


def note(**values: object) -> str:
    return "---\n" + "".join(f"{key}: {value}\n" for key, value in values.items()) + "---\n"


def block(name: str, content: str = "") -> str:
    return f"%% vault-tools:begin {name} %%\n{content}%% vault-tools:end {name} %%\n"


def shown(notes: Mapping[str, str], moc: str, *, path: str = "M.md", name: str = "m") -> str:
    """The text of the configuration's only MOC in the note at `path`."""
    index = vault_of(notes, KEYS + f"mocs: [{{name: m, note: M.md, {moc}}}]").once(MocIndex)
    listing = index.listing(name)
    assert listing
    return index.text(listing, path).strip()


def items(text: str) -> list[str]:
    return [line[2:] for line in text.splitlines() if line.startswith("- ")]


SOURCES = {
    "A.md": note(tags="[beer]", status="draft", rating=4),
    "B/B.md": note(tags="[Beer/lager]", people="[Ada]", done="true"),
    "B/C/C.md": note(people="[埃达]") + "See [[A]] and [[B]]. #Beer-/x\n",
    "D.md": note(orgs="[Ada]", up='"[[A]]"', series='"[[B/C/C|the C]]"'),
    "People/Ada.md": note(aliases="[埃达]"),
}


@each_of(
    "source, found",
    [
        ("{folder: B}", "B C"),
        ("{folder: B/, nested: false}", "B"),
        ("{folder: /}", "A Ada B C D"),
        ('{folder: "", nested: false}', "A D"),
        ("{tag: beer}", "A B"),
        ("{tag: '#BEER'}", "A B"),
        ("{tag: beer/lager}", "B"),
        ("{tag: lager}", ""),
        ("{where: {status: draft}}", "A"),
        ("{where: {status: draft, rating: 4}}", "A"),
        ("{where: {status: draft, rating: 5}}", ""),
        ("{where: {done: true}}", "B"),
        ("{where: {series: C}}", "D"),
        ("{where: {people: 埃达}}", "B C"),
        ("{name: 埃达}", "B C"),
        ("{name: Ada}", "B C D"),
        ("{links-from: C}", "A B"),
        ("{links-from: D}", "A C"),
        ("{links-from: B/C/C.md}", "A B"),
        ("{links-from: Nowhere}", ""),
        ("{links-to: A}", "C D"),
        ("{links-to: '[[B]]'}", "C"),
        ("{all: [{folder: B}, {tag: beer}]}", "B"),
        ("{any: [{where: {status: draft}}, {folder: People}]}", "A Ada"),
        ("{not: {any: [{folder: B}, {folder: People}]}}", "A D"),
        ("{all: [{folder: B}, {not: {tag: beer}}]}", "C"),
    ],
)
def test_source_means_these_notes(source: str, found: str) -> None:
    text = shown(SOURCES, f"source: {source}, counts: false")
    names = [item.strip("[]") for item in items(text)]
    assert names == found.split() or (text, found) == ("No notes.", "")


def test_name_of_a_group_that_no_note_uses_means_no_note() -> None:
    notes = {"A.md": listed(people=["Ada"])}
    assert shown(notes, "source: {name: Nobody}") == "No notes."
    assert shown(notes, "source: {where: {orgs: Ada}}") == "No notes."


def test_without_a_source_all_notes_are_listed() -> None:
    assert len(items(shown(SOURCES, "limit: 9"))) == len(SOURCES)


DATED = {
    "1.md": note(title="Bock", date="2025-03-07", status="draft", rating=10),
    "2.md": note(title="ale", date="2025/1/2", status="done", rating=9.5),
    "3.md": note(title="艾尔", date="2024-12-31T10:00:00", status="draft"),
    "4.md": note(title="Éclair", date="unknown", status="draft"),
    "5.md": note(title="10 hops"),
    "6.md": note(title="啤酒", date="March 9, 2024"),
}


def lines(text: str) -> list[str]:
    """Headings and the file names of links, in order."""
    return [
        line if line.startswith("#") else line.split("|")[0].removeprefix("- [[")
        for line in text.splitlines()
        if line.startswith(("#", "- "))
    ]


@each_of(
    "shape, wanted",
    [
        ("group-by: status", ["## done", "2", "## draft", "1", "4", "3", "## Other", "5", "6"]),
        ("group-by: -status", ["## draft", "1", "4", "3", "## done", "2", "## Other", "5", "6"]),
        ("group-by: date.year", ["## 2024", "6", "3", "## 2025", "2", "1", "## Other", "5", "4"]),
        (
            "group-by: [-date.year, date.month], source: {where: {status: draft}}",
            ["## 2025", "### 2025-03", "1", "## 2024", "### 2024-12", "3", "## Other", "### Other", "4"],
        ),
        ("group-by: title.letter", ["## A", "2", "3", "## B", "1", "## E", "4", "## P", "6", "## #", "5"]),
        ("sort: date", ["6", "3", "2", "1", "4", "5"]),
        ("sort: -date", ["4", "1", "2", "3", "6", "5"]),
        ("sort: rating", ["2", "1", "5", "4", "6", "3"]),
        ("sort: -rating", ["1", "2", "5", "4", "6", "3"]),
        ("sort: [status, -rating]", ["2", "1", "4", "3", "5", "6"]),
        ("sort: -title", ["3", "6", "4", "1", "2", "5"]),
        ("sort: title, limit: 2", ["5", "2", "- and 4 more"]),
        (
            "group-by: date.year, language: zh, limit: 1",
            [
                "## 2024 年",
                "6",
                "- 还有 1 篇",
                "## 2025 年",
                "2",
                "- 还有 1 篇",
                "## 其他",
                "5",
                "- 还有 1 篇",
            ],
        ),
    ],
)
def test_notes_are_grouped_sorted_and_limited(shape: str, wanted: list[str]) -> None:
    pytest.importorskip("pypinyin")
    assert lines(shown(DATED, f"counts: false, {shape}")) == wanted


def test_note_with_two_values_stands_under_both() -> None:
    text = shown({"A.md": listed(tags=["beer", "wine"])}, "group-by: tags")
    assert text == "1 note\n\n## beer (1)\n\n- [[A]]\n\n## wine (1)\n\n- [[A]]"


def test_table_shows_its_columns() -> None:
    notes = {"A|B.md": note(title="x|y", people="[Ada, Bob]", date="2025-03-07"), "C.md": note(title="C c")}
    assert shown(notes, "show: table, columns: [date, people], labels: {date: Day}, counts: false") == (
        "| note | Day | people |\n| --- | --- | --- |\n| [[C\\|C c]] |  |  |\n"
        "| [x\\|y](A%7CB.md) | 2025-03-07 | Ada, Bob |"
    )


def test_template_shapes_an_item() -> None:
    notes = {
        "A.md": note(title="A *b*", tags="[x, y]", summary='"on\\n<b>"', date="2025-03-07", status="done")
    }
    template = "{{ link }}{% if date %} ({{ date }}){% endif %}: {{ summary }} "
    template += "{{ tags|join(', ') }} {{ title|upper }}"
    found = items(shown(notes, f'item: "{template}"'))
    assert found == ["[A \\*b\\*](A.md) (2025-03-07): on &#60;b\\> x, y A \\*B\\*"]


def test_texts_come_from_the_configuration() -> None:
    moc = 'texts: {count: "{count} 条", other: 未分类}, language: zh, labels: {draft: 草稿}, group-by: status'
    text = shown({"A.md": note(status="draft"), "B.md": note()}, moc)
    assert text == "2 条\n\n## 草稿 (1)\n\n- [[A]]\n\n## 未分类 (1)\n\n- [[B]]"


def test_same_names_are_told_apart_by_their_paths() -> None:
    notes = {"A/Hops.md": note(title="Hops"), "B/Hops.md": "", "C/hops.md": "", "Malt.md": ""}
    wanted = ["[[A/Hops|Hops]]", "[[B/Hops|Hops]]", "[[C/hops|hops]]", "[[Malt]]"]
    assert items(shown(notes, "limit: 9")) == wanted


def test_moc_lists_neither_itself_nor_other_mocs() -> None:
    notes = {"M.md": block("m"), "Other.md": block("m"), "A.md": "", "Waypoint.md": "%% Begin Waypoint %%\n"}
    assert items(shown(notes, "counts: false")) == ["[[A]]", "[[Waypoint]]"]
    assert items(shown(notes, "list-mocs: true")) == ["[[A]]", "[[Other]]", "[[Waypoint]]"]


def test_order_of_the_notes_does_not_matter() -> None:
    moc = "group-by: [status, date.year], sort: [-rating]"
    assert shown(DATED, moc) == shown(dict(reversed(DATED.items())), moc)


# Notes that are written

EACH = KEYS + 'mocs: [{name: tags, note: "MOC/{value}.md", each: tags, min: 2}]\n'
BEER = {"A.md": listed(tags=["beer"]), "B.md": listed(tags=["beer/lager"]), "C.md": listed(tags=["wine"])}


def test_note_is_written_for_each_value_with_enough_notes(tmp_path: Path) -> None:
    root = write(tmp_path, BEER, EACH)
    assert fixed(root) == ["MOC/beer.md: note of MOC `tags/beer` does not exist"]
    text = "# beer\n\n" + block("tags/beer", "\n2 notes\n\n- [[A]]\n- [[B]]\n\n")
    assert texts(root) == BEER | {"MOC/beer.md": text}
    assert fixed(root) == []


def test_only_the_folders_that_are_named_get_new_notes(tmp_path: Path) -> None:
    root = write(tmp_path, BEER, EACH)
    assert fixed(root, paths=[root / "A.md"]) == []
    assert "MOC/beer.md" not in texts(root)


def outcomes(
    root: Path, folders: tuple[str, ...] = ("",), mode: Mode = CHECK, select: str = "stale-moc"
) -> list[str]:
    config = read_config(root).selecting([select], [])
    names = notes_below(root, config, [root])
    return [f"{o.path}: {d.message}" for o in run(root, config, names, mode, folders=folders) for d in o.left]


def test_check_reports_a_note_that_is_missing(tmp_path: Path) -> None:
    root = write(tmp_path, BEER, EACH)
    assert outcomes(root) == ["MOC/beer.md: note of MOC `tags/beer` does not exist"]
    assert outcomes(root, folders=("A/",)) == []


def test_note_that_is_there_is_not_written_over(tmp_path: Path) -> None:
    root = write(tmp_path, BEER | {"MOC/BEER.md": "My own.\n"}, EACH)
    assert fixed(root) == []
    (said,) = outcomes(root)
    assert said.startswith(
        "MOC/BEER.md: note of MOC `tags/beer` has no block; put `%% vault-tools:begin tags/beer %%`"
    )


def test_note_that_is_left_out_is_not_written_over(tmp_path: Path) -> None:
    root = write(tmp_path, BEER | {"MOC/beer.md": "My own.\n"}, EACH + "exclude: [MOC/]\n")
    assert fixed(root) == []
    assert texts(root)["MOC/beer.md"] == "My own.\n"


def test_no_note_is_written_where_notes_are_left_out(tmp_path: Path) -> None:
    root = write(tmp_path, BEER, EACH + "exclude: [MOC/]\n")
    assert fixed(root) == []


def test_names_of_notes_that_are_left_out_count_as_taken(tmp_path: Path) -> None:
    root = write(tmp_path, BEER | {"Old/A.md": "", "Moc.md": block("m")}, EACH + "exclude: [Old/]\n")
    fixed(root)
    assert "- [[A]]" in texts(root)["MOC/beer.md"]
    write(root, {"Sub/A.md": listed(tags=["beer"])})
    fixed(root)
    assert "- [[A]]\n- [[Sub/A|A]]\n" in texts(root)["MOC/beer.md"]


def test_moved_moc_is_known_by_its_markers(tmp_path: Path) -> None:
    root = write(tmp_path, BEER, EACH)
    fixed(root)
    (root / "MOC/beer.md").rename(root / "On beer.md")
    write(root, {"D.md": listed(tags=["beer"])})
    assert fixed(root) == ["On beer.md: index block `tags/beer` is out of date"]
    assert "- [[D]]" in texts(root)["On beer.md"]


def test_value_that_has_vanished_is_said_and_the_note_stays(tmp_path: Path) -> None:
    root = write(tmp_path, BEER, EACH)
    fixed(root)
    mine = "Why I like it.\n" + texts(root)["MOC/beer.md"]
    write(root, {"MOC/beer.md": mine, "A.md": "", "B.md": ""})
    fixed(root)
    gone = "\nNo note has `tags: beer` any more.\n\n"
    assert texts(root)["MOC/beer.md"] == "Why I like it.\n# beer\n\n" + block("tags/beer", gone)
    assert outcomes(root) == ["MOC/beer.md: no note has `tags: beer` any more"]


def test_moc_with_fewer_notes_than_make_one_is_kept_true(tmp_path: Path) -> None:
    root = write(tmp_path, BEER, EACH)
    fixed(root)
    write(root, {"A.md": ""})
    fixed(root)
    assert "\n1 note\n\n- [[B]]\n" in texts(root)["MOC/beer.md"]


def test_values_that_fewer_notes_have_are_listed_where_a_note_holds_them() -> None:
    def values(notes: Mapping[str, str]) -> list[str]:
        return [listing.value for listing in MocIndex(vault_of(notes, EACH)).listings]

    assert values(BEER) == ["beer"]
    assert values({**BEER, "MOC/wine.md": block("tags/wine")}) == ["beer", "wine"]


def test_moc_of_a_name_follows_its_spellings(tmp_path: Path) -> None:
    config = KEYS + 'mocs: [{name: people, note: "MOC/{value}.md", each: people}]\n'
    root = write(tmp_path, {"A.md": listed(people=["Ada L"])}, config)
    fixed(root)
    write(root, {"People/Ada Lovelace.md": "---\naliases: [Ada L]\n---\n"})
    fixed(root)
    assert [path for path in texts(root) if path.startswith("MOC/")] == ["MOC/Ada L.md"]
    assert "- [[A]]" in texts(root)["MOC/Ada L.md"]


SCHEMA = """
keys:
  title: {type: text, required: true}
  date: {type: date, required: true}
  tags: {type: tags, required: true}
  series: {type: text, required: true}
  status: {type: text, values: [evergreen, draft], required: true, default: draft}
  kind: {type: text, required: true}
key-order: [kind, status, title]
mocs: [{name: series, note: "MOC/{value}.md", each: series, frontmatter: {kind: index, cssclasses: [wide]}}]
"""


def test_note_that_is_written_satisfies_the_schema(tmp_path: Path) -> None:
    values = {"title": "A", "date": "2025-03-07", "tags": "[x]", "series": '"Long: Walks"', "status": "draft"}
    root = write(tmp_path, {"A.md": note(kind="talk", **values)}, SCHEMA)
    fixed(root)
    assert [said for said in outcomes(root, select="all") if said.startswith("MOC/")] == []
    assert texts(root)["MOC/Long- Walks.md"].split("\n# ")[0] == (
        '---\nkind: index\nstatus: draft\ntitle: "Long: Walks"\ndate: 2025-03-07\n'
        'series: "Long: Walks"\ncssclasses:\n  - wide\n---\n'
    )


# Home

HOME = EACH.replace("mocs: [", "mocs: [{name: home, note: Home.md, kind: home}, {name: all, note: All.md}, ")


def test_home_is_a_tree_of_the_mocs_that_have_a_note(tmp_path: Path) -> None:
    notes = BEER | {"D.md": listed(tags=["beer/lager"]), "Home.md": "Hello.\n" + block("home")}
    root = write(tmp_path, notes, HOME)
    fixed(root)
    tree = "\n- tags\n  - [[beer]] · 3 notes\n    - [[beer-lager|beer/lager]] · 2 notes\n\n"
    assert texts(root)["Home.md"] == "Hello.\n" + block("home", tree)
    write(root, {"All.md": "---\ntitle: Everything\n---\n" + block("all")})
    fixed(root)
    assert "\n- [[All|Everything]] · 4 notes\n- tags\n" in texts(root)["Home.md"]


def test_home_calls_blocks_of_one_note_by_their_values(tmp_path: Path) -> None:
    both = "---\ntitle: Drinks\n---\n" + block("tags/beer") + block("tags/beer/lager")
    root = write(tmp_path, BEER | {"D.md": listed(tags=["beer/lager"]), "All.md": both}, HOME)
    write(root, {"Home.md": block("home")})
    fixed(root)
    home = texts(root)["Home.md"]
    assert "[[All|beer]]" in home
    assert "[[All|beer/lager]]" in home


@pytest.mark.parametrize("is_broken", [False, True])
def test_home_leaves_out_a_moc_that_vanished_and_can_not_be_updated(
    tmp_path: Path, *, is_broken: bool
) -> None:
    gone = block("tags/gone") + "%% vault-tools:begin tags/gone %%\n" * is_broken
    root = write(tmp_path, BEER | {"Gone.md": gone, "Home.md": block("home")}, HOME)
    fixed(root)
    assert ("[[Gone" in texts(root)["Home.md"]) is not is_broken


def test_mocs_are_fixed_once_in_a_run(tmp_path: Path) -> None:
    notes = {"A.md": listed(tags=["'#beer'"]), "B.md": listed(tags=["beer"]), "Home.md": block("home")}
    root = write(tmp_path, notes, HOME)
    done = fixed(root)
    assert len(done) == len(set(done)) == 3
    assert fixed(root) == []


# What is cached


def test_everything_outside_of_the_markers_stays(tmp_path: Path) -> None:
    before, between, after = (
        "\ufeff Mine \r\n\r\n",
        "mixed\n newlines\r\n%% my comment %%",
        "\r\n\r\nend, no newline",
    )
    marked = "%% vault-tools:begin {0} %%\r\nold\r\n%% vault-tools:end {0} %%"
    text = f"{before}{marked.format('m')}\r\n{between}\r\n{marked.format('n')}{after}"
    config = "mocs: [{name: m, note: M.md}, {name: n, note: N.md, source: {tag: x}}]"
    root = write(tmp_path, {"M.md": text, "A.md": ""}, config)
    fixed(root)
    filled = text.replace("old", "\r\n1 note\r\n\r\n- [[A]]\r\n", 1).replace("old", "\r\nNo notes.\r\n", 1)
    assert (root / "M.md").read_bytes().decode() == filled


@pytest.mark.parametrize(
    "bad",
    [
        block("m") + block("m"),
        block("m") + block("unknown"),
        block("m") + "%% vault-tools:begin m\n",
        block("m", "%% Begin Waypoint %%\n%% End Waypoint %%\n"),
        block("m") + block("tags"),
        block("m") + "%% vault-tools:end m %%\n",
    ],
)
def test_note_with_a_broken_marker_is_not_touched(tmp_path: Path, bad: str) -> None:
    config = KEYS + 'mocs: [{name: m, note: M.md}, {name: tags, note: "{value}.md", each: tags}]'
    root = write(tmp_path, {"M.md": bad, "A.md": ""}, config)
    assert fixed(root) == []
    assert texts(root)["M.md"] == bad
    assert outcomes(root, select="broken-moc-markers") != []


def test_note_opts_out(tmp_path: Path) -> None:
    text = "---\nvault-tools-ignore: [stale-moc]\n---\n" + block("m")
    root = write(tmp_path, {"M.md": text}, "mocs: [{name: m, note: M.md}]")
    assert fixed(root) == []


def test_links_in_generated_text_are_no_source(tmp_path: Path) -> None:
    """Otherwise two MOCs that list each other's links would never settle."""
    mocs = ("name: a, note: A.md, source: {links-from: B}", "name: b, note: B.md, source: {links-from: A}")
    config = f"mocs: [{{{mocs[0]}}}, {{{mocs[1]}}}]"
    root = write(
        tmp_path,
        {"A.md": "[[X]]\n" + block("a"), "B.md": block("b", "- [[Y]]\n"), "X.md": "", "Y.md": ""},
        config,
    )
    fixed(root)
    assert texts(root)["A.md"] == "[[X]]\n" + block("a", "\nNo notes.\n\n")
    assert texts(root)["B.md"] == block("b", "\n1 note\n\n- [[X]]\n\n")
    assert fixed(root) == []


def test_only_mocs_that_a_changed_note_is_in_are_rendered_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    mocs = ", ".join(f"{{name: m{n}, note: {n}.md, source: {{tag: t{n}}}}}" for n in range(20))
    config = load_config(f"keys: {{tags: {{type: tags}}}}\nmocs: [{mocs}]")
    notes = [Note(f"N{n}.md", listed(tags=[f"t{n % 20}", f"t{(n + 1) % 20}"])) for n in range(60)]
    facts = {n.path: facts_of(n) for n in notes}

    of_mocs: list[str] = []
    render = notes_moc._rendered
    monkeypatch.setattr(notes_moc, "_rendered", lambda moc, *of: of_mocs.append(moc.name) or render(moc, *of))

    def rendered(facts: Mapping) -> int:
        """The number of MOCs that had to be rendered."""
        of_mocs.clear()
        index = Vault(facts, config.schema_for).once(MocIndex)
        for listing in index.listings:
            index.text(listing, listing.path)
        return len(of_mocs)

    assert rendered(facts) == 20
    assert rendered(dict(facts)) == 0
    changed = Note("N7.md", notes[7].text.replace("---\n", "---\ntitle: New\n", 1))
    assert rendered(facts | {"N7.md": facts_of(changed)}) == 2
    unseen = Note("N7.md", notes[7].text + "More text.\n")
    assert rendered(facts | {"N7.md": facts_of(unseen)}) == 0


# On disk


def test_diff_of_new_notes_applies(tmp_path: Path, call) -> None:
    notes = {"A b.md": listed(tags=["beer", "啤 酒"]), "B.md": listed(tags=["beer"])}
    root = write(tmp_path / "vault", notes, EACH.replace("min: 2", "min: 1"))
    done = call("fix", "--diff", root)
    assert done.returncode == 1
    assert sorted(texts(root)) == ["A b.md", "B.md"]
    (tmp_path / "patch").write_bytes(done.stdout)
    subprocess.run(["git", "apply", "../patch"], cwd=root, check=True, timeout=300)
    patched = texts(root)
    write(tmp_path / "other", notes, EACH.replace("min: 2", "min: 1"))
    assert call("fix", tmp_path / "other").returncode == 0
    assert patched == texts(tmp_path / "other")
    assert len(patched) == 4


def test_note_that_can_not_be_written_is_named(tmp_path: Path, call) -> None:
    root = write(tmp_path / "vault", BEER, EACH)
    (root / "MOC").write_text("a file, not a folder")
    done = call("fix", root)
    assert done.returncode == 1
    assert b"MOC/beer.md: not written: " in done.stderr
    assert (root / "MOC").read_text() == "a file, not a folder"


def test_no_note_is_written_behind_a_link(tmp_path: Path, call) -> None:
    root = write(tmp_path / "vault", BEER, EACH)
    (tmp_path / "outside").mkdir()
    (root / "MOC").symlink_to(tmp_path / "outside")
    done = call("fix", root)
    assert done.returncode == 1
    assert b"MOC/beer.md: not written: is in the linked folder MOC" in done.stderr
    assert list((tmp_path / "outside").iterdir()) == []


def test_moc_is_mended_on_standard_input(tmp_path: Path, call) -> None:
    root = write(tmp_path, {"A.md": "", "M.md": block("m")}, "mocs: [{name: m, note: M.md}]")
    typed = "Just typed.\n" + block("m")
    done = call("fix", "-", "--stdin-filename", root / "M.md", stdin=typed.encode())
    assert done.stdout.decode() == "Just typed.\n" + block("m", "\n1 note\n\n- [[A]]\n\n")


def test_notes_of_two_values_are_apart_on_a_disk_that_ignores_case() -> None:
    paths = apart([("one", "MOC/Beer.md"), ("two", "MOC/beer.md"), ("three", "MOC/malt.md")])
    assert (paths["one"], paths["three"]) == ("MOC/Beer.md", "MOC/malt.md")
    assert len({disk_key(path) for path in paths.values()}) == 3


def test_how_mocs_stand() -> None:
    notes = {
        "A.md": note(tags="[beer]"),
        "MOC/beer.md": block(block_name("m", "beer")),
        "MOC/gone.md": block(block_name("m", "gone")),
        "Spoilt.md": block(block_name("m", "beer")) * 2 + "%% vault-tools:begin m/beer %%\n",
    }
    mocs = "mocs: [{name: m, each: tags, note: 'MOC/{value}.md'}, {name: all, note: All.md}]"
    vault = vault_of(notes, KEYS + mocs)
    assert [(moc.path, moc.state) for moc in standings(vault)] == [
        ("MOC/beer.md", "stale"),
        ("Spoilt.md", "broken"),
        ("MOC/gone.md", "vanished"),
        ("All.md", "missing"),
    ]
