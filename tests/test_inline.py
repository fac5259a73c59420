"""The headings and the title in a note's body."""

import pytest
from each_of import each_of

from vault_tools.note.blocks import lines_of
from vault_tools.note.inline import MAX_LINE, MAX_TITLE, Heading, headings, plain
from vault_tools.note.note import Note
from vault_tools.note.scan.block_scanner import blocks_of
from vault_tools.note.text import Span


def texts_of(text, start=0):
    return [(heading.level, heading.text) for heading in headings(text, blocks_of(lines_of(text, start)))]


@each_of(
    "text, found",
    [
        pytest.param("# Hops", [(1, "Hops")], id="h1"),
        pytest.param("###### Hops\n", [(6, "Hops")], id="h6"),
        pytest.param("####### Hops\n", [], id="h7"),
        pytest.param("#\tHops\n", [(1, "Hops")], id="tab"),
        pytest.param("   # Hops\n", [(1, "Hops")], id="three-spaces"),
        pytest.param("    # Hops\n", [], id="four-spaces"),
        pytest.param("#Hops\n", [], id="tag"),
        pytest.param("#\n## \n", [(1, ""), (2, "")], id="empty"),
        pytest.param("# Hops #\n## Malt ##  \n", [(1, "Hops"), (2, "Malt")], id="closed"),
        pytest.param("# C#\n", [(1, "C#")], id="hash-in-the-text"),
        pytest.param("# **Hops** and [[Malt|malt]]\n", [(1, "Hops and malt")], id="inline"),
        pytest.param("# 啤酒 🍺\r\n## 麦芽\r\n", [(1, "啤酒 🍺"), (2, "麦芽")], id="crlf"),
        pytest.param("text\n# Hops\ntext\n", [(1, "Hops")], id="between-paragraphs"),
        pytest.param("> # Hops\n- # Malt\n", [], id="in-a-quotation-or-list"),
        pytest.param("```\n# no\n```\n# yes\n", [(1, "yes")], id="fence"),
        pytest.param("```py\n# no\n```\n# yes\n", [(1, "yes")], id="fence-with-language"),
        pytest.param("~~~\n# no\n```\n# no\n~~~\n# yes\n", [(1, "yes")], id="tildes"),
        pytest.param("````\n```\n# no\n```\n````\n# yes\n", [(1, "yes")], id="longer-fence"),
        pytest.param("```\n# no\n`````\n# yes\n", [(1, "yes")], id="closed-by-a-longer-fence"),
        pytest.param("   ```\n# no\n  ```\n# yes\n", [(1, "yes")], id="indented-fence"),
        pytest.param("```\n# no\n", [], id="unclosed-fence"),
        pytest.param("```a``` b\n# yes\n", [(1, "yes")], id="code-span-of-three"),
        pytest.param("- item\n\n  ```\n  # no\n  ```\n# yes\n", [(1, "yes")], id="fence-in-a-list"),
        pytest.param("- ```\n  # no\n  ```\n# yes\n", [(1, "yes")], id="fence-behind-a-dash"),
        pytest.param("1. ```\n   # no\n   ```\n# yes\n", [(1, "yes")], id="fence-behind-a-number"),
        pytest.param("%%\n# no\n%%\n# yes\n", [(1, "yes")], id="comment"),
        pytest.param("%% a %%\n# yes\n", [(1, "yes")], id="comment-on-a-line"),
        pytest.param("%%\n# no\n", [], id="unclosed-comment"),
        pytest.param("<!--\n# no\n-->\n# yes\n", [(1, "yes")], id="html-comment"),
        pytest.param("<!-- a -->\n# yes\n", [(1, "yes")], id="html-comment-on-a-line"),
        pytest.param("```\n%%\n```\n# yes\n", [(1, "yes")], id="comment-mark-in-a-fence"),
        pytest.param("%%\n```\n%%\n# yes\n", [(1, "yes")], id="fence-in-a-comment"),
        pytest.param("", [], id="nothing"),
    ],
)
def test_headings(text, found):
    assert texts_of(text) == found


