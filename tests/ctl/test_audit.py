"""wachtpostctl audit, on what people really asked and did: the real daemon, and clients that
speak to it, some of whom may not."""

import json
import os
import pathlib
import shutil
import subprocess
import sys
import time

import pytest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "hostile"))
from post import (  # noqa: E402
    MAAN,
    START_US,
    ZON,
    Post,
    client,
    pb,
    place,
    program,
    snapshot,
)

DAMAGE = os.environ["DAMAGE_AUDIT"]
DONE, USAGE, DAMAGED, CONFIG = 0, 64, 74, 78
DAY_US = 86_400_000_000
PATIENCE_S = 30
PLEK = "plek-00001"


def ctl(post, *arguments):
    command = [program("wachtpostctl"), "audit", "-c", str(post.conf), *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE_S)


def lines(post, *arguments):
    ran = ctl(post, "--json", *arguments)
    assert (ran.returncode, ran.stderr) == (DONE, "")
    return [json.loads(line) for line in ran.stdout.splitlines()]


def kinds(found):
    return [line.get("act", "") for line in found]


def of_place(agb, number):
    return {"agb_code": agb, "place_id": b"plek-%05d" % number}


class Scene:
    """Two days in which a coordinator looks around, and others try to."""

    def __init__(self, post):
        self.post, self.now = post, START_US

    def head(self):
        return pb.RequestHead(made_at=self.now)

    def ask(self, who, kind, message, expected="OK"):
        message.head.CopyFrom(self.head())
        with self.post.caller(who) as caller:
            assert caller.verdict(kind, message) == expected

    def push(self, who, agb, places):
        with self.post.caller(who) as caller:
            assert caller.verdict(b"PUSH", snapshot(agb, 1, places)) == "ACCEPTED"

    def first_day(self):
        self.push("zon", ZON, [place(1, 20250101), place(2)])
        self.push("maan", MAAN, [place(1), place(3)])
        self.ask("coordinator", b"ALERTS", pb.AlertsRequest())
        self.ask("coordinator", b"PLACES", pb.PlacesRequest())
        maan = pb.Filter(aanbieders=[MAAN])
        self.ask("coordinator", b"PLACES", pb.PlacesRequest(filter=maan))
        self.ask("coordinator", b"HISTORY", pb.HistoryRequest(**of_place(ZON, 1)))
        taken = pb.TakeRequest(state=pb.TAKEN_STATE_OPGEPAKT, **of_place(ZON, 2))
        self.ask("coordinator", b"TAKE", taken)
        self.ask("monitor", b"PLACES", pb.PlacesRequest(), "DENIED")

    def second_day(self):
        self.now += DAY_US
        clock = pb.ClockRequest(instant=self.now)
        self.ask("klok", b"CLOCK", clock)
        self.ask("coordinator", b"HISTORY", pb.HistoryRequest(**of_place(MAAN, 3)))
        self.ask("maan", b"PLACES", pb.PlacesRequest())
        with self.post.caller("kiel") as kiel:
            for _ in range(5):
                frames = kiel.frames(b"STATUS", pb.StatusRequest(head=self.head()).SerializeToString())
                frames[4] = bytes(64)
                assert kiel.exchange(frames) is not None


@pytest.fixture(scope="module")
def post():
    with Post() as served:
        scene = Scene(served)
        scene.first_day()
        scene.second_day()
        yield served


def test_every_act_is_there_in_order_while_the_daemon_runs(post):
    found = lines(post)
    acts = [line["act"] for line in found if line["party"] == "participant"]
    assert acts[:8] == ["ALERTS", "PLACES", "PLACES", "HISTORY", "TAKE", "PLACES", "HISTORY",
                        "PLACES"]
    assert [line["number"] for line in found] == list(range(1, len(found) + 1))
    assert found[0] | {"act": "CONFIG", "party": "operator", "outcome": "OK"} == found[0]
    assert "enrolled=analist,beheer,coordinator,kiel" in found[0]["question"]


