"""Configurations, values and titles that break careless MOCs: a clear error, or a correct note."""

import re
from pathlib import Path

import pytest
from each_of import each_of
from often import often
from test_mocs import KEYS, block, items, note, outcomes, shown
from vaults import fixed, listed, texts, vault_of, write
from written_links import links_in

from vault_tools.config.config import load_config
from vault_tools.errors import VaultToolsError
from vault_tools.mocs.index import MocIndex
from vault_tools.mocs.paths import path_of
from vault_tools.mocs.template import MAX_ITEM
from vault_tools.vault.links import LinkIndex

pytestmark = pytest.mark.usefixtures("time_limit")


@each_of(
    "mocs, error",
    [
        ("{note: M.md}", "1:8: `mocs`, item 1: `name` is missing"),
        ("{name: m}", "1:8: `mocs`, item 1: `note` is missing"),
        (
            "{name: a/b, note: M.md}",
            "1:9: `mocs`, item 1: `name` `a/b` should be of letters, digits, `-`, `_` and spaces",
        ),
        (
            "{name: m, note: M.md, sorce: x}",
            "1:30: `mocs`, item 1: `sorce` is not known here; allowed: name, note, kind, title",
        ),
        (
            "{name: m, note: M.md}, {name: m, note: N.md}",
            "1:32: `mocs`, item 2: `name` `m` is the name of another MOC (vault-",
        ),
        (
            "{name: m, note: M.md}, {name: n, note: m.md}",
            "`mocs`, item 2: `note` `m.md` is the note of another MOC",
        ),
        ("{name: m, note: é.md}, {name: n, note: E\u0301.md}", "is the note of another MOC"),
        ("{name: m, note: M.txt}", "1:18: `mocs`, item 1: `note` `M.txt` should end in `.md`"),
        ("{name: m, note: ../M.md}", "should lead to a note within the vault"),
        ("{name: m, note: /M.md}", "should lead to a note within the vault"),
        ("{name: m, note: 'C:\\M.md'}", "should lead to a note within the vault"),
        ("{name: m, note: A/./M.md}", "should lead to a note within the vault"),
        ("{name: m, note: .hidden/M.md}", "should lead to a note within the vault"),
        ("{name: m, note: CON.md}", "should lead to a note within the vault"),
        ("{name: m, note: 'A?.md'}", "should lead to a note within the vault"),
        ("{name: m, note: '{value}.md'}", "has `{value}` without `each`"),
        ("{name: m, note: M.md, each: tags}", "should contain `{value}`: there is one note per value"),
        (
            "{name: m, note: M.md, kind: health, sort: date}",
            "`mocs`, item 1: `sort` has no effect with `kind: health`",
        ),
        ("{name: m, note: M.md, kind: weather}", "or 'health', not `weather`"),
        ("{name: m, note: M.md, min: 2}", "`mocs`, item 1: `min` has no effect without `each`"),
        ("{name: m, note: M.md, limit: 0}", "should be greater than or equal to 1, not `0`"),
        ("{name: m, note: M.md, columns: date}", "has no effect without `show: table`"),
        ("{name: m, note: M.md, group-by: [a, b, c]}", "`mocs`, item 1: `group-by` "),
        (
            "{name: m, note: M.md, source: {}}",
            "`mocs`, item 1: `source` should hold one of folder, tag, where, name, links-from",
        ),
        ("{name: m, note: M.md, source: {tag: x, folder: y}}", "`mocs`, item 1: `source` should hold one of"),
        ("{name: m, note: M.md, source: {all: []}}", "`mocs`, item 1: `source` should hold one of"),
        ("{name: m, note: M.md, source: {tag: x, nested: true}}", "`nested` needs `folder`"),
        (
            "{name: m, note: M.md, source: {not: {tagg: x}}}",
            "`mocs`, item 1: `source.not.tagg` is not known here; allowed: folder",
        ),
        ("{name: m, note: M.md, source: {where: {a: [b]}}}", "should be one text, number, `true` or `false`"),
        (
            "{name: m, note: M.md, texts: {cuont: x}}",
            "unknown MOC text `cuont`; allowed: one, count, more",
        ),
        ("{name: m, note: M.md, item: '{{ link '}", "`mocs`, item 1: `item` is not a template: "),
        (
            "{name: m, note: M.md, item: '{{ titel }}'}",
            "`mocs`, item 1: `item` uses `titel`; known: aliases, date, link",
        ),
        ("{name: m, note: M.md, item: '{% for i in range(9) %}x{% endfor %}'}", "may not use calls (line 1)"),
        (
            "{name: m, note: M.md, item: '{% for a in tags %}{% for b in tags %}{% endfor %}{% endfor %}'}",
            "loops inside",
        ),
        ("{name: m, note: M.md, item: '{{ title * 99999999 }}'}", "may not use arithmetic"),
        (
            "{name: m, note: M.md, item: '{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}'}",
            "may not use `Macro`",
        ),
        ("{name: m, note: M.md, item: '{% include \"x\" %}'}", "may not use `Include`"),
        ("{name: m, note: M.md, item: '{{ title.__class__ }}'}", "may not use attributes"),
        (
            "{name: m, note: M.md, item: '{{ title|center(999999999) }}'}",
            "may not use the filter `center`; allowed:",
        ),
        ("{name: m, note: M.md, item: '{{ title|nope }}'}", "may not use the filter `nope`"),
        ("{name: m, note: M.md, item: '{{ title is nope }}'}", "may not use the test `nope`"),
    ],
)
def test_configuration_that_can_not_be_meant_is_refused(mocs: str, error: str) -> None:
    with pytest.raises(VaultToolsError) as raised:
        load_config(f"mocs: [{mocs}]")
    assert str(raised.value).startswith("vault-tools.yaml:1:")
    assert error in str(raised.value)


