"""What a note lost of its transcript: the comparison, how transcripts are found, and when they are read."""

import json
import os
import re
from collections.abc import Sequence
from contextlib import closing
from functools import cache
from pathlib import Path
from random import Random

import pytest
from each_of import each_of
from phrases import Said
from watchers import until, watching

from vault_tools.config.config import load_config
from vault_tools.config.load import read_config
from vault_tools.errors import VaultToolsError
from vault_tools.note.note import Note
from vault_tools.sections.layout import layout_of
from vault_tools.sections.source_loss import Loss, loss_in, loss_of
from vault_tools.sections.source_profile import SharesProfile, SourceText
from vault_tools.sections.transcript import is_cjk, runs_of, spoken, text_from, units_of
from vault_tools.session.index import Index, index_file
from vault_tools.session.run import notes_below, run
from vault_tools.session.session import Session
from vault_tools.session.transcripts import transcripts_of, with_transcripts

SHARED = Path(__file__).parents[2] / "shared" / "owner-vault"
CONFIG = (
    'language: zh\nsources: [{notes: "Talks/**", transcript: "raw/{stem}*.txt"}]\n'
    "rules: {select: [missing-source-text]}\n"
)


@cache
def talk(seed: int = 1, count: int = 200) -> list[Said]:
    """Sentences of invented words; a small grammar would repeat its runs of three words."""
    rng = Random(seed)
    syllables = ["ba", "del", "fi", "gor", "hu", "jan", "ki", "lem", "mo", "nut", "pe", "ras", "sol", "tiv"]
    words = ["".join(rng.choices(syllables, k=rng.randrange(1, 4))) for _ in range(800)]

    def sentence() -> Said:
        zh = "".join(chr(0x4E00 + rng.randrange(900)) for _ in range(20))
        return Said(" ".join(rng.choices(words, k=14)) + ".", f"{zh}。")

    return [sentence() for _ in range(count)]


def english(said: Sequence[Said]) -> str:
    return "\n\n".join(s.english for s in said)


def folded(said: Sequence[Said]) -> str:
    fold = "<details>\n<summary>Original English</summary>\n\n{}\n\n</details>\n"
    return "\n".join(f"{s.chinese}\n\n{fold.format(s.english)}" for s in said)


@pytest.mark.parametrize("share", [0.2, 0.5, 0.85])
@pytest.mark.parametrize("note", [english, folded])
def test_note_that_stops_before_its_source_does_is_cut(note, share: float) -> None:
    said = talk(count=400)
    loss = loss_of(note(said[: int(share * len(said))]), [english(said)])
    assert loss
    assert (loss.kind, loss.certain) == ("cut", True)
    assert abs(loss.share - (1 - share)) < 0.1
    assert loss.missing in " ".join(units_of(english(said), cjk=False))


@pytest.mark.parametrize("note", [english, folded])
def test_whole_note_lost_nothing(note) -> None:
    assert loss_of(note(talk()), [english(talk())]) is None


def test_the_last_words_may_be_credits() -> None:
    said = talk()
    assert loss_of(english(said[:190]), [english(said)]) is None


@pytest.mark.parametrize(
    "source",
    ["", "Thank you.", english(talk(2)), "".join(s.chinese for s in talk()), "\ufffd" * 5000, "x" * 100_000],
    ids=["empty", "short", "of-another-note", "in-another-language", "binary", "no-spaces"],
)
def test_source_that_says_nothing_of_the_note(source: str) -> None:
    assert loss_of(english(talk()[:50]), [source]) is None


def test_of_several_transcripts_the_best_counts() -> None:
    said = talk()
    sources = ["".join(s.chinese for s in said), english(said)]
    assert loss_of(folded(said), sources) is None
    assert loss_of(english(said[:60]), sources) is not None


def test_transcript_may_be_in_two_files() -> None:
    said = talk()
    parts = [english(said[:100]), english(said[100:])]
    assert loss_of_note(folded(said), *parts) is None
    assert loss_of(english(said[:50]), parts) is not None


