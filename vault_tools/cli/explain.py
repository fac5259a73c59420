"""`vault-tools explain`: describe a rule."""

from typing import Annotated

import typer

from vault_tools.cli.complete import rule_names
from vault_tools.errors import VaultToolsError


def explain(
    rule: Annotated[str, typer.Argument(help="The name of a rule.", autocompletion=rule_names)],
) -> None:
    """Show what a rule finds, why it matters and what its fix does, with examples."""
    from vault_tools.lint.explain import explained
    from vault_tools.lint.rule import no_such_rule, registry

    if rule not in registry():
        raise VaultToolsError(no_such_rule(rule))
    typer.echo(explained(registry()[rule]), nl=False)
