"""wachtpostctl verify, backup and restore, beside a daemon that is pushed to meanwhile."""

import contextlib
import os
import pathlib
import random
import re
import shutil
import signal
import stat
import subprocess
import sys
import threading
import time

import pytest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "hostile"))

from post import CODES, PATIENCE_S, Post, place, snapshot  # noqa: E402
from readme import STATUS_NAME, pb  # noqa: E402

CTL = os.environ["WACHTPOSTCTL"]
FORMAT1 = pathlib.Path(__file__).resolve().parents[1] / "engine" / "format1"
DONE, USAGE, DAMAGED, CANNOT_CREATE, UNREADABLE, STOPPED = 0, 64, 65, 73, 74, 75
BACKUPS, AT_LEAST_PUSHED, STAYING = 20, 60, 20
LONG_AGO = 20241001  # the norm was crossed months before the virtual clock's day
DAMAGES = 60


def ctl(*arguments, **options):
    return subprocess.run(
        [CTL, *map(str, arguments)], capture_output=True, text=True, timeout=120, **options
    )


def done(*arguments):
    ran = ctl(*arguments)
    assert (ran.returncode, ran.stderr) == (DONE, ""), ran
    return ran.stdout


def backups_of(post):
    return sorted((post.root / "backups").iterdir())


def unfinished(post):
    left = [path.name for path in (post.root / "backups").iterdir() if path.name[0] == "."]
    return left + [path.name for path in post.folder.iterdir() if "restoring" in path.name]


@pytest.fixture
def post():
    made = Post()
    (made.root / "backups").mkdir()
    with made:
        yield made


# ---- who pushes, and who listens


def body_of(agb, sequence):
    """One comes and one leaves, all of them long over the norm: both are told."""
    places = [place(n, LONG_AGO) for n in range(sequence, sequence + STAYING)]
    return snapshot(agb, sequence, places).SerializeToString()


class Aanbieder:
    """Pushes one after the other; keeps what it sent, as an outbox does."""

    def __init__(self, post, name):
        self.post, self.name, self.sent, self.acknowledged = post, name, [], 0

    def push(self, caller, sequence):
        while len(self.sent) < sequence:
            self.sent.append(body_of(CODES[self.name], len(self.sent) + 1))
        return caller.ask(b"PUSH", self.sent[sequence - 1])

    def push_until(self, stop):
        with self.post.caller(self.name) as caller:
            while not stop.is_set():
                reply = self.push(caller, self.acknowledged + 1)
                assert STATUS_NAME[reply.head.status] == "ACCEPTED", reply
                self.acknowledged += 1

    def make_whole(self):
        """What an outbox does: sends on, is told what is expected, sends again from there."""
        with self.post.caller(self.name) as caller:
            reply = self.push(caller, self.acknowledged + 1)
            if STATUS_NAME[reply.head.status] == "GAP":
                for sequence in range(reply.expected_sequence, self.acknowledged + 2):
                    reply = self.push(caller, sequence)
                    assert STATUS_NAME[reply.head.status] == "ACCEPTED", reply
            assert STATUS_NAME[reply.head.status] == "ACCEPTED", reply


def identity(alert):
    """By what a subscriber recognises a repeat."""
    told = alert.place
    return (alert.agb_code, told.place_id, told.start_day, alert.kind, told.level, told.telling)


class Coordinator:
    """Keeps its cursor and every alert it was ever given."""

    def __init__(self, cursor=None, known=()):
        self.cursor, self.known = cursor, set(known)

    def copy(self):
        return Coordinator(self.cursor, self.known)

    def fetch(self, post):
        given, more = [], True
        with post.caller("coordinator") as caller:
            while more:
                asked = pb.AlertsRequest(head=post.head(), cursor=self.cursor)
                reply = caller.ask(b"ALERTS", asked)
                assert STATUS_NAME[reply.head.status] == "OK", reply
                given += reply.alerts
                self.cursor, more = reply.cursor, reply.more
        self.known.update(map(identity, given))
        return given


