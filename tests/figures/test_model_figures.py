"""The model of figures itself, held against proto/FIGURES.md: every expected figure was
counted by hand and stands here as a number."""
import pytest
from ask import BY, MEASURE, STEP
from contract import CLOCK, HULPVORM, MAATREGEL, OVERBRUGGING, REASON, URGENTIE, pb
from count import days_message, jeugdigen, nearest_rank
from days import Norm, instant_text, number
from lifetable import Seen, life_table, survival
from questions import ALL_MEASURES
from scene import DUIN, ZEE, ZON, date, outflow, place
from settings import Participant, Regio
from stage import Stage, count, coverage, days, flows

CHILD, OTHER = bytes(range(32)), bytes(range(1, 33))


# ---------------------------------------------------- section 1: as known when

def test_a_day_shows_the_last_peilmoment_carried_forward():
    stage = Stage("2024-06-01")
    stage.push(place("a", "2024-04-01"), at="2024-05-01")
    stage.push(place("a", "2024-04-01"), place("b", "2024-04-20"), at="2024-05-10")
    assert [p.total.waiting.places for p in stage.points("2024-04-30", "2024-05-11",
                                                         step=STEP.DAY)] == [0] + 9 * [1] + 2 * [2]
    assert stage.total("2024-12-31").waiting.places == 2


def test_late_snapshot_rewrites_its_moment_and_leaves_what_we_knew():
    stage = Stage("2024-06-01")
    a, b = place("a", "2024-04-01"), place("b", "2024-04-01")
    stage.push(a, b, at="2024-05-10")
    stage.push(a, b, at="2024-05-20")
    before = stage.now
    stage.push(b, gone=[outflow("a", REASON.TERUGGETROKKEN, "2024-05-12")], at="2024-05-15")

    def waiting(known_at):
        days_ = ("2024-05-14", "2024-05-15", "2024-05-19", "2024-05-20")
        return [stage.total(day, known_at=known_at).waiting.places for day in days_]
    assert waiting(before) == [2, 2, 2, 2]
    assert waiting(stage.now) == [2, 1, 1, 2]
    assert flows(stage.total("2024-05-01", "2024-05-31", known_at=before)) == (2, {})
    assert flows(stage.total("2024-05-01", "2024-05-31")) == (3, {"TERUGGETROKKEN": 1})
    assert flows(stage.total("2024-05-20")) == (1, {})


def test_corrected_start_day_changes_the_days_waited_from_its_peilmoment():
    stage = Stage("2024-06-01")
    stage.push(place("a", "2024-04-01"), at="2024-05-01")
    stage.push(place("a", "2024-03-01"), at="2024-05-11")
    assert [p.total.days.longest for p in stage.points("2024-05-10", "2024-05-11",
                                                       step=STEP.DAY)] == [39, 71]
    assert flows(stage.total("2024-05-11")) == (0, {})


def test_completed_leaving_tells_on_the_day_it_was_shown_from_then_on():
    stage = Stage("2024-06-01")
    stage.push(place("a", "2024-04-01"), at="2024-05-01")
    stage.push(at="2024-05-10")
    before = stage.now
    stage.push(gone=[outflow("a", REASON.GESTART, "2024-05-08")], at="2024-05-20")
    assert flows(stage.total("2024-05-10", known_at=before)) == (0, {"UNSPECIFIED": 1})
    assert flows(stage.total("2024-05-10")) == (0, {"GESTART": 1})
    assert flows(stage.total("2024-05-20")) == (0, {})
    assert days(stage.total("2024-05-08").realised) == (1, 37, 37, 37, 37, 37)
    assert days(stage.total("2024-05-08", known_at=before).realised) == (0,) * 6


def test_admin_fout_takes_the_wait_from_every_day_and_flow_until_it_is_reinstated():
    stage = Stage("2024-06-01")
    stage.push(place("a", "2024-04-01"), place("b", "2024-04-01"), at="2024-05-01")
    knew = stage.now
    stage.push(place("b", "2024-04-01"), gone=[outflow("a", REASON.ADMIN_FOUT, "2024-05-09")],
               at="2024-05-10")
    void = stage.now
    stage.push(place("a", "2024-04-01"), place("b", "2024-04-01"), at="2024-05-20")
    found = [(stage.total("2024-05-05", known_at=t).waiting.places,
              flows(stage.total("2024-05-01", "2024-05-31", known_at=t)))
             for t in (knew, void, stage.now)]
    assert found == [(2, (2, {})), (1, (1, {})), (2, (3, {"ADMIN_FOUT": 1}))]


