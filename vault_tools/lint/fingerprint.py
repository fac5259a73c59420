"""What identifies a diagnostic across runs, even if lines have moved."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator

from vault_tools.digests import sha256
from vault_tools.lazy_re import pattern
from vault_tools.lint.rule import Diagnostic

_QUOTED = pattern("`([^`]*)`")


def fingerprints(diagnostics: Iterable[Diagnostic]) -> Iterator[str]:
    """One for each of the diagnostics of a note, 32 hexadecimal digits, no two of them alike.

    It consists of the rule, the path in the vault, the headings above, the flagged text, and the first words
    that the message quotes, which say what it is about. The rest of a message may contain counts or name what
    is near. Diagnostics that share all this are distinguished by their order.
    """
    seen: Counter[tuple[str, ...]] = Counter()
    for diagnostic in diagnostics:
        identity = _identity(diagnostic)
        seen[identity] += 1
        text = json.dumps([*identity, seen[identity]])
        yield sha256(text.encode()).hexdigest()[:32]


def _identity(diagnostic: Diagnostic) -> tuple[str, ...]:
    quoted = _QUOTED.search(diagnostic.message)
    return (
        diagnostic.rule,
        diagnostic.path,
        " ".join(diagnostic.evidence.split()),
        quoted[1] if quoted else "",
        *diagnostic.section,
    )
