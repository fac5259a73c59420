"""Sections as the reader sees them: layouts, language runs, where prose stops, what lacks its translation.
Imports the vault's schema and notes.

The limits here and in the rules that use them are weighed against one another: whoever moves one runs
tests/benchmarks/bench_judgement.py, which holds what is said of real notes against what readers said of it,
and bench_sections.py, which plants defects and counts those that are found.
"""
