"""Missing translations, by a note's layout of languages, and how certain they are."""

from collections.abc import Callable, Sequence
from functools import lru_cache

import pytest
from bilingual import E, Z, characters, chinese, english
from each_of import each_of

from vault_tools.config.config import Config, load_config
from vault_tools.lint.engine import check
from vault_tools.note.note import Note

JAPANESE = (
    "やかんはいちじかんもストーブのうえにあったのに、ばくがのことは、だれもそれをおもいださなかったのです。"
)
KOREAN = "주전자는 한 시간 동안 난로 위에 있었지만, 아무도 맥아를 생각하지 않았다. 정말로 그랬다."


def fold(text: str, label: str = "Original English") -> str:
    return f"<details>\n<summary>{label}</summary>\n\n{text}\n\n</details>"


@lru_cache
def config_of(language: str | None) -> Config:
    return load_config(f"language: {language}" if language else "").selecting(["untranslated-section"], [])


def gaps(*parts: str, language: str | None = "zh") -> list[tuple[str, str, str]]:
    """(family, confidence, text pointed at) of each gap, including guesses."""
    text = "\n\n".join(parts) + "\n"
    config = config_of(language)
    found = check(Note("Hops.md", text), config.rules, config.schema, least="low")
    return [(str(d.family), d.confidence, d.span.of(text)) for d in found]


FOLDED = [part for pair in zip(Z, map(fold, E), strict=True) for part in pair]
ORIGINAL_FIRST = [part for pair in zip(E, Z, strict=True) for part in pair]
TRANSLATION_FIRST = [part for pair in zip(Z, E, strict=True) for part in pair]


def test_what_has_its_translation_has_no_gap() -> None:
    for parts in (FOLDED, ORIGINAL_FIRST, TRANSLATION_FIRST, Z):
        assert gaps(*parts) == []


@pytest.mark.parametrize(
    ("held", "confidence"),
    [
        (E[0], "high"),
        ("We keep the hops in a room", "high"),
        ("We keep the hops", "medium"),
        ("The hops", "low"),
    ],
)
def test_the_more_a_fold_without_a_translation_says_the_surer_it_is(held: str, confidence: str) -> None:
    assert gaps(*FOLDED, fold(held)) == [("fold alone", confidence, fold(held))]


def test_a_fold_that_does_not_say_it_is_an_original_is_a_guess() -> None:
    more = fold(E[1], "More")
    assert gaps(*FOLDED, "## More", more) == [("fold alone", "low", more)]


def test_a_long_translation_is_that_of_the_next_fold_too() -> None:
    long = [f"{Z[0]}{Z[1]}", fold(E[0])]
    assert gaps(*long, fold(E[1]), *FOLDED[4:]) == []
    assert gaps(*long, "## More", fold(E[1]), *FOLDED[4:]) == [("fold alone", "high", fold(E[1]))]
    much = fold(f"{E[1]} {E[2]} {E[3]}")
    assert gaps(*long, much, *FOLDED[4:]) == [("fold alone", "high", much)]
    assert gaps(Z[0], fold(E[0]), fold(E[1]), *FOLDED[4:]) == [("fold alone", "high", fold(E[1]))]
    assert gaps("## One", fold(E[0]), fold(E[1])) == [("fold alone", "high", fold(E[n])) for n in (0, 1)]


def test_a_fold_below_one_that_holds_its_translation_lacks_nothing() -> None:
    assert gaps(Z[0], fold(Z[1]), fold(E[1]), *FOLDED[4:]) == []


def test_the_only_fold_of_a_note_holds_all_of_it_or_is_named() -> None:
    whole = fold(" ".join(E))
    assert gaps(*Z, "## More", whole) == []
    assert gaps(Z[0], "## More", whole) == [("fold alone", "high", whole)]
    assert gaps(Z[0], "## English", whole) == []


def test_an_original_where_its_translation_should_be() -> None:
    assert gaps(*FOLDED[:2], E[1], fold(E[1]), *FOLDED[4:]) == [("original twice", "high", E[1])]
    assert gaps(*FOLDED[:2], E[1], fold(E[1], "More"), *FOLDED[4:]) == [("original twice", "medium", E[1])]
    assert gaps(*FOLDED, "We keep the hops here.", fold(E[0]))[0][0] == "original twice"
    assert gaps(*FOLDED, "We keep hops here.", fold(E[0])) == []
    both = f"{E[1]}\n\n{E[2]}"
    assert gaps(*FOLDED[:2], both, fold(E[1]), *FOLDED[4:]) == [("original twice", "high", both)]
    message = "the original is where its Chinese translation should be"
    assert in_another(CHINESE_TITLE, *FOLDED[:2], E[1], fold(E[1]), *FOLDED[4:]) == [message]


