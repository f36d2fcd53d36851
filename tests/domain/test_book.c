/* Scenarios of rules.md section 5 to 7, one claim each. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/domain/scene.h"

static void list_one(struct scene *scene, uint32_t day, const char *id, uint32_t aanmelddatum) {
    struct place place = scene_place(id, aanmelddatum);
    scene_snapshot(scene, day, &place, 1, NULL, 0);
}

static void leave_one(struct scene *scene, uint32_t day, const char *id, enum uitstroomreden reden,
                      uint32_t datum) {
    struct leaving leaving = scene_leaving(id, reden, datum);
    scene_snapshot(scene, day, NULL, 0, &leaving, 1);
}

static void assert_alerts(const struct scene *scene, size_t count) {
    assert_int_equal(scene->book.count, count);
}

static const struct place_alert *expect(const struct scene *scene, size_t index,
                                        enum alert_kind kind) {
    const struct alert *alert = scene_alert(scene, index);
    assert_int_equal(alert->kind, kind);
    return &alert->place;
}

static void test_wait_is_told_once_at_each_threshold(void **state) {
    (void)state;
    struct scene scene = scene_begin();
    list_one(&scene, 20250102, "A", 20250101);
    assert_alerts(&scene, 0);
    static const struct {
        uint32_t day;
        enum alert_kind kind;
        uint32_t level;
    } told[] = {{20250319, DREIGEND, 0},
                {20250402, OVERSCHRIJDING, 0},
                {20250702, NIVEAU, 6},
                {20251002, NIVEAU, 9},
                {20260102, NIVEAU, 12}};
    size_t next = 0;
    for (day_t day = day_of_number(20250103); day <= day_of_number(20260601); day++) {
        scene_day(&scene, day_to_number(day));
        if (next < 5 && day_to_number(day) == told[next].day) {
            const struct place_alert *alert = expect(&scene, 0, told[next].kind);
            assert_int_equal(alert->level, told[next].level);
            assert_int_equal(alert->days_waited, day - day_of_number(20250101));
            assert_false(alert->on_arrival);
            assert_int_equal(scene_alert(&scene, 0)->due, day);
            next++;
        } else {
            assert_alerts(&scene, 0);
        }
    }
    assert_int_equal(next, 5);
    scene_end(&scene);
}

static void test_place_first_seen_past_the_crossing_is_reported_late_with_its_level(void **state) {
    (void)state;
    struct scene scene = scene_begin();
    list_one(&scene, 20251103, "A", 20250101);
    const struct place_alert *alert = expect(&scene, 0, OVERSCHRIJDING);
    assert_true(alert->on_arrival);
    assert_int_equal(alert->reached_level, 9);
    assert_int_equal(day_to_number(scene_alert(&scene, 0)->due), 20250402);
    assert_alerts(&scene, 1);
    scene_day(&scene, 20260102);
    assert_int_equal(expect(&scene, 0, NIVEAU)->level, 12);
    scene_end(&scene);
}

static void test_corrected_date_withdraws_what_is_no_longer_true(void **state) {
    (void)state;
    struct scene scene = scene_begin();
    list_one(&scene, 20250502, "A", 20250101);
    uint64_t number = scene_alert(&scene, 0)->number;
    list_one(&scene, 20250505, "A", 20250401);
    const struct place_alert *alert = expect(&scene, 0, INGETROKKEN);
    assert_int_equal(alert->cause, CAUSE_DATUM);
    assert_int_equal(alert->withdraws_count, 1);
    assert_int_equal(alert->withdraws[0], number);
    assert_int_equal(day_to_number(alert->start), 20250401);
    assert_alerts(&scene, 1);
    scene_end(&scene);
}

static void test_told_again_for_the_same_start_day_counts_a_second_telling(void **state) {
    (void)state;
    struct scene scene = scene_begin();
    list_one(&scene, 20250502, "A", 20250101);
    assert_int_equal(expect(&scene, 0, OVERSCHRIJDING)->telling, 1);
    list_one(&scene, 20250505, "A", 20250401);
    list_one(&scene, 20250506, "A", 20250101);
    assert_int_equal(expect(&scene, 0, OVERSCHRIJDING)->telling, 2);
    scene_end(&scene);
}

static void test_correction_between_two_crossings_replaces_the_alert(void **state) {
    (void)state;
    struct scene scene = scene_begin();
    list_one(&scene, 20250502, "A", 20250101);
    uint64_t number = scene_alert(&scene, 0)->number;
    list_one(&scene, 20250505, "A", 20250110);
    const struct place_alert *alert = expect(&scene, 0, OVERSCHRIJDING);
    assert_int_equal(alert->corrects, number);
    assert_alerts(&scene, 1);
    scene_end(&scene);
}

static void test_threat_moves_with_the_date(void **state) {
    (void)state;
    struct scene scene = scene_begin();
    list_one(&scene, 20250325, "A", 20250101);
    uint64_t number = scene_alert(&scene, 0)->number;
    list_one(&scene, 20250326, "A", 20250105);
    assert_int_equal(expect(&scene, 0, DREIGEND)->corrects, number);
    list_one(&scene, 20250327, "A", 20250301);
    assert_int_equal(expect(&scene, 0, INGETROKKEN)->withdraws[0], number + 1);
    assert_alerts(&scene, 1);
    scene_end(&scene);
}

static void test_leaving_says_whether_it_helped(void **state) {
    (void)state;
    static const struct {
        enum uitstroomreden reden;
        enum helped helped;
    } cases[] = {{GESTART, HELPED_YES},
                 {ELDERS_GEPLAATST, HELPED_YES},
                 {TERUGGETROKKEN, HELPED_NO},
                 {OVERLEDEN, HELPED_NO},
                 {REDEN_ONBEKEND, HELPED_UNKNOWN},
                 {ADMIN_OPGESCHOOND, HELPED_UNKNOWN}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct scene scene = scene_begin();
        list_one(&scene, 20250502, "A", 20250101);
        leave_one(&scene, 20250510, "A", cases[i].reden, 20250508);
        const struct place_alert *alert = expect(&scene, 0, VAN_LIJST);
        assert_int_equal(alert->helped, cases[i].helped);
        assert_int_equal(alert->days_waited, day_of_number(20250508) - day_of_number(20250101));
        scene_end(&scene);
    }
}

static void test_leaving_in_time_withdraws_unless_help_is_unknown(void **state) {
    (void)state;
    struct scene scene = scene_begin();
    list_one(&scene, 20250502, "A", 20250101);
    leave_one(&scene, 20250510, "A", GESTART, 20250331);
    assert_int_equal(expect(&scene, 0, INGETROKKEN)->cause, CAUSE_OP_TIJD);
    list_one(&scene, 20250502, "B", 20250101);
    leave_one(&scene, 20250510, "B", ADMIN_OPGESCHOOND, 20250331);
    expect(&scene, 0, VAN_LIJST);
    scene_end(&scene);
}

static void test_wait_that_never_was_withdraws_everything_told(void **state) {
    (void)state;
    struct scene scene = scene_begin();
    list_one(&scene, 20250320, "A", 20250101);
    scene_day(&scene, 20250402);
    leave_one(&scene, 20250410, "A", ADMIN_FOUT, 20250410);
    const struct place_alert *alert = expect(&scene, 0, INGETROKKEN);
    assert_int_equal(alert->cause, CAUSE_ADMIN_FOUT);
    assert_int_equal(alert->withdraws_count, 2);
    assert_true(alert->withdraws[0] < alert->withdraws[1]);
    scene_end(&scene);
}

static void test_threat_closes_without_a_word_and_stands_again_on_return(void **state) {
    (void)state;
    struct scene scene = scene_begin();
    list_one(&scene, 20250325, "A", 20250101);
    expect(&scene, 0, DREIGEND);
    leave_one(&scene, 20250326, "A", GESTART, 20250326);
    assert_alerts(&scene, 0);
    list_one(&scene, 20250327, "A", 20250101);
    assert_alerts(&scene, 0);
    assert_true(scene.applied.changes[0].flags & CHANGE_REINSTATED);
    scene_end(&scene);
}

static void test_child_that_comes_back_withdraws_its_leaving_and_tells_passed_levels(void **state) {
    (void)state;
    struct scene scene = scene_begin();
    list_one(&scene, 20250502, "A", 20250101);
    leave_one(&scene, 20250510, "A", GESTART, 20250508);
    uint64_t van_lijst = scene_alert(&scene, 0)->number;
    list_one(&scene, 20250710, "A", 20250101);
    const struct place_alert *alert = expect(&scene, 0, INGETROKKEN);
    assert_int_equal(alert->cause, CAUSE_TERUG);
    assert_int_equal(alert->withdraws[0], van_lijst);
    assert_int_equal(expect(&scene, 1, NIVEAU)->level, 6);
    assert_alerts(&scene, 2);
    scene_end(&scene);
}

static void test_completed_leaving_corrects_what_was_said(void **state) {
    (void)state;
    struct scene scene = scene_begin();
    list_one(&scene, 20250502, "A", 20250101);
    uint64_t crossing = scene_alert(&scene, 0)->number;
    scene_snapshot(&scene, 20250510, NULL, 0, NULL, 0);
    uint64_t van_lijst = scene_alert(&scene, 0)->number;
    assert_int_equal(expect(&scene, 0, VAN_LIJST)->helped, HELPED_UNKNOWN);
    leave_one(&scene, 20250511, "A", REDEN_ONBEKEND, 20250510);
    assert_alerts(&scene, 0);
    leave_one(&scene, 20250512, "A", REDEN_ONBEKEND, 20250509);
    assert_int_equal(expect(&scene, 0, VAN_LIJST)->corrects, van_lijst);
    leave_one(&scene, 20250513, "A", GESTART, 20250320);
    const struct place_alert *alert = expect(&scene, 0, INGETROKKEN);
    assert_int_equal(alert->cause, CAUSE_OP_TIJD);
    assert_int_equal(alert->withdraws_count, 2);
    assert_int_equal(alert->withdraws[0], crossing);
    assert_int_equal(alert->withdraws[1], van_lijst + 1);
    assert_int_equal(scene.applied.completed, 1);
    scene_end(&scene);
}

static void test_stricter_norm_tells_and_looser_norm_withdraws(void **state) {
    (void)state;
    struct scene scene = scene_begin();
    list_one(&scene, 20250401, "A", 20250101);
    expect(&scene, 0, DREIGEND);
    struct norm strict = scene_norm_3m();
    strict.inclusive = true;
    scene.norm = strict;
    scene_norm(&scene, 20250401);
    const struct place_alert *alert = expect(&scene, 0, OVERSCHRIJDING);
    assert_true(alert->on_arrival);
    scene.norm = (struct norm){.id = "200d", .days = 200, .levels = {true, true, true}};
    scene_norm(&scene, 20250402);
    alert = expect(&scene, 0, INGETROKKEN);
    assert_int_equal(alert->cause, CAUSE_NORM);
    assert_int_equal(alert->withdraws_count, 2);
    scene_end(&scene);
}

static void test_old_and_new_gemeente_hear_the_end(void **state) {
    (void)state;
    struct scene scene = scene_begin();
    list_one(&scene, 20250502, "A", 20250101);
    assert_int_equal(scene.book.written[0].party_count, 1);
    struct place moved = scene_place("A", 20250101);
    memcpy(moved.gemeente, "0503", 5);
    scene_snapshot(&scene, 20250503, &moved, 1, NULL, 0);
    assert_alerts(&scene, 0);
    leave_one(&scene, 20250510, "A", GESTART, 20250508);
    assert_int_equal(scene.book.written[0].party_count, 2);
    assert_string_equal(scene.book.written[0].parties[0].gemeente, "0518");
    assert_string_equal(scene.book.written[0].parties[1].gemeente, "0503");
    scene_end(&scene);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_wait_is_told_once_at_each_threshold),
        cmocka_unit_test(test_place_first_seen_past_the_crossing_is_reported_late_with_its_level),
        cmocka_unit_test(test_corrected_date_withdraws_what_is_no_longer_true),
        cmocka_unit_test(test_told_again_for_the_same_start_day_counts_a_second_telling),
        cmocka_unit_test(test_correction_between_two_crossings_replaces_the_alert),
        cmocka_unit_test(test_threat_moves_with_the_date),
        cmocka_unit_test(test_leaving_says_whether_it_helped),
        cmocka_unit_test(test_leaving_in_time_withdraws_unless_help_is_unknown),
        cmocka_unit_test(test_wait_that_never_was_withdraws_everything_told),
        cmocka_unit_test(test_threat_closes_without_a_word_and_stands_again_on_return),
        cmocka_unit_test(test_child_that_comes_back_withdraws_its_leaving_and_tells_passed_levels),
        cmocka_unit_test(test_completed_leaving_corrects_what_was_said),
        cmocka_unit_test(test_stricter_norm_tells_and_looser_norm_withdraws),
        cmocka_unit_test(test_old_and_new_gemeente_hear_the_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
