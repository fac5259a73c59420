"""What is found out of a note's text alone, as plain data, behind one function. Imports the rest of `note`
but the note itself."""
