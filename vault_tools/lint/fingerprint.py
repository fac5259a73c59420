"""Fingerprints identify a diagnostic across runs, even if lines have moved."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator

from vault_tools.digests import sha256
from vault_tools.lazy_re import pattern
from vault_tools.lint.rule import Diagnostic

_QUOTED = pattern("`([^`]*)`")


def fingerprints(diagnostics: Iterable[Diagnostic]) -> Iterator[str]:
    """A unique fingerprint for each diagnostic of a note: 32 hexadecimal digits.

    It is computed from the rule, the path in the vault, the headings above, the flagged text, and the first
    text that the message quotes, which names its subject. The rest of the message is left out, as it may
    contain counts or name things nearby. Diagnostics that share all of these are distinguished by their
    order.
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
