"""Shell completion of values."""


def rule_names(typed: str) -> list[str]:
    """Completions by the rules whose names begin with the text after the last comma."""
    from vault_tools.lint.rule import registry

    before, comma, begun = typed.rpartition(",")
    return [f"{before}{comma}{name}" for name in registry() if name.startswith(begun)]
