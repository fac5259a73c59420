"""The vault health MOC: correct counts, the worst first, links to existing headings."""

import json
import re
from pathlib import Path

import pytest
from each_of import each_of
from vaults import fixed, texts, write
from written_links import headings_in, links_in, same_heading

from vault_tools.config.config import load_config
from vault_tools.lint.flags import with_flags
from vault_tools.lint.rule import Diagnostic
from vault_tools.mocs.index import MocIndex
from vault_tools.mocs.kinds import health
from vault_tools.note.note import Note
from vault_tools.note.text import Span, place_of
from vault_tools.vault.facts import NoteFacts, facts_of
from vault_tools.vault.links import LinkIndex
from vault_tools.vault.vault import Vault

CONFIG = """
keys: {status: {type: text, values: [evergreen, draft]}, date: {type: date, required: true}}
mocs: [{name: health, kind: health, note: Health.md}]
"""
HEALTH = "%% vault-tools:begin health %%\n%% vault-tools:end health %%\n"


def flagged(
    note: Note, *places: str, rule: str = "untranslated-section", severity: str = "warning"
) -> NoteFacts:
    """The facts of a note with a section diagnostic at each of these texts."""
    found = []
    for text in places:
        start = note.text.index(text)
        span = Span(start, start + len(text))
        place, message = place_of(note.text, span), f"`{text}` is wrong"
        found.append(Diagnostic(rule, severity, note.path, span, place, message, section=("x",)))  # type: ignore[arg-type]
    return with_flags(facts_of(note), note, found)


def health_of(*facts: NoteFacts, config: str = CONFIG) -> str:
    vault = Vault({fact.path: fact for fact in facts}, load_config(config).schema_for)
    index = vault.once(MocIndex)
    listing = index.listing("health")
    assert listing
    return index.text(listing, "Health.md")


HEADINGS = [
    "Life",
    "The *first* year: 1/2",
    "C# & `F#`",
    "A | B",
    "See [[Malt|malt]] ^x",
    "100 %% sure",
    "生活：第一年 #1",
]


@each_of("heading", HEADINGS)
def test_problem_links_to_its_section(heading: str) -> None:
    note = Note("Notes/Ada.md", f"# {heading}\n\nFine.\n\n## {heading}\n\nHere it is.\n\n# Later\n")
    text = health_of(flagged(note, "Here it is"))
    (_, link) = links_in(text)
    assert link.target == "Ada"
    assert [same_heading(part) for part in link.headings] == headings_in(note.text)[:2]


def test_note_with_an_odd_name_is_linked_as_well() -> None:
    text = health_of(flagged(Note("C#.md", "# On [it]\nHere.\n"), "Here"))
    assert "> - [On \\[it\\]](C%23.md#On%20%5Bit%5D) `untranslated-section` 'Here' is wrong\n" in text


def test_problem_above_all_headings_links_to_none() -> None:
    text = health_of(flagged(Note("Ada.md", "Here.\n# Later\n"), "Here"))
    assert "> - `untranslated-section` 'Here' is wrong\n" in text


def test_worst_note_comes_first() -> None:
    notes = [
        flagged(Note("One warning.md", "a"), "a"),
        flagged(Note("Two warnings.md", "a b"), "a", "b"),
        flagged(Note("An error.md", "a"), "a", severity="error"),
        flagged(Note("Also one.md", "a"), "a"),
        facts_of(Note("Healthy.md", "a")),
    ]
    callouts = re.findall(r"^> \[!(\w+)\]- \[\[(.*)\]\] · (\d)$", health_of(*notes), flags=re.MULTILINE)
    assert callouts == [
        ("danger", "An error", "1"),
        ("warning", "Two warnings", "2"),
        ("warning", "Also one", "1"),
        ("warning", "One warning", "1"),
    ]


def test_problems_and_notes_beyond_the_limit_are_counted() -> None:
    words = [f"w{n:02}" for n in range(60)]
    facts = [flagged(Note(f"{n}.md", " ".join(words)), *words) for n in range(3)]
    text = health_of(*facts, config=CONFIG.replace("kind: health", "kind: health, limit: 2"))
    assert text.count("> - and 10 more\n") == 2
    assert text.endswith("\n\nand 1 more\n\n### untranslated-section\n\n- [[2]] · 60\n\n")
    assert "| [untranslated-section](#untranslated-section) | 180 |" in text


