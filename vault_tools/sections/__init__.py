"""Sections as the reader sees them: layouts, language runs, where prose stops, what lacks its translation.
Imports the vault's schema and notes."""
