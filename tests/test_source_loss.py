"""What a transcript says, which parts of it a note has, and where in it the note ends: in minimal texts, word
lists and shares. `test_transcripts.py` has whole notes, and how transcripts are found."""

from random import Random

import pytest

from vault_tools.sections.source_loss import Loss, loss_of
from vault_tools.sections.source_profile import SharesProfile, SourceText, has_the_end, tails_alike
from vault_tools.sections.transcript import is_cjk, spoken, text_from, units_of

SAID = {
    "9:05 Welcome.\nWater first.": "Welcome.\nWater first.",
    "1\n00:00:01,000 --> 00:00:04,000\nWasser.\n\n2\n00:00:04,000 --> 00:00:09,500\nBlätter.\n": (
        "Wasser.\nBlätter."
    ),
    "WEBVTT\n\n00:01.000 --> 00:04.000 align:start position:0%\n水开了。\n": "水开了。",
    "\ufeffWEBVTT - Tea\nLanguage: fr\n\n00:01.000 --> 00:04.000\nL'eau d'abord.\n": "L'eau d'abord.",
    "---\ntitle: Tea\n---\nThe kettle sings.": "The kettle sings.",
    "---\ntitle: Tea\n\nThe kettle sings.": "---\ntitle: Tea\nThe kettle sings.",
    "[00:12] Mira: Пей чай.": "Mira: Пей чай.",
    "Three cups:\n3\nand no more.": "Three cups:\n3\nand no more.",
    "0:01\nThree cups:\n3\n  1234567\n1234567\nand no more.": "Three cups:\n1234567\nand no more.",
    "Pour.\nPour.\n\n  Pour.  \nWait.\nPour.": "Pour.\nWait.\nPour.",
    "\n \nStir.\n\t\n": "Stir.",
    "": "",
    "x" * 2000 + "\nWe met at 10:30 by the gate.": "x" * 2000 + "\nWe met at 10:30 by the gate.",
    "\n".join(["te", "a ", "is", "", "go"] * 41): "tea is go" * 41,
    "\n".join(["te", "a ", "is", "", "go"] * 40): "\n".join(["te", "a", "is", "go"] * 40),
    "\n".join(["tea"] + ["te", "a ", "is"] * 67): "\n".join(["tea"] + ["te", "a", "is"] * 67),
    "\n".join(["te", "a "] * 101 + ["is good"]): "tea " * 101 + "is good",
}


def test_what_a_transcript_says() -> None:
    assert {transcript: spoken(transcript) for transcript in SAID} == SAID


def test_units_are_the_characters_or_the_words_of_the_other_scripts() -> None:
    text = "The <i>Teapot</i> 茶壺は99度, see https://example.com/a_b(c) Übung_1\n<not\nmarkup>"
    assert units_of(text, cjk=True) == "茶壺は度"
    assert units_of(text, cjk=False) == "the teapot 99 see übung 1 not markup".split()
    assert units_of("at https://example.com/a now", cjk=False) == ["at", "now"]
    assert units_of("the <i>teapot</i>", cjk=False) == ["the", "teapot"]


IN_CJK = {
    "": False,
    "茶 tea": False,
    "茶水 tea": True,
    "กาน้ำชา on the stove": True,
    "茶" * 500 + " tea" * 600: True,
    "茶" * 1500 + " tea" * 100: True,
    " tea" * 100 + "茶" * 1500: True,
    " tea" * 400 + "茶" * 300: False,
}


def test_of_which_script_most_of_a_text_is() -> None:
    assert {text: is_cjk(text) for text in IN_CJK} == IN_CJK


@pytest.mark.parametrize(
    ("transcript", "start", "rest"),
    [
        ("Die Straße ist lang. ", 2, "ist lang."),
        ("İzmir'de demli Çay", 3, "demli çay"),
        ("İzmir'de demli Çay", 0, "i̇zmir'de demli çay"),
        ("一二三四", 4, ""),
        ("一二。三四", 2, "三四"),
        ("0:07 Pour <i>It</i> Out", 1, "It  Out"),
    ],
)
def test_a_transcript_from_a_unit_on(transcript: str, start: int, rest: str) -> None:
    assert text_from(transcript, start) == rest


