"""One line of a snapshot (rules.md section 2)."""
import datetime
import re
from dataclasses import dataclass, field

from contract import CLOCK, FAULT, REASON, SECTION, pb
from days import clamp, from_number

START_FIELDS = {
    "oorspronkelijke_aanmelddatum": CLOCK.OORSPRONKELIJKE_AANMELDDATUM,
    "aanmelddatum": CLOCK.AANMELDDATUM,
    "verwijsdatum": CLOCK.VERWIJSDATUM,
    "toewijzingsdatum": CLOCK.TOEWIJZINGSDATUM,
}
DATE_FIELDS = ("maatregel_start", "urgentie_datum", "overbrugging_sinds", "laatst_geverifieerd",
               *START_FIELDS, "compleet_datum", "intakedatum")
# In the order of the contract.
CODE_LISTS = {
    "hulpvorm": set(pb.Hulpvorm.values()) - {0},
    "productcategorie": {0, *range(31, 39), *range(40, 56)},
    "verwijzer": {0, 1, 2, 3, 4, 5, 6, 8},
    "maatregel": set(pb.Maatregel.values()),
    "gi": None,
    "urgentie": set(pb.Urgentie.values()),
    "overbrugging": set(pb.Overbrugging.values()),
    "leeftijdsband": set(pb.Leeftijdsband.values()),
    "regie": set(pb.Regie.values()),
}
REASONS = set(pb.Uitstroomreden.values())
REGION = {"0503", "0518", "0603", "0626", "0629", "0637", "1783", "1842", "1916", "1926"}
VOORSCHOTEN_LEFT = datetime.date(2024, 1, 1)


def digits(text, count):
    return len(text) == count and text.isascii() and text.isdigit()


def in_region(gemeente, day):
    return gemeente in REGION and not (gemeente == "0626" and day >= VOORSCHOTEN_LEFT)


def bad_id(identifier):
    if not 1 <= len(identifier) <= 64:
        return True
    try:
        text = identifier.decode("utf-8")
    except UnicodeDecodeError:
        return True
    return any(ord(c) < 0x20 or 0x7F <= ord(c) <= 0x9F for c in text)


def holds_bsn(content):
    for run in re.findall(rb"[0-9]+", content):
        if len(run) == 9 and run != b"000000000":
            weighted = [w * int(chr(d)) for w, d in zip((9, 8, 7, 6, 5, 4, 3, 2, -1), run)]
            if sum(weighted) % 11 == 0:
                return True
    return False


def start_field(place):
    """The name of the field the wait is counted from, or None (1.2)."""
    return next((name for name in START_FIELDS if getattr(place, name)), None)


def start_day(place):
    name = start_field(place)
    return from_number(getattr(place, name)) if name else None


class Faults:
    """Each code once, with the first field that has it."""

    def __init__(self):
        self.fields = {}

    def add(self, code, name):
        self.fields.setdefault(code, name)

    def __bool__(self):
        return bool(self.fields)

    def __contains__(self, code):
        return code in self.fields

    def only(self, code):
        return set(self.fields) == {code}

    def message(self):
        return [pb.Fault(code=c, field=self.fields[c]) for c in sorted(self.fields)]


def check_place(place, day, faults, prefix=""):
    """Every code of 2.1 that a place can have by itself; `day` is the peilmoment's."""
    dates = {name: getattr(place, name) for name in DATE_FIELDS if getattr(place, name)}
    for name, value in dates.items():
        date = from_number(value)
        latest = clamp(day, 12) if name == "intakedatum" else day
        if date is None:
            faults.add(FAULT.DATUM, prefix + name)
        elif date > latest:
            faults.add(FAULT.TOEKOMST, prefix + name)
    start = start_field(place)
    if start is None:
        faults.add(FAULT.GEEN_STARTDATUM, prefix + next(iter(START_FIELDS)))
    elif start_day(place) and start_day(place) < clamp(day, -120):
        faults.add(FAULT.TE_OUD, prefix + start)
    if not digits(place.gemeente, 4):
        faults.add(FAULT.GEMEENTE, prefix + "gemeente")
    elif not in_region(place.gemeente, day):
        faults.add(FAULT.BUITEN_REGIO, prefix + "gemeente")
    for name, known in CODE_LISTS.items():
        value = getattr(place, name)
        if (value and not digits(value, 8)) if name == "gi" else value not in known:
            faults.add(FAULT.CODE, prefix + name)
    if place.jeugdige and len(place.jeugdige) != 32:
        faults.add(FAULT.PSEUDONIEM, prefix + "jeugdige")


