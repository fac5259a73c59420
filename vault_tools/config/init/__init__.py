"""Proposes a configuration that fits a survey of the notes: settings, the reasons for them, and choices left
to the owner."""