LINES = "the kettle sings on the stove\nthe stove sings on the kettle\n"
"""60 code points, 12 words."""


@pytest.mark.parametrize(
    ("transcript", "count"),
    [
        (LINES * 20, 234),
        (LINES * 41, 486),
        (LINES * 42, 498),
        (LINES * 417, 498),
        (LINES * 1000, 1194),
        ("the stove " * 600, 500),
        (f"{'the stove ' * 410}\n{'the stove ' * 80}", 500),
        (f"{'the stove ' * 490}\n{'the stove ' * 110}", 220),
    ],
    ids=[
        *("short", "just short", "a line more", "a tenth is as much", "a tenth is more"),
        *("one line", "a line that begins late", "a line that begins soon"),
    ],
)
def test_the_last_tenth_of_a_transcript_is_some_length_and_begins_a_line(transcript: str, count: int) -> None:
    assert len(SourceText(transcript, 0).last_tenth) == count


@pytest.mark.parametrize(
    ("transcript", "cjk"),
    [
        (LINES * 100, False),
        ("水壺在爐子上。\n火在水壺下。\n" * 200, True),
        (f"{'水' * 1400}\n{LINES * 200}", True),
        (f"{'水' * 300}\n{LINES * 200}", False),
        (f"00:01:02,000 --> 00:01:04,000\n{'水' * 100}\n", True),
        ("水壺在爐子上。\n火在水壺下。\n" * 200 + LINES * 20, True),
    ],
)
def test_in_what_script_a_transcript_is(transcript: str, cjk: bool) -> None:
    assert SourceText(transcript, 0).cjk is cjk


def test_a_text_is_compared_with_what_is_said_and_not_with_its_times() -> None:
    times = SourceText("0:07 tea\n" * 99 + "0:07 cup\n" * 1, 0)
    assert len(times.text) == 7
    assert [times.is_longer_than("x" * length, 0.5) for length in (3, 4, 449, 900)] == [
        True,
        False,
        False,
        False,
    ]
    plain = SourceText("abcdefgh", 0)
    assert [plain.is_longer_than("x" * length, 0.5) for length in (3, 4)] == [True, False]


def words(count: int, seed: int = 1) -> list[str]:
    rng = Random(seed)
    return ["".join(rng.choices("abcdefghijklmnop", k=7)) for _ in range(count)]


SOURCE = words(1000)


@pytest.mark.parametrize(
    ("text", "has_it"),
    [
        (SOURCE, True),
        (SOURCE[:500], False),
        (SOURCE[-400:], True),
        ([*SOURCE[:690], *SOURCE[-180:]], True),
        ([*SOURCE[:690], *SOURCE[-110:]], False),
        ([*SOURCE[-180:], *words(900, 2)], True),
        (SOURCE[-30:], False),
        ([], False),
    ],
)
def test_a_text_has_the_end_of_its_source_with_two_fifths_of_it(text: list[str], has_it: bool) -> None:
    assert has_the_end(" ".join(text), SourceText(" ".join(SOURCE), 0)) is has_it


def test_what_has_no_run_has_no_end() -> None:
    assert not has_the_end("the kettle sings", SourceText("the kettle", 0))
    assert not has_the_end("", SourceText("", 0))
    assert has_the_end("So the kettle sings.", SourceText("The kettle sings", 0))
    assert not has_the_end("so the kettle singsong", SourceText("The kettle sings", 0))
    assert has_the_end("茶壺在這裡", SourceText("茶壺在這", 0))


