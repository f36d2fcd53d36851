"""A post in a folder, its units in their sandboxes, and what a unit would run."""

import contextlib
import os
import pathlib
import pwd
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import threading

import pytest

DEPLOY = pathlib.Path(os.environ["DEPLOY"])
WACHTPOSTD, WACHTPOSTCTL, WACHTPOST = (
    os.environ[name] for name in ("WACHTPOSTD", "WACHTPOSTCTL", "WACHTPOST")
)
SANDBOX = pathlib.Path(__file__).parent / "sandbox.py"
PATIENCE_S = 30
IS_ROOT = os.geteuid() == 0
as_root = pytest.mark.skipif(not IS_ROOT, reason="only root makes namespaces")


def can_mount_apart():
    """Where / is no mount (in a chroot) nothing can be mounted apart from the others."""
    return subprocess.run(["unshare", "-m", "true"], capture_output=True, check=False).returncode == 0


where_it_can = pytest.mark.skipif(IS_ROOT and not can_mount_apart(), reason="/ is no mount here")


def sandboxed(unit, folder, *command):
    placed = (
        f"{WACHTPOSTD}=/usr/bin/wachtpostd",
        f"{folder}/run=/run/wachtpost",
        f"{folder}/notify=/run/systemd/notify",
    )
    return [sys.executable, "-B", str(SANDBOX), str(DEPLOY / unit), *placed, "--", *command]


def run_in(unit, folder, *command):
    return subprocess.run(
        sandboxed(unit, folder, *command), capture_output=True, text=True, timeout=PATIENCE_S
    )


def commands_of(unit, directive, paths):
    """What the unit runs, with our programs and with other paths for those it names."""
    text = (DEPLOY / unit).read_text(encoding="utf-8").replace("\\\n", " ")
    programs = {"/usr/bin/wachtpostctl": WACHTPOSTCTL, "/usr/bin/wachtpost": WACHTPOST}
    for line in re.findall(rf"(?m)^{directive}=(.*)$", text):
        first, *words = line.split()
        for path in sorted(paths, key=len, reverse=True):
            words = [str(paths[path]) + word.removeprefix(path)
                     if word == path or word.startswith(f"{path}/") else word for word in words]
        yield [programs.get(first, first), *words]


def ctl(*arguments):
    return subprocess.run([WACHTPOSTCTL, *arguments], check=True, capture_output=True, text=True)


# A named person, where participants have one.
PERSON = ("--persoon", "B. Heer") if "--persoon" in ctl("enrol", "--help").stdout else ()


def participant(folder, name, *role):
    """Somebody who takes part; returns the configuration of `wachtpost`, without the server."""
    seed = folder / f"{name}.seed"
    line = subprocess.run(
        [WACHTPOST, "keygen", str(seed)], check=True, capture_output=True, text=True
    ).stdout.strip()
    enrol = ("enrol", "-c", str(folder / "post" / "wachtpostd.conf"), "--name", name)
    said = ctl(*enrol, *role, line).stdout
    key = re.search(r"server_key = '([^']+)'", said)[1]
    return f"key = '{seed}'\nserver_key = '{key}'\n"


def give_away(folder):
    """To who the units' sandbox makes of the caller."""
    if IS_ROOT:
        user = pwd.getpwnam("nobody")
        for path in (folder, *folder.rglob("*")):
            os.chown(path, user.pw_uid, user.pw_gid)


CONTACT = ("--naam", "KDC De Zon", "--telefoon", "070 1234567", "--mail", "a@example.nl")


