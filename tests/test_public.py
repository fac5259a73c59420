"""The public interface for scripts: a few names, each documented, and the same as the command line uses."""

import json
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

import vault_tools
from vault_tools import Diagnostic, check_text, dumps, fix_text, loads
from vault_tools.cli.app import app_of

NOTE = "---\ntags: [ai, ai]\n---\nRoasted malt.\n"


def test_every_public_name_is_there_and_documented() -> None:
    for name in vault_tools.__all__:
        assert getattr(vault_tools, name).__doc__


def test_check_says_what_is_wrong() -> None:
    (found,) = check_text(NOTE)
    assert isinstance(found, Diagnostic)
    assert (found.rule, found.place.line) == ("duplicate-value", 2)


def test_check_goes_by_a_configuration() -> None:
    assert [d.rule for d in check_text(NOTE, config="keys: {date: {required: true}}")] == [
        "missing-key",
        "duplicate-value",
    ]


def test_fix_changes_what_is_wrong_and_nothing_else() -> None:
    assert fix_text(NOTE) == NOTE.replace("ai, ai", "ai")


OTHERS = {
    "vault-tools.yaml": "keys: {status: {values: [draft]}}\n",
    "Hops.md": "---\ntags: [Hops]\n---\nHops.\n",
    "More hops.md": "---\ntags: [Hops]\n---\nHops.\n",
}
TEXTS = [
    NOTE,
    "---\ntags: [hops]\nstatus: daft\n---\nSee [[Nowhere]].\n",
    "\ufeff---\r\ntags: [hops, hops]\r\n---\r\nMalt.\r\n",
    "no text\0",
    "",
]


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("path", ["Malt.md", "New/Malt.md"])
def test_the_command_line_says_the_same_of_standard_input(vault, text: str, path: str) -> None:
    root: Path = vault(OTHERS)
    (root / "New").mkdir()
    asked = ["-", "--stdin-filename", str(root / path)]
    options = ["--severity", "info", "--output-format", "json"]
    found = CliRunner().invoke(app_of("check"), ["check", *asked, *options], input=text.encode())
    said = [(d["rule"], d["message"], d["line"]) for d in json.loads(found.stdout)["diagnostics"]]
    assert [(d.rule, d.message, d.place.line) for d in check_text(text, path, vault=root)] == said
    fixed = CliRunner().invoke(app_of("fix"), ["fix", "--quiet", *asked], input=text.encode())
    assert fixed.stdout_bytes == fix_text(text, path, vault=root).encode()


def test_a_note_is_judged_beside_the_others_of_its_vault(vault) -> None:
    root = vault(OTHERS)
    rules = {found.rule for found in check_text(TEXTS[1], "Malt.md", vault=root)}
    assert rules == {"disallowed-value", "broken-link"}
    assert {found.rule for found in check_text(TEXTS[1], "Malt.md")} == set()
    chosen = check_text(TEXTS[1], "Malt.md", vault=root, config="rules: {select: [broken-link]}")
    assert [found.rule for found in chosen] == ["broken-link"]
    assert sorted(path.name for path in root.rglob("*.md")) == ["Hops.md", "More hops.md"]


def test_posts_are_written_back_as_they_were() -> None:
    assert dumps(loads(NOTE.encode())) == NOTE.encode()


README = Path(vault_tools.__file__).parents[1] / "README.md"
SCRIPTS = re.findall(
    r"```python\n(.*?)```", README.read_text("utf-8").partition("## Scripts of your own")[2], re.DOTALL
)


def test_scripts_of_the_readme(vault, monkeypatch, capsys) -> None:
    root = vault({"Notes/Hops.md": NOTE})
    monkeypatch.chdir(root)
    values: dict[str, object] = {}
    for script in SCRIPTS:
        exec(script, values)  # noqa: S102
    assert capsys.readouterr().out == "2 duplicate-value duplicate `ai` in `tags`\n"
    assert values["fixed"] == NOTE.replace("ai, ai", "ai")
    assert (root / "Notes/Hops.md").read_text() == NOTE.replace("---\nR", "status: evergreen\n---\nR")
