"""The command `skill`: print what an agent has to know about the program."""


def skill() -> None:
    """Print a skill file for agents: the commands, how flagged sections are fixed, what never to do."""
    from vault_tools.agents.skill import skill_text
    from vault_tools.cli.output import print_text

    print_text(skill_text())
