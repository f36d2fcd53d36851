"""Half began within, eight of ten within: the life table of proto/FIGURES.md section 6,
in fractions, age by age."""
from dataclasses import dataclass
from fractions import Fraction

from contract import pb

ROUNDING = Fraction(1, 10 ** 12)


@dataclass(frozen=True)
class Seen:
    """One wait as far as the window shows it, in days since its start day."""
    entry: int
    exit: int
    start: bool  # help began at its exit; else it is censored there

    @property
    def last(self):
        return max(self.exit, 1)

    @property
    def first(self):
        return min(self.entry, self.last - 1)


def life_table(seen):
    """(age, S at that age) for every age up to the last exit."""
    share, table = Fraction(1), []
    for age in range(1, max((s.last for s in seen), default=0) + 1):
        at_risk = sum(s.first < age <= s.last for s in seen)
        starts = sum(s.start and s.last == age for s in seen)
        if at_risk:
            share *= 1 - Fraction(starts, at_risk)
        table.append((age, share))
    return table


def survival(seen):
    table = life_table(seen)
    half = _first_age(table, Fraction(1, 2))
    eighty = _first_age(table, Fraction(1, 5))
    return pb.Survival(starts=sum(s.start for s in seen), at_risk=len(seen),
                       half_known=half is not None, half_days=half or 0,
                       eighty_known=eighty is not None, eighty_days=eighty or 0)


def _first_age(table, share):
    return next((age for age, left in table if left <= share + ROUNDING), None)
