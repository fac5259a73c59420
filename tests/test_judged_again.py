"""What is checked again after an edit: the note, and the notes that link to it or that it links to."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import ClassVar

import pytest
from vaults import write

from vault_tools.config.config import Config, load_config
from vault_tools.lint.rule import Diagnostic, VaultRule
from vault_tools.session.index import Index, index_file
from vault_tools.session.known_facts import KnownFacts
from vault_tools.session.session import Session
from vault_tools.vault.facts import NoteFacts
from vault_tools.vault.schema import Schema
from vault_tools.vault.vault import Vault


class Seen(VaultRule):
    """Records the notes that it checks."""

    looks_at_links: ClassVar[bool] = True
    paths: ClassVar[list[str]] = []

    def check(self, facts: NoteFacts, schema: Schema, vault: Vault) -> Iterator[Diagnostic]:
        self.paths.append(facts.path)
        yield from ()


def text_of(number: int, more: str = "") -> str:
    return (
        f"---\naliases: [Other {number}]\n---\n# Head\n\nOn [[N{number + 1}]] and [[Gone {number}]]. {more}\n"
    )


@pytest.fixture
def root(tmp_path: Path) -> Path:
    notes = {f"N{number}.md": text_of(number) for number in range(40)}
    return write(tmp_path / "vault", {**notes, "Alias.md": "[[Other 7]] x\n", "Way.md": "[x](N7.md#Head)\n"})


@pytest.fixture
def config() -> Config:
    return replace(load_config(), rules=(Seen(),))


def seen(session: Session, *paths: str) -> list[str]:
    Seen.paths.clear()
    session.update(paths or None)
    return sorted({*Seen.paths})


def test_edit_of_one_note(root: Path, config: Config) -> None:
    session = Session(root, config, stays=True)
    assert len(seen(session)) == 42
    assert seen(session) == []
    (root / "N7.md").write_text(text_of(7, "More."))
    assert seen(session, "N7.md") == ["N7.md"]
    (root / "N7.md").write_text(text_of(7, "\n\n## More"))
    assert seen(session, "N7.md") == ["Alias.md", "N6.md", "N7.md", "N8.md", "Way.md"]
    assert seen(session) == []
    (root / "N20.md").write_text("On [[N30]] from now on.\n")
    assert seen(session) == ["N19.md", "N20.md", "N21.md", "N30.md"]


def test_note_that_comes_or_goes(root: Path, config: Config) -> None:
    session = Session(root, config, stays=True)
    seen(session)
    (root / "Gone 3.md").write_text("It is there.\n")
    assert seen(session, "Gone 3.md") == ["Gone 3.md", "N3.md"]
    (root / "Gone 3.md").unlink()
    assert seen(session, "Gone 3.md") == ["N3.md"]


def test_next_run_judges_what_has_changed_since_the_last(root: Path, config: Config) -> None:
    assert len(seen(Session(root, config, index=Index(index_file(root))))) == 42
    assert seen(Session(root, config, index=Index(index_file(root)))) == []
    (root / "N7.md").write_text(text_of(7, "More, and no heading."))
    assert seen(Session(root, config, index=Index(index_file(root)))) == []
    (root / "N7.md").write_text(text_of(7, "\n\n## More, and a heading"))
    again = seen(Session(root, config, index=Index(index_file(root))))
    assert again == ["Alias.md", "N6.md", "N7.md", "N8.md", "Way.md"]


def test_what_lies_over_a_note_does_not_replace_what_is_kept_of_its_file(root: Path, config: Config) -> None:
    seen(Session(root, config, index=Index(index_file(root))))
    overlay = {"N7.md": text_of(7, "\n\n## More").encode()}
    assert "N7.md" in seen(Session(root, config, index=Index(index_file(root)), overlay=overlay))
    assert seen(Session(root, config, index=Index(index_file(root)))) == []


def test_digest_of_all_that_is_known_is_made_once(
    root: Path, config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It says by what the index has the diagnostics, which are looked for there and stored by it."""
    made: list[object] = []
    state = KnownFacts.state
    digest = property(lambda facts: (made.append(facts), state.__get__(facts))[1])
    monkeypatch.setattr(KnownFacts, "state", digest)
    for text, is_new in ((text_of(7), True), (text_of(7), False), (text_of(8), True)):
        (root / "N7.md").write_text(text)
        index = Index(index_file(root))
        made.clear()
        assert bool(seen(Session(root, config, index=index))) is is_new
        assert len(made) == 1
        index.close()
