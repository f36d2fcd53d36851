"""Bodies that nobody honest sends, rightly signed by somebody who may push."""

import os
import random

import pytest
from post import ZON, Post, place, snapshot
from readme import STATUS_NAME, pb

MAX_BODY, MAX_SMALL_BODY, MAX_LINES = 8 * 1024 * 1024, 4096, 20_000
USES_A_NUMBER = {"ACCEPTED", "HELD", "REJECTED"}
BOMBS = {
    "empty places": b"\x3a\x00",
    "empty outflow": b"\x42\x00",
    "empty aanname": b"\x4a\x00",
    "outflow with an empty place": b"\x42\x02\x22\x00",
    "unknown numbers": b"\xf8\x07\x01",
    "unknown empty fields": b"\xfa\x07\x00",
    "unknown fixed fields": b"\xfd\x07\0\0\0\0",
    "agb codes": b"\x0a\x0806010713",
    "systems": b"\x52\x00",
    "groups begun": b"\x3b",
    "groups begun and ended": b"\x3b\x3c",
    "nested lengths": b"\x3a\x05\x3a\x03\x3a\x01\x00",
    "long varints": b"\x18" + b"\x80" * 9 + b"\x01",
    "overlong varints": b"\x18" + b"\x80" * 30 + b"\x01",
    "zeroes": b"\0",
    "ones": b"\xff",
    "places of one date": b"\x3a\x05\xa8\x01\xb9\xdd\x09",
}


def rich_places():
    return [
        place(
            number,
            jeugdige=bytes([number]) * 32,
            jeugdige_epoch=1,
            maatregel=pb.MAATREGEL_OTS,
            gi="06012345",
            urgentie=pb.URGENTIE_HOOG,
            verwijsdatum=20250401,
        )
        for number in range(4)
    ]


def real(sequence):
    """With everything in it; far ahead of the number that is next, so that no flipped bit
    makes it the next one."""
    message = snapshot(ZON, sequence, rich_places())
    message.outflow.add(id=b"plek-1", reden=pb.UITSTROOMREDEN_GESTART, datum=20250501)
    message.outflow.add(id=b"plek-2", datum=20250501, place=place(0, verwijsdatum=20250301))
    message.outflow[1].place.ClearField("id")
    message.aanname.add(hulpvorm=pb.HULPVORM_KDC, status=pb.AANNAME_STATUS_OPEN)
    message.system.name, message.system.version = "zon-epd", "1.2.3"
    return message


def say_all(post, bodies, stale_signature=False):
    """The verdicts, many under way at once. One may be a bad signature."""
    with post.caller("zon") as caller:
        asked = [caller.frames(b"PUSH", body) for body in bodies]
        for frames in asked:
            if stale_signature:
                frames[4] = asked[0][4]
            caller.socket.send_multipart(frames)
        answers = {}
        while len(answers) < len(asked):
            assert caller.socket.poll(30_000), f"{len(asked) - len(answers)} not answered"
            _, _, request_id, body = caller.socket.recv_multipart()
            answers[request_id] = pb.PushReply.FromString(body)
        return [STATUS_NAME[answers[frames[2]].head.status] for frames in asked]


def flipped(body, chance):
    damaged = bytearray(body)
    for _ in range(chance.choice((1, 1, 1, 2, 8))):
        damaged[chance.randrange(len(damaged))] ^= 1 << chance.randrange(8)
    return bytes(damaged)


def test_every_beginning_of_a_real_snapshot_is_malformed_or_out_of_turn(post):
    body = real(1000).SerializeToString()
    whole = 9  # endings between two fields from the sequence on
    with post.unmoved(body=len(body) - 1 - whole):
        verdicts = say_all(post, [body[:size] for size in range(1, len(body))])
        assert verdicts.count("GAP") == whole
        assert verdicts.count("MALFORMED") == len(verdicts) - whole


def test_real_snapshots_with_flipped_bits_use_no_number(post):
    chance, body = random.Random(2), real(1000).SerializeToString()
    bodies = [flipped(body, chance) for _ in range(500)]
    before = post.status()
    verdicts = say_all(post, bodies)
    assert not USES_A_NUMBER & set(verdicts) and "MALFORMED" in verdicts
    after = post.status()
    assert (after.journal_head, after.alert_head) == (before.journal_head, before.alert_head)


def test_flipped_under_the_signature_of_the_whole_one_none_passes(post):
    chance, body = random.Random(3), real(1000).SerializeToString()
    bodies = [body] + [flipped(body, chance) for _ in range(300)]
    verdicts = say_all(post, bodies, stale_signature=True)
    assert verdicts[0] == "GAP" and set(verdicts[1:]) == {"DENIED"}


