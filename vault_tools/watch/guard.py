"""Whether what is at the vault's place is still the vault that was there. It asks no clock."""

from vault_tools.watch.tree import Tree

SHARE, AT_LEAST = 5, 10
"""The share of notes, as one in this many, and the number of notes that may not vanish at once."""
WINDOW = 10
"""Minutes that count as at once: a sync client takes notes away one by one."""


class Guard:
    """Remembers the vault as it was, and says why nothing may be written, empty if nothing is wrong.

    A folder with most of the earlier notes is the vault, even with another identity: a disk that is mounted
    again may have one.
    """

    def __init__(self, tree: Tree) -> None:
        self.reason = ""
        self._known = tree
        self._most: dict[int, int] = {}

    def look(self, tree: Tree | None, now: float) -> bool:
        """Whether the tree (None: it is gone) is the vault's; `now` in seconds."""
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