def test_the_log_begins_with_the_daemon(post):
    start = lines(post, "--kind", "START")[0]
    assert start["number"] == 2 and start["party"] == "operator"
    assert "version=" in start["question"] and "incarnation=" in start["question"]


def test_json_tells_what_was_asked_and_when_in_utc(post):
    alerts, places, filtered, history = lines(post, "--participant", "coordinator")[:4]
    assert alerts["instant"].startswith("2025-06-02T10:00:00.") and alerts["instant"][-1] == "Z"
    assert alerts | {"question": "after=0 until=1", "rows": 1, "outcome": "OK"} == alerts
    assert places["question"] == "on=2025-06-02 norm=3m beyond_only=0 offset=0"
    assert places["rows"] == 4 and "aanbieder" not in places
    assert filtered["question"].endswith(f" aanbieders={MAAN}")
    assert filtered["aanbieder"] == MAAN and filtered["rows"] == 2
    assert history["aanbieder"] == ZON and len(history["plek"]) == 32
    assert PLEK not in json.dumps(lines(post))


def test_the_table_shows_the_clock_of_amsterdam(post):
    ran = ctl(post, "--kind", "take")
    assert ran.returncode == DONE
    heading, row, *rest = ran.stdout.splitlines()
    assert heading.split() == ["number", "when", "who", "what", "outcome", "about", "rows",
                               "question"]
    assert "  2025-06-02T12:00:00+02:00  coordinator " in row
    assert " TAKE " in row and f" OK           {ZON}" in row and "state=OPGEPAKT" in row
    assert rest[0] == "" and "follow one another" in rest[1] and rest[2][-64:].isalnum()


def test_participant_finds_one(post):
    assert kinds(lines(post, "--participant", "maan")) == ["PLACES"]
    assert lines(post, "--participant", "nobody") == []


def test_kind_finds_one_kind(post):
    assert set(kinds(lines(post, "--kind", "HISTORY"))) == {"HISTORY"}
    assert len(lines(post, "--kind", "history")) == 2


def test_aanbieder_finds_what_was_about_it_alone(post):
    found = lines(post, "--aanbieder", MAAN)
    assert {line["aanbieder"] for line in found} == {MAAN}
    assert kinds(found)[:3] == ["PLACES", "HISTORY", "PLACES"]


def test_days_are_those_of_amsterdam(post):
    first = lines(post, "--until", "2025-06-02", "--participant", "coordinator")
    second = lines(post, "--from", "2025-06-03", "--participant", "coordinator")
    assert kinds(first) == ["ALERTS", "PLACES", "PLACES", "HISTORY", "TAKE"]
    assert kinds(second) == ["HISTORY"]
    both = lines(post, "--from", "2025-06-02", "--until", "2025-06-03", "--participant",
                 "coordinator")
    assert both == first + second
    assert lines(post, "--until", "2025-06-01") == []


def test_plek_finds_who_asked_for_it_and_who_may_have_seen_it(post):
    found = lines(post, "--plek", ZON, PLEK, "--participant", "coordinator")
    assert [(line["act"], line.get("maybe", False)) for line in found] == [
        ("ALERTS", True), ("PLACES", True), ("HISTORY", False)]
    taken = lines(post, "--plek", ZON, "plek-00002", "--participant", "coordinator")
    assert [(line["act"], line.get("maybe", False)) for line in taken] == [
        ("PLACES", True), ("TAKE", False)]
    elsewhere = lines(post, "--plek", MAAN, "plek-00003")
    assert ("HISTORY", False) in [(line["act"], line.get("maybe", False)) for line in elsewhere]
    assert "may have shown it" in ctl(post, "--plek", ZON, PLEK).stdout


def test_a_place_that_nobody_asked_for_has_lists_only(post):
    found = lines(post, "--plek", ZON, "-no-such-place", "--participant", "coordinator")
    assert [line["act"] for line in found if not line.get("maybe")] == []


