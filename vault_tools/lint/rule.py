"""Rules and diagnostics, as all front ends see them."""

import re
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import ClassVar

from vault_tools.lazy_dataclass import dataclass, field, replace
from vault_tools.lint.levels import Confidence, Severity
from vault_tools.modules import modules_in
from vault_tools.note.frontmatter_edit import Intent, Rewrite
from vault_tools.note.note import Note
from vault_tools.note.text import Edit, Place, Span
from vault_tools.vault.facts import NoteFacts
from vault_tools.vault.schema import Schema
from vault_tools.vault.vault import Vault

MAX_EVIDENCE = 200
"""Maximum number of code points that a diagnostic quotes from a note."""
LATER = Place(0, 0, 0, 0)
"""A placeholder for a place that `placed` computes when the diagnostic is needed."""


@dataclass(frozen=True, slots=True)
class Fix:
    """Edits to the whole text, and the changes that they are meant to make in the frontmatter."""

    edits: tuple[Edit, ...]
    intents: tuple[Intent, ...]
    safe: bool


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One problem and its place.

    `section` is the path of headings above the place. `family` is the kind of evidence within the rule; each
    kind has its own precision. `series` is the name of a sequence of similar things in the note, and the
    index of this one: consecutive ones are combined into one diagnostic, which has them in `run`.
    """

    rule: str
    severity: Severity
    path: str
    span: Span
    place: Place
    message: str
    evidence: str = ""
    section: tuple[str, ...] = ()
    confidence: Confidence = "high"
    fix: Fix | None = None
    family: str = ""
    series: tuple[str, int] | None = None
    run: tuple["Diagnostic", ...] = ()

    @property
    def each(self) -> tuple["Diagnostic", ...]:
        """The diagnostics that this one combines, or itself."""
        return self.run or (self,)


@dataclass(frozen=True, slots=True)
class Example:
    """A note that breaks a rule, and the note after the fix; `after` is None if the problem is only reported.

    `config` is the text of a vault-tools.yaml, `others` are the vault's other notes by path, `allowed` marks
    a note in which the rule finds nothing.
    """

    before: str
    after: str | None = None
    config: str = ""
    path: str = "Note.md"
    safe: bool = True
    allowed: bool = False
    others: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Rule(ABC):
    """One thing that can be wrong. Fields are options, the docstring is the user's documentation."""

    name: ClassVar[str]
    on_by_default: ClassVar[bool] = True
    examples: ClassVar[tuple[Example, ...]]
    of_records: ClassVar[str | None] = None
    """The family of diagnostics about records. They are dropped if records are usual in the folder."""

    severity: Severity = "error"

    def __init_subclass__(cls) -> None:
        cls.name = re.sub(r"(?<=[a-z])(?=[A-Z])", "-", cls.__name__).lower()

    def report(
        self,
        note: Note,
        span: Span,
        message: str,
        rewrite: Rewrite | None = None,
        *,
        safe: bool = True,
        severity: Severity | None = None,
        place: Place | None = None,
        evidence: str = "",
        confidence: Confidence = "high",
        family: str = "",
        series: tuple[str, int] | None = None,
    ) -> Diagnostic:
        """A diagnostic of this rule. Without `rewrite`, only the user can fix it.

        Its place and quotation are computed only when needed; most never are.

        `family` is a word or two for the kind of evidence, such as `marker`; its precision is measured by
        tests/benchmarks/bench_judgement.py. Pass `place` and `evidence` if the span is beyond the text of
        `note`.
        """
        return Diagnostic(
            rule=self.name,
            severity=severity or self.severity,
            path=note.path,
            span=span,
            place=place or LATER,
            message=message,
            evidence=(evidence or _quoted(note, span) if place else evidence)[:MAX_EVIDENCE],
            confidence=confidence,
            fix=Fix(rewrite.edits, rewrite.intents, safe) if rewrite else None,
            family=family,
            series=series,
        )


def placed(note: Note, reported: Diagnostic) -> Diagnostic:
    """A rule's diagnostic with its place, quotation and section filled in."""
    if reported.place is not LATER:
        return reported
    span = reported.span
    return replace(
        reported,
        place=note.place(span),
        evidence=reported.evidence or _quoted(note, span),
        section=note.heading_path(span.start),
    )


def _quoted(note: Note, span: Span) -> str:
    return note.text[span.start : min(span.end, span.start + MAX_EVIDENCE)]


class NoteRule(Rule):
    """A rule whose diagnostics depend only on the note and the schema."""

    @abstractmethod
    def check(self, note: Note, schema: Schema) -> Iterator[Diagnostic]: ...

    def check_likely(self, note: Note, schema: Schema) -> Iterator[Diagnostic]:
        """The diagnostics of `check` above low confidence, in the same order. Those of low confidence, which
        are rarely shown, may be left out if finding them is slow."""
        return self.check(note, schema)


@dataclass(frozen=True, kw_only=True)
class SectionRule(NoteRule):
    """A rule about the text of a note. Its diagnostics are judgements, and `flagged` lists them."""

    severity: Severity = "warning"


class ConclusionRule(Rule):
    """A rule that draws conclusions from the diagnostics of note scope in the same note."""

    @abstractmethod
    def check(self, note: Note, schema: Schema, found: Sequence[Diagnostic]) -> Iterator[Diagnostic]: ...


class VaultRule(Rule):
    """A rule that sees the facts of one note together with those of all others.

    It may read only `tags`, `names`, `links`, `unique` and the MOCs of the vault, and of the note only what
    `vault_tools.session.standing` compares. Its diagnostics of a note stay valid until the note changes, or a
    note that it is tied to (`vault_tools.vault.ties`), or `Vault.dependency_key`; for a note that MOCs
    concern, also until what MOCs see of any note changes (`vault_tools.mocs.seen`). The rule may then run on
    every note, so it must take only microseconds if nothing is wrong. `looks_at_links`: it needs the list of
    all files; `looks_at_mocs`: it queries what MOCs list; `looks_at_unique`: it queries which notes have a
    value. A rule with none of these runs again if a note's tags or names change.
    """

    looks_at_links: ClassVar[bool] = False
    looks_at_mocs: ClassVar[bool] = False
    looks_at_unique: ClassVar[bool] = False

    @abstractmethod
    def check(self, facts: NoteFacts, schema: Schema, vault: Vault) -> Iterator[Diagnostic]: ...


@cache
def registry() -> dict[str, type[Rule]]:
    """All rules by name: the classes found in `vault_tools.rules`, one per module."""
    found: dict[str, type[Rule]] = {}
    for _, module in modules_in("vault_tools.rules"):
        for thing in vars(module).values():
            is_rule = isinstance(thing, type) and issubclass(thing, Rule)
            if is_rule and thing.__module__ == module.__name__:
                found[thing.name] = thing
    return dict(sorted(found.items()))


def default_rules() -> list[str]:
    """The names of the rules that are on by default, which is what `all` means."""
    return [name for name, rule in registry().items() if rule.on_by_default]


def no_such_rule(name: str) -> str:
    """The message for an unknown rule name."""
    from difflib import get_close_matches

    near = get_close_matches(name, registry(), n=1, cutoff=0.8)
    hint = f"did you mean `{near[0]}`?" if near else "`vault-tools rules` lists them"
    return f"unknown rule `{name}`; {hint}"
