"""`list` and `graph`: the notes of a vault and the links between them, for other programs."""

import csv
import io
import json
import random
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from typer.testing import CliRunner
from vaults import write

from vault_tools.cli.app import app_of
from vault_tools.cli.list import ListFormat
from vault_tools.session.index import index_file

VAULT = {
    "vault-tools.yaml": "keys: {tags: {type: tags}, people: {type: list, names: people}}\n",
    "Hops.md": "---\ntags: [beer/hops, Plant]\ndate: 2024-03-01\nstars: 3\n---\n"
    "[[Malt]] ![[Saaz]] [[Malt#A]]\n",
    "Malt.md": "---\ntitle: On malt\ntags: [beer]\ndate: 2023-01-05\nstars: 10\n---\n# A\n",
    "Cellar/Saaz.md": "---\npeople: [Ada Lovelace]\nup: '[[Hops]]'\ndraft: true\n---\n",
    "Cellar/Alone.md": "Nothing. `[[Hops]]`\n",
    "Index.md": "%% Begin Waypoint %%\n[[Hops]]\n%% End Waypoint %%\n[x](Malt.md) [[Gone]]\n",
}


def paths(call, root: Path, *args: str) -> list[str]:
    done = call("list", root, "--output-format", "paths", *args)
    assert done.returncode == 0, done.stderr
    return done.stdout.decode().splitlines()


@pytest.mark.parametrize(
    ("args", "found"),
    [
        ([], ["Cellar/Alone.md", "Cellar/Saaz.md", "Hops.md", "Index.md", "Malt.md"]),
        (["--tag", "#Beer"], ["Hops.md", "Malt.md"]),
        (["--tag", "beer", "--tag", "plant"], ["Hops.md"]),
        (["--where", "stars=3"], ["Hops.md"]),
        (["--where", "draft=true", "--folder", "Cellar"], ["Cellar/Saaz.md"]),
        (["--folder", "/Cellar/"], ["Cellar/Alone.md", "Cellar/Saaz.md"]),
        (["--name", "ada lovelace"], ["Cellar/Saaz.md"]),
        (["--links-to", "Malt"], ["Hops.md", "Index.md"]),
        (["--links-to", "[[Hops]]"], ["Cellar/Saaz.md"]),
        (["--links-from", "Hops"], ["Cellar/Saaz.md", "Malt.md"]),
        (["--orphan"], ["Cellar/Alone.md"]),
        (["--flagged", "broken-link"], ["Index.md"]),
        (["--sort=-date", "--limit", "2"], ["Hops.md", "Malt.md"]),
        (["--sort=-stars"], ["Malt.md", "Hops.md", "Cellar/Alone.md", "Cellar/Saaz.md", "Index.md"]),
        (["--sort=-backlinks,path", "--limit", "2"], ["Hops.md", "Malt.md"]),
        (["--limit", "0"], []),
    ],
)
def test_notes_that_meet_all_conditions(vault, call, args: list[str], found: list[str]) -> None:
    assert paths(call, vault(VAULT), *args) == found


def test_numbers_are_sorted_before_texts_and_checkboxes_as_texts(vault, call) -> None:
    values = {"A": "true", "B": "2", "C": "zero", "D": "draft"}
    root = vault({f"{name}.md": f"---\ndone: {value}\n---\n" for name, value in values.items()})
    assert paths(call, root, "--sort", "done") == ["B.md", "D.md", "A.md", "C.md"]


def test_fields_are_those_of_the_note(vault, call) -> None:
    fields = "path,title,tags,stars,date.year,people,links,backlinks,none"
    wanted = {
        "path": "Hops.md",
        "title": "Hops",
        "tags": ["beer/hops", "Plant"],
        "stars": 3,
        "date.year": "2024",
        "people": None,
        "links": 2,
        "backlinks": 2,
        "none": None,
    }
    args = ("--tag", "plant", "--fields", fields, "--output-format")
    root = vault(VAULT)
    document = json.loads(call("list", root, *args, "json").stdout)
    assert document == {"schema_version": 1, "vault": str(root), "notes": [wanted]}
    (line,) = call("list", root, *args, "json-lines").stdout.splitlines()
    assert json.loads(line) == wanted
    rows = list(csv.reader(io.StringIO(call("list", root, *args, "csv").stdout.decode())))
    assert rows == [fields.split(","), ["Hops.md", "Hops", "beer/hops, Plant", "3", "2024", "", "2", "2", ""]]
    table = call("list", root, *args, "table")
    assert table.stdout.decode().rstrip("\n").split("\t") == rows[1]
    assert b"1 of 5 notes" in table.stderr


