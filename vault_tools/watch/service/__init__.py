"""Runs a watcher whenever its user is logged in, by the means of the operating system."""
