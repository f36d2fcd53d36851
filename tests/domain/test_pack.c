#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "daemon/domain/pack.h"
#include "daemon/domain/pack_said.h"
#include "tests/domain/known.h"
#include "tests/domain/scene.h"

static void test_unpacking_gives_back_what_was_packed(void **state) {
    (void)state;
    struct arena *arena = arena_new(16 * 1024 * 1024);
    for (uint64_t seed = 1; seed <= 2000; seed++) {
        uint64_t dice = seed;
        struct known_place left = random_known_place(&dice, arena, false), back;
        struct bytes record = pack_whole_place(&left, arena);
        assert_int_equal(unpack_place(record, arena, &back), STATUS_OK);
        assert_same_place(&left, &back);
        arena_reset(arena);
    }
    arena_free(&arena);
}

static void test_aanbieder_keeps_its_head_and_every_open_place(void **state) {
    (void)state;
    struct arena *arena = arena_new(16 * 1024 * 1024);
    uint64_t dice = 7;
    struct known_place open[20];
    struct aanbieder_head head = {.agb = {"06010713"},
                                  .active = true,
                                  .has_epoch = true,
                                  .epoch = {1, 2, 3},
                                  .sequence = UINT64_MAX,
                                  .peilmoment = PEILMOMENT_NONE,
                                  .received_on = day_of_number(20250101),
                                  .open_count = 20,
                                  .next_due = DAY_NONE,
                                  .held = {.event = 5, .sequence = 9, .open = 4},
                                  .bodies = {8, {70000, 300, UINT64_MAX}}};
    for (size_t i = 0; i < 20; i++)
        open[i] = random_known_place(&dice, arena, true);
    struct bytes record;
    struct aanbieder_head back, only;
    struct known_places places;
    assert_int_equal(
        pack_aanbieder(&head, (struct known_places){.count = 20, .at = open}, arena, &record),
        STATUS_OK);
    assert_int_equal(unpack_aanbieder(record, arena, &back, &places), STATUS_OK);
    assert_memory_equal(&back, &head, sizeof head);
    assert_int_equal(places.count, 20);
    for (size_t i = 0; i < 20; i++)
        assert_same_place(&open[i], &places.at[i]);
    assert_int_equal(unpack_head(record, arena, &only), STATUS_OK);
    assert_memory_equal(&only, &head, sizeof head);
    arena_free(&arena);
}

static struct bytes pack_places(const struct aanbieder_head *head, struct known_places places,
                                struct arena *arena) {
    struct bytes record;
    assert_int_equal(pack_aanbieder(head, places, arena, &record), STATUS_OK);
    return record;
}

/* Half stay, some go, some change, some are new, one that stayed changes after all. */
static struct known_places change_some(struct known_places from, uint64_t *dice,
                                       struct arena *arena) {
    struct places_maker maker;
    assert_int_equal(places_make(&maker, from, 2 * from.count, arena), STATUS_OK);
    for (size_t i = 0; i < from.count; i++) {
        struct known_place changed = random_known_place(dice, arena, true);
        if (i % 4 != 3)
            places_keep(&maker, i);
        if (i % 3 == 0)
            places_add(&maker, &changed);
    }
    struct known_place changed = random_known_place(dice, arena, true);
    places_replace(&maker, 1, &changed);
    return places_made(&maker);
}

/* Copied from what they were read from, or packed again: the same bytes. */
static void test_places_that_stay_are_packed_as_if_anew(void **state) {
    (void)state;
    struct arena *arena = arena_new(64 * 1024 * 1024);
    for (uint64_t seed = 1; seed <= 300; seed++) {
        uint64_t dice = seed;
        struct known_place open[12];
        struct aanbieder_head head = {.epoch = {1, 2, 3}, .open_count = 12}, back;
        for (size_t i = 0; i < 12; i++) {
            open[i] = random_known_place(&dice, arena, true);
            if (i % 2)
                memcpy(open[i].wait.opened_by.epoch, head.epoch, EPOCH_BYTES);
        }
        struct bytes record =
            pack_places(&head, (struct known_places){.count = 12, .at = open}, arena);
        struct known_places places;
        assert_int_equal(unpack_aanbieder(record, arena, &back, &places), STATUS_OK);
        assert_non_null(places.packed);
        struct known_places some = change_some(places, &dice, arena), bare = some;
        bare.packed = NULL;
        for (int other_epoch = 0; other_epoch < 2; other_epoch++) {
            head.epoch[0] += (uint8_t)other_epoch;
            struct bytes copied = pack_places(&head, some, arena);
            struct bytes anew = pack_places(&head, bare, arena);
            assert_true(bytes_equal(copied, anew));
        }
        arena_reset(arena);
    }
    arena_free(&arena);
}

