"""Notes that describe a folder or a repository, such as `README`: not entries of the vault."""

from vault_tools.lazy_re import pattern

_NAME = pattern(
    r"(?:README|Readme|readme)(?:[._-][A-Za-z]{2,3}(?:[_-][A-Za-z]{2,4})?)?"
    r"|LICEN[SC]E|CODE_OF_CONDUCT|CONTRIBUTING|CHANGELOG|SECURITY"
    r"|_?(?:index|Index|INDEX)(?:[._-][A-Za-z]{2,3}(?:[_-][A-Za-z]{2,4})?)?"
)
"""Names that GitHub and site generators recognize (Hugo's `_index`; `index.zh` for another language)."""


def is_front_page(path: str) -> bool:
    """Whether a note has one of these names, or that of its folder; `path` is relative to the vault, with
    `/`."""
    folders, _, name = path.rpartition("/")
    stem = name.rpartition(".")[0] or name
    return stem == folders.rpartition("/")[2] != "" or bool(_NAME.fullmatch(stem))