def cue(number: int, text: str) -> str:
    return f"{number}\n00:{number // 60:02}:{number % 60:02},000 --> 00:{number // 60:02}:59,900\n{text}\n"


FORMS = {
    "one word a line": lambda text: "\n".join(text.split()),
    "one line in all": lambda text: " ".join(text.split()),
    "srt": lambda text: "\n".join(cue(n, line) for n, line in enumerate(text.split("\n\n"), 1)),
    "vtt, each line twice": lambda text: (
        "WEBVTT\nKind: captions\n\n"
        + "\n".join(cue(n, f"{line}\n{line}") for n, line in enumerate(text.split("\n\n"), 1))
    ),
    "two characters a line": lambda text: "\n".join(re.findall("..?", " ".join(text.split()))),
    "speakers": lambda text: "\n".join(f">> {line}" for line in text.split("\n\n")),
    "Markdown": lambda text: f"---\ntitle: A talk\n---\n{text}",
}


@pytest.mark.parametrize("form", FORMS)
def test_form_of_a_transcript_makes_no_difference(form: str) -> None:
    source = FORMS[form](english(talk()))
    assert loss_of(folded(talk()), [source]) is None
    loss = loss_of(folded(talk()[:100]), [source])
    assert loss
    assert loss.certain


def test_transcripts_are_found_by_the_name_of_the_note(vault) -> None:
    names = ["Talk 1.txt", "Talk 1_en.txt", "Talk 12.txt", "Talk 1_zh.srt", "Talk.txt"]
    root = vault({f"raw/{name}": "" for name in names})
    found = transcripts_of(root, load_config(CONFIG), ["Talks/Talk 1.md", "Talks/None.md", "Talk 1.md"])
    assert found == {"Talks/Talk 1.md": ("raw/Talk 1.txt", "raw/Talk 1_en.txt")}


@pytest.mark.parametrize(
    ("template", "value", "file"),
    [
        ("raw/{value}*.txt", "Talk 7", "raw/Talk 7_en.txt"),
        ("raw/{value}.txt", "Talk 7", "raw/Talk 7.txt"),
        ("raw/{value}.txt", "[Talk 6, Talk 7]", "raw/Talk 7.txt"),
        ("raw/{value}_x*.txt", "7", "raw/7_x.txt"),
        ("raw/{id}*.txt", "https://www.youtube.com/watch?v=a-b_C1&t=3", "raw/a-b_C1.txt"),
        ("raw/{id}*.txt", "https://youtu.be/a-b_C1?si=x", "raw/a-b_C1.en.txt"),
        ("raw/{id}*.txt", "https://www.bilibili.com/video/BV1xx/", "raw/BV1xx.txt"),
        ("raw/{id}*.txt", "https://example.com/talks/long-talk.html", "raw/long-talk.txt"),
        ("raw/{id}*.txt", "a-b_C1", "raw/a-b_C1.txt"),
    ],
)
def test_property_tells_where_the_transcript_is(vault, template: str, value: str, file: str) -> None:
    said = talk()
    config = CONFIG.replace("raw/{stem}*.txt", template).replace("transcript:", "key: source, transcript:")
    note = f"---\nsource: {value}\n---\n{folded(said[:100])}"
    root = vault({"vault-tools.yaml": config, "Talks/T.md": note, "raw/Talk 71.txt": "", file: english(said)})
    for path in root.rglob("*.*"):
        os.utime(path, (1e9, 1e9))
    assert len(said_of(root)) == 1
    assert len(said_of(root)) == 1
    (root / file).write_text(english(said[:100]))
    assert said_of(root) == []
    (root / file).write_text(english(said))
    assert len(said_of(root)) == 1
    (root / "Talks/T.md").write_text(note.replace(value, "another"), "utf-8")
    assert said_of(root) == []


