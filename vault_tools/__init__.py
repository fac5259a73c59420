"""vault-tools keeps an Obsidian vault in order: frontmatter, index notes, sections."""

__version__ = "0.1.0"
