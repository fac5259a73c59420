"""The vault on disk, and the only place that writes to it: list, read, replace, journal, undo, lock.
Imports `note`."""
