"""Labelled originals and translations: in table columns, and in paragraphs."""

from itertools import zip_longest

from bilingual import chinese, english
from each_of import each_of

from vault_tools.config.config import load_config
from vault_tools.lint.engine import check
from vault_tools.note.note import Note
from vault_tools.sections.labelled import labelled_pairs
from vault_tools.sections.layout import layout_of

CONFIG = load_config("language: zh").selecting(["untranslated-section", "mislabelled-original"], [])
E = [
    "The kettle had been on the stove for an hour before anybody thought of the malt. The water had gone.",
    "We keep the hops in a cold room, and that is the whole of the secret. All the rest of it can wait.",
    "The yeast always comes last of all. It fears the heat and the cold, so somebody sits up with it.",
    "In the autumn all of the neighbours come to help us, and they sit in the yard and talk about it.",
]
Z = [
    "水壶在炉子上烧了一个小时，才有人想起麦芽来。那时水已经烧干，壶底都黑了。",
    "我们把啤酒花放在冷室里，这就是全部的秘密。别的事情都可以慢慢来，只有这件不行。",
    "酵母总是最后才放。它怕热，也怕冷，所以要有人整夜守着，听它在桶里冒泡的声音。",
    "到了秋天，邻居们都来帮忙。大家坐在院子里，一边喝一边说起去年的收成和今年的雨水。",
]
GERMAN = "Der Kessel stand schon eine Stunde auf dem Herd, bevor jemand an das Malz dachte."


def told(text: str) -> list[tuple[str, str]]:
    """(text pointed at, message) of each diagnostic about labels."""
    found = check(Note("Hops.md", f"{text}\n"), CONFIG.rules, CONFIG.schema, least="low")
    return [(d.span.of(text), d.message) for d in found if d.family == "labelled"]


PARAGRAPHS = "\n\n".join(f"原文：{e}\n\n译文：{z}" for e, z in zip(E, Z, strict=True))
ROWS = [f"| {e} | {z} |" for e, z in zip(E, Z, strict=True)]
TABLE = "\n".join(["| English | 中文 |", "|---|---|", *ROWS])


def test_paragraphs_with_labels() -> None:
    assert told(PARAGRAPHS) == []
    lacks = (f"原文：{E[1]}", "nothing translates `原文`")
    assert told(PARAGRAPHS.replace(Z[1], "")) == [lacks]
    assert told(PARAGRAPHS.replace(Z[1], GERMAN)) == [lacks]
    assert told(PARAGRAPHS.replace(f"译文：{Z[1]}", f"译文：\n\n{Z[1]}")) == [lacks]
    assert told(PARAGRAPHS.replace(E[1], Z[0])) == [(f"原文：{Z[0]}", "`原文` holds Chinese")]


LABELS = """Original | original text | Original English | 原文 | 英文原文 | 원문
译文 | 譯文 | translation | Chinese Translation | 訳文 | 翻訳 | 번역 | 번역문 | Übersetzung"""
ORIGINALS, TRANSLATIONS = (line.split(" | ") for line in LABELS.split("\n"))


@each_of("original, translation", zip_longest(ORIGINALS, TRANSLATIONS, fillvalue="原文"))
def test_the_labels_of_all_languages(original: str, translation: str) -> None:
    text = "\n".join(f"{original}: {e}\n\n{translation}: {z}\n" for e, z in zip(E, Z, strict=True))
    pairs = labelled_pairs(layout_of(Note("Hops.md", text), CONFIG.schema))
    assert [pair.original.label for pair in pairs] == [original] * 4
    assert [pair.translation and pair.translation.label for pair in pairs] == [translation] * 4


def test_a_label_holds_to_the_end_of_its_paragraph() -> None:
    assert told(PARAGRAPHS.replace(E[1], f"{E[1]}\n\n{Z[0]}")) == []
    assert told(PARAGRAPHS.replace(E[1], f"{Z[0]}\n\n{E[1]}")) == [(f"原文：{Z[0]}", "`原文` holds Chinese")]


def test_few_labels_and_labels_in_code_and_folds_say_nothing() -> None:
    once = f"原文：{E[0]}\n\n{Z[0]}\n\n{Z[1]}\n\n译文：{Z[2]}"
    assert told(once) == []
    assert told(f"{once}\n\n原文：{E[1]}") == []
    hidden = f"原文：{Z[0]}"
    assert told(f"{PARAGRAPHS}\n\n```\n{hidden}\n```") == []
    assert told(f"{PARAGRAPHS}\n\n<details>\n<summary>More</summary>\n\n{hidden}\n\n</details>") == []
    assert len(told(f"{PARAGRAPHS}\n\n{hidden}")) == 2


@each_of("row", range(4))
def test_rows_of_a_table(row: int) -> None:
    lacks = ROWS[row].replace(Z[row], "")
    assert told(TABLE.replace(ROWS[row], lacks)) == [(lacks, "nothing translates `English`")]
    swapped = ROWS[row].replace(E[row], Z[0])
    assert told(TABLE.replace(ROWS[row], swapped)) == [(swapped, "`English` holds Chinese")]


def test_forms_of_a_table() -> None:
    assert told(TABLE) == []
    bare = "\n".join(line.strip("| ") for line in TABLE.split("\n"))
    assert told(bare) == []
    assert len(told(bare.replace(Z[0], ""))) == 1
    rows = TABLE.replace("\n| The ", "\nThe ").replace("\n| We ", "\nWe ")
    assert (rows.count("\nThe "), told(rows), len(told(rows.replace(Z[0], "")))) == (2, [], 1)
    assert told(TABLE.replace(f"{E[2]} |", f"{E[2]} \\| so |")) == []
    assert [at for at, _ in told(TABLE.replace(ROWS[3], f"| {E[3]} |"))] == [f"| {E[3]} |"]
    assert told(f"{TABLE}\n\n{E[0]}\n\n{E[1]}") == []
    assert told(TABLE.replace("| English |", "| What |").replace(Z[0], "")) == []
    assert told(TABLE.replace("| 中文 |", "| English |").replace(Z[0], "")) == []


def test_labels_tell_of_eight_units() -> None:
    german = GERMAN.rstrip(".").split()
    lacks, holds = "nothing translates `原文`", "`原文` holds Chinese"

    def said(original: str, translation: str) -> list[str]:
        return [message for _, message in told(f"原文：{original}\n\n译文：{translation}\n\n{PARAGRAPHS}")]

    assert (said(english(7), ""), said(english(8), "")) == ([], [lacks])
    assert said(english(12), " ".join(german[:7])) == []
    assert said(english(12), " ".join(german[:8])) == [lacks]
    assert (said(chinese(7), chinese(20)), said(chinese(8), chinese(20))) == ([], [holds])


def test_two_labels_of_either_kind_are_a_habit() -> None:
    def said(originals: int, translations: int) -> int:
        return len(told("\n\n".join([f"原文：{Z[0]}"] * originals + [f"译文：{Z[1]}"] * translations)))

    assert [said(1, 3), said(3, 1), said(2, 2) > 0] == [0, 0, True]


def test_labels_in_frontmatter_say_nothing() -> None:
    above = f"---\nabout: |\n  原文：{E[0]}\n\n  译文：\n---\n"
    assert told(f"{above}{PARAGRAPHS}") == []
    assert told(f"{above}原文：{E[0]}\n\n译文：\n\n{PARAGRAPHS}") != []
