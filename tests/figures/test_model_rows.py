"""The model of places and history itself, with rows that were written down by hand."""
from contract import MAATREGEL, OVERBRUGGING, RANK, REASON, STATUS, URGENTIE, pb
from days import DAY_US
from scene import ZEE, ZON, outflow, place
from settings import Participant, Scope
from stage import Stage

CHILD = bytes(range(32))


def test_places_come_by_rank_then_days_then_name():
    stage = Stage("2024-06-01", ZON, ZEE)
    stage.push(place("a", "2024-05-01"), place("b", "2024-04-01"),
               place("c", "2024-05-20", urgentie=URGENTIE.HOOG),
               place("d", "2024-01-01", overbrugging=OVERBRUGGING.AMBULANT))
    stage.push(place("a", "2024-05-01", maatregel=MAATREGEL.JEUGDRECLASSERING),
               place("e", "2024-05-25", maatregel=MAATREGEL.VOOGDIJ), agb=ZEE)
    reply = stage.places()
    assert [(r.agb_code, r.place.id.decode(), r.rank, r.days_waited) for r in reply.rows] == [
        (ZON, "c", 1, 12), (ZEE, "e", 1, 7), (ZON, "b", 3, 61), (ZON, "a", 3, 31),
        (ZEE, "a", 3, 31), (ZON, "d", 4, 152)]
    assert reply.rows[0].rank_reason == RANK.URGENT and reply.count == 6
    page = stage.places(offset=4, limit=1)
    assert [r.agb_code for r in page.rows] == [ZEE] and page.next_offset == 5
    assert [r.place.id for r in stage.places(beyond_only=True).rows] == [b"d"]


def test_row_says_how_old_its_data_are_who_has_it_and_whether_it_came_back():
    stage = Stage("2024-06-01", interval=3)
    stage.push(place("a", "2024-03-01"), at="2024-05-30")
    stage.push(gone=[outflow("a", REASON.GESTART, "2024-05-31")], at="2024-05-31")
    stage.push(place("a", "2024-03-01", jeugdige=CHILD), place("b", "2024-05-01", jeugdige=CHILD))
    stage.until("2024-06-05")
    stage.take("a", pb.TAKEN_STATE_OPGEPAKT)
    a, b = stage.places().rows
    assert (a.data_age_days, a.stale, a.reinstated, a.taken.who) == (4, True, True, "allen")
    assert (a.other_places_known, a.other_places, a.place.jeugdige) == (True, 1, b"")
    assert not b.reinstated and not b.HasField("taken")
    assert stage.places(known_at=stage.now).rows[0].other_places == 1
    assert not stage.places(known_at=stage.now - DAY_US).rows[0].other_places_known
    earlier = stage.places(on="2024-06-03").rows[0]
    assert (earlier.stale, earlier.other_places_known, earlier.HasField("taken")) == (
        False, False, False)


def test_rows_are_for_coordinators_in_scope_and_for_aanbieders_of_their_own():
    stage = Stage("2024-06-01", ZON, ZEE)
    stage.push(place("a", "2024-05-01", gemeente="0503"), place("b", "2024-05-01"))
    stage.push(place("c", "2024-05-01", gemeente="0503", jeugdige=CHILD), agb=ZEE)
    rows = {who: [r.place.id.decode() for r in stage.places(who=who).rows]
            for who in ("allen", "delft", f"a{ZEE}")}
    assert rows == {"allen": ["a", "b", "c"], "delft": ["a", "c"], f"a{ZEE}": ["c"]}
    assert not stage.places(who=f"a{ZEE}").rows[0].other_places_known
    for who in ("analist", "beheer", "klok"):
        assert stage.places(who=who).head.status == STATUS.DENIED


def test_scope_of_a_taking():
    stage = Stage("2024-06-01")
    stage.push(place("a", "2024-05-01"))
    stage.model.configure(stage.model.settings.with_participant(
        Participant("delft", ("coordinator",), scope=Scope(gemeenten=("0503",)))))
    assert stage.take("a", 1, who="delft").head.status == STATUS.DENIED
    assert stage.take("b", 1).head.status == STATUS.DENIED
    assert stage.take("a", 1, who="analist").head.status == STATUS.DENIED
    assert stage.take("a", 1).taken.who == "allen"


def brief(version):
    kinds = {1: "OPEN", 2: "LEFT", 3: "COMPLETED", 4: "PASSED"}
    return (kinds[version.kind], version.late, version.valid_until != 0, version.wait,
            version.start_day, version.reden)


def test_history_is_what_each_snapshot_said_that_was_news():
    stage = Stage("2024-06-01")
    a = place("a", "2024-04-01", jeugdige=CHILD)
    stage.push(a, at="2024-05-01")  # event 2, after the settings
    stage.push(a, at="2024-05-05")  # nothing new
    stage.push(at="2024-05-10")  # event 4
    stage.push(gone=[outflow("a", REASON.GESTART, "2024-05-09")], at="2024-05-20")
    stage.push(place("a", "2024-03-31"), at="2024-05-02")  # late, until the 5th
    stage.push(place("a", "2024-04-20"), at="2024-05-25")  # another wait, event 7
    versions = stage.past().versions[ZON, b"a"]
    assert [brief(v) for v in versions] == [
        ("OPEN", False, False, 2, 20240401, 0), ("LEFT", False, False, 2, 20240401, 0),
        ("COMPLETED", False, False, 2, 20240401, 1), ("OPEN", True, True, 2, 20240331, 0),
        ("OPEN", False, False, 7, 20240420, 0)]
    assert versions[0].place.jeugdige == b"" and not versions[1].HasField("place")
    assert versions[3].valid_until - versions[3].valid_from == 3 * DAY_US
