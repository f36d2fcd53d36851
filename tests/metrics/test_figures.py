"""Every figure changes when what it counts happens, and at nothing else."""

import os
import subprocess
import time

import pytest
from post import KIEL, MAAN, START_US, ZON, keys_of, pb, place, program, snapshot
from web import watched_post

DAY_US = 86_400_000_000


@pytest.fixture(name="both")
def watched():
    with watched_post() as both:
        yield both


def outcome(name):
    return f'wachtpost_snapshots_total{{outcome="{name}"}}'


def kind(name):
    return f'wachtpost_alerts_total{{kind="{name}"}}'


def refused(half, reason):
    return f'wachtpost_refused_total{{half="{half}",reason="{reason}"}}'


def changes(before, after):
    """What counts, and is no duration."""
    return {
        name: after[name] - before[name]
        for name in after
        if after[name] != before[name]
        and not name.startswith(("wachtpost_heap", "wachtpost_connections", "wachtpost_store_bytes"))
        and "_seconds" not in name
    }


def settled(web):
    """Figures that hold all that has happened: an answer may be a second old."""
    time.sleep(1.1)
    return web.figures()


def places(numbers):
    return [place(number) for number in numbers]


def test_promtool_has_no_complaint(both):
    _, web = both
    code, headers, text = web.ask("/metrics")
    assert code == 200
    assert headers["Content-Type"].startswith("text/plain; version=0.0.4")
    ran = subprocess.run(["promtool", "check", "metrics"], input=text, capture_output=True, text=True)
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, "", "")


def test_each_answer_to_a_push_is_counted_as_what_it_is(both):
    post, web = both
    before = settled(web)
    with post.caller("zon") as zon, post.caller("maan") as maan:
        first = snapshot(ZON, 1, places(range(12)))
        assert zon.verdict(b"PUSH", first) == "ACCEPTED"
        assert zon.verdict(b"PUSH", first) == "DUPLICATE"
        assert zon.verdict(b"PUSH", snapshot(ZON, 1)) == "CONFLICT"
        assert zon.verdict(b"PUSH", snapshot(ZON, 9)) == "GAP"
        assert zon.verdict(b"PUSH", b"\xff") == "MALFORMED"
        assert maan.verdict(b"PUSH", snapshot(ZON, 2)) == "DENIED"
        unsorted = snapshot(ZON, 2, places((2, 1)))
        assert zon.verdict(b"PUSH", unsorted) == "REJECTED"
        assert zon.verdict(b"PUSH", snapshot(ZON, 3, places((1,)))) == "HELD"
    came = changes(before, settled(web))
    assert came == {
        **{outcome(name): 1 for name in ("accepted", "duplicate", "conflict", "gap", "malformed",
                                         "denied", "rejected", "held")},
        kind("AFWIJKEND"): 1,
        refused("engine", "body"): 1,
        refused("engine", "scope"): 1,
        "wachtpost_journal_head": 3,
        "wachtpost_alert_head": 1,
        "wachtpost_audit_head": 2,
        "wachtpost_aanbieders_held": 1,
    }


def test_receipts_and_commits_are_timed(both):
    post, web = both
    before = settled(web)
    post.deliver()
    with post.caller("zon") as zon:
        assert zon.verdict(b"PUSH", snapshot(ZON, 5)) == "GAP"
    after = settled(web)
    name = "wachtpost_receipt_duration_seconds"
    assert after[f"{name}_count"] - before[f"{name}_count"] == 2
    assert 0 < after[f"{name}_sum"] - before[f"{name}_sum"] < 10
    assert after[f'{name}_bucket{{le="+Inf"}}'] == after[f"{name}_count"]
    name = "wachtpost_commit_duration_seconds"
    assert after[f"{name}_count"] - before[f"{name}_count"] >= 1
    assert after[f"{name}_sum"] > before[f"{name}_sum"]


def test_a_held_delivery_that_is_replaced_is_held_no_more(both):
    post, web = both
    with post.caller("zon") as zon:
        assert zon.verdict(b"PUSH", snapshot(ZON, 1, places(range(12)))) == "ACCEPTED"
        assert zon.verdict(b"PUSH", snapshot(ZON, 2, places((1,)))) == "HELD"
        web.wait_figure("wachtpost_aanbieders_held", 1)
        # Again and again held is still one.
        assert zon.verdict(b"PUSH", snapshot(ZON, 3, places((2,)))) == "HELD"
        assert settled(web)["wachtpost_aanbieders_held"] == 1
        assert zon.verdict(b"PUSH", snapshot(ZON, 4, places(range(12)))) == "ACCEPTED"
    web.wait_figure("wachtpost_aanbieders_held", 0)


def pass_days(post, days):
    """One by one: a day that is evaluated late makes nobody silent."""
    with post.caller("klok") as klok:
        for day in range(1, days + 1):
            reply = klok.ask(b"CLOCK", pb.ClockRequest(instant=START_US + day * DAY_US))
            assert reply.head.status == pb.STATUS_CODE_OK, reply


