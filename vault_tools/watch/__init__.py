"""Watching a vault: what changes, what waits and why, and what is known of a watcher from outside."""
