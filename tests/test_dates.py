"""Dates as people write them."""

import pytest
from each_of import each_of

from vault_tools.note.dates import day_in, is_iso, read_date

NOT_A_DATE = "is not a date in a known form"
NOT_THERE = "is a day or an hour that does not exist"
TWO_READINGS = "can be read with the day or with the month first"
NO_MONTH = "names an unknown month"
OTHER_WEEKDAY = "names the wrong day of the week"


@each_of(
    "text, iso",
    [
        ("2025-03-07", "2025-03-07"),
        ("2024-02-29", "2024-02-29"),
        ("2025-03-07T10:20", "2025-03-07T10:20"),
        ("2025-03-07 10:20:30", "2025-03-07 10:20:30"),
        ("2025-03-07T10:20:30.5Z", "2025-03-07T10:20:30.5Z"),
        ("2025-03-07T10:20:30+08:00", "2025-03-07T10:20:30+08:00"),
        ("2025-3-7", "2025-03-07"),
        ("2025/3/7", "2025-03-07"),
        ("2025.03.07", "2025-03-07"),
        ("2025 - 03 - 07", "2025-03-07"),
        ("20250307", "2025-03-07"),
        ("202503071020", "2025-03-07T10:20:00"),
        ("20250307102030", "2025-03-07T10:20:30"),
        ("20250307T102030", "2025-03-07T10:20:30"),
        ("March 7, 2025", "2025-03-07"),
        ("Mar 7 2025", "2025-03-07"),
        ("march 7th, 2025", "2025-03-07"),
        ("7 March 2025", "2025-03-07"),
        ("7th of March, 2025", "2025-03-07"),
        ("Sept 3, 2025", "2025-09-03"),
        ("Sep. 3, 2025", "2025-09-03"),
        ("May 3, 2025", "2025-05-03"),
        ("13/04/2025", "2025-04-13"),
        ("04/13/2025", "2025-04-13"),
        ("04/04/2025", "2025-04-04"),
        ("31.12.2024", "2024-12-31"),
        (" 2025-03-07\n", "2025-03-07"),
        ('"2025/3/7"', "2025-03-07"),
        ("“2025年3月7日”", "2025-03-07"),
    ],
)
def test_read_date(text, iso):
    assert read_date(text).iso == iso
    assert read_date(text).problem == ""
    assert is_iso(iso)


@each_of(
    "text, iso",
    [
        ("2025年3月7日", "2025-03-07"),
        ("2025年03月07号", "2025-03-07"),
        ("2025 年 3 月 7 日", "2025-03-07"),
        ("２０２５年３月７日", "2025-03-07"),
        ("2025－03－07", "2025-03-07"),
        ("2025年3月7日 10:20", "2025-03-07T10:20:00"),
        ("2025年3月7日 10：20", "2025-03-07T10:20:00"),
        ("2025年3月7日 10时20分30秒", "2025-03-07T10:20:30"),
        ("2025年3月7日 10时20分", "2025-03-07T10:20:00"),
        ("2025年3月7日 10点20分", "2025-03-07T10:20:00"),
        ("2025年3月7日 上午10:20", "2025-03-07T10:20:00"),
        ("2025年3月7日 下午2:05", "2025-03-07T14:05:00"),
        ("2025年3月7日 下午12:05", "2025-03-07T12:05:00"),
        ("2025年3月7日 上午12:05", "2025-03-07T00:05:00"),
    ],
)
def test_read_a_chinese_date(text, iso):
    assert read_date(text).iso == iso


@each_of(
    "text, iso",
    [
        ("2025-03-07 2:05 PM", "2025-03-07T14:05:00"),
        ("2025-03-07 2:05 am", "2025-03-07T02:05:00"),
        ("2025-03-07 12:00 am", "2025-03-07T00:00:00"),
        ("2025-03-07 12:00 pm", "2025-03-07T12:00:00"),
        ("2025-03-07 12:59:59 PM", "2025-03-07T12:59:59"),
        ("March 7, 2025 at 2:05 PM", "2025-03-07T14:05:00"),
        ("March 7, 2025, 2:05 p.m.", "2025-03-07T14:05:00"),
        ("7. März 2025 um 14:05", "2025-03-07T14:05:00"),
        ("7 de marzo de 2025 a las 14:05", "2025-03-07T14:05:00"),
        ("2025/3/7 9:05", "2025-03-07T09:05:00"),
        ("13/04/2025 09:05:30", "2025-04-13T09:05:30"),
    ],
)
def test_read_a_time(text, iso):
    assert read_date(text).iso == iso


