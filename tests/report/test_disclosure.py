"""Attacks a public regiomonitor: from its facts alone, can a count of 1 to 4 be derived?

The attacker reads every published number of two quarters as an interval (rounded to five,
never a 1 to 4) and knows how counts hang together: rows add up to the region, places are
within or beyond the norm and with or without overbrugging, bands and obstacles are parts,
and waiting then plus inflow less outflow is waiting now. Linear programming gives what
each unpublished count can be; where that is narrow, integer programming. A count is derived
when it can only be 1 to 4.

Not assumed: knowledge of a child in the table, and running the rules of hiding backwards
(that those together cannot be told apart even so is proved in proto/model/suppress.c)."""

import csv
import os
import subprocess
from pathlib import Path

import numpy
import pytest
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_matrix

WRITE_REPORT = os.environ["WRITE_REPORT"]
SEEDS = range(int(os.environ.get("DISCLOSURE_SEEDS", "2")))
QUARTERS = ("2025Q2", "2025Q3")
MOST = 100_000
TINY = 1e-6

BANDS = ("0_1", "1_2", "2_3", "3_6", "6_9", "9_12", "12_plus")
OBSTACLES = (
    "geen_capaciteit geen_passend_aanbod financiering toewijzing_ontbreekt gezin onderwijs anders"
).split()
WAITING = ("netto_within", "netto_beyond", "bridged_within", "bridged_beyond")
FLOWS = ("in", "started_within", "started_beyond", "cleaned", "other")
MAATREGEL = tuple(
    f"{what}_{when}"
    for what in ("bescherming", "reclassering", "rest")
    for when in ("within", "beyond")
)

# What each published figure is the sum of, in the parts of a line.
PARTS = {
    "wachtplekken": WAITING,
    "wachtplekken_schadelijk": ("netto_beyond", "bridged_beyond"),
    "wachtplekken_netto": ("netto_within", "netto_beyond"),
    "wachtplekken_schadelijk_netto": ("netto_beyond",),
    "instroom": ("in",),
    "uitstroom_gestart": ("started_within", "started_beyond"),
    "gestart_plekken": ("started_within", "started_beyond"),
    "gestart_binnen_norm": ("started_within",),
    "uitstroom_admin_opgeschoond": ("cleaned",),
    "uitstroom_overig": ("other",),
    "uitstroom": FLOWS[1:],
    "wachtplekken_bescherming": ("bescherming_within", "bescherming_beyond"),
    "wachtplekken_schadelijk_bescherming": ("bescherming_beyond",),
    "wachtplekken_jeugdreclassering": ("reclassering_within", "reclassering_beyond"),
    "wachtplekken_schadelijk_jeugdreclassering": ("reclassering_beyond",),
    **{f"wachtplekken_{band}_maanden": (f"band_{band}",) for band in BANDS},
    "belemmering_geen": ("nothing_named",),
    **{f"belemmering_{obstacle}": (obstacle,) for obstacle in OBSTACLES},
}


def write(folder, seed, size, audience, *words):
    subprocess.run(
        [WRITE_REPORT, folder, str(seed), str(size), audience, *words],
        check=True,
        stdout=subprocess.DEVNULL,
    )
    with open(Path(folder) / "feiten.csv", newline="") as file:
        return [row for row in csv.DictReader(file) if row["kwartaal"] in QUARTERS]


