"""A disk without room: nothing half-written, reads go on, and with room it goes on."""

import os
import resource
import subprocess

import pytest
from post import START_US, ZON, Post, place, snapshot
from readme import STATUS, pb

MEBIBYTE, DAY_US = 1 << 20, 86_400_000_000
OK, ACCEPTED, LATER, DUPLICATE = (STATUS[n] for n in ("OK", "ACCEPTED", "LATER", "DUPLICATE"))


class SmallDisk:
    """A tmpfs of a few MiB, where that can be had."""

    def __init__(self, folder):
        self.folder = folder

    def __enter__(self):
        made = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", self.folder], capture_output=True
        )
        if made.returncode != 0:
            pytest.skip("no tmpfs can be mounted here")
        return self

    def make_room(self, post):
        subprocess.run(["mount", "-o", "remount,size=64m", self.folder], check=True)

    def __exit__(self, *_):
        subprocess.run(["umount", "-l", self.folder], check=True)


class FileLimit:
    """A limit on the size of the engine's files: what a quota looks like from inside."""

    folder = None

    def __enter__(self):
        return self

    def begin(self, post):
        size = (post.folder / "store" / "data.mdb").stat().st_size
        set_file_limit(post, size + MEBIBYTE)

    def make_room(self, post):
        set_file_limit(post, resource.RLIM_INFINITY)

    def __exit__(self, *_):
        pass


class SmallMap:
    """The store's own bound, map_mib. Room is made by a larger one and a new start."""

    folder = None

    def __enter__(self):
        return self

    def make_room(self, post):
        assert post.stop() == 0
        post.configure(map_mib=64)
        post.start()

    def __exit__(self, *_):
        pass


def set_file_limit(post, size):
    resource.prlimit(post.pids()["engine"], resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))


def bulky(sequence):
    """Incompressible, so that every one takes room."""
    places = [place(n, jeugdige=os.urandom(32), jeugdige_epoch=1) for n in range(1000)]
    return snapshot(ZON, sequence, places).SerializeToString()


def push(caller, body):
    answer = caller.exchange(caller.frames(b"PUSH", body))
    assert answer is not None
    return pb.PushReply.FromString(answer)


def fill(post, caller):
    """Pushes until there is no room: the receipts and the body that found none."""
    receipts = []
    for sequence in range(1, 500):
        body = bulky(sequence)
        reply = push(caller, body)
        if reply.head.status == LATER:
            assert reply.head.retry_after_ms > 0 and not reply.HasField("receipt")
            return receipts, body
        assert reply.head.status == ACCEPTED
        receipts.append((body, reply.receipt))
    raise AssertionError("there is always room")


def told_status(post):
    """What the operator is told, who has no key."""
    ctl = os.path.join(os.environ["WACHTPOST_BIN"], "wachtpostctl")
    ran = subprocess.run([ctl, "status", "-c", post.conf], capture_output=True, text=True)
    assert ran.returncode == 0, ran.stderr
    return ran.stdout


def fullness(tmp_path, how):
    return SmallDisk(tmp_path) if how is SmallDisk else how()


@pytest.mark.parametrize("how", [SmallDisk, FileLimit, SmallMap])
def test_a_full_disk_means_later_for_pushes_and_nothing_else(tmp_path, how):
    map_mib = 4 if how is SmallMap else 1024
    with fullness(tmp_path, how) as disk:
        with Post(folder=disk.folder, map_mib=map_mib) as post, post.caller("zon") as zon:
            if how is FileLimit:
                disk.begin(post)
            pids = post.pids()
            assert "could not be written" not in told_status(post)
            receipts, refused = fill(post, zon)
            assert receipts
            check_full(post, zon, receipts, refused)
            assert post.pids() == pids
            disk.make_room(post)
            with post.caller("zon") as again:
                check_room(post, again, receipts, refused)