def test_admin_fout_in_a_late_snapshot_is_an_ordinary_leaving():
    stage = Stage("2024-06-01")
    stage.push(place("a", "2024-04-01"), at="2024-05-01")
    stage.push(place("a", "2024-04-01"), at="2024-05-20")
    stage.push(gone=[outflow("a", REASON.ADMIN_FOUT, "2024-05-09")], at="2024-05-10")
    assert stage.total("2024-05-05").waiting.places == 1
    assert flows(stage.total("2024-05-10")) == (0, {"ADMIN_FOUT": 1})
    assert flows(stage.total("2024-05-20")) == (1, {})


def test_reinstated_is_inflow_again_and_takes_back_the_realised_wait():
    stage = Stage("2024-06-01")
    stage.push(place("a", "2024-04-01"), at="2024-05-01")
    stage.push(gone=[outflow("a", REASON.GESTART, "2024-05-09")], at="2024-05-10")
    before = stage.now
    stage.push(place("a", "2024-04-01"), at="2024-05-20")
    assert flows(stage.total("2024-05-01", "2024-05-31")) == (2, {"GESTART": 1})
    assert stage.total("2024-05-31").days.longest == 60
    assert days(stage.total("2024-05-09", known_at=before).realised) == (1, 38, 38, 38, 38, 38)
    assert days(stage.total("2024-05-09").realised) == (0,) * 6


def test_came_and_left_is_one_of_each_and_a_realised_wait():
    stage = Stage("2024-06-01")
    carried = place("x", "2024-02-01")
    stage.push(gone=[outflow("a", REASON.GESTART, "2024-05-20", carried),
                     outflow("b", REASON.ADMIN_FOUT, "2024-05-20", carried)], at="2024-05-22")
    total = stage.total("2024-05-20", "2024-05-22")
    assert flows(total) == (1, {"GESTART": 1})
    assert days(total.realised) == (1, 109, 109, 109, 109, 109) and total.realised_within == 0
    assert total.waiting.places == 0
    assert flows(stage.total("2024-05-20", "2024-05-21")) == (0, {})


def test_of_equal_peilmomenten_the_last_is_the_truth_and_the_brief_stay_counts_as_both():
    stage = Stage("2024-06-01")
    stage.push(place("a", "2024-04-01"), at="2024-05-01")
    stage.push(place("a", "2024-04-01"), place("b", "2024-04-01"), at="2024-05-10")
    stage.push(place("a", "2024-04-01"), gone=[outflow("b", REASON.NIET_PASSEND, "2024-05-09")],
               at="2024-05-10")
    total = stage.total("2024-05-10")
    assert total.waiting.places == 1 and flows(total) == (1, {"NIET_PASSEND": 1})
    assert coverage(total) == (1, 1, 0, 0, 1, "2024-05-10")


def test_nobody_came_where_no_snapshot_opened_anything():
    stage = Stage("2024-06-01")
    stage.push(place("a", "2024-04-01"), at="2024-05-01")
    stage.push(place("a", "2024-04-01"), at="2024-05-10")
    stage.push(at="2024-05-05")
    stage.push(gone=[outflow("a", REASON.GESTART, "2024-05-04")], at="2024-05-10")
    assert flows(stage.total("2024-05-05")) == (0, {"UNSPECIFIED": 1})
    assert flows(stage.total("2024-05-10")) == (0, {})


def test_wait_that_only_a_late_snapshot_knew_has_left_with_onbekend_and_no_date():
    stage = Stage("2024-06-01")
    stage.push(at="2024-05-01")
    stage.push(at="2024-05-20")
    stage.push(place("a", "2024-04-01"), at="2024-05-10")
    assert flows(stage.total("2024-05-10")) == (1, {})
    assert flows(stage.total("2024-05-20")) == (0, {"UNSPECIFIED": 1})
    assert stage.total("2024-05-19").waiting.places == 1


