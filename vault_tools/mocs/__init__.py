"""Maps of content (MOCs): which notes they list, and the text between their markers."""
