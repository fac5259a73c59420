"""One parsed file: text, blocks, frontmatter, YAML as Obsidian reads it, language runs and text endings.
Imports from no other folder."""
