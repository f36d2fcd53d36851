/* Who gets which alerts. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "tests/engine/house.h"

static const char *const three[] = {"A", "B", "C"}; /* of Den Haag, as all of house_snapshot */

static int enter(void **state) {
    static struct house house;
    house_build(&house, "2025-03-20T08:00:00Z");
    struct push_reply reply =
        house_push(&house, ZON,
                   house_snapshot(&house, ZON_AGB, 1, "2025-03-20T07:00:00Z", three, 3, 20241001));
    assert_int_equal(reply.head.status, ANSWER_ACCEPTED);
    *state = &house;
    return 0;
}

static int leave(void **state) {
    house_tear_down(*state);
    return 0;
}

static void test_an_alert_is_for_who_has_one_of_its_parties_in_scope(void **state) {
    assert_int_equal(house_alerts(*state, COORDINATOR, 0).alert_count, 3);
    assert_int_equal(house_alerts(*state, DELFT, 0).alert_count, 0);
}

static void test_an_alert_about_a_place_is_not_for_its_aanbieder_or_beheer(void **state) {
    assert_int_equal(house_alerts(*state, ZON, 0).alert_count, 0);
    assert_int_equal(house_alerts(*state, MAAN, 0).alert_count, 0);
    assert_int_equal(house_alerts(*state, BEHEER, 0).alert_count, 0);
}

static void test_silence_is_for_beheer_the_aanbieder_and_coordinators_of_all_of_it(void **state) {
    char instant[32];
    for (int day = 21; day <= 29; day++) { /* each on its own day, or it counts as ours */
        snprintf(instant, sizeof instant, "2025-03-%02dT08:00:00Z", day);
        assert_int_equal(house_clock(*state, instant), ANSWER_OK);
    }
    assert_int_equal(house_alerts(*state, BEHEER, 0).alert_count, 2);
    assert_int_equal(house_alerts(*state, ZON, 0).alert_count, 1);
    assert_int_equal(house_alerts(*state, MAAN, 0).alert_count, 1);
    assert_int_equal(house_alerts(*state, DELFT, 0).alert_count, 0);
    assert_int_equal(house_alerts(*state, COORDINATOR, 0).alert_count, 3 + 2);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_an_alert_is_for_who_has_one_of_its_parties_in_scope,
                                        enter, leave),
        cmocka_unit_test_setup_teardown(
            test_an_alert_about_a_place_is_not_for_its_aanbieder_or_beheer, enter, leave),
        cmocka_unit_test_setup_teardown(
            test_silence_is_for_beheer_the_aanbieder_and_coordinators_of_all_of_it, enter, leave),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
