"""Links as people and programs write them: odd, old, foreign and hostile ones."""

import random

import pytest
from each_of import each_of
from hypothesis import given
from hypothesis import strategies as st
from test_broken_links import found

from vault_tools.lint.engine import MAX_OF_A_RULE
from vault_tools.note.note import Note
from vault_tools.vault.note_link import links_of

pytestmark = pytest.mark.usefixtures("time_limit")

HEADINGS = """\
# Top
## Same
# Other
## Same
### Below
## **Bold** and `code` ==mark== _em_
## A [text](u.md) here
## On [[Malt|m]]
## 🍺 Beer 👩‍🌾
## Cafe\u0301
## a_b: c? d! (e) | f
Setext *head*
===
#### Tag #beer
## Trail ##
"""
BLOCKS = """\
- item ^in-list
  - nested ^nested
1. one ^num
- [ ] task ^task

| a |
| - |
| b |

^table

> quote ^quote

> [!note] callout
> text

^callout

Two
lines ^UPPER-1

```
code ^fenced
```

^code

`in code ^inline`
"""
NOTES = {
    "Hops.md": "# Bitter hops\n\nGreen ^green\n",
    "H.md": HEADINGS,
    "B.md": BLOCKS,
    "Beer/Pale Ale.md": "",
    "A (b).md": "",
    "C&D.md": "",
    "100%.md": "",
    "Caf\u00e9.md": "",
    "Malt.md": "",
    "u.md": "",
}
FILES = ["img/map.png", "img/a b.png", "Board.canvas"]


def said(text: str, path: str = "Note.md") -> list[tuple[str, str]]:
    all_found = found(text, path, notes=NOTES, files=FILES)
    return [(d.confidence if d.confidence == "low" else d.severity, d.message) for d in all_found]


FINE = [
    "[[H#Same]] [[H#Other#Same]] [[H#Top#Same]] [[H#Other#Below]] [[H#Other#Same#Below]]",
    "[[H#Bold and code mark _em_]] [[H#**Bold** and `code` ==mark== _em_]] [[H#bold AND  code mark _em_]]",
    "[[H#On Malt m]] [[H#🍺 Beer 👩‍🌾]] [[H#Caf\u00e9]] [[H#Cafe\u0301]] [[H#a_b c d e f]]",
    "[[H#Setext head]] [[H#Setext *head*]] [[H#Tag beer]] [[H#Trail]]",
    "[x](H.md#Caf%C3%A9) [x](H.md#%F0%9F%8D%BA%20Beer%20👩‍🌾)",
    "[[B#^in-list]] [[B#^nested]] [[B#^num]] [[B#^task]] [[B#^table]] [[B#^quote]] [[B#^callout]]",
    "[[B#^code]] [[B#^upper-1]] [[B#^UPPER-1]] [[B^in-list]] [x](B.md#^num) ![[B#^table]]",
    "[[Hops#]] [[Hops#^]] [[#]] [[^]] [[|x]] [[]] [[Hops|a|b]] [[ Hops ]] [[Hops|]] [[Hops#Bitter hops|a#b]]",
    '[x](Hops.md#) [x](Hops.md#Bitter%20hops) [x](<Hops.md#Bitter hops>) [x](Hops.md "#t")',
    "[x](A%20(b).md) [x](<A (b).md>) [x](C&D.md) [x](C%26D.md) [x](100%25.md) [x](100%.md)",
    "[[100%]] [[A (b)]]",
    "[x](Caf%C3%A9.md) [x](Cafe%CC%81.md) [[Cafe\u0301]] [[Caf\u00e9#]]",
    "[x](Beer%2FPale%20Ale.md) [[/Hops]] [x](/Hops.md) [[./Hops]] [x](./Hops.md)",
    "[x](Beer/../Hops.md) [[Beer/../Hops]] [x](./img/../Hops.md) [x](img/./map.png) [x](Beer/./../Hops.md)",
    "[x](file:///etc/passwd) [x](C:\\x.md) [x](c:/x.md) [x](//host/x.md) [x](\\\\host\\x.md) [x](mailto:a@b)",
    "[x](obsidian://open?vault=x) [x](HTTPS://a.b) [x](?x) [x](#) [x]() [[https://a.b]] [[file:///x]]",
    "[[C:/Hops]] ![[c:\\Beer\\Hops.md]] [x](C:/Hops.md)",
    "![[a b.png]] ![](img/a%20b.png) ![[a b.png|100x200]] ![](<img/a b.png>) ![[map.png#x]]",
    "[[Note]] [[Note#Own]] [[#Own]] [x](#Own) [x](Note.md) ![[Note#Own]] [[Note|Note]]",
    "`[[Gone#x]]` %%[[../Gone]]%% $[[a]]$ <!-- [x](Gone.md) -->",
]


@each_of("text", FINE)
def test_link_that_leads_somewhere_or_out_is_let_be(text: str) -> None:
    assert said(f"{text}\n\n# Own\n") == []


