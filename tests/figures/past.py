"""What was so, as known at an instant: everything recorded by then, replayed from
scratch into one full state per applied peilmoment (proto/FIGURES.md section 1)."""
import bisect
import datetime
import itertools
from dataclasses import dataclass

from contract import REASON, pb
from days import civil_day, days_later, midnight
from ledger import Adopted, Delivered, Noted, Took
from lines import check_lines, start_day
from places import History, State, Wait, apply
from versions import versions


@dataclass(eq=False)
class Passed:
    """Who came and left between two snapshots: a wait of its own."""
    peilmoment: int
    late: bool
    wait: Wait
    place: pb.Wachtplek
    reason: int
    date: datetime.date

    @property
    def never_was(self):
        return self.reason == REASON.ADMIN_FOUT and not self.late


@dataclass(eq=False)
class Flow:
    """One wait that came or left, on the civil day of the peilmoment that showed it."""
    arrived: bool
    agb: str
    peilmoment: int
    wait: Wait
    place: pb.Wachtplek
    reason: int = REASON.UNSPECIFIED
    date: datetime.date = None  # of leaving; None: nobody told

    @property
    def day(self):
        return civil_day(self.peilmoment)

    @property
    def order(self):
        return self.peilmoment, not self.arrived


class Code:
    """One AGB-code. A successor goes on with the history of the code before it."""

    def __init__(self, agb):
        self.agb = agb
        self.history, self.passed = History(), []
        self.snapshots = {}  # peilmoment -> the last recorded snapshot about it
        self.opened = {}  # peilmoment -> the waits that some snapshot about it opened
        self.before = None  # the code it succeeded
        self.begins = self.ends = None  # civil days: from and up to a succession
        self.carried = None  # the last peilmoment of the code before it
        self.as_it_ended = None  # its states and flows, which no successor changes

    def succeed(self, old, day):
        self.history.peilmomenten = list(old.history.peilmomenten)
        self.history.states = list(old.history.states)
        self.snapshots = dict(old.snapshots)
        self.opened = {peilmoment: set(waits) for peilmoment, waits in old.opened.items()}
        self.before = old
        old.as_it_ended = ([s.visible() for s in old.history.states], list(old.flows()),
                           list(old.shown()))
        self.begins = old.ends = day
        self.carried = old.history.newest

    def counts(self, peilmoment):
        """Whether it is one of its own."""
        return self.carried is None or peilmoment > self.carried

    def peilmomenten(self):
        return sorted({p for p in self.history.peilmomenten if self.counts(p)})

    def in_force(self, day):
        """(peilmoment, state) at the end of a day; None: nothing is."""
        if (self.begins and day < self.begins) or (self.ends and day >= self.ends):
            return None
        end = midnight(days_later(day, 1)) - 1
        index = bisect.bisect_right(self.history.peilmomenten, end)
        if not index:
            return None
        state = (self.as_it_ended[0][index - 1] if self.as_it_ended
                 else self.history.states[index - 1].visible())
        return self.history.peilmomenten[index - 1], state

    def flows(self):
        """Differences of consecutive states, and who came and left in between (section 4)."""
        if self.as_it_ended:
            return self.as_it_ended[1]
        return [flow for flow in [*self.shown(), *self._passings()]
                if self.counts(flow.peilmoment)]

    def shown(self):
        """Differences, those among states of the code before it too."""
        return self.as_it_ended[2] if self.as_it_ended else list(self._shown())

    def _shown(self):
        before = State()
        pairs = zip(self.history.peilmomenten, self.history.states)
        for peilmoment, equal in itertools.groupby(pairs, key=lambda pair: pair[0]):
            *earlier, now = [state.visible() for _, state in equal]
            yield from self._differences(peilmoment, before, earlier, now)
            before = now

    def _passings(self):
        for passed in self.passed:
            if not passed.never_was:
                yield from self._both(passed.peilmoment, passed.wait, passed.place,
                                      passed.reason, passed.date)

    def _differences(self, peilmoment, before, earlier, now):
        was, now_open = dict(before.open.values()), dict(now.open.values())
        for wait, place in now_open.items():
            if wait not in was:
                yield Flow(True, self.agb, peilmoment, wait, place)
        for wait, place in was.items():
            if wait not in now_open:
                yield Flow(False, self.agb, peilmoment, wait, place, *how_it_left(now, wait))
        shortly = {wait: place for state in earlier for wait, place in state.open.values()
                   if wait in self.opened.get(peilmoment, ())
                   and wait not in was and wait not in now_open}
        for wait, place in shortly.items():
            yield from self._both(peilmoment, wait, place, *how_it_left(now, wait))

    def _both(self, peilmoment, wait, place, reason, date):
        yield Flow(True, self.agb, peilmoment, wait, place)
        yield Flow(False, self.agb, peilmoment, wait, place, reason, date)


