"""One file, parsed."""

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import PurePosixPath

from vault_tools.frontmatter import Entry, Frontmatter, parse_frontmatter
from vault_tools.markdown import title_of

IGNORE_KEY = "vault-tools-ignore"
"""The list property by which a note opts out of rules."""


@dataclass(frozen=True)
class Note:
    """`path` is relative to the vault, with `/`; `text` has neither BOM nor any newline changed."""

    path: str
    text: str
    bom: bool = False

    @classmethod
    def decode(cls, path: str, data: bytes) -> "Note":
        """Raises UnicodeDecodeError when the bytes are no UTF-8."""
        bom = data.startswith(codecs.BOM_UTF8)
        return cls(path, data[3 if bom else 0 :].decode("utf-8"), bom)

    def encode(self) -> bytes:
        return (codecs.BOM_UTF8 if self.bom else b"") + self.text.encode("utf-8")

    def with_text(self, text: str) -> "Note":
        return Note(self.path, text, self.bom)

    @cached_property
    def frontmatter(self) -> Frontmatter | None:
        return parse_frontmatter(self.text)

    @property
    def body_start(self) -> int:
        return self.frontmatter.block.end if self.frontmatter else 0

    @cached_property
    def newline(self) -> str:
        """The newline of the note's first line; LF where there is none."""
        first = re.search(r"\r?\n", self.text)
        return first[0] if first else "\n"

    @property
    def stem(self) -> str:
        """The file name without `.md`: a note's title in Obsidian."""
        return PurePosixPath(self.path).stem

    @cached_property
    def title(self) -> str:
        """The title that the body shows, else the file name."""
        return title_of(self.text, self.body_start) or self.stem

    @property
    def entries(self) -> tuple[Entry, ...]:
        """The frontmatter's entries that can be judged: none where it is faulty or a template's."""
        block = self.frontmatter
        if block is None or block.fault or block.duplicates or block.template_code:
            return ()
        return block.entries

    @cached_property
    def ignored(self) -> tuple[tuple[str, Entry], ...]:
        """(rule name, the entry that says so) for each name under `vault-tools-ignore`."""
        return tuple(self._ignored())

    def _ignored(self) -> Iterator[tuple[str, Entry]]:
        entry = self.frontmatter.get(IGNORE_KEY) if self.frontmatter else None
        if entry:
            names = entry.value if isinstance(entry.value, list) else [entry.value]
            yield from ((str(name), entry) for name in names if name not in (None, ""))
