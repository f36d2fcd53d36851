"""wachtpost outbox, and what an outbox that was copied or put back runs into."""

import hashlib
import json
import shutil
import subprocess

import pytest
from fake import AGB, FakeServer
from test_push import PEILMOMENT, ROW, answering, head, push, push_reply, snapshots


class Numbering:
    """Answers PUSH and STATUS as a daemon that counts by the rules."""

    def __init__(self, pb):
        self.pb, self.epoch, self.sequence, self.taken, self.closed = pb, b"", 0, {}, set()

    def __call__(self, request):
        if request.kind == b"STATUS":
            reply = self.pb.StatusReply(head=head(self.pb, "OK"))
            reply.aanbieders.add(agb_code=AGB, epoch=self.epoch, sequence=self.sequence)
            return reply
        snapshot = self.pb.Snapshot.FromString(request.body)
        name = (snapshot.epoch, snapshot.sequence)
        if name in self.taken:
            same = self.taken[name] == request.body
            return (
                push_reply(self.pb, request.body, "ACCEPTED", "DUPLICATE")
                if same
                else self.say("CONFLICT")
            )
        if self.epoch and snapshot.epoch != self.epoch:
            if (snapshot.superseded_epoch, snapshot.superseded_sequence) != (
                self.epoch,
                self.sequence,
            ):
                return self.say("CONFLICT")
            self.sequence = 0
        if snapshot.sequence > self.sequence + 1:
            return self.say("GAP", self.sequence + 1)
        self.epoch, self.sequence = snapshot.epoch, snapshot.sequence
        self.taken[name] = request.body
        return push_reply(self.pb, request.body, "ACCEPTED")

    def say(self, status, expected=0):
        return self.pb.PushReply(head=head(self.pb, status), expected_sequence=expected)


def outbox(client, server, *arguments, timeout="2"):
    return client.run(*client.to(server, "outbox", *arguments, timeout=timeout))


def shown(client, server):
    ran = outbox(client, server, "--json")
    assert ran.returncode == 0, ran.stderr
    return json.loads(ran.stdout)


def test_it_shows_what_waits_and_what_was_delivered_without_the_network(pb, client):
    with FakeServer(client.line, answering(pb, "ACCEPTED", "REJECTED", None)) as server:
        codes = [push(client, server).returncode for _ in range(3)]
        asked = len(server.requests)
    assert codes == [0, 69, 75]
    ran = outbox(client, server)
    assert ran.returncode == 0 and ran.stderr == ""
    assert f"Outbox van {AGB}" in ran.stdout and "Wachtend: 1." in ran.stdout
    rows = [line.split() for line in ran.stdout.splitlines() if line.lstrip().startswith("1 ")]
    assert [row[1] for row in rows] == ["1", "2", "3"]
    assert ["verwerkt" in row for row in rows] == [True, False, False]
    assert "afgekeurd" in rows[1] and "wacht" in rows[2]
    found = shown(client, server)
    assert (found["waiting"], found["delivered"], found["stopped"]) == (1, 2, None)
    assert found["next_sequence"] == 4
    states = [(one["state"], one["outcome"]) for one in found["snapshots"]]
    assert states == [("DELIVERED", "ACCEPTED"), ("DELIVERED", "REJECTED"), ("WAITING", None)]
    assert len(server.requests) == asked


@pytest.mark.parametrize("wish", [(), ("--json",), ("--retry",), ("--export", "uit")])
def test_agb_code_without_an_outbox_is_told_and_nothing_is_made(pb, client, wish):
    with FakeServer(client.line, answering(pb, "ACCEPTED")) as server:
        assert push(client, server).returncode == 0
        asked = len(server.requests)
        before = sorted(client.folder.rglob("*"))
        ran = outbox(client, server, "--agb", "06010799", *wish)
        assert ran.returncode == 65 and ran.stdout == ""
        assert "er is geen outbox van 06010799 in " in ran.stderr
        assert sorted(client.folder.rglob("*")) == before
        assert len(server.requests) == asked


def test_it_says_why_it_stands_still(pb, client):
    with FakeServer(client.line, answering(pb, "CONFLICT")) as server:
        assert push(client, server).returncode == 69
    assert shown(client, server)["stopped"] == "CONFLICT"
    assert "staat stil" in outbox(client, server).stderr