def test_refused_finds_what_was_refused_and_why(post):
    found = lines(post, "--refused", "--participant", "monitor")
    assert len(found) == 1
    assert found[0] | {"act": "PLACES", "outcome": "DENIED"} == found[0]
    assert found[0]["refused"] | {"reason": "kind", "count": 1, "unwritten": 0} == (
        found[0]["refused"])
    assert all("refused" in line for line in lines(post, "--refused"))


def wait_refused(post, is_it):
    """The first refusal of this kind, which needs no more traffic to be put on record."""
    until = time.monotonic() + PATIENCE_S
    while time.monotonic() < until:
        found = [line for line in lines(post, "--refused") if is_it(line)]
        if found:
            return found[0]
        time.sleep(0.1)
    raise AssertionError("it is on no record")


def test_an_attempt_is_on_record_within_a_second_or_so(post):
    found = wait_refused(post, lambda line: line.get("participant") == "kiel")
    assert found["refused"]["reason"] == "signature"
    assert found["outcome"] == "DENIED" and found["act"] == "STATUS"


def test_a_stranger_at_the_door_is_on_record_as_a_count(post):
    with post.caller("stranger") as stranger:
        stranger.socket.send_multipart(stranger.frames(b"STATUS", b""))
        found = wait_refused(post, lambda line: line["party"] == "stranger")
    assert found["refused"]["reason"] == "front.key"
    assert "participant" not in found


def test_that_the_log_is_read_is_on_record_first(post):
    lines(post, "--plek", ZON, PLEK, "--from", "2025-06-02")
    last = lines(post, "--kind", "AUDIT")
    assert last[-1]["question"] == f"uid={os.getuid()} kind=AUDIT"
    asked = last[-2]
    assert asked["party"] == "operator" and asked["aanbieder"] == ZON
    assert asked["question"] == f"uid={os.getuid()} aanbieder={ZON} from=2025-06-02"
    assert asked["plek"] == lines(post, "--kind", "HISTORY")[0]["plek"]


@pytest.mark.parametrize("arguments", [
    ("--plek", ZON),
    ("--plek", "123", PLEK),
    ("--plek", ZON, ""),
    ("--aanbieder", "0601071"),
    ("--aanbieder", MAAN, "--plek", ZON, PLEK),
    ("--from", "2-6-2025"),
    ("--until", "2025-02-30"),
    ("--from", "2025-06-03", "--until", "2025-06-02"),
    ("--kind", ""),
    ("--kind", "X" * 40),
    ("left over",),
])
def test_what_cannot_be_meant_is_wrong_usage_and_on_no_record(post, arguments):
    before = len(lines(post, "--kind", "AUDIT"))
    ran = ctl(post, *arguments)
    assert (ran.returncode, ran.stdout) == (USAGE, "")
    assert ran.stderr
    assert len(lines(post, "--kind", "AUDIT")) == before + 1


def run(post, *words):
    command = [program("wachtpostctl"), words[0], "-c", str(post.conf), *map(str, words[1:])]
    ran = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE_S)
    assert (ran.returncode, ran.stderr) == (DONE, "")


def test_what_the_operator_does_is_on_record(post, tmp_path):
    run(post, "backup", tmp_path / "one.wp")
    run(post, "verify")
    backup, verified = lines(post, "--kind", "BACKUP") + lines(post, "--kind", "VERIFY")
    assert backup["party"] == "operator"
    assert backup["question"] == f"uid={os.getuid()} file=one.wp"
    assert verified["act"] == "VERIFY"


# ---- without the daemon, and with others' hands on it


@pytest.fixture
def stopped(post, tmp_path):
    """A copy of the installation, of which no daemon runs."""
    post.stop()
    folder = tmp_path / "post"
    shutil.copytree(post.folder, folder, symlinks=True)
    post.start()
    yield folder


def audit_of(folder, *arguments):
    command = [program("wachtpostctl"), "audit", "-c", str(folder / "wachtpostd.conf"),
               "--store", str(folder / "store"), *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE_S)


