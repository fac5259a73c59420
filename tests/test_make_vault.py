"""The vault for the benchmarks: always the same, and clean except for planted faults."""

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import made_notes
import pytest
from faults import FAULTS, NOT_PLANTED, planted
from made_notes import Made, Vault
from make_vault import NEWER, STALE_NOTE, TOPIC_NOTES, write_vault
from often import often

from vault_tools.config.load import read_config
from vault_tools.lint.rule import registry
from vault_tools.session.run import CHECK, notes_below, run


@pytest.fixture(scope="module", autouse=True)
def fewer_sentences() -> Iterator[None]:
    """Generate fewer sentences, which takes most of the time."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(made_notes, "_POOL", often(5_000, 20_000))
        yield


def _made() -> list[Made]:
    return [*planted(Vault(300, median=6_000), 0.4), STALE_NOTE]


@pytest.fixture(scope="module")
def made() -> list[Made]:
    return _made()


@pytest.fixture(scope="module")
def found(made: list[Made], tmp_path_factory: pytest.TempPathFactory) -> dict[str, set[str]]:
    """The rules reported for each note."""
    root = tmp_path_factory.mktemp("made") / "vault"
    write_vault(root, made)
    config = read_config(root)
    rules = defaultdict(set)
    for outcome in run(root, config, notes_below(root, config, [root]), CHECK, folders=[""]):
        rules[outcome.path] |= {diagnostic.rule for diagnostic in outcome.left}
    return rules


def test_same_call_makes_the_same_notes(made: list[Made]) -> None:
    assert _made() == made


def test_another_seed_makes_others(made: list[Made]) -> None:
    others = {note.text for note in Vault(50, seed=8, median=6_000).notes()}
    assert others.isdisjoint(note.text for note in made)


def test_clean_notes_break_no_rule(made: list[Made], found: dict[str, set[str]]) -> None:
    clean = [note.path for note in [*made, *TOPIC_NOTES] if not note.planted]
    assert {path: found[path] for path in clean if found[path]} == {}


def test_every_planted_fault_is_found(made: list[Made], found: dict[str, set[str]]) -> None:
    assert [note for note in made if note.planted and note.planted not in found[note.path]] == []


def test_every_rule_is_broken_by_a_planted_fault(made: list[Made]) -> None:
    assert NOT_PLANTED.keys() <= registry().keys()
    assert {note.planted for note in made} - {""} == registry().keys() - NOT_PLANTED.keys()


def test_short_notes_have_faults_too() -> None:
    made = [*planted(Vault(often(250, 1_000), median=2_400), often(4, 1) / 10)]
    assert {note.planted for note in made} >= FAULTS.keys()


def test_a_third_is_folded(made: list[Made]) -> None:
    folded = [note for note in made if "</summary>" in note.text]
    assert 0.3 < len(folded) / len(made) < 0.4


def test_configuration_of_500_index_notes_is_valid(tmp_path: Path) -> None:
    write_vault(tmp_path / "vault", [], mocs=True)
    assert len(read_config(tmp_path / "vault").schema.mocs.mocs) > 3


def test_settings_that_an_older_version_refuses_are_left_out(tmp_path: Path) -> None:
    write_vault(tmp_path / "new", [], mocs=True)
    write_vault(tmp_path / "old", [], mocs=True, without=NEWER)
    new, old = ((tmp_path / name / "vault-tools.yaml").read_text("utf-8") for name in ("new", "old"))
    assert all(setting in new and setting not in old for setting in NEWER)
    assert read_config(tmp_path / "old").schema.keys["source"].aliases == ("url",)
