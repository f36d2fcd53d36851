"""Keys that come and go while the daemon runs: whoever is out is out at once, with the line he
has open, and nobody else notices."""

import datetime
import os
import subprocess
import time

import pytest
import zmq
from post import START_US, Caller, Post, client, keys_of, pb, place, program, snapshot

ZON = "06010713"
AT_ONCE_S = 1
PATIENCE_S = 10


def ctl(post, command, *arguments):
    return subprocess.run(
        [program("wachtpostctl"), command, "-c", str(post.conf), *arguments],
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip


def fresh():
    return client.Keys(os.urandom(32))


@pytest.fixture
def post():
    with Post(virtual=None) as running:
        yield running


class Watched(Caller):
    """One connection whose end is seen."""

    def __init__(self, post, keys):
        self.ends = None
        super().__init__(post, keys)

    def __enter__(self):
        self.ends = self.socket.get_monitor_socket(zmq.EVENT_DISCONNECTED)
        return self

    def __exit__(self, *_):
        self.socket.disable_monitor()
        self.socket.close()

    def is_cut_within(self, seconds):
        return self.ends.poll(int(seconds * 1000)) != 0


def status(post, caller):
    return caller.verdict(b"STATUS", pb.StatusRequest(head=post.head()))


def test_rotated_both_keys_work_and_nobody_is_cut_off(post):
    new = fresh()
    with Watched(post, keys_of("zon")) as old, Watched(post, keys_of("maan")) as other:
        assert status(post, old) == status(post, other) == "OK"
        ran = ctl(post, "rotate", "zon", new.registration_line())
        assert ran.returncode == 0, ran.stderr
        assert "The daemon has read it, and it counts now." in ran.stdout
        with Caller(post, new) as caller:
            assert status(post, caller) == "OK"
        assert status(post, old) == status(post, other) == "OK"
        assert not old.is_cut_within(0) and not other.is_cut_within(0)


def test_a_revoked_key_is_cut_off_at_once_and_the_other_one_is_not(post):
    new = fresh()
    assert ctl(post, "rotate", "zon", new.registration_line()).returncode == 0
    with Watched(post, keys_of("zon")) as old, Watched(post, new) as kept:
        assert status(post, old) == status(post, kept) == "OK"
        ran = ctl(post, "revoke", "zon", "--key", keys_of("zon").registration_line())
        assert ran.returncode == 0, ran.stderr
        assert old.is_cut_within(AT_ONCE_S)
        assert status(post, kept) == "OK" and not kept.is_cut_within(0)
    with Caller(post, keys_of("zon")) as again:
        body = pb.StatusRequest(head=post.head()).SerializeToString()
        assert again.exchange(again.frames(b"STATUS", body), AT_ONCE_S) is None


def test_a_revoked_participant_is_cut_off_and_still_known_by_name(post):
    with Watched(post, keys_of("zon")) as zon, post.caller("beheer") as beheer:
        assert zon.verdict(b"PUSH", snapshot(ZON, 1, [place(1)], post.head().made_at)) == "ACCEPTED"
        assert status(post, beheer) == "OK"
        ran = ctl(post, "revoke", "zon")
        assert "The daemon has read it, and it counts now." in ran.stdout
        assert zon.is_cut_within(AT_ONCE_S)
        known = beheer.ask(b"STATUS", pb.StatusRequest(head=post.head())).aanbieders
        assert [a.naam for a in known if a.agb_code == ZON] == ["KDC De Zon"]


def test_what_the_daemon_refuses_is_told_and_stands_in_the_file(post):
    text = post.conf.read_text()
    post.conf.write_text(text.replace("months = 3", "months = 4"))
    ran = ctl(post, "rotate", "zon", fresh().registration_line())
    assert ran.returncode == 78
    assert "the daemon goes on as it was; what was written stands" in ran.stderr
    assert "norm" in ran.stderr
    assert " until " in post.file_of("zon").read_text()
    post.conf.write_text(text)
    assert ctl(post, "reload").returncode == 0


def test_with_no_reload_the_daemon_goes_on_as_it_was(post):
    with Watched(post, keys_of("zon")) as zon:
        assert status(post, zon) == "OK"
        ran = ctl(post, "revoke", "zon", "--no-reload")
        assert ran.returncode == 0 and "does not know of it yet" in ran.stdout
        assert status(post, zon) == "OK"
        assert ctl(post, "reload").returncode == 0
        assert zon.is_cut_within(AT_ONCE_S)


def test_at_midnight_one_key_ends_and_another_begins_without_anybody_touching_a_file():
    today = datetime.datetime.fromtimestamp(START_US / 1e6, datetime.timezone.utc).date()
    tomorrow = today + datetime.timedelta(days=1)
    old, new = keys_of("zon").registration_line(), fresh()
    with Post() as post:
        file = post.file_of("zon")
        both = f'{old} until {today}", "{new.registration_line()} from {tomorrow}'
        file.write_text(file.read_text().replace(old, both))
        post.reload()
        head = pb.RequestHead(made_at=START_US)
        with Watched(post, keys_of("zon")) as ends, Watched(post, keys_of("maan")) as other:
            assert ends.verdict(b"STATUS", pb.StatusRequest(head=head)) == "OK"
            assert other.verdict(b"STATUS", pb.StatusRequest(head=head)) == "OK"
            with Caller(post, new) as early:
                body = pb.StatusRequest(head=head).SerializeToString()
                assert early.exchange(early.frames(b"STATUS", body), AT_ONCE_S) is None
            with post.caller("klok") as klok:
                moved = START_US + 86_400_000_000
                assert klok.verdict(b"CLOCK", pb.ClockRequest(head=head, instant=moved)) == "OK"
            assert ends.is_cut_within(AT_ONCE_S)
            head = pb.RequestHead(made_at=moved)
            assert other.verdict(b"STATUS", pb.StatusRequest(head=head)) == "OK"
        until = time.monotonic() + PATIENCE_S
        with Caller(post, new) as begins:
            assert begins.verdict(b"STATUS", pb.StatusRequest(head=head)) == "OK"
        assert time.monotonic() < until
