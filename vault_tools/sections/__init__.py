"""Sections as the reader sees them: layouts, language runs, where prose stops, what lacks its translation.
Imports the vault's schema and notes.

The limits here and in the rules that use them are balanced against one another: if you change one, run
tests/benchmarks/bench_judgement.py, which compares what is reported about real notes with readers'
judgements, and bench_sections.py, which plants defects and counts those that are found.
"""
