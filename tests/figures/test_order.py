"""The same snapshots, in another order of aanbieders: the same places and figures."""
import random

from ask import STEP
from asking import figure_lines
from contract import pb
from days import DAY_US, HOUR_US, civil_day, days_later, midnight, number
from long import RichDesk
from play import Player
from questions import ALL_MEASURES, DIMENSIONS
from scene import DUIN, ZEE, ZON, date
from stage import settings

AGBS = (ZON, ZEE, DUIN, "06040404")
FIRST, DAYS = date("2024-02-20"), 25
NOBODY = type("NobodyLeft", (), {"left": {}, "open": {}})()


def a_month_of_bodies():
    """day -> agb -> snapshots in order; now and then two of a day, or a late one."""
    dice = random.Random(20240220)
    children = [dice.randbytes(32) for _ in range(12)]
    desks = [RichDesk(dice, f"a{agb}", agb, 9, children) for agb in AGBS]
    month = []
    for index in range(DAYS):
        today, bodies = days_later(FIRST, index), {}
        for desk in desks:
            bodies[desk.agb] = [delivery(desk, today, hour) for hour in
                                dice.choice(((), (9,), (9,), (9, 11), (9, -30)))]
        month.append((today, bodies))
    return month


def delivery(desk, today, hour):
    desk.live(today, NOBODY, desk.dice.choice((1, 2, 3)))
    message = desk.message(midnight(today) + hour * HOUR_US)
    if hour < 0:
        del message.outflow[:]
    body = message.SerializeToString()
    desk.used(body)
    return body


def play(month, order):
    """Every day at noon all deliveries of the day, aanbieder by aanbieder."""
    player = Player(settings(*AGBS, interval=4), midnight(FIRST))
    for today, bodies in month:
        player.move_clock(midnight(today) + 12 * HOUR_US)
        for agb in order(AGBS, today):
            for body in bodies[agb]:
                player.push(f"a{agb}", body)
    player.move_clock(player.model.clock + DAY_US)
    return player


def questions(player):
    """A day-by-day series by every dimension, now and as known on an earlier evening."""
    evenings = (0, midnight(days_later(FIRST, 10)) - 1)
    for known_at in evenings:
        for by in [()] + [(d,) for d in DIMENSIONS] + [tuple(DIMENSIONS[:4])]:
            yield pb.FiguresRequest(
                head=player.head(), **{"from": number(FIRST)},
                until=number(days_later(FIRST, DAYS)), step=STEP.DAY, by=by, measures=ALL_MEASURES, as_known_at=known_at)


def answers(player):
    found = []
    for request in questions(player):
        reply = player.ask("analist", "FIGURES", request, pb.FiguresReply)
        assert len(reply.points) > 0
        for point in reply.points:
            found.append((point.on, figure_lines("total", point.total), [
                (tuple(cell.key), figure_lines("", cell.figures)) for cell in point.cells]))
    today = number(civil_day(player.model.now))
    reply = player.ask("allen", "PLACES", pb.PlacesRequest(head=player.head(), on=today),
                       pb.PlacesReply)
    return found, [row.SerializeToString() for row in reply.rows]


def test_another_order_of_aanbieders_gives_the_same_figures():
    month = a_month_of_bodies()
    orders = (lambda agbs, today: agbs, lambda agbs, today: agbs[::-1],
              lambda agbs, today: random.Random(today.toordinal()).sample(agbs, len(agbs)))
    told = []
    for order in orders:
        player = play(month, order)
        try:
            told.append(answers(player))
        finally:
            player.close()
    assert len(told[0][1]) > 10 and told[0] == told[1] == told[2]
