"""The package as it is handed out: whole in its zip, and with nothing that only Unix has."""

import ast
import json
import os
import pathlib
import re
import subprocess
import sys

import pytest
from station import PACKAGE, Client

HERE = pathlib.Path(__file__).resolve().parent
ARCHIVE = os.environ["WACHTPOST_ZIP"]


class OnWindows(Client):
    """Where the usual folders are Windows' own and seeds are guarded by their folder."""

    def command(self, command, *arguments, program=None, timeout="20"):
        start = [sys.executable, str(HERE / "as_windows.py"), command]
        conf = str(self.folder / "wachtpost.conf")
        return [*start, "-c", conf, "--timeout", timeout, *map(str, arguments)]


@pytest.fixture
def windows(tmp_path, post):
    return OnWindows(tmp_path, post)


def test_push_and_outbox_need_nothing_that_only_unix_has(windows, post):
    (windows.folder / "eigen.seed").chmod(0o644)
    post.stop()
    ran = windows.push(windows.places(1), timeout="1")
    assert ran.returncode == 75, ran.stderr
    post.start()
    ran = windows.push(windows.places(1, 2), at=1)
    assert ran.returncode == 0, ran.stderr
    assert json.loads(windows.run("outbox", "--json").stdout)["delivered"] == 2


def test_alerts_need_nothing_that_only_unix_has(tmp_path, windows, post):
    rows = "A;0518;KDC;2025-01-14"
    assert windows.push(windows.list(rows)).returncode == 0
    reader = OnWindows(tmp_path, post, name="coordinator")
    assert '"number":1' in reader.run("alerts", "--json").stdout
    ran = reader.run("alerts")
    assert ran.returncode == 0 and "Geen nieuwe alerts." in ran.stderr


def test_a_second_process_is_held_off_there_too(windows, post):
    follower = windows.start("alerts", "--follow", timeout="60")
    lock = windows.state / "alerts.lock"
    while not lock.exists():
        assert follower.poll() is None
    ends = {windows.run("alerts").returncode for _ in range(3)}
    follower.kill()
    follower.communicate()
    assert 75 in ends


def test_zip_is_all_there_is_to_hand_out(tmp_path):
    ran = subprocess.run(
        [sys.executable, "-m", "wachtpost", "--version"],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": ARCHIVE},
    )
    assert re.fullmatch(r"wachtpost \d+\.\d+\.\d+ \(Python\)\n", ran.stdout), ran.stderr


@pytest.mark.parametrize("module", ["google.protobuf", "nacl", "zmq"])
def test_what_is_not_installed_is_named_with_what_to_do(client, module):
    """As on the first day on a bare machine: a sentence, no traceback."""
    hide = f"import sys; sys.modules[{module!r}] = None; from wachtpost import __main__ as it"
    ran = subprocess.run(
        [sys.executable, "-c", f"{hide}; sys.exit(it.main(['status']))"],
        capture_output=True,
        text=True,
        env=client.environment(),
        timeout=60,
    )
    assert ran.returncode == 78
    assert module in ran.stderr and "ontbreekt; installeer wat deze client" in ran.stderr
    assert "pyzmq protobuf pynacl" in ran.stderr
    assert "Traceback" not in ran.stderr


def test_program_of_the_readme_delivers(client, post):
    text = (HERE.parents[1] / "client/python/README.md").read_text(encoding="utf-8")
    program = text.partition("```python\n")[2].partition("```")[0]
    program = program.replace("tcp://wachtpost.example.nl:7700", post.endpoint)
    (client.folder / "eigen.seed").rename(client.folder / "aanbieder.seed")
    client.places(1)
    ran = subprocess.run(
        [sys.executable, "-c", f"SERVER_KEY = {post.server_key!r}\n{program}"],
        capture_output=True,
        text=True,
        cwd=client.folder,
        env=client.environment(),
        timeout=60,
    )
    assert ran.stdout == "DELIVERED\n", ran.stderr


def test_nothing_of_the_package_is_newer_than_python_3_9():
    """Its grammar at least; what it calls was read against the 3.9 documentation."""
    for path in PACKAGE.glob("wachtpost/*.py"):
        ast.parse(path.read_text(encoding="utf-8"), feature_version=(3, 9))
