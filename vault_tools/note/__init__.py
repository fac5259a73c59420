"""One file parsed: text, blocks, frontmatter, YAML as Obsidian reads it, language runs and how they end.
Imports nothing of the other folders."""
