/* Rows of one place in one record, each packed against those before it. */
#include "daemon/domain/pack_rows.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "daemon/domain/history.h"
#include "tests/domain/known.h"
#include "tests/domain/scene.h"

#define MEMORY_BYTES ((size_t)64 << 20)
#define FIRST_EVENT 70000
#define MOST_ROWS 24

static const instant_t morning = INT64_C(1736406000) * MICROSECONDS_PER_SECOND;

/* ---- rows as history notes them */

static struct known_place random_place(uint64_t *seed, struct arena *arena) {
    const struct known_place known = random_known_place(seed, arena, scene_random(seed) % 2);
    struct known_place kept;
    assert_int_equal(history_place(&known, arena, &kept), STATUS_OK);
    return kept;
}

static struct history_row random_row(uint64_t *seed, struct arena *arena) {
    struct history_row row = {.kind = scene_random(seed) % HISTORY_KIND_COUNT, .datum = DAY_NONE};
    if (row.kind != HISTORY_COMPLETED)
        row.from = (instant_t)scene_random(seed);
    if (row.kind == HISTORY_SUCCESSOR)
        row.until = (instant_t)scene_random(seed);
    if (row.kind == HISTORY_APPLIED && scene_random(seed) % 2) {
        uint8_t *aanname = arena_alloc(arena, HULPVORM_COUNT);
        aanname[scene_random(seed) % HULPVORM_COUNT] = AANNAME_STOP;
        row.aanname = aanname;
    }
    if (row.kind == HISTORY_STATE || row.kind == HISTORY_PASSED) {
        row.until = scene_random(seed) % 4 ? INSTANT_MAX : (instant_t)scene_random(seed);
        row.known = random_place(seed, arena);
    }
    if (row.kind == HISTORY_COMPLETED) {
        row.known.place.id = bytes_of_text("plek-1");
        row.leaving = scene_random(seed);
        row.voided = scene_random(seed) % 3;
        row.reden = scene_random(seed) % UITSTROOMREDEN_COUNT;
        row.datum = random_day(seed);
    }
    return row;
}

/* As the wait goes on: most of it is as it was. */
static struct history_row next_row(uint64_t *seed, const struct history_row *before,
                                   struct arena *arena) {
    struct history_row other = random_row(seed, arena), row = *before;
    bool has_place = before->kind == HISTORY_STATE && other.kind == HISTORY_STATE;
    if (!has_place || scene_random(seed) % 4 == 0) {
        row = other;
    } else {
        row.from += (instant_t)(scene_random(seed) % 90) * MICROSECONDS_PER_DAY;
        row.known.place.urgentie = other.known.place.urgentie;
        row.known.place.laatst_geverifieerd = other.known.place.laatst_geverifieerd;
        if (scene_random(seed) % 3 == 0) {
            row.known.departure_count = other.known.departure_count;
            row.known.departures = other.known.departures;
        }
    }
    row.event = before->event + 1 + scene_random(seed) % 9000;
    return row;
}

static size_t random_rows(uint64_t seed, struct arena *arena, struct history_row rows[MOST_ROWS]) {
    size_t count = 1 + scene_random(&seed) % MOST_ROWS;
    rows[0] = random_row(&seed, arena);
    rows[0].event = FIRST_EVENT;
    for (size_t i = 1; i < count; i++)
        rows[i] = next_row(&seed, &rows[i - 1], arena);
    return count;
}

static struct bytes pack_all(const struct history_row *rows, size_t count, struct arena *arena) {
    const struct bytes none = {NULL, 0};
    struct bytes record;
    assert_int_equal(pack_rows_add(none, rows[0].event, &rows[0], arena, &record), STATUS_OK);
    for (size_t i = 1; i < count; i++)
        assert_int_equal(pack_rows_add(record, rows[0].event, &rows[i], arena, &record), STATUS_OK);
    return record;
}

