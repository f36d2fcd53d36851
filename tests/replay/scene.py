"""A small stage for hand-written scenarios: one region, a clock by day, and pushes
that say only what matters."""
import datetime
import hashlib

from contract import APPLY, HULPVORM, KIND, pb
from days import HOUR_US, Norm, civil_day, days_later, from_number, midnight, number
from model import Model, hash_of
from settings import Aanbieder, Participant, Scope, Settings

NORM = Norm("3m", datetime.date(1990, 1, 1))
ZON, ZEE, DUIN = "06010713", "06020202", "06030303"
KIND_NAMES = {v: k for k, v in vars(KIND).items() if isinstance(v, int)}


def date(text):
    return datetime.date.fromisoformat(text)


def epoch_of(name):
    return hashlib.blake2b(name.encode(), digest_size=16).digest()


def place(identifier, start=None, **fields):
    """A valid places line; `start` is its aanmelddatum, by text or day."""
    fields = {"gemeente": "0518", "hulpvorm": HULPVORM.KDC, **fields}
    if start is not None:
        fields["aanmelddatum"] = number(date(start) if isinstance(start, str) else start)
    return pb.Wachtplek(id=identifier.encode(), **fields)


def outflow(identifier, reason, day, carried=None):
    out = pb.Uitstroom(id=identifier.encode(), reden=reason,
                       datum=number(date(day) if isinstance(day, str) else day))
    if carried is not None:
        out.place.CopyFrom(carried)
        out.place.id = b""
    return out


def snapshot(agb, epoch, sequence, peilmoment, places=(), gone=(), **fields):
    return pb.Snapshot(
        agb_code=agb, epoch=epoch, sequence=sequence, peilmoment=peilmoment,
        places=sorted(places, key=lambda p: p.id), outflow=sorted(gone, key=lambda o: o.id),
        system=pb.SendingSystem(name="ECD", version="1"), **fields)


def settings(*agbs, norms=(NORM,), interval=1000):
    people = tuple(Participant(f"a{agb}", ("aanbieder",), (Aanbieder(agb, f"A {agb}", interval),))
                   for agb in agbs or (ZON,))
    return Settings(norms, people + (
        Participant("beheer", ("beheer",)), Participant("klok", ("klok",)),
        Participant("allen", ("coordinator",)),
        Participant("delft", ("coordinator",), scope=Scope(gemeenten=("0503",)))))


class Scene:
    """Noon of a day; a push is of a minute ago unless it says otherwise."""

    def __init__(self, day, *agbs, **kinds):
        self.model = Model(settings(*agbs, **kinds), midnight(date(day)) + 12 * HOUR_US)
        self.sequences, self.bodies = {}, {}
        self.seen = 0

    @property
    def today(self):
        return civil_day(self.model.clock)

    def until(self, day):
        """Midnight by midnight, as a clock that runs; then noon."""
        day = date(day) if isinstance(day, str) else day
        while self.today < day:
            tomorrow = midnight(days_later(self.today, 1))
            self.model.move_clock(tomorrow)
        self.model.move_clock(midnight(day) + 12 * HOUR_US)
        return self.told()

    def jump(self, day):
        """The clock leaps: the days between are evaluated late."""
        self.model.move_clock(midnight(date(day)) + 12 * HOUR_US)
        return self.told()

    def push(self, *places, gone=(), agb=ZON, at=None, **fields):
        sequence = self.sequences[agb] = self.sequences.get(agb, 0) + 1
        peilmoment = midnight(date(at)) + HOUR_US if at else self.model.clock
        message = snapshot(agb, epoch_of(agb), sequence, peilmoment, places, gone, **fields)
        return self.send(message)

    def send(self, message):
        body = message.SerializeToString()
        self.bodies[message.agb_code, message.sequence] = body
        return self.model.push(f"a{message.agb_code}", body)

    def confirm(self, agb=ZON, action=APPLY, sequence=None, name=None):
        sequence = sequence or self.sequences[agb]
        body = self.bodies[agb, sequence]
        return self.model.confirm(name or f"a{agb}", pb.ConfirmRequest(
            agb_code=agb, epoch=epoch_of(agb), sequence=sequence, content_hash=hash_of(body),
            action=action).SerializeToString())

    def told(self):
        """The alerts since the last look, as "KIND id" and whatever makes them special."""
        new, self.seen = self.model.book.alerts[self.seen:], len(self.model.book.alerts)
        return [brief(a) for a in new]

    @property
    def last(self):
        return self.model.book.alerts[-1]


def brief(alert):
    words = [KIND_NAMES[alert.kind]]
    if alert.HasField("holder"):
        words.append(alert.agb_code)
        if alert.holder.ends:
            words.append(f"ends={alert.holder.ends}")
        return " ".join(words)
    told = alert.place
    words.append(told.place_id.decode())
    words += [str(told.level)] if told.level else []
    words += ["late"] if told.on_arrival else []
    words += [f"#{told.telling}"] if told.telling > 1 else []
    words += [f"corrects={told.corrects}"] if told.corrects else []
    words += [pb.Cause.Name(told.cause)[6:]] if told.cause else []
    words += ["withdraws=" + ",".join(map(str, told.withdraws))] if told.withdraws else []
    return " ".join(words)


def due(alert):
    return str(from_number(alert.due))