@pytest.mark.parametrize(
    "value", ["../T", "/etc/passwd", "", "[]", "{a: 1}", "no", '"a\\0b"', "https://[", "."]
)
def test_property_that_names_no_file_is_passed_over(vault, value: str) -> None:
    for template in ("raw/{value}*.txt", "raw/{id}*.txt"):
        config = CONFIG.replace("raw/{stem}*.txt", template).replace(
            "transcript:", "key: source, transcript:"
        )
        note = f"---\nsource: {value}\n---\n{folded(talk()[:100])}"
        root = vault({"vault-tools.yaml": config, "Talks/T.md": note, "T.txt": english(talk())})
        (root / "raw").mkdir(exist_ok=True)
        assert said_of(root) == []


@pytest.mark.parametrize(
    "source", ["key: source, transcript: 'raw/{stem}.txt'", "transcript: 'raw/{value}.txt'"]
)
def test_template_and_key_belong_together(source: str) -> None:
    with pytest.raises(VaultToolsError, match="need `key`"):
        load_config(f"sources: [{{notes: '*', {source}}}]")


@pytest.mark.parametrize("transcript", ["raw/all.txt", "{stem}/a.txt", "raw/{name}.txt", "raw/*{stem}.txt"])
def test_template_that_can_not_be_meant_is_refused(transcript: str) -> None:
    with pytest.raises(VaultToolsError, match="`sources`, item 1: `transcript`"):
        load_config(f"sources: [{{notes: '*', transcript: '{transcript}'}}]")


def said_of(root: Path) -> list[str]:
    config = read_config(root)
    with closing(Index(index_file(root), print)) as index:
        outcomes = list(run(root, config, notes_below(root, config, [root]), folders=("",), index=index))
    return [d.message for outcome in outcomes for d in outcome.left]


def test_note_is_judged_again_when_its_transcript_changes(vault) -> None:
    said = talk()
    root = vault({"vault-tools.yaml": CONFIG, "Talks/T.md": folded(said[:100]), "raw/T.txt": english(said)})
    for path in root.rglob("*.*"):
        os.utime(path, (1e9, 1e9))
    [message] = said_of(root)
    assert message.startswith("the source goes on for ")
    assert said_of(root) == [message]
    (root / "raw/T.txt").write_text(english(said[:100]))
    assert said_of(root) == []
    (root / "raw/T.txt").unlink()
    assert said_of(root) == []


@pytest.mark.parametrize("is_absolute", [False, True])
def test_transcript_may_lie_outside_of_the_vault(vault, tmp_path: Path, is_absolute: bool) -> None:
    raw = tmp_path / "raw"
    raw.mkdir()
    said = talk()
    (raw / "T_en.txt").write_text(english(said))
    place = raw.as_posix() if is_absolute else "../raw"
    root = vault({"vault-tools.yaml": CONFIG.replace("raw/", f"{place}/"), "Talks/T.md": folded(said[:100])})
    [message] = said_of(root)
    assert message.startswith("the source goes on for ")
    (raw / "T_en.txt").write_text(english(said[:100]))
    assert said_of(root) == []


def test_no_link_is_read_as_a_transcript_outside_of_the_vault(vault, tmp_path: Path) -> None:
    said = talk()
    (tmp_path / "secret").write_text(english(said))
    (tmp_path / "T_en.txt").symlink_to(tmp_path / "secret")
    root = vault({"vault-tools.yaml": CONFIG.replace("raw/", "../"), "Talks/T.md": folded(said[:100])})
    assert said_of(root) == []


def test_no_linked_folder_is_read_for_transcripts_in_the_vault(vault, tmp_path: Path) -> None:
    said = talk()
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "T.txt").write_text(english(said))
    root = vault({"vault-tools.yaml": CONFIG, "Talks/T.md": folded(said[:100])})
    (root / "raw").symlink_to(tmp_path / "elsewhere")
    assert said_of(root) == []


def test_note_whose_transcript_went_is_looked_at_once(vault) -> None:
    root = vault({"vault-tools.yaml": CONFIG, "Talks/T.md": "Text.\n", "raw/T.txt": "Words.\n"})
    session = Session(root, read_config(root), stays=True)
    session.update()
    assert session.known.with_new_transcripts() == frozenset()
    (root / "raw/T.txt").unlink()
    session.update(["Talks/T.md"])
    assert session.known.with_new_transcripts() == frozenset()


