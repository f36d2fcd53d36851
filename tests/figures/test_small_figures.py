"""Short stories that the daemon and the model once counted differently, at their
smallest: everything is asked after each."""
import dataclasses

from ask import BY, MEASURE
from asking import Asker
from contract import CLOCK, REASON, pb
from questions import ALL_MEASURES, Question
from short import AGBS, Story
from test_figures import ask_every_day

WAITED = (-93, 0)  # since ninety-three days before the first
CHILD, CRISIS = (-93, 2), (-93, 3)  # with a pseudonym; in crisis
A_DAY = ("days", 1)


def list_of(places, index=0, gone=None):
    return "push", index, places, gone or {}, None


def told(reason, ago=0, carried=None):
    return {"a": (reason, ago, carried)}


def live(*steps):
    story = Story.begin(Asker, ())
    for step, *details in steps:
        getattr(story, step)(*details)
    return story


def same_after(*steps):
    """Every day, now and as known before; all rows and histories, by everybody."""
    story = live(*steps)
    asker = story.player
    try:
        ask_every_day(asker)
        for known in range(len(asker.model.recorded)):
            for ago in (0, 1):
                asker.places("allen", Question(known=known, ago=ago).places_request(
                    asker.model, AGBS))
        for agb, identifier in sorted(asker.past(0).versions):
            if not asker.model.aanbieders[agb].succeeded:
                asker.places(f"a{agb}", pb.PlacesRequest())
                asker.history("allen", agb, identifier)
    finally:
        asker.close()


def test_a_completion_tells_which_wait_it_is_about():
    same_after(list_of({"a": WAITED}), A_DAY, list_of({}), A_DAY,
               list_of({}, gone=told(REASON.GESTART, 1)))


def test_two_places_of_a_child_are_one_child_also_before_one_of_them_left():
    same_after(list_of({"a": CHILD}), list_of({"b": CHILD}, index=1), A_DAY,
               list_of({}, gone=told(REASON.GESTART)), A_DAY)


def test_who_left_within_equal_peilmomenten_counts_by_the_fields_it_left_with():
    same_after(list_of({"a": WAITED}), list_of({}), list_of({"a": CRISIS}), list_of({}))


def test_nobody_came_where_no_snapshot_opened_anything():
    same_after(list_of({"a": WAITED}), ("days", 2), list_of({"a": WAITED}),
               ("push", 0, {}, {}, "late"), ("push", 0, {}, told(REASON.GESTART), "equal"))


def test_nobody_came_where_a_snapshot_only_changed_something():
    same_after(list_of({"a": WAITED}), ("days", 2), list_of({"a": CHILD}),
               ("push", 0, {}, {}, "late"), ("push", 0, {}, told(REASON.GESTART), "equal"))


def test_a_successor_completes_what_left_under_the_old_code():
    same_after(list_of({"a": WAITED}), A_DAY, list_of({}), A_DAY, ("merge", 0), A_DAY,
               list_of({}, gone=told(REASON.GESTART, 3)))


def test_a_successor_says_that_who_left_under_the_old_code_never_waited():
    same_after(list_of({"a": WAITED}), A_DAY, list_of({}), A_DAY, ("merge", 0), A_DAY,
               list_of({}, gone=told(REASON.ADMIN_FOUT, 3)))


def test_a_successor_says_that_who_was_carried_over_never_waited():
    same_after(list_of({"a": WAITED}), A_DAY, ("merge", 0), A_DAY,
               list_of({}, gone=told(REASON.ADMIN_FOUT, 3)))


def test_who_comes_back_under_the_successor_is_the_same_wait():
    same_after(list_of({"a": WAITED}), A_DAY, list_of({}, gone=told(REASON.GESTART, 1)), A_DAY,
               ("merge", 0), A_DAY, list_of({"a": WAITED}))


