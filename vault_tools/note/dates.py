"""Dates as people write them, accepted only if unambiguous."""

import re
import unicodedata
from datetime import datetime
from itertools import chain

from vault_tools.lazy_dataclass import dataclass
from vault_tools.lazy_re import pattern
from vault_tools.note.language_words import Language
from vault_tools.note.languages import LANGUAGES, all_words, any_of, letters_of

_MONTHS_NAMED: dict[str, set[int]] = {}
for _language in LANGUAGES.values():
    for _number, _names in enumerate(_language.months.split(), 1):
        for _name in _names.split("|"):
            _MONTHS_NAMED.setdefault(_name, set()).add(_number)
_MONTH_NUMBER = {name: min(numbers) for name, numbers in _MONTHS_NAMED.items() if len(numbers) == 1}
"""Excludes names that mean different months in different languages, such as listopad."""
_WEEKDAYS = [
    (day, number) for language in LANGUAGES.values() for number, day in enumerate(language.weekdays.split())
]
_NAMES = [*_MONTHS_NAMED, *(day for day, _ in _WEEKDAYS)]
_ACCENTED = "".join(sorted({letter for name in _NAMES for letter in name if not letter.isascii()}))
_NAME = f"[A-Za-z{_ACCENTED}{_ACCENTED.upper()}]{{3,{max(map(len, _NAMES))}}}"
_YEARS, _MONTHS, _DAYS = (letters_of(f"{part}_marks") for part in ("year", "month", "day"))
_HOURS, _MINUTES, _SECONDS = (letters_of(f"{part}_marks") for part in ("hour", "minute", "second"))
_DAY_IN_NAMES = "".join(language.day_marks[:1] for language in LANGUAGES.values())
_HALVES = [language.halves.split() for language in LANGUAGES.values() if language.halves]
_HALVES_AFTER = [language.halves_after.split() for language in LANGUAGES.values() if language.halves_after]
_AFTERNOON = frozenset(after for _, after in (*_HALVES, *_HALVES_AFTER))
_HALF_AFTER = "|".join("".join(rf"{letter}\.?" for letter in half) for half in all_words("halves_after"))

_ISO = pattern(
    r"\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:[.,]\d+)?)?(?:Z|[+-](?:0\d|1[0-4])(?::?[0-5]\d)?)?)?"
)
_TIME = (
    rf"(?:(?:T ?|, ?| (?:{any_of('time_words')}) | )(?P<half_before>{'|'.join(chain(*_HALVES))})? ?"
    rf"(?P<hour>\d{{1,2}})[:{_HOURS}]"
    rf"(?P<minute>\d\d)(?:[:{_MINUTES}](?P<second>\d\d)(?:[.,](?P<fraction>\d+))?[{_SECONDS}]?|[{_MINUTES}])?"
    rf" ?(?P<half>(?i:{_HALF_AFTER}))?"
    r" ?(?P<zone>Z|UTC|[+-]\d{1,2}(?::?\d\d)?)?)?"
)
_MONTH = rf"(?P<month_name>{_NAME})\.?"
_DAY = rf"(?P<day>\d{{1,2}})(?:{any_of('ordinals')})?"
_WEEKDAY = rf"(?:(?P<weekday>{_NAME}(?:-{_NAME})?)\.?,? )?"
_DIGITS = pattern(
    r"(?P<year>(?:19|20)\d\d)(?P<month>\d\d)(?P<day>\d\d)"
    r"(?:T?(?P<hour>\d\d)(?P<minute>\d\d)(?P<second>\d\d)?)?"
)
_DAY_IN_NAME = pattern(
    r"(?<![0-9A-Za-z])(?P<year>(?:19|20)\d\d)(?P<mark>[-_./]?)(?P<month>\d\d)(?P=mark)"
    r"(?P<day>\d\d)(?![0-9A-Za-z])"
    rf"|(?<!\d)(?P<marked_year>(?:19|20)\d\d)[{_YEARS}](?P<marked_month>\d{{1,2}})[{_MONTHS}]"
    rf"(?P<marked_day>\d{{1,2}})[{_DAY_IN_NAMES}]"
)


@dataclass(frozen=True)
class ParsedDate:
    """A date in ISO 8601, or None and the reason why the date is ambiguous or invalid."""

    iso: str | None
    problem: str = ""


def _with_words(language: Language) -> str:
    """Dates with a language's words around the month: `12 de enero de 2025`."""
    months = "|".join(map(re.escape, "|".join(language.months.split()).split("|")))
    words = rf"(?:(?i:{language.date_words})(?:(?<=\W) ?| ))?"
    return rf"{_WEEKDAY}{_DAY} {words}(?P<month_name>(?i:{months}))\.?,? {words}(?P<year>\d{{4}})"