def test_succession_keeps_the_days_before_it_and_carries_the_places_over():
    stage = Stage("2024-05-01", interval=30)
    stage.push(place("a", "2024-04-01"), place("b", "2024-04-01"))
    stage.until("2024-05-10")
    before = stage.now
    stage.merge(ZON, ZEE, interval=30)
    stage.until("2024-05-20")
    stage.push(place("a", "2024-04-01"), place("c", "2024-05-15"),
               gone=[outflow("b", REASON.GESTART, "2024-05-18")], agb=ZEE)

    def by_code(first, until=None, **when):
        cells = stage.cells(first, until, by=[BY.AANBIEDER], **when)
        return {agb: (f.waiting.places, flows(f)) for agb, f in cells.items()}
    assert by_code("2024-05-09") == {ZON: (2, (0, {}))}
    assert by_code("2024-05-10") == {ZEE: (2, (0, {}))}
    assert by_code("2024-05-10", known_at=before) == {ZON: (2, (0, {}))}
    assert by_code("2024-05-01", "2024-05-31") == {
        ZON: (0, (2, {})), ZEE: (2, (1, {"GESTART": 1}))}
    assert coverage(stage.total("2024-05-09")) == (1, 1, 0, 1, 0, "2024-05-01")
    assert coverage(stage.total("2024-05-20")) == (1, 1, 0, 0, 1, "2024-05-20")


def test_what_a_successor_says_of_earlier_moments_changes_nothing():
    stage = Stage("2024-05-20")
    stage.push(place("a", "2024-04-01"), at="2024-05-01")
    stage.push(place("a", "2024-04-01"), at="2024-05-10")
    stage.merge(ZON, ZEE)
    stage.push(gone=[outflow("a", REASON.GESTART, "2024-05-04")], agb=ZEE, at="2024-05-05")
    total = stage.total("2024-05-01", "2024-05-20")
    assert flows(total) == (1, {}) and total.waiting.places == 1
    assert stage.total("2024-05-06").waiting.places == 1
    assert total.realised.count == 0


def test_who_comes_back_under_a_successor_had_not_left_for_good():
    stage = Stage("2024-05-20", interval=30)
    stage.push(place("a", "2024-04-01"), place("b", "2024-04-01"), at="2024-05-01")
    stage.push(place("b", "2024-04-01"), gone=[outflow("a", REASON.GESTART, "2024-05-09")],
               at="2024-05-10")
    stage.merge(ZON, ZEE, interval=30)
    before = stage.now
    stage.push(place("a", "2024-04-01"), place("b", "2024-04-01"), agb=ZEE)

    def told(day, **when):
        total = stage.total("2024-05-01", day, measures=ALL_MEASURES, **when)
        return (flows(total), total.realised.count, total.survival.starts,
                total.survival.at_risk)
    assert told("2024-05-19", known_at=before) == ((2, {"GESTART": 1}), 1, 1, 2)
    assert told("2024-05-19") == ((2, {"GESTART": 1}), 0, 0, 1)
    assert stage.places().rows[0].reinstated


# ------------------------------------------------ section 2: which places count

def test_data_are_fresh_stale_and_dropped_by_their_age():
    stage = Stage("2024-05-01", ZON, ZEE, interval=3)
    stage.push(place("a", "2024-04-01"))
    stage.push(place("b", "2024-04-01"), agb=ZEE, at="2024-04-30")
    days_ = {day: stage.total(f"2024-05-{day:02}") for day in (1, 3, 4, 5, 6, 7, 8)}
    assert {day: coverage(total)[:4] for day, total in days_.items()} == {
        1: (2, 2, 0, 0), 3: (2, 2, 0, 0), 4: (2, 1, 1, 0), 5: (2, 0, 2, 0), 6: (2, 0, 2, 0),
        7: (2, 0, 1, 1), 8: (2, 0, 0, 2)}
    assert [t.waiting.places for t in days_.values()] == [2, 2, 2, 2, 2, 1, 0]
    assert coverage(days_[6])[5] == "2024-04-30" and coverage(days_[7])[5] == "2024-05-01"
    assert coverage(days_[8])[5] == "None"
    assert coverage(stage.total("2024-04-29"))[:5] == (2, 0, 0, 2, 0)
    assert coverage(stage.total("2024-04-30", "2024-05-01"))[4] == 2


