"""What is reported about a text for a flagged section, and why: in this process, one note at a time."""

from collections.abc import Callable, Sequence
from functools import partial

import pytest
from test_submit import EN, FOLD, NORWEGIAN, TALK, WHOLE, ZH

from vault_tools.config.config import load_config
from vault_tools.lint.engine import check
from vault_tools.lint.flagged import flagged_sections, section_hash
from vault_tools.lint.levels import Confidence
from vault_tools.lint.rule import Diagnostic, SectionRule, registry
from vault_tools.lint.submission import Answer, Submission, submitted
from vault_tools.note.note import Note
from vault_tools.note.text import Span
from vault_tools.sections.layout import layout_of

CONFIG = load_config("language: zh\n")
SCHEMA = CONFIG.schema_for("Malt.md")
JUDGE = partial(
    check, rules=[rule for rule in CONFIG.rules if isinstance(rule, SectionRule)], schema=SCHEMA, least="low"
)
SHORT = "水烧干了。"
CONDENSED = WHOLE.replace(ZH, SHORT)


def flags(text: str) -> list[dict[str, object]]:
    note = Note("Malt.md", text)
    found = check(note, CONFIG.rules, SCHEMA, least="medium")
    return list(flagged_sections(note, SCHEMA, found))


def given(
    text: str, texts: Sequence[str], judge: Callable[[Note], Sequence[Diagnostic]] = JUDGE
) -> tuple[str, list[Answer]]:
    """(the note's text, the answers), given a text for each flag."""
    each = [
        Submission(str(r["id"]), str(r["section_sha256"]), new)
        for r, new in zip(flags(text), texts, strict=True)
    ]
    note, answers = submitted(Note("Malt.md", text), SCHEMA, judge, each)
    return note.text, answers


def reason(text: str, new: str) -> str:
    after, [answer] = given(text, [new])
    assert (after == text) == (answer.state == "refused")
    return answer.reason


@pytest.mark.parametrize("order", [1, -1], ids=["as they stand", "the last first"])
def test_texts_for_one_note_come_in_any_order(order: int) -> None:
    text = CONDENSED.replace(TALK[1][1], TALK[1][0])
    records = flags(text)
    texts = {"第二段": TALK[1][1], "第三段": ZH}
    each = [
        Submission(str(r["id"]), str(r["section_sha256"]), texts[r["section"][0]])  # type: ignore[index]
        for r in records[::order]
    ]
    note, answers = submitted(Note("Malt.md", text), SCHEMA, JUDGE, each)
    assert [answer.state for answer in answers] == ["written", "written"]
    assert note.text == WHOLE
    layout = layout_of(note, SCHEMA)
    starts = [WHOLE.index(texts[r["section"][0]]) for r in records[::order]]  # type: ignore[index]
    assert [a.section_sha256 for a in answers] == [section_hash(layout, Span(at, at)) for at in starts]


ENDS = {
    "a comma": (ZH.rstrip("。") + "，", "stops in the middle of a sentence"),
    "no full stop": (ZH.rstrip("。"), "stops without a full stop"),
    "dots": (ZH.rstrip("。") + "……", ""),
    "a full stop": (ZH, ""),
}


@pytest.mark.parametrize(("new", "said"), ENDS.values(), ids=ENDS)
def test_text_ends_as_its_original_does(new: str, said: str) -> None:
    assert reason(CONDENSED, new) == said


@pytest.mark.parametrize("end", ["a comma", "no full stop"])
def test_text_may_break_off_where_its_speaker_is_interrupted(end: str) -> None:
    interrupted = EN.rstrip(".") + " and"
    assert reason(CONDENSED.replace(EN, interrupted), ENDS[end][0]) == ""


def test_text_may_lack_a_full_stop_where_its_original_does() -> None:
    assert reason(CONDENSED.replace(EN, EN.rstrip(".")), ZH.rstrip("。")) == ""


ORIGINALS = {
    "beside a short translation": CONDENSED,
    "in the place of its translation": WHOLE.replace(ZH, EN),
    "above its fold": WHOLE.replace(f"{ZH}\n\n{FOLD}", FOLD),
    "alone": WHOLE.replace(f"{ZH}\n\n{FOLD}", f"{EN}\n"),
}


@pytest.mark.parametrize("text", ORIGINALS.values(), ids=ORIGINALS)
def test_original_is_no_translation_of_itself(text: str) -> None:
    assert reason(text, "  ".join(EN.split(" "))) == "is the original again"


@pytest.mark.parametrize("text", ORIGINALS.values(), ids=ORIGINALS)
def test_translation_is_taken_wherever_it_belongs(text: str) -> None:
    after, [answer] = given(text, [ZH])
    assert answer.state == "written"
    assert not flags(after)


def test_blanks_behind_what_is_replaced_go_too() -> None:
    assert given(CONDENSED.replace(SHORT, f"{SHORT}  "), [ZH])[0] == WHOLE


def test_record_says_what_is_to_be_done() -> None:
    [record] = flags(CONDENSED)
    assert (record["task"], record["original"], record["missing"]) == ("translate", EN, "")
    start = CONDENSED.index(SHORT)
    assert record["target"] == {"start": start, "end": start + len(SHORT), "text": SHORT}


