"""The scan: everything that a note's text alone shows, as plain data, behind one function. Imports the rest
of `note` except the note itself."""
