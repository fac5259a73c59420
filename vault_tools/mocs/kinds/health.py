"""The MOC of the vault's health: counts by status and by rule, then the notes with problems, worst first."""

import json
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache

from vault_tools.lazy_dataclass import dataclass
from vault_tools.messages.translation import translated
from vault_tools.mocs.kind import Listing, MocKind, MocView
from vault_tools.mocs.seen_note import SeenFlag
from vault_tools.mocs.texts import text_of
from vault_tools.note.inline import plain
from vault_tools.vault.links import escaped, heading_link, one_line, written_link
from vault_tools.vault.schema import Schema
from vault_tools.vault.schema_mocs import Moc
from vault_tools.vault.spelling import fold

MAX_PATIENTS = 50
"""The number of notes listed unless `limit` says otherwise; the worst come first."""
MAX_FLAGS = 50
"""The number of problems listed per note."""
MAX_BYTES = 100_000
"""Bytes of the whole text: Obsidian is slow with larger notes, and nobody reads one to the end."""
MAX_HEAD = 100
"""Bytes reserved for a section's heading and for the line that says how many more there are."""
MAX_SLICES = 11
"""The number of statuses with a slice of their own in the pie."""
MIN_SCALE = 10
"""The shortest axis of the bar chart; a shorter one would show fractions."""
_GREY = "#808080"
_COLOURS = (
    "#8b7bd8 #56b4a0 #e0a458 #d9788f #6fa8dc #a3b763 #c58bd0 #b0a08a #7fb6c9 #e0c25a #9a9ae0 #c0c0c0".split()
)
"""The colours of bars and slices. Like the grey of the texts, they are legible on white and on `#1e1e1e`, the
background of Obsidian's dark theme."""
_BARS = {
    "backgroundColor": "transparent",
    "plotColorPalette": _COLOURS[0],
    **{f"{axis}Axis{part}Color": _GREY for axis in "xy" for part in ("Label", "Title", "Tick", "Line")},
}
_PIE = {
    "pieLegendTextColor": _GREY,
    "pieSectionTextColor": "#101010",
    "pieOpacity": "1",
    "pieStrokeColor": _GREY,
    "pieOuterStrokeColor": _GREY,
    "pieStrokeWidth": "1px",
}


@dataclass(frozen=True, slots=True)
class Patient:
    """A note with problems."""

    path: str
    target: str
    title: str
    flags: tuple[SeenFlag, ...]

    @property
    def badness(self) -> tuple[int, int, str, str]:
        """A sort key that puts the worst first: by errors, then by warnings, then by title."""
        errors = sum(flag.severity == "error" for flag in self.flags)
        return -errors, errors - len(self.flags), fold(self.title), self.path


@dataclass(frozen=True, slots=True)
class Health:
    """`statuses` are (status, notes) and `rules` (rule, problems), the most frequent first. `patients` are
    the notes with problems."""

    statuses: tuple[tuple[str, int], ...]
    rules: tuple[tuple[str, int], ...]
    patients: tuple[Patient, ...]


def collect(view: MocView, listing: Listing, source: str) -> Health:
    """The diagnostics of all notes except this one. A MOC note has no status."""
    column = view.column(_status_key(view.schema))
    statuses: Counter[str] = Counter()
    rules: Counter[str] = Counter()
    patients = []
    for note in view.notes:
        path, flags = note.path, note.flags
        if path == source:
            continue
        if path not in view.moc_notes:
            statuses[next(iter(column[path]), "")] += 1
        if flags:
            rules.update(flag.rule for flag in flags)
            patients.append(Patient(path, view.target(path, source), note.title, flags))
    by_path = sorted(patients, key=lambda patient: patient.path)
    return Health(_ranked(statuses), _ranked(rules), tuple(by_path))


def _status_key(schema: Schema) -> str:
    return schema.status.key if schema.status else "status"


def _ranked(counts: Counter[str]) -> tuple[tuple[str, int], ...]:
    """The counts, the largest first, then by name."""
    return tuple(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))


@lru_cache(maxsize=16)
def render(moc: Moc, health: Health, markdown: bool) -> str:
    parts: list[str] = []
    statuses = [(moc.labels.get(s, s) if s else text_of(moc, "other"), n) for s, n in health.statuses]
    if any(status for status, _ in health.statuses):
        parts += [f"## {text_of(moc, 'status')}", _table(moc, statuses), _pie(moc, statuses)]
    worst = sorted(health.patients, key=lambda patient: patient.badness)
    headed = {flag.rule for patient in worst[moc.limit :] for flag in patient.flags}
    if health.rules:
        table = _table(moc, health.rules, headed)
        parts += [f"## {text_of(moc, 'rule')}", table, _bars(moc, health.rules)]
    parts += [f"## {text_of(moc, 'flagged')} ({len(health.patients):,})"] if health.patients else []
    room = MAX_BYTES - len("\n\n".join(parts).encode())
    callouts = list(_fitting(("\n".join(_callout(moc, p, markdown)) for p in worst[: moc.limit]), room))
    parts += callouts
    if rest := worst[len(callouts) :]:
        parts.append(text_of(moc, "more", count=len(rest)))
        room -= len("\n\n".join([*callouts, parts[-1]]).encode())
        parts += _by_rule(moc, [rule for rule, _ in health.rules if rule in headed], rest, room, markdown)
    return "\n" + "\n\n".join(parts if health.patients else [*parts, text_of(moc, "healthy")]) + "\n\n"


