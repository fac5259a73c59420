"""One vault in memory: the index, what is known of its notes, what is said of them, one run. Imports the
configuration and what is below."""
