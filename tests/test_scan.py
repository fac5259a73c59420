"""The results of scanning a text are behind one function: every implementation of it must find the same."""

import ast
import subprocess
import sys
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from each_of import each_of
from often import often

import vault_tools
from vault_tools.note.blocks import CODES, Lines
from vault_tools.note.details import Folds
from vault_tools.note.note import Note
from vault_tools.note.scan.found import FOLD, FOUND, Loop, Passages, Scan
from vault_tools.note.scan.passages import MAX_BLOCKS
from vault_tools.note.scan.scan import PythonScan, scan
from vault_tools.note.sentences import ENDINGS
from vault_tools.note.text import Span

ROOT = Path(__file__).parents[1]
PACKAGE = Path(vault_tools.__file__).parent
SHARED = ROOT.parent / "shared"
OURS = sorted([*ROOT.glob("example-vault/**/*.md"), *ROOT.glob("tests/data/**/*.md")])
FOREIGN = sorted([*SHARED.glob("**/*.md"), *SHARED.glob("seeds/*.txt")])
STEP = often(120, 12)
"""Every Nth real note is read: there are many, and the slow scan is slow."""
REAL = FOREIGN[::STEP]
NEEDS_REAL = pytest.mark.skipif(not REAL, reason="no real notes beside this checkout")
LONGEST = 200_000
"""Maximum length in code points of a note for the slow scan."""


