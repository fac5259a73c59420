from collections.abc import Iterator

from vault_tools.lint.rule import Diagnostic, Example, VaultRule
from vault_tools.lint.tag_edits import replaced_tag, tag_fields, tag_items
from vault_tools.note.frontmatter_edit import remove_items
from vault_tools.vault.facts import NoteFacts
from vault_tools.vault.schema import Schema
from vault_tools.vault.vault import Vault

_CONFIG = """
tags:
  aliases: {ai-agents: ai-agent, 人工智能: ai}
  retired: [wip]
"""


class RetiredTag(VaultRule):
    """A tag that the configuration renames or retires.

    `tags: {aliases: {ai-agents: ai-agent}}` renames a tag, also to another script; `retired: [wip]` drops
    one. The fix does so in the frontmatter; a `#tag` in the text is only reported.
    """

    examples = (
        Example("---\ntags: [ai-agents]\n---\n", "---\ntags: [ai-agent]\n---\n", config=_CONFIG),
        Example("---\ntags: [人工智能, ai]\n---\n", "---\ntags: [ai]\n---\n", config=_CONFIG),
        Example("---\ntags: [WIP, beer]\n---\n", "---\ntags: [beer]\n---\n", config=_CONFIG),
        Example("Still #wip here.\n", config=_CONFIG),
        Example("---\ntags: [ai-agent, ai]\n---\n", config=_CONFIG, allowed=True),
    )

    def check(self, facts: NoteFacts, schema: Schema, vault: Vault) -> Iterator[Diagnostic]:
        policy = schema.tags
        if not policy.renamed and not policy.dropped:
            return
        for entry, index, tag in tag_items(facts, schema, policy.speaks_of):
            block = facts.note.frontmatter
            assert block
            new = policy.replacement(tag)
            if new is None:
                rewrite = remove_items(block, entry, [index]) if block.editable else None
            else:
                rewrite = replaced_tag(facts.note, entry, index, new)
            yield self.report(facts.note, entry.items[index].span, _message(tag, new), rewrite)
        inline = [(tag.name, tag.span, tag.place) for tag in facts.inline_tags]
        inline += [(field.text, field.span, field.place) for field in tag_fields(facts, schema)]
        for tag, span, place in inline:
            if policy.speaks_of(tag):
                message = _message(tag, policy.replacement(tag))
                yield self.report(facts.note, span, message, place=place, evidence=tag)


def _message(tag: str, new: str | None) -> str:
    return f"tag `{tag}` is retired" if new is None else f"tag `{tag}` is now `{new}`"


ZH = {
    "tag `{tag}` is retired": "标签 `{tag}` 已停用",
    "tag `{tag}` is now `{new}`": "标签 `{tag}` 现为 `{new}`",
}
