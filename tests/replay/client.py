"""A client of the wire: keys, signatures, frames (proto/README.md), nothing more."""
import hashlib
import os
import time

import zmq
import zmq.utils.z85
from nacl.bindings import crypto_scalarmult_base
from nacl.signing import SigningKey

from contract import STATUS, pb

PROTOCOL = b"WP1"


class NoAnswer(Exception):
    """Nothing came back: unknown whether it was done. Resend the same bytes."""


def derive(seed, subkey):
    """libsodium's crypto_kdf with context "wachtpst", which is keyed BLAKE2b."""
    return hashlib.blake2b(b"", digest_size=32, key=seed, person=b"wachtpst".ljust(16, b"\0"),
                           salt=subkey.to_bytes(8, "little").ljust(16, b"\0")).digest()


class Keys:
    def __init__(self, seed):
        self.sign = SigningKey(derive(seed, 1))
        self.curve_secret = derive(seed, 2)
        self.curve_public = crypto_scalarmult_base(self.curve_secret)

    @property
    def registration_line(self):
        both = (bytes(self.sign.verify_key), self.curve_public)
        return "wachtpost1:" + "".join(zmq.utils.z85.encode(key).decode() for key in both)

    def signature(self, kind, request_id, body):
        signed = b"wachtpost.v1\0" + kind + b"\0" + request_id
        return self.sign.sign(signed + hashlib.blake2b(body, digest_size=32).digest()).signature


class Client:
    """One participant's connection. `endpoint` may be replaced by connecting again."""

    def __init__(self, keys, server_curve_public):
        self.keys, self.server_key = keys, server_curve_public
        self.socket = None

    def connect(self, endpoint):
        self.close()
        z85 = zmq.utils.z85.encode
        self.socket = zmq.Context.instance().socket(zmq.DEALER)
        self.socket.linger = 0
        self.socket.curve_serverkey = z85(self.server_key)
        self.socket.curve_publickey = z85(self.keys.curve_public)
        self.socket.curve_secretkey = z85(self.keys.curve_secret)
        self.socket.connect(endpoint)

    def close(self):
        if self.socket is not None:
            self.socket.close()
            self.socket = None

    def send(self, kind, body):
        """Sends and returns the id by which the answer will be known."""
        kind, request_id = kind.encode(), os.urandom(8)
        self.socket.send_multipart(
            [PROTOCOL, kind, request_id, body, self.keys.signature(kind, request_id, body)])
        return request_id

    def receive(self, kind, request_id, timeout_s):
        """The body of the answer to `request_id`; answers to earlier ones are passed over."""
        deadline = time.monotonic() + timeout_s
        while True:
            left_ms = max(0, int((deadline - time.monotonic()) * 1000))
            if not self.socket.poll(left_ms):
                raise NoAnswer(kind)
            frames = self.socket.recv_multipart()
            assert len(frames) == 4 and frames[0] == PROTOCOL, frames
            if frames[2] == request_id:
                assert frames[1] == kind.encode(), frames
                return frames[3]

    def ask(self, kind, body, reply_type, timeout_s=30):
        """One request and its reply; waits and asks again while the answer is LATER."""
        deadline = time.monotonic() + timeout_s
        while True:
            request_id = self.send(kind, body)
            reply = reply_type.FromString(
                self.receive(kind, request_id, deadline - time.monotonic()))
            if reply.head.status != STATUS.LATER or time.monotonic() > deadline:
                return reply
            time.sleep(min(reply.head.retry_after_ms, 50) / 1000)


def head(now):
    return pb.RequestHead(made_at=now)