class SlowScan(PythonScan):
    """The same results computed in other ways, each as plainly as possible and however long it takes."""

    @cached_property
    def lines(self) -> Lines:
        texts, starts = [""], [self.start]
        for place in range(self.start, len(self.text)):
            if self.text[place] == "\n":
                texts.append("")
                starts.append(place + 1)
            else:
                texts[-1] += self.text[place]
        return Lines(texts, [*starts, len(self.text) + 1], "\r" in self.text)

    @cached_property
    def folds(self) -> Folds:
        found = super().folds.found
        outer = [
            fold for fold in found if not any(f.start < fold.start < f.end for f in found if f is not fold)
        ]
        return super().folds._replace(outer=tuple(outer))

    @cached_property
    def passages(self) -> Passages:
        """Sections by their definition: a heading begins one unless it is in a fold."""
        found = super().passages
        if len(self.blocks.kinds) > MAX_BLOCKS:
            return found
        headings, begins = [-1], []
        for index, (kind, start, end) in enumerate(zip(*self.blocks, strict=True)):
            after = max([start, *(fold.end for fold in self.folds.outer if fold.start < end)])
            if kind in CODES["heading"] and after < end:
                headings.append(index)
                begins.append(after)
        firsts = (0, *(bisect_left(found.starts, begin) for begin in begins))
        ends = (*begins, len(self.text))
        return found._replace(headings=tuple(headings), firsts=firsts, section_ends=ends)

    @cached_property
    def loops(self) -> tuple[Loop, ...]:
        return (*self._near(), *(loop for loop in super().loops if loop.period > 260))

    def _near(self) -> Iterator[Loop]:
        """Loops with short periods, tried at every probe and counted code point by code point."""
        text, done = self.text, self.start
        for place in range(self.start, len(text) - 8, 24):
            longest = 24 if (place - self.start) % 96 else 260
            tried = (p for p in range(1, longest + 1) if text.startswith(text[place : place + 8], place + p))
            period = next(tried, 0)
            phrase = text[place : place + period]
            if (
                place < done
                or not any(c.isalpha() for c in phrase)
                or not text.startswith(phrase, place + period)
            ):
                continue
            first, end = place, place + period
            while text[end : end + period] == phrase:
                end += period
            while first > done and text[first - 1] == text[first - 1 + period]:
                first -= 1
            done = end
            yield Loop(first, end, period, (end - first) // period)


IMPLEMENTATIONS: dict[str, Callable[[str, int, Sequence[Span]], Scan]] = {
    "the one in use": scan,
    "a slow one": SlowScan,
}


def difference(first: Any, second: Any, where: str) -> str:
    """The first difference between two pieces of plain data, by the names of their parts; empty if there is
    none."""
    if first == second:
        return ""
    if not (_has_parts(first) and _has_parts(second)):
        return f"{where} is {first!r}, not {second!r}"
    names = getattr(first, "_fields", range(len(first)))
    for name, one, other in zip(names, first, second, strict=False):
        if one != other:
            return difference(one, other, f"{where}.{name}")
    return f"{where} has {len(first)} parts, not {len(second)}"


def _has_parts(value: object) -> bool:
    return isinstance(value, tuple | list) or (isinstance(value, str) and len(value) > 1)


def differing(first: Scan, second: Scan) -> list[str]:
    """The differences between two scans of one text."""
    return [*filter(None, (difference(getattr(first, name), getattr(second, name), name) for name in FOUND))]


def read(file: Path) -> Note:
    text = file.read_bytes().decode("utf-8", "replace").removeprefix("\ufeff")
    return Note(file.with_suffix(".md").name, text[:LONGEST])


RICH = Note(
    "rich.md",
    f"""---
title: 🍺
---
# Hops

We keep the hops in a cold room, and that is all of the

水壶在炉子上烧了一个小时，才有人想起麦芽来。

<details>
<summary>Original</summary>

The kettle had been on the stove for an hour.

</details>

## Malt

- green
- brown

```
[BODY_END]
```

[BODY_END]

%% vault-tools:begin home %%
Text that is kept.
%% vault-tools:end home %%

{"I see, " * 20}and went.

</details>
""",
)


PHRASE = "".join(f"{first}{second}" for first in "malthops 麦芽啤酒" for second in "abcdefghijklmnopqrst")
MADE = [
    RICH,
    *(
        Note(f"{period}-{above}-{times}.md", f"{'x' * above}{PHRASE[:period] * times}\n")
        for period in (1, 2, 7, 8, 9, 23, 24, 25, 26, 96, 199, 201, 259, 260, 261)
        for above in (0, 2, 13, 52)
        for times in (3, 3 + 600 // period)
    ),
]
"""These include loops with periods just short enough and just too long to be found, at various distances from
a probe."""


@pytest.mark.parametrize("other", IMPLEMENTATIONS.values(), ids=IMPLEMENTATIONS)
@pytest.mark.parametrize(
    "notes",
    [
        pytest.param(MADE, id="made"),
        pytest.param(OURS, id="ours"),
        pytest.param(REAL, id="real", marks=[pytest.mark.long, NEEDS_REAL]),
    ],
)
def test_every_implementation_finds_what_ours_finds(
    notes: list[Note | Path], other: Callable[[str, int, Sequence[Span]], Scan]
) -> None:
    for each in notes:
        note = each if isinstance(each, Note) else read(each)
        given = note.text, note.body_start, note.kept
        assert differing(other(*given), PythonScan(*given)) == [], each


def test_what_is_found_in_a_note() -> None:
    found, text = RICH.scan, RICH.text
    assert found.blocks.kinds == "1ppggpg2iicpmmmpg"
    assert text[found.blocks.starts[1] : found.blocks.ends[1]].startswith("We keep the hops")
    assert (found.passages.kinds, found.passages.languages[:3]) == ("ppdiip", ("en", "zh", "en"))
    assert (found.passages.headings, found.passages.firsts) == ((-1, 0, 7), (0, 0, 3))
    assert found.passages.folds == (-1, -1, 0, -1, -1, -1)
    assert found.stretches.passages == (0, 1, 2, 3, 4, 5)
    assert [ENDINGS[letter] for letter in found.stretches.endings] == [
        *("broken", "whole", "whole", "bare", "bare", "whole"),
    ]
    assert [(fold.promise, fold.inner.of(text).strip()[:10]) for fold in found.folds.outer] == [
        ("original", "The kettle"),
    ]
    assert [stray.of(text) for stray in found.folds.strays] == ["</details>"]
    assert [(marker.family, marker.span.of(text)) for marker in found.markers] == [("tag", "[BODY_END]")]
    assert [(text[loop.start :][: loop.period], loop.times) for loop in found.loops] == [("I see, ", 19)]


def parts_of(value: Any, names: tuple[Any, ...] = ()) -> Iterator[tuple[tuple[Any, ...], Any]]:
    """Every number, string, bool and None in plain data, with its path."""
    if isinstance(value, tuple | list):
        for index, part in enumerate(value):
            yield from parts_of(part, (*names, index))
    else:
        yield names, value


def replaced(value: Any, way: Sequence[int], new: object) -> Any:
    """Plain data with one value replaced."""
    if not way:
        return new
    parts = [*value]
    parts[way[0]] = replaced(value[way[0]], way[1:], new)
    return type(value)(*parts) if hasattr(value, "_fields") else type(value)(parts)


@pytest.mark.parametrize("name", FOUND)
def test_nothing_but_plain_data_is_found_and_no_fault_in_it_escapes(name: str) -> None:
    found = {each: getattr(RICH.scan, each) for each in FOUND}
    seen = [*parts_of(found[name])]
    assert seen
    for way, value in seen:
        assert value is None or type(value) in (int, str, bool)
        faulty = SimpleNamespace(**found | {name: replaced(found[name], way, "?" if value != "?" else "!")})
        (told,) = differing(faulty, RICH.scan)  # type: ignore[arg-type]
        assert told.startswith(f"{name}.")


@pytest.mark.parametrize("name", FOUND)
def test_what_is_missing_is_told(name: str) -> None:
    value = getattr(RICH.scan, name)
    less = type(value)(*(part[:-1] for part in value)) if name in ("blocks", "stretches") else value[:-1]
    faulty = SimpleNamespace(**{each: getattr(RICH.scan, each) for each in FOUND} | {name: less})
    assert differing(faulty, RICH.scan)  # type: ignore[arg-type]


def test_half_of_a_character_hides_nothing() -> None:
    """An editor may send one, although no file can hold it."""
    text = (
        "---\nt: \ud83d\n---\nThis is what the \ud83d saw of it.\n\n中文\ud83d的内容在这里。\n\n[truncated]\n"
    )
    found = Note("a.md", text).scan
    assert found.passages.languages == ("en", "zh")
    assert [marker.span.of(text) for marker in found.markers] == ["[truncated]"]
    assert len(found.stretches.endings) == 2


@each_of("file", OURS[::4])
def test_columns_are_as_they_are_said_to_be(file: Path) -> None:
    note = read(file)
    blocks, passages, stretches = note.scan.blocks, note.scan.passages, note.scan.stretches
    assert {*blocks.kinds} <= {*"".join(CODES.values())}
    assert {*passages.kinds} <= {*"".join(CODES.values()), FOLD}
    assert {*stretches.endings} <= {*ENDINGS}
    assert len({*map(len, blocks)}) == len({*map(len, passages[:6])}) == len({*map(len, passages[6:])}) == 1
    for start, end, fold in zip(passages.starts, passages.ends, passages.folds, strict=True):
        assert note.body_start <= start < end <= len(note.text)
        assert fold < 0 or note.scan.folds.outer[fold][:2] == (start, end)
    for of, start, end, _ in zip(*stretches, strict=True):
        assert passages.starts[of] <= start <= end <= passages.ends[of]
    assert all(-1 <= heading < len(blocks.kinds) for heading in passages.headings)
    assert [*passages.firsts] == sorted(passages.firsts)
    assert passages.section_ends[-1] == len(note.text)


FINDERS = {"blocks_of", "folds_of", "passages_of", "stretches_of", "loops_of"}
"""The functions that find each result. Only the scan may call them; otherwise another implementation would be
bypassed."""


def test_only_the_scan_looks_into_a_text_by_itself() -> None:
    asking = {
        file.stem
        for file in PACKAGE.rglob("*.py")
        if any(name in (text := file.read_text("utf-8")) for name in FINDERS)
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.ImportFrom) and FINDERS & {alias.name for alias in node.names}
    }
    assert asking == {"scan"}


@pytest.mark.parametrize(
    ("rule", "used"),
    [
        ("unordered-keys", set[str]()),
        ("repeated-text", {"loops"}),
        ("untranslated-section", {"passages"}),
        ("truncated-section", {"passages", "stretches"}),
    ],
)
def test_what_no_rule_asks_for_is_not_looked_for(rule: str, used: set[str], tmp_path: Path) -> None:
    (tmp_path / "A.md").write_text(RICH.text, "utf-8")
    arguments = ["check", "--no-cache", "--exit-zero", "--select", rule, str(tmp_path / "A.md")]
    code = (
        "import atexit, sys; atexit.register(lambda: print(*sys.modules));"
        f"from vault_tools.cli.program import main; sys.argv[1:] = {arguments!r}; main()"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=300, check=False
    )
    scans = "vault_tools.note.scan."
    looked_for = {name.removeprefix(scans) for name in done.stdout.split() if name.startswith(scans)}
    assert looked_for & {"passages", "stretches", "loops"} == used
