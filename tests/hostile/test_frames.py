"""What an admitted key says beside the five frames of a request."""

import contextlib
import os
import random

import pytest
import zmq
from post import PATIENCE_S, ZON, Caller, keys_of, place, snapshot
from raw_curve import MORE, Closed, RawCurve
from readme import client, pb

GARBAGE_IDS = (b"x", b"beheer", b"\x00", b"\x00\x00\x00\x00", b"\x00" * 6, b"\x01bcde", b"r" * 255)


def request(post, caller):
    body = pb.StatusRequest(head=post.head()).SerializeToString()
    return caller.frames(b"STATUS", body)


@pytest.mark.parametrize("count", [*range(11), 31, 32, 33, 63, 64, 65, 70])
def test_any_other_number_of_frames_is_refused_and_counted(post, count):
    with post.caller("zon") as caller:
        frames = (request(post, caller) + [b"more"] * 70)[:count] or [b""]
        with post.unmoved(frames=int(count != 5)):
            caller.socket.send_multipart(frames)
            if count == 5:
                assert caller.hear(frames[2])


def test_frames_of_wrong_sizes_are_refused_and_the_next_request_is_served(post):
    with post.caller("zon") as caller, post.unmoved(frames=12):
        for at, frame in ((0, b""), (0, b"WP2"), (0, b"WP1\0"), (1, b""), (1, b"K" * 17), (2, b""),
                          (2, b"1234567"), (2, b"123456789"), (4, b""), (4, bytes(63)),
                          (4, bytes(65)), (4, bytes(1 << 20))):
            frames = request(post, caller)
            frames[at] = frame
            caller.socket.send_multipart(frames)
        frames = request(post, caller)
        reply = pb.StatusReply.FromString(caller.exchange(frames))
        assert reply.head.status == pb.STATUS_CODE_OK


def test_a_request_delimited_as_by_a_req_socket_is_refused(post):
    with post.caller("zon") as caller, post.unmoved(frames=1):
        assert caller.exchange([b"", *request(post, caller)], 1) is None


def test_a_chosen_routing_id_is_cut_off_whatever_it_is(post):
    with post.unmoved(route=len(GARBAGE_IDS)):
        for routing_id in GARBAGE_IDS:
            forger = Caller(post, keys_of("beheer"), routing_id=routing_id)
            with forger:
                assert forger.exchange(request(post, forger), 0.2) is None


def test_a_routing_id_like_the_librarys_own_is_worth_nothing_but_to_its_first_holder(post):
    """Five bytes that begin with zero cannot be told from libzmq's; they get no one
    else's answers and push nobody out."""
    chosen = b"\0" + os.urandom(4)
    first = Caller(post, keys_of("zon"), routing_id=chosen)
    second = Caller(post, keys_of("maan"), routing_id=chosen)
    with post.unmoved(), first, second:
        asked = request(post, first)
        answered = first.exchange(asked, 1), second.exchange(request(post, second), 1)
        assert sum(answer is not None for answer in answered) == 1
        winner = first if answered[0] else second
        assert winner.exchange(request(post, winner))


def test_noise_in_frames_from_an_admitted_key_moves_nothing(post):
    chance = random.Random(7)
    with post.unmoved(frames=250), post.caller("analist") as caller:
        for number in range(500):
            frames = [chance.randbytes(chance.randrange(40)) for _ in range(number % 12 + 1)]
            frames[0] = chance.choice((b"WP1", frames[0]))
            caller.socket.send_multipart(frames)
        frames = request(post, caller)
        assert caller.hear(frames[2], 0) is None
        assert caller.exchange(frames)


def test_who_takes_no_answers_holds_up_nobody(post):
    """2,000 answers that nobody fetches; what does not fit is lost to him alone."""
    with post.unmoved(), post.caller("beheer") as caller:
        caller.socket.rcvhwm = 1
        for _ in range(2000):
            caller.socket.send_multipart(request(post, caller))
        post.deliver()


