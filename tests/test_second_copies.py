"""Second copies in a note, as opposed to a refrain, a list or an original in two places."""

from vault_tools.config.config import load_config
from vault_tools.lint.engine import check
from vault_tools.note.note import Note

THINGS = "kettle stove boiler yeast barrel copper mash wort grain sack mill hop cone room".split()


def paragraph(number: int) -> str:
    """A paragraph of forty units that no other paragraph has."""
    letter = chr(97 + number)
    said = " ".join(f"{letter}{thing}{number} and" for thing in THINGS)
    return f"In the room {letter} of the house we saw {said} no more."


P = [paragraph(number) for number in range(14)]
OTHERS = [f"Number {number} is nothing that is said above." for number in range(9)]


def fold(*paragraphs: str) -> str:
    inside = "\n\n".join(paragraphs)
    return f"<details>\n<summary>Original English</summary>\n\n{inside}\n\n</details>"


def copies(*paragraphs: str) -> list[tuple[list[str], str]]:
    """(paragraphs that are repeated, message) of each copy."""
    text = "\n\n".join(paragraphs) + "\n"
    config = load_config("rules: {select: [repeated-text]}")
    found = check(Note("Hops.md", text), config.rules, config.schema, least="low")
    return [(d.span.of(text).split("\n\n"), d.message) for d in found if d.family == "second copy"]


def test_a_note_that_is_there_again() -> None:
    assert copies(*P) == []
    assert copies(*P[:9], *P[:9]) == [(P[:9], "9 paragraphs from line 1 on are repeated here")]


def test_a_part_that_is_there_again() -> None:
    assert copies(*P[:12], *P[2:12]) == [(P[2:12], "10 paragraphs from line 5 on are repeated here")]
    between = copies(*P[:12], *OTHERS, *P[2:12], *OTHERS[5:6])
    assert between == [(P[2:12], "10 paragraphs from line 5 on are repeated here")]


def test_of_several_copies_the_longest_is_told() -> None:
    [(again, message)] = copies(*P, *OTHERS[:4], *P[:9], *OTHERS[4:8], *P[2:13])
    assert again == P[2:13]
    assert message == "11 paragraphs from line 5 on are repeated here, the longest of 2 repeated stretches"


def test_less_than_three_hundred_units_may_be_a_refrain() -> None:
    long = [" ".join([*P[2 * n : 2 * n + 2], *P[2 * n + 5 : 2 * n + 7]]) for n in range(3)]
    assert copies(*P[:5], *P[2:4]) == []
    assert [again for again, _ in copies(*long, *P[12:], *long[:2])] == [long[:2]]
    assert copies(*long, *P[12:], long[0]) == []
    assert copies(*long, " ".join(P[:9]), *P[12:], " ".join(P[:9])) == []


def test_up_to_three_paragraphs_may_differ() -> None:
    def with_others(count: int) -> list[str]:
        return [*P[:5], *OTHERS[:count], *P[5:10]]

    assert copies(*P[:10], *with_others(3)) == [
        (with_others(3), "13 paragraphs from line 1 on are repeated here")
    ]
    double = [f"{p} {p[::-1]}" for p in P]
    for others, size in ((3, 13), (4, 5)):
        [(again, _)] = copies(*double[:10], *double[:5], *OTHERS[:others], *double[5:10])
        assert len(again) == size
    for left_out, size in ((3, 11), (4, 5)):
        [(again, _)] = copies(*double, *double[:5], *double[5 + left_out :])
        assert len(again) == size


def test_what_comes_back_in_another_order_is_several_copies() -> None:
    double = [f"{p} {p[::-1]}" for p in P]
    [(again, message)] = copies(*double[:10], *double[4:10], *double[:4])
    assert again == double[4:10]
    assert message.endswith("from line 9 on are repeated here, the longest of 2 repeated stretches")


def test_short_lines_and_items_say_nothing() -> None:
    assert copies(*["Yes, sir.", "No, sir."] * 90) == []
    items = "\n".join(f"- {p}" for p in P)
    assert copies(items, "Again:", items) == []


def test_an_original_in_two_places_is_no_copy() -> None:
    assert copies("One.", fold(*P[:9]), "Two.", fold(*P[:9])) == []
    twice = [part for _ in range(2) for n in range(0, 9, 3) for part in ("One.", fold(*P[n : n + 3]))]
    assert len(copies(*twice)) == 1
    assert copies(*P[:9], fold(*P[:9])) == []
    assert len(copies(fold(*P[:9]), *P[:9])) == 1


def words(first: int, count: int) -> str:
    """A text of `count` different words."""
    return " ".join(f"malt{number}" for number in range(first, first + count))


def test_two_paragraphs_of_three_hundred_units_are_a_copy() -> None:
    def again(count: int) -> int:
        twice = [words(0, 100), words(100, count)]
        return len(copies(*twice, OTHERS[0], *twice))

    assert (again(199), again(200)) == (0, 1)


def test_a_paragraph_of_twenty_characters_counts() -> None:
    def again(length: int) -> int:
        twice = ["x" * length, words(0, 350)]
        return len(copies(*twice, OTHERS[0], *twice))

    assert (again(19), again(20)) == (0, 1)


def test_originals_in_three_folds_are_a_copy() -> None:
    def again(count: int) -> int:
        folds = [
            part
            for number in range(count)
            for part in (f"{number}.", fold(words(200 * number, 100), words(200 * number + 100, 100)))
        ]
        return len(copies(*folds, *folds))

    assert (again(2), again(3)) == (0, 1)


def test_what_is_below_a_fold_with_the_same_text_is_a_copy_where_it_goes_on_outside() -> None:
    twice = [words(0, 200), words(200, 200)]
    assert len(copies(*twice, OTHERS[0], fold(twice[0]), twice[1])) == 0
    assert len(copies(*twice, OTHERS[0], twice[0], fold(twice[1]))) == 1


def test_three_stretches_that_hardly_anything_parts_are_one_copy() -> None:
    double = [f"{p} {p[::-1]}" for p in P]
    again = [*double[:4], *OTHERS[:2], *double[4:8], *OTHERS[2:4], *double[8:12]]
    assert [found for found, _ in copies(*double[:12], *again)] == [again]
