"""The files that links may lead to, indexed by name."""

from collections.abc import Iterable, Sequence
from functools import cached_property
from posixpath import dirname

from vault_tools.vault.links import LinkIndex, PathsByName, is_attachment, name_key, name_of
from vault_tools.vault.near import SimilarNames


class LinkFiles:
    """`paths` are all files that Obsidian may see. Each index is built on first use.

    If this vault is inside another one, `outer` is its path there, ending in `/`: links may be written from
    the root of the outer vault.
    """

    def __init__(self, paths: frozenset[str], outer: str = "") -> None:
        self.paths, self.outer = paths, outer
        self._found: dict[tuple[str, str], str | None] = {}
        self._everywhere: dict[str, str | None] = {}
        self._alike: dict[str, Sequence[str]] = {}

    def find(self, target: str, source: str) -> str | None:
        """The file that a link with this target, in the note at `source`, leads to."""
        if target in self._everywhere:
            return self._everywhere[target]
        key = target, dirname(source)
        if key not in self._found:
            found = self.index.candidates(target, source)
            inner = target.lstrip("/")
            if not found and self.outer and inner.startswith(self.outer):
                found = self.index.candidates(f"/{inner[len(self.outer) :]}", source)
            if len(found) < 2 and not target.startswith("."):
                self._everywhere[target] = next(iter(found), None)
                return self._everywhere[target]
            self._found[key] = next(iter(found), None)
        return self._found[key]

    def leads_alike(self, target: str) -> bool:
        """Whether links with this target are known to lead to the same file from every note."""
        return target in self._everywhere

    def at(self, path: str) -> str | None:
        """The file at exactly this path from the root, which is how a canvas card names a file."""
        return path if path in self.paths else self.index.at(path)

    def named_like(self, target: str) -> Sequence[str]:
        """The files whose name differs from the link's only in case, width, spaces and hyphens. If some of
        them are in the folder that the link names, only those."""
        if target not in self._alike:
            found = self._by_name.get(name_key(target))
            self._alike[target] = _below(found, target) or found
        return self._alike[target]

    def similar_to(self, target: str) -> str | None:
        """The only file name that is one slip away from the link's. If the link has a folder, the file must
        be in a folder of that name."""
        name = self._similar.only(name_of(target))
        if name and dirname(target).strip("./") and not _below(self._by_name.get(name_key(name)), target):
            return None
        return name

    def has_folder(self, path: str) -> bool:
        return path.strip("/") in self._folders

    def let_go(self) -> None:
        """Drop the indexes used for broken links; they are rebuilt on demand."""
        for name in ("_by_name", "_similar", "_folders"):
            self.__dict__.pop(name, None)
        self._alike.clear()

    @cached_property
    def keeps_attachments(self) -> bool:
        """Whether the vault contains attachments; if it has none, they are kept elsewhere. Files that belong
        to programs, such as our configuration, do not count."""
        others = (".md", ".canvas", ".base")
        return any(not path.endswith(others) and is_attachment(path) for path in self.paths)

    @cached_property
    def index(self) -> LinkIndex:
        return LinkIndex(self.paths)

    @cached_property
    def _by_name(self) -> PathsByName:
        return PathsByName((name_key(path), path) for path in self.paths)

    @cached_property
    def _similar(self) -> SimilarNames:
        return SimilarNames(map(name_of, self.paths))

    @cached_property
    def _folders(self) -> frozenset[str]:
        folders = {dirname(path) for path in self.paths}
        while parents := {dirname(folder) for folder in folders} - folders:
            folders |= parents
        return frozenset(folders)


def _below(paths: Iterable[str], target: str) -> list[str]:
    """The paths that are in the folder named by a link."""
    folder = name_key(dirname(target)) if "/" in target else ""
    return [path for path in paths if name_key(dirname(path)).endswith(folder)] if folder else []
