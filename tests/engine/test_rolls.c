#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "daemon/engine/rolls.h"

enum { SPELLS = 10 };

struct cabinet {
    struct rolls *rolls;
    struct roll_spell spells[SPELLS];
    struct roll_moment moments[1];
    struct roll_who staying[1];
    uint32_t staying_from[1];
    uint8_t key[ROLL_KEY_BYTES], stamp[STORE_STAMP_BYTES];
};

/* Room for about five. */
static struct cabinet cabinet_of(void) {
    struct cabinet cabinet = {.rolls = rolls_new(2500)};
    assert_non_null(cabinet.rolls);
    memcpy(cabinet.key, "06010713", AGB_DIGITS);
    return cabinet;
}

static struct bytes key_of(struct cabinet *cabinet, uint8_t number) {
    cabinet->key[ROLL_KEY_BYTES - 1] = number;
    return bytes_of(cabinet->key, sizeof cabinet->key);
}

static struct bytes stamp_of(struct cabinet *cabinet, uint8_t content) {
    cabinet->stamp[0] = content;
    return bytes_of(cabinet->stamp, sizeof cabinet->stamp);
}

static struct roll roll_of(struct cabinet *cabinet, day_t start) {
    cabinet->spells[SPELLS - 1].who.start = cabinet->staying[0].start = start;
    return (struct roll){.moment_count = 1,
                         .ended_count = SPELLS,
                         .staying_count = 1,
                         .moments = cabinet->moments,
                         .ended = cabinet->spells,
                         .staying = cabinet->staying,
                         .staying_from = cabinet->staying_from};
}

static void keep(struct cabinet *cabinet, uint8_t number, uint8_t content) {
    struct roll roll = roll_of(cabinet, content);
    rolls_keep(cabinet->rolls, key_of(cabinet, number), stamp_of(cabinet, content), &roll);
    cabinet->spells[SPELLS - 1].who.start = cabinet->staying[0].start = 0; /* it is a copy */
}

static const struct roll *find(struct cabinet *cabinet, uint8_t number, uint8_t content) {
    return rolls_find(cabinet->rolls, key_of(cabinet, number), stamp_of(cabinet, content));
}

static void test_kept_roll_is_found_by_its_key_and_stamp_only(void **state) {
    struct cabinet cabinet = cabinet_of();
    (void)state;
    assert_null(find(&cabinet, 1, 7));
    keep(&cabinet, 1, 7);
    assert_non_null(find(&cabinet, 1, 7));
    assert_int_equal(find(&cabinet, 1, 7)->ended[SPELLS - 1].who.start, 7);
    assert_int_equal(find(&cabinet, 1, 7)->staying[0].start, 7);
    assert_null(find(&cabinet, 1, 8));
    assert_null(find(&cabinet, 2, 7));
    rolls_free(&cabinet.rolls);
}

static void test_newer_content_takes_the_place_of_older(void **state) {
    struct cabinet cabinet = cabinet_of();
    (void)state;
    for (uint8_t content = 1; content < 100; content++) {
        keep(&cabinet, 1, content);
        keep(&cabinet, 2, 1);
    }
    assert_null(find(&cabinet, 1, 98));
    assert_int_equal(find(&cabinet, 1, 99)->ended[SPELLS - 1].who.start, 99);
    assert_non_null(find(&cabinet, 2, 1));
    rolls_free(&cabinet.rolls);
}

static void test_no_more_is_kept_than_there_is_room_for(void **state) {
    struct cabinet cabinet = cabinet_of();
    size_t kept = 0;
    (void)state;
    for (uint8_t number = 0; number < 100; number++) {
        keep(&cabinet, number, 1);
        assert_non_null(find(&cabinet, number, 1));
    }
    for (uint8_t number = 0; number < 100; number++)
        kept += find(&cabinet, number, 1) != NULL;
    assert_in_range(kept, 1, 6);
    rolls_free(&cabinet.rolls);
}

static void test_roll_larger_than_all_room_is_not_kept(void **state) {
    struct cabinet cabinet = {.rolls = rolls_new(100)};
    (void)state;
    keep(&cabinet, 1, 1);
    assert_null(find(&cabinet, 1, 1));
    rolls_free(&cabinet.rolls);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_kept_roll_is_found_by_its_key_and_stamp_only),
        cmocka_unit_test(test_newer_content_takes_the_place_of_older),
        cmocka_unit_test(test_no_more_is_kept_than_there_is_room_for),
        cmocka_unit_test(test_roll_larger_than_all_room_is_not_kept),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
