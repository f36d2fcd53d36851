"""The desk of one simulated aanbieder: the wachtlijst it keeps and the snapshots it
sends. Start days are drawn so that crossings, threats and levels fall all the time."""
import hashlib

from contract import HULPVORM, MAATREGEL, OVERBRUGGING, REASON, pb
from days import days_later, number
from lines import REGION, start_day
from scene import snapshot

GIS = ("", "", "06012345", "06054321")
GEMEENTEN = sorted(REGION - {"0626"})
START_NAMES = ("aanmelddatum", "aanmelddatum", "aanmelddatum", "verwijsdatum",
               "toewijzingsdatum", "oorspronkelijke_aanmelddatum")
REASONS = sorted(pb.Uitstroomreden.values()) + [REASON.GESTART] * 6


def draw_start(dice, today):
    """Mostly about to cross, or about to reach a level; some fresh, some very old."""
    kind = dice.random()
    if kind < 0.55:
        return days_later(today, -92 + dice.randint(-9, 25))
    if kind < 0.70:
        return days_later(today, -dice.choice((184, 276, 366)) + dice.randint(-3, 6))
    if kind < 0.92:
        return days_later(today, -dice.randint(0, 70))
    return days_later(today, -dice.randint(370, 3600))


def set_start(dice, place, day):
    """Puts the start day in one of the four fields, sometimes with later ones beside it."""
    for name in set(START_NAMES):
        place.ClearField(name)
    name = dice.choice(START_NAMES)
    setattr(place, name, number(day))
    if name == "oorspronkelijke_aanmelddatum" and dice.random() < 0.7:
        place.aanmelddatum = number(days_later(day, dice.randint(0, 5)))
    if name == "aanmelddatum" and dice.random() < 0.3:
        place.verwijsdatum = number(days_later(day, -dice.randint(0, 30)))


def describe(dice, place, children):
    """Everything about a place but its id and start day."""
    place.gemeente = dice.choice(GEMEENTEN)
    place.hulpvorm = dice.choice((HULPVORM.KDC, HULPVORM.AMBULANTE_JEUGD_GGZ,
                                  HULPVORM.VERBLIJF_OPEN, HULPVORM.DYSLEXIE))
    place.urgentie = dice.choice((0, 0, 1, 1, 2, 3, 4))
    place.overbrugging = dice.choice((0, OVERBRUGGING.GEEN, OVERBRUGGING.AMBULANT,
                                      OVERBRUGGING.CRISISPLEK))
    place.maatregel = dice.choice((0, MAATREGEL.GEEN, MAATREGEL.GEEN, MAATREGEL.OTS,
                                   MAATREGEL.JEUGDRECLASSERING))
    place.gi = dice.choice(GIS)
    if dice.random() < 0.85:
        place.jeugdige, place.jeugdige_epoch = dice.choice(children), dice.choice((1, 1, 1, 2))
    else:
        place.ClearField("jeugdige")
        place.ClearField("jeugdige_epoch")


def draw_id(agb, index):
    shape = index % 11
    if shape == 7:
        return f"{index}-é-☂".encode()
    if shape == 8:
        return (f"{index}-".encode() + hashlib.sha256(agb.encode()).hexdigest().encode())[:64]
    if shape == 9:
        return f"Z{index}".encode()
    return f"{agb[4:]}-{index:02}".encode()


