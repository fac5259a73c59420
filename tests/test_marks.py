"""Marks of missing text on lines whose length or ending does not tell at once what they are."""

import pytest

from vault_tools.note.residue import MAX_LINE, markers_of

PROSE = "The brewers keep the hops in a cold room and taste them each week. " * 4
WIDE = "这些话都写在前面，" * 3
SHOUT = "符合修复指南。"


@pytest.mark.parametrize(
    ("line", "marks"),
    [
        (f"{PROSE}", []),
        (f"{PROSE}It was truncated.", []),
        (f"{PROSE}[truncated]", ["[truncated]"]),
        (f"{PROSE}[truncated]. ", ["[truncated]."]),
        (f"{PROSE}[truncated]</p>", ["[truncated]"]),
        (f"To be continued.{' ' * MAX_LINE}", ["To be continued."]),
        (f"<span class='{'a' * MAX_LINE}'>To be continued.", ["To be continued."]),
        (f"{WIDE}{SHOUT}{PROSE}", [f"{WIDE}{SHOUT}"]),
        (f"{WIDE * 3}{SHOUT}{PROSE}", []),
    ],
)
def test_marks_of_a_line(line: str, marks: list[str]) -> None:
    text = f"{WIDE}\n{line}\n"
    assert [marker.span.of(text) for marker in markers_of(text.encode(), 0)] == marks