_FORMS = [
    pattern(form + _TIME)
    for form in (
        rf"(?P<year>\d{{4}}) ?[-/.{_YEARS}] ?(?P<month>\d{{1,2}}) ?[-/.{_MONTHS}] ?"
        rf"(?P<day>\d{{1,2}}) ?[{_DAYS}]?",
        r"(?P<a>\d{1,2})(?P<mark>[-/.])(?P<b>\d{1,2})(?P=mark)(?P<year>\d{4})",
        rf"{_WEEKDAY}{_MONTH} {_DAY},? (?P<year>\d{{4}})",
        rf"{_WEEKDAY}{_DAY} {_MONTH},? (?P<year>\d{{4}})",
        *(_with_words(each) for each in LANGUAGES.values() if each.months and each.date_words),
    )
]
"""Forms other than ISO and bare digits; whitespace is already reduced to single spaces."""


def is_iso(text: str) -> bool:
    """Whether the text is an existing ISO 8601 date, or date and time."""
    return bool(_ISO.fullmatch(text)) and _exists(text)


def read_date(text: str, *, day_first: bool | None = None) -> ParsedDate:
    """Read a date in any common form. `day_first` decides how to read `03/04/2025`; None: unknown."""
    text = " ".join(unicodedata.normalize("NFKC", text).strip("\"'“”‘’ \t").split())
    if is_iso(text):
        return ParsedDate(text)
    match = _DIGITS.fullmatch(text) or next((m for f in _FORMS if (m := f.fullmatch(text))), None)
    if match is None:
        return ParsedDate(None, "is not a date in a known form")
    found = match.groupdict()
    if found.get("a") is None:
        return _assembled(
            found, found.get("month") or _MONTH_NUMBER.get(str(found.get("month_name") or "").lower())
        )
    a, b = int(found["a"]), int(found["b"])
    if day_first is None and a != b and a <= 12 and b <= 12:
        return ParsedDate(None, "can be read with the day or with the month first")
    day_comes_first = b <= 12 if a > 12 else day_first if b <= 12 else False
    day, month = (a, b) if day_comes_first else (b, a)
    return _assembled({**found, "day": day}, month)


def day_in(name: str) -> str | None:
    """The only date in a file name or URL, as ISO 8601; None if there is none or more than one."""
    days = set()
    for match in _DAY_IN_NAME.finditer(name):
        parts = [int(part) for part in match.group("year", "month", "day") if part] or [
            int(part) for part in match.group("marked_year", "marked_month", "marked_day")
        ]
        iso = "{:04}-{:02}-{:02}".format(*parts)
        if _exists(iso):
            days.add(iso)
    return days.pop() if len(days) == 1 else None


def _assembled(found: dict[str, str | int | None], month: str | int | None) -> ParsedDate:
    if month is None:
        return ParsedDate(None, "names an unknown month")
    try:
        day = datetime(int(found["year"] or 0), int(month), int(found["day"] or 0))
        moment = day.replace(
            hour=_hour(found), minute=int(found["minute"] or 0), second=int(found["second"] or 0)
        )
    except ValueError:
        return ParsedDate(None, "is a day or an hour that does not exist")
    weekday = str(found.get("weekday") or "").lower()
    if weekday and all(number != day.weekday() for name, number in _WEEKDAYS if weekday.startswith(name)):
        return ParsedDate(None, "names the wrong day of the week")
    iso = moment.isoformat() if found["hour"] is not None else day.date().isoformat()
    iso += f".{found['fraction']}" if found.get("fraction") else ""
    iso += _zone(found.get("zone"))
    return ParsedDate(iso) if is_iso(iso) else ParsedDate(None, "names a time zone that does not exist")


def _hour(found: dict[str, str | int | None]) -> int:
    hour = int(found["hour"] or 0)
    half = str(found.get("half") or found.get("half_before") or "").lower().replace(".", "")
    if not half:
        return hour
    if not 1 <= hour <= 12:
        raise ValueError("no hour of a twelve-hour clock")
    return hour % 12 + (12 if half in _AFTERNOON else 0)


def _zone(zone: str | int | None) -> str:
    if not zone or zone in ("Z", "UTC"):
        return "Z" if zone else ""
    text = str(zone).replace(":", "")
    hours, minutes = (text[1:-2], text[-2:]) if len(text) > 3 else (text[1:], "00")
    return f"{text[0]}{int(hours):02}:{minutes}"


def _exists(iso: str) -> bool:
    try:
        datetime.fromisoformat(iso.replace(",", "."))
    except ValueError:
        return False
    return True
