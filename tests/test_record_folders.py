"""Notes of frontmatter only are not reported if they are usual in their folder, whichever notes are checked
and in whatever order things change."""

import random
from pathlib import Path

import pytest
from lsp_client import Client

from vault_tools.config.load import read_config
from vault_tools.disk.vault_files import listed
from vault_tools.session.index import Index, index_file
from vault_tools.session.one_note import CHECK
from vault_tools.session.run import notes_below, run, run_text
from vault_tools.session.session import Session

pytestmark = pytest.mark.usefixtures("time_limit")

RECORD, TEXT = "---\ntitle: Hops\ntags: [beer]\n---\n", "---\ntitle: Hops\n---\nGreen.\n"
BOOKS = {f"Books/{number}.md": RECORD for number in range(5)}
POSTS = {f"Posts/{number}.md": TEXT for number in range(5)}


def told(root: Path, index: Index | None = None, only: str = "") -> list[str]:
    """The notes reported as empty by a run over all notes, or over one."""
    config = read_config(root)
    notes = [listed(root, only)] if only else notes_below(root, config, [root])
    outcomes = run(root, config, notes, folders=[] if only else [""], index=index)
    return sorted(o.path for o in outcomes if any(d.rule == "empty-note" for d in o.left))


def said_by(session: Session) -> list[str]:
    return sorted(p for p, o in session.outcomes.items() if any(d.rule == "empty-note" for d in o.left))


def test_first_check_says_nothing_of_a_folder_of_records(vault) -> None:
    root = vault({**BOOKS, **POSTS, "Posts/Gone.md": RECORD})
    assert told(root) == ["Posts/Gone.md"]
    assert told(root, only="Books/1.md") == []
    assert told(root, only="Posts/Gone.md") == ["Posts/Gone.md"]


def test_only_that_rule(vault) -> None:
    root = vault({**BOOKS, **POSTS, "vault-tools.yaml": "rules: {select: [empty-note]}\n"})
    assert told(root, only="Books/1.md") == []


def test_the_bytes_of_a_note_are_judged_as_the_note_is(vault) -> None:
    root = vault({**BOOKS, **POSTS})
    config, index = read_config(root), Index()
    for path, expected in (("Books/5.md", []), ("Posts/5.md", ["empty-note"])):
        outcome, _ = run_text(root, config, path, RECORD.encode(), CHECK, index)
        assert [d.rule for d in outcome.left] == expected


def test_habit_that_ends_is_told_of_all(vault) -> None:
    root = vault({**BOOKS, **POSTS})
    session = Session(root, read_config(root), stays=True)
    session.update()
    assert said_by(session) == []
    (root / "Books/0.md").write_text(TEXT)
    session.update(["Books/0.md"])
    assert said_by(session) == told(root) == [f"Books/{number}.md" for number in range(1, 5)]
    (root / "Books/0.md").write_text(RECORD)
    session.update(["Books/0.md"])
    assert said_by(session) == []


@pytest.mark.parametrize("seed", range(2))
def test_whatever_changes_the_same_is_said(vault, seed: int) -> None:
    root, rng = vault({**BOOKS, **POSTS}), random.Random(seed)
    session = Session(root, read_config(root), stays=True)
    session.update()
    for _ in range(8):
        path = rng.choice(
            [f"{folder}/{number}.md" for folder in ("Books", "Books/Old") for number in range(7)]
        )
        (root / path).parent.mkdir(exist_ok=True)
        if rng.random() < 0.3:
            (root / path).unlink(missing_ok=True)
        else:
            (root / path).write_text(rng.choice([RECORD, RECORD, TEXT]))
        session.update([path])
        assert said_by(session) == told(root) == told(root, Index(index_file(root)))


def test_editor_is_told_what_a_check_says(vault) -> None:
    root = vault({**BOOKS, **POSTS, "Posts/Gone.md": RECORD})
    with Client(root) as client:
        for path, expected in (("Books/1.md", []), ("Posts/Gone.md", ["empty-note"])):
            client.open(path, RECORD)
            while [d["code"] for d in client.pull(path)] != expected:  # until the vault is loaded
                client.until("vaultTools/status")
