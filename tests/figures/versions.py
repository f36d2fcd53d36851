"""HISTORY: what each snapshot said of a place, on both axes of time."""
from contract import pb
from days import number
from lines import START_FIELDS, start_day, start_field
from places import COMPLETED, LEFT

OPEN_KIND = pb.VERSION_KIND_OPEN


def versions(entry, outcome, passed, until, opened):
    """(id, PlaceVersion) of all an applied snapshot said that was news; `until` is the next
    peilmoment known, 0 when there is none. `opened` remembers who opened which wait."""
    for identifier, change in outcome.changes.items():
        if change.what in (LEFT, COMPLETED):
            leaving = change.leaving
            kind = pb.VERSION_KIND_LEFT if change.what == LEFT else pb.VERSION_KIND_COMPLETED
            version = _version(entry, kind, leaving.place, until)
            version.reden, version.left_on = leaving.reason, number(leaving.date)
            version.wait = opened[leaving.wait]
        else:
            wait, place = outcome.state.open[identifier]
            version = _version(entry, OPEN_KIND, place, until)
            version.wait = opened.setdefault(wait, entry.event)
            _show_place(version, place)
        yield identifier, version
    for line in passed:
        version = _version(entry, pb.VERSION_KIND_PASSED, line.place, until)
        version.reden, version.left_on = line.reason, number(line.date)
        version.wait = entry.event
        _show_place(version, line.place)
        yield line.wait.id, version


def _version(entry, kind, place, until):
    return pb.PlaceVersion(
        kind=kind, valid_from=entry.snapshot.peilmoment, valid_until=until,
        recorded_at=entry.instant, event=entry.event, late=until != 0,
        start_day=number(start_day(place)))


def _show_place(version, place):
    version.place.CopyFrom(without_pseudonym(place))
    version.clock = START_FIELDS[start_field(place)]


def without_pseudonym(place, with_id=False):
    shown = pb.Wachtplek()
    shown.CopyFrom(place)
    for name in ("jeugdige", "jeugdige_epoch") + (() if with_id else ("id",)):
        shown.ClearField(name)
    return shown


def in_order(past, agb, identifier):
    """What HISTORY answers, and what was said of the place; a successor's goes on from
    what the code before it said."""
    reply = pb.HistoryReply()
    for code in past.line_of(agb):
        reply.versions.extend(past.versions.get((code, identifier), []))
        reply.taken.extend(past.said.get((code, identifier), []))
    return reply