def test_export_writes_what_was_sent_and_what_came_back(pb, client):
    with FakeServer(client.line, answering(pb, "ACCEPTED", None)) as server:
        assert [push(client, server).returncode for _ in range(2)] == [0, 75]
        bodies = server.bodies("PUSH")
    target = client.folder / "uit" / "hier"
    ran = outbox(client, server, "--export", str(target))
    assert ran.returncode == 0 and "2 leveringen geschreven" in ran.stderr
    written = sorted(target.glob("*.snapshot.pb"))
    assert [path.read_bytes() for path in written] == bodies[:2]
    (receipt,) = target.glob("*.receipt.pb")
    reply = pb.PushReply.FromString(receipt.read_bytes())
    assert reply.receipt.content_hash == hashlib.blake2b(bodies[0], digest_size=32).digest()


def test_new_epoch_takes_along_what_waits_in_order(pb, client):
    with FakeServer(client.line, answering(pb, None)) as silent:
        assert [push(client, silent).returncode for _ in range(2)] == [75, 75]
    daemon = Numbering(pb)
    daemon.epoch, daemon.sequence = b"e" * 16, 41
    with FakeServer(client.line, daemon) as server:
        assert outbox(client, server, "--retry").returncode == 69
        assert outbox(client, server, "--new-epoch").returncode == 0
        sent = snapshots(pb, server)[-2:]
    assert [one.sequence for one in sent] == [1, 2]
    assert (sent[0].superseded_epoch, sent[0].superseded_sequence) == (b"e" * 16, 41)
    assert sent[0].epoch == sent[1].epoch != b"e" * 16
    assert shown(client, server)["waiting"] == 0


def test_new_epoch_does_not_deliver_twice_what_arrived_without_an_answer(pb, client):
    daemon = Numbering(pb)

    def mute(request):
        daemon(request)

    with FakeServer(client.line, mute) as server:
        assert push(client, server).returncode == 75
        assert push(client, server).returncode == 75
    with FakeServer(client.line, daemon) as server:
        assert outbox(client, server, "--new-epoch").returncode == 0
    assert len(daemon.taken) == 2
    assert [sequence for _, sequence in daemon.taken] == [1, 1]


def test_new_epoch_takes_along_what_a_restored_daemon_lost(pb, client):
    daemon = Numbering(pb)
    with FakeServer(client.line, daemon) as server:
        assert [push(client, server).returncode for _ in range(3)] == [0, 0, 0]
        for sequence in (2, 3):
            del daemon.taken[(daemon.epoch, sequence)]
        daemon.sequence = 1
        assert outbox(client, server, "--new-epoch").returncode == 0
    assert [sequence for _, sequence in daemon.taken] == [1, 1, 2]


def test_new_epoch_takes_along_a_whole_epoch_that_a_restored_daemon_lost(pb, client):
    daemon = Numbering(pb)
    with FakeServer(client.line, daemon) as server:
        assert push(client, server).returncode == 0
        backup = (daemon.epoch, daemon.sequence, dict(daemon.taken))
        assert push(client, server, "--new-epoch").returncode == 0
        assert push(client, server).returncode == 0
        daemon.epoch, daemon.sequence, daemon.taken = backup
        assert push(client, server).returncode == 69
        assert outbox(client, server, "--new-epoch").returncode == 0
    assert [sequence for _, sequence in daemon.taken] == [1, 1, 2, 3]
    assert len({pb.Snapshot.FromString(body).peilmoment for body in daemon.taken.values()}) == 1


@pytest.mark.parametrize("kept", [2, 0])
def test_retry_sends_what_a_restored_daemon_lost_though_nothing_waits(pb, client, kept):
    daemon = Numbering(pb)
    with FakeServer(client.line, daemon) as server:
        assert [push(client, server).returncode for _ in range(4)] == [0, 0, 0, 0]
        taken, epoch = dict(daemon.taken), daemon.epoch
        daemon.taken = {(epoch, number): taken[epoch, number] for number in range(1, kept + 1)}
        daemon.epoch, daemon.sequence = epoch if kept else b"", kept
        ran = outbox(client, server, "--retry")
        assert ran.returncode == 0 and ran.stdout.count("Verwerkt") == 4 - kept, ran.stderr
        assert daemon.taken == taken
        assert shown(client, server)["waiting"] == 0


