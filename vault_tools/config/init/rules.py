"""The settings of rules that the notes suggest."""

from collections.abc import Iterator, Mapping

from vault_tools.config.init.choice import HABIT, MIN_NOTES, MOST, Choice, ConfigSection
from vault_tools.config.init.keys import KeyPlan
from vault_tools.config.init.status import at_odds_by_habit
from vault_tools.config.init.survey import Survey
from vault_tools.lazy_re import pattern

_SLASHED = pattern(r"\s*(\d{1,2})([-/.])(\d{1,2})\2\d{4}\b")
_MIN_DATES = 3
"""The minimum number of unambiguous dates that decide the order of ambiguous ones."""
_MONTHS = 12


def rules_section(
    survey: Survey, plans: Mapping[str, KeyPlan], unlisted: tuple[int, int], *, orders_keys: bool = False
) -> ConfigSection:
    """The section for rules. `unlisted` is (number of notes that link to a name missing from their list,
    number of notes that link to a name); `orders_keys` tells whether an order of keys is proposed."""
    choices = [*_ignored(plans, unlisted), *_date_order(plans), *_records(survey)]
    if orders_keys:
        choices.append(Choice("unordered-keys", {"severity": "warning"}, "the order only affects looks"))
    return ConfigSection("rules", "Which rules run, and how: `vault-tools rules` lists them.", tuple(choices))


def _ignored(plans: Mapping[str, KeyPlan], unlisted: tuple[int, int]) -> Iterator[Choice]:
    """Rules to ignore, because they would report most of the notes they apply to: the habit differs there."""
    found = {}
    if at_odds_by_habit(plans):
        found["contradictory-status"] = "`status` and `draft` mostly contradict each other"
    missing, whole = unlisted
    if whole >= MIN_NOTES and missing > MOST * whole:
        found["unlisted-name"] = f"{missing:,} of {whole:,} notes that link to a name do not list it"
    if found:
        yield Choice("ignore", list(found), "; ".join(found.values()))


def _records(survey: Survey) -> Iterator[Choice]:
    """If many notes have only properties, nothing is missing in them."""
    records, all_notes = sum(note.is_record for note in survey.notes), len(survey.notes)
    if records >= MIN_NOTES and records > (1 - HABIT) * all_notes:
        seen = f"{records:,} of {all_notes:,} notes have only properties"
        yield Choice("empty-note", {"severity": "info"}, seen)


def _date_order(plans: Mapping[str, KeyPlan]) -> Iterator[Choice]:
    """The order of day and month in dates such as `03/04/2025`, inferred from unambiguous dates."""
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
