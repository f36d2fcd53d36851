"""What systemd itself makes of the post's units, where it can be asked (manager.py)."""

import os
import re
import signal
import socket
import threading

import pytest
from manager import Manager, what_is_missing
from unit_post import DEPLOY, WACHTPOSTCTL, WACHTPOSTD, ctl, folder_for_all

MISSING = what_is_missing()
pytestmark = pytest.mark.skipif(MISSING is not None, reason=str(MISSING))
ENGINE, FRONT, SOCKET, TARGET = (
    "wachtpostd-engine.service", "wachtpostd-front.service", "wachtpostd.socket", "wachtpostd.target",
)
# All that is not sandbox, user or limit: those are a system manager's.
KEPT = re.compile(
    r"^\[|^(PartOf|Before|After|Wants|StartLimit\w+|StopPropagatedFrom|Type|ExecStart|ExecReload"
    r"|Restart\w*|WatchdogSec|NonBlocking|Timeout\w+|Listen\w+|Service|Backlog|DeferAcceptSec"
    r"|WantedBy|Also)="
)


def free_ports(count):
    made = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [each.getsockname()[1] for each in made]
    for each in made:
        each.close()
    return ports


class Installed:
    """The units as they are, but for where things are and for how patient the watchdogs are."""

    def __init__(self, folder):
        self.folder = folder
        self.ports = free_ports(2)
        self.conf = folder / "post" / "wachtpostd.conf"
        endpoints = [f"tcp://127.0.0.1:{port}" for port in self.ports]
        ctl("init", "--listen", endpoints[0], "--listen-bell", endpoints[1], str(folder / "post"))
        # Nobody keeps the clock of where this runs right.
        self.rewrite('clock_check = "kernel"', 'clock_check = "none"')
        self.manager = Manager(folder)
        for unit in (ENGINE, FRONT, SOCKET, TARGET):
            self.manager.add(unit, self.converted(unit))

    def converted(self, unit):
        lines = (DEPLOY / unit).read_text(encoding="utf-8").splitlines()
        text = "\n".join(line for line in lines if KEPT.match(line))
        for before, after in {
            "/usr/bin/wachtpostd ": f"{WACHTPOSTD} ",
            "/usr/bin/wachtpostctl ": f"{WACHTPOSTCTL} ",
            "/etc/wachtpost/": f"{self.folder}/post/",
            "/run/wachtpost/": f"{self.folder}/post/",
            "127.0.0.1:7700": f"127.0.0.1:{self.ports[0]}",
            "127.0.0.1:7701": f"127.0.0.1:{self.ports[1]}",
            "WatchdogSec=2min": "WatchdogSec=2s",
            "WatchdogSec=3min": "WatchdogSec=8s",
            " network-online.target": "",
            "Wants=network-online.target": "",
            "multi-user.target": "default.target",
            "[Service]\n": f"[Service]\nStandardError=append:{self.folder}/log\n",
        }.items():
            text = text.replace(before, after)
        return text + "\n"

    def log(self):
        return (self.folder / "log").read_text(encoding="utf-8")

    def rewrite(self, before, after):
        text = self.conf.read_text(encoding="utf-8")
        self.conf.write_text(text.replace(before, after), encoding="utf-8")


@pytest.fixture(name="installed")
def units_that_are_started():
    with folder_for_all() as folder:
        installed = Installed(folder)
        with installed.manager as manager:
            manager.ask("enable", TARGET)
            manager.ask("start", TARGET)
            manager.wait_shown(FRONT, "StatusText", "Serving at")
            assert manager.shown(SOCKET, "ActiveState") == ("active",)
            yield installed


class Knocking:
    """Somebody who connects all the time, and counts how often he is refused."""

    def __init__(self, port):
        self.port, self.connected, self.refused = port, 0, 0
        self.over = threading.Event()
        self.thread = threading.Thread(target=self._knock)

    def _knock(self):
        while not self.over.wait(0.005):
            try:
                socket.create_connection(("127.0.0.1", self.port), 5).close()
                self.connected += 1
            except OSError:
                self.refused += 1

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.over.set()
        self.thread.join()


def test_a_restart_and_a_crash_refuse_nobody(installed):
    manager = installed.manager
    with Knocking(installed.ports[0]) as knocking:
        before = manager.shown(SOCKET, "ActiveEnterTimestampMonotonic")
        pids = [manager.shown(unit, "MainPID") for unit in (ENGINE, FRONT)]
        manager.ask("restart", TARGET)
        manager.wait_shown(FRONT, "StatusText", "Serving at")
        assert all(manager.shown(unit, "MainPID") != pid for unit, pid in zip((ENGINE, FRONT), pids))
        manager.ask("kill", "-s", "KILL", FRONT)
        manager.wait_shown(FRONT, "NRestarts", "1")
        manager.wait_shown(FRONT, "StatusText", "Serving at")
        assert manager.shown(SOCKET, "ActiveEnterTimestampMonotonic") == before
    assert knocking.connected > 0 and knocking.refused == 0
    manager.ask("stop", TARGET)
    manager.wait_shown(SOCKET, "ActiveState", "inactive")
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", installed.ports[0]), 5)


def test_an_engine_that_hangs_is_replaced_and_its_front_is_not(installed):
    manager = installed.manager
    (front,) = manager.shown(FRONT, "MainPID")
    manager.ask("kill", "-s", str(int(signal.SIGSTOP)), ENGINE)
    manager.wait_shown(ENGINE, "NRestarts", "1")
    manager.wait_shown(ENGINE, "StatusText", "Serving; days")
    assert manager.shown(ENGINE, "NRestarts") == ("1",)
    assert manager.shown(FRONT, "MainPID", "NRestarts") == (front, "0")


def test_a_reload_with_mistakes_fails_and_the_unit_goes_on(installed):
    manager = installed.manager
    manager.ask("reload", ENGINE)
    assert manager.shown(ENGINE, "ActiveState", "SubState") == ("active", "running")
    (pid,) = manager.shown(ENGINE, "MainPID")
    installed.rewrite("clock_check", "clok_check")
    assert manager.fails("reload", ENGINE)
    assert re.search(r"wachtpostd\.conf:\d+: .*clok_check", installed.log())
    assert manager.shown(ENGINE, "ActiveState", "MainPID") == ("active", pid)


def test_endpoints_that_differ_are_told_where_an_operator_looks(installed):
    manager = installed.manager
    (free,) = free_ports(1)
    manager.ask("stop", TARGET)
    installed.rewrite(f":{installed.ports[0]}", f":{free}")
    manager.ask("start", "--no-block", TARGET)
    wanted = rf"Cannot listen: systemd listens at tcp://127\.0\.0\.1:{installed.ports[0]} for us"
    manager.wait_shown(FRONT, "StatusText", wanted)
    installed.rewrite(f":{free}", f":{installed.ports[0]}")
    manager.ask("restart", ENGINE)
    manager.wait_shown(FRONT, "StatusText", "Serving at")


def test_without_the_socket_the_front_binds_by_itself(installed):
    manager = installed.manager
    manager.ask("stop", TARGET)
    manager.ask("disable", SOCKET)
    manager.ask("start", TARGET)
    manager.wait_shown(FRONT, "StatusText", "Serving at")
    assert manager.shown(SOCKET, "ActiveState") == ("inactive",)
    with Knocking(installed.ports[0]) as knocking:
        while knocking.connected + knocking.refused < 10:
            os.sched_yield()
    assert knocking.refused == 0
