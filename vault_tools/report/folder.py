"""The paths of notes as reports show them."""

from vault_tools.lazy_dataclass import dataclass


@dataclass(frozen=True)
class VaultFolder:
    """The place of a vault. `root` is its absolute path. `prefix` is its path from the folder that file names
    in CI are relative to: empty, or ending in `/`. `within` is the current folder's path in the vault, ending
    in `/`, or None if the current folder is elsewhere."""

    root: str
    prefix: str = ""
    within: str | None = ""

    def file(self, path: str) -> str:
        """A note's path as a forge such as GitHub knows it; `path` is relative to the vault."""
        return self.prefix + path

    def here(self, path: str) -> str:
        """A note's path from the current folder, so that terminals and editors can open it."""
        if self.prefix:
            return self.prefix + path
        if self.within is None:
            return f"{self.root}/{path}"
        here, parts = self.within.split("/")[:-1], path.split("/")
        common = 0
        while common < min(len(here), len(parts) - 1) and here[common] == parts[common]:
            common += 1
        return "../" * (len(here) - common) + "/".join(parts[common:])
