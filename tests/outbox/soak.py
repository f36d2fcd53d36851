"""soak.py [KILLS [SEED]]: kill -9 of `wachtpost push` at so many random instants (1,000), with a real
daemon coming and going. WACHTPOST_BIN says where the programs are.

At the end the daemon's own dump is held against what the commands said: every snapshot whose
push said 0 is in it, every one that said 75 is too once the outbox was emptied, none is in it
twice, and each is byte for byte what lies in the outbox. Prints a table; exit code 1 otherwise."""

import collections
import hashlib
import os
import pathlib
import random
import re
import subprocess
import sys
import tempfile
import threading

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests/hostile"))

from post import START_US, ZON, Post, keys_of, pb, program  # noqa: E402

PATIENCE_S = 60
STEP_US = 100_000
LONGEST_LIFE_S = 0.08
HEADER = "id;gemeente;hulpvorm;aanmelddatum\n"


def instant(number):
    """The peilmoment of a push, by which everything is known again."""
    microseconds = START_US + number * STEP_US
    seconds, rest = divmod(microseconds, 1_000_000)
    minute, second = divmod(seconds - START_US // 1_000_000, 60)
    return f"2025-06-02T10:{minute:02}:{second:02}.{rest:06}Z"


class Client:
    """An aanbieder's configuration, and what its pushes said."""

    def __init__(self, folder, post):
        self.folder = folder
        (folder / "zon.seed").write_text(hashlib.blake2b(b"zon", digest_size=32).hexdigest() + "\n")
        (folder / "zon.seed").chmod(0o600)
        self.conf = folder / "wachtpost.conf"
        self.conf.write_text(
            f"server = '{post.endpoint}'\nserver_key = '{post.server_key.decode()}'\n"
            f"key = 'zon.seed'\nagb = '{ZON}'\nstate = 'state'\n"
        )
        self.said = {}  # number of the push: its exit code, or -9

    def command(self, name, *arguments):
        return [program("wachtpost"), name, "-c", str(self.conf), *arguments]

    def push(self, number, life_s):
        """One push; killed when it is not done after life_s."""
        path = self.folder / "lijst.csv"
        path.write_text(HEADER + f"P{number};0518;KDC;2025-01-31\n")
        process = subprocess.Popen(
            self.command("push", "--peilmoment", instant(number), "--timeout", "1", str(path)),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            process.wait(life_s)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait(PATIENCE_S)
        self.said[number] = process.returncode

    def empty(self):
        ran = subprocess.run(
            self.command("outbox", "--retry", "--timeout", str(PATIENCE_S)),
            capture_output=True,
            text=True,
            timeout=2 * PATIENCE_S,
        )
        assert ran.returncode == 0, ran.stderr

    def kept(self):
        """The body of each snapshot in the outbox, by its number."""
        for path in sorted((self.folder / "state" / f"{ZON}.outbox").glob("*.snapshot")):
            body = path.read_bytes().split(b"\n\n", 1)[1]
            snapshot = pb.Snapshot.FromString(body)
            number = (snapshot.peilmoment - START_US) // STEP_US
            assert [place.id for place in snapshot.places] == [b"P%d" % number], path
            yield number, body


class Restless:
    """The daemon, killed and started again at random instants on the same endpoint."""

    def __init__(self, post, dice):
        self.post, self.dice, self.deaths = post, dice, 0
        self.stop = threading.Event()
        self.thread = threading.Thread(target=self.live)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.stop.set()
        self.thread.join(PATIENCE_S)

    def live(self):
        while not self.stop.wait(self.dice.uniform(0.5, 3)):
            self.post.end()
            self.deaths += 1
            self.stop.wait(self.dice.uniform(0, 4))
            self.post.start()


def taken(post):
    """Every receipt that the stopped daemon holds of this aanbieder."""
    dump = subprocess.run(
        [program("wachtpostctl"), "dump", "-c", str(post.conf)],
        capture_output=True,
        text=True,
        check=True,
    )
    for value in re.findall(r"(?m)^outcome \S+ (\S+)$", dump.stdout):
        receipt = pb.Receipt.FromString(bytes.fromhex(value))
        if receipt.agb_code == ZON:
            yield receipt


def hold(client, post):
    """Complaints about what the daemon has, against what was said and kept."""
    receipts = sorted(taken(post), key=lambda receipt: receipt.sequence)
    numbers = [(receipt.peilmoment - START_US) // STEP_US for receipt in receipts]
    hashes = {receipt.content_hash for receipt in receipts}
    kept = dict(client.kept())
    for number, times in collections.Counter(numbers).items():
        if times > 1:
            yield f"push {number} is there {times} times"
    for number, code in client.said.items():
        if code in (0, 75) and number not in numbers:
            yield f"push {number} said {code} and is not there"
        if code not in (0, 75, -9):
            yield f"push {number} ended with {code}"
    for number, body in kept.items():
        if hashlib.blake2b(body, digest_size=32).digest() not in hashes:
            yield f"push {number} is not there as it was sent"
    if set(numbers) != set(kept):
        yield f"kept {set(kept) - set(numbers)} and took {set(numbers) - set(kept)}"
    if [receipt.sequence for receipt in receipts] != list(range(1, len(receipts) + 1)):
        yield "the numbers have gaps"
    if len({receipt.epoch for receipt in receipts}) != 1 or numbers != sorted(numbers):
        yield "they are not in one row"


def soak(kills, seed):
    """The complaints, and a line of figures."""
    dice = random.Random(seed)
    with tempfile.TemporaryDirectory(prefix="wachtpost-") as root, Post(names=["zon"]) as post:
        post.configure(listen=post.endpoint)
        client, number, killed = Client(pathlib.Path(root), post), 0, 0
        with Restless(post, random.Random(seed + 1)) as restless:
            while killed < kills:
                number += 1
                live_on = dice.random() < 0.2
                client.push(number, PATIENCE_S if live_on else dice.random() * LONGEST_LIFE_S)
                killed += client.said[number] == -9
        client.empty()
        assert post.stop() == 0
        complaints = list(hold(client, post))
        said = collections.Counter(client.said.values())
        there = len(list(taken(post)))
    figures = (
        f"{number} pushes: {said[0]} said 0, {said[75]} said 75, {killed} killed; daemon killed "
        f"{restless.deaths} times; {there} taken"
    )
    return complaints, figures


def main(kills="1000", seed="1"):
    os.environ.setdefault("WACHTPOST_BIN", str(ROOT / "build-dev/bin"))
    complaints, figures = soak(int(kills), int(seed))
    print("\n".join([*complaints, figures]))
    sys.exit(bool(complaints))


if __name__ == "__main__":
    main(*sys.argv[1:])