def test_names_in_no_language_that_a_fold_repeats_are_not_translated() -> None:
    names = "Hallertau Mittelfrüh, Saaz, Perle, Target, Fuggle, Cascade"
    assert gaps(*FOLDED, names, fold(f"{names}.")) == [("original twice", "high", names)]
    assert gaps(*FOLDED, f"{names}, Citra", fold(names)) == [("original twice", "high", f"{names}, Citra")]
    assert gaps(*FOLDED, names, fold("Tettnanger, Spalter, Hersbrucker, Strisselspalt, Lublin")) == []
    assert gaps(*FOLDED, "Saaz, Perle", fold("Saaz, Perle")) == []


def test_a_foreign_passage_among_translated_ones() -> None:
    assert gaps(Z[0], E[3], fold(E[0]), *FOLDED[2:]) == [("within", "medium", E[3])]
    assert gaps(Z[0], "Yes, the malt.", fold(E[0]), *FOLDED[2:]) == []


LONG = [
    (
        "In the spring my uncle carried the old copper boiler down to the river, and three of the neighbours "
        "helped him to wash it, because it had stood in the barn all winter and smelled of mice.",
        "春天的时候，叔叔把那口旧铜锅背到河边，三个邻居帮他一起洗，因为它在谷仓里放了整整一个冬天，"
        "满是老鼠的味道，怎么也去不掉。",
    ),
    ("Nobody drinks it before it is ready.", "没有好之前谁也不喝。"),
    (
        "The malt is kept in sacks of forty pounds each, and each of the sacks has a name on it.",
        "麦芽装在袋子里，每袋四十磅，每个袋子上都写着一个名字，谁也不会弄错。",
    ),
    ("We wait for it.", "我们等着，不急。"),
]
TURNS = [side for pair in LONG for side in pair]


def test_lengths_tell_which_of_several_originals_is_left_out() -> None:
    (long, long_zh), (_, _), (middle, middle_zh), _ = LONG
    assert gaps(*TURNS) == []
    assert gaps(*TURNS, long, middle, middle_zh) == [("beside", "medium", long)]
    assert gaps(*TURNS, middle, long, middle_zh) == [("beside", "medium", long)]
    assert gaps(*TURNS, E[0], E[1], f"{Z[0]}{Z[1]}") == []
    assert gaps(*TURNS, middle, long, E[1], long_zh, Z[1]) == [("beside", "medium", middle)]
    assert gaps(*TURNS, middle, long, E[1], middle_zh, long_zh) == [("beside", "medium", E[1])]
    assert gaps(*TURNS, E[0], E[2], E[1], f"{Z[0]}{Z[2]}", Z[1]) == []


def test_where_two_originals_are_in_one_translation_a_third_one_is_left_out() -> None:
    halves = [f"{half.strip().removesuffix('.')}." for e in E[:3] for half in e.partition(". ")[::2]]
    joined = [part for n in range(3) for part in (*halves[2 * n : 2 * n + 2], Z[n])]
    assert gaps(*joined) == []
    assert gaps(*joined, *halves[:2], E[3], Z[0]) == [("beside", "medium", E[3])]
    assert gaps(*joined, E[3], *halves[:2], Z[0]) == [("beside", "medium", E[3])]
    assert gaps(*joined, *halves[:2], *halves[:2], f"{Z[0]}{Z[0]}") == []


def test_an_original_that_nothing_follows_lacks_its_translation() -> None:
    assert gaps(*TURNS, E[1]) == [("alternating", "medium", E[1])]
    assert gaps(*TURNS, "## More", E[1]) == [("alternating", "medium", E[1])]
    backwards = [side for pair in LONG for side in pair[::-1]]
    assert gaps(E[1], *backwards) == [("alternating", "medium", E[1])]
    assert gaps(*TURNS, "Hops and malt.") == []