/* Version 1 ended with what is held; the places follow, of which there are none here. */
static void test_a_head_of_version_1_has_no_bodies(void **state) {
    (void)state;
    struct arena *arena = arena_new(1024 * 1024);
    const struct aanbieder_head head = {.agb = {"06010713"}, .next_due = DAY_NONE, .stil = 77};
    const struct known_places none = {0};
    struct aanbieder_head back, only;
    struct known_places places;
    struct bytes record;
    uint8_t old[256];
    assert_int_equal(pack_aanbieder(&head, none, arena, &record), STATUS_OK);
    assert_memory_equal(record.at + record.size - 2, "\0\0", 2);
    memcpy(old, record.at, record.size - 1);
    assert_int_equal(old[0], 2);
    old[0] = 1;
    record = bytes_of(old, record.size - 1);
    assert_int_equal(unpack_aanbieder(record, arena, &back, &places), STATUS_OK);
    assert_memory_equal(&back, &head, sizeof head);
    assert_int_equal(places.count, 0);
    assert_int_equal(unpack_head(record, arena, &only), STATUS_OK);
    assert_memory_equal(&only, &head, sizeof head);
    old[0] = 3;
    assert_int_equal(unpack_head(record, arena, &only), STATUS_DAMAGED);
    arena_free(&arena);
}

static void test_more_bodies_than_are_counted_are_damage(void **state) {
    (void)state;
    struct arena *arena = arena_new(1024 * 1024);
    struct aanbieder_head head = {
        .agb = {"06010713"}, .next_due = DAY_NONE, .bodies = {MAX_BODIES_COUNTED, {1, 1, 1}}};
    struct aanbieder_head back;
    struct bytes record;
    assert_int_equal(pack_aanbieder(&head, (struct known_places){0}, arena, &record), STATUS_OK);
    assert_int_equal(unpack_head(record, arena, &back), STATUS_OK);
    uint8_t more[512];
    memcpy(more, record.at, record.size);
    /* 192 in LEB128, the last number but for three events and the count of places. */
    uint8_t *count = more + record.size - 1 - BODY_LEVELS - 2;
    assert_memory_equal(count, "\xc0\x01", 2);
    count[0] |= 1;
    assert_int_equal(unpack_head(bytes_of(more, record.size), arena, &back), STATUS_DAMAGED);
    arena_free(&arena);
}

static void test_used_numbers_come_back(void **state) {
    (void)state;
    struct arena *arena = arena_new(1024 * 1024);
    struct used_numbers used = {0}, back;
    uint64_t dice = 11, event = 0;
    struct bytes record;
    for (size_t count = 0; count <= NUMBERS_IN_RECORD; count++) {
        used.count = count;
        assert_int_equal(pack_used(&used, arena, &record), STATUS_OK);
        assert_int_equal(unpack_used(record, &back), STATUS_OK);
        assert_memory_equal(&back, &used, sizeof used);
        event += 1 + scene_random(&dice) % 100000;
        if (count < NUMBERS_IN_RECORD)
            used.events[count] = count == NUMBERS_IN_RECORD - 1 ? UINT64_MAX : event;
    }
    arena_free(&arena);
}

/* A version, a count, and each event as how much later it is. */
static void test_used_numbers_that_cannot_have_been_are_damage(void **state) {
    static const uint8_t equal[] = {1, 2, 7, 0}, none[] = {1, 1, 0}, short_of_one[] = {1, 2, 7},
                         version[] = {2, 1, 7}, one_over[] = {1, 1, 7, 7},
                         around[] = {1,    2,    7,    0xff, 0xff, 0xff, 0xff,
                                     0xff, 0xff, 0xff, 0xff, 0xff, 1};
    static const struct bytes records[] = {
        {equal, sizeof equal},     {none, sizeof none},         {short_of_one, sizeof short_of_one},
        {version, sizeof version}, {one_over, sizeof one_over}, {around, sizeof around}};
    (void)state;
    struct used_numbers back;
    uint8_t many[2 + NUMBERS_IN_RECORD + 1];
    for (size_t i = 0; i < sizeof records / sizeof *records; i++)
        assert_int_equal(unpack_used(records[i], &back), STATUS_DAMAGED);
    memset(many, 1, sizeof many);
    many[1] = NUMBERS_IN_RECORD + 1;
    assert_int_equal(unpack_used(bytes_of(many, sizeof many), &back), STATUS_DAMAGED);
    many[1] = NUMBERS_IN_RECORD;
    assert_int_equal(unpack_used(bytes_of(many, sizeof many - 1), &back), STATUS_OK);
}

static void test_a_number_of_format_1_gives_its_event(void **state) {
    (void)state;
    uint8_t record[HASH_BYTES + 3] = {0};
    uint64_t event = 0;
    record[HASH_BYTES] = 0x85;
    record[HASH_BYTES + 1] = 0x02;
    assert_int_equal(unpack_used_once(bytes_of(record, HASH_BYTES + 2), &event), STATUS_OK);
    assert_int_equal(event, 261);
    assert_int_equal(unpack_used_once(bytes_of(record, HASH_BYTES + 3), &event), STATUS_DAMAGED);
    assert_int_equal(unpack_used_once(bytes_of(record, HASH_BYTES + 1), &event), STATUS_DAMAGED);
    assert_int_equal(unpack_used_once(bytes_of(record, HASH_BYTES - 1), &event), STATUS_DAMAGED);
    assert_int_equal(event, 261);
}

