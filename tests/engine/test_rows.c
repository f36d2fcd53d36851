/* Rows of history in a store: what was added comes back, however it lies there. */
#include "daemon/engine/rows.h"

#include <string.h>

#include "proto/model/list.h"
#include "tests/store/fixture.h"

#define MEMORY_BYTES ((size_t)64 << 20)
#define MANY 300

static const struct agb zon = {"06010713"}, maan = {"06010714"};
static const instant_t morning = INT64_C(1736406000) * MICROSECONDS_PER_SECOND;

struct shelf {
    struct fixture *fixture;
    struct store_txn *txn;
    struct arena *arena;
};

static struct shelf open_shelf(void **state) {
    struct shelf shelf = {.fixture = *state, .arena = arena_new(MEMORY_BYTES)};
    shelf.txn = begin(shelf.fixture);
    return shelf;
}

static void close_shelf(struct shelf *shelf) {
    store_rollback(&shelf->txn);
    arena_free(&shelf->arena);
}

static struct place_key key_of(const struct shelf *shelf, const char *id) {
    return id[0] ? rows_place_key(shelf->fixture->store, text(id)) : rows_own_key();
}

static struct history_row state_row(uint64_t event) {
    struct history_row row = {.kind = HISTORY_STATE,
                              .event = event,
                              .from = morning + (instant_t)event * MICROSECONDS_PER_DAY,
                              .until = INSTANT_MAX,
                              .datum = DAY_NONE};
    row.known.place = (struct place){.id = text("plek"),
                                     .gemeente = "0503",
                                     .hulpvorm = DYSLEXIE,
                                     .laatst_geverifieerd = (day_t)(20000 + event),
                                     .aanmelddatum = 20000};
    row.known.open = true;
    row.known.next_due = DAY_NONE;
    row.known.wait = (struct wait){.name = 7, .start = 20000};
    return row;
}

static struct history_row applied_row(uint64_t event) {
    return (struct history_row){.kind = HISTORY_APPLIED,
                                .event = event,
                                .from = morning + (instant_t)event * MICROSECONDS_PER_DAY,
                                .datum = DAY_NONE};
}

static void add(struct shelf *shelf, const struct agb *agb, const char *id, uint64_t event) {
    const struct place_key key = key_of(shelf, id);
    const struct history_row row = id[0] ? state_row(event) : applied_row(event);
    assert_int_equal(rows_add(shelf->txn, agb, &key, &row, shelf->arena), STATUS_OK);
}

/* As the versions before this one wrote it: a record of its own. */
static void add_alone(struct shelf *shelf, const struct agb *agb, const char *id, uint64_t event) {
    const struct place_key key = key_of(shelf, id);
    const struct history_row row = id[0] ? state_row(event) : applied_row(event);
    uint8_t at[ROW_KEY_BYTES];
    struct bytes record;
    memcpy(at, agb->text, AGB_DIGITS);
    memcpy(at + AGB_DIGITS, key.bytes, sizeof key.bytes);
    store_key_u64(at + AGB_DIGITS + sizeof key.bytes, event);
    assert_int_equal(pack_history(&row, shelf->arena, &record), STATUS_OK);
    store_put(shelf->txn, TABLE_HISTORY, bytes_of(at, sizeof at), record);
}

static bool count_record(void *context, struct bytes key, struct bytes value) {
    (void)key;
    (void)value;
    ++*(size_t *)context;
    return true;
}

static size_t count_records(struct shelf *shelf, const struct agb *agb) {
    size_t count = 0;
    assert_int_equal(store_walk(shelf->txn, TABLE_HISTORY, text(agb->text), (struct bytes){NULL, 0},
                                count_record, &count),
                     STATUS_OK);
    return count;
}

static struct past_rows load(struct shelf *shelf, const struct agb *agb, const char *id) {
    const struct place_key key = key_of(shelf, id);
    struct past_rows rows;
    arena_reset(shelf->arena);
    assert_int_equal(rows_load(shelf->txn, agb, &key, shelf->arena, &rows), STATUS_OK);
    return rows;
}

static void assert_events(struct past_rows rows, const uint64_t *events, size_t count) {
    assert_int_equal(rows.count, count);
    for (size_t i = 0; i < count; i++)
        assert_int_equal(rows.at[i].event, events[i]);
}

