"""Both halves work, each by itself, under what can be had of their units' sandbox (sandbox.py)."""

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


pytestmark = pytest.mark.skipif(IS_ROOT and not can_mount_apart(), reason="/ is no mount here")


def sandboxed(half, folder, *command):
    placed = (
        f"{WACHTPOSTD}=/usr/bin/wachtpostd",
        f"{folder}/run=/run/wachtpost",
        f"{folder}/notify=/run/systemd/notify",
    )
    unit = DEPLOY / f"wachtpostd-{half}.service"
    return [sys.executable, "-B", str(SANDBOX), str(unit), *placed, "--", *command]


def ctl(*arguments):
    return subprocess.run([WACHTPOSTCTL, *arguments], check=True, capture_output=True, text=True)


def participant(folder):
    """Somebody of beheer; returns the configuration of `wachtpost`, without the server."""
    seed = folder / "beheer.seed"
    line = subprocess.run(
        [WACHTPOST, "keygen", str(seed)], check=True, capture_output=True, text=True
    ).stdout.strip()
    enrol = ("enrol", "-c", str(folder / "post" / "wachtpostd.conf"), "--name", "beheer")
    said = ctl(*enrol, "--role", "beheer", *PERSON, line).stdout
    key = re.search(r"server_key = '([^']+)'", said)[1]
    return f"key = '{seed}'\nserver_key = '{key}'\n"


# A named person, where participants have one.
PERSON = ("--persoon", "B. Heer") if "--persoon" in ctl("enrol", "--help").stdout else ()


def make_post(folder):
    ctl("init", "--listen", "tcp://127.0.0.1:*", "--listen-bell", "tcp://127.0.0.1:*", str(folder / "post"))
    conf = folder / "post" / "wachtpostd.conf"
    text = conf.read_text(encoding="utf-8")
    conf.write_text(text.replace('"engine.sock"', f'"{folder}/run/engine.sock"'), encoding="utf-8")
    (folder / "run").mkdir()
    client = participant(folder)
    if IS_ROOT:
        user = pwd.getpwnam("nobody")
        for path in (folder, *folder.rglob("*")):
            os.chown(path, user.pw_uid, user.pw_gid)
    return client


class Half:
    def __init__(self, half, folder, *command):
        notify = "/run/systemd/notify" if IS_ROOT and half == "front" else f"{folder}/notify"
        self.lines, self.changed = [], threading.Condition()
        self.process = subprocess.Popen(
            sandboxed(half, folder, *command),
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

    def wait_line(self, pattern):
        def found():
            return next(filter(None, (re.search(pattern, line) for line in self.lines)), None)

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


def test_both_halves_start_serve_and_stop_in_their_sandbox():
    with folder_for_all() as folder, socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as notify:
        client = make_post(folder)
        notify.bind(str(folder / "notify"))
        notify.settimeout(PATIENCE_S)
        if IS_ROOT:
            os.chmod(folder / "notify", 0o777)
        conf = folder / "post" / "wachtpostd.conf"
        binary = "/usr/bin/wachtpostd" if IS_ROOT else WACHTPOSTD
        link = "/run/wachtpost/engine.sock" if IS_ROOT else f"{folder}/run/engine.sock"
        engine = Half("engine", folder, WACHTPOSTD, "--engine", "-c", str(conf))
        try:
            assert notify.recv(100) == b"READY=1"
            front = Half("front", folder, binary, "--front", link)
            try:
                assert notify.recv(100) == b"READY=1"
                endpoint = front.wait_line(r"front\.listening endpoint=(\S+)")[1]
                asker = folder / "wachtpost.conf"
                asker.write_text(f"{client}server = '{endpoint}'\n", encoding="utf-8")
                ask = [WACHTPOST, "status", "-c", str(asker)]
                asked = subprocess.run(ask, capture_output=True, text=True, timeout=PATIENCE_S)
                assert asked.returncode == 0, (asked.stderr, front.lines, engine.lines)
            finally:
                assert front.stop() == 0, front.lines
        finally:
            assert engine.stop() == 0, engine.lines


def python_in(half, folder, script):
    # /usr/bin/python3 is not in the front's world, so there only the calls are tried.
    command = sandboxed(half, folder, "/usr/bin/python3", "-c", script)
    return subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE_S)


FORBIDDEN = {
    "internet": "import socket; socket.socket(socket.AF_INET)",
    "packets": "import socket; socket.socket(socket.AF_PACKET, socket.SOCK_RAW)",
    "namespaces": "import ctypes; assert ctypes.CDLL(None).unshare(0x10000000) == 0",
    "tracing": "import ctypes; assert ctypes.CDLL(None).ptrace(0, 0, 0, 0) == 0",
    "code in memory": "import mmap; mmap.mmap(-1, 4096, prot=7)",
}


@pytest.mark.parametrize("what", FORBIDDEN)
def test_the_sandbox_has_teeth(what):
    with folder_for_all() as folder:
        assert python_in("engine", folder, "import socket; socket.socket(socket.AF_UNIX)").returncode == 0
        assert python_in("engine", folder, FORBIDDEN[what]).returncode != 0


@as_root
def test_the_front_has_no_file_system():
    with folder_for_all() as folder:
        (folder / "run").mkdir()
        for program in ("/usr/bin/python3", "/bin/sh", WACHTPOSTD):
            ran = subprocess.run(
                sandboxed("front", folder, program), capture_output=True, text=True, timeout=PATIENCE_S
            )
            assert "No such file" in ran.stderr
        version = sandboxed("front", folder, "/usr/bin/wachtpostd", "--version")
        assert subprocess.run(version, capture_output=True, timeout=PATIENCE_S).returncode == 0
