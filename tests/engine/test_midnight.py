"""A daemon nobody talks to: midnight comes all the same, on time."""
import os
import pathlib
import subprocess
import time

BIN = pathlib.Path(os.environ["WACHTPOST_BIN"])
# Three seconds before midnight in Amsterdam, summer time.
START = "2025-03-31 21:59:57"
PATIENCE_S = 60


def wait_for(log, words, process):
    until = time.monotonic() + PATIENCE_S
    while time.monotonic() < until:
        text = log.read_text()
        if words in text:
            return
        assert process.poll() is None, text
        time.sleep(0.05)
    raise AssertionError(f"no {words!r} in:\n{log.read_text()}")


def test_idle_daemon_evaluates_the_day_at_midnight(tmp_path):
    house, log = tmp_path / "post", tmp_path / "log"
    subprocess.run([BIN / "wachtpostctl", "init", house, "--listen", "tcp://127.0.0.1:*",
                    "--listen-bell", "tcp://127.0.0.1:*"], check=True, capture_output=True)
    conf = house / "wachtpostd.conf"  # whatever this machine's kernel says of its clock
    conf.write_text(conf.read_text().replace('clock_check = "kernel"', 'clock_check = "none"'))
    library = subprocess.run(["faketime", "now", "printenv", "LD_PRELOAD"], check=True,
                             capture_output=True, text=True).stdout.strip()
    with log.open("w") as errors:
        daemon = subprocess.Popen(
            [BIN / "wachtpostd", "-c", house / "wachtpostd.conf"], stderr=errors,
            env={**os.environ, "TZ": "UTC", "LD_PRELOAD": library, "FAKETIME": f"@{START}",
                 "FAKETIME_DONT_FAKE_MONOTONIC": "1"})
    try:
        wait_for(log, "configuration.adopted", daemon)
        wait_for(log, "day.evaluated day=2025-04-01 on_time=1", daemon)
    finally:
        daemon.terminate()
        assert daemon.wait(timeout=PATIENCE_S) == 0
    assert "day=2025-04-02" not in log.read_text()
