"""Drives the real daemon around the fake engine: folder, keys, process, clients."""

import contextlib
import hashlib
import itertools
import json
import os
import pathlib
import re
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import threading
import time

import nacl.signing
import zmq
from zmq.utils import z85
from zmq.utils.monitor import recv_monitor_message

BINARY = os.environ["WACHTPOSTD_FAKE"]
PATIENCE_S = 30
SIGNATURE = bytes(64)
WATCHES = itertools.count()
MALFORMED, LATER = 8, 10  # StatusCode


class Keys:
    def __init__(self):
        self.public, self.secret = zmq.curve_keypair()
        sign = bytes(nacl.signing.SigningKey.generate().verify_key)
        self.line = "wachtpost1:" + z85.encode(sign).decode() + self.public.decode()


def server_public(seed):
    """Subkey 2 of the seed, by libsodium's crypto_kdf, as a CURVE public key."""
    secret = hashlib.blake2b(
        b"", key=seed, salt=struct.pack("<QQ", 2, 0), person=b"wachtpst", digest_size=32
    ).digest()
    return zmq.curve_public(z85.encode(secret))


class Post:
    """A daemon in a folder of its own. As a context it serves; folded() it is not started."""

    def __init__(self, *participants, arguments=()):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="wachtpost-front-"))
        self.arguments = list(arguments)
        self.lines = []
        self.changed = threading.Condition()
        self.process = None
        self.context = zmq.Context()
        seed = os.urandom(32)
        self.server_key = server_public(seed)
        seed_file = self.folder / "server.seed"
        seed_file.write_text(seed.hex() + "\n")
        seed_file.chmod(0o600)
        (self.folder / "deelnemers.d").mkdir()
        self.configure("tcp://127.0.0.1:*")
        for number, keys in enumerate(participants):
            self.enrol(f"klant-{number}", keys)

    def configure(self, listen):
        (self.folder / "wachtpostd.conf").write_text(
            f'listen = "{listen}"\nlisten_bell = "tcp://127.0.0.1:*"\n'
            'server_key = "server.seed"\nengine_socket = "engine.sock"\n'
            'participants = "deelnemers.d"\nlog_level = "debug"\n'
            'norm "3m" { from = "1990-01-01" months = 3 inclusive = false '
            "levels = {6, 9, 12} warning_days = 14 }\n"
        )

    def replace_key(self):
        """A second seed at endpoints of its own, and the first at a former door where it was."""
        self.former = self.endpoint, self.bell_endpoint, self.server_key
        seed = os.urandom(32)
        self.server_key = server_public(seed)
        seed_file = self.folder / "new.seed"
        seed_file.write_text(seed.hex() + "\n")
        seed_file.chmod(0o600)
        conf = self.folder / "wachtpostd.conf"
        text = conf.read_text()
        endpoints = re.findall(r'"(tcp://[^"]*)"', text)
        conf.write_text(
            text.replace("server.seed", "new.seed")
            .replace(endpoints[0], "tcp://127.0.0.2:*")
            .replace(endpoints[1], "tcp://127.0.0.2:*")
        )
        self.without_former = conf.read_text()
        conf.write_text(
            self.without_former + f'former_door {{ listen = "{endpoints[0]}"\n'
            f'listen_bell = "{endpoints[1]}"\nserver_key = "server.seed" }}\n'
        )

    def finish_key(self):
        (self.folder / "wachtpostd.conf").write_text(self.without_former)

    def participant_file(self, name):
        return self.folder / "deelnemers.d" / f"{name}.conf"

    def enrol(self, name, keys):
        self.participant_file(name).write_text(
            f'roles = {{"analist"}}\nkeys = {{"{keys.line}"}}\n'
        )

    def __enter__(self):
        self.start()
        self.wait_listening()
        return self

    @contextlib.contextmanager
    def folded(self):
        try:
            yield self
        finally:
            self.__exit__(*sys.exc_info())

    def start(self, *arguments, environment=None):
        command = [BINARY, "-c", str(self.folder / "wachtpostd.conf"), *self.arguments, *arguments]
        self.process = subprocess.Popen(
            command, stderr=subprocess.PIPE, text=True, env=os.environ | (environment or {})
        )
        self.reader = threading.Thread(target=self._read, args=(self.process.stderr,))
        self.reader.start()

    def _read(self, stream):
        for line in stream:
            with self.changed:
                self.lines.append(line.rstrip("\n"))
                self.changed.notify_all()

    def _end(self):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait(PATIENCE_S)
        self.reader.join(PATIENCE_S)
        self.process.stderr.close()

    def __exit__(self, kind, value, trace):
        if self.process:
            self._end()
        self.context.destroy(linger=0)
        shutil.rmtree(self.folder)
        if kind:
            print("\n".join(self.lines))

    def wait_line(self, pattern, after=0):
        """The index and match of the first line from `after` on; fails when none comes."""
        wanted = re.compile(pattern)

        def find():
            for index, line in enumerate(self.lines[after:], after):
                match = wanted.search(line)
                if match:
                    return index, match
            return None

        with self.changed:
            assert self.changed.wait_for(find, PATIENCE_S), f"no {pattern} in {self.lines}"
            return find()

    def wait_listening(self, after=0):
        index, match = self.wait_line(r"front\.listening endpoint=(\S+) bell=(\S+)", after)
        self.endpoint, self.bell_endpoint = match.groups()

    def pid(self, half, after=0):
        return int(self.wait_line(rf"half\.started half={half} pid=(\d+)", after)[1][1])

    def kill(self, half):
        """kill -9 of the half that runs now. Returns from where to read the log on."""
        with self.changed:
            last = [line for line in self.lines if f"half.started half={half}" in line][-1]
            after = len(self.lines)
        os.kill(int(last.rsplit("pid=", 1)[1]), signal.SIGKILL)
        return after

    def reload(self, wanted=r"engine\.reloaded"):
        after = len(self.lines)
        self.process.send_signal(signal.SIGHUP)
        self.wait_line(wanted, after)
        return after

    def client(self, keys, **options):
        return Client(self, keys, **options)

    def listener(self, keys, door=None):
        endpoint, server_key = door or (self.bell_endpoint, self.server_key)
        bell = self.context.socket(zmq.SUB)
        dress(bell, keys, server_key)
        bell.setsockopt(zmq.SUBSCRIBE, b"")
        bell.connect(endpoint)
        return bell


