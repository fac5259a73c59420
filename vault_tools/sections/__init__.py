"""Sections as readers see them: layouts, language runs, text endings, truncations, missing translations.
Imports the vault's schema and notes.

The limits here and in the rules that use them are balanced against one another. If you change one, run
tests/benchmarks/bench_judgement.py, which compares reports about real notes with readers' judgements, and
bench_sections.py, which plants defects and counts how many are found.
"""
