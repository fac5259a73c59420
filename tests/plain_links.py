"""A second, slow reading of links, written from Obsidian's help pages alone; the tests hold ours against it.

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
    """The text without frontmatter, code, comments and formulas, its lines in place."""
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
            key(path.as_posix()) for path in found if not any(part.startswith(".") for part in path.parts)
        }

    def has(self, target: str, source: str) -> bool:
        """A link names a file by its path from the root or from the note, or by the end of its path."""
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
                        return True
            elif name.startswith("/"):
                if name[1:] in self.paths:
                    return True
            elif any(path == name or path.endswith(f"/{name}") for path in self.paths):
                return True
        return False


def targets_in(text: str) -> Iterator[str]:
    """What the links of a text lead to within the vault, without headings."""
    for match in LINK.finditer(prose_of(text)):
        if match[2]:
            target = match[2].split("|")[0].rstrip("\\").split("#")[0].strip()
        else:
            target = unquote(match[4].strip("<>").split("#")[0])
            if re.match(r"[A-Za-z][A-Za-z0-9+.-]*:|//|\?", target):
                continue
        if (
            target
            and "{{" not in target
            and "<%" not in target
            and "://" not in target
            and "\n" not in target
        ):
            yield target


def unresolved(root: Path, paths: list[str]) -> set[tuple[str, str]]:
    """(note, target) of each link in these notes that leads to no file."""
    files = Files(root)
    found = set()
    for path in paths:
        text = (root / path).read_text("utf-8-sig").replace("\r\n", "\n")
        found |= {(path, target) for target in targets_in(text) if not files.has(target, path)}
    return found


def said(document: str) -> set[tuple[str, str]]:
    """The same of what `check --output-format json` says."""
    messages = (
        (d["path"], re.match(r"(?:no (?:file|note) )?`([^`]*)`(?:$|; | is now)", d["message"]))
        for d in json.loads(document)["diagnostics"]
    )
    return {(path, match[1]) for path, match in messages if match}
