"""What the sender makes of each answer, and of silence: against a daemon that says what a test wants.
Time is the test's own."""

import types

import pytest
from station import AGB, pb
from wachtpost import line, outbox, outbox_files, sender, snapshot
from wachtpost.errors import Busy, KeyRefused, Refused, Unreachable

NOW = 1_748_858_400_000_000


class Clock:
    """Stands in for the module time: sleeping takes no time."""

    def __init__(self):
        self.now, self.slept = 0.0, []

    def monotonic(self):
        return self.now

    def sleep(self, seconds):
        self.slept.append(seconds)
        self.now += seconds


class Daemon:
    """A connection whose answers are given: the name of a status, an exception, or a function of the
    body. The last goes on."""

    def __init__(self, clock, *answers, endpoints=1, **fields):
        self.clock, self.left, self.fields = clock, list(answers), fields
        self.endpoints, self.at = endpoints, 0
        self.sent = []

    def round_over(self):
        return self.at == 0

    def exchange(self, kind, request_id, body, wait_s):
        assert kind == "PUSH"
        self.sent.append((request_id, body))
        answer = self.left.pop(0) if len(self.left) > 1 else self.left[0]
        if isinstance(answer, Exception):
            self.clock.now += wait_s
            self.at = (self.at + 1) % self.endpoints
            raise answer
        reply = answer(body) if callable(answer) else said(answer, body, **self.fields)
        return reply.SerializeToString(), reply

    def sequences(self):
        return [pb.Snapshot.FromString(body).sequence for _, body in self.sent]


def said(status, body, digest=None, **fields):
    reply = pb.PushReply(**fields)
    reply.head.status = pb.StatusCode.Value("STATUS_CODE_" + status)
    reply.head.retry_after_ms = 700
    if status in sender.WITH_RECEIPT:
        outcome = "ACCEPTED" if status == "DUPLICATE" else status
        reply.receipt.outcome = pb.StatusCode.Value("STATUS_CODE_" + outcome)
        reply.receipt.content_hash = digest or outbox_files.hash_of(body)
    return reply


@pytest.fixture
def clock(monkeypatch):
    fake = Clock()
    monkeypatch.setattr(sender, "time", fake)
    return fake


@pytest.fixture
def box(tmp_path):
    return outbox.Outbox(str(tmp_path / "state"), AGB)


def add(box, count=1):
    entries = []
    for _ in range(count):
        number_of = len(box.entries())
        place = pb.Wachtplek(id=b"P%d" % number_of)
        wachtlijst = snapshot.Wachtlijst([place])
        entries.append(
            box.add(lambda number: snapshot.encode(wachtlijst, AGB, number, NOW), NOW)
        )
    return entries


def states(box):
    return [entry.state for entry in box.entries()]


def run(box, daemon, until=None, timeout_s=60):
    return sender.Sender(box, daemon).run(until, timeout_s)


@pytest.mark.parametrize("status", sender.WITH_RECEIPT)
def test_receipt_for_these_bytes_settles_them(box, clock, status):
    add(box, 2)
    daemon = Daemon(clock, status)
    assert run(box, daemon) == sender.DONE
    assert states(box) == ["DELIVERED"] * 2 and daemon.sequences() == [1, 2]


def test_receipt_for_other_bytes_stops_and_settles_nothing(box, clock):
    add(box, 2)
    daemon = Daemon(clock, "ACCEPTED", digest=bytes(32))
    assert run(box, daemon) == sender.STOPPED
    assert box.standing().stop == "RECEIPT" and states(box) == ["WAITING"] * 2
    assert len(daemon.sent) == 1


@pytest.mark.parametrize("answer", ["OK", "STALE", "NOTHING_HELD", "UNSPECIFIED"])
def test_answer_that_no_push_gets_stops(box, clock, answer):
    add(box)
    assert run(box, Daemon(clock, answer)) == sender.STOPPED
    assert box.standing().stop == "RECEIPT" and states(box) == ["WAITING"]


def test_receipt_without_an_outcome_stops(box, clock):
    add(box)
    bare = Daemon(clock, lambda body: pb.PushReply(head=said("ACCEPTED", body).head))
    assert run(box, bare) == sender.STOPPED
    assert box.standing().stop == "RECEIPT"


def test_unreadable_answer_stops_and_is_tried_once_more_by_the_next_run(box, clock):
    add(box)
    assert run(box, Daemon(clock, Refused("onleesbaar"))) == sender.STOPPED
    assert run(box, Daemon(clock, "ACCEPTED")) == sender.DONE
    assert box.standing().stop == outbox_files.RUNS


def test_denied_is_tried_once_more_by_every_run_and_conflict_is_not(box, clock):
    add(box)
    assert run(box, Daemon(clock, "DENIED")) == sender.STOPPED
    assert run(box, Daemon(clock, "CONFLICT")) == sender.STOPPED
    daemon = Daemon(clock, "ACCEPTED")
    assert run(box, daemon) == sender.STOPPED and daemon.sent == []
    box.stop(outbox_files.RUNS, 0)
    assert run(box, daemon) == sender.DONE