def test_an_original_between_pairs_lacks_its_translation() -> None:
    assert gaps(*ORIGINAL_FIRST[:3], *ORIGINAL_FIRST[4:]) == [("beside", "medium", E[1])]
    without = [*TRANSLATION_FIRST[:4], *TRANSLATION_FIRST[5:]]
    assert gaps(*without) == [("beside", "medium", E[2])]


def test_turns_of_a_few_words_are_not_compared() -> None:
    turns = ["Who is it?", "是谁？", "It is me.", "是我。"] * 3
    assert gaps(*turns, "Come in!", "And sit down here.", "请进来吧！") == []
    assert gaps(*TURNS, "Who is it now?", "It is me here.", "是我啊。") == []
    asked = "Who is it now that is at the door?"
    found = gaps(*TURNS, asked, "It is me that is here, and you.", "是我站在这里啊，和你一起。")
    assert found == [("beside", "medium", asked)]


def test_a_whole_note_in_another_language() -> None:
    whole = "\n\n".join(E)
    assert gaps(*E) == [("whole note", "low", whole)]
    assert gaps("---\nlang: zh\n---", *E, language=None) == [("whole note", "medium", whole)]
    assert gaps("---\nlang: en\n---", *E) == []
    assert gaps("The hops.", "The malt.") == []


@pytest.mark.parametrize(
    ("parts", "language", "confidence"),
    [
        ((*E, Z[0] * 2), "en", "high"),
        ((*E, Z[0]), "en", "medium"),
        ((*E, JAPANESE), "en", "high"),
        ((*E, KOREAN), "en", "medium"),
        ((*E, Z[0] * 2), None, "low"),
        ((*Z, E[0]), None, "medium"),
        ((*Z, f"{E[0]} {E[1]}"), "zh", "high"),
    ],
    ids=["chinese", "short", "japanese", "korean", "the writer's own", "not said", "long"],
)
def test_a_passage_in_another_language(parts: tuple[str, ...], language: str | None, confidence: str) -> None:
    assert gaps(*parts, language=language) == [("passage", confidence, parts[-1])]


def test_neighbours_in_another_language_are_one_gap() -> None:
    assert gaps(*Z, E[0], E[1], *Z) == [("passage", "high", f"{E[0]}\n\n{E[1]}")]
    assert len(gaps(*Z, E[0], Z[2], E[1], *Z, *Z, *Z)) == 2


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("The yeast never likes the heat of June.", 1),
        ("The yeast never likes the June heat.", 0),
        ("Hallertau Mittelfrüh and Saaz of Bohemia, Perle, Target, the Fuggle of Kent.", 0),
        ("See Fix (1999), vol. 12(3), pp. 3 of the book of beer and of the malt that is in it.", 0),
    ],
    ids=["eight words", "seven", "names", "a citation"],
)
def test_what_is_written_text(words: str, told: int) -> None:
    assert len(gaps(*Z, words, *Z)) == told


def test_eight_words_are_sixteen_characters() -> None:
    assert len(gaps(*E, "水壶在炉子上烧了，才想起麦芽来。酒也没", *E, language="en")) == 1
    assert gaps(*E, "水壶在炉子上烧了，才想起麦芽来。", *E, language="en") == []
    assert gaps(*E, "水壶在炉子上烧了才想起麦芽来酒也没有了", *E, language="en") == []


@each_of(
    "above",
    ["## English", "## Abstract", "他说：", "**他说：**", "He said:"],
)
def test_what_is_announced_is_a_guess(above: str) -> None:
    assert gaps(*Z, above, E[0], "## 酒", *Z) == [("passage", "low", E[0])]


def test_a_heading_in_latin_letters_announces_where_nobody_said_what_is_read() -> None:
    assert gaps(*Z, "## Malt", E[0], "## 酒", *Z, language=None) == [("passage", "low", E[0])]
    assert gaps(*Z, "## 麦芽", E[0], "## 酒", *Z, language=None) == [("passage", "medium", E[0])]
    assert gaps(*Z, "## Malt", E[0], "## 酒", *Z) == [("passage", "medium", E[0])]


VERSE = (
    "And the malt is in the bag,\nand the hops are in the room,\nand the yeast is in the jar,\n"
    "and the cat is on the broom,"
)


