"""The laws of MOCs in vaults that change at random: the owner's text stays, and ours is correct."""

import random
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from often import long, often
from vaults import fixed, texts, write
from written_links import links_in

from vault_tools.config.config import load_config
from vault_tools.lint.engine import fix
from vault_tools.mocs.index import MocIndex
from vault_tools.note.generated import Markers, read_markers
from vault_tools.note.note import Note
from vault_tools.session.one_note import Mode
from vault_tools.session.run import notes_below, run
from vault_tools.vault.facts import facts_of
from vault_tools.vault.links import LinkIndex
from vault_tools.vault.vault import Vault

FIX = Mode(fix=True, write=True)
CONFIG = """
keys: {tags: {type: tags}, status: {type: text}}
mocs:
  - {name: home, kind: home, note: Home.md}
  - {name: all, note: All.md, group-by: status, sort: -date}
  - {name: tags, each: tags, note: "MOC/{value}.md", min: 1, show: table, columns: [date, status]}
  - {name: linked, note: Linked.md, source: {links-from: All}}
  - {name: health, kind: health, note: Health.md}
rules: {ignore: [broken-link]}
"""
"""If a marker is broken, the text in the block is the owner's, where `broken-link` may redirect a link to a
moved note as anywhere else. Every other rule obeys the laws."""
LOADED = load_config(CONFIG)
NAMES = ["A", "b c", "C#", "d|e", "啤酒", "a"]
WORDS = [
    "Mine.\n",
    "\r\n",
    "%% mine %%\n",
    "[[A]] ",
    "```\ncode\n```\n",
    "# Head\n",
    "- item\n",
    "%% Begin Waypoint %%\n",
]


def block(name: str) -> str:
    return f"%% vault-tools:begin {name} %%\n%% vault-tools:end {name} %%\n"


def markers_of(text: str) -> Markers:
    return read_markers(text, Note("Note.md", text).body_start)


def owners_text(text: str) -> str:
    """A note's text with our blocks emptied; unchanged if a marker is broken."""
    markers = markers_of(text)
    for part in reversed(markers.blocks if not markers.broken else ()):
        text = text[: part.content.start] + text[part.content.end :]
    return text


class Life:
    """A vault that its owner edits at random between fix runs."""

    def __init__(self, root: Path, seed: int) -> None:
        self.root, self.rng = root, random.Random(seed)
        marked = {
            f"{n}.md": f"Above {n}.\n{block(n.lower())}Below.\n" for n in ("Home", "All", "Linked", "Health")
        }
        write(root, marked, CONFIG)

    def edit(self) -> None:
        self.rng.choice([self.write_note, self.write_note, self.type_words, self.rename, self.delete])()

    def write_note(self) -> None:
        tags = self.rng.sample(["beer", "Beer", "beer/lager", "wine", "x y"], self.rng.randrange(4))
        lines = [
            f"title: {self.rng.choice(NAMES)!r}",
            f"tags: {tags}",
            f"status: {self.rng.choice(['draft', 'done'])}",
        ]
        lines += [f"date: 202{self.rng.randrange(6)}-01-01"]
        folder = self.rng.choice(["", "Notes/", "Deep/er/"])
        text = "\n".join(["---", *lines, "---", *self.rng.choices(WORDS, k=2)])
        write(self.root, {f"{folder}{self.rng.choice(NAMES)}.md": text})

    def type_words(self) -> None:
        """Insert words into any note, including MOCs, at the start of a line outside of the markers, or into
        our text."""
        path = self.rng.choice(sorted(texts(self.root)))
        text = (self.root / path).read_bytes().decode()
        starts = [0, *(match.end() for match in re.finditer("\n", text))]
        starts = [start for start in starts if start >= Note(path, text).body_start]
        place = self.rng.choice(starts or [len(text)])
        words = self.rng.choice(WORDS) if self.rng.random() < 0.97 else "%% vault-tools:begin home %%\n"
        (self.root / path).write_bytes((text[:place] + words + text[place:]).encode())

    def rename(self) -> None:
        path = self.root / self.rng.choice(sorted(texts(self.root)))
        target = self.root / self.rng.choice(["", "Moved/"]) / f"{self.rng.choice([*NAMES, path.stem])}.md"
        if not target.exists():
            target.parent.mkdir(exist_ok=True)
            path.rename(target)

    def delete(self) -> None:
        paths = sorted(texts(self.root))
        if len(paths) > 9:
            (self.root / self.rng.choice(paths)).unlink()


