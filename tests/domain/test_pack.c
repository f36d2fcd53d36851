#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "daemon/domain/pack.h"
#include "tests/domain/scene.h"

static day_t random_day(uint64_t *seed) {
    uint64_t dice = scene_random(seed);
    return dice % 3 ? (day_t)(dice / 3 % 40000) - 10000 : DAY_NONE;
}

static struct party random_party(uint64_t *seed) {
    struct party party = {"0503", {""}, scene_random(seed) % HULPVORM_COUNT};
    if (scene_random(seed) % 2)
        memcpy(party.gi.text, "06012345", 9);
    return party;
}

static struct wait random_wait(uint64_t *seed, struct arena *arena) {
    struct wait wait = {.name = scene_random(seed), .start = random_day(seed)};
    wait.opened_by.sequence = scene_random(seed);
    wait.opened_by.event = scene_random(seed) >> 20;
    wait.opened_by.peilmoment = (int64_t)scene_random(seed);
    wait.opened_by.epoch[scene_random(seed) % EPOCH_BYTES] = (uint8_t)scene_random(seed);
    wait.told.count = scene_random(seed) % (MAX_STANDING + 1);
    for (size_t i = 0; i < wait.told.count; i++)
        wait.told.standing[i] = (struct standing){NIVEAU, level_months[i % LEVEL_COUNT],
                                                  random_day(seed), scene_random(seed) >> 32};
    wait.told.counted = scene_random(seed) % 16;
    wait.told.party_count = scene_random(seed) % 3;
    struct party *parties = arena_array(arena, wait.told.party_count, sizeof *parties);
    for (size_t i = 0; i < wait.told.party_count; i++)
        parties[i] = random_party(seed);
    wait.told.parties = parties;
    return wait;
}

static struct known_place random_place(uint64_t *seed, struct arena *arena, bool open) {
    struct known_place known = {.open = open, .next_due = DAY_NONE};
    known.place = scene_place("plek-1", 20250101);
    known.place.hulpvorm = scene_random(seed) % HULPVORM_COUNT;
    known.place.has_pseudonym = scene_random(seed) % 2;
    if (known.place.has_pseudonym)
        memset(known.place.pseudonym, (int)(scene_random(seed) & 0xff), PSEUDONYM_BYTES);
    known.place.pseudonym_epoch = (uint32_t)(scene_random(seed) % 4);
    known.place.productcategorie = (uint32_t)(scene_random(seed) % 2 * 45);
    known.place.verwijzer = (uint32_t)(scene_random(seed) % 3);
    known.place.maatregel = scene_random(seed) % MAATREGEL_COUNT;
    known.place.maatregel_start = random_day(seed);
    known.place.urgentie = scene_random(seed) % URGENTIE_COUNT;
    known.place.urgentie_datum = random_day(seed);
    known.place.overbrugging = scene_random(seed) % OVERBRUGGING_COUNT;
    known.place.overbrugging_sinds = random_day(seed);
    known.place.leeftijdsband = scene_random(seed) % LEEFTIJDSBAND_COUNT;
    known.place.regie = scene_random(seed) % REGIE_COUNT;
    known.place.eigen_wens = scene_random(seed) % 2;
    known.place.machtiging_uithuisplaatsing = scene_random(seed) % 2;
    known.place.laatst_geverifieerd = random_day(seed);
    known.place.verwijsdatum = random_day(seed);
    known.place.compleet_datum = random_day(seed);
    known.place.intakedatum = random_day(seed);
    if (scene_random(seed) % 2)
        memcpy(known.place.gi.text, "06012345", 9);
    if (open) {
        known.wait = random_wait(seed, arena);
        known.next_due = random_day(seed);
    }
    known.departure_count = scene_random(seed) % 3;
    struct departure *departures = arena_array(arena, known.departure_count, sizeof *departures);
    for (size_t i = 0; i < known.departure_count; i++)
        departures[i] = (struct departure){random_wait(seed, arena), ADMIN_FOUT,
                                           random_day(seed),         scene_random(seed),
                                           scene_random(seed) % 2,   scene_random(seed) % 9};
    known.departures = departures;
    known.telling_count = scene_random(seed) % 4;
    struct telling *tellings = arena_array(arena, known.telling_count, sizeof *tellings);
    for (size_t i = 0; i < known.telling_count; i++)
        tellings[i] = (struct telling){random_day(seed), VAN_LIJST, 0, 1 + (uint32_t)i};
    known.tellings = tellings;
    return known;
}

