"""wachtpost alerts with the real daemon, which is restored from a backup under its feet."""

import hashlib
import json
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests/hostile"))

from post import ZON, Post, place, program, snapshot  # noqa: E402

LONG_AGO = 20250101  # past the norm on the day of the store


def done(*arguments):
    return subprocess.run(list(map(str, arguments)), check=True, capture_output=True, text=True)


class Reader:
    """A coordinator's configuration, and a program that writes down what it gets."""

    def __init__(self, folder, post):
        self.folder, self.log = folder, folder / "log"
        self.log.touch()
        seed = folder / "coordinator.seed"
        seed.write_text(hashlib.blake2b(b"coordinator", digest_size=32).hexdigest() + "\n")
        seed.chmod(0o600)
        self.meet(post)

    def meet(self, post):
        (self.folder / "wachtpost.conf").write_text(
            f"server = '{post.endpoint}'\nserver_key = '{post.server_key.decode()}'\n"
            f"key = 'coordinator.seed'\nstate = 'state'\n"
        )

    def read(self):
        """The place ids that came now."""
        before = len(self.log.read_text().splitlines())
        words = ["--exec", "sh", "--", "-c", f"cat >> '{self.log}'"]
        done(program("wachtpost"), "alerts", "-c", self.folder / "wachtpost.conf", *words)
        lines = self.log.read_text().splitlines()[before:]
        return [json.loads(line)["place"]["place_id"] for line in lines]

    def cursor(self):
        return (self.folder / "state" / "alerts.cursor").read_text()


def push(post, sequence, *numbers):
    with post.caller("zon") as zon:
        places = [place(number, LONG_AGO) for number in numbers]
        assert zon.verdict(b"PUSH", snapshot(ZON, sequence, places)) == "ACCEPTED"


def restore(post, backup):
    assert post.stop() == 0
    (post.folder / "store").rename(post.folder / "lost")
    done(program("wachtpostctl"), "restore", "-c", post.conf, backup)
    post.start()


def test_what_a_restored_daemon_tells_again_is_not_handled_again(tmp_path):
    with Post(names=["zon", "coordinator"]) as post:
        reader, backup = Reader(tmp_path, post), tmp_path / "backup.mdb"
        push(post, 1, 1)
        done(program("wachtpostctl"), "backup", "-c", post.conf, backup)
        push(post, 2, 1, 2)
        push(post, 3, 1, 2, 3)
        assert reader.read() == ["plek-00001", "plek-00002", "plek-00003"]
        before = reader.cursor()
        restore(post, backup)
        reader.meet(post)
        assert reader.read() == []
        push(post, 2, 1, 2, 4)  # not all that was lost comes back in the same order
        push(post, 3, 1, 2, 3, 4)
        assert reader.read() == ["plek-00004"]
        assert reader.read() == []
        assert reader.cursor().splitlines()[1] != before.splitlines()[1]  # the incarnation

