"""Requests to the daemon and its bell, over CURVE (proto/README.md, sections 1, 2 and 4).

Always true: no routing id is chosen; LINGER is 0, so closing never waits and nothing is sent after
it; a reply is only accepted for the request that waits for it. A request is sent again only when
the daemon itself answered LATER; after silence it is the caller who decides, because
silence means unknown. The monitor beside each socket is how a refused key differs from
silence."""

import os
import time
from dataclasses import dataclass

import zmq
from google.protobuf.message import DecodeError
from zmq.utils.monitor import recv_monitor_message

from wachtpost import days
from wachtpost.errors import BadConfiguration, KeyRefused, Refused, Unreachable
from wachtpost.keys import z85_text
from wachtpost.v1 import wachtpost_pb2 as contract

MAGIC = b"WP1"
ZAP_REFUSED = 400
MOST_REPLY_BYTES = 32 * 1024 * 1024
LATER_LEAST_MS, LATER_MOST_MS = 50, 5000
EVENTS = (
    zmq.EVENT_HANDSHAKE_SUCCEEDED
    | zmq.EVENT_HANDSHAKE_FAILED_AUTH
    | zmq.EVENT_HANDSHAKE_FAILED_NO_DETAIL
    | zmq.EVENT_HANDSHAKE_FAILED_PROTOCOL
    | zmq.EVENT_DISCONNECTED
)
OPTIONS = {
    zmq.LINGER: 0,
    zmq.IPV6: 1,
    zmq.HANDSHAKE_IVL: 2000,
    zmq.HEARTBEAT_IVL: 10_000,
    zmq.HEARTBEAT_TIMEOUT: 30_000,
    zmq.HEARTBEAT_TTL: 30_000,
    zmq.RECONNECT_IVL: 100,
    zmq.RECONNECT_IVL_MAX: 5000,
    zmq.MAXMSGSIZE: MOST_REPLY_BYTES,
}

REPLIES = {
    "PUSH": contract.PushReply,
    "STATUS": contract.StatusReply,
    "ALERTS": contract.AlertsReply,
}


def status_name(status):
    """A StatusCode as the contract names it, without its prefix."""
    try:
        return contract.StatusCode.Name(status).removeprefix("STATUS_CODE_")
    except ValueError:
        return "NONE"


@dataclass
class Tidings:
    """What the monitor told since the last time."""

    refused: bool = False  # the daemon does not admit our key
    connected: bool = False  # a handshake succeeded
    broken: bool = False  # a connection that stood is gone


class Line:
    """One CURVE socket and its monitor; dials when first used, and again after hang_up."""

    def __init__(self, context, kind, endpoint, server_key, keys):
        self.context, self.kind, self.endpoint = context, kind, endpoint
        self.server_key, self.keys = server_key, keys
        self.socket = self.monitor = None
        self.established = self.handshake_failed = False

    def dial(self):
        """BadConfiguration: the endpoint is none."""
        if self.socket is not None:
            return
        self.socket = self.context.socket(self.kind)
        for option, value in OPTIONS.items():
            self.socket.setsockopt(option, value)
        self.socket.curve_serverkey = z85_text(self.server_key).encode()
        self.socket.curve_publickey = z85_text(self.keys.curve_public).encode()
        self.socket.curve_secretkey = z85_text(self.keys.curve_secret).encode()
        if self.kind == zmq.SUB:
            self.socket.subscribe(b"")
        # The monitor listens before the socket connects, so that no event is missed.
        self.monitor = self.socket.get_monitor_socket(EVENTS)
        try:
            self.socket.connect(self.endpoint)
        except zmq.ZMQError:
            self.hang_up()
            raise BadConfiguration(
                f'"{self.endpoint}" is geen adres; het hoort te lijken op tcp://naam:7700'
            ) from None

    def hang_up(self):
        """Drops the socket with everything that was not sent yet."""
        if self.socket is not None:
            self.socket.disable_monitor()
            if self.monitor is not None:
                self.monitor.close()
            self.socket.close()
        self.socket = self.monitor = None
        self.established = self.handshake_failed = False

    def wait(self, until):
        """Until a message or a tiding may have come; False: the time (monotonic) is over."""
        left_ms = int((until - time.monotonic()) * 1000)
        poller = zmq.Poller()
        poller.register(self.socket, zmq.POLLIN)
        poller.register(self.monitor, zmq.POLLIN)
        return left_ms > 0 and bool(poller.poll(left_ms))

    def send(self, frames):
        """One message, without waiting. False: it could not be queued."""
        try:
            self.socket.send_multipart(frames, zmq.NOBLOCK)
        except zmq.Again:
            return False
        return True

    def receive(self):
        """One message, without waiting; None: none has come."""
        try:
            return self.socket.recv_multipart(zmq.NOBLOCK)
        except zmq.Again:
            return None

    def tidings(self):
        tidings = Tidings()
        while self.monitor.poll(0):
            self._note(recv_monitor_message(self.monitor), tidings)
        return tidings

    def _note(self, event, tidings):
        kind = event["event"]
        if kind == zmq.EVENT_HANDSHAKE_FAILED_AUTH and event["value"] == ZAP_REFUSED:
            tidings.refused = True
        elif kind == zmq.EVENT_HANDSHAKE_SUCCEEDED:
            self.established = tidings.connected = True
        elif kind == zmq.EVENT_DISCONNECTED:
            tidings.broken |= self.established
            self.established = False
        else:
            self.handshake_failed = True

    def refused(self):
        return KeyRefused(
            f"{self.endpoint} laat deze sleutel niet toe: is de registratieregel "
            "(python3 -m wachtpost keygen --show) ingeschreven, en niet ingetrokken?"
        )

    def silent(self):
        if self.handshake_failed:
            return Unreachable(
                f"geen antwoord van {self.endpoint}; er luistert wel iets: klopt server_key?"
            )
        return Unreachable(
            f"geen antwoord van {self.endpoint}: klopt het adres, en laat uw firewall het door?"
        )


