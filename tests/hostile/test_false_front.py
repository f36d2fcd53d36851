"""A front that was replaced by a hostile program. It sees what passes and can keep it back or
bring it again; it has no signing key, so it can say nothing that nobody said.

What it can bring again: a write does nothing the second time, whenever; a question is answered
again within five minutes of when it was asked, to the front that has seen its answer, and is on
record again under the name of who asked. Neither survives the key or the five minutes."""

import os
import random
import struct

import pytest
from false_front import (
    HELLO, MEASURES, PONG, REFUSED, REPLY, REQUEST, TABLE, EngineAlone, Hung,
)
from post import FIVE_MINUTES_US, FRONT_REASONS, MAAN, START_US, ZON, keys_of, place, snapshot
from readme import STATUS, client, pb
from test_requests import MAY, message

DENIED, OK, STALE = STATUS["DENIED"], STATUS["OK"], STATUS["STALE"]
ACCEPTED, MALFORMED = STATUS["ACCEPTED"], STATUS["MALFORMED"]
PLACE = b"plek-00001"


@pytest.fixture(scope="module")
def engine():
    with EngineAlone() as served:
        with served.front() as front:
            for name, agb in (("zon", ZON), ("maan", MAAN)):
                pushed = snapshot(agb, 1, [place(n, 20250101) for n in range(12)])
                asked = served.frames(name, b"PUSH", pushed)
                assert front.ask(keys_of(name), b"PUSH", asked).head.status == ACCEPTED
        yield served


def counted(engine):
    return {each.reason: each.count for each in engine.status().refused}


class Unmoved:
    """Nothing is decided meanwhile, and so many requests are counted for these reasons, and on
    record."""

    def __init__(self, engine, **wanted):
        self.engine, self.wanted = engine, wanted

    def __enter__(self):
        self.heads, self.counts = self.engine.heads(), counted(self.engine)
        self.pid, self.last = self.engine.process.pid, self.engine.last_line()

    def __exit__(self, kind, *_):
        if kind:
            return
        assert self.engine.process.poll() is None
        assert self.engine.heads() == self.heads
        after = counted(self.engine)
        for reason, count in self.wanted.items():
            assert after[reason] == self.counts[reason] + count, reason
        self.engine.check_on_record(self.last, self.counts, after)


# ---- what nobody signed


@pytest.mark.parametrize("kind", MAY, ids=bytes.decode)
def test_a_request_that_nobody_signed_is_denied_whoever_it_is_said_to_be_from(engine, kind):
    names = ("zon", "coordinator", "analist", "beheer", "klok")
    body = message(kind, engine.head()).SerializeToString()
    forged = [b"WP1", kind, os.urandom(8), body]
    with Unmoved(engine, signature=3 * len(names)), engine.front() as front:
        for name in names:
            thief = client.Keys(os.urandom(32))
            for signature in (bytes(64), os.urandom(64), thief.sign(kind, forged[2], body)):
                reply = front.ask(keys_of(name), kind, forged + [signature])
                assert reply.head.status == DENIED


def test_a_key_that_nobody_holds_is_denied(engine):
    """The engine asks its own table; that the front admitted it says nothing."""
    stranger = client.Keys(os.urandom(32))
    with Unmoved(engine, sender=2), engine.front() as front:
        for keys in (stranger, keys_of("nobody")):
            asked = [b"WP1", b"STATUS", os.urandom(8), b"\x0a\x00"]
            asked.append(keys.sign(asked[1], asked[2], asked[3]))
            assert front.ask(keys, b"STATUS", asked).head.status == DENIED


def test_what_one_signed_is_nothing_under_anothers_key(engine):
    asked = engine.frames("coordinator", b"PLACES", pb.PlacesRequest(head=engine.head()))
    pushed = engine.frames("zon", b"PUSH", snapshot(ZON, 2, [place(1)]))
    with Unmoved(engine, signature=4), engine.front() as front:
        for name in ("zon", "beheer"):
            reply = front.ask(keys_of(name), b"PLACES", asked)
            assert reply.head.status == DENIED and not reply.rows
        for name in ("maan", "klok"):
            assert front.ask(keys_of(name), b"PUSH", pushed).head.status == DENIED