@each_of(
    "text, confidence",
    [
        (VERSE, "low"),
        (VERSE.rpartition("\n")[0], "medium"),
        (VERSE.replace(",", " that we have carried home from the mill by night,"), "high"),
        (f"Abstract: {E[0]}", "low"),
        (f"> {E[0]}", "low"),
        (f"> [!note] Malt\n> {E[0]}", "medium"),
        (f"> [!quote] Malt\n> {E[0]}", "low"),
        (f"> [!note] 麦芽\n> {E[0]}", "medium"),
        (f"[^1]: {E[0]}", "low"),
        ("[The kettle and the malt of all of us](https://a.b) and the book of it", "low"),
        ("[The kettle](https://a.b) is in the book of all of us and of the malt", "medium"),
        ("“The yeast never likes the heat of June, and it is never to be shaken or to be.”", "low"),
        (f"“{E[0]} {E[1]}”", "medium"),
        (f"“{E[0]} {E[1]}”.", "medium"),
        (f"“{E[0]}” {E[1]}", "high"),
        ("*“We keep the hops in a cold room of ours.”*", "low"),
        ("“We keep the hops in a cold room of ours”.", "low"),
    ],
)
def test_what_is_meant_to_be_in_another_language_is_a_guess(text: str, confidence: str) -> None:
    assert gaps(*Z, text, *Z) == [("passage", confidence, text)]


def test_a_long_quotation_beside_its_translation_is_a_guess() -> None:
    quoted = (
        "“We keep all of the hops of the valley in a cold room of ours, and that is the whole of the secret.”"
    )
    assert gaps(*Z, Z[1], quoted, *Z) == [("passage", "low", quoted)]
    assert gaps(*Z, "麦芽很好。", quoted, "麦芽很好。", *Z) == [("passage", "medium", quoted)]


def test_what_is_translated_in_brackets_behind_it_is_none() -> None:
    asked = "Find the target in this image and report the place of it"
    assert gaps(*Z, f"{asked}（请在图像中找到目标并报告它的边框）", *Z) == []
    assert gaps(*Z, f"{asked}（テストのボックスをさがしてください）", *Z) == []
    assert len(gaps(*Z, f"{asked}（目标）", *Z)) == 1
    assert gaps(*[KOREAN] * 4, f"{asked} (이미지에서 대상을 찾아서 보고하십시오)", language="ko") == []
    assert len(gaps(*[KOREAN] * 4, f"{asked} (맥아)", language="ko")) == 1


def test_what_stands_beside_debris_is_left_to_the_rule_that_tells_debris() -> None:
    assert gaps(*Z, "[BODY_END]", E[0], *Z) == []
    assert gaps(*Z, "[AI_META_START]", E[0], *Z) == [("passage", "medium", E[0])]


def test_two_editions_of_a_note_are_as_long_as_one_another() -> None:
    chinese = [f"## 第{n}节\n\n{z}" for n, z in enumerate(Z)]
    english = [f"## Part {n}\n\n{e}" for n, e in enumerate(E)]
    assert gaps(*chinese, *english) == []
    assert gaps(*english, *chinese) == []
    assert gaps(*chinese, *english[:3]) == []
    assert len(gaps(*chinese, *english[:1])) == 1
    assert len(gaps(*chinese, *(f"## Part {n}\n\n{E[1].partition(',')[0]}." for n in (2, 2)))) == 2
    assert len(gaps(*chinese[:2], english[0], *chinese[2:], english[1])) == 2


def test_a_paragraph_that_goes_on_in_english() -> None:
    tail = f"{E[2]} {E[3]}"
    assert gaps(*Z, f"{Z[0]}{tail}") == [("tail", "medium", tail)]
    assert gaps(*Z, f"**{Z[0]}** {tail}") == [("tail", "medium", tail)]
    short = "We keep the hops in a cold room."
    for text in (f"{Z[0]}“{tail}”", f"- {Z[0]}{tail}", f"{Z[0]}{short}", f"{tail}{Z[0]}"):
        assert gaps(*Z, text) == []
    assert gaps(*Z, f"{Z[0]}{tail}", language=None) == []
    assert gaps(*E, f"{Z[0]}{tail}", language="en") == []
    mixed = f"{Z[0]}{Z[1]}{Z[2]}{E[0][:80]}."
    assert len(gaps(*Z, mixed)) == 1
    assert gaps(*FOLDED, mixed, fold(" ".join(E))) == []