def dress(socket, keys, server_key):
    socket.linger = 0
    socket.curve_serverkey = server_key
    socket.curve_publickey, socket.curve_secretkey = keys.public, keys.secret


class Client:
    def __init__(self, post, keys, routing_id=None, dressed=True, door=None):
        endpoint, server_key = door or (post.endpoint, post.server_key)
        self.socket = post.context.socket(zmq.DEALER)
        self.socket.linger = 0
        if dressed:
            dress(self.socket, keys, server_key)
        if routing_id:
            self.socket.setsockopt(zmq.ROUTING_ID, routing_id)
        # By default named after a descriptor, and those come back too soon.
        self.monitor = self.socket.get_monitor_socket(addr=f"inproc://watch-{next(WATCHES)}")
        self.monitor.linger = 0
        self.socket.connect(endpoint)
        self.number = 0

    def __del__(self):
        # The other way round libzmq's only thread would wait for ever to tell nobody
        # that the connection is gone.
        if self.socket.closed:
            return
        self.socket.disable_monitor()
        self.monitor.close()
        self.socket.close()

    def send(self, kind, body=b"", signature=SIGNATURE):
        self.number += 1
        request_id = struct.pack(">Q", self.number)
        self.socket.send_multipart([b"WP1", kind, request_id, body, signature])
        return request_id

    def receive(self, timeout_s=PATIENCE_S):
        """The next reply, or None."""
        if not self.socket.poll(int(timeout_s * 1000)):
            return None
        return self.socket.recv_multipart()

    def ask(self, kind, body=b""):
        """Body of the answer to exactly this request."""
        request_id = self.send(kind, body)
        reply = self.receive()
        assert reply is not None, f"no answer to {kind}"
        assert reply[:3] == [b"WP1", kind, request_id]
        return reply[3]

    def ask_until(self, kind, body, wanted):
        """Asks again while the answer is LATER, as a client does."""
        until = time.monotonic() + PATIENCE_S
        answers = []
        while time.monotonic() < until:
            answers.append(self.ask(kind, body))
            if answers[-1] == wanted:
                return answers
            assert status_of(answers[-1]) == LATER
        raise AssertionError(f"never {wanted}")

    def counts(self):
        return json.loads(self.ask(b"COUNTS"))

    def wait_count(self, name, least=1):
        """The front tells the engine its counts once a second."""
        until = time.monotonic() + PATIENCE_S
        while time.monotonic() < until:
            counts = self.counts()
            if counts[name] >= least:
                return counts
        raise AssertionError(f"{name} stays below {least}: {counts}")

    def connections_made(self):
        """Handshakes that succeeded, of those events that nobody waited for."""
        made = 0
        while self.monitor.poll(0):
            event = recv_monitor_message(self.monitor)["event"]
            made += event == zmq.EVENT_HANDSHAKE_SUCCEEDED
        return made

    def wait_event(self, wanted):
        """The value of the first monitor event of that kind."""
        until = time.monotonic() + PATIENCE_S
        while time.monotonic() < until:
            if self.monitor.poll(1000):
                event = recv_monitor_message(self.monitor)
                if event["event"] == wanted:
                    return event["value"]
        raise AssertionError(f"no event {wanted}")


def status_of(body):
    """The status in the ReplyHead of a reply: field 1 in field 1."""
    assert body[0] == 0x0A and body[2] == 0x08, body
    return body[3]
