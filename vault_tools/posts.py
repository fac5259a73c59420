"""python-frontmatter that does not damage notes: the public name of `vault_tools.note.python_frontmatter`."""

from vault_tools.note.python_frontmatter import NotePost, ObsidianHandler, dumps, loads

__all__ = ["NotePost", "ObsidianHandler", "dumps", "loads"]
