"""The model itself, held against the sentences of rules.md and the tables of domain.md."""
import pytest
from contract import (CAUSE, DISCARD, FAULT, HELPED, HOLD, HULPVORM, MAATREGEL, RANK, REASON,
                      REJECT, STATUS, URGENTIE, WARNING, pb)
from days import MINUTE_US, Norm, clamp, instant_text, midnight
from lines import holds_bsn
from model import Model
from scene import (NORM, ZEE, ZON, Scene, brief, date, due, epoch_of, outflow, place, settings,
                   snapshot)
from settings import Aanbieder, Participant, Scope

INCLUSIVE = Norm("3m incl", date("1990-01-01"), inclusive=True)
NINETY = Norm(">90 dagen", date("1990-01-01"), days=90)
CHILD = bytes(range(32))


# ------------------------------------------------------------------- section 1

@pytest.mark.parametrize("start, crossing, instant, ninety", [
    ("2024-11-28", "2025-03-01", "2025-02-28T23:00", "2025-02-27"),
    ("2024-11-30", "2025-03-01", "2025-02-28T23:00", "2025-03-01"),
    ("2023-11-30", "2024-03-01", "2024-02-29T23:00", "2024-02-29"),
    ("2024-02-29", "2024-05-30", "2024-05-29T22:00", "2024-05-30"),
    ("2025-02-28", "2025-05-29", "2025-05-28T22:00", "2025-05-30"),
    ("2025-01-31", "2025-05-01", "2025-04-30T22:00", "2025-05-02"),
    ("2025-10-31", "2026-02-01", "2026-01-31T23:00", "2026-01-30"),
    ("2025-12-29", "2026-03-30", "2026-03-29T22:00", "2026-03-30"),
    ("2025-07-26", "2025-10-27", "2025-10-26T23:00", "2025-10-25"),
])
def test_crossings_of_the_domain_table(start, crossing, instant, ninety):
    assert NORM.crossing(date(start)) == date(crossing)
    assert NINETY.crossing(date(start)) == date(ninety)
    assert instant_text(midnight(date(crossing))).startswith(instant)


def test_month_ends_do_not_stick_and_inclusive_is_a_day_earlier():
    assert clamp(date("2024-02-29"), 3) == date("2024-05-29")
    assert INCLUSIVE.crossing(date("2024-01-31")) == date("2024-04-30")
    assert clamp(date("2024-02-29"), -120) == date("2014-02-28")


def test_levels_in_days_follow_3m_and_one_before_the_crossing_does_not_exist():
    start = date("2024-01-31")
    assert NINETY.level_days(start)[6] == date("2024-08-01")
    assert INCLUSIVE.level_days(start)[6] == date("2024-07-31")
    assert 6 not in Norm("long", start, days=200).level_days(start)


def test_start_day_prefers_the_oldest_promise():
    scene = Scene("2024-06-01")
    scene.push(place("a", "2024-05-01", oorspronkelijke_aanmelddatum=20240201,
                     verwijsdatum=20240101))
    told = scene.last.place
    assert (told.start_day, told.clock) == (20240201, pb.CLOCK_OORSPRONKELIJKE_AANMELDDATUM)
    assert told.crossing == 20240502 and told.days_waited == 121


# ------------------------------------------------------------------- section 2

def faults(receipt):
    return [(r.index, [(f.code, f.field) for f in r.faults]) for r in receipt.refused]


def test_every_code_once_in_order_with_its_first_field():
    scene = Scene("2024-06-01")
    bad = pb.Wachtplek(id=b"\x01123456782", jeugdige=b"x", gemeente="51a", gi="12",
                       urgentie=9, maatregel_start=20241301, aanmelddatum=20130101,
                       compleet_datum=20240602, intakedatum=20250601)
    receipt = scene.push(bad).receipt
    assert faults(receipt) == [(0, [
        (FAULT.ID, "id"), (FAULT.DATUM, "maatregel_start"), (FAULT.TOEKOMST, "compleet_datum"),
        (FAULT.TE_OUD, "aanmelddatum"), (FAULT.GEMEENTE, "gemeente"), (FAULT.CODE, "hulpvorm"),
        (FAULT.PSEUDONIEM, "jeugdige"), (FAULT.BSN, "id")])]
    assert receipt.refused[0].id == b""


