"""A server that answers what a test tells it to, and a client to run against it.

The server speaks the frames over a CURVE ROUTER with ZAP, checks every signature and
keeps what it was asked. What it answers is a function of the test's own."""

import hashlib
import os
import pathlib
import queue
import subprocess
import sys
import threading

import zmq
from nacl.signing import VerifyKey
from zmq.auth.thread import ThreadAuthenticator
from zmq.utils import z85

ROOT = pathlib.Path(__file__).resolve().parents[2]
WACHTPOST = os.environ["WACHTPOST"]
AGB = "06010713"
PATIENCE_S = 30
ANY = "tcp://127.0.0.1:*"


def load_contract(folder):
    """The contract's Python, made now by protoc."""
    contract = ROOT / "proto/wachtpost/v1/wachtpost.proto"
    subprocess.run(
        ["protoc", f"--python_out={folder}", "-I", str(ROOT / "proto"), str(contract)], check=True
    )
    sys.path.insert(0, str(folder))
    from wachtpost.v1 import wachtpost_pb2

    return wachtpost_pb2


class Request:
    def __init__(self, frames):
        route, magic, self.kind, self.id, self.body, self.signature = frames
        assert magic == b"WP1" and len(route) == 5 and route[0] == 0 and len(self.id) == 8
        self.frames = frames

    def is_signed_by(self, key):
        digest = hashlib.blake2b(self.body, digest_size=32).digest()
        signed = b"wachtpost.v1\0" + self.kind + b"\0" + self.id + digest
        return VerifyKey(key).verify(signed, self.signature) == signed


class Allowed:
    """zmq.auth's credentials provider: the CURVE keys (Z85) that may come in."""

    def __init__(self, *keys):
        self.keys = set(keys)

    def callback(self, domain, key):
        return key in self.keys


class FakeServer:
    """`answer(request)` gives a reply message, or None for silence. Use as a context."""

    def __init__(self, line, answer, admit=True, endpoint=ANY, bell=ANY):
        sign, curve = line[11:51], line[51:91]
        self.sign_key = z85.decode(sign)
        self.allowed = Allowed(*([curve.encode()] if admit else []))
        self.answer = answer
        self.requests = []
        self.bells = queue.Queue()
        self.listened = threading.Event()
        self.public, self.secret = zmq.curve_keypair()
        self.wanted, self.wanted_bell = endpoint, bell

    def bind(self, kind, endpoint):
        socket = self.context.socket(kind)
        socket.linger = 0
        socket.curve_server = True
        socket.curve_secretkey = self.secret
        socket.zap_domain = b"test"
        socket.bind(endpoint)
        return socket, socket.last_endpoint.decode()

    def __enter__(self):
        self.context = zmq.Context()
        self.gate = ThreadAuthenticator(self.context)
        self.gate.start()
        self.gate.configure_curve_callback(domain="test", credentials_provider=self.allowed)
        self.router, self.endpoint = self.bind(zmq.ROUTER, self.wanted)
        self.pub, self.bell = self.bind(zmq.XPUB, self.wanted_bell)
        self.stop = threading.Event()
        self.thread = threading.Thread(target=self.serve)
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.stop.set()
        self.thread.join(PATIENCE_S)
        self.gate.stop()
        self.router.close()
        self.pub.close()
        self.context.term()

    def ring(self):
        """As soon as somebody listens."""
        assert self.listened.wait(PATIENCE_S)
        self.bells.put(b"NEWS")

    def serve(self):
        poller = zmq.Poller()
        poller.register(self.router, zmq.POLLIN)
        poller.register(self.pub, zmq.POLLIN)
        while not self.stop.is_set():
            ready = dict(poller.poll(20))
            if self.router in ready:
                self.serve_one()
            if self.pub in ready and self.pub.recv() == b"\x01":
                self.listened.set()
            while not self.bells.empty():
                self.pub.send(self.bells.get())

    def serve_one(self):
        request = Request(self.router.recv_multipart())
        assert request.is_signed_by(self.sign_key)
        self.requests.append(request)
        reply = self.answer(request)
        if reply is not None:
            route, magic, kind, identity = request.frames[:4]
            self.router.send_multipart([route, magic, kind, identity, reply.SerializeToString()])

    def bodies(self, kind):
        return [request.body for request in self.requests if request.kind == kind.encode()]


class Client:
    """The program with a seed, a state folder and a server to talk to."""

    def __init__(self, folder):
        self.folder = folder
        self.seed = folder / "aanbieder.seed"
        made = self.run("keygen", str(self.seed))
        assert made.returncode == 0, made.stderr
        self.line = made.stdout.strip()

    def command(self, *arguments):
        return [WACHTPOST, *arguments]

    def environment(self):
        return {"HOME": str(self.folder), "PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"}

    def run(self, *arguments):
        return subprocess.run(
            self.command(*arguments),
            capture_output=True,
            text=True,
            env=self.environment(),
            timeout=PATIENCE_S,
        )

    def start(self, *arguments):
        return subprocess.Popen(
            self.command(*arguments),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=self.environment(),
        )

    def configure(self, server, key=None):
        (self.folder / "wachtpost.conf").write_text(
            f"server = '{server.endpoint}'\nbell = '{server.bell}'\n"
            f"server_key = '{key or server.public.decode()}'\n"
            f"key = '{self.seed.name}'\nagb = '{AGB}'\nstate = 'state'\n"
        )

    def to(self, server, command, *arguments, timeout="1"):
        """The arguments of a command that talks to this server; `timeout` None: without."""
        self.configure(server)
        configuration = str(self.folder / "wachtpost.conf")
        patience = ["--timeout", timeout] if timeout else []
        return [command, "-c", configuration, *patience, *arguments]

    def list(self, *rows, header="id;gemeente;hulpvorm;aanmelddatum"):
        path = self.folder / "lijst.csv"
        path.write_text("\n".join([header, *rows]) + "\n")
        return str(path)
