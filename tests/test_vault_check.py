"""The diagnostics of vault-wide rules, and how they join those of each note."""

from vaults import listed

from vault_tools.config.config import Config, load_config
from vault_tools.lint.outcome import Outcome
from vault_tools.lint.rule import Diagnostic
from vault_tools.note.note import Note
from vault_tools.note.text import Place, Span
from vault_tools.session.steps import Steps
from vault_tools.session.vault_diagnostics import (
    NOTHING_WRONG,
    NoteDiagnostics,
    VaultDiagnostics,
    judging,
    missing_mocs,
    said_of,
)
from vault_tools.vault.facts import facts_of
from vault_tools.vault.vault import Vault

CONFIG = load_config(
    "keys: {tags: {type: tags}}\nmocs: [{name: tags, each: tags, min: 2, note: 'MOC/{value}.md'}]\n"
    "rules: {select: [all]}\n"
)
NOTES = {
    "A.md": listed(tags=["Beer"]) + "See [[0#Nowhere]].\n",
    **{f"{number}.md": listed(tags=["beer"]) + "On [[A]].\n" for number in range(9)},
}


def said(rule: str, start: int, line: int = 1) -> Diagnostic:
    return Diagnostic(rule, "error", "A.md", Span(start, start + 1), Place(line, 1, line, 2), rule)


def vault(config: Config = CONFIG) -> Vault:
    return Vault({p: facts_of(Note(p, text)) for p, text in NOTES.items()}, config.schema_for)


def done(steps: Steps[VaultDiagnostics]) -> VaultDiagnostics:
    while True:
        try:
            next(steps)
        except StopIteration as end:
            return end.value


def judged(config: Config = CONFIG, *, mocs: bool = True) -> VaultDiagnostics:
    found = vault(config)
    whole = lambda path: Note(path, NOTES[path]) if path in NOTES else None  # noqa: E731
    missing = missing_mocs(config, found) if mocs else ()
    return done(judging(found.notes.values(), config, found, whole, missing))


def rules_of(said: NoteDiagnostics) -> list[str]:
    return [diagnostic.rule for diagnostic in said.diagnostics]


def test_notes_with_nothing_wrong_are_not_in_a_verdict() -> None:
    verdict = judged()
    assert all(map(rules_of, verdict.by_path.values()))
    assert set(rules_of(verdict.of("A.md"))) >= {"inconsistent-tag", "broken-link"}
    assert verdict.of("Nobody.md") is NOTHING_WRONG


def test_notes_of_mocs_that_do_not_exist_are_judged_where_that_is_asked_for() -> None:
    assert (judged().missing, rules_of(judged().of("MOC/beer.md"))) == (("MOC/beer.md",), ["stale-moc"])
    assert (judged(mocs=False).missing, judged(mocs=False).of("MOC/beer.md")) == ((), NOTHING_WRONG)
    excluding = load_config("exclude: [MOC/]\nmocs: [{name: tags, each: tags, note: 'MOC/{value}.md'}]\n")
    assert judged(excluding).missing == ()


def test_source_lines_are_those_that_are_pointed_at() -> None:
    said = judged().of("A.md")
    by_rule = {d.rule: d.place.line for d in said.diagnostics}
    assert said.lines[by_rule["inconsistent-tag"]] == "- Beer"
    assert said.lines[by_rule["broken-link"]] == "See [[0#Nowhere]]."


def test_line_of_a_body_that_can_not_be_read_is_left_out() -> None:
    found = vault()
    said = said_of(found.notes["A.md"], CONFIG, found)
    assert "See [[0#Nowhere]]." not in said.lines.values()
    assert said.lines[3] == "- Beer"


def test_what_was_said_before_gives_way() -> None:
    note_rule, old, new = said("empty-value", 5), said("broken-link", 9), said("broken-link", 2)
    outcome = Outcome("A.md", (note_rule, old), lines={5: "own"})
    joined = NoteDiagnostics((new,), {2: "theirs", 5: "other"}).added_to(outcome, frozenset({"broken-link"}))
    assert joined.left == (new, note_rule)
    assert joined.lines == {2: "theirs", 5: "own"}
    assert NOTHING_WRONG.added_to(outcome, frozenset({"broken-link"})).left == (note_rule,)
    assert NOTHING_WRONG.added_to(outcome, frozenset()) is outcome


def test_verdict_of_some_rules_alone() -> None:
    both = VaultDiagnostics(
        {
            "A.md": NoteDiagnostics((said("broken-link", 1), said("stale-moc", 2))),
            "B.md": NoteDiagnostics((said("stale-moc", 1),)),
        },
        ("C.md",),
    )
    only = both.by({"broken-link"})
    assert {path: rules_of(said) for path, said in only.by_path.items()} == {"A.md": ["broken-link"]}
    assert only.missing == ("C.md",)
