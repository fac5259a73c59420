"""The companion plugin for Obsidian, and how it gets into a vault. Imports `disk` and nothing above it."""