def test_stopped_outbox_goes_on_taking_snapshots(box, clock):
    add(box)
    run(box, Daemon(clock, "CONFLICT"))
    add(box, 2)
    assert states(box) == ["WAITING"] * 3 and box.standing().next == 4


def test_malformed_is_set_aside_and_what_is_behind_takes_its_number(box, clock):
    entries = add(box, 3)
    daemon = Daemon(clock, "ACCEPTED", "MALFORMED", "ACCEPTED")
    assert run(box, daemon) == sender.DONE
    assert daemon.sequences() == [1, 2, 2]
    assert daemon.sent[2][0] == entries[2].request_id
    assert sorted(states(box)) == ["DELIVERED", "DELIVERED", "SET_ASIDE"]
    assert box.find(entries[1].request_id).state == "SET_ASIDE"


def test_gap_sends_again_what_is_kept(box, clock):
    add(box, 3)
    run(box, Daemon(clock, "ACCEPTED"))
    add(box)
    daemon = Daemon(clock, "GAP", "ACCEPTED", expected_sequence=2)
    assert run(box, daemon) == sender.DONE
    assert daemon.sequences() == [4, 2, 3, 4]


@pytest.mark.parametrize("expected", [0, 1, 2, 3, 99])
def test_gap_that_cannot_be_filled_stops(box, clock, expected):
    add(box, 2)
    run(box, Daemon(clock, "ACCEPTED"))
    for path in (name for name in box.entries() if name.sequence == 1):
        outbox.durable.remove(box._path(path.name()))
    add(box)
    daemon = Daemon(clock, "GAP", expected_sequence=expected)
    assert run(box, daemon) == sender.STOPPED
    assert box.standing().stop == "GAP" and len(daemon.sent) <= 2


def test_silence_is_answered_with_the_same_bytes_and_growing_pauses(box, clock):
    add(box)
    daemon = Daemon(clock, *[Unreachable("stil")] * 6, "ACCEPTED")
    assert run(box, daemon, timeout_s=600) == sender.DONE
    assert len(set(daemon.sent)) == 1 and len(daemon.sent) == 7
    assert len(clock.slept) == 6
    for round_number, slept in enumerate(clock.slept):
        assert 1 <= slept <= 2**round_number and slept >= 2**round_number / 2


def test_next_endpoint_is_tried_before_any_pause(box, clock):
    add(box)
    daemon = Daemon(clock, *[Unreachable("stil")] * 5, "ACCEPTED", endpoints=3)
    assert run(box, daemon, timeout_s=600) == sender.DONE
    assert len(daemon.sent) == 6 and len(clock.slept) == 1


def test_time_is_kept_and_what_waits_is_kept(box, clock):
    add(box)
    daemon = Daemon(clock, Unreachable("stil"))
    assert run(box, daemon, timeout_s=100) == sender.TIMEOUT
    assert clock.now <= 100 and states(box) == ["WAITING"]


def test_later_waits_as_long_as_was_asked(box, clock):
    add(box)
    assert run(box, Daemon(clock, "LATER", "LATER", "ACCEPTED")) == sender.DONE
    assert clock.slept == [0.7, 0.7]


def test_refused_key_ends_the_run_and_stops_nothing(box, clock):
    add(box)
    assert run(box, Daemon(clock, KeyRefused("nee"))) == sender.KEY_REFUSED
    assert box.standing().stop == outbox_files.RUNS and states(box) == ["WAITING"]


def test_run_for_one_snapshot_ends_when_that_one_is_in(box, clock):
    entries = add(box, 3)
    daemon = Daemon(clock, "ACCEPTED")
    assert run(box, daemon, until=entries[1].request_id) == sender.DONE
    assert states(box) == ["DELIVERED", "DELIVERED", "WAITING"]
    assert run(box, daemon, until=entries[1].request_id) == sender.DONE
    assert len(daemon.sent) == 2


def test_only_one_sends_at_a_time(box, clock):
    add(box)
    daemon = Daemon(clock, "ACCEPTED")
    with box.turn():
        with pytest.raises(Busy):
            box.turn()
        assert run(box, daemon, timeout_s=3) == sender.TIMEOUT
    assert daemon.sent == [] and run(box, daemon) == sender.DONE


def test_who_waits_for_its_turn_sees_that_another_delivered(box, clock, monkeypatch):
    entry = add(box)[0]
    turn = box.turn()

    def settle(_):
        box.settle(entry, "ACCEPTED", b"antwoord", NOW)

    monkeypatch.setattr(clock, "sleep", settle)
    assert run(box, Daemon(clock, "ACCEPTED"), until=entry.request_id) == sender.DONE
    turn.close()


def test_pauses_grow_to_five_minutes_and_differ():
    for round_number in range(1, 40):
        least, most = (sender.pause_s(round_number, chance) for chance in (1, 0))
        assert 1 <= least <= most <= 300
        assert most == min(2 ** (round_number - 1), 300)
        assert least == max(1, most / 2)


def test_later_is_bounded():
    head = types.SimpleNamespace(retry_after_ms=0)
    assert line.later_s(head) == 0.05
    head.retry_after_ms = 4_000_000_000
    assert line.later_s(head) == 5