static void assert_same_row(const struct history_row *a, const struct history_row *b) {
    assert_int_equal(a->kind, b->kind);
    assert_int_equal(a->event, b->event);
    assert_int_equal(a->from, b->from);
    assert_int_equal(a->until, b->until);
    assert_same_place(&a->known, &b->known);
    assert_int_equal(a->leaving, b->leaving);
    assert_int_equal(a->voided, b->voided);
    assert_int_equal(a->reden, b->reden);
    assert_int_equal(a->datum, b->datum);
    assert_int_equal(a->aanname != NULL, b->aanname != NULL);
    if (a->aanname)
        assert_memory_equal(a->aanname, b->aanname, HULPVORM_COUNT);
}

static void assert_unpacks(struct bytes record, const struct history_row *rows, size_t count,
                           struct arena *arena) {
    struct list back = LIST_OF(arena, struct history_row);
    uint64_t last = 0;
    assert_int_equal(unpack_rows(record, rows[0].event, arena, &back), STATUS_OK);
    assert_int_equal(back.count, count);
    const struct history_row *found = back.items;
    for (size_t i = 0; i < count; i++)
        assert_same_row(&rows[i], &found[i]);
    assert_int_equal(unpack_last_event(record, rows[0].event, arena, &last), STATUS_OK);
    assert_int_equal(last, rows[count - 1].event);
}

/* ---- an ordinary wait */

static struct place child(void) {
    struct place place = scene_place("Q7MZ4T2KB", 20250108);
    place.has_pseudonym = true;
    memset(place.pseudonym, 0x5a, PSEUDONYM_BYTES);
    place.pseudonym_epoch = 1;
    place.verwijsdatum = day_of_number(20250102);
    place.urgentie = URGENTIE_REGULIER;
    place.urgentie_datum = place.laatst_geverifieerd = day_of_number(20250109);
    return place;
}

static struct history_row opening(void) {
    struct history_row row = {.kind = HISTORY_STATE,
                              .event = FIRST_EVENT,
                              .from = morning,
                              .until = INSTANT_MAX,
                              .datum = DAY_NONE};
    enum clock clock;
    row.known.place = child();
    row.known.open = true;
    row.known.next_due = DAY_NONE;
    row.known.wait = (struct wait){.name = FIRST_EVENT,
                                   .start = place_start(&row.known.place, &clock),
                                   .opened_by = {.event = FIRST_EVENT}};
    return row;
}

static struct history_row a_month_later(const struct history_row *before) {
    struct history_row row = *before;
    row.event += 6000;
    row.from += 30 * MICROSECONDS_PER_DAY;
    return row;
}

static struct departure leave(const struct history_row *open, struct history_row *row) {
    struct departure departure = {.wait = open->known.wait,
                                  .reden = GESTART,
                                  .datum = day_of_number(20250208),
                                  .event = row->event};
    row->known.open = false;
    row->known.wait = (struct wait){0};
    row->known.departure_count = 1;
    return departure;
}

/* How many bytes `row` costs behind `before`, both of which come back. */
static size_t cost_of(const struct history_row *before, const struct history_row *row,
                      struct arena *arena) {
    const struct history_row rows[] = {*before, *row};
    struct bytes one = pack_all(rows, 1, arena), two = pack_all(rows, 2, arena);
    assert_unpacks(two, rows, 2, arena);
    assert_memory_equal(one.at, two.at, one.size);
    return two.size - one.size;
}

/* ---- the tests */

static void
test_rows_come_back_whatever_they_say_and_the_first_ones_keep_their_bytes(void **state) {
    (void)state;
    struct arena *arena = arena_new(MEMORY_BYTES);
    for (uint64_t seed = 1; seed <= 1000; seed++) {
        struct history_row rows[MOST_ROWS];
        size_t count = random_rows(seed, arena, rows);
        struct bytes before = {NULL, 0}, record;
        for (size_t i = 0; i < count; i++) {
            assert_int_equal(pack_rows_add(before, rows[0].event, &rows[i], arena, &record),
                             STATUS_OK);
            if (before.size > 0)
                assert_memory_equal(record.at, before.at, before.size);
            assert_unpacks(record, rows, i + 1, arena);
            before = record;
        }
        arena_reset(arena);
    }
    arena_free(&arena);
}

