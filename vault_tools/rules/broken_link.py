from collections.abc import Iterator, Sequence
from posixpath import dirname, normpath
from typing import ClassVar
from unicodedata import normalize

from vault_tools.lazy_dataclass import dataclass
from vault_tools.lazy_re import pattern
from vault_tools.lint.levels import Confidence, Severity
from vault_tools.lint.link_edits import with_target, with_target_on_canvas
from vault_tools.lint.rule import Diagnostic, Example, VaultRule
from vault_tools.note.text import Span
from vault_tools.vault.drawing import canvas_of, is_canvas
from vault_tools.vault.facts import NoteFacts
from vault_tools.vault.link_files import LinkFiles
from vault_tools.vault.linked import LinkedVault
from vault_tools.vault.links import is_attachment, name_of
from vault_tools.vault.note_link import NoteLink
from vault_tools.vault.schema import Schema
from vault_tools.vault.templates import names_templates
from vault_tools.vault.vault import Vault

_OF_FOOTNOTE = pattern(r"fn(?:ref)?[-:]?\d+$")
"""Anchors that exporters generate for footnotes and for references to them."""
_OTHERS = {"Beer/Hops.md": "# Bitter hops\n\nGreen. ^green\n", "Beer/Pale ale.md": "", "Malt.md": ""}

_ALIASED = {"Saaz.md": "---\naliases: [Žatec]\n---\n"}