def test_a_cell_expects_who_has_places_there_dropped_or_not():
    stage = Stage("2024-05-01", ZON, ZEE, DUIN, interval=3)
    stage.push(place("a", "2024-04-01"), agb=ZON)
    stage.push(place("b", "2024-04-01"), place("c", "2024-04-01", gemeente="0503"), agb=ZEE,
               at="2024-04-20")
    stage.push(agb=DUIN)
    cells = stage.cells("2024-05-01", by=[BY.GEMEENTE])
    assert coverage(cells["0518"]) == (2, 1, 0, 1, 1, "2024-05-01")
    assert cells["0518"].waiting.places == 1
    assert coverage(stage.total("2024-05-01")) == (3, 2, 0, 1, 2, "2024-05-01")


def test_intervals_are_those_known_then():
    stage = Stage("2024-05-01", interval=3)
    stage.push(place("a", "2024-04-01"))
    before = stage.now
    patient = Participant(f"a{ZON}", ("aanbieder",), (
        stage.model.settings.aanbieders()[0].__class__(ZON, f"A {ZON}", 10),))
    stage.model.configure(stage.model.settings.with_participant(patient))
    assert coverage(stage.total("2024-05-08", known_at=before))[:4] == (1, 0, 0, 1)
    assert coverage(stage.total("2024-05-08"))[:4] == (1, 1, 0, 0)


REGIO = (Regio("ambulant", hulpvormen=("AMBULANT_JO",), gemeenten=("0518",),
               end=date("2023-12-31")),
         Regio("rest", hulpvormen=("KDC",)),
         Regio("delft", gemeenten=("0503",), start=date("2023-06-01")))


def test_region_of_the_day_and_one_fixed_region():
    stage = Stage("2024-02-01", regio=REGIO)
    listed = [place("a", "2023-11-01", hulpvorm=HULPVORM.AMBULANT_JO),
              place("b", "2023-11-01", hulpvorm=HULPVORM.KDC),
              place("c", "2023-11-01", hulpvorm=HULPVORM.AMBULANT_JO, gemeente="0503"),
              place("d", "2023-11-01", hulpvorm=HULPVORM.AMBULANT_JO, gemeente="0603")]
    stage.push(*listed, at="2023-12-20")
    stage.push(listed[1], gone=[outflow("a", REASON.GESTART, "2023-12-28"),
                                outflow("c", REASON.GESTART, "2023-12-29")], at="2024-01-10")

    def seen(first, until=None, **when):
        total = stage.total(first, until, **when)
        return total.waiting.places, flows(total)
    assert seen("2023-12-31") == (3, (0, {})) and seen("2024-01-01")[0] == 2
    assert seen("2023-12-20") == (3, (3, {}))
    assert seen("2024-01-10") == (1, (0, {"GESTART": 1}))
    assert seen("2024-01-10", region_day="2023-12-31") == (1, (0, {"GESTART": 2}))
    assert seen("2024-01-01", region_day="2023-12-31")[0] == 3
    assert seen("2023-12-20", region_day="2023-05-31") == (2, (2, {}))
    assert stage.total("2023-12-01", "2023-12-31").realised.count == 1


@pytest.mark.parametrize("regio", [(), (Regio("kdc", hulpvormen=("KDC",)),)])
def test_where_no_gemeente_is_named_it_is_the_region_of_that_day(regio):
    stage = Stage("2024-01-05", regio=regio)
    stage.push(place("a", "2023-11-01", gemeente="0626"), place("b", "2023-11-01"),
               at="2023-12-20")
    assert stage.total("2023-12-31").waiting.places == 2
    assert stage.total("2024-01-01").waiting.places == 1
    assert stage.total("2023-12-31", region_day="2024-01-01").waiting.places == 1


def test_table_is_the_one_known_then():
    stage = Stage("2024-02-01", regio=REGIO)
    stage.push(place("a", "2023-11-01", hulpvorm=HULPVORM.AMBULANT_JO))
    before = stage.now
    stage.model.configure(stage.model.settings.with_regio(()))
    assert stage.total("2024-02-01", known_at=before).waiting.places == 0
    assert stage.total("2024-02-01").waiting.places == 1


# ------------------------------------------------------------ section 3: waiting

