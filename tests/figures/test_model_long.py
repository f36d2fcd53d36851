"""The long history that the daemon is asked about holds every case it is meant to hold,
and the model's own figures fit together."""
import pytest
from ask import STEP, Ask
from asking import DryAsker
from contract import REASON, pb
from count import figures_of
from days import civil_day
from long import live_long
from test_figures import DAYS, SEED

VERSION_KINDS = {v for v in pb.VersionKind.values() if v}


@pytest.fixture(scope="module")
def asker():
    return live_long(DryAsker, SEED, DAYS)


def versions(asker):
    return [v for said in asker.past(0).versions.values() for v in said]


def test_every_kind_of_version_early_and_late(asker):
    assert {v.kind for v in versions(asker)} == VERSION_KINDS
    assert {v.kind for v in versions(asker) if v.late} == VERSION_KINDS


def test_waits_come_back_are_voided_and_change_hands(asker):
    past = asker.past(0)
    assert past.taken and any(row.reinstated for row in asker.rows)
    assert sum(code.ends is not None for code in past.codes.values()) == 2
    assert any(x.wait.void for code in past.codes.values()
               for leavings in code.history.present.left.values() for x in leavings)


def test_every_reason_of_leaving_and_every_age_of_data(asker):
    reasons = {flow.reason for flow in asker.past(0).flows if not flow.arrived}
    assert reasons | {REASON.ADMIN_FOUT} == set(pb.Uitstroomreden.values())
    coverage = [point.total.coverage for point in asker.points]
    assert all(any(getattr(c, name) for c in coverage) for name in ("fresh", "stale", "dropped"))


def test_figures_of_every_measure_are_there(asker):
    totals = [point.total for point in asker.points]
    for figure in ("beyond", "realised_within", "aanbieders_p80", "without_clock"):
        assert any(getattr(total, figure) for total in totals), figure
    assert any(total.survival.eighty_known for total in totals)
    assert any(sum(total.obstacles[1:]) for total in totals)
    assert any(sum(total.bands[3:]) for total in totals)
    assert any(row.stale for row in asker.rows) and any(row.reinstated for row in asker.rows)


def test_who_waits_is_who_came_less_who_left(asker):
    """On every day, where nothing is dropped or outside the region."""
    past = asker.past(0)
    past.settings = past.settings.with_regio(())
    past.intervals = dict.fromkeys(past.intervals, 10000)
    first = min(flow.day for flow in past.flows)
    points = figures_of(past, Ask.of(asker.participant("analist"), pb.FiguresRequest()), STEP.DAY,
                        first, civil_day(asker.model.now))
    waiting = 0
    for point in points:
        waiting += point.total.inflow - sum(point.total.left)
        assert point.total.waiting.places == waiting, point.on
    assert waiting > 10