#define FIELDS(X)                                                                                  \
    X(has_pseudonym, false)                                                                        \
    X(hulpvorm, JEUGDZORGPLUS)                                                                     \
    X(productcategorie, 54)                                                                        \
    X(verwijzer, 3)                                                                                \
    X(maatregel, OTS)                                                                              \
    X(maatregel_start, 20100)                                                                      \
    X(machtiging_uithuisplaatsing, true)                                                           \
    X(urgentie, URGENTIE_HOOG)                                                                     \
    X(urgentie_datum, DAY_NONE)                                                                    \
    X(overbrugging, OVERBRUGGING_AMBULANT)                                                         \
    X(overbrugging_sinds, 20100)                                                                   \
    X(leeftijdsband, LEEFTIJD_12_17)                                                               \
    X(regie, REGIE_AANBIEDER)                                                                      \
    X(eigen_wens, true)                                                                            \
    X(laatst_geverifieerd, 20120)                                                                  \
    X(oorspronkelijke_aanmelddatum, 20000)                                                         \
    X(aanmelddatum, 20110)                                                                         \
    X(verwijsdatum, DAY_NONE)                                                                      \
    X(toewijzingsdatum, 20100)                                                                     \
    X(compleet_datum, 20100)                                                                       \
    X(intakedatum, 20150)

static void test_each_field_alone_comes_back_and_costs_little(void **state) {
    (void)state;
    struct arena *arena = arena_new(MEMORY_BYTES);
    const struct history_row before = opening();
    struct history_row row;
#define X(field, value)                                                                            \
    row = a_month_later(&before);                                                                  \
    row.known.place.field = (value);                                                               \
    assert_false(place_equal(&row.known.place, &before.known.place));                              \
    assert_true(cost_of(&before, &row, arena) <= 14);
    FIELDS(X)
#undef X
    row = a_month_later(&before);
    row.known.place.gi = (struct agb){"06012345"};
    assert_true(cost_of(&before, &row, arena) <= 20);
    row = a_month_later(&before);
    memcpy(row.known.place.gemeente, "1926", GEMEENTE_DIGITS);
    assert_true(cost_of(&before, &row, arena) <= 14);
    row = a_month_later(&before);
    row.known.place.pseudonym[7] ^= 1;
    row.known.place.pseudonym_epoch++;
    assert_true(cost_of(&before, &row, arena) <= 50);
    arena_free(&arena);
}

static void test_who_leaves_and_comes_back_costs_little(void **state) {
    (void)state;
    struct arena *arena = arena_new(MEMORY_BYTES);
    const struct history_row before = opening();
    struct history_row left = a_month_later(&before);
    const struct departure departure = leave(&before, &left);
    left.known.departures = &departure;
    assert_true(cost_of(&before, &left, arena) <= 14);
    struct history_row back = a_month_later(&left);
    back.known.departure_count = 0;
    back.known.open = true;
    back.known.wait = before.known.wait;
    back.known.wait.opened_by.event = back.event;
    assert_true(cost_of(&left, &back, arena) <= 14);
    arena_free(&arena);
}

static void test_a_snapshot_costs_a_few_bytes(void **state) {
    (void)state;
    struct arena *arena = arena_new(MEMORY_BYTES);
    uint8_t aanname[HULPVORM_COUNT] = {[DYSLEXIE] = AANNAME_STOP};
    struct history_row before = {
        .kind = HISTORY_APPLIED, .event = FIRST_EVENT, .from = morning, .datum = DAY_NONE};
    struct history_row row = before;
    row.event += 201;
    row.from += MICROSECONDS_PER_DAY + 17 * MICROSECONDS_PER_SECOND;
    assert_true(cost_of(&before, &row, arena) <= 7);
    before.aanname = row.aanname = aanname;
    assert_true(cost_of(&before, &row, arena) <= 7);
    before.aanname = NULL;
    assert_true(cost_of(&before, &row, arena) <= 7 + HULPVORM_COUNT);
    arena_free(&arena);
}

