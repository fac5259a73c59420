"""Known problems: recorded once, so that only new ones are reported."""

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

from vault_tools.errors import VaultToolsError
from vault_tools.lazy_dataclass import dataclass, field, replace
from vault_tools.lint.fingerprint import fingerprints
from vault_tools.lint.outcome import Outcome
from vault_tools.lint.rule import Diagnostic
from vault_tools.printable import written

VERSION = 1
"""To be raised when fingerprints are computed differently."""
_MARK = "vault-tools-baseline"
_ANEW = "delete it and record it again with `vault-tools check --write-baseline`"


@dataclass(frozen=True)
class Baseline:
    """`known` maps a note's path and a fingerprint to the name of the broken rule."""

    known: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def without_known(self, outcomes: Iterable[Outcome]) -> Iterator[Outcome]:
        for outcome in outcomes:
            if known := self.known.get(outcome.path):
                left = tuple(d for d, own in _identified(outcome) if not own <= known.keys())
                outcome = replace(outcome, left=left, known=len(outcome.left) - len(left))
            yield outcome

    def updated(
        self, outcomes: Iterable[Outcome], rules: Collection[str], covers: Callable[[str], bool]
    ) -> "Baseline":
        """The baseline after a run: the problems in these outcomes replace the earlier ones of the rules that
        ran, in the notes that the run covers. All others stay."""
        found = {o.path: {f: d.rule for d, own in _identified(o) for f in own} for o in outcomes}
        kept = {
            path: {f: rule for f, rule in known.items() if rule not in rules or not covers(path)}
            for path, known in self.known.items()
        }
        merged = {path: kept.get(path, {}) | found.get(path, {}) for path in sorted({*kept, *found})}
        return Baseline({path: known for path, known in merged.items() if known})

    def text(self) -> str:
        """The text of the file: one line per known problem, ordered so that changes by two people merge."""
        notes = {
            path: dict(sorted(known.items(), key=lambda item: item[::-1]))
            for path, known in self.known.items()
        }
        return written({_MARK: VERSION, "notes": notes}, indent=2) + "\n"


def parse_baseline(text: str, name: str) -> Baseline:
    """Parse the text of the baseline file `name`. Raises VaultToolsError."""
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise VaultToolsError(f"{name}: is not a baseline: {error}; fix it or name another file") from None
    if not isinstance(data, dict) or _MARK not in data:
        raise VaultToolsError(f"{name}: is not a vault-tools baseline; name another file")
    if data[_MARK] != VERSION:
        versions = f"of version {data[_MARK]}, and this program knows version {VERSION}"
        raise VaultToolsError(f"{name}: is a baseline {versions}; {_ANEW}")
    if not _is_known(data.get("notes")):
        raise VaultToolsError(f"{name}: `notes` should hold fingerprints and rules by path; {_ANEW}")
    return Baseline(data["notes"])


def _is_known(notes: object) -> bool:
    if not isinstance(notes, dict) or not all(isinstance(known, dict) for known in notes.values()):
        return False
    return all(isinstance(rule, str) for known in notes.values() for rule in known.values())


def _identified(outcome: Outcome) -> Iterator[tuple[Diagnostic, set[str]]]:
    """Each diagnostic with its fingerprints: one for each diagnostic that it combines."""
    of_all = fingerprints(each for diagnostic in outcome.left for each in diagnostic.each)
    for diagnostic in outcome.left:
        yield diagnostic, {next(of_all) for _ in diagnostic.each}
