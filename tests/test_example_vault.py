"""The example vault: its diagnostics and fixes are golden files."""

import shutil
from pathlib import Path

from vault_tools.config.load import read_config
from vault_tools.lint.outcome import Tally
from vault_tools.lint.rule import registry
from vault_tools.report.folder import VaultFolder
from vault_tools.report.formats import concise
from vault_tools.report.style import Style
from vault_tools.session.one_note import CHECK, Mode
from vault_tools.session.run import notes_below, run

EXAMPLE = Path(__file__).parents[1] / "example-vault"
UNPLANTED = {
    "unordered-keys",  # off: the vault sets no key-order
    "unreadable-note",  # a file that is not text would be a nuisance in a repository
    "empty-note",
    "missing-source-text",  # the vault keeps no transcripts
    "unknown-name",  # off by default, as are the next two
    "ambiguous-link",
    "orphan-note",
}


def _report(vault: Path, mode: Mode) -> tuple[str, Tally]:
    config = read_config(vault)
    tally = Tally()
    outcomes = tally.count(run(vault, config, notes_below(vault, config, [vault]), mode, folders=[""]))
    return "".join(concise.render(outcomes, tally, VaultFolder(""), Style())), tally


def test_diagnostics_are_the_expected_ones(golden) -> None:
    report, tally = _report(EXAMPLE, CHECK)
    golden("example-vault/diagnostics.txt", report)
    assert set(tally.by_rule) == set(registry()) - UNPLANTED


def test_fixed_form_is_the_expected_one(tmp_path: Path, golden) -> None:
    vault = tmp_path / "vault"
    shutil.copytree(EXAMPLE, vault)
    before = {path: path.read_bytes() for path in vault.rglob("*") if path.is_file()}
    diff = "".join(o.diff for o in run(vault, *_notes(vault), Mode(fix=True), folders=[""]))
    golden("example-vault/fix.diff", diff)

    _, tally = _report(vault, Mode(fix=True, write=True))
    assert tally.failed_notes == 0
    changed = {p.relative_to(vault).as_posix() for p, data in before.items() if p.read_bytes() != data}
    assert changed == {
        line[len("--- a/") :].rstrip("\t") for line in diff.splitlines() if line.startswith("--- a/")
    }
    assert _report(vault, Mode(fix=True, write=True))[1].fixed == 0


def test_healthy_part_is_the_larger_one() -> None:
    _, tally = _report(EXAMPLE, CHECK)
    assert tally.notes >= 40


def _notes(vault: Path) -> tuple:
    config = read_config(vault)
    return config, notes_below(vault, config, [vault])