def how_it_left(state, wait):
    """Reason and date, as far as anybody told."""
    leavings = [x for x in state.left.get(wait.id, []) if x.wait is wait]
    return (leavings[-1].reason, leavings[-1].date) if leavings else (REASON.UNSPECIFIED, None)


def passings(base, lines):
    """The outflow lines that tell of somebody who came and left (rules.md 4.2), in order."""
    for line in sorted(lines, key=lambda line: line.id):
        if line.faults or line.date is None or line.id in base.open:
            continue
        known = base.known(line.id)
        same = line.place is None or start_day(line.place) == known.start
        if not (known.left_onbekend and same):
            yield line


class Past:
    """Everything recorded at or before `known_at`."""

    def __init__(self, recorded, known_at):
        self.known_at = known_at
        self.settings = None
        self.intervals = {}  # agb -> the last it had
        self.codes = {}
        self.taken = {}  # wait -> what was said of it, in order
        self.said = {}  # (agb, id) -> the same, by the name it was said of
        self.opened = {}  # wait -> the event that first opened it
        self.versions = {}  # (agb, id) -> in the order in which they were recorded
        self.notes = []
        steps = {Adopted: self._adopt, Delivered: self._deliver, Took: self._take,
                 Noted: lambda entry: self.notes.append(entry.duiding)}
        for entry in recorded:
            if entry.instant <= known_at:
                steps[type(entry)](entry)
        self.flows = [flow for code in self.codes.values() for flow in code.flows()]

    def _adopt(self, entry):
        self.settings = entry.settings
        for listed in entry.settings.aanbieders():
            self.intervals[listed.agb] = listed.interval
            code = self.codes.setdefault(listed.agb, Code(listed.agb))
            old = self.codes.get(listed.opvolger_van)
            if old and not old.ends:
                code.succeed(old, civil_day(entry.instant))

    def _deliver(self, entry):
        code, peilmoment = self.codes[entry.agb], entry.snapshot.peilmoment
        history = code.history
        late = history.newest is not None and peilmoment < history.newest
        base = history.at(peilmoment) if late else history.present
        lines = check_lines(entry.snapshot, civil_day(peilmoment), base.known)
        passed = [Passed(peilmoment, late, Wait(line.id), line.place, line.reason, line.date)
                  for line in passings(base, lines)]
        outcome = apply(base, lines, peilmoment, late)
        until = min((p for p in history.peilmomenten if p > peilmoment), default=0)
        history.put(peilmoment, outcome.state)
        code.passed += passed
        code.snapshots[peilmoment] = entry.snapshot
        was_open = {wait for wait, _ in base.open.values()}
        code.opened.setdefault(peilmoment, set()).update(
            wait for wait, _ in outcome.state.open.values() if wait not in was_open)
        for identifier, version in versions(entry, outcome, passed, until, self.opened):
            self.versions.setdefault((entry.agb, identifier), []).append(version)

    def _take(self, entry):
        wait, _ = self.codes[entry.agb].history.present.open[entry.place_id]
        self.taken.setdefault(wait, []).append(entry.taken)
        self.said.setdefault((entry.agb, entry.place_id), []).append(entry.taken)

    # ---------------------------------------------------------------- questions

    def name(self, wait):
        """The same in every past: its id, and the event that opened it."""
        return wait.id, self.opened[wait]

    def taken_by(self, wait, day):
        """What was last said of a wait by the end of a day, or None."""
        said = [t for t in self.taken.get(wait, []) if civil_day(t.recorded_at) <= day]
        return said[-1] if said else None

    def line_of(self, agb):
        """A code after the ones it succeeded, the oldest first."""
        code, line = self.codes.get(agb), []
        while code:
            line.insert(0, code.agb)
            code = code.before
        return line

    def left_before(self, agb, wait, peilmoment):
        """Whether a wait had left the list at or before a peilmoment, under whichever code."""
        return any(not flow.arrived and flow.wait is wait and flow.peilmoment <= peilmoment
                   for flow in self.codes[agb].shown())

    def bought(self, place, day):
        """Whether the region buys this kind of help for this gemeente on that day."""
        return self.settings.bought(place.gemeente, place.hulpvorm, day)

    def expected(self):
        """The codes that stand in the configuration and are not succeeded."""
        return {a.agb for a in self.settings.aanbieders() if not self.codes[a.agb].ends}

    def open_in_the_end(self):
        """The waits that are open in the last state known."""
        return {wait for code in self.codes.values() if not code.ends
                for wait, _ in code.history.present.visible().open.values()}

    def last_leavings(self):
        """The last flow of every wait, under whichever code, where it is a leaving and the wait
        is not open again; of a moment at which it came and left, that it left."""
        still_open, last = self.open_in_the_end(), {}
        for flow in self.flows:
            other = last.get(flow.wait)
            if other is None or flow.order >= other.order:
                last[flow.wait] = flow
        return [f for f in last.values() if not f.arrived and f.wait not in still_open]
