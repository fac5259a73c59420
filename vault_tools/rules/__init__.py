"""The rules, one per file, each named for the problem that it reports."""
