"""Makes vectors.json: keys, signed requests and replies with what they decode to.

    python3 make.py > vectors.json

Deterministic: everything comes from the values below. Needs protoc, python3-nacl and
python3-protobuf. test_vectors (C) and test_vectors.py (Python, with code of its own)
hold the committed file against this contract."""

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

PROTO = pathlib.Path(__file__).resolve().parents[1]
SEED = bytes(range(32))
EPOCH = bytes.fromhex("a0a1a2a3a4a5a6a7a8a9aaabacadaeaf")
OLD_EPOCH = bytes.fromhex("b0b1b2b3b4b5b6b7b8b9babbbcbdbebf")
INCARNATION = bytes.fromhex("c0c1c2c3c4c5c6c7c8c9cacbcccdcecf")
MADE_AT = 1_740_823_200_000_000  # 2025-03-01T10:00:00Z
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


def full_place(pb, place_id):
    """Every field of a wachtplek."""
    return pb.Wachtplek(
        id=place_id,
        jeugdige=bytes(range(32, 64)),
        jeugdige_epoch=3,
        gemeente="0518",
        hulpvorm=pb.HULPVORM_KDC,
        productcategorie=41,
        verwijzer=1,
        maatregel=pb.MAATREGEL_OTS,
        maatregel_start=20240901,
        gi="06012345",
        machtiging_uithuisplaatsing=True,
        urgentie=pb.URGENTIE_HOOG,
        urgentie_datum=20250210,
        overbrugging=pb.OVERBRUGGING_AMBULANT,
        overbrugging_sinds=20250115,
        leeftijdsband=pb.LEEFTIJDSBAND_4_11,
        regie=pb.REGIE_LOKAAL_TEAM,
        eigen_wens=True,
        laatst_geverifieerd=20250220,
        oorspronkelijke_aanmelddatum=20241128,
        aanmelddatum=20241203,
        verwijsdatum=20241120,
        toewijzingsdatum=20241205,
        compleet_datum=20241206,
        intakedatum=20250401,
    )


def rich_snapshot(pb):
    """A new outbox that takes over from an old one, with a bit of everything."""
    return pb.Snapshot(
        agb_code="06010713",
        epoch=EPOCH,
        sequence=1,
        superseded_epoch=OLD_EPOCH,
        superseded_sequence=41,
        peilmoment=MADE_AT,
        places=[
            full_place(pb, b"A1B2C3D4"),
            pb.Wachtplek(
                id="B-Zoë".encode(),
                gemeente="0503",
                hulpvorm=pb.HULPVORM_AMBULANTE_JEUGD_GGZ,
                aanmelddatum=20250115,
            ),
        ],
        outflow=[
            pb.Uitstroom(id=b"C9", reden=pb.UITSTROOMREDEN_GESTART, datum=20250227),
            pb.Uitstroom(
                id=b"D7",
                reden=pb.UITSTROOMREDEN_TERUGGETROKKEN,
                datum=20250226,
                place=pb.Wachtplek(
                    gemeente="1916", hulpvorm=pb.HULPVORM_DYSLEXIE, verwijsdatum=20250101
                ),
            ),
        ],
        aanname=[
            pb.Aanname(hulpvorm=pb.HULPVORM_KDC, status=pb.AANNAME_STATUS_STOP),
            pb.Aanname(hulpvorm=pb.HULPVORM_DYSLEXIE, status=pb.AANNAME_STATUS_OPEN),
        ],
        system=pb.SendingSystem(name="voorbeeld-ecd", version="7.2"),
    )


def some_filter(pb):
    """Every list, with the value that means onbekend where there is one."""
    return pb.Filter(
        aanbieders=["06010713"],
        hulpvormen=[pb.HULPVORM_KDC, pb.HULPVORM_PLEEGZORG],
        gemeenten=["0503", "0518"],
        maatregelen=[pb.MAATREGEL_UNSPECIFIED, pb.MAATREGEL_OTS],
        gis=["", "06012345"],
        urgenties=[pb.URGENTIE_HOOG],
    )


def monthly_figures(pb, head):
    """A quarter by month, per aanbieder and hulpvorm, as known a day later."""
    return pb.FiguresRequest(
        head=head,
        until=20250331,
        step=pb.STEP_MONTH,
        by=[pb.DIMENSION_HULPVORM, pb.DIMENSION_AANBIEDER],
        measures=[pb.MEASURE_WAITING, pb.MEASURE_DAYS, pb.MEASURE_SURVIVAL],
        norm_id="3m",
        clock=pb.CLOCK_COMPLEET_DATUM,
        filter=some_filter(pb),
        as_known_at=MADE_AT,
        region_day=20240101,
        survival_days=365,
        **{"from": 20250101},
    )