def test_sections_by_rule_share_the_room_that_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "MAX_BYTES", 4_000)
    rules = ["untranslated-section", "mislabelled-original", "truncated-section", "generation-residue"]
    facts = [flagged(Note(f"{rule} {n}.md", "a"), "a", rule=rule) for rule in rules for n in range(100)]
    text = health_of(*facts, config=CONFIG.replace("kind: health", "kind: health, limit: 1"))
    assert text.count("### ") == len(rules)
    assert len(text.encode()) <= 4_000


def test_healthy_vault_says_so_in_its_own_words() -> None:
    config = CONFIG.replace("kind: health", 'kind: health, texts: {healthy: "全部正常。"}')
    assert health_of(facts_of(Note("A.md", "")), config=config) == "\n全部正常。\n\n"


def charts(text: str) -> list[tuple[dict, list[str]]]:
    """(settings, lines) of each Mermaid chart."""
    found = re.findall(r"```mermaid\n%%\{init: ([^\n]*)\}%%\n(.*?)\n```", text, flags=re.DOTALL)
    return [(json.loads(settings), [line.strip() for line in lines.split("\n")]) for settings, lines in found]


def test_counts_stand_in_tables_and_charts() -> None:
    draft, evergreen = "---\nstatus: draft\n---\na b", "---\nstatus: evergreen\n---\n"
    notes = [
        flagged(Note("A.md", draft), "a", "b"),
        flagged(Note("B.md", draft), "a", rule="truncated-section"),
        facts_of(Note("C.md", evergreen)),
        facts_of(Note("D.md", "")),
        facts_of(Note("Health.md", HEALTH)),
    ]
    text = health_of(*notes)
    assert "| draft | 2 |\n| Other | 1 |\n| evergreen | 1 |\n" in text
    assert "| untranslated-section | 2 |\n| truncated-section | 1 |\n" in text
    (_, pie), (settings, bars) = charts(text)
    assert pie == ["pie showData", '"draft" : 2', '"Other" : 1', '"evergreen" : 1']
    assert bars == [
        "xychart-beta horizontal",
        'x-axis ["untranslated-section", "truncated-section"]',
        'y-axis "number" 0 --> 10',
        "bar [2, 1]",
    ]
    assert settings["themeVariables"]["xyChart"]["backgroundColor"] == "transparent"


def test_odd_status_breaks_no_chart() -> None:
    notes = [
        facts_of(Note(f"{n}.md", f"---\nstatus: {status}\n---\n"))
        for n, status in enumerate(["'a\"b'", "'x; y #1'", "'%%'", "'```'", "'[a](b)'"])
    ]
    (_, pie), *_ = charts(health_of(*notes))
    labels = [re.fullmatch(r'"([^"`#;%\[\]<>]+)" : 1', line) for line in pie[1:]]
    assert len(labels) == 5
    assert all(labels)


# On disk

NOTES = {
    "Health.md": HEALTH,
    "Good.md": "---\ndate: 2025-03-07\nstatus: draft\n---\nText.\n",
    "Bad.md": "---\ndate: 03/04/2025\n---\nText.\n",
}


def test_counts_are_those_of_the_vaults_own_rules(tmp_path: Path) -> None:
    """Whichever rules a run selects: otherwise `--select` would write a healthy vault."""
    root = write(tmp_path, NOTES, CONFIG)
    fixed(root)
    text = texts(root)["Health.md"]
    assert "> [!danger]- [[Bad]] · 1\n> - `malformed-date` '03/04/2025' can be read with the day" in text
    assert fixed(root) == []


def test_run_that_selects_other_rules_leaves_it_as_it_is(tmp_path: Path, call) -> None:
    root = write(tmp_path, NOTES, CONFIG)
    fixed(root)
    assert call("fix", "--select", "stale-moc", root).returncode == 0
    done = call("check", "--select", "stale-moc", root)
    assert done.stdout == b""


def test_mended_note_is_healthy_in_the_same_run(tmp_path: Path) -> None:
    root = write(tmp_path, NOTES | {"Bad.md": "---\ndate: 2025/3/7\n---\nText.\n"}, CONFIG)
    done = fixed(root)
    assert len(done) == 2
    assert "No note has a problem." in texts(root)["Health.md"]


def test_links_of_the_health_note_resolve(tmp_path: Path) -> None:
    bad = "---\ndate: soon\n---\n"
    root = write(tmp_path, {"Health.md": HEALTH, "A/Same.md": bad, "B/Same.md": bad, "啤酒.md": bad}, CONFIG)
    fixed(root)
    links = LinkIndex(texts(root))
    found = [links.resolve(link.target, "Health.md") for link in links_in(texts(root)["Health.md"])]
    assert sorted(map(str, found)) == [
        "A/Same.md",
        "B/Same.md",
        "啤酒.md",
    ]
