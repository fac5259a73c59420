"""What vault diagnostics depend on besides the configuration, and the notes for which they are still
valid."""

from collections.abc import Callable, Mapping, Set
from itertools import compress
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from vault_tools.config.config import Config
from vault_tools.packing import packed, unpacked
from vault_tools.session.vault_diagnostics import VaultDiagnostics
from vault_tools.vault.ties import Ties, tied_to
from vault_tools.vault.vault import Vault

if TYPE_CHECKING:
    from vault_tools.mocs.index import MocIndex


class Dependencies(NamedTuple):
    """Everything that the diagnostics of the `judged` notes depend on: the content keys of the facts of all
    notes, their ties, the files that a link may lead to, and the digest of `Vault.dependency_key`."""

    judged: Set[str]
    content_keys: dict[str, bytes]
    ties: Mapping[str, Ties]
    files: frozenset[str]
    dependency_key: bytes


NO_DEPENDENCIES = Dependencies(frozenset(), {}, {}, frozenset(), b"")
_PackedDependencies: TypeAlias = tuple[
    list[str], list[bytes], bytes, list[Ties | None], tuple[list[str], list[str]], bytes
]
"""Stores each path once: paths, content keys, which paths are judged, ties, files that are not among the
paths and paths that are not files, dependency key."""


def packed_dependencies(depending: Dependencies) -> bytes:
    paths = list(depending.content_keys)
    judged = bytes(path in depending.judged for path in paths)
    ties = [depending.ties.get(path) for path in paths]
    files = list(depending.files.difference(paths)), list(depending.content_keys.keys() - depending.files)
    return packed(
        (paths, list(depending.content_keys.values()), judged, ties, files, depending.dependency_key)
    )


def dependencies_in(kept: bytes) -> Dependencies:
    """Raises NotPacked."""
    paths, content_keys, judged, ties, (more, less), dependency_key = unpacked(kept, _PackedDependencies)
    return Dependencies(
        frozenset(compress(paths, judged)),
        dict(zip(paths, content_keys, strict=True)),
        {path: of_path for path, of_path in zip(paths, ties, strict=True) if of_path},
        frozenset(paths).difference(less).union(more),
        dependency_key,
    )


def unaffected(
    then: Dependencies,
    said: VaultDiagnostics,
    now: Dependencies,
    changed: set[str],
    config: Config,
    vault: Vault,
    before: Vault | None,
    by_mocs: Callable[[], Set[str] | None],
) -> tuple[Set[str], bool, Set[str]]:
    """(the notes whose diagnostics are still valid; whether MOCs see the same in all notes as then, so that
    nothing has to be listed; the notes whose MOCs may differ).

    `before` is the vault of then, if it is at hand. If the notes and files are the same, `by_mocs` finds the
    notes whose MOCs may differ, or returns None if what was kept can't tell.
    """
    if then.dependency_key != now.dependency_key:
        return set(), False, now.judged
    files = then.files ^ now.files
    same = set((then.judged & now.judged) - changed)
    if changed or files:
        same -= {*tied_to(changed, files, then.ties, now.ties)}
    if files:  # a link may mean one of them
        of_links = {rule.name for rule in config.vault_rules if rule.looks_at_links}
        same -= {p for p, found in said.by_path.items() if any(d.rule in of_links for d in found.diagnostics)}
    if not config.schema.mocs.mocs:
        return same, False, now.judged
    old = None
    if before and before.all_paths == vault.all_paths:
        from vault_tools.mocs.index import MocIndex

        old = before.made(MocIndex)
    has_same_notes = then.content_keys.keys() == now.content_keys.keys()
    if old and has_same_notes and len(now.content_keys) == len(vault.notes) + len(vault.drawings):
        otherwise = _listed_otherwise(old, now.content_keys.keys() - same, vault)
        return same - otherwise, False, otherwise
    sees_the_same = all((seen := _seen(p, now)) and seen == _seen(p, then) for p in changed)
    if has_same_notes and not files:
        holds_mocs = any(now.ties[path].marked for path in changed & now.ties.keys())
        touched = by_mocs() if holds_mocs or not sees_the_same else None
        if sees_the_same:
            return same, True, set()
        if touched is not None:
            return same - touched, False, touched
    return same - concerned_by_mocs(config, vault) if same else same, False, now.judged


def _seen(path: str, depending: Dependencies) -> bytes:
    """The digest of what MOCs saw of a note; empty if unknown."""
    ties = depending.ties.get(path)
    return ties.seen if ties else b""


def _listed_otherwise(old: "MocIndex", changed: Set[str], vault: Vault) -> Set[str]:
    """The notes whose MOCs may differ from those in the `old` index, made before these notes changed."""
    from vault_tools.mocs.index import MocIndex

    index, changed = vault.once(MocIndex), changed - vault.drawings.keys()
    index.follow(old, changed)
    return index.says_otherwise(old, changed)


def concerned_by_mocs(config: Config, vault: Vault) -> frozenset[str]:
    """The notes whose diagnostics may depend on what MOCs list."""
    if not config.schema.mocs.mocs:
        return frozenset()
    from vault_tools.mocs.index import MocIndex

    return vault.once(MocIndex).concerned
