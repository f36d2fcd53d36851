"""Short histories that the daemon and the model both live through: a few aanbieders, a
few ids, and everything that makes a past hard to count."""
import dataclasses
import datetime

from contract import HULPVORM, MAATREGEL, OVERBRUGGING, URGENTIE, pb
from days import DAY_US, HOUR_US, Norm, civil_day, days_later, midnight, number
from lines import start_day
from scene import DUIN, ZEE, ZON, epoch_of, outflow, place, snapshot
from settings import Aanbieder, Participant, Regio, Scope
from stage import settings

FIRST = datetime.date(2024, 2, 27)
AGBS = (ZON, ZEE, DUIN)
INTERVAL = 5
NORMS = (dict(), dict(inclusive=True), dict(days=90), dict(days=20), dict(months=1))
# What a line may say beside its id and start day; the last is out of the region.
VARIANTS = (
    dict(),
    dict(jeugdige=1, hulpvorm=HULPVORM.DYSLEXIE, compleet_datum=20240210,
         overbrugging=OVERBRUGGING.AMBULANT, productcategorie=45),
    dict(jeugdige=2, maatregel=MAATREGEL.OTS, gi="06054321", toewijzingsdatum=20240220,
         intakedatum=20240301, maatregel_start=20231201, leeftijdsband=2),
    dict(jeugdige=1, epoch=2, gemeente="0503", urgentie=URGENTIE.CRISIS, eigen_wens=True),
    dict(jeugdige=2, gemeente="0603", maatregel=MAATREGEL.JEUGDRECLASSERING,
         urgentie=URGENTIE.HOOG, verwijsdatum=20231101),
    dict(gemeente="0363"),
)
REGIO = (Regio("delft", gemeenten=("0503",), end=FIRST + datetime.timedelta(days=20)),
         Regio("kdc", hulpvormen=("KDC",), gemeenten=("0518", "0603")),
         Regio("dyslexie", hulpvormen=("DYSLEXIE",), start=FIRST + datetime.timedelta(days=10)))


def start_settings(norms):
    changes = tuple(Norm(f"norm-{day}", days_later(FIRST, day), **NORMS[kind])
                    for day, kind in norms)
    plain = settings(*AGBS, interval=INTERVAL,
                     norms=(Norm("3m", datetime.date(1990, 1, 1)), *changes))
    return plain.with_participant(
        Participant("kdc", ("coordinator",), scope=Scope(hulpvormen=("KDC",), gis=("06054321",))))