static void test_rows_of_a_place_are_one_record_until_it_is_full(void **state) {
    struct shelf shelf = open_shelf(state);
    uint64_t events[MANY];
    for (size_t i = 0; i < MANY; i++) {
        events[i] = 7 + 3 * i;
        add(&shelf, &zon, "A", events[i]);
        struct past_rows rows = load(&shelf, &zon, "A");
        assert_events(rows, events, i + 1);
        assert_int_equal(rows.at[i].known.place.laatst_geverifieerd, 20000 + (day_t)events[i]);
        if (i == 20)
            assert_int_equal(count_records(&shelf, &zon), 1);
    }
    size_t records = count_records(&shelf, &zon);
    assert_true(records > 2 && records < MANY / 25);
    close_shelf(&shelf);
}

static void test_the_last_event_is_that_of_the_last_row_about_the_aanbieder(void **state) {
    struct shelf shelf = open_shelf(state);
    uint64_t last;
    assert_int_equal(rows_last_event(shelf.txn, &zon, shelf.arena, &last), STATUS_ABSENT);
    add(&shelf, &zon, "A", 3);
    assert_int_equal(rows_last_event(shelf.txn, &zon, shelf.arena, &last), STATUS_ABSENT);
    for (uint64_t event = 4; event < MANY; event += 2) {
        add(&shelf, &zon, "", event);
        add(&shelf, &zon, "A", event + 1);
        assert_int_equal(rows_last_event(shelf.txn, &zon, shelf.arena, &last), STATUS_OK);
        assert_int_equal(last, event);
    }
    close_shelf(&shelf);
}

static void test_any_row_of_an_aanbieder_is_seen_and_of_no_other(void **state) {
    struct shelf shelf = open_shelf(state);
    bool any = true;
    assert_int_equal(rows_any(shelf.txn, &zon, &any), STATUS_OK);
    assert_false(any);
    add(&shelf, &maan, "A", 3);
    assert_int_equal(rows_any(shelf.txn, &zon, &any), STATUS_OK);
    assert_false(any);
    add(&shelf, &zon, "A", 4);
    assert_int_equal(rows_any(shelf.txn, &zon, &any), STATUS_OK);
    assert_true(any);
    close_shelf(&shelf);
}

/* ---- walks */

struct walked {
    size_t places, rows, own_rows, stop_after;
    struct place_key last;
};

static enum status note_place(void *context, const struct place_key *key,
                              const struct past_rows *rows) {
    struct walked *walked = context;
    if (walked->places > 0)
        assert_true(memcmp(walked->last.bytes, key->bytes, sizeof key->bytes) < 0);
    for (size_t i = 1; i < rows->count; i++)
        assert_true(rows->at[i - 1].event < rows->at[i].event);
    walked->last = *key;
    walked->places++;
    walked->rows += rows->count;
    walked->own_rows += rows_is_own_key(key) ? rows->count : 0;
    return walked->places == walked->stop_after ? STATUS_FULL : STATUS_OK;
}

static struct walked walk(struct shelf *shelf, const struct agb *agb, struct bytes prefix) {
    struct walked walked = {0};
    struct arena *arena = arena_new(MEMORY_BYTES);
    assert_int_equal(rows_walk(shelf->txn, agb, prefix, arena, note_place, &walked), STATUS_OK);
    arena_free(&arena);
    return walked;
}

static void fill(struct shelf *shelf) {
    static const char *const ids[] = {"A", "B", "C", "D", "E"};
    for (uint64_t event = 1; event <= MANY; event++) {
        add(shelf, &zon, ids[event % 5], event);
        add(shelf, &zon, "", event);
        add(shelf, &maan, ids[event % 5], event);
    }
}

static void test_walk_shows_each_place_once_with_all_its_rows(void **state) {
    struct shelf shelf = open_shelf(state);
    const struct bytes every = {NULL, 0};
    fill(&shelf);
    struct walked walked = walk(&shelf, &zon, every);
    assert_int_equal(walked.places, 6);
    assert_int_equal(walked.rows, 2 * MANY);
    assert_int_equal(walked.own_rows, MANY);
    walked = walk(&shelf, &maan, every);
    assert_int_equal(walked.places, 5);
    assert_int_equal(walked.rows, MANY);
    close_shelf(&shelf);
}

static void test_walk_over_a_prefix_shows_the_places_that_begin_so(void **state) {
    struct shelf shelf = open_shelf(state);
    fill(&shelf);
    const struct place_key key = key_of(&shelf, "C");
    struct walked walked = walk(&shelf, &zon, bytes_of(key.bytes, 8));
    assert_int_equal(walked.places, 1);
    assert_int_equal(walked.rows, MANY / 5);
    assert_memory_equal(walked.last.bytes, key.bytes, sizeof key.bytes);
    walked = walk(&shelf, &zon, bytes_of(key.bytes, sizeof key.bytes));
    assert_int_equal(walked.rows, MANY / 5);
    close_shelf(&shelf);
}

