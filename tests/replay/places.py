"""What an aanbieder's snapshots say, kept by brute force: one full state for every
applied snapshot (rules.md 3.3, 3.4, section 4).

A Wait is one child waiting; states share Wait and Leaving objects, so that a
completed leaving or a voided wait changes in every state that knows it.
"""
import bisect
import datetime
from dataclasses import dataclass, field

from contract import REASON, SECTION, pb
from days import civil_day
from lines import START_FIELDS, Known, content, start_day, start_field


@dataclass(eq=False)
class Said:
    """One alert about a place, as the book has it."""
    number: int
    alert: pb.Alert
    start: datetime.date  # the wait's start day when it was told


@dataclass(eq=False)
class Told:
    """What was said about a wait and stands. While the place is off the list it is
    closed: by `van_lijst`, or without a word."""
    dreigend: Said = None
    over: Said = None
    levels: dict = field(default_factory=dict)  # level -> Said
    marks: set = field(default_factory=set)  # counts as told, with `over`: 0 is DREIGEND
    van_lijst: Said = None

    def standing(self):
        alerts = [self.dreigend, self.over, *self.levels.values(), self.van_lijst]
        return [a for a in alerts if a is not None]

    def drop(self, alert):
        if alert is self.over:
            self.over, self.marks = None, set()
        elif alert is self.dreigend:
            self.dreigend = None
        elif alert is self.van_lijst:
            self.van_lijst = None
        else:
            self.levels = {k: a for k, a in self.levels.items() if a is not alert}


@dataclass(eq=False)
class Wait:
    id: bytes
    place: pb.Wachtplek = None  # last known, in the present
    told: Told = field(default_factory=Told)
    ref: pb.SnapshotRef = None  # opened it or gave it its start day
    parties: set = field(default_factory=set)  # (gemeente, hulpvorm, gi) that were told
    void: "Leaving" = None  # the ADMIN_FOUT that took it from all days

    @property
    def start(self):
        return start_day(self.place)

    @property
    def clock(self):
        return START_FIELDS[start_field(self.place)]


@dataclass(eq=False)
class Leaving:
    wait: Wait
    place: pb.Wachtplek
    reason: int
    date: datetime.date

    @property
    def start(self):
        return start_day(self.place)


@dataclass
class State:
    open: dict = field(default_factory=dict)  # id -> (wait, place)
    left: dict = field(default_factory=dict)  # id -> leavings, the latest last

    def copy(self):
        return State(dict(self.open), dict(self.left))

    def known(self, identifier):
        if identifier in self.open:
            return Known(open=True, start=start_day(self.open[identifier][1]))
        last = self.last_leaving(identifier)
        if last and last.reason == REASON.UNSPECIFIED:
            return Known(left_onbekend=True, start=last.start)
        return Known()

    def last_leaving(self, identifier):
        leavings = self.left.get(identifier)
        return leavings[-1] if leavings else None

    def visible(self):
        """Without the waits that never were (4.3); their ADMIN_FOUT itself is remembered.
        They are only out of sight: reinstated, such a wait counts again on all its days."""
        left = {i: [x for x in xs if x.wait.void in (None, x)] for i, xs in self.left.items()}
        return State({i: e for i, e in self.open.items() if e[0].void is None},
                     {i: xs for i, xs in left.items() if xs})


def with_the_unseen(state, before):
    """What a late snapshot did not see lives on under its state."""
    seen = before.visible()
    unseen = {i: e for i, e in before.open.items() if i not in seen.open}
    left = {i: [x for x in xs if x not in seen.left.get(i, [])] for i, xs in before.left.items()}
    return State({**unseen, **state.open},
                 {i: left.get(i, []) + state.left.get(i, []) for i in {*left, *state.left}})


class History:
    """(peilmoment, full state), ascending; of equal ones the last recorded is last."""

    def __init__(self):
        self.peilmomenten, self.states = [], []

    @property
    def newest(self):
        return self.peilmomenten[-1] if self.peilmomenten else None

    @property
    def present(self):
        return self.states[-1] if self.states else State()

    def at(self, peilmoment):
        index = bisect.bisect_right(self.peilmomenten, peilmoment)
        return self.states[index - 1].visible() if index else State()

    def put(self, peilmoment, state):
        index = bisect.bisect_right(self.peilmomenten, peilmoment)
        if 0 < index < len(self.states):
            state = with_the_unseen(state, self.states[index - 1])
        self.peilmomenten.insert(index, peilmoment)
        self.states.insert(index, state)


NEW, REINSTATED, CHANGED, MOVED, LEFT, COMPLETED = (
    "new", "reinstated", "changed", "start day changed", "left", "completed")


