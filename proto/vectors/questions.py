"""Questions about places and figures, and their answers, for make.py."""

import hashlib

from values import MADE_AT, full_place


def some_filter(pb):
    """Every list, with the value that means onbekend where there is one."""
    return pb.Filter(
        aanbieders=["06010713"],
        hulpvormen=[pb.HULPVORM_KDC, pb.HULPVORM_PLEEGZORG],
        gemeenten=["0503", "0518"],
        maatregelen=[pb.MAATREGEL_UNSPECIFIED, pb.MAATREGEL_OTS],
        gis=["", "06012345"],
        urgenties=[pb.URGENTIE_HOOG],
    )


def monthly_figures(pb, head):
    """A quarter by month, per aanbieder and hulpvorm, as known a day later."""
    return pb.FiguresRequest(
        head=head,
        until=20250331,
        step=pb.STEP_MONTH,
        by=[pb.DIMENSION_HULPVORM, pb.DIMENSION_AANBIEDER],
        measures=[pb.MEASURE_WAITING, pb.MEASURE_DAYS, pb.MEASURE_SURVIVAL],
        norm_id="3m",
        clock=pb.CLOCK_COMPLEET_DATUM,
        filter=some_filter(pb),
        as_known_at=MADE_AT,
        region_day=20240101,
        survival_days=365,
        **{"from": 20250101},
    )


def a_break(pb, **more):
    return pb.Duiding(
        until=20240131,
        agb_code="06010713",
        hulpvorm=pb.HULPVORM_KDC,
        gemeente="0518",
        is_break=True,
        text="Den Haag koopt zelf in.",
        **{"from": 20240101},
        **more,
    )


def question_requests(pb, head):
    """One of each kind about places and figures, with that kind."""
    named = {"agb_code": "06010713", "place_id": b"A1B2C3D4"}
    take = pb.TakeRequest(
        head=head,
        state=pb.TAKEN_STATE_NIET_MOGELIJK,
        obstacle=pb.OBSTACLE_GEEN_PASSEND_AANBOD,
        **named,
    )
    places = pb.PlacesRequest(
        head=head,
        on=20250228,
        as_known_at=MADE_AT,
        filter=some_filter(pb),
        norm_id="3m",
        beyond_only=True,
        offset=500,
        limit=250,
    )
    publication = pb.PublicationRequest(
        head=head,
        action=pb.PUBLICATION_ACTION_FIX,
        name="regiomonitor/2025Q1",
        content=b"peildatum,plekken\n",
    )
    return [
        ("TAKE", take),
        ("PLACES", places),
        ("HISTORY", pb.HistoryRequest(head=head, **named)),
        ("FIGURES", monthly_figures(pb, head)),
        ("DUIDING", pb.DuidingRequest(head=head, duiding=a_break(pb))),
        ("PUBLICATION", publication),
    ]


def taken(pb):
    return pb.Taken(
        state=pb.TAKEN_STATE_INGEBRACHT,
        obstacle=pb.OBSTACLE_GEEN_CAPACITEIT,
        who="j.jansen",
        recorded_at=MADE_AT,
        event=81,
    )


def told_place(pb, place_id):
    """A place as the daemon tells of it: without pseudonym."""
    place = full_place(pb, place_id)
    place.ClearField("jeugdige")
    place.ClearField("jeugdige_epoch")
    return place


def places_reply(pb, head):
    row = pb.PlaceRow(
        agb_code="06010713",
        aanbieder="KDC De Zon",
        telefoon="070 1234567",
        mail="wachtlijst@example.nl",
        place=told_place(pb, b"A1B2C3D4"),
        start_day=20241128,
        clock=pb.CLOCK_OORSPRONKELIJKE_AANMELDDATUM,
        crossing=20250301,
        days_waited=93,
        other_places_known=True,
        other_places=1,
        rank=1,
        rank_reason=pb.RANK_REASON_URGENT,
        rank_sentence="...",
        data_peilmoment=MADE_AT,
        data_age_days=1,
        stale=True,
        taken=taken(pb),
        reinstated=True,
    )
    return pb.PlacesReply(
        head=head,
        rows=[row],
        count=751,
        next_offset=501,
        as_known_at=MADE_AT,
        on=20250301,
        norm_id="3m",
    )


def history_reply(pb, head):
    """Was open until it left; the reason came a day later."""
    opened = pb.PlaceVersion(
        kind=pb.VERSION_KIND_OPEN,
        valid_from=MADE_AT - 86_400_000_000,
        valid_until=MADE_AT,
        recorded_at=MADE_AT - 86_000_000_000,
        event=70,
        late=True,
        wait=70,
        start_day=20241128,
        clock=pb.CLOCK_OORSPRONKELIJKE_AANMELDDATUM,
        place=told_place(pb, b""),
    )
    completed = pb.PlaceVersion(
        kind=pb.VERSION_KIND_COMPLETED,
        valid_from=MADE_AT,
        recorded_at=MADE_AT + 86_400_000_000,
        event=90,
        wait=70,
        start_day=20241128,
        clock=pb.CLOCK_OORSPRONKELIJKE_AANMELDDATUM,
        reden=pb.UITSTROOMREDEN_GESTART,
        left_on=20250301,
    )
    return pb.HistoryReply(head=head, versions=[opened, completed], taken=[taken(pb)])


