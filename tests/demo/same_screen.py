"""same_screen.py WACHTPOST: the quick demo twice, with the real daemon: the same seed
gives the same screen byte for byte, another seed another, and nothing is left running."""

import os
import signal
import subprocess
import sys
import tempfile
import time
import unittest
from pathlib import Path

PROGRAM = sys.argv.pop(1)


def command(seed):
    return [PROGRAM, "demo", "--quick", "--seed", str(seed), "--dir", "regio"]


def run(seed):
    """The screen, and what of the folder is still in use by a process."""
    with tempfile.TemporaryDirectory() as folder:
        ran = subprocess.run(command(seed), cwd=folder, capture_output=True, timeout=200)
        if ran.returncode != 0:
            raise AssertionError(f"exit {ran.returncode}: {ran.stderr.decode()}")
        return ran.stdout, processes_in(folder)


def processes_in(folder):
    """The ids of processes that run in the folder."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            if os.readlink(entry / "cwd").startswith(folder):
                found.append(int(entry.name))
        except OSError:
            continue
    return found


class SameScreen(unittest.TestCase):
    def test_same_seed_gives_same_screen_and_another_another(self):
        screen, left = run(1)
        self.assertEqual(left, [])
        self.assertEqual(run(1)[0], screen)
        self.assertNotEqual(run(2)[0], screen)

    def test_screen_tells_every_event_and_shows_no_wall_clock(self):
        screen = run(1)[0].decode()
        for said in ("stil (STIL", "levert weer (STIL", "typfout (TOEKOMST", "vervangen (AFWIJKEND",
                     "plekken weg, AFWIJKEND", "bevestigd (AFWIJKEND", "terug (INGETROKKEN",
                     "verbetering (INGETROKKEN", "van de lijst (VAN_LIJST", "OVERSCHRIJDING"):
            self.assertIn(said, screen)
        self.assertNotIn("127.0.0.1", screen)

    def test_interrupted_demo_leaves_no_daemon(self):
        with tempfile.TemporaryDirectory() as folder:
            demo = subprocess.Popen(command(1), cwd=folder, stdout=subprocess.PIPE,
                                    stderr=subprocess.PIPE)
            while b"leveren voor het eerst" not in demo.stdout.readline():
                self.assertIsNone(demo.poll())
            demo.send_signal(signal.SIGINT)
            self.assertEqual(demo.wait(60), 130)
            demo.communicate()
            self.assertEqual(processes_in(folder), [])

    def test_killed_demo_leaves_no_daemon(self):
        with tempfile.TemporaryDirectory() as folder:
            demo = subprocess.Popen(command(1), cwd=folder, stdout=subprocess.PIPE,
                                    stderr=subprocess.DEVNULL)
            while b"leveren voor het eerst" not in demo.stdout.readline():
                self.assertIsNone(demo.poll())
            demo.kill()
            demo.communicate()
            deadline = time.monotonic() + 30
            while processes_in(folder) and time.monotonic() < deadline:
                os.sched_yield()
            self.assertEqual(processes_in(folder), [])

    def test_folder_in_use_is_refused(self):
        with tempfile.TemporaryDirectory() as folder:
            (Path(folder) / "regio").mkdir()
            (Path(folder) / "regio" / "iets").touch()
            ran = subprocess.run(command(1), cwd=folder, capture_output=True, timeout=60)
            self.assertEqual(ran.returncode, 78)
            self.assertIn("niet leeg", ran.stderr.decode())


if __name__ == "__main__":
    unittest.main()
