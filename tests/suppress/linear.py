"""An attacker who solves equations, for regions too large to try out.

Unknown is how many places each hulpvorm x gemeente x maatregel has, within and beyond the
norm, and how many days those waited in all. Known is everything that is shown of the three
tables: rows, sums of rows shown together, totals, days. A linear program finds the least and
the most each row can have; a count is given away when both are 1 to 4.

Rows shown together stand in the same equations, each as good as the other: so for one of
them is solved, and the others are taken as one. Assumed: all of it at once. Not used, for they are not linear: how rows are chosen (search.py
tries that) and the percentiles, each of at least ten places. Not known to the attacker: the
children, the size of the municipalities, the same table of another month.
"""

from itertools import product
from math import ceil, floor

import numpy
from region import KEYS, NORM_DAYS, TOGETHER, is_hidden, together
from scipy.optimize import linprog
from scipy.sparse import csr_matrix

CLOSE = 1e-6
WITHIN, BEYOND = 0, 1


ONE, OTHERS = "one of those shown together", "the others of them"


def distinct_keys(by, view):
    """What the equations can tell apart."""
    apart = [key for key in KEYS[by] if key not in together(by, view)]
    return apart + [ONE, OTHERS][: len(together(by, view))]


class Equations:
    def __init__(self, views):
        self.views = {by: view for by, view in views.items() if not is_hidden(view)}
        self.keys = {by: distinct_keys(by, view) for by, view in self.views.items()}
        cells = product(*self.keys.values(), (WITHIN, BEYOND))
        self.cells = [cell for cell in cells if not self.is_known_empty(cell)]
        self.sums, self.values, self.bounds = [], [], []
        for by, view in self.views.items():
            for row in view.rows:
                self.add_row(by, [ONE, OTHERS] if row.key == TOGETHER else [row.key], row)
            self.add_row(by, self.keys[by], view.total)
        self.limit_days()

    def is_known_empty(self, cell):
        """What a row without places says of every cell in it."""
        return any(
            row.key == key and row.places == 0
            for key, view in zip(cell, self.views.values())
            for row in view.rows
        )

    def chosen(self, by, keys, norm):
        dimension = list(self.views).index(by)
        return [
            i for i, cell in enumerate(self.cells) if cell[dimension] in keys and cell[-1] in norm
        ]

    def add(self, columns, value):
        self.sums.append(columns)
        self.values.append(value)

    def add_row(self, by, keys, row):
        both = self.chosen(by, keys, (WITHIN, BEYOND))
        self.add(both, row.places)
        self.add(self.chosen(by, keys, (BEYOND,)), row.beyond)
        if row.days:
            self.add([len(self.cells) + i for i in both], row.days[0])

    def limit_days(self):
        """Within the norm: 0 to NORM_DAYS each, beyond: more, and at most the longest."""
        totals = [view.total.days for view in self.views.values() if view.total.days]
        if not totals:
            return
        longest = totals[0][-1]
        for i, cell in enumerate(self.cells):
            days = len(self.cells) + i
            if cell[-1] == WITHIN:
                self.bounds.append([(days, 1), (i, -NORM_DAYS)])
            else:
                self.bounds.append([(days, -1), (i, NORM_DAYS + 1)])
                self.bounds.append([(days, 1), (i, -longest)])

    def matrix(self, rows):
        entries = [(number, *entry) for number, row in enumerate(rows) for entry in row]
        if not entries:
            return None
        numbers, columns, factors = zip(*entries)
        return csr_matrix((factors, (numbers, columns)), (len(rows), 2 * len(self.cells)))

    def solve(self):
        """(by, reading) to the least and the most a row that is not shown can have."""
        equal = self.matrix([[(column, 1) for column in columns] for columns in self.sums])
        most = self.matrix(self.bounds)
        found = {}
        for by, reading, norm in self.questions():
            wanted = numpy.zeros(2 * len(self.cells))
            wanted[self.chosen(by, [ONE], norm)] = 1
            ends = []
            for sign in (1, -1):
                answer = linprog(
                    sign * wanted,
                    A_eq=equal,
                    b_eq=self.values,
                    A_ub=most,
                    b_ub=None if most is None else numpy.zeros(len(self.bounds)),
                    method="highs",
                )
                assert answer.status == 0, answer.message
                ends.append(sign * answer.fun)
            found[by, reading] = ceil(ends[0] - CLOSE), floor(ends[1] + CLOSE)
        return found

    def questions(self):
        readings = {"places": (WITHIN, BEYOND), "beyond": (BEYOND,), "within": (WITHIN,)}
        for by, keys in self.keys.items():
            for reading, norm in readings.items():
                if ONE in keys:
                    yield by, reading, norm


def given_away(views):
    ends = Equations(views).solve()
    return {what: (least, most) for what, (least, most) in ends.items() if 1 <= least <= most <= 4}