def _by_rule(
    moc: Moc, rules: Sequence[str], rest: Sequence[Patient], room: int, markdown: bool
) -> Iterator[str]:
    """A section for each rule, with links to the remaining notes that break it. The sections share the room
    that is left."""
    share = room // max(1, len(rules))
    for rule in rules:
        lines = [
            f"- {written_link(p.target, p.title, markdown=markdown)} · {count:,}"
            for p in rest
            if (count := sum(flag.rule == rule for flag in p.flags))
        ]
        shown = list(_fitting(lines, share - 2 * len(rule) - MAX_HEAD))
        more = [f"- {text_of(moc, 'more', count=len(lines) - len(shown))}"] if len(lines) > len(shown) else []
        yield f"### {rule}\n\n" + "\n".join([*shown, *more])


def _fitting(texts: Iterable[str], room: int) -> Iterator[str]:
    """As many of the first texts as fit into this many bytes."""
    for text in texts:
        room -= len(text.encode()) + len("\n\n")
        if room < 0:
            return
        yield text


def _table(moc: Moc, counts: Iterable[tuple[str, int]], headed: Collection[str] = ()) -> str:
    """A table of names and counts. A name that is also a heading below links to it."""
    lines = [f"| | {escaped(text_of(moc, 'number'))} |", "| --- | ---: |"]
    named = ((f"[{name}](#{name})" if name in headed else escaped(name), count) for name, count in counts)
    return "\n".join([*lines, *(f"| {name} | {count:,} |" for name, count in named)])


def _pie(moc: Moc, counts: Sequence[tuple[str, int]]) -> str:
    shown, rest = counts[:MAX_SLICES], sum(count for _, count in counts[MAX_SLICES:])
    slices = [*shown, *([("…", rest)] if rest else [])]
    colours = {f"pie{number}": colour for number, colour in enumerate(_COLOURS[: len(slices)], 1)}
    config = {"theme": "base", "themeVariables": {**colours, **_PIE}}
    return _chart(config, ["pie showData", *(f"    {_label(name)} : {count}" for name, count in slices)])


def _bars(moc: Moc, counts: Sequence[tuple[str, int]]) -> str:
    config = {
        "xyChart": {"width": 700, "height": 80 + 28 * len(counts)},
        "themeVariables": {"xyChart": _BARS},
    }
    names = ", ".join(_label(name) for name, _ in counts)
    numbers = ", ".join(str(count) for _, count in counts)
    top = max(MIN_SCALE, *(count for _, count in counts))
    lines = [f"x-axis [{names}]", f"y-axis {_label(text_of(moc, 'number'))} 0 --> {top}", f"bar [{numbers}]"]
    return _chart(config, ["xychart-beta horizontal", *(f"    {line}" for line in lines)])


def _chart(config: Mapping[str, object], lines: Iterable[str]) -> str:
    return "\n".join(["```mermaid", f"%%{{init: {json.dumps(config)}}}%%", *lines, "```"])


def _label(text: str) -> str:
    """A quoted text that Mermaid shows as it is."""
    return '"' + "".join("'" if c in '"`' else " " if c in "#;<>%\\[]" else c for c in one_line(text)) + '"'


def _callout(moc: Moc, patient: Patient, markdown: bool) -> Iterator[str]:
    """A folded callout: the note, and below it each problem with a link to where it is."""
    kind = "danger" if any(flag.severity == "error" for flag in patient.flags) else "warning"
    link = written_link(patient.target, patient.title, markdown=markdown)
    yield f"> [!{kind}]- {link} · {len(patient.flags):,}"
    for flag in patient.flags[:MAX_FLAGS]:
        yield f"> - {_problem(patient, flag, moc.language, markdown)}"
    if len(patient.flags) > MAX_FLAGS:
        yield f"> - {text_of(moc, 'more', count=len(patient.flags) - MAX_FLAGS)}"


def _problem(patient: Patient, flag: SeenFlag, language: str, markdown: bool) -> str:
    said = f"`{flag.rule}` {escaped(translated(flag.message, language).replace('`', chr(39)))}"
    if not flag.section:
        return said
    heading = heading_link(flag.section)
    shown = plain(flag.section[-1]) or flag.section[-1]
    return f"{written_link(patient.target, shown, markdown=markdown, heading=heading)} {said}"


_TEXTS = {
    "en": {
        "status": "Notes by status",
        "rule": "Problems by rule",
        "number": "number",
        "flagged": "Notes with problems",
        "healthy": "No note has a problem.",
    },
}

KIND = MocKind(
    about="counts of notes and problems",
    collect=collect,
    render=render,
    reads=lambda _, schema: [_status_key(schema)],
    shows_flags=True,
    limit=MAX_PATIENTS,
    texts=_TEXTS,
)
