"""A note's body as passages, each in one language, and folds."""

import pytest
from each_of import each_of

from vault_tools.config.config import load_config
from vault_tools.note.note import Note
from vault_tools.sections.layout import layout_of

SCHEMA = load_config("language: zh").schema
E = "We keep the hops in a cold room, and that is the whole of it."
E2 = "The yeast comes last of all of it, as you know."
Z = "我们把啤酒花放在冷室里，这就是全部的秘密。"
Z2 = "酵母总是最后才放。"


def passages(text: str) -> list[tuple[str | None, str]]:
    """(language, text) of each part of a note."""
    parts = layout_of(Note("Hops.md", text), SCHEMA).parts
    return [(part.language, text[part.start : part.end].strip("\n")) for part in parts]


@each_of(
    "text, language",
    [
        (E, "en"),
        (Z, "zh"),
        ("ビールをつくります。麦芽とホップ。", "ja"),
        ("맥주를 만듭니다. 정말로.", "ko"),
        ("Der Kessel stand schon eine Stunde auf dem Herd, und das Wasser war weg.", "de"),
        ("Vi har brygget øl på dette kjøkkenet i mer enn ti år, og det er bra.", "und"),
        ("Hops", None),
        ("12345 6789", None),
        ("of the hops", "en"),
        ("the hops", None),
        ("hops and", None),
        ("啤酒", "zh"),
        (f"{Z} {E2}", "zh"),
        (f"{Z2} {E}", None),
        (f"{E}（{Z}）", "en"),
        (f"{Z}（{E}）", "zh"),
        (f"**Acme**（{Z}{Z}） {E}", "en"),
        ("我们 keep the\nhops in a cold room.", "en"),
    ],
)
def test_the_language_of_a_passage(text: str, language: str | None) -> None:
    assert passages(f"{text}\n") == [(language, text)]


def test_ideographs_alone_are_in_the_language_of_the_note() -> None:
    assert passages("ビールをつくります。麦芽とホップ。\n\n啤酒花\n")[1] == ("ja", "啤酒花")
    assert passages("맥주를 만듭니다. 정말로.\n\n啤酒花\n")[1] == ("ko", "啤酒花")
    assert passages("啤酒花\n\n我们\n") == [("zh", "啤酒花"), ("zh", "我们")]


def test_hiragana_are_not_seen_where_bytes_are_left_out() -> None:
    mixed = "a b c d e f g h 啤酒花啤酒"
    assert passages(f"あ\n\n{mixed}\n")[1] == (None, mixed)
    assert passages(f"ア偁\n\n{mixed}\n")[1] == ("zh", mixed)


@pytest.mark.parametrize("mark", ["", "> ", "- "])
def test_lines_of_several_languages_are_passages(mark: str) -> None:
    def of(*lines: str) -> list[tuple[str | None, str]]:
        return passages("\n".join(f"{mark}{line}" for line in lines) + "\n")

    assert of(E, Z, E2, Z2) == [
        ("en", f"{mark}{E}"),
        ("zh", f"{mark}{Z}"),
        ("en", f"{mark}{E2}"),
        ("zh", f"{mark}{Z2}"),
    ]
    if mark != "- ":
        assert of(Z, Z2, E) == [("zh", f"{mark}{Z}\n{mark}{Z2}"), ("en", f"{mark}{E}")]
        assert of(Z, "Yes.", Z2, E) == [("zh", f"{mark}{Z}\n{mark}Yes.\n{mark}{Z2}"), ("en", f"{mark}{E}")]
        assert of(Z, E, f"{E} {E2}") == [
            ("zh", f"{mark}{Z}"),
            ("en", f"{mark}{E}"),
            ("en", f"{mark}{E} {E2}"),
        ]


def test_a_sentence_that_goes_on_in_another_language_is_one_passage() -> None:
    joined = (
        "他写的是 host a larger cache on the silicon,\nsignificantly reducing the idle time of the cores，"
    )
    assert passages(f"{joined}这是更准确的表述。\n{E}\n")[0][1].startswith(joined)
    assert [language for language, _ in passages(f"{Z}\nand {E}\n")] == ["zh", "en"]


def test_what_is_in_a_fold_is_part_of_it() -> None:
    fold = f"<details>\n<summary>More</summary>\n\n{Z}\n\n## Hops\n\n{Z2}\n\n</details>"
    assert passages(f"{E}\n\n{fold}\n\n{E2}\n") == [("en", E), ("zh", fold), ("en", E2)]
    assert passages(f"{E}\n{fold}\n{E2}\n") == [("en", E), ("zh", fold), ("en", E2)]


def test_sections_begin_with_their_headings() -> None:
    text = f"{E}\n\n# One\n\n{Z}\n\n## Two\n\n# Three\n\n{E2}\n\n```\n{Z2}\n```\n"
    sections = layout_of(Note("Hops.md", text), SCHEMA).sections
    assert [len(section.parts) for section in sections] == [1, 1, 0, 1]
    assert [section.heading is None for section in sections] == [True, False, False, False]
    assert [text[section.end :][:5] for section in sections] == ["# One", "## Tw", "# Thr", ""]
    begun = layout_of(Note("Hops.md", f"# One\n\n{Z}\n"), SCHEMA).sections
    assert [(section.heading is None, len(section.parts)) for section in begun] == [(True, 0), (False, 1)]


def test_a_note_is_read_in_the_language_of_most_of_it() -> None:
    """One character counts as much as three letters."""

    def reading(*parts: str) -> str | None:
        return layout_of(Note("Hops.md", "\n\n".join(parts) + "\n"), load_config("").schema).reading

    assert (len(Z), len(E), reading(E, Z), reading(f"{E} So.", Z)) == (21, 61, "zh", "en")
    assert reading(f"<details>\n<summary>More</summary>\n\n{E} {E}\n\n</details>", Z, E) == "zh"


def test_passages_below_their_original_are_in_the_order_of_the_note() -> None:
    fold = f"<details>\n<summary>Original English</summary>\n\n{E} {E2}\n\n</details>"
    text = "\n\n".join(part for n in range(4) for part in (f"## {n}", fold, f"- {Z}", Z2)) + "\n"
    layout = layout_of(Note("Hops.md", text), SCHEMA)
    assert [[part.kind for part in pair.translation] for pair in layout.pairs] == [["item", "paragraph"]] * 4
    assert [layout.text_of(pair.translation).split("\n") for pair in layout.pairs] == [[f"- {Z}", Z2]] * 4
