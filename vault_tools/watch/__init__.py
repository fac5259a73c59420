"""Watches a vault: what changes, which notes have to wait and why, and what other processes can learn about a
watcher."""