def test_a_table_of_english_sentences() -> None:
    rows = [f"| {n} | {e} |" for n, e in enumerate(E)]
    table = "\n".join(["| a | b |", "|---|---|", *rows])
    one = "\n".join(table.split("\n")[:3])
    assert gaps(*Z, table) == [("table", "medium", table)]
    for parts in ([one], ["## English", table], [fold(table)], [table.replace("| a", "| 号")]):
        assert gaps(*Z, *parts) == []
    assert gaps(*Z, table, language=None) == []
    assert gaps(*[KOREAN] * 4, table.replace("| a", "| 번호"), language="ko") == []
    assert gaps(*E, table, language="en") == []
    assert "table" not in [family for family, _, _ in gaps(Z[0], *E, *E, table)]
    assert gaps(JAPANESE, JAPANESE, table.replace("| a", "| カナ"), language="ja") == []


def in_another(*parts: str) -> list[str]:
    """The messages for a note whose reading language is not declared, including guesses."""
    text = "\n\n".join(parts) + "\n"
    config = config_of(None)
    return [d.message for d in check(Note("Hops.md", text), config.rules, config.schema, least="low")]


def test_messages_name_the_languages() -> None:
    assert in_another("---\nlang: zh\n---", Z[0], E[3], fold(E[0]), *FOLDED[2:]) == [
        "English within a translation"
    ]
    assert in_another("---\nlang: zh\n---", *Z, f"{Z[0]}{E[2]} {E[3]}") == ["the paragraph ends in English"]
    assert in_another("---\nlang: zh\n---", *FOLDED, fold(E[0])) == [ALONE]
    norwegian = (
        "Vi har brygget øl på dette kjøkkenet i mer enn ti år, og det er bra, og det vet alle her i byen."
    )
    assert in_another("---\nlang: zh\n---", *[norwegian] * 3) == [
        "the whole note is in another language, not Chinese"
    ]


CHINESE_TITLE = "---\ntitle: 关于啤酒花和麦芽的故事\n---"
ALONE = "nothing translates this folded original"


@each_of(
    "parts, said",
    [
        ((*E, Z[0]), ["Chinese in a note that is English"]),
        ((*Z[:2], *E[:2]), ["English in a note that is Chinese"]),
        ((Z[0], *E[:3]), ["Chinese in a note that is English"]),
        ((Z[0], E[2], fold(" ".join(E))), ["English within a translation"]),
        ((CHINESE_TITLE, *E, *Z[:2]), ["English in a note that is Chinese"]),
        (
            ("---\nTitle: Beer\ndescription: 关于啤酒花的故事\n---", *E, *Z[:2]),
            ["English in a note that is Chinese"],
        ),
        (
            ("---\ntitle: The story of the hops and of the malt\n---", *Z, E[0]),
            ["English in a note that is Chinese"],
        ),
        ((CHINESE_TITLE, *E), []),
        ((CHINESE_TITLE, fold(E[0])), [ALONE]),
        ((CHINESE_TITLE, fold(E[0], "原文")), []),
        ((CHINESE_TITLE, fold(E[0], "中文原文"), E[1]), []),
        (("---\nlang: zh\n---", *E), ["the whole note is English, not Chinese"]),
        (("---\nLanguage: 中文\n---", *E), ["the whole note is English, not Chinese"]),
        (("---\nlang: 3\nlanguage: zh\n---", *E), ["the whole note is English, not Chinese"]),
        (("---\nlang: [zh]\n---", *E), []),
        (("---\nlang: de\n---", *E), ["the whole note is English, not German"]),
        ((*TURNS, E[0], E[1], Z[1]), ["nothing translates this passage"]),
        (
            ("---\ntitle: The story of the hops\n---", *TURNS, E[0], E[1], Z[1]),
            ["nothing translates this passage"],
        ),
    ],
)
def test_what_a_note_is_read_in(parts: tuple[str, ...], said: list[str]) -> None:
    assert in_another(*parts) == said


def together(*pairs: tuple[int, int]) -> list[str]:
    """Translations and folded originals, with the given (translation, original) lengths in units."""
    return [part for above, below in pairs for part in (chinese(above), fold(english(below)))]


