"""Translates the rules' messages, and has one file per language for the texts that belong to no rule. Imports
only the modules outside the folders."""
