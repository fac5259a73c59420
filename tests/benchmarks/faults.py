"""Faults to plant in made-up notes, one for each rule."""

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from itertools import cycle
from random import Random
from typing import TypeAlias

from hosts import Host
from made_notes import Made, Vault
from plantings import KINDS

from vault_tools.config.config import load_config
from vault_tools.note.note import Note

Plant: TypeAlias = Callable[[Made, Random, Vault], str]
"""Returns the text of a note with a fault; it may contain a lone surrogate for a byte that is not UTF-8."""


class NoPlaceError(Exception):
    """The note has nothing to which the fault could be applied."""


def _replaced(pattern: str, new: str) -> Plant:
    def plant(note: Made, rng: Random, vault: Vault) -> str:
        text, count = re.subn(pattern, new, note.text, count=1, flags=re.MULTILINE)
        if not count:
            raise ValueError(f"{note.path} has no {pattern!r}")
        return text

    return plant


def _appended(text: str) -> Plant:
    return lambda note, rng, vault: note.text.rstrip() + text


def _in_section(kind: str) -> Plant:
    """A fault that bench_sections.py plants in real notes."""
    config = load_config("language: zh\n")

    def plant(note: Made, rng: Random, vault: Vault) -> str:
        host = Host(Note(note.path, note.text), config)
        places = list(KINDS[kind][0](host, rng))
        if not places:
            raise NoPlaceError(f"{note.path} is too short for a fault of {kind}")
        _, start, end, new = rng.choice(places)
        return note.text[:start] + new + note.text[end:]

    return plant


def _listed(key: str, item: Callable[[Made, Random, Vault], str]) -> Plant:
    """One more item at the head of a list."""

    def plant(note: Made, rng: Random, vault: Vault) -> str:
        return re.sub(rf"(?m)^{key}:(?: \[\])?", f"{key}:\n  - {item(note, rng, vault)}", note.text, count=1)

    return plant


def _slug(note: Made, rng: Random, vault: Vault) -> str:
    return _stranger(note, rng, vault).lower().replace(" ", "-")


def _stranger(note: Made, rng: Random, vault: Vault) -> str:
    """A person whom the note does not mention."""
    return next(name for name in rng.sample(vault.people, len(vault.people)) if name not in note.text)


def _variant(note: Made, rng: Random, vault: Vault) -> str:
    """The commonest tag that the note does not have, in another spelling."""
    tags = (tag for tag in vault.tags if f"- {tag}\n" not in note.text)
    return next(tags).title().replace("-", "_")


def _looped(note: Made, rng: Random, vault: Vault) -> str:
    return f"{note.text.rstrip()}\n\n{vault.said(rng, 1)[1] * 12}\n"


def _mentioned(note: Made, rng: Random, vault: Vault) -> str:
    return f"{note.text.rstrip()}\n\n也请看 [[{_stranger(note, rng, vault)}]]。\n"


def _emptied(note: Made, rng: Random, vault: Vault) -> str:
    """The frontmatter of a note with a source; without one, a note of frontmatter may be complete."""
    frontmatter = _replaced(r"(?s:\A(---.*?^---\n).*)", r"\1")(note, rng, vault)
    source = f"source: https://example.org/emptied/{rng.randrange(10**9)}\n"
    return (
        frontmatter
        if "\nsource: " in frontmatter
        else frontmatter.replace("speaker: ", f"{source}speaker: ", 1)
    )


_EVERGREEN = _replaced(r"^draft: .*\n((?:.*\n)*?)status: .*", r"draft: false\n\1status: evergreen")


def _premature(note: Made, rng: Random, vault: Vault) -> str:
    finished = replace(note, text=_EVERGREEN(note, rng, vault))
    return _appended("\n\n（未完待续）\n")(finished, rng, vault)