/* Peilmomenten need not be whole seconds, and there may be none (INT64_MIN). */
static void test_any_two_instants_can_follow_each_other(void **state) {
    (void)state;
    static const instant_t instants[] = {0,
                                         1,
                                         -1,
                                         INT64_MIN,
                                         INT64_MAX,
                                         INT64_MIN + 1,
                                         60 * MICROSECONDS_PER_SECOND,
                                         -60 * MICROSECONDS_PER_SECOND,
                                         INT64_C(1736406000123456)};
    enum { COUNT = sizeof instants / sizeof instants[0] };
    struct arena *arena = arena_new(MEMORY_BYTES);
    struct history_row rows[COUNT * COUNT];
    for (size_t i = 0; i < COUNT * COUNT; i++)
        rows[i] = (struct history_row){.kind = HISTORY_SUCCESSOR,
                                       .event = FIRST_EVENT + i,
                                       .from = instants[i % COUNT],
                                       .until = instants[i / COUNT],
                                       .datum = DAY_NONE};
    assert_unpacks(pack_all(rows, COUNT * COUNT, arena), rows, COUNT * COUNT, arena);
    arena_free(&arena);
}

static void test_a_record_of_one_row_goes_on_as_one_of_many(void **state) {
    (void)state;
    struct arena *arena = arena_new(MEMORY_BYTES);
    for (uint64_t seed = 1; seed <= 200; seed++) {
        struct history_row rows[MOST_ROWS];
        struct bytes one, two;
        size_t count = random_rows(seed, arena, rows);
        assert_int_equal(pack_history(&rows[0], arena, &one), STATUS_OK);
        assert_unpacks(one, rows, 1, arena);
        if (count == 1)
            continue;
        assert_int_equal(pack_rows_add(one, rows[0].event, &rows[1], arena, &two), STATUS_OK);
        assert_unpacks(two, rows, 2, arena);
        assert_int_equal(two.at[0], 3);
        arena_reset(arena);
    }
    arena_free(&arena);
}

static void test_a_record_without_rows_or_of_a_later_version_is_damage(void **state) {
    (void)state;
    static const uint8_t bad[][2] = {{3, 0}, {4, 0}, {0, 0}};
    struct arena *arena = arena_new(MEMORY_BYTES);
    const struct history_row row = opening();
    struct list rows = LIST_OF(arena, struct history_row);
    struct bytes added;
    uint64_t event;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        const struct bytes record = bytes_of(bad[i], i == 0 ? 1 : 2);
        assert_int_equal(unpack_rows(record, 1, arena, &rows), STATUS_DAMAGED);
        assert_int_equal(pack_rows_add(record, 1, &row, arena, &added), STATUS_DAMAGED);
    }
    assert_int_equal(unpack_rows(bytes_of(NULL, 0), 1, arena, &rows), STATUS_DAMAGED);
    assert_int_equal(unpack_last_event(bytes_of(bad[0], 1), 1, arena, &event), STATUS_DAMAGED);
    arena_free(&arena);
}

static void test_a_row_that_is_not_the_last_shows_that_the_record_is_damaged(void **state) {
    (void)state;
    struct arena *arena = arena_new(MEMORY_BYTES);
    struct history_row row = opening();
    struct bytes record, added;
    row.event = 7;
    assert_int_equal(pack_rows_add(bytes_of(NULL, 0), 7, &row, arena, &record), STATUS_OK);
    assert_int_equal(pack_rows_add(record, 7, &row, arena, &added), STATUS_DAMAGED);
    row.event = 6;
    assert_int_equal(pack_rows_add(record, 7, &row, arena, &added), STATUS_DAMAGED);
    arena_free(&arena);
}

