"""Runs a watcher whenever its user is logged in, with the means of the system."""