def test_template_that_is_too_long_is_refused() -> None:
    with pytest.raises(VaultToolsError, match="is longer than 2,000 characters"):
        load_config(f"mocs: [{{name: m, note: M.md, item: '{'x' * 2001}'}}]")


def test_template_that_fails_for_a_note_is_an_error_in_one_line(tmp_path: Path, call) -> None:
    config = "mocs: [{name: m, note: M.md, item: '{% if title > 1 %}x{% endif %}'}]"
    root = write(tmp_path, {"M.md": block("m"), "A.md": "x"}, config)
    done = call("fix", root)
    assert done.returncode == 2
    assert done.stderr.startswith(b"error: template `{% if title > 1 %}x{% endif %}` fails: ")
    assert texts(root)["M.md"] == block("m")


def test_template_makes_no_more_than_one_line_of_some_length() -> None:
    body = "{% for c in title %}" + "{{ title }}" * 150 + "{% endfor %}"
    (item,) = items(shown({"A.md": note(title="啤" * 190)}, f"item: '{body}'"))
    assert 0 < len(item) <= MAX_ITEM


@each_of(
    "item, expected",
    [
        ("{{ link['upper'] }}", ""),
        ("{{ link['__class__'] }}", ""),
        ("{{ title['format'] ~ tags['append'] }}", ""),
        ("{{ tags|unique }}", "['a', 'b']"),
        ("{{ tags[1] }}{{ tags[7] }}{{ title[0] }}", "bH"),
        ("{% for tag in tags %}{{ loop }}{% endfor %}", ""),
        ("{{ self }}{{ lipsum }}{{ namespace }}", "mine"),
    ],
)
def test_template_reaches_its_values_and_nothing_of_the_program(item: str, expected: str) -> None:
    """A memory address, for example, would differ in each run."""
    keys = "keys: {tags: {type: tags}, lipsum: {type: text}, namespace: {type: text}}"
    mocs = f'mocs: [{{name: m, note: M.md, item: "x{item}"}}]'
    index = vault_of({"Hops.md": "---\ntags: [a, b]\nlipsum: mine\n---\n"}, f"{keys}\n{mocs}").once(MocIndex)
    listing = index.listing("m")
    assert listing
    assert items(index.text(listing, "M.md").strip()) == [f"x{expected}"]


@each_of("name", ["lipsum", "range", "dict", "cycler", "joiner"])
def test_template_has_no_names_of_its_language(name: str) -> None:
    with pytest.raises(VaultToolsError, match=f"uses `{name}`"):
        load_config(f"mocs: [{{name: m, note: M.md, item: '{{{{ {name} }}}}'}}]")


def test_template_can_not_close_the_block_or_open_code(tmp_path: Path) -> None:
    item = "{{ link }}\\n%% vault-tools:end m %%\\n```\\n~~~"
    config = f'mocs: [{{name: m, note: M.md, item: "{item}"}}]'
    root = write(tmp_path, {"M.md": f"Mine.\n{block('m')}Mine too.\n", "A.md": ""}, config)
    fixed(root)
    assert fixed(root) == []
    assert outcomes(root, select="broken-moc-markers") == []
    assert texts(root)["M.md"].endswith("%% vault-tools:end m %%\nMine too.\n")


@each_of(
    "value, path",
    [
        ("beer", "MOC/beer MOC.md"),
        ("a/b", "MOC/a-b MOC.md"),
        ("../../etc", "MOC/_-..-etc MOC.md"),
        ("a: b? *c*", "MOC/a- b- -c- MOC.md"),
        ("C#", "MOC/C- MOC.md"),
        ("[x|y]^z", "MOC/-x-y-z MOC.md"),
        (" a \n b ", "MOC/a - b MOC.md"),
        ("50%", "MOC/50- MOC.md"),
        ("习近平", "MOC/习近平 MOC.md"),
    ],
)
def test_value_becomes_a_name_that_every_system_takes(value: str, path: str) -> None:
    assert path_of("MOC/{value} MOC.md", value) == path


