"""What vault-wide rules work on: facts, links, tags, names and the schema. Imports note/."""