def test_a_child_counts_once_in_every_total_and_epochs_give_two_bounds():
    stage = Stage("2024-05-01", ZON, ZEE)
    stage.push(place("a", "2024-04-01", jeugdige=CHILD, jeugdige_epoch=1),
               place("b", "2024-04-01", jeugdige=CHILD, jeugdige_epoch=1, gemeente="0503"),
               place("c", "2024-04-01", jeugdige=CHILD, jeugdige_epoch=2))
    stage.push(place("d", "2024-04-01", jeugdige=OTHER, jeugdige_epoch=2),
               place("e", "2024-04-01", jeugdige=OTHER, jeugdige_epoch=2),
               place("f", "2024-04-01"), agb=ZEE)
    cells = stage.cells("2024-05-01", by=[BY.GEMEENTE])
    assert count(stage.total("2024-05-01").waiting) == (6, 2, 4)
    assert {key: count(f.waiting) for key, f in cells.items()} == {
        "0503": (1, 1, 1), "0518": (5, 2, 4)}
    assert jeugdigen([place("f", "2024-04-01")]) == (1, 1) and jeugdigen([]) == (0, 0)


def test_readings_of_waiting_stand_next_to_each_other():
    stage = Stage("2024-06-01")
    early, young = "2024-02-01", "2024-05-01"
    stage.push(place("a", early, overbrugging=OVERBRUGGING.AMBULANT),
               place("b", early, overbrugging=OVERBRUGGING.GEEN, maatregel=MAATREGEL.OTS),
               place("c", early, maatregel=MAATREGEL.JEUGDRECLASSERING, eigen_wens=True),
               place("d", young, maatregel=MAATREGEL.VOOGDIJ, eigen_wens=True),
               place("e", young, overbrugging=OVERBRUGGING.CRISISPLEK,
                     maatregel=MAATREGEL.GEEN))
    total = stage.total("2024-06-01")
    names = ("", "_netto", "_bescherming", "_reclassering", "_adjusted")
    assert [count(getattr(total, "waiting" + n))[0] for n in names] == [5, 3, 2, 1, 3]
    assert [count(getattr(total, "beyond" + n))[0] for n in names] == [3, 2, 1, 1, 2]


def test_days_waited_by_nearest_rank_and_bands_by_months():
    stage = Stage("2024-06-01")
    starts = ("2024-06-01", "2024-05-02", "2024-05-01", "2024-04-30", "2024-03-01",
              "2024-02-29", "2023-11-30", "2023-09-01", "2023-08-31", "2023-06-01", "2023-05-31")
    stage.push(*[place(f"{i:02}", start) for i, start in enumerate(starts)])
    total = stage.total("2024-06-01")
    # 0 30 31 32 92 93 184 274 275 366 367
    assert days(total.days) == (11, 1744, 93, 275, 367, 367)
    assert list(total.bands) == [3, 1, 1, 1, 2, 2, 1]
    assert total.beyond.places == 6


def test_beyond_the_norm_in_days_in_months_and_in_force_that_day():
    norms = (Norm("3m", date("1990-01-01")), Norm("90", date("2024-06-01"), days=90))
    stage = Stage("2024-05-31", norms=norms)
    stage.push(place("a", "2024-03-01"), place("b", "2024-03-02"), place("c", "2024-03-03"))

    def beyond(day, **asked):
        (point,) = stage.points(day, **asked)
        return point.norm_id, point.total.beyond.places
    assert beyond("2024-05-31") == ("3m", 0) and beyond("2024-06-01") == ("90", 2)
    assert beyond("2024-05-31", norm_id="90") == ("90", 1)
    assert beyond("2024-06-01", norm_id="3m") == ("3m", 0)
    assert beyond("2024-06-02", norm_id="3m") == ("3m", 1)


def test_another_clock_leaves_out_who_has_no_such_date():
    stage = Stage("2024-06-01")
    stage.push(place("a", "2024-02-01", compleet_datum=20240501, maatregel_start=20230601),
               place("b", "2024-05-01", verwijsdatum=20240101), place("c", "2024-05-01"))
    complete = stage.total("2024-06-01", clock=CLOCK.COMPLEET_DATUM)
    assert days(complete.days) == (1, 31, 31, 31, 31, 31)
    assert (complete.without_clock, complete.waiting.places, complete.beyond.places) == (2, 3, 0)
    assert list(complete.bands) == [1, 0, 0, 0, 0, 0, 0]
    assert stage.total("2024-06-01", clock=CLOCK.MAATREGEL_START).days.longest == 366
    assert stage.total("2024-06-01", clock=CLOCK.VERWIJSDATUM).beyond.places == 1


