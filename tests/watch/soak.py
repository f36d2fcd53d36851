"""soak.py [KILLS [SEED]]: kill -9 of `wachtpost watch` at so many random instants (1,000), most of
them while it works, with files dropped all along and a real daemon coming and going. WACHTPOST_BIN
says where the programs are.

At the end every file that was dropped is in the daemon's own dump, once, in the order in which the
files were made, byte for byte as the outbox keeps it, and its folder holds reports only. Prints a
line of figures; exit code 1 otherwise."""

import os
import pathlib
import random
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests/outbox"))

from soak import HEADER, PATIENCE_S, START_US, STEP_US, Client, Post, Restless, hold, taken  # noqa: E402

# A file is whole at the second look, a second after the first.
LOOK_S, WORK_S = 1.0, 0.25


class Folder(Client):
    """An aanbieder's drop folder. What stands in it is promised: it must arrive."""

    def __init__(self, folder, post):
        super().__init__(folder, post)
        self.drop_folder = folder / "drop"
        self.drop_folder.mkdir()

    def drop(self, number):
        fresh = self.drop_folder / f".lijst{number}.csv"
        fresh.write_text(HEADER + f"P{number};0518;KDC;2025-01-31\n")
        made_ns = (START_US + number * STEP_US) * 1000
        os.utime(fresh, ns=(made_ns, made_ns))
        fresh.rename(self.drop_folder / f"lijst{number}.csv")
        self.said[number] = 75

    def left(self):
        return [each.name for each in self.drop_folder.glob("*.csv")]

    def start(self):
        words = ("--poll", "1", "--settle", "1", str(self.drop_folder))
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        return subprocess.Popen(self.command("watch", *words), **quiet)

    def live(self, life_s):
        """One life of a watcher; killed at its end."""
        process = self.start()
        time.sleep(life_s)
        process.kill()
        process.wait(PATIENCE_S)

    def finish(self):
        """A watcher that may live until the folder is empty, and then ends in peace."""
        process = self.start()
        deadline = time.monotonic() + 4 * PATIENCE_S
        while self.left() and time.monotonic() < deadline:
            time.sleep(0.1)
        process.terminate()
        return process.wait(PATIENCE_S)


def complaints_of(folder, post, ended):
    yield from hold(folder, post)
    if ended != 0:
        yield f"the last watcher ended with {ended}"
    if folder.left():
        yield f"still in the folder: {folder.left()}"
    if (folder.drop_folder / "afgekeurd").exists():
        yield "something was refused"


def soak(kills, seed):
    """The complaints, and a line of figures."""
    dice = random.Random(seed)
    with tempfile.TemporaryDirectory(prefix="wachtpost-") as root, Post(names=["zon"]) as post:
        post.configure(listen=post.endpoint)
        folder, number = Folder(pathlib.Path(root), post), 0
        with Restless(post, random.Random(seed + 1)) as restless:
            for _ in range(kills):
                for _ in range(dice.randint(0, 3)):
                    number += 1
                    folder.drop(number)
                early = dice.random() < 0.2
                folder.live(dice.random() * LOOK_S if early else LOOK_S + dice.random() * WORK_S)
        number += 1
        folder.drop(number)
        ended = folder.finish()
        assert post.stop() == 0
        complaints = list(complaints_of(folder, post, ended))
        there = len(list(taken(post)))
    figures = (
        f"{number} files, {kills} kills; daemon killed {restless.deaths} times; {there} taken"
    )
    return complaints, figures


def main(kills="1000", seed="1"):
    os.environ.setdefault("WACHTPOST_BIN", str(ROOT / "build-dev/bin"))
    complaints, figures = soak(int(kills), int(seed))
    print("\n".join([*complaints, figures]))
    sys.exit(bool(complaints))


if __name__ == "__main__":
    main(*sys.argv[1:])