HALVES = [f"{half.strip().removesuffix('.')}." for e in E[:3] for half in e.partition(". ")[::2]]
JOINED = [part for n in range(3) for part in (*HALVES[2 * n : 2 * n + 2], Z[n])]
ASKED = (
    "We would like you to find the old target in this image of the house and then to report the place of it "
    "to us as soon as you can"
)
DOOR = "Who is it now that is at the door?"
TABLE = "\n".join(["| a | b |", "|---|---|", *(f"| {n} | {e} |" for n, e in enumerate(E[:2]))])
LAST = fold(english(10))
SIZES: dict[str, tuple[Callable[[int], Sequence[str]], int, list[str], list[str]]] = {
    "words in brackets behind them": (
        lambda n: (*Z, *Z, f"{ASKED}（{'麦' * n}）"),
        *(11, ["passage medium"], []),
    ),
    "a fold alone": (lambda n: (*FOLDED, fold(english(n))), 3, ["fold alone low"], ["fold alone medium"]),
    "a fold surely alone": (
        lambda n: (*FOLDED, fold(english(n))),
        *(6, ["fold alone medium"], ["fold alone high"]),
    ),
    "what somebody says": (lambda n: (*TURNS, DOOR, english(n), chinese(9)), 4, [], ["beside medium"]),
    "all that one fold holds": (
        lambda n: (chinese(n), "## More", fold(english(60))),
        *(43, ["fold alone high"], []),
    ),
    "names that are repeated": (
        lambda n: (
            *FOLDED,
            "Saaz " * (n - 1) + "Perle-Hallertau",
            fold("Saaz " * (n - 1) + "Perle-Hallertau"),
        ),
        *(5, [], ["original twice high"]),
    ),
    "letters that are repeated": (
        lambda n: (*FOLDED, f"A B C D {'x' * (n - 8)}", fold(f"A B C D {'x' * (n - 8)}.")),
        *(20, [], ["original twice high"]),
    ),
    "a translation of two": (
        lambda n: (chinese(n), fold(english(40)), LAST, *FOLDED),
        *(84, ["fold alone high"], []),
    ),
    "the second of them": (
        lambda n: (chinese(100), fold(english(40)), fold(english(n)), *FOLDED),
        *(45, [], ["fold alone high"]),
    ),
    "characters of two in Japanese": (
        lambda n: (
            f"{JAPANESE * 2}"[: n - 1] + "。",
            *[fold(chinese(size), "中文原文") for size in (40, 10)],
        ),
        *(69, ["fold alone high"], []),
    ),
    "a translation of one of two": (
        lambda n: (*JOINED, english(20), english(20), chinese(n)),
        *(21, [], ["beside medium"]),
    ),
    "a translation of both": (
        lambda n: (*JOINED, english(20), english(20), chinese(n)),
        *(40, ["beside medium"], []),
    ),
    "one that is too long for one": (
        lambda n: (*JOINED, english(10), english(60), chinese(n)),
        *(20, ["beside medium"], []),
    ),
    "sections of a short edition": (
        lambda n: (*[f"## 第\n\n{chinese(50)}"] * 3, *[f"## Part\n\n{english(n)}"] * 3),
        *(18, ["passage medium"] * 3, []),
    ),
    "sections of a long edition": (
        lambda n: (*[f"## 第\n\n{chinese(50)}"] * 3, *[f"## Part\n\n{english(n)}"] * 3),
        *(72, [], ["passage high"] * 3),
    ),
    "nine tenths of a note": (
        lambda n: (chinese(10), english(n)),
        *(90, ["passage low"], ["whole note low"]),
    ),
    "six tenths": (
        lambda n: (*[chinese(20)] * 5, english(n)),
        *(151, ["passage high"], ["passage low"]),
    ),
    "six tenths beside a table": (
        lambda n: (*[chinese(20)] * 5, english(n), TABLE),
        *(151, ["passage high", "table medium"], ["passage low"]),
    ),
    "six tenths of a note that says what it is": (
        lambda n: ("---\nlang: zh\n---", *[chinese(20)] * 5, english(n)),
        *(151, ["passage high"], ["passage high"]),
    ),
    "what counts of one long passage": (
        lambda n: (*[chinese(20)] * 10, english(n), english(20)),
        *(281, ["passage high"], ["passage low"]),
    ),
    "a passage that weighs no more": (
        lambda n: (*[chinese(20)] * n, english(1000)),
        *(10, ["passage low"], ["passage high"]),
    ),
    "a tail": (lambda n: (*Z, f"{Z[0]}{english(n)}"), 12, [], ["tail medium"]),
    "lines that are no verses": (
        lambda n: (*Z, "\n".join([f"And the malt {'o' * (n - 28)} is in the bag,"] * 4)),
        *(33, ["passage low"], ["passage medium"]),
    ),
    "verses": (
        lambda n: (*Z, *Z, "\n".join(["And the malt is in the bag of our mill,"] * n)),
        *(9, ["passage high"], ["passage low"]),
    ),
    "too many of them": (
        lambda n: (*Z, *Z, "\n".join(["And the malt is in the bag of our mill,"] * n)),
        *(21, ["passage low"], ["passage high"]),
    ),
    "words beside a link": (
        lambda n: (*Z, f"[{english(8, 'mill')}](https://a.b) {english(n)}"),
        *(7, ["passage low"], ["passage medium"]),
    ),
    "a quotation": (
        lambda n: (*Z, "麦芽很好。", f"“{english(n)}”"),
        *(20, ["passage low"], ["passage medium"]),
    ),
    "a long passage": (lambda n: (*Z, english(n)), 40, ["passage medium"], ["passage high"]),
    "what may be its translation": (
        lambda n: (*Z, chinese(n), f"“{english(30)}”"),
        *(26, ["passage medium"], ["passage low"]),
    ),
    "what is too long for that": (
        lambda n: (*Z, chinese(n), f"“{english(30)}”"),
        *(72, ["passage low"], ["passage medium"]),
    ),
    "lines below debris": (lambda n: (*Z, "[BODY_END]" + "\n" * n + E[0]), 5, [], ["passage medium"]),
    "pairs that tell what is usual": (
        lambda n: (*together(*[(90, 30)] * n, *[(20, 20)] * 6, (70, 30)), fold(english(5))),
        *(2, [], ["fold alone medium"]),
    ),
    "words of such a pair": (
        lambda n: (*together(*[(3 * n, n)] * 4, *[(20, 20)] * 6, (70, 30)), fold(english(5))),
        *(30, [], ["fold alone medium"]),
    ),
    "originals that are enough to alternate": (
        lambda n: [part for _ in range(4) for part in (english(n), chinese(60))][:-1],
        *(12, ["passage medium"] * 4, ["alternating medium"]),
    ),
    "originals that are too long to alternate": (
        lambda n: [part for _ in range(4) for part in (english(n), chinese(30))][:-1],
        *(91, ["alternating medium"], ["passage low"] * 4),
    ),
    "originals of which half have no neighbour": (
        lambda n: (*TURNS, *[part for _ in range(n) for part in ("## More", english(20))]),
        *(5, ["alternating medium"] * 4, ["passage low"] * 7),
    ),
}