def test_a_date_after_the_day_is_taken_as_the_day():
    stage = Stage("2024-06-01")
    stage.push(place("a", "2024-05-20"), at="2024-05-20")
    stage.push(place("a", "2024-05-10"), at="2024-05-10")
    assert days(stage.total("2024-05-15").days) == (1, 5, 5, 5, 5, 5)
    stage.push(place("b", "2024-05-20", intakedatum=20240601), at="2024-05-25")
    assert stage.total("2024-05-25").days.longest == 5


def test_share_of_aanbieders_in_three_readings():
    stage = Stage("2024-06-01", ZON, ZEE, DUIN)  # three months are 92 days: 1 March
    stage.push(*[place(c, "2024-03-01") for c in "ab"], agb=ZON)
    stage.push(place("a", "2024-01-01"), *[place(c, "2024-05-30") for c in "bcdef"], agb=ZEE)
    stage.push(place("a", "2024-03-02"), agb=DUIN)
    total = stage.total("2024-06-01")
    assert (total.aanbieders, total.aanbieders_mean, total.aanbieders_longest,
            total.aanbieders_p80) == (3, 1, 2, 1)
    assert stage.total("2024-06-02").aanbieders_mean == 2  # since 2 March: 92 days too


def test_taken_is_what_was_last_said_of_this_wait():
    stage = Stage("2024-06-01")
    stage.push(place("a", "2024-03-01"), place("b", "2024-03-01"), place("c", "2024-03-01"))
    stage.take("a", pb.TAKEN_STATE_OPGEPAKT)
    stage.until("2024-06-03")
    before = stage.now
    stage.take("a", pb.TAKEN_STATE_NIET_MOGELIJK, pb.OBSTACLE_FINANCIERING)
    stage.take("b", pb.TAKEN_STATE_LOSGELATEN)

    def said(day, **when):
        total = stage.total(day, **when)
        return list(total.taken), list(total.obstacles)
    assert said("2024-05-31") == ([0] * 6, [0] * 8)
    assert said("2024-06-02") == ([2, 1, 0, 0, 0, 0], [3] + [0] * 7)
    assert said("2024-06-03") == ([1, 0, 0, 0, 1, 1], [2, 0, 0, 1, 0, 0, 0, 0])
    assert said("2024-06-03", known_at=before) == said("2024-06-02")


def test_taken_goes_with_the_wait_not_with_the_id():
    stage = Stage("2024-06-01")
    stage.push(place("a", "2024-03-01"), place("b", "2024-03-01"))
    for identifier in "ab":
        stage.take(identifier, pb.TAKEN_STATE_OPGEPAKT)
    stage.push()
    stage.push(place("a", "2024-03-01"), place("b", "2024-03-02"))
    assert list(stage.total("2024-06-01").taken) == [1, 1, 0, 0, 0, 0]
    stage.merge(ZON, ZEE)
    assert list(stage.total("2024-06-01").taken) == [1, 1, 0, 0, 0, 0]


# ------------------------------------------------- sections 4 and 5: flows, realised

def test_flows_belong_to_the_cell_the_place_had():
    stage = Stage("2024-06-01")
    stage.push(place("a", "2024-04-01"), at="2024-05-01")
    stage.push(place("a", "2024-04-01", gemeente="0503"), at="2024-05-02")
    stage.push(gone=[outflow("a", REASON.GESTART, "2024-05-03")], at="2024-05-04")
    cells = stage.cells("2024-05-01", "2024-05-04", by=[BY.GEMEENTE])
    assert {key: flows(f) for key, f in cells.items()} == {
        "0518": (1, {}), "0503": (0, {"GESTART": 1})}
    assert cells["0503"].realised.count == 1 and cells["0503"].waiting.places == 0


def test_realised_waits_count_on_the_date_of_leaving_whenever_it_was_shown():
    stage = Stage("2024-06-01")
    stage.push(place("a", "2024-02-01"), place("b", "2024-02-02"), place("c", "2024-02-03"),
               at="2024-04-30")
    stage.push(gone=[outflow("a", REASON.GESTART, "2024-05-02"),
                     outflow("b", REASON.GESTART, "2024-05-02"),
                     outflow("c", REASON.ELDERS_GESTART, "2024-05-02")], at="2024-05-20")
    total = stage.total("2024-05-02")
    assert days(total.realised) == (2, 181, 90, 91, 91, 91) and total.realised_within == 1
    assert flows(total) == (0, {})
    assert stage.total("2024-05-20").realised.count == 0
    assert stage.total("2024-05-02", clock=CLOCK.VERWIJSDATUM).realised.count == 0


