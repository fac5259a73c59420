"""Checks that the folder at the vault's path is still the same vault. It reads no clock itself."""

from vault_tools.watch.tree import Tree

SHARE, AT_LEAST = 5, 10
"""One note in this many, and at least this number, may not disappear at once."""
WINDOW = 10
"""Minutes that count as "at once": a sync client removes notes one by one."""


class Guard:
    """Remembers the vault as it was. `reason` says why nothing may be written, empty if nothing is wrong.

    A folder that still has most of the earlier notes is the same vault even if its identity changed: a disk
    that is mounted again may have a new one.
    """

    def __init__(self, tree: Tree) -> None:
        self.reason = ""
        self._known = tree
        self._most: dict[int, int] = {}

    def look(self, tree: Tree | None, now: float) -> bool:
        """Whether the tree is still that of the vault; None means that the folder is gone. `now` is in
        seconds."""
        self.reason = self._doubt(tree, int(now // 60))
        if tree is not None and not self.reason:
            self._known = tree
        return not self.reason

    def _doubt(self, tree: Tree | None, minute: int) -> str:
        if tree is None:
            return "the vault's folder is gone"
        if tree.identity != self._known.identity and not _mostly(tree, self._known):
            return "another folder has taken the vault's place"
        if not self.reason:
            self._most = {m: n for m, n in self._most.items() if m > minute - WINDOW}
            self._most[minute] = max(self._most.get(minute, 0), len(tree))
        most = max([len(self._known), *self._most.values()])
        if most - len(tree) >= max(AT_LEAST, most / SHARE):
            gone = f"{most - len(tree):,} of {most:,} notes"
            return f"{gone} disappeared at once; if intended, restart the watcher"
        return ""


def _mostly(tree: Tree, known: Tree) -> bool:
    paths = frozenset(known.paths())
    return len(paths.intersection(tree.paths())) >= len(paths) * (1 - 1 / SHARE)
