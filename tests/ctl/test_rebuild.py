"""wachtpostctl rebuild and dump, on a store that the daemon itself filled."""

import os
import re
import stat
import subprocess

import pytest

CTL, DAEMON = os.environ["WACHTPOSTCTL"], os.environ["WACHTPOSTD"]
DONE, USAGE, DIFFERENT, CANNOT_CREATE, IN_USE, CONFIG = 0, 64, 65, 73, 75, 78
NORM = 'norm "2m" {\n  from = "2026-01-01"\n  months = 2\n}\n'


def ctl(*arguments):
    return subprocess.run([CTL, *map(str, arguments)], capture_output=True, text=True)


class Daemon:
    """Runs at this instant until it is left; by then it has caught up with its days."""

    def __init__(self, folder, instant):
        command = [DAEMON, "-c", str(folder / "wachtpostd.conf"), "--virtual-clock", instant]
        self.process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)

    def __enter__(self):
        for line in self.process.stderr:
            if "front.listening" in line:
                return self
        raise AssertionError(f"wachtpostd stopped with {self.process.wait()}")

    def __exit__(self, *_):
        self.process.terminate()
        self.process.stderr.read()
        assert self.process.wait(30) == DONE


@pytest.fixture
def post(tmp_path):
    """A month of days, two configurations, and nobody who delivers."""
    folder = tmp_path / "post"
    endpoints = ("--listen", "tcp://127.0.0.1:*", "--listen-bell", "tcp://127.0.0.1:*")
    assert ctl("init", folder, "--virtual", *endpoints).returncode == DONE
    with Daemon(folder, "2025-01-10T08:00:00Z"):
        pass
    with open(folder / "wachtpostd.conf", "a") as conf:
        conf.write(NORM)
    with Daemon(folder, "2025-02-10T08:00:00Z"):
        pass
    return folder


def rebuild(post):
    return ctl("rebuild", "-c", post / "wachtpostd.conf", "--into", post / "again")


def dump(post, *arguments):
    ran = ctl("dump", "-c", post / "wachtpostd.conf", *arguments)
    assert (ran.returncode, ran.stderr) == (DONE, "")
    return ran.stdout


def damage(post):
    """One bit of the region's sealed record: a version of 1 and a key's number after its key."""
    file = post / "store" / "data.mdb"
    content = bytearray(file.read_bytes())
    found = [match.end() for match in re.finditer(rb"region\x01[\x01-\xff]", content)]
    assert found
    for at in found:  # pages that are no longer in use hold older ones
        content[at + 40] ^= 1
    file.write_bytes(content)


def test_rebuild_says_the_same_and_leaves_a_store_that_dumps_the_same(post):
    before = dump(post)
    ran = rebuild(post)
    count = len(before.splitlines())
    assert ran.stdout == f"The same: all {count} records are what the journal says.\n"
    assert (ran.returncode, ran.stderr) == (DONE, "")
    assert stat.S_IMODE((post / "again").stat().st_mode) == 0o700
    assert dump(post, "--store", post / "again") == before == dump(post)


def test_a_backup_is_an_event_and_the_journal_folds_on_from_it(post):
    conf, backup = post / "wachtpostd.conf", post / "backup.mdb"
    before = dump(post).splitlines()
    assert ctl("backup", "-c", conf, backup).returncode == DONE
    after = dump(post).splitlines()
    assert [line.split()[:2] for line in after if line not in before] == [
        ["journal", f"{34:016x}"]
    ]
    with Daemon(post, "2025-03-10T08:00:00Z"):
        pass
    ran = ctl("rebuild", "-c", conf, "--from", backup, "--into", post / "again")
    assert (ran.returncode, ran.stderr) == (DONE, "")
    assert dump(post, "--store", post / "again") == dump(post)


def test_a_dump_is_sorted_and_holds_every_event(post):
    lines = dump(post).splitlines()
    assert lines == sorted(lines)
    assert all(re.fullmatch(r"[a-z]+( [0-9a-f]+){1,2}", line) for line in lines)
    events = [line.split()[1] for line in lines if line.startswith("journal ")]
    assert events == [f"{number:016x}" for number in range(1, 34)]
    assert [line for line in lines if line.startswith("config ")] == [
        "config 0000000000000001",
        "config 0000000000000021",
    ]


def test_a_damaged_record_is_named(post):
    damage(post)
    ran = rebuild(post)
    assert ran.returncode == DIFFERENT
    assert ran.stdout == f"state {b'region'.hex()}: damaged\n"
    assert "the store is not what its journal says (differences: 1)" in ran.stderr
    ran = ctl("dump", "-c", post / "wachtpostd.conf")
    assert ran.returncode == 74
    assert "table state, from its beginning: stored data do not verify" in ran.stderr


def test_a_store_in_use_is_left_alone(post):
    with Daemon(post, "2025-02-11T08:00:00Z"):
        for ran in [rebuild(post), ctl("dump", "-c", post / "wachtpostd.conf")]:
            assert ran.returncode == IN_USE
            assert "another process uses this store; stop it first" in ran.stderr
    assert not (post / "again").exists()


def test_rebuild_writes_over_nothing(post):
    assert rebuild(post).returncode == DONE
    before = {path: path.read_bytes() for path in (post / "again").iterdir()}
    ran = rebuild(post)
    assert ran.returncode == CANNOT_CREATE
    assert "is not empty" in ran.stderr
    assert {path: path.read_bytes() for path in (post / "again").iterdir()} == before
    into_itself = ("--into", post / "store")
    ran = ctl("rebuild", "-c", post / "wachtpostd.conf", *into_itself)
    assert ran.returncode == CANNOT_CREATE


def test_a_dump_that_cannot_be_written_is_no_dump(post):
    with open("/dev/full", "w") as full:
        command = [CTL, "dump", "-c", str(post / "wachtpostd.conf")]
        ran = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True)
    assert ran.returncode == 74
    assert "the dump cannot be written: No space left on device" in ran.stderr


def test_wrong_arguments_and_a_wrong_configuration_are_told_apart(tmp_path):
    assert ctl("rebuild", "-c", tmp_path / "none.conf").returncode == USAGE
    assert ctl("dump", "-c", tmp_path / "none.conf", "more").returncode == USAGE
    for command in [("rebuild", "--into", tmp_path / "again"), ("dump",)]:
        assert ctl(*command, "-c", tmp_path / "none.conf").returncode == CONFIG
    assert not (tmp_path / "again").exists()
