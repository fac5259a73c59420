"""The vault on disk: listing, reading, replacing, journal, undo and lock. Nothing else writes to a vault.
Imports `note`."""
