"""A question as it reaches the figures: its filter, what it groups by, which clock."""
import datetime
from dataclasses import dataclass

from contract import CLOCK, HULPVORM, _names, pb
from days import clamp, days_later, from_number
from lines import START_FIELDS, start_day

BY = _names(pb.Dimension, "DIMENSION_")
STEP = _names(pb.Step, "STEP_")
MEASURE = _names(pb.Measure, "MEASURE_")
USUAL = frozenset(range(1, 7))
CLOCK_FIELDS = {**{clock: name for name, clock in START_FIELDS.items()},
                CLOCK.COMPLEET_DATUM: "compleet_datum",
                CLOCK.MAATREGEL_START: "maatregel_start"}


LISTS = [field.name for field in pb.Filter.DESCRIPTOR.fields]


def _name(enum, prefix):
    """The contract's word for a code; "" is onbekend."""
    return lambda value: enum.Name(value)[len(prefix):] if value else ""


KEYS = {
    BY.HULPVORM: ("hulpvorm", _name(pb.Hulpvorm, "HULPVORM_")),
    BY.GEMEENTE: ("gemeente", str),
    BY.MAATREGEL: ("maatregel", _name(pb.Maatregel, "MAATREGEL_")),
    BY.GI: ("gi", str),
    BY.URGENTIE: ("urgentie", _name(pb.Urgentie, "URGENTIE_")),
    BY.PRODUCTCATEGORIE: ("productcategorie", lambda value: str(value) if value else ""),
    BY.LEEFTIJDSBAND: ("leeftijdsband", _name(pb.Leeftijdsband, "LEEFTIJDSBAND_")),
}


def filter_admits_code(filter_, agb):
    return not filter_.aanbieders or agb in filter_.aanbieders


def filter_admits_place(filter_, place):
    lists = [(filter_.hulpvormen, place.hulpvorm), (filter_.gemeenten, place.gemeente),
             (filter_.maatregelen, place.maatregel), (filter_.gis, place.gi),
             (filter_.urgenties, place.urgentie)]
    return all(not wanted or value in wanted for wanted, value in lists)


def filters_of(participant, asked):
    """What is asked for, and what the participant may see: all of them must admit."""
    if participant.has("analist") or participant.has("beheer"):
        return (asked,)
    if participant.has("coordinator"):
        scope = participant.scope
        return asked, pb.Filter(gemeenten=scope.gemeenten, gis=scope.gis,
                                hulpvormen=[getattr(HULPVORM, n) for n in scope.hulpvormen])
    return asked, pb.Filter(aanbieders=[a.agb for a in participant.aanbieders])


@dataclass(frozen=True)
class Ask:
    """One FiguresRequest, by a participant."""
    filters: tuple
    by: tuple
    measures: frozenset
    norm_id: str
    clock: int
    region_day: datetime.date
    survival_days: int

    @classmethod
    def of(cls, participant, request):
        return cls(filters_of(participant, request.filter), tuple(request.by),
                   frozenset(request.measures) or USUAL, request.norm_id, request.clock,
                   from_number(request.region_day), request.survival_days or 90)

    @property
    def sees_nothing(self):
        """What is asked for and what may be seen have nothing in common."""
        return any(all(getattr(f, name) for f in self.filters)
                   and not set.intersection(*(set(getattr(f, name)) for f in self.filters))
                   for name in LISTS)

    def admits_code(self, agb):
        return not self.sees_nothing and all(filter_admits_code(f, agb) for f in self.filters)

    def admits_hulpvorm(self, hulpvorm):
        return all(not f.hulpvormen or hulpvorm in f.hulpvormen for f in self.filters)

    def admits(self, agb, place):
        return self.admits_code(agb) and all(filter_admits_place(f, place) for f in self.filters)

    def touches(self, note, first, last):
        """Whether a note comes back with figures of these days (section 7)."""
        def admitted(values, value):
            return not value or not values or value in values
        overlaps = from_number(getattr(note, "from")) <= last and first <= from_number(note.until)
        return overlaps and not self.sees_nothing and all(
            admitted(f.aanbieders, note.agb_code) and admitted(f.hulpvormen, note.hulpvorm)
            and admitted(f.gemeenten, note.gemeente) for f in self.filters)

    def key(self, agb, place):
        def code(dimension):
            if dimension == BY.AANBIEDER:
                return agb
            name, word = KEYS[dimension]
            return word(getattr(place, name))
        return tuple(code(dimension) for dimension in self.by)

    def start(self, place):
        """D, or None when the date of the clock asked for is not there."""
        if not self.clock:
            return start_day(place)
        return from_number(getattr(place, CLOCK_FIELDS[self.clock]))

    def norm(self, settings, day):
        if not self.norm_id:
            return settings.norm_on(day)
        return next(n for n in settings.norms if n.id == self.norm_id)


def periods(step, first, last):
    """(from, on) of every point, in order."""
    begin = first
    while begin <= last:
        end = min(_end(step, begin, last), last)
        yield begin, end
        begin = days_later(end, 1)


def _end(step, day, last):
    if step == STEP.UNSPECIFIED:
        return last
    if step == STEP.DAY:
        return day
    if step == STEP.WEEK:
        return days_later(day, 6 - day.weekday())
    months = 1 if step == STEP.MONTH else 3 - (day.month - 1) % 3
    return days_later(clamp(day.replace(day=1), months), -1)
