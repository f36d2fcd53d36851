"""What was said with TAKE, DUIDING and PUBLICATION, while the engine is killed, restarted
and left without room; and questions from the ends of time."""

import os
import resource
import signal
import time

import pytest
from post import PATIENCE_S, START_US, ZON, Post, place, snapshot
from readme import STATUS, pb

OK, LATER, MALFORMED = (STATUS[name] for name in ("OK", "LATER", "MALFORMED"))
ROUNDS, PER_ROUND, PLACES = 4, 40, 60
MEBIBYTE = 1 << 20


@pytest.fixture
def said():
    with Post() as post:
        with post.caller("zon") as zon:
            message = snapshot(ZON, 1, [place(number, 20250101) for number in range(PLACES)])
            assert zon.verdict(b"PUSH", message) == "ACCEPTED"
        yield post


def place_id(number):
    return b"plek-%05d" % number


def take(post, number):
    return pb.TakeRequest(
        head=post.head(), agb_code=ZON, place_id=place_id(number),
        state=pb.TAKEN_STATE_OPGEPAKT,
    )


def note(post, text):
    return pb.DuidingRequest(head=post.head(), duiding={"from": 20250601, "text": text})


def publication(post, action, name="", content=b""):
    return pb.PublicationRequest(head=post.head(), action=action, name=name, content=content)


def fix(post, name, content):
    return publication(post, pb.PUBLICATION_ACTION_FIX, name, content)


def fetch(post, caller, name):
    asked = publication(post, pb.PUBLICATION_ACTION_FETCH, name)
    return caller.ask(b"PUBLICATION", asked).publications[0].content


def history(post, caller, number):
    return caller.ask(
        b"HISTORY",
        pb.HistoryRequest(head=post.head(), agb_code=ZON, place_id=place_id(number)),
    )


def notes(post, caller):
    asked = pb.FiguresRequest(head=post.head(), measures=[1], **{"from": 20250601})
    return {found.event: found.text for found in caller.ask(b"FIGURES", asked).duiding}


def kill_engine(post):
    after, pid = len(post.lines), post.pids()["engine"]
    os.kill(pid, signal.SIGKILL)
    post.wait_line(r"front\.admission", after)
    assert post.pids()["engine"] != pid


def send(caller, kind, message):
    frames = caller.frames(kind, message.SerializeToString())
    caller.socket.send_multipart(frames)
    return frames[2]


def hear_all(caller, asked, reply):
    """What each request that was answered OK was answered; some never are."""
    until = time.monotonic() + PATIENCE_S
    answers = {}
    while len(answers) < len(asked) and time.monotonic() < until:
        if not caller.socket.poll(1000):
            break
        _, _, request_id, body = caller.socket.recv_multipart()
        answers[request_id] = reply.FromString(body)
    return {asked[i]: found for i, found in answers.items() if found.head.status == OK}


def test_what_was_answered_ok_outlives_the_engine(said):
    """Killed with a pile of each kind under way, a little later every time."""
    with said.caller("coordinator") as coordinator, said.caller("beheer") as beheer, \
            said.caller("analist") as analist:
        taken, noted, kept = {}, {}, {}
        for turn in range(ROUNDS):
            numbers = range(turn * PER_ROUND, (turn + 1) * PER_ROUND)
            takes = {send(coordinator, b"TAKE", take(said, n % PLACES)): n for n in numbers}
            texts = {send(beheer, b"DUIDING", note(said, f"{n}")): n for n in numbers}
            names = {send(analist, b"PUBLICATION", fix(said, f"r/{n}", b"%d" % n)): n
                     for n in numbers}
            # The last time late enough that something of each kind was answered.
            time.sleep(1 if turn == ROUNDS - 1 else 0.005 * (turn + 1))
            kill_engine(said)
            taken |= hear_all(coordinator, takes, pb.TakeReply)
            noted |= hear_all(beheer, texts, pb.DuidingReply)
            kept |= hear_all(analist, names, pb.PublicationReply)
        assert taken and noted and kept
        for number, reply in taken.items():
            assert reply.taken in history(said, coordinator, number % PLACES).taken
        found = notes(said, analist)
        assert all(found[reply.duiding.event] == f"{n}" for n, reply in noted.items())
        assert all(fetch(said, analist, f"r/{n}") == b"%d" % n for n in kept)
    assert said.stop() == 0
    said.start()
    assert said.status().journal_head >= len(taken) + len(noted) + len(kept)