class Story:
    """Carries one drawn history out, with whoever plays it."""

    def __init__(self, player):
        self.player, self.model = player, player.model
        self.sequences = dict.fromkeys(AGBS, 0)

    @staticmethod
    def begin(player_type, norms):
        return Story(player_type(start_settings(norms), midnight(FIRST) + 9 * HOUR_US))

    def heir(self, agb):
        """Who goes on with the places of a code that was succeeded."""
        heirs = {a.opvolger_van: a.agb for a in self.model.settings.aanbieders()}
        return self.heir(heirs[agb]) if agb in heirs else agb

    def push(self, index, places, gone, when):
        """A list made up from nothing."""
        agb = self.heir(AGBS[index])
        peilmoment = self._peilmoment(agb, when)
        today = civil_day(peilmoment)
        self._send(agb, peilmoment, [self._place(i, *how) for i, how in places.items()],
                   [self._outflow(i, today, *how) for i, how in gone.items()])

    def goes_on(self, index, events, when):
        """The list as it was known at its peilmoment, but for what happened to some."""
        agb = self.heir(AGBS[index])
        peilmoment = self._peilmoment(agb, when)
        state = self.model.aanbieders[agb].history.at(peilmoment)
        listed = {i.decode(): place for i, (_, place) in state.open.items()}
        gone = {}
        for identifier, (what, reason, ago, described) in events.items():
            last = state.last_leaving(identifier.encode())
            was_open = listed.pop(identifier, None)
            if what == "returns" and last:
                listed[identifier] = last.place
            elif what == "is told of" and (was_open or last):
                start = start_day(was_open) if was_open else last.start
                day = max(days_later(civil_day(peilmoment), -ago), start)
                gone[identifier] = outflow(identifier, reason, day)
            elif what == "passes":
                gone[identifier] = self._outflow(identifier, civil_day(peilmoment), reason, ago,
                                                 described)
            elif what == "is there":
                listed[identifier] = self._place(identifier, *described)
        self._send(agb, peilmoment, listed.values(), gone.values())

    def lives(self, index, identifier, described, chapters):
        """A wait, delivery after delivery."""
        self.goes_on(index, {identifier: ("is there", 0, 0, described)}, None)
        for what, reason, ago, days, when in chapters:
            self.days(days)
            self.goes_on(index, {identifier: (what, reason, ago, described)}, when)

    def _send(self, agb, peilmoment, listed, left):
        message = snapshot(agb, epoch_of(agb), self.sequences.get(agb, 0) + 1, peilmoment, listed,
                           left, aanname=[pb.Aanname(hulpvorm=HULPVORM.KDC,
                                                     status=len(listed) % 3)])
        self.player.push(f"a{agb}", message.SerializeToString())
        self.sequences[agb] = message.sequence

    def _peilmoment(self, agb, when):
        known = self.model.aanbieders[agb].history.peilmomenten
        if when is None or not known:
            return self.model.clock
        if when == "equal":
            return known[-1]
        if when == "older":
            return known[0]
        return known[-1] - 1 if when == "later" else known[0] + (known[-1] - known[0]) // 2

    def _place(self, identifier, start, variant):
        fields = dict(VARIANTS[variant])
        child, epoch = fields.pop("jeugdige", 0), fields.pop("epoch", 1)
        if child:
            fields.update(jeugdige=bytes([child]) * 32, jeugdige_epoch=epoch)
        return place(identifier, days_later(FIRST, start), **fields)

    def _outflow(self, identifier, today, reason, ago, carried):
        out = pb.Uitstroom(id=identifier.encode(), reden=reason,
                           datum=number(days_later(today, -ago)))
        if carried is not None:
            out.place.CopyFrom(self._place(identifier, *carried))
            out.place.id = b""
        return out

    def days(self, count):
        for _ in range(count):
            self.player.move_clock(self.model.clock + DAY_US)

    def jump(self, count):
        self.player.move_clock(self.model.clock + count * DAY_US)

    def confirm(self, index, action):
        agb = self.heir(AGBS[index])
        held = self.model.aanbieders[agb].held
        if held:
            self.player.confirm(f"a{agb}", pb.ConfirmRequest(
                agb_code=agb, epoch=epoch_of(agb), action=action,
                sequence=held.snapshot.sequence, content_hash=held.hash))

    def take(self, index, identifier, state, obstacle):
        self.player.take("allen" if state % 2 else "delft", pb.TakeRequest(
            agb_code=self.heir(AGBS[index]), place_id=identifier.encode(), state=state,
            obstacle=obstacle))

    def note(self, ago, length, agb_index, hulpvorm, gemeente):
        """About one aanbieder by itself, about the region by beheer; or not allowed."""
        first = days_later(civil_day(self.model.now), -ago)
        agb = "" if agb_index is None else self.heir(AGBS[agb_index])
        who = ("beheer", f"a{agb or ZON}")[ago % 2]
        self.player.note(who, pb.DuidingRequest(duiding=pb.Duiding(
            **{"from": number(first)}, until=number(days_later(first, length)), agb_code=agb,
            hulpvorm=hulpvorm, gemeente=gemeente, is_break=length > 5, text="Telling gewijzigd.")))

    def merge(self, index):
        """A new code goes on; nothing may be held just then (rules.md 4.5)."""
        old = self.heir(AGBS[index])
        if self.model.aanbieders[old].held:
            return
        new = f"07{len(self.model.aanbieders):06}"
        self._configure(self.model.settings.with_participant(Participant(
            f"a{new}", ("aanbieder",), (Aanbieder(new, f"A {new}", INTERVAL, opvolger_van=old),))))

    def interval(self, index, interval):
        agb = self.heir(AGBS[index])
        name = f"a{agb}"
        listed = dataclasses.replace(self.model.contact(agb), interval=interval)
        if listed == self.model.contact(agb):
            return
        self._configure(self.model.settings.with_participant(
            Participant(name, ("aanbieder",), (listed,))))

    def regio(self, count):
        self._configure(self.model.settings.with_regio(REGIO[:count]))

    def _configure(self, changed):
        self.player.restart(self.model.clock, changed)
