"""The clock of a running daemon is set under it, and an operator releases it."""

import os
import signal
import subprocess

import pytest
from running import ENDPOINTS, PATIENCE_S, Daemon, ctl, told

DONE, USAGE, HELD, CONFIG = 0, 64, 75, 78
NOON = "2025-03-31 10:00:00"  # UTC


class Clock:
    """What daemons of this environment take for CLOCK_REALTIME; the others go on as they are."""

    def __init__(self, folder):
        found = subprocess.run(
            ["faketime", "now", "printenv", "LD_PRELOAD"], check=True, capture_output=True, text=True
        )
        self.file = folder / "clock"
        self.set(NOON)
        self.environment = {
            "TZ": "UTC",
            "LD_PRELOAD": found.stdout.strip(),
            "FAKETIME_TIMESTAMP_FILE": str(self.file),
            "FAKETIME_NO_CACHE": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        }

    def set(self, text):
        """It stands still there: what passes in a test is nothing beside what it is set by."""
        fresh = self.file.with_suffix(".new")
        fresh.write_text(text + "\n")
        os.replace(fresh, self.file)


@pytest.fixture
def clock(tmp_path):
    return Clock(tmp_path)


@pytest.fixture
def post(tmp_path):
    folder = tmp_path / "post"
    assert ctl("init", folder, *ENDPOINTS).returncode == DONE
    conf = folder / "wachtpostd.conf"
    text = conf.read_text().replace('clock_check = "kernel"', 'clock_check = "none"')
    conf.write_text(text)
    return folder


def dump(post):
    ran = told(post, "dump")
    assert ran.returncode == DONE, ran.stderr
    return ran.stdout.splitlines()


def hold(post, daemon, clock, text):
    """Sets the clock; whatever wakes the daemon lets it see that."""
    after = len(daemon.lines)
    clock.set(text)
    told(post, "status")
    daemon.wait_line("clock.held", after)


def test_a_clock_set_two_days_ahead_waits_for_release_and_is_then_caught_up(post, clock):
    with Daemon(post, environment=clock.environment) as daemon:
        assert "clock: trusted" in told(post, "status").stdout
        assert "nothing to release" in told(post, "release", "--yes").stdout
        hold(post, daemon, clock, "2025-04-02 10:00:00")
        status = told(post, "status").stdout
        assert "clock: HELD since it said 2025-04-02T10:00:00" in status
        assert "pushes get LATER; wachtpostctl release shows the clocks" in status
        shown = told(post, "release")
        assert (shown.returncode, shown.stdout) == (HELD, "")
        assert "evaluated (2): 2025-04-01 to 2025-04-02" in shown.stderr
        assert not [line for line in daemon.lines if "day.evaluated" in line]
        ran = told(post, "release", "--yes", "--name", "Jan de Wit")
        assert (ran.returncode, ran.stderr) == (DONE, "")
        assert "Released; every day up to 2025-04-02 is evaluated." in ran.stdout
        first, second = [line for line in daemon.lines if "day.evaluated" in line]
        assert "day=2025-04-01 on_time=0" in first
        assert "day=2025-04-02 on_time=1" in second
        assert "nothing to release" in told(post, "release", "--yes").stdout
        status = told(post, "status").stdout
        assert "clock: trusted" in status and "LATER" not in status
    with Daemon(post, environment=clock.environment):
        assert "clock: trusted" in told(post, "status").stdout


def test_a_wrong_clock_that_is_put_right_leaves_no_trace_in_the_days(post, clock):
    with Daemon(post, environment=clock.environment) as daemon:
        hold(post, daemon, clock, "2027-01-01 10:00:00")
        clock.set("2025-03-31 10:05:00")
        assert "clock: HELD" in told(post, "status").stdout
        ran = told(post, "release", "--yes")
        assert "every day up to 2025-03-31 is evaluated" in ran.stdout
        assert not [line for line in daemon.lines if "day.evaluated" in line]
    ran = ctl("rebuild", "-c", post / "wachtpostd.conf", "--into", post / "again")
    assert (ran.returncode, ran.stderr) == (DONE, ""), ran.stdout


def test_a_hold_outlives_kill_and_the_operator_may_release_without_a_daemon(post, clock):
    running = Daemon(post, environment=clock.environment)
    with running as daemon:
        hold(post, daemon, clock, "2025-04-02 10:00:00")
        found = subprocess.run(
            ["pgrep", "-P", str(daemon.process.pid), "-f", "--", "--engine"],
            capture_output=True, text=True, check=True,
        )  # fmt: skip
        after = len(daemon.lines)
        os.kill(int(found.stdout), signal.SIGKILL)
        daemon.wait_line("engine.listening", after)
        assert "clock: HELD" in told(post, "status").stdout
    command = ["release", "-c", str(post / "wachtpostd.conf"), "--yes"]
    ran = subprocess.run(
        [os.environ["WACHTPOSTCTL"], *command], env=os.environ | clock.environment,
        capture_output=True, text=True, timeout=PATIENCE_S, check=False,
    )  # fmt: skip
    assert (ran.returncode, ran.stderr) == (DONE, "")
    assert "every day up to 2025-04-02 is evaluated" in ran.stdout
    assert "No daemon runs" in ran.stdout
    with Daemon(post, environment=clock.environment):
        assert "clock: trusted" in told(post, "status").stdout


def test_the_one_who_released_stands_in_the_journal(post, clock):
    with Daemon(post, environment=clock.environment) as daemon:
        hold(post, daemon, clock, "2025-03-31 09:00:00")
        assert told(post, "release", "--yes").returncode == DONE
        daemon.wait_line("clock.released reason=drift")
    kinds = [line.split()[2][40:42] for line in dump(post) if line.startswith("journal ")]
    assert kinds == ["05", "0c", "0d", "0e"]  # CONFIG, BOOT, HOLD, RELEASE


def test_wrong_arguments_are_told(post):
    assert told(post, "release", "yes").returncode == USAGE
    assert told(post, "release", "--yes", "--name", "").returncode == USAGE
    assert ctl("release", "-c", post / "none.conf").returncode == CONFIG
