from vault_tools.cli.process import process

process()
