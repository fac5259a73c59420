"""What MOCs see of a note: while that is the same, they say what they said."""

from hashlib import blake2b

from vault_tools.mocs.kinds.notes import TEMPLATE_NAMES
from vault_tools.mocs.members import fields_in
from vault_tools.vault.facts import NoteFacts, tags_of
from vault_tools.vault.schema import Schema
from vault_tools.vault.schema_mocs import Moc, split_field


class SeenByMocs:
    """Of the notes of a vault; `schema` is that of the vault as a whole."""

    def __init__(self, schema: Schema) -> None:
        self._schema = schema
        self._keys = sorted(_keys_seen(schema))

    def digest(self, facts: NoteFacts) -> bytes:
        """Changes with whatever MOCs list, group, sort or show a note by, but for how the vault spells it."""
        values = [(key, facts.values[key]) for key in self._keys if key in facts.values]
        linked = [link.target for link in facts.links if not link.generated]
        markers = (
            [marker.name for marker in facts.markers.all],
            [block.name for block in facts.markers.blocks],
        )
        flags = [(flag.rule, flag.severity, flag.message, flag.section) for flag in facts.flags]
        tags = sorted(set(tags_of(facts, self._schema)))
        seen = (facts.title, values, tags, linked, markers, bool(facts.markers.broken), flags)
        return blake2b(repr(seen).encode("utf-8", "surrogatepass"), digest_size=8).digest()


def _keys_seen(schema: Schema) -> set[str]:
    """Those of MOCs, and what the note of a new one takes from others: names and days."""
    of_a_type = {key.name for key in schema.keys.values() if key.names or key.type in ("date", "datetime")}
    status = schema.status.key if schema.status else "status"
    fields = {"date", "title", status}.union(*(_fields_seen(moc) for moc in schema.mocs.mocs))
    for moc in schema.mocs.mocs:  # what an item speaks of is in it
        fields |= {name for name in (*schema.keys, *TEMPLATE_NAMES) if name in moc.item}
    return {split_field(field)[0] for field in fields} | of_a_type


def _fields_seen(moc: Moc) -> set[str]:
    """Those of `listing.fields_of` and more, found without jinja2, which takes long to import."""
    ordered = {field.lstrip("-") for field in (*moc.group_by, *moc.sort)}
    return {moc.each, *fields_in(moc.source), *moc.columns, *ordered}
