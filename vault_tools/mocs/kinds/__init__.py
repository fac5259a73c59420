"""The kinds of MOC, one a file, each with what it collects from the vault and how it shows that."""
