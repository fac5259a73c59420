"""Reads `vault-tools.yaml` into a Config, and edits its text. Imports rules, reports and the folders below
them."""
