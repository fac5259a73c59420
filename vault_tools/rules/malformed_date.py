from collections.abc import Iterator
from typing import Literal

from vault_tools.lazy_dataclass import dataclass
from vault_tools.lint.rule import Diagnostic, Example, NoteRule
from vault_tools.note.dates import is_iso, read_date
from vault_tools.note.frontmatter_edit import set_value
from vault_tools.note.note import Note
from vault_tools.vault.schema import Schema

_CONFIG = "keys: {date: {type: date}}"


@dataclass(frozen=True, kw_only=True)
class MalformedDate(NoteRule):
    """A date is not written as ISO 8601 (`2025-03-07`, or `2025-03-07T10:30:00` with a time).

    Other forms do not sort, and Obsidian treats them as text. The fix writes the same day in ISO form if it
    is unambiguous. `03/04/2025` is only reported, unless the option `order` is `day-first` or `month-first`;
    a day that does not exist is only reported as well.
    """

    order: Literal["unknown", "day-first", "month-first"] = "unknown"

    examples = (
        Example("---\ndate: 2025/3/7\n---\n", "---\ndate: 2025-03-07\n---\n", config=_CONFIG),
        Example("---\ndate: '2025年3月7日'\n---\n", "---\ndate: '2025-03-07'\n---\n", config=_CONFIG),
        Example("---\ndate: March 7, 2025\n---\n", "---\ndate: 2025-03-07\n---\n", config=_CONFIG),
        Example("---\ndate: 20250307\n---\n", "---\ndate: 2025-03-07\n---\n", config=_CONFIG),
        Example("---\ndate: 31/01/2025\n---\n", "---\ndate: 2025-01-31\n---\n", config=_CONFIG),
        Example(
            "---\ndate: 03/04/2025\n---\n",
            "---\ndate: 2025-04-03\n---\n",
            config=_CONFIG + "\nrules: {malformed-date: {order: day-first}}",
        ),
        Example("---\ndate: 03/04/2025\n---\n", config=_CONFIG),
        Example("---\ndate: 2022-03-00\n---\n", config=_CONFIG),
        Example("---\ndate: Invalid date\n---\n", config=_CONFIG),
        Example("---\ndate: 2025-03-07T10:30:00Z\n---\n", config=_CONFIG, allowed=True),
        Example("---\ndate: March 7, 2025\n---\n", allowed=True),
    )

    def check(self, note: Note, schema: Schema) -> Iterator[Diagnostic]:
        block = note.frontmatter
        for entry, key in schema.typed_entries(note):
            if key.type not in ("date", "datetime") or type(entry.value) not in (str, int):
                continue
            text = str(entry.value).strip()
            if block is None or not text or is_iso(text):
                continue
            day_first = {"day-first": True, "month-first": False}.get(self.order)
            reading = read_date(text, day_first=day_first)
            message = f"`{text}` {reading.problem or 'is not written as ISO 8601'}"
            mendable = reading.iso and block.editable
            rewrite = set_value(block, entry, reading.iso) if mendable else None
            yield self.report(note, entry.value_span, message, rewrite)


ZH = {
    "`{value}` is not written as ISO 8601": "`{value}` 不是 ISO 8601 格式",
    "`{value}` is not a date in a known form": "`{value}` 不是可识别的日期格式",
    "`{value}` can be read with the day or with the month first": "`{value}` 无法确定日在前还是月在前",
    "`{value}` names an unknown month": "`{value}` 中没有可识别的月份",
    "`{value}` is a day or an hour that does not exist": "`{value}` 是不存在的日期或时刻",
    "`{value}` names the wrong day of the week": "`{value}` 中的星期与日期不符",
    "`{value}` names a time zone that does not exist": "`{value}` 中的时区不存在",
}
