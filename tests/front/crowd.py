"""Strangers in numbers, on raw sockets: who connect and say nothing, and who shake hands badly.

As a program (WACHTPOSTD_FAKE set): a soak of the front that prints, for each crowd, how long
somebody with a key waits meanwhile and how much memory the front takes.

    crowd.py [SECONDS]"""

import errno
import multiprocessing
import os
import pathlib
import resource
import selectors
import socket
import sys
import time

GREETING = (
    b"\xff" + bytes(8) + b"\x7f" + b"\x03\x00" + b"CURVE".ljust(20, b"\0") + b"\0" + bytes(31)
)
# A whole HELLO, so that the server opens its box, which it cannot.
HELLO = b"\x04\xc8\x05HELLO\x01\x00" + bytes(72) + os.urandom(32) + bytes(8) + os.urandom(80)
assert len(GREETING) == 64 and len(HELLO) == 202


def allow_many_files():
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


def address_of(endpoint):
    host, _, port = endpoint.removeprefix("tcp://").rpartition(":")
    return host, int(port)


def connect(address):
    caller = socket.socket()
    caller.setblocking(False)
    if caller.connect_ex(address) not in (0, errno.EINPROGRESS):
        caller.close()
        return None
    return caller


class Idle:
    """Keeps so many connections that say nothing; whoever is cut comes back at once."""

    def __init__(self, address, count):
        self.address, self.count = address, count
        self.selector = selectors.DefaultSelector()
        self.open, self.made = 0, 0

    def fill(self):
        while self.open < self.count:
            caller = connect(self.address)
            if caller is None:
                return
            self.selector.register(caller, selectors.EVENT_READ)
            self.open += 1
            self.made += 1

    def step(self, timeout_s):
        self.fill()
        for key, _ in self.selector.select(timeout_s):
            try:
                ended = key.fileobj.recv(4096) == b""
            except OSError:
                ended = True
            if ended:
                self.selector.unregister(key.fileobj)
                key.fileobj.close()
                self.open -= 1


def sit_idle(address, count, until, made):
    allow_many_files()
    idle = Idle(address, count)
    while time.monotonic() < until:
        idle.step(0.05)
    made.value = idle.made


def shake_badly(address, rate, until, made):
    """At most `rate` a second: greeting and HELLO at once, and away."""
    began, count = time.monotonic(), 0
    while (now := time.monotonic()) < until:
        if count > (now - began) * rate:
            time.sleep(0.001)
            continue
        with socket.create_connection(address, timeout=5) as caller:
            try:
                caller.sendall(GREETING + HELLO)
                caller.settimeout(0.05)
                caller.recv(64)
            except OSError:
                pass
        count += 1
    made.value = count


def memory_bytes(pid):
    for line in pathlib.Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) * 1024
    raise AssertionError(f"no memory of {pid}")


def spread(waits_s):
    ordered = sorted(waits_s)
    return [ordered[int(len(ordered) * share)] * 1000 for share in (0.5, 0.99)] + [ordered[-1] * 1000]


def measure(post, keys, seconds, crowds):
    """Waits of a connection that was there before, and of new ones, while the crowds last."""
    client, until = post.client(keys), time.monotonic() + seconds
    client.ask(b"ECHO")
    counts = [multiprocessing.Value("q", 0) for _ in crowds]
    crowd = [
        multiprocessing.Process(target=act, args=(address_of(post.endpoint), size, until, made))
        for (act, size), made in zip(crowds, counts)
    ]
    for process in crowd:
        process.start()
    known, new = [], []
    while time.monotonic() < until:
        for waits, asker in ((known, client), (new, post.client(keys) if len(known) % 20 == 0 else None)):
            if asker:
                began = time.monotonic()
                asker.ask(b"ECHO", bytes(1000))
                waits.append(time.monotonic() - began)
        time.sleep(0.005)
    for process in crowd:
        process.join()
    return known, new, sum(made.value for made in counts)


def main(seconds):
    from post import Keys, Post

    allow_many_files()
    crowds = {
        "nobody": [],
        "2,000 idle": [(sit_idle, 2000)],
        "3,000 bad handshakes/s": [(shake_badly, 1500)] * 2,
        "both": [(sit_idle, 2000), (shake_badly, 3000)],
    }
    print("crowd                    made/s  known p50  p99   max   new p50  p99   max   front MiB")
    for name, crowd in crowds.items():
        keys = Keys()
        with Post(keys) as post:
            known, new, made = measure(post, keys, seconds, crowd)
            known_ms, new_ms = spread(known), spread(new)
            print(
                f"{name:24}{made / seconds:7.0f}"
                + "".join(f"{ms:8.1f}" for ms in (*known_ms, *new_ms))
                + f"{memory_bytes(post.pid('front')) / (1 << 20):9.1f}"
            )


if __name__ == "__main__":
    main(float(sys.argv[1]) if len(sys.argv) > 1 else 20)