static void test_visit_that_fails_ends_the_walk_with_its_failure(void **state) {
    struct shelf shelf = open_shelf(state);
    const struct bytes every = {NULL, 0};
    fill(&shelf);
    for (size_t stop_after = 1; stop_after <= 6; stop_after++) {
        struct walked walked = {.stop_after = stop_after};
        assert_int_equal(rows_walk(shelf.txn, &zon, every, shelf.arena, note_place, &walked),
                         STATUS_FULL);
        assert_int_equal(walked.places, stop_after);
    }
    close_shelf(&shelf);
}

/* ---- one by one */

static bool find_each(void *context, struct bytes key, struct bytes value) {
    struct shelf *shelf = context;
    struct past_rows rows;
    struct history_row found;
    uint8_t at[ROW_KEY_BYTES];
    arena_reset(shelf->arena);
    assert_int_equal(rows_of_record(key, value, shelf->arena, &rows), STATUS_OK);
    for (size_t i = 0; i < rows.count; i++) {
        rows_key(key, rows.at[i].event, at);
        assert_true(rows_of_one_place(at, key.at));
        assert_int_equal(rows_find(shelf->txn, bytes_of(at, sizeof at), shelf->arena, &found),
                         STATUS_OK);
        assert_int_equal(found.event, rows.at[i].event);
        assert_int_equal(found.from, rows.at[i].from);
    }
    rows_key(key, MANY + 1, at);
    assert_int_equal(rows_find(shelf->txn, bytes_of(at, sizeof at), shelf->arena, &found),
                     STATUS_ABSENT);
    assert_int_equal(rows_of_record(bytes_of(key.at, key.size - 1), value, shelf->arena, &rows),
                     STATUS_DAMAGED);
    return true;
}

static void test_each_row_is_found_under_a_key_of_its_own(void **state) {
    struct shelf shelf = open_shelf(state);
    const struct bytes all = {NULL, 0};
    fill(&shelf);
    assert_int_equal(store_walk(shelf.txn, TABLE_HISTORY, all, all, find_each, &shelf), STATUS_OK);
    close_shelf(&shelf);
}

/* ---- older stores, successions */

static void test_records_of_one_row_are_read_and_the_last_is_gone_on_with(void **state) {
    static const uint64_t events[] = {3, 5, 8, 9, 12};
    struct shelf shelf = open_shelf(state);
    uint64_t last;
    for (size_t i = 0; i < 3; i++) {
        add_alone(&shelf, &zon, "A", events[i]);
        add_alone(&shelf, &zon, "", events[i]);
    }
    assert_events(load(&shelf, &zon, "A"), events, 3);
    for (size_t i = 3; i < 5; i++) {
        add(&shelf, &zon, "A", events[i]);
        add(&shelf, &zon, "", events[i]);
        assert_events(load(&shelf, &zon, "A"), events, i + 1);
        assert_events(load(&shelf, &zon, ""), events, i + 1);
        assert_int_equal(rows_last_event(shelf.txn, &zon, shelf.arena, &last), STATUS_OK);
        assert_int_equal(last, events[i]);
    }
    assert_int_equal(count_records(&shelf, &zon), 6);
    close_shelf(&shelf);
}

static void test_heir_gets_every_row_and_the_old_code_keeps_them(void **state) {
    struct shelf shelf = open_shelf(state);
    const struct bytes every = {NULL, 0};
    uint64_t events[MANY + 1];
    fill(&shelf);
    assert_int_equal(rows_inherit(shelf.txn, &zon, &(struct agb){"06010715"}, shelf.arena),
                     STATUS_OK);
    struct walked old = walk(&shelf, &zon, every);
    struct walked heir = walk(&shelf, &(struct agb){"06010715"}, every);
    assert_memory_equal(&old, &heir, sizeof old);
    add(&shelf, &(struct agb){"06010715"}, "", MANY + 1);
    for (uint64_t i = 0; i <= MANY; i++)
        events[i] = i + 1;
    assert_events(load(&shelf, &(struct agb){"06010715"}, ""), events, MANY + 1);
    assert_events(load(&shelf, &zon, ""), events, MANY);
    close_shelf(&shelf);
}

