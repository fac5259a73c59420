"""The program as a long-running process: editors and the plugin talk to it over the Language Server Protocol.
Imports the watcher and what is below."""
