"""Makes vectors.json: keys, signed requests and replies with what they decode to.

    python3 make.py > vectors.json

Deterministic: everything comes from the values here, in values.py and in questions.py.
Needs protoc, python3-nacl and python3-protobuf. test_vectors (C) and test_vectors.py
(Python, with code of its own) hold the committed file against this contract."""

import importlib
import json
import pathlib
import subprocess
import sys
import tempfile

from google.protobuf.descriptor import FieldDescriptor
from nacl.bindings import (
    crypto_generichash_blake2b_salt_personal,
    crypto_scalarmult_base,
)
from nacl.signing import SigningKey

from questions import question_replies, question_requests
from values import EPOCH, INCARNATION, MADE_AT, rich_snapshot

PROTO = pathlib.Path(__file__).resolve().parents[1]
SEED = bytes(range(32))
Z85 = (
    "0123456789abcdefghijklmnopqrstuvwxyz"
    "ABCDEFGHIJKLMNOPQRSTUVWXYZ.-:+=^!/*?&<>()[]{}@%$#"
)


def contract():
    """The contract's Python module, compiled on the spot."""
    with tempfile.TemporaryDirectory() as folder:
        source = PROTO / "wachtpost" / "v1" / "wachtpost.proto"
        subprocess.run(["protoc", f"-I{PROTO}", f"--python_out={folder}", str(source)], check=True)
        sys.path.insert(0, folder)
        try:
            return importlib.import_module("wachtpost.v1.wachtpost_pb2")
        finally:
            sys.path.remove(folder)


def blake2b(content, size=32, **options):
    return crypto_generichash_blake2b_salt_personal(content, digest_size=size, **options)


def subkey(seed, number):
    """crypto_kdf with context "wachtpst"."""
    return blake2b(b"", key=seed, salt=number.to_bytes(8, "little"), person=b"wachtpst")


