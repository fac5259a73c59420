"""The names of a vault (people, organisations, works): which spellings are one name, and which to keep."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from functools import cache, cached_property
from typing import Annotated, Literal, NamedTuple, TypeAlias

from vault_tools.lazy_dataclass import dataclass, field
from vault_tools.lazy_re import pattern
from vault_tools.vault.spelling import MAX_NAME, Spellings, best_written, folded, is_clear_name, usage_of

Form: TypeAlias = Literal["plain", "link"]
_NO_FILE_NAME = pattern(r"[*\"\\/<>:|?#^\[\]]")
"""Characters that are not allowed in file names on some system, or that a link can't contain."""
_LINK = pattern(r"\[\[([^\[\]|#^]+)([#^][^\[\]|]*)?(?:\|([^\[\]]*))?\]\]")


@dataclass(frozen=True)
class NamePolicy:
    """A group of names, such as people. `names: people` on a key says that the key holds names of the
    group."""

    notes: Annotated[str, "the folder of notes about these names; a note's title is a name"] = ""
    aliases: Annotated[Mapping[str, tuple[str, ...]], "name -> its other spellings, in any script"] = field(
        default_factory=dict
    )
    form: Annotated[Form | None, "how a value is written, `[[name]]` or plain; unset: as found"] = None
    mentions: Annotated[bool, "whether names in the text count without a link"] = False
    chinese: Annotated[
        bool, "whether Traditional and Simplified are one spelling; needs `vault-tools[chinese]`"
    ] = False

    @property
    def can_fold(self) -> bool:
        """Whether the package that `fold` needs is installed."""
        return not self.chinese or _has_opencc()

    def fold(self, name: str) -> str:
        """A key shared by all spellings of a name. Raises VaultToolsError if OpenCC is missing."""
        return _simplified()(folded(name)) if self.chinese else folded(name)

    @property
    def folder(self) -> str:
        """`notes` with a trailing `/`; empty if the group has no notes."""
        return f"{self.notes.strip('/')}/" if self.notes else ""


class NameNote(NamedTuple):
    """A note about a name, with the aliases that it claims."""

    path: str
    name: str
    aliases: tuple[str, ...]

    @property
    def stem(self) -> str:
        return self.path.rpartition("/")[2].removesuffix(".md")


@dataclass(frozen=True)
class Claim:
    """A spelling that a note assigns to a name, or the configuration if `path` is empty.

    `owner` distinguishes bearers of the same name: the path of the note about them, else the name.
    """

    spelling: str
    name: str
    path: str
    owner: str


@dataclass(frozen=True)
class Claims:
    """Which spellings of one group belong to whom, according to its notes and the configuration."""

    notes: tuple[NameNote, ...]
    policy: NamePolicy

    @cached_property
    def notes_by_name(self) -> dict[str, NameNote]:
        return {note.name: note for note in reversed(self.notes)}

    @cached_property
    def by_fold(self) -> dict[str, list[Claim]]:
        """Folded spelling -> its claims, notes before the configuration."""
        claims: dict[str, list[Claim]] = defaultdict(list)
        for note in self.notes:
            for spelling in (note.name, note.stem, *note.aliases):
                claims[self.policy.fold(spelling)].append(Claim(spelling, note.name, note.path, note.path))
        for name, spellings in self.policy.aliases.items():
            known = claims.get(self.policy.fold(name))
            bearer, owner = (known[0].name, known[0].owner) if known else (name, name)
            for spelling in (name, *spellings):
                claims[self.policy.fold(spelling)].append(Claim(spelling, bearer, "", owner))
        claims.pop("", None)
        return dict(claims)

    @cached_property
    def contested(self) -> dict[str, list[Claim]]:
        """Folded spelling -> its claims, if more than one owner claims it."""
        return {f: claims for f, claims in self.by_fold.items() if len({c.owner for c in claims}) > 1}

    @cached_property
    def notes_by_target(self) -> dict[str, NameNote]:
        by_stem = {note.stem: note for note in reversed(self.notes)}
        return by_stem | {note.path.removesuffix(".md"): note for note in self.notes}

    @cached_property
    def owners(self) -> dict[str, str]:
        """Folded spelling -> the only name that claims it. A contested spelling belongs to nobody, and a
        contested name never replaces another."""
        return {
            fold: claims[0].name
            for fold, claims in self.by_fold.items()
            if fold not in self.contested and self.policy.fold(claims[0].name) not in self.contested
        }


