"""The text for beginners: which vault this is, and what to do next."""

from pathlib import Path

import vault_tools
from vault_tools.config.load import config_path
from vault_tools.config.vault_root import find_root, vault_above, vaults_below
from vault_tools.printable import shown

_MOST = 8
"""Maximum number of vaults to name."""
A_VAULT = "A vault is a folder of Markdown notes, such as Obsidian keeps"

_COMMANDS = {
    "check FOLDER": "report what is wrong in a folder of notes; writes nothing",
    "init FOLDER": "write a vault-tools.yaml that fits its notes",
    "check": "report what is wrong; writes nothing",
    "init": "write a vault-tools.yaml that fits the notes; --dry-run prints it",
    "fix --diff": "show what `fix` would change; writes nothing",
    "fix": "fix what is safe to fix",
    "rules": "list the rules; `vault-tools explain RULE` says why",
}


def start_text(folder: Path) -> str:
    """A text that says which vault a folder is in, whether it is configured, and three commands to try
    next."""
    root = find_root(folder)
    config = config_path(root)
    if not vault_above(root):
        found = f"No vault here: neither {root} nor a folder above it contains .obsidian.\n{A_VAULT}."
        found += _below(root)
        commands = ["check FOLDER", "init FOLDER", "rules"]
    elif config is None:
        found = f"Vault: {root}\nNo vault-tools.yaml yet: only Obsidian's own rules apply."
        commands = ["check", "init", "fix --diff"]
    else:
        found = f"Vault: {root} (configured by {config.name})."
        commands = ["check", "fix --diff", "fix"]
    listed = "".join(f"  vault-tools {command:<13} {_COMMANDS[command]}\n" for command in commands)
    about = f"vault-tools {vault_tools.__version__} keeps an Obsidian vault in order."
    return f"{about}\n{found}\n\n{listed}\n`vault-tools --help` lists all commands.\n"


def _below(root: Path) -> str:
    """Lines that name the vaults inside a folder that is not a vault."""
    vaults = vaults_below(root, _MOST + 1)
    names = [shown(str(vault.relative_to(root))) for vault in vaults[:_MOST]]
    more = ["…"] if len(vaults) > _MOST else []
    return "\nVaults below it:" + "".join(f"\n  {name}" for name in [*names, *more]) if names else ""
