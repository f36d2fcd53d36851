"""The small stage of tests/replay with a ledger, takings and questions."""
from ask import Ask
from client import head
from contract import REASON, pb
from count import figures_of
from days import civil_day, from_number, number
from ledger import Ledger
from past import Past
from rows import places
from scene import ZON, Scene, date
from scene import settings as plain_settings
from settings import Aanbieder, Participant

REASON_NAMES = {v: k for k, v in vars(REASON).items() if isinstance(v, int)}


def settings(*agbs, regio=(), **kinds):
    plain = plain_settings(*agbs, **kinds).with_participant(Participant("analist", ("analist",)))
    return plain.with_regio(regio)


class Stage(Scene):
    def __init__(self, day, *agbs, **kinds):
        super().__init__(day, *agbs)
        self.model = Ledger(settings(*agbs, **kinds), self.model.clock)

    @property
    def now(self):
        """The last instant at which something was recorded: a T to ask as known at."""
        return self.model.last

    def take(self, identifier, state, obstacle=0, agb=ZON, who="allen"):
        return self.model.take(who, pb.TakeRequest(
            head=head(self.model.clock), agb_code=agb, place_id=identifier.encode(), state=state,
            obstacle=obstacle))

    def merge(self, old, new, interval=1000):
        successor = Participant(f"a{new}", ("aanbieder",),
                                (Aanbieder(new, f"A {new}", interval, opvolger_van=old),))
        self.model.configure(self.model.settings.with_participant(successor))

    # ---------------------------------------------------------------- questions

    def past(self, known_at=None):
        return Past(self.model.recorded, self.now if known_at is None else known_at)

    def points(self, first, until=None, known_at=None, who="analist", step=0, region_day=None,
               **fields):
        request = pb.FiguresRequest(region_day=day_number(region_day), **fields)
        ask = Ask.of(self.model.settings.participant(who), request)
        return figures_of(self.past(known_at), ask, step, date(first), date(until or first))

    def total(self, first, until=None, **question):
        """All of a day or of one period."""
        return self.points(first, until, **question)[-1].total

    def cells(self, first, until=None, **question):
        (point,) = self.points(first, until, **question)
        return {"/".join(cell.key): cell.figures for cell in point.cells}

    def places(self, on=None, known_at=None, who="allen", **fields):
        request = pb.PlacesRequest(on=day_number(on), as_known_at=known_at or 0, **fields)
        return places(self.past(known_at), self.model.settings.participant(who), request,
                      civil_day(self.model.now), self.past())


def day_number(text):
    return number(date(text)) if text else 0


def count(figure):
    return figure.places, figure.jeugdigen_lower, figure.jeugdigen_upper


def days(figure):
    return (figure.count, figure.sum, figure.median, figure.p80, figure.p92, figure.longest)


def flows(figures):
    """(inflow, what left by reason)"""
    return figures.inflow, {REASON_NAMES[r]: n for r, n in enumerate(figures.left) if n}


def coverage(figures):
    """(expected, fresh, stale, dropped, deliveries, oldest)"""
    said = figures.coverage
    return (said.expected, said.fresh, said.stale, said.dropped, said.deliveries,
            str(from_number(said.oldest)))