def another(rule: str, confidence: Confidence, at: str) -> Callable[[Note], list[Diagnostic]]:
    """A check that finds one more problem if the new text is present."""

    def judge(note: Note) -> list[Diagnostic]:
        found = [*JUDGE(note)]
        if ZH in note.text:
            start = note.text.index(at)
            place = Span(start, start + len(at))
            found.append(registry()[rule]().report(note, place, "found", confidence=confidence))
        return found

    return judge


NEW = {
    "sure, there": ("repeated-text", "high", ZH, False),
    "sure, elsewhere": ("repeated-text", "medium", TALK[0][1], False),
    "unsure, there, of the text itself": ("repeated-text", "low", ZH, False),
    "unsure, elsewhere": ("repeated-text", "low", TALK[0][1], True),
    "unsure, there, of another kind": ("truncated-section", "low", ZH, True),
}


@pytest.mark.parametrize(("rule", "confidence", "at", "is_taken"), NEW.values(), ids=NEW)
def test_new_flag_speaks_against_a_text(rule: str, confidence: Confidence, at: str, is_taken: bool) -> None:
    after, [answer] = given(CONDENSED, [ZH], another(rule, confidence, at))
    assert answer.reason == ("" if is_taken else f"a new flag, {rule}: found")
    assert (after == WHOLE) == is_taken


@pytest.mark.parametrize("at", [ZH, TALK[0][1]], ids=["there", "elsewhere"])
def test_flag_of_the_same_rule_stays_where_it_is_there(at: str) -> None:
    _, [answer] = given(CONDENSED, [ZH], another("condensed-translation", "medium", at))
    stays = "the flag stays: found" if at == ZH else "a new flag, condensed-translation: found"
    assert answer.reason == stays


REFUSED = {
    "nothing": (" \n\n ", "holds no text"),
    "a heading": (
        f"{ZH}\n\n## 新的一段\n",
        "contains a heading, a fence, a fold or a comment, which would break out of the section",
    ),
    "ten times as much": (ZH * 20, "is far longer than the text that it replaces"),
    "what a program says": (
        f"好的，以下是翻译：\n\n{ZH}",
        "contains a program's words before or after its text",
    ),
    "what says that more was left out": (
        f"{ZH}\n\n[...truncated for brevity...]",
        "contains a program's words before or after its text",
    ),
    "another language": (
        "Der Kessel stand eine Stunde auf dem Herd, bevor jemand an das Malz dachte, und das Wasser war weg.",
        "is German, not Chinese",
    ),
}


@pytest.mark.parametrize(("new", "said"), REFUSED.values(), ids=REFUSED)
def test_refusal_says_why(new: str, said: str) -> None:
    assert reason(CONDENSED, new) == said


def test_flag_that_is_gone_and_section_that_changed_are_told_apart() -> None:
    [record] = flags(CONDENSED)
    digest = str(record["section_sha256"])
    each = [Submission("Malt.md:0123", digest, ZH), Submission(str(record["id"]), "0" * 64, ZH)]
    note, answers = submitted(Note("Malt.md", CONDENSED), SCHEMA, JUDGE, each)
    assert note.text == CONDENSED
    assert answers == [
        Answer("Malt.md:0123", "stale", "the flag is no longer there"),
        Answer(str(record["id"]), "stale", "the section has changed since it was listed", digest),
    ]


def test_end_of_a_note_is_in_its_last_section() -> None:
    layout = layout_of(Note("Malt.md", WHOLE), SCHEMA)
    end, last = len(WHOLE), WHOLE.index("# 第四段")
    assert section_hash(layout, Span(end, end)) == section_hash(layout, Span(last, last))
    assert section_hash(layout, Span(last, last)) != section_hash(layout, Span(last - 1, last - 1))


def test_what_no_text_can_mend_is_no_task() -> None:
    open_fence = f"{WHOLE}\n```\nx\n"
    [record] = flags(open_fence)
    assert (record["rule"], record["task"], record["target"]) == ("unclosed-block", None, None)
    assert reason(open_fence, ZH) == "no text alone can fix this"


LABELS = {
    "Original Norwegian": "",
    "Original\nNorwegian": "is not a label, which is a few words on one line",
    "<b>Original</b>": "is not a label, which is a few words on one line",
    f"Original{' ' * 63}Norwegian": "",
    f"Original{' ' * 64}Norwegian": "is not a label, which is a few words on one line",
    "Notes": "names no language",
}


@pytest.mark.parametrize(("label", "said"), LABELS.items(), ids=range(len(LABELS)))
def test_label_is_short_and_names_a_language(label: str, said: str) -> None:
    assert reason(WHOLE.replace(EN, NORWEGIAN), label) == said


def test_text_ends_as_the_other_translations_do_where_its_original_says_nothing() -> None:
    """Each of five translations ends with a full stop; four are not yet a habit."""
    strict = f"{CONDENSED}# 第五段\n\n{TALK[0][1]}\n\n{FOLD.replace(EN, TALK[0][0])}"
    without = (EN, EN.rstrip("."))
    assert reason(CONDENSED.replace(*without), ZH.rstrip("。")) == ""
    assert reason(strict.replace(*without), ZH.rstrip("。")) == "stops without a full stop"


def test_text_keeps_as_much_of_its_original_as_the_others_do() -> None:
    assert reason(CONDENSED, f"{ZH[:30]}。").startswith("keeps ")