def test_intake_may_lie_a_year_ahead():
    scene = Scene("2024-02-29")
    receipt = scene.push(place("a", "2024-02-01", intakedatum=20250228),
                         place("b", "2024-02-01", intakedatum=20250301)).receipt
    assert faults(receipt) == [(1, [(FAULT.TOEKOMST, "intakedatum")])]


def test_start_day_may_be_ten_years_ago_and_no_day_more():
    scene = Scene("2024-06-01")
    receipt = scene.push(place("a", "2014-06-01"), place("b", "2014-05-31")).receipt
    assert faults(receipt) == [(1, [(FAULT.TE_OUD, "aanmelddatum")])]


def test_voorschoten_left_with_2024():
    scene = Scene("2024-01-01")
    receipt = scene.push(place("a", "2023-12-01", gemeente="0626"), at="2023-12-31").receipt
    assert not receipt.refused
    receipt = scene.push(place("a", "2023-12-01", gemeente="0626"), at="2024-01-01").receipt
    assert faults(receipt) == [(0, [(FAULT.BUITEN_REGIO, "gemeente")])]
    assert (receipt.left, receipt.open, list(receipt.vanished)) == (1, 0, [])


def test_double_places_before_outflow_even_if_refused():
    scene = Scene("2024-06-01")
    receipt = scene.push(place("a", "2024-05-01", gemeente="9999"), place("a", "2024-05-01"),
                         gone=[outflow("a", REASON.GESTART, "2024-05-02")]).receipt
    assert faults(receipt) == [(0, [(FAULT.BUITEN_REGIO, "gemeente")]), (1, [(FAULT.DUBBEL, "id")]),
                               (0, [(FAULT.DUBBEL, "id")])]


def test_bsn_is_a_run_of_exactly_nine():
    assert holds_bsn(b"x123456782y") and not holds_bsn(b"1234567820")
    assert not holds_bsn(b"000000000") and not holds_bsn(b"123456789")


def test_outflow_tests_the_carried_place_but_not_of_an_open_id():
    scene = Scene("2024-06-01")
    scene.push(place("a", "2024-05-01"))
    bad = place("x", "2024-05-01", gemeente="")
    receipt = scene.push(gone=[outflow("a", REASON.GESTART, "2024-05-20", bad),
                               outflow("b", REASON.GESTART, "2024-05-20", bad)]).receipt
    assert faults(receipt) == [(1, [(FAULT.GEMEENTE, "place.gemeente")])]
    assert receipt.left == 1


def test_outflow_before_the_start_and_of_an_unknown_place():
    scene = Scene("2024-06-01")
    scene.push(place("a", "2024-05-10"))
    receipt = scene.push(gone=[outflow("a", REASON.GESTART, "2024-05-09"),
                               outflow("b", REASON.GESTART, "2024-05-20")]).receipt
    assert faults(receipt) == [(0, [(FAULT.UITSTROOMDATUM, "datum")]),
                               (1, [(FAULT.ONBEKENDE_PLEK, "id")])]
    assert receipt.open == 1


def test_typing_error_does_not_close_a_wait():
    scene = Scene("2024-06-01")
    scene.push(place("a", "2024-05-10"))
    receipt = scene.push(place("a", "2024-05-10", hulpvorm=99)).receipt
    assert (receipt.open, receipt.left, receipt.changed) == (1, 0, 0)


# ------------------------------------------------------------------- section 3

