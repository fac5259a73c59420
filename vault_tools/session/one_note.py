"""The result of a run for one note: its diagnostics and the fixed note."""

from collections.abc import Sequence

from vault_tools.config.config import Config
from vault_tools.disk.change import Change
from vault_tools.lazy_dataclass import dataclass, replace
from vault_tools.lint import engine
from vault_tools.lint.levels import Severity
from vault_tools.lint.outcome import Outcome, lines_of
from vault_tools.lint.rule import Diagnostic
from vault_tools.note.note import Note
from vault_tools.rules.unreadable_note import UnreadableNote
from vault_tools.session.budget import FIX, budget
from vault_tools.session.collector import without_collector
from vault_tools.session.examine import checked
from vault_tools.vault.facts import NoteFacts
from vault_tools.vault.vault import Vault


@dataclass(frozen=True)
class Mode:
    """What a run does with fixes: nothing, show them, or write them."""

    fix: bool = False
    unsafe: bool = False
    write: bool = False
    cause: str = "fix"
    """The user's command, which `undo` shows for the run."""


CHECK = Mode()


@dataclass(frozen=True)
class FixedNote:
    """A note before and after a fix. `original` is None if the note does not exist yet. `facts` are those of
    the note after the fix, without flags, if known."""

    original: Note | None
    after: Note
    outcome: Outcome
    facts: NoteFacts | None = None

    @property
    def change(self) -> Change:
        before = self.original.encode() if self.original else None
        return Change(self.after.path, before, self.after.encode())


def outcome_of(
    note: Note,
    config: Config,
    mode: Mode,
    vault: Vault | None,
    said: Sequence[Diagnostic] | None = None,
) -> FixedNote:
    """The fixed note with its outcome. Without a vault only rules of note scope apply; `said` are their
    diagnostics for exactly these bytes, if known. Raises TookTooLong."""
    schema = config.schema_for(note.path)
    try:
        with budget(len(note.text), FIX), without_collector():
            fixed = engine.fix(
                note,
                config.rules,
                schema,
                vault,
                unsafe=mode.unsafe,
                evidence=config.evidence,
                least=config.confidence,
                said=said,
            )
    except engine.DidNotConverge as error:
        reason = f"fixes undo each other ({error}); please report this"
        return FixedNote(note, note, replace(checked(note, config), error=reason))
    outcome = Outcome(note.path, fixed.left, fixed.applied, lines_of(fixed.note, fixed.left))
    return FixedNote(note, fixed.note, outcome, fixed.facts)


def refused(config: Config, path: str, reason: str, *, harmless: bool = False) -> Outcome:
    """The outcome for a file that can't be read as a note."""
    rules = [rule for rule in config.rules if isinstance(rule, UnreadableNote)]
    severity: Severity | None = "warning" if harmless else None
    message = f"`{path.rpartition('/')[2]}` {reason}"
    return Outcome(path, tuple(rule.refused(path, message, severity) for rule in rules))