def test_who_had_left_within_equal_peilmomenten_of_the_old_code_was_reinstated():
    same_after(list_of({"a": WAITED}), list_of({}, gone=told(REASON.UNSPECIFIED, 1)), A_DAY,
               list_of({"a": WAITED}), ("merge", 0), A_DAY)


def test_who_comes_back_under_the_successor_after_an_error_waited_all_along():
    same_after(list_of({"a": WAITED}), A_DAY, list_of({}, gone=told(REASON.ADMIN_FOUT, 1)),
               A_DAY, ("merge", 0), A_DAY, list_of({"a": WAITED}))


def test_who_left_under_the_successor_still_waited_on_the_days_of_the_old_code():
    same_after(list_of({"a": WAITED}), ("days", 3), ("merge", 0), A_DAY,
               list_of({}, gone=told(REASON.GESTART, 3)))


def test_other_places_are_those_open_now_also_as_known_earlier_today():
    same_after(list_of({"a": CHILD}), list_of({"a": CHILD, "b": CHILD}, index=1), A_DAY,
               list_of({"a": CHILD}), list_of({"a": CHILD}, index=1),
               list_of({}, gone=told(REASON.GESTART)), list_of({"a": CHILD}))


def test_other_places_as_known_before_a_succession_are_those_open_now():
    same_after(list_of({"a": CHILD}), list_of({"a": CHILD}, index=1), ("merge", 0), ("merge", 0))


def test_a_successor_says_late_that_who_left_later_that_day_was_not_there():
    same_after(list_of({"a": WAITED}), A_DAY, list_of({}, gone=told(REASON.GESTART)),
               ("merge", 0), ("push", 0, {}, {}, "later"))


def test_who_has_a_place_is_told_to_coordinators_and_not_to_the_aanbieder():
    same_after(list_of({"a": WAITED}), ("take", 0, "a", pb.TAKEN_STATE_OPGEPAKT, 0))


def test_help_that_began_after_the_place_had_vanished_is_realised_on_its_date():
    story = live(list_of({"a": WAITED}), A_DAY, list_of({}), A_DAY, list_of({}), ("days", 4),
                 list_of({}, gone=told(REASON.GESTART)))
    asker = story.player
    try:
        asker.figures("analist", Question(
            measures=(MEASURE.REALISED,)).request(asker.model, AGBS))
    finally:
        asker.close()


def test_a_cell_without_any_figure_is_not_there():
    story = live(list_of({"a": WAITED}), list_of({}, gone=told(REASON.GESTART, 1)))
    asker = story.player
    try:
        asker.figures("analist", Question(
            ago=1, by=(BY.AANBIEDER,), clock=CLOCK.COMPLEET_DATUM).request(asker.model, AGBS))
    finally:
        asker.close()


def test_every_page_of_todays_places_tells_of_other_places():
    story = live(list_of({"a": CHILD, "b": CHILD}))
    try:
        story.player.places("allen", pb.PlacesRequest(limit=1))
    finally:
        story.player.close()


def test_rank_is_by_the_order_that_was_known_then():
    story = live(list_of({"a": WAITED}), A_DAY)
    asker = story.player
    try:
        before = asker.model.now
        order = ("ZONDER_OVERBRUGGING", "URGENT", "NIET_GEHOLPEN", "WACHTDAGEN")
        asker.restart(asker.model.clock, dataclasses.replace(
            asker.model.settings, rank_order=order))
        asker.places("allen", pb.PlacesRequest())
        asker.places("allen", pb.PlacesRequest(as_known_at=before))
    finally:
        asker.close()


def test_scope_and_question_without_anything_in_common_give_nothing():
    story = live(list_of({"a": WAITED}), ("note", 1, 2, None, 0, ""))
    asker = story.player
    try:
        request = Question(measures=ALL_MEASURES).request(asker.model, AGBS)
        request.filter.gemeenten.append("0518")
        asker.figures("delft", request)
        asker.figures("allen", request)
    finally:
        asker.close()
