"""What clients say: frames, sizes, routes, and the two halves' bounds."""

import os
import struct
import threading

import pytest
import zmq
from post import LATER, MALFORMED, SIGNATURE, Keys, Post, status_of

MAX_BODY = 8 * 1024 * 1024
MAX_SMALL_BODY = 4096


@pytest.fixture(scope="module")
def served():
    keys = Keys()
    with Post(keys) as post:
        yield post, keys


@pytest.fixture
def client(served):
    post, keys = served
    client = post.client(keys)
    yield client
    client.socket.disable_monitor()
    client.socket.close()


GOOD = [b"WP1", b"ECHO", b"12345678", b"body", SIGNATURE]


@pytest.mark.parametrize("count", range(11))
def test_any_other_number_of_frames_is_malformed_or_dropped(client, count):
    before = client.counts()
    frames = (GOOD + [b"x"] * 10)[:count] or [b""]
    client.socket.send_multipart(frames)
    if count == 5:
        assert client.receive()[3] == b"echo body"
        return
    if count >= 3:
        reply = client.receive()
        assert reply[:3] == GOOD[:3]
        assert status_of(reply[3]) == MALFORMED
    client.wait_count("frames", before["frames"] + 1)


@pytest.mark.parametrize(
    "at, frame, answered",
    [
        (0, b"WP2", False),
        (0, b"", False),
        (1, b"", True),
        (1, b"K" * 17, True),
        (2, b"1234567", False),
        (2, b"", False),
        (4, bytes(63), True),
        (4, bytes(65), True),
        (4, b"", True),
    ],
)
def test_frame_of_a_wrong_size_is_refused(client, at, frame, answered):
    frames = list(GOOD)
    frames[at] = frame
    client.socket.send_multipart(frames)
    if answered:
        reply = client.receive()
        assert reply[2] == GOOD[2]
        assert status_of(reply[3]) == MALFORMED
    assert client.ask(b"ECHO", b"still here") == b"echo still here"


def test_kind_of_sixteen_bytes_and_an_empty_body_are_the_engines_to_judge(client):
    assert client.ask(b"K" * 16) == b"echo "


@pytest.mark.parametrize("kind", [b"ECHO", b"FIGURES", b"PUBLICATIONS", b"PUSHES"])
def test_any_other_body_is_small(client, kind):
    before = client.counts()["size"]
    assert client.ask(kind, bytes(MAX_SMALL_BODY)) == b"echo " + bytes(MAX_SMALL_BODY)
    assert status_of(client.ask(kind, bytes(MAX_SMALL_BODY + 1))) == MALFORMED
    client.wait_count("size", before + 1)


@pytest.mark.parametrize("kind", [b"PUSH", b"PUBLICATION"])
def test_largest_snapshot_and_publication_pass_and_one_byte_more_does_not(client, kind):
    before = client.counts()["size"]
    assert len(client.ask(kind, bytes(MAX_BODY))) == MAX_BODY + 5
    assert status_of(client.ask(kind, bytes(MAX_BODY + 1))) == MALFORMED
    client.wait_count("size", before + 1)


def test_frame_far_above_the_limit_ends_the_connection_and_nothing_else(served, client):
    post, keys = served
    bystander = post.client(keys)
    assert bystander.ask(b"ECHO") == b"echo "
    client.send(b"PUSH", bytes(MAX_BODY + 1024))
    client.wait_event(zmq.EVENT_DISCONNECTED)
    assert bystander.ask(b"ECHO") == b"echo "
    bystander.socket.disable_monitor()
    bystander.socket.close()


def test_too_many_frames_cut_the_connection(client):
    before = client.counts()["frames"]
    client.socket.send_multipart(GOOD + [b"more"] * 100)
    client.wait_event(zmq.EVENT_DISCONNECTED)
    client.wait_count("frames", before + 1)


@pytest.mark.parametrize("routing_id", [b"x", b"admin", b"\x01bcde", b"sixsix", b"r" * 255])
def test_chosen_routing_id_is_refused_and_counted(served, client, routing_id):
    post, keys = served
    before = client.counts()["route"]
    forger = post.client(keys, routing_id=routing_id)
    forger.send(b"ECHO")
    client.wait_count("route", before + 1)
    assert forger.receive(0) is None
    forger.socket.disable_monitor()
    forger.socket.close()


def test_a_full_store_answers_later_to_the_batch_and_goes_on(client):
    assert client.ask(b"FULL") == b"later"
    assert client.ask(b"ECHO") == b"echo "


def test_an_engine_without_words_is_spoken_for(client):
    assert status_of(client.ask(b"NOTHING")) == LATER


def test_requests_that_come_together_share_a_commit(client):
    for _ in range(500):
        client.send(b"PUSH", bytes(2000))
    for _ in range(500):
        assert client.receive()[3][:5] == b"echo "
    counts = client.counts()
    assert 1 < counts["largest"] <= 256


def test_a_client_that_takes_no_answers_holds_up_nobody(served, client):
    post, keys = served
    glutton = post.client(keys)
    glutton.socket.rcvhwm = 1
    sender = threading.Thread(target=lambda: [glutton.send(b"LARGE") for _ in range(400)])
    sender.start()
    sender.join(30)
    assert not sender.is_alive()
    assert client.ask(b"ECHO") == b"echo "
    glutton.socket.disable_monitor()
    glutton.socket.close()


def test_noise_from_an_admitted_key_harms_nobody(served, client):
    post, keys = served
    noisy = post.client(keys)
    for number in range(300):
        frames = [os.urandom(number % 40) for _ in range(number % 12 + 1)]
        if number % 2:
            frames = [b"WP1", os.urandom(number % 20), struct.pack(">Q", number)] + frames
        noisy.socket.send_multipart(frames)
    assert noisy.receive() is not None
    assert client.ask(b"ECHO") == b"echo "
    noisy.socket.disable_monitor()
    noisy.socket.close()
