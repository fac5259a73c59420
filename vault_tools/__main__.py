from vault_tools.cli.program import process

process()