@each_of(
    "text, iso",
    [
        ("2025/3/7 10:20 Z", "2025-03-07T10:20:00Z"),
        ("2025/3/7 10:20 UTC", "2025-03-07T10:20:00Z"),
        ("2025/3/7 10:20 +08:00", "2025-03-07T10:20:00+08:00"),
        ("2025/3/7 10:20 +0800", "2025-03-07T10:20:00+08:00"),
        ("2025/3/7 10:20 +8", "2025-03-07T10:20:00+08:00"),
        ("2025/3/7 10:20 -0530", "2025-03-07T10:20:00-05:30"),
        ("2025/3/7 10:20 -05:30", "2025-03-07T10:20:00-05:30"),
        ("2025/3/7 2:20 pm +08:00", "2025-03-07T14:20:00+08:00"),
        ("Fri, 7 Mar 2025 10:20:30 +0000", "2025-03-07T10:20:30+00:00"),
    ],
)
def test_read_a_time_zone(text, iso):
    assert read_date(text).iso == iso
    assert is_iso(iso)


@each_of(
    "text, iso",
    [
        ("12 de enero de 2025", "2025-01-12"),
        ("12 de Enero del 2025", "2025-01-12"),
        ("3 septiembre 2024", "2024-09-03"),
        ("1 de março de 2024", "2024-03-01"),
        ("1 DE MARÇO DE 2024", "2024-03-01"),
        ("7 de abril, 2024", "2024-04-07"),
        ("domingo, 12 de enero de 2025", "2025-01-12"),
        ("12 de enero de 2025, 10:20", "2025-01-12T10:20:00"),
        ("lunes, 12 de enero de 2025", None),
        ("12 de de enero de 2025", None),
        ("12 de enero de de 2025", None),
        ("12 deenero de 2025", None),
        ("12 de enero de2025", None),
        ("12 de January de 2025", None),
        ("12 del janeiro de 2025", None),
        ("31 de febrero de 2025", None),
        ("de enero de 2025", None),
        ("12 de enero", None),
        ("12 pm March 2025", None),
    ],
)
def test_read_a_date_with_words_between(text, iso):
    assert read_date(text).iso == iso


@each_of(
    "text, iso",
    [
        ("1º de março de 2025", "2025-03-01"),
        ("1.º de março de 2025", "2025-03-01"),
        ("15 de ago. de 2025", "2025-08-15"),
        ("segunda-feira, 3 de março de 2025", "2025-03-03"),
        ("terça-feira, 3 de março de 2025", None),
        ("1ro de marzo de 2025", "2025-03-01"),
        ("3. März 2025", "2025-03-03"),
        ("Montag, 3. März 2025", "2025-03-03"),
        ("Samstag, 1. Feb. 2025 10:20", "2025-02-01T10:20:00"),
        ("Dienstag, 3. März 2025", None),
        ("1er mars 2025", "2025-03-01"),
        ("dimanche 2 février 2025", "2025-02-02"),
        ("1º marzo 2025", "2025-03-01"),
        ("lunedì 3 marzo 2025", "2025-03-03"),
        ("maandag 3 maart 2025", "2025-03-03"),
        ("3. 3. 2025", None),
        ("3.. März 2025", None),
        ("segunda-, 3 de março de 2025", None),
    ],
)
def test_read_a_date_as_its_language_writes_it(text, iso):
    assert read_date(text).iso == iso


@pytest.mark.parametrize("zone", ["+24:00", "+99", "+0860", "-08:75"])
def test_a_time_zone_that_does_not_exist_is_no_date(zone):
    assert read_date(f"2025/3/7 10:20 {zone}").iso is None


@pytest.mark.parametrize("text", ["2025/3/7 10:20:30.5", "2025年3月7日 10:20:30.250"])
def test_no_part_of_a_second_is_lost(text):
    assert read_date(text).iso != "2025-03-07T10:20:30"


@each_of(
    "text, iso",
    [
        ("Friday, March 7, 2025", "2025-03-07"),
        ("Fri, 7 Mar 2025", "2025-03-07"),
        ("fri 7 march 2025", "2025-03-07"),
        ("Fri. March 7, 2025", "2025-03-07"),
        ("Monday, March 7, 2025", None),
        ("Frog, March 7, 2025", None),
    ],
)
def test_the_weekday_must_be_right(text, iso):
    assert read_date(text).iso == iso
    assert read_date(text).problem == ("" if iso else OTHER_WEEKDAY)


