#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "daemon/domain/pack.h"
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
                                  .bodies = {24300, 8, {40, 300, 70000, UINT64_MAX}}};
    for (size_t i = 0; i < 20; i++)
        open[i] = random_known_place(&dice, arena, true);
    struct bytes record;
    struct aanbieder_head back, only;
    struct known_places places;
    assert_int_equal(pack_aanbieder(&head, (struct known_places){20, open}, arena, &record),
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
    assert_memory_equal(record.at + record.size - 3, "\0\0\0", 3);
    memcpy(old, record.at, record.size - 2);
    assert_int_equal(old[0], 2);
    old[0] = 1;
    record = bytes_of(old, record.size - 2);
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
        .agb = {"06010713"}, .next_due = DAY_NONE, .bodies = {24300, MAX_BODIES_COUNTED, {1}}};
    struct aanbieder_head back;
    struct bytes record;
    assert_int_equal(pack_aanbieder(&head, (struct known_places){0}, arena, &record), STATUS_OK);
    assert_int_equal(unpack_head(record, arena, &back), STATUS_OK);
    uint8_t more[512];
    memcpy(more, record.at, record.size);
    /* 1,024 in LEB128, the last number but for the chain and the count of places. */
    uint8_t *count = more + record.size - 1 - MAX_BODY_CHAIN - 2;
    assert_memory_equal(count, "\x80\x08", 2);
    count[0] |= 1;
    assert_int_equal(unpack_head(bytes_of(more, record.size), arena, &back), STATUS_DAMAGED);
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

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_unpacking_gives_back_what_was_packed),
        cmocka_unit_test(test_aanbieder_keeps_its_head_and_every_open_place),
        cmocka_unit_test(test_a_head_of_version_1_has_no_bodies),
        cmocka_unit_test(test_more_bodies_than_are_counted_are_damage),
        cmocka_unit_test(test_cut_or_lengthened_record_is_damage),
        cmocka_unit_test(test_any_flipped_byte_is_read_without_harm),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
