"""Whoever may ask, asks too much: what that costs others."""

import random

import pytest
from post import KIEL, START_US, ZON, Post, place, snapshot
from readme import STATUS, pb

OK, LATER, MALFORMED = (STATUS[name] for name in ("OK", "LATER", "MALFORMED"))
DAY_US = 86_400_000_000
GEMEENTEN = ("0503", "0518", "0603", "0629", "0637", "1783", "1842", "1916", "1926")
MANY_PLACES = 10_000
MOST_BEFORE_ME = 8


def varied(count, seed=1):
    """Places that have little in common, so that a question by everything finds many cells."""
    chance = random.Random(seed)
    for number in range(count):
        yield pb.Wachtplek(
            id=b"plek-%05d" % number,
            gemeente=chance.choice(GEMEENTEN),
            hulpvorm=chance.randrange(1, 14),
            maatregel=chance.randrange(7),
            urgentie=chance.randrange(5),
            leeftijdsband=chance.randrange(5),
            productcategorie=chance.randrange(40, 56),
            aanmelddatum=20240101 + chance.randrange(28),
        )


@pytest.fixture(scope="module")
def asked():
    """An aanbieder with a long list, which asks and is asked about."""
    with Post() as post:
        with post.caller("zon") as zon:
            places = list(varied(MANY_PLACES))
            message = snapshot(ZON, 1, places, START_US - 90 * DAY_US)
            assert zon.verdict(b"PUSH", message) == "ACCEPTED"
        yield post


def widest(post, **fields):
    """A year of days by everything there is."""
    fields = {"from": 20250101, "until": 20260101, "step": pb.STEP_DAY} | fields
    return pb.FiguresRequest(head=post.head(), by=range(1, 9), **fields)


def send(caller, kind, message):
    frames = caller.frames(kind, message.SerializeToString())
    caller.socket.send_multipart(frames)
    return frames[2]


def status_of(body):
    """Whatever the kind, a reply begins with its head; all of one may take long to read."""
    size, at = body[1] & 127, 2
    if body[1] > 127:
        size, at = size | body[2] << 7, 3
    return pb.ReplyHead.FromString(body[at : at + size]).status


def heard(caller):
    """The statuses of what has come by now."""
    statuses = []
    while caller.socket.poll(0):
        statuses.append(status_of(caller.socket.recv_multipart()[3]))
    return statuses


def hear_until(caller, status):
    while status_of(caller.socket.recv_multipart()[3]) != status:
        pass


def test_questions_that_take_long_wait_behind_each_other_and_keep_up_nobody_else(asked):
    """A coordinator fetches alerts while an aanbieder asks more than anybody may."""
    question = widest(asked)
    with asked.unmoved(), asked.caller("zon") as zon, asked.caller("coordinator") as coordinator:
        assert coordinator.verdict(b"STATUS", pb.StatusRequest(head=asked.head())) == "OK"
        for _ in range(64):
            send(zon, b"FIGURES", question)
        hear_until(zon, LATER)  # so as many wait as may
        reply = coordinator.ask(b"ALERTS", pb.AlertsRequest(head=asked.head()))
        assert reply.head.status == OK and reply.alerts
        assert heard(zon).count(OK) <= MOST_BEFORE_ME
        asked.deliver()


def test_decisions_that_take_long_leave_room_for_a_receipt(asked):
    """A coordinator says a thousand times who has a place of a very long list."""
    message = pb.TakeRequest(
        head=asked.head(), agb_code=ZON, place_id=b"nobody", state=pb.TAKEN_STATE_OPGEPAKT
    )
    with asked.caller("coordinator") as coordinator:
        for _ in range(1000):
            send(coordinator, b"TAKE", message)
        asked.deliver()
        statuses = heard(coordinator)
        assert LATER in statuses
        assert statuses.count(STATUS["DENIED"]) < 500
