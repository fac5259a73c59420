"""For programs that work on a vault: a skill file, and a server of the Model Context Protocol."""
