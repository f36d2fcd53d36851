"""What the daemon must answer and tell (rules.md sections 1 to 7), said naively.

A Model takes what the daemon takes: a configuration, requests as bytes, moves of the
clock. It predicts replies, receipts and alerts as messages of the contract, without
the sentences (they are for people). `event` numbers count the model's own events; a
journal may number differently.
"""
import hashlib
from dataclasses import dataclass, field

from google.protobuf.message import DecodeError

from book import Book
from contract import APPLY, HOLD, MAATREGEL, REJECT, SECTION, STATUS, WARNING, pb
from days import MINUTE_US, ONE_DAY, civil_day, clamp, days_later, monday, number
from lines import check_lines, digits, holds_bsn, is_sorted
from places import History, apply, hold
from teller import Teller

MAX_LINES = 20000
NO_MAATREGEL = (MAATREGEL.UNSPECIFIED, MAATREGEL.GEEN)


def hash_of(body):
    return hashlib.blake2b(body, digest_size=32).digest()


@dataclass(eq=False)
class Held:
    snapshot: pb.Snapshot
    hash: bytes
    recorded_at: int
    n: int
    m: int
    alert: pb.Alert  # the AFWIJKEND that stands


@dataclass(eq=False)
class Aanbieder:
    """One AGB-code: what it delivered and what stands about it as a whole."""
    agb: str
    enrolled: object  # day
    history: History = field(default_factory=History)
    receipts: dict = field(default_factory=dict)  # (epoch, sequence) -> Receipt
    epoch: bytes = None
    sequence: int = 0  # the last one used
    closed: set = field(default_factory=set)
    received: object = None  # day of the last snapshot received
    held: Held = None
    stil: pb.Alert = None
    accepted: bool = False  # a snapshot of this code, ever
    succeeded: bool = False

    @property
    def open(self):
        return self.history.present.open


class Refused(Exception):
    """An answer that uses no number."""

    def __init__(self, status, expected=0):
        super().__init__(status)
        self.status, self.expected = status, expected