def test_midnights_make_alerts_and_silence_and_a_delivery_ends_it(both):
    post, web = both
    with post.caller("zon") as zon:
        reply = zon.ask(b"PUSH", snapshot(ZON, 1, [place(1, 20250310)]))
        assert reply.head.status == pb.STATUS_CODE_ACCEPTED
    before = settled(web)
    assert before["wachtpost_evaluation_late_seconds"] == 0
    pass_days(post, 9)
    after = settled(web)
    came = changes(before, after)
    assert came["wachtpost_aanbieders_silent"] == 3 == came[kind("STIL")]
    assert came[kind("OVERSCHRIJDING")] == 1
    assert came["wachtpost_alert_head"] == sum(
        count for name, count in came.items() if name.startswith("wachtpost_alerts_total"))
    assert after["wachtpost_evaluation_late_seconds"] == 0
    name = "wachtpost_evaluated_day_timestamp_seconds"
    assert after[name] - before[name] == 9 * 86400
    with post.caller("zon") as zon:
        late = snapshot(ZON, 2, [place(1, 20250310)], START_US + 9 * DAY_US)
        assert zon.verdict(b"PUSH", late) == "ACCEPTED"
    assert settled(web)["wachtpost_aanbieders_silent"] == 2
    post.file_of("maan").unlink()
    post.reload()
    found = settled(web)
    assert (found["wachtpost_aanbieders_silent"], found["wachtpost_aanbieders"]) == (1, 2)


def test_what_is_silent_and_held_is_known_again_after_a_start(both):
    post, web = both
    with post.caller("zon") as zon:
        assert zon.verdict(b"PUSH", snapshot(ZON, 1, places(range(12)))) == "ACCEPTED"
        assert zon.verdict(b"PUSH", snapshot(ZON, 2, places((1,)))) == "HELD"
    pass_days(post, 9)
    before = settled(web)
    assert (before["wachtpost_aanbieders_silent"], before["wachtpost_aanbieders_held"]) == (3, 1)
    assert post.stop() == 0
    after = len(post.lines)
    post.start()
    web.find(after)
    found = web.figures()
    assert (found["wachtpost_aanbieders_silent"], found["wachtpost_aanbieders_held"]) == (3, 1)
    assert found["wachtpost_journal_head"] == before["wachtpost_journal_head"]
    assert found[outcome("held")] == found[kind("STIL")] == 0  # these begin with the process
    assert found["wachtpost_start_timestamp_seconds"] > before["wachtpost_start_timestamp_seconds"]


def test_who_is_refused_at_the_door_and_behind_it_is_counted_apart(both):
    post, web = both
    before = settled(web)
    with post.caller("nobody") as nobody:
        frames = nobody.frames(b"STATUS", b"")
        assert nobody.exchange(frames, 0.5) is None
    with post.caller("zon") as zon:
        zon.keys.sign = lambda *_: bytes(64)
        assert zon.verdict(b"PUSH", snapshot(ZON, 1)) == "DENIED"
    web.wait_figure(refused("engine", "signature"), before[refused("engine", "signature")] + 1)
    # He tries again by himself, as libzmq does.
    assert settled(web)[refused("front", "key")] > before[refused("front", "key")]
    assert web.figures()[outcome("denied")] == before[outcome("denied")] + 1


def test_a_backup_is_known_at_once_and_after_a_start(both, tmp_path):
    post, web = both
    post.deliver()
    assert settled(web)["wachtpost_backup_timestamp_seconds"] == 0
    backup = [program("wachtpostctl"), "backup", "-c", str(post.conf), str(tmp_path / "backups")]
    (tmp_path / "backups").mkdir(mode=0o700)
    ran = subprocess.run(backup, capture_output=True, text=True)
    assert ran.returncode == 0, ran.stderr
    made = settled(web)["wachtpost_backup_timestamp_seconds"]
    assert made == pytest.approx(START_US / 1e6, abs=10)  # by the store's own clock
    assert post.stop() == 0
    after = len(post.lines)
    post.start()
    web.find(after)
    assert web.figures()["wachtpost_backup_timestamp_seconds"] == pytest.approx(made, abs=10)


def test_no_figure_names_anybody_or_anything_of_a_child(both):
    post, web = both
    with post.caller("zon") as zon:
        assert zon.verdict(b"PUSH", snapshot(ZON, 1, [place(1, 20240310)])) == "ACCEPTED"
    time.sleep(1.1)
    text = web.ask("/metrics")[2]
    for word in (ZON, MAAN, KIEL, "zon", "maan", "plek", "0518", "KDC", keys_of("zon").registration_line()):
        assert word not in text


def test_memory_and_room_are_what_they_are(both):
    post, web = both
    found = settled(web)
    for half in ("engine", "front"):
        own = found[f'wachtpost_heap_bytes{{half="{half}"}}']
        assert 100_000 < own < 2 * post.peak_bytes(half) + (64 << 20)
    used, room = found["wachtpost_store_bytes"], found["wachtpost_store_map_bytes"]
    assert room == 1024 << 20
    assert 0 < used <= os.stat(post.folder / "store" / "data.mdb").st_size
    assert found["wachtpost_store_readers"] <= 1 < found["wachtpost_store_readers_max"]
    with post.caller("zon") as zon:
        assert zon.verdict(b"PUSH", snapshot(ZON, 1)) == "ACCEPTED"
        assert found["wachtpost_front_connected"] == 1
