"""`vault-tools.yaml` and what it means: text -> Config, and edits of its text. Imports rules, reports and
what is below."""