def make_post(folder):
    """Returns the configurations of `wachtpost` for beheer and for an aanbieder."""
    ctl("init", "--listen", "tcp://127.0.0.1:*", "--listen-bell", "tcp://127.0.0.1:*", str(folder / "post"))
    conf = folder / "post" / "wachtpostd.conf"
    text = conf.read_text(encoding="utf-8")
    for name in ("engine", "control"):
        text = text.replace(f'"{name}.sock"', f'"{folder}/run/{name}.sock"')
    # Nobody keeps the clock of where this runs right.
    text = text.replace('clock_check = "kernel"', 'clock_check = "none"')
    conf.write_text(text, encoding="utf-8")
    (folder / "run").mkdir()
    clients = {
        "beheer": participant(folder, "beheer", "--role", "beheer", *PERSON),
        "zon": participant(folder, "zon", "--role", "aanbieder", "--agb", "06010713", *CONTACT),
    }
    give_away(folder)
    return clients


class Unit:
    """A unit's program, at work in its sandbox."""

    def __init__(self, unit, folder, *command):
        notify = "/run/systemd/notify" if IS_ROOT and "front" in unit else f"{folder}/notify"
        self.lines, self.changed = [], threading.Condition()
        self.process = subprocess.Popen(
            sandboxed(unit, folder, *command),
            stderr=subprocess.PIPE,
            text=True,
            env=os.environ | {"NOTIFY_SOCKET": notify},
        )
        self.reader = threading.Thread(target=self._read)
        self.reader.start()

    def _read(self):
        for line in self.process.stderr:
            with self.changed:
                self.lines.append(line)
                self.changed.notify_all()

    def wait_line(self, pattern, after=0):
        def found():
            matches = (re.search(pattern, line) for line in self.lines[after:])
            return next(filter(None, matches), None)

        with self.changed:
            assert self.changed.wait_for(found, PATIENCE_S), self.lines
            return found()

    def stop(self):
        self.process.terminate()
        try:
            return self.process.wait(PATIENCE_S)
        finally:
            self.process.kill()
            self.reader.join(PATIENCE_S)
            self.process.stderr.close()


@contextlib.contextmanager
def folder_for_all():
    """Not below pytest's own, which only its user may enter."""
    folder = pathlib.Path(tempfile.mkdtemp(prefix="wachtpost-sandbox-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder)


class Notified:
    """What units tell systemd."""

    def __init__(self, folder):
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.socket.bind(str(folder / "notify"))
        self.socket.settimeout(PATIENCE_S)
        if IS_ROOT:
            os.chmod(folder / "notify", 0o777)

    def wait(self, wanted):
        """What came before it."""
        before = []
        while (said := self.socket.recv(4096).decode()) != wanted:
            before.append(said)
        return before


@contextlib.contextmanager
def running_post():
    """Both halves at work, each in its sandbox."""
    with folder_for_all() as folder:
        clients = make_post(folder)
        notified = Notified(folder)
        conf = folder / "post" / "wachtpostd.conf"
        binary = "/usr/bin/wachtpostd" if IS_ROOT else WACHTPOSTD
        link = "/run/wachtpost/engine.sock" if IS_ROOT else f"{folder}/run/engine.sock"
        engine = Unit("wachtpostd-engine.service", folder, WACHTPOSTD, "--engine", "-c", str(conf))
        front = None
        try:
            assert "READY=1" not in notified.wait("READY=1")
            front = Unit("wachtpostd-front.service", folder, binary, "--front", link)
            assert "READY=1" not in notified.wait("READY=1")
            endpoint = front.wait_line(r"front\.listening endpoint=(\S+)")[1]
            yield Running(folder, conf, engine, front, clients, endpoint)
        finally:
            codes = [unit.stop() for unit in (front, engine) if unit]
            notified.socket.close()
        assert codes == [0, 0], (front.lines, engine.lines)


class Running:
    def __init__(self, folder, conf, engine, front, clients, endpoint):
        self.folder, self.conf, self.engine, self.front = folder, conf, engine, front
        self.clients, self.endpoint = clients, endpoint

    def client(self, name):
        """The path of that participant's configuration."""
        conf = self.folder / f"{name}.conf"
        text = f"{self.clients[name]}server = '{self.endpoint}'\n"
        conf.write_text(text + ("agb = '06010713'\n" if name == "zon" else ""), encoding="utf-8")
        give_away(self.folder)
        return conf