@contextlib.contextmanager
def pushing(post):
    aanbieders = [Aanbieder(post, name) for name in CODES]
    stop = threading.Event()
    threads = [threading.Thread(target=each.push_until, args=(stop,)) for each in aanbieders]
    for thread in threads:
        thread.start()
    yield aanbieders
    stop.set()
    for thread in threads:
        thread.join(PATIENCE_S)


# ---- another installation on a restored store


def settle(post, backup, name):
    """The same installation, with this backup as its store; not started."""
    folder = post.root / name
    shutil.copytree(post.folder, folder, ignore=shutil.ignore_patterns("store", "*.sock"))
    done("restore", "-c", folder / "wachtpostd.conf", backup)
    return folder


class Moved:
    """`post`, living in another folder until it is left."""

    def __init__(self, post, folder):
        self.post, self.folder, self.before = post, folder, (post.folder, post.conf)

    def __enter__(self):
        self.post.folder, self.post.conf = self.folder, self.folder / "wachtpostd.conf"
        self.post.start()

    def __exit__(self, *_):
        assert self.post.stop() == DONE
        self.post.folder, self.post.conf = self.before


def journal_of(folder):
    dump = done("dump", "-c", folder / "wachtpostd.conf").splitlines()
    return [line for line in dump if line.startswith("journal ")]


def events_of(backup):
    return int(re.fullmatch(r"wachtpost-[0-9a-f]{8}-\d{8}T\d{6}Z-(\d+)\.mdb", backup.name)[1])


def back_up_under_load(post, listener):
    """Of each backup how many pushes had been acknowledged before it began."""
    before = {}
    with pushing(post) as aanbieders:
        until = time.monotonic() + PATIENCE_S
        while len(before) < BACKUPS or sum(each.acknowledged for each in aanbieders) < AT_LEAST_PUSHED:
            assert time.monotonic() < until
            acknowledged = sum(each.acknowledged for each in aanbieders)
            if len(before) < BACKUPS:
                path = post.root / "backups" / f"{len(before):02}.mdb"
                printed = done("backup", "-c", post.conf, path)
                before[path] = (acknowledged, int(re.search(r"events +(\d+)", printed)[1]))
            listener.fetch(post)
    return aanbieders, before


def assert_prefix(post, backup, number, acknowledged, journal):
    """All that was acknowledged before, and exactly what that journal says. Returns where."""
    events, folder = acknowledged[1], settle(post, backup, f"restored{number}")
    assert journal_of(folder) == journal[:events]
    assert events >= acknowledged[0]
    again = done("rebuild", "-c", folder / "wachtpostd.conf", "--into", folder / "again")
    assert again.startswith("The same: all ")
    return folder


def assert_made_whole(post, folder, aanbieders, listener, everything):
    """The aanbieders send again; a coordinator with the cursor of before misses nothing."""
    with Moved(post, folder):
        for each in aanbieders:
            each.make_whole()
        listener.fetch(post)
        newcomer = Coordinator()
        newcomer.fetch(post)
        assert newcomer.known == listener.known
        assert everything <= listener.known
        assert listener.cursor.incarnation == newcomer.cursor.incarnation


