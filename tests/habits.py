"""Vaults with habits and a few notes that break them, as input for `init`."""

from collections.abc import Mapping

Files = dict[str, str]


def note(body: str = "Text.\n", /, **values: object) -> str:
    """A note with these values in its frontmatter, written as given; `_` in a name stands for a space."""
    lines = "".join(f"{key.replace('_', ' ')}: {value}\n" for key, value in values.items())
    return f"---\n{lines}---\n{body}"


def numbered(pattern: str, count: int, text: str, first: int = 1) -> Files:
    """Copies of a note with each `#` in path and text replaced by a number."""
    return {pattern.replace("#", str(n)): text.replace("#", str(n)) for n in range(first, first + count)}


ENGLISH = "The brewer said that it was the water, and that they had known this for a hundred years.\n"
CHINESE = "酿酒师说，关键在于水，而且他们一百年前就已经知道了这一点。没有人愿意相信他，直到井干了。\n"
FOLDED = f"# 水\n\n{CHINESE}\n<details>\n<summary>Original English</summary>\n\n{ENGLISH * 2}\n</details>\n"


def brewery() -> Files:
    """A bilingual vault: interviews in Chinese with folded originals, people, clippings, templates."""
    files = {".obsidian/types.json": '{"types": {"date": "date", "rating": "number"}}'}
    for n in range(1, 25):
        files[f"Interviews/{n:02}.md"] = note(
            FOLDED,
            title=f"第{n}次访谈",
            date=f"2025-01-{n:02}",
            tags="[craft-beer, hop-growing]" if n % 2 else "[malt, brew-house]",
            people=f"[{('Ada Lovelace', 'Grace Hopper', 'Alan Turing')[n % 3]}]",
            area=("brewing", "growing", "selling")[n % 3],
            status="draft" if n % 2 else "evergreen",
        )
    files["Interviews/05.md"] = files["Interviews/05.md"].replace("2025-01-05", "2025/1/5")
    files["Interviews/06.md"] = files["Interviews/06.md"].replace("status: evergreen", "status: evengreen")
    files["Interviews/07.md"] = files["Interviews/07.md"].replace("status: draft", "statsu: draft")
    files["Interviews/08.md"] = files["Interviews/08.md"].replace("area: selling", "area: Selling")
    files["Interviews/09.md"] = files["Interviews/09.md"].replace("title: 第9次访谈\n", "")
    files["Interviews/10.md"] = files["Interviews/10.md"].replace("Grace Hopper", "grace-hopper")
    files["Interviews/11.md"] = files["Interviews/11.md"].replace("[Alan Turing]", "Alan Turing")
    files |= {
        f"People/{name}.md": note("A person.\n", aliases=f"[{alias}]")
        for name, alias in {
            "Ada Lovelace": "埃达",
            "Grace Hopper": "格蕾丝",
            "Alan Turing": "图灵",
            "Jan Novák": "诺瓦克",
            "Eva Malá": "马拉",
        }.items()
    }
    files |= numbered("Clippings/C#.md", 6, note(ENGLISH, title="Clip #", source="https://example.com/#"))
    files["Templates/Interview.md"] = "---\ntitle: {{title}}\ndate: {{date}}\n---\n"
    return files


def garden() -> Files:
    """An English vault without a plan: a journal without frontmatter, notes with two kinds of dates, MOCs."""
    files = numbered("Journal/2025-02-0#.md", 8, "Rain. The beans are up.\n")
    for n in range(1, 31):
        kind = ("seedling", "budding", "evergreen")[n % 3]
        files[f"Notes/Note {n}.md"] = note(
            f"{ENGLISH}\n#soil\n", created=f"2024-03-{n:02}" if n % 5 else f"{n:02}/03/2024", stage=kind
        )
    files["Notes/Note 7.md"] = files["Notes/Note 7.md"].replace("stage: budding", "stage: buding")
    links = "".join(f"- [[Note {n}]]\n" for n in range(1, 12))
    files["MOC/Beans.md"] = note(f"# Beans\n\n{links}", stage="moc")
    return files


def forms() -> Files:
    """Notes that contain forms to fill in, and properties of every type."""
    empty = "\n- "
    files = numbered(
        "P#.md",
        9,
        note(
            tags=empty,
            aliases=empty,
            rating="4",
            read="true",
            when="2025-03-0#T10:00:00",
            log="Monday, March 3rd 2025",
            id="202503031234567890",
            guest="''",
            parts="[a, b]",
            owner='"[[Owner #]]"',
        ),
    )
    files["P3.md"] = files["P3.md"].replace("rating: 4", 'rating: "4"').replace("read: true", "read: yes")
    files["P4.md"] = files["P4.md"].replace("parts: [a, b]", "parts: a")
    return files


VAULTS: Mapping[str, Files] = {"brewery": brewery(), "garden": garden(), "forms": forms()}
