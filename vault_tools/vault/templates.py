"""Recognises templates by name, for vaults without a setting for their folder."""

import re

from vault_tools.lazy_re import pattern
from vault_tools.note.languages import any_of

_CALLED = pattern(rf"(?<![A-Za-z])(?:{any_of('templates')})(?![A-Za-z])", re.IGNORECASE)


def names_templates(path: str) -> bool:
    """Whether a folder or file in the path has such a name, in any language that the program supports."""
    return _CALLED.search(path) is not None
