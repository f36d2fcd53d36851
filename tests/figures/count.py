"""FIGURES by hand: lists of waits and flows, counted one by one (proto/FIGURES.md)."""
from collections import Counter
from dataclasses import dataclass, field

from ask import MEASURE, periods
from contract import HULPVORM, MAATREGEL, OVERBRUGGING, REASON, URGENTIE, pb
from days import civil_day, clamp, days_later, from_number, number
from lifetable import Seen, survival
from lines import start_day

BANDS = (0, 1, 2, 3, 6, 9, 12)
BRIDGED = (OVERBRUGGING.AMBULANT, OVERBRUGGING.VERBLIJF_ELDERS, OVERBRUGGING.CRISISPLEK)
PROTECTING = (MAATREGEL.OTS, MAATREGEL.VOORLOPIGE_OTS, MAATREGEL.VOOGDIJ,
              MAATREGEL.VOORLOPIGE_VOOGDIJ)
READINGS = {
    "": lambda place: True,
    "_netto": lambda place: place.overbrugging not in BRIDGED,
    "_bescherming": lambda place: place.maatregel in PROTECTING,
    "_reclassering": lambda place: place.maatregel == MAATREGEL.JEUGDRECLASSERING,
    "_adjusted": lambda place: not place.eigen_wens,
}
PHASES = ("verwijsdatum", "aanmelddatum", "compleet_datum", "toewijzingsdatum", "intakedatum")


@dataclass(frozen=True, eq=False)
class Spot:
    """An open place on the last day of the period."""
    agb: str
    wait: object
    place: pb.Wachtplek


@dataclass
class Heap:
    """What goes into one cell, or into the total."""
    waiting: list = field(default_factory=list)
    dropped: list = field(default_factory=list)  # places that count in nothing but coverage
    flows: list = field(default_factory=list)
    realised: list = field(default_factory=list)
    lives: list = field(default_factory=list)  # (Spot or Flow, Seen)

    def codes(self):
        """Who has places here, dropped or not."""
        return {spot.agb for spot in self.waiting + self.dropped}

    def lists(self):
        return (self.waiting, self.dropped, self.flows, self.realised, self.lives)


def figures_of(past, ask, step, first, last):
    """Every FigurePoint of a question."""
    return [Point(past, ask, begin, end).message() for begin, end in periods(step, first, last)]