def test_repeat_gets_the_same_receipt_and_other_bytes_conflict():
    scene = Scene("2024-06-01")
    message = snapshot(ZON, epoch_of("x"), 1, scene.model.clock, [place("a", "2024-05-01")])
    first = scene.send(message)
    again = scene.send(message)
    assert again.head.status == STATUS.DUPLICATE and again.receipt == first.receipt
    message.places[0].gemeente = "0503"
    assert scene.send(message).head.status == STATUS.CONFLICT


def test_numbers_and_epochs():
    scene = Scene("2024-06-01")
    now = scene.model.clock

    def push(epoch, sequence, **names):
        reply = scene.send(snapshot(ZON, epoch_of(epoch), sequence, now, **names))
        return reply.head.status, reply.expected_sequence

    a = {"superseded_epoch": epoch_of("a"), "superseded_sequence": 1}
    assert push("a", 1, **a) == (STATUS.CONFLICT, 0)
    assert push("a", 2) == (STATUS.GAP, 1)
    assert push("a", 1) == (STATUS.ACCEPTED, 0)
    assert push("a", 3) == (STATUS.GAP, 2)
    assert push("b", 1) == (STATUS.CONFLICT, 0)
    assert push("b", 1, superseded_epoch=epoch_of("a"), superseded_sequence=2)[0] == STATUS.CONFLICT
    assert push("b", 2, **a) == (STATUS.GAP, 1)
    assert push("b", 1, **a) == (STATUS.ACCEPTED, 0)
    assert push("a", 1) == (STATUS.DUPLICATE, 0)
    assert push("a", 2) == (STATUS.CONFLICT, 0)
    assert push("a", 0) == (STATUS.MALFORMED, 0)


def test_other_aanbieder_is_denied():
    scene = Scene("2024-06-01", ZON, ZEE)
    body = snapshot(ZEE, epoch_of("x"), 1, scene.model.clock).SerializeToString()
    assert scene.model.push(f"a{ZON}", body).head.status == STATUS.DENIED


def test_rejected_reasons():
    scene = Scene("2024-06-01")
    now = scene.model.clock

    def reason(peilmoment=now, places=(), **fields):
        scene.sequences[ZON] = sequence = scene.sequences.get(ZON, 0) + 1
        message = snapshot(ZON, epoch_of(ZON), sequence, peilmoment)
        message.places.extend(places)
        message.MergeFrom(pb.Snapshot(**fields))
        return scene.send(message).receipt.reject_reason

    bad = [place(f"{i:02}", "2024-05-01", hulpvorm=0) for i in range(10)]
    outside = [place(f"{i:02}", "2024-05-01", gemeente="9999") for i in range(10, 20)]
    assert reason(now + 5 * MINUTE_US + 9) == REJECT.PEILMOMENT_TOEKOMST
    assert reason(midnight(date("2023-04-30"))) == REJECT.PEILMOMENT_TE_OUD
    assert reason(midnight(date("2023-05-01"))) == REJECT.UNSPECIFIED
    assert reason(places=[bad[1], bad[0]]) == REJECT.VOLGORDE
    assert reason(system=pb.SendingSystem(name="123456782")) == REJECT.BSN
    assert reason(places=bad) == REJECT.TE_VEEL_FOUT
    assert reason(places=bad[:9]) == REJECT.UNSPECIFIED
    assert reason(places=bad + outside) == REJECT.UNSPECIFIED


def many(count, start="2024-05-01"):
    return [place(f"{i:02}", start) for i in range(count)]


def test_half_gone_is_held_and_reported_and_confirmed():
    scene = Scene("2024-06-01")
    scene.push(*many(10))
    held = scene.push(*many(4)).receipt
    assert (held.outcome, held.previous, held.open, held.would_leave, held.left) == (
        STATUS.HELD, 10, 10, 6, 0)
    assert scene.told() == [f"AFWIJKEND {ZON}"]
    receipt = scene.confirm().receipt
    assert (receipt.outcome, receipt.left, receipt.open, len(receipt.vanished)) == (
        STATUS.ACCEPTED, 6, 4, 6)
    assert scene.last.holder.end == HOLD.APPLIED and scene.told() == [f"AFWIJKEND {ZON} ends=1"]
    assert scene.confirm().head.status == STATUS.NOTHING_HELD
    assert scene.send(pb.Snapshot.FromString(scene.bodies[ZON, 2])).receipt.outcome == STATUS.HELD


