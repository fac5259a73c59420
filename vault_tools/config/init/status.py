"""Infers how `status` and `draft` are related."""

from collections.abc import Mapping

from vault_tools.config.init.choice import MIN_NOTES, MOST, Choice, ConfigSection
from vault_tools.config.init.keys import STATUS, KeyPlan

_FORBIDDEN = ["truncated-section", "untranslated-section"]


def status_section(plans: Mapping[str, KeyPlan]) -> ConfigSection:
    """How the two keys are related, if any notes are evergreen."""
    about = "Finished notes: what they may not have, and which key wins if `status` and `draft` disagree."
    finished = plans[STATUS.key].use.notes_with[STATUS.evergreen] if STATUS.key in plans else 0
    if not finished:
        return ConfigSection("status", about)
    odds, both = contradictions(plans)
    seen = f"in {odds:,} of {both:,} notes that have both, they contradict each other"
    conflict = Choice("on-conflict", "report", seen, taken=not at_odds_by_habit(plans))
    forbids = Choice("evergreen-forbids", _FORBIDDEN, f"{finished:,} notes say that they are finished", False)
    return ConfigSection("status", about, (conflict, forbids) if both else (forbids,))


def contradictions(plans: Mapping[str, KeyPlan]) -> tuple[int, int]:
    """(number of notes in which `status` and `draft` contradict each other, number of notes with both)."""
    if STATUS.key not in plans or STATUS.draft_key not in plans:
        return 0, 0
    status, draft = plans[STATUS.key].use.values, plans[STATUS.draft_key].use.values
    says = {STATUS.evergreen: False, STATUS.draft: True}
    both = [path for path in status if str(status[path]) in says and isinstance(draft.get(path), bool)]
    return sum(says[str(status[path])] != draft[path] for path in both), len(both)


def at_odds_by_habit(plans: Mapping[str, KeyPlan]) -> bool:
    """Whether most notes contradict themselves, which means that the two keys are unrelated in this vault."""
    odds, both = contradictions(plans)
    return both >= MIN_NOTES and odds > MOST * both
