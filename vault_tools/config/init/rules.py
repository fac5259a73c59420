"""The settings of rules, if the notes show them."""

from collections.abc import Iterator, Mapping

from vault_tools.config.init.choice import HABIT, MIN_NOTES, MOST, Choice, ConfigSection
from vault_tools.config.init.keys import KeyPlan
from vault_tools.config.init.status import at_odds_by_habit
from vault_tools.config.init.survey import Survey
from vault_tools.lazy_re import pattern

_SLASHED = pattern(r"\s*(\d{1,2})([-/.])(\d{1,2})\2\d{4}\b")
_MIN_DATES = 3
"""Dates whose order is beyond doubt that decide for those that can be read either way."""
_MONTHS = 12


def rules_section(
    survey: Survey, plans: Mapping[str, KeyPlan], unlisted: tuple[int, int], *, orders_keys: bool = False
) -> ConfigSection:
    """`unlisted`: in how many notes a link names what the list of names lacks, of how many with such;
    `orders_keys`: whether an order of the keys is proposed."""
    choices = [*_ignored(plans, unlisted), *_date_order(plans), *_records(survey)]
    if orders_keys:
        choices.append(Choice("unordered-keys", {"severity": "warning"}, "the order only affects looks"))
    return ConfigSection("rules", "Which rules run, and how: `vault-tools rules` lists them.", tuple(choices))


def _ignored(plans: Mapping[str, KeyPlan], unlisted: tuple[int, int]) -> Iterator[Choice]:
    """Rules that would call most of the notes wrong that they are about: there it means something else."""
    found = {}
    if at_odds_by_habit(plans):
        found["contradictory-status"] = "`status` and `draft` mostly contradict each other"
    missing, whole = unlisted
    if whole >= MIN_NOTES and missing > MOST * whole:
        found["unlisted-name"] = f"{missing:,} of {whole:,} notes that link to a name do not list it"
    if found:
        yield Choice("ignore", list(found), "; ".join(found.values()))


def _records(survey: Survey) -> Iterator[Choice]:
    """Where many notes have only properties, nothing is missing below these."""
    records, all_notes = sum(note.is_record for note in survey.notes), len(survey.notes)
    if records >= MIN_NOTES and records > (1 - HABIT) * all_notes:
        seen = f"{records:,} of {all_notes:,} notes have only properties"
        yield Choice("empty-note", {"severity": "info"}, seen)


def _date_order(plans: Mapping[str, KeyPlan]) -> Iterator[Choice]:
    """Which way round `03/04/2025` is, from the dates that can be read in one way only."""
    dated = (plan.use for plan in plans.values() if plan.type.type in ("date", "datetime"))
    texts = (value for use in dated for value in use.values.values() if isinstance(value, str))
    pairs = [(int(match[1]), int(match[3])) for text in texts if (match := _SLASHED.match(text))]
    day_first = sum(a > _MONTHS >= b for a, b in pairs)
    month_first = sum(b > _MONTHS >= a for a, b in pairs)
    unclear = sum(a <= _MONTHS >= b and a != b for a, b in pairs)
    if unclear and bool(day_first) != bool(month_first):
        order = "day-first" if day_first else "month-first"
        clear = max(day_first, month_first)
        seen = f"{clear:,} dates can only be read this way, {unclear:,} either way"
        yield Choice("malformed-date", {"order": order}, seen, taken=clear >= _MIN_DATES)
