"""Digests what MOCs see of a note: as long as that is the same, they stay the same."""

from collections.abc import Iterator

from vault_tools.digests import blake2b
from vault_tools.mocs.kind import kind_of
from vault_tools.mocs.members import fields_in
from vault_tools.mocs.seen_note import seen_of
from vault_tools.vault.facts import NoteFacts, tags_of
from vault_tools.vault.schema import Schema
from vault_tools.vault.schema_mocs import split_field


class SeenByMocs:
    """Digests what the MOCs of one vault see. `schema` is that of the vault as a whole."""

    def __init__(self, schema: Schema) -> None:
        self._schema = schema
        self._keys = sorted({split_field(field)[0] for field in _fields_seen(schema)})

    def digest(self, facts: NoteFacts) -> bytes:
        """A digest of whatever MOCs list, group, sort or show a note by, except how the vault spells it."""
        values = [(key, facts.values[key]) for key in self._keys if key in facts.values]
        linked = [link.target for link in facts.links if not link.generated]
        markers = [marker.name for marker in facts.markers.all]
        tags = sorted(set(tags_of(facts, self._schema)))
        seen = (tuple(seen_of(facts)), values, tags, linked, markers)
        return blake2b(repr(seen).encode("utf-8", "surrogatepass"), digest_size=8).digest()


def _fields_seen(schema: Schema) -> Iterator[str]:
    """The fields that decide what MOCs list, those that their kinds read, and those that a new MOC note takes
    from other notes: names and days."""
    for moc in schema.mocs.mocs:
        yield from (moc.each, *fields_in(moc.source), *kind_of(moc).reads(moc, schema))
    for key in schema.keys.values():
        if key.names or key.type in ("date", "datetime"):
            yield key.name
