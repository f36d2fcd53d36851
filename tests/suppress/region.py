"""Random small regions, and the three tables the monitor gets of one."""

import os
import random
import subprocess
from collections import namedtuple
from itertools import groupby

# The fixed lists of domain.md section 4.
HULPVORMEN = """AMBULANT_JO AMBULANTE_JEUGD_GGZ LVB_AMBULANT DYSLEXIE DAGBEHANDELING KDC
    PLEEGZORG GEZINSHUIS VERBLIJF_OPEN INTEGRALE_VERBLIJFSHULP JEUGDZORGPLUS CRISIS OVERIG""".split()
GEMEENTEN = "0503 0518 0603 0626 0629 0637 1783 1842 1916 1926".split()
MAATREGELEN = """- GEEN OTS VOORLOPIGE_OTS VOOGDIJ VOORLOPIGE_VOOGDIJ JEUGDRECLASSERING""".split()
KEYS = {"HULPVORM": HULPVORMEN, "GEMEENTE": GEMEENTEN, "MAATREGEL": MAATREGELEN}
DIMENSIONS = list(KEYS)
TOGETHER = "SAMEN"
NORM_DAYS = 92

Place = namedtuple("Place", "keys jeugdige days")
Row = namedtuple("Row", "key rows places beyond days")
View = namedtuple("View", "rows total")


def random_region(seed, size):
    """Places spread as unevenly as in life: a few large keys and a long tail."""
    dice = random.Random(seed)
    weights = {by: [dice.paretovariate(0.9) for _ in keys] for by, keys in KEYS.items()}

    def place():
        keys = tuple(dice.choices(KEYS[by], weights[by])[0] for by in DIMENSIONS)
        return Place(keys, dice.randrange(1 + size), int(dice.lognormvariate(4.2, 0.8)))

    return [place() for _ in range(size)]


def is_beyond(place):
    return place.days > NORM_DAYS


def rank(days, share):
    return days[max(0, -(-len(days) * share // 100) - 1)]


def figures(places):
    """As print_monitor wants to read them."""
    beyond = [place for place in places if is_beyond(place)]
    days = sorted(place.days for place in places) or [0]
    persons = [len({place.jeugdige for place in some}) for some in (places, beyond)]
    ranks = [rank(days, share) for share in (50, 80, 92)]
    return [len(places), len(beyond), *persons, sum(days), *ranks, days[-1]]


def point(region, by):
    dimension = DIMENSIONS.index(by)
    cells = groupby(
        sorted(region, key=lambda place: place.keys[dimension]),
        lambda place: place.keys[dimension],
    )
    lines = [[key, *figures(list(places))] for key, places in cells]
    numbers = [by, len(lines), *figures(region)] + [word for line in lines for word in line]
    return " ".join(map(str, numbers))


def read_row(line):
    key, rows, places, beyond, *days = line.split()
    return Row(key, int(rows), int(places), int(beyond), [int(word) for word in days])


def read_views(lines):
    views = {}
    while lines:
        _, by, count = lines.pop(0).split()
        rows = [read_row(lines.pop(0)) for _ in range(int(count))]
        views[by] = View(rows, read_row(lines.pop(0)))
    return views


def printed(region):
    """What the monitor gets to see: dimension to View."""
    text = "\n".join(point(region, by) for by in DIMENSIONS)
    ran = subprocess.run(
        [os.environ["PRINT_MONITOR"]], input=text, capture_output=True, text=True, check=True
    )
    return read_views(ran.stdout.splitlines())


def is_hidden(view):
    return view.total.rows == 0


def together(by, view):
    """The keys of the rows that are shown as one: those that are not there."""
    shown = {row.key for row in view.rows}
    return [key for key in KEYS[by] if key not in shown]
