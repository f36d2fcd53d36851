/* The body strangers send: what is refused, what is passed on to be judged by line,
 * and what it may cost. */
#include "proto/model/limits.h"
#include "proto/wire/fields.h"
#include "tests/wire/values.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cmocka.h>

enum { EPOCH = 2, SUPERSEDED = 4, PLACES = 7, OUTFLOW = 8, AANNAME = 9, SYSTEM = 10 };

#define BYTES(...) bytes_of((const uint8_t[]){__VA_ARGS__}, sizeof((const uint8_t[]){__VA_ARGS__}))
#define TEXT(text) bytes_of(text, sizeof(text) - 1)

static struct arena *arena;

/* A body that grows field by field, beginning with a good epoch. */
struct draft {
    uint8_t *at;
    size_t size, capacity;
};

static void draft_raw(struct draft *draft, struct bytes bytes) {
    assert_true(draft->size + bytes.size <= draft->capacity);
    memcpy(draft->at + draft->size, bytes.at, bytes.size);
    draft->size += bytes.size;
}

static void draft_field(struct draft *draft, uint32_t number, struct bytes value) {
    assert_true(draft->size + field_size(number, value) <= draft->capacity);
    draft->size = (size_t)(field_write(draft->at + draft->size, number, value) - draft->at);
}

static struct draft draft_new(size_t capacity) {
    static const uint8_t epoch[EPOCH_BYTES] = {1, 2, 3};
    struct draft draft = {malloc(capacity + 32), 0, capacity + 32};
    assert_non_null(draft.at);
    draft_field(&draft, EPOCH, bytes_of(epoch, EPOCH_BYTES));
    return draft;
}

static enum status decode(struct draft *draft, struct snapshot *snapshot) {
    enum status status = wire_decode_snapshot(bytes_of(draft->at, draft->size), arena, snapshot);
    free(draft->at);
    return status;
}

/* The epoch and one more field. */
static enum status decode_with(uint32_t number, struct bytes value) {
    struct snapshot snapshot;
    struct draft draft = draft_new(1024);
    draft_field(&draft, number, value);
    return decode(&draft, &snapshot);
}

static enum status decode_raw(struct bytes bytes) {
    struct snapshot snapshot;
    struct draft draft = draft_new(1024);
    draft_raw(&draft, bytes);
    return decode(&draft, &snapshot);
}

static void test_text_with_nul_or_bad_utf8_is_malformed(void **state) {
    (void)state;
    assert_int_equal(decode_with(1, TEXT("06010713")), STATUS_OK);
    assert_int_equal(decode_with(1, TEXT("0601\0"
                                         "713")),
                     STATUS_MALFORMED);
    assert_int_equal(decode_with(1, TEXT("\xff")), STATUS_MALFORMED);
    assert_int_equal(decode_with(1, TEXT("\xc0\x80")), STATUS_MALFORMED);
    assert_int_equal(decode_with(1, TEXT("\xed\xa0\x80")), STATUS_MALFORMED);
    assert_int_equal(decode_with(1, TEXT("caf\xc3")), STATUS_MALFORMED);
}

static void test_bad_text_deep_inside_is_malformed(void **state) {
    /* outflow { place { gemeente } } and system { name } */
    (void)state;
    assert_int_equal(decode_with(OUTFLOW, BYTES(0x22, 3, 0x22, 1, 'x')), STATUS_OK);
    assert_int_equal(decode_with(OUTFLOW, BYTES(0x22, 3, 0x22, 1, 0)), STATUS_MALFORMED);
    assert_int_equal(decode_with(SYSTEM, BYTES(0x0a, 1, 0x80)), STATUS_MALFORMED);
}

static void test_a_bad_place_id_is_left_to_be_refused_by_line(void **state) {
    struct snapshot snapshot;
    struct draft draft = draft_new(64);
    (void)state;
    draft_field(&draft, PLACES, BYTES(0x0a, 3, 'a', 0, 0xff));
    assert_int_equal(decode(&draft, &snapshot), STATUS_OK);
    assert_true(bytes_equal(snapshot.places[0].id, BYTES('a', 0, 0xff)));
}

static void test_codes_and_dates_arrive_as_they_were_sent(void **state) {
    struct snapshot snapshot;
    struct draft draft = draft_new(64);
    (void)state;
    /* hulpvorm 99, maatregel -1, aanmelddatum 20250231 */
    draft_field(&draft, PLACES,
                BYTES(0x28, 99, 0x40, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1, 0xa8,
                      1, 0xf7, 0xfc, 0xd3, 9));
    assert_int_equal(decode(&draft, &snapshot), STATUS_OK);
    assert_int_equal(snapshot.places[0].hulpvorm, 99);
    assert_int_equal(snapshot.places[0].maatregel, -1);
    assert_int_equal(snapshot.places[0].aanmelddatum, 20250231);
}

