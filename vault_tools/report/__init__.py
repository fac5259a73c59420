"""What a run found, as text for people and for programs: one output format a file."""