def test_headings_have_lines_and_spans():
    text = "---\na: 1\n---\n🍺\r\n# Hops\r\n\n## Malt"
    assert list(headings(text, blocks_of(lines_of(text, 13)))) == [
        Heading(1, "Hops", Span(16, 22)),
        Heading(2, "Malt", Span(25, 32)),
    ]
    assert [heading.span.of(text) for heading in headings(text, blocks_of(lines_of(text, 13)))] == [
        "# Hops",
        "## Malt",
    ]


@each_of(
    "text, shown",
    [
        ("Hops", "Hops"),
        ("  Hops   and\tmalt ", "Hops and malt"),
        ("**Hops** *and* ~~no~~ ==malt==", "Hops and no malt"),
        ("***Hops***", "Hops"),
        ("**Hops and *malt***", "Hops and malt"),
        ("__Hops__ _and_ malt", "Hops and malt"),
        ("`hops`", "hops"),
        ("`*hops*`", "*hops*"),
        ("`__init__` of malt", "__init__ of malt"),
        ("snake_case_name", "snake_case_name"),
        ("2 * 3 * 4", "2 * 3 * 4"),
        ("a == b", "a == b"),
        ("[[Hops]]", "Hops"),
        ("[[Beer/Hops|the hop]]", "the hop"),
        ("[[Hops]] and [[Malt]]", "Hops and Malt"),
        ("[Hops](https://example.com)", "Hops"),
        ("[**Hops**](hops.md)", "Hops"),
        ("[Hops](https://example.com/Hops_(plant))", "Hops"),
        ('[Hops](hops.md "the plant")', "Hops"),
        ("![[hops.png]] Hops", "Hops"),
        ("![a hop](hops.png) Hops", "Hops"),
        ("![a hop](hops_(plant).png) Hops", "Hops"),
        ("Hops ^a1-b", "Hops"),
        ("2^10", "2^10"),
        ("1\\. Hops", "1. Hops"),
        ("C\\# and \\*hops\\*", "C# and *hops*"),
        ("Hims & Hers", "Hims & Hers"),
        ("**啤酒**与[[麦芽]]", "啤酒与麦芽"),
        ("", ""),
        ("*", "*"),
    ],
)
def test_plain(text, shown):
    assert plain(text) == shown


