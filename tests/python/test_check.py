"""The check of a line against the daemon's own, and days, keys and bytes against the vectors."""

import datetime
import json
import os
import pathlib
import random
import subprocess

import pytest
from station import own_keys, pb
from wachtpost import check, days, keys, snapshot

ROOT = pathlib.Path(__file__).resolve().parents[2]
VECTORS = json.loads((ROOT / "proto/vectors/vectors.json").read_text(encoding="utf-8"))
SNAPSHOTS = 3000
GEMEENTEN = ("0518", "0626", "0363", "518", "", "05180", "٠٥١٨")
IDS = (
    b"", b"A", b"B", b"plek-7", b"x" * 64, b"x" * 65, b"\xff", b"a\x01", "a\u0085".encode(),
    "é".encode(), b"123456782", b"a123456782b", b"1234567820", b"000000000", b"111222333",
)  # fmt: skip
CODES = tuple(check.CODES)


def some_date(rng, day):
    near = datetime.timedelta(days=rng.choice((-4000, -3653, -3652, -30, -1, 0, 1, 364, 367)))
    return rng.choice(
        (0, 0, days.number_of_date(day), days.number_of_date(day + near), 20250230, 20241301,
         99999999, 1, 4294967295, 10101)
    )  # fmt: skip


def some_place(rng, day):
    place = pb.Wachtplek(
        gemeente=rng.choice(GEMEENTEN),
        gi=rng.choice(("", "06012345", "6012345", "0601234a")),
        jeugdige=rng.choice((b"", bytes(32), bytes(31))),
        productcategorie=rng.choice((0, 30, 31, 38, 39, 40, 55, 56)),
        verwijzer=rng.choice(range(10)),
    )
    for field in CODES:
        setattr(place, field, rng.choice((0, 1, 2, 4, 6, 13, 14, -1)))
    for field in check.DATES:
        if rng.random() < 0.5:
            setattr(place, field, some_date(rng, day))
    return place


def nearly_right(rng, day):
    """One thing wrong at most, so that no fault hides behind another."""
    right = pb.Wachtplek(gemeente="0518", hulpvorm=pb.HULPVORM_KDC)
    right.aanmelddatum = days.number_of_date(day)
    field = rng.choice([field.name for field in right.DESCRIPTOR.fields if field.name != "id"])
    setattr(right, field, getattr(some_place(rng, day), field))
    return right


def some_snapshot(rng):
    day = rng.choice((datetime.date(2025, 3, 1), datetime.date(2023, 12, 31),
                      datetime.date(2024, 1, 1), datetime.date(2024, 2, 29)))  # fmt: skip
    noon = datetime.datetime(day.year, day.month, day.day, 12) - days.EPOCH
    message = pb.Snapshot(
        agb_code="06010713", epoch=bytes(16), sequence=1,
        peilmoment=noon // datetime.timedelta(microseconds=1),
    )  # fmt: skip
    make = rng.choice((some_place, nearly_right))
    for _ in range(rng.randrange(4)):
        place = make(rng, day)
        place.id = rng.choice(IDS)
        message.places.append(place)
    for _ in range(rng.randrange(4)):
        place = make(rng, day) if rng.random() < 0.7 else None
        line = message.outflow.add(
            id=rng.choice(IDS), reden=rng.choice((0, 1, 12, 13, -1)),
            datum=some_date(rng, day), place=place,
        )  # fmt: skip
        if place and rng.random() < 0.3:
            line.place.id = rng.choice((line.id, b"A"))
    return message


def judged_by_c(bodies):
    sent = b"".join(len(body).to_bytes(4, "big") + body for body in bodies)
    ran = subprocess.run([os.environ["JUDGE"]], input=sent, capture_output=True, timeout=60)
    assert ran.returncode == 0, ran.stderr
    return [told.splitlines() for told in ran.stdout.decode().split(".\n")[:-1]]


def said(message):
    """As judge.c prints it."""
    lines = []
    for index, faults in enumerate(snapshot.faults(message)):
        if faults:
            told = " ".join(f"{code}={field}" for code, field in faults.items())
            lines.append(f"{index} {told}")
    return lines


def test_every_line_is_judged_as_the_daemon_judges_it():
    rng = random.Random(7)
    messages = [some_snapshot(rng) for _ in range(SNAPSHOTS)]
    theirs = judged_by_c([message.SerializeToString() for message in messages])
    ours = [said(message) for message in messages]
    assert theirs == ours
    codes = {part.split("=")[0] for lines in ours for line in lines for part in line.split()[1:]}
    assert codes == set(check.SENTENCES) - {"ONBEKENDE_PLEK"}