def test_the_bell_tells_a_stranger_nothing_and_takes_no_messages(post):
    bell = post.wait_line(r"front\.listening .*bell=(\S+)")[1]
    with post.unmoved(key=1):
        for keys in (client.Keys(os.urandom(32)), keys_of("zon")):
            with Caller(post, keys, endpoint=bell) as caller:
                assert caller.exchange(request(post, caller), 0.5) is None


def test_a_topic_longer_than_any_is_cut_off_at_the_bell(post):
    bell = post.wait_line(r"front\.listening .*bell=(\S+)")[1]
    greedy = Caller(post, keys_of("zon"), kind=zmq.XSUB, endpoint=bell)
    with post.unmoved(broken=1), greedy as listener:
        watch = listener.socket.get_monitor_socket(zmq.EVENT_DISCONNECTED)
        listener.socket.send(b"\1NEWS")
        assert not watch.poll(300)
        listener.socket.send(b"\1" + bytes(10_000))
        assert watch.poll(PATIENCE_S * 1000)
        listener.socket.disable_monitor()


FRONT_MOST_BYTES = 256 << 20
MOST_OF_ALL, MOST_OF_ONE, FRAME_BYTES = 44 << 20, 41 << 20, 35


def pour(line, piece, most):
    """Frames of one message that never ends, while it is listened to."""
    frame = bytes(piece)
    for _ in range(0, most, piece):
        line.say_frame(line.message(frame, MORE))


@pytest.mark.parametrize("piece", [8 << 20, 60_000])
def test_a_message_without_end_is_cut_off_and_nobody_else_notices(post, piece):
    """Libzmq keeps all of a message until its last frame."""
    greedy = RawCurve(post.endpoint, post.server_key, keys_of("analist"))
    with post.unmoved(endless=1), greedy as line:
        line.shake()
        pour(line, piece, MOST_OF_ONE // 2)
        post.deliver()
        with pytest.raises(Closed):
            pour(line, piece, 1 << 30)
    assert post.peak_bytes("front") < FRONT_MOST_BYTES


def pour_and_be_cut(caller, frame):
    watch = caller.socket.get_monitor_socket(zmq.EVENT_DISCONNECTED)
    for _ in range(3 * MOST_OF_ONE // 2 // (len(frame) + FRAME_BYTES)):
        caller.socket.send(frame, zmq.SNDMORE)
    caller.socket.send(b"")
    assert watch.poll(PATIENCE_S * 1000)
    caller.socket.disable_monitor()


def test_a_message_of_the_smallest_frames_is_cut_off_too(post):
    """Each takes more memory than bytes on the line."""
    with post.unmoved(endless=1), post.caller("analist") as caller:
        pour_and_be_cut(caller, b"")
    assert post.peak_bytes("front") < FRONT_MOST_BYTES


def test_many_messages_without_end_are_bounded_together(post):
    """None of them brings more than one may. A large snapshot in their midst comes through."""
    with contextlib.ExitStack() as all_lines, post.unmoved(endless=4):
        for _ in range(20):
            line = RawCurve(post.endpoint, post.server_key, keys_of("analist"))
            all_lines.enter_context(line).shake()
            with contextlib.suppress(Closed):
                pour(line, 1 << 20, MOST_OF_ALL // 16)
        with post.caller("zon") as zon:
            places = [place(number) for number in range(10_000)]
            assert zon.verdict(b"PUSH", snapshot(ZON, 2, places)) == "GAP"
    assert post.peak_bytes("front") < FRONT_MOST_BYTES


def test_a_message_without_end_is_cut_off_at_the_bell_too(post):
    bell = post.wait_line(r"front\.listening .*bell=(\S+)")[1]
    greedy = Caller(post, keys_of("zon"), kind=zmq.XSUB, endpoint=bell)
    with post.unmoved(endless=1), greedy as caller:
        pour_and_be_cut(caller, b"\2" * 900)
    assert post.peak_bytes("front") < FRONT_MOST_BYTES


def test_who_asks_without_pause_is_not_taken_for_one_who_never_ends(post):
    """Far more than one may bring, all of it taken."""
    body = bytes(1 << 20)
    with post.unmoved(body=88), post.caller("zon") as caller:
        for _ in range(MOST_OF_ALL // len(body) * 2):
            assert caller.verdict(b"PUSH", body) == "MALFORMED"
