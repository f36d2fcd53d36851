"""ZMTP 3 with CURVE on a plain TCP socket, so that every byte of it can be another: what the
handshake says, what a frame claims, and when any of it comes."""

import os
import socket
import struct
import time

from nacl.bindings import crypto_box, crypto_box_keypair, crypto_box_open
from zmq.utils import z85

PATIENCE_S = 10
GREETING = (b"\xff" + bytes(8) + b"\x7f" + b"\x03\x00" + b"CURVE".ljust(20, b"\0") + bytes(32))
MORE, LONG, COMMAND = 1, 2, 4


class Closed(Exception):
    """The other side hung up."""


def property_of(name, value):
    return bytes([len(name)]) + name + struct.pack(">I", len(value)) + value


DEALER = property_of(b"Socket-Type", b"DEALER") + property_of(b"Identity", b"")


class RawCurve:
    """One connection; `step_s` is waited before every byte string that is sent."""

    def __init__(self, endpoint, server_key, keys, step_s=0):
        host, port = endpoint.removeprefix("tcp://").rsplit(":", 1)
        self.line = socket.create_connection((host, int(port)), timeout=PATIENCE_S)
        self.server, self.keys, self.step_s = z85.decode(server_key), keys, step_s
        self.public, self.secret = crypto_box_keypair()
        self.nonce, self.held, self.ended = 1, b"", False

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.line.close()

    # ---- bytes

    def say(self, content):
        time.sleep(self.step_s)
        try:
            self.line.sendall(content)
        except OSError as gone:
            raise Closed from gone

    def take(self, count):
        while len(self.held) < count:
            try:
                more = self.line.recv(1 << 16)
            except OSError as gone:
                raise Closed from gone
            if not more:
                raise Closed
            self.held += more
        taken, self.held = self.held[:count], self.held[count:]
        return taken

    def is_hung_up_on(self, within_s=PATIENCE_S):
        """Reads and forgets until the end; False: there is none."""
        self.line.settimeout(within_s)
        try:
            while self.line.recv(1 << 16):
                pass
        except TimeoutError:
            return False
        except OSError:
            pass
        return True

    def is_ignored(self, within_s=0.5):
        """Nothing that can be opened comes any more. After some errors libzmq hangs up; after
        others it only stops reading, until its heartbeat ends it."""
        self.line.settimeout(within_s)
        try:
            return not self.hear_message()
        except Closed:
            return True

    def say_frame(self, content, flags=0):
        if len(content) > 255:
            self.say(bytes([flags | LONG]) + struct.pack(">Q", len(content)) + content)
        else:
            self.say(bytes([flags, len(content)]) + content)

    def hear_frame(self):
        flags = self.take(1)[0]
        size = struct.unpack(">Q", self.take(8))[0] if flags & LONG else self.take(1)[0]
        return self.take(size)

    # ---- the handshake, step by step

    def short_nonce(self):
        self.nonce += 1
        return struct.pack(">Q", self.nonce)

    def greet(self):
        self.say(GREETING)
        self.take(64)

    def hello(self):
        short = self.short_nonce()
        box = crypto_box(bytes(64), b"CurveZMQHELLO---" + short, self.server, self.secret)
        return b"\x05HELLO\x01\x00" + bytes(72) + self.public + short + box

    def hear_welcome(self):
        welcome = self.hear_frame()
        if not welcome.startswith(b"\x07WELCOME"):
            raise Closed(welcome)
        content = crypto_box_open(
            welcome[24:], b"WELCOME-" + welcome[8:24], self.server, self.secret)
        self.passing, self.cookie = content[:32], content[32:]

    def initiate(self, metadata=DEALER):
        short, long = self.short_nonce(), os.urandom(16)
        vouch = crypto_box(
            self.public + self.server, b"VOUCH---" + long, self.passing, self.keys.curve_secret)
        box = crypto_box(
            self.keys.curve_public + long + vouch + metadata,
            b"CurveZMQINITIATE" + short, self.passing, self.secret)
        return b"\x08INITIATE" + self.cookie + short + box

    def shake(self, metadata=DEALER):
        self.greet()
        self.say_frame(self.hello(), COMMAND)
        self.hear_welcome()
        self.say_frame(self.initiate(metadata), COMMAND)
        ready = self.hear_frame()
        if not ready.startswith(b"\x05READY"):
            raise Closed(ready)
        return self

    # ---- messages

    def message(self, content, flags=0, short=None):
        short = short or self.short_nonce()
        box = crypto_box(
            bytes([flags]) + content, b"CurveZMQMESSAGEC" + short, self.passing, self.secret)
        return b"\x07MESSAGE" + short + box

    def say_frames(self, frames):
        for at, frame in enumerate(frames):
            self.say_frame(self.message(frame, MORE if at < len(frames) - 1 else 0))

    def hear_message(self):
        """All frames of the next one."""
        frames = []
        while True:
            frame = self.hear_frame()
            content = crypto_box_open(
                frame[16:], b"CurveZMQMESSAGES" + frame[8:16], self.passing, self.secret)
            if content[0] & 2:
                continue  # a command: PING
            frames.append(content[1:])
            if not content[0] & MORE:
                return frames
