"""The real daemon in a folder of its own, and the Python client as a person runs it.

The daemon keeps the ports that it got at its first start, so that it can come and go under a client
that is at work."""

import hashlib
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import threading

PATIENCE_S = 60
PACKAGE = pathlib.Path(os.environ["WACHTPOST_PYTHON"])
BIN = pathlib.Path(os.environ["WACHTPOST_BIN"])
AGB = "06010713"
START = "2025-06-02T10:00:00Z"
START_US = 1_748_858_400_000_000
# The C client doubts what tests deliver: lists that shrink, or that somebody else delivered before.
SURE = ["--same", "--fewer", "--other"]

sys.path.insert(0, str(PACKAGE))

from wachtpost import keys, line  # noqa: E402
from wachtpost.v1 import wachtpost_pb2 as pb  # noqa: E402



def own_keys(name):
    return keys.Keys(seed_of(name))


def seed_of(name):
    return hashlib.blake2b(name.encode(), digest_size=32).digest()


def participant_text(name):
    registered = f'keys = {{"{own_keys(name).registration_line()}"}}\n'
    if name == "aanbieder":
        return f'roles = {{"aanbieder"}}\n{registered}' + (
            f'aanbieder "{AGB}" {{ naam = "KDC De Zon" telefoon = "070 1234567" '
            'mail = "wachtlijst@example.nl" interval_days = 7 }\n'
        )
    return f'roles = {{"{name}"}}\npersoon = "{name}"\n{registered}'


class Station:
    """A virtual wachtpostd with an aanbieder, a coordinator, beheer and a clock."""

    def __init__(self, folder):
        self.folder = folder / "post"
        self.process, self.lines, self.changed = None, [], threading.Condition()
        init = [str(BIN / "wachtpostctl"), "init", str(self.folder), "--virtual"]
        subprocess.run(init, check=True, capture_output=True)
        seed = bytes.fromhex((self.folder / "server.seed").read_text().strip())
        self.server_key = keys.z85_text(keys.Keys(seed).curve_public)
        self.listen("tcp://127.0.0.1:*", "tcp://127.0.0.1:*")
        for name in ("aanbieder", "coordinator", "beheer", "klok"):
            self.enrol(name)

    def enrol(self, name):
        (self.folder / "deelnemers.d" / f"{name}.conf").write_text(participant_text(name))

    def strike(self, name):
        (self.folder / "deelnemers.d" / f"{name}.conf").unlink()

    def listen(self, endpoint, bell):
        conf = self.folder / "wachtpostd.conf"
        text = re.sub(r"(?m)^#? ?(listen|listen_bell|map_mib) *=.*\n", "", conf.read_text())
        conf.write_text(text + f'listen = "{endpoint}"\nlisten_bell = "{bell}"\nmap_mib = 256\n')

    def __enter__(self):
        self.start()
        self.listen(self.endpoint, self.bell)
        self.first_event = self.status().journal_head
        return self

    def __exit__(self, kind, *_):
        if self.process:
            self.stop(signal.SIGKILL)
        if kind:
            print("\n".join(self.lines[-40:]))

    def start(self):
        after = len(self.lines)
        conf = str(self.folder / "wachtpostd.conf")
        self.process = subprocess.Popen(
            [str(BIN / "wachtpostd"), "-c", conf, "--virtual-clock", START],
            stderr=subprocess.PIPE,
            stdin=subprocess.DEVNULL,
            text=True,
        )
        self.reader = threading.Thread(target=self._read, args=(self.process.stderr,))
        self.reader.start()
        found = self.wait_line(r"front\.listening endpoint=(\S+) bell=(\S+)", after)
        self.endpoint, self.bell = found.groups()
        self.wait_line(r"front\.admission", after)

    def _read(self, stream):
        for text in stream:
            with self.changed:
                self.lines.append(text.rstrip("\n"))
                self.changed.notify_all()

    def wait_line(self, pattern, after=0):
        wanted = re.compile(pattern)

        def find():
            return next(filter(None, map(wanted.search, self.lines[after:])), None)

        with self.changed:
            assert self.changed.wait_for(find, PATIENCE_S), f"no {pattern} in {self.lines[after:]}"
            return find()

    def stop(self, how=signal.SIGTERM):
        self.process.send_signal(how)
        self.process.wait(PATIENCE_S)
        self.reader.join(PATIENCE_S)
        self.process.stderr.close()
        self.process = None

    def back_up(self):
        self.stop()
        shutil.copytree(self.folder / "store", self.folder / "backup")
        self.start()

    def put_back(self):
        """What came after back_up was never there."""
        self.stop()
        shutil.rmtree(self.folder / "store")
        (self.folder / "backup").rename(self.folder / "store")
        self.start()

    def reload(self):
        after = len(self.lines)
        self.process.send_signal(signal.SIGHUP)
        self.wait_line(r"front\.admission", after)

    # ---- asked from here

    def connection(self, name):
        return line.Connection(
            [self.endpoint], keys.key_of_z85(self.server_key), own_keys(name)
        )

    def status(self, name="beheer"):
        with self.connection(name) as connection:
            reply = connection.ask("STATUS", pb.StatusRequest(), PATIENCE_S)
        assert line.status_name(reply.head.status) == "OK", reply
        return reply


