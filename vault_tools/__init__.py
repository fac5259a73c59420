"""vault-tools keeps an Obsidian vault in order: frontmatter, index notes, sections.

The names below are public; each is imported on first use.
"""

TYPE_CHECKING = False  # not from `typing`, whose import takes longer than `--version`
if TYPE_CHECKING:
    from vault_tools.lint.rule import Diagnostic
    from vault_tools.note.python_frontmatter import dumps, loads
    from vault_tools.session.run import check_text, fix_text
    from vault_tools.session.session import Session

__version__ = "0.1.0"
__all__ = ["Diagnostic", "Session", "check_text", "dumps", "fix_text", "loads"]

_HOMES = {
    "Diagnostic": "lint.rule",
    "Session": "session.session",
    "check_text": "session.run",
    "dumps": "note.python_frontmatter",
    "fix_text": "session.run",
    "loads": "note.python_frontmatter",
}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
