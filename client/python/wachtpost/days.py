"""Civil days of the Netherlands and instants, as the contract has them.

A date travels as yyyymmdd (0 is absent), an instant as microseconds since 1970 UTC. The
rule of the European Union stands here itself, because Windows has no time zone tables."""

import calendar
import datetime
import re
import time

SECOND_US = 1_000_000
HOUR = datetime.timedelta(hours=1)
EPOCH = datetime.datetime(1970, 1, 1)
INSTANT = re.compile(r"(\d{4}-\d\d-\d\d)(?:T(\d\d:\d\d:\d\d)(?:\.(\d{1,6}))?Z)?", re.ASCII)


def now():
    """This instant, by the machine's clock."""
    return time.time_ns() // 1000


def date_of_number(number):
    """The day that yyyymmdd names; None when there is no such day."""
    try:
        return datetime.date(number // 10000, number // 100 % 100, number % 100)
    except (ValueError, OverflowError):
        return None


def number_of_date(date):
    """A day as yyyymmdd."""
    return date.year * 10000 + date.month * 100 + date.day


def add_months(date, months):
    """So many months on (or back): the same day number, or the last one of that month."""
    count = date.year * 12 + date.month - 1 + months
    year, month = count // 12, count % 12 + 1
    if year < datetime.MINYEAR:
        return datetime.date.min
    if year > datetime.MAXYEAR:
        return datetime.date.max
    return datetime.date(year, month, min(date.day, calendar.monthrange(year, month)[1]))


def _turn_of_clock(year, month):
    """01:00 UTC on the last Sunday of March, September or October."""
    last = datetime.date(year, month, 30 if month == 9 else 31)
    sunday = last - datetime.timedelta(days=last.isoweekday() % 7)
    return datetime.datetime(sunday.year, sunday.month, sunday.day, 1)


def _in_amsterdam(instant):
    utc = EPOCH + datetime.timedelta(microseconds=instant)
    last_month = 9 if utc.year < 1996 else 10
    summer = _turn_of_clock(utc.year, 3) <= utc < _turn_of_clock(utc.year, last_month)
    return utc + (2 * HOUR if summer else HOUR)


def day_of_instant(instant):
    """The civil day in Amsterdam."""
    return _in_amsterdam(instant).date()


def parse_instant(text):
    """`2025-01-31T09:00:00Z`, or a date for its midnight in Amsterdam; None when it is neither."""
    match = INSTANT.fullmatch(text)
    if not match:
        return None
    date, clock, fraction = match.groups()
    try:
        moment = datetime.datetime.fromisoformat(f"{date}T{clock or '00:00:00'}")
    except ValueError:
        return None
    instant = (moment - EPOCH) // datetime.timedelta(seconds=1) * SECOND_US
    if clock:
        return instant + int((fraction or "0").ljust(6, "0"))
    return instant - (_in_amsterdam(instant) - moment) // HOUR * 3600 * SECOND_US


def instant_text(instant):
    """ISO 8601 in UTC, as --json writes it."""
    moment = EPOCH + datetime.timedelta(microseconds=instant)
    return moment.isoformat(timespec="microseconds") + "Z"


def dutch_day(number):
    """`31-01-2025` of yyyymmdd; `-` when it is absent."""
    date = date_of_number(number)
    return f"{date:%d-%m-}{date.year:04}" if date else "-"


def dutch_instant(instant):
    """`31-01-2025 10:00` in Amsterdam; `-` when it is absent."""
    if instant == 0:
        return "-"
    moment = _in_amsterdam(instant)
    return f"{dutch_day(number_of_date(moment.date()))} {moment:%H:%M}"