def test_sentences_are_those_of_the_daemon():
    source = (ROOT / "proto/model/check.c").read_text(encoding="utf-8").replace('"\n', "\n")
    told = "".join(part.strip().strip('"') for part in source.split("\n"))
    flat = "".join(told.split())
    for sentence in check.SENTENCES.values():
        assert "".join(sentence.split()) in flat.replace('"', ""), sentence


def test_keys_of_the_vectors():
    known = VECTORS["keys"]
    made = keys.Keys(bytes.fromhex(known["seed"]))
    assert made.registration_line() == known["registration_line"]
    assert made.curve_secret.hex() == known["curve_secret"]["hex"]
    assert keys.key_of_z85(known["curve_public"]["z85"]) == made.curve_public


@pytest.mark.parametrize("request_of", VECTORS["requests"], ids=lambda r: r["kind"])
def test_hash_and_signature_of_the_vectors(request_of):
    made = keys.Keys(bytes.fromhex(VECTORS["keys"]["seed"]))
    body, request_id = (bytes.fromhex(request_of[name]) for name in ("body", "request_id"))
    assert keys.hash_of(body).hex() == request_of["hash"]
    assert made.sign(request_of["kind"], request_id, body).hex() == request_of["signature"]


def test_snapshot_of_the_vectors_is_encoded_to_its_bytes():
    """Everything a wachtlijst can say, through the client's own encoding."""
    for request_of in VECTORS["requests"]:
        if request_of["kind"] != "PUSH":
            continue
        body = bytes.fromhex(request_of["body"])
        said_there = pb.Snapshot.FromString(body)
        number = snapshot.Number(
            said_there.epoch, said_there.sequence,
            said_there.superseded_epoch, said_there.superseded_sequence,
        )  # fmt: skip
        wachtlijst = snapshot.Wachtlijst(list(said_there.places), list(said_there.outflow))
        made = pb.Snapshot.FromString(
            snapshot.encode(
                wachtlijst, said_there.agb_code, number, said_there.peilmoment, said_there.aanname
            )
        )
        made.ClearField("system")
        said_there.ClearField("system")
        assert made == said_there
        assert snapshot.renumber(body, number) == body


@pytest.mark.parametrize(
    "instant, day",
    [
        ("2025-03-30T00:59:59Z", "30-03-2025 01:59"),
        ("2025-03-30T01:00:00Z", "30-03-2025 03:00"),
        ("2025-10-26T00:59:59Z", "26-10-2025 02:59"),
        ("2025-10-26T01:00:00Z", "26-10-2025 02:00"),
        ("2024-12-31T23:00:00Z", "01-01-2025 00:00"),
        ("2025-06-30T22:00:00Z", "01-07-2025 00:00"),
        ("2025-07-01", "01-07-2025 00:00"),
        ("2025-01-31", "31-01-2025 00:00"),
    ],
)
def test_civil_time_is_amsterdams(instant, day):
    assert days.dutch_instant(days.parse_instant(instant)) == day


def test_instant_that_is_none_is_told():
    for text in ("", "2025-02-30", "2025-01-31T09:00:00", "2025-01-31T25:00:00Z", "nu"):
        assert days.parse_instant(text) is None


@pytest.mark.parametrize(
    "date, months, later",
    [
        ("2025-01-31", 1, "2025-02-28"),
        ("2024-01-31", 1, "2024-02-29"),
        ("2025-12-31", 2, "2026-02-28"),
        ("2025-03-31", -1, "2025-02-28"),
        ("2025-01-15", -12, "2024-01-15"),
    ],
)
def test_months_end_where_the_month_does(date, months, later):
    start = datetime.date.fromisoformat(date)
    assert days.add_months(start, months).isoformat() == later


def test_fingerprint_is_what_the_c_client_shows(tmp_path):
    seed = tmp_path / "een.seed"
    seed.write_text(bytes(range(32)).hex() + "\n")
    seed.chmod(0o600)
    program = pathlib.Path(os.environ["WACHTPOST_BIN"]) / "wachtpost"
    ran = subprocess.run(
        [program, "keygen", "--show", str(seed)], capture_output=True, text=True, timeout=60
    )
    made = keys.Keys(bytes(range(32)))
    assert ran.stdout.strip() == made.registration_line()
    assert f"Kenmerk van deze sleutel: {made.fingerprint()}." in ran.stderr
    assert keys.read_seed(str(seed)) == bytes(range(32))
    assert own_keys("a").fingerprint() != made.fingerprint()