@dataclass(frozen=True)
class NameTable:
    """One group of names: who is known, and how often each spelling is used in the group's keys."""

    groups: Spellings
    claims: Claims
    _kept: dict[str, str] = field(default_factory=dict, init=False, repr=False, compare=False)

    @property
    def notes(self) -> tuple[NameNote, ...]:
        return self.claims.notes

    @property
    def policy(self) -> NamePolicy:
        return self.claims.policy

    @property
    def usage(self) -> Counter[str]:
        """How many notes have each spelling."""
        return usage_of(self.groups)

    def canonical(self, name: str) -> str:
        """The spelling to keep: the note's, else the configuration's, else the best one in use."""
        if name not in self._kept:
            self._kept[name] = self._choice(name)
        return self._kept[name]

    def _choice(self, name: str) -> str:
        fold = self.policy.fold(name)
        if fold in self.claims.owners or not fold or len(name) > MAX_NAME:
            return self.claims.owners.get(fold, name)
        group = self.groups.get(fold)
        return best_written(group) if group else name

    def replacement(self, name: str) -> str:
        """The spelling to keep if there is no doubt about it, else the name itself."""
        fold = self.policy.fold(name)
        canonical, group = self.canonical(name), self.groups.get(fold)
        sure = fold in self.claims.owners or group is None or is_clear_name(canonical, group)
        return canonical if sure else name

    @property
    def choices(self) -> dict[str, tuple[str, bool]]:
        """Folded name -> (spelling to keep, whether it is beyond doubt), if several spellings compete by use
        or by claim. This is everything about a name that use in other notes decides."""
        contested = self.claims.contested
        competing = ((f, usage) for f, usage in self.groups.items() if len(usage) > (f not in contested))
        best = ((fold, best_written(usage), usage) for fold, usage in competing)
        return {fold: (kept, is_clear_name(kept, usage)) for fold, kept, usage in best}

    def is_known(self, name: str) -> bool:
        """Whether a note or the configuration claims the name."""
        return self.policy.fold(name) in self.claims.by_fold

    def knows_one(self, name: str) -> bool:
        """Whether exactly one owner claims the name."""
        return self.policy.fold(name) in self.claims.owners

    def note_of(self, name: str) -> NameNote | None:
        return self.claims.notes_by_name.get(name)

    def wanted(self, value: str) -> str:
        """The corrected value: the spelling to keep, in the group's form. A link to a heading, or to a note
        outside the group, stays unchanged."""
        link = read_link(value)
        if link is None:
            name = value.strip()
            canonical = self.replacement(name) if 0 < len(name) <= MAX_NAME else name
            unchanged = canonical == name and self.policy.form != "link"
            return value if unchanged or not name else self.written(canonical, link=False) or value
        note = self.note_by_link(link.target)
        name = note.name if note else link.name
        if link.heading or ("/" in link.target and not note):
            return value
        canonical = self.replacement(name)
        if self.policy.form == "plain":
            return canonical
        return value if canonical == name else self.written(canonical, link=True, shown=link.shown) or value

    def written(self, name: str, *, link: bool, shown: str = "") -> str | None:
        """A name as a property value in the group's form; if no form is set, as a link if `link`.

        None if a link is needed but can't contain the name.
        """
        if self.policy.form == "plain" or (self.policy.form is None and not link):
            return name
        note = self.note_of(name)
        stem = note.stem if note else name
        text = shown or name
        value = f"[[{stem}]]" if stem == text else f"[[{stem}|{text}]]"
        read = read_link(value)
        linkable = read and not _NO_FILE_NAME.search(stem) and (read.shown or read.name) == text
        return value if linkable else None

    def note_by_link(self, target: str) -> NameNote | None:
        """The note of the group that a link leads to, by file name or by path without `.md`."""
        return self.claims.notes_by_target.get(target)

    def note_at(self, path: str) -> NameNote | None:
        return self.claims.notes_by_target.get(path.removesuffix(".md"))

    def conflicts_of(self, path: str) -> Iterator[tuple[Claim, Claim]]:
        """(a claim of the note at `path`, a competing claim on the same spelling) for each contested
        spelling."""
        for claims in self.claims.contested.values():
            mine = next((claim for claim in claims if claim.path == path), None)
            if mine:
                yield mine, next(claim for claim in claims if claim.owner != mine.owner)

    def spellings(self) -> Iterator[tuple[str, str]]:
        """(spelling, name) of all undisputed claims of notes and the configuration."""
        for fold, claims in self.claims.by_fold.items():
            if fold in self.claims.owners:
                yield from ((claim.spelling, claim.name) for claim in claims)

    def variants(self) -> Iterator[tuple[str, Counter[str]]]:
        """(canonical spelling, its spellings by use) of each name that is spelled in more than one way."""
        groups: dict[str, Counter[str]] = defaultdict(Counter)
        for name, count in self.usage.items():
            groups[self.canonical(name)][name] += count
        for name, group in groups.items():
            if len(group) > 1:
                yield name, group


def name_problem(name: str) -> str:
    """Why some system does not allow this as a note's name; empty if all do."""
    if bad := _NO_FILE_NAME.search(name):
        return f"it contains `{bad[0]}`"
    if name.startswith(".") or name.endswith((".", " ")):
        return "it begins or ends with a period or a space"
    if any(ord(character) < 32 for character in name):
        return "it contains a control character"
    return "it is too long" if len(f"{name}.md".encode()) > 255 else ""


@dataclass(frozen=True)
class NameLink:
    """A value such as `[[People/Ada#Life|Ada L.]]`. `heading` and `shown` are empty if absent."""

    target: str
    heading: str
    shown: str

    @property
    def name(self) -> str:
        return self.target.rpartition("/")[2]


def read_link(value: str) -> NameLink | None:
    link = _LINK.fullmatch(value.strip())
    return NameLink(link[1].strip(), link[2] or "", link[3] or "") if link else None


def read_name(value: str) -> str:
    """The name in a value such as `Ada` or `[[People/Ada|Ada L.]]`."""
    link = read_link(value)
    return link.name if link else value.strip()


@cache
def _has_opencc() -> bool:
    try:
        import opencc  # noqa: F401
    except ImportError:
        return False
    return True


@cache
def _simplified() -> Callable[[str], str]:
    """Converts Traditional to Simplified characters with OpenCC, which the extra `chinese` installs."""
    from vault_tools.errors import VaultToolsError

    try:
        from opencc import OpenCC
    except ImportError:
        raise VaultToolsError("names.….chinese needs OpenCC: pip install 'vault-tools[chinese]'") from None
    convert: Callable[[str], str] = OpenCC("t2s").convert
    return convert
