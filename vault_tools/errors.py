"""What the user asked or configured can't be done."""


class VaultToolsError(Exception):
    """One line for the user: what, where (file, line, column, key) and what is allowed. Exit code 2."""