def test_half_is_not_more_than_half():
    scene = Scene("2024-06-01")
    scene.push(*many(10))
    assert scene.push(*many(5)).head.status == STATUS.ACCEPTED


def test_all_gone_with_one_reason_is_not_held_below_ten():
    scene = Scene("2024-06-01")
    scene.push(*many(3))
    gone = [outflow("00", REASON.GESTART, "2024-05-30")]
    assert scene.push(gone=gone).head.status == STATUS.ACCEPTED


def test_all_gone_onbekend_is_held_and_replaced_and_discarded():
    scene = Scene("2024-06-01")
    scene.push(*many(3))
    assert scene.push().head.status == STATUS.HELD
    assert scene.push(gone=[outflow("00", 0, "2024-05-30")]).head.status == STATUS.HELD
    assert scene.told() == [f"AFWIJKEND {ZON}", f"AFWIJKEND {ZON} ends=1", f"AFWIJKEND {ZON}"]
    assert scene.confirm(action=DISCARD).head.status == STATUS.DISCARDED
    assert scene.last.holder.end == HOLD.DISCARDED


def test_exception_counts_in_neither():
    scene = Scene("2024-06-01")
    scene.push(*many(10))
    moved = [place(f"{i:02}", "2024-05-01", gemeente="9999") for i in range(4)]
    assert scene.push(*moved, *many(10)[7:]).head.status == STATUS.ACCEPTED


# ------------------------------------------------------------------- section 4

def test_late_snapshot_corrects_the_past_only():
    scene = Scene("2024-06-01")
    scene.push(place("a", "2024-01-01"), at="2024-05-01")
    scene.push(place("b", "2024-01-01"), at="2024-05-20")
    scene.told()
    receipt = scene.push(place("c", "2024-01-01"), at="2024-05-10").receipt
    assert receipt.late and (receipt.previous, receipt.open) == (1, 1)
    assert (receipt.new_places, receipt.left, list(receipt.vanished)) == (1, 1, [b"a"])
    assert scene.told() == []
    receipt = scene.push(place("c", "2024-01-01"), at="2024-05-15").receipt
    assert (receipt.new_places, receipt.left, receipt.changed) == (0, 0, 0)


def test_late_completion_reaches_what_comes_later_without_alert():
    scene = Scene("2024-06-01")
    scene.push(place("a", "2024-01-01"), at="2024-05-01")
    scene.push(at="2024-05-10")
    scene.push(at="2024-05-20")
    scene.told()
    receipt = scene.push(gone=[outflow("a", REASON.GESTART, "2024-05-09")], at="2024-05-15").receipt
    assert (receipt.completed, receipt.late) == (1, True) and scene.told() == []
    receipt = scene.push(gone=[outflow("a", REASON.GESTART, "2024-05-09")], at="2024-05-25").receipt
    assert faults(receipt) == [(0, [(FAULT.ONBEKENDE_PLEK, "id")])]


def test_equal_peilmoment_is_the_truth_not_late():
    scene = Scene("2024-06-01")
    scene.push(place("a", "2024-05-01"), at="2024-05-02")
    receipt = scene.push(place("b", "2024-05-01"), at="2024-05-02").receipt
    assert not receipt.late and (receipt.new_places, receipt.left) == (1, 1)


