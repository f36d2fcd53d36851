"""Keys whose day has not come or is over are keys that nobody has: at the door, and behind it."""

import os

import pytest
import zmq
from false_front import EngineAlone
from post import PATIENCE_S, Caller, Post, keys_of, participant_text
from readme import STATUS, client, pb

TODAY, TOMORROW = "2025-06-02", "2025-06-03"  # START of post.py is on the first
TOMORROW_US = 1_748_944_800_000_000
OVER, TO_COME, TODAY_ONLY = ("until 2025-06-01", f"from {TOMORROW}", f"from {TODAY} until {TODAY}")


def date_key(post, name, dates):
    """As an operator would: behind the line, within its quotes."""
    line = keys_of(name).registration_line()
    text = participant_text(name).replace(line, f"{line} {dates}")
    assert dates in text
    post.file_of(name).write_text(text)


def status_request(head):
    return pb.StatusRequest(head=head)


@pytest.fixture
def post():
    served = Post()
    date_key(served, "zon", OVER)
    date_key(served, "maan", TO_COME)
    date_key(served, "coordinator", TODAY_ONLY)
    with served:
        yield served


def test_a_key_outside_its_days_is_refused_at_the_door(post):
    with post.unmoved(key=2):
        for name in ("zon", "maan"):
            with post.caller(name) as caller:
                frames = caller.frames(b"STATUS", status_request(post.head()).SerializeToString())
                assert caller.exchange(frames, 1) is None
        with post.caller("coordinator") as caller:
            assert caller.verdict(b"STATUS", status_request(post.head())) == "OK"


def test_when_its_day_is_over_an_open_connection_is_cut_and_another_key_begins(post):
    with post.caller("coordinator") as caller, post.caller("klok") as klok:
        watch = caller.socket.get_monitor_socket(zmq.EVENT_DISCONNECTED)
        assert caller.verdict(b"STATUS", status_request(post.head())) == "OK"
        moved = pb.ClockRequest(head=post.head(), instant=TOMORROW_US)
        assert klok.verdict(b"CLOCK", moved) == "OK"
        assert watch.poll(PATIENCE_S * 1000)
        caller.socket.disable_monitor()
    later = pb.RequestHead(made_at=TOMORROW_US)
    with post.caller("maan") as caller:
        assert caller.verdict(b"STATUS", status_request(later)) == "OK"
    with Caller(post, keys_of("coordinator")) as caller:
        frames = caller.frames(b"STATUS", status_request(later).SerializeToString())
        assert caller.exchange(frames, 1) is None


def test_the_engine_answers_such_a_key_as_one_that_nobody_has():
    """Also when whoever holds the door lets it in."""
    engine = EngineAlone()
    date_key(engine, "zon", OVER)
    date_key(engine, "maan", TO_COME)
    with engine:
        stranger, answers = client.Keys(os.urandom(32)), []
        for keys in (keys_of("zon"), keys_of("maan"), stranger):
            asked = [b"WP1", b"STATUS", os.urandom(8),
                     status_request(engine.head()).SerializeToString()]
            asked.append(keys.sign(asked[1], asked[2], asked[3]))
            with engine.front() as front:
                front.pass_on(keys.curve_public, asked)
                answers.append(front.hear_answer()[1])
        assert pb.StatusReply.FromString(answers[0]).head.status == STATUS["DENIED"]
        assert len(set(answers)) == 1
        counts = {each.reason: each.count for each in engine.status().refused}
        assert counts["sender"] == 3
