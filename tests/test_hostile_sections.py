"""Notes that break careless programs: each is checked in the end, and none raises."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from often import often

from vault_tools.config.config import load_config
from vault_tools.lint.engine import check
from vault_tools.note.note import Note

pytestmark = pytest.mark.usefixtures("time_limit")

CONFIG = load_config("language: zh\n")
MEGABYTE = often(12_000, 1_000_000)
"""Characters: a megabyte in CI; a part of that shows non-linear behaviour as well."""

UNITS = {
    "letters": "a",
    "words": "a ",
    "sentences": "The hops are in bloom. ",
    "brackets": "[",
    "parentheses": "(",
    "wide-parentheses": "（",
    "links": "[a](",
    "wikilinks": "[[",
    "stars": "*",
    "bold-without-end": "**a",
    "less-than": "<",
    "tags-without-end": "<a ",
    "details-without-end": "<details",
    "details": "<details>",
    "ends-of-details": "</details>",
    "ticks-and-details": "`<details>",
    "chinese": "我",
    "chinese-sentences": "酒好。",
    "quotes": "“",
    "spaces": " ",
    "tabs": "\t",
    "ticks": "`",
    "ticks-and-letters": "`a",
    "quotations": "> ",
    "items": "- ",
    "dashes": "-",
    "equals-signs": "=",
    "bars": "|",
    "hashes": "#",
    "dots": ".",
    "ellipses": "…",
    "dollars": "$",
    "percents": "%",
    "digits": "7",
    "times": "0:00 ",
    "emoji": "👨‍👩‍👧‍👦🍺",
    "accents": "e\u0301",
    "right-to-left": "شعير \u202e",
    "control-characters": "\x01\x1b\x7f",
    "carriage-returns": "\r",
    "line-separators": "\u2028",
}
LINES = {
    "stars-before-a-bracket": "Hops and malt " + "*" * 110 + " x)\n",
    "headings": "# a\n" * 100_000,
    "headings-and-text": "# a\n\n酒好。\n\n" * 50_000,
    "underlined-headings": "a\n===\n" * 100_000,
    "quotations-within-quotations": ">" * 10_000 + " a",
    "ever-deeper-quotations": "".join("> " * (n % 100) + "a\n" for n in range(10_000)),
    "details": "<details>\n" * 10_000 + "</details>\n" * 10_000,
    "details-without-end": "<details>\n" * 10_000,
    "details-with-summaries": "<details><summary>A</summary>\n" * 10_000 + "</details>\n" * 10_000,
    "details-with-summaries-without-end": "<details><summary>Original English</summary>\nThe hop.\n\n"
    * 10_000,
    "ends-of-details": "</details>\n" * 100_000,
    "broken-ends-of-details": "<details>\na\n</details]\n" * 30_000,
    "less-than": "<\n" * 300_000,
    "fences": "```\n" * 20_000,
    "fences-of-two-kinds": "```\n~~~\n" * 10_000,
    "fences-within-fences": "".join("`" * n + "\n" for n in range(1_000, 2, -1)),
    "formulas": "$$\n" * 100_000,
    "comments": "%%\n" * 100_001,
    "html-comments": "<!--\n" * 100_000,
    "items": "- a\n" * 50_000,
    "items-of-sentences": "- The hops are in bloom.\n" * 40_000,
    "items-within-items": "".join(" " * (2 * n) + "- a\n" for n in range(1_000)),
    "bare-marks": "-\n" * 50_000,
    "rows": "a|b\n-|-\n" + "1|2\n" * 100_000,
    "bars": "|\n" * 300_000,
    "marks-of-missing-text": "[truncated]\n" * 100_000,
    "chinese-marks-of-missing-text": "（未完待续）\n" * 100_000,
    "dots": "...\n" * 100_000,
    "paragraphs": "a\n\n" * 300_000,
    "chinese-paragraphs": "我\n\n" * 200_000,
    "alternating-paragraphs": "The hops are in bloom and the malt is dry.\n\n啤酒花开了，麦芽也干了。\n\n"
    * 10_000,
    "footnotes": "[^1]: a\n" * 100_000,
    "tag-of-spaces": "<a" + " " * MEGABYTE,
    "html": "<div>\n\n" * 100_000,
    "directives": "%% vault-tools: ignore truncated-section %%\n\nThe hops are\n\n" * 10_000,
    "blank-lines": "\n" * MEGABYTE,
    "blank-lines-crlf": "\r\n" * (MEGABYTE // 2),
}


def judge(text: str) -> None:
    note = Note("Hops.md", text)
    for found in check(note, CONFIG.rules, CONFIG.schema, evidence=CONFIG.evidence):
        assert 0 <= found.span.start <= found.span.end <= len(text)


@pytest.mark.parametrize("unit", UNITS.values(), ids=UNITS)
def test_one_line_of_a_megabyte(unit: str) -> None:
    judge(unit * (MEGABYTE // len(unit.encode())))


@pytest.mark.parametrize("text", LINES.values(), ids=LINES)
def test_many_lines(text: str) -> None:
    judge(text[:MEGABYTE])


PIECES = [
    *UNITS.values(), "<summary>", "</summary>", "</details]", "```", "$$", "%%", "<!--", "-->", "\n", "\n",
    "\n\n", "\n# ", "\n---\n",
]  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), max_size=30).map("".join))
def test_all_of_it_together(text: str) -> None:
    judge(text)