def test_admin_fout_takes_the_wait_from_past_days():
    scene = Scene("2024-06-01")
    scene.push(place("a", "2024-04-01"), at="2024-05-01")
    scene.push(gone=[outflow("a", REASON.ADMIN_FOUT, "2024-05-09")], at="2024-05-10")
    receipt = scene.push(place("a", "2024-04-01"), at="2024-05-05").receipt
    assert receipt.new_places == 1
    scene = Scene("2024-06-01")
    scene.push(place("a", "2024-04-01"), at="2024-05-01")
    scene.push(gone=[outflow("a", REASON.ADMIN_FOUT, "2024-05-09")], at="2024-05-10")
    scene.push(place("a", "2024-04-01"), at="2024-05-20")
    receipt = scene.push(place("a", "2024-04-01"), at="2024-05-05").receipt
    assert receipt.new_places == 0


def test_came_and_left_counts_as_both_and_leaves_nothing():
    scene = Scene("2024-06-01")
    carried = place("x", "2024-01-01")
    receipt = scene.push(gone=[outflow("a", REASON.GESTART, "2024-05-20", carried)]).receipt
    assert (receipt.new_places, receipt.left, receipt.open) == (1, 1, 0) and scene.told() == []
    scene.push(place("a", "2024-01-01"))
    assert scene.told() == ["OVERSCHRIJDING a late"]


def merger(model, old, new):
    successor = Participant(f"a{new}", ("aanbieder",),
                            (Aanbieder(new, "Fusie", 1000, opvolger_van=old),))
    model.configure(model.settings.with_participant(successor))


def test_merger_moves_everything_and_closes_the_old_code():
    scene = Scene("2024-04-01")
    scene.push(place("a", "2024-01-01"))
    scene.until("2024-04-10")
    merger(scene.model, ZON, ZEE)
    assert scene.push(place("a", "2024-01-01")).head.status == STATUS.DENIED
    receipt = scene.push(place("a", "2024-01-01"), agb=ZEE).receipt
    assert (receipt.previous, receipt.new_places, receipt.left) == (1, 0, 0)
    assert scene.told() == []


# ------------------------------------------------------------------- section 5

def test_life_of_a_wait_by_days():
    scene = Scene("2024-01-02")
    scene.push(place("a", "2024-01-01"))
    assert scene.until("2024-03-18") == [] and scene.until("2024-03-19") == ["DREIGEND a"]
    assert scene.until("2024-04-01") == [] and scene.until("2024-04-02") == ["OVERSCHRIJDING a"]
    assert (due(scene.last), scene.last.place.days_waited) == ("2024-04-02", 92)
    assert scene.until("2025-01-02") == ["NIVEAU a 6", "NIVEAU a 9", "NIVEAU a 12"]


def test_on_arrival_covers_levels_and_threat():
    scene = Scene("2024-06-01")
    scene.push(place("a", "2023-11-01"))
    assert scene.last.place.reached_level == 6 and scene.last.place.first_snapshot
    assert scene.told() == ["OVERSCHRIJDING a late"]
    assert scene.until("2024-08-02") == ["NIVEAU a 9"]
    assert not scene.last.place.first_snapshot


def test_start_day_corrected_past_replaces_all():
    scene = Scene("2024-06-01")
    scene.push(place("a", "2024-03-01"))
    scene.until("2024-06-02")
    scene.push(place("a", "2024-02-01"))
    assert scene.told() == ["OVERSCHRIJDING a late corrects=2"]
    scene.push(place("a", "2024-03-01"))
    assert scene.told() == ["OVERSCHRIJDING a late #2 corrects=3"]


def test_start_day_corrected_ahead_withdraws_and_threatens():
    scene = Scene("2024-06-02")
    scene.push(place("a", "2024-03-01"))
    scene.push(place("a", "2024-03-10"))
    assert scene.told() == ["OVERSCHRIJDING a late", "INGETROKKEN a DATUM withdraws=1",
                            "DREIGEND a"]
    assert (due(scene.last), scene.last.place.start_day) == ("2024-05-28", 20240310)
    scene.push(place("a", "2024-03-11"))
    assert scene.told() == ["DREIGEND a corrects=3"]
    scene.push(place("a", "2024-05-01"))
    assert scene.told() == ["INGETROKKEN a DATUM withdraws=4"]
    assert scene.last.place.crossing == 20240802