@dataclass(frozen=True, kw_only=True)
class BrokenLink(VaultRule):
    """A link leads to a note, heading, block or file that does not exist.

    Wikilinks, embeds, Markdown links and properties that are a link are resolved as Obsidian does; links in
    code, comments, generated blocks and template folders are not checked. A wikilink to a note that does not
    exist under any name often means a note still to be written: it has severity `info`, and is shown only
    with `--severity info`. If exactly one note in another folder has the name, the target was moved, and the
    fix, which is safe, writes the link in the vault's own format; for a path that leads out of the vault it
    is unsafe. If exactly one name differs only in case, width, a space or a hyphen, or one note has the name
    as an alias, which links ignore, the fix is unsafe. Nothing is fixed below a broken marker of a generated
    block. Reported at low confidence: case that matters to a web site but not to Obsidian, site addresses
    (`/tags/beer`), links to files if the vault contains none, and paths in a vault within another vault.

    Links in canvases and bases are checked too. In a canvas `fix` only writes the new path of a target that
    was moved; the watcher and editors leave canvases alone.
    """

    looks_at_links: ClassVar[bool] = True
    severity: Severity = "warning"

    examples = (
        Example("See [[Ale/Hops|hops]].\n", "See [[Hops|hops]].\n", others=_OTHERS),
        Example("[Hops](../Old/Hops.md)\n", "[Hops](../Beer/Hops.md)\n", path="Ale/Note.md", others=_OTHERS),
        Example("[Hops](../Hops.md)\n", "[Hops](Beer/Hops.md)\n", path="Note.md", safe=False, others=_OTHERS),
        Example("See [[pale-ale]].\n", "See [[Pale ale]].\n", safe=False, others=_OTHERS),
        Example(
            '---\nup: "[[pale_ale]]"\n---\n', '---\nup: "[[Pale ale]]"\n---\n', safe=False, others=_OTHERS
        ),
        Example("See [[Žatec]].\n", "See [[Saaz|Žatec]].\n", safe=False, others=_ALIASED),
        Example("![[Map of Kent]] [[Hops#Sweet hops]] [[Hops#^red]]\n", others=_OTHERS),
        Example("A note to write: [[Saaz]].\n", others=_OTHERS),
        Example(
            "[[Hops#Bitter hops]], [[hops#^green]], [m](Malt.md), `[[Code]]`, %% [[Comment]] %%\n",
            others=_OTHERS,
            allowed=True,
        ),
        Example("![[Map of Kent]]\n", path="3 Templates/Trip.md", allowed=True),
    )

    def check(self, facts: NoteFacts, schema: Schema, vault: Vault) -> Iterator[Diagnostic]:
        if names_templates(dirname(facts.path)):
            return
        links = vault.links
        if is_canvas(facts.path) and canvas_of(facts.head) is None:
            message = "this canvas is not valid JSON: its links are not known"
            yield self.report(facts.note, Span(0, 0), message, confidence="medium")
        for link in facts.links:
            if link[:2] not in links.sound:
                yield from self._said_of(facts, link, links, schema)

    def _said_of(
        self, facts: NoteFacts, link: NoteLink, links: LinkedVault, schema: Schema
    ) -> Iterator[Diagnostic]:
        target = link.target
        if link.generated or _is_hidden(target):
            return
        if link.kind == "card":
            path = links.files.at(target)
        else:
            path = links.files.find(target, facts.path) if target else facts.path
        if path is None:
            yield self._nowhere(facts, link, links, schema)
            return
        wrong = [*self._within(facts, link, path, links)] if link.anchor else []
        if target and not _is_spelled(target, path):
            message = f"`{target}` is `{path}` on disk: not found on systems where case matters"
            wrong.append(self._at(facts, link, message, confidence="low"))
        if not wrong and links.files.leads_alike(target):
            links.sound.add(link[:2])
        yield from wrong

    def _nowhere(self, facts: NoteFacts, link: NoteLink, links: LinkedVault, schema: Schema) -> Diagnostic:
        target = link.target
        what = f"no file `{target}`"
        if target.startswith("/") or (links.files.outer and "/" in target):
            return self._at(facts, link, what, confidence="low")
        near = links.files.named_like(target)
        may_move = not _leads_out(target, facts.path) and ("/" in target.strip("/") or link.kind == "card")
        moved = [path for path in near if name_of(path) == name_of(target)] if may_move else []
        if len(moved) == 1:
            return self._instead(facts, link, moved[0], links, schema, safe=True)
        if len(near) == 1:
            return self._instead(facts, link, near[0], links, schema, safe=False)
        if _may_be_elsewhere(link, facts.path, links.files):
            return self._at(facts, link, what, confidence="low")
        is_name = not (near or link.is_markdown or "/" in target)
        if is_name and (called := links.called(target)):
            return self._by_alias(facts, link, called, links, schema)
        if similar := near[0] if near else links.files.similar_to(target):
            return self._at(facts, link, f"{what}; did you mean `{name_of(similar)}`?")
        if link.kind not in ("wikilink", "property") or is_attachment(target):
            return self._at(facts, link, what)
        folder = target.rpartition("/")[0]
        to_write: Severity | None = "info" if not folder or links.files.has_folder(folder) else None
        return self._at(facts, link, f"no note `{target}`", severity=to_write)

    def _instead(
        self, facts: NoteFacts, link: NoteLink, path: str, links: LinkedVault, schema: Schema, *, safe: bool
    ) -> Diagnostic:
        first = min((m.span.start for m in facts.markers.all), default=0) if facts.markers.broken else None
        may_be_ours = first is not None and link.start >= first
        write = with_target_on_canvas if is_canvas(facts.path) and safe else with_target
        rewrite = None if may_be_ours else write(facts, link, links.files.index, path, schema.mocs.links)
        said = f"no file `{link.target}`; did you mean `{path}`?"
        message = f"`{link.target}` is now `{path}`" if safe else said
        return self.report(
            facts.note, link.span, message, rewrite, safe=safe, place=link.place, evidence=link.written
        )

    def _by_alias(
        self,
        facts: NoteFacts,
        link: NoteLink,
        called: Sequence[tuple[str, str]],
        links: LinkedVault,
        schema: Schema,
    ) -> Diagnostic:
        """A link to a name that exists only as an alias of a note."""
        path, alias = called[0]
        rewrite = None
        if len(called) == 1 and (link.after == "|" or (link.after == "]" and not link.anchor)):
            shown = link.target if link.after == "]" else ""
            rewrite = with_target(facts, link, links.files.index, path, schema.mocs.links, shown=shown)
        others = f" and of {len(called) - 1:,} more" if len(called) > 1 else ""
        message = (
            f"no note `{link.target}`; `{alias}` is an alias of `{path}`{others}, and links ignore aliases"
        )
        return self.report(
            facts.note, link.span, message, rewrite, safe=False, place=link.place, evidence=link.written
        )

    def _within(
        self, facts: NoteFacts, link: NoteLink, path: str, links: LinkedVault
    ) -> Iterator[Diagnostic]:
        """Problems with the anchor of a link whose file exists."""
        anchors = links.anchors(path)
        if anchors and not anchors.has(link.anchor):
            kind = "block" if link.anchor.startswith("^") else "heading"
            near = anchors.near(link.anchor)
            hint = f"; did you mean `{near}`?" if near else ""
            low = link.is_markdown and (anchors.has_slug(link.anchor) or _OF_FOOTNOTE.match(link.anchor))
            message = f"`{name_of(path)}` has no {kind} `{link.anchor.removeprefix('^')}`{hint}"
            yield self._at(facts, link, message, confidence="low" if low else "high")

    def _at(
        self,
        facts: NoteFacts,
        link: NoteLink,
        message: str,
        *,
        severity: Severity | None = None,
        confidence: Confidence = "high",
    ) -> Diagnostic:
        return self.report(
            facts.note,
            link.span,
            message,
            severity=severity,
            place=link.place,
            evidence=link.written,
            confidence=confidence,
        )