@each_of("parts, size, below, there", SIZES.values())
def test_the_size_from_which_on_something_else_is_said(
    parts: Callable[[int], Sequence[str]], size: int, below: list[str], there: list[str]
) -> None:
    def said(size: int) -> list[str]:
        language = "ja" if "中文原文" in parts(size)[-1] else "zh"
        return [f"{family} {confidence}" for family, confidence, _ in gaps(*parts(size), language=language)]

    assert (said(size - 1), said(size)) == (below, there)


def test_the_length_of_what_is_no_translation_is_not_what_is_usual() -> None:
    originals = [part for _ in range(4) for part in (english(100), fold(english(30)))]
    found = gaps(*originals, *together((70, 30)), fold(english(5)))
    assert [family for family, _, _ in found] == ["original twice"] * 4


def test_two_languages_in_latin_letters_that_take_turns_are_read_in_the_first() -> None:
    german = "Der Kessel stand schon eine Stunde auf dem Herd, bevor jemand an das Malz dachte."
    assert in_another(*[part for _ in range(4) for part in (german, english(20))]) == []


def test_sixteen_characters_are_prose() -> None:
    def said(count: int) -> list[tuple[str, str, str]]:
        return gaps(*E, f"水，{characters(count - 1)}。", *E, language="en")

    assert (len(said(15)), len(said(16))) == (0, 1)


def test_where_nobody_says_what_is_read_more_than_half_in_another_language_is_a_guess() -> None:
    def said(words: int) -> list[tuple[str, str]]:
        found = gaps(CHINESE_TITLE, *[chinese(20)] * 5, english(words), language=None)
        return [(family, confidence) for family, confidence, _ in found]

    assert (said(100), said(101)) == ([("passage", "high")], [("passage", "low")])
    german = "Der Kessel stand schon eine Stunde auf dem Herd, bevor jemand an das Malz dachte."
    assert gaps(*E, *E, german, language=None) == [("passage", "medium", german)]