def test_watcher_judges_a_note_again_when_its_transcript_changes(vault) -> None:
    """It notices at its next scan of the vault, every minute or when a note changes."""
    said = talk()
    notes = {"Talks/T.md": folded(said[:100]), "Other.md": "", ".obsidian/app.json": "{}"}
    root = vault({"vault-tools.yaml": CONFIG, "raw/T.txt": english(said)} | notes)
    for path in root.rglob("*.*"):
        os.utime(path, (1e9, 1e9))
    with watching(root) as watcher:
        until(lambda: watcher.status().flagged == {"missing-source-text": 1})
        (root / "raw/T.txt").write_text(english(said[:100]))
        (root / "Other.md").write_text("Changed.\n")
        until(lambda: watcher.status().flagged == {})
        (root / "raw/T_en.txt").write_text(english(said))
        (root / "raw/T.txt").unlink()
        (root / "Other.md").write_text("Changed again.\n")
        until(lambda: watcher.status().flagged == {"missing-source-text": 1})


def test_folder_of_transcripts_is_listed_once(vault, monkeypatch: pytest.MonkeyPatch) -> None:
    root = vault({"raw/T 1.txt": ""})
    os.utime(root / "raw", (1e9, 1e9))
    listings: list[Path] = []
    config = load_config(CONFIG)
    monkeypatch.setattr(os, "listdir", lambda folder: listings.append(folder) or ["T 1.txt", "T 2.txt"])
    for number in (1, 2, 1, 2):
        path = f"Talks/T {number}.md"
        assert transcripts_of(root, config, [path]) == {path: (f"raw/T {number}.txt",)}
    assert len(listings) == 1


def test_transcript_that_is_no_text_is_passed_over(vault) -> None:
    root = vault({"vault-tools.yaml": CONFIG, "Talks/T.md": folded(talk()[:100]), "raw/T.txt": b"\0" * 9999})
    os.mkfifo(root / "raw" / "T_en.txt")
    assert said_of(root) == []


def loss_of_note(text: str, *transcripts: str) -> Loss | None:
    return loss_in(layout_of(Note("T.md", text, sources=transcripts), load_config(CONFIG).schema))


def test_folded_originals_that_hold_a_part_of_the_source_everywhere_are_incomplete() -> None:
    said = talk(count=300)
    loss = loss_of_note(folded(said[::3]), english(talk(2, 400)), english(said))
    assert loss
    assert (loss.kind, loss.certain, loss.start, loss.transcript) == ("incomplete", True, None, 1)
    assert 0.3 < loss.kept / loss.whole < 0.4


def test_incomplete_originals_of_a_full_translation_are_in_doubt() -> None:
    said = talk(count=300)
    told = [Said(s.english, "".join(t.chinese for t in said[n : n + 3])) for n, s in enumerate(said[::3])]
    loss = loss_of_note(folded(told), english(said))
    assert loss
    assert (loss.kind, loss.certain, loss.but) == ("incomplete", False, "long translation")


def test_full_translation_is_not_called_cut_where_only_its_originals_are() -> None:
    said = talk(count=300)
    rest = "\n\n".join(s.chinese for s in said[100:])
    loss = loss_of_note(f"{folded(said[:100])}\n{rest}", english(said))
    assert loss
    assert (loss.kind, loss.certain, loss.but) == ("incomplete", False, "long translation")


def test_originals_in_other_words_are_in_doubt() -> None:
    said = talk(count=300)
    told = [Said(" ".join([*s.english.split()[:6], *"oh no not at all".split()]), "是。") for s in said[::2]]
    loss = loss_of_note(folded(told), english(said))
    assert loss
    assert (loss.kind, loss.certain, loss.but) == ("incomplete", False, "other words")


def test_originals_are_compared_with_no_other_talk() -> None:
    assert loss_of_note(folded(talk()[::3]), english(talk(2))) is None