def figures(pb):
    """Every part of Figures, each number another one."""

    def count(start):
        return pb.Count(places=start, jeugdigen_lower=start - 2, jeugdigen_upper=start - 1)

    return pb.Figures(
        waiting=count(143),
        waiting_netto=count(121),
        waiting_bescherming=count(22),
        waiting_reclassering=count(5),
        waiting_adjusted=count(139),
        beyond=count(48),
        beyond_netto=count(40),
        beyond_bescherming=count(9),
        beyond_reclassering=count(3),
        beyond_adjusted=count(45),
        without_clock=2,
        days=pb.Days(count=141, sum=13818, median=71, p80=160, p92=301, longest=812),
        bands=[50, 30, 15, 25, 12, 6, 3],
        inflow=31,
        left=[1, 17, 2, 4, 3, 0, 0, 0, 1, 0, 0, 6, 0],
        realised=pb.Days(count=17, sum=1530, median=83, p80=120, p92=180, longest=200),
        realised_within=11,
        phases=[pb.Phase(count=n, sum=100 * n) for n in (16, 15, 14, 0, 13)],
        taken=[100, 20, 10, 8, 4, 1],
        obstacles=[120, 9, 7, 3, 2, 1, 0, 1],
        aanbieders=12,
        aanbieders_mean=4,
        aanbieders_longest=10,
        aanbieders_p80=6,
        survival=pb.Survival(
            starts=40, at_risk=180, half_known=True, half_days=84, eighty_known=True, eighty_days=201
        ),
        coverage=pb.Coverage(
            expected=14, fresh=11, stale=1, dropped=2, oldest=20250112, deliveries=290
        ),
    )


def figures_reply(pb, head):
    quiet = pb.Figures(coverage=pb.Coverage(expected=1, dropped=1))
    point = pb.FigurePoint(
        on=20250131,
        norm_id="3m",
        total=figures(pb),
        cells=[
            pb.FigureCell(key=["", "06010713"], figures=quiet),
            pb.FigureCell(key=["KDC", "06010713"], figures=figures(pb)),
        ],
        aanname=[
            pb.AannameRow(
                agb_code="06010713",
                hulpvorm=pb.HULPVORM_KDC,
                status=pb.AANNAME_STATUS_STOP,
                peilmoment=MADE_AT,
            )
        ],
        **{"from": 20250101},
    )
    return pb.FiguresReply(
        head=head,
        points=[point],
        next_from=20250201,
        as_known_at=MADE_AT,
        duiding=[a_break(pb, event=60, recorded_at=MADE_AT, who="beheer")],
    )


def monitor_reply(pb, head):
    total = pb.MonitorRow(
        rows=4,
        places=410,
        beyond=130,
        has_days=True,
        days=pb.Days(count=410, sum=39000, median=70, p80=160, p92=300, longest=900),
    )
    table = pb.MonitorTable(
        by=pb.DIMENSION_HULPVORM,
        on=20250131,
        norm_id="3m",
        recorded_at=MADE_AT,
        rows=[
            pb.MonitorRow(key="KDC", rows=1, places=390, beyond=120),
            pb.MonitorRow(key="SAMEN", rows=3, places=20, beyond=10),
        ],
        total=total,
        coverage=pb.Coverage(expected=14, fresh=14, oldest=20250130, deliveries=420),
    )
    return pb.FiguresReply(head=head, as_known_at=MADE_AT, monitor=table)


def question_replies(pb, head):
    """The same for replies; FIGURES has two."""
    content = b"peildatum,plekken\n"
    publication = pb.Publication(
        name="regiomonitor/2025Q1",
        event=95,
        recorded_at=MADE_AT,
        who="beheer",
        content_hash=hashlib.blake2b(content, digest_size=32).digest(),
        content=content,
    )
    duiding = a_break(pb, event=60, recorded_at=MADE_AT, who="beheer")
    return [
        ("TAKE", pb.TakeReply(head=head, taken=taken(pb))),
        ("PLACES", places_reply(pb, head)),
        ("HISTORY", history_reply(pb, head)),
        ("FIGURES", figures_reply(pb, head)),
        ("FIGURES", monitor_reply(pb, head)),
        ("DUIDING", pb.DuidingReply(head=head, duiding=duiding)),
        ("PUBLICATION", pb.PublicationReply(head=head, publications=[publication])),
    ]
