"""The error for requests and configurations that can't be carried out."""


class VaultToolsError(Exception):
    """One line for the user: what is wrong, where (file, line, column, key), and what is allowed. Exit code
    2."""