def test_transcript_that_says_all_of_it_twice_makes_no_originals_incomplete() -> None:
    said = talk()
    assert loss_of_note(folded(said), f"{english(said)}\n\n{english(said)}") is None


def test_of_several_transcripts_the_one_that_the_originals_hold_counts() -> None:
    said = talk()
    assert loss_of_note(folded(said), english([*said, *said, *talk(2)]), english(said)) is None


@pytest.mark.parametrize("expect", ["any", "full"])
def test_note_that_keeps_little_of_its_source_is_shown_where_all_is_expected(vault, expect: str) -> None:
    said = talk(count=400)
    condensed = "\n\n".join(s.chinese[: 5 + n % 5] for n, s in enumerate(said))
    config = CONFIG.replace("]}", f"], missing-source-text: {{expect: {expect}}}}}")
    source = translation(said)
    root = vault({"vault-tools.yaml": config, "Talks/T.md": condensed, "raw/T.txt": source})
    assert said_of(root) == (["keeps 2,800 of the source's 8,000 characters"] if expect == "full" else [])


def named(count: int, seed: int = 1) -> list[Said]:
    """Sentences with a name or number each, which their translations keep."""
    names = [f"{''.join(Random(seed * n).choices('bdfgklmnprstvz', k=7))}" for n in range(1, count + 1)]
    return [
        Said(f"{s.english} {name} {1000 * seed + n}.", f"{s.chinese}{name}，{1000 * seed + n}。")
        for n, (s, name) in enumerate(zip(talk(seed, count), names, strict=True))
    ]


def translation(said: Sequence[Said]) -> str:
    return "\n\n".join(s.chinese for s in said)


@pytest.mark.parametrize(
    ("told", "but"),
    [
        (translation(named(200)), None),
        (translation([Said(s.english, s.chinese[14:]) for s in named(200)]), ""),
        (translation(named(120)), "names"),
        (translation(named(200, seed=2)[:60]), None),
    ],
    ids=["whole", "short", "cut", "of-another-talk"],
)
def test_translation_without_originals_is_compared_by_length_names_and_numbers(told: str, but) -> None:
    loss = loss_of_note(told, english(named(200)))
    assert (loss and loss.kind) == ("translated" if but is not None else None)
    assert (loss and loss.but) == but
    assert not (loss and loss.certain)


def told(text: str, *sources: str, reading: str | None = None) -> tuple[str, bool, int, int, str] | None:
    """(kind, certainty, transcript, units kept, doubt) of a text's loss."""
    loss = loss_of(text, sources, reading=reading)
    return loss and (loss.kind, loss.certain, loss.transcript, loss.kept, loss.but)


LONG = talk(count=400)
"""5,600 words."""
HALF = english(LONG[:200])


def first_words(count: int, every: int = 1) -> str:
    """The first words of each sentence, or of every Nth."""
    return "\n\n".join(" ".join(said.english.split()[:count]) for said in LONG[::every])


@each_of(
    "note, loss",
    [
        (HALF, ("cut", True, 0, 2_800, "")),
        (f"{english(LONG[330:345])}\n\n{HALF}", ("cut", True, 0, 2_800, "")),
        (f"{english(LONG[:100])}\n\n{english(LONG[:100])}", ("cut", True, 0, 1_400, "")),
        (f"{english(LONG[:100])}\n\n{english(talk(5, 400))}", ("cut", False, 0, 1_400, "")),
        (f"{HALF}\n\n{english(LONG[-3:])}", ("cut", False, 0, 2_800, "")),
        (f"{HALF}\n\n{english(LONG[-12:])}", None),
        (f"{english(LONG[:60])}\n\n{english(LONG[-6:])}", ("condensed", False, 0, 800, "")),
        (f"{english(LONG[:100])}\n\n{english(LONG[-6:])}", ("condensed", False, 0, 1_484, "")),
        (f"{english(LONG[:60])}\n\n{english(talk(5))}\n\n{english(LONG[-6:])}", None),
        (f"{english(LONG[:72])}\n\n{english(LONG[-6:])}", ("condensed", False, 0, 1_000, "")),
        (
            f"{english(LONG[:60])}\n\n{english(talk(5, 110))}\n\n{english(LONG[-6:])}",
            ("condensed", False, 0, 2_464, ""),
        ),
        (english(LONG[:360]), ("cut", False, 0, 5_000, "")),
        (english(LONG[:370]), None),
        (first_words(6), ("condensed", False, 0, 2_400, "")),
        (first_words(6, 2), ("condensed", False, 0, 1_200, "")),
        (first_words(8), None),
        (english(talk(7, 100)), None),
    ],
)
def test_how_certain_it_is_what_a_note_lost(note: str, loss: tuple[str, bool, int, int, str] | None) -> None:
    assert told(note, english(LONG)) == loss


