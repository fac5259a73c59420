"""The definition of a rule, the engine that applies edits, and the outcome of a run for one note. Imports
`mocs`, `sections`, `vault` and `note`."""