class Point:
    def __init__(self, past, ask, begin, day):
        self.past, self.ask, self.begin, self.day = past, ask, begin, day
        self.norm = ask.norm(past.settings, day)
        self.in_force = {agb: code.in_force(day) for agb, code in past.codes.items()}
        self.ages = {agb: (day - civil_day(found[0])).days
                     for agb, found in self.in_force.items() if found}

    def message(self):
        total = self._heap()
        point = pb.FigurePoint(**{"from": number(self.begin)}, on=number(self.day),
                               norm_id=self.norm.id,
                               total=self._figures(total, self._expected_in_total()))
        if self.ask.by:
            for key, heap in sorted(self._cells(total).items()):
                figures = self._figures(heap, heap.codes())
                if says_something(figures):
                    point.cells.add(key=key, figures=figures)
        if MEASURE.AANNAME in self.ask.measures:
            counted = self._expected_in_total() | total.codes()
            point.aanname.extend(self._aanname(counted))
        return point

    # ------------------------------------------------------- what is looked at

    def _admits(self, agb, place, day):
        return (self.ask.admits(agb, place)
                and self.past.bought(place, self.ask.region_day or day))

    def _heap(self):
        heap = Heap()
        for agb, found in self.in_force.items():
            for wait, place in found[1].open.values() if found else ():
                if self._admits(agb, place, self.day):
                    listed = heap.dropped if self._is_dropped(agb) else heap.waiting
                    listed.append(Spot(agb, wait, place))
        measures, leavings = self.ask.measures, self.past.last_leavings()
        if MEASURE.FLOWS in measures:
            heap.flows = [f for f in self.past.flows if self.begin <= f.day <= self.day
                          and self._admits(f.agb, f.place, f.day)]
        if MEASURE.REALISED in measures:
            heap.realised = [f for f in leavings if f.reason == REASON.GESTART and f.date
                             and self.begin <= f.date <= self.day
                             and self._admits(f.agb, f.place, f.day)]
        if MEASURE.SURVIVAL in measures:
            heap.lives = self._lives(heap.waiting, leavings)
        return heap

    def _cells(self, total):
        cells = {}
        for number_, listed in enumerate(total.lists()):
            for item in listed:
                thing = item[0] if isinstance(item, tuple) else item
                heap = cells.setdefault(self.ask.key(thing.agb, thing.place), Heap())
                heap.lists()[number_].append(item)
        return cells

    def _interval(self, agb):
        return self.past.intervals[agb]

    def _is_dropped(self, agb):
        return agb not in self.ages or self.ages[agb] > 2 * self._interval(agb)

    def _expected_in_total(self):
        return {agb for agb in self.past.expected() if self.ask.admits_code(agb)}

    # ------------------------------------------------------------------ figures

    def _figures(self, heap, expected):
        figures, measures = pb.Figures(), self.ask.measures
        for measure, fill in ((MEASURE.WAITING, self._waiting), (MEASURE.DAYS, self._days),
                              (MEASURE.JEUGDIGEN, self._jeugdigen), (MEASURE.FLOWS, self._flows),
                              (MEASURE.REALISED, self._realised), (MEASURE.TAKEN, self._taken),
                              (MEASURE.SURVIVAL, self._survival)):
            if measure in measures:
                fill(figures, heap)
        figures.coverage.CopyFrom(self._coverage(expected, expected | heap.codes()))
        return figures

    def _start(self, place):
        start = self.ask.start(place)
        return start and min(start, self.day)

    def _readings(self, figures, spots):
        """(the Count to fill, the places that go into it)."""
        beyond = [s for s in spots if self._start(s.place)
                  and self.day >= self.norm.crossing(self._start(s.place))]
        for name, belongs in READINGS.items():
            yield getattr(figures, "waiting" + name), [s for s in spots if belongs(s.place)]
            yield getattr(figures, "beyond" + name), [s for s in beyond if belongs(s.place)]

    def _waiting(self, figures, heap):
        for count, spots in self._readings(figures, heap.waiting):
            count.places = len(spots)
        starts = [self._start(s.place) for s in heap.waiting]
        figures.without_clock = starts.count(None)
        bands = Counter(self._band(start) for start in starts if start)
        figures.bands.extend(bands[band] for band in BANDS)

    def _band(self, start):
        reached = [k for k in BANDS if k == 0 or self.day >= days_later(clamp(start, k), 1)]
        return reached[-1]

    def _jeugdigen(self, figures, heap):
        for count, spots in self._readings(figures, heap.waiting):
            count.jeugdigen_lower, count.jeugdigen_upper = jeugdigen([s.place for s in spots])

    def _waited(self, spots):
        starts = [self._start(s.place) for s in spots]
        return [(self.day - start).days for start in starts if start]

    def _days(self, figures, heap):
        figures.days.CopyFrom(days_message(self._waited(heap.waiting)))
        limit = (self.day - clamp(self.day, -3)).days
        for agb in {s.agb for s in heap.waiting}:
            waited = self._waited([s for s in heap.waiting if s.agb == agb])
            if waited:
                figures.aanbieders += 1
                figures.aanbieders_mean += sum(waited) >= limit * len(waited)
                figures.aanbieders_longest += max(waited) >= limit
                figures.aanbieders_p80 += nearest_rank(waited, 80) >= limit

    def _flows(self, figures, heap):
        figures.inflow = sum(flow.arrived for flow in heap.flows)
        left = Counter(flow.reason for flow in heap.flows if not flow.arrived)
        figures.left.extend(left[reason] for reason in sorted(pb.Uitstroomreden.values()))

    def _realised(self, figures, heap):
        waited = []
        for flow in heap.realised:
            start = self.ask.start(flow.place)
            if start is None:
                continue
            waited.append(max((flow.date - start).days, 0))
            norm = self.ask.norm(self.past.settings, flow.date)
            figures.realised_within += flow.date < norm.crossing(start)
        figures.realised.CopyFrom(days_message(waited))
        figures.phases.extend(phases(heap.realised))

    def _taken(self, figures, heap):
        said = [self.past.taken_by(spot.wait, self.day) for spot in heap.waiting]
        states = Counter(taken.state if taken else 0 for taken in said)
        obstacles = Counter(taken.obstacle if taken else 0 for taken in said)
        figures.taken.extend(states[s] for s in sorted(pb.TakenState.values()))
        figures.obstacles.extend(obstacles[o] for o in sorted(pb.Obstacle.values()))

    # --------------------------------------------------------------- life table

    def _lives(self, waiting, leavings):
        """Every wait of section 6, once, with what the window shows of it. Who left has no
        part where its aanbieder is dropped on this day; the region is this day's too."""
        opens = days_later(self.day, 1 - self.ask.survival_days)
        left = {f.wait: f for f in leavings
                if opens <= (f.date or f.day) <= self.day and not self._is_dropped(f.agb)}
        lives = [(f, self._seen(f.place, f.date or f.day, f.reason == REASON.GESTART))
                 for f in left.values() if self._admits(f.agb, f.place, self.day)]
        lives += [(s, self._seen(s.place, self.day, False))
                  for s in waiting if s.wait not in left]
        return [(thing, seen) for thing, seen in lives if not in_crisis(thing.place)]

    def _seen(self, place, until, started):
        start = start_day(place)
        entry = (days_later(self.day, -self.ask.survival_days) - start).days
        return Seen(max(entry, 0), max((until - start).days, 0), started)

    def _survival(self, figures, heap):
        figures.survival.CopyFrom(survival([seen for _, seen in heap.lives]))

    # ----------------------------------------------------------------- coverage

    def _coverage(self, expected, codes):
        coverage = pb.Coverage(expected=len(expected))
        for agb in codes:
            fresh = not self._is_dropped(agb) and self.ages[agb] <= self._interval(agb)
            coverage.fresh += fresh
            coverage.dropped += self._is_dropped(agb)
            coverage.stale += not fresh and not self._is_dropped(agb)
            coverage.deliveries += sum(self.begin <= civil_day(p) <= self.day
                                       for p in self.past.codes[agb].peilmomenten())
        ages = [self.ages[agb] for agb in codes if not self._is_dropped(agb)]
        coverage.oldest = number(days_later(self.day, -max(ages))) if ages else 0
        return coverage

    def _aanname(self, counted):
        for agb in sorted(counted & set(self.in_force)):
            if not self._is_dropped(agb) and self.ask.admits_code(agb):
                peilmoment = self.in_force[agb][0]
                snapshot = self.past.codes[agb].snapshots[peilmoment]
                said = {a.hulpvorm: a.status for a in snapshot.aanname
                        if a.hulpvorm in HULPVORMEN and a.status in pb.AannameStatus.values()}
                for hulpvorm in sorted(h for h, status in said.items()
                                       if status and self.ask.admits_hulpvorm(h)):
                    yield pb.AannameRow(agb_code=agb, hulpvorm=hulpvorm, status=said[hulpvorm],
                                        peilmoment=peilmoment)