def test_which_transcript_is_the_one_of_the_note() -> None:
    assert told(HALF, "", english(LONG)) == ("cut", True, 1, 2_800, "")
    assert told(HALF, english(talk(3, 400)), english(LONG)) == ("cut", True, 1, 2_800, "")
    credits = "".join(said.chinese for said in LONG[:8])
    assert told(HALF, f"{credits}\n{english(LONG)}") == ("cut", True, 0, 2_800, "")


def test_a_transcript_of_less_than_four_hundred_units_says_nothing() -> None:
    words = english(LONG).split()
    assert told(english(LONG[:5]), " ".join(words[:399])) is None
    assert told(english(LONG[:5]), " ".join(words[:400])) == ("condensed", False, 0, 70, "")


def test_what_is_lost_of_a_short_source_or_of_one_that_repeats_itself_is_not_called_cut() -> None:
    words = english(LONG).split()
    assert told(" ".join(words[:200]), " ".join(words[:600])) == ("condensed", False, 0, 200, "")
    for times in (3, 5):
        source = " ".join([*words[:200] * times, *words[200:1600]])
        assert told(" ".join(words[:200]), source) == ("condensed", False, 0, 200, "")


@pytest.mark.parametrize(
    ("length", "but"), [(20, ""), (40, ""), (50, "long translation"), (60, "long translation")]
)
def test_incomplete_originals_are_in_doubt_below_a_translation_of_three_quarters(
    length: int, but: str
) -> None:
    """A sentence of 14 words usually has 20 characters; here, every third sentence has an original."""
    said = talk(count=300)
    told = [Said(each.english, (each.chinese * 3)[:length]) for each in said[::3]]
    loss = loss_of_note(folded(told), english(said))
    assert (loss and loss.kind, loss and loss.but) == ("incomplete", but)


@pytest.mark.parametrize(
    ("count", "length", "loss"),
    [
        (200, 20, ("cut", True, 0, 4_000, "")),
        (400, 7, ("condensed", False, 0, 2_800, "")),
        (400, 12, None),
    ],
)
def test_what_a_note_lost_of_a_transcript_in_chinese(
    count: int, length: int, loss: tuple[str, bool, int, int, str] | None
) -> None:
    note = "\n\n".join(said.chinese[:length] for said in LONG[:count])
    assert told(note, translation(LONG)) == loss


def test_a_translation_into_english_is_shorter_in_units() -> None:
    said = named(200)

    def last_words(count: int) -> str:
        return "\n\n".join(
            " ".join(["of it"] * count + each.english.removesuffix(".").split()[-2:]) for each in said
        )

    assert told(last_words(2), translation(said), reading="en") == ("translated", False, 0, 1_200, "")
    assert told(last_words(3), translation(said), reading="en") is None
    assert told(last_words(2), translation(said), reading="zh") is None
    assert told(last_words(2), translation(said)) is None


def test_what_is_lost_of_a_transcript_in_chinese_is_told_in_characters() -> None:
    assert loss_of(translation(LONG[:200]), [translation(LONG)]) == Loss(
        *("cut", True, 0, True, 8_000, 4_000, 4_000),
        units_of(translation(LONG), cjk=True)[4_000:4_012],
    )


