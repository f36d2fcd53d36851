"""Whoever may ask, asks too much: what that costs others."""

import random

import pytest
from post import KIEL, START_US, ZON, Post, place, snapshot
from readme import STATUS, pb

OK, LATER, MALFORMED = (STATUS[name] for name in ("OK", "LATER", "MALFORMED"))
DAY_US = 86_400_000_000
GEMEENTEN = ("0503", "0518", "0603", "0629", "0637", "1783", "1842", "1916", "1926")
MANY_PLACES = 3000
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
    """Ten years of days by everything there is."""
    fields = {"from": 20250101, "until": 20340101, "step": pb.STEP_DAY} | fields
    return pb.FiguresRequest(head=post.head(), by=range(1, 9), **fields)


def send(caller, kind, message):
    frames = caller.frames(kind, message.SerializeToString())
    caller.socket.send_multipart(frames)
    return frames[2]


def heard(caller, reply):
    """What has come so far."""
    while caller.socket.poll(0):
        yield reply.FromString(caller.socket.recv_multipart()[3]).head.status


def test_questions_that_take_long_wait_behind_each_other_and_keep_up_nobody_else(asked):
    """A coordinator fetches alerts while an aanbieder asks 512 times the most there is."""
    with asked.unmoved(), asked.caller("zon") as zon, asked.caller("coordinator") as coordinator:
        for _ in range(512):
            send(zon, b"FIGURES", widest(asked))
        reply = coordinator.ask(b"ALERTS", pb.AlertsRequest(head=asked.head()))
        assert reply.head.status == OK and reply.alerts
        statuses = list(heard(zon, pb.FiguresReply))
        assert LATER in statuses
        assert statuses.count(OK) <= MOST_BEFORE_ME
        asked.deliver()