class Desk:
    def __init__(self, dice, name, agb, size, children):
        self.dice, self.name, self.agb, self.children = dice, name, agb, children
        self.size = size
        self.ids = [draw_id(agb, index) for index in range(size * 2)]
        self.places = {}  # id -> its line, as the desk believes
        self.gone = {}  # id -> outflow line, for the next snapshot
        self.epochs = 0
        self.new_epoch()
        self.sent = []  # bodies that used a number
        self.silent_until = None
        self.not_before = 0  # the oldest peilmoment that may be talked about (a merger)

    def new_epoch(self):
        self.epochs += 1
        seed = f"{self.agb}/{self.epochs}".encode()
        self.epoch = hashlib.blake2b(seed, digest_size=16).digest()
        self.sequence = 0

    def message(self, peilmoment, places=None, gone=None):
        """The next snapshot. With nothing given: what the desk has."""
        places = self.places.values() if places is None else places
        gone = self.gone.values() if gone is None else gone
        return snapshot(self.agb, self.epoch, self.sequence + 1, peilmoment, places, gone)

    def used(self, body):
        """The daemon took the number."""
        self.sequence += 1
        self.sent.append(body)

    # ------------------------------------------------- what happens in a day

    def live(self, today, state, count):
        """So many things happen; `state` is what the daemon knows of this desk."""
        self.gone = {}
        things = [self.arrives] * 8 + [self.leaves] * 3 + [self.vanishes] * 2 + [
            self.changes] * 2 + [self.corrects] * 4 + [self.returns] * 3 + [
            self.completes] * 4 + [self.came_and_left]
        for _ in range(count):
            self.dice.choice(things)(today, state)

    def _free_id(self, state):
        free = [i for i in self.ids
                if i not in self.places and i not in self.gone and i not in state.open]
        return self.dice.choice(free) if free else None

    def _someone(self):
        return self.dice.choice(sorted(self.places)) if self.places else None

    def arrives(self, today, state):
        identifier = self._free_id(state)
        if identifier is None or len(self.places) >= self.size:
            return
        self.places[identifier] = self.new_place(identifier, draw_start(self.dice, today))

    def new_place(self, identifier, start):
        place = pb.Wachtplek(id=identifier)
        describe(self.dice, place, self.children)
        set_start(self.dice, place, start)
        return place

    def leaves(self, today, state):
        identifier = self._someone()
        if identifier is None:
            return
        place = self.places.pop(identifier)
        self.gone[identifier] = self.outflow(identifier, start_day(place), today)

    def outflow(self, identifier, start, today):
        """With a date on the list, often close to the crossing."""
        date = days_later(today, -self.dice.randint(0, 6))
        if self.dice.random() < 0.4:
            date = days_later(start, 92 + self.dice.randint(-3, 2))
        date = min(max(date, start), today)
        return pb.Uitstroom(id=identifier, reden=self.dice.choice(REASONS), datum=number(date))

    def vanishes(self, today, state):
        identifier = self._someone()
        if identifier is not None:
            del self.places[identifier]

    def changes(self, today, state):
        identifier = self._someone()
        if identifier is not None:
            describe(self.dice, self._own(identifier), self.children)

    def corrects(self, today, state):
        """A start day moves: a little, over the crossing, over a level, anywhere."""
        identifier = self._someone()
        if identifier is None:
            return
        place = self._own(identifier)
        start = draw_start(self.dice, today)
        if self.dice.random() < 0.6:
            start = days_later(start_day(place), self.dice.choice((-90, -30, -14, -2, -1,
                                                                   1, 2, 14, 30, 90)))
        set_start(self.dice, place, min(start, today))

    def _own(self, identifier):
        """A line of its own: what was sent before must not change with it."""
        twin = pb.Wachtplek()
        twin.CopyFrom(self.places[identifier])
        self.places[identifier] = twin
        return twin

    def returns(self, today, state):
        """Someone who left comes back: the same wait, or another start day."""
        left = self._left(state, lambda leaving: True)
        if not left:
            return
        leaving = self.dice.choice(self.dice.choice(left))
        place = pb.Wachtplek()
        place.CopyFrom(leaving.place)
        if self.dice.random() < 0.3:
            describe(self.dice, place, self.children)
        if self.dice.random() < 0.25:
            set_start(self.dice, place, draw_start(self.dice, today))
        self.places[place.id] = place

    def _left(self, state, wanted):
        return [state.left[i] for i in sorted(state.left)
                if i not in self.places and i not in self.gone and i not in state.open
                and state.left[i] and wanted(state.left[i][-1])]

    def completes(self, today, state):
        """A reason for who vanished, with or without place, sometimes of another wait."""
        left = self._left(state, lambda leaving: leaving.reason == REASON.UNSPECIFIED)
        if not left:
            return
        leaving = self.dice.choice(left)[-1]
        identifier = leaving.place.id
        out = self.outflow(identifier, leaving.start, today)
        if self.dice.random() < 0.2:
            out.datum = number(leaving.date)
        if self.dice.random() < 0.4:
            out.place.CopyFrom(leaving.place)
            if self.dice.random() < 0.3:
                start = min(days_later(leaving.start, self.dice.choice((-1, 1))), today)
                set_start(self.dice, out.place, start)
                out.datum = max(out.datum, number(start))
            if self.dice.random() < 0.5:
                out.place.ClearField("id")
        self.gone[identifier] = out

    def came_and_left(self, today, state):
        identifier = self._free_id(state)
        if identifier is None:
            return
        place = self.new_place(identifier, draw_start(self.dice, today))
        out = self.outflow(identifier, start_day(place), today)
        out.place.CopyFrom(place)
        self.gone[identifier] = out

    def clean_up(self, today):
        """Most of the list goes at once."""
        keep = self.dice.choice((0, 0, 1, len(self.places) // 3))
        how = self.dice.choice((None, REASON.ADMIN_OPGESCHOOND, REASON.UNSPECIFIED))
        for identifier in sorted(self.places)[keep:]:
            place = self.places.pop(identifier)
            if how is not None:
                out = self.outflow(identifier, start_day(place), today)
                out.reden = how
                self.gone[identifier] = out

    def believe(self, state):
        """Takes over what the daemon holds (after a discarded clean-up)."""
        self.places = {i: place for i, (_, place) in state.open.items()}