def test_the_rest_of_a_window_counts_from_half_of_it_on() -> None:
    words = english(LONG).split()
    windows = {
        count: SharesProfile.of(HALF, SourceText(" ".join(words[:count]), 0))
        for count in (500, 501, 700, 701)
    }
    assert {count: len(found.shares) for count, found in windows.items() if found} == {
        500: 2,
        501: 3,
        700: 3,
        701: 4,
    }


def test_runs_reach_to_the_end() -> None:
    assert [*runs_of("麦芽酒花酵母")] == ["麦芽酒花", "芽酒花酵", "酒花酵母"]
    assert [*runs_of("malt hops yeast water".split())] == [
        ("malt", "hops", "yeast"),
        ("hops", "yeast", "water"),
    ]


def test_folded_originals_in_chinese_are_counted_in_characters() -> None:
    loss = loss_of(translation(LONG[::3]), [translation(LONG)], translation(LONG[::3]), "en")
    assert loss
    assert (loss.kind, loss.cjk, loss.whole, loss.kept) == ("incomplete", True, 8_000, 2_680)


def test_a_translation_that_shares_no_names_with_its_source_is_not_compared() -> None:
    said = named(200)
    source = english(said)
    assert told(translation(said[:120]), source, reading="zh") == ("translated", False, 0, 1_919, "names")
    assert told(translation(said[:170]), source, reading="zh") == ("translated", False, 0, 2_719, "names")
    assert told(translation(said[:195]), source, reading="zh") is None
    assert told(translation(said[:7]), source, reading="zh") == ("translated", False, 0, 140, "")
    assert told(translation(said[:4]), source, reading="zh") == ("translated", False, 0, 80, "")
    assert told(translation(said[:3]), source, reading="zh") is None
    short = translation([Said(each.english, each.chinese[10:]) for each in said])
    assert told(short, source, reading="zh") == ("translated", False, 0, 2_000, "")
    syllables = " ".join(a + b for a in "bdfgklmnprstvz" for b in "aeiouyäöü")
    cut = f"{translation(said[:120])} {syllables}"
    assert told(cut, source, reading="zh") == ("translated", False, 0, 1_919, "names")
    assert loss_of(translation(said[:120]), [source], english(talk(2, 240)), "zh") is None
    names = " ".join(f"Name{number}" for number in range(300))
    short_names = " ".join(a + b + c for a in "bdfgklmnp" for b in "aeiou" for c in "rstvwxz")
    for others in (names, short_names):
        assert told(f"{translation(said[:120])} {others}", source, reading="zh") is None
    assert told(translation(said[:120]), source) is None
    assert told(translation(LONG[:100]), english(LONG), reading="zh") is None
    assert told(english(LONG[:100]), translation(LONG), reading="en") is None


def real_losses() -> tuple[set[str], dict[str, Loss | None]]:
    """(notes of the real vault known to be truncated, loss of each note with a transcript)."""
    labels = (SHARED / "cut-by-transcript.txt").read_text("utf-8").strip()
    cut = {line.split("\t")[0].strip() for line in labels.splitlines()}
    config = load_config(
        'language: zh\nsources: [{notes: "notes/**", transcript: "raw_subtitles/{stem}*.txt"}]'
    )
    paths = [path.relative_to(SHARED).as_posix() for path in SHARED.glob("notes/*.md")]
    found = {}
    for path in transcripts_of(SHARED, config, paths):
        note = with_transcripts(SHARED, config, Note.decode(path, (SHARED / path).read_bytes()))
        found[path] = loss_in(layout_of(note, config.schema_for(path)))
    return cut, found


@pytest.mark.skipif(not SHARED.is_dir(), reason="no real notes beside this checkout")
@pytest.mark.long
def test_notes_that_are_known_to_be_cut() -> None:
    """The uncertain ones are a full translation with most of its original missing, and a note that has its
    end. All other certain notes were read, and had lost a part of the talk."""
    cut, found = real_losses()
    certain = {path for path, loss in found.items() if loss and loss.certain}
    assert len(found) == 379
    assert len(certain & cut) >= 48
    assert len(certain - cut) <= 23