def a_break(pb, **more):
    return pb.Duiding(
        until=20240131,
        agb_code="06010713",
        hulpvorm=pb.HULPVORM_KDC,
        gemeente="0518",
        is_break=True,
        text="Den Haag koopt zelf in.",
        **{"from": 20240101},
        **more,
    )


def question_requests(pb, sign, head):
    """One of each kind about places and figures."""
    named = {"agb_code": "06010713", "place_id": b"A1B2C3D4"}
    take = pb.TakeRequest(
        head=head,
        state=pb.TAKEN_STATE_NIET_MOGELIJK,
        obstacle=pb.OBSTACLE_GEEN_PASSEND_AANBOD,
        **named,
    )
    places = pb.PlacesRequest(
        head=head,
        on=20250228,
        as_known_at=MADE_AT,
        filter=some_filter(pb),
        norm_id="3m",
        beyond_only=True,
        offset=500,
        limit=250,
    )
    publication = pb.PublicationRequest(
        head=head,
        action=pb.PUBLICATION_ACTION_FIX,
        name="regiomonitor/2025Q1",
        content=b"peildatum,plekken\n",
    )
    messages = [
        ("TAKE", take),
        ("PLACES", places),
        ("HISTORY", pb.HistoryRequest(head=head, **named)),
        ("FIGURES", monthly_figures(pb, head)),
        ("DUIDING", pb.DuidingRequest(head=head, duiding=a_break(pb))),
        ("PUBLICATION", publication),
    ]
    return [
        request(sign, kind, bytes(range(48 + 8 * i, 56 + 8 * i)), message)
        for i, (kind, message) in enumerate(messages)
    ]


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
    ] + question_requests(pb, sign, head)


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


def taken(pb):
    return pb.Taken(
        state=pb.TAKEN_STATE_INGEBRACHT,
        obstacle=pb.OBSTACLE_GEEN_CAPACITEIT,
        who="j.jansen",
        recorded_at=MADE_AT,
        event=81,
    )


def told_place(pb, place_id):
    """A place as the daemon tells of it: without pseudonym."""
    place = full_place(pb, place_id)
    place.ClearField("jeugdige")
    place.ClearField("jeugdige_epoch")
    return place


def places_reply(pb, head):
    row = pb.PlaceRow(
        agb_code="06010713",
        aanbieder="KDC De Zon",
        telefoon="070 1234567",
        mail="wachtlijst@example.nl",
        place=told_place(pb, b"A1B2C3D4"),
        start_day=20241128,
        clock=pb.CLOCK_OORSPRONKELIJKE_AANMELDDATUM,
        crossing=20250301,
        days_waited=93,
        other_places_known=True,
        other_places=1,
        rank=1,
        rank_reason=pb.RANK_REASON_URGENT,
        rank_sentence="...",
        data_peilmoment=MADE_AT,
        data_age_days=1,
        stale=True,
        taken=taken(pb),
        reinstated=True,
    )
    return pb.PlacesReply(
        head=head,
        rows=[row],
        count=751,
        next_offset=501,
        as_known_at=MADE_AT,
        on=20250301,
        norm_id="3m",
    )


def history_reply(pb, head):
    """Was open until it left; the reason came a day later."""
    opened = pb.PlaceVersion(
        kind=pb.VERSION_KIND_OPEN,
        valid_from=MADE_AT - 86_400_000_000,
        valid_until=MADE_AT,
        recorded_at=MADE_AT - 86_000_000_000,
        event=70,
        late=True,
        wait=70,
        start_day=20241128,
        clock=pb.CLOCK_OORSPRONKELIJKE_AANMELDDATUM,
        place=told_place(pb, b""),
    )
    completed = pb.PlaceVersion(
        kind=pb.VERSION_KIND_COMPLETED,
        valid_from=MADE_AT,
        recorded_at=MADE_AT + 86_400_000_000,
        event=90,
        wait=70,
        start_day=20241128,
        clock=pb.CLOCK_OORSPRONKELIJKE_AANMELDDATUM,
        reden=pb.UITSTROOMREDEN_GESTART,
        left_on=20250301,
    )
    return pb.HistoryReply(head=head, versions=[opened, completed], taken=[taken(pb)])