@each_of(
    "text, problem",
    [
        ("2022-03-00", NOT_THERE),
        ("2023-02-29", NOT_THERE),
        ("2025-13-01", NOT_THERE),
        ("2025-04-31", NOT_THERE),
        ("0000-01-01", NOT_THERE),
        ("20250231", NOT_THERE),
        ("13/13/2025", NOT_THERE),
        ("2025年2月30日", NOT_THERE),
        ("February 30, 2025", NOT_THERE),
        ("2025-03-07T24:00", NOT_THERE),
        ("2025-03-07 10:60", NOT_THERE),
        ("2025-03-07 13:05 PM", NOT_THERE),
        ("2025-03-07 0:05 am", NOT_THERE),
        ("03/04/2025", TWO_READINGS),
        ("03-04-2025", TWO_READINGS),
        ("3.4.2025", TWO_READINGS),
        ("03/04/2025 10:20", TWO_READINGS),
        ("Marc 7, 2025", NO_MONTH),
        ("Septem 3, 2025", NO_MONTH),
        ("7 Brewday 2025", NO_MONTH),
        ("", NOT_A_DATE),
        ("Invalid date", NOT_A_DATE),
        ("2025", NOT_A_DATE),
        ("2025-03", NOT_A_DATE),
        ("March 2025", NOT_A_DATE),
        ("12:30", NOT_A_DATE),
        ("3/4/25", NOT_A_DATE),
        ("18500307", NOT_A_DATE),
        ("1741315200", NOT_A_DATE),
        ("2025-03-07 to 2025-03-09", NOT_A_DATE),
        ("about 2025-03-07", NOT_A_DATE),
        ("{{date}}", NOT_A_DATE),
        ("明天", NOT_A_DATE),
    ],
)
def test_no_reading(text, problem):
    assert read_date(text).iso is None
    assert read_date(text).problem == problem


@each_of(
    "text, day_first, iso",
    [
        ("03/04/2025", True, "2025-04-03"),
        ("03/04/2025", False, "2025-03-04"),
        ("13/04/2025", True, "2025-04-13"),
        ("13/04/2025", False, "2025-04-13"),
        ("04/13/2025", True, "2025-04-13"),
        ("04/13/2025", False, "2025-04-13"),
        ("31/02/2025", True, None),
        ("2025/3/4", True, "2025-03-04"),
        ("2025/3/4", False, "2025-03-04"),
    ],
)
def test_day_first(text, day_first, iso):
    assert read_date(text, day_first=day_first).iso == iso


@each_of(
    "text, iso",
    [
        ("2025-03-07", True),
        ("2025-03-07T10:20", True),
        ("2025-03-07 10:20:30", True),
        ("2025-03-07T10:20:30.123456789Z", True),
        ("2025-03-07T10:20:30,5+08", True),
        ("2025-03-07T10:20-0530", True),
        ("2022-03-00", False),
        ("2025-02-29", False),
        ("2025-03-07T24:01", False),
        ("2025-03-07T10:20+24:00", False),
        ("2025-03-07T10:20+8", False),
        ("2025-3-7", False),
        ("2025-03-07Z", False),
        ("20250307", False),
        ("2025-W10-5", False),
        ("2025-066", False),
        ("2025-03-07 ", False),
        ("2025-03-07\n", False),
        ("２０２５-03-07", False),
        ("", False),
    ],
)
def test_is_iso(text, iso):
    assert is_iso(text) is iso


@each_of(
    "name, day",
    [
        ("2025-03-07 Hops", "2025-03-07"),
        ("Hops 20250307", "2025-03-07"),
        ("2025_03_07", "2025-03-07"),
        ("2025.03.07.md", "2025-03-07"),
        ("IMG_20250307_1020", "2025-03-07"),
        ("/blog/2025/03/07/hops", "2025-03-07"),
        ("a-2025-03-07-b", "2025-03-07"),
        ("1999-12-31", "1999-12-31"),
        ("酿酒2025年3月7日记", "2025-03-07"),
        ("酿酒20250307", "2025-03-07"),
        ("2025-03-07 and 20250307 and 2025年3月7日", "2025-03-07"),
        ("2025-02-30 2025-03-01", "2025-03-01"),
        ("2025-03-07 2025-03-08", None),
        ("20250307-20250308", None),
        ("2025年3月7日 2025-03-08", None),
        ("2025-02-30", None),
        ("2025-0307", None),
        ("2025-03", None),
        ("18500307", None),
        ("21000307", None),
        ("20250307102030", None),
        ("x20250307", None),
        ("20250307x", None),
        ("id 120250307", None),
        ("Hops", None),
        ("", None),
    ],
)
def test_day_in(name, day):
    assert day_in(name) == day