def test_the_same_bytes_again_after_a_kill_are_said_once(said):
    with said.caller("coordinator") as coordinator:
        frames = coordinator.frames(b"TAKE", take(said, 1).SerializeToString())
        first = pb.TakeReply.FromString(coordinator.exchange(frames))
        kill_engine(said)
        for _ in range(3):
            assert pb.TakeReply.FromString(coordinator.exchange(frames)).taken == first.taken
        assert len(history(said, coordinator, 1).taken) == 1


def test_questions_under_way_when_the_engine_is_killed_are_later_or_answered(said):
    with said.caller("analist") as analist:
        asked = pb.FiguresRequest(
            head=said.head(), step=pb.STEP_DAY, until=20260101, by=[1, 2, 3],
            **{"from": 20250101},
        )
        waiting = [send(analist, b"FIGURES", asked) for _ in range(30)]
        kill_engine(said)
        for request_id in waiting:
            reply = pb.FiguresReply.FromString(analist.hear(request_id))
            assert reply.head.status in (OK, LATER)
        assert analist.ask(b"FIGURES", asked).head.status == OK


# ---- a full disk


def fill_up(post):
    """No page can be written any more, not even one that is free within the file."""
    resource.prlimit(post.pids()["engine"], resource.RLIMIT_FSIZE, (0, resource.RLIM_INFINITY))


def make_room(post):
    room = (resource.RLIM_INFINITY, resource.RLIM_INFINITY)
    resource.prlimit(post.pids()["engine"], resource.RLIMIT_FSIZE, room)


def monitor_table(post, by):
    return pb.FiguresRequest(head=post.head(), by=[by], **{"from": 20250531})


def test_a_monitors_table_that_finds_no_room_is_made_when_there_is(said):
    """All three are made at once or none is; the answer never differs from what is kept."""
    with said.caller("monitor") as monitor, said.caller("analist") as analist:
        before, pids = said.status().journal_head, said.pids()
        fill_up(said)
        assert analist.verdict(b"PUBLICATION", fix(said, "x", b"x")) == "LATER"
        for by in (2, 3, 4):
            assert monitor.ask(b"FIGURES", monitor_table(said, by)).head.status == LATER
        assert said.status().journal_head == before
        make_room(said)
        first = [monitor.ask(b"FIGURES", monitor_table(said, by)) for by in (2, 3, 4)]
        assert {reply.head.status for reply in first} == {OK}
        assert said.status().journal_head == before + 3
        assert said.pids() == pids
        kill_engine(said)
        again = [monitor.ask(b"FIGURES", monitor_table(said, by)) for by in (2, 3, 4)]
        assert [reply.monitor for reply in again] == [reply.monitor for reply in first]


# ---- the ends of time and of numbers

DATES = (10101, 10228, 19700101, 20250602, 99991231)
INSTANTS = (-(2**63), -1, 1, START_US, 2**63 - 1)


@pytest.fixture(scope="module")
def edges():
    with Post() as post:
        yield post


@pytest.mark.parametrize("filled", [False, True])
def test_places_of_any_day_as_known_at_any_instant_have_an_answer(edges, filled):
    with edges.caller("zon") as zon, edges.caller("coordinator") as coordinator:
        if filled:
            assert zon.verdict(b"PUSH", snapshot(ZON, 1, [place(1, 20250101)])) == "ACCEPTED"
        with edges.unmoved():
            for on in DATES:
                for known in INSTANTS:
                    asked = pb.PlacesRequest(
                        head=edges.head(), on=on, as_known_at=known, offset=2**32 - 1,
                        limit=2**32 - 1,
                    )
                    for caller in (zon, coordinator):
                        reply = caller.ask(b"PLACES", asked)
                        assert reply.head.status == OK and not reply.rows
                        assert reply.count <= 2 and reply.next_offset == 0


def is_possible(first, last):
    """In order, and not too far apart; of these, that is one month of the year 1."""
    return last in (0, first) or (first, last) == (10101, 10228)


def test_figures_of_any_days_have_an_answer(edges):
    days = [(first, last) for first in DATES for last in (*DATES, 0)]
    refused = sum(not is_possible(*pair) for pair in days)
    with edges.caller("analist") as analist, edges.unmoved(body=refused * 5 * len(INSTANTS)):
        for first, last in days:
            for step in range(5):
                for known in INSTANTS:
                    asked = pb.FiguresRequest(
                        head=edges.head(), until=last, step=step, by=[1, 2, 3],
                        measures=range(1, 9), survival_days=3660, as_known_at=known,
                        region_day=99991231, **{"from": first},
                    )
                    expected = OK if is_possible(first, last) else MALFORMED
                    assert analist.ask(b"FIGURES", asked).head.status == expected
