"""An attacker who tries out every region that there can be.

Knows: what is printed; how it was made, to the last line; how many rows there are. So of all
regions of a size those remain that would have been printed just so, and a count of a row is
given away when it is 1 to 4 in each of them.

Does not know: anything about the children, the size of the municipalities, or the same table
of another month.
"""

import os
import re
import subprocess

SMALL = range(1, 5)


def ways(total, parts):
    """Every way to put `total` into so many parts, each 0 or more."""
    if parts == 1:
        yield (total,)
        return
    for first in range(total + 1):
        for rest in ways(total - first, parts - 1):
            yield (first, *rest)


def within(limit, parts):
    """The same for every total up to a limit."""
    for total in range(limit + 1):
        yield from ways(total, parts)


class Table:
    """Rows of (places, beyond), or of (places,) alone; with the persons that hold the
    places, row by row, and all together."""

    def __init__(self, rows, persons=(), total_persons=0):
        self.rows, self.persons, self.total_persons = rows, persons, total_persons

    def line(self):
        numbers = [len(self.rows), len(self.rows[0]), int(bool(self.persons))]
        numbers += [count for row in self.rows for count in row]
        if self.persons:
            numbers += [*self.persons, self.total_persons]
        return " ".join(map(str, numbers))

    def secrets(self):
        """Every count of every row that nobody may learn if it is small."""
        for row in self.rows:
            yield row[0]
            if len(row) == 2:
                yield row[1]
                yield row[0] - row[1]
        yield from self.persons


def printed(tables):
    """What the real one prints of each."""
    lines = "\n".join(table.line() for table in tables) + "\n"
    ran = subprocess.run(
        [os.environ["PRINT_ROWS"]], input=lines, capture_output=True, text=True, check=True
    )
    views = ran.stdout.splitlines()
    assert len(views) == len(tables)
    return views


def shown_counts(view):
    """Every number that can be read off a view, differences of two columns too."""
    for word in view.replace("total ", "").split() if view != "hidden" else []:
        counts = [int(count) for count in re.split("[:*]", word)[-1].split(",")]
        yield from counts
        yield counts[0] - counts[-1]


def show(table, together):
    """The same form, for algorithms of the attacker's own making; `together` are rows."""
    total = [sum(column) for column in zip(*table.rows)]
    shown = [(i, row) for i, row in enumerate(table.rows) if i not in together]
    rest = [sum(table.rows[i][k] for i in together) for k in range(len(total))]
    return total, shown, rest


class Suspects:
    """For each view, which secrets were 1 to 4 in every region so far."""

    def __init__(self):
        self.of_view = {}

    def add(self, view, secrets):
        small = {i for i, count in enumerate(secrets) if count in SMALL}
        known = self.of_view.get(view)
        self.of_view[view] = small if known is None else known & small

    def given_away(self):
        return {view: secrets for view, secrets in self.of_view.items() if secrets}


def attack(tables, views):
    """Views that give something away: which secrets, by number."""
    suspects = Suspects()
    for table, view in zip(tables, views, strict=True):
        suspects.add(view if isinstance(view, str) else repr(view), table.secrets())
    return suspects.given_away()


class Cross:
    """Regions in which every place has a key in each of several tables at once, and is
    beyond the norm or not; all of a size."""

    def __init__(self, sizes, columns):
        self.sizes, self.columns = sizes, columns
        self.cells = [()]
        for size in (*sizes, columns):
            self.cells = [(*cell, key) for cell in self.cells for key in range(size)]

    def tables(self, counts):
        """One per dimension, of the counts per cell; the last key of a cell: beyond."""
        made = []
        for dimension, size in enumerate(self.sizes):
            rows = [[0] * self.columns for _ in range(size)]
            for cell, count in zip(self.cells, counts):
                rows[cell[dimension]][0] += count
                if cell[-1]:
                    rows[cell[dimension]][1] += count
            made.append(tuple(map(tuple, rows)))
        return made

    def attack(self, places):
        """All tables of a region are seen together. Returns how many regions there were,
        and what was given away."""
        regions = [self.tables(counts) for counts in ways(places, len(self.cells))]
        tables = list({rows for region in regions for rows in region})
        view_of = dict(zip(tables, printed([Table(rows) for rows in tables]), strict=True))
        secrets_of = {rows: list(Table(rows).secrets()) for rows in tables}
        suspects = Suspects()
        for region in regions:
            view = " / ".join(view_of[rows] for rows in region)
            suspects.add(view, [count for rows in region for count in secrets_of[rows]])
        return len(regions), suspects.given_away()


def with_persons(limit, parts):
    """Tables of one column: every number of persons a row can have, and in total."""
    for places in within(limit, parts):
        for persons in persons_of(places):
            for total in range(max(persons), sum(persons) + 1):
                yield Table([(count,) for count in places], persons, total)


def persons_of(places):
    found = [()]
    for count in places:
        least = 1 if count else 0
        found = [(*some, more) for some in found for more in range(least, count + 1)]
    return found


def with_beyond(limit, parts):
    """Tables of places and those beyond the norm."""
    for counts in within(limit, 2 * parts):
        pairs = zip(counts[::2], counts[1::2])
        yield Table([(beyond + rest, beyond) for beyond, rest in pairs])


def of_places(limit, parts):
    for counts in within(limit, parts):
        yield Table([(count,) for count in counts])