HULPVORMEN = set(pb.Hulpvorm.values()) - {HULPVORM.UNSPECIFIED}


def says_something(value):
    """Whether anything in a message is not 0."""
    if isinstance(value, int):
        return value != 0
    if hasattr(value, "ListFields"):
        return any(says_something(part) for _, part in value.ListFields())
    return any(says_something(part) for part in value)


def in_crisis(place):
    return place.hulpvorm == HULPVORM.CRISIS or place.urgentie == URGENTIE.CRISIS


def jeugdigen(places):
    """(lower, upper) of how many children these are."""
    known = {(p.jeugdige_epoch, p.jeugdige) for p in places if p.jeugdige}
    unknown = sum(not p.jeugdige for p in places)
    of_one_epoch = Counter(epoch for epoch, _ in known)
    return max(of_one_epoch.values(), default=min(len(places), 1)), len(known) + unknown


def nearest_rank(values, share):
    """The smallest value with at least `share` percent at or below it."""
    return next(v for v in sorted(values)
                if 100 * sum(w <= v for w in values) >= share * len(values))


def days_message(waited):
    if not waited:
        return pb.Days()
    return pb.Days(count=len(waited), sum=sum(waited), median=nearest_rank(waited, 50),
                   p80=nearest_rank(waited, 80), p92=nearest_rank(waited, 92),
                   longest=max(waited))


def phases(flows):
    """Days between consecutive dates, of those who started."""
    found = [pb.Phase() for _ in PHASES]
    for flow in flows:
        dates = [from_number(getattr(flow.place, name)) for name in PHASES] + [flow.date]
        for phase, begin, end in zip(found, dates, dates[1:]):
            if begin and end and begin <= end:
                phase.count += 1
                phase.sum += (end - begin).days
    return found
