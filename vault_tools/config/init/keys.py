"""The keys of the frontmatter: their names and types, and where they are required."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from vault_tools.config.init.choice import HABIT, Choice, ConfigSection, counted
from vault_tools.config.init.folders import Demand, Folders
from vault_tools.config.init.survey import KeyUse, Survey
from vault_tools.config.init.types import TypeChoice, type_of
from vault_tools.config.init.value_kind import kind_of
from vault_tools.config.init.values import ClosedSet, closed_set
from vault_tools.note.note import IGNORE_KEY
from vault_tools.vault.front_pages import is_front_page
from vault_tools.vault.near import near_misses
from vault_tools.vault.schema import LIST_TYPES, OBSIDIAN_KEYS, StatusWords

_MIN_USES, _LEAST_SHARE = 3, 0.02
"""The minimum number and share of notes with a key for it to be one of the vault's."""
_MAX_NAME = 80
_SLIP = 10
"""The right spelling of a key occurs at least this many times as often as a misspelling of it."""
STATUS = StatusWords()
"""The status words that the program knows."""
_NEVER_REQUIRED = ("aliases", "cssclasses")
"""Alternative names and styling: a note without them lacks nothing."""


@dataclass(frozen=True, slots=True)
class KeyPlan:
    """The proposal for one key. `slips` are misspellings of it with their numbers of notes, `group` is the
    group of names that it contains."""

    use: KeyUse
    type: TypeChoice
    demand: Demand
    values: ClosedSet | None = None
    slips: Mapping[str, int] = field(default_factory=dict)
    group: str = ""

    @property
    def name(self) -> str:
        return self.use.name

    @property
    def is_form(self) -> bool:
        """Whether many of its lists have an empty item to be filled in later. If the key were declared, each
        would be reported."""
        lists = [value for value in self.use.values.values() if isinstance(value, list)]
        waiting = sum(any(kind_of(item) == "empty" for item in value) for value in lists)
        return self.type.type in LIST_TYPES and waiting > (1 - HABIT) * len(self.use.values)


def planned_keys(survey: Survey, groups: Mapping[str, str]) -> dict[str, KeyPlan]:
    """The plans for the vault's keys, the most used first; `groups` maps a key to its group of names."""
    entries = [note for note in survey.judged if not is_front_page(note.path)]
    folders, slips = Folders(entries), _slips(survey)
    plans: dict[str, KeyPlan] = {}
    for use in survey.keys.values():
        demand = folders.demand(use) if use.folded not in _NEVER_REQUIRED else Demand(False)
        if use.name not in slips and _is_name(use.name) and _is_usual(use, demand, len(survey.judged)):
            type_, group = type_of(use, survey.types.get(use.name)), groups.get(use.name, "")
            values = None if group or use.folded in OBSIDIAN_KEYS else _values(use, type_)
            misspelled = {name: len(survey.keys[name].values) for name in slips if slips[name] == use.name}
            plans[use.name] = KeyPlan(use, type_, demand, values, misspelled, group)
    return plans


def _is_usual(use: KeyUse, demand: Demand, whole: int) -> bool:
    return len(use.values) >= max(_MIN_USES, _LEAST_SHARE * whole) or demand.anywhere


def _is_name(key: str) -> bool:
    return 0 < len(key) <= _MAX_NAME and key.isprintable() and key != IGNORE_KEY


def _values(use: KeyUse, type_: TypeChoice) -> ClosedSet | None:
    if type_.type not in ("text", "list"):
        return None
    says_status = use.name == STATUS.key and STATUS.evergreen in use.notes_with
    return closed_set(use.notes_with, (STATUS.evergreen, STATUS.draft) if says_status else ())


def _slips(survey: Survey) -> dict[str, str]:
    """Misspelled key -> the right key: one letter off, far more common, never in the same note, and with
    values of the same kind."""
    found: dict[str, str] = {}
    for pair in near_misses(survey.keys):
        rare, common = sorted((survey.keys[name] for name in pair), key=lambda use: len(use.values))
        if _SLIP * len(rare.values) <= len(common.values) and _is_slip(rare, common):
            found.setdefault(rare.name, common.name)
    return found


def _is_slip(rare: KeyUse, common: KeyUse) -> bool:
    is_plural = rare.folded.rstrip("s") == common.folded.rstrip("s")
    alike = {kind for kind, _ in rare.kinds.most_common(1)} <= set(common.kinds)
    return not is_plural and alike and rare.values.keys().isdisjoint(common.values)


def keys_section(plans: Sequence[KeyPlan], survey: Survey) -> ConfigSection:
    """The plans in order, and a remark about other keys."""
    about = (
        "The properties of notes. Required ones that are missing and values that are not listed are reported."
    )
    choices = tuple(_choice(plan, len(survey.judged)) for plan in plans)
    known = {IGNORE_KEY, *(name for plan in plans for name in (plan.name, *plan.slips))}
    rest = {key: len(use.values) for key, use in survey.keys.items() if key not in known}
    remarks = (f"Keys of few notes, not listed here: {counted(rest)}",) if rest else ()
    return ConfigSection("keys", about, choices, remarks)


def _choice(plan: KeyPlan, whole: int) -> Choice:
    options: dict[str, Any] = {} if plan.type.type == "any" else {"type": plan.type.type}
    if plan.demand.everywhere:
        options["required"] = True
    if plan.slips:
        options["aliases"] = list(plan.slips)
    if plan.values:
        options["values"] = list(plan.values.values)
    if plan.group:
        options["names"] = plan.group
    return Choice(plan.name, options, "; ".join(filter(None, _seen(plan, whole))), taken=not plan.is_form)


def _seen(plan: KeyPlan, whole: int) -> list[str]:
    use = plan.use
    others = {key: count for key, count in use.spellings.items() if key != use.name}
    empty = len(use.values) - len(use.filled)
    return [
        f"in {len(use.values):,} of {whole:,} notes",
        f"empty in {empty:,}" if empty else "",
        plan.type.seen,
        f"also spelled {counted(others)}" if others else "",
        f"misspelled {counted(plan.slips)}" if plan.slips else "",
        f"left out: {counted(plan.values.left_out)}" if plan.values and plan.values.left_out else "",
        "many with an empty item, which this would report" if plan.is_form else "",
    ]
