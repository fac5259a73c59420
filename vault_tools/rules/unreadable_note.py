from collections.abc import Iterator

from vault_tools.note import Note
from vault_tools.rule import Diagnostic, Rule
from vault_tools.schema import Schema
from vault_tools.text import Place, Span


class UnreadableNote(Rule):
    """A file called `.md` that can't be read as a note, and so was neither checked nor changed.

    It is not UTF-8, holds a NUL byte, is larger than 10 MB, may not be read, or is no file at all but a
    link, a pipe or a device. Programs that are less careful hang on such files or destroy them.
    """

    examples = ()

    def check(self, note: Note, schema: Schema) -> Iterator[Diagnostic]:
        """Nothing: a note that is here has been read. `refused` speaks for those that are not."""
        return iter(())

    def refused(self, path: str, reason: str) -> Diagnostic:
        return Diagnostic(self.name, self.severity, path, Span(0, 0), Place(1, 1, 1, 1), reason)