/* It succeeded a code without a wachtlijst before; one event may be in both. */
static void test_what_the_heir_knew_of_itself_goes_in_between(void **state) {
    static const uint64_t both[] = {2, 4, 5, 6, 8};
    struct shelf shelf = open_shelf(state);
    for (uint64_t event = 2; event <= 8; event += 2)
        add(&shelf, &zon, "", event);
    add(&shelf, &maan, "", 5);
    add(&shelf, &maan, "", 6);
    assert_int_equal(rows_inherit(shelf.txn, &zon, &maan, shelf.arena), STATUS_OK);
    assert_events(load(&shelf, &maan, ""), both, 5);
    close_shelf(&shelf);
}

/* What format 1 did not write down of a succession is added among what came after it. */
static void test_row_about_the_aanbieder_itself_may_be_of_an_earlier_event(void **state) {
    static const uint64_t added[] = {5, 3, 9, 5, 20};
    static const uint64_t after[] = {3, 4, 5, 6, 8, 9, 20};
    struct shelf shelf = open_shelf(state);
    add_alone(&shelf, &zon, "", 4);
    add_alone(&shelf, &zon, "", 6);
    add(&shelf, &zon, "", 8);
    for (size_t i = 0; i < sizeof added / sizeof added[0]; i++) {
        struct history_row row = applied_row(added[i]);
        row.kind = HISTORY_SUCCEEDED;
        row.from += (instant_t)i;
        assert_int_equal(rows_add_own(shelf.txn, &zon, &row, shelf.arena), STATUS_OK);
    }
    struct past_rows rows = load(&shelf, &zon, "");
    assert_events(rows, after, sizeof after / sizeof after[0]);
    assert_int_equal(rows.at[0].kind, HISTORY_SUCCEEDED);
    assert_int_equal(rows.at[1].kind, HISTORY_APPLIED);
    assert_int_equal(rows.at[2].from, applied_row(5).from + 3); /* the last that was added */
    close_shelf(&shelf);
}

static void test_a_record_that_does_not_unpack_is_damage_to_everyone(void **state) {
    struct shelf shelf = open_shelf(state);
    const struct bytes every = {NULL, 0};
    const struct place_key own = rows_own_key();
    const struct history_row row = applied_row(9);
    struct past_rows rows;
    struct walked walked = {0};
    uint64_t last;
    uint8_t at[ROW_KEY_BYTES] = {0};
    memcpy(at, zon.text, AGB_DIGITS);
    store_put(shelf.txn, TABLE_HISTORY, bytes_of(at, sizeof at), bytes_of("\x03", 1));
    assert_int_equal(rows_load(shelf.txn, &zon, &own, shelf.arena, &rows), STATUS_DAMAGED);
    assert_int_equal(rows_add(shelf.txn, &zon, &own, &row, shelf.arena), STATUS_DAMAGED);
    assert_int_equal(rows_add_own(shelf.txn, &zon, &row, shelf.arena), STATUS_DAMAGED);
    assert_int_equal(rows_last_event(shelf.txn, &zon, shelf.arena, &last), STATUS_DAMAGED);
    assert_int_equal(rows_inherit(shelf.txn, &zon, &maan, shelf.arena), STATUS_DAMAGED);
    assert_int_equal(rows_walk(shelf.txn, &zon, every, shelf.arena, note_place, &walked),
                     STATUS_DAMAGED);
    close_shelf(&shelf);
}

static void test_a_record_with_another_key_is_damage_to_the_heir(void **state) {
    struct shelf shelf = open_shelf(state);
    store_put(shelf.txn, TABLE_HISTORY, bytes_of(zon.text, AGB_DIGITS), bytes_of("\x03", 1));
    assert_int_equal(rows_inherit(shelf.txn, &zon, &maan, shelf.arena), STATUS_DAMAGED);
    close_shelf(&shelf);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(test_rows_of_a_place_are_one_record_until_it_is_full),
        TEST(test_the_last_event_is_that_of_the_last_row_about_the_aanbieder),
        TEST(test_any_row_of_an_aanbieder_is_seen_and_of_no_other),
        TEST(test_walk_shows_each_place_once_with_all_its_rows),
        TEST(test_walk_over_a_prefix_shows_the_places_that_begin_so),
        TEST(test_visit_that_fails_ends_the_walk_with_its_failure),
        TEST(test_each_row_is_found_under_a_key_of_its_own),
        TEST(test_records_of_one_row_are_read_and_the_last_is_gone_on_with),
        TEST(test_heir_gets_every_row_and_the_old_code_keeps_them),
        TEST(test_what_the_heir_knew_of_itself_goes_in_between),
        TEST(test_row_about_the_aanbieder_itself_may_be_of_an_earlier_event),
        TEST(test_a_record_that_does_not_unpack_is_damage_to_everyone),
        TEST(test_a_record_with_another_key_is_damage_to_the_heir),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
