"""The alert log: numbers, tellings, what an alert carries, and who may read it
(rules.md 1.4, 5.1, 5.4, 6.3; domain.md section 6)."""
from collections import Counter

from contract import HELPED, HULPVORM, KIND, MAATREGEL, OVERBRUGGING, RANK, URGENTIE, pb
from days import civil_day, number
from places import MOVED, NEW, REINSTATED, Said
from teller import Teller

PROTECTING = (MAATREGEL.OTS, MAATREGEL.VOORLOPIGE_OTS, MAATREGEL.VOOGDIJ,
              MAATREGEL.VOORLOPIGE_VOOGDIJ)


class Book:
    def __init__(self, model):
        self.model = model
        self.alerts = []
        self.parties = []  # per alert: who is responsible for the place, or was when told
        self.tellings = Counter()
        self.aanbieder = self.norm = None
        self.first_snapshot = False

    def begin(self, instant, today):
        """A new event; for a day that is evaluated, today is that day."""
        self.instant, self.today = instant, today
        self.mark = len(self.alerts)
        self.first_snapshot = False

    def about(self, aanbieder, norm):
        self.aanbieder, self.norm = aanbieder, norm

    def refs(self):
        return [pb.AlertRef(number=a.number, kind=a.kind, place_id=a.place.place_id)
                for a in self.alerts[self.mark:]]

    def rename(self, old, new):
        """A merger: tellings go on under the new code."""
        for key in [k for k in self.tellings if k[0] == old]:
            self.tellings[(new, *key[1:])] += self.tellings.pop(key)

    def _append(self, kind, aanbieder, due, parties, **fields):
        contact = self.model.contact(aanbieder.agb)
        newest = aanbieder.history.newest or 0
        age = (civil_day(self.instant) - civil_day(newest)).days if newest else 0
        alert = pb.Alert(
            number=len(self.alerts) + 1, kind=kind, due=number(due), recorded_at=self.instant,
            agb_code=aanbieder.agb, aanbieder=contact.naam, telefoon=contact.telefoon,
            mail=contact.mail, data_peilmoment=newest, data_age_days=max(age, 0), **fields)
        self.alerts.append(alert)
        self.parties.append(parties)
        return alert

    # ------------------------------------------------------------ about a place

    def tell_changes(self, changes, ref, first):
        """All places of one snapshot, after the whole of it was applied (5.1)."""
        self.first_snapshot = first
        teller = Teller(self.norm, self.today, self.say)
        for identifier in sorted(changes):
            change = changes[identifier]
            if change.what in (NEW, REINSTATED, MOVED):
                change.wait.ref = ref
            teller.tell(change)

    def say(self, wait, kind, until=None, due=None, **fields):
        place = wait.place
        wait.parties.add((place.gemeente, place.hulpvorm, place.gi))
        alert = pb.PlaceAlert(
            place_id=wait.id, start_day=number(wait.start), clock=wait.clock,
            crossing=number(self.norm.crossing(wait.start)), norm_id=self.norm.id,
            telling=self._telling(wait, kind, fields.get("level", 0)),
            days_waited=max(((until or self.today) - wait.start).days, 0),
            first_snapshot=self.first_snapshot, snapshot=wait.ref, hulpvorm=place.hulpvorm,
            gemeente=place.gemeente, maatregel=place.maatregel, gi=place.gi,
            urgentie=place.urgentie, overbrugging=place.overbrugging,
            oorspronkelijke_aanmelddatum=place.oorspronkelijke_aanmelddatum,
            aanmelddatum=place.aanmelddatum, verwijsdatum=place.verwijsdatum,
            toewijzingsdatum=place.toewijzingsdatum, **fields)
        if place.jeugdige:
            alert.other_places_known = True
            alert.other_places = self._other_places(wait)
        alert.rank, alert.rank_reason = self._rank(alert)
        written = self._append(kind, self.aanbieder, due or self.today, frozenset(wait.parties),
                               place=alert)
        return Said(written.number, written, wait.start)

    def _telling(self, wait, kind, level):
        key = (self.aanbieder.agb, wait.id, wait.start, kind, level)
        self.tellings[key] += 1
        return self.tellings[key]

    def _other_places(self, wait):
        who = (wait.place.jeugdige, wait.place.jeugdige_epoch)
        return sum(other is not wait and (place.jeugdige, place.jeugdige_epoch) == who
                   for aanbieder in self.model.aanbieders.values()
                   for other, place in aanbieder.open.values())

    def _rank(self, alert):
        applies = {
            "URGENT": (alert.urgentie in (URGENTIE.HOOG, URGENTIE.CRISIS)
                       or alert.maatregel in PROTECTING),
            "NIET_GEHOLPEN": alert.helped in (HELPED.NO, HELPED.UNKNOWN),
            "ZONDER_OVERBRUGGING": alert.overbrugging in (OVERBRUGGING.UNSPECIFIED,
                                                          OVERBRUGGING.GEEN),
            "WACHTDAGEN": True,
        }
        for rank, name in enumerate(self.model.settings.rank_order, start=1):
            if applies[name]:
                return rank, getattr(RANK, name)
        raise AssertionError("a rank order without WACHTDAGEN")

    # ------------------------------------------------------ about an aanbieder

    def _say_holder(self, kind, aanbieder, holder):
        return self._append(kind, aanbieder, self.today, None, holder=holder)

    def say_stil(self, aanbieder, interval, since):
        return self._say_holder(KIND.STIL, aanbieder, pb.AanbiederAlert(
            interval_days=interval, silent_since=number(since)))

    def say_stil_ended(self, aanbieder, interval, since):
        self._say_holder(KIND.STIL, aanbieder, pb.AanbiederAlert(
            ends=aanbieder.stil.number, interval_days=interval, silent_since=number(since)))
        aanbieder.stil = None

    def say_afwijkend(self, aanbieder):
        held = aanbieder.held
        return self._say_holder(KIND.AFWIJKEND, aanbieder, pb.AanbiederAlert(
            epoch=held.snapshot.epoch, sequence=held.snapshot.sequence, content_hash=held.hash,
            peilmoment=held.snapshot.peilmoment, open=held.n, would_leave=held.m))

    def say_hold_ended(self, aanbieder, end):
        """It repeats what the beginning said and names it."""
        beginning, holder = aanbieder.held.alert, pb.AanbiederAlert()
        holder.CopyFrom(beginning.holder)
        holder.ends, holder.end = beginning.number, end
        self._say_holder(KIND.AFWIJKEND, aanbieder, holder)

    # ---------------------------------------------------------------- readers

    def readable(self, participant, after=0):
        """The alerts a participant gets after a number, in order; None: it may not ask."""
        if not any(participant.has(r) for r in ("coordinator", "aanbieder", "beheer")):
            return None
        return [a for a, parties in zip(self.alerts[after:], self.parties[after:])
                if may_read(participant, a, parties)]


def may_read(participant, alert, parties):
    scope = participant.scope
    if parties is None:
        unlimited = not scope.gemeenten and not scope.gis
        return (participant.has("beheer") or participant.delivers_for(alert.agb_code)
                or (participant.has("coordinator") and unlimited))
    return participant.has("coordinator") and any(in_scope(scope, *p) for p in parties)


def in_scope(scope, gemeente, hulpvorm, gi):
    names = [getattr(HULPVORM, name) for name in scope.hulpvormen]
    return ((not scope.gemeenten or gemeente in scope.gemeenten)
            and (not names or hulpvorm in names)
            and (not scope.gis or gi in scope.gis))
