"""For AI agents that work on a vault: a skill file, and a server for the Model Context Protocol."""
