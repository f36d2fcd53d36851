"""Who may connect and asks what he may not, or says what is not his."""

import os

import pytest
from post import CODES, FIVE_MINUTES_US, MAAN, NOBODY, START_US, ZON, keys_of, place, snapshot
from readme import pb

NAMES = ("zon", "coordinator", "analist", "monitor", "beheer", "klok")
MAY = {
    b"PUSH": {"zon": "GAP"},
    b"CONFIRM": {"zon": "NOTHING_HELD", "beheer": "NOTHING_HELD"},
    b"ALERTS": {"zon": "OK", "coordinator": "OK", "beheer": "OK"},
    b"STATUS": dict.fromkeys(NAMES, "OK"),
    b"CLOCK": {"klok": "OK"},
    b"PLACES": {"zon": "OK", "coordinator": "OK"},
    b"HISTORY": {"zon": "scope", "coordinator": "scope"},  # of a place that nobody has
    b"FIGURES": dict.fromkeys(("zon", "coordinator", "analist", "beheer"), "OK")
    | {"monitor": "scope"},  # no fixed table
    b"TAKE": {"coordinator": "scope"},
    b"DUIDING": {"zon": "scope", "beheer": "body"},  # about the region; without a text
    b"PUBLICATION": {"analist": "OK", "beheer": "OK"},
}
# What a role may ask, but not this way: the answer, by the reason it is counted under.
COUNTED = {"scope": "DENIED", "body": "MALFORMED"}
STRANGE_KINDS = (
    b"TAKE", b"PLACE", b"TAKEN", b"FIGURE", b"push", b"PUSH ", b"PUSH\0", b"PUS", b"PUSHPUSH",
    b"\0", b"\xff" * 16, b"\n", b"STATUS\r\n", b"%s%n", b"ECHO", b"HELLO",
)


def message(kind, head):
    return {
        b"PUSH": snapshot(ZON, 1000),
        b"CONFIRM": pb.ConfirmRequest(
            head=head, agb_code=ZON, epoch=bytes(16), sequence=1, content_hash=bytes(32),
            action=pb.CONFIRM_ACTION_APPLY,
        ),
        b"ALERTS": pb.AlertsRequest(head=head),
        b"STATUS": pb.StatusRequest(head=head),
        b"CLOCK": pb.ClockRequest(head=head, instant=START_US),
        b"PLACES": pb.PlacesRequest(head=head),
        b"HISTORY": pb.HistoryRequest(head=head, agb_code=ZON, place_id=b"nobody"),
        b"FIGURES": pb.FiguresRequest(head=head, **{"from": 20250601}),
        b"TAKE": pb.TakeRequest(
            head=head, agb_code=ZON, place_id=b"nobody", state=pb.TAKEN_STATE_OPGEPAKT
        ),
        b"DUIDING": pb.DuidingRequest(head=head, duiding={"from": 20250601}),
        b"PUBLICATION": pb.PublicationRequest(head=head, action=pb.PUBLICATION_ACTION_LIST),
    }[kind]


@pytest.mark.parametrize("kind", MAY, ids=bytes.decode)
@pytest.mark.parametrize("name", NAMES)
def test_every_role_gets_every_kind_it_may_and_no_other(post, name, kind):
    expected = MAY[kind].get(name, "kind")
    refused = {expected: 1} if expected in COUNTED or expected == "kind" else {}
    with post.unmoved(**refused), post.caller(name) as caller:
        verdict = caller.verdict(kind, message(kind, post.head()))
        assert verdict == COUNTED.get(expected, "DENIED" if expected == "kind" else expected)


def test_an_unknown_kind_gets_the_very_bytes_a_forbidden_one_gets(post):
    with post.unmoved(kind=len(STRANGE_KINDS) + 1), post.caller("analist") as caller:
        body = message(b"ALERTS", post.head()).SerializeToString()
        forbidden = caller.exchange(caller.frames(b"ALERTS", body))
        for kind in STRANGE_KINDS:
            assert caller.exchange(caller.frames(kind, body)) == forbidden, kind


def test_another_ones_agb_code_and_one_of_nobody_get_the_same_bytes(post):
    with post.unmoved(scope=5), post.caller("zon") as caller:
        answers = set()
        for agb in (MAAN, NOBODY, "00000000"):
            body = snapshot(agb, 1, [place(1)]).SerializeToString()
            answers.add(caller.exchange(caller.frames(b"PUSH", body)))
        assert len(answers) == 1
        answers.clear()
        for agb in (MAAN, NOBODY):
            asked = message(b"CONFIRM", post.head())
            asked.agb_code = agb
            answers.add(caller.exchange(caller.frames(b"CONFIRM", asked.SerializeToString())))
        assert len(answers) == 1