@pytest.mark.parametrize("write", [english, folded])
def test_missing_text_comes_from_the_transcript_and_goes_back(vault, call, write) -> None:
    said = talk()
    half = write(said[:100]).rstrip()
    root = vault({"vault-tools.yaml": CONFIG, "Talks/T.md": f"{half}\n", "raw/T.txt": english(said)})
    record = json.loads(call("flagged", root).stdout)
    assert (record["task"], record["original"], record["target"]["text"]) == ("complete", "", "")
    assert record["missing"].endswith("\n".join(each.english for each in said[150:]))
    given = {key: record[key] for key in ("id", "section_sha256")}

    def answer_to(text: str) -> tuple[str, str]:
        done = call("submit", "--vault", root, stdin=json.dumps(given | {"text": text}).encode())
        answer = json.loads(done.stdout)
        return answer["state"], answer["reason"].partition(":")[0]

    assert answer_to(english(talk(2)[100:])) == ("refused", "the flag stays")
    assert answer_to(write(said[100:130])) == ("refused", "the flag stays")
    for more in ("</details>", "# More", "```"):
        state, reason = answer_to(f"{write(said[100:])}\n\n{more}\n")
        assert state == "refused"
        assert reason.startswith("contains a heading, a fence")
    assert answer_to(write(said[100:])) == ("written", "")
    assert (root / "Talks/T.md").read_text("utf-8") == f"{half}\n\n{write(said[100:]).rstrip()}\n"
    assert call("flagged", root).stdout == b""


@pytest.mark.parametrize("start", [0, 1, 700, 10**6])
@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("cjk", [False, True])
def test_text_from_a_place_on_holds_the_units_from_there_on(form: str, start: int, cjk: bool) -> None:
    source = FORMS[form]("\n\n".join(s.chinese for s in talk()) if cjk else english(talk()))
    assert is_cjk(spoken(source)) == cjk
    assert units_of(text_from(source, start), cjk=cjk) == units_of(spoken(source), cjk=cjk)[start:]


def test_text_from_a_place_on_is_as_it_was_said() -> None:
    assert text_from("The Kettle <b>Stands</b> on\nthe Stove.", 1) == "Kettle  Stands  on\nthe Stove."
    assert text_from("The Kettle", 2) == ""
    assert text_from("水壶在 the 炉子上。", 2) == "在 the 炉子上。"


def test_init_finds_the_folder_of_transcripts(vault, call) -> None:
    notes = {f"Talks/Talk {n}.md": f"# Talk {n}\n" for n in range(12)}
    transcripts = {f"raw/Talk {n}{more}.srt": "" for n in range(12) for more in ("", "_en")}
    others = {"raw/List.txt": "", "Notes/A.txt": "", "Notes/A.md": "", "raw/Talk 120.srt": ""}
    root = vault(notes | transcripts | others | {".obsidian/app.json": "{}"})
    assert call("init", root).returncode == 0
    [source] = read_config(root).sources
    assert (source.notes, source.transcript) == ("Talks/**", "raw/{stem}*.srt")
    found = transcripts_of(root, read_config(root), notes)
    assert sorted(file for files in found.values() for file in files) == sorted(transcripts)


def test_init_sees_no_transcripts_in_a_few_files(vault, call) -> None:
    notes = {f"Talk {n}.md": "" for n in range(30)} | {f"raw/Talk {n}.txt": "" for n in range(9)}
    assert b"sources" not in call("init", vault(notes | {".obsidian/app.json": "{}"}), "--dry-run").stdout


def test_huge_transcript_is_passed_over(vault) -> None:
    source = english(talk()) * (50 * 1024**2 // len(english(talk())) + 1)
    root = vault({"vault-tools.yaml": CONFIG, "Talks/T.md": folded(talk()[:100]), "raw/T.txt": source})
    assert said_of(root) == []
    (root / "raw/T_en.txt").write_text(english(talk()))
    assert len(said_of(root)) == 1
