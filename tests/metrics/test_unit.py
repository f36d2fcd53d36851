"""wachtpostd-metrics.service: systemd thinks well of its sandbox, and it can work in there."""

import contextlib
import http.client
import os
import pathlib
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import threading

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy"
UNIT = DEPLOY / "wachtpostd-metrics.service"
WACHTPOSTD = str(pathlib.Path(os.environ["WACHTPOST_BIN"]) / "wachtpostd")
PATIENCE_S = 30
IS_ROOT = os.geteuid() == 0
# In tenths: 0 is nothing left to attack. What it lacks is the machine's own network.
MOST_EXPOSED = 10
NOT_SCORED = """
LimitCORE=0 LimitNOFILE=128 MemoryMax=64M MemorySwapMax=0 TasksMax=4 User=wachtpost Group=wachtpost
UMask=0077 TemporaryFileSystem=/:ro NoExecPaths=/ DevicePolicy=closed PrivateIPC=yes
ProtectHostname=yes ProcSubset=pid AmbientCapabilities= KeyringMode=private LockPersonality=yes
MemoryDenyWriteExecute=yes RemoveIPC=yes PrivateMounts=yes IPAddressDeny=any IPAddressAllow=localhost
""".split()


def can_mount_apart():
    """Where / is no mount (in a chroot) nothing can be mounted apart from the others."""
    return subprocess.run(["unshare", "-m", "true"], capture_output=True, check=False).returncode == 0


where_it_can = pytest.mark.skipif(IS_ROOT and not can_mount_apart(), reason="/ is no mount here")
as_root = pytest.mark.skipif(not IS_ROOT, reason="only root makes namespaces")


def run(*command):
    return subprocess.run(command, capture_output=True, text=True, check=False)


def lines():
    return UNIT.read_text(encoding="utf-8").splitlines()


def test_its_exposure_is_low():
    ran = run("systemd-analyze", "security", "--offline=true", "--no-pager",
              f"--threshold={MOST_EXPOSED}", UNIT)
    assert ran.returncode == 0, ran.stdout + ran.stderr


def test_what_has_no_score_is_there():
    assert [line for line in NOT_SCORED if line not in lines()] == []


def test_systemd_reads_it_without_a_complaint(tmp_path):
    for path in DEPLOY.glob("wachtpostd*.*"):
        if path.suffix in (".service", ".target", ".socket"):
            text = re.sub(r"(?m)^(Exec\w+=)/usr/bin/wachtpost\w*", r"\1/bin/true", path.read_text())
            text = re.sub(r"(?m)^Documentation=.*\n", "", text)
            (tmp_path / path.name).write_text(text)
    ran = run("systemd-analyze", "verify", "--recursive-errors=no", tmp_path / UNIT.name)
    assert (ran.returncode, ran.stderr) == (0, "")


def test_its_socket_is_in_a_folder_that_the_engine_makes_and_has_no_other_in_it():
    command = next(line for line in lines() if line.startswith("ExecStart="))
    folder = re.search(r"--metrics /run/([\w-]+)/metrics\.sock$", command)[1]
    engine = (DEPLOY / "wachtpostd-engine.service").read_text(encoding="utf-8")
    made = re.search(r"(?m)^RuntimeDirectory=(.*)$", engine)[1].split()
    assert folder in made and folder != "wachtpost"
    bound = " ".join(line for line in lines() if line.startswith("BindReadOnlyPaths="))
    assert f"/run/{folder} " in bound and "/run/wachtpost " not in bound + " "


@contextlib.contextmanager
def a_world():
    """A folder that whoever the sandbox makes of the caller can enter, with an engine's socket."""
    folder = pathlib.Path(tempfile.mkdtemp(prefix="wachtpost-metrics-"))
    try:
        (folder / "run").mkdir()
        folder.chmod(0o755)
        with socket.socket(socket.AF_UNIX) as engine:
            engine.bind(str(folder / "run" / "metrics.sock"))
            (folder / "run" / "metrics.sock").chmod(0o777)
            engine.listen(8)
            engine.settimeout(PATIENCE_S)
            yield folder, engine
    finally:
        shutil.rmtree(folder)