class Connection:
    """Asks a daemon that may be reached at several endpoints: after silence the next one's turn
    comes. Not for several threads."""

    def __init__(self, endpoints, server_key, keys):
        self.context = zmq.Context()
        self.keys = keys
        self.lines = [Line(self.context, zmq.DEALER, e, server_key, keys) for e in endpoints]
        self.at = 0
        self.virtual_now = None  # the daemon's own time, where that is virtual

    def close(self):
        for line in self.lines:
            line.hang_up()
        self.context.term()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def round_over(self):
        """Whether the next endpoint is the first again."""
        return self.at == 0

    def exchange(self, kind, request_id, body, wait_s):
        """Out and back once: the reply's body and the reply. The same kind, id, body and keys give
        the same bytes. KeyRefused; Unreachable: no reply in time or the connection broke, and
        whether the request arrived is unknown; Refused: a reply that is none."""
        line = self.lines[self.at]
        try:
            reply = self._exchange(line, kind, request_id, body, time.monotonic() + wait_s)
        except (Unreachable, KeyRefused):
            line.hang_up()
            self.at = (self.at + 1) % len(self.lines)
            raise
        return reply, self._understood(kind, reply)

    def _exchange(self, line, kind, request_id, body, until):
        line.dial()
        signature = self.keys.sign(kind, request_id, body)
        if line.tidings().refused:  # since the line was dialled
            raise line.refused()
        if not line.send([MAGIC, kind.encode(), request_id, body, signature]):
            raise line.silent()
        while line.wait(until):
            reply = self._received(line, kind, request_id)
            if reply is not None:
                return reply
            tidings = line.tidings()
            if tidings.refused:
                raise line.refused()
            if tidings.broken:
                break
        raise line.silent()

    @staticmethod
    def _received(line, kind, request_id):
        """What answers another request (an earlier one, too late) is passed over."""
        while True:
            frames = line.receive()
            if frames is None:
                return None
            if len(frames) == 4 and frames[:3] == [MAGIC, kind.encode(), request_id]:
                return frames[3]

    def _understood(self, kind, body):
        try:
            reply = REPLIES[kind].FromString(body)
        except DecodeError:
            reply = None
        if reply is None or not reply.HasField("head"):
            raise Refused(f"de server gaf een onleesbaar antwoord op {kind}")
        self.virtual_now = reply.head.now if reply.head.virtual_clock else None
        return reply

    def ask(self, kind, request, timeout_s):
        """A question: dated, and dated again by a virtual clock; every endpoint is tried, and LATER
        waited out, within timeout_s in all. Failures as exchange."""
        until = time.monotonic() + timeout_s
        reply = self._ask_dated(kind, request, until)
        if status_name(reply.head.status) == "STALE" and reply.head.virtual_clock:
            reply = self._ask_dated(kind, request, until)
        return reply

    def _ask_dated(self, kind, request, until):
        request.head.made_at = self.virtual_now or days.now()
        body, request_id = request.SerializeToString(), os.urandom(8)
        while True:
            reply = self._ask_anybody(kind, request_id, body, until)
            pause_s = later_s(reply.head)
            if status_name(reply.head.status) != "LATER" or time.monotonic() + pause_s >= until:
                return reply
            time.sleep(pause_s)

    def _ask_anybody(self, kind, request_id, body, until):
        for tried in range(1, len(self.lines) + 1):
            shares = len(self.lines) - tried + 1
            try:
                wait_s = (until - time.monotonic()) / shares
                return self.exchange(kind, request_id, body, wait_s)[1]
            except (Unreachable, KeyRefused):
                if tried == len(self.lines):
                    raise
        raise AssertionError("a connection has a line")


def later_s(head):
    """How long a LATER asks to wait, within reason."""
    return min(max(head.retry_after_ms, LATER_LEAST_MS), LATER_MOST_MS) / 1000


class Bell:
    """Rings when there are new alerts, without saying which."""

    def __init__(self, connection, endpoint, server_key):
        self.line = Line(connection.context, zmq.SUB, endpoint, server_key, connection.keys)

    def close(self):
        self.line.hang_up()

    def wait(self, timeout_s):
        """Until there may be something to fetch: NEWS, or the bell was (re)connected, or the time
        is over. KeyRefused."""
        until = time.monotonic() + timeout_s
        self.line.dial()
        while self.line.wait(until):
            tidings = self.line.tidings()
            if tidings.refused:
                self.line.hang_up()
                raise KeyRefused("de bel laat deze sleutel niet (meer) toe")
            if self._rang() or tidings.connected:
                return

    def _rang(self):
        """Takes everything that has come; whether there was NEWS among it."""
        news = False
        while True:
            frames = self.line.receive()
            if frames is None:
                return news
            news = news or frames[0] == b"NEWS"
