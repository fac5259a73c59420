"""Dataview's inline fields are values of keys: read where Dataview reads them, and rewritten only by
`rename`."""

from pathlib import Path

import pytest
from typer.testing import CliRunner
from vaults import fixed, texts, vault_of, write

from vault_tools.cli.app import app_of
from vault_tools.note.note import Note
from vault_tools.vault.facts import facts_of, names_of, tags_of

READ = [
    ("type:: book", [("type", "book")]),
    ("type::book", [("type", "book")]),
    ("It is [status:: draft] and (rating:: 5).", [("status", "draft"), ("rating", "5")]),
    ("- type:: book", [("type", "book")]),
    ("> - type:: book", [("type", "book")]),
    ("> [!info]\n> type:: book", [("type", "book")]),
    ("# On type:: book", [("on-type", "book")]),
    ("**Type**:: a book, of sorts", [("type", "a book, of sorts")]),
    ("Due Date:: 2025-03-07", [("due-date", "2025-03-07")]),
    ("类型:: 书", [("类型", "书")]),
    ("people:: [[Ada]], [[Grace|G.]]", [("people", "[[Ada]]"), ("people", "[[Grace|G.]]")]),
    ('people:: "Smith, John", "Ada"', [("people", "Smith, John"), ("people", "Ada")]),
    ("people:: Ada, Grace", [("people", "Ada, Grace")]),
    ("tags:: beer, hops/saaz", [("tags", "beer"), ("tags", "hops/saaz")]),
    ("tags:: #beer #hops", [("tags", "#beer"), ("tags", "#hops")]),
    ("[up:: [[Ada]]] and [next:: (b) [c]]", [("up", "[[Ada]]"), ("next", "(b) [c]")]),
    ("a:: 1\nb:: 2\r\na:: 3\r\n", [("a", "1"), ("b", "2"), ("a", "3")]),
    ("type::", []),
    ("type::   ", []),
    ("[type:: ]", []),
    ("[type:: book", [("type", "book")]),
    ("One, two:: three", []),
    ("`type:: book`", []),
    ("Use `[type:: book]`.", []),
    ("```\ntype:: book\n```", []),
    ("    type:: book", []),
    ("%% type:: book %%", []),
    ("%%\ntype:: book\n%%", []),
    ("<!-- type:: book -->", []),
    ("<!--\ntype:: book\n-->", []),
    ("$a:: b$", []),
    ("$$\na:: b\n$$", []),
    ("[[std::vector]]", []),
    ("See [x](a::b).", []),
    ("- [ ] call [due:: 2025-01-01]", []),
    ("- [x] type:: book", []),
    ("- [a] is no [type:: book]", []),
    ("%% vault-tools:begin x %%\ntype:: book\n%% vault-tools:end x %%", []),
]


@pytest.mark.parametrize(("text", "values"), READ)
@pytest.mark.parametrize("head", ["", "---\nk: a:: b\n---\n"])
def test_what_is_an_inline_field(text: str, values: list[tuple[str, str]], head: str) -> None:
    note = Note("Note.md", head + text + "\n")
    assert [(value.key, value.text) for value in note.inline_values] == values
    for value in note.inline_values:
        assert value.span.of(note.text) == value.text


def test_a_long_line_of_brackets_takes_time_that_goes_by_its_length() -> None:
    note = Note("Note.md", "[a:: (b::" * 3_000 + "\n\n" + "[a::" * 20_000)
    assert [value.key for value in note.inline_values] == ["a"]


def test_they_stand_beside_the_properties() -> None:
    facts = facts_of(Note("N.md", "---\nstatus: draft\npeople:\n---\n[status:: done]\nPeople:: [[Ada]]\n"))
    assert facts.values == {"status": ["draft", "done"], "people": "[[Ada]]", "People": "[[Ada]]"}


CONFIG = """\
keys:
  type: {type: text, required: true}
  tags: {type: tags}
  people: {type: list, names: people}
names: {people: {notes: People/}}
tags: {retired: [wip]}
"""


def test_tags_and_names_count() -> None:
    vault = vault_of({"A.md": "tags:: beer\npeople:: [[Ada]], [[Grace]]\n"}, CONFIG)
    facts = vault.notes["A.md"]
    assert list(tags_of(facts, vault.schema_for("A.md"))) == ["beer"]
    assert list(names_of(facts, vault.schema_for("A.md"))) == [("people", ["Ada", "Grace"])]


def said(root: Path, *arguments: str) -> list[str]:
    done = CliRunner().invoke(app_of(), ["check", str(root), "--output-format", "concise", *arguments])
    return [line.split(" ", 1)[1] for line in done.stdout.splitlines() if line.count(":") > 2]


NOTES = {
    "A.md": "---\ntags: [craft-beer]\n---\nIt is [type:: book].\n",
    "B.md": "---\ntype:\n---\ntype:: book\n",
    "C.md": "Type:: book\n",
    "D.md": "---\ntags: [craft-beer]\n---\n`type:: book`\n",
}


def test_a_required_key_may_stand_in_the_text(tmp_path: Path) -> None:
    root = write(tmp_path, NOTES, CONFIG)
    assert [line for line in said(root) if "type" in line] == [
        "error missing-key: required key `type` is missing"
    ]
    write(tmp_path, {}, CONFIG + "inline-fields: false\n")
    assert len([line for line in said(root) if "type" in line]) == 4


def test_what_is_wrong_in_them_is_reported_and_left(tmp_path: Path) -> None:
    body = "type:: note\ntags:: Craft-Beer, wip\npeople:: ada-lovelace\nAnd [tags:: #Craft-Beer].\n"
    same = {f"{n}.md": "---\ntype: x\ntags: [craft-beer]\n---\n" for n in "ABCDEFGHIJKLMN"}
    root = write(tmp_path, {**same, "X.md": body, "People/Ada Lovelace.md": "type:: person\n"}, CONFIG)
    rules = [line.split()[1].strip(":") for line in said(root)]
    assert sorted(rules) == ["inconsistent-name", "inconsistent-tag", "inconsistent-tag", "retired-tag"]
    assert fixed(root, unsafe=True) == []
    assert texts(root)["X.md"] == body


def test_a_rename_rewrites_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    body = 'tags:: beer, Beer/ipa, ale\npeople:: [[Ada]], "Ada"\n`people:: Ada`\n[people:: Ada] [x:: Ada]\n'
    root = write(tmp_path / "vault", {"X.md": body, "People/Ada.md": "A\n"}, CONFIG)
    for arguments in (["tag", "beer", "hops"], ["people", "Ada", "Ada Lovelace", "--no-alias"]):
        assert CliRunner().invoke(app_of(), ["rename", *arguments, str(root)]).exit_code == 0
    assert texts(root)["X.md"] == (
        'tags:: hops, hops/ipa, ale\npeople:: [[Ada Lovelace]], "Ada Lovelace"\n'
        "`people:: Ada`\n[people:: Ada Lovelace] [x:: Ada]\n"
    )


def test_mocs_list_by_them(tmp_path: Path) -> None:
    config = CONFIG + "mocs:\n- {name: types, each: type, note: 'MOC/{value}.md'}\n"
    root = write(tmp_path, {"X.md": "[type:: book]\n", "Y.md": "---\ntype: book\n---\n"}, config)
    fixed(root)
    written = texts(root)["MOC/book.md"]
    assert all(link in written for link in ("[[X]]", "[[Y]]"))