def damage(folder, *words):
    command = [DAMAGE, str(folder / "store"), str(folder / "store.key"), *map(str, words)]
    subprocess.run(command, check=True)


def count_lines(folder):
    return len(audit_of(folder, "--json").stdout.splitlines())


def test_what_was_counted_is_written_when_the_daemon_stops(stopped):
    ran = audit_of(stopped, "--json", "--refused", "--participant", "kiel")
    counts = [json.loads(line)["refused"]["count"] for line in ran.stdout.splitlines()]
    assert sum(counts) == 5 and len(counts) <= 2


def test_the_log_ends_with_the_daemon(stopped):
    found = [json.loads(line) for line in audit_of(stopped, "--json").stdout.splitlines()]
    assert found[-1]["act"] == "STOP"
    starts = [line["question"] for line in found if line.get("act") == "START"]
    assert found[-1]["question"] in starts


def test_another_store_is_read_and_that_is_on_no_record(stopped):
    before = count_lines(stopped)
    assert audit_of(stopped).returncode == DONE
    assert count_lines(stopped) == before


def test_without_a_daemon_it_is_read_and_on_record_too(stopped):
    before = count_lines(stopped)
    command = [program("wachtpostctl"), "audit", "-c", str(stopped / "wachtpostd.conf"), "--json"]
    ran = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE_S)
    assert (ran.returncode, ran.stderr) == (DONE, "")
    found = [json.loads(line) for line in ran.stdout.splitlines()]
    assert found[-1]["act"] == "AUDIT"
    assert len(found) > before


def on_record(folder, act):
    return [line for line in map(json.loads, audit_of(folder, "--json").stdout.splitlines())
            if line.get("act") == act]


def test_what_shows_every_child_is_on_record_first(stopped, tmp_path):
    conf = ("-c", str(stopped / "wachtpostd.conf"))
    for words in (("dump",), ("rebuild", "--into", str(tmp_path / "again"))):
        command = [program("wachtpostctl"), words[0], *conf, *words[1:]]
        subprocess.run(command, capture_output=True, check=True, timeout=PATIENCE_S)
        assert len(on_record(stopped, words[0].upper())) == 1


def test_a_store_that_was_restored_says_so(stopped, tmp_path):
    conf = ("-c", str(stopped / "wachtpostd.conf"))
    ctl = program("wachtpostctl")
    subprocess.run([ctl, "backup", *conf, str(tmp_path / "one.wp")], check=True,
                   capture_output=True, timeout=PATIENCE_S)
    shutil.move(stopped / "store", tmp_path / "aside")
    subprocess.run([ctl, "restore", *conf, str(tmp_path / "one.wp")], check=True,
                   capture_output=True, timeout=PATIENCE_S)
    assert on_record(stopped, "RESTORE")[0]["question"].endswith(" file=one.wp")


@pytest.mark.parametrize("words, after", [
    (("drop", 4), 3),
    (("flip", 5), 4),
    (("swap", 3, 6), 2),
])
def test_a_line_that_was_touched_is_found_and_named(stopped, words, after):
    damage(stopped, *words)
    ran = audit_of(stopped)
    assert ran.returncode == DAMAGED
    assert f"damaged behind line {after}: line {after + 1} " in ran.stderr
    assert "follow one another" not in ran.stdout


@pytest.mark.parametrize("words", [("drop", 1), ("cut", 4)])
def test_an_end_that_is_gone_is_found_at_open(stopped, words):
    damage(stopped, *words)
    ran = audit_of(stopped)
    assert (ran.returncode, ran.stdout) == (DAMAGED, "")
    assert "end of the audit log" in ran.stderr


def test_a_configuration_with_mistakes_shows_nothing(stopped):
    (stopped / "wachtpostd.conf").write_text("nonsense = 1\n")
    ran = audit_of(stopped)
    assert (ran.returncode, ran.stdout) == (CONFIG, "")
