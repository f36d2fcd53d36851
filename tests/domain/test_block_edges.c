/* What is at the edge of a block, or of what a number holds. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#include "daemon/domain/block.h"
#include "tests/domain/scene.h"

/* One moment, at the beginning of a block, at which somebody came. */
static const uint8_t slim_of_one[] = {1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 1,
                                      0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0};
static const uint8_t detail_of_one[] = {1, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 0, 1};
/* The number that each of them ends with. */
static const uint8_t near[] = {2};
static const uint8_t largest[] = {0xfe, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1};
static const uint8_t smallest[] = {0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1};

static const struct block_range all = {.first = INT32_MIN / 2, .last = INT32_MAX, .detail = true};

static struct bytes ending_with(struct bytes begin, struct bytes end, struct arena *arena) {
    uint8_t *both = arena_alloc(arena, begin.size + end.size);
    memcpy(both, begin.at, begin.size);
    memcpy(both + begin.size, end.at, end.size);
    return bytes_of(both, begin.size + end.size);
}

static enum status read_one(day_t number, struct bytes start, struct bytes date) {
    struct arena *arena = arena_new(1 << 20);
    const struct block_record record = {
        number, ending_with(bytes_of(slim_of_one, sizeof slim_of_one), start, arena),
        ending_with(bytes_of(detail_of_one, sizeof detail_of_one), date, arena)};
    struct block_reader *reader = block_reader_new(&all, UINT64_MAX, arena);
    enum status status = block_reader_add(reader, &record);
    arena_free(&arena);
    return status;
}

static void test_a_day_that_is_farther_than_a_number_holds_is_damage(void **state) {
    const struct bytes usual = bytes_of(near, sizeof near);
    const struct bytes far[] = {bytes_of(largest, sizeof largest),
                                bytes_of(smallest, sizeof smallest)};
    (void)state;
    for (day_t number = -300; number <= 300; number += 300) { /* before 1970, and behind it */
        assert_int_equal(read_one(number, usual, usual), STATUS_OK);
        for (int i = 0; i < 2; i++) {
            assert_int_equal(read_one(number, far[i], usual), STATUS_DAMAGED);
            assert_int_equal(read_one(number, usual, far[i]), STATUS_DAMAGED);
        }
    }
}

static void write_moment(struct block_record *record, const struct block_moment *moment,
                         struct arena *arena) {
    assert_int_equal(block_write_moment(record, NULL, 0, moment, arena), STATUS_OK);
}

static void test_a_block_that_begins_without_a_peilmoment_knows_waits(void **state) {
    struct arena *arena = arena_new(1 << 20);
    const instant_t at = instant_of_day(day_of_number(20231220));
    const struct place place = scene_place("A", 20231201);
    const struct place_key key = {.bytes = {1}};
    const struct block_turn came = {
        .entry = {&place, &key, .wait = 1000, .start = place.aanmelddatum}};
    const struct block_moment first = {.at = at, .applied = true, .event = 1000};
    const struct block_moment next = {
        .at = at + 2 * BLOCK_DAYS * MICROSECONDS_PER_DAY, .turn_count = 1, .turns = &came};
    struct block_record records[2] = {{0}, {0}};
    struct past past = {0};
    (void)state;
    write_moment(&records[0], &first, arena);
    records[1] = records[0];
    write_moment(&records[1], &next, arena);
    struct block_reader *reader = block_reader_new(&all, UINT64_MAX, arena);
    for (int i = 0; i < 2; i++)
        assert_int_equal(block_reader_add(reader, &records[i]), STATUS_OK);
    assert_int_equal(block_reader_finish(reader, &past), STATUS_OK);
    assert_int_equal(past.spell_count, 1);
    assert_int_equal(past.spells[0].wait, 1000);
    arena_free(&arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_day_that_is_farther_than_a_number_holds_is_damage),
        cmocka_unit_test(test_a_block_that_begins_without_a_peilmoment_knows_waits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
