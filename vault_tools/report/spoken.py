"""Translates messages into the reader's language."""

from collections.abc import Iterable, Iterator

from vault_tools.lazy_dataclass import replace
from vault_tools.lint.outcome import Outcome
from vault_tools.lint.rule import Diagnostic
from vault_tools.messages.translation import WRITTEN_IN, translated


def spoken(outcomes: Iterable[Outcome], language: str) -> Iterator[Outcome]:
    """The outcomes, with messages in this language."""
    for outcome in outcomes:
        said = outcome.left or outcome.fixed
        left, fixed = _in(outcome.left, language), _in(outcome.fixed, language)
        yield replace(outcome, left=left, fixed=fixed) if said and language != WRITTEN_IN else outcome


def _in(diagnostics: Iterable[Diagnostic], language: str) -> tuple[Diagnostic, ...]:
    return tuple(replace(d, message=translated(d.message, language)) for d in diagnostics)
