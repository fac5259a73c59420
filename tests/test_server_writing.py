"""What requests to a server write and what they leave to the editor: open notes are never written, and a
request that only asks what would change gets no edits."""

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any

import pytest

from vault_tools.errors import VaultToolsError
from vault_tools.server.backend import Backend
from vault_tools.server.documents import Documents
from vault_tools.server.options import Chosen
from vault_tools.server.outbox import Outbox
from vault_tools.server.progress import ClientProgress
from vault_tools.server.rpc import RequestRefused
from vault_tools.server.writing import Writing
from vault_tools.watch.inbox import Inbox

CONFIG = """
keys: {tags: {type: tags}, people: {type: list, names: people}}
names: {people: {notes: People/}}
mocs: [{name: tags, each: tags, min: 1, note: "MOC/{value}.md"}]
"""
NOTES = {
    "vault-tools.yaml": CONFIG,
    "Pils.md": "---\ntags: [bier]\n---\nHell.\n",
    "Bock.md": "---\ntags: [bier]\n---\nDunkel, nach [[Ada]].\n",
    "Alt.md": "---\ntags: [bier]\n---\nRot.\n",
    "People/Ada.md": "Ada.\n",
}


@pytest.fixture
def writing(vault) -> Iterator[Callable[..., Writing]]:
    """A function that makes a Writing for a vault of these notes, some of which are open with these texts."""
    with ExitStack() as stack:

        def make(opened: dict[str, str], notes: dict[str, str] = NOTES, *, stops: bool = False) -> Writing:
            root, documents = vault(notes), Documents()
            backend = Backend(root, Inbox(), documents, Chosen(), lambda: None, lambda _: None)
            stack.enter_context(closing(backend))
            for version, (path, text) in enumerate(opened.items(), 3):
                documents.put((root / path).as_uri(), path, version, text)
            nobody = stack.enter_context(open(os.devnull, "wb"))
            progress = ClientProgress(Outbox(nobody.fileno(), print), None)
            assert backend.config
            return Writing(backend, backend.config, lambda: None, lambda: not stops, progress)

        yield make


def texts(root: Path) -> dict[str, str]:
    """The texts of all files."""
    return {path.relative_to(root).as_posix(): path.read_text("utf-8") for path in root.rglob("*.*")}


def edited(result: Any) -> dict[str, tuple[int, list[str]]]:
    """Name of an open note -> (version, new texts) of its edits."""
    return {
        Path(change["textDocument"]["uri"]).name: (
            change["textDocument"]["version"],
            [edit["newText"] for edit in change["edits"]],
        )
        for change in result["documentChanges"]
    }


UNSAVED = {"Alt.md": NOTES["Alt.md"] + "Mehr.\n"}
TAG, NAME = {"kind": "tag", "old": "bier", "new": "beer"}, {"kind": "people", "old": "Ada", "new": "Eva"}


def test_a_tag_is_renamed_in_open_notes_by_edits_and_not_in_unsaved_ones(writing) -> None:
    request = writing({"Pils.md": NOTES["Pils.md"]} | UNSAVED)
    done = request.rename(TAG)
    assert (done["written"], edited(done)) == (["Bock.md"], {"Pils.md": (3, ["tags: [beer]\n"])})
    assert done["failed"] == {"Alt.md": "is open, and not as it is on disk"}
    assert texts(request.backend.root) == NOTES | {"Bock.md": NOTES["Bock.md"].replace("bier", "beer")}


@pytest.mark.parametrize(
    "opened",
    [{"People/Ada.md": "Ada.\n"}, {"People/Ada.md": "Ada!\n"}, {"Bock.md": NOTES["Bock.md"] + "Mehr.\n"}],
    ids=["the note", "the note, unsaved", "a note that links to it, unsaved"],
)
def test_a_note_that_can_not_move_since_one_is_open_stays_as_it_is_with_all_others(writing, opened) -> None:
    request = writing(opened)
    refused = request.rename(NAME)
    assert (refused["run"], refused["written"], refused["documentChanges"]) == (None, [], [])
    assert [*refused["failed"]] == [*opened]
    assert texts(request.backend.root) == NOTES


def test_a_note_moves_and_open_notes_that_link_to_it_get_edits(writing) -> None:
    request = writing({"Bock.md": NOTES["Bock.md"]})
    done = request.rename(NAME)
    assert (done["written"], done["failed"]) == (["People/Ada.md", "People/Eva.md"], {})
    assert edited(done) == {"Bock.md": (3, ["Dunkel, nach [[Eva]].\n"])}
    assert {*texts(request.backend.root)} == {*NOTES, "People/Eva.md"} - {"People/Ada.md"}


def test_no_edits_are_handed_out_where_a_note_could_not_move_after_all(writing) -> None:
    request = writing({"Bock.md": NOTES["Bock.md"]})
    (request.backend.root / "More.md").hardlink_to(request.backend.root / "People/Ada.md")
    refused = request.rename(NAME)
    assert (refused["written"], edited(refused), [*refused["failed"]]) == ([], {}, ["People/Ada.md"])
    assert (request.backend.root / "People/Ada.md").read_text() == "Ada.\n"


