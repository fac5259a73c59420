from vault_tools.lint.levels import Severity
from vault_tools.lint.rule import Diagnostic, Rule
from vault_tools.note.text import Place, Span


class UnreadableNote(Rule):
    """A file called `.md` that can't be read as a note, and so was neither checked nor changed.

    It is not UTF-8, contains a NUL byte, has more than 10 MB or 1,000,000 lines, can't be read, or is not
    a file at all but a link, a pipe or a device. Programs that are less careful hang on such files or
    destroy them.
    """

    examples = ()

    def refused(self, path: str, reason: str, severity: Severity | None = None) -> Diagnostic:
        """The diagnostic for a file that no rule could look into."""
        return Diagnostic(self.name, severity or self.severity, path, Span(0, 0), Place(1, 1, 1, 1), reason)
