"""The command `skill`: print what an agent needs to know about the program."""


def skill() -> None:
    """Print a skill file for agents: the commands, how to fix flagged sections, and what never to do."""
    from vault_tools.agents.skill import skill_text
    from vault_tools.cli.output import print_text

    print_text(skill_text())
