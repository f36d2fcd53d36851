"""Simulated years of a whole region from a seed: many desks, one clock, and everything
that goes wrong in between. The script looks at the model to aim its tricks (which id
vanished, what is held), never at the daemon."""
import collections
import dataclasses
import datetime
import random

import mischief
from contract import APPLY, DISCARD, STATUS, pb
from days import DAY_US, HOUR_US, MINUTE_US, SECOND_US, Norm, civil_day, days_later, midnight
from desk import Desk
from model import hash_of
from settings import Aanbieder, Participant, Scope, Settings

FIRST_DAY = datetime.date(2023, 10, 20)
USES_A_NUMBER = (STATUS.ACCEPTED, STATUS.HELD, STATUS.REJECTED)
READERS = (
    Participant("allen", ("coordinator",)),
    Participant("delft", ("coordinator",), scope=Scope(gemeenten=("0503", "0603"))),
    Participant("kdc", ("coordinator",), scope=Scope(hulpvormen=("KDC", "DYSLEXIE"))),
    Participant("gi", ("coordinator",), scope=Scope(gis=("06012345",))),
    Participant("smal", ("coordinator",), scope=Scope(("0518", "0637"), ("KDC", "VERBLIJF_OPEN"),
                                                      ("06054321", "06012345"))),
    Participant("beheer", ("beheer",)),
    Participant("analist", ("analist",)),
    Participant("klok", ("klok",)),
)