def sandboxed(folder, *command):
    placed = (f"{WACHTPOSTD}=/usr/bin/wachtpostd", f"{folder}/run=/run/wachtpost-metrics",
              f"{folder}/notify=/run/systemd/notify")
    sandbox = ROOT / "tests/deploy/sandbox.py"
    return [sys.executable, "-B", str(sandbox), str(UNIT), *placed, "--", *command]


def answer_once(engine, text):
    line, _ = engine.accept()
    with line:
        assert line.recv(100) == b"measures\n"
        line.sendall(text)


@where_it_can
def test_it_listens_answers_and_ends_in_its_sandbox():
    figures = b"wachtpost-measures 1\nlisten 127.0.0.1:*\nunready it is a test\n\nx 1\n"
    with a_world() as (folder, engine):
        program = "/usr/bin/wachtpostd" if IS_ROOT else WACHTPOSTD
        path = "/run/wachtpost-metrics/metrics.sock" if IS_ROOT else folder / "run/metrics.sock"
        process = subprocess.Popen(
            sandboxed(folder, program, "--metrics", str(path)), stderr=subprocess.PIPE, text=True)
        try:
            answer_once(engine, figures)
            said = ""
            while not (match := re.search(r"metrics\.listening address=127\.0\.0\.1:(\d+)", said)):
                said = process.stderr.readline()
                assert said, "it ended"
            asked = http.client.HTTPConnection("127.0.0.1", int(match[1]), timeout=PATIENCE_S)
            again = threading.Thread(target=answer_once, args=(engine, figures))
            again.start()
            with contextlib.closing(asked):
                asked.request("GET", "/readyz")
                answer = asked.getresponse()
                assert (answer.status, answer.read()) == (503, b"it is a test\n")
            again.join(PATIENCE_S)
            process.terminate()
            assert process.wait(PATIENCE_S) == 0
        finally:
            process.kill()
            process.wait(PATIENCE_S)
            process.stderr.close()


FORBIDDEN = {
    "packets": "import socket; socket.socket(socket.AF_PACKET, socket.SOCK_RAW)",
    "netlink": "import socket; socket.socket(socket.AF_NETLINK, socket.SOCK_RAW)",
    "signals": "import os; os.kill(os.getpid(), 0)",
    "namespaces": "import ctypes; assert ctypes.CDLL(None).unshare(0x10000000) == 0",
    "tracing": "import ctypes; assert ctypes.CDLL(None).ptrace(0, 0, 0, 0) == 0",
    "code in memory": "import mmap; mmap.mmap(-1, 4096, prot=7)",
}


def calls_alone(folder):
    """The unit without its empty file system, in which there is no python: only the calls."""
    unit = folder / "calls.service"
    text = re.sub(r"(?m)^(TemporaryFileSystem|BindReadOnlyPaths)=.*\n", "", UNIT.read_text())
    unit.write_text(text)
    return unit


def python_in(folder, script):
    sandbox = ROOT / "tests/deploy/sandbox.py"
    command = [sys.executable, "-B", str(sandbox), str(calls_alone(folder)), "--",
               "/usr/bin/python3", "-c", script]
    return subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE_S, check=False)


@where_it_can
@pytest.mark.parametrize("what", FORBIDDEN)
def test_the_sandbox_has_teeth(what):
    with a_world() as (folder, _):
        assert python_in(folder, "import socket; socket.socket(socket.AF_INET)").returncode == 0
        assert python_in(folder, FORBIDDEN[what]).returncode != 0


@where_it_can
@as_root
def test_it_has_no_file_system():
    with a_world() as (folder, _):
        for program in ("/usr/bin/python3", "/bin/sh", WACHTPOSTD):
            ran = run(*sandboxed(folder, program))
            assert "No such file" in ran.stderr
        assert run(*sandboxed(folder, "/usr/bin/wachtpostd", "--version")).returncode == 0
