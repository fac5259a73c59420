"""The rules, one a file, each named for what is wrong."""