def test_damaged_snapshots_in_turn_are_stored_exactly_as_often_as_they_were_answered():
    chance = random.Random(4)
    with Post() as post, post.caller("zon") as caller:
        used = alerts = 0
        before = post.status()
        for _ in range(300):
            body = flipped(real(used + 1).SerializeToString(), chance)
            reply = caller.ask(b"PUSH", body)
            if STATUS_NAME[reply.head.status] in USES_A_NUMBER:
                if reply.receipt.epoch == snapshot(ZON, 1).epoch:
                    used = reply.receipt.sequence
                alerts += len(reply.receipt.alerts)
                before.journal_head += 1
        assert before.journal_head > 50
        after = post.status()
        assert after.journal_head == before.journal_head
        assert after.alert_head == before.alert_head + alerts
        post.deliver()


def test_noise_is_malformed(post):
    chance = random.Random(5)
    bodies = [chance.randbytes(chance.choice((1, 2, 3, 50, 300, 5000))) for _ in range(300)]
    with post.unmoved(body=301):
        assert set(say_all(post, [b"", *bodies])) == {"MALFORMED"}


SMALL_KINDS = {
    b"CONFIRM": "beheer", b"ALERTS": "beheer", b"STATUS": "beheer", b"CLOCK": "klok",
    b"PLACES": "coordinator", b"HISTORY": "coordinator", b"FIGURES": "analist",
    b"TAKE": "coordinator", b"DUIDING": "beheer", b"PUBLICATION": "analist",
}


@pytest.mark.parametrize("kind", SMALL_KINDS, ids=bytes.decode)
def test_noise_is_malformed_for_the_small_kinds_too(post, kind):
    chance = random.Random(6)
    with post.unmoved(body=41), post.caller(SMALL_KINDS[kind]) as caller:
        for size in [0, *(chance.randrange(1, MAX_SMALL_BODY) for _ in range(40))]:
            assert caller.verdict(kind, b"\x0a" + chance.randbytes(size) if size else b"") == (
                "MALFORMED"
            )


