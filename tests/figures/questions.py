"""Questions to try, drawn from what was recorded: any day, any instant, any grouping."""
from dataclasses import dataclass

from ask import MEASURE, STEP
from contract import HULPVORM, MAATREGEL, URGENTIE, pb
from days import civil_day, days_later, number
from ledger import Adopted

ASKERS = ("analist", "analist", "analist", "beheer", "allen", "delft", "kdc", "own")
FILTERS = (
    {}, {}, {}, dict(gemeenten=["0518", "0603"]), dict(hulpvormen=[HULPVORM.KDC]),
    dict(maatregelen=[0, MAATREGEL.OTS]), dict(gis=["", "06054321"]),
    dict(urgenties=[URGENTIE.UNSPECIFIED, URGENTIE.HOOG], gemeenten=["0518"]),
    dict(aanbieders="own"), dict(aanbieders=["09999999"]),
)
STEPS = (STEP.UNSPECIFIED, STEP.UNSPECIFIED, STEP.DAY, STEP.WEEK, STEP.MONTH, STEP.QUARTER)
ALL_MEASURES = tuple(m for m in sorted(pb.Measure.values()) if m)
DIMENSIONS = [d for d in sorted(pb.Dimension.values()) if d]
MOST_POINTS = 40


@dataclass(frozen=True)
class Question:
    """Numbers that choose among what there is; see `request`."""
    asker: int = 0
    known: int = 0  # 0 is now; else the so manieth last instant at which something was recorded
    ago: int = 0  # the last day, counted back from today
    length: int = 1  # days
    step: int = 0
    by: tuple = ()
    measures: tuple = ()
    clock: int = 0
    norm: int = 0
    filter: int = 0
    region_ago: int = 0  # 0: no fixed region
    survival_days: int = 0

    def known_at(self, model):
        if not self.known:
            return 0
        instants = [entry.instant for entry in model.recorded]
        return instants[-(self.known % len(instants)) - 1]

    def asker_name(self, agbs):
        name = ASKERS[self.asker % len(ASKERS)]
        return f"a{agbs[self.asker % len(agbs)]}" if name == "own" else name

    def _filter(self, agbs):
        chosen = dict(FILTERS[self.filter % len(FILTERS)])
        if chosen.get("aanbieders") == "own":
            chosen["aanbieders"] = [agbs[self.filter % len(agbs)]]
        return pb.Filter(**chosen)

    def _norm(self, model):
        """One that was known then."""
        known_at = self.known_at(model) or model.now
        norms = [entry.settings for entry in model.recorded
                 if isinstance(entry, Adopted) and entry.instant <= known_at][-1].norms
        return norms[self.norm % len(norms)].id if self.norm else ""

    def request(self, model, agbs):
        """FIGURES: at most so many points, and no clearer words than a number each."""
        last = days_later(civil_day(model.now), -self.ago)
        step = STEPS[self.step % len(STEPS)]
        length = min(self.length, MOST_POINTS) if step == STEP.DAY else self.length
        region = days_later(last, 30 - self.region_ago) if self.region_ago else None
        return pb.FiguresRequest(
            **{"from": number(days_later(last, 1 - length))}, until=number(last), step=step,
            by=self.by, measures=self.measures, norm_id=self._norm(model), clock=self.clock,
            filter=self._filter(agbs), as_known_at=self.known_at(model),
            region_day=number(region), survival_days=self.survival_days)

    def places_request(self, model, agbs):
        return pb.PlacesRequest(
            on=number(days_later(civil_day(model.now), -self.ago)) if self.ago else 0,
            as_known_at=self.known_at(model), filter=self._filter(agbs),
            norm_id=self._norm(model), beyond_only=self.length % 3 == 0,
            limit=self.survival_days % 4)


def random_question(dice, days):
    """Of a history of so many days."""
    by = dice.sample(DIMENSIONS, dice.choice((0, 1, 1, 2, 3)))
    measures = (MEASURE.SURVIVAL, MEASURE.WAITING)
    return Question(
        asker=dice.randrange(8), known=dice.choice((0, dice.randrange(1000))),
        ago=dice.randrange(days), length=dice.choice((1, 1, 7, dice.randint(1, days))),
        step=dice.randrange(6), by=tuple(by),
        measures=dice.choice(((), (), ALL_MEASURES, measures)),
        clock=dice.choice((0, 0, dice.randrange(7))), norm=dice.choice((0, 0, dice.randrange(5))),
        filter=dice.randrange(len(FILTERS)), region_ago=dice.choice((0, 0, dice.randrange(60))),
        survival_days=dice.choice((0, 10, 30, 365)))
