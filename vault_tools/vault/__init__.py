"""What rules of the whole vault see: facts, links, tags, names, and the schema. Imports notes."""
