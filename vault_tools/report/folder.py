"""Where the vault is, as a report names it."""

from vault_tools.lazy_dataclass import dataclass


@dataclass(frozen=True)
class VaultFolder:
    """`root` is its absolute path; `prefix` leads to it from the folder that files are named from in CI:
    empty, or with a `/` at its end. `within` is the current folder in the vault, with `/` at its end; if the
    current folder is elsewhere, `prefix` or `root` says how to get to the vault."""

    root: str
    prefix: str = ""
    within: str | None = ""

    def file(self, path: str) -> str:
        """A note's path as a forge knows it; `path` is relative to the vault."""
        return self.prefix + path

    def here(self, path: str) -> str:
        """A note's path from the current folder, so that a terminal and an editor open it."""
        if self.prefix:
            return self.prefix + path
        if self.within is None:
            return f"{self.root}/{path}"
        here, parts = self.within.split("/")[:-1], path.split("/")
        common = 0
        while common < min(len(here), len(parts) - 1) and here[common] == parts[common]:
            common += 1
        return "../" * (len(here) - common) + "/".join(parts[common:])
