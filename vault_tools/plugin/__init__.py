"""The companion plugin for Obsidian, and its installation in a vault. Imports `disk` and nothing above it."""
