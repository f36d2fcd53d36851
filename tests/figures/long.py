"""A whole small region from a seed (tests/replay/region.py), with the fields that figures
look at, takings, and questions on the way and at the end."""
import dataclasses

import mischief
from contract import pb
from days import civil_day, days_later, number
from desk import Desk, describe
from lines import start_day
from questions import random_question
from region import FIRST_DAY, Region
from settings import Regio
from short import REGIO

QUESTIONS = 150


def enrich(dice, place, today):
    """The fields that only figures ask for."""
    start = start_day(place)

    def later(days):
        return number(min(days_later(start, dice.randint(0, days)), today))
    place.productcategorie = dice.choice((0, 45, 54))
    place.leeftijdsband = dice.randrange(5)
    place.eigen_wens = dice.random() < 0.15
    for name, share in (("compleet_datum", 0.6), ("intakedatum", 0.3), ("maatregel_start", 0.2)):
        setattr(place, name, later(40) if dice.random() < share else 0)


class RichDesk(Desk):
    def new_place(self, identifier, start):
        place = super().new_place(identifier, start)
        enrich(self.dice, place, start)
        return place

    def changes(self, today, state):
        identifier = self._someone()
        if identifier is not None:
            place = self._own(identifier)
            describe(self.dice, place, self.children)
            enrich(self.dice, place, today)


class AskedRegion(Region):
    def __init__(self, seed, aanbieders, days):
        super().__init__(seed, aanbieders, days)
        self.settings = self.settings.with_regio(
            [dataclasses.replace(r, start=None, end=None) for r in REGIO]
            + [Regio("verblijf", hulpvormen=("VERBLIJF_OPEN", "AMBULANTE_JEUGD_GGZ"),
                     end=days_later(FIRST_DAY, days // 2))])

    def _desk(self, agb):
        return RichDesk(self.dice, f"a{agb}", agb, self.dice.choice((3, 5, 9)), self.children)

    def _office(self, day):
        super()._office(day)
        for _ in range(self.dice.choice((0, 1, 2))):
            self._take()
        if self.dice.random() < 0.1:
            self._late_passing(self.dice.choice(self.desks), day)
        if self.dice.random() < 0.1:
            self.ask(2)

    def _late_passing(self, desk, today):
        """An earlier day as it was, but for somebody who came and left."""
        history = self._history(desk)
        peilmoment = mischief.late_peilmoment(self.dice, history, self.model.clock,
                                              desk.not_before)
        if peilmoment is None:
            return
        day, state = civil_day(peilmoment), history.at(peilmoment)
        start = days_later(day, -self.dice.randint(0, 120))
        out = desk.outflow(b"passed-%d" % self.dice.randrange(10 ** 6), start, day)
        out.place.CopyFrom(desk.new_place(b"", start))
        listed = [place for _, place in state.open.values()]
        self._send(desk, desk.message(peilmoment, listed, [out]), "late, passed")

    def _take(self):
        desk = self.dice.choice(self.desks)
        listed = sorted(self.model.aanbieders[desk.agb].open) or [b"nobody"]
        self.player.take(self.dice.choice(("allen", "allen", "kdc", "analist")), pb.TakeRequest(
            agb_code=desk.agb, place_id=self.dice.choice(listed),
            state=self.dice.randint(1, 5), obstacle=self.dice.randrange(8)))

    def ask(self, count):
        agbs = sorted(self.model.aanbieders)
        lived = (civil_day(self.model.now) - self.first_day).days + 1
        for _ in range(count):
            question = random_question(self.dice, lived)
            name = question.asker_name([d.agb for d in self.desks])
            self.player.figures(name, question.request(self.model, agbs))
            self.player.places(name, question.places_request(self.model, agbs))

    def ask_histories(self):
        for agb, identifier in sorted(self.player.past(0).versions):
            if not self.model.aanbieders[agb].succeeded:
                self.player.history(self.dice.choice(("allen", "delft")), agb, identifier)


def live_long(player_type, seed, days, aanbieders=5):
    region = AskedRegion(seed, aanbieders, days)
    player = player_type(region.settings, region.start)
    try:
        region.play(player)
        region.ask(QUESTIONS)
        region.ask_histories()
    finally:
        player.close()
    return player
