"""One vault in memory: its index, what is known about its notes, their diagnostics, and one run. Imports the
configuration and what is below it."""
