"""What the links in MOCs say."""

from posixpath import dirname

from vault_tools.vault.links import LinkFormat, LinkIndex

KEPT = 1 << 12
"""Links that are kept: a note is in several MOCs."""


class LinkTargets:
    """Links to the notes of one vault, each made once for all MOCs that show it."""

    def __init__(self, notes: LinkIndex, style: LinkFormat) -> None:
        self._notes, self._style = notes, style
        self._targets: dict[tuple[str, str], str] = {}

    def target(self, path: str, source: str) -> str:
        """What a link from the note at `source` to the one at `path` says."""
        key = path, dirname(source) if self._style == "relative" else ""
        if key not in self._targets:
            if len(self._targets) >= KEPT:
                self._targets.clear()
            self._targets[key] = self._notes.target(path, source, self._style)
        return self._targets[key]
