"""What is held about one place, and its removal: the real programs, and an aanbieder of their own."""

import json
import os
import subprocess

import pytest
from running import DAEMON, ENDPOINTS, Daemon, ctl, told

DONE, USAGE, DATA = 0, 64, 65
AGB = "06010713"
PLEK, OTHER = "plek-van-een-kind", "plek-van-een-ander"
START = ("--virtual-clock", "2025-01-10T08:00:00Z")
CLIENT = os.environ["WACHTPOST"]


def client(folder, *arguments, feed=None):
    return subprocess.run(
        [CLIENT, *map(str, arguments)], capture_output=True, text=True, input=feed, cwd=folder
    )