@each_of(
    "value, path",
    [
        ("CON", "_CON.md"),
        ("nul.txt", "_nul.txt.md"),
        ("com¹", "_com¹.md"),
        ("Console", "Console.md"),
        (".", "_.md"),
        ("..", "_.md"),
        (".obsidian", "_obsidian.md"),
        ("a.", "a.md"),
        ("?", "-.md"),
    ],
)
def test_value_alone_is_no_device_and_not_hidden(value: str, path: str) -> None:
    assert path_of("{value}.md", value) == path


@pytest.mark.parametrize("value", ["a" * 300, "啤" * 100, "a" * 299 + "b"])
def test_long_value_is_cut_and_marked(value: str) -> None:
    path = path_of("MOC/{value}.md", value)
    assert len(path.removeprefix("MOC/").encode()) <= 203
    assert re.search(r" [0-9a-f]{6}\.md$", path)
    assert path != path_of("MOC/{value}.md", value + "x")


ODD_VALUES = [
    "a/b",
    "a-b",
    "A-B",
    "..",
    "CON",
    "' '",
    "''",
    "啤" * 100,
    "'%%'",
    "'x #y'",
    "'[[Link]]'",
    "12",
    "true",
    "'a\tb'",
]


def test_notes_of_odd_values_are_written_side_by_side(tmp_path: Path) -> None:
    config = 'mocs: [{name: area, each: area, note: "MOC/{value}.md"}]'
    notes = {f"{number}.md": note(area=value) for number, value in enumerate(ODD_VALUES)}
    root = write(tmp_path / "vault", notes, config)
    fixed(root)
    written = sorted(path for path in texts(root) if path.startswith("MOC/"))
    assert len(written) == len(ODD_VALUES) - 2
    assert len({path.casefold() for path in written}) == len(written)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["vault"]
    assert fixed(root) == []
    assert outcomes(root) == []
    for path in written:
        assert texts(root)[path].count("- [[") == 1


def test_two_values_of_one_name_are_told_apart_for_good(tmp_path: Path) -> None:
    config = 'mocs: [{name: area, each: area, note: "{value}.md"}]'
    root = write(tmp_path, {"1.md": note(area="a-b"), "2.md": note(area="a/b")}, config)
    fixed(root)
    first = texts(root)
    assert [path for path in first if path.startswith("a")] == ["a-b (b41d7b).md", "a-b.md"] or len(
        first
    ) == 4
    write(root, {"0.md": note(area="A-B")})
    fixed(root)
    assert first.items() <= texts(root).items()


def test_source_of_many_notes_makes_a_note_of_bearable_size() -> None:
    count = often(5_000, 50_000)
    text = shown({f"{number}.md": "" for number in range(count)}, "sort: title")
    assert len(items(text)) == 1001
    assert text.startswith(f"{count:,} notes\n")
    assert text.endswith(f"- and {count - 1000:,} more")


def test_moc_that_its_own_source_means_does_not_list_itself(tmp_path: Path) -> None:
    moc = "---\ntags: [beer]\n---\n" + block("m")
    config = KEYS + "mocs: [{name: m, note: M.md, source: {tag: beer}, list-mocs: true}]"
    root = write(tmp_path, {"M.md": moc, "A.md": listed(tags=["beer"])}, config)
    fixed(root)
    assert items(texts(root)["M.md"].split("%%")[2]) == ["[[A]]"]


TITLES = [
    "**bold** and _it_",
    "<img src=x onerror=alert(1)>",
    "%% comment %%",
    "%% vault-tools:end m %%",
    "a | b",
    "[[Other]]",
    "![[Other]]",
    "[x](y)",
    "`code",
    "# heading",
    "~~gone~~ ==lit== $x$",
    "&lt;b&gt;",
    "- item",
    "> quote",
    "```",
    "x" * 300,
    "<!-- hidden",
    "<% tp.date %>",
    "right \u202e left",
    "nul \u0001 bell",
]


@pytest.mark.parametrize("shape", ["", ", show: table, columns: [title]", ", item: '{{ link }} {{ title }}'"])
def test_titles_stand_as_they_are_and_break_nothing(tmp_path: Path, shape: str) -> None:
    """Parsed as CommonMark, a block of odd titles contains nothing but its links and their texts."""
    quoted = [title.replace("\\", "\\\\").replace('"', '\\"') for title in TITLES]
    notes = {f"{number}.md": note(title=f'"{title}"') for number, title in enumerate(quoted)}
    notes = {path: text.replace("\u0001", "\\x01") for path, text in notes.items()}
    root = write(
        tmp_path, notes | {"M.md": block("m") + "After.\n"}, f"mocs: [{{name: m, note: M.md{shape}}}]"
    )
    fixed(root)
    assert fixed(root) == []
    text = texts(root)["M.md"]
    assert text.endswith("%% vault-tools:end m %%\nAfter.\n")
    inside = text.split("%% vault-tools:begin m %%")[1].split("%% vault-tools:end m %%\nAfter")[0]
    assert "%%" not in inside
    assert not re.search(r"<(?!/?$)[a-z!%]", inside)
    reached = {LinkIndex(notes).resolve(link.target, "M.md") for link in links_in(inside)}
    assert reached == set(notes)