def test_left_after_the_crossing_says_why():
    scene = Scene("2024-06-02")
    scene.push(place("a", "2024-02-01"))
    scene.push(gone=[outflow("a", REASON.LEEFTIJD_18, "2024-05-30")])
    assert scene.told() == ["OVERSCHRIJDING a late", "VAN_LIJST a"]
    told = scene.last.place
    assert (told.reden, told.left_on, told.helped) == (REASON.LEEFTIJD_18, 20240530, HELPED.NO)
    assert told.days_waited == 119 and due(scene.last) == "2024-06-02"


def test_left_before_the_crossing_was_in_time_if_known():
    for reason, told in [(REASON.GESTART, "INGETROKKEN a OP_TIJD withdraws=1"),
                         (REASON.ADMIN_OPGESCHOOND, "VAN_LIJST a"),
                         (REASON.ADMIN_FOUT, "INGETROKKEN a ADMIN_FOUT withdraws=1")]:
        scene = Scene("2024-06-02")
        scene.push(place("a", "2024-02-10"))
        scene.push(gone=[outflow("a", reason, "2024-05-09")])
        assert scene.told()[1:] == [told]


def test_completion_says_what_the_leaving_would_have():
    for reason, day, told in [
            (REASON.GESTART, "2024-05-30", ["VAN_LIJST a #2 corrects=2"]),
            (REASON.GESTART, "2024-05-09", ["INGETROKKEN a OP_TIJD withdraws=1,2"]),
            (REASON.ADMIN_FOUT, "2024-05-30", ["INGETROKKEN a ADMIN_FOUT withdraws=1,2"]),
            (REASON.UNSPECIFIED, "2024-06-02", []),
            (REASON.UNSPECIFIED, "2024-06-01", ["VAN_LIJST a #2 corrects=2"])]:
        scene = Scene("2024-06-02")
        scene.push(place("a", "2024-02-10"))
        scene.push()
        assert scene.told() == ["OVERSCHRIJDING a late", "VAN_LIJST a"]
        assert scene.push(gone=[outflow("a", reason, day)]).receipt.completed == 1
        assert scene.told() == told


def test_completion_with_admin_fout_withdraws_a_silently_closed_threat():
    scene = Scene("2024-06-02")
    scene.push(place("a", "2024-03-10"))
    scene.push()
    scene.push(gone=[outflow("a", REASON.ADMIN_FOUT, "2024-06-01")])
    assert scene.told() == ["DREIGEND a", "INGETROKKEN a ADMIN_FOUT withdraws=1"]


def test_reinstated_after_van_lijst_stands_again():
    scene = Scene("2024-07-01")
    scene.push(place("a", "2024-02-01"))
    scene.push(gone=[outflow("a", REASON.GESTART, "2024-06-30")])
    scene.until("2024-08-10")
    scene.told()
    receipt = scene.push(place("a", "2024-02-01")).receipt
    assert receipt.new_places == 1
    assert scene.told() == ["INGETROKKEN a TERUG withdraws=2", "NIVEAU a 6"]
    assert due(scene.last) == "2024-08-02"
    scene.push(gone=[outflow("a", REASON.GESTART, "2024-08-10")])
    assert scene.told() == ["VAN_LIJST a #2"]


def test_reinstated_after_a_silent_close_and_with_another_start_day():
    scene = Scene("2024-06-02")
    scene.push(place("a", "2024-03-10"))
    scene.push(gone=[outflow("a", REASON.GESTART, "2024-06-02")])
    scene.push(place("a", "2024-03-10"))
    assert scene.told() == ["DREIGEND a"]
    scene.push(gone=[outflow("a", REASON.GESTART, "2024-06-02")])
    scene.push(place("a", "2024-03-11"))
    assert scene.told() == ["DREIGEND a"]


