"""Compares print_days with a calendar of our own and with zoneinfo.

    days.py PRINT_DAYS
"""

import subprocess
import sys
from datetime import date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)


def months_on(day: date, months: int) -> date:
    """Walks month by month; then the same day number, or the last there is."""
    year, month = day.year, day.month
    for _ in range(abs(months)):
        month += 1 if months > 0 else -1
        if month == 13:
            year, month = year + 1, 1
        if month == 0:
            year, month = year - 1, 12
    for number in range(day.day, 0, -1):
        try:
            return date(year, month, number)
        except ValueError:
            continue
    raise AssertionError(day)


def midnight(day: date) -> int:
    local = datetime(day.year, day.month, day.day, tzinfo=AMSTERDAM)
    return (local.astimezone(timezone.utc) - EPOCH) // timedelta(microseconds=1)


def number(day: date) -> int:
    return int(day.strftime("%Y%m%d"))


def expected(day: date) -> list[int]:
    return [
        number(day),
        number(months_on(day, 3)),
        number(months_on(day, -120)),
        midnight(day),
        number(day),
        number(day - timedelta(days=1)),
    ]


def main() -> int:
    printed = subprocess.run([sys.argv[1]], check=True, capture_output=True, text=True).stdout
    lines = printed.splitlines()
    day, wrong = date(1990, 1, 1), 0
    for line in lines:
        if [int(part) for part in line.split()] != expected(day):
            print(f"model: {line}\nought: {expected(day)}")
            wrong += 1
        day += timedelta(days=1)
    print(f"{len(lines)} days compared, {wrong} wrong")
    return 0 if wrong == 0 and day == date(2041, 1, 1) else 1


sys.exit(main())