def test_retry_sends_nothing_twice_to_a_daemon_that_lost_nothing(pb, client):
    with FakeServer(client.line, Numbering(pb)) as server:
        assert [push(client, server).returncode for _ in range(2)] == [0, 0]
        ran = outbox(client, server, "--retry")
        assert (ran.returncode, ran.stdout) == (0, ""), ran.stderr
        assert [request.kind for request in server.requests] == [b"PUSH", b"PUSH", b"STATUS"]


def test_retry_leaves_alone_what_a_daemon_with_another_epoch_may_have(pb, client):
    daemon = Numbering(pb)
    with FakeServer(client.line, daemon) as server:
        assert push(client, server).returncode == 0
        daemon.epoch, daemon.sequence = b"e" * 16, 41
        assert outbox(client, server, "--retry").returncode == 0
        assert len(snapshots(pb, server)) == 1 and shown(client, server)["waiting"] == 0


def test_retry_that_hears_no_answer_says_so_though_nothing_waits(pb, client):
    with FakeServer(client.line, Numbering(pb)) as server:
        assert push(client, server).returncode == 0
    with FakeServer(client.line, answering(pb, None)) as silent:
        ran = outbox(client, silent, "--retry", timeout="1")
    assert ran.returncode == 75 and "geen antwoord" in ran.stderr


def test_copied_outbox_is_found_at_its_first_conflict(pb, client):
    state, other = client.folder / "state", client.folder / "kopie"
    daemon = Numbering(pb)
    with FakeServer(client.line, daemon) as server:
        assert [push(client, server).returncode for _ in range(2)] == [0, 0]
        shutil.copytree(state, other)
        later = ("--peilmoment", "2025-03-01T10:00:00Z")
        assert push(client, server).returncode == 0
        ran = push(client, server, *later, "--state", str(other))
        assert ran.returncode == 69 and "gekopieerd of teruggezet" in ran.stderr
        assert outbox(client, server, "--new-epoch", "--state", str(other)).returncode == 0
        assert push(client, server, "--state", str(other)).returncode == 0
        old = push(client, server)
        assert old.returncode == 69 and "CONFLICT" in old.stderr
        assert push(client, server).returncode == 69
    assert [sequence for _, sequence in daemon.taken] == [1, 2, 3, 1, 2]


@pytest.mark.parametrize("error", ["ENOSPC", "EIO"])
@pytest.mark.parametrize("call", ["fsync", "rename"])
def test_failing_disk_promises_nothing_that_is_not_kept(pb, client, call, error):
    """At the nth such call of a push, for every n: 75 is kept, 78 is not, 0 arrived. (A write that
    fails is tried in test_outbox.c: libzmq ends the process when one of its own does.)"""
    with FakeServer(client.line, answering(pb, "ACCEPTED")) as server:
        assert push(client, server).returncode == 0
        codes, had = [], 1
        while 0 not in codes:
            number = len(codes) + 1
            assert number < 40
            arguments = client.to(server, "push", *PEILMOMENT, client.list(ROW), timeout="5")
            inject = f"inject={call}:error={error}:when={number}"
            command = ["strace", "-f", "-qq", "-o", "/dev/null", "-e", inject]
            ran = subprocess.run(
                command + client.command(*arguments),
                capture_output=True,
                text=True,
                env=client.environment(),
                timeout=60,
            )
            codes.append(ran.returncode)
            found = shown(client, server)
            kept = found["waiting"] + found["delivered"] - had
            assert kept == (ran.returncode != 78), (number, ran.stderr)
            had += kept
    assert found["waiting"] == 0
    assert 78 in codes and 75 in codes


def test_one_wish_at_a_time(pb, client):
    with FakeServer(client.line, answering(pb, "ACCEPTED")) as server:
        ran = outbox(client, server, "--retry", "--new-epoch")
        assert ran.returncode == 64
        assert not server.requests
