"""The engine alone, and in the front's place whoever holds its socket: says what it likes in the
frames of daemon/front/link.h."""

import os
import re
import socket
import struct
import subprocess
import threading

from post import PATIENCE_S, REPLIES, Post, keys_of
from readme import pb

HELLO, TABLE, REQUEST, REPLY, BELL, REFUSED, PING, PONG, MEASURES = range(1, 10)
FRONT_COUNTS = 6


class Hung(Exception):
    """The engine hung up."""


class FalseFront:
    def __init__(self, path):
        self.line = socket.socket(socket.AF_UNIX)
        self.line.settimeout(PATIENCE_S)
        self.line.connect(str(path))
        self.held, self.ticket = b"", 0
        self.hello, self.table = self.hear(HELLO), self.hear(TABLE)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.line.close()

    def say_bytes(self, content):
        try:
            self.line.sendall(content)
        except (BrokenPipeError, ConnectionResetError) as gone:
            raise Hung from gone

    def say(self, kind, fields=b""):
        self.say_bytes(struct.pack(">IB", 1 + len(fields), kind) + fields)

    def hear(self, wanted=None):
        """The fields of the next frame of this kind; of any other than BELL, and its kind."""
        while True:
            size = struct.unpack(">I", self._take(4))[0]
            kind, fields = self._take(1)[0], self._take(size - 1)
            if kind == wanted:
                return fields
            if wanted is None and kind != BELL:
                return kind, fields

    def _take(self, count):
        while len(self.held) < count:
            try:
                more = self.line.recv(1 << 16)
            except ConnectionResetError as gone:
                raise Hung from gone
            if not more:
                raise Hung
            self.held += more
        taken, self.held = self.held[:count], self.held[count:]
        return taken

    def is_hung_up_on(self):
        try:
            while True:
                self.hear()
        except Hung:
            return True

    def pass_on(self, curve_key, frames, ticket=None):
        """A request as the front would hand it over; returns its ticket."""
        self.ticket += 1
        ticket = self.ticket if ticket is None else ticket
        _, kind, request_id, body, signature = frames
        self.say(REQUEST, struct.pack(">Q", ticket) + curve_key + bytes([len(kind)]) + kind
                 + request_id + signature + body)
        return ticket

    def hear_answer(self):
        """Ticket and body of the next answer."""
        fields = self.hear(REPLY)
        return struct.unpack(">Q", fields[:8])[0], fields[16:]

    def ask(self, keys, kind, frames):
        """What is answered to these frames, said to come from these keys."""
        ticket = self.pass_on(keys.curve_public, frames)
        answered, body = self.hear_answer()
        assert answered == ticket
        return REPLIES.get(kind, pb.StatusReply).FromString(body)


class EngineAlone(Post):
    """What a Post is, but for its front: engine.sock is anybody's who may reach it."""

    def start(self, **options):
        self.configure(engine_socket="engine.sock")
        self.process = subprocess.Popen(
            self.command("--engine"), stderr=subprocess.PIPE, stdin=subprocess.DEVNULL, text=True,
            **options,
        )
        self.reader = threading.Thread(target=self._read, args=(self.process.stderr,))
        self.reader.start()
        self.wait_line(r"engine\.listening")

    def front(self):
        """The engine has one front at a time and takes the next when that is gone."""
        return FalseFront(self.folder / "engine.sock")

    def frames(self, name, kind, message):
        """What this participant really signed."""
        keys, request_id = keys_of(name), os.urandom(8)
        body = message if isinstance(message, bytes) else message.SerializeToString()
        return [b"WP1", kind, request_id, body, keys.sign(kind, request_id, body)]

    def status(self, name="beheer"):
        with self.front() as front:
            asked = self.frames(name, b"STATUS", pb.StatusRequest(head=self.head()))
            return front.ask(keys_of(name), b"STATUS", asked)

    def heads(self):
        """What changes when anything was decided."""
        status = self.status()
        return status.journal_head, status.alert_head, status.incarnation

    def pids(self):
        return {"engine": self.process.pid}

    def private_dirty(self):
        rollup = open(f"/proc/{self.process.pid}/smaps_rollup", encoding="ascii").read()
        return int(re.search(r"Private_Dirty:\s+(\d+)", rollup)[1]) * 1024

