"""What is held about one place, its removal, and what age removes: with the operator's own
tools, the daemon running, and an old copy of the store in the wrong hands."""

import json
import shutil
import subprocess
import time

import pytest
from post import MAAN, PATIENCE_S, START_US, ZON, Post, place, program, snapshot
from readme import STATUS, pb

DONE, DATA, UNUSABLE = 0, 65, 74
DAY_US = 86_400_000_000
CHILD, OTHER = "plek-00001", "plek-00002"
PSEUDONYM = bytes(range(32))


def ctl(post, command, *arguments, **options):
    return subprocess.run(
        [program("wachtpostctl"), command, "-c", str(post.conf), *arguments],
        capture_output=True, text=True, timeout=PATIENCE_S, **options,
    )


def push(post, sequence, places, peilmoment=START_US, outflow=()):
    with post.caller("zon") as zon:
        message = snapshot(ZON, sequence, places, peilmoment, outflow=outflow)
        assert zon.verdict(b"PUSH", message) == "ACCEPTED"


def child():
    return place(1, 20250101, jeugdige=PSEUDONYM)


@pytest.fixture
def post():
    """The child waits beyond the norm; the other one is there for company."""
    with Post() as served:
        push(served, 1, [child(), place(2)])
        yield served


def leave(post):
    left = pb.Uitstroom(id=CHILD.encode(), reden=pb.UITSTROOMREDEN_GESTART, datum=20250602)
    push(post, 2, [place(2)], START_US + 1_000_000, [left])


def move(post, instant):
    with post.caller("klok") as klok:
        reply = klok.ask(b"CLOCK", pb.ClockRequest(head=post.head(), instant=instant))
        assert reply.head.status == STATUS["OK"]


def facts(post, plek=CHILD, agb=ZON):
    ran = ctl(post, "inzage", agb, plek, "--json")
    assert (ran.returncode, ran.stderr) == (DONE, "")
    return [json.loads(line) for line in ran.stdout.splitlines()]


def of(all_facts, what):
    return [fact for fact in all_facts if fact["wat"] == what]


def test_everything_that_is_held_is_told(post):
    held = facts(post)
    assert of(held, "plek")[0]["op_de_wachtlijst"] == "ja"
    assert "vergeten_op" not in of(held, "plek")[0]
    (version,) = of(held, "versie")
    assert version["soort"] == "wacht" and version["aanmelddatum"] == "2025-01-01"
    assert version["hulpvorm"] == "KDC" and version["pseudoniem"] == "ja"
    assert [fact["nummer"] for fact in of(held, "levering")] == ["1"]
    assert [fact["soort"] for fact in of(held, "melding")] == ["OVERSCHRIJDING"]
    leave(post)
    held = facts(post)
    # The day after the last of 24 months from the first day of the 64 in which it left.
    assert of(held, "plek")[0]["vergeten_op"] == "2027-05-17"
    assert [fact["soort"] for fact in of(held, "versie")] == ["wacht", "vertrokken"]
    assert of(held, "versie")[1]["reden"] == "GESTART"
    assert [fact["nummer"] for fact in of(held, "levering")] == ["1", "2"]
    text = ctl(post, "inzage", ZON, CHILD).stdout
    assert "Meldingen over de plek" in text and "vergeten op: 2027-05-17" in text


def test_who_saw_it_is_told_and_that_somebody_asked(post):
    with post.caller("coordinator") as coordinator:
        message = pb.HistoryRequest(head=post.head(), agb_code=ZON, place_id=CHILD.encode())
        assert coordinator.verdict(b"HISTORY", message) == "OK"
    (seen,) = of(facts(post), "gezien")
    assert seen["wat_deed_die"] == "HISTORY" and seen["persoon"] == "coordinator"
    assert [fact["wat_deed_die"] for fact in of(facts(post), "gezien")] == ["HISTORY", "INZAGE"]
    assert of(facts(post, OTHER), "gezien") == []