def test_phases_between_dates_that_are_there_and_in_order():
    stage = Stage("2024-06-01")
    stage.push(place("a", "2024-02-10", verwijsdatum=20240201, compleet_datum=20240215,
                     toewijzingsdatum=20240220, intakedatum=20240301),
               place("b", "2024-02-10", verwijsdatum=20240212, toewijzingsdatum=20240214,
                     intakedatum=20240511), at="2024-04-30")
    stage.push(gone=[outflow("a", REASON.GESTART, "2024-05-02"),
                     outflow("b", REASON.GESTART, "2024-05-02")], at="2024-05-20")
    phases = stage.total("2024-05-02").phases
    assert [(p.count, p.sum) for p in phases] == [(1, 9), (1, 5), (1, 5), (2, 97), (1, 62)]


# ----------------------------------------------------------- section 6: life table

# Freireich and others, Blood 21 (1963) 699: remission in weeks of 42 children.
PLACEBO = (1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23)
RELAPSED = (6, 6, 6, 7, 10, 13, 16, 22, 23)
CENSORED = (6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35)


def test_life_table_of_the_textbook():
    seen = [Seen(0, t, True) for t in RELAPSED] + [Seen(0, t, False) for t in CENSORED]
    table = dict(life_table(seen))
    published = {5: 1.0, 6: 0.857, 7: 0.807, 10: 0.753, 13: 0.690, 16: 0.627, 22: 0.538, 23: 0.448}
    assert {age: round(float(table[age]), 3) for age in published} == published
    assert survival(seen) == pb.Survival(starts=9, at_risk=21, half_known=True, half_days=23)
    assert survival([Seen(0, t, True) for t in PLACEBO]) == pb.Survival(
        starts=21, at_risk=21, half_known=True, half_days=8, eighty_known=True, eighty_days=12)


def test_life_table_of_who_enters_late_and_who_leaves_at_once():
    # At age 1 one of 2 (the newcomer that left on its day); at age 10 one of 2: 1/4.
    seen = [Seen(0, 0, True), Seen(0, 10, True), Seen(5, 20, False)]
    assert dict(life_table(seen))[1] * 4 == dict(life_table(seen))[10] * 8 == 2
    assert survival(seen).half_days == 1 and not survival(seen).eighty_known
    assert survival([]) == pb.Survival()
    assert survival([Seen(9, 9, True)]).half_days == 9  # an entry at its exit is one below


def test_life_table_of_a_window():
    stage = Stage("2024-06-30")
    crisis = place("d", "2024-06-01", urgentie=URGENTIE.CRISIS)
    stage.push(place("a", "2024-05-01"), place("b", "2024-06-10"), place("c", "2024-06-20"),
               crisis, place("e", "2024-01-01"), at="2024-06-21")
    stage.push(place("c", "2024-06-20"), crisis, at="2024-06-30",
               gone=[outflow("a", REASON.GESTART, "2024-06-25"),
                     outflow("b", REASON.GESTART, "2024-06-25"),
                     outflow("e", REASON.GESTART, "2024-06-20")])
    asked = {"measures": [MEASURE.SURVIVAL], "survival_days": 10}
    # The window is 21..30 June. b: 0..15, starts; c: 0..10, waits; a: 50..55, starts.
    assert stage.total("2024-06-30", **asked).survival == pb.Survival(
        starts=2, at_risk=3, half_known=True, half_days=15, eighty_known=True, eighty_days=15)
    # With a day more e is in it: it left on the 20th, 171 days old.
    assert stage.total("2024-06-30", measures=[MEASURE.SURVIVAL],
                       survival_days=11).survival.at_risk == 4
    # On the 20th nothing was in force yet: an aanbieder that is dropped has no part in it.
    assert stage.total("2024-06-20", **asked).survival.at_risk == 0