@pytest.mark.parametrize("mebibytes", [1, 8])
@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_of_many_small_fields_is_malformed_at_no_great_cost(post, name, mebibytes):
    piece = BOMBS[name]
    with post.unmoved(body=1):
        assert say_all(post, [piece * (mebibytes * 1024 * 1024 // len(piece))]) == ["MALFORMED"]


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_behind_a_real_beginning_uses_no_number_either(post, name):
    piece, head = BOMBS[name], snapshot(ZON, 1000).SerializeToString()
    before = post.status()
    (verdict,) = say_all(post, [head + piece * ((MAX_BODY - len(head)) // len(piece))])
    assert verdict in ("MALFORMED", "GAP")
    after = post.status()
    assert after.journal_head == before.journal_head
    post.deliver()


def test_one_field_of_eight_mebibytes_is_refused_by_its_line_or_altogether(post):
    def field(tag, size=MAX_BODY - 100):
        length = b""
        while size > 127:
            length, size = length + bytes([size & 127 | 128]), size >> 7
        return tag + length + bytes([size])

    bodies = []
    for tag in (b"\x0a", b"\x12", b"\x22", b"\x3a", b"\x42", b"\x4a", b"\x52", b"\xfa\x07"):
        bodies.append(field(tag) + b"a" * (MAX_BODY - 100))
    with post.unmoved(body=len(bodies)):
        for body in bodies:
            assert say_all(post, [body]) == ["MALFORMED"]


# ---- sizes


def padded(message, size):
    """The message with an unknown field that makes it exactly that large."""
    body = message.SerializeToString()
    room = size - len(body) - 6
    assert room >= 1 << 21
    length = bytes([room & 127 | 128, room >> 7 & 127 | 128, room >> 14 & 127 | 128, room >> 21])
    return body + b"\xfa\x07" + length + bytes(room)


def test_a_snapshot_of_the_largest_size_is_taken_and_of_one_byte_more_is_not(post):
    sequence = next_sequence(post)
    with post.unmoved(journal=1, size=1), post.caller("zon") as caller:
        message = snapshot(ZON, sequence, [place(1)])
        assert caller.verdict(b"PUSH", padded(message, MAX_BODY + 1)) == "MALFORMED"
        assert caller.verdict(b"PUSH", padded(message, MAX_BODY)) == "ACCEPTED"


def test_a_frame_beyond_any_limit_costs_the_connection(post):
    with post.unmoved(), post.caller("zon") as caller:
        frames = caller.frames(b"PUSH", bytes(MAX_BODY + 4096))
        assert caller.exchange(frames, 1) is None


@pytest.mark.parametrize("kind", [b"CONFIRM", b"ALERTS", b"STATUS", b"CLOCK", b"TAKE"])
def test_other_bodies_end_at_4096_bytes(post, kind):
    foreign = int(kind in (b"CLOCK", b"TAKE"))
    with post.unmoved(size=1, kind=foreign), post.caller("beheer") as caller:
        head = pb.StatusRequest(head=post.head()).SerializeToString()
        if kind == b"CONFIRM":
            head = pb.ConfirmRequest(
                head=post.head(), agb_code=ZON, epoch=bytes(16), sequence=1,
                content_hash=bytes(32), action=pb.CONFIRM_ACTION_APPLY,
            ).SerializeToString()
        if kind == b"TAKE":
            head = pb.TakeRequest(
                head=post.head(), agb_code=ZON, place_id=b"x", state=pb.TAKEN_STATE_OPGEPAKT
            ).SerializeToString()
        room = MAX_SMALL_BODY - len(head) - 4
        body = head + b"\xfa\x07" + bytes([room & 127 | 128, room >> 7]) + bytes(room)
        assert len(body) == MAX_SMALL_BODY
        assert caller.verdict(kind, body) in ("OK", "NOTHING_HELD", "DENIED")
        assert caller.verdict(kind, body + b"\0") == "MALFORMED"


def next_sequence(post):
    (shown,) = post.status("zon").aanbieders
    return shown.sequence + 1


def test_20000_lines_are_looked_at_and_20001_are_not(post):
    sequence = next_sequence(post)
    with post.unmoved(journal=2), post.caller("zon") as caller:
        lines = [place(number) for number in range(MAX_LINES + 1)]
        reply = caller.ask(b"PUSH", snapshot(ZON, sequence, lines))
        assert reply.receipt.outcome == pb.STATUS_CODE_REJECTED
        assert reply.receipt.reject_reason == pb.REJECT_REASON_TE_GROOT
        assert not reply.receipt.refused
        reply = caller.ask(b"PUSH", snapshot(ZON, sequence + 1, lines[:-1]))
        assert reply.head.status == pb.STATUS_CODE_ACCEPTED
        assert reply.receipt.open == MAX_LINES


def test_places_and_outflow_count_together(post):
    sequence = next_sequence(post)
    with post.unmoved(journal=1), post.caller("zon") as caller:
        message = snapshot(ZON, sequence, [place(number) for number in range(MAX_LINES)])
        message.outflow.add(id=b"weg", datum=20250501)
        reply = caller.ask(b"PUSH", message)
        assert reply.receipt.reject_reason == pb.REJECT_REASON_TE_GROOT


def test_20000_lines_with_all_that_can_be_wrong_get_a_receipt_that_says_so(post):
    sequence = next_sequence(post)
    with post.unmoved(journal=1), post.caller("zon") as caller:
        worst = pb.Wachtplek(
            gemeente="x", verwijzer=99, jeugdige=b"kort", maatregel_start=20250230,
            aanmelddatum=20990101, oorspronkelijke_aanmelddatum=19000101, hulpvorm=99,
        )
        message = snapshot(ZON, sequence)
        for number in range(MAX_LINES):
            worst.id = b"%064d" % number
            message.places.append(worst)
        message.outflow.add()
        message.places.pop()
        reply = caller.ask(b"PUSH", message)
        assert reply.receipt.reject_reason == pb.REJECT_REASON_TE_VEEL_FOUT
        assert len(reply.receipt.refused) == MAX_LINES


def test_eight_mebibytes_forty_times_over_are_taken_one_after_the_other(post):
    body = padded(snapshot(ZON, 1000), MAX_BODY)
    with post.unmoved():
        assert set(say_all(post, [body] * 40)) == {"GAP"}


def test_hostile_numbers_and_instants_are_answered(post):
    sequence = next_sequence(post)
    extremes = [-(2**63), -1, 0, 1, 2**63 - 1]
    rejected = len(extremes)
    with post.unmoved(journal=rejected, body=1), post.caller("zon") as caller:
        for at, peilmoment in enumerate(extremes):
            message = snapshot(ZON, sequence + at, peilmoment=peilmoment)
            assert caller.verdict(b"PUSH", message) == "REJECTED"
        for number in (2**64 - 1, 2**63, 2**32):
            assert caller.verdict(b"PUSH", snapshot(ZON, number)) == "GAP"
        assert caller.verdict(b"PUSH", snapshot(ZON, 0)) == "MALFORMED"
        message = snapshot(ZON, 1, superseded_epoch=os.urandom(16), superseded_sequence=2**64 - 1)
        message.epoch = os.urandom(16)
        assert caller.verdict(b"PUSH", message) == "CONFLICT"
