"""Stands in for systemd: hears what a unit says of itself, and listens at its sockets for it."""

import os
import pathlib
import re
import signal
import socket
import subprocess
import threading
import time

from post import BINARY, PATIENCE_S

WITHIN_US = 800_000
# A ping is due four times in that.
SILENCE_S = WITHIN_US / 1e6 * 2


class Watcher:
    """A notify socket, read by a thread from the first moment on."""

    def __init__(self, folder):
        self.path = str(folder / f"notify-{time.monotonic_ns()}")
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.socket.bind(self.path)
        self.said, self.changed = [], threading.Condition()
        self.reader = threading.Thread(target=self._read)
        self.reader.start()

    def _read(self):
        while (line := self.socket.recv(4096)) != b"END":
            with self.changed:
                self.said.append(line.decode())
                self.changed.notify_all()

    def close(self):
        if not self.reader.is_alive():
            return
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as last:
            last.sendto(b"END", self.path)
        self.reader.join(PATIENCE_S)
        self.socket.close()

    def wait(self, pattern, after=0):
        """The index of the first from `after` on; fails when none comes."""

        def find():
            for index, line in enumerate(self.said[after:], after):
                if re.search(pattern, line):
                    return index + 1
            return 0

        with self.changed:
            assert self.changed.wait_for(find, PATIENCE_S), f"no {pattern} in {self.said}"
            return find() - 1

    def count(self, pattern):
        with self.changed:
            return sum(bool(re.search(pattern, line)) for line in self.said)

    def falls_silent(self):
        """That no WATCHDOG=1 comes for longer than would be allowed, once it has stopped."""
        until = time.monotonic() + PATIENCE_S
        while time.monotonic() < until:
            before = self.count("WATCHDOG=1")
            with self.changed:
                changed = self.changed.wait_for(
                    lambda: sum("WATCHDOG=1" in line for line in self.said) > before, SILENCE_S
                )
            if not changed:
                return True
        return False


def listening(host="127.0.0.1", family=socket.AF_INET, port=0, options=()):
    """As systemd makes it: it blocks when it is handed over."""
    made = socket.socket(family, socket.SOCK_STREAM)
    for level, option in options:
        made.setsockopt(level, option, 1)
    made.bind((host, port))
    made.listen(1024)
    return made


def endpoint_of(made):
    host, port = made.getsockname()[:2]
    return f"tcp://[{host}]:{port}" if made.family == socket.AF_INET6 else f"tcp://{host}:{port}"


# The number of the process that will be it is told before it knows.
TAKE_OVER = """
import os, sys
count = int(sys.argv[1])
for place in range(count):
    os.dup2(int(sys.argv[2 + place]), 200 + place)
for place in range(count):
    os.dup2(200 + place, 3 + place)
os.closerange(3 + count, 300)
if count:
    os.environ |= {"LISTEN_FDS": str(count), "LISTEN_PID": str(os.getpid())}
os.execv(sys.argv[2 + count], sys.argv[2 + count:])
"""


class Unit:
    """A process that systemd would have started: with its watcher, and with sockets."""

    def __init__(self, *command, watcher=None, sockets=(), within_us=WITHIN_US):
        numbers = [str(made.fileno()) for made in sockets]
        environment = {}
        if watcher:
            environment["NOTIFY_SOCKET"] = watcher.path
            environment["WATCHDOG_USEC"] = str(within_us)
        self.lines, self.changed = [], threading.Condition()
        self.process = subprocess.Popen(
            ["/usr/bin/python3", "-c", TAKE_OVER, str(len(numbers)), *numbers, BINARY, *command],
            stderr=subprocess.PIPE,
            text=True,
            pass_fds=[made.fileno() for made in sockets],
            env=os.environ | environment,
        )
        self.reader = threading.Thread(target=self._read)
        self.reader.start()

    def _read(self):
        for line in self.process.stderr:
            with self.changed:
                self.lines.append(line.rstrip("\n"))
                self.changed.notify_all()

    def wait_line(self, pattern, after=0):
        def find():
            found = (re.search(pattern, line) for line in self.lines[after:])
            return next(filter(None, found), None)

        with self.changed:
            assert self.changed.wait_for(find, PATIENCE_S), f"no {pattern} in {self.lines}"
            return find()

    def signal(self, number):
        self.process.send_signal(number)

    def stop(self):
        """The exit code after SIGTERM, or what it was before."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGCONT)
            self.process.terminate()
        try:
            return self.process.wait(PATIENCE_S)
        finally:
            self.process.kill()
            self.reader.join(PATIENCE_S)
            self.process.stderr.close()


def descriptors(pid):
    """What the process has open, as the system names it."""
    folder = pathlib.Path(f"/proc/{pid}/fd")
    return {int(entry.name): os.readlink(entry) for entry in folder.iterdir()}
