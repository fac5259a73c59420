"""What a rule is, the engine that applies edits, and the outcome of a run for one note. Imports MOCs,
sections, the vault and notes."""