def altered(frames):
    """Everything in a signed request but the signature, one thing changed at a time."""
    magic, kind, request_id, body, signature = frames
    yield [magic, b"STATUS" if kind != b"STATUS" else b"ALERTS", request_id, body, signature]
    yield [magic, kind, bytes(8), body, signature]
    yield [magic, kind, request_id, body + b"\0", signature]
    yield [magic, kind, request_id, body[:-1], signature]
    for at in range(0, len(body), max(1, len(body) // 20)):
        changed = bytearray(body)
        changed[at] ^= 1
        yield [magic, kind, request_id, bytes(changed), signature]


def test_what_was_signed_and_changed_on_the_way_is_denied(engine):
    pushed = engine.frames("zon", b"PUSH", snapshot(ZON, 2, [place(n) for n in range(9)]))
    asked = engine.frames("coordinator", b"HISTORY", pb.HistoryRequest(
        head=engine.head(), agb_code=ZON, place_id=PLACE))
    with Unmoved(engine), engine.front() as front:
        for name, frames in (("zon", pushed), ("coordinator", asked)):
            for changed in altered(frames):
                reply = front.ask(keys_of(name), changed[1], changed)
                # A body that is none says so before anybody asks who it is from.
                assert reply.head.status in (DENIED, MALFORMED)


# ---- what somebody signed, again


def replays(engine):
    """Requests that change something, each rightly signed: name, kind, message."""
    head = engine.head()
    return {
        "taking": ("coordinator", b"TAKE", pb.TakeRequest(
            head=head, agb_code=ZON, place_id=PLACE, state=pb.TAKEN_STATE_OPGEPAKT)),
        "note": ("beheer", b"DUIDING", pb.DuidingRequest(
            head=head, duiding={"from": 20250601, "text": "Er is opgeschoond."})),
        "publication": ("analist", b"PUBLICATION", pb.PublicationRequest(
            head=head, action=pb.PUBLICATION_ACTION_FIX, name="r/1", content=b"1.550")),
        "push": ("zon", b"PUSH", snapshot(ZON, 2, [place(n, 20250101) for n in range(12)])),
    }


@pytest.mark.parametrize("what", ["taking", "note", "publication", "push"])
def test_a_write_that_is_brought_again_changes_nothing(engine, what):
    name, kind, said = replays(engine)[what]
    frames = engine.frames(name, kind, said)
    with engine.front() as front:
        first = front.ask(keys_of(name), kind, frames)
        assert first.head.status in (OK, ACCEPTED)
    with Unmoved(engine), engine.front() as front:
        for _ in range(5):
            front.ask(keys_of(name), kind, frames)


def test_a_taking_that_was_ended_is_not_brought_back(engine):
    """Taken, let go, and the first one again: still let go."""
    states = (pb.TAKEN_STATE_OPGEPAKT, pb.TAKEN_STATE_LOSGELATEN)
    said = [engine.frames("coordinator", b"TAKE", pb.TakeRequest(
        head=engine.head(), agb_code=MAAN, place_id=PLACE, state=state)) for state in states]
    with engine.front() as front:
        for frames in said:
            assert front.ask(keys_of("coordinator"), b"TAKE", frames).head.status == OK
    with Unmoved(engine), engine.front() as front:
        for _ in range(3):
            front.ask(keys_of("coordinator"), b"TAKE", said[0])


def test_a_question_brought_again_is_answered_as_that_asker_would_be_and_is_on_record(engine):
    """The front has seen the answer; what it sees again, its asker is on record for."""
    asked = engine.frames("coordinator", b"PLACES", pb.PlacesRequest(head=engine.head()))
    with Unmoved(engine), engine.front() as front:
        replies = [front.ask(keys_of("coordinator"), b"PLACES", asked) for _ in range(3)]
    assert {len(reply.rows) for reply in replies} == {24}


# ---- what is no request


def test_it_cannot_say_what_only_the_engine_says(engine):
    """Tables, greetings and answers: the engine hangs up, and takes the next front."""
    key = keys_of("zon").curve_public
    frames = {
        HELLO: struct.pack(">H", 0) * 2 + bytes(32) + b"\0" + bytes(8),
        TABLE: struct.pack(">I", 1) + key,
        REPLY: bytes(16) + b"\x0a\x00",
        PONG: b"", 0: b"", MEASURES + 1: b"", 255: bytes(100),
    }
    for kind, fields in frames.items():
        with engine.front() as front:
            table = front.table
            front.say(kind, fields)
            assert front.is_hung_up_on(), kind
    with engine.front() as front:
        assert front.table == table


def test_frames_cut_anywhere_or_of_a_lying_size_are_hung_up_on(engine):
    chance = random.Random(4)
    with Unmoved(engine):
        for size in (0, 1 << 31, 0xffffffff, 17 << 20):
            with engine.front() as front:
                front.say_bytes(struct.pack(">I", size) + os.urandom(64))
                front.line.shutdown(1)
                assert front.is_hung_up_on(), size
        fields = bytes(8) + keys_of("zon").curve_public + b"\x04PUSH" + bytes(8 + 64) + bytes(40)
        for _ in range(40):
            cut = fields[: chance.randrange(len(fields) - 40)]
            with engine.front() as front:
                front.say(REQUEST, cut)
                front.line.shutdown(1)
                assert front.is_hung_up_on(), len(cut)


def test_noise_is_hung_up_on_and_moves_nothing(engine):
    chance = random.Random(5)
    with Unmoved(engine):
        for _ in range(60):
            noise = chance.randbytes(chance.randrange(1, 3000))
            with engine.front() as front:
                try:
                    front.say_bytes(noise)
                    front.line.shutdown(1)
                except (Hung, OSError):
                    pass
                assert front.is_hung_up_on()


def test_counts_that_it_makes_up_are_only_counts(engine):
    """And attempts a line in the audit log, which is about those it says they were."""
    size, nowhere = 8 * len(FRONT_REASONS), bytes(1 + 16)
    attempts = b"\x00" + (7).to_bytes(8, "big") + nowhere + b"\x01" + keys_of("zon").curve_public
    last = engine.last_line()
    with engine.front() as front:
        front.say(REFUSED, b"\xff" * size + b"\x01" + attempts)
    assert counted(engine)["key"] == 2**64 - 1
    line = engine.refusals(last)[-1]
    assert (line["participant"], line["refused"]["reason"]) == ("zon", "front.key")
    assert line["refused"]["count"] == 7
    with Unmoved(engine), engine.front() as front:
        front.say(REFUSED, b"\xff" * size + b"\x00")


@pytest.mark.parametrize("said", [b"", b"\xff" * 48, bytes(8 * 11), bytes(8 * 11) + b"\x01",
                                  bytes(8 * 11) + b"\xff" + bytes(59 * 255)])
def test_counts_that_are_none_are_hung_up_on(engine, said):
    with Unmoved(engine), engine.front() as front:
        front.say(REFUSED, said)
        assert front.is_hung_up_on()


def test_one_ticket_for_many_requests_gets_each_its_own_answer_and_no_other(engine):
    """Which client gets it is the front's affair; the engine mixes nothing up."""
    head = engine.head()
    kinds = [("beheer", b"STATUS", pb.StatusRequest(head=head)),
             ("zon", b"STATUS", pb.StatusRequest(head=head))] * 10
    with Unmoved(engine), engine.front() as front:
        for name, kind, said in kinds:
            front.pass_on(keys_of(name).curve_public, engine.frames(name, kind, said), ticket=9)
        answers = [front.hear_answer() for _ in kinds]
        assert {ticket for ticket, _ in answers} == {9}
        names = [pb.StatusReply.FromString(body).name for _, body in answers]
        assert sorted(names) == sorted(name for name, _, _ in kinds)


def test_a_flood_that_nobody_reads_the_answers_of_costs_bounded_memory(engine):
    """Forged questions as fast as they go, no answer taken; then the next front is served."""
    flood = [b"WP1", b"PLACES", bytes(8), bytes(4000), bytes(64)]
    key = keys_of("coordinator").curve_public
    before = engine.private_dirty()
    with Unmoved(engine):
        with engine.front() as front:
            front.line.settimeout(2)
            try:
                for _ in range(50_000):
                    front.pass_on(key, flood)
            except TimeoutError:
                pass  # the engine takes no more while its answers are not taken
        grown = engine.private_dirty() - before
        print(f"the engine has {grown >> 10} KiB more of its own")
        assert grown < 64 << 20


# ---- later


def test_after_five_minutes_nothing_that_was_signed_is_answered_any_more(engine):
    """The last of this file: everything before it stands at one instant."""
    asked = {
        b"PLACES": ("coordinator", pb.PlacesRequest(head=engine.head())),
        b"HISTORY": ("coordinator", pb.HistoryRequest(
            head=engine.head(), agb_code=ZON, place_id=PLACE)),
        b"ALERTS": ("coordinator", pb.AlertsRequest(head=engine.head())),
        b"FIGURES": ("analist", pb.FiguresRequest(head=engine.head(), **{"from": 20250601})),
        b"STATUS": ("beheer", pb.StatusRequest(head=engine.head())),
        b"TAKE": ("coordinator", pb.TakeRequest(
            head=engine.head(), agb_code=ZON, place_id=b"plek-00002",
            state=pb.TAKEN_STATE_OPGEPAKT)),
        b"DUIDING": ("beheer", pb.DuidingRequest(
            head=engine.head(), duiding={"from": 20250601, "text": "Later."})),
    }
    held_back = {kind: (name, engine.frames(name, kind, said)) for kind, (name, said) in
                 asked.items()}
    later = START_US + FIVE_MINUTES_US + 1
    moved = engine.frames("klok", b"CLOCK", pb.ClockRequest(head=engine.head(), instant=later))
    with engine.front() as front:
        assert front.ask(keys_of("klok"), b"CLOCK", moved).head.status == OK
        for kind, (name, frames) in held_back.items():
            assert front.ask(keys_of(name), kind, frames).head.status == STALE, kind
        again = front.ask(keys_of("klok"), b"CLOCK", moved)
        assert again.head.now == later
