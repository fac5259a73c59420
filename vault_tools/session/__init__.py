"""One vault in memory: the index, what is known about its notes, their diagnostics, one run. Imports the
configuration and what is below."""
