"""PLACES and HISTORY by hand: rows of open places in the order of their rank, and what
each snapshot said of a place."""
from ask import filter_admits_code, filter_admits_place, filters_of
from contract import OVERBRUGGING, RANK, STATUS, URGENTIE, pb
from count import PROTECTING
from days import civil_day, from_number, number
from lines import START_FIELDS, start_day, start_field
from versions import without_pseudonym

ROWS_PER_REPLY = 500


def rank_of(place, order):
    """(rank, reason) of an open place (domain.md section 6)."""
    applies = {
        "URGENT": (place.urgentie in (URGENTIE.HOOG, URGENTIE.CRISIS)
                   or place.maatregel in PROTECTING),
        "NIET_GEHOLPEN": False,  # it has not left
        "ZONDER_OVERBRUGGING": place.overbrugging in (OVERBRUGGING.UNSPECIFIED,
                                                      OVERBRUGGING.GEEN),
        "WACHTDAGEN": True,
    }
    return next((rank, getattr(RANK, name))
                for rank, name in enumerate(order, start=1) if applies[name])


class Places:
    """One PlacesRequest by a participant; `today` is the day on which it is asked, `now` the
    past as known then."""

    def __init__(self, past, participant, request, today, now):
        self.past, self.request, self.now = past, request, now
        self.filters = filters_of(participant, request.filter)
        self.day = from_number(request.on) or today
        known_on = civil_day(request.as_known_at) if request.as_known_at else today
        self.present = self.day == today and known_on >= today
        self.coordinates = participant.has("coordinator")
        self.norm = next(n for n in past.settings.norms
                         if n.id == (request.norm_id or past.settings.norm_on(self.day).id))

    def reply(self):
        rows = sorted(self._rows(), key=lambda r: (r.rank, -r.days_waited, r.agb_code,
                                                   r.place.id))
        offset, limit = self.request.offset, self.request.limit or ROWS_PER_REPLY
        shown = rows[offset:offset + limit]
        for row in shown:
            row.place.CopyFrom(without_pseudonym(row.place, with_id=True))
        left = len(rows) - offset - len(shown)
        return pb.PlacesReply(
            head=pb.ReplyHead(status=STATUS.OK), rows=shown, count=len(rows),
            next_offset=offset + len(shown) if left > 0 else 0, on=number(self.day),
            norm_id=self.norm.id)

    def _rows(self):
        for agb, code in self.past.codes.items():
            found = code.in_force(self.day)
            for identifier, (wait, place) in found[1].open.items() if found else ():
                beyond = self.day >= self.norm.crossing(start_day(place))
                if self._admits(agb, place) and (beyond or not self.request.beyond_only):
                    yield self._row(agb, found[0], wait, place)

    def _admits(self, agb, place):
        return all(filter_admits_code(f, agb) and filter_admits_place(f, place)
                   for f in self.filters)

    def _row(self, agb, peilmoment, wait, place):
        contact = next(a for a in self.past.settings.aanbieders() if a.agb == agb)
        start, age = start_day(place), max((self.day - civil_day(peilmoment)).days, 0)
        row = pb.PlaceRow(
            agb_code=agb, aanbieder=contact.naam, telefoon=contact.telefoon, mail=contact.mail,
            place=place, start_day=number(start), clock=START_FIELDS[start_field(place)],
            crossing=number(self.norm.crossing(start)),
            days_waited=max((self.day - start).days, 0), data_peilmoment=peilmoment,
            data_age_days=age, stale=age > contact.interval,
            reinstated=self.past.left_before(agb, wait, peilmoment))
        row.rank, row.rank_reason = rank_of(place, self.past.settings.rank_order)
        taken = self.past.taken_by(wait, self.day)
        if taken and self.coordinates:
            row.taken.CopyFrom(taken)
        if self.coordinates and self.present and place.jeugdige:
            row.other_places_known = True
            row.other_places = self._other_places(wait, place)
        return row

    def _other_places(self, wait, place):
        """Open now, whatever is asked as known earlier today."""
        who, itself = (place.jeugdige, place.jeugdige_epoch), self.past.name(wait)
        return sum(self.now.name(other) != itself and (p.jeugdige, p.jeugdige_epoch) == who
                   for code in self.now.codes.values() if not code.ends
                   for other, p in code.history.present.visible().open.values())


def may_see_rows(participant):
    return participant.has("coordinator") or participant.has("aanbieder")


def places(past, participant, request, today, now):
    """Coordinators and aanbieders only."""
    if not may_see_rows(participant):
        return pb.PlacesReply(head=pb.ReplyHead(status=STATUS.DENIED))
    return Places(past, participant, request, today, now).reply()