def check_full(post, zon, receipts, refused):
    head = post.status()
    for _ in range(20):
        assert push(zon, refused).head.status == LATER
    for body, receipt in receipts:
        reply = push(zon, body)
        assert reply.head.status == DUPLICATE and reply.receipt == receipt
    assert "could not be written" in told_status(post)
    after = post.status()
    assert (after.journal_head, after.alert_head) == (head.journal_head, head.alert_head)
    assert post.status("zon").aanbieders[0].sequence == len(receipts)


def check_room(post, zon, receipts, refused):
    before = post.status().journal_head
    answers = [push(zon, refused) for _ in range(3)]
    assert [reply.head.status for reply in answers] == [ACCEPTED, DUPLICATE, DUPLICATE]
    assert answers[0].receipt == answers[1].receipt == answers[2].receipt
    assert answers[0].receipt.sequence == len(receipts) + 1
    assert post.status().journal_head == before + 1
    post.deliver()
    assert post.stop() == 0
    post.start()
    with post.caller("zon") as again:
        for body, receipt in receipts:
            assert push(again, body).receipt == receipt


def test_a_batch_that_finds_no_room_says_later_to_each_and_keeps_none():
    with Post() as post, post.caller("zon") as zon, post.caller("maan") as maan:
        set_file_limit(post, (post.folder / "store" / "data.mdb").stat().st_size)
        before = post.status()
        frames = [zon.frames(b"PUSH", bulky(number)) for number in range(1, 6)]
        for one in frames:
            zon.socket.send_multipart(one)
        verdicts = [pb.PushReply.FromString(zon.hear(one[2])).head.status for one in frames]
        assert LATER in verdicts and ACCEPTED not in verdicts
        assert maan.verdict(b"STATUS", pb.StatusRequest(head=post.head())) == "OK"
        assert post.status().journal_head == before.journal_head
        set_file_limit(post, resource.RLIM_INFINITY)
        for one in frames:
            reply = pb.PushReply.FromString(zon.exchange(one))
            assert reply.head.status == ACCEPTED
        post.deliver()


def test_a_day_that_begins_on_a_full_disk_is_made_up_for_and_alerts_once():
    crossing = START_US + 3 * DAY_US
    with Post() as post, post.caller("zon") as zon, post.caller("klok") as klok:
        places = [place(n, aanmelddatum=20250304) for n in range(200)]  # past on 5 June
        assert zon.verdict(b"PUSH", snapshot(ZON, 1, places)) == "ACCEPTED"
        told = post.status().alert_head
        set_file_limit(post, (post.folder / "store" / "data.mdb").stat().st_size)
        asked = pb.ClockRequest(head=post.head(), instant=crossing)
        assert klok.verdict(b"CLOCK", asked) == "LATER"
        set_file_limit(post, resource.RLIM_INFINITY)
        assert klok.verdict(b"CLOCK", asked) == "OK"
        with post.caller("beheer") as beheer:
            head = pb.RequestHead(made_at=crossing)
            status = beheer.ask(b"STATUS", pb.StatusRequest(head=head))
        assert status.evaluated_day == 20250605
        assert status.alert_head == told + 200


def test_reads_go_on_when_midnight_finds_the_disk_full():
    with Post() as post, post.caller("zon") as zon, post.caller("klok") as klok:
        places = [place(n, aanmelddatum=20250304) for n in range(200)]
        assert zon.verdict(b"PUSH", snapshot(ZON, 1, places)) == "ACCEPTED"
        set_file_limit(post, (post.folder / "store" / "data.mdb").stat().st_size)
        asked = pb.ClockRequest(head=post.head(), instant=START_US + 3 * DAY_US)
        assert klok.verdict(b"CLOCK", asked) == "LATER"
        with post.caller("beheer") as beheer:
            for head in (post.head(), post.head(3 * DAY_US)):
                verdict = beheer.verdict(b"STATUS", pb.StatusRequest(head=head))
                assert verdict in ("OK", "STALE")
