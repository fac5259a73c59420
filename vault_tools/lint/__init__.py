"""What a rule is, the engine that applies edits, and what a run says of one note. Imports MOCs, sections,
the vault and notes."""