def bytes_of(root: Path) -> dict[str, str]:
    return {p.relative_to(root).as_posix(): p.read_bytes().decode() for p in sorted(root.rglob("*.md"))}


@pytest.mark.parametrize("seed", [0, 1, long(2), long(3)])
def test_owners_text_outlives_edits_renames_and_fix_runs(tmp_path: Path, monkeypatch, seed: int) -> None:
    """No fix changes a byte of the owner's text or deletes a note, in a thousand runs in CI."""
    monkeypatch.setattr("os.fsync", lambda descriptor: None)  # a quarter of the time; no power fails here
    life, config, done, runs = Life(tmp_path, seed), LOADED, 0, often(12, 250)
    for _ in range(runs):
        life.edit()
        before = bytes_of(tmp_path)
        notes = notes_below(tmp_path, config, [tmp_path])
        done += sum(len(o.fixed) for o in run(tmp_path, config, notes, FIX, folders=[""]))
        after = bytes_of(tmp_path)
        for path, text in before.items():
            body, kept = Note(path, text).body_start, Note(path, after[path])
            assert owners_text(after[path])[kept.body_start :] == owners_text(text)[body:]
        assert all(path.startswith("MOC/") for path in after.keys() - before.keys())
    assert done > runs
    assert fixed(tmp_path) == []
    assert_links_lead_to_notes(tmp_path)


def assert_links_lead_to_notes(root: Path) -> None:
    notes = texts(root)
    links = LinkIndex(notes)
    for path, text in notes.items():
        markers = markers_of(text)
        for part in markers.blocks if not markers.broken else ():
            for link in links_in(part.content.of(text)):
                assert links.resolve(link.target, path), (path, link)


PIECES = st.sampled_from(
    [
        block("home"),
        block("all"),
        block("nobody"),
        "%% vault-tools:begin all %%\n",
        "%% vault-tools:end all %%\n",
    ]
    + [
        "%% vault-tools:begin tags/beer %%",
        "```\n",
        "%% Begin Waypoint %%\n",
        "%% End Waypoint %%\n",
        "<!--\n",
    ]
    + ["> ", "\r\n", "\n", "    ", "%%", "Mine.", "---\n", "[[A]]", "\ufeff", "\u2028"]
)


@given(st.lists(PIECES, max_size=14).map("".join), st.booleans())
def test_only_what_stands_between_whole_markers_changes(text: str, windows: bool) -> None:
    config = LOADED
    note = Note("Home.md", text.replace("\n", "\r\n") if windows else text)
    others = [Note("A.md", "---\ntags: [beer]\n---\n"), Note("All.md", block("all"))]
    vault = Vault({n.path: facts_of(n) for n in (note, *others)}, config.schema_for)
    rules = [rule for rule in config.rules if rule.name in ("stale-moc", "broken-moc-markers")]
    done = fix(note, rules, config.schema_for(note.path), vault)
    assert owners_text(done.note.text) == owners_text(note.text)
    named = {part.name for part in markers_of(note.text).blocks}
    broken = bool(markers_of(note.text).broken) or not named <= {"home", "all"}
    assert (done.note.text == note.text) is (broken or not named)
    assert broken is any(d.rule == "broken-moc-markers" for d in done.left)
    assert fix(done.note, rules, config.schema_for(note.path), vault).applied == ()


@given(st.permutations(range(8)), st.integers(0, 7))
def test_order_of_the_notes_is_nowhere_to_be_seen(order: list[int], seed: int) -> None:
    rng, config = random.Random(seed), LOADED
    notes = [
        Note(f"{n % 3}/{rng.choice(NAMES)}{n // 3}.md", f"---\ntags: {rng.sample(['a', 'A', 'b'], 2)}\n---\n")
        for n in range(8)
    ]
    shown = []
    for picked in (range(8), order):
        facts = {notes[n].path: facts_of(notes[n]) for n in picked}
        index = Vault(facts, config.schema_for).once(MocIndex)
        shown.append([(x.name, x.path, index.text(x, x.path)) for x in index.listings])
    assert shown[0] == shown[1]
