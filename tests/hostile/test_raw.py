"""Who speaks ZMTP and CURVE himself, byte by byte, with a key that is admitted or none."""

import os
import socket
import struct
import threading
import time

import pytest
from post import PATIENCE_S, ZON, keys_of, place, snapshot
from raw_curve import COMMAND, DEALER, LONG, MORE, Closed, RawCurve, property_of
from readme import client, pb

HANDSHAKE_ENDS_WITHIN_S = 6  # the limit is 2 s


def dial(post, keys, **options):
    return RawCurve(post.endpoint, post.server_key, keys, **options)


def status_frames(post, keys):
    body = pb.StatusRequest(head=post.head()).SerializeToString()
    request_id = os.urandom(8)
    return [b"WP1", b"STATUS", request_id, body, keys.sign(b"STATUS", request_id, body)]


def test_a_client_made_of_bytes_is_served(post):
    """Or what is refused below would show nothing."""
    keys = keys_of("zon")
    with post.unmoved(), dial(post, keys) as line:
        asked = status_frames(post, keys)
        line.shake().say_frames(asked)
        heard = line.hear_message()
        assert heard[:3] == asked[:3]
        assert pb.StatusReply.FromString(heard[3]).head.status == pb.STATUS_CODE_OK


@pytest.mark.parametrize("name", [b"User-Id", b"user-id", b"USER-ID", b"Peer-Address"])
def test_a_user_id_in_the_handshake_is_not_believed(post, name):
    """ZAP says who it is; zon stays zon, whatever else it says that it is."""
    keys, other = keys_of("zon"), keys_of("beheer").curve_public.hex().encode()
    with post.unmoved(), dial(post, keys) as line:
        asked = status_frames(post, keys)
        line.shake(property_of(name, other) + DEALER + property_of(name, other))
        line.say_frames(asked)
        reply = pb.StatusReply.FromString(line.hear_message()[3])
        assert reply.name == "zon" and reply.journal_head == 0


def test_a_stranger_does_not_pass_for_another_by_a_user_id(post):
    stranger, other = client.Keys(os.urandom(32)), keys_of("zon").curve_public.hex().encode()
    with post.unmoved(key=1), dial(post, stranger) as line:
        with pytest.raises(Closed):
            line.shake(property_of(b"User-Id", other) + DEALER)


@pytest.mark.parametrize("identity", [b"x", b"beheer", b"\x01bcde", bytes(6), bytes(255)])
def test_an_identity_in_the_handshake_is_cut_off(post, identity):
    keys = keys_of("zon")
    with post.unmoved(route=1), dial(post, keys) as line:
        line.shake(property_of(b"Socket-Type", b"DEALER") + property_of(b"Identity", identity))
        line.say_frames(status_frames(post, keys))
        assert line.is_hung_up_on()


def test_metadata_that_lies_about_its_lengths_ends_the_handshake(post):
    lies = (b"\xff", b"\x0bSocket-Type\xff\xff\xff\xffDEALER", b"\xff" * 40,
            property_of(b"Socket-Type", b"PUB"), b"\x0bSocket-Type\x00\x00")
    with post.unmoved(handshake=len(lies)):
        for lie in lies:
            with dial(post, keys_of("zon")) as line, pytest.raises(Closed):
                line.shake(lie)
                line.say_frames(status_frames(post, keys_of("zon")))
                line.hear_message()


STAGES = ("greeting", "hello", "cut hello", "initiate", "cut initiate")


def stop_at(line, stage):
    """As far as that, and no further."""
    if stage == "greeting":
        line.greet()
        return
    line.greet()
    hello = line.hello()
    if stage == "cut hello":
        line.say(bytes([COMMAND, len(hello)]) + hello[:100])
        return
    line.say_frame(hello, COMMAND)
    if stage == "hello":
        return
    line.hear_welcome()
    initiate = line.initiate()
    if stage == "cut initiate":
        line.say(bytes([COMMAND | LONG]) + struct.pack(">Q", len(initiate)) + initiate[:150])


@pytest.mark.parametrize("stage", STAGES)
def test_a_handshake_that_stops_is_cut_off_wherever_it_stops(post, stage):
    with post.unmoved(slow=20):
        lines = [dial(post, keys_of("zon")) for _ in range(20)]
        began = time.monotonic()
        for line in lines:
            stop_at(line, stage)
        post.deliver()
        for line in lines:
            assert line.is_hung_up_on(HANDSHAKE_ENDS_WITHIN_S)
            line.line.close()
        assert time.monotonic() - began < HANDSHAKE_ENDS_WITHIN_S


def test_a_handshake_with_pauses_is_cut_off_all_the_same(post):
    """Something comes every 1.1 seconds, and it takes three of these."""
    with post.unmoved(slow=1), dial(post, keys_of("zon"), step_s=1.1) as line:
        with pytest.raises(Closed):
            line.shake()
            line.say_frames(status_frames(post, keys_of("zon")))
            line.hear_message()