/* Traits are made of them, and have no room for others. */
static void test_a_place_with_impossible_letters_is_damage(void **state) {
    (void)state;
    struct arena *arena = arena_new(MEMORY_BYTES);
    struct history_row rows[4] = {opening(), opening(), opening(), opening()};
    memcpy(rows[0].known.place.gemeente, "05x8", GEMEENTE_DIGITS);
    memcpy(rows[1].known.place.gi.text, "0601234/", AGB_DIGITS);
    rows[2].known.place.productcategorie = 128;
    memset(rows[3].known.place.gemeente, 0, GEMEENTE_DIGITS);
    for (size_t i = 0; i < 4; i++) {
        struct list found = LIST_OF(arena, struct history_row);
        struct history_row back;
        struct bytes record;
        assert_int_equal(pack_rows_add(bytes_of(NULL, 0), rows[i].event, &rows[i], arena, &record),
                         STATUS_OK);
        assert_int_equal(unpack_rows(record, rows[i].event, arena, &found), STATUS_DAMAGED);
        assert_int_equal(pack_history(&rows[i], arena, &record), STATUS_OK);
        assert_int_equal(unpack_history(record, arena, &back), STATUS_DAMAGED);
    }
    arena_free(&arena);
}

/* A record knows no count: what is cut between two rows is a shorter record. */
static void assert_harmless(struct bytes record, struct arena *arena) {
    struct list rows = LIST_OF(arena, struct history_row);
    uint64_t event, last = 0;
    enum status status = unpack_rows(record, FIRST_EVENT, arena, &rows);
    assert_true(status == STATUS_OK || status == STATUS_DAMAGED);
    assert_int_equal(unpack_last_event(record, FIRST_EVENT, arena, &event), status);
    const struct history_row *found = rows.items;
    for (size_t i = 0; status == STATUS_OK && i < rows.count; i++) {
        assert_true(i == 0 || found[i].event > last);
        last = found[i].event;
    }
}

static void test_cut_or_flipped_records_are_damage_or_rows(void **state) {
    (void)state;
    struct arena *arena = arena_new(MEMORY_BYTES);
    struct arena *again = arena_new(MEMORY_BYTES);
    for (uint64_t seed = 1; seed <= 8; seed++) {
        struct history_row rows[MOST_ROWS];
        struct bytes record = pack_all(rows, random_rows(seed, arena, rows), arena);
        for (size_t size = 0; size < record.size; size++) {
            uint8_t *cut = malloc(size + 1); /* whoever reads on is seen */
            assert_non_null(cut);
            memcpy(cut + 1, record.at, size);
            assert_harmless(bytes_of(cut + 1, size), again);
            free(cut);
            arena_reset(again);
        }
        uint8_t *bad = malloc(record.size);
        assert_non_null(bad);
        memcpy(bad, record.at, record.size);
        for (size_t bit = 0; bit < 8 * record.size; bit++) {
            bad[bit / 8] ^= (uint8_t)(1u << bit % 8);
            assert_harmless(bytes_of(bad, record.size), again);
            bad[bit / 8] ^= (uint8_t)(1u << bit % 8);
            arena_reset(again);
        }
        free(bad);
        arena_reset(arena);
    }
    arena_free(&again);
    arena_free(&arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows_come_back_whatever_they_say_and_the_first_ones_keep_their_bytes),
        cmocka_unit_test(test_each_field_alone_comes_back_and_costs_little),
        cmocka_unit_test(test_who_leaves_and_comes_back_costs_little),
        cmocka_unit_test(test_a_snapshot_costs_a_few_bytes),
        cmocka_unit_test(test_any_two_instants_can_follow_each_other),
        cmocka_unit_test(test_a_record_of_one_row_goes_on_as_one_of_many),
        cmocka_unit_test(test_a_record_without_rows_or_of_a_later_version_is_damage),
        cmocka_unit_test(test_a_row_that_is_not_the_last_shows_that_the_record_is_damaged),
        cmocka_unit_test(test_a_place_with_impossible_letters_is_damage),
        cmocka_unit_test(test_cut_or_flipped_records_are_damage_or_rows),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