def test_who_asks_what_would_change_gets_no_change(writing) -> None:
    request = writing({})
    root = request.backend.root
    shown = [request.rename({**TAG, "dryRun": True}), request.rename({**NAME, "dryRun": True})]
    shown += [request.moc({"name": "tags/bier", "dryRun": True}), request.fix({"dryRun": True})]
    assert texts(root) == NOTES
    assert [[diff["path"] for diff in each["diffs"]] for each in shown] == [
        ["Alt.md", "Bock.md", "Pils.md"],
        ["Bock.md", "People/Ada.md", "People/Eva.md"],
        ["MOC/bier.md"],
        ["MOC/bier.md"],
    ]
    request.rename(TAG)
    renamed = texts(root)
    undone = request.undo({"dryRun": True})
    assert [diff["path"] for diff in undone["diffs"]] == ["Alt.md", "Bock.md", "Pils.md"]
    assert texts(root) == renamed
    assert [each["run"] for each in (*shown, undone)] == [None] * 5


def test_what_is_taken_back_of_an_open_note_is_an_edit(writing) -> None:
    first = writing({})
    first.rename(TAG)
    root, now = first.backend.root, texts(first.backend.root)
    for path, more in (("Pils.md", ""), ("Alt.md", "Mehr.\n")):
        first.backend.documents.put((root / path).as_uri(), path, 7, now[path] + more)
    undone = first.undo({})
    assert (undone["written"], edited(undone)) == (["Bock.md"], {"Pils.md": (7, ["tags: [bier]\n"])})
    assert undone["failed"] == {"Alt.md": "is open, and not as it is on disk"}
    with pytest.raises(VaultToolsError, match="no run 9"):
        first.undo({"run": 9})


def test_nothing_is_written_once_the_client_does_not_want_it(writing) -> None:
    request = writing({}, stops=True)
    for done in (
        request.rename(TAG),
        request.rename(NAME),
        request.moc({"name": "tags/bier"}),
        request.fix({}),
    ):
        assert (done["run"], done["written"], done["documentChanges"]) == (None, [], [])
    assert texts(request.backend.root) == NOTES


def test_a_fix_at_a_place_is_unsafe_only_where_that_is_asked_for(writing) -> None:
    text = "Wasser.\n\n[BODY_END]\n"
    request = writing({}, {"vault-tools.yaml": "", "A.md": text})
    place = {"paths": ["A.md"], "position": {"line": 2, "character": 0}}
    with pytest.raises(RequestRefused, match="nothing to fix there"):
        request.fix(place)
    assert len(request.fix({**place, "unsafe": True, "dryRun": True})["diffs"]) == 1
    assert texts(request.backend.root)["A.md"] == text
    assert request.fix({**place, "unsafe": True})["written"] == ["A.md"]
    assert texts(request.backend.root)["A.md"] == "Wasser.\n\n"


def test_fixes_leave_canvases_to_the_command_and_byte_order_marks_to_their_notes(writing) -> None:
    notes = {
        "vault-tools.yaml": "keys: {tags: {type: tags}}\n",
        "Hops/Saaz.md": "",
        "B.canvas": '{"nodes":[{"id":"1","type":"file","file":"Old/Saaz.md"}]}',
        "A.md": "[[Old/Saaz]]\n",
        "C.md": "\ufeff---\ntags: hops\n---\n",
    }
    request = writing({"C.md": notes["C.md"]}, notes)
    done = request.fix({})
    assert (done["written"], edited(done)) == (["A.md"], {"C.md": (3, ["tags:\n  - hops\n"])})
    assert texts(request.backend.root) == notes | {"A.md": "[[Saaz]]\n"}


def test_a_byte_order_mark_is_no_change(writing) -> None:
    """A note without anything to fix is not shown as changed, and one with something is shown with its
    mark."""
    notes = {"vault-tools.yaml": "keys: {tags: {type: tags}}\n", "A.md": "\ufeffFine.\n"}
    request = writing({**notes, "B.md": "\ufeff---\ntags: hops\n---\n"}, notes)
    (shown,) = request.fix({"dryRun": True})["diffs"]
    assert shown["path"] == "B.md"
    assert "-tags: hops" in shown["diff"]
    assert "----" not in shown["diff"]
    assert list(edited(request.fix({}))) == ["B.md"]


def test_what_was_written_is_looked_at_at_once(writing, monkeypatch: pytest.MonkeyPatch) -> None:
    looked_at: list[set[str]] = []
    monkeypatch.setattr(Backend, "look_now", lambda self, paths: looked_at.append({*paths}))
    request = writing({"Pils.md": NOTES["Pils.md"]})
    request.fix({})
    request.rename(TAG)
    request.undo({})
    assert looked_at == [{"MOC/bier.md"}, {"Alt.md", "Bock.md"}, {"Alt.md", "Bock.md"}]
