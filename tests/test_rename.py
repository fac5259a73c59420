"""A rename is complete, or reports what it left: tags, and names with the note about them and every link to
it."""

import io
import json
import os
import re
import shutil
import signal
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from urllib.parse import unquote

import pytest
import yaml
from often import long
from started import started
from watchers import until

from vault_tools.cli.program import main

SHARED = Path(__file__).parents[2] / "shared"
CONFIG = """\
keys: {tags: {type: tags}, people: {type: list, names: people}}
names: {people: {notes: People/}}
"""
VAULT = {
    "vault-tools.yaml": CONFIG,
    "A.md": '---\npeople: [ada-lovelace, Grace]\nup: "[[Ada Lovelace#Life|her]]"\n---\n'
    "[[Ada Lovelace]], ![[Ada Lovelace#^a1]], [[People/Ada Lovelace|Ada]], "
    "[x](People/Ada%20Lovelace.md#Life),\n"
    "[y](<People/Ada Lovelace.md>), `[[Ada Lovelace]]`, [[Grace]], [[Ada]], [[ada lovelace]].\n",
    "B/C.md": '---\npeople:\n  - "[[Ada Lovelace]]"\n  - "[[../People/Ada Lovelace]]"\n---\n'
    "[z](../People/Ada%20Lovelace.md)\n",
    "People/Ada Lovelace.md": "---\ntitle: Ada Lovelace\n---\n"
    "# Life\n\nI am [[Ada Lovelace]], not [[Ada]].\n",
    "People/Grace.md": "See [[Ada Lovelace]].\n",
    "Ada.md": "Another.\n",
    "X.canvas": '{"nodes":[{"id":"1","type":"file","file":"People/Ada Lovelace.md","subpath":"#Life"},\n'
    '\t{"id":"2","type":"text","text":"Of [[Ada Lovelace|her]] and #beer"}],"edges":[]}',
}


def run(*arguments: str, root: Path) -> subprocess.CompletedProcess[str]:
    """Run in this process."""
    argv = ["vault-tools", *arguments, str(root)]
    out, err = (io.TextIOWrapper(io.BytesIO(), "utf-8", write_through=True) for _ in range(2))
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(out), redirect_stderr(err):
        patch.setattr("sys.argv", argv)
        with pytest.raises(SystemExit) as stopped:
            main()
    said = (stream.buffer.getvalue().decode() for stream in (out, err))  # type: ignore[attr-defined]
    return subprocess.CompletedProcess(argv, int(stopped.value.code or 0), *said)