FAULTS: Mapping[str, Plant] = {
    "broken-link": _appended("\n\n也请看[那份地图](Nowhere/Whatsoever.md)。\n"),
    "broken-moc-markers": _appended("\n\n%% vault-tools:begin drafts %%\n"),
    "contradictory-status": _replaced(
        r"^draft: .*\n((?:.*\n)*?)status: .*", r"draft: true\n\1status: evergreen"
    ),
    "disallowed-value": _replaced(r"^status: .*", "status: evengreen"),
    "duplicate-source": _replaced(
        r"^(title: .*\n)(?:source: .*\n)?", r"\1source: https://example.org/taken/twice\n"
    ),
    "duplicate-value": _replaced(r"^tags:\n  - (.*)", r"tags:\n  - \1\n  - \1"),
    "empty-note": _emptied,
    "empty-value": _replaced("^title: .*", "title: ''"),
    "generation-residue": _appended("\n\n[BODY_END]\n"),
    "inconsistent-name": _listed("people", _slug),
    "inconsistent-tag": _listed("tags", _variant),
    "invalid-frontmatter": _replaced("^title: ", "title: @"),
    "malformed-date": _replaced(r"^date: '(\d+)-(\d+)-(\d+)'", r"date: \3/\2/\1"),
    "malformed-tag": _listed("tags", lambda *_: "2024"),
    "misnamed-key": _replaced("^date: ", "created: "),
    "misplaced-tag": _listed("tags", _slug),
    "missing-frontmatter": _replaced(r"(?s:\A---.*?^---\n)", ""),
    "missing-key": _replaced(r"^status: .*\n", ""),
    "premature-evergreen": _premature,
    "repeated-text": _looped,
    "retired-tag": _listed("tags", lambda *_: "to-read"),
    "truncated-section": _appended("\n\n[...truncated for brevity...]\n"),
    "unknown-name": _listed("people", lambda *_: "Nobody Whatsoever"),
    "unknown-rule": _replaced("^(status: .*)", r"\1\nvault-tools-ignore: [no-such-rule]"),
    "unlisted-name": _mentioned,
    "unordered-keys": _replaced(r"^(speaker: .*)\n(date: .*)", r"\2\n\1"),
    "unreadable-note": _appended("\udcff\n"),
    "wrong-type": _replaced("^draft: .*", "draft: maybe"),
}
FAULTS_OF_FOLDED: Mapping[str, Plant] = {
    "condensed-translation": _in_section("first-sentence-only"),
    "misaligned-original": _in_section("misaligned"),
    "mislabelled-original": _in_section("mislabelled"),
    "unclosed-block": _in_section("unclosed-details"),
    "untranslated-section": _in_section("missing-above-fold"),
}
"""Faults that only a note with folded originals can have."""
NOT_PLANTED: Mapping[str, str] = {
    "ambiguous-link": "off by default; it takes two notes of one name, and no two of these have one",
    "missing-source-text": "it takes the transcript that a note was made from, and there are notes alone",
    "orphan-note": "off by default; few of these notes are linked to, so that most would be reported",
}
"""The rules that no note is made to break, and why."""
_OF_FOLDED_ONE_IN = 4
_MAY_BREAK = frozenset(["folded", "podcast", "alternating", "clipping", "English", "short"])


def planted(vault: Vault, share: float) -> Iterator[Made]:
    """The notes of a vault, of which this share has one fault each, the rules in turn; notes about people
    have none."""
    of_all, of_folded = cycle(FAULTS.items()), [*FAULTS_OF_FOLDED.items()]
    due = 0.0
    for number, note in enumerate(vault.notes()):
        due += share
        if due < 1 or note.kind not in _MAY_BREAK:
            yield note
            continue
        due -= 1
        rng = Random(f"{vault.seed} fault {number}")
        folded = note.kind == "folded" and rng.random() * _OF_FOLDED_ONE_IN < 1
        yield (folded and _with_the_first_that_fits(of_folded, note, rng, vault)) or _with(
            *next(of_all), note, rng, vault
        )


def _with_the_first_that_fits(
    faults: list[tuple[str, Plant]], note: Made, rng: Random, vault: Vault
) -> Made | None:
    """A note with the first applicable fault, which then moves to the end of the queue; those before it
    stay."""
    for index, (rule, plant) in enumerate(faults):
        with suppress(NoPlaceError):
            broken = _with(rule, plant, note, rng, vault)
            faults.append(faults.pop(index))
            return broken
    return None


def _with(rule: str, plant: Plant, note: Made, rng: Random, vault: Vault) -> Made:
    return replace(note, text=plant(note, rng, vault), planted=rule)