@pytest.mark.parametrize("args", [["--where", "stars"], ["--flagged", "no-such-rule"], ["--limit", "-1"]])
def test_condition_that_can_not_be_meant_is_refused(vault, call, args: list[str]) -> None:
    done = call("list", vault(VAULT), *args)
    assert (done.returncode, done.stdout) == (2, b"")
    assert b"Traceback" not in done.stderr


def test_list_says_the_same_with_and_without_what_a_check_has_kept(vault, call) -> None:
    rng = random.Random(3)
    names = [f"N{number}" for number in range(30)]
    root = vault(
        {
            f"{name}.md": " ".join(f"[[{rng.choice(names)}]]" for _ in range(rng.randrange(4)))
            for name in names
        }
    )
    asked = ("--fields", "path,links,backlinks", "--output-format", "json-lines", "--sort", "backlinks")
    before = call("list", root, *asked).stdout
    call("check", root)
    assert call("list", root, *asked).stdout == before
    for _ in range(5):
        (root / f"{rng.choice(names)}.md").write_text(f"[[{rng.choice(names)}]]\n")
        kept = call("list", root, *asked).stdout
        call("cache", "clean", root)
        assert call("list", root, *asked).stdout == kept
        call("check", root)


@pytest.mark.parametrize("output_format", list(ListFormat))
def test_odd_names_do_no_harm(vault, call, output_format: ListFormat) -> None:
    root = vault({"=1+1.md": "", "a,b.md": "", 'q".md': "", "e\x1b[31m.md": "", "-x.md": ""})
    done = call("list", root, "--output-format", output_format.value)
    assert done.returncode == 0
    assert b"\x1b" not in done.stdout


EDGES = {
    ("Hops.md", "Malt.md", "link", 2),
    ("Hops.md", "Cellar/Saaz.md", "embed", 1),
    ("Cellar/Saaz.md", "Hops.md", "property", 1),
    ("Index.md", "Hops.md", "generated", 1),
    ("Index.md", "Malt.md", "link", 1),
}


def test_graph_is_read_by_networkx(vault, call) -> None:
    networkx = pytest.importorskip("networkx")
    root = vault({**VAULT, '<&".md': "[[Hops]]\n"})
    edges = {*EDGES, ('<&".md', "Hops.md", "link", 1)}
    document = json.loads(call("graph", root).stdout)
    graph = networkx.node_link_graph(document, edges="edges")
    assert {(a, b, d["kind"], d["links"]) for a, b, d in graph.edges(data=True)} == edges
    assert graph.nodes["Malt.md"] == {"path": "Malt.md", "title": "On malt", "tags": ["beer"]}
    done = call("graph", root, "--output-format", "graphml")
    graph = networkx.read_graphml(io.BytesIO(done.stdout))
    assert {(a, b, d["kind"], d["links"]) for a, b, d in graph.edges(data=True)} == edges
    assert graph.nodes["Hops.md"] == {"path": "Hops.md", "title": "Hops", "tags": "beer/hops,Plant"}


@pytest.mark.parametrize("option", ["--links-to", "--links-from"])
@pytest.mark.parametrize(("name", "hint"), [("Nope", ""), ("[[Hop]]", ""), ("Cellar/Hops", "Hops.md")])
def test_note_that_is_not_there_is_refused(vault, call, option: str, name: str, hint: str) -> None:
    done = call("list", vault(VAULT), option, name, "--output-format", "paths")
    assert (done.returncode, done.stdout) == (2, b"")
    meant = f"; did you mean `{hint}`?" if hint else ""
    assert done.stderr.decode() == f"error: no note is called `{name}`{meant}\n"