@pytest.mark.parametrize(
    ("shares", "end"),
    [
        ([], 0),
        ([0.0] * 4, 0),
        ([1.0] * 4, 4),
        ([1.0] * 4 + [0.0] * 4, 4),
        ([0.0] * 4 + [1.0] * 4, 8),
        ([1.0, 1.0, 1.0, 0.2, 0.2, 0.2, 0.2], 7),
        ([1.0, 1.0, 1.0, 0.1, 0.1, 0.1, 0.1], 3),
        ([1.0, 1.0, 1.0, 0.29, 0.0, 0.0, 0.0], 3),
        ([1.0, 1.0, 1.0, 0.3, 0.0, 0.0, 0.0], 4),
        ([1.0, 1.0, 1.0, 0.0, 0.0, 0.5, 0.0, 0.0], 3),
        ([1.0, 1.0, 0.0, 0.4, 0.0, 0.0, 0.0, 0.0], 4),
        ([1.0, 1.0, 1.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0], 6),
        ([1.0] * 3 + [0.0] * 2 + [0.4] + [0.0] * 2 + [0.4] + [0.0] * 5, 6),
        ([1.0] * 3 + [0.0] * 6 + [0.4] + [0.0] * 5 + [0.4] + [0.0] * 7, 3),
        ([1.0] * 3 + [0.0] * 8 + [0.4] + [0.0] * 2 + [0.4] + [0.0] * 8, 12),
        ([1.0] * 3 + [0.0] * 3 + [0.4] + [0.0] * 6 + [0.4] + [0.0] * 7, 7),
        ([1.0] * 3 + [0.0] * 9 + [0.4] + [0.0] * 2 + [0.4] + [0.0] * 7, 13),
    ],
)
def test_from_which_window_on_a_note_has_nothing(shares: list[float], end: int) -> None:
    assert SharesProfile([], [], shares, SourceText("", 0)).end == end


FILLER = ["and", "so", "I", "go", "on"]
HAN = "".join(
    Random(4).choices("水火茶壺杯葉井月山人門田石土木金雨雪花草魚鳥馬牛羊衣食住行手足口耳目心", k=1000)
)


@pytest.mark.parametrize(
    ("own", "source", "alike"),
    [
        (SOURCE, SOURCE, 2),
        (SOURCE[:500], SOURCE, 0),
        (SOURCE[:930], SOURCE, 2),
        (SOURCE[:780], SOURCE, 1),
        (SOURCE[:700], SOURCE, 0),
        (SOURCE[-140:], SOURCE, 2),
        ([*SOURCE[:500], *SOURCE[-40:]], SOURCE, 1),
        ([*SOURCE[:500], *SOURCE[-90:]], SOURCE, 2),
        ([*SOURCE[:500], *SOURCE[-10:]], SOURCE, 0),
        (SOURCE[:30], SOURCE[:30], 2),
        ([*SOURCE[300:301], *FILLER * 7], [*SOURCE, *FILLER * 40], 0),
        ([*SOURCE[300:301], "1999", *FILLER * 7], [*SOURCE, "1999", *FILLER * 20], 2),
        (["brew", *FILLER * 6], [*SOURCE[:300], "brew", *SOURCE[300:], *FILLER * 40], 0),
        ([SOURCE[100], SOURCE[500], *FILLER * 6], [*SOURCE[:990], SOURCE[100], *SOURCE[991:]], 0),
        (HAN, HAN, 2),
        (HAN[:500], HAN, 0),
        (FILLER * 30, [*SOURCE, *FILLER * 40], 2),
    ],
)
def test_how_many_tails_of_a_note_are_at_the_end_of_its_source(
    own: list[str], source: list[str], alike: int
) -> None:
    assert tails_alike(own, source) == alike


def lost(text: list[str], *sources: list[str], originals: list[str] | None = None) -> Loss | None:
    return loss_of(" ".join(text), map(" ".join, sources), " ".join(originals or []), "en")


def test_a_note_that_has_the_end_lost_nothing_however_short_it_is() -> None:
    assert lost([*SOURCE[:300], *SOURCE[-200:]], SOURCE) is None
    assert lost([*SOURCE[:300], *SOURCE[-30:]], SOURCE) is not None
