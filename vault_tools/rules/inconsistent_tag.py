from collections.abc import Iterator

from vault_tools.lint.rule import Diagnostic, Example, VaultRule
from vault_tools.lint.tag_edits import replaced_tag, tag_fields, tag_items
from vault_tools.note.body import InlineTag
from vault_tools.note.frontmatter_edit import Rewrite
from vault_tools.note.text import Edit
from vault_tools.vault.facts import NoteFacts
from vault_tools.vault.schema import Schema
from vault_tools.vault.vault import Vault

_CONFIG = "keys: {tags: {type: tags}}"
_OTHERS = {f"{name}.md": "---\ntags: [craft-beer]\n---\n" for name in "ABCDE"}


class InconsistentTag(VaultRule):
    """A tag is not spelled as the vault spells it.

    Spellings that differ only in case, width, hyphens, underscores or spaces are one tag: `multi-modal-ai`
    and `multimodal-ai`, `Obsidian插件` and `obsidian 插件`. Nested tags are judged segment by segment. The
    spelling to keep is the configuration's, else that of its `tags: {style: …}`, else the one that notes use
    at least twice as often as any other, or five times if they differ only in case; closer calls are left to
    you, and `tags` lists them. The fix writes that spelling in the frontmatter; for a `#tag` in the text the
    fix is unsafe, and Dataview inline fields are only reported. Off if the vault has no configuration.
    """

    examples = (
        Example(
            "---\ntags: [Craft-Beer]\n---\n",
            "---\ntags: [craft-beer]\n---\n",
            config=_CONFIG,
            others=_OTHERS,
        ),
        Example(
            "---\ntags: [craft-beer, craftbeer]\n---\n",
            "---\ntags: [craft-beer]\n---\n",
            config=_CONFIG,
            others={"A.md": "---\ntags: [craft-beer]\n---\n"},
        ),
        Example(
            "---\ntags: [Beer/IPA]\n---\n",
            "---\ntags: [beer/ipa]\n---\n",
            config="tags: {style: kebab-case}",
        ),
        Example(
            "A note on #Craft-Beer.\n",
            "A note on #craft-beer.\n",
            config=_CONFIG,
            others=_OTHERS,
            safe=False,
        ),
        Example(
            "---\ntags: [gpt-4o, c]\n---\n",
            config=_CONFIG,
            others={"A.md": "---\ntags: [gpt-4, cs]\n---\n"},
            allowed=True,
        ),
    )

    def check(self, facts: NoteFacts, schema: Schema, vault: Vault) -> Iterator[Diagnostic]:
        respelled = vault.tags.respelled
        for entry, index, tag in tag_items(facts, schema, respelled):
            kept = respelled(tag) or tag
            rewrite = replaced_tag(facts.note, entry, index, kept)
            message = f"tag `{tag}` is spelled `{kept}` in this vault"
            yield self.report(facts.note, entry.items[index].span, message, rewrite)
        for inline in facts.inline_tags:
            if wanted := vault.tags.respelled_in_text(inline.name):
                yield self._inline(facts, inline, wanted)
        for field in tag_fields(facts, schema):
            if wanted := respelled(field.text):
                message = f"tag `{field.text}` is spelled `{wanted}` in this vault"
                yield self.report(facts.note, field.span, message, place=field.place, evidence=field.text)

    def _inline(self, facts: NoteFacts, tag: InlineTag, wanted: str) -> Diagnostic:
        rewrite = None if facts.in_field(tag.span) else Rewrite((Edit(tag.span, wanted),))
        message = f"tag `#{tag.name}` is spelled `#{wanted}` in this vault"
        return self.report(
            facts.note, tag.span, message, rewrite, safe=False, place=tag.place, evidence=tag.name
        )


ZH = {
    "tag `{tag}` is spelled `{kept}` in this vault": "标签 `{tag}` 在本库中写作 `{kept}`",
    "tag `#{tag}` is spelled `#{kept}` in this vault": "标签 `#{tag}` 在本库中写作 `#{kept}`",
}
