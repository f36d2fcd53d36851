"""Short histories of three aanbieders and four ids, drawn and made smaller by
hypothesis: when daemon and rules differ, the least example is what gets printed.
More of them: WACHTPOST_HISTORIES=2000."""
import datetime
import os

from contract import APPLY, DISCARD, REASON, STATUS, pb
from days import DAY_US, HOUR_US, Norm, civil_day, days_later, midnight, number
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from play import Player
from scene import ZEE, ZON, DUIN, epoch_of, place, snapshot
from scene import settings as rules

FIRST = datetime.date(2024, 2, 27)
AGBS = (ZON, ZEE, DUIN)
# Days before the first day: about to threaten, to cross, to reach a level, and fresh.
STARTS = (-93, -92, -91, -90, -78, -77, -183, -182, -30, 0)
REASONS = (REASON.UNSPECIFIED, REASON.GESTART, REASON.TERUGGETROKKEN, REASON.ADMIN_OPGESCHOOND,
           REASON.ADMIN_FOUT)
NORMS = (dict(), dict(inclusive=True), dict(days=90), dict(days=95), dict(levels=()))

ids = st.sampled_from("abcd")
starts = st.sampled_from(STARTS)
lines = st.dictionaries(ids, st.tuples(starts, st.integers(0, 2)), max_size=4)
gone = st.dictionaries(ids, st.tuples(st.sampled_from(REASONS), st.integers(0, 4),
                                      st.none() | starts), max_size=2)
pushes = st.tuples(st.just("push"), st.integers(0, 2), lines, gone,
                   st.sampled_from((None, None, None, "equal", "late", "later")))
days = st.tuples(st.just("days"), st.sampled_from((1, 1, 2, 3, 14, 31, 92)))
jumps = st.tuples(st.just("jump"), st.sampled_from((1, 2, 5, 31, 92)))
confirms = st.tuples(st.just("confirm"), st.integers(0, 2), st.sampled_from((APPLY, DISCARD)))
repeats = st.tuples(st.just("repeat"), st.integers(0, 2))
histories = st.lists(st.one_of(pushes, pushes, pushes, pushes, days, jumps, confirms, repeats),
                     min_size=1, max_size=12)
norms = st.lists(st.tuples(st.integers(1, 40), st.integers(0, len(NORMS) - 1)), max_size=2,
                 unique_by=lambda n: n[0])


class Story:
    """Carries one drawn history out."""

    def __init__(self, norms):
        changes = tuple(Norm(f"norm-{day}", days_later(FIRST, day), **NORMS[kind])
                        for day, kind in norms)
        settings_ = rules(*AGBS, norms=(Norm("3m", datetime.date(1990, 1, 1)), *changes),
                          interval=5)
        self.player = Player(settings_, midnight(FIRST) + 9 * HOUR_US)
        self.model = self.player.model
        self.sequences, self.last = dict.fromkeys(AGBS, 0), {}

    def push(self, index, places, gone, when):
        agb = AGBS[index]
        peilmoment = self._peilmoment(agb, when)
        today = civil_day(peilmoment)
        listed = [self._place(i, *how) for i, how in places.items()]
        left = [self._outflow(i, today, *how) for i, how in gone.items()]
        body = snapshot(agb, epoch_of(agb), self.sequences[agb] + 1, peilmoment, listed,
                        left).SerializeToString()
        reply = self.player.push(f"a{agb}", body)
        assert reply.head.status in (STATUS.ACCEPTED, STATUS.HELD, STATUS.REJECTED)
        self.sequences[agb] += 1
        self.last[agb] = body

    def _peilmoment(self, agb, when):
        known = self.model.aanbieders[agb].history.peilmomenten
        if when is None or not known:
            return self.model.clock
        if when == "equal":
            return known[-1]
        return known[-1] - 1 if when == "later" else known[0] + (known[-1] - known[0]) // 2

    def _place(self, identifier, start, variant):
        return place(identifier, days_later(FIRST, start), jeugdige=identifier.encode() * 32,
                     jeugdige_epoch=1, gemeente=("0518", "0503", "0363")[variant])

    def _outflow(self, identifier, today, reason, ago, start):
        out = pb.Uitstroom(id=identifier.encode(), reden=reason,
                           datum=number(days_later(today, -ago)))
        if start is not None:
            out.place.CopyFrom(self._place(identifier, start, 0))
        return out

    def days(self, count):
        for _ in range(count):
            self.player.move_clock(self.model.clock + DAY_US)

    def jump(self, count):
        self.player.move_clock(self.model.clock + count * DAY_US)

    def confirm(self, index, action):
        agb = AGBS[index]
        held = self.model.aanbieders[agb].held
        self.player.confirm(f"a{agb}", pb.ConfirmRequest(
            agb_code=agb, epoch=epoch_of(agb), action=action,
            sequence=held.snapshot.sequence if held else 1,
            content_hash=held.hash if held else bytes(32)))

    def repeat(self, index):
        if AGBS[index] in self.last:
            self.player.push(f"a{AGBS[index]}", self.last[AGBS[index]])


@settings(max_examples=int(os.environ.get("WACHTPOST_HISTORIES", "60")), deadline=None,
          derandomize="WACHTPOST_HISTORIES" not in os.environ, database=None,
          suppress_health_check=list(HealthCheck))
@given(norms, histories)
def test_daemon_and_rules_tell_the_same_of_any_short_history(norms, history):
    story = Story(norms)
    try:
        for step, *details in history:
            getattr(story, step)(*details)
            story.player.read("allen")
        for reader in ("delft", "beheer", *(f"a{agb}" for agb in AGBS)):
            story.player.read(reader, limit=3)
        story.player.check_status()
    finally:
        story.player.close()