class Recorder:
    """A line to the post that keeps what goes in."""

    def __init__(self, post):
        host, port = post.endpoint.removeprefix("tcp://").rsplit(":", 1)
        self.target, self.said = (host, int(port)), b""
        self.door = socket.create_server(("127.0.0.1", 0))
        self.endpoint = f"tcp://127.0.0.1:{self.door.getsockname()[1]}"
        self.thread = threading.Thread(target=self._pass_on)
        self.thread.start()

    def _pass_on(self):
        inner, _ = self.door.accept()
        outer = socket.create_connection(self.target)
        back = threading.Thread(target=self._copy, args=(outer, inner, False))
        back.start()
        self._copy(inner, outer, True)
        back.join()
        inner.close()
        outer.close()

    def _copy(self, source, target, keep):
        while more := source.recv(1 << 16):
            self.said += more if keep else b""
            target.sendall(more)
        target.shutdown(socket.SHUT_WR)

    def end(self):
        self.thread.join(PATIENCE_S)
        self.door.close()


def test_the_recorded_bytes_of_a_whole_conversation_are_worth_nothing(post):
    """What a wiretap has: greeting, HELLO, INITIATE and an encrypted push, said again."""
    recorder, keys = Recorder(post), keys_of("zon")
    pushed = snapshot(ZON, 1, [place(1)]).SerializeToString()
    request_id = os.urandom(8)
    with post.unmoved(journal=1, handshake=5):
        with RawCurve(recorder.endpoint, post.server_key, keys) as line:
            line.shake().say_frames(
                [b"WP1", b"PUSH", request_id, pushed, keys.sign(b"PUSH", request_id, pushed)])
            assert pb.PushReply.FromString(line.hear_message()[3]).head.status == 2
        recorder.end()
        for _ in range(5):
            with dial(post, keys) as line:
                line.say(recorder.said)
                assert line.is_hung_up_on()


def sealed(line, frames):
    """These frames of one message, ready to be said."""
    return [line.message(frame, MORE * (at < len(frames) - 1)) for at, frame in enumerate(frames)]


def test_a_frame_said_twice_ends_the_conversation(post):
    """Nonces only go up, so within one nothing can be repeated either."""
    keys = keys_of("zon")
    with post.unmoved(broken=1), dial(post, keys) as line:
        frames = sealed(line.shake(), status_frames(post, keys))
        for frame in frames:
            line.say_frame(frame)
        assert line.hear_message()
        line.say_frame(frames[0])
        assert is_heard_no_more(post, line)


# Who speaks at once behind a handshake may be read before libzmq has noticed that it is over.
TOO_SOON = {"broken_or_handshake": 1}


def is_heard_no_more(post, line):
    """Nor is what would have been right."""
    try:
        line.say_frames(status_frames(post, line.keys))
    except Closed:
        return True
    return line.is_ignored()


@pytest.mark.parametrize("at", [0, 3, 9, 17, 30, -1])
def test_a_flipped_bit_in_a_frame_ends_the_conversation(post, at):
    with post.unmoved(**TOO_SOON), dial(post, keys_of("zon")) as line:
        frame = bytearray(line.shake().message(b"WP1", MORE))
        frame[at] ^= 1
        line.say_frame(bytes(frame))
        assert is_heard_no_more(post, line)


@pytest.mark.parametrize("content", [b"WP1", b"", b"\x07MESSAGE", b"\x05READY", bytes(300)])
def test_what_is_not_encrypted_after_the_handshake_ends_the_conversation(post, content):
    with post.unmoved(**TOO_SOON), dial(post, keys_of("zon")) as line:
        line.shake().say_frame(content, MORE)
        assert is_heard_no_more(post, line)


@pytest.mark.parametrize("size", [8 * 1024 * 1024 + 4096, 1 << 31, 1 << 40, (1 << 63) - 1,
                                  (1 << 64) - 1])
def test_a_frame_that_claims_to_be_larger_than_any_ends_the_connection(post, size):
    with post.unmoved(**TOO_SOON), dial(post, keys_of("zon")) as line:
        line.shake()
        line.say(bytes([LONG]) + struct.pack(">Q", size) + bytes(1000))
        assert line.is_hung_up_on()


def test_frames_without_end_are_bounded_in_memory(post):
    """MORE, MORE, MORE: small ones, as many as go in two seconds, and never a last one."""
    with post.unmoved(), dial(post, keys_of("analist")) as line:
        line.shake()
        until, count = time.monotonic() + 2, 0
        try:
            while time.monotonic() < until:
                line.say(b"".join(sealed_more(line) for _ in range(100)))
                count += 100
        except (Closed, TimeoutError):
            pass
        print(f"{count} frames of one message")
        post.deliver()


def sealed_more(line):
    frame = line.message(b"x" * 60, MORE)
    return bytes([0, len(frame)]) + frame