static void test_an_epoch_that_is_not_sixteen_bytes_is_malformed(void **state) {
    uint8_t room[64] = {0};
    struct snapshot snapshot;
    (void)state;
    for (size_t size = 0; size <= 20; size++) {
        uint8_t *end = field_write(room, EPOCH, bytes_of(room + 40, size));
        enum status status =
            wire_decode_snapshot(bytes_of(room, (size_t)(end - room)), arena, &snapshot);
        assert_int_equal(status, size == EPOCH_BYTES ? STATUS_OK : STATUS_MALFORMED);
    }
    assert_int_equal(decode_with(SUPERSEDED, bytes_of(room, 15)), STATUS_MALFORMED);
    assert_int_equal(decode_with(SUPERSEDED, bytes_of(room, 16)), STATUS_OK);
}

static void test_fields_that_come_twice_are_malformed(void **state) {
    (void)state;
    assert_int_equal(decode_raw(BYTES(0x18, 1)), STATUS_OK);
    assert_int_equal(decode_raw(BYTES(0x18, 1, 0x18, 1)), STATUS_MALFORMED);
    assert_int_equal(decode_with(EPOCH, TEXT("0123456789abcdef")), STATUS_MALFORMED);
    assert_int_equal(decode_with(PLACES, BYTES(0x28, 1, 0x28, 1)), STATUS_MALFORMED);
    assert_int_equal(decode_raw(BYTES(0x52, 0, 0x52, 0)), STATUS_MALFORMED);
    assert_int_equal(decode_with(OUTFLOW, BYTES(0x22, 0, 0x22, 0)), STATUS_MALFORMED);
}

static void test_a_wrong_wire_type_is_malformed(void **state) {
    (void)state;
    assert_int_equal(decode_raw(BYTES(0x1a, 1, 1)), STATUS_MALFORMED);          /* sequence */
    assert_int_equal(decode_raw(BYTES(0x08, 1)), STATUS_MALFORMED);             /* agb_code */
    assert_int_equal(decode_raw(BYTES(0x38, 1)), STATUS_MALFORMED);             /* places */
    assert_int_equal(decode_raw(BYTES(0x1d, 1, 0, 0, 0)), STATUS_MALFORMED);    /* sequence */
    assert_int_equal(decode_with(PLACES, BYTES(0x2a, 1, 1)), STATUS_MALFORMED); /* hulpvorm */
    assert_int_equal(decode_raw(BYTES(0x3b, 0x3c)), STATUS_MALFORMED);          /* a group */
}

static struct draft many_lines(size_t places, size_t outflow) {
    struct draft draft = draft_new(2 * (places + outflow) + 32);
    for (size_t i = 0; i < places; i++)
        draft_raw(&draft, BYTES(PLACES << 3 | 2, 0));
    for (size_t i = 0; i < outflow; i++)
        draft_raw(&draft, BYTES(OUTFLOW << 3 | 2, 0));
    draft_raw(&draft, BYTES(0x18, 42));
    draft_field(&draft, SYSTEM, BYTES(0x0a, 1, 'x'));
    return draft;
}

static void test_as_many_lines_as_allowed_are_decoded(void **state) {
    struct snapshot snapshot;
    struct draft draft = many_lines(MAX_SNAPSHOT_LINES - 1, 1);
    (void)state;
    assert_int_equal(decode(&draft, &snapshot), STATUS_OK);
    assert_false(snapshot.too_many_lines);
    assert_int_equal(snapshot.place_count, MAX_SNAPSHOT_LINES - 1);
    assert_int_equal(snapshot.outflow_count, 1);
    assert_non_null(snapshot.outflow);
}

static void test_one_line_more_is_counted_and_not_looked_at(void **state) {
    struct snapshot snapshot;
    struct draft draft = many_lines(MAX_SNAPSHOT_LINES, 1);
    (void)state;
    assert_int_equal(decode(&draft, &snapshot), STATUS_OK);
    assert_true(snapshot.too_many_lines);
    assert_int_equal(snapshot.place_count, MAX_SNAPSHOT_LINES);
    assert_int_equal(snapshot.outflow_count, 1);
    assert_null(snapshot.places);
    assert_null(snapshot.outflow);
    assert_int_equal(snapshot.sequence, 42);
    assert_true(bytes_equal(snapshot.system_name, TEXT("x")));
}

static void test_a_bomb_of_empty_places_costs_less_than_twice_its_bytes(void **state) {
    enum { BOMB_BYTES = 1024 * 1024 };
    struct snapshot snapshot;
    struct draft draft = many_lines(BOMB_BYTES / 2, 0);
    (void)state;
    assert_int_equal(decode(&draft, &snapshot), STATUS_OK);
    assert_true(snapshot.too_many_lines);
    assert_int_equal(snapshot.place_count, BOMB_BYTES / 2);
    assert_true(arena_used(arena) < 2 * BOMB_BYTES);
}

