"""kill -9 of push at random instants, while the daemon comes and goes.

Every push whose command said 0 is in the daemon, every one that was kept arrives later, none
twice, none changed. KILLS says how many pushes; for a long run by hand KILL_SEED begins each
piece differently."""

import json
import os
import random
import signal
import subprocess
import threading
import time

import pytest
from station import BIN, PATIENCE_S, START_US, pb
from wachtpost import line

KILLS = int(os.environ.get("KILLS", "20"))
SEED = int(os.environ.get("KILL_SEED", "5"))
SECOND_US = 1_000_000


class Comings:
    """Kills and starts the daemon at random instants until the end of the with."""

    def __init__(self, post, seed):
        self.post, self.chance = post, random.Random(seed)
        self.over = threading.Event()
        self.thread = threading.Thread(target=self.run)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.over.set()
        self.thread.join(PATIENCE_S)
        assert not self.thread.is_alive()

    def run(self):
        while not self.over.wait(self.chance.uniform(0.3, 2)):
            self.post.stop(self.chance.choice((signal.SIGKILL, signal.SIGTERM)))
            self.over.wait(self.chance.uniform(0, 2.5))
            self.post.start()


def push_and_kill(client, at, chance, programs):
    """The exit code, or None of one that was killed."""
    arguments = ["--peilmoment", instant(at), client.places(*range(1, 2 + at % 25))]
    process = client.start(
        "push",
        *arguments,
        program=programs[at % len(programs)],
        timeout=chance.choice(("1", "3", "8")),
    )
    try:
        process.communicate(timeout=chance.triangular(0.1, 3, 0.6))
        return process.returncode
    except subprocess.TimeoutExpired:
        process.kill()
        process.communicate()
        return None


def instant(at):
    return f"2025-06-02T09:{at // 60 % 60:02}:{at % 60:02}Z"


def peilmoment(at):
    return START_US - 3600 * SECOND_US + at * SECOND_US


def deliver_the_rest(client):
    """Until nothing waits any more; the daemon stays from here on."""
    ran = client.run("outbox", "--retry", timeout="50")
    assert ran.returncode == 0, ran.stderr


def bodies(client):
    target = client.folder / "export"
    assert client.run("outbox", "--export", str(target)).returncode == 0
    return [path.read_bytes() for path in sorted(target.glob("*.snapshot.pb"))]


def answers(post, sent):
    """What the daemon says of exactly these bytes now."""
    with post.connection("aanbieder") as connection:
        for body in sent:
            _, reply = connection.exchange("PUSH", os.urandom(8), body, PATIENCE_S)
            yield line.status_name(reply.head.status)


@pytest.mark.parametrize("programs", [(None,), (None, str(BIN / "wachtpost"))])
def test_nothing_is_lost_doubled_or_changed_by_kills(client, post, programs):
    """Of this client alone, and of both in turn."""
    chance, ends = random.Random(SEED), {}
    began = time.monotonic()
    with Comings(post, SEED + 1):
        for at in range(KILLS):
            ends[at] = push_and_kill(client, at, chance, programs)
    deliver_the_rest(client)

    promised = [at for at, code in ends.items() if code is not None]
    assert all(ends[at] in (0, 75) for at in promised), ends
    sent = bodies(client)
    known = [pb.Snapshot.FromString(body) for body in sent]
    there = [snapshot.peilmoment for snapshot in known]
    assert there == sorted(set(there)), "twice, or out of order"
    assert set(map(peilmoment, promised)) <= set(there), "lost"
    assert [snapshot.sequence for snapshot in known] == list(range(1, len(known) + 1))
    assert len({snapshot.epoch for snapshot in known}) == 1
    assert list(answers(post, sent)) == ["DUPLICATE"] * len(sent), "changed"
    status = post.status()
    assert status.aanbieders[0].sequence == len(sent)
    assert status.journal_head - post.first_event == len(sent)
    entries = json.loads(client.run("outbox", "--json").stdout)["snapshots"]
    assert {entry["state"] for entry in entries} == {"DELIVERED"}
    counts = {code: list(ends.values()).count(code) for code in (0, 75, None)}
    print(f"{KILLS} pushes: {counts[0]} said 0, {counts[75]} said 75, {counts[None]} killed; "
          f"{len(sent)} delivered, {time.monotonic() - began:.0f} s")  # fmt: skip
