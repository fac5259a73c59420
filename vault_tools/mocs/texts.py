"""The words that MOCs are written in, which the configuration may put others in the place of."""

from collections.abc import Mapping

from vault_tools.vault.schema_mocs import Moc, MocLanguage

TEXTS: Mapping[MocLanguage, Mapping[str, str]] = {
    "en": {
        "one": "1 note",
        "count": "{count} notes",
        "more": "and {count} more",
        "none": "No notes.",
        "vanished": "No note has `{key}: {value}` any more.",
        "other": "Other",
        "year": "{year}",
        "month": "{year}-{month}",
        "note": "note",
        "status": "Notes by status",
        "rule": "Problems by rule",
        "number": "number",
        "flagged": "Notes with problems",
        "healthy": "No note has a problem.",
    },
    "zh": {
        "one": "1 篇笔记",
        "count": "{count} 篇笔记",
        "more": "还有 {count} 篇",
        "none": "没有笔记。",
        "vanished": "已经没有笔记的 `{key}` 是 `{value}`。",
        "other": "其他",
        "year": "{year} 年",
        "month": "{year} 年 {month} 月",
        "note": "笔记",
        "status": "按状态",
        "rule": "按规则",
        "number": "数量",
        "flagged": "有问题的笔记",
        "healthy": "没有笔记有问题。",
    },
}
KEYS = tuple(TEXTS["en"])


def text_of(moc: Moc, key: str, /, **values: str | int) -> str:
    """A text in the MOC's words, with the values in the place of their names in braces."""
    text = moc.texts.get(key) or TEXTS[moc.language][key]
    for name, value in values.items():
        text = text.replace(f"{{{name}}}", f"{value:,}" if isinstance(value, int) else value)
    return text


def count_of(moc: Moc, count: int) -> str:
    return text_of(moc, "one") if count == 1 else text_of(moc, "count", count=count)
