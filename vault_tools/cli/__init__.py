"""The command line, one file per command: it loads, calls, reports and exits. May import everything."""
