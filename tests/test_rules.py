"""Every rule with its own examples, for each newline style and with and without a byte order mark."""

import importlib
import inspect
import re
from collections.abc import Iterator
from functools import cache

import pytest
from each_of import each_of

from vault_tools.config.config import Config, load_config
from vault_tools.lazy_dataclass import dataclass
from vault_tools.lint.engine import check, check_in_vault, fix
from vault_tools.lint.explain import explained
from vault_tools.lint.rule import Diagnostic, Example, NoteRule, Rule, registry
from vault_tools.note.note import Note
from vault_tools.vault.facts import facts_of
from vault_tools.vault.mentions import MentionFinder
from vault_tools.vault.schema import Schema
from vault_tools.vault.vault import Vault

CASES = [
    pytest.param(rule, example, id=f"{name}-{number}")
    for name, rule in registry().items()
    for number, example in enumerate(rule.examples)
]
EXAMPLES_ELSEWHERE = {
    "unreadable-note": "files that are no text, in tests/test_bad_input.py",
    "missing-source-text": "notes with a transcript, in tests/test_transcripts.py",
}
loaded = cache(load_config)
FORMS = [("\n", False), ("\n", True), ("\r\n", False), ("\r\n", True)]


@pytest.mark.parametrize(("rule", "example"), CASES)
@each_of("newline, bom", FORMS)
def test_example_is_reported_and_fixed_as_documented(
    rule: type[Rule], example: Example, newline: str, bom: bool
) -> None:
    config = loaded(example.config).selecting([rule.name], [])
    rules, evidence = config.rules, config.evidence
    schema = config.schema_for(example.path)
    note = Note(example.path, example.before.replace("\n", newline), bom)
    vault = vault_of(example, note, config)

    facts = facts_of(note, vault.finder)
    found = [*check(note, rules, schema, evidence=evidence), *check_in_vault(facts, rules, schema, vault)]
    assert bool(found) is not example.allowed

    wanted = example.before if example.after is None else example.after
    fixed = fix(note, rules, schema, vault, unsafe=not example.safe, evidence=evidence)
    assert fixed.note.encode() == Note(example.path, wanted.replace("\n", newline), bom).encode()
    assert fix(fixed.note, rules, schema, vault, unsafe=not example.safe, evidence=evidence).applied == ()
    if not example.safe:
        assert fix(note, rules, schema, vault, evidence=evidence).note == note


def vault_of(example: Example, note: Note, config: Config) -> Vault:
    """The example's note among its other notes, as in a run."""
    notes = [note, *(Note(path, text) for path, text in example.others.items())]
    plain = Vault({n.path: facts_of(n) for n in notes}, config.schema_for)
    mentioning = [group for group, policy in config.schema.names.items() if policy.mentions]
    if not mentioning:
        return plain
    finder = MentionFinder({group: plain.names[group].spellings() for group in mentioning})
    return Vault({n.path: facts_of(n, finder) for n in notes}, config.schema_for, finder)


@each_of("rule", registry().values())
def test_file_class_and_name_derive_from_one_another(rule: type[Rule]) -> None:
    assert rule.name.replace("-", "_") == rule.__module__.rpartition(".")[2]
    assert rule.name.replace("-", "") == rule.__name__.lower()


@each_of("rule", registry().values())
def test_documentation_begins_with_one_line_that_says_what_is_wrong(rule: type[Rule]) -> None:
    lines = (inspect.getdoc(rule) or "").splitlines()
    assert lines[0].endswith(".")
    assert lines[1:2] in ([], [""])
    assert explained(rule).startswith(f"# {rule.name}\n")


@dataclass(frozen=True, kw_only=True)
class Spotted(NoteRule):
    """A note is spotted."""

    examples = ()
    sites: tuple[str, ...] = ("YouTube", "a, b")
    none: tuple[str, ...] = ()
    key: str | None = None
    word: str = "day-first"
    empty: str = ""
    odd: str = "true"
    share: float = 0.5
    least: int = 3
    on: bool = True

    def check(self, note: Note, schema: Schema) -> Iterator[Diagnostic]:
        yield from ()


def test_defaults_are_explained_as_one_writes_them() -> None:
    shown = dict(re.findall(r"^- `(.+)` \(default `(.*)`\)$", explained(Spotted), re.MULTILINE))
    assert shown == {
        "severity": "error",
        "sites": '[YouTube, "a, b"]',
        "none": "[]",
        "key": "null",
        "word": "day-first",
        "empty": '""',
        "odd": '"true"',
        "share": "0.5",
        "least": "3",
        "on": "true",
    }


@each_of("rule", registry().values())
def test_defaults_that_are_explained_can_be_written(rule: type[Rule]) -> None:
    options = re.findall(r"^- `(.+)` \(default `(.*)`\)$", explained(rule), re.MULTILINE)
    given = ", ".join(f"{name}: {default}" for name, default in options)
    config = load_config(f"rules: {{{rule.name}: {{{given}}}}}")
    assert config.selecting([rule.name], []).rules == (rule(),)


@each_of("rule", [rule for name, rule in registry().items() if name not in EXAMPLES_ELSEWHERE])
def test_rule_has_an_example_that_it_reports_and_one_that_it_allows(rule: type[Rule]) -> None:
    assert {example.allowed for example in rule.examples} == {False, True}


def test_two_fixes_of_one_pass_go_in_together() -> None:
    config = load_config("keys: {tags: {type: tags}, draft: {type: checkbox}}")
    note = Note("Hops.md", "---\ntags:\n- '#beer'\n- craft beer\n- beer/\ndraft: 'true'\n---\nHops.\n")
    fixed = fix(note, config.rules, config.schema_for("Hops.md"))
    assert fixed.note.text == "---\ntags:\n- beer\n- craft-beer\ndraft: true\n---\nHops.\n"
    assert fixed.left == ()


def test_note_opts_out_of_a_rule() -> None:
    config = load_config()
    text = "---\nvault-tools-ignore: [malformed-tag]\ntags: ['#beer']\nalias: x\n---\nHops.\n"
    found = check(Note("Hops.md", text), config.rules, config.schema)
    assert [diagnostic.rule for diagnostic in found] == ["misnamed-key"]


def test_rules_are_found_without_a_list() -> None:
    package = importlib.import_module("vault_tools.rules")
    assert {"invalid-frontmatter", "missing-key", "wrong-type"} <= set(registry())
    assert not [name for name in vars(package) if name.endswith("Rule")]
