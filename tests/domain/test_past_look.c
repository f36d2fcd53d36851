#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#include "tests/domain/counting.h"

static const struct peil *in_force(const struct made_past *made, uint32_t day) {
    return past_in_force(&made->past, day_of_number(day));
}

static void test_peilmoment_is_in_force_from_its_own_day_on(void **state) {
    (void)state;
    static struct made_past made;
    past_begin(&made, "06010713", 7);
    past_peil(&made, 20250301);
    past_peil(&made, 20250308);
    assert_null(in_force(&made, 20250228));
    assert_ptr_equal(in_force(&made, 20250301), &made.peils[0]);
    assert_ptr_equal(in_force(&made, 20250307), &made.peils[0]);
    assert_ptr_equal(in_force(&made, 20250308), &made.peils[1]);
    assert_ptr_equal(in_force(&made, 20300101), &made.peils[1]);
}

static void test_last_of_several_on_one_day_is_in_force(void **state) {
    (void)state;
    static struct made_past made;
    past_begin(&made, "06010713", 7);
    past_peil(&made, 20250301);
    past_peil(&made, 20250301)->peilmoment += 1;
    assert_ptr_equal(in_force(&made, 20250301), &made.peils[1]);
}

/* The day ends in Amsterdam: at 23:00 UTC in winter, 22:00 in summer. */
static void test_day_ends_at_midnight_in_amsterdam(void **state) {
    (void)state;
    static struct made_past made;
    past_begin(&made, "06010713", 7);
    assert_true(instant_parse("2025-03-01T23:00:00Z", &past_peil(&made, 20250301)->peilmoment));
    assert_true(instant_parse("2025-07-01T21:59:59Z", &past_peil(&made, 20250701)->peilmoment));
    assert_null(in_force(&made, 20250301));
    assert_ptr_equal(in_force(&made, 20250302), &made.peils[0]);
    assert_ptr_equal(in_force(&made, 20250701), &made.peils[1]);
}

static void test_nothing_is_in_force_on_days_of_another_code(void **state) {
    (void)state;
    static struct made_past made;
    past_begin(&made, "06010713", 7);
    past_peil(&made, 20250301);
    made.past.first_day = day_of_number(20250303);
    made.past.last_day = day_of_number(20250305);
    assert_null(in_force(&made, 20250302));
    assert_non_null(in_force(&made, 20250303));
    assert_non_null(in_force(&made, 20250305));
    assert_null(in_force(&made, 20250306));
}

static void test_what_was_said_last_by_the_end_of_the_day_counts(void **state) {
    (void)state;
    static struct made_past made;
    past_begin(&made, "06010713", 7);
    struct spell *spell = past_spell(&made, scene_place("A", 20250101), 20250201, 0);
    assert_null(spell_taking(spell, day_of_number(20250301)));
    spell_say(&made, spell, 20250301, OPGEPAKT, OBSTACLE_NONE);
    spell_say(&made, spell, 20250301, NIET_MOGELIJK, GEEN_CAPACITEIT);
    spell_say(&made, spell, 20250303, LOSGELATEN, OBSTACLE_NONE);
    assert_null(spell_taking(spell, day_of_number(20250228)));
    assert_int_equal(spell_taking(spell, day_of_number(20250301))->state, NIET_MOGELIJK);
    assert_int_equal(spell_taking(spell, day_of_number(20250302))->state, NIET_MOGELIJK);
    assert_int_equal(spell_taking(spell, day_of_number(20250303))->state, LOSGELATEN);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_peilmoment_is_in_force_from_its_own_day_on),
        cmocka_unit_test(test_last_of_several_on_one_day_is_in_force),
        cmocka_unit_test(test_day_ends_at_midnight_in_amsterdam),
        cmocka_unit_test(test_nothing_is_in_force_on_days_of_another_code),
        cmocka_unit_test(test_what_was_said_last_by_the_end_of_the_day_counts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
