"""The MOC of all MOCs: a tree of those that have a note, with nested tags below their parents."""

from collections.abc import Iterator
from functools import lru_cache
from itertools import groupby

from vault_tools.lazy_dataclass import dataclass
from vault_tools.mocs.kind import Listing, MocKind, MocView
from vault_tools.mocs.texts import count_of, text_of
from vault_tools.vault.links import escaped, written_link
from vault_tools.vault.schema_mocs import Moc

BY_SIZE = ("-size",)
"""The value of `sort` that puts the largest MOCs first."""


@dataclass(frozen=True, slots=True)
class MocLeaf:
    """A MOC that has a note. `value` is empty without `each`, `count` is None if nothing is counted. `group`
    is what its note has under the key that the home note groups by."""

    value: str
    target: str
    title: str
    count: int | None
    group: str = ""


@dataclass(frozen=True, slots=True)
class Branch:
    """One MOC of the configuration with its notes, in order. `name` is the heading for the values of
    `each`."""

    name: str
    leaves: tuple[MocLeaf, ...]


def collect(view: MocView, listing: Listing, source: str) -> tuple[Branch, ...]:
    """The MOCs that have a note, except the one being shown."""
    by = listing.moc.group_by[0] if listing.moc.group_by else ""
    return tuple(
        Branch(
            moc.name,
            tuple(leaf for x in view.listings if x.moc is moc for leaf in _leaves(view, x, source, by)),
        )
        for moc in view.schema.mocs.mocs
        if moc is not listing.moc
    )


def _leaves(view: MocView, listing: Listing, source: str, by: str) -> Iterator[MocLeaf]:
    for path in listing.holders[:1]:
        note = view.note(path)
        if listing.has_vanished and note.is_broken:
            continue
        has_own_title = note.has_title and len(note.blocks) < 2
        titled = has_own_title or not listing.value
        title = note.title if titled else listing.moc.title_of(listing.value)
        group = next(iter(view.column(by)[path]), "") if by else ""
        yield MocLeaf(listing.value, view.target(path, source), title, listing.entries, group)


@lru_cache(maxsize=16)
def render(moc: Moc, branches: tuple[Branch, ...], markdown: bool) -> str:
    """Branches without a note are left out."""
    grouped = _grouped(moc, branches) if moc.group_by else branches
    lines = [line for branch in grouped if branch.leaves for line in _branch(moc, branch, markdown)]
    return "\n" + ("\n".join(lines) or text_of(moc, "none")) + "\n\n"


def _grouped(moc: Moc, branches: tuple[Branch, ...]) -> Iterator[Branch]:
    """All MOCs grouped by their value of the key; those without one come last."""
    leaves = sorted(
        (leaf for branch in branches for leaf in branch.leaves), key=lambda leaf: (not leaf.group, leaf.group)
    )
    for group, members in groupby(leaves, key=lambda leaf: leaf.group):
        yield Branch(group or text_of(moc, "other"), tuple(members))


def _branch(moc: Moc, branch: Branch, markdown: bool) -> Iterator[str]:
    if not (moc.group_by or any(leaf.value for leaf in branch.leaves)):
        yield from (f"- {_leaf(moc, leaf, markdown)}" for leaf in branch.leaves)
        return
    yield f"- {escaped(moc.labels.get(branch.name, branch.name))}"
    if moc.sort == BY_SIZE:
        yield from _by_size(moc, branch, markdown)
        return
    above: list[str] = []
    for leaf in sorted(branch.leaves, key=lambda leaf: leaf.value.split("/"))[: moc.limit]:
        while above and not leaf.value.startswith(f"{above[-1]}/"):
            above.pop()
        yield f"{'  ' * (len(above) + 1)}- {_leaf(moc, leaf, markdown)}"
        above.append(leaf.value)
    yield from _more(moc, branch)


def _by_size(moc: Moc, branch: Branch, markdown: bool) -> Iterator[str]:
    """The largest MOCs first, those with few notes together on one line."""
    ordered = sorted(branch.leaves, key=lambda leaf: (-(leaf.count or 0), leaf.value))[: moc.limit]
    few = [leaf for leaf in ordered if (leaf.count or 0) < moc.min]
    yield from (f"  - {_leaf(moc, leaf, markdown)}" for leaf in ordered if leaf not in few)
    if few:
        yield f"  - {', '.join(_leaf(moc, leaf, markdown) for leaf in few)}"
    yield from _more(moc, branch)


def _more(moc: Moc, branch: Branch) -> Iterator[str]:
    if len(branch.leaves) > moc.limit:
        yield f"  - {text_of(moc, 'more', count=len(branch.leaves) - moc.limit)}"


def _leaf(moc: Moc, leaf: MocLeaf, markdown: bool) -> str:
    link = written_link(leaf.target, leaf.title, markdown=markdown)
    return link if leaf.count is None or not moc.counts else f"{link} · {count_of(moc, leaf.count)}"


KIND = MocKind(
    about="a tree of the MOCs",
    collect=collect,
    render=render,
    reads=lambda moc, _: moc.group_by,
    lists_mocs=True,
    sorts=(BY_SIZE,),
    groups=True,
)
