from vault_tools.cli.program import main

main()