static void assert_same_wait(const struct wait *a, const struct wait *b) {
    assert_int_equal(a->name, b->name);
    assert_int_equal(a->start, b->start);
    assert_memory_equal(&a->opened_by, &b->opened_by, sizeof a->opened_by);
    assert_int_equal(a->told.count, b->told.count);
    for (size_t i = 0; i < a->told.count; i++) {
        assert_int_equal(a->told.standing[i].kind, b->told.standing[i].kind);
        assert_int_equal(a->told.standing[i].level, b->told.standing[i].level);
        assert_int_equal(a->told.standing[i].start, b->told.standing[i].start);
        assert_int_equal(a->told.standing[i].number, b->told.standing[i].number);
    }
    assert_int_equal(a->told.counted, b->told.counted);
    assert_int_equal(a->told.party_count, b->told.party_count);
    for (size_t i = 0; i < a->told.party_count; i++) {
        assert_string_equal(a->told.parties[i].gemeente, b->told.parties[i].gemeente);
        assert_string_equal(a->told.parties[i].gi.text, b->told.parties[i].gi.text);
        assert_int_equal(a->told.parties[i].hulpvorm, b->told.parties[i].hulpvorm);
    }
}

static void assert_same_place(const struct known_place *a, const struct known_place *b) {
    assert_true(place_equal(&a->place, &b->place));
    assert_int_equal(a->open, b->open);
    assert_int_equal(a->next_due, b->next_due);
    if (a->open)
        assert_same_wait(&a->wait, &b->wait);
    assert_int_equal(a->departure_count, b->departure_count);
    for (size_t i = 0; i < a->departure_count; i++) {
        assert_same_wait(&a->departures[i].wait, &b->departures[i].wait);
        assert_int_equal(a->departures[i].reden, b->departures[i].reden);
        assert_int_equal(a->departures[i].datum, b->departures[i].datum);
        assert_int_equal(a->departures[i].event, b->departures[i].event);
        assert_int_equal(a->departures[i].voids, b->departures[i].voids);
        assert_int_equal(a->departures[i].van_lijst, b->departures[i].van_lijst);
    }
    assert_int_equal(a->telling_count, b->telling_count);
    for (size_t i = 0; i < a->telling_count; i++)
        assert_memory_equal(&a->tellings[i], &b->tellings[i], sizeof a->tellings[i]);
}

static void test_unpacking_gives_back_what_was_packed(void **state) {
    (void)state;
    struct arena *arena = arena_new(16 * 1024 * 1024);
    for (uint64_t seed = 1; seed <= 2000; seed++) {
        uint64_t dice = seed;
        struct known_place left = random_place(&dice, arena, false), back;
        struct bytes record;
        assert_int_equal(pack_place(&left, arena, &record), STATUS_OK);
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
        open[i] = random_place(&dice, arena, true);
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

static void test_cut_or_lengthened_record_is_damage(void **state) {
    (void)state;
    struct arena *arena = arena_new(64 * 1024 * 1024);
    uint64_t dice = 3;
    struct known_place left = random_place(&dice, arena, false), back;
    struct bytes record;
    assert_int_equal(pack_place(&left, arena, &record), STATUS_OK);
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
    struct known_place left = random_place(&dice, arena, false), back;
    struct bytes record;
    uint8_t bad[4096];
    assert_int_equal(pack_place(&left, arena, &record), STATUS_OK);
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
        cmocka_unit_test(test_used_numbers_come_back),
        cmocka_unit_test(test_used_numbers_that_cannot_have_been_are_damage),
        cmocka_unit_test(test_a_number_of_format_1_gives_its_event),
        cmocka_unit_test(test_cut_or_lengthened_record_is_damage),
        cmocka_unit_test(test_any_flipped_byte_is_read_without_harm),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
