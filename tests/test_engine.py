"""The engine does not trust its rules: a lying or endless rule loses its fix, and no note loses a byte."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import SimpleNamespace

import pytest
from each_of import each_of

from vault_tools.config.config import Config, load_config
from vault_tools.disk.vault_files import read_note
from vault_tools.lint.engine import (
    MAX_OF_A_RULE,
    DidNotConverge,
    RuleFailed,
    check,
    check_in_vault,
    fix,
)
from vault_tools.lint.levels import Confidence
from vault_tools.lint.rule import ConclusionRule, Diagnostic, NoteRule, Rule, VaultRule
from vault_tools.note.frontmatter_edit import END, REMOVED, Intent, Rewrite
from vault_tools.note.note import Note
from vault_tools.note.text import Edit, Span
from vault_tools.session.one_note import Mode
from vault_tools.session.run import notes_below, run
from vault_tools.vault.facts import NoteFacts, facts_of
from vault_tools.vault.schema import Schema
from vault_tools.vault.vault import Vault

NOTE = "---\ntitle: Porter\nstatus: draft\ntags: [ai, beer]\n---\nRoasted malt.\n\nMore of it.\n"
Offer = Callable[[Note], Sequence[Rewrite]]


@dataclass(frozen=True, kw_only=True)
class Lying(NoteRule):
    """Offers the given rewrites as safe fixes, each at its first edit."""

    examples = ()
    offer: Offer

    def check(self, note: Note, schema: Schema) -> Iterator[Diagnostic]:
        for rewrite in self.offer(note):
            yield self.report(note, rewrite.edits[0].span, "wants something", rewrite)


class Lying2(Lying):
    """Another rule, for conflicts."""


def swap(note: Note, old: str, new: str) -> Edit:
    """Replace the first occurrence of a text."""
    start = note.text.index(old)
    return Edit(Span(start, start + len(old)), new)


def once(old: str, new: str, *intents: Intent) -> Offer:
    """Offer one replacement as long as the old text is present."""
    return lambda note: [Rewrite((swap(note, old, new),), intents)] if old in note.text else []


LIES: dict[str, tuple[str, Offer]] = {
    "another-value-than-it-says": (NOTE, once("draft", "evergreen", Intent("status", "done"))),
    "a-value-that-it-does-not-name": (NOTE, once("draft", "done")),
    "another-key-as-well": (
        NOTE,
        once("Porter\nstatus: draft", "Stout\nstatus: done", Intent("status", "done")),
    ),
    "another-type": (NOTE, once("draft", "7", Intent("status", "7"))),
    "an-item-that-it-does-not-name": (NOTE, once("beer", "ale")),
    "another-item-of-the-list": (NOTE, once("beer", "ale", Intent("tags", "ale", 0))),
    "a-key-removed-that-stays": (NOTE, once("draft", "draft ", Intent("status", REMOVED))),
    "a-key-lost": (NOTE, once("status: draft\n", "")),
    "a-key-added": (NOTE, once("status: draft\n", "status: draft\nnew: 1\n")),
    "broken-yaml": (NOTE, once("draft", "[draft", Intent("status", "[draft"))),
    "a-duplicate-key": (NOTE, once("title: Porter\n", "title: Porter\ntitle: Porter\n")),
    "template-code": (NOTE, once("draft", "'{{draft}}'", Intent("status", "{{draft}}"))),
    "the-end-of-the-block-moved-up": (NOTE, once("status: draft\n", "---\nstatus: draft\n")),
    "the-body-taken-into-the-block": (NOTE, once("---\nRoasted malt.\n", "note: Roasted malt.\n---\n")),
    "a-line-of-the-body-eaten": (
        NOTE,
        lambda note: [Rewrite((swap(note, "]\n---\nRoasted malt.\n", "]\n---\n"),), ())],
    ),
    "no-block-any-more": (NOTE, once("---\ntitle", "title")),
    "a-new-block-that-drops-text": (
        "Roasted malt.\nMore.\n",
        lambda note: [Rewrite((Edit(Span(0, 14), "---\nstatus: new\n---\n"),), (Intent("status", "new"),))],
    ),
    "a-new-block-that-drops-indentation": (
        "    Roasted malt, as code.\n",
        lambda note: [Rewrite((Edit(Span(0, 4), "---\nstatus: new\n---\n"),), (Intent("status", "new"),))],
    ),
    "a-broken-block-that-loses-a-key": (
        "---\ntitle: [a\nstatus: draft\n---\nText.\n",
        once("title: [a\nstatus: draft", "title: a", Intent("title", "b")),
    ),
    "a-block-broken-as-its-only-key-goes": (
        "---\nstatus: draft\n---\nText.\n",
        once("status: draft", "[", Intent("status", REMOVED)),
    ),
    "a-broken-block-that-is-left-broken": (
        "---\ntitle: [a\nstatus: draft\n---\nText.\n",
        once("status: draft\n", "", Intent("status", REMOVED)),
    ),
    "a-broken-block-that-stays-broken": (
        "---\ntitle: [a\nstatus: draft\n---\nText.\n",
        once("[a", "[[a", Intent("title", "a")),
    ),
}


@each_of("name", LIES)
def test_fix_that_does_anything_but_what_it_says_is_withheld(name: str) -> None:
    text, offer = LIES[name]
    note = Note("Note.md", text)
    said = check(note, [Lying(offer=offer)], Schema())
    assert [d.fix for d in said] == [None]
    done = fix(note, [Lying(offer=offer)], Schema(), unsafe=True)
    assert done.note.text == text
    assert done.applied == ()
    assert len(done.left) == 1


@pytest.mark.parametrize("name", LIES)
def test_file_of_a_lying_rule_is_untouched(name: str, tmp_path: Path) -> None:
    text, offer = LIES[name]
    assert written(tmp_path, text, Lying(offer=offer)) == text


def written(root: Path, text: str, *rules: Rule) -> str:
    """A note on disk after a fix with these rules."""
    (root / ".obsidian").mkdir()
    (root / "Note.md").write_text(text, "utf-8", newline="")
    config: Config = replace(load_config(""), rules=rules)
    list(run(root, config, notes_below(root, config, [root]), Mode(fix=True, unsafe=True, write=True)))
    return read_note(root, "Note.md").text


def test_honest_fix_goes_in_beside_a_lie(tmp_path: Path) -> None:
    honest = once("draft", "done", Intent("status", "done"))
    lie = once("Porter", "Stout")
    expected = NOTE.replace("draft", "done")
    assert written(tmp_path, NOTE, Lying(offer=honest), Lying2(offer=lie)) == expected


@pytest.mark.parametrize(("long", "proofs"), [("", 64), ("x" * 30_000, 8)], ids=["short", "long"])
def test_fix_that_is_not_proved_in_time_is_not_offered(long: str, proofs: int) -> None:
    """The number of parses that verify fixes is limited; all of these fixes concern one place."""
    note = Note("Note.md", NOTE.replace("Porter", f"Porter{long}"))
    lie, honest = once("draft", "done"), once("draft", "done", Intent("status", "done"))
    for lies, is_offered in ((proofs - 1, True), (proofs, False)):
        offer: Offer = lambda note, lies=lies: [*lie(note)] * lies + [*honest(note)]  # type: ignore[misc]  # noqa: E731
        said = check(note, [Lying(offer=offer)], Schema())
        assert (len(said), any(found.fix for found in said)) == (lies + 1, is_offered)


def test_two_honest_fixes_that_lie_together_do_not_go_in_together() -> None:
    """Each renames a key to the name that the other gives another key."""

    def renamed(note: Note) -> Sequence[Rewrite]:
        names = [name for name in ("a", "b") if f"{name}: " in note.text]
        return [
            Rewrite((swap(note, f"{n}: ", "c: "),), (Intent(n, REMOVED), Intent("c", 1 if n == "a" else 2)))
            for n in names
        ]

    done = fix(Note("Note.md", "---\na: 1\nb: 2\n---\n"), [Lying(offer=renamed)], Schema())
    assert done.note.text == "---\nc: 1\nb: 2\n---\n"


def test_overlapping_edits_wait_for_one_another() -> None:
    longer = once("draft", "draft copy", Intent("status", "draft copy"))
    inside = once("raft", "rift", Intent("status", "drift"))
    done = fix(Note("Note.md", NOTE), [Lying(offer=inside)], Schema())
    assert "status: drift\n" in done.note.text
    both = fix(
        Note("Note.md", NOTE),
        [Lying2(offer=lambda note: longer(note) if "copy" not in note.text else []), Lying(offer=inside)],
        Schema(),
    )
    assert "status: draft copy\n" in both.note.text


@pytest.mark.parametrize(
    ("edits", "after"),
    [
        ([("onetwo", "1"), ("twothree", "2")], "1three"),
        ([("onetwothree", "123"), ("two", "2")], "123"),
        ([("two", "2"), ("two", "zwei")], "one2three"),
        ([("one", "1"), ("one", "eins"), ("three", "3")], "1two3"),
    ],
)
def test_overlapping_edits_of_the_body_do_not_go_in_together(
    edits: list[tuple[str, str]], after: str
) -> None:
    """In the body no comparison of values would detect it. The remaining edit has lost its position by the
    next pass."""
    text = f"{NOTE}onetwothree\n"
    offer: Offer = lambda note: [  # noqa: E731
        Rewrite((swap(note, old, new),)) for old, new in edits if note.text == text
    ]
    done = fix(Note("Note.md", text), [Lying(offer=offer)], Schema())
    assert done.note.text == f"{NOTE}{after}\n"


def test_fix_that_waits_holds_up_none_behind_it() -> None:
    """The second fix of a key waits for the next pass; a fix of another key is applied with the first."""
    first, second = (
        once("draft", "done", Intent("status", "done")),
        once("done", "gone", Intent("status", "gone")),
    )
    waits: Offer = lambda note: once("raft", "rift", Intent("status", "drift"))(note) or second(note)  # noqa: E731
    other = once("beer", "ale", Intent("tags", "ale", 1))
    done = fix(Note("Note.md", NOTE), [Lying(offer=first), Lying2(offer=waits), Lying(offer=other)], Schema())
    assert [d.fix.edits[0].new for d in done.applied if d.fix] == ["done", "ale", "gone"]


def tags_of(note: Note) -> list[str]:
    assert note.frontmatter
    return [str(tag) for tag in note.frontmatter.values["tags"]]  # type: ignore[union-attr]


@pytest.mark.parametrize("whole", [(True, True), (True, False), (False, True)], ids=str)
def test_what_a_key_is_as_a_whole_one_fix_says_at_a_time(whole: tuple[bool, bool]) -> None:
    """A fix of another key is applied with the first; two fixes of items would be applied together."""

    def retagged(note: Note, number: int, old: str, new: str) -> Rewrite:
        tags = tags_of(note)
        said = [new if tag == old else tag for tag in tags]
        intent = Intent("tags", said) if whole[number] else Intent("tags", new, tags.index(old))
        return Rewrite((swap(note, old, new),), (intent,))

    def offer(note: Note) -> Sequence[Rewrite]:
        pairs = enumerate((("ai", "hops"), ("beer", "ale")))
        found = [retagged(note, number, *pair) for number, pair in pairs if pair[0] in tags_of(note)]
        return [*found, *once("draft", "done", Intent("status", "done"))(note)]

    done = fix(
        Note("Note.md", NOTE.replace("status: draft\n", "").replace("]", "]\nstatus: draft")),
        [Lying(offer=offer)],
        Schema(),
    )
    assert [d.fix.edits[0].new for d in done.applied if d.fix] == ["hops", "done", "ale"]


def test_keys_that_are_one_key_are_not_added_together() -> None:
    """Each is fine alone; with two of them, Obsidian reads neither."""

    def offer(note: Note) -> Sequence[Rewrite]:
        at = note.body_start - len("---\n")
        named = ("1", "0x1", "0o1") if "1" not in note.text else ()
        return [Rewrite((Edit(Span(at, at), f"{key}: yes\n"),), (Intent(key, "yes"),)) for key in named]

    done = fix(Note("Note.md", NOTE), [Lying(offer=offer)], Schema())
    assert done.note.text == NOTE.replace("]\n", "]\n1: yes\n")


@pytest.mark.parametrize("third", ["", "- hops\n"], ids=["all", "all but one"])
def test_edits_of_two_rules_about_one_key_do_not_go_in_together(third: str) -> None:
    """Each removes the item that the other keeps: together they would remove both."""
    text = f"---\ntags:\n- ai\n- beer\n{third}---\n"
    both = "- ai\n- beer\n"

    def without(item: str, index: int) -> Offer:
        rewrite = lambda note: Rewrite((swap(note, item, ""),), (Intent("tags", REMOVED, index),))  # noqa: E731
        return lambda note: [rewrite(note)] if both in note.text else []

    rules = [Lying(offer=without("- ai\n", 0)), Lying2(offer=without("- beer\n", 1))]
    assert fix(Note("Note.md", text), rules, Schema()).note.text == f"---\ntags:\n- beer\n{third}---\n"


def test_item_that_two_fixes_add_is_added_once() -> None:
    def added(note: Note) -> Sequence[Rewrite]:
        end = note.text.index("]")
        rewrite = Rewrite((Edit(Span(end, end), ", ale"),), (Intent("tags", "ale", END),))
        return [rewrite, rewrite] if "ale" not in note.text else []

    done = fix(Note("Note.md", NOTE), [Lying(offer=added)], Schema())
    assert done.note.text == NOTE.replace("beer]", "beer, ale]")


def test_fixes_of_one_rule_that_would_empty_a_list_together_leave_one_item() -> None:
    def without_each(note: Note) -> Sequence[Rewrite]:
        items = [item for item in ("- ai\n", "- beer\n", "- hops\n") if item in note.text]
        edits = [(swap(note, item, ""), Intent("tags", REMOVED, n)) for n, item in enumerate(items)]
        return [Rewrite((edit,), (intent,)) for edit, intent in edits] if len(items) > 1 else []

    text = "---\ntags:\n- ai\n- beer\n- hops\n---\n"
    done = fix(Note("Note.md", text), [Lying(offer=without_each)], Schema())
    assert done.note.text in {f"---\ntags:\n- {left}\n---\n" for left in ("ai", "beer", "hops")}


def test_rules_that_undo_each_other_leave_the_note_and_are_named(tmp_path: Path) -> None:
    there = once("draft", "done", Intent("status", "done"))
    back = once("done", "draft", Intent("status", "draft"))
    asked = []

    def seen(note: Note) -> Sequence[Rewrite]:
        asked.append(note.text)
        return there(note)

    with pytest.raises(DidNotConverge, match="lying, lying2"):
        fix(Note("Note.md", NOTE), [Lying(offer=seen), Lying2(offer=back)], Schema())
    assert asked == [NOTE, NOTE.replace("draft", "done")], "that it comes round is seen at once"
    assert written(tmp_path, NOTE, Lying(offer=there), Lying2(offer=back)) == NOTE


def test_rule_that_never_ends_is_stopped(tmp_path: Path) -> None:
    def longer(note: Note) -> Sequence[Rewrite]:
        value = str(note.frontmatter.values["status"]) if note.frontmatter else ""
        return [Rewrite((swap(note, value, value + "t"),), (Intent("status", value + "t"),))]

    def up_to_fifty(note: Note) -> Sequence[Rewrite]:
        return longer(note) if "t" * 50 not in note.text else []

    with pytest.raises(DidNotConverge):
        fix(Note("Note.md", NOTE), [Lying(offer=longer)], Schema())
    done = fix(Note("Note.md", NOTE), [Lying(offer=up_to_fifty)], Schema())
    assert (len(done.applied), done.left) == (49, ())
    assert written(tmp_path, NOTE, Lying(offer=longer)) == NOTE


def test_rule_says_so_much_of_a_note_and_no_more() -> None:
    def endless(note: Note) -> Iterator[Rewrite]:
        while True:
            yield Rewrite((Edit(Span(len(note.text), len(note.text)), ""),))

    said = check(Note("Note.md", NOTE), [Lying(offer=endless)], Schema())  # type: ignore[arg-type]
    assert len(said) == MAX_OF_A_RULE


def test_rule_that_raises_is_named_with_the_note() -> None:
    def crash(note: Note) -> Sequence[Rewrite]:
        raise KeyError("hop")

    with pytest.raises(RuleFailed, match=r"Note\.md: rule `lying` failed"):
        check(Note("Note.md", NOTE), [Lying(offer=crash)], Schema())


def test_unsafe_fix_waits_until_it_is_asked_for() -> None:
    class Unsafe(Lying):
        def check(self, note: Note, schema: Schema) -> Iterator[Diagnostic]:
            for found in super().check(note, schema):
                assert found.fix
                yield replace(found, fix=replace(found.fix, safe=False))

    rule = Unsafe(offer=once("draft", "done", Intent("status", "done")))
    assert fix(Note("Note.md", NOTE), [rule], Schema()).note.text == NOTE
    assert "status: done" in fix(Note("Note.md", NOTE), [rule], Schema(), unsafe=True).note.text


def test_less_confidence_than_asked_for_is_neither_said_nor_fixed() -> None:
    class Unsure(Lying):
        def check(self, note: Note, schema: Schema) -> Iterator[Diagnostic]:
            for found in super().check(note, schema):
                yield replace(found, confidence="low")

    rule = Unsure(offer=once("draft", "done", Intent("status", "done")))
    assert check(Note("Note.md", NOTE), [rule], Schema()) == ()
    assert fix(Note("Note.md", NOTE), [rule], Schema()).note.text == NOTE
    assert len(check(Note("Note.md", NOTE), [rule], Schema(), least="low")) == 1
    assert "status: done" in fix(Note("Note.md", NOTE), [rule], Schema(), least="low").note.text


@dataclass(frozen=True, kw_only=True)
class Concluding(ConclusionRule):
    """Reports how many diagnostics it was given."""

    examples = ()

    def check(self, note: Note, schema: Schema, found: Sequence[Diagnostic]) -> Iterator[Diagnostic]:
        yield self.report(note, Span(0, 0), f"{len(found)} found")


@pytest.mark.parametrize(("confidence", "count"), [("low", 0), ("medium", 1), ("high", 1)])
@pytest.mark.parametrize("is_said", [True, False])
def test_conclusions_are_drawn_from_what_is_sure_enough(
    confidence: Confidence, count: int, is_said: bool
) -> None:
    """Whichever rules are reported."""

    class Sure(Lying):
        def check(self, note: Note, schema: Schema) -> Iterator[Diagnostic]:
            yield self.report(note, Span(0, 1), "is so", confidence=confidence)

    rule, note = Sure(offer=list), Note("Note.md", NOTE)
    rules, evidence = ([rule, Concluding()], []) if is_said else ([Concluding()], [rule])
    said = check(note, rules, Schema(), evidence=evidence, least="low")
    assert f"{count} found" in [found.message for found in said]


@dataclass(frozen=True, kw_only=True)
class OfTheVault(VaultRule):
    """Offers the given rewrites, as a vault-wide rule."""

    examples = ()
    offer: Offer
    confidence: Confidence = "high"

    def check(self, facts: NoteFacts, schema: Schema, vault: Vault) -> Iterator[Diagnostic]:
        for rewrite in self.offer(facts.note):
            span = rewrite.edits[0].span
            yield self.report(facts.note, span, "wants something", rewrite, confidence=self.confidence)


def in_vault(text: str, rule: VaultRule, *, least: Confidence = "medium") -> tuple[list[bool], str]:
    """(for each diagnostic of a vault-wide rule, whether it has a fix; the note after the fixes)."""
    facts = facts_of(Note("Note.md", text))
    vault = Vault({"Note.md": facts}, lambda path: Schema())
    said = check_in_vault(facts, [rule], Schema(), vault, least=least)
    fixed = fix(Note("Note.md", text), [rule], Schema(), vault, least=least)
    return [d.fix is not None for d in said], fixed.note.text


def test_rule_of_the_vault_is_trusted_no_more() -> None:
    honest = once("draft", "done", Intent("status", "done"))
    assert in_vault(NOTE, OfTheVault(offer=honest)) == ([True], NOTE.replace("draft", "done"))
    assert in_vault(NOTE, OfTheVault(offer=once("draft", "done"))) == ([False], NOTE)
    unsure = OfTheVault(offer=honest, confidence="low")
    assert in_vault(NOTE, unsure) == ([], NOTE)
    assert in_vault(NOTE, unsure, least="low") == ([True], NOTE.replace("draft", "done"))
    ignored = NOTE.replace("title", "vault-tools-ignore: all\ntitle")
    assert in_vault(ignored, OfTheVault(offer=honest)) == ([], ignored)


def test_rule_of_the_vault_sees_who_is_mentioned_in_a_note_that_is_fixed() -> None:
    class OfMentions(OfTheVault):
        def check(self, facts: NoteFacts, schema: Schema, vault: Vault) -> Iterator[Diagnostic]:
            return super().check(facts, schema, vault) if facts.mentions else iter(())

    rule = OfMentions(offer=once("draft", "done", Intent("status", "done")))
    found = SimpleNamespace(find=lambda *_: {"people": frozenset(["Ada"])})
    for finder, expected in ((found, NOTE.replace("draft", "done")), (None, NOTE)):
        vault = Vault({}, lambda path: Schema(), finder=finder)  # type: ignore[arg-type]
        assert fix(Note("Note.md", NOTE), [rule], Schema(), vault).note.text == expected


def test_what_is_left_after_fixing_is_told_as_often_as_by_a_check() -> None:
    class Told(Lying):
        def check(self, note: Note, schema: Schema) -> Iterator[Diagnostic]:
            for at in range(MAX_OF_A_RULE + 5):
                yield self.report(note, Span(at, at), "is told")

    note = Note("Note.md", "hops " * MAX_OF_A_RULE)
    assert len(check(note, [Told(offer=list)], Schema())) == MAX_OF_A_RULE
    assert len(fix(note, [Told(offer=list)], Schema()).left) == MAX_OF_A_RULE


def test_what_is_known_to_be_wrong_is_not_found_again() -> None:
    asked = []

    def offer(note: Note) -> Sequence[Rewrite]:
        asked.append(note.text)
        return once("draft", "done", Intent("status", "done"))(note)

    note, rules = Note("Note.md", NOTE), [Lying(offer=offer)]
    fixed = fix(note, rules, Schema(), said=check(note, rules, Schema()))
    assert asked == [NOTE, fixed.note.text]
    assert fixed == fix(note, rules, Schema())


def test_byte_order_mark_and_line_ends_outside_of_an_edit_stay(tmp_path: Path) -> None:
    data = b"\xef\xbb\xbf" + NOTE.replace("\n", "\r\n").encode()
    (tmp_path / ".obsidian").mkdir()
    (tmp_path / "Note.md").write_bytes(data)
    rule = Lying(offer=once("draft", "done", Intent("status", "done")))
    config = replace(load_config(""), rules=(rule,))
    list(run(tmp_path, config, notes_below(tmp_path, config, [tmp_path]), Mode(fix=True, write=True)))
    assert (tmp_path / "Note.md").read_bytes() == data.replace(b"draft", b"done")
