#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "daemon/domain/participant.h"

static const struct party in_delft = {"0503", {"06012345"}, KDC};

static void test_an_empty_scope_admits_everything(void **state) {
    (void)state;
    const struct scope scope = {0};
    const struct party unknown = {"1926", {""}, OVERIG};
    assert_true(scope_admits_party(&scope, &in_delft));
    assert_true(scope_admits_party(&scope, &unknown));
    assert_true(scope_admits_aanbieder_alerts(&scope));
}

static void test_within_a_dimension_any_match_counts(void **state) {
    (void)state;
    const struct bytes gemeenten[] = {bytes_of_text("0518"), bytes_of_text("0503")};
    const struct agb gis[] = {{"06010000"}, {"06012345"}};
    const struct scope by_gemeente = {.gemeente_count = 2, .gemeenten = gemeenten};
    const struct scope by_gi = {.gi_count = 2, .gis = gis};
    const struct scope by_hulpvorm = {.hulpvormen = 1U << KDC | 1U << CRISIS};
    assert_true(scope_admits_party(&by_gemeente, &in_delft));
    assert_true(scope_admits_party(&by_gi, &in_delft));
    assert_true(scope_admits_party(&by_hulpvorm, &in_delft));
}

static void test_across_dimensions_all_must_match(void **state) {
    (void)state;
    const struct bytes gemeenten[] = {bytes_of_text("0503")};
    struct scope scope = {.gemeente_count = 1, .gemeenten = gemeenten, .hulpvormen = 1U << KDC};
    assert_true(scope_admits_party(&scope, &in_delft));
    scope.hulpvormen = 1U << CRISIS;
    assert_false(scope_admits_party(&scope, &in_delft));
}

static void test_an_unknown_gi_is_in_no_gis_scope(void **state) {
    (void)state;
    const struct agb gis[] = {{"06012345"}};
    const struct scope scope = {.gi_count = 1, .gis = gis};
    const struct party unknown = {"0503", {""}, KDC};
    assert_false(scope_admits_party(&scope, &unknown));
}

static void test_aanbieder_alerts_go_to_scopes_without_gemeente_or_gi(void **state) {
    (void)state;
    const struct bytes gemeenten[] = {bytes_of_text("0503")};
    const struct agb gis[] = {{"06012345"}};
    const struct scope by_hulpvorm = {.hulpvormen = 1U << KDC};
    const struct scope by_gemeente = {.gemeente_count = 1, .gemeenten = gemeenten};
    const struct scope by_gi = {.gi_count = 1, .gis = gis};
    assert_true(scope_admits_aanbieder_alerts(&by_hulpvorm));
    assert_false(scope_admits_aanbieder_alerts(&by_gemeente));
    assert_false(scope_admits_aanbieder_alerts(&by_gi));
}

static void test_a_participant_delivers_for_its_own_codes_only(void **state) {
    (void)state;
    const struct aanbieder aanbieders[] = {{.agb = {"06010713"}}, {.agb = {"06010714"}}};
    const struct participant participant = {.aanbieders = aanbieders, .aanbieder_count = 2};
    const struct agb own = {"06010714"}, other = {"06010715"};
    assert_ptr_equal(participant_aanbieder(&participant, &own), &aanbieders[1]);
    assert_null(participant_aanbieder(&participant, &other));
}

static void test_a_key_holds_from_its_first_day_to_its_last(void **state) {
    (void)state;
    const struct participant_key key = {.from = 100, .until = 102, .revoked = DAY_NONE};
    const struct participant_key always = {
        .from = DAY_NONE, .until = DAY_NONE, .revoked = DAY_NONE};
    const struct participant participant = {.revoked = DAY_NONE};
    for (day_t day = 98; day < 105; day++)
        assert_int_equal(participant_key_holds(&participant, &key, day), day >= 100 && day <= 102);
    assert_true(participant_key_holds(&participant, &always, 0));
}

static void test_what_is_revoked_holds_on_no_day(void **state) {
    (void)state;
    const struct participant_key revoked = {.from = 100, .until = 102, .revoked = 101};
    const struct participant_key good = {.from = DAY_NONE, .until = DAY_NONE, .revoked = DAY_NONE};
    const struct participant in = {.revoked = DAY_NONE}, out = {.revoked = 101};
    for (day_t day = 98; day < 105; day++) {
        assert_false(participant_key_holds(&in, &revoked, day));
        assert_false(participant_key_holds(&out, &good, day));
    }
}

static void test_more_than_two_keys_on_one_day_are_found(void **state) {
    (void)state;
    struct participant participant = {
        .revoked = DAY_NONE,
        .key_count = 3,
        .keys = {{.from = DAY_NONE, .until = 100, .revoked = DAY_NONE},
                 {.from = 90, .until = DAY_NONE, .revoked = DAY_NONE},
                 {.from = 101, .until = DAY_NONE, .revoked = DAY_NONE}}};
    assert_int_equal(participant_crowded_day(&participant), DAY_NONE);
    participant.keys[0].until = 101;
    assert_int_equal(participant_crowded_day(&participant), 101);
    participant.keys[1].revoked = 5;
    assert_int_equal(participant_crowded_day(&participant), DAY_NONE);
}

static void test_the_first_day_without_a_key_is_found(void **state) {
    (void)state;
    struct participant participant = {
        .revoked = DAY_NONE,
        .key_count = 2,
        .keys = {{.from = DAY_NONE, .until = 100, .revoked = DAY_NONE},
                 {.from = 103, .until = DAY_NONE, .revoked = DAY_NONE}}};
    assert_int_equal(participant_first_day_out(&participant, 90, 99), DAY_NONE);
    assert_int_equal(participant_first_day_out(&participant, 90, 110), 101);
    assert_int_equal(participant_first_day_out(&participant, 102, 110), 102);
    assert_int_equal(participant_first_day_out(&participant, 103, 110), DAY_NONE);
    participant.revoked = 200;
    assert_int_equal(participant_first_day_out(&participant, 90, 110), 90);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_an_empty_scope_admits_everything),
        cmocka_unit_test(test_within_a_dimension_any_match_counts),
        cmocka_unit_test(test_across_dimensions_all_must_match),
        cmocka_unit_test(test_an_unknown_gi_is_in_no_gis_scope),
        cmocka_unit_test(test_aanbieder_alerts_go_to_scopes_without_gemeente_or_gi),
        cmocka_unit_test(test_a_participant_delivers_for_its_own_codes_only),
        cmocka_unit_test(test_a_key_holds_from_its_first_day_to_its_last),
        cmocka_unit_test(test_what_is_revoked_holds_on_no_day),
        cmocka_unit_test(test_more_than_two_keys_on_one_day_are_found),
        cmocka_unit_test(test_the_first_day_without_a_key_is_found),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
