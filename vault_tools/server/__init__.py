"""The program as a long-running process that editors and the plugin talk to over the Language Server
Protocol. Imports the watcher and what is below it."""
