"""The laws over notes that hypothesis makes up, likely and unlikely ones."""

from hypothesis import example, given
from hypothesis import strategies as st
from laws import assert_laws

from vault_tools.config.config import load_config
from vault_tools.note.note import Note
from vault_tools.note.yaml_core import Value, compose, value_of
from vault_tools.note.yaml_guard import YamlError

CONFIG = load_config("""
keys:
  title: {type: text, required: true}
  date: {type: date, required: true, aliases: [created, published]}
  tags: {type: tags, required: true}
  people: {type: list, names: people}
  status: {type: text, values: [evergreen, draft], required: true, default: draft}
  draft: {type: checkbox}
  rating: {type: number}
key-order: [title, date, tags, people]
status: {on-conflict: status}
""")
WITHOUT_FILE = load_config()

KEYS = st.sampled_from(
    [
        "title",
        "date",
        "created",
        "published",
        "tags",
        "tag",
        "Tags",
        "people",
        "status",
        "draft",
        "rating",
        "aliases",
        "alias",
        "Series",
        "cssclass",
        "vault-tools-ignore",
        "作用",
        "🍺",
        "'quoted'",
    ]
    + ["date created", "a:b"]
)
SCALARS = st.one_of(
    st.sampled_from(
        [
            *("", "''", '""', "~", "true", "'true'", "yes", "12", "0123", "1.5", "20250307", "2025/3/7"),
            *("2025-03-07", "2022-03-00", "03/04/2025", "March 7, 2025", "Invalid date", "evengreen"),
            *("“draft”", "Evergreen", "evergreen", "#beer", "# a comment", "[]", "'[]'", "a, b", "a b"),
            *("Money & Macro", "翁家翌", "[[Hops]]", "'[[Hops]]'", "[[A]], [[B]]", "@ada", "%x", "a: b"),
            *("{{date}}", "<% tp %>", "|\n  two\n  lines", ">-\n  folded", "|+\n  kept\n\n", "&a x", "*a"),
            *("!!str 1", "[a, b, a]", '["#x", y]', "[a, # why\n  b]", "{a: 1}", "x # why", "[", '"\\x41"'),
            *(
                "two\n  lines",
                "'it''s'",
                "\t",
                "\U0001f37a",
                "é",
                "e\u0301",
                "\u2028",
                "a\u0085b",
                "[unknown]",
            ),
        ]
    ),
    st.text(max_size=12),
)
ITEMS = st.lists(SCALARS, min_size=1, max_size=4)


@st.composite
def entries(draw: st.DrawFn) -> str:
    key = draw(KEYS)
    if draw(st.booleans()):
        comment = draw(st.sampled_from(["", "", "# above\n", "\n"]))
        return f"{comment}{key}: {draw(SCALARS)}\n"
    indent = draw(st.sampled_from(["", "  ", "    ", "\t"]))
    items = "".join(f"{indent}- {item}\n" for item in draw(ITEMS))
    return f"{key}:\n{items}"


@st.composite
def notes(draw: st.DrawFn) -> bytes:
    head = draw(st.sampled_from(["", "", "", "\n", " \n\n"]))
    opening = draw(st.sampled_from(["---\n", "---\n", "---  \n", ""]))
    block = "".join(draw(st.lists(entries(), max_size=6)))
    closing = draw(st.sampled_from(["---\n", "---\n", "---", "--- \n", ""]))
    body = draw(
        st.sampled_from(["", "# Hops\n\nText", "我为什么喝啤酒\n正文。\n", "---\ntitle: x\n---\n", "\n"])
    )
    text = f"{head}{opening}{block}{closing}{body}"
    newline = draw(st.sampled_from(["\n", "\r\n"]))
    bom = draw(st.sampled_from(["", "\ufeff"]))
    return (bom + text.replace("\n", newline)).encode("utf-8", "surrogatepass")


def is_utf8(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True


MIXED = b"""---
# above
title:   'Saaz'\x20\x20
'Series': [ a,"b" ]   # why

aliases:
    - 'x'
    -   "y"
tags:
- "#beer"
date: 2025/3/7
---
Text.
"""
"""With what a program that wrote the block anew would make alike."""


@given(notes().filter(is_utf8), st.booleans())
@example(MIXED, False)
@example(MIXED.replace(b"\n", b"\r\n"), True)
def test_laws_hold_for_likely_notes(data: bytes, unsafe: bool) -> None:
    assert_laws(data, CONFIG, unsafe=unsafe)
    assert_laws(data, WITHOUT_FILE, unsafe=unsafe)


@given(st.text(alphabet="-\n\r#:ab[]{}'\" \t&*!|>%@`中\ufeff", max_size=60))
def test_laws_hold_for_noise_between_fences(noise: str) -> None:
    assert_laws(f"---\n{noise}\n---\nbody".encode(), CONFIG, unsafe=True)


@given(st.binary(max_size=200))
def test_any_bytes_are_a_note_or_are_no_utf8(data: bytes) -> None:
    if is_utf8(data):
        assert Note.decode("Note.md", data).encode() == data
        assert_laws(data, CONFIG)


@given(st.text(max_size=200))
def test_yaml_is_read_or_refused_with_a_position(text: str) -> None:
    assert 0 <= position_of_fault(text) <= len(text)


def position_of_fault(text: str) -> int:
    """Where the text is refused, its end where it is not."""
    try:
        root = compose(text)
    except YamlError as error:
        return error.position
    assert root is None or is_plain(value_of(root))
    return len(text)


def is_plain(value: Value) -> bool:
    """Whether a value is made of what Obsidian knows and nothing else, all the way down."""
    if isinstance(value, list):
        return all(map(is_plain, value))
    if isinstance(value, dict):
        return all(isinstance(key, str) for key in value) and all(map(is_plain, value.values()))
    return value is None or type(value) in (str, bool, int, float)
