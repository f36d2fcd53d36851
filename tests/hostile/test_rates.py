"""One participant who asks without end, on the real clock: it is told LATER, and nobody else
notices."""

import time

import zmq
from post import STATUS_NAME, Post, counts, keys_of, pb
from zmq.utils import z85

BURST, A_SECOND = 5000, 1000
FLOOD = 20000
AT_ONCE = 500
QUIET_MS = 1000


class Flood:
    """One connection that does not wait for answers."""

    def __init__(self, post, keys):
        self.keys, self.answers = keys, []
        self.socket = post.context.socket(zmq.DEALER)
        self.socket.linger = self.socket.sndhwm = self.socket.rcvhwm = 0
        self.socket.curve_serverkey = post.server_key
        self.socket.curve_publickey = z85.encode(keys.curve_public)
        self.socket.curve_secretkey = z85.encode(keys.curve_secret)
        self.socket.connect(post.endpoint)

    def signed(self, count):
        """A kind that is not its own: the engine answers it by itself, and changes nothing."""
        body = b""
        for number in range(count):
            request_id = number.to_bytes(8, "big")
            yield [b"WP1", b"CLOCK", request_id, body, self.keys.sign(b"CLOCK", request_id, body)]

    def take(self, timeout_ms):
        while self.socket.poll(timeout_ms):
            answer = self.socket.recv_multipart()
            self.answers.append(STATUS_NAME[pb.StatusReply.FromString(answer[3]).head.status])

    def send_all(self, requests):
        for number, frames in enumerate(requests):
            self.socket.send_multipart(frames)
            if number % AT_ONCE == 0:
                self.take(0)


def test_who_floods_is_told_later_and_nobody_else_notices():
    with Post(virtual=None) as post:
        flood = Flood(post, keys_of("zon"))
        requests = list(flood.signed(FLOOD))
        before, peaks = counts(post.status()), {h: post.peak_bytes(h) for h in post.pids()}
        began = time.monotonic()
        flood.send_all(requests)
        post.deliver()  # promptly, by another
        flood.take(QUIET_MS)  # who does not take his answers fast enough does not get them all
        took = time.monotonic() - began
        came = counts(post.status())["rate"] - before["rate"]
        assert set(flood.answers) <= {"DENIED", "LATER"}
        assert flood.answers.count("DENIED") <= BURST + A_SECOND * (took + 1)
        assert came > 0
        assert flood.answers.count("LATER") > 0
        for half, peak in peaks.items():
            assert post.peak_bytes(half) < peak + (32 << 20), half
        flood.socket.close()
        with post.caller("maan") as maan:
            assert maan.verdict(b"STATUS", pb.StatusRequest(head=post.head())) == "OK"
        assert any('reason=rate' in line and "deelnemer=zon" in line for line in post.lines)
        on_record = {(line.get("participant"), line["refused"]["reason"]) for line in post.refusals()}
        assert on_record == {("zon", "kind"), ("zon", "rate")}


def test_a_slow_one_is_never_told_so():
    with Post(virtual=None) as post:
        before = counts(post.status())["rate"]
        with post.caller("zon") as zon:
            for _ in range(50):
                assert zon.verdict(b"STATUS", pb.StatusRequest(head=post.head())) == "OK"
        assert counts(post.status())["rate"] == before
