from collections.abc import Iterator

from vault_tools.lint.rule import Diagnostic, Example, NoteRule, no_such_rule, registry
from vault_tools.note.note import Note
from vault_tools.note.suppressions import directives_of
from vault_tools.note.text import Span
from vault_tools.vault.schema import Schema


class UnknownRule(NoteRule):
    """A name in `vault-tools-ignore` or `%% vault-tools: ignore … %%` is not a rule, so nothing is ignored.

    Reported, not fixed; `vault-tools rules` lists the names, and `all` stands for all of them.
    """

    examples = (
        Example("---\nvault-tools-ignore: [malformed-tags]\n---\n"),
        Example("%% vault-tools: ignore truncated-sections %%\n\nHops.\n"),
        Example("---\nvault-tools-ignore: [malformed-tag]\n---\n", allowed=True),
        Example("%% vault-tools: ignore truncated-section %%\n\nHops.\n", allowed=True),
        Example("---\nvault-tools-ignore: all\n---\n", allowed=True),
    )

    def check(self, note: Note, schema: Schema) -> Iterator[Diagnostic]:
        for name, entry in note.ignored:
            if name in registry() or name == "all":
                continue
            items = [item.span for item in entry.items if item.value == name]
            span: Span = items[0] if items else entry.value_span
            yield self.report(note, span, no_such_rule(name))
        for directive in directives_of(note):
            for name in directive.rules:
                if name not in registry() and name != "all":
                    yield self.report(note, directive.span, no_such_rule(name))


ZH = {
    "unknown rule `{name}`; did you mean `{near}`?": "未知规则 `{name}`；是否指 `{near}`？",
    "unknown rule `{name}`; `vault-tools rules` lists them": (
        "未知规则 `{name}`；用 `vault-tools rules` 列出所有规则"
    ),
}
