"""Every kind of MOC declares what it reads of a note, so that no MOC goes out of date unnoticed."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from often import IN_CI, long

from vault_tools.mocs.kind import Listing, MocKind, MocView, moc_kinds

pytestmark = pytest.mark.usefixtures("time_limit")

KEYS = "keys: {rating: {type: number}, people: {type: list, names: people}, state: {values: [draft, done]}}\n"
KINDS = {kind: ["note: M.md"] for kind in moc_kinds()} | {
    "notes": [
        "note: M.md",
        "note: M.md, group-by: area",
        "note: M.md, sort: -rating",
        "note: M.md, item: '{{ link }} {{ state }} {{ summary }}'",
        "note: M.md, show: table, columns: [rating, date.year]",
        "note: M.md, source: {where: {area: home}}",
        "note: 'M/{value}.md', each: area",
        "note: 'M/{value}.md', each: tags",
    ],
    "home": ["note: M.md", "note: M.md, group-by: area"],
}
"""The options with which each kind is tested; a kind that is not listed is tested without options."""
LIKE_ANOTHER = {"note: 'M/{value}.md', each: area"}
"""Reads a key like `each: tags` does."""
STATUS = "status: {key: state}\n"
VALUES = {
    "title": ("Hops", "Humulus"),
    "tags": ("[beer]", "[wine]"),
    "date": ("2025-03-07", "2024-03-08"),
    "area": ("home", "work"),
    "rating": ("3", "5"),
    "state": ("draft", "done"),
    "status": ("old", "new"),
    "summary": ("short", "long"),
    "people": ("[Ada]", "[Li]"),
    "aliases": ("[Lupulus]", "[Humulus]"),
    "link": ('"[[Malt]]"', '"[[Water]]"'),
}
OFTEN = ["title", "tags", "date", "area", "rating", "state", "summary", "link"]
"""The keys that one of the MOCs reads, and one that none reads. No MOC reads the other keys."""
BODY = "\n# Part\n\n[...truncated for brevity...]\n"


def note(**changed: str) -> str:
    values = {key: old for key, (old, _) in VALUES.items()} | changed
    return "---\n" + "".join(f"{key}: {value}\n" for key, value in values.items()) + f"---\n{BODY}"


def files(moc: str, others: str = "") -> dict[str, str]:
    block = "%% vault-tools:begin m %%\n%% vault-tools:end m %%\n"
    return {
        **({} if "{value}" in moc else {"M.md": block}),
        "vault-tools.yaml": f"{KEYS}{STATUS}mocs:\n  - {{name: m, {moc}}}\n{others}",
        "A.md": note(),
        "Malt.md": note(title="Malt", rating="4", area="work"),
        "Water.md": "---\ntags: [beer]\n---\nSoft.\n",
    }


def rules_at(call, root: Path, *options: str) -> list[tuple[str, str]]:
    """The diagnostics about notes of MOCs."""
    done = call("check", root, "--output-format", "json", "--select", "stale-moc", *options)
    found = json.loads(done.stdout)["diagnostics"]
    return sorted((each["path"], each["message"]) for each in found)


@pytest.mark.parametrize(
    ("kind", "moc"),
    [long(kind, moc) if moc in LIKE_ANOTHER else (kind, moc) for kind, mocs in KINDS.items() for moc in mocs],
)
def test_each_key_is_seen_to_change(vault, call, kind: str, moc: str) -> None:
    others = '  - {name: o, note: "O/{value}.md", each: tags, frontmatter: {area: home}}\n'
    root = vault(files(f"kind: {kind}, {moc}", others if kind == "home" else ""))
    call("fix", root)
    at = root / ("O/beer.md" if kind == "home" else "A.md")
    begun = at.read_text("utf-8")
    stale = set()
    assert rules_at(call, root, "--no-cache") == []
    for key in VALUES if IN_CI else OFTEN:
        old, new = VALUES[key]
        assert rules_at(call, root) == []
        line = f"{key}: {old}\n"
        without = begun.removeprefix("---\n").replace(line, "")
        at.write_text(f"---\n{key}: {new}\n{without}", "utf-8")
        found = rules_at(call, root)
        assert found == rules_at(call, root, "--no-cache"), key
        stale |= {key} if found else set()
        at.write_text(begun, "utf-8")
    assert stale


def rated(reads: tuple[str, ...]) -> MocKind:
    """A kind that shows a key that no option of a MOC names."""

    def collect(view: MocView, listing: Listing, source: str) -> tuple[str, ...]:
        column = view.column("rating")
        return tuple(sorted(text for texts in column.values() for text in texts))

    return MocKind(
        about="ratings",
        collect=collect,
        render=lambda _, found, __: f"\n{', '.join(found)}\n\n",
        reads=lambda _, __: reads,
    )


def test_key_that_no_option_names_is_seen_to_change(vault, call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(moc_kinds(), "health", rated(("rating",)))
    root = vault(files("kind: health, note: M.md"))
    call("fix", root)
    assert "\n3, 4\n" in (root / "M.md").read_text("utf-8")
    (root / "A.md").write_text(note(rating="5"), "utf-8")
    assert rules_at(call, root) == rules_at(call, root, "--no-cache") != []
    call("fix", root)
    assert "\n4, 5\n" in (root / "M.md").read_text("utf-8")


def test_key_that_a_kind_does_not_say_it_reads_can_t_be_read(
    vault, call, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(moc_kinds(), "health", rated(("date",)))
    root = vault(files("kind: health, note: M.md"))
    done = call("check", root)
    assert done.returncode == 2
    assert b"`health` is a kind of MOC whose `reads` does not name `rating`" in done.stderr


@pytest.mark.parametrize("kind", KINDS)
def test_kind_that_does_not_say_what_it_reads_fails(
    vault, call, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    moc = KINDS[kind][1 if kind == "home" else 0]
    others = '  - {name: o, note: "O/{value}.md", each: tags}\n' if kind == "home" else ""
    root = vault(files(f"kind: {kind}, {moc}", others))
    call("fix", root)
    monkeypatch.setitem(moc_kinds(), kind, replace(moc_kinds()[kind], reads=lambda _, __: ()))
    done = call("check", root, "--no-cache")
    assert (done.returncode, b"`reads` does not name" in done.stderr) == (2, True)


def test_kind_that_lists_notes_sees_no_others(vault, call, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is not rendered again when others change."""

    def collect(view: MocView, listing: Listing, source: str) -> tuple[str, ...]:
        column = view.column("rating")
        assert [*column] == [note.path for note in view.notes] == sorted(listing.members)
        with pytest.raises(KeyError):
            view.note("Water.md")
        with pytest.raises(KeyError):
            column["Water.md"]
        return tuple(text for path in column for text in column[path])

    monkeypatch.setitem(moc_kinds(), "notes", replace(rated(("rating",)), collect=collect, lists_notes=True))
    root = vault(files("kind: notes, note: M.md, source: {where: {state: draft}}"))
    call("fix", root)
    assert "\n3, 4\n" in (root / "M.md").read_text("utf-8")


def test_kind_that_lists_mocs_sees_their_notes_alone(vault, call, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is rendered again when others are listed, not when they change."""

    def collect(view: MocView, listing: Listing, source: str) -> tuple[str, ...]:
        column = view.column("rating")
        assert [*column] == [note.path for note in view.notes] == sorted(view.moc_notes)
        with pytest.raises(KeyError):
            view.note("Water.md")
        with pytest.raises(KeyError):
            column["Water.md"]
        return tuple(column)

    monkeypatch.setitem(moc_kinds(), "home", replace(rated(("rating",)), collect=collect, lists_mocs=True))
    root = vault(files("kind: home, note: M.md"))
    call("fix", root)
    assert "\nM.md\n" in (root / "M.md").read_text("utf-8")