@pytest.fixture
def vault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """A function that makes a vault of these files, with its state next to it."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))

    def make(files: dict[str, str]) -> Path:
        root = tmp_path / "vault"
        for name, text in files.items():
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_bytes(text.encode())
        return root

    return make


def texts(root: Path) -> dict[str, str]:
    """The texts of all files, including ours in the hidden folder."""
    files = (path for path in sorted(root.rglob("*")) if path.is_file())
    return {path.relative_to(root).as_posix(): path.read_bytes().decode() for path in files}


# An independent reading of links: code is removed, a pattern finds links, and names match the end of a path.


def links_of(path: str, text: str) -> list[str]:
    if path.endswith(".canvas"):
        nodes = json.loads(text).get("nodes", [])
        cards = [node["file"].removesuffix(".md") for node in nodes if "file" in node]
        return cards + [link for node in nodes for link in links_of("", node.get("text", ""))]
    text = re.sub(r"^( *)(```|~~~).*?^ *\2|`[^`\n]*`|<!--.*?-->|%%.*?%%", "", text, flags=re.M | re.S)
    wiki = [match.strip() for match in re.findall(r"\[\[([^\[\]|#^\n\\]+)", text)]
    markdown = re.findall(r"\]\((?:<([^<>\n]+)>|([^()\s]+))\)", text)
    return wiki + [
        unquote((a or b).partition("#")[0]).removesuffix(".md") for a, b in markdown if "://" not in a + b
    ]


def resolved(root: Path) -> dict[str, list[str | None]]:
    """The target of each link of each note."""
    found = texts(root)
    notes = [path for path in found if path.endswith(".md")]

    def resolve(link: str, source: str) -> str | None:
        wanted = f"{link}.md".lower()
        if link.startswith("."):
            wanted = os.path.normpath(f"{os.path.dirname(source)}/{link}.md").lower()
        exact = [note for note in notes if note.lower() == wanted]
        near = f"{os.path.dirname(source)}/".lower().lstrip("/")
        ends = [note for note in notes if f"/{note.lower()}".endswith(f"/{wanted}")]
        ends.sort(key=lambda note: (not note.lower().startswith(near), len(note), note))
        return (exact or ends or [None])[0]

    files = [path for path in found if path.endswith((".md", ".canvas"))]
    return {path: [resolve(link, path) for link in links_of(path, found[path]) if link] for path in files}


def moved(links: dict[str, list[str | None]], old: str, new: str) -> dict[str, list[str | None]]:
    """The same links after the note at `old` has moved."""
    swap = {old: new}
    return {swap.get(path, path): [swap.get(link, link) for link in found] for path, found in links.items()}  # type: ignore[arg-type]


def test_a_name_is_renamed_with_its_note_and_every_link(vault) -> None:
    root = vault(VAULT)
    before, links = texts(root), resolved(root)
    done = run("rename", "people", "Ada Lovelace", "Augusta King", root=root)
    assert (done.returncode, done.stderr) == (
        0,
        "Renamed `Ada Lovelace` to `Augusta King` in 5 files, the note is now People/Augusta King.md. "
        "`vault-tools undo` takes it back.\n",
    )
    assert resolved(root) == moved(links, "People/Ada Lovelace.md", "People/Augusta King.md")
    after = texts(root)
    assert after["A.md"] == VAULT["A.md"].replace("ada-lovelace", "Augusta King").replace(
        "`[[Ada", "`[[ADA"
    ).replace("Ada Lovelace", "Augusta King").replace("Ada%20Lovelace", "Augusta%20King").replace(
        "[[ada lovelace]]", "[[Augusta King]]"
    ).replace("`[[ADA Lovelace", "`[[Ada Lovelace")
    assert after["People/Augusta King.md"].startswith(
        "---\ntitle: Augusta King\naliases:\n  - Ada Lovelace\n---\n"
    )
    assert json.loads(after["X.canvas"])["nodes"][0]["file"] == "People/Augusta King.md"
    assert run("fix", "--unsafe-fixes", root=root).returncode == 0
    assert texts(root)["A.md"] == after["A.md"]
    assert run("undo", "--run", "1", root=root).returncode == 0
    assert texts(root) == before


def test_an_alias_and_the_note_can_be_left(vault) -> None:
    root = vault(VAULT)
    assert run("rename", "people", "ada-lovelace", "Augusta", "--no-alias", root=root).returncode == 0
    assert texts(root)["People/Augusta.md"].startswith("---\ntitle: Augusta\n---\n")
    assert run("undo", root=root).returncode == 0
    assert run("rename", "people", "Ada Lovelace", "Augusta", "--keep-note", root=root).returncode == 0
    after = texts(root)
    assert after["People/Ada Lovelace.md"] == VAULT["People/Ada Lovelace.md"]
    assert after["A.md"] == VAULT["A.md"].replace("ada-lovelace", "Augusta")
    assert after["B/C.md"].startswith("---\npeople:\n  - Augusta\n---\n")


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (["people", "Ada Lovelace", " "], "the name is empty"),
        (["people", "Ada Lovelace", "Ada Lovelace"], "is already the name"),
        (["people", "Ada Lovelace", "A/B"], "no note can be called `A/B`: it contains `/`"),
        (["people", "Ada Lovelace", "A: B"], "it contains `:`"),
        (["people", "Ada Lovelace", ".a"], "begins or ends with a period"),
        (["people", "Ada Lovelace", "x" * 300], "it is too long"),
        (["people", "Ada Lovelace", "grace"], "note People/Grace.md already exists; --merge"),
        (["people", "Ada Lovelace", "Nobody", "--merge"], "no note called `Nobody` to merge with"),
        (["places", "a", "b"], "`places` is not `tag` nor a group of names"),
        (["tag", "beer", ""], "is not a valid tag"),
        (["tag", "beer", "a b"], "is not a valid tag"),
        (["tag", "beer", "2024"], "is not a valid tag"),
        (["tag", "beer", "beer"], "is already the name"),
    ],
)
def test_what_can_not_be_meant_is_refused(vault, arguments: list[str], problem: str) -> None:
    root = vault(VAULT)
    done = run("rename", *arguments, root=root)
    assert done.returncode == 2
    assert problem in done.stderr
    assert texts(root) == VAULT


def test_two_names_are_merged_when_that_is_asked_for(vault) -> None:
    root = vault(VAULT)
    done = run("rename", "people", "Ada Lovelace", "Grace", "--merge", root=root)
    assert done.returncode == 0
    after = texts(root)
    assert after["A.md"].startswith('---\npeople: [Grace]\nup: "[[Grace#Life|her]]"\n---\n[[Grace]], ')
    assert after["People/Grace.md"].startswith("---\naliases:\n  - Ada Lovelace\n---\n")
    assert "People/Ada Lovelace.md" in after
    assert "People/Ada Lovelace.md: is left as it is; its links now lead to People/Grace.md" in done.stderr


TAGS = [
    ("tags: beer", "tags: hops"),
    ("tags: '#beer, malt'", "tags: '#hops, malt'"),
    ('tags: ["#beer"]', 'tags: ["#hops"]'),
    ("tag: beer", "tag: hops"),
    ("Tags: [beer]", "Tags: [hops]"),
    ("tags: [1, beer, null]", "tags: [1, hops, null]"),
    ("tags:\n- beer/ipa\n- [x]\n- Beer", "tags:\n- hops/ipa\n- [x]\n- hops"),
    ('tags: ["beer", Beer, BEER]', 'tags: ["hops"]'),
    ("tags: [hops, beer]", "tags: [hops]"),
    ("tags: [beers, 'a-beer', a/beer]", "tags: [beers, 'a-beer', a/beer]"),
    ("title: beer", "title: beer"),
]


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_a_tag_is_renamed_in_every_form(vault, newline: str) -> None:
    body = "#beer, #beer/ipa/ and `#beer`\n"
    files = {
        f"{n}.md": f"---\n{before}\n---\n{body}".replace("\n", newline) for n, (before, _) in enumerate(TAGS)
    }
    root = vault({"vault-tools.yaml": CONFIG, **files})
    assert run("rename", "tag", "beer", "hops", root=root).returncode == 0
    body = "#hops, #hops/ipa/ and `#beer`\n"
    after = {
        f"{n}.md": f"---\n{after}\n---\n{body}".replace("\n", newline) for n, (_, after) in enumerate(TAGS)
    }
    assert texts(root) == {"vault-tools.yaml": CONFIG, **after}


def test_what_a_rename_leaves_is_named(vault) -> None:
    left = {
        "Broken.md": "---\ntags: [beer\n---\n",
        "Template.md": "---\ntags: [beer]\nc: {{date}}\n---\n",
        "Twice.md": "---\ntags: [beer]\na: 1\na: 2\n---\n",
        "Comment.md": "---\ntags: #beer\n---\n",
        "Query.md": "```dataview\nlist from #beer\n```\n\n`= filter(x, #beer)`\n",
        "X.canvas": VAULT["X.canvas"],
    }
    root = vault({"vault-tools.yaml": CONFIG, "A.md": "#beer\n", **left})
    done = run("rename", "tag", "beer", "hops", root=root)
    assert done.returncode == 1
    assert done.stderr.splitlines() == [
        "Broken.md: not changed: its frontmatter can't be read",
        "Comment.md: not changed: `#beer` is a comment to YAML in `tags`",
        "Template.md: not changed: its frontmatter contains template code",
        "Twice.md: not changed: its frontmatter has the key `a` twice",
        "Query.md:2: a query names `beer`",
        "Query.md:5: a query names `beer`",
        "X.canvas: a card has the tag `beer`",
        "Renamed `beer` to `hops` in 1 file. `vault-tools undo` takes it back.",
    ]
    assert texts(root) == {"vault-tools.yaml": CONFIG, "A.md": "#hops\n", **left}


def test_a_word_that_nothing_has_is_told_with_what_is_near(vault) -> None:
    root = vault({"vault-tools.yaml": CONFIG, "A.md": "#beer\n"})
    done = run("rename", "tag", "ber", "hops", root=root)
    assert (done.returncode, done.stderr) == (1, "No note has the tag `ber`; did you mean `beer`?\n")


@pytest.mark.parametrize(
    ("kind", "before", "after"),
    [
        ("tag", "tags: {aliases: {bier: old}}", {"tags": {"aliases": {"bier": "new"}}}),
        (
            "tag",
            "mocs:\n- {name: x, note: X.md, source: {any: [{tag: old}, {tag: old/a}]}}",
            {"mocs": [{"name": "x", "note": "X.md", "source": {"any": [{"tag": "new"}, {"tag": "new/a"}]}}]},
        ),
        ("tag", "tags: {aliases: {new: old}}", None),
        ("tag", "tags: {aliases: {old: bier}}", None),
        ("tag", "tags: {retired: [new]}", None),
        (
            "people",
            "names: {people: {aliases: {old: [x]}}}",
            {"names": {"people": {"aliases": {"new": ["x"]}}}},
        ),
        ("people", "names: {people: {aliases: {other: [old]}}}", None),
        ("people", "names: {people: {aliases: {other: [new]}}}", None),
        (
            "people",
            "mocs:\n- {name: x, note: X.md, source: {where: {people: old}}}",
            {"mocs": [{"name": "x", "note": "X.md", "source": {"where": {"people": "new"}}}]},
        ),
    ],
)
def test_the_configuration_goes_with_it_or_refuses(vault, kind: str, before: str, after: object) -> None:
    keys = "keys: {tags: {type: tags}, people: {type: list, names: people}}\n"
    root = vault({"vault-tools.yaml": f"{keys}{before}\n", "A.md": "---\ntags: [old]\npeople: [old]\n---\n"})
    files = texts(root)
    done = run("rename", kind, "old", "new", root=root)
    if after is None:
        assert done.returncode == 2
        assert "change that first, or the next fix undoes the rename" in done.stderr
        assert texts(root) == files
    else:
        assert done.returncode == 0
        found = yaml.safe_load((root / "vault-tools.yaml").read_text())
        assert {key: value for key, value in found.items() if key != "keys"} == after


def test_marks_and_line_ends_stay_where_a_tag_is_renamed(vault) -> None:
    files = {
        "vault-tools.yaml": "\ufeffkeys: {tags: {type: tags}}\r\ntags: {aliases: {ale: beer}}\r\n",
        "A.md": "\ufeff---\r\ntags: [beer]\r\n---\r\n#beer\r\n",
    }
    root = vault(files)
    assert run("rename", "tag", "beer", "bier", root=root).returncode == 0
    assert texts(root) == {path: text.replace("beer", "bier") for path, text in files.items()}


def test_ten_thousand_links(vault) -> None:
    many = "[[Ada Lovelace]] and [[Grace]]\n" * 10_000
    root = vault(VAULT | {"Many.md": many})
    assert run("rename", "people", "Ada Lovelace", "Augusta", root=root).returncode == 0
    assert texts(root)["Many.md"] == many.replace("Ada Lovelace", "Augusta")


@pytest.mark.skipif(sys.platform == "win32", reason="kills with a signal")
@pytest.mark.parametrize("files", [long(0), 1, 40, long(150)])
def test_a_rename_that_is_killed_is_taken_back_whole(vault, files: int) -> None:
    notes = {f"N{n:03}.md": f"[[Ada Lovelace]] {n}\n" for n in range(300)}
    root = vault(VAULT | notes)
    before = texts(root)
    command = [sys.executable, "-m", "vault_tools", "rename", "people", "Ada Lovelace", "Augusta", str(root)]
    with started(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        note = root / f"N{files:03}.md"
        until(lambda: not files or process.poll() is not None or note.read_text() != notes[note.name])
        process.send_signal(signal.SIGKILL)
    run("undo", root=root)
    assert {name: text for name, text in texts(root).items() if "/." not in f"/{name}"} == before


OURS, PKMER = Path(__file__).parents[1] / "example-vault", SHARED / "strangers" / "pkmer"
others = pytest.mark.skipif(not PKMER.is_dir(), reason="the vaults of other people are not here")


@pytest.mark.parametrize(
    "source",
    [pytest.param(OURS, id="ours"), pytest.param(PKMER, id="others", marks=[pytest.mark.long, others])],
)
def test_links_of_a_whole_vault_lead_where_they_led(tmp_path: Path, source: Path) -> None:
    root = tmp_path / "vault"
    shutil.copytree(source, root, copy_function=shutil.copyfile)
    links = resolved(root)
    targets = [target for found in links.values() for target in found if target]
    most = max(sorted(set(targets)), key=targets.count)
    folder, _, name = most.rpartition("/")
    (root / "vault-tools.yaml").write_text(
        "keys: {people: {type: list, names: people}}\n"
        f"names: {{people: {{notes: {json.dumps(folder)}}}}}\n"
    )
    done = run("rename", "people", name.removesuffix(".md"), "A new name 新", root=root)
    assert done.returncode == 0, done.stderr
    assert resolved(root) == moved(links, most, f"{folder}/A new name 新.md")


TITLED = {
    "vault-tools.yaml": CONFIG,
    "A.md": '---\npeople: [ada, Ada Lovelace, "[[ada]]"]\n---\n[[ada]], [[ada|her]]\n',
    "People/ada.md": "---\ntitle: Ada Lovelace\n---\n",
}


def test_a_note_gets_the_name_that_its_title_has(vault) -> None:
    root = vault(TITLED)
    assert run("rename", "people", "ada", "Ada Lovelace", root=root).returncode == 0
    after = texts(root)
    assert after["People/Ada Lovelace.md"] == "---\ntitle: Ada Lovelace\naliases:\n  - ada\n---\n"
    assert after["A.md"] == (
        '---\npeople: [Ada Lovelace, "[[Ada Lovelace]]"]\n---\n[[Ada Lovelace]], [[Ada Lovelace|her]]\n'
    )


def test_a_title_becomes_the_name_that_its_note_has(vault) -> None:
    root = vault(TITLED)
    assert run("rename", "people", "Ada Lovelace", "ada", root=root).returncode == 0
    after = texts(root)
    assert after["People/ada.md"] == "---\ntitle: ada\naliases:\n  - Ada Lovelace\n---\n"
    assert after["A.md"] == '---\npeople: [ada, "[[ada]]"]\n---\n[[ada]], [[ada|her]]\n'


def test_a_name_changes_in_case_alone(vault) -> None:
    root = vault(VAULT)
    before, links = texts(root), resolved(root)
    assert run("rename", "people", "Ada Lovelace", "Ada LOVELACE", root=root).returncode == 0
    assert resolved(root) == moved(links, "People/Ada Lovelace.md", "People/Ada LOVELACE.md")
    assert run("undo", root=root).returncode == 0
    assert texts(root) == before


def test_a_disk_that_takes_both_names_for_one_is_not_tried(vault) -> None:
    root = vault(VAULT)
    os.link(root / "People/Ada Lovelace.md", root / "People/.ada")  # such a disk has one file for both
    os.rename(root / "People/.ada", root / "People/Ada lovelace.md")
    before = texts(root)
    done = run("rename", "people", "Ada Lovelace", "Ada lovelace", root=root)
    assert done.returncode == 2
    assert (
        "note People/Ada lovelace.md already exists" in done.stderr or "rename it in two steps" in done.stderr
    )
    assert texts(root) == before


@pytest.mark.parametrize("name", ["A.md", "People/Ada Lovelace.md", "X.canvas"])
def test_a_note_moves_only_where_all_that_link_to_it_can_be_changed(vault, name: str) -> None:
    root = vault(VAULT)
    os.link(root / name, root.parent / "second name")
    before = texts(root)
    done = run("rename", "people", "Ada Lovelace", "Augusta", root=root)
    assert (done.returncode, done.stdout) == (1, "")
    reason = "the file has a second name (a hard link); replacing it would separate the two"
    assert done.stderr.splitlines() == [
        f"{name}: not changed: {reason}",
        "Nothing was renamed: a rename that moves a note is made as a whole.",
    ]
    assert texts(root) == before
    assert run("undo", root=root).stderr.startswith("Nothing to undo")


def test_generated_text_follows_a_rename(vault) -> None:
    mocs = "mocs:\n- {name: all, note: MOC.md, source: {folder: People}}\n"
    root = vault(VAULT | {"vault-tools.yaml": CONFIG + mocs})
    assert run("moc", "new", "all", root=root).returncode == 0
    assert "[[Ada Lovelace]]" in texts(root)["MOC.md"]
    assert run("rename", "people", "Ada Lovelace", "Augusta", root=root).returncode == 0
    assert run("fix", root=root).returncode == 0
    after = texts(root)["MOC.md"]
    assert "[[Augusta]]" in after
    assert "Lovelace" not in after


@pytest.mark.skipif(sys.platform == "win32", reason="ends it with a signal")
def test_a_rename_while_the_watcher_runs_stays_as_it_is(vault) -> None:
    root = vault(VAULT)
    command = [sys.executable, "-m", "vault_tools", "watch", "--quiet-period", "0", str(root)]
    with started(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL):
        until(lambda: "ada-lovelace" not in texts(root)["A.md"])  # it has started, and fixes notes
        links = until(lambda: resolved(root))
        assert run("rename", "people", "Ada Lovelace", "Augusta", root=root).returncode == 0
        after = until(lambda: seen(root))
        assert until(lambda: resolved(root)) == moved(links, "People/Ada Lovelace.md", "People/Augusta.md")
        (root / "A.md").write_text(after["A.md"].replace("people: [Augusta", "people: [augusta"))
        until(lambda: texts(root)["A.md"] == after["A.md"])  # it uses the new name
        assert until(lambda: seen(root)) == after


def seen(root: Path) -> dict[str, str]:
    """The files that an editor shows."""
    return {name: text for name, text in texts(root).items() if not name.startswith(".")}


def test_canvas_that_is_nested_too_deeply_is_named(vault, call) -> None:
    deep = '{"nodes":' * 100_000 + "1" + "}" * 100_000
    root = vault({".obsidian/app.json": "{}", "Saaz.md": "---\ntags: [hops]\n---\n", "Deep.canvas": deep})
    done = call("rename", "tag", "hops", "beer", root)
    assert b"Deep.canvas: not changed: can't be read as a canvas" in done.stderr
    assert (root / "Saaz.md").read_text() == "---\ntags: [beer]\n---\n"