def test_percentiles_by_nearest_rank():
    assert [nearest_rank([15, 20, 35, 40, 50], p) for p in (30, 40, 50, 100)] == [20, 20, 35, 50]
    ten = [3, 6, 7, 8, 8, 10, 13, 15, 16, 20]
    assert [nearest_rank(ten, p) for p in (25, 50, 75, 100)] == [7, 8, 15, 20]
    assert days(days_message(range(1, 26))) == (25, 325, 13, 20, 23, 25)
    assert days(days_message([7])) == (1, 7, 7, 7, 7, 7)


# ------------------------------------------------------- periods, filters, cells

@pytest.mark.parametrize("step, expected", [
    (STEP.UNSPECIFIED, [("2024-02-28", "2024-04-02")]),
    (STEP.WEEK, [("2024-02-28", "2024-03-03"), ("2024-03-04", "2024-03-10"),
                 ("2024-03-11", "2024-03-17"), ("2024-03-18", "2024-03-24"),
                 ("2024-03-25", "2024-03-31"), ("2024-04-01", "2024-04-02")]),
    (STEP.MONTH, [("2024-02-28", "2024-02-29"), ("2024-03-01", "2024-03-31"),
                  ("2024-04-01", "2024-04-02")]),
    (STEP.QUARTER, [("2024-02-28", "2024-03-31"), ("2024-04-01", "2024-04-02")]),
])
def test_periods_end_with_their_week_month_or_quarter(step, expected):
    points = Stage("2024-06-01").points("2024-02-28", "2024-04-02", step=step)
    assert [(getattr(p, "from"), p.on) for p in points] == [
        (number(date(a)), number(date(b))) for a, b in expected]


def test_cells_are_named_by_codes_and_filters_admit_onbekend():
    stage = Stage("2024-05-01")
    stage.push(place("a", "2024-04-01", gi="06012345", maatregel=MAATREGEL.OTS),
               place("b", "2024-04-01", productcategorie=45, leeftijdsband=2),
               place("c", "2024-04-01", hulpvorm=HULPVORM.DYSLEXIE, urgentie=URGENTIE.HOOG))

    def places(by, **filter_):
        cells = stage.cells("2024-05-01", by=by, filter=pb.Filter(**filter_))
        return {key: f.waiting.places for key, f in cells.items()}
    assert places([BY.HULPVORM, BY.GI]) == {"DYSLEXIE/": 1, "KDC/": 1, "KDC/06012345": 1}
    assert places([BY.PRODUCTCATEGORIE, BY.LEEFTIJDSBAND]) == {"/": 2, "45/4_11": 1}
    assert places([BY.URGENTIE], gis=[""]) == {"": 1, "HOOG": 1}
    assert places([BY.MAATREGEL], maatregelen=[0]) == {"": 2}
    assert places([BY.AANBIEDER], urgenties=[0], hulpvormen=[HULPVORM.KDC]) == {ZON: 2}


def test_scope_and_own_codes_narrow_a_question():
    stage = Stage("2024-05-01", ZON, ZEE)
    stage.push(place("a", "2024-04-01", gemeente="0503"), place("b", "2024-04-01"))
    stage.push(place("a", "2024-04-01", gemeente="0503"), agb=ZEE)
    found = {who: (stage.total("2024-05-01", who=who).waiting.places,
                   coverage(stage.total("2024-05-01", who=who))[0])
             for who in ("analist", "beheer", "allen", "delft", f"a{ZON}", f"a{ZEE}")}
    assert found == {"analist": (3, 2), "beheer": (3, 2), "allen": (3, 2), "delft": (2, 2),
                     f"a{ZON}": (2, 1), f"a{ZEE}": (1, 1)}


def test_who_takes_new_children_is_what_the_snapshot_in_force_says():
    stage = Stage("2024-05-01")
    stage.push(at="2024-04-01", aanname=[pb.Aanname(hulpvorm=HULPVORM.KDC, status=1)])
    stage.push(at="2024-04-10", aanname=[pb.Aanname(hulpvorm=HULPVORM.KDC, status=2),
                                         pb.Aanname(hulpvorm=99, status=2)])
    rows = [[(r.agb_code, r.hulpvorm, r.status, instant_text(r.peilmoment)[:10])
             for r in p.aanname] for p in stage.points("2024-04-09", "2024-04-10", step=STEP.DAY,
                                                       measures=[MEASURE.AANNAME])]
    assert rows == [[(ZON, HULPVORM.KDC, 1, "2024-03-31")], [(ZON, HULPVORM.KDC, 2, "2024-04-09")]]
