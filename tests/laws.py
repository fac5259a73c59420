"""The laws that hold for every note, whatever it contains."""

from vault_tools.config.config import Config
from vault_tools.lint.engine import Fixed, check, fix
from vault_tools.note.frontmatter_repair import displaced
from vault_tools.note.note import Note
from vault_tools.note.text import place_of
from vault_tools.note.yaml_core import same


def assert_laws(data: bytes, config: Config, path: str = "Note.md", *, unsafe: bool = False) -> Fixed:
    """Check one note against all laws. Returns the outcome of the fix for further assertions."""
    note = Note.decode(path, data)
    schema = config.schema_for(path)
    assert note.encode() == data

    for diagnostic in check(note, config.rules, schema):
        assert diagnostic.place == place_of(note.text, diagnostic.span)
        assert 0 <= diagnostic.span.start <= diagnostic.span.end <= len(note.text)

    fixed = fix(note, config.rules, schema, unsafe=unsafe)
    assert fixed.note.bom == note.bom
    _assert_body_stays(note, fixed)
    _assert_only_named_keys_change(note, fixed)
    again = fix(fixed.note, config.rules, schema, unsafe=unsafe)
    assert again.applied == ()
    assert again.note == fixed.note
    return fixed


def _assert_body_stays(note: Note, fixed: Fixed) -> None:
    """The body is unchanged byte for byte, except for whole lines that a fix reports as removed."""
    block = note.frontmatter or displaced(note.text)
    body = note.text[block.block.end if block else 0 :]
    for diagnostic in fixed.applied:
        if diagnostic.rule == "generation-residue":
            assert f"\n{diagnostic.evidence}" in f"\n{body}"
            before, _, after = f"\n{body}".rpartition(f"\n{diagnostic.evidence}")
            blanks, newline, after = after.partition("\n")
            assert not blanks.strip()
            body = (before + newline + after).removeprefix("\n")
    assert fixed.note.text.endswith(body)


def _assert_only_named_keys_change(note: Note, fixed: Fixed) -> None:
    """Entries that no fix named keep their value and their exact lines."""
    before, after = note.frontmatter, fixed.note.frontmatter
    if before is None or before.fault or before.duplicates or after is None:
        return
    named = {i.key for d in fixed.applied if d.fix for i in d.fix.intents}
    for entry in before.entries:
        if entry.key not in named:
            kept = after.get(entry.key)
            assert kept is not None
            assert same(kept.value, entry.value)
            assert kept.lines.of(after.text) == entry.lines.of(before.text)
    assert {entry.key for entry in after.entries} <= named | {entry.key for entry in before.entries}
    _assert_comments_stay(note, fixed)


def _assert_comments_stay(note: Note, fixed: Fixed) -> None:
    """The frontmatter keeps its comment lines, whichever entry they are next to."""
    old, new = (
        [line for line in n.text[: n.body_start].splitlines() if line.lstrip().startswith("#")]
        for n in (note, fixed.note)
    )
    assert sorted(old) == sorted(new)
