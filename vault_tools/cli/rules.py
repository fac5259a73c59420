"""`vault-tools rules`: list the rules."""

import typer


def rules() -> None:
    """List the rules."""
    from vault_tools.lint.rule import registry

    for name, rule in registry().items():
        summary = (rule.__doc__ or "").strip().splitlines()[0]
        typer.echo(f"{name:<22} {summary}")
