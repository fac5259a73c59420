"""The command line, one command a file: it loads, calls, reports and exits. May import everything but
`server`."""
