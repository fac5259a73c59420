"""Links as Obsidian resolves them: each reaches the intended note, whatever its name."""

import pytest
from each_of import each_of
from hypothesis import given
from hypothesis import strategies as st
from written_links import links_in

from vault_tools.config.obsidian import read_settings
from vault_tools.vault.links import LinkIndex, escaped, heading_link, written_link

NOTES = [
    "Hops.md",
    "A/Malt.md",
    "B/Malt.md",
    "B/C/Malt.md",
    "A/Only.md",
    "Yeast.md",
    "A/Yeast.md",
    "酒花/酒花.md",
]


@each_of(
    "link, source, found",
    [
        ("Hops", "A/Only.md", "Hops.md"),
        ("hops", "A/Only.md", "Hops.md"),
        ("Malt", "Hops.md", "A/Malt.md"),
        ("Malt", "B/Other.md", "B/Malt.md"),
        ("C/Malt", "Hops.md", "B/C/Malt.md"),
        ("B/Malt", "A/Only.md", "B/Malt.md"),
        ("Yeast", "A/Only.md", "Yeast.md"),
        ("/Yeast", "A/Only.md", "Yeast.md"),
        ("./Yeast", "A/Only.md", "A/Yeast.md"),
        ("../Yeast", "A/Only.md", "Yeast.md"),
        ("./C/Malt", "B/Other.md", "B/C/Malt.md"),
        ("/Malt", "A/Only.md", None),
        ("lt", "A/Only.md", None),
        ("alt/Malt", "A/Only.md", None),
        ("酒花", "Hops.md", "酒花/酒花.md"),
    ],
)
def test_link_is_resolved_as_obsidian_does(link: str, source: str, found: str | None) -> None:
    assert LinkIndex(NOTES).resolve(link, source) == found


def test_normal_form_of_a_name_does_not_matter() -> None:
    assert LinkIndex(["Cafe\u0301.md"]).resolve("Café", "") == "Cafe\u0301.md"


@each_of(
    "path, source, style, target",
    [
        ("A/Only.md", "Hops.md", "shortest", "Only"),
        ("A/Malt.md", "A/Only.md", "shortest", "A/Malt"),
        ("A/Malt.md", "A/Only.md", "relative", "Malt"),
        ("B/C/Malt.md", "B/Malt.md", "relative", "C/Malt"),
        ("A/Only.md", "B/C/Malt.md", "relative", "../../A/Only"),
        ("A/Only.md", "A/Malt.md", "relative", "Only"),
        ("A/Yeast.md", "A/Only.md", "relative", "A/Yeast"),
        ("A/Only.md", "A/Malt.md", "absolute", "A/Only"),
        ("Yeast.md", "A/Malt.md", "shortest", "Yeast"),
    ],
)
def test_target_is_in_the_vaults_format_where_that_is_sure(path, source, style, target) -> None:
    assert LinkIndex(NOTES).target(path, source, style) == target


@each_of(
    "target, shown, wanted",
    [
        ("Hops", "Hops", "[[Hops]]"),
        ("Hops", "On hops", "[[Hops|On hops]]"),
        ("A/Malt", "Malt", "[[A/Malt|Malt]]"),
        ("C#", "C#", "[C#](C%23.md)"),
        ("a|b", "a|b", "[a\\|b](a%7Cb.md)"),
        ("[draft] x^2", "x", "[x](%5Bdraft%5D%20x%5E2.md)"),
        ("100%", "100%", "[[100%]]"),
        ("50%% off", "50%% off", "[50&#37;&#37; off](50%25%25%20off.md)"),
        ("Hops", "**Bold** move", "[\\*\\*Bold\\*\\* move](Hops.md)"),
        ("Hops", "<script>x</script>", "[&#60;script\\>x&#60;/script\\>](Hops.md)"),
        ("Hops", "a\n%% vault-tools:end x %%", "[a &#37;&#37; vault-tools:end x &#37;&#37;](Hops.md)"),
        ("Hops", "See [[Malt]]", "[See \\[\\[Malt\\]\\]](Hops.md)"),
        ("Hops", "Learn #python", "[Learn \\#python](Hops.md)"),
        ("Hops", "  ", "[[Hops]]"),
        ("photo.png", "photo.png", "[[photo.png.md|photo.png]]"),
        ("Node.js", "Node.js", "[[Node.js]]"),
        ("note: x", "note: x", "[[note: x]]"),
        ("酒花#1", "酒花#1", "[酒花#1](酒花%231.md)"),
        ("raw\udcff", "raw", "[raw](raw%FF.md)"),
    ],
)
def test_link_is_written_so_that_both_names_stand(target: str, shown: str, wanted: str) -> None:
    assert written_link(target, shown) == wanted