def norm_changes(first, days):
    """(the day it is in force, the norm): inclusive, in days, with other levels, and back."""
    kinds = [dict(inclusive=True), dict(days=90), dict(days=90, levels=()), dict(),
             dict(days=80, warning_days=10), dict(levels=(6, 12)), dict(), dict(days=200),
             dict(levels=()), dict(warning_days=0), dict(levels=(9,)), dict(inclusive=True)]
    step = max(days // (len(kinds) + 1), 1)
    for index, kind in enumerate(kinds, start=1):
        day = days_later(first, index * step)
        yield day, Norm(f"norm-{index}", day, **kind)


class Region:
    def __init__(self, seed, aanbieders, days, first_day=FIRST_DAY):
        self.dice = random.Random(seed)
        self.days, self.first_day = days, first_day
        self.children = [self.dice.randbytes(32) for _ in range(aanbieders * 6)]
        self.desks = [self._desk(f"06{self.dice.randrange(10 ** 4):04}{index:02}")
                      for index in range(aanbieders)]
        self.settings = Settings(
            (Norm("3m", datetime.date(1990, 1, 1)),),
            tuple(self._participant(d, self.dice.choice((3, 7, 14))) for d in self.desks) + READERS)
        self.start = midnight(first_day) + 9 * HOUR_US
        self.norms = collections.OrderedDict(norm_changes(first_day, days))
        self.mergers = [first_day + datetime.timedelta(days=days * part // 10) for part in (4, 7)]

    def _desk(self, agb):
        return Desk(self.dice, f"a{agb}", agb, self.dice.choice((3, 5, 9, 14, 20)), self.children)

    def _participant(self, desk, interval, successor_of=""):
        return Participant(desk.name, ("aanbieder",), (Aanbieder(
            desk.agb, f"Aanbieder {desk.agb}", interval, opvolger_van=successor_of),))

    # ------------------------------------------------------------------- days

    def play(self, player):
        self.player, self.model = player, player.model
        for index in range(self.days):
            day = days_later(self.first_day, index)
            if civil_day(self.model.clock) <= day:
                self._day(day)
                self._office(day)
            if index == max(self.days - 12, self.days // 2):
                player.prove()
        self._read_all()

    def _day(self, day):
        instants = self._clock_moves(day)
        for number, instant in enumerate(instants):
            self._move(instant)
            share = [d for d in self.desks if self.dice.randrange(len(instants)) == number]
            for desk in share:
                self._turn(desk, day)
        self.player.read("allen")

    def _clock_moves(self, day):
        """One or more instants of the day; now and then its very edges."""
        begin, end = midnight(day), midnight(days_later(day, 1))
        instants = [self.dice.randrange(begin, end) for _ in range(self.dice.choice((1, 1, 2)))]
        if self.dice.random() < 0.1:
            instants.append(begin)
        if self.dice.random() < 0.05:
            instants.append(end - self.dice.choice((1, 2, 5, SECOND_US)))
        return sorted(i for i in instants if i > self.model.now)

    def _move(self, instant):
        chance = self.dice.random()
        if chance < 0.03:
            self.player.restart(instant)
        else:
            self.player.move_clock(instant)
        self.player.read("allen")
        if chance > 0.98:
            self.player.move_clock(instant - self.dice.choice((SECOND_US, DAY_US)))

    def _office(self, day):
        """What the operator does, after the day's deliveries."""
        if day in self.mergers:
            self._merge()
        coming = [n for d, n in self.norms.items() if d <= days_later(day, 3)]
        if coming:
            for norm in coming:
                self.norms.pop(norm.start)
            future = [n for n in coming if n.start > self.model.evaluated]
            for norm in future:
                self._reconfigure(self.model.settings.with_norm(norm))
        if self.dice.random() < 0.015:
            self._outage()
        if self.dice.random() < 0.02:
            self._reconfigure(self._small_change())
        if self.dice.random() < 0.1:
            self.player.check_status()
        if self.dice.random() < 0.04:
            self._read_all()

    def _read_all(self):
        for reader in READERS:
            self.player.read(reader.name, self.dice.choice((0, 1 + self.dice.randrange(500), 500)))
        for desk in self.desks:
            if not desk.not_before:
                self.player.read(desk.name)

    def _outage(self):
        """Days without an engine, or a clock that leaps while it runs."""
        instant = self.model.clock + self.dice.randint(1, 16) * DAY_US + self.dice.randrange(DAY_US)
        if self.dice.random() < 0.6:
            self.player.restart(instant)
        else:
            self.player.move_clock(instant)

    def _reconfigure(self, settings):
        self.player.restart(self.model.clock + self.dice.choice((0, MINUTE_US)), settings)

    def _small_change(self):
        settings = self.model.settings
        kind = self.dice.randrange(3)
        if kind == 0:
            *ranks, last = settings.rank_order
            self.dice.shuffle(ranks)
            return dataclasses.replace(settings, rank_order=(*ranks, last))
        desk = self.dice.choice([d for d in self.desks if not d.not_before])
        if kind == 1:
            desk = self._desk(f"07{self.dice.randrange(10 ** 6):06}")
            self.desks.append(desk)
        return settings.with_participant(
            self._participant(desk, self.dice.choice((2, 5, 9, 30))))

    def _merge(self):
        """4.5, once nothing is held. The successor is enrolled by the same event."""
        free = [d for d in self.desks if not d.not_before and self._history(d).newest
                and self.model.aanbieders[d.agb].held is None]
        if not free:
            return
        old = self.dice.choice(free)
        new = self._desk(f"0{self.dice.choice((1, 9))}{self.dice.randrange(10 ** 6):06}")
        new.places, new.ids, new.size = old.places, old.ids, old.size
        new.not_before = self._history(old).newest
        self._reconfigure(self.model.settings.with_participant(
            self._participant(new, 7, successor_of=old.agb)))
        self.desks = [new if d is old else d for d in self.desks]
        body = old.message(self.model.clock).SerializeToString()
        self.player.push(old.name, body, "by the old code")

    # ------------------------------------------------------------------ turns

    def _history(self, desk):
        return self.model.aanbieders[desk.agb].history

    def _turn(self, desk, day):
        """What one desk does when it is its turn."""
        if desk.silent_until and day < desk.silent_until:
            return
        chance = self.dice.random()
        if chance < 0.012:
            desk.silent_until = days_later(day, self.dice.randint(4, 45))
        elif chance < 0.80:
            self._deliver(desk)
        if self.model.aanbieders[desk.agb].held and self.dice.random() < 0.5:
            self._settle_held(desk)
        if self.dice.random() < 0.08:
            self._late(desk)
        if self.dice.random() < 0.08:
            self._number_trouble(desk)

    def _deliver(self, desk):
        today, state = civil_day(self.model.clock), self._history(desk).present
        desk.live(today, state, self.dice.choice((0, 0, 1, 2, 3, 5)))
        if self.dice.random() < 0.025:
            desk.clean_up(today)
        message = desk.message(self._peilmoment(desk))
        chance = self.dice.random()
        if chance < 0.12:
            mischief.spoil_lines(self.dice, message, civil_day(message.peilmoment))
        elif chance < 0.15:
            mischief.move_outside(self.dice, message)
        elif chance < 0.18:
            spare = desk.new_place(b"spare", days_later(today, -30))
            mischief.reject(self.dice, message, self.model.clock, spare)
        if self.dice.random() < 0.05:
            message.aanname.add(hulpvorm=self.dice.choice((6, 99)),
                                status=self.dice.choice((1, 2, 7)))
        if self.dice.random() < 0.0003:
            mischief.too_large(message, desk.new_place(b"spare", today))
        self._send(desk, message)

    def _peilmoment(self, desk):
        """A little ago, the same as the last one, or just ahead; never late."""
        now, newest = self.model.clock, self._history(desk).newest
        chance = self.dice.random()
        if newest and chance < 0.06:
            return newest
        ago = self.dice.choice((0, -4 * MINUTE_US, -5 * MINUTE_US, SECOND_US, HOUR_US,
                                self.dice.randrange(DAY_US)))
        if newest is None and chance < 0.5:
            ago = self.dice.randrange(200) * DAY_US
        return max(now - ago, newest or 0)

    def _send(self, desk, message, note=""):
        body = message.SerializeToString()
        reply = self.player.push(desk.name, body, note)
        if reply.head.status in USES_A_NUMBER:
            desk.used(body)
        return reply

    def _settle_held(self, desk):
        """Confirmed or discarded, by the aanbieder or by beheer; sometimes misnamed."""
        held = self.model.aanbieders[desk.agb].held
        request = pb.ConfirmRequest(
            agb_code=desk.agb, epoch=held.snapshot.epoch, sequence=held.snapshot.sequence,
            content_hash=held.hash, action=self.dice.choice((APPLY, DISCARD)))
        name = self.dice.choice((desk.name, desk.name, "beheer", "allen"))
        if self.dice.random() < 0.2:
            request.sequence += 1
        if self.dice.random() < 0.1:
            request.content_hash = hash_of(b"something else")
        self.player.confirm(name, request)
        if self.dice.random() < 0.4:
            self.player.confirm(desk.name, request)
        if not self.model.aanbieders[desk.agb].held:
            desk.believe(self._history(desk).present)

    def _late(self, desk):
        history = self._history(desk)
        peilmoment = mischief.late_peilmoment(self.dice, history, self.model.clock,
                                              desk.not_before)
        if peilmoment is None:
            return
        day = civil_day(peilmoment)
        places, gone = mischief.late_places(self.dice, history.at(peilmoment), desk, day)
        message = desk.message(peilmoment, places, gone)
        if self.dice.random() < 0.1:
            mischief.spoil_lines(self.dice, message, day)
        self._send(desk, message, "late")

    # --------------------------------------------------------- numbers, doors

    def _number_trouble(self, desk):
        tricks = [self._repeat] * 4 + [self._conflict, self._gap, self._new_epoch,
                                       self._wrong_epoch, self._closed_epoch, self._malformed,
                                       self._not_allowed]
        self.dice.choice(tricks)(desk)

    def _now(self, desk):
        return desk.message(max(self.model.clock, self._history(desk).newest or 0))

    def _repeat(self, desk):
        if desk.sent:
            self.player.push(desk.name, self.dice.choice(desk.sent), "repeated")

    def _conflict(self, desk):
        if desk.sent:
            message = pb.Snapshot.FromString(self.dice.choice(desk.sent))
            message.system.name += "!"
            self.player.push(desk.name, message.SerializeToString(), "conflict")

    def _gap(self, desk):
        message = self._now(desk)
        message.sequence += self.dice.choice((1, 2, 1000, 2 ** 40))
        self.player.push(desk.name, message.SerializeToString(), "gap")

    def _new_epoch(self, desk):
        """As it should be: a new outbox that names the old one and its last number."""
        if not desk.sequence:
            return
        old = (desk.epoch, desk.sequence)
        desk.new_epoch()
        message = self._now(desk)
        message.superseded_epoch, message.superseded_sequence = old
        if self.dice.random() < 0.3:
            early = pb.Snapshot.FromString(message.SerializeToString())
            early.sequence = 2
            self.player.push(desk.name, early.SerializeToString(), "new epoch, gap")
        self._send(desk, message, "new epoch")

    def _wrong_epoch(self, desk):
        message = self._now(desk)
        message.epoch, message.sequence = self.dice.randbytes(16), 1
        if self.dice.random() < 0.7:
            message.superseded_epoch = self.dice.choice((desk.epoch, self.dice.randbytes(16)))
            message.superseded_sequence = desk.sequence + self.dice.choice((-1, 1)) \
                if desk.sequence else 1
        self.player.push(desk.name, message.SerializeToString(), "wrong epoch")

    def _closed_epoch(self, desk):
        if desk.sent:
            message = self._now(desk)
            first = pb.Snapshot.FromString(desk.sent[0])
            message.epoch, message.sequence = first.epoch, 5000
            self.player.push(desk.name, message.SerializeToString(), "first epoch")

    def _malformed(self, desk):
        message = self._now(desk)
        kind = self.dice.randrange(5)
        if kind == 4:
            self.player.push(desk.name, self.dice.choice((b"", b"\xff\xff")), "undecodable")
            return
        if kind == 0:
            message.sequence = 0
        elif kind == 1:
            message.agb_code = self.dice.choice(("", "0601071", "0601071x", "060107133"))
        elif kind == 2:
            message.epoch = b"short"
        else:
            message.superseded_epoch = b"short"
        self.player.push(desk.name, message.SerializeToString(), "malformed")

    def _not_allowed(self, desk):
        message = self._now(desk)
        other = self.dice.choice([d for d in self.desks if d is not desk] or [desk])
        name = self.dice.choice(("allen", "beheer", other.name))
        if name != desk.name:
            self.player.push(name, message.SerializeToString(), "not allowed")
        message.agb_code = "09999999"
        self.player.push(desk.name, message.SerializeToString(), "unknown code")
