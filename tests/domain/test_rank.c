#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "daemon/domain/rank.h"
#include "tests/domain/scene.h"

static struct place_alert ranked(struct scene *scene, enum alert_kind kind,
                                 struct place_alert alert, const struct rank_order *order) {
    assert_int_equal(rank_place_alert(order, kind, scene->arena, &alert), STATUS_OK);
    return alert;
}

static void assert_rank(struct place_alert alert, uint32_t rank, const char *words) {
    assert_int_equal(alert.rank, rank);
    assert_true(bytes_equal(alert.rank_sentence, bytes_of_text(words)));
}

static void test_first_tier_is_crisis_hoog_or_a_beschermingsmaatregel(void **state) {
    (void)state;
    struct scene scene = scene_begin();
    struct place_alert crisis = {.urgentie = URGENTIE_CRISIS, .days_waited = 100};
    struct place_alert hoog = {.urgentie = URGENTIE_HOOG, .days_waited = 1};
    struct place_alert ots = {.maatregel = OTS, .days_waited = 95};
    struct place_alert reclassering = {
        .maatregel = JEUGDRECLASSERING, .overbrugging = OVERBRUGGING_AMBULANT, .days_waited = 95};
    assert_rank(ranked(&scene, OVERSCHRIJDING, crisis, &rank_default), 1,
                "urgentie crisis; 100 dagen gewacht");
    assert_rank(ranked(&scene, OVERSCHRIJDING, hoog, &rank_default), 1,
                "urgentie hoog; 1 dag gewacht");
    assert_rank(ranked(&scene, OVERSCHRIJDING, ots, &rank_default), 1,
                "beschermingsmaatregel; 95 dagen gewacht");
    assert_rank(ranked(&scene, OVERSCHRIJDING, reclassering, &rank_default), 4,
                "wachtdagen; 95 dagen gewacht");
    scene_end(&scene);
}

static void test_leaving_that_did_not_help_comes_before_a_missing_bridge(void **state) {
    (void)state;
    struct scene scene = scene_begin();
    struct place_alert alert = {.helped = HELPED_NO, .days_waited = 120};
    assert_rank(ranked(&scene, VAN_LIJST, alert, &rank_default), 2,
                "van de lijst zonder hulp; 120 dagen gewacht");
    alert.helped = HELPED_UNKNOWN;
    assert_rank(ranked(&scene, VAN_LIJST, alert, &rank_default), 2,
                "van de lijst, hulp onbekend; 120 dagen gewacht");
    alert.helped = HELPED_YES;
    assert_rank(ranked(&scene, VAN_LIJST, alert, &rank_default), 3,
                "overbrugging onbekend; 120 dagen gewacht");
    scene_end(&scene);
}

static void test_order_is_configuration(void **state) {
    (void)state;
    struct scene scene = scene_begin();
    struct rank_order order = {3, {RANK_ZONDER_OVERBRUGGING, RANK_URGENT, RANK_WACHTDAGEN}};
    struct place_alert alert = {
        .urgentie = URGENTIE_HOOG, .overbrugging = OVERBRUGGING_GEEN, .days_waited = 93};
    assert_rank(ranked(&scene, OVERSCHRIJDING, alert, &order), 1,
                "geen overbrugging; 93 dagen gewacht");
    scene_end(&scene);
}

static void test_within_a_tier_the_longest_wait_comes_first(void **state) {
    (void)state;
    struct alert longer = {.number = 9, .place = {.rank = 3, .days_waited = 200}};
    struct alert shorter = {.number = 1, .place = {.rank = 3, .days_waited = 100}};
    struct alert urgent = {.number = 99, .place = {.rank = 1, .days_waited = 1}};
    assert_true(rank_compare(&longer, &shorter) < 0);
    assert_true(rank_compare(&urgent, &longer) < 0);
    assert_true(rank_compare(&shorter, &longer) > 0);
    assert_int_equal(rank_compare(&longer, &longer), 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_first_tier_is_crisis_hoog_or_a_beschermingsmaatregel),
        cmocka_unit_test(test_leaving_that_did_not_help_comes_before_a_missing_bridge),
        cmocka_unit_test(test_order_is_configuration),
        cmocka_unit_test(test_within_a_tier_the_longest_wait_comes_first),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
