"""The final report of a run: which lines are shown, what is merged into one, and the counts."""

from vault_tools.lint.levels import Severity
from vault_tools.lint.outcome import Outcome, Tally, at_least, is_fixed, lines_of, new_as_one
from vault_tools.lint.rule import Diagnostic, Fix
from vault_tools.note.note import Note
from vault_tools.note.text import Edit, Place, Span

SAFE = Fix((Edit(Span(0, 1), "x"),), (), safe=True)
UNSAFE = Fix((Edit(Span(0, 1), "x"),), (), safe=False)


def said(
    rule: str = "stale-moc", line: int = 1, severity: Severity = "error", fix: Fix | None = None
) -> Diagnostic:
    return Diagnostic(rule, severity, "Note.md", Span(0, 1), Place(line, 1, line, 2), "wrong", fix=fix)


def test_lines_that_are_pointed_at_are_shown() -> None:
    note = Note("Note.md", "one\r\n\nthe third\n  four\n")
    assert lines_of(note, []) == {}
    found = lines_of(note, [said(line=1), said(line=3), said(line=4), said(line=9)])
    assert found == {1: "one", 3: "the third", 4: "  four"}


def test_what_is_less_severe_than_asked_for_is_put_aside_and_counted() -> None:
    error, info = said(severity="error"), said(severity="info")
    both, alone = at_least("warning", [Outcome("A.md", (error, info)), Outcome("B.md", (error,))])
    assert (both.left, both.unshown) == ((error,), (info,))
    assert (alone.left, alone.unshown) == ((error,), ())


def told(*paths: str) -> list[tuple[str, list[str]]]:
    old = Outcome("Old.md", (said(),))
    new = [Outcome(path, (said(fix=SAFE),), known=1, is_new=True) for path in paths]
    return [(o.path, [d.message for d in o.left]) for o in new_as_one([old, *new], "vault-tools.yaml")]


def test_notes_that_do_not_exist_yet_are_told_as_one() -> None:
    old = ("Old.md", ["wrong"])
    assert told("A.md") == [old, ("A.md", ["wrong"])]
    two = "2 notes of MOCs do not exist: `A.md`, `B.md`"
    assert told("A.md", "B.md") == [old, ("vault-tools.yaml", [two])]
    three = "3 notes of MOCs do not exist: `A.md`, `B.md` and 1 more"
    assert told("A.md", "B.md", "C.md") == [old, ("vault-tools.yaml", [three])]


def test_one_that_stands_for_new_notes_edits_nothing_itself() -> None:
    new = [Outcome(path, (said(fix=SAFE),), known=2, is_new=True) for path in ("A.md", "B.md")]
    (one,) = new_as_one(new, "vault-tools.yaml")
    (diagnostic,) = one.left
    assert (diagnostic.path, diagnostic.fix) == ("vault-tools.yaml", Fix((), (), safe=True))
    assert (one.known, one.is_new) == (4, True)


def test_everything_is_counted() -> None:
    tally = Tally()
    outcomes = [
        Outcome("A.md", (said(fix=SAFE), said(fix=SAFE), said("wrong-type", fix=UNSAFE)), known=2),
        Outcome(
            "B.md", (said("wrong-type", fix=UNSAFE),), (said(), said("empty-note")), error="full", known=1
        ),
        Outcome("C.md", unshown=(said(severity="info"),)),
        Outcome("New.md", (said(severity="warning"),), is_new=True),
    ]
    assert list(tally.count(outcomes)) == outcomes
    assert (tally.notes, tally.flagged_notes, tally.fixed_notes, tally.failed_notes) == (3, 2, 1, 1)
    assert tally.by_rule == {"stale-moc": 3, "wrong-type": 2}
    assert tally.fixable_by_rule == {"stale-moc": 2}
    assert (tally.found, tally.fixable, tally.unsafely_fixable, tally.fixed, tally.known) == (5, 2, 2, 2, 3)
    assert tally.fixed_by_rule == {"stale-moc": 1, "empty-note": 1}
    assert tally.by_severity == {"error": 4, "warning": 1, "info": 1}
    assert tally.unshown == {"info": 1}


def test_note_is_fixed_when_it_was_written() -> None:
    fixed = (said(),)
    assert is_fixed(Outcome("A.md", fixed=fixed))
    assert not is_fixed(Outcome("A.md", fixed=fixed, diff="-a\n+b\n"))
    assert not is_fixed(Outcome("A.md", fixed=fixed, error="full"))
    assert not is_fixed(Outcome("A.md"))
