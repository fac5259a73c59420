"""The last line of a run, for people."""

from collections import Counter
from collections.abc import Iterator, Sequence

from vault_tools.lint.levels import SEVERITIES
from vault_tools.lint.outcome import Tally
from vault_tools.printable import shown
from vault_tools.report.columns import COLUMNS, wrapped

_NAMED = 3
"""Maximum number of vaults or rules that one line names."""


def check_summary(tally: Tally) -> str:
    if not tally.notes:
        return "No notes there, or all of them excluded."
    if not tally.found:
        nothing = f"{_count(tally.notes, 'note')} checked, nothing found{_besides(tally)}."
        return " ".join([nothing, *_unshown(tally)])
    severities = [
        _count(shown, severity)
        for severity in reversed(SEVERITIES)
        if (shown := tally.by_severity[severity] - tally.unshown[severity])
    ]
    of = f"{tally.flagged_notes:,} of {tally.notes:,} notes" if tally.notes > 1 else "1 note"
    where = f" in {of}" if tally.flagged_notes else ""
    found = f"{' and '.join(severities)}{where}{_besides(tally)}."
    return " ".join([found, *_offers(tally, "`vault-tools fix` fixes"), *_unshown(tally)])


def next_steps(tally: Tally, *, counted: bool = False) -> Iterator[str]:
    """The most frequent rules, unless all were `counted`, and the next steps; empty if nothing was found."""
    if not tally.found:
        return
    rules = tally.by_rule.most_common(_NAMED)
    if len(rules) > 1 and not counted:
        named = ", ".join(f"{rule} ({_frequency(tally, rule, count)})" for rule, count in rules)
        yield from wrapped(f"Most frequent: {named}.", COLUMNS)
    steps = ["`vault-tools fix --diff` to see the fixes"] if tally.fixable else []
    steps += ["`--statistics` to count by rule"] if len(tally.by_rule) > 1 and not counted else []
    steps += ["`--write-baseline` to see only new problems"]
    yield from wrapped(f"Next: {', '.join(steps)}.", COLUMNS)


def _frequency(tally: Tally, rule: str, count: int) -> str:
    fixable = tally.fixable_by_rule[rule]
    if not fixable:
        return f"{count:,}"
    part = "" if count == 1 else "all " if fixable == count else f"{fixable:,} "
    return f"{count:,}, {part}with a safe fix"


def by_rule(tally: Tally, *, would: bool = False, show_left: bool = False) -> Iterator[str]:
    """The number of fixed and of remaining diagnostics by rule."""
    if tally.fixed:
        yield from wrapped(f"{'Would fix' if would else 'Fixed'}: {_ranked(tally.fixed_by_rule)}.", COLUMNS)
    if tally.found:
        how = "" if would or show_left else "; `--show-left` shows them"
        yield from wrapped(f"Left: {_ranked(tally.by_rule)}{how}.", COLUMNS)


def _ranked(counts: Counter[str]) -> str:
    return ", ".join(f"{rule} ({count:,})" for rule, count in counts.most_common())


def fix_summary(tally: Tally, *, would: bool = False, wrote: bool = False) -> str:
    verb = "Would fix" if would else "Fixed"
    done = f"{verb} {_count(tally.fixed, 'problem')} in {_count(tally.fixed_notes, 'note')}"
    is_left = tally.found or tally.known
    unfixed = "Nothing was fixed" if tally.failed_notes else "Nothing that can be fixed safely"
    done = done if tally.fixed else unfixed if is_left else "Nothing to fix"
    left = f", {_count(tally.found, 'problem')} left" if tally.found else ""
    left += f", {tally.known:,} left in the baseline" if tally.known else ""
    failed = f" {_count(tally.failed_notes, 'note')} could not be written." if tally.failed_notes else ""
    undo = ["`vault-tools undo` takes it back."] if wrote and tally.fixed else []
    return " ".join([f"{done}{left}.{failed}", *_offers(tally, ""), *undo])


def left_out(vaults: Sequence[str], *, in_no_vault: bool = False) -> Iterator[str]:
    """Lines that say what was left out: nested vaults, and the check of links if there is no vault."""
    if in_no_vault:
        yield "Links are not checked: not in a vault, and the folder is too large to look for notes in."
    if vaults:
        were = "vault inside was" if len(vaults) == 1 else "vaults inside were"
        more = f" and {len(vaults) - _NAMED:,} more" if len(vaults) > _NAMED else ""
        yield f"{len(vaults):,} {were} left out: {', '.join(map(shown, vaults[:_NAMED]))}{more}."


def _besides(tally: Tally) -> str:
    return f" besides {tally.known:,} in the baseline" if tally.known else ""


def _unshown(tally: Tally) -> list[str]:
    """A sentence about what `--severity` hides and how to see it; empty if it hides nothing."""
    hidden = [severity for severity in SEVERITIES if tally.unshown[severity]]
    counts = [_count(tally.unshown[severity], severity) for severity in reversed(hidden)]
    return [f"{' and '.join(counts)} not shown: `--severity {hidden[0]}`."] if hidden else []


def _offers(tally: Tally, safe_verb: str) -> list[str]:
    offers = [f"{safe_verb} {tally.fixable}"] if safe_verb and tally.fixable else []
    if tally.unsafely_fixable:
        offers += [f"`--unsafe-fixes` fixes {tally.unsafely_fixable}{' more' if offers else ' of them'}"]
    return [", ".join(offers) + "."] if offers else []


def _count(number: int, thing: str) -> str:
    return f"{number:,} {thing}" if number == 1 else f"{number:,} {thing}s"
