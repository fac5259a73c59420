"""A long-lived session reports after each change what a new one reports about the vault in its new state."""

import gc
import random
import weakref
from collections.abc import ItemsView, Iterator
from pathlib import Path

import pytest
from often import long, often

from vault_tools.config.load import read_config
from vault_tools.disk.file_lister import FileLister
from vault_tools.disk.vault_files import Listed, Skipped
from vault_tools.mocs.index import MocIndex
from vault_tools.session.index import Index, index_file
from vault_tools.session.session import Session
from vault_tools.session.steps import done

pytestmark = pytest.mark.usefixtures("time_limit")

CONFIG = """
keys: {tags: {type: tags}, people: {type: list, names: people}, date: {type: date}, source: {unique: true}}
tags: {aliases: {lager-beer: lager}}
mocs:
  - {name: tags, each: tags, min: 2, note: "MOC/Tags/{value}.md", sort: -date, group-by: status}
  - {name: people, each: people, note: "MOC/People/{value}.md", show: table, columns: [tags]}
  - {name: months, each: date.month, note: "MOC/Months/{value}.md"}
  - {name: folders, each: folder, nested: true, note: "MOC/{value}.md"}
  - {name: old, note: MOC/Old.md, source: {all: [{where: {status: old}}, {not: {tag: ale}}]}}
  - {name: linked, note: MOC/Linked.md, source: {links-to: Beer/0.md}}
  - {name: home, kind: home, note: MOC/Home.md}
  - {name: health, kind: health, note: MOC/Health.md}
"""
TAGS = ("ale", "lager", "Lager", "lager-beer", "beer/bock", "beer", "stout")


def written(rng: random.Random) -> str:
    """A note about a topic."""
    lines = [f"tags: [{', '.join(rng.sample(TAGS, rng.randrange(2)))}]"]
    lines += [f"people: [{rng.choice(['Ada', 'ada', 'Bo'])}]"] if rng.random() < 0.5 else []
    lines += [f"date: 2025-0{rng.randrange(1, 4)}-01"] if rng.random() < 0.8 else ["date: 1/2/2025"]
    lines += [f"status: {rng.choice(['new', 'old'])}"] if rng.random() < 0.5 else []
    lines += [f"title: {rng.choice(['Pale', 'Brown'])}"] if rng.random() < 0.3 else []
    lines += [f"source: https://example.org/{rng.randrange(5)}"] if rng.random() < 0.5 else []
    link = rng.choice(["", "[[0]]", "[[Beer/1]]", "[[Nowhere]]"])
    block = "%% vault-tools:begin tags/ale %%\n%% vault-tools:end tags/ale %%\n" if rng.random() < 0.1 else ""
    return "---\n" + "\n".join(lines) + f"\n---\n{link}\n{block}"


def said(session: Session) -> dict[str, list[tuple[str, str, object]]]:
    return {
        path: [(d.rule, d.message, d.fix and d.fix.edits) for d in outcome.left]
        for path, outcome in session.outcomes.items()
        if outcome.left
    }


def change(rng: random.Random, root: Path) -> list[str]:
    """Change, create or remove a note. Returns its path."""
    notes = sorted(root.rglob("*.md"))
    path = rng.choice(notes) if rng.random() < 0.8 else root / "Beer" / f"{rng.randrange(40)}.md"
    if rng.random() < 0.15:
        path.unlink(missing_ok=True)
    elif rng.random() < 0.05:
        path.write_bytes(b"\xff")
    else:
        path.write_text(written(rng))
    return [path.relative_to(root).as_posix()]


@pytest.mark.parametrize("seed", [0, long(1)])
@pytest.mark.parametrize("is_written", [True, False])
def test_session_that_stays_says_what_a_new_one_does(vault, call, seed: int, is_written: bool) -> None:
    rng = random.Random(seed)
    notes = {f"{rng.choice(['Beer', 'Wine/Red'])}/{n}.md": written(rng) for n in range(25)}
    root = vault({"vault-tools.yaml": CONFIG, **notes})
    if is_written:
        call("fix", root)
    config = read_config(root)
    session = Session(root, config, index=Index(index_file(root)), stays=True)
    session.update(None, fix=False)
    done(session.judged.preparing())
    for _ in range(often(3, 25)):
        session.update(change(rng, root), fix=False)
        fresh = Session(root, config)
        fresh.update(None, fix=False)
        assert said(session) == said(fresh)


def test_what_is_made_of_all_files_stays_while_they_do(vault) -> None:
    root = vault({"vault-tools.yaml": CONFIG, "A.md": "[[B]]\n", "B.md": "Text.\n"})
    session = Session(root, read_config(root), stays=True)
    session.update(None, fix=False)
    files, index = session.vault.links.files, session.vault.links.files.index
    (root / "A.md").write_text("[[B]] [[C]]\n")
    session.update(["A.md"], fix=False)
    assert (session.vault.links.files, session.vault.links.files.index) == (files, index)
    (root / "C.md").write_text("Text.\n")
    session.update(["C.md"], fix=False)
    assert session.vault.links.files.find("C", "A.md") == "C.md"


def test_vault_that_is_asked_no_more_is_gone_at_once(vault) -> None:
    rng = random.Random(3)
    notes = {f"Beer/{n}.md": written(rng) for n in range(12)}
    root = vault({"vault-tools.yaml": CONFIG, **notes})
    session = Session(root, read_config(root), stays=True)
    session.update(None, fix=False)
    done(session.judged.preparing())
    gc.collect()
    gc.disable()  # garbage that only the collector finds takes memory until it runs, which is rare
    try:
        for n in range(3):
            before = weakref.ref(session.vault.once(MocIndex))
            (root / "Beer/1.md").write_text(f"---\ntags: [beer, t{n}]\n---\nText {n}.\n")
            session.update(["Beer/1.md"], fix=False)
            assert before() is None
    finally:
        gc.enable()


def test_files_are_listed_again_where_some_came_or_went(vault) -> None:
    root = vault({"A.md": "Text.\n", "Beer/B.md": "Text.\n"})
    lister = FileLister(root)
    assert sorted(lister.files()) == ["A.md", "Beer/B.md"]
    assert not lister.look_again()
    (root / "A.md").write_text("Other text.\n")
    assert not lister.look_again()
    (root / "Beer" / "C.png").write_bytes(b"")
    assert lister.look_again()
    assert sorted(lister.files()) == ["A.md", "Beer/B.md", "Beer/C.png"]
    (root / "Beer" / "C.png").unlink()
    assert lister.look_again()
    assert not lister.look_again()


def test_vault_without_transcripts_is_not_gone_through_for_them(vault) -> None:
    class Untouched(dict[str, Listed | Skipped]):
        def __iter__(self) -> Iterator[str]:
            raise AssertionError("all notes were looked at")

        def items(self) -> ItemsView[str, Listed | Skipped]:
            raise AssertionError("all notes were looked at")

    root = vault({"vault-tools.yaml": CONFIG, "A.md": "Text.\n"})
    session = Session(root, read_config(root), stays=True)
    session.update(None, fix=False)
    session.known.listed = Untouched(session.known.listed)
    assert session.known.with_new_transcripts() == frozenset()  # asked at each keystroke
