"""The commands `plugin install`, `update`, `uninstall` and `status`."""

from pathlib import Path
from typing import Annotated, Optional

import typer

from vault_tools.cli.help import examples
from vault_tools.cli.status import NOT_RUNNING
from vault_tools.cli.watch import vault_root
from vault_tools.cli.words import VaultPath

plugin = typer.Typer(
    help="The companion plugin for Obsidian: underlines, a list of problems, and fixes, where you write.",
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)

SettingsFolder = Annotated[
    Optional[str],
    typer.Option(metavar="NAME", help="The vault's settings folder, if it has several."),
]


@plugin.command("install", epilog=examples("plugin install"))
def install_(vault: VaultPath = Path(), settings_folder: SettingsFolder = None) -> None:
    """Copy the plugin into a vault, so that it finds the program on this device."""
    from vault_tools.cli.output import say
    from vault_tools.plugin.install import install, plugin_folder

    folder = plugin_folder(vault_root(vault), settings_folder)
    install(folder)
    say(f"{folder}: installed; now turn it on in Obsidian: Settings > Community plugins > Vault Tools")


@plugin.command("update", epilog=examples("plugin update"))
def update_(vault: VaultPath = Path(), settings_folder: SettingsFolder = None) -> None:
    """Update the plugin in a vault to the version of this program."""
    from vault_tools.cli.output import say
    from vault_tools.errors import VaultToolsError
    from vault_tools.plugin.install import install, installed, plugin_folder

    folder = plugin_folder(vault_root(vault), settings_folder)
    before = installed(folder)
    if before.version is None:
        raise VaultToolsError(
            f"{folder}: the plugin is not installed; `vault-tools plugin install` installs it"
        )
    install(folder)
    say(f"{folder}: up to date already" if before.is_current else f"{folder}: updated; now reload Obsidian")


@plugin.command("uninstall", epilog=examples("plugin uninstall"))
def uninstall_(vault: VaultPath = Path(), settings_folder: SettingsFolder = None) -> None:
    """Remove the plugin from a vault, but keep its settings there."""
    from vault_tools.cli.output import say
    from vault_tools.plugin.install import plugin_folder, uninstall

    folder = plugin_folder(vault_root(vault), settings_folder)
    say(f"{folder}: removed" if uninstall(folder) else f"{folder}: removed, except your settings")


@plugin.command("status", epilog=examples("plugin status"))
def status_(vault: VaultPath = Path(), settings_folder: SettingsFolder = None) -> None:
    """Show whether the plugin of a vault matches this program.

    Exit code 0 if it does, 1 if the versions differ, 3 if it is not installed.
    """
    import vault_tools
    from vault_tools.cli.output import print_text
    from vault_tools.plugin.install import installed, plugin_folder
    from vault_tools.plugin.program import known_command
    from vault_tools.printable import shown

    found = installed(plugin_folder(vault_root(vault), settings_folder))
    if found.version is None:
        state, code = "not installed; run `vault-tools plugin install`", NOT_RUNNING
    elif found.is_current:
        state, code = f"version {found.version}, as this program", 0
    else:
        state, code = f"version {found.version}, this program is {vault_tools.__version__}", 1
        state += "; run `vault-tools plugin update`, then reload Obsidian"
    lines = [f"plugin   {found.folder}: {state}", f"program  {' '.join(known_command()) or 'not known yet'}"]
    print_text("".join(f"{shown(line)}\n" for line in lines))
    raise typer.Exit(code)