def test_reinstated_after_admin_fout_is_as_new():
    scene = Scene("2024-06-02")
    scene.push(place("a", "2024-02-01"))
    scene.push(gone=[outflow("a", REASON.ADMIN_FOUT, "2024-06-02")])
    scene.push(place("a", "2024-02-01"))
    assert scene.told() == ["OVERSCHRIJDING a late", "INGETROKKEN a ADMIN_FOUT withdraws=1",
                            "OVERSCHRIJDING a late #2"]


def test_order_of_an_event():
    scene = Scene("2024-06-02", interval=2)
    scene.push(*many(3, "2024-02-01"))
    scene.push()
    scene.until("2024-06-05")
    scene.told()
    scene.push(place("00", "2024-02-01"), place("01", "2024-02-02"), place("99", "2024-02-01"))
    assert scene.told() == [f"STIL {ZON} ends=5", f"AFWIJKEND {ZON} ends=4",
                            "OVERSCHRIJDING 01 late corrects=2", "VAN_LIJST 02",
                            "OVERSCHRIJDING 99 late"]


def test_other_places_and_rank():
    scene = Scene("2024-06-02", ZON, ZEE)
    scene.push(place("z", "2024-05-01", jeugdige=CHILD, jeugdige_epoch=1), agb=ZEE)
    scene.push(place("a", "2024-02-01", jeugdige=CHILD, jeugdige_epoch=1),
               place("b", "2024-02-01", jeugdige=CHILD, jeugdige_epoch=2, overbrugging=2),
               place("c", "2024-02-01", maatregel=MAATREGEL.JEUGDRECLASSERING),
               place("d", "2024-02-01", maatregel=MAATREGEL.VOOGDIJ, gi="06012345"),
               place("e", "2024-02-01", urgentie=URGENTIE.CRISIS))
    a, b, c, d, e = [alert.place for alert in scene.model.book.alerts]
    assert (a.other_places_known, a.other_places, a.rank_reason) == (
        True, 1, RANK.ZONDER_OVERBRUGGING)
    assert (b.other_places, b.rank_reason, b.rank) == (0, RANK.WACHTDAGEN, 4)
    assert not c.other_places_known and c.rank == 3
    assert d.rank_reason == e.rank_reason == RANK.URGENT and d.rank == 1


def test_warnings():
    scene = Scene("2024-06-02")
    receipt = scene.push(place("a", "2024-05-01", maatregel=MAATREGEL.OTS),
                         place("b", "2024-05-01", maatregel=MAATREGEL.GEEN),
                         aanname=[pb.Aanname(hulpvorm=HULPVORM.KDC, status=9)]).receipt
    assert [(w.code, w.id) for w in receipt.warnings] == [
        (WARNING.MAATREGEL_ZONDER_GI, b"a"), (WARNING.AANNAME_CODE, b"")]


# -------------------------------------------------------------- sections 6 and 7

def test_missed_days_are_caught_up_one_by_one():
    scene = Scene("2024-01-02")
    scene.push(place("a", "2024-01-01"), place("b", "2023-12-31"))
    assert scene.jump("2024-04-05") == ["DREIGEND b", "DREIGEND a", "OVERSCHRIJDING b",
                                        "OVERSCHRIJDING a"]
    assert due(scene.last) == "2024-04-02" and scene.last.data_age_days == 94


def test_silence_counts_only_days_of_our_own():
    scene = Scene("2024-01-01", interval=3)
    scene.push()
    assert scene.until("2024-01-04") == [] and scene.until("2024-01-05") == [f"STIL {ZON}"]
    assert scene.until("2024-01-20") == []
    scene.push()
    assert scene.told() == [f"STIL {ZON} ends=1"]
    assert scene.jump("2024-02-20") == []
    assert scene.until("2024-02-22") == [] and scene.until("2024-02-23") == [f"STIL {ZON}"]
    assert scene.last.holder.silent_since == 20240120