def test_backups_under_load_are_prefixes_that_the_resends_complete_and_no_alert_is_missed(post):
    listener = Coordinator()
    aanbieders, backups = back_up_under_load(post, listener)
    early = Coordinator()
    early.fetch(post)
    listener.fetch(post)
    assert listener.known == early.known and len(listener.known) > AT_LEAST_PUSHED
    assert post.stop() == DONE
    journal = journal_of(post.folder)
    folders = [
        assert_prefix(post, backup, number, acknowledged, journal)
        for number, (backup, acknowledged) in enumerate(backups.items())
    ]
    for folder in (folders[0], folders[BACKUPS // 2], folders[-1]):
        assert_made_whole(post, folder, aanbieders, listener.copy(), listener.known)


def test_cursors_of_every_incarnation_before_are_answered_from_where_it_parted(post):
    aanbieder, cursors = Aanbieder(post, "zon"), []
    known, backup, folder = set(), None, post.folder
    for turn in range(4):
        if turn > 0:
            assert post.stop() == DONE
            folder = settle(post, backup, f"restored{turn}")
            post.folder, post.conf = folder, folder / "wachtpostd.conf"
            post.start()
        with post.caller("zon") as caller:
            while aanbieder.acknowledged < 3 * (turn + 1):
                reply = aanbieder.push(caller, aanbieder.acknowledged + 1)
                assert STATUS_NAME[reply.head.status] == "ACCEPTED", reply
                aanbieder.acknowledged += 1
            backup = post.root / "backups" / f"{turn}.mdb"
            done("backup", "-c", post.conf, backup)
            kept = aanbieder.acknowledged
            # What comes now is in no later incarnation until it is sent again.
            for sequence in (kept + 1, kept + 2):
                assert STATUS_NAME[aanbieder.push(caller, sequence).head.status] == "ACCEPTED"
        listener = Coordinator()
        listener.fetch(post)
        cursors.append(listener)
        known |= listener.known
    assert len({listener.cursor.incarnation for listener in cursors}) == 4
    heads = [listener.cursor.number for listener in cursors]
    for listener, head in zip(cursors, heads):
        given = listener.fetch(post)
        assert listener.known == known
        numbers = [alert.number for alert in given]
        assert numbers == list(range(heads[-1] - len(given) + 1, heads[-1] + 1))
        if head != heads[-1]:  # neither everything again nor from beyond where it parted
            assert 0 < heads[-1] - len(given) < head


def test_a_cursor_of_a_store_that_was_never_this_one_gets_everything(post):
    aanbieder = Aanbieder(post, "zon")
    with post.caller("zon") as caller:
        aanbieder.push(caller, 1)
    stranger = Coordinator(pb.Cursor(incarnation=b"\x07" * 16, number=3))
    newcomer = Coordinator()
    assert stranger.fetch(post) == newcomer.fetch(post) != []


# ---- one backup


def fill(post):
    with post.caller("zon") as caller:
        aanbieder = Aanbieder(post, "zon")
        for sequence in range(1, 6):
            aanbieder.push(caller, sequence)


def test_a_backup_says_what_it_is_and_what_else_is_needed(post):
    fill(post)
    printed = done("backup", "-c", post.conf, post.root / "backups")
    (backup,) = backups_of(post)
    assert stat.S_IMODE(backup.stat().st_mode) == 0o600
    assert str(backup) in printed and str(post.folder / "store.key") in printed
    status = post.status()
    held = status.journal_head - 1  # the last event says what the backup holds
    assert events_of(backup) == held
    assert re.search(rf"events +{held}\n +alerts +{status.alert_head}\n", printed)
    summed = subprocess.run(["b2sum", "-l", "256", backup], capture_output=True, text=True)
    assert summed.stdout.split()[0] in printed
    secrets = re.findall(r"\b[0-9a-f]{64}\b", (post.folder / "store.key").read_text())
    assert secrets
    for secret in secrets:
        assert bytes.fromhex(secret) not in backup.read_bytes()
        assert secret.encode() not in backup.read_bytes()
    printed = done("verify", "-c", post.conf, "--backup", backup)
    assert "whole" in printed and f"events       {held}" in printed


def test_old_backups_go_only_when_asked_and_never_what_is_none_of_ours(post):
    folder = post.root / "backups"
    done("backup", "-c", post.conf, folder)
    (first,) = backups_of(post)
    check = first.name.split("-")[1]
    old = [folder / f"wachtpost-{check}-2020010{day}T000000Z-7.mdb" for day in range(1, 6)]
    others = [
        folder / "wachtpost-00000000-20200101T000000Z-7.mdb",
        folder / f"wachtpost-{check}-20200101T000000Z-7.mdb.old",
        folder / f"wachtpost-{check}-20200101T000000Z-x.mdb",
        folder / "lees-mij.txt",
    ]
    for path in old + others:
        path.write_bytes(b"")
    named = done("backup", "-c", post.conf, folder / "named.mdb")
    assert "Removed" not in named and set(old + others) <= set(backups_of(post))
    first.unlink()
    done("backup", "-c", post.conf, folder, "--keep", 3)
    left = set(backups_of(post)) - set(others) - {folder / "named.mdb"}
    assert len(left) == 3 and set(old) & left == set(old[3:])
    for path in left - set(old):
        path.rename(folder / "kept.mdb")
    done("backup", "-c", post.conf, folder, "--keep-days", 30)
    assert not set(old) & set(backups_of(post))
    assert set(others) | {folder / "kept.mdb", folder / "named.mdb"} <= set(backups_of(post))


def test_the_key_ring_is_copied_when_asked_and_not_beside_the_backup(post):
    folder, copy = post.root / "backups", post.root / "ring.copy"
    ran = ctl("backup", "-c", post.conf, folder, "--key-copy", folder / "ring.copy")
    assert ran.returncode == USAGE and "same folder" in ran.stderr
    assert backups_of(post) == []
    assert str(copy) in done("backup", "-c", post.conf, folder, "--key-copy", copy)
    assert copy.read_bytes() == (post.folder / "store.key").read_bytes()
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    ran = ctl("backup", "-c", post.conf, folder / "again.mdb", "--key-copy", copy)
    assert ran.returncode == CANNOT_CREATE and not (folder / "again.mdb").exists()


def test_old_backups_stay_when_the_key_ring_is_not_copied_with_the_new_one(post):
    folder, copy = post.root / "backups", post.root / "ring.copy"
    done("backup", "-c", post.conf, folder)
    (first,) = backups_of(post)
    # Made between the look before and the copying after: a link to nowhere is not found there.
    copy.symlink_to(post.root / "nowhere")
    ran = ctl("backup", "-c", post.conf, folder, "--keep", 1, "--key-copy", copy)
    assert ran.returncode == CANNOT_CREATE and "was not copied" in ran.stderr
    assert first in backups_of(post) and len(backups_of(post)) == 2


def test_what_is_no_backup_of_ours_counts_for_none_and_stays(post):
    folder = post.root / "backups"
    done("backup", "-c", post.conf, folder)
    (first,) = backups_of(post)
    check = first.name.split("-")[1]
    link, inner = (folder / f"wachtpost-{check}-2099010{day}T000000Z-7.mdb" for day in (1, 2))
    link.symlink_to(post.root)
    inner.mkdir()
    strange = [link, inner]
    if os.geteuid() == 0:
        strange.append(folder / f"wachtpost-{check}-20990103T000000Z-7.mdb")
        strange[-1].write_bytes(b"")
        os.chown(strange[-1], 65534, 65534)
    done("backup", "-c", post.conf, folder, "--keep", 2)
    assert first in backups_of(post)
    assert set(strange) <= set(backups_of(post))


def test_a_pipe_among_what_was_left_keeps_nobody_waiting(post):
    pipe = post.root / "backups" / ".wachtpost-backup-1"
    os.mkfifo(pipe)
    done("backup", "-c", post.conf, post.root / "backups")
    assert pipe in backups_of(post)


@pytest.mark.parametrize("arguments", [(), ("a", "b"), ("--keep", "0", "b"), ("--keep", "-1", "b")])
def test_wrong_usage_is_told(tmp_path, arguments):
    ran = ctl("backup", "-c", tmp_path / "none.conf", *arguments)
    assert ran.returncode == USAGE and ran.stderr


def test_a_backup_leaves_a_store_of_an_older_format_what_it_was(tmp_path):
    shutil.copytree(FORMAT1, tmp_path / "post")
    for secret in ("server.seed", "store.key"):
        (tmp_path / "post" / secret).chmod(0o600)
    conf, content = tmp_path / "post/wachtpostd.conf", tmp_path / "post/store/data.mdb"
    before = content.read_bytes()
    ran = ctl("backup", "-c", conf, tmp_path / "backup")
    assert ran.returncode == DONE and (tmp_path / "backup").exists(), ran
    assert content.read_bytes() == before
    assert "has an older format; start wachtpostd first" in ran.stderr
    assert "it was done all the same, and is not in the audit log" in ran.stderr
    assert "the journal does not say what it holds" in ran.stderr


def test_nothing_is_replaced(post):
    fill(post)
    backup = post.root / "backups" / "one.mdb"
    done("backup", "-c", post.conf, backup)
    before = backup.read_bytes()
    ran = ctl("backup", "-c", post.conf, backup)
    assert ran.returncode == CANNOT_CREATE and "left as it is" in ran.stderr
    assert backup.read_bytes() == before
    ran = ctl("restore", "-c", post.conf, backup)
    assert ran.returncode == CANNOT_CREATE and "mv " in ran.stderr
    post.deliver()
    assert unfinished(post) == []


# ---- what goes wrong


def stracing(inject, *arguments):
    """wachtpostctl, and whatever it starts, with a system call that fails."""
    command = ["strace", "-f", "-qq", "-o", "/dev/null", "-e", f"inject={inject}", CTL]
    return subprocess.Popen(
        [*command, *map(str, arguments)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


FAILURES = [
    "write:error=EIO:when=1",
    "write:error=ENOSPC:when=1",
    "writev,pwrite64,pwritev:error=EIO:when=1",
    "fsync:error=EIO:when=1",
    "fsync:error=EIO:when=2",
    "fsync:error=EIO:when=3",
    "fdatasync:error=EIO:when=1",
    "renameat2:error=EIO",
    "rename:error=EIO",
]


@pytest.mark.parametrize("inject", FAILURES)
def test_a_disk_that_fails_leaves_all_or_nothing(post, inject):
    fill(post)
    whole, backup = post.root / "whole.mdb", post.root / "backups" / "one.mdb"
    done("backup", "-c", post.conf, whole)
    making = stracing(inject, "backup", "-c", post.conf, backup)
    _, said = making.communicate(timeout=PATIENCE_S)
    assert (making.returncode == DONE) <= backup.exists(), said
    if backup.exists():
        done("verify", "-c", post.conf, "--backup", backup)
    else:
        assert making.returncode in (CANNOT_CREATE, UNREADABLE) and said
    directory = post.folder / "elsewhere"
    making = stracing(inject, "restore", "-c", post.conf, "--store", directory, whole)
    _, said = making.communicate(timeout=PATIENCE_S)
    assert (making.returncode == DONE) <= directory.exists(), said
    if directory.exists():
        done("verify", "-c", post.conf, "--store", directory)
    else:
        assert making.returncode in (CANNOT_CREATE, UNREADABLE) and said
    assert unfinished(post) == []
    post.deliver()


def children_of(pid):
    return pathlib.Path(f"/proc/{pid}/task/{pid}/children").read_text().split()


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_an_interrupted_backup_leaves_nothing(post, how):
    """Held up at its first fsync, when all of it was written."""
    fill(post)
    making = stracing("fsync:delay_enter=3000000", "backup", "-c", post.conf, post.root / "backups")
    until = time.monotonic() + PATIENCE_S
    while not any(path.stat().st_size for path in backups_of(post)):
        assert time.monotonic() < until and making.poll() is None
        time.sleep(0.02)
    (tool,) = children_of(making.pid)
    os.kill(int(tool), how)
    _, said = making.communicate(timeout=PATIENCE_S)
    assert making.returncode == STOPPED and "interrupted" in said
    assert backups_of(post) == []


def test_without_room_there_is_no_backup_and_it_says_so(post):
    fill(post)
    ran = subprocess.run(
        ["sh", "-c", 'trap "" XFSZ; ulimit -f 8; exec "$@"', "sh", CTL, "backup", "-c"]
        + [str(post.conf), str(post.root / "backups")],
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
    )
    assert ran.returncode == CANNOT_CREATE and "no room" in ran.stderr
    assert backups_of(post) == []


# ---- damage


def damaged(content, chance):
    """One change that a disk or a careless hand makes, to the pages of a store."""
    pages = [bytearray(content[at : at + 4096]) for at in range(0, len(content), 4096)]
    way, at = chance.choice(["flip", "zero", "swap", "drop"]), chance.randrange(2, len(pages))
    if way == "flip":
        pages[at][chance.randrange(4096)] ^= 1 << chance.randrange(8)
    elif way == "zero":
        pages[at] = bytearray(4096)
    elif way == "swap":
        other = chance.randrange(2, len(pages))
        pages[at], pages[other] = pages[other], pages[at]
    else:
        del pages[at]
    return way, b"".join(pages)


def test_damage_is_found_or_changes_nothing(post):
    fill(post)
    assert post.stop() == DONE
    data, chance, found = post.folder / "store" / "data.mdb", random.Random(4), 0
    asked = ("dump", "-c", post.conf, "--store", post.folder / "store")  # nothing is written
    whole, dump = data.read_bytes(), done(*asked)
    for _ in range(DAMAGES):
        way, content = damaged(whole, chance)
        data.write_bytes(content)
        ran = ctl("verify", "-c", post.conf)
        assert ran.returncode in (DONE, DAMAGED), (way, ran)
        if ran.returncode == DAMAGED:
            found += 1
            assert "wachtpostctl restore" in ran.stderr
            assert ran.stdout or "(" in ran.stderr
        else:
            assert done(*asked) == dump, way
        data.write_bytes(whole)
    assert found > DAMAGES // 4
    assert "whole" in done("verify", "-c", post.conf)


def test_the_daemon_refuses_what_is_damaged_and_says_what_to_do(post):
    fill(post)
    backup = post.root / "backups" / "one.mdb"
    done("backup", "-c", post.conf, backup)
    assert post.stop() == DONE
    data = post.folder / "store" / "data.mdb"
    data.write_bytes(data.read_bytes()[: 4096 * 8])
    code, said = post.attempt()
    assert code == UNREADABLE, (code, said)
    assert "wachtpostctl verify" in said and "wachtpostctl restore" in said
    assert ctl("backup", "-c", post.conf, post.root / "backups").returncode == DAMAGED
    assert backups_of(post) == [backup]
    (post.folder / "store").rename(post.folder / "store.old")
    said = ctl("verify", "-c", post.conf).stderr
    assert "no store here" in said and "wachtpostctl restore" in said
    said = done("restore", "-c", post.conf, backup)
    assert "Start wachtpostd" in said and "outbox --retry" in said
    post.start()
    post.deliver()


def test_the_daemon_refuses_damage_to_pages_that_it_does_not_need_yet(post):
    """One after the other says that it is another page."""
    fill(post)
    assert post.stop() == DONE
    data, found = post.folder / "store" / "data.mdb", 0
    whole = data.read_bytes()
    for at in range(2 * 4096, len(whole), 4096):
        data.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        if ctl("verify", "-c", post.conf).returncode == DAMAGED:
            found += 1
            assert post.attempt()[0] == UNREADABLE, at // 4096
    assert found > 5


def test_a_damaged_backup_is_told_as_one_and_not_sent_to_itself(post):
    fill(post)
    backup = post.root / "backups" / "one.mdb"
    done("backup", "-c", post.conf, backup)
    assert post.stop() == DONE
    content = bytearray(backup.read_bytes())
    content[4096 * 4 :: 4096] = bytes(255 - byte for byte in content[4096 * 4 :: 4096])
    backup.write_bytes(content)
    for ran in [
        ctl("verify", "-c", post.conf, "--backup", backup),
        ctl("restore", "-c", post.conf, "--store", post.folder / "new", backup),
    ]:
        assert ran.returncode == DAMAGED, ran
        assert "the backup before it" in ran.stderr and "wachtpostctl restore" not in ran.stderr
    assert not (post.folder / "new").exists()


def test_a_backup_of_another_key_is_no_damage_and_is_not_restored(post):
    backup = post.root / "backups" / "one.mdb"
    done("backup", "-c", post.conf, backup)
    assert post.stop() == DONE
    (post.folder / "store.key").write_text("ab" * 32 + "\n")
    for ran in [
        ctl("verify", "-c", post.conf, "--backup", backup),
        ctl("restore", "-c", post.conf, "--store", post.folder / "new", backup),
    ]:
        assert ran.returncode == UNREADABLE and "another store key" in ran.stderr
    assert not (post.folder / "new").exists() and unfinished(post) == []