def test_of_another_place_nothing_is_told(post):
    assert facts(post, "plek-99999") == [{"wat": "niets"}]
    assert facts(post, CHILD, MAAN) == [{"wat": "niets"}]
    ran = ctl(post, "inzage", "01234567", CHILD)
    assert ran.returncode == DATA and "geen aanbieder" in ran.stderr


def test_who_waits_is_not_removed(post):
    ran = ctl(post, "wis", ZON, CHILD, "--yes")
    assert ran.returncode == DATA and "nog op de wachtlijst" in ran.stderr
    assert of(facts(post), "versie")


def test_what_is_removed_is_gone_and_the_rest_goes_on(post):
    leave(post)
    post.wait_line("keyring.changed")  # this month's
    after = len(post.lines)
    ran = ctl(post, "wis", ZON, CHILD, input="plek-00002\n")
    assert ran.returncode == DATA and of(facts(post), "versie")
    ran = ctl(post, "wis", ZON, CHILD, input=CHILD + "\n")
    assert (ran.returncode, ran.stdout) == (DONE, "gewist: alles wat over deze plek bewaard werd\n")
    post.wait_line("keyring.changed", after)  # it need not wait for the month's end
    assert facts(post) == [{"wat": "niets"}]
    assert of(facts(post, OTHER), "versie")
    push(post, 3, [place(2)], START_US + 2_000_000)
    assert post.stop() == 0
    # The same, without a daemon.
    assert facts(post) == [{"wat": "niets"}]
    ran = ctl(post, "dump")
    assert ran.returncode == DONE and CHILD.encode().hex() not in ran.stdout
    verify = ctl(post, "verify")
    assert verify.returncode == DONE, verify.stdout + verify.stderr


def dump_of(post, copy):
    return ctl(post, "dump", "--store", str(copy))


def test_old_copy_of_the_store_shows_nothing_once_its_keys_have_gone(post):
    leave(post)
    assert post.stop() == 0
    copy = post.root / "copy"
    shutil.copytree(post.folder / "store", copy)
    assert CHILD.encode().hex() in dump_of(post, copy).stdout
    post.start()
    # Two years: a new key, everything sealed anew, and a month later the old one goes.
    for days in (750, 790, 830):
        after = len(post.lines)
        move(post, START_US + days * DAY_US)
        post.wait_line(r"keyring\.changed", after)
        wait_resealed(post)
    assert post.stop() == 0
    ran = dump_of(post, copy)
    assert ran.returncode == UNUSABLE and ran.stdout == ""
    ran = ctl(post, "dump")
    assert ran.returncode == DONE and CHILD.encode().hex() not in ran.stdout
    assert ctl(post, "verify").returncode == DONE


def test_journal_is_proved_from_a_backup_when_its_beginning_is_forgotten(post):
    leave(post)
    backup = post.root / "backup"
    assert ctl(post, "backup", str(backup)).returncode == DONE
    move(post, START_US + 430 * DAY_US)
    assert post.stop() == 0
    ran = ctl(post, "rebuild", "--into", str(post.root / "first"))
    assert ran.returncode == DATA and "--from" in ran.stderr
    ran = ctl(post, "rebuild", "--into", str(post.root / "again"), "--from", str(backup))
    assert (ran.returncode, ran.stderr) == (DONE, "") and "The same" in ran.stdout
    with Post() as other:
        assert ctl(other, "backup", str(other.root / "backup")).returncode == DONE
        shutil.copy(other.root / "backup", post.root / "strange")
    ran = ctl(post, "rebuild", "--into", str(post.root / "third"), "--from",
              str(post.root / "strange"))
    assert ran.returncode not in (DONE, DATA)


def wait_resealed(post):
    """The key file says which of its keys seal nothing any more, or has dropped them."""
    ring = post.folder / "store.key"
    until = time.monotonic() + PATIENCE_S
    while time.monotonic() < until:
        keys = [line for line in ring.read_text().splitlines() if line[:1].isdigit()]
        if sum("unused" not in line for line in keys) == 1:
            return
        time.sleep(0.05)
    raise AssertionError("keys are still used:\n" + "\n".join(line[:24] for line in keys))