static struct region region_again(const struct region *region, struct arena *arena,
                                  uint8_t version) {
    struct bytes record;
    struct region back;
    assert_int_equal(pack_region(region, arena, &record), STATUS_OK);
    assert_int_equal(record.at[0], version);
    assert_int_equal(unpack_region(record, arena, &back), STATUS_OK);
    return back;
}

static void test_a_region_is_written_as_by_who_knew_no_clock_until_it_has_one(void **state) {
    (void)state;
    struct arena *arena = arena_new(1024 * 1024);
    const struct clock_reading reading = {
        .now = INT64_C(1742457600000000), .uptime = 1000, .boot = {1, 2, 3}};
    struct region region = {.evaluated = day_of_number(20250320),
                            .on_time_days = 7,
                            .config_event = 300,
                            .norm_from = day_of_number(19900101),
                            .settled_until = DAY_NONE};
    assert_false(region_again(&region, arena, 1).clock.known);
    region.stripped = 5;
    assert_int_equal(region_again(&region, arena, 2).stripped, 5);
    hold_trust(&region.clock, &reading);
    hold_begin(&region.clock, &reading, HOLD_DRIFT);
    const struct region back = region_again(&region, arena, 3);
    assert_int_equal(back.stripped, 5);
    assert_true(back.clock.known && back.clock.started == reading.now - reading.uptime);
    assert_memory_equal(back.clock.boot, reading.boot, BOOT_BYTES);
    assert_true(back.clock.reason == HOLD_DRIFT && back.clock.held_at == reading.now);
    arena_free(&arena);
}

static void test_cut_or_lengthened_record_is_damage(void **state) {
    (void)state;
    struct arena *arena = arena_new(64 * 1024 * 1024);
    uint64_t dice = 3;
    struct known_place left = random_known_place(&dice, arena, false), back;
    struct bytes record = pack_whole_place(&left, arena);

    for (size_t size = 0; size < record.size; size++)
        assert_int_equal(unpack_place(bytes_of(record.at, size), arena, &back), STATUS_DAMAGED);
    uint8_t longer[4096];
    memcpy(longer, record.at, record.size);
    longer[record.size] = 0;
    assert_int_equal(unpack_place(bytes_of(longer, record.size + 1), arena, &back), STATUS_DAMAGED);
    arena_free(&arena);
}

static void test_any_flipped_byte_is_read_without_harm(void **state) {
    (void)state;
    struct arena *arena = arena_new(64 * 1024 * 1024);
    uint64_t dice = 5;
    struct known_place left = random_known_place(&dice, arena, false), back;
    struct bytes record = pack_whole_place(&left, arena);
    uint8_t bad[4096];

    for (size_t at = 0; at < record.size; at++)
        for (unsigned bit = 0; bit < 8; bit++) {
            memcpy(bad, record.at, record.size);
            bad[at] ^= (uint8_t)(1u << bit);
            enum status status = unpack_place(bytes_of(bad, record.size), arena, &back);
            assert_true(status == STATUS_OK || status == STATUS_DAMAGED);
        }
    arena_free(&arena);
}

/* That nobody has a place is what no record says. */
static void test_a_taking_by_nobody_is_damage(void **state) {
    (void)state;
    static const uint8_t by_nobody[] = {1, 0, 0, TAKEN_NOBODY, 0, 0};
    uint8_t said[sizeof by_nobody];
    struct arena *arena = arena_new(1024 * 1024);
    struct taking taking;
    memcpy(said, by_nobody, sizeof said);
    said[3] = TAKEN_NOBODY + 1;
    assert_int_equal(unpack_taking(bytes_of(said, sizeof said), arena, &taking), STATUS_OK);
    assert_int_equal(unpack_taking(bytes_of(by_nobody, sizeof by_nobody), arena, &taking),
                     STATUS_DAMAGED);
    arena_free(&arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_unpacking_gives_back_what_was_packed),
        cmocka_unit_test(test_aanbieder_keeps_its_head_and_every_open_place),
        cmocka_unit_test(test_places_that_stay_are_packed_as_if_anew),
        cmocka_unit_test(test_a_head_of_version_1_has_no_bodies),
        cmocka_unit_test(test_more_bodies_than_are_counted_are_damage),
        cmocka_unit_test(test_used_numbers_come_back),
        cmocka_unit_test(test_used_numbers_that_cannot_have_been_are_damage),
        cmocka_unit_test(test_a_number_of_format_1_gives_its_event),
        cmocka_unit_test(test_a_region_is_written_as_by_who_knew_no_clock_until_it_has_one),
        cmocka_unit_test(test_cut_or_lengthened_record_is_damage),
        cmocka_unit_test(test_any_flipped_byte_is_read_without_harm),
        cmocka_unit_test(test_a_taking_by_nobody_is_damage),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
