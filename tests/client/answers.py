"""Made-up answers to what people ask, for a FakeServer, and what was asked."""

from test_push import head

NOW = 1740819600000000  # 2025-03-01T09:00Z


def place_row(pb, number):
    row = pb.PlaceRow(
        agb_code="06010713",
        aanbieder="KDC De Zon",
        telefoon="070 1234567",
        start_day=20241128,
        clock=pb.CLOCK_AANMELDDATUM,
        crossing=20250301,
        days_waited=93,
        rank=1,
        rank_reason=pb.RANK_REASON_URGENT,
        rank_sentence="beschermingsmaatregel; 93 dagen gewacht",
        data_peilmoment=NOW,
    )
    row.place.id = f"P{number:04}".encode()
    row.place.gemeente, row.place.hulpvorm = "0518", pb.HULPVORM_KDC
    return row


class Places:
    """Answers PLACES out of so many, a page at a time."""

    def __init__(self, pb, count, page=3):
        self.pb, self.count, self.page = pb, count, page
        self.asked = []

    def __call__(self, request):
        asked = self.pb.PlacesRequest.FromString(request.body)
        self.asked.append(asked)
        until = min(asked.offset + min(asked.limit or self.page, self.page), self.count)
        reply = self.pb.PlacesReply(
            head=head(self.pb, "OK"), count=self.count, as_known_at=NOW, on=20250301, norm_id="3m"
        )
        reply.rows.extend(place_row(self.pb, number) for number in range(asked.offset, until))
        reply.next_offset = until if until < self.count else 0
        return reply


def figures(pb, places):
    return pb.Figures(
        waiting=pb.Count(places=places, jeugdigen_lower=places, jeugdigen_upper=places),
        coverage=pb.Coverage(expected=14, fresh=14, oldest=20250228),
    )


class Figures:
    """Answers FIGURES with a point per day, a page at a time; every cell has the key
    "KDC"."""

    def __init__(self, pb, page=2):
        self.pb, self.page = pb, page
        self.asked = []

    def point(self, asked, day):
        point = self.pb.FigurePoint(on=day, norm_id="3m", total=figures(self.pb, day % 100))
        setattr(point, "from", day)
        if asked.by:
            keys = ["KDC"] * len(asked.by)
            point.cells.add(key=keys, figures=figures(self.pb, day % 100))
        return point

    def __call__(self, request):
        asked = self.pb.FiguresRequest.FromString(request.body)
        self.asked.append(asked)
        first, last = getattr(asked, "from"), asked.until
        upto = min(first + self.page - 1, last)
        reply = self.pb.FiguresReply(head=head(self.pb, "OK"), as_known_at=NOW)
        reply.points.extend(self.point(asked, day) for day in range(first, upto + 1))
        reply.next_from = upto + 1 if upto < last else 0
        return reply
