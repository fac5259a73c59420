"""Maps of content: which notes they list, and the text that stands between their markers."""
