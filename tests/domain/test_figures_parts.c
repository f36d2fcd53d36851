/* The small parts that figures are counted with. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "daemon/domain/figures_days.h"
#include "daemon/domain/figures_intern.h"
#include "daemon/domain/figures_key.h"
#include "tests/domain/scene.h"

enum { BUDGET = 64 * 1024 * 1024 };

static void test_name_has_one_number_and_every_byte_counts(void **state) {
    (void)state;
    struct arena *arena = arena_new(BUDGET);
    struct intern intern = intern_of(arena);
    uint32_t number;
    for (uint32_t round = 0; round < 2; round++) {
        for (uint32_t i = 0; i < 20000; i++) {
            char name[32];
            int size = snprintf(name, sizeof name, "%u", i);
            assert_true(intern_number(&intern, bytes_of(name, (size_t)size), &number));
            assert_int_equal(number, i);
            /* A NUL more is another name; it has no number. */
            assert_false(intern_find(&intern, bytes_of(name, (size_t)size + 1), &number));
        }
    }
    assert_int_equal(intern_count(&intern), 20000);
    assert_true(bytes_equal(intern_name(&intern, 123), bytes_of_text("123")));
    arena_free(&arena);
}

static void test_gathered_things_stay_where_they_are(void **state) {
    (void)state;
    struct arena *arena = arena_new(BUDGET);
    struct gathering gathering = gathering_of(arena, sizeof(uint32_t));
    uint32_t *first = gathering_add(&gathering);
    for (uint32_t i = 1; i < 100000; i++)
        *(uint32_t *)gathering_add(&gathering) = i;
    assert_ptr_equal(gathering_at(&gathering, 0), first);
    for (uint32_t i = 0; i < 100000; i++)
        assert_int_equal(*(uint32_t *)gathering_at(&gathering, i), i);
    arena_free(&arena);
}

/* Each instant lies in the first period that ends after it, and each day likewise. */
static void test_periods_find_days_and_instants(void **state) {
    (void)state;
    const uint32_t until = 20250620;
    for (enum step step = STEP_ONE; step < STEP_COUNT; step++) {
        struct arena *arena = arena_new(BUDGET);
        struct period at[800];
        struct periods periods;
        size_t count = 0;
        for (day_t from = day_of_number(20231105); from <= day_of_number(until);
             from = at[count++].on + 1)
            at[count] = period_at(step, from, day_of_number(until));
        assert_true(periods_make(at, count, arena, &periods));
        uint32_t expected = 0;
        for (day_t day = at[0].from - 40; day < at[count - 1].on + 40; day++) {
            while (expected < count && at[expected].on < day)
                expected++;
            assert_int_equal(periods_from_day(&periods, day), expected);
            assert_int_equal(periods_from_instant(&periods, instant_of_day(day)), expected);
            assert_int_equal(periods_from_instant(&periods, instant_of_day(day + 1) - 1), expected);
            assert_int_equal(periods_holding(&periods, day), day < at[0].from ? count : expected);
        }
        arena_free(&arena);
    }
}

static void test_percentile_is_the_value_at_its_rank(void **state) {
    (void)state;
    uint32_t ten[] = {10, 9, 8, 7, 6, 5, 4, 3, 2, 1}, one[] = {7}, none[1];
    struct days days = days_of_values(ten, 10);
    assert_int_equal(days.count, 10);
    assert_int_equal(days.sum, 55);
    assert_int_equal(days.median, 5);
    assert_int_equal(days.p80, 8);
    assert_int_equal(days.p92, 10); /* 9.2: the tenth */
    assert_int_equal(days.longest, 10);
    days = days_of_values(one, 1);
    assert_int_equal(days.median, 7);
    assert_int_equal(days.p92, 7);
    assert_int_equal(days_of_values(none, 0).count, 0);
}

static bool key_is(const struct figures_question *question, const struct place *place,
                   const char *const *texts) {
    const struct agb agb = {"06010713"};
    struct bytes found[DIMENSION_COUNT];
    struct key key;
    key_write(&key, question, &agb, place);
    key_read(key_bytes(&key), question->by_count, found);
    for (size_t i = 0; i < question->by_count; i++)
        if (!bytes_equal(found[i], bytes_of_text(texts[i])))
            return false;
    return true;
}

static void test_key_has_the_codes_and_nothing_for_onbekend(void **state) {
    (void)state;
    const struct figures_question question = {.by_count = 8,
                                              .by = {BY_AANBIEDER, BY_HULPVORM, BY_GEMEENTE,
                                                     BY_MAATREGEL, BY_GI, BY_URGENTIE,
                                                     BY_PRODUCTCATEGORIE, BY_LEEFTIJDSBAND}};
    struct place place = scene_place("A", 20250101);
    place.hulpvorm = HULPVORM_ONBEKEND;
    const char *const unknown[] = {"06010713", "", "0518", "", "", "", "", ""};
    assert_true(key_is(&question, &place, unknown));
    place.hulpvorm = INTEGRALE_VERBLIJFSHULP;
    place.maatregel = VOORLOPIGE_VOOGDIJ;
    place.gi = (struct agb){"06012345"};
    place.urgentie = URGENTIE_VERHOOGD;
    place.productcategorie = 45;
    place.leeftijdsband = LEEFTIJD_18_PLUS;
    const char *const known[] = {"06010713", "INTEGRALE_VERBLIJFSHULP",
                                 "0518",     "VOORLOPIGE_VOOGDIJ",
                                 "06012345", "VERHOOGD",
                                 "45",       "18_PLUS"};
    assert_true(key_is(&question, &place, known));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_name_has_one_number_and_every_byte_counts),
        cmocka_unit_test(test_gathered_things_stay_where_they_are),
        cmocka_unit_test(test_periods_find_days_and_instants),
        cmocka_unit_test(test_percentile_is_the_value_at_its_rank),
        cmocka_unit_test(test_key_has_the_codes_and_nothing_for_onbekend),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
