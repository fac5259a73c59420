"""What templates are called, where no setting names their folder."""

import re

from vault_tools.lazy_re import pattern
from vault_tools.note.languages import any_of

_CALLED = pattern(rf"(?<![A-Za-z])(?:{any_of('templates')})(?![A-Za-z])", re.IGNORECASE)


def names_templates(path: str) -> bool:
    """Whether a folder or a file on the way is called so, in any language that the program knows."""
    return _CALLED.search(path) is not None