class Model:
    def __init__(self, settings, instant):
        self.settings = None
        self.clock, self.last, self.events = instant, instant - 1, 0
        self.own_days = []  # days evaluated on their own civil day
        self.told = []  # the civil days of events that tell of a jeugdige
        self.without_body = self.stripped = 0  # so many of them
        self.aanbieders = {}
        self.evaluated = civil_day(instant)
        self.book = Book(self)
        self.configure(settings)

    # ------------------------------------------------------------------- time

    def _event(self, told=False):
        """The instant of a new event (1.1); `told`: it tells of a jeugdige."""
        self.last = max(self.clock, self.last + 1)
        self.events += 1
        if told:
            self.told.append(civil_day(self.last))
        return self.last

    def _catch_up(self):
        """Evaluates every day up to and including today, as soon as it is that day: when
        the clock moved, and when the microseconds of events ran into the next day."""
        while self.evaluated < civil_day(max(self.clock, self.last + 1)):
            self._evaluate(self.evaluated + ONE_DAY)

    @property
    def now(self):
        """A clock that stands still is overtaken by the microseconds of events."""
        return max(self.clock, self.last)

    def move_clock(self, instant):
        if instant < self.now:
            return pb.ClockReply(head=pb.ReplyHead(status=STATUS.MALFORMED))
        self.clock = instant
        self._catch_up()
        return pb.ClockReply(head=pb.ReplyHead(status=STATUS.OK),
                             evaluated_day=number(self.evaluated))

    def restart(self, instant, settings=None):
        """Stopped and started with another clock and perhaps another configuration."""
        self.clock = max(self.clock, instant)
        self._catch_up()
        if settings and settings != self.settings:
            self.configure(settings)
            self._catch_up()

    def _evaluate(self, day):
        """Section 6, after section 7 where the norm changes on this day."""
        instant = self._event()
        self.evaluated = day
        if civil_day(instant) == day:
            self.own_days.append(day)
        norm = self.settings.norm_on(day)
        self.book.begin(instant, day)
        teller = Teller(norm, day, self.book.say)
        if norm != self.settings.norm_on(day - ONE_DAY):
            for aanbieder, wait in self._open_waits():
                self.book.about(aanbieder, norm)
                teller.other_norm(wait)
        for aanbieder, wait in self._open_waits():
            self.book.about(aanbieder, norm)
            teller.day(wait)
        for agb in sorted(self.aanbieders):
            self._listen(self.aanbieders[agb], day)
        self._forget(day)

    def _forget(self, day):
        """What is kept 13 months, a week at a time, or 400 days (store/FORMAT.md, Forgetting) goes in
        an event of its own. Nothing here lasts the 24 months after which places go."""
        without_body = self._past(self.without_body, day, lambda told: clamp(monday(told), 13))
        stripped = self._past(self.stripped, day, lambda told: days_later(told, 400))
        if (without_body, stripped) != (self.without_body, self.stripped):
            self._event()
        self.without_body, self.stripped = without_body, stripped

    def backed_up(self):
        """Of a stopped daemon's store: the event that says what the backup holds."""
        self.last += 1
        self.events += 1

    def _past(self, count, day, term):
        while count < len(self.told) and term(self.told[count]) < day:
            count += 1
        return count

    def _open_waits(self):
        for agb in sorted(self.aanbieders):
            for identifier in sorted(self.aanbieders[agb].open):
                yield self.aanbieders[agb], self.aanbieders[agb].open[identifier][0]

    def _listen(self, aanbieder, day):
        """6.2: silence, in days that were evaluated on their own day."""
        if aanbieder.succeeded or aanbieder.stil or not self.own_days or self.own_days[-1] != day:
            return
        interval, since = self._silence(aanbieder)
        if sum(since < x for x in self.own_days) > interval:
            aanbieder.stil = self.book.say_stil(aanbieder, interval, since)

    def _silence(self, aanbieder):
        return self.contact(aanbieder.agb).interval, aanbieder.received or aanbieder.enrolled

    # ---------------------------------------------------------- configuration

    def configure(self, settings):
        instant = self._event()
        self.settings = settings
        for listed in settings.aanbieders():
            if listed.agb not in self.aanbieders:
                self.aanbieders[listed.agb] = Aanbieder(listed.agb, civil_day(instant))
            if listed.opvolger_van in self.aanbieders:
                self._succeed(self.aanbieders[listed.opvolger_van], self.aanbieders[listed.agb])

    def _succeed(self, old, new):
        """4.5. Past days keep the old code; what is known now is the new one's."""
        if old.succeeded:
            return
        new.history, old.history = old.history, History()
        new.stil, old.stil = new.stil or old.stil, None
        new.received = max((d for d in (old.received, new.received) if d), default=None)
        old.succeeded = True
        self.book.rename(old.agb, new.agb)

    def contact(self, agb):
        return next(a for a in self.settings.aanbieders() if a.agb == agb)

    # ------------------------------------------------------------------- PUSH

    def push(self, name, body):
        reply = self._push(name, body)
        self._catch_up()
        return reply

    def _push(self, name, body):
        """The life of a snapshot (3.1)."""
        reply = pb.PushReply()
        try:
            snapshot = self._decode(body)
            aanbieder = self._sender(name, snapshot.agb_code)
            known = aanbieder.receipts.get((snapshot.epoch, snapshot.sequence))
            if known and known.content_hash == hash_of(body):
                reply.head.status = STATUS.DUPLICATE
                reply.receipt.CopyFrom(known)
                return reply
            self._check_number(aanbieder, snapshot, known)
        except Refused as refused:
            reply.head.status, reply.expected_sequence = refused.status, refused.expected
            return reply
        if snapshot.epoch != aanbieder.epoch:
            aanbieder.closed.add(aanbieder.epoch)
        aanbieder.epoch, aanbieder.sequence = snapshot.epoch, snapshot.sequence
        receipt = self._judge(aanbieder, snapshot, hash_of(body), confirmed=False)
        aanbieder.receipts[snapshot.epoch, snapshot.sequence] = receipt
        reply.head.status = receipt.outcome
        reply.receipt.CopyFrom(receipt)
        return reply

    def _decode(self, body):
        try:
            snapshot = pb.Snapshot.FromString(body)
        except DecodeError:
            raise Refused(STATUS.MALFORMED)
        epochs_fit = (len(snapshot.epoch) == 16 and len(snapshot.superseded_epoch) in (0, 16))
        if not body or not epochs_fit or not snapshot.sequence or not digits(snapshot.agb_code, 8):
            raise Refused(STATUS.MALFORMED)
        return snapshot

    def _sender(self, name, agb):
        aanbieder = self.aanbieders.get(agb)
        if (aanbieder is None or aanbieder.succeeded
                or not self.settings.participant(name).delivers_for(agb)):
            raise Refused(STATUS.DENIED)
        return aanbieder

    def _check_number(self, aanbieder, snapshot, known):
        if known or snapshot.epoch in aanbieder.closed:
            raise Refused(STATUS.CONFLICT)
        expected = aanbieder.sequence + 1
        if snapshot.epoch != aanbieder.epoch:
            expected = 1
            names = (snapshot.superseded_epoch, snapshot.superseded_sequence)
            if names != (aanbieder.epoch or b"", aanbieder.sequence):
                raise Refused(STATUS.CONFLICT)
        if snapshot.sequence > expected:
            raise Refused(STATUS.GAP, expected)

    def _judge(self, aanbieder, snapshot, content_hash, confirmed):
        """REJECTED, HELD or ACCEPTED, as a receipt."""
        instant = self._event(told=True)
        today, day = civil_day(instant), civil_day(snapshot.peilmoment)
        late = bool(aanbieder.history.newest and snapshot.peilmoment < aanbieder.history.newest)
        base = aanbieder.history.at(snapshot.peilmoment) if late else aanbieder.history.present
        lines = []
        if len(snapshot.places) + len(snapshot.outflow) <= MAX_LINES:
            lines = check_lines(snapshot, day, base.known)
        before = len(aanbieder.open)
        receipt = pb.Receipt(
            agb_code=aanbieder.agb, epoch=snapshot.epoch, sequence=snapshot.sequence,
            content_hash=content_hash, peilmoment=snapshot.peilmoment, recorded_at=instant,
            event=self.events, late=late, previous=before, open=before,
            refused=[line.message() for line in lines if line.faults],
            warnings=warnings(snapshot, lines))
        receipt.reject_reason = reject_reason(snapshot, lines, instant, today)
        self.book.begin(instant, today)
        self.book.about(aanbieder, self.settings.norm_on(today))
        held = None if late or confirmed else hold(base, lines, day)
        if receipt.reject_reason:
            receipt.outcome = STATUS.REJECTED
        elif held:
            self._hold(aanbieder, snapshot, content_hash, receipt, held)
        else:
            self._apply(aanbieder, snapshot, receipt, apply(base, lines, snapshot.peilmoment, late),
                        HOLD.APPLIED if confirmed else HOLD.REPLACED)
        receipt.alerts.extend(self.book.refs())
        return receipt

    def _hold(self, aanbieder, snapshot, content_hash, receipt, held):
        receipt.outcome = STATUS.HELD
        n, receipt.would_leave = held
        self._received(aanbieder, HOLD.REPLACED)
        aanbieder.held = Held(snapshot, content_hash, receipt.recorded_at, *held, None)
        aanbieder.held.alert = self.book.say_afwijkend(aanbieder)

    def _apply(self, aanbieder, snapshot, receipt, outcome, hold_end):
        receipt.outcome = STATUS.ACCEPTED
        receipt.new_places, receipt.changed = outcome.new, outcome.changed
        receipt.left, receipt.completed = outcome.left, outcome.completed
        receipt.vanished.extend(outcome.vanished)
        first, aanbieder.accepted = not aanbieder.accepted, True
        aanbieder.history.put(snapshot.peilmoment, outcome.state)
        receipt.open = len(aanbieder.open)
        if receipt.late:
            return
        self._received(aanbieder, hold_end)
        ref = pb.SnapshotRef(epoch=snapshot.epoch, sequence=snapshot.sequence,
                             peilmoment=snapshot.peilmoment, event=self.events)
        self.book.tell_changes(outcome.changes, ref, first)

    def _received(self, aanbieder, hold_end):
        """4.4, with what ends by it (5.1)."""
        if aanbieder.stil:
            self.book.say_stil_ended(aanbieder, *self._silence(aanbieder))
        aanbieder.received = civil_day(self.last)
        if aanbieder.held:
            self._end_hold(aanbieder, hold_end)

    def _end_hold(self, aanbieder, hold_end):
        self.book.say_hold_ended(aanbieder, hold_end)
        aanbieder.held = None

    # ---------------------------------------------------------------- CONFIRM

    def confirm(self, name, body):
        reply = self._confirm(name, body)
        self._catch_up()
        return reply

    def _confirm(self, name, body):
        """3.6."""
        reply, request = pb.ConfirmReply(), pb.ConfirmRequest.FromString(body)
        participant, aanbieder = self.settings.participant(name), None
        if request.agb_code in self.aanbieders:
            aanbieder = self.aanbieders[request.agb_code]
        allowed = participant.has("beheer") or participant.delivers_for(request.agb_code)
        if not allowed or aanbieder is None or aanbieder.succeeded:
            reply.head.status = STATUS.DENIED
            return reply
        held = aanbieder.held
        if held is None or (held.snapshot.epoch, held.snapshot.sequence, held.hash) != (
                request.epoch, request.sequence, request.content_hash):
            reply.head.status = STATUS.NOTHING_HELD
            return reply
        if request.action == APPLY:
            receipt = self._release(aanbieder, held)
        else:
            receipt = self._discard(aanbieder, held)
        reply.head.status = receipt.outcome
        reply.receipt.CopyFrom(receipt)
        return reply

    def _release(self, aanbieder, held):
        """CONFIRM. That it would now be REJECTED is an answer, not an event."""
        before = self.last, self.events, len(self.told)
        receipt = self._judge(aanbieder, held.snapshot, held.hash, confirmed=True)
        if receipt.outcome == STATUS.REJECTED:
            self.last, self.events = before[:2]
            del self.told[before[2]:]
            receipt.event = 0
        return receipt

    def _discard(self, aanbieder, held):
        instant = self._event(told=True)
        self.book.begin(instant, civil_day(instant))
        self.book.about(aanbieder, self.settings.norm_on(civil_day(instant)))
        self._end_hold(aanbieder, HOLD.DISCARDED)
        return pb.Receipt(
            outcome=STATUS.DISCARDED, agb_code=aanbieder.agb, epoch=held.snapshot.epoch,
            sequence=held.snapshot.sequence, content_hash=held.hash,
            peilmoment=held.snapshot.peilmoment, recorded_at=instant, event=self.events,
            previous=len(aanbieder.open), open=len(aanbieder.open), alerts=self.book.refs())

    # ----------------------------------------------------------------- STATUS

    def status(self):
        """What beheer is told of every aanbieder that may still push."""
        return [self._status_of(self.aanbieders[agb]) for agb in sorted(self.aanbieders)
                if not self.aanbieders[agb].succeeded]

    def _status_of(self, aanbieder):
        contact, held = self.contact(aanbieder.agb), aanbieder.held
        status = pb.AanbiederStatus(
            agb_code=aanbieder.agb, naam=contact.naam, epoch=aanbieder.epoch or b"",
            sequence=aanbieder.sequence, peilmoment=aanbieder.history.newest or 0,
            received_on=number(aanbieder.received), interval_days=contact.interval,
            open=len(aanbieder.open), silent=aanbieder.stil is not None)
        if held:
            status.held.CopyFrom(pb.HeldSnapshot(
                epoch=held.snapshot.epoch, sequence=held.snapshot.sequence,
                content_hash=held.hash, peilmoment=held.snapshot.peilmoment,
                recorded_at=held.recorded_at, open=held.n, would_leave=held.m))
        return status


