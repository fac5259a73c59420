"""The program as a process that stays: editors and the plugin speak to it by the Language Server Protocol.
Imports the watcher and what is below."""