def _may_be_elsewhere(link: NoteLink, source: str, files: LinkFiles) -> bool:
    """Whether a link may be the address of a site or folder, or lead to a file that is stored elsewhere."""
    target = link.target
    if is_attachment(target):
        return not files.keeps_attachments
    is_folder = files.has_folder(target) or files.has_folder(normpath(f"{dirname(source)}/{target}"))
    of_site = target.startswith("/") or target.endswith("/") or is_folder
    return link.is_markdown and of_site and not target.endswith(".md")


def _leads_out(target: str, source: str) -> bool:
    """Whether a path leads out of the vault. The file may well exist there."""
    return ".." in target and normpath(f"{dirname(source) or '.'}/{target}").startswith("../")


def _is_hidden(target: str) -> bool:
    """Whether the target is in a hidden folder, whose name begins with a dot; Obsidian shows none of them."""
    if "." not in target:
        return False
    return any(part.startswith(".") and part not in (".", "..") for part in target.split("/"))


def _is_spelled(target: str, path: str) -> bool:
    """Whether the link spells the file's name exactly, including case."""
    if path.endswith(target, 0, -3) or path.endswith(target):
        return True
    name, path = (normalize("NFC", part.rpartition("/")[2]) for part in (target, path))
    return path in (name, f"{name}.md")


ZH = {
    "{message:t}; did you mean `{near}`?": "{message}；是否指 `{near}`？",
    "no file `{target}`": "没有文件 `{target}`",
    "no note `{target}`": "没有笔记 `{target}`",
    "`{target}` is now `{path}`": "`{target}` 现在位于 `{path}`",
    "no note `{target}`; `{alias}` is an alias of `{path}`, and links ignore aliases": (
        "没有笔记 `{target}`；`{alias}` 是 `{path}` 的别名，链接不按别名查找"
    ),
    "no note `{target}`; `{alias}` is an alias of `{path}` and of {count} more, and links ignore aliases": (
        "没有笔记 `{target}`；`{alias}` 是 `{path}` 等（另有 {count} 篇）的别名，链接不按别名查找"
    ),
    "this canvas is not valid JSON: its links are not known": "该白板不是有效的 JSON：无法得知其中的链接",
    "`{target}` is `{path}` on disk: not found on systems where case matters": (
        "`{target}` 在磁盘上是 `{path}`：在区分大小写的系统上找不到"
    ),
    "`{name}` has no heading `{anchor}`": "`{name}` 没有标题 `{anchor}`",
    "`{name}` has no block `{anchor}`": "`{name}` 没有块 `{anchor}`",
}
