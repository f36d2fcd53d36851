"""The region that is replayed holds every case it is meant to hold; seen by the model."""
import collections

import pytest
from contract import CAUSE, FAULT, HOLD, KIND, REJECT, STATUS
from play import DryPlayer
from region import Region
from test_replay import AANBIEDERS, DAYS, SEED


@pytest.fixture(scope="module")
def player():
    region = Region(SEED, AANBIEDERS, DAYS)
    player = DryPlayer(region.settings, region.start)
    region.play(player)
    return player


def values(names):
    return {v for k, v in vars(names).items() if isinstance(v, int) and v}


def receipts(player):
    return [r for a in player.model.aanbieders.values() for r in a.receipts.values()]


def test_every_kind_and_cause_is_told(player):
    alerts = player.model.book.alerts
    assert {a.kind for a in alerts} == values(KIND)
    assert {a.place.cause for a in alerts if a.place.cause} == values(CAUSE)
    assert {a.holder.end for a in alerts if a.holder.end} == values(HOLD)
    assert {a.place.level for a in alerts} == {0, 6, 9, 12}
    assert any(a.kind == KIND.STIL and a.holder.ends for a in alerts)
    assert {a.kind for a in alerts if a.place.corrects} == {
        KIND.DREIGEND, KIND.OVERSCHRIJDING, KIND.VAN_LIJST}


def test_every_refusal_and_rejection_happens(player):
    faults = collections.Counter(f.code for r in receipts(player) for line in r.refused
                                 for f in line.faults)
    assert set(faults) == values(FAULT)
    assert {r.reject_reason for r in receipts(player)} == {0} | values(REJECT)


def test_late_snapshots_open_change_close_and_complete(player):
    late = [r for r in receipts(player) if r.late and r.outcome == STATUS.ACCEPTED]
    for count in ("new_places", "changed", "left", "completed"):
        assert sum(getattr(r, count) for r in late) > 10, count


def test_every_answer_is_given(player):
    given = {status for _, status in player.answers}
    assert given == {getattr(STATUS, name) for name in (
        "ACCEPTED", "HELD", "REJECTED", "DUPLICATE", "CONFLICT", "GAP", "MALFORMED", "DENIED",
        "DISCARDED", "NOTHING_HELD")}


def test_the_balance_always_holds(player):
    for receipt in receipts(player):
        if receipt.outcome == STATUS.ACCEPTED and not receipt.late:
            assert receipt.open == receipt.previous + receipt.new_places - receipt.left


def test_the_same_seed_is_the_same_year():
    def log(seed):
        region = Region(seed, 3, 40)
        player = DryPlayer(region.settings, region.start)
        region.play(player)
        return [a.SerializeToString() for a in player.model.book.alerts]
    assert log(5) == log(5) != log(6)


