"""What rules of the frontmatter report in blocks that their examples do not show."""

import pytest

from vault_tools.config.config import load_config
from vault_tools.lint.engine import check
from vault_tools.note.note import Note

REPORTED = {
    "a long number in a list": (
        "invalid-frontmatter",
        "ids:\n- a\n- 20260225174432101\n",
        "",
        ["Obsidian reads `20260225174432101` as 20260225174432100; a long number needs quotation marks"],
    ),
    "a comment after a space": (
        "invalid-frontmatter", "a: b #c\n", "", ["what follows ` #` is a comment: `#c`"],
    ),
    "a comment after a tab": (
        "invalid-frontmatter", "a: b\t#c\n", "", ["what follows ` #` is a comment: `#c`"],
    ),
    "an address with a number sign": ("invalid-frontmatter", "a: https://example.com/#c\n", "", []),
    "two keys out of order below the first": (
        "unordered-keys", "a: 1\nc: 3\nx: 0\nb: 2\n", "key-order: [a, b, c]",
        ["key `c` should come below `b`"],
    ),
    "an unknown key at the end": ("unordered-keys", "a: 1\nb: 2\nx: 0\n", "key-order: [a, b, c]", []),
    "a required key": (
        "missing-key", "a: 1\n", "keys: {b: {required: true}}", ["required key `b` is missing"],
    ),
    "a required key, above a second block": (
        "missing-key", "a: 1\n---\n---\ntitle: Hops\n", "keys: {b: {required: true}}", [],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("rule", "content", "config", "messages"), REPORTED.values(), ids=REPORTED)
def test_what_is_reported(rule: str, content: str, config: str, messages: list[str]) -> None:
    loaded = load_config(config).selecting([rule], [])
    note = Note("Note.md", f"---\n{content}---\nText.\n")
    found = check(note, loaded.rules, loaded.schema_for(note.path), least="low")
    assert [diagnostic.message for diagnostic in found] == messages