def reject_reason(snapshot, lines, instant, today):
    """3.2, the first that applies, or 0."""
    refused = sum(bool(line.faults) and not line.outside for line in lines)
    if snapshot.peilmoment > instant + 5 * MINUTE_US:
        return REJECT.PEILMOMENT_TOEKOMST
    if clamp(civil_day(snapshot.peilmoment), 13) < today:
        return REJECT.PEILMOMENT_TE_OUD
    if len(snapshot.places) + len(snapshot.outflow) > MAX_LINES:
        return REJECT.TE_GROOT  # such lines are not looked at, so not for their order either
    if not is_sorted(snapshot):
        return REJECT.VOLGORDE
    if any(holds_bsn(text.encode()) for text in (snapshot.system.name, snapshot.system.version)):
        return REJECT.BSN
    if refused >= 10 and 2 * refused > len(lines):
        return REJECT.TE_VEEL_FOUT
    return REJECT.UNSPECIFIED


def warnings(snapshot, lines):
    """Good places lines with a maatregel but no GI (domain.md section 4), then aanname.
    The rules do not say more; whatever becomes of the snapshot, they are named."""
    found = [pb.Warning(code=WARNING.MAATREGEL_ZONDER_GI, id=line.id) for line in lines
             if line.section == SECTION.PLACES and not line.faults
             and line.place.maatregel not in NO_MAATREGEL and not line.place.gi]
    for aanname in snapshot.aanname:
        if aanname.hulpvorm not in pb.Hulpvorm.values() or not aanname.hulpvorm \
                or aanname.status not in pb.AannameStatus.values():
            found.append(pb.Warning(code=WARNING.AANNAME_CODE))
    return found
