"""Where the vault is, as a report names it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class VaultFolder:
    """`root` is its absolute path; `prefix` leads to it from the folder that files are named from in CI:
    empty, or with a `/` at its end."""

    root: str
    prefix: str = ""

    def file(self, path: str) -> str:
        """A note's path as a forge knows it; `path` is relative to the vault."""
        return self.prefix + path