def test_many_notes_are_listed_as_few_are(vault, call) -> None:
    notes = {f"N{n:02}.md": f"---\nstars: {n % 7}\ntags: [t{n % 3}]\n---\n" for n in range(40)}
    root = vault({".obsidian/app.json": "{}", **notes})
    asked = ("--fields", "path,title,stars,tags", "--output-format", "json-lines", "--sort=-stars,path")
    lines = call("list", root, *asked).stdout.splitlines()
    order = sorted(range(40), key=lambda n: (-(n % 7), n))
    assert list(map(json.loads, lines)) == [
        {"path": f"N{n:02}.md", "title": f"N{n:02}", "stars": n % 7, "tags": [f"t{n % 3}"]} for n in order
    ]
    assert call("list", root, *asked, "--limit", "5").stdout.splitlines() == lines[:5]


ODD = {
    "Far.md": "---\ntitle: a\ntags: [x]\n---\n#in/text\n",
    "Huge.md": "---\nstars: 123456789012345678901234567890\ntags: [x, X, x]\n---\n",
    "Many.md": "---\nstars: [1, two, {three: 3}]\ntags: x\nother: {a: [b]}\n---\n",
    "Plain.md": "---\nstars: true\ntitle: 7\n---\nA [stars:: 4] field. #tag\n",
}
OF_ODD = [
    ["Far.md", "a", ["x", "in/text"], None, None],
    ["Huge.md", "Huge", ["x"], 123456789012345678901234567890, None],
    ["Many.md", "Many", ["x"], [1, "two", {"three": 3}], {"a": ["b"]}],
    ["Plain.md", "Plain", ["tag"], [True, "4"], None],
]
"""What is shown of each note: its path, title, tags, stars and other values."""


@pytest.mark.parametrize(
    "damage",
    [
        "SELECT 1",
        "UPDATE vault_result SET content_key = x'00'",
        "UPDATE vault_result SET packed = x'93'",
        "UPDATE result SET content_key = x'00' WHERE packed <> ''",
        "UPDATE result SET packed = x'93' WHERE packed <> ''",
    ],
)
def test_fields_are_read_of_many_notes_as_of_few(vault, call, damage: str) -> None:
    root = vault({".obsidian/app.json": "{}", **ODD, **{f"Z{n:02}.md": "" for n in range(30)}})
    asked = ("--fields", "path,title,tags,stars,other", "--output-format", "json")
    for more in ((), ("--limit", "4")) * 2:
        notes = json.loads(call("list", root, *asked, *more).stdout)["notes"]
        assert [list(note.values()) for note in notes[:4]] == OF_ODD
        with closing(sqlite3.connect(index_file(root))) as database, database:
            database.execute(damage)


def test_index_is_closed_when_the_process_ends(vault) -> None:
    root = vault(VAULT)
    subprocess.run([sys.executable, "-m", "vault_tools", "list", root], check=True, timeout=300)
    names = [path.name for path in index_file(root).parent.iterdir()]
    assert index_file(root).name in names
    assert [name for name in names if name.startswith(f"{index_file(root).name}-")] == []


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (["--fields", "path,titel"], "no note has the key `titel`; did you mean `title`?"),
        (["--where", "nope=1"], "no note has the key `nope`"),
        (["--sort", "-nope"], "no note has the key `nope`"),
    ],
)
def test_a_slip_is_named(tmp_path: Path, arguments: list[str], problem: str) -> None:
    root = write(tmp_path, {"A.md": "---\ntitle: A\nstatus: x\n---\n[[B]]\n", "B.md": "[[A]]\n"})
    done = CliRunner().invoke(app_of(), ["list", str(root), *arguments])
    assert f"{problem}\n" in done.stderr
    for fine in (["--links-to", "[[B]]"], ["--fields", "status,date,date.year,links,folder"]):
        done = CliRunner().invoke(app_of(), ["list", str(root), *fine])
        assert done.stderr.count("\n") == 1
