"""Civil days, instants and the norm (rules.md section 1), the plain way.

Days are datetime.date; instants are microseconds since 1970 in UTC. Amsterdam's
days come from tzdata here and from a compiled-in rule in the daemon, on purpose.
"""
import calendar
import datetime
import functools
import zoneinfo
from dataclasses import dataclass

AMSTERDAM = zoneinfo.ZoneInfo("Europe/Amsterdam")
EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)
MICROSECOND = datetime.timedelta(microseconds=1)
ONE_DAY = datetime.timedelta(days=1)
SECOND_US = 1_000_000
MINUTE_US = 60 * SECOND_US
HOUR_US = 60 * MINUTE_US
DAY_US = 24 * HOUR_US


@functools.lru_cache(maxsize=1 << 16)
def civil_day(instant):
    return (EPOCH + instant * MICROSECOND).astimezone(AMSTERDAM).date()


@functools.lru_cache(maxsize=1 << 12)
def midnight(day):
    """The first instant of a civil day in Amsterdam."""
    start = datetime.datetime(day.year, day.month, day.day, tzinfo=AMSTERDAM)
    return (start.astimezone(datetime.timezone.utc) - EPOCH) // MICROSECOND


def instant_text(instant):
    return (EPOCH + instant * MICROSECOND).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def days_later(day, days):
    return day + datetime.timedelta(days=days)


def monday(day):
    """That of its week."""
    return day - day.weekday() * ONE_DAY


def number(day):
    """The wire's form: 2025-01-31 is 20250131, absent is 0."""
    return 0 if day is None else day.year * 10000 + day.month * 100 + day.day


@functools.lru_cache(maxsize=1 << 14)
def from_number(yyyymmdd):
    """A date, or None when there is no such date (0 included)."""
    try:
        return datetime.date(yyyymmdd // 10000, yyyymmdd // 100 % 100, yyyymmdd % 100)
    except (ValueError, OverflowError):
        return None


@functools.lru_cache(maxsize=1 << 16)
def clamp(day, months):
    """The same day number so many months on, else that month's last day."""
    month = day.year * 12 + day.month - 1 + months
    year, month = month // 12, month % 12 + 1
    return datetime.date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


@dataclass(frozen=True)
class Norm:
    id: str
    start: datetime.date  # in force from
    months: int = 3
    days: int = 0  # instead of months: schadelijk after more than so many days
    inclusive: bool = False
    levels: tuple = (6, 9, 12)
    warning_days: int = 14

    @functools.lru_cache(maxsize=1 << 16)
    def crossing(self, start):
        if self.days:
            return days_later(start, self.days + 1)
        return self._after_months(start, self.months)

    @functools.lru_cache(maxsize=1 << 16)
    def level_days(self, start):
        """{level: its day}, only the levels that exist for this start day."""
        crossing = self.crossing(start)
        days = {k: self._after_months(start, k) for k in sorted(self.levels)}
        return {k: day for k, day in days.items() if day > crossing}

    def reached(self, start, today):
        return [k for k, day in self.level_days(start).items() if day <= today]

    def warning(self, start):
        """The first day on which it threatens; with 0 warning days there is none."""
        return days_later(self.crossing(start), -self.warning_days)

    def threatens(self, start, today):
        return self.warning(start) <= today < self.crossing(start)

    def _after_months(self, start, months):
        inclusive = self.inclusive and not self.days
        return days_later(clamp(start, months), 0 if inclusive else 1)