ALE = "`Beer/Pale Ale.md` on disk: not found on systems where case matters"
SAID = [
    ("[[H#Same#Other]]", "warning", "`H` has no heading `Same#Other`; did you mean `Other`?"),
    ("[[H#Bold text]]", "warning", "`H` has no heading `Bold text`"),
    ("[[H#Beer]]", "warning", "`H` has no heading `Beer`"),
    ("[[B#^fenced]]", "warning", "`B` has no block `fenced`"),
    ("[[B#^inline]]", "warning", "`B` has no block `inline`"),
    ("[x](#Nope)", "warning", "`Note` has no heading `Nope`"),
    ("[x](H.md#same-1)", "low", "`H` has no heading `same-1`"),
    ("[x](H.md#same-2)", "warning", "`H` has no heading `same-2`"),
    ("[x](H.md#top-1)", "warning", "`H` has no heading `top-1`"),
    (f"[x](H.md#same-{'1' * 5000})", "warning", f"`H` has no heading `same-{'1' * 5000}`"),
    ("[x](BEER/PALE%20ALE.md)", "low", f"`BEER/PALE ALE.md` is {ALE}"),
    ("[[Beer\\Pale Ale]]", "warning", "no file `Beer\\Pale Ale`; did you mean `Beer/Pale Ale.md`?"),
    ("[x](Beer\\Pale%20Ale.md)", "warning", "no file `Beer\\Pale Ale.md`; did you mean `Beer/Pale Ale.md`?"),
    ("[x](../out.md)", "warning", "no file `../out.md`"),
    ("[x](../../out.md)", "warning", "no file `../../out.md`"),
    ("[x](Beer/../../out.md)", "warning", "no file `Beer/../../out.md`"),
    ("[[/etc/passwd]]", "low", "no file `/etc/passwd`"),
    ("[x](/etc/passwd)", "low", "no file `/etc/passwd`"),
    ("[x](%ZZ.md)", "warning", "no file `%ZZ.md`"),
    ("[x](Hops%2520.md)", "warning", "no file `Hops%20.md`; did you mean `Hops.md`?"),
]  # fmt: skip


@each_of("text, level, message", SAID)
def test_link_that_leads_nowhere_is_said(text: str, level: str, message: str) -> None:
    assert said(text) == [(level, message)]


def test_path_out_of_the_vault_leads_to_no_note_of_that_name() -> None:
    (away,) = found("[[../../Hops]]", "Beer/Note.md", notes=NOTES)
    assert (away.severity, away.fix and away.fix.safe) == ("warning", False)
    assert said("[[../Hops]] [x](../Hops.md) [x](../Beer/../Hops.md)", "Beer/Note.md") == []


@pytest.mark.parametrize("between", [" ", "\n"])
@pytest.mark.parametrize(
    "link", ["[[Hops#Bitter hops|x]]", "[[Note]]", "![[#^own]]", "[x](Beer/Pale%20Ale.md)"]
)
def test_ten_thousand_links_of_one_note(link: str, between: str) -> None:
    assert said(between.join([link] * 10_000) + "\n\nx ^own\n") == []


@pytest.mark.parametrize("between", [" ", "\n"])
def test_ten_thousand_links_that_lead_nowhere(between: str) -> None:
    links = (f"[[Gone {number}]] ![[Old/gone{number}.png]] [x](../no{number}.md)" for number in range(3334))
    assert len(said(between.join(links))) == MAX_OF_A_RULE


def test_any_link_is_an_answer() -> None:
    rng = random.Random(5)
    parts = [
        "[[",
        "]]",
        "![",
        "](",
        ")",
        "#",
        "^",
        "|",
        "..",
        "/",
        "\\",
        "%",
        "%20",
        "<",
        ">",
        "Hops",
        " ",
        "\n",
        "\u202e",
        "\0",
    ]
    for _ in range(300):
        said("".join(rng.choices(parts, k=rng.randrange(2, 14))))


LINKS_AND_MARKS = [
    "[[a]]", "[[b|c]]", "![[d]]", "[[ e ]]", "[[f^g]]", "[[|h]]", "[[]]", "[x](i)", "![x](j.png)", "[x]()",
    "[ [k](l) ]", "[x](<m n>)", "[x](o 'p')", "[[", "]]", "[", "]", "](", "(", ")", "|", "\\|", "\\", "`",
    "%%", "$", "<b>", "<!--", "\n", "\n\n", "\n- ", "\n> ", "\n    ", "\n\t", "\n~~~\n", "\n```\n",
    "\n| - | - |\n", "\n# ", "\n[q]: r", "\n\n[^1]: ", "\r\n", "!", "text", " ",
]  # fmt: skip


@given(st.lists(st.sampled_from(LINKS_AND_MARKS), max_size=9).map("".join))
def test_links_that_nothing_can_hide_are_those_that_a_full_reading_finds(text: str) -> None:
    note = Note("Note.md", text)
    full = [
        (link.target_span.start, link.kind == "markdown", link.embed)
        for link in note.links
        if (link.target or link.subpath)
    ]
    assert full == [
        (link.start, link.is_markdown, link.kind in ("embed", "image")) for link in links_of(note)
    ]
