"""Who has no key, or speaks no CURVE, or nothing at all that ZeroMQ understands."""

import os
import socket
import time

import pytest
import zmq
from post import ZON, Caller, counts, keys_of, snapshot
from readme import client

CLOSES_WITHIN_S = 6  # the handshake limit is 2 s
SIGNATURE = b"\xff" + bytes(8) + b"\x7f"
GREETING = SIGNATURE + b"\x03\x00" + b"CURVE".ljust(20, b"\0") + bytes(32)
READY = b"\x04\x29\x05READY\x0bSocket-Type\x00\x00\x00\x06DEALER\x08Identity\x00\x00\x00\x00"
GARBAGE = {
    "http": b"GET / HTTP/1.1\r\nHost: wachtpost\r\n\r\n",
    "tls": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(range(256)) * 2,
    "ssh": b"SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n",
    "zmtp1": b"\x01\x00" + b"\x0f\x00" + b"unversioned one" * 20,
    "zmtp1_identity": b"\x05\x00beheer\x04\x01WP1" + b"\x05\x00PUSH",
    "zmtp2": SIGNATURE + b"\x01\x05" + b"\x00\x00" + b"\x00\x03WP1",
    "zmtp2_dealer_identity": SIGNATURE + b"\x01\x05\x00\x06beheer\x01\x03WP1\x01\x04PUSH",
    "zmtp3_null": SIGNATURE + b"\x03\x00" + b"NULL".ljust(20, b"\0") + bytes(32) + READY,
    "zmtp3_curve_as_server": GREETING[:32] + b"\x01" + GREETING[33:],
    "zmtp3_ready_first": GREETING + READY,
    "zmtp3_gssapi": SIGNATURE + b"\x03\x01" + b"GSSAPI".ljust(20, b"\0") + bytes(32),
    "zmtp9": SIGNATURE + b"\x09\x00" + b"CURVE".ljust(20, b"\0") + bytes(32),
    "hello_of_zeroes": GREETING + b"\x04\xc8\x05HELLO\x01\x00" + bytes(192),
    "hello_cut_short": GREETING + b"\x04\xc8\x05HELLO\x01\x00" + bytes(100),
    "hello_too_long": GREETING + b"\x06" + (1 << 40).to_bytes(8, "big") + b"\x05HELLO",
    "initiate_first": GREETING + b"\x06\x00\x00\x00\x00\x00\x00\x02\x00\x08INITIATE" + bytes(500),
    "message_first": GREETING + b"\x04\x20\x07MESSAGE" + bytes(24),
    "frame_before_the_handshake": GREETING + b"\x00\x03WP1",
    "half_a_greeting": SIGNATURE + b"\x03\x00CUR",
    "one_byte": b"\xff",
    "silence": b"",
    "noise": bytes(os.urandom(3000)),
}


def dial(post):
    host, port = post.endpoint.removeprefix("tcp://").rsplit(":", 1)
    return socket.create_connection((host, int(port)), timeout=CLOSES_WITHIN_S)


def hear_the_end(line):
    """What comes before the other side hangs up."""
    heard = b""
    try:
        while more := line.recv(65536):
            heard += more
    except ConnectionError:
        pass
    return heard


def test_unknown_curve_key_is_refused_however_well_it_signs(post):
    with post.unmoved(key=1), Caller(post, client.Keys(os.urandom(32))) as stranger:
        body = snapshot(ZON, 1).SerializeToString()
        assert stranger.exchange(stranger.frames(b"PUSH", body), 1) is None


def test_without_curve_or_with_a_password_nobody_gets_in(post):
    with post.unmoved(handshake=2):
        bare, plain = (post.context.socket(zmq.DEALER) for _ in range(2))
        plain.plain_username, plain.plain_password = b"beheer", b"beheer"
        for line in (bare, plain):
            line.linger = 0
            line.connect(post.endpoint)
            line.send_multipart([b"WP1", b"STATUS", bytes(8), b"\x0a\x00", bytes(64)])
        assert not bare.poll(1000) and not plain.poll(0)
        bare.close()
        plain.close()


def test_right_public_key_without_its_secret_does_not_pass(post):
    thief = client.Keys(os.urandom(32))
    thief.curve_public = keys_of("zon").curve_public
    with post.unmoved(handshake=1), Caller(post, thief) as line:
        assert line.exchange(line.frames(b"PUSH", snapshot(ZON, 1).SerializeToString()), 1) is None


def test_whatever_is_no_handshake_is_hung_up_on(post):
    with post.unmoved(handshake_or_slow=len(GARBAGE)):
        lines = {name: dial(post) for name in GARBAGE}
        for name, line in lines.items():
            line.sendall(GARBAGE[name])
        for name, line in lines.items():
            assert len(hear_the_end(line)) <= 1000, name
            line.close()


def test_a_handshake_a_byte_at_a_time_is_cut_off(post):
    with post.unmoved(slow=1), dial(post) as line:
        began = time.monotonic()
        line.settimeout(0.2)
        with pytest.raises(ConnectionError):
            for byte in GREETING * 3:
                line.sendall(bytes([byte]))
                try:
                    if line.recv(100) == b"":
                        raise ConnectionError
                except TimeoutError:
                    pass
        assert time.monotonic() - began < CLOSES_WITHIN_S


def test_a_greeting_and_then_silence_is_cut_off(post):
    with post.unmoved(slow=1), dial(post) as line:
        began = time.monotonic()
        line.sendall(GREETING)
        hear_the_end(line)
        assert time.monotonic() - began < CLOSES_WITHIN_S


def test_300_idle_connections_leave_room_for_others_and_end(post):
    with post.unmoved():
        idle = [dial(post) for _ in range(300)]
        post.deliver()
        for line in idle:
            hear_the_end(line)
            line.close()


def test_300_admitted_connections_leave_room_for_others(post):
    with post.unmoved(kind=300):
        callers = [post.caller("analist") for _ in range(300)]
        asked = [caller.frames(b"PUSH", b"") for caller in callers]
        for caller, frames in zip(callers, asked):
            caller.socket.send_multipart(frames)
        post.deliver()
        for caller, frames in zip(callers, asked):
            assert caller.hear(frames[2])
            caller.socket.close()


def test_500_bad_handshakes_in_a_row_are_counted_and_cost_nobody_else(post):
    for _ in range(2):
        with post.unmoved(key=250) as before:
            strangers = [Caller(post, client.Keys(os.urandom(32))) for _ in range(250)]
            post.deliver()
            post.wait_counted(counts(before), {"key": 250})
            for stranger in strangers:
                stranger.socket.close()


def test_500_connections_that_hang_up_at_once_cost_nobody_else(post):
    with post.unmoved(handshake=450):  # who said nothing may stay with the kernel
        for number in range(500):
            with dial(post) as line:
                line.sendall(GREETING[: number % 70])
