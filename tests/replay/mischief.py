"""Snapshots that are wrong, strange or late: every refusal of rules.md section 2, every
rejection and number trouble of section 3. Each function changes or answers a message."""
from contract import REASON, pb
from days import DAY_US, HOUR_US, MINUTE_US, civil_day, clamp, days_later, midnight, number
from lines import start_day

BSN = b"x123456782-"


def spoil_place(dice, place, today):
    """One fault, or two, in a line."""
    tomorrow = number(days_later(today, 1))
    faults = [
        lambda: setattr(place, "gemeente", dice.choice(("", "051", "05a8", "05180"))),
        lambda: setattr(place, "gemeente", dice.choice(("0599", "0363", "0626"))),
        lambda: setattr(place, "hulpvorm", dice.choice((0, 14, 99))),
        lambda: setattr(place, "productcategorie", dice.choice((30, 39, 56))),
        lambda: setattr(place, "verwijzer", dice.choice((7, 9))),
        lambda: setattr(place, "maatregel", 7),
        lambda: setattr(place, "gi", dice.choice(("0601234", "0601234x", "060123456"))),
        lambda: setattr(place, "urgentie", 5),
        lambda: setattr(place, "overbrugging", 5),
        lambda: setattr(place, "leeftijdsband", 9),
        lambda: setattr(place, "regie", 4),
        lambda: setattr(place, "jeugdige", b"\1" * dice.choice((1, 31, 33))),
        lambda: setattr(place, dice.choice(("maatregel_start", "urgentie_datum",
                                            "overbrugging_sinds", "laatst_geverifieerd",
                                            "compleet_datum", "aanmelddatum")),
                        dice.choice((20230229, 20241301, 20240132, 7, tomorrow))),
        lambda: setattr(place, "intakedatum", number(days_later(clamp(today, 12), 1))),
        lambda: setattr(place, "aanmelddatum", number(days_later(clamp(today, -120), -1))),
        lambda: [place.ClearField(n) for n in ("oorspronkelijke_aanmelddatum", "aanmelddatum",
                                               "verwijsdatum", "toewijzingsdatum")],
    ]
    for _ in range(dice.choice((1, 1, 1, 2, 3))):
        dice.choice(faults)()


def spoil_id(dice):
    return dice.choice((b"", b"a" * 65, b"\xff\xfe", b"x\x1fy", "x\u0085y".encode(), b"\xc0\x80",
                        BSN, BSN + b"\x01", b"123456782", b"\xed\xa0\x80"))


def spoil_lines(dice, message, today):
    """A few lines go wrong; the list stays sorted."""
    for _ in range(dice.choice((1, 1, 2, 3))):
        kind = dice.random()
        if kind < 0.55 and message.places:
            spoil_place(dice, dice.choice(message.places), today)
        elif kind < 0.65 and message.places:
            message.places.add().CopyFrom(dice.choice(message.places))
        elif kind < 0.75 and message.places:
            place = message.places.add()
            place.CopyFrom(dice.choice(message.places))
            place.id = spoil_id(dice)
        else:
            spoil_outflow(dice, message, today)
    sort(message)


def spoil_outflow(dice, message, today):
    if not message.outflow or dice.random() < 0.4:
        known = [p.id for p in message.places] or [b"never-seen"]
        identifier = dice.choice((b"never-seen", dice.choice(known), spoil_id(dice)))
        message.outflow.add(id=identifier, reden=REASON.GESTART, datum=number(today))
        return
    out = dice.choice(message.outflow)
    faults = [
        lambda: setattr(out, "reden", 13),
        lambda: setattr(out, "datum", 0),
        lambda: setattr(out, "datum", number(days_later(today, 1))),
        lambda: setattr(out, "datum", 20000101),
        lambda: setattr(out, "datum", 20240230),
        lambda: setattr(out.place, "id", b"another"),
        lambda: spoil_place(dice, out.place, today) if out.HasField("place") else None,
    ]
    dice.choice(faults)()


def move_outside(dice, message):
    """Some open places move out of the region: alone on their line that is no error."""
    for place in message.places:
        if dice.random() < 0.4:
            place.gemeente = dice.choice(("0363", "0599", "0626"))


def sort(message):
    places = sorted(message.places, key=lambda p: p.id)
    outflow = sorted(message.outflow, key=lambda o: o.id)
    del message.places[:]
    del message.outflow[:]
    message.places.extend(places)
    message.outflow.extend(outflow)


def reject(dice, message, now, place):
    """Makes it a snapshot that is REJECTED, or only just not. `place` is a valid line."""
    kind = dice.randrange(6)
    if kind == 0:
        message.peilmoment = now + 5 * MINUTE_US + dice.choice((HOUR_US, DAY_US, MINUTE_US))
    elif kind == 1:
        edge = midnight(days_later(clamp(civil_day(now), -13), dice.randint(-2, 2)))
        message.peilmoment = edge + dice.choice((-1, 0, 5 * HOUR_US))
    elif kind == 2 and len(message.places) > 1:
        places = list(message.places)[::-1]
        del message.places[:]
        message.places.extend(places)
    elif kind == 3:
        message.system.version = dice.choice(("123456782", "v 1234567820", "(123456782)"))
    else:
        count = dice.choice((9, 10, 10, 12))
        for index in range(count):
            line = message.places.add()
            line.CopyFrom(place)
            line.id, line.hulpvorm = b"~%02d" % index, 0
        for index in range(dice.choice((0, 3))):
            line = message.places.add()
            line.CopyFrom(place)
            line.id, line.gemeente = b"~~%02d" % index, "0363"


def too_large(message, place):
    """One line more than fits."""
    template = pb.Wachtplek()
    template.CopyFrom(place)
    for index in range(20001 - len(message.places) - len(message.outflow)):
        template.id = b"~%05d" % index
        message.places.add().CopyFrom(template)


def late_peilmoment(dice, history, now, not_before):
    """Between two applied ones, equal to one, or before the first; None: nothing is late."""
    known = [p for p in history.peilmomenten[:-1] if p > not_before]
    if not known:
        return None
    chosen = dice.choice(known[-30:])
    peilmoment = chosen + dice.choice((0, 0, 1, HOUR_US, DAY_US, -1))
    if dice.random() < 0.1:
        peilmoment = known[0] - dice.choice((1, DAY_US, 20 * DAY_US))
    if peilmoment <= not_before or peilmoment >= history.newest:
        return None
    return peilmoment


def late_places(dice, state, desk, day):
    """What the desk says of a past day: as it was, but for some."""
    places, gone = [], []
    for identifier in sorted(state.open):
        place, chance = state.open[identifier][1], dice.random()
        twin = pb.Wachtplek()
        twin.CopyFrom(place)
        if chance < 0.15 and start_day(place) <= day:
            gone.append(desk.outflow(identifier, start_day(place), day))
        elif chance > 0.25:
            places.append(twin)
            if chance > 0.9:
                twin.hulpvorm = dice.randint(1, 13)
    for identifier in sorted(state.left):
        leaving = state.left[identifier][-1]
        likely = 0.5 if leaving.reason == REASON.UNSPECIFIED else 0.15
        if identifier not in state.open and dice.random() < likely:
            if dice.random() < 0.7 and leaving.start <= day:
                gone.append(desk.outflow(identifier, leaving.start, day))
            else:
                places.append(leaving.place)
    if dice.random() < 0.3:
        places.append(desk.new_place(b"late-%d" % dice.randrange(3), days_later(day, -80)))
    return places, gone