class Attack:
    """Counts as unknowns, what is published as bounds on their sums."""

    def __init__(self, facts):
        facts = list(facts)
        self.unknowns = {}
        self.terms, self.low, self.high = [], [], []
        self.joined = {}
        self.lines = {"hulpvorm": set(), "gemeente": set()}
        for fact in facts:
            self.notice(fact)
        for fact in facts:
            self.publish(fact)
        for quarter in QUARTERS:
            self.tie_sums(quarter)
            self.tie_region(quarter)
            self.tie_obstacles(quarter)
        self.tie_time()
        self.assemble()

    def notice(self, fact):
        """Which lines there are, and which of them stand together."""
        if fact["onderwerp"] == "regio" or fact["code"] == "SAMEN":
            return
        self.lines[fact["onderwerp"]].add(fact["code"])
        if fact["figuur"] == "wachtplekken" and fact["weergave"] == "verborgen":
            self.joined.setdefault((fact["kwartaal"], fact["onderwerp"]), []).append(fact["code"])

    def at(self, *name):
        return self.unknowns.setdefault(name, len(self.unknowns))

    def bound(self, terms, low, high):
        """low <= the sum of (factor, unknown) <= high"""
        self.terms.append(terms)
        self.low.append(low)
        self.high.append(high)

    def parts(self, quarter, subject, code, names):
        return [(1, self.at(quarter, subject, code, name)) for name in names]

    def region(self, quarter, names):
        return self.parts(quarter, "regio", "", names)

    def every(self, quarter, subject, names):
        return [
            part
            for code in sorted(self.lines[subject])
            for part in self.parts(quarter, subject, code, names)
        ]

    def equal(self, left, right):
        self.bound(left + [(-factor, unknown) for factor, unknown in right], 0, 0)

    def publish(self, fact):
        names = PARTS.get(fact["figuur"])
        if not names or fact["weergave"] == "verborgen":
            return
        value = int(fact["waarde"])
        codes = [fact["code"]]
        if fact["code"] == "SAMEN":
            codes = self.joined[fact["kwartaal"], fact["onderwerp"]]
        terms = []
        for code in codes:
            terms += self.parts(fact["kwartaal"], fact["onderwerp"], code, names)
        self.bound(terms, *interval(value, fact["weergave"]))

    def tie_sums(self, quarter):
        """Lines add up to the region."""
        for name in WAITING + FLOWS:
            self.equal(self.every(quarter, "hulpvorm", [name]), self.region(quarter, [name]))
        for name in WAITING:
            self.equal(self.every(quarter, "gemeente", [name]), self.region(quarter, [name]))

    def tie_region(self, quarter):
        """Bands and maatregelen are parts of those within and beyond the norm."""
        within, beyond = WAITING[0::2], WAITING[1::2]
        bands = [f"band_{band}" for band in BANDS]
        for parts, whole in (
            (bands[:3], within),
            (bands[3:], beyond),
            (MAATREGEL[0::2], within),
            (MAATREGEL[1::2], beyond),
        ):
            self.equal(self.region(quarter, parts), self.region(quarter, whole))

    def tie_obstacles(self, quarter):
        for name in OBSTACLES:
            self.equal(self.every(quarter, "hulpvorm", [name]), self.region(quarter, [name]))
        named = [*OBSTACLES, "nothing_named"]
        self.equal(self.region(quarter, named), self.region(quarter, WAITING))
        for code in self.lines["hulpvorm"]:
            here = lambda names, code=code: self.parts(quarter, "hulpvorm", code, names)
            self.equal(here(named), here(WAITING))

    def tie_time(self):
        """Waiting then, plus inflow, less outflow, is waiting now."""
        before, now = QUARTERS
        for subject, codes in (("regio", [""]), ("hulpvorm", self.lines["hulpvorm"])):
            for code in codes:
                self.equal(
                    self.parts(before, subject, code, WAITING)
                    + self.parts(now, subject, code, FLOWS[:1]),
                    self.parts(now, subject, code, WAITING + FLOWS[1:]),
                )

    def assemble(self):
        entries = [
            (factor, row, unknown)
            for row, terms in enumerate(self.terms)
            for factor, unknown in terms
        ]
        factors, rows, columns = zip(*entries)
        shape = len(self.terms), len(self.unknowns)
        self.constraint = LinearConstraint(
            csr_matrix((factors, (rows, columns)), shape), self.low, self.high
        )

    def extreme(self, unknown, sign, whole):
        """The largest (sign -1) or smallest value of an unknown."""
        cost = numpy.zeros(len(self.unknowns))
        cost[unknown] = sign
        found = milp(
            cost,
            constraints=self.constraint,
            bounds=Bounds(0, MOST),
            integrality=numpy.full(len(cost), int(whole)),
        )
        assert found.status == 0, found.message
        return sign * found.fun

    def derives(self, unknown):
        """Whether it can only be 1 to 4."""
        if self.extreme(unknown, -1, False) > 5 - TINY and self.extreme(unknown, 1, False) < TINY:
            return False
        return (
            self.extreme(unknown, -1, True) < 5 - TINY and self.extreme(unknown, 1, True) > 1 - TINY
        )

    def derived(self):
        return [name for name, unknown in self.unknowns.items() if self.derives(unknown)]


def interval(value, presentation):
    """What a published count can be: 1 to 4 are never published."""
    if presentation == "exact" or value == 0:
        return value, value
    assert presentation == "afgerond" and value % 5 == 0
    return max(value - 2, 5), value + 2


def only_small_hidden(facts):
    """What a careless publication would be: exact, with 1 to 4 left out and nothing else."""
    for fact in facts:
        small = fact["figuur"] in PARTS and int(fact["waarde"]) in range(1, 5)
        yield {**fact, "weergave": "verborgen"} if small else fact


@pytest.mark.parametrize("size", (4, 12, 40))
@pytest.mark.parametrize("seed", SEEDS)
def test_no_count_of_one_to_four_can_be_derived(tmp_path, seed, size):
    facts = write(tmp_path, seed, size, "openbaar")
    assert Attack(facts).derived() == []


def test_the_attack_finds_what_a_careless_publication_gives_away(tmp_path):
    facts = write(tmp_path, 1, 12, "kring")
    assert Attack(only_small_hidden(facts)).derived() != []
