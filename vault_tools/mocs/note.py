"""The first version of a MOC's note: the frontmatter that the vault requires, a title, and the block."""

from vault_tools.mocs.index import MocIndex
from vault_tools.mocs.kind import Listing
from vault_tools.note.dates import is_iso
from vault_tools.note.frontmatter_edit import Rewrite, create
from vault_tools.note.generated import begin, end
from vault_tools.note.note import Note
from vault_tools.note.text import Edit, Span
from vault_tools.note.yaml_core import Value
from vault_tools.vault.infer import infer
from vault_tools.vault.links import one_line
from vault_tools.vault.schema import Key, Schema
from vault_tools.vault.vault import Vault

MOC_TAG = "moc"
"""The tag for MOC notes, if the vault uses it."""


def first_note(listing: Listing, content: str, schema: Schema, vault: Vault) -> Rewrite:
    """The edit that turns an empty note into that of a MOC, with `content` in its block."""
    title = one_line(listing.moc.title_of(listing.value))
    body = f"# {title}\n\n{begin(listing.name)}\n{content}{end(listing.name)}\n"
    values = _values(listing, Note(listing.path, body), schema, vault)
    if not values:
        return Rewrite((Edit(Span(0, 0), body),))
    block = create(values, "\n")
    return Rewrite((Edit(Span(0, 0), f"{block.edits[0].new}\n{body}"),), block.intents)


def _values(listing: Listing, note: Note, schema: Schema, vault: Vault) -> dict[str, Value]:
    """The values given in the configuration, and those that the schema requires, as far as they are known."""
    given = dict(listing.moc.frontmatter)
    required = {key.name: _required(listing, key, note, schema, vault) for key in schema.required}
    values = {key: value for key, value in (required | given).items() if value not in (None, [])}
    order = [*schema.order, *(key for key in values if key not in schema.order)]
    return {key: values[key] for key in order if key in values}


def _required(listing: Listing, key: Key, note: Note, schema: Schema, vault: Vault) -> Value:
    """The value of a required key: inferred from the note, else from the MOC, else from the notes it
    lists."""
    if key.name == "title":
        return one_line(listing.moc.title_of(listing.value))
    value = infer(note, key, schema)
    if value is not None:
        return value
    if key.type == "tags":
        return [MOC_TAG] if vault.tags.usage[MOC_TAG] else None
    if key.name == listing.moc.each:
        return [listing.value] if key.is_list else listing.value
    if key.type in ("date", "datetime"):
        return _latest(listing, key, vault)
    return None


def _latest(listing: Listing, key: Key, vault: Vault) -> str | None:
    """The latest day among the listed notes, or all notes if it lists none; never the current day."""
    column = vault.once(MocIndex).fields.column(key.name)
    days = (day for path in listing.members or vault.notes for day in column[path])
    return max((day for day in days if is_iso(day)), default=None)
