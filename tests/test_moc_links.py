"""Every link in every MOC leads to the intended note: in the example vault, and in one of real notes."""

import shutil
from pathlib import Path

import pytest
from often import long, often
from test_corpus import FILES
from test_example_vault import EXAMPLE
from vaults import fixed, texts, write
from written_links import headings_in, links_in, same_heading

from vault_tools.config.load import read_config
from vault_tools.mocs.index import MocIndex
from vault_tools.note.note import Note
from vault_tools.session.read_vault import read_vault
from vault_tools.vault.links import LinkIndex


def assert_links_hold(root: Path) -> int:
    """Every link of every MOC reaches one of the notes it lists, and each of those is reached. Returns how
    many."""
    vault = read_vault(root, read_config(root))
    index, notes = vault.once(MocIndex), texts(root)
    links, count = LinkIndex(notes), 0
    for listing in index.listings:
        for path in listing.holders:
            found = [*links_in(index.text(listing, path))]
            reached = [links.resolve(link.target, path) if link.target else path for link in found]
            assert None not in reached, found
            wanted = listing.members - {path} if listing.moc.kind == "notes" else set(reached)
            assert set(reached) == wanted
            for link, note in zip(found, reached, strict=True):
                known = headings_in(notes[str(note)])
                assert all(same_heading(heading) in known for heading in link.headings)
            count += len(found)
    return count


def test_links_of_the_example_vault(tmp_path: Path) -> None:
    root = tmp_path / "vault"
    shutil.copytree(EXAMPLE, root)
    fixed(root)
    assert assert_links_hold(root) > 100


REAL = """
keys: {tags: {type: tags}, people: {type: list, names: people}, authors: {type: list, names: people}}
mocs:
  - {name: all, note: MOC/All.md, group-by: title.letter}
  - {name: table, note: MOC/Table.md, show: table, columns: [date, tags, people], group-by: date.year}
  - {name: tags, each: tags, note: "MOC/Tags/{value}.md"}
  - {name: people, each: people, note: "MOC/People/{value}.md", language: zh}
  - {name: status, each: status, note: "MOC/Status/{value}.md", item: "{{ link }} {{ summary }}"}
  - {name: home, kind: home, note: MOC/Home.md}
  - {name: health, kind: health, note: MOC/Health.md}
"""
BLOCK = "%% vault-tools:begin {0} %%\n%% vault-tools:end {0} %%\n"
ODD = [
    "C# and F#",
    "a|b",
    "[draft] x^2",
    "%% done",
    "百分之百 100%",
    "photo.png",
    "a.md",
    "tab\there",
    "(x)",
    "b&amp;",
]


@pytest.mark.skipif(not FILES, reason="no real notes beside this checkout")
@pytest.mark.parametrize("app", ["{}", long('{"newLinkFormat": "relative", "useMarkdownLinks": true}')])
def test_links_over_real_notes(tmp_path: Path, app: str) -> None:
    """Each note appears twice under one name, some under names that are hard to link to."""
    pytest.importorskip("pypinyin")
    root = write(
        tmp_path, {f"MOC/{name}.md": BLOCK.format(name) for name in ("all", "table", "home", "health")}, REAL
    )
    write(root, {".obsidian/app.json": app})
    for number, file in enumerate(FILES[:: often(4, 1)]):
        text = Note.decode("x", file.read_bytes()).text
        write(root, {f"One/{number % 7}/{file.stem}.md": text, f"Two/{file.stem}.md": text})
        write(root, {f"Odd/{name}.md": text for name in ODD[number : number + 1]})
    before = {path: text for path, text in texts(root).items() if not path.startswith("MOC/")}
    fixed(root)
    assert assert_links_hold(root) > often(250, 1000)
    assert before.keys() == {path for path in texts(root) if not path.startswith("MOC/")}
