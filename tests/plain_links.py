"""A second, slow reading of links, written from Obsidian's help pages alone, as a reference for ours.

https://help.obsidian.md/links, https://help.obsidian.md/embeds, https://help.obsidian.md/comments
"""

import json
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

FENCE = re.compile(r"^[ \t>]*(?:[-*+] |\d+\. )?[ \t]*(`{3,}|~{3,})")
LINK = re.compile(
    r"(!?)\[\[([^\[\]]+?)\]\]|(!?)\[(?:[^\[\]]|\[[^\[\]]*\])*\]\(([^()\s]*(?:\([^()\s]*\)[^()\s]*)*|<[^<>]*>)(?:\s+\"[^\"]*\")?\)"
)


def prose_of(text: str) -> str:
    """The text without frontmatter, code, comments and formulas, with its lines in place."""
    lines, fence = [], ""
    body = re.sub(r"\A---\n.*?\n---[ \t]*(?:\n|\Z)", lambda m: "\n" * m[0].count("\n"), text, flags=re.DOTALL)
    for line in body.split("\n"):
        mark = FENCE.match(line)
        if fence:
            closes = mark and mark[1].startswith(fence) and not line.strip("> \t`~")
            fence = "" if closes else fence
            line = ""
        elif mark and "`" not in line[mark.end() :]:
            fence, line = mark[1], ""
        lines.append(line)
    text = "\n".join(lines)
    for hidden in (r"(?<!`)(`+)(?!`).+?(?<!`)\1(?!`)", r"%%.*?%%", r"<!--.*?-->", r"\$\$.*?\$\$"):
        text = re.sub(hidden, lambda m: re.sub(r"[^\n]", " ", m[0]), text, flags=re.DOTALL)
    return re.sub(r"\\[\[\]]", "  ", text)


def key(name: str) -> str:
    return unicodedata.normalize("NFC", name).lower()


class Files:
    """All files of a vault that Obsidian shows."""

    def __init__(self, root: Path) -> None:
        found = (path.relative_to(root) for path in root.rglob("*") if path.is_file())
        self.paths = {
            key(path.as_posix()): root / path
            for path in found
            if not any(part.startswith(".") for part in path.parts)
        }

    def has(self, target: str, source: str) -> bool:
        return self.find(target, source) is not None

    def find(self, target: str, source: str) -> Path | None:
        """Resolve a link: by the path from the root or from the note, or by the end of a path; files near the
        note come first, then the shortest path."""
        folder = key(source).rpartition("/")[0]
        target = key(target)
        for name in (target, f"{target}.md"):
            if name.startswith(("./", "../")):
                parts: list[str] = folder.split("/") if folder else []
                for part in name.split("/"):
                    if part == ".." and not parts:
                        break
                    parts = parts[:-1] if part == ".." else parts if part == "." else [*parts, part]
                else:
                    if "/".join(parts) in self.paths:
                        return self.paths["/".join(parts)]
            elif name.startswith("/"):
                if name[1:] in self.paths:
                    return self.paths[name[1:]]
            elif name in self.paths:
                return self.paths[name]
            elif found := [path for path in self.paths if path.endswith(f"/{name}")]:
                near = [path for path in found if folder and path.startswith(f"{folder}/")]
                return self.paths[min(near or found, key=lambda path: (len(path), path))]
        return None


def links_in(text: str) -> Iterator[tuple[str, str]]:
    """(target, heading or block) of the links of a text that lead into the vault."""
    for match in LINK.finditer(prose_of(text)):
        if match[2]:
            target, _, place = match[2].split("|")[0].rstrip("\\").partition("#")
            target = target.strip()
        else:
            target, place = map(unquote, match[4].strip("<>").partition("#")[::2])
            if re.match(r"[A-Za-z][A-Za-z0-9+.-]*:|//|\?", target):
                continue
        if "{{" not in target and "<%" not in target and "://" not in target and "\n" not in target:
            yield target, place.strip()


def targets_in(text: str) -> Iterator[str]:
    """The targets within the vault of the links of a text, without headings."""
    yield from (target for target, _ in links_in(text) if target)


def letters(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFC", text).lower() if c.isalnum() or c == "_")


def places_in(text: str) -> tuple[list[str], set[str]]:
    """The headings of a note, reduced to their letters, and its block ids."""
    lines, prose = text.split("\n"), prose_of(text).split("\n")
    headings = [
        letters(line) for line, read in zip(lines, prose, strict=True) if re.match(r" {0,3}#{1,6}\s", read)
    ]
    underlined = (
        i
        for i, read in enumerate(prose)
        if i and re.fullmatch(r" {0,3}(=+|-+)\s*", read) and prose[i - 1].strip()
    )
    headings += [letters(lines[i - 1]) for i in underlined]
    return headings, {m[1].lower() for read in prose if (m := re.search(r"(?:^|\s)\^([\w-]+)\s*$", read))}


def missing_places(root: Path, paths: list[str]) -> set[tuple[str, str]]:
    """(note, heading or block) of each link in these notes to a note without that heading or block."""
    files, found = Files(root), set()
    for path in paths:
        for target, place in links_in(text_of(root / path)):
            note = files.find(target, path) if target else root / path
            if note and note.suffix == ".md" and place:
                headings, blocks = places_in(text_of(note))
                if place.startswith("^"):
                    is_there = place[1:].lower() in blocks
                else:
                    is_there = all(letters(part) in headings for part in place.split("#") if letters(part))
                if not is_there:
                    found.add((path, place.removeprefix("^")))
    return found


def text_of(path: Path) -> str:
    return path.read_text("utf-8-sig").replace("\r\n", "\n")


def unresolved(root: Path, paths: list[str]) -> set[tuple[str, str]]:
    """(note, target) of each link in these notes that leads to no file."""
    files = Files(root)
    found = set()
    for path in paths:
        text = text_of(root / path)
        found |= {(path, target) for target in targets_in(text) if not files.has(target, path)}
    return found


def said(document: str) -> set[tuple[str, str]]:
    """The same as reported by `check --output-format json`."""
    messages = (
        (d["path"], re.match(r"(?:no (?:file|note) )?`([^`]*)`(?:$|; | is now)", d["message"]))
        for d in json.loads(document)["diagnostics"]
    )
    return {(path, match[1]) for path, match in messages if match}


def said_of_places(document: str) -> set[tuple[str, str]]:
    """The headings and blocks that `check --output-format json` reports as missing."""
    messages = (
        (d["path"], re.match(r"`[^`]*` has no (?:heading|block) `([^`]*)`", d["message"]))
        for d in json.loads(document)["diagnostics"]
    )
    return {(path, match[1]) for path, match in messages if match}
