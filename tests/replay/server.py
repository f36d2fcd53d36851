"""The real daemon in a directory of its own: files, start, stop, kill."""
import collections
import os
import pathlib
import re
import shutil
import signal
import subprocess
import tempfile
import threading

from client import Client, Keys
from days import instant_text
from settings import participant_text, rules_text

LISTENING = re.compile(r"front\.listening.*\bendpoint=(\S+)")
PROCESS_SETTINGS = """listen = "tcp://127.0.0.1:*"
listen_bell = "tcp://127.0.0.1:*"
store = "store"
store_key = "store.key"
server_key = "server.seed"
engine_socket = "engine.sock"
participants = "deelnemers.d"
map_mib = 1024
log_level = "info"
"""


def program(name):
    """WACHTPOST_BIN is the folder of the binaries, or wachtpostd itself."""
    path = pathlib.Path(os.environ["WACHTPOST_BIN"])
    return str((path.parent if path.is_file() else path) / name)


def seed_of(name, number):
    return name.encode().ljust(28, b".")[:28] + number.to_bytes(4, "big")


class Server:
    """A virtual wachtpostd and the clients of its participants."""

    def __init__(self, settings):
        self.root = pathlib.Path(tempfile.mkdtemp(prefix="wachtpost-"))
        self.folder = self.root / "post"
        self.process, self.clients = None, {}
        subprocess.run([program("wachtpostctl"), "init", str(self.folder), "--virtual"],
                       check=True, capture_output=True)
        self.keys = Keys(bytes.fromhex((self.folder / "server.seed").read_text()))
        self.configure(settings)

    def configure(self, settings):
        (self.folder / "wachtpostd.conf").write_text(PROCESS_SETTINGS + rules_text(settings))
        for participant in settings.participants:
            keys = Keys(seed_of(participant.name, 1))
            path = self.folder / "deelnemers.d" / f"{participant.name}.conf"
            path.write_text(participant_text(participant, keys.registration_line))
            self.clients.setdefault(participant.name, Client(keys, self.keys.curve_public))

    def start(self, instant):
        self.log = collections.deque(maxlen=200)
        self.backup = self.root / "backup"
        self.endpoint, self.listening, self.silent = None, threading.Condition(), False
        self.process = subprocess.Popen(
            [program("wachtpostd"), "-c", str(self.folder / "wachtpostd.conf"),
             "--virtual-clock", instant_text(instant)],
            stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        self.reader = threading.Thread(target=self._read_log, daemon=True)
        self.reader.start()
        self.wait_listening()

    def _read_log(self):
        for line in self.process.stderr:
            self.log.append(line.rstrip())
            found = LISTENING.search(line)
            if found:
                with self.listening:
                    self.endpoint = found.group(1)
                    self.listening.notify_all()
        with self.listening:
            self.silent = True
            self.listening.notify_all()

    def wait_listening(self, timeout_s=20):
        with self.listening:
            self.listening.wait_for(lambda: self.endpoint or self.silent, timeout_s)
        if not self.endpoint:
            raise RuntimeError("wachtpostd does not listen:\n" + "\n".join(self.log))

    def client(self, name):
        client = self.clients[name]
        if client.socket is None:
            client.connect(self.endpoint)
        return client

    def disconnect(self):
        for client in self.clients.values():
            client.close()

    def stop(self):
        """A clean stop; the exit status must say so."""
        self.disconnect()
        self.process.send_signal(signal.SIGTERM)
        status = self.process.wait(30)
        self.reader.join(5)
        self.process = None
        if status != 0:
            raise RuntimeError(f"wachtpostd stopped with {status}:\n" + "\n".join(self.log))

    def ctl(self, command, *arguments):
        ran = subprocess.run(
            [program("wachtpostctl"), command, "-c", str(self.folder / "wachtpostd.conf"),
             *map(str, arguments)], capture_output=True, text=True)
        if ran.returncode != 0:
            raise AssertionError(f"{command} ended with {ran.returncode}:\n"
                                 f"{ran.stdout}{ran.stderr}")
        return ran.stdout

    def back_up(self):
        self.ctl("backup", self.backup)

    def rebuild(self, from_backup=False):
        """What wachtpostctl says of the store that the stopped daemon left, held against its
        own journal; fails when they differ."""
        since = ("--from", self.backup) if from_backup else ()
        with tempfile.TemporaryDirectory(dir=self.root) as again:
            return self.ctl("rebuild", "--into", again, *since)

    def half(self, name):
        """The process id of --engine or --front, or None when it is not there just now."""
        for entry in pathlib.Path("/proc").iterdir():
            try:
                parent = (entry / "stat").read_text().rsplit(")", 1)[1].split()[1]
                words = (entry / "cmdline").read_bytes().split(b"\0")
            except (OSError, IndexError):
                continue
            if parent == str(self.process.pid) and f"--{name}".encode() in words:
                return int(entry.name)
        return None

    def kill(self, name):
        """kill -9 of one half. False: it was not there."""
        pid = self.half(name)
        if pid is None:
            return False
        if name == "front":
            with self.listening:
                self.endpoint = None
        os.kill(pid, signal.SIGKILL)
        return True

    def close(self):
        """Whatever state it is in: no process and no files are left."""
        self.disconnect()
        if self.process is not None:
            self.process.terminate()
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
            self.process = None
        shutil.rmtree(self.root, ignore_errors=True)