def figures(pb):
    """Every part of Figures, each number another one."""

    def count(start):
        return pb.Count(places=start, jeugdigen_lower=start - 2, jeugdigen_upper=start - 1)

    return pb.Figures(
        waiting=count(143),
        waiting_netto=count(121),
        waiting_bescherming=count(22),
        waiting_reclassering=count(5),
        waiting_adjusted=count(139),
        beyond=count(48),
        beyond_netto=count(40),
        beyond_bescherming=count(9),
        beyond_reclassering=count(3),
        beyond_adjusted=count(45),
        without_clock=2,
        days=pb.Days(count=141, sum=13818, median=71, p80=160, p92=301, longest=812),
        bands=[50, 30, 15, 25, 12, 6, 3],
        inflow=31,
        left=[1, 17, 2, 4, 3, 0, 0, 0, 1, 0, 0, 6, 0],
        realised=pb.Days(count=17, sum=1530, median=83, p80=120, p92=180, longest=200),
        realised_within=11,
        phases=[pb.Phase(count=n, sum=100 * n) for n in (16, 15, 14, 0, 13)],
        taken=[100, 20, 10, 8, 4, 1],
        obstacles=[120, 9, 7, 3, 2, 1, 0, 1],
        aanbieders=12,
        aanbieders_mean=4,
        aanbieders_longest=10,
        aanbieders_p80=6,
        survival=pb.Survival(
            starts=40, at_risk=180, half_known=True, half_days=84, eighty_known=True, eighty_days=201
        ),
        coverage=pb.Coverage(
            expected=14, fresh=11, stale=1, dropped=2, oldest=20250112, deliveries=290
        ),
    )


def figures_reply(pb, head):
    quiet = pb.Figures(coverage=pb.Coverage(expected=1, dropped=1))
    point = pb.FigurePoint(
        on=20250131,
        norm_id="3m",
        total=figures(pb),
        cells=[
            pb.FigureCell(key=["", "06010713"], figures=quiet),
            pb.FigureCell(key=["KDC", "06010713"], figures=figures(pb)),
        ],
        aanname=[
            pb.AannameRow(
                agb_code="06010713",
                hulpvorm=pb.HULPVORM_KDC,
                status=pb.AANNAME_STATUS_STOP,
                peilmoment=MADE_AT,
            )
        ],
        **{"from": 20250101},
    )
    return pb.FiguresReply(
        head=head,
        points=[point],
        next_from=20250201,
        as_known_at=MADE_AT,
        duiding=[a_break(pb, event=60, recorded_at=MADE_AT, who="beheer")],
    )


def monitor_reply(pb, head):
    total = pb.MonitorRow(
        rows=4,
        places=410,
        beyond=130,
        has_days=True,
        days=pb.Days(count=410, sum=39000, median=70, p80=160, p92=300, longest=900),
    )
    table = pb.MonitorTable(
        by=pb.DIMENSION_HULPVORM,
        on=20250131,
        norm_id="3m",
        recorded_at=MADE_AT,
        rows=[
            pb.MonitorRow(key="KDC", rows=1, places=390, beyond=120),
            pb.MonitorRow(key="SAMEN", rows=3, places=20, beyond=10),
        ],
        total=total,
        coverage=pb.Coverage(expected=14, fresh=14, oldest=20250130, deliveries=420),
    )
    return pb.FiguresReply(head=head, as_known_at=MADE_AT, monitor=table)


def question_replies(pb, head):
    content = b"peildatum,plekken\n"
    publication = pb.Publication(
        name="regiomonitor/2025Q1",
        event=95,
        recorded_at=MADE_AT,
        who="beheer",
        content_hash=blake2b(content),
        content=content,
    )
    duiding = a_break(pb, event=60, recorded_at=MADE_AT, who="beheer")
    return [
        reply("TAKE", pb.TakeReply(head=head, taken=taken(pb))),
        reply("PLACES", places_reply(pb, head)),
        reply("HISTORY", history_reply(pb, head)),
        reply("FIGURES", figures_reply(pb, head)),
        reply("FIGURES", monitor_reply(pb, head)),
        reply("DUIDING", pb.DuidingReply(head=head, duiding=duiding)),
        reply("PUBLICATION", pb.PublicationReply(head=head, publications=[publication])),
    ]


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
    ] + question_replies(pb, head(pb.STATUS_CODE_OK))


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
