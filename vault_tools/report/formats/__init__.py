"""The output formats, one per file."""
