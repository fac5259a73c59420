"""One vault kept between changes: what is checked, what is written, and what is asked first."""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import ClassVar

import pytest
from vaults import texts

from vault_tools.config.load import read_config
from vault_tools.lint.outcome import Outcome, is_fixed
from vault_tools.lint.rule import Diagnostic, Example, NoteRule
from vault_tools.note.note import Note
from vault_tools.session.one_note import Mode
from vault_tools.vault.schema import Schema
from vault_tools.watch.session_runner import SessionRunner

MALFORMED, MENDED = '---\ntags: ["#hops"]\n---\n', "---\ntags: [hops]\n---\n"
CONFIG = "keys: {tags: {type: tags}}\nmocs: [{name: hops, note: MOC.md, source: {tag: hops}}]\n"
MOC = "---\ntags: [moc]\n---\n%% vault-tools:begin hops %%\n%% vault-tools:end hops %%\n"
FIX = Mode(fix=True, write=True)


@dataclass(frozen=True, kw_only=True)
class Poisoned(NoteRule):
    """A rule that fails on some notes."""

    examples: ClassVar[tuple[Example, ...]] = ()

    def check(self, note: Note, schema: Schema) -> Iterator[Diagnostic]:
        if "poison" in note.text:
            raise ZeroDivisionError
        yield from ()


def runner(root: Path, mode: Mode = FIX) -> SessionRunner:
    config = read_config(root)
    return SessionRunner(root, replace(config, rules=(*config.rules, Poisoned())), mode)


def updated(
    found: SessionRunner, *paths: str, may_write: Callable[[str], bool] = lambda path: True
) -> dict[str, Outcome]:
    return {o.path: o for o in found.update(paths or None, may_write, lambda: None)}


def test_what_was_written_is_known_by_its_content(vault) -> None:
    root = vault({"A.md": MALFORMED, "B.md": MENDED})
    found = runner(root)
    outcomes = updated(found)
    assert texts(root) == {"A.md": MENDED, "B.md": MENDED}
    assert found.wrote == {"A.md": hashlib.sha256(MENDED.encode()).digest()}
    assert (is_fixed(outcomes["A.md"]), is_fixed(outcomes["B.md"])) == (True, False)


def test_what_a_change_calls_for_elsewhere_is_done(vault) -> None:
    root = vault({"vault-tools.yaml": CONFIG, "A.md": MENDED, "MOC.md": MOC})
    found = runner(root)
    updated(found)
    (root / "B.md").write_text(MALFORMED)
    updated(found, "B.md")
    assert "- [[B]]" in texts(root)["MOC.md"]
    (root / "A.md").unlink()
    updated(found, "A.md")
    assert "- [[A]]" not in texts(root)["MOC.md"]


@pytest.mark.parametrize("refused", ["A.md", "MOC.md"])
def test_note_that_may_not_be_written_is_not(vault, refused: str) -> None:
    files = {"vault-tools.yaml": CONFIG, "A.md": MALFORMED, "MOC.md": MOC}
    root = vault(files)
    asked: list[str] = []
    found = runner(root)
    updated(found, may_write=lambda path: asked.append(path) or path != refused)
    assert sorted(set(asked)) == ["A.md", "MOC.md"]
    assert texts(root)[refused] == files[refused]
    assert len(found.wrote) == 1
    updated(found)
    assert len(found.wrote) == 2


def test_note_of_a_moc_that_may_not_be_made_is_not(vault) -> None:
    config = "keys: {tags: {type: tags}}\nmocs: [{name: tags, each: tags, note: 'MOC/{value}.md'}]\n"
    root = vault({"vault-tools.yaml": config, "A.md": MALFORMED})
    found = runner(root)
    updated(found, may_write=lambda path: path == "A.md")
    assert texts(root) == {"A.md": MENDED}
    updated(found, "A.md")
    assert texts(root).keys() == {"A.md", "MOC/hops.md"}


def test_dry_session_says_what_it_would_do(vault) -> None:
    root = vault({"A.md": MALFORMED})
    outcomes = updated(runner(root, Mode(fix=True)))
    assert outcomes["A.md"].diff
    assert not is_fixed(outcomes["A.md"])
    assert texts(root) == {"A.md": MALFORMED}


def test_rule_that_fails_costs_its_note_until_that_is_named_again(vault) -> None:
    root = vault({"A.md": MALFORMED, "Bad.md": f"{MALFORMED}poison"})
    found = runner(root)
    updated(found)
    assert texts(root)["A.md"] == MENDED
    assert {path: error.rule for path, error in found.failing.items()} == {"Bad.md": "poisoned"}
    assert isinstance(found.failing["Bad.md"].__cause__, ZeroDivisionError)
    (root / "A.md").write_text(MALFORMED)
    updated(found, "A.md")
    assert (texts(root)["A.md"], list(found.failing)) == (MENDED, ["Bad.md"])
    (root / "Bad.md").write_text(MALFORMED)
    updated(found, "Bad.md")
    assert (texts(root)["Bad.md"], found.failing) == (MENDED, {})


class Enough(Exception):
    """Stops the run."""


def test_run_that_is_to_stop_leaves_all_as_it_was(vault) -> None:
    root = vault({f"{n}.md": MALFORMED for n in range(20)})
    calls = iter(range(10))

    def checkpoint() -> None:
        if next(calls) == 9:
            raise Enough

    with pytest.raises(Enough):
        list(runner(root).update(None, lambda path: True, checkpoint))
    assert set(texts(root).values()) == {MALFORMED}