class Client:
    """`python3 -m wachtpost` with a seed, a state folder and a station to talk to."""

    def __init__(self, folder, station, name="aanbieder", endpoint=None, server_key=None):
        self.folder = folder / name
        self.folder.mkdir(exist_ok=True)
        seed = self.folder / "eigen.seed"
        seed.write_text(seed_of(name).hex() + "\n")
        seed.chmod(0o600)
        (self.folder / "wachtpost.conf").write_text(
            f"# {name}\n"
            f"server     = '{endpoint or station.endpoint}'\n"
            f"bell       = '{station.bell}'   # alleen voor alerts\n"
            f"server_key = '{server_key or station.server_key}'\n"
            f"key        = 'eigen.seed'\nagb        = '{AGB}'\nstate      = 'state'\n"
        )
        self.state = self.folder / "state"
        self.outbox_folder = self.state / f"{AGB}.outbox"

    def environment(self):
        return {
            "HOME": str(self.folder),
            "PATH": os.environ["PATH"],
            "LC_ALL": "C.UTF-8",
            "PYTHONPATH": str(PACKAGE),
            "PYTHONDONTWRITEBYTECODE": "1",
        }

    def command(self, command, *arguments, program=None, timeout="20"):
        start = [program] if program else [sys.executable, "-m", "wachtpost"]
        conf = str(self.folder / "wachtpost.conf")
        sure = SURE if program and command == "push" else []
        return [*start, command, "-c", conf, "--timeout", timeout, *sure, *map(str, arguments)]

    def run(self, command, *arguments, **options):
        return subprocess.run(
            self.command(command, *arguments, **options),
            capture_output=True,
            text=True,
            env=self.environment(),
            timeout=PATIENCE_S,
        )

    def start(self, command, *arguments, **options):
        return subprocess.Popen(
            self.command(command, *arguments, **options),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=self.environment(),
        )

    def plain(self, *arguments):
        """Without a configuration."""
        return subprocess.run(
            [sys.executable, "-m", "wachtpost", *arguments],
            capture_output=True,
            text=True,
            env=self.environment(),
            timeout=PATIENCE_S,
        )

    def push(self, path, *arguments, at=0, **options):
        """Of so many seconds after the daemon's virtual now."""
        instant = f"2025-06-02T10:{at // 60:02}:{at % 60:02}Z"
        return self.run("push", path, "--peilmoment", instant, *arguments, **options)

    def list(self, *rows, header="id;gemeente;hulpvorm;aanmelddatum", name="lijst.csv"):
        path = self.folder / name
        path.write_text("\n".join([header, *rows]) + "\n")
        return path

    def places(self, *numbers):
        return self.list(*(f"plek-{number};0518;KDC;2025-05-{number:02}" for number in numbers))
