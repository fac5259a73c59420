from vault_tools.cli.app import main

main()
