"""Which Markdown is prose, which prose consists of sentences, and how a text ends."""

import pytest
from each_of import each_of

from vault_tools.note.prose import is_bare_label, is_labelled, is_sentences, prose_of, without_glosses
from vault_tools.note.sentences import ending_of, ends_surely_broken


@each_of(
    "markdown, prose",
    [
        ("Use `malt` and ``a ` b`` now.", "Use and now."),
        ("See ![x](y.png) and ![[p.png]] here.", "See and here."),
        ("A [book](https://a.b/c) of [[Beer|malt]] and so on.", "A [book of malt]] and so on."),
        ("Go to https://a.b/c（好）now", "Go to （好）now"),
        ("A <b>bold</b> one", "A bold one"),
        ("It costs $x+1$ now", "It costs now"),
        ("It is %%a comment%% said", "It is said"),
        ("By {{name}} and {% if %} and <% tp %> said", "By and and said"),
        ("Of #beer and #hops/saaz。", "Of and 。"),
        ("As said[^1] here", "As said here"),
        ("At [00:12] and (1:02:03) and 12:30 he", "At and and he"),
        ("No time is in word12:30x, no tag in C# or 7", "No time is in word12:30x, no tag in C# or 7"),
        ("- one\n- [x] two\n  3. three\n> four\n> - five", "one two three four five"),
        (
            "**Ada**: one\n**Bob:** two\n[Cy]: three\nJohn Smith: four\nQ: five\n主持人：六",
            "one two three four five 六",
        ),
        ("The malt: it is good\nAda:no", "The malt: it is good Ada:no"),
    ],
)
def test_what_of_markdown_is_prose(markdown: str, prose: str) -> None:
    assert " ".join(prose_of(markdown).split()) == prose
    assert prose_of(markdown).count("\n") == markdown.count("\n")


@pytest.mark.parametrize("label", ["**Ada**:", "**Ada:**", "[Ada]:", "Q：", "主持人：", "A:"])
def test_labels_of_speakers(label: str) -> None:
    assert is_labelled(f"{label} yes")
    assert not is_bare_label(f"{label} yes")
    assert is_bare_label(f"{label} ")


@pytest.mark.parametrize(
    "line", ["ada: yes", "Ada:yes", "A B C D E: yes", "这是一个非常非常非常长的说法：是", "Ada"]
)
def test_what_labels_no_speaker(line: str) -> None:
    assert not is_labelled(line)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("The malt (which is kept in here) and the hops.", 5),
        ("He said “it is the whole of it” to us of it", 6),
        ("One two. The", 3),
        ("And the Hops Are Kept In The Room Of Us", 0),
        ("Of the Hops and the Malt In the Room", 9),
        ("malt hops yeast barrel boiler stove copper mash wort", 0),
        ("As Fix (1999), it is the malt that is the whole of it", 0),
    ],
)
def test_how_many_words_of_prose_there_are(text: str, words: int) -> None:
    assert max((n for n in range(1, 20) if is_sentences(text, n)), default=0) == words


def test_what_explains_a_word_is_left_out_with_it() -> None:
    assert without_glosses("**Acme**（一家）is [x](y) **B** (二) c").split() == ["is", "[x]", "c"]
    assert without_glosses("no **brackets**") == "no **brackets**"


ENDINGS = {
    "whole": [
        *("The hops.", "the hops (and)", "see [[Hops]]", "see https://a.b", "see a.b.com", "x@y.z"),
        *("at 12:30", "block ^ab12", "note.[^1]", "**the hops**", "*the hops*", "啤酒花。", "ha ha~", "哈哈"),
        *("<b>The hops.</b>", "The hops.</b>", "“The hops”", "[the hops](http://a.b/c)", "#tag", "谢谢大家"),
        *("the ==hops==", "2024-05-06", "May 6th", "— Ada Brewer", "“Yes.” — Ada", "作者：林"),
        "la " * 14 + "la",
    ],
    "bare": ["The hops", "啤酒花", "了", "The hops<br>", "The hops &nbsp;", "The Of", "the hops [12]"],
    "broken": ["The hops,", "The the", "the hops of", "hops;", "啤酒花，", "把", "的", "因为", "Ada said so"],
    "open": ["the hops (and", "**the hops", "“The hops", "The [hops", "[the hops](http://a.b/c", "（啤酒花"],
    "ellipsis": ["the hops…", "the hops..", "啤酒花。。"],
    "colon": ["the hops:", "the hops："],
}  # fmt: skip


@each_of("ending, piece", [(e, p) for e, pieces in ENDINGS.items() for p in pieces])
def test_how_a_piece_ends(ending: str, piece: str) -> None:
    assert ending_of(piece) == ending
    assert ending_of(f"We said it.\n\n{piece}", "en") == ending
    assert ending_of(f"We said it.\n{piece}\n", "zh") == ending


def test_words_that_end_no_sentence_by_language() -> None:
    assert [ending_of("The hops and the malt of", code) for code in (None, "en", "zh", "de")] == [
        *["broken"] * 3,
        "bare",
    ]
    assert [ending_of("der Hopfen und", code) for code in (None, "en", "de")] == ["bare", "bare", "broken"]
    assert ends_surely_broken("the hops of")
    assert not ends_surely_broken("the hops of", "de")
    assert ends_surely_broken("因为")
    assert not ends_surely_broken("啤酒的")
    assert not ends_surely_broken("Ada said so")
    assert ends_surely_broken("the hops,</b>")
    assert not ends_surely_broken("the hops.")
    assert not ends_surely_broken("")