def test_norm_change_settles_what_stands_first():
    later = Norm("incl", date("2024-06-10"), inclusive=True)
    ninety = Norm("90", date("2024-06-12"), days=90, levels=())
    scene = Scene("2024-06-01", norms=(NORM, later, ninety))
    scene.push(place("a", "2024-03-10"), place("b", "2024-03-11"), place("c", "2023-11-01"))
    scene.push(place("a", "2024-03-10"), place("b", "2024-03-11"), place("c", "2023-11-01"),
               place("d", "2024-03-12"))
    scene.until("2024-06-09")
    scene.told()
    assert scene.until("2024-06-10") == ["OVERSCHRIJDING a late"]
    assert scene.until("2024-06-11") == ["OVERSCHRIJDING b"]
    assert scene.until("2024-06-12") == ["OVERSCHRIJDING d late"]
    assert scene.last.place.norm_id == "90"


def test_level_that_no_longer_exists_is_withdrawn_by_the_norm():
    off = Norm("off", date("2024-08-01"), levels=())
    on = Norm("on", date("2024-09-01"))
    scene = Scene("2024-04-01", norms=(NORM, off, on))
    scene.push(place("a", "2024-01-15"))
    assert scene.until("2024-08-01") == ["DREIGEND a", "OVERSCHRIJDING a", "NIVEAU a 6",
                                         "INGETROKKEN a NORM withdraws=3"]
    assert scene.until("2024-09-01") == ["NIVEAU a 6 #2"] and due(scene.last) == "2024-07-16"


def test_reinstated_under_another_norm():
    longer = Norm("long", date("2024-06-05"), days=120)
    scene = Scene("2024-06-02", norms=(NORM, longer))
    scene.push(place("a", "2024-02-20"))
    scene.push(gone=[outflow("a", REASON.TERUGGETROKKEN, "2024-06-02")])
    assert scene.until("2024-06-06") == ["OVERSCHRIJDING a late", "VAN_LIJST a"]
    scene.push(place("a", "2024-02-20"))
    assert scene.told() == ["INGETROKKEN a TERUG withdraws=2", "INGETROKKEN a #2 NORM withdraws=1",
                            "DREIGEND a"]
    assert scene.model.book.alerts[3].place.cause == CAUSE.NORM


# ------------------------------------------------------------------------ scope

def test_old_and_new_party_get_what_follows():
    scene = Scene("2024-06-02")
    delft = scene.model.settings.participant("delft")
    scene.push(place("a", "2024-03-10", gemeente="0503"))
    scene.push(place("a", "2024-03-10", gemeente="0518"))
    scene.until("2024-06-11")
    assert len(scene.model.book.readable(delft)) == 2
    other = Participant("b", ("coordinator",), scope=Scope(gemeenten=("0518",), gis=("06012345",)))
    assert scene.model.book.readable(other) == []
    assert scene.model.book.readable(Participant("x", ("monitor",))) is None


def test_silence_goes_to_beheer_itself_and_the_unlimited():
    scene = Scene("2024-01-01", ZON, ZEE, interval=1)
    scene.until("2024-01-03")
    readers = scene.model.settings.participant
    assert [len(scene.model.book.readable(readers(n))) for n in
            ("beheer", f"a{ZON}", "allen", "delft")] == [2, 1, 2, 0]


def test_events_of_one_instant_are_a_microsecond_apart():
    scene = Scene("2024-01-01")
    first, second = scene.push().receipt, scene.push().receipt
    assert second.recorded_at == first.recorded_at + 1


def test_last_microsecond_of_a_day_spills_into_the_next():
    end = midnight(date("2024-04-02")) - 1
    model = Model(settings(), end - 10)
    model.move_clock(end)
    for sequence in (1, 2):
        model.push(f"a{ZON}", snapshot(ZON, epoch_of("x"), sequence, end,
                                       [place("a", "2024-01-01")]).SerializeToString())
    assert model.evaluated == date("2024-04-02")
    assert [brief(a) for a in model.book.alerts] == ["DREIGEND a", "OVERSCHRIJDING a"]
