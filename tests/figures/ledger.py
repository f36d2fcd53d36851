"""The model of rules.md with a ledger: what was recorded that places and figures come
from, in order, each with its instant. Nothing here is worked out; see past.py."""
from dataclasses import dataclass

from book import in_scope
from contract import STATUS, pb
from model import Model
from settings import Settings


@dataclass(frozen=True)
class Adopted:
    """A configuration, in force from its instant on."""
    instant: int
    settings: Settings


@dataclass(frozen=True, eq=False)
class Delivered:
    """A snapshot that was applied, as it was sent."""
    instant: int
    event: int
    agb: str
    snapshot: pb.Snapshot


@dataclass(frozen=True, eq=False)
class Took:
    """What a coordinator said of a place."""
    instant: int
    agb: str
    place_id: bytes
    taken: pb.Taken


@dataclass(frozen=True, eq=False)
class Noted:
    """A note that explains a figure."""
    instant: int
    duiding: pb.Duiding


class Ledger(Model):
    def __init__(self, settings, instant):
        self.recorded = []
        super().__init__(settings, instant)

    def configure(self, settings):
        super().configure(settings)
        self.recorded.append(Adopted(self.last, settings))

    def _apply(self, aanbieder, snapshot, receipt, outcome, hold_end):
        super()._apply(aanbieder, snapshot, receipt, outcome, hold_end)
        self.recorded.append(
            Delivered(receipt.recorded_at, receipt.event, aanbieder.agb, snapshot))

    def take(self, name, request):
        reply = self._take(name, request)
        self._catch_up()
        return reply

    def _take(self, name, request):
        """An open place in scope, by a coordinator (domain.md section 6)."""
        participant, reply = self.settings.participant(name), pb.TakeReply()
        reply.head.status = STATUS.DENIED
        aanbieder = self.aanbieders.get(request.agb_code)
        if not participant.has("coordinator") or aanbieder is None:
            return reply
        _, place = aanbieder.open.get(request.place_id, (None, None))
        if place is None or not in_scope(participant.scope, place.gemeente, place.hulpvorm,
                                         place.gi):
            return reply
        instant = self._event()
        reply.head.status = STATUS.OK
        reply.taken.CopyFrom(pb.Taken(state=request.state, obstacle=request.obstacle, who=name,
                                      recorded_at=instant, event=self.events))
        self.recorded.append(
            Took(instant, request.agb_code, request.place_id, reply.taken))
        return reply

    def note(self, name, request):
        """By beheer; by an aanbieder about its own figures (domain.md section 2)."""
        participant, reply = self.settings.participant(name), pb.DuidingReply()
        own = request.duiding.agb_code and participant.delivers_for(request.duiding.agb_code)
        if not participant.has("beheer") and not own:
            reply.head.status = STATUS.DENIED
            return reply
        instant = self._event()
        reply.head.status = STATUS.OK
        reply.duiding.CopyFrom(request.duiding)
        reply.duiding.event, reply.duiding.recorded_at = self.events, instant
        reply.duiding.who = name
        self.recorded.append(Noted(instant, reply.duiding))
        self._catch_up()
        return reply
