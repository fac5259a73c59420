"""One file parsed: text, blocks, frontmatter, YAML as Obsidian reads it, language. Imports nothing of the
other folders."""
