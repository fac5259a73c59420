"""The program can read everything it writes for itself, whatever the notes contain."""

import os
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from often import long, often

from vault_tools.config.edit import accepted, with_name_aliases, with_tag_aliases
from vault_tools.config.load import read_config

pytestmark = pytest.mark.usefixtures("time_limit")

ODD = [
    "a-b",
    "A-b",
    "a_b",
    "a b",
    "AB",
    "2024",
    "２０２４",
    "true",
    "no",
    "~",
    "null",
    "1.5",
    "0x1f",
    "#a",
    "a#b",
    "a/b",
    "A/B",
    "a//b",
    "/a",
    "a: b",
    "a:b",
    "- a",
    "? a",
    "[a",
    "a]",
    "{a",
    "a}",
    "a, b",
    "&a",
    "*a",
    "!a",
    "|",
    ">",
    "%a",
    "@a",
    "`a`",
    "'a'",
    '"a"',
    "a'",
    'a"',
    "a\\b",
    "a\tb",
    "a\nb",
    "a\u2028b",
    "a\u0085b",
    "\x1b[31ma",
    "a\u202eb",
    "\ufeffa",
    "é",
    "e\u0301",
    "ß",
    "ss",
    "İ",
    "i",
    "啤酒",
    "㊙",
    "😀",
    "-",
    "--",
    "---",
    "...",
    "_",
    "a-",
    "a_",
    "-a",
    "<<",
    "=",
    "2025-03-07",
    "12:30",
    "{{a}}",
    "a" * 300,
]


TAGS, NAMES = ["tags"], ["names", "people"]
ALIASES, RETIRED = "tags: {aliases: {A-b: a-b}}\n", "tags: {retired: [ab]}\n"


@pytest.mark.parametrize(
    ("command", "config"),
    [(TAGS, ""), (TAGS, ALIASES), (TAGS, RETIRED), (NAMES, ""), long(NAMES, ALIASES), long(NAMES, RETIRED)],
)
def test_aliases_of_odd_spellings_are_taken(vault, call, command: list[str], config: str) -> None:
    config = f"keys: {{people: {{names: people}}}}\n{config}"
    root = vault({"vault-tools.yaml": config, ".obsidian/app.json": "{}"})
    for number, text in enumerate(word for word in ODD for _ in range(1 + 9 * (word in ("a-b", "ss", "é")))):
        note = yaml.safe_dump({"tags": [text], "people": [text]}, allow_unicode=True, width=10**6)
        (root / f"{number}.md").write_text(f"---\n{note}---\n")
    done = call(*command, "--write-config", *([root] if command == ["tags"] else ["--vault", root][1:]))
    assert done.returncode == 0, done.stderr
    assert read_config(root)
    assert call("check", root).returncode in (0, 1)
    assert call(*command, "--write-config", root).returncode == 0


WORDS = st.one_of(st.sampled_from(ODD), st.text(min_size=1, max_size=8))


@settings(max_examples=often(25, 150), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.dictionaries(WORDS, st.lists(WORDS, min_size=1, max_size=4), max_size=4), st.booleans())
def test_whatever_words_are_taken_are_read_again(aliases: dict[str, list[str]], is_tags: bool) -> None:
    add = with_tag_aliases if is_tags else lambda *args: with_name_aliases("people", *args)
    taken = accepted(add, aliases, "", "vault-tools.yaml")
    text = add(taken, "", "vault-tools.yaml")
    assert accepted(add, {}, text, "vault-tools.yaml") == {}
    assert add(taken, text, "vault-tools.yaml") is not None


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such names")
def test_init_of_odd_names_is_read_again(vault, call, tmp_path: Path) -> None:
    root = vault({".obsidian/app.json": "{}"})
    for number, text in enumerate(ODD * often(1, 4)):
        folder = root / (text.replace("/", "-")[:80].strip(".") or "x")
        folder.mkdir(exist_ok=True)
        keys = {"tags": [text], "people": [text], "status": text, text: text, "date": "2025-03-07"}
        note = yaml.safe_dump(keys, allow_unicode=True, width=10**6)
        (folder / f"{number}.md").write_text(f"---\n{note}---\n# {text}\n\n![[x]] #{text} {text}\n")
    done = call("init", root)
    assert done.returncode == 0, done.stderr
    assert read_config(root)
    assert call("init", root, "--update").returncode == 0
    assert read_config(root)
    for command in (["check"], ["moc"], ["fix"]):
        assert call(*command, root).returncode in (0, 1), command
    assert read_config(root)