@pytest.mark.parametrize("agb", ["", "0601071", "060107130", "0601071x", "06010713\n", " 6010713"])
def test_what_is_no_agb_code_is_malformed(post, agb):
    with post.unmoved(body=1), post.caller("zon") as caller:
        asked = snapshot(ZON, 1)
        asked.agb_code = agb
        assert caller.verdict(b"PUSH", asked) == "MALFORMED"


def test_beheer_asks_of_no_one_but_may_confirm_only_what_exists(post):
    with post.unmoved(scope=1), post.caller("beheer") as caller:
        asked = message(b"CONFIRM", post.head())
        asked.agb_code = NOBODY
        assert caller.verdict(b"CONFIRM", asked) == "DENIED"


def test_status_shows_an_aanbieder_itself_and_nothing_of_others(post):
    with post.unmoved():
        for name, agb in CODES.items():
            status = post.status(name)
            assert [shown.agb_code for shown in status.aanbieders] == [agb]
            assert (status.journal_head, status.alert_head, len(status.refused)) == (0, 0, 0)
        for name in ("coordinator", "analist", "monitor", "klok"):
            assert not post.status(name).aanbieders and not post.status(name).refused


# ---- signatures


def forgeries(keys, body):
    """Frames that carry a signature, only not this one: name -> frames."""
    request_id, other_id = b"request1", b"request2"
    good = keys.sign(b"PUSH", request_id, body)
    signatures = {
        "zero": bytes(64),
        "ones": b"\xff" * 64,
        "noise": os.urandom(64),
        "swapped": good[32:] + good[:32],
        "another participant's": keys_of("maan").sign(b"PUSH", request_id, body),
        "another kind's": keys.sign(b"STATUS", request_id, body),
        "a prefix of the kind": keys.sign(b"PUS", request_id, body),
        "another request's": keys.sign(b"PUSH", other_id, body),
        "another body's": keys.sign(b"PUSH", request_id, body + b"\0"),
    }
    for bit in range(0, 512, 37):
        flipped = bytearray(good)
        flipped[bit // 8] ^= 1 << bit % 8
        signatures[f"bit {bit} flipped"] = bytes(flipped)
    # The same point with s + L: what a malleable verification would let pass.
    order = 2**252 + 27742317777372353535851937790883648493
    s = int.from_bytes(good[32:], "little") + order
    signatures["s + L"] = good[:32] + s.to_bytes(32, "little")
    return {
        name: [b"WP1", b"PUSH", request_id, body, signature]
        for name, signature in signatures.items()
    }


def test_no_signature_but_the_senders_own_over_these_very_bytes_is_good(post):
    body = snapshot(ZON, 1, [place(1)]).SerializeToString()
    forged = forgeries(keys_of("zon"), body)
    with post.unmoved(signature=len(forged)), post.caller("zon") as caller:
        for name, frames in forged.items():
            reply = pb.PushReply.FromString(caller.exchange(frames))
            assert reply.head.status == pb.STATUS_CODE_DENIED, name
            assert not reply.HasField("receipt")


@pytest.mark.parametrize("kind", MAY, ids=bytes.decode)
def test_every_kind_wants_a_signature(post, kind):
    with post.unmoved(signature=2):
        for name in ("zon", "beheer"):
            with post.caller(name) as caller:
                frames = caller.frames(kind, message(kind, post.head()).SerializeToString())
                frames[4] = bytes(64)
                reply = pb.StatusReply.FromString(caller.exchange(frames))
                assert reply.head.status == pb.STATUS_CODE_DENIED


def test_a_body_signed_for_one_kind_is_good_for_no_other(post):
    """StatusRequest and AlertsRequest are the same bytes."""
    body = message(b"STATUS", post.head()).SerializeToString()
    assert body == message(b"ALERTS", post.head()).SerializeToString()
    with post.unmoved(signature=1), post.caller("coordinator") as caller:
        frames = caller.frames(b"STATUS", body)
        assert pb.StatusReply.FromString(caller.exchange(frames)).head.status == 1
        frames[1] = b"ALERTS"
        reply = pb.AlertsReply.FromString(caller.exchange(frames))
        assert reply.head.status == pb.STATUS_CODE_DENIED and not reply.HasField("cursor")


def test_what_another_signed_does_not_pass_over_ones_own_connection(post):
    with post.unmoved(signature=2), post.caller("zon") as zon, post.caller("maan") as maan:
        body = snapshot(ZON, 1, [place(1)]).SerializeToString()
        stolen = zon.frames(b"PUSH", body)
        assert pb.PushReply.FromString(maan.exchange(stolen)).head.status == pb.STATUS_CODE_DENIED
        asked = message(b"STATUS", post.head()).SerializeToString()
        with post.caller("beheer") as beheer:
            stolen = beheer.frames(b"STATUS", asked)
        assert pb.StatusReply.FromString(maan.exchange(stolen)).head.status == 9


# ---- stale and replayed


DATED = [b"CONFIRM", b"ALERTS", b"STATUS", b"FIGURES", b"DUIDING", b"PUBLICATION"]


@pytest.mark.parametrize("kind", DATED, ids=bytes.decode)
def test_what_is_more_than_five_minutes_off_is_stale_and_not_one_microsecond_less(post, kind):
    off = FIVE_MINUTES_US + 1
    extremes = [off, -off, START_US, -START_US, -(2**63), 2**63 - 1]
    bodies = 2 * (kind == b"DUIDING")  # in time, but without a text
    with post.unmoved(stale=len(extremes), body=bodies), post.caller("beheer") as caller:
        for shift in (-FIVE_MINUTES_US, FIVE_MINUTES_US):
            assert caller.verdict(kind, message(kind, post.head(shift))) != "STALE"
        for shift in extremes:
            made_at = shift if abs(shift) > START_US else START_US + shift
            asked = message(kind, pb.RequestHead(made_at=made_at))
            reply = caller.ask(kind, asked)
            assert reply.head.status == pb.STATUS_CODE_STALE
            assert (reply.head.now, reply.head.virtual_clock) == (START_US, True)


def held(post):
    """An AFWIJKEND stands for maan: two snapshots, two events."""
    with post.caller("maan") as maan:
        assert maan.verdict(b"PUSH", snapshot(MAAN, 1, map(place, range(12)))) == "ACCEPTED"
        reply = maan.ask(b"PUSH", snapshot(MAAN, 2))
        assert reply.head.status == pb.STATUS_CODE_HELD
    return reply.receipt


def test_a_recorded_confirm_does_nothing_the_second_time(post):
    with post.unmoved(journal=3, alerts=2), post.caller("maan") as maan:
        receipt = held(post)
        asked = message(b"CONFIRM", post.head())
        asked.agb_code, asked.epoch, asked.sequence = MAAN, receipt.epoch, receipt.sequence
        asked.content_hash, asked.action = receipt.content_hash, pb.CONFIRM_ACTION_DISCARD
        frames = maan.frames(b"CONFIRM", asked.SerializeToString())
        verdicts = [pb.ConfirmReply.FromString(maan.exchange(frames)).head.status for _ in "123"]
        nothing = pb.STATUS_CODE_NOTHING_HELD
        assert verdicts == [pb.STATUS_CODE_DISCARDED, nothing, nothing]


def test_a_recorded_push_is_a_duplicate_for_ever(post):
    with post.unmoved(), post.caller("maan") as maan:
        frames = maan.frames(b"PUSH", snapshot(MAAN, 2).SerializeToString())
        for _ in range(50):
            reply = pb.PushReply.FromString(maan.exchange(frames))
            assert reply.head.status == pb.STATUS_CODE_DUPLICATE
            assert reply.receipt.outcome == pb.STATUS_CODE_HELD


def test_the_clock_goes_forward_only_and_what_was_recorded_before_is_then_stale(post):
    """The last of this file: everything before it stands at one instant."""
    later = START_US + FIVE_MINUTES_US + 1
    with post.caller("klok") as klok, post.caller("coordinator") as coordinator:
        read = coordinator.frames(b"ALERTS", message(b"ALERTS", post.head()).SerializeToString())
        assert pb.AlertsReply.FromString(coordinator.exchange(read)).head.status == 1
        back = klok.frames(b"CLOCK", message(b"CLOCK", post.head()).SerializeToString())
        assert klok.verdict(b"CLOCK", pb.ClockRequest(head=post.head(), instant=later)) == "OK"
        for _ in range(3):
            reply = pb.ClockReply.FromString(klok.exchange(back))
            assert reply.head.status == pb.STATUS_CODE_MALFORMED
            assert reply.head.now == later
        stale = pb.AlertsReply.FromString(coordinator.exchange(read))
        assert stale.head.status == pb.STATUS_CODE_STALE and not stale.alerts
        centuries = (4_102_444_800_000_000, 253_402_300_799_000_000, 2**63 - 1)
        for instant in (-1, 0, -(2**63), *centuries):
            asked = pb.ClockRequest(head=post.head(), instant=instant)
            assert klok.verdict(b"CLOCK", asked) == "MALFORMED"
        years = later + 3660 * 86_400_000_000
        assert klok.verdict(b"CLOCK", pb.ClockRequest(head=post.head(), instant=years)) == "OK"
