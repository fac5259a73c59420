"""The kinds of MOC, one per file: what each collects from the vault and how it shows that."""