/* Behind what is one too many lies memory that cannot be read. */
static void test_a_bomb_beside_the_lines_is_not_read_to_its_end(void **state) {
    enum { READ = 2 * (32 * MAX_SNAPSHOT_LINES + 4096), ALL = 8 * READ };
    const long page = sysconf(_SC_PAGESIZE);
    const size_t read = (READ + (size_t)page - 1) / (size_t)page * (size_t)page;
    struct snapshot snapshot;
    uint8_t *at =
        mmap(NULL, ALL, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    (void)state;
    assert_ptr_not_equal(at, MAP_FAILED);
    for (size_t i = 0; i < read; i += 2)
        memcpy(at + i, (uint8_t[]){AANNAME << 3 | 2, 0}, 2);
    assert_int_equal(mprotect(at + read, ALL - read, PROT_NONE), 0);
    assert_int_equal(wire_decode_snapshot(bytes_of(at, ALL), arena, &snapshot), STATUS_MALFORMED);
    munmap(at, ALL);
}

/* Repeats a field; more often than the largest snapshot has fields it is malformed,
 * and up to there it fits the budget. */
static void explode(struct bytes field) {
    enum { MOST = 32 * MAX_SNAPSHOT_LINES };
    struct snapshot snapshot;
    for (size_t count = MOST - 1; count <= MOST; count++) {
        struct draft draft = draft_new(count * field.size);
        for (size_t i = 0; i < count; i++)
            draft_raw(&draft, field);
        arena_reset(arena);
        assert_int_equal(decode(&draft, &snapshot), count < MOST ? STATUS_OK : STATUS_MALFORMED);
    }
}

static void test_other_bombs_are_malformed_before_they_cost_more_than_the_budget(void **state) {
    (void)state;
    explode(BYTES(AANNAME << 3 | 2, 0));
    explode(BYTES(0x58, 1));          /* unknown varints */
    explode(BYTES(0x5a, 0));          /* unknown empty bytes */
    explode(BYTES(0x5a, 3, 7, 8, 9)); /* unknown bytes */
}

static void test_a_bomb_inside_one_line_is_malformed(void **state) {
    enum { FIELDS = 33 * MAX_SNAPSHOT_LINES };
    struct snapshot snapshot;
    struct draft draft = draft_new(2 * FIELDS + 32);
    uint8_t *unknown = malloc(2 * FIELDS);
    (void)state;
    assert_non_null(unknown);
    for (size_t i = 0; i < FIELDS; i++)
        memcpy(unknown + 2 * i, (uint8_t[]){0x7a, 0}, 2);
    draft_field(&draft, OUTFLOW, bytes_of(unknown, 2 * FIELDS));
    free(unknown);
    assert_int_equal(decode(&draft, &snapshot), STATUS_MALFORMED);
}

/* The most a legal snapshot can ask: every line with a carried place of every field. */
static void test_the_largest_honest_snapshot_fits_its_budget(void **state) {
    struct dice dice = {5, arena_new((size_t)512 * 1024 * 1024)};
    struct snapshot snapshot, back;
    struct bytes body;
    (void)state;
    do
        snapshot = random_snapshot(&dice);
    while (snapshot.outflow_count == 0 || snapshot.outflow[0].place == NULL);
    struct raw_outflow *outflow = dice_array(&dice, MAX_SNAPSHOT_LINES, sizeof *outflow);
    for (size_t i = 0; i < MAX_SNAPSHOT_LINES; i++)
        outflow[i] = snapshot.outflow[0];
    snapshot.place_count = 0;
    snapshot.outflow_count = MAX_SNAPSHOT_LINES;
    snapshot.outflow = outflow;
    assert_int_equal(wire_encode_snapshot(&snapshot, dice.arena, &body), STATUS_OK);
    assert_int_equal(wire_decode_snapshot(body, arena, &back), STATUS_OK);
    assert_true(arena_used(arena) < MAX_REQUEST_MEMORY_BYTES / 2);
    arena_free(&dice.arena);
}

static int set_up(void **state) {
    (void)state;
    arena = arena_new(MAX_REQUEST_MEMORY_BYTES);
    return arena == NULL;
}

static int tear_down(void **state) {
    (void)state;
    arena_free(&arena);
    return 0;
}

#define FRESH(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void) {
    const struct CMUnitTest tests[] = {
        FRESH(test_text_with_nul_or_bad_utf8_is_malformed),
        FRESH(test_bad_text_deep_inside_is_malformed),
        FRESH(test_a_bad_place_id_is_left_to_be_refused_by_line),
        FRESH(test_codes_and_dates_arrive_as_they_were_sent),
        FRESH(test_an_epoch_that_is_not_sixteen_bytes_is_malformed),
        FRESH(test_fields_that_come_twice_are_malformed),
        FRESH(test_a_wrong_wire_type_is_malformed),
        FRESH(test_as_many_lines_as_allowed_are_decoded),
        FRESH(test_a_bomb_beside_the_lines_is_not_read_to_its_end),
        FRESH(test_one_line_more_is_counted_and_not_looked_at),
        FRESH(test_a_bomb_of_empty_places_costs_less_than_twice_its_bytes),
        FRESH(test_other_bombs_are_malformed_before_they_cost_more_than_the_budget),
        FRESH(test_a_bomb_inside_one_line_is_malformed),
        FRESH(test_the_largest_honest_snapshot_fits_its_budget),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
