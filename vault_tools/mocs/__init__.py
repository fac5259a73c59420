"""Maps of content: which notes they list, and the text that is between their markers."""
