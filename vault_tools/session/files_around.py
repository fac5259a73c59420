"""The other files of a vault: those that links may point at, and canvases and bases with their links."""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path

from vault_tools.config.config import Config
from vault_tools.config.vault_root import vault_above
from vault_tools.disk.file_lister import FileLister
from vault_tools.disk.vault_files import Listed, Skipped, Unreadable, listed, read_file
from vault_tools.lint.rule import VaultRule
from vault_tools.session.examine import content_digest
from vault_tools.vault.drawing import ENDINGS, facts_of_drawing
from vault_tools.vault.facts import NoteFacts
from vault_tools.vault.link_files import LinkFiles


class FilesAround:
    """Lists the other files on first use. `notes` are the notes that exist, a mapping that its owner keeps up
    to date."""

    def __init__(self, root: Path, config: Config, notes: Mapping[str, Listed | Skipped]) -> None:
        self._root, self._config, self._notes = root, config, notes
        self.lister = FileLister(root)
        self._files: LinkFiles | None = None
        self._drawing_content_keys: dict[str, bytes] | None = None
        self._drawings: dict[str, tuple[bytes, NoteFacts]] = {}
        self._drawn: tuple[LinkFiles | None, list[str]] = None, []

    def names_changed(self) -> None:
        """A note has appeared or disappeared."""
        self._files = None

    def look_again(self) -> bool:
        """Check whether other files appeared or disappeared, or a canvas or base changed."""
        before, drawn = self._files, self._drawing_content_keys
        self._drawing_content_keys = None
        if before and self.lister.look_again():
            self._files = None
            if (before.paths, before.outer) == (self.files.paths, self.files.outer):
                self._files = before  # keeps what was computed from it
        return bool(before and (before is not self._files or drawn != self.drawing_content_keys))

    @property
    def files(self) -> LinkFiles:
        """All files that a link may point at, including notes that are excluded here. Empty if no rule and no
        MOC asks for them."""
        if self._files is None:
            paths = _linked_paths(self.lister, self._config, self._notes)
            around = vault_above(self._root.parent) if paths else None
            outer = f"{self._root.relative_to(around).as_posix()}/" if around else ""
            self._files = LinkFiles(paths, outer)
        return self._files

    @property
    def drawing_content_keys(self) -> dict[str, bytes]:
        """For each canvas and base a key that changes when its file does."""
        if self._drawing_content_keys is None:
            self._drawing_content_keys = self.content_keys_of(self.drawing_paths)
        return self._drawing_content_keys

    def content_keys_of(self, drawings: Iterable[str]) -> dict[str, bytes]:
        """The same for the canvases and bases at these paths."""
        there = (listed(self._root, path) for path in drawings)
        return {note.path: note.signature for note in there if isinstance(note, Listed)}

    @property
    def drawing_paths(self) -> list[str]:
        """The paths of the canvases and bases."""
        files, paths = self._drawn
        if files is not self.files:
            paths = sorted(
                p for p in self.files.paths if p.endswith(ENDINGS) and not self._config.excluded(p)
            )
            self._drawn = self.files, paths
        return paths

    @property
    def drawings(self) -> dict[str, NoteFacts]:
        """The facts of the canvases and bases that can be read."""
        before, self._drawings = self._drawings, {}
        for path, key in self.drawing_content_keys.items():
            if path in before and before[path][0] == key:
                self._drawings[path] = before[path]
                continue
            with suppress(Unreadable, UnicodeError):
                text = read_file(self._root, path)[0].decode("utf-8-sig")
                self._drawings[path] = key, facts_of_drawing(path, text)
        return {path: found for path, (_, found) in self._drawings.items()}

    def replace_drawing(self, path: str, text: str) -> None:
        """A canvas now has this text."""
        key = content_digest(text.encode(), ())
        self._drawing_content_keys = {**self.drawing_content_keys, path: key}
        self._drawings[path] = key, facts_of_drawing(path, text)


def _linked_paths(lister: FileLister, config: Config, listed: Iterable[str]) -> frozenset[str]:
    looks_at_links = any(rule.looks_at_links for rule in config.rules if isinstance(rule, VaultRule))
    if not (looks_at_links or config.schema.mocs.mocs):
        return frozenset()
    texts = {path: path for path in listed}
    return frozenset([*texts, *lister.files(texts)])