@each_of(
    "text, title",
    [
        pytest.param("# Hops\n", "Hops", id="h1"),
        pytest.param("Text.\n\n# Hops\n", "Hops", id="h1-further-down"),
        pytest.param("# Hops\n# Malt\n", "Hops", id="first-of-two"),
        pytest.param("## Malt\n# Hops\n", "Hops", id="h1-below-h2"),
        pytest.param("# \n# Hops\n", "Hops", id="empty-h1"),
        pytest.param("# ![[hops.png]]\n# Hops\n", "Hops", id="picture-as-h1"),
        pytest.param("# Summary\n", "Summary", id="h1-may-be-called-anything"),
        pytest.param("```\n# no\n```\n# Hops\n", "Hops", id="not-in-a-fence"),
        pytest.param("%%\n# no\n%%\n\n# Hops\n", "Hops", id="not-in-a-comment"),
        pytest.param("## Hops\n\nText.\n", "Hops", id="h2-alone"),
        pytest.param("\n\n## Hops\n### Malt\n", "Hops", id="h2-above-h3"),
        pytest.param("### Hops\n", "Hops", id="h3-alone"),
        pytest.param("## Hops\n\n## Malt\n", None, id="h2-of-several"),
        pytest.param("### Hops\n## Malt\n", None, id="h3-above-h2"),
        pytest.param("Text.\n\n## Hops\n", None, id="h2-further-down"),
        pytest.param("## Summary\n", None, id="h2-names-a-part"),
        pytest.param("## 摘要\n\n正文\n", None, id="h2-names-a-part-in-chinese"),
        pytest.param("## ![[hops.png]]\n", None, id="h2-without-a-text"),
        pytest.param("Why I brew\n\nText.\n", "Why I brew", id="first-line"),
        pytest.param("\r\n\r\nWhy I brew\r\n", "Why I brew", id="first-line-crlf"),
        pytest.param("Why I brew?\n", "Why I brew?", id="question"),
        pytest.param("1984 and beer\n", "1984 and beer", id="starts-with-a-number"),
        pytest.param("🍺 Hops\n", "🍺 Hops", id="emoji"),
        pytest.param("我为什么喝啤酒\n\n正文。\n", "我为什么喝啤酒", id="chinese"),
        pytest.param("第一章 啤酒\n", "第一章 啤酒", id="chinese-chapter"),
        pytest.param("Hops and **malt**\n", "Hops and malt", id="first-line-with-emphasis"),
        pytest.param("%% draft %%\nHops\n", "Hops", id="below-a-comment"),
        pytest.param("I brew.\n", None, id="sentence"),
        pytest.param("我喝啤酒。\n", None, id="chinese-sentence"),
        pytest.param("“我喝啤酒。”\n", None, id="quoted-sentence"),
        pytest.param("I brew, and\n", "I brew, and", id="comma-inside"),
        pytest.param("Ingredients:\n", None, id="colon"),
        pytest.param("配料：\n", None, id="chinese-colon"),
        pytest.param("To be continued…\n", None, id="ellipsis"),
        pytest.param("- Hops\n", None, id="list"),
        pytest.param("* Hops\n", None, id="list-with-stars"),
        pytest.param("1. Hops\n", None, id="numbered"),
        pytest.param("1、啤酒\n", None, id="numbered-in-chinese"),
        pytest.param("> Hops\n", None, id="quotation"),
        pytest.param("| Hops | Malt |\n", None, id="table"),
        pytest.param("[[Hops]]\n", None, id="link"),
        pytest.param("[Hops](hops.md)\n", None, id="markdown-link"),
        pytest.param("![[hops.png]]\n", None, id="picture"),
        pytest.param("https://example.com/hops\n", None, id="url"),
        pytest.param("#beer #hops\n", None, id="tags"),
        pytest.param("<div>\n", None, id="html"),
        pytest.param("$$x$$\n", None, id="formula"),
        pytest.param("`code`\n", None, id="code"),
        pytest.param("2025\n", None, id="number"),
        pytest.param("2025-03-07\n", None, id="date"),
        pytest.param("---\n", None, id="rule"),
        pytest.param("🍺\n", None, id="no-letter"),
        pytest.param("    Hops\n", None, id="code-block"),
        pytest.param("\tHops\n", None, id="code-block-by-tab"),
        pytest.param("a" * MAX_TITLE, "a" * MAX_TITLE, id="as-long-as-may-be"),
        pytest.param("a" * (MAX_TITLE + 1), None, id="too-long"),
        pytest.param("酒" * (MAX_TITLE // 2), "酒" * (MAX_TITLE // 2), id="as-long-as-may-be-in-chinese"),
        pytest.param("酒" * (MAX_TITLE // 2 + 1), None, id="too-long-in-chinese"),
        pytest.param("```\nHops\n```\n", None, id="fence-alone"),
        pytest.param("", None, id="nothing"),
        pytest.param(" \n\n", None, id="blank"),
    ],
)
def test_title_of(text, title):
    assert Note("Note.md", text).title == (title or "Note")


def test_title_of_the_body_alone():
    assert Note("Note.md", "---\n# no\na: 1\n---\nHops\n").title == "Hops"


@pytest.mark.parametrize(
    "part",
    ["*a ", "**a ", "`a ", "![", "[", "[[", "[a](", "==a ", "~~a ", " #", " \\", "__a "],
)
@pytest.mark.parametrize("start", ["a ", "# "], ids=["line", "heading"])
def test_a_hostile_line_is_cut(start, part):
    assert len(Note("Note.md", start + part * (30_000 // len(part)) + "x").title) <= MAX_LINE