def test_link_in_a_table_escapes_its_separator() -> None:
    assert written_link("Hops", "On hops", in_table=True) == "[[Hops\\|On hops]]"
    assert written_link("Hops", "a|b", in_table=True) == "[a\\|b](Hops.md)"


def test_vault_may_ask_for_markdown_links() -> None:
    assert written_link("A/On hops", "On hops", markdown=True) == "[On hops](A/On%20hops.md)"


def test_long_title_is_cut() -> None:
    assert written_link("Hops", "啤" * 300) == f"[[Hops|{'啤' * 199}…]]"


def test_heading_loses_what_obsidian_takes_out_of_it() -> None:
    heading = heading_link(["Life: the #1 [[Malt|malt]] ^x", "C%%D"])
    assert heading == "Life the 1 Malt malt x#C D"
    assert written_link("Hops", "Life", heading=heading) == "[[Hops#Life the 1 Malt malt x#C D|Life]]"
    assert written_link("C#", "Life", heading="A b#C") == "[Life](C%23.md#A%20b#C)"


@pytest.mark.parametrize(
    ("app", "style"),
    [
        ("{}", ("shortest", False)),
        ('{"newLinkFormat": "relative", "useMarkdownLinks": true}', ("relative", True)),
        ('{"newLinkFormat": "absolute"}', ("absolute", False)),
        ('{"newLinkFormat": 7, "useMarkdownLinks": "yes"}', ("shortest", False)),
    ],
)
def test_vaults_own_setting_is_read(app: str, style: tuple[str, bool]) -> None:
    links = read_settings({"app.json": app}).links
    assert (links.format, links.markdown) == style


SEGMENT = st.text(alphabet="aAbé酒 .#|^[]()%\\\"'`~&;$<>*_-=1", min_size=1, max_size=6).filter(
    lambda s: s not in (".", "..") and s == s.strip() and not s.startswith(".") and not s.endswith(".md")
)
PATHS = st.lists(st.lists(SEGMENT, min_size=1, max_size=3).map("/".join), min_size=1, max_size=8).map(
    lambda found: sorted({f"{path}.md" for path in found})
)


ANY_CASE = st.sets(st.sampled_from([f"{f}{n}.md" for f in ("", "A/", "a/", "B/C/") for n in ("X", "x", "Y")]))


@given(ANY_CASE, ANY_CASE, ANY_CASE)
def test_index_with_more_files_answers_as_one_of_all(some: set[str], more: set[str], asked: set[str]) -> None:
    index, of_all = LinkIndex(some).plus(more), LinkIndex(some | more)
    for link in (path.removesuffix(".md") for path in asked):
        assert index.candidates(link, "A/Z.md") == of_all.candidates(link, "A/Z.md")
        assert index.target(f"{link}.md", "", "shortest") == of_all.target(f"{link}.md", "", "shortest")
        assert LinkIndex(some).candidates(link, "") == LinkIndex(sorted(some)).candidates(link, "")


@given(
    PATHS,
    st.data(),
    st.sampled_from(["shortest", "relative", "absolute"]),
    st.booleans(),
    st.text(max_size=20),
)
def test_every_link_reaches_the_note_that_is_meant(paths, data, style, markdown, shown) -> None:
    links = LinkIndex(paths)
    path, source = data.draw(st.sampled_from(paths)), data.draw(st.sampled_from(paths))
    link = written_link(links.target(path, source, style), shown, markdown=markdown, in_table=markdown)
    (read,) = links_in(link)
    assert links.resolve(read.target, source) == path


@given(st.text(max_size=40))
def test_escaped_text_is_one_line_without_a_comment(text: str) -> None:
    found = escaped(text)
    assert "\n" not in found
    assert "%%" not in found
    assert "<" not in found