@dataclass
class Change:
    """What a snapshot did to one place; alerts follow from these."""
    what: str
    wait: Wait
    leaving: Leaving = None


@dataclass
class Outcome:
    state: State
    changes: dict = field(default_factory=dict)  # id -> Change
    new: int = 0
    changed: int = 0
    left: int = 0
    completed: int = 0
    vanished: list = field(default_factory=list)


@dataclass
class Departure:
    reason: int
    date: datetime.date
    how: str  # "outflow", "vanished" or "outside" (the exception of 2.2)


def departures(state, lines, day):
    """Who of the open places leaves: {id: Departure}, in order of id."""
    leaving = {}
    first = {}
    for line in lines:
        first.setdefault(line.id, line)
    for identifier in sorted(state.open):
        line = first.get(identifier)
        if line is None:
            leaving[identifier] = Departure(REASON.UNSPECIFIED, day, "vanished")
        elif line.section == SECTION.PLACES and line.outside:
            leaving[identifier] = Departure(REASON.VERHUISD, day, "outside")
        elif line.section == SECTION.OUTFLOW and not line.faults:
            leaving[identifier] = Departure(line.reason, line.date, "outflow")
    return leaving


def hold(state, lines, day):
    """(n, m) when the snapshot must be held back (3.4), else None."""
    going = departures(state, lines, day).values()
    counted = [d for d in going if d.how != "outside"]
    n, m = len(state.open) - (len(going) - len(counted)), len(counted)
    half_gone = n >= 10 and 2 * m > n
    all_unexplained = n >= 3 and m == n and all(d.reason == REASON.UNSPECIFIED for d in counted)
    return (n, m) if half_gone or all_unexplained else None


def apply(base, lines, peilmoment, late):
    """The state after the snapshot (section 4). A late one works on a state of its own
    and never touches the present of a wait."""
    outcome = Outcome(base.copy())
    day = civil_day(peilmoment)
    going = departures(base, lines, day)
    accepted = [line for line in lines if not line.faults]
    for line in sorted(accepted, key=lambda line: line.id):
        if line.section == SECTION.PLACES:
            _apply_place(base, outcome, line, late)
        elif line.id not in base.open:
            _apply_outflow(base, outcome, line, late)
    for identifier, departure in going.items():
        _leave(outcome, identifier, departure, late)
    return outcome


def _apply_place(base, outcome, line, late):
    if line.id in base.open:
        wait, old = outcome.state.open[line.id]
        if content(old) == content(line.place):
            return
        outcome.changed += 1
        moved = start_day(old) != start_day(line.place)
        outcome.changes[line.id] = Change(MOVED if moved else CHANGED, wait)
    else:
        wait = _arrive(outcome, line, late)
        outcome.new += 1
    outcome.state.open[line.id] = (wait, line.place)
    if not late:
        wait.place = line.place


def _arrive(outcome, line, late):
    """An id that is not open: the wait that left with this start day, or a new one (4.1)."""
    leavings = outcome.state.left.get(line.id, [])
    same = [x for x in leavings if x.start == start_day(line.place)]
    if not same:
        wait = Wait(line.id)
        outcome.changes[line.id] = Change(NEW, wait)
        return wait
    wait = same[-1].wait
    outcome.state.left[line.id] = [x for x in leavings if x is not same[-1]]
    outcome.changes[line.id] = Change(REINSTATED, wait)
    if wait.void and late:
        return Wait(line.id)  # counts while the late snapshot holds; the wait stays void
    wait.void = None
    return wait


def _apply_outflow(base, outcome, line, late):
    known = base.known(line.id)
    carried = start_day(line.place) if line.place is not None else None
    if not known.left_onbekend or (carried and carried != known.start):
        outcome.new += 1  # came and left in between
        outcome.left += 1
        return
    leaving = outcome.state.last_leaving(line.id)
    leaving.reason, leaving.date = line.reason, line.date
    outcome.completed += 1
    outcome.changes[line.id] = Change(COMPLETED, leaving.wait, leaving)
    if line.reason == REASON.ADMIN_FOUT and not late:
        leaving.wait.void = leaving


def _leave(outcome, identifier, departure, late):
    wait, place = outcome.state.open.pop(identifier)
    leaving = Leaving(wait, place, departure.reason, departure.date)
    outcome.state.left[identifier] = outcome.state.left.get(identifier, []) + [leaving]
    outcome.left += 1
    outcome.changes[identifier] = Change(LEFT, wait, leaving)
    if departure.how == "vanished":
        outcome.vanished.append(identifier)
    if departure.reason == REASON.ADMIN_FOUT and not late:
        wait.void = leaving
