"""A region holds the same leaves whether it is read alone or with everything above it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vault_tools.note.regions import Regions, leaves_of

LINES = [
    "", "", "", " ", "\t", "a", "  a", "    a", "\ta", "# a", "===", "---", "- a", "-", "  - a", "1. a",
    "> a", "[^1]: a", "| a | b |", "|---|---|", "```", "   ```", "    ```", "- ```", "~~~", "> ~~~", "$$",
    "  $$", "a $$", "a $$ b", "<div>", "</div>", "<details>", "<b>", "<pre>", "- <pre>", "</pre>", "<SCRIPT>",
    "</script>", "<style", "</style>", "<textarea>", "</textarea>", "<!-- a", "a -->", "<?", "?>", "<!a",
    "<![CDATA[", "]]>",
]  # fmt: skip
TEXTS = st.lists(st.sampled_from(LINES), min_size=1, max_size=12)


@given(TEXTS, st.sampled_from(["\n", "\r\n"]), st.lists(st.integers(0, 99), max_size=3))
def test_reading_by_regions_is_reading_all(lines: list[str], newline: str, asked: list[int]) -> None:
    text = f"{newline.join(lines)}{newline}"
    regions = Regions(text, 0)
    for position in asked:
        regions.at(position % len(text))
    leaves, position = [], 0
    while position < len(text):
        region = regions.at(position)
        assert region.start == position
        leaves += region.leaves
        position = region.end
    assert tuple(leaves) == leaves_of(text, 0, len(text))


OPEN = ("```", "   ~~~", "$$", "<!-- a", "<?", "<PRE>", "<textarea", "<details>\n```")
CLOSED = (
    "a",
    "- a",
    "  a",
    "    - a",
    "> a",
    "- ```",
    "    ```",
    "<b>",
    "<div>",
    "<pre></pre>",
    "a ```",
    "1. $$",
)


@pytest.mark.parametrize("line", [*OPEN, *CLOSED])
def test_region_is_small_unless_something_stays_open(line: str) -> None:
    text = f"{line}\n\nq\n\nc\n"
    region = Regions(text, 0).at(text.index("q"))
    first = text.index("q")
    assert (region.start, region.end) == ((0, len(text)) if line in OPEN else (first, first + 3))