@dataclass
class Known:
    """What the state before the snapshot says of an id."""
    open: bool = False
    left_onbekend: bool = False
    start: datetime.date = None  # of the open wait, or of that leaving


@dataclass
class Line:
    section: int
    index: int
    id: bytes
    place: pb.Wachtplek = None  # outflow: None when it carries none, or carries it in vain
    reason: int = 0
    date: datetime.date = None
    faults: Faults = field(default_factory=Faults)

    @property
    def outside(self):
        """Refused with BUITEN_REGIO only."""
        return self.faults.only(FAULT.BUITEN_REGIO)

    def message(self):
        nameless = FAULT.ID in self.faults or FAULT.BSN in self.faults
        return pb.RefusedLine(section=self.section, index=self.index,
                              id=b"" if nameless else self.id, faults=self.faults.message())


def _check_id(line, seen):
    if bad_id(line.id):
        line.faults.add(FAULT.ID, "id")
    if line.id and line.id in seen:
        line.faults.add(FAULT.DUBBEL, "id")
    if holds_bsn(line.id):
        line.faults.add(FAULT.BSN, "id")
    seen.add(line.id)


def _check_outflow(line, out, day, known):
    faults = line.faults
    if out.reden not in REASONS:
        faults.add(FAULT.CODE, "reden")
    line.date = from_number(out.datum)
    if line.date is None:
        faults.add(FAULT.DATUM, "datum")
    elif line.date > day:
        faults.add(FAULT.TOEKOMST, "datum")
    if line.place is not None:
        if line.place.id not in (b"", line.id):
            faults.add(FAULT.ID, "place.id")
        check_place(line.place, day, faults, "place.")
    if FAULT.ID in faults or FAULT.DUBBEL in faults:
        return
    start = _start_to_test(line, known)
    if line.date and start and line.date < start:
        faults.add(FAULT.UITSTROOMDATUM, "datum")
    if not known.open and not known.left_onbekend and line.place is None:
        faults.add(FAULT.ONBEKENDE_PLEK, "id")


def _start_to_test(line, known):
    """Of the open id, of the leaving being completed, else of the carried place (4.2)."""
    if known.open or (known.left_onbekend and line.place is None):
        return known.start
    if line.place is None:
        return None
    carried = start_day(line.place)
    return known.start if known.left_onbekend and carried is None else carried


def check_lines(snapshot, day, known_of):
    """All lines, places before outflow; `known_of(id)` tells the state before."""
    lines, seen = [], set()
    for index, place in enumerate(snapshot.places):
        line = Line(SECTION.PLACES, index, place.id, place)
        _check_id(line, seen)
        check_place(place, day, line.faults)
        lines.append(line)
    for index, out in enumerate(snapshot.outflow):
        line = Line(SECTION.OUTFLOW, index, out.id, reason=out.reden)
        _check_id(line, seen)
        known = known_of(out.id)
        if out.HasField("place") and not known.open:
            line.place = out.place
        _check_outflow(line, out, day, known)
        lines.append(line)
    return lines


def is_sorted(snapshot):
    def ascending(ids):
        return all(a <= b for a, b in zip(ids, ids[1:]))
    return (ascending([p.id for p in snapshot.places])
            and ascending([o.id for o in snapshot.outflow]))


def content(place):
    """A place as it is remembered: every field but the id, comparable and hashable."""
    return tuple(getattr(place, f.name) for f in pb.Wachtplek.DESCRIPTOR.fields if f.name != "id")


assert REASON.UNSPECIFIED == 0