def z85(key):
    text = ""
    for at in range(0, len(key), 4):
        word = int.from_bytes(key[at : at + 4], "big")
        text += "".join(Z85[word // 85**power % 85] for power in (4, 3, 2, 1, 0))
    return text


def both(key):
    return {"hex": key.hex(), "z85": z85(key)}


def keys():
    sign = SigningKey(subkey(SEED, 1))
    curve_secret = subkey(SEED, 2)
    curve_public = crypto_scalarmult_base(curve_secret)
    return sign, {
        "seed": SEED.hex(),
        "sign_seed": bytes(sign).hex(),
        "sign_public": both(bytes(sign.verify_key)),
        "curve_secret": both(curve_secret),
        "curve_public": both(curve_public),
        "registration_line": "wachtpost1:" + z85(bytes(sign.verify_key)) + z85(curve_public),
    }


def shown(field, value):
    """Codes by name, place ids as text, other bytes in hex."""
    if field.type == FieldDescriptor.TYPE_MESSAGE:
        return decoded(value)
    if field.type == FieldDescriptor.TYPE_ENUM:
        return field.enum_type.values_by_number[value].name
    if field.type == FieldDescriptor.TYPE_BYTES:
        text = field.name in ("id", "place_id", "vanished")
        return value.decode() if text else value.hex()
    return value


def decoded(message):
    """What is set, in the order of the contract."""
    values = {}
    for field, value in message.ListFields():
        if field.label == FieldDescriptor.LABEL_REPEATED:
            values[field.name] = [shown(field, one) for one in value]
        else:
            values[field.name] = shown(field, value)
    return values


def request(sign, kind, request_id, message):
    body = message.SerializeToString(deterministic=True)
    digest = blake2b(body)
    signed = b"wachtpost.v1\0" + kind.encode() + b"\0" + request_id + digest
    return {
        "kind": kind,
        "message": message.DESCRIPTOR.name,
        "request_id": request_id.hex(),
        "body": body.hex(),
        "hash": digest.hex(),
        "signature": sign.sign(signed).signature.hex(),
        "decoded": decoded(message),
    }


def reply(kind, message):
    return {
        "kind": kind,
        "message": message.DESCRIPTOR.name,
        "body": message.SerializeToString(deterministic=True).hex(),
        "decoded": decoded(message),
    }


def requests(pb, sign):
    head = pb.RequestHead(made_at=MADE_AT)
    first = request(sign, "PUSH", bytes(range(8)), rich_snapshot(pb))
    nil = pb.Snapshot(agb_code="06010713", epoch=EPOCH, sequence=2, peilmoment=MADE_AT)
    confirm = pb.ConfirmRequest(
        head=head,
        agb_code="06010713",
        epoch=EPOCH,
        sequence=1,
        content_hash=bytes.fromhex(first["hash"]),
        action=pb.CONFIRM_ACTION_APPLY,
    )
    alerts = pb.AlertsRequest(
        head=head, cursor=pb.Cursor(incarnation=INCARNATION, number=1234), limit=100
    )
    day_later = MADE_AT + 86_400_000_000
    return [
        first,
        request(sign, "PUSH", bytes(range(8, 16)), nil),
        request(sign, "CONFIRM", bytes(range(16, 24)), confirm),
        request(sign, "ALERTS", bytes(range(24, 32)), alerts),
        request(sign, "STATUS", bytes(range(32, 40)), pb.StatusRequest(head=head)),
        request(sign, "CLOCK", bytes(range(40, 48)), pb.ClockRequest(head=head, instant=day_later)),
    ] + [
        request(sign, kind, bytes(range(48 + 8 * i, 56 + 8 * i)), message)
        for i, (kind, message) in enumerate(question_requests(pb, head))
    ]


def receipt(pb, content_hash):
    return pb.Receipt(
        outcome=pb.STATUS_CODE_ACCEPTED,
        agb_code="06010713",
        epoch=EPOCH,
        sequence=1,
        content_hash=content_hash,
        peilmoment=MADE_AT,
        recorded_at=MADE_AT + 1_000_001,
        event=77,
        previous=4,
        open=3,
        new_places=2,
        changed=1,
        left=3,
        vanished=[b"E5"],
        refused=[
            pb.RefusedLine(
                section=pb.LINE_SECTION_PLACES,
                index=1,
                id="B-Zoë".encode(),
                faults=[
                    pb.Fault(code=pb.FAULT_CODE_GEMEENTE, field="gemeente", sentence="..."),
                    pb.Fault(code=pb.FAULT_CODE_CODE, field="hulpvorm", sentence="..."),
                ],
            )
        ],
        warnings=[
            pb.Warning(code=pb.WARNING_CODE_MAATREGEL_ZONDER_GI, id=b"A1B2C3D4", sentence="...")
        ],
        alerts=[
            pb.AlertRef(number=12, kind=pb.ALERT_KIND_OVERSCHRIJDING, place_id=b"A1B2C3D4")
        ],
    )


def crossing_alert(pb):
    return pb.Alert(
        number=12,
        kind=pb.ALERT_KIND_OVERSCHRIJDING,
        due=20250301,
        recorded_at=MADE_AT + 1_000_001,
        agb_code="06010713",
        aanbieder="KDC De Zon",
        telefoon="070 1234567",
        mail="wachtlijst@example.nl",
        data_peilmoment=MADE_AT,
        place=pb.PlaceAlert(
            place_id=b"A1B2C3D4",
            start_day=20241128,
            clock=pb.CLOCK_OORSPRONKELIJKE_AANMELDDATUM,
            crossing=20250301,
            norm_id="3m",
            telling=1,
            days_waited=93,
            on_arrival=True,
            snapshot=pb.SnapshotRef(epoch=EPOCH, sequence=1, peilmoment=MADE_AT, event=77),
            hulpvorm=pb.HULPVORM_KDC,
            gemeente="0518",
            maatregel=pb.MAATREGEL_OTS,
            gi="06012345",
            urgentie=pb.URGENTIE_HOOG,
            overbrugging=pb.OVERBRUGGING_AMBULANT,
            other_places_known=True,
            other_places=1,
            rank=1,
            rank_reason=pb.RANK_REASON_URGENT,
            rank_sentence="...",
            oorspronkelijke_aanmelddatum=20241128,
            aanmelddatum=20241203,
            verwijsdatum=20241120,
            toewijzingsdatum=20241205,
        ),
    )


def withdrawn_alert(pb):
    alert = crossing_alert(pb)
    alert.number = 15
    alert.kind = pb.ALERT_KIND_INGETROKKEN
    alert.place.on_arrival = False
    alert.place.cause = pb.CAUSE_DATUM
    alert.place.withdraws.extend([9, 12])
    return alert


def held_alert(pb, content_hash):
    return pb.Alert(
        number=16,
        kind=pb.ALERT_KIND_AFWIJKEND,
        due=20250302,
        recorded_at=MADE_AT + 86_400_000_000,
        agb_code="06010713",
        aanbieder="KDC De Zon",
        data_peilmoment=MADE_AT,
        data_age_days=1,
        holder=pb.AanbiederAlert(
            epoch=EPOCH,
            sequence=3,
            content_hash=content_hash,
            peilmoment=MADE_AT + 86_000_000_000,
            open=12,
            would_leave=9,
        ),
    )


def replies(pb, content_hash):
    def head(status, **more):
        return pb.ReplyHead(status=status, now=MADE_AT + 1_000_001, **more)

    alerts = [crossing_alert(pb), withdrawn_alert(pb), held_alert(pb, content_hash)]
    return [
        reply(
            "PUSH",
            pb.PushReply(
                head=head(pb.STATUS_CODE_ACCEPTED, sentence="..."), receipt=receipt(pb, content_hash)
            ),
        ),
        reply("PUSH", pb.PushReply(head=head(pb.STATUS_CODE_GAP), expected_sequence=2)),
        reply("PUSH", pb.PushReply(head=head(pb.STATUS_CODE_LATER, retry_after_ms=2000))),
        reply(
            "ALERTS",
            pb.AlertsReply(
                head=head(pb.STATUS_CODE_OK, virtual_clock=True),
                alerts=alerts,
                cursor=pb.Cursor(incarnation=INCARNATION, number=16),
                more=True,
            ),
        ),
    ] + [reply(*each) for each in question_replies(pb, head(pb.STATUS_CODE_OK))]


def vectors():
    pb = contract()
    sign, key_values = keys()
    asked = requests(pb, sign)
    return {
        "keys": key_values,
        "requests": asked,
        "replies": replies(pb, bytes.fromhex(asked[0]["hash"])),
    }


if __name__ == "__main__":
    print(json.dumps(vectors(), indent=2, ensure_ascii=False))
