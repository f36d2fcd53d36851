/* Forgetting: what goes, when, and what stays as it was. */
#include "daemon/engine/retain.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "daemon/domain/block_names.h"
#include "daemon/engine/dump.h"
#include "daemon/engine/index.h"
#include "daemon/engine/inside.h"
#include "daemon/engine/known.h"
#include "daemon/engine/refold.h"
#include "tests/engine/random_house.h"
#include "tests/engine/traces.h"

enum { QUESTIONS = 60, HISTORIES = 4, STEPS_AT_MOST = 4000 };

static struct agb agb_of(const char *text) {
    struct agb agb;
    assert_true(agb_parse(bytes_of_text(text), &agb));
    return agb;
}

static day_t day_at(const char *text) {
    day_t day;
    assert_true(day_parse(text, &day));
    return day;
}

static day_t today_of(const struct house *house) {
    return day_of_instant(clock_now(&house->clock));
}

static day_t today(const struct random_house *random) {
    return today_of(&random->house);
}

static void live_until(struct random_house *random, day_t day) {
    enum { STEPS_OF_A_GENERATION = 40 };
    for (int i = 1; i < STEPS_AT_MOST && today(random) < day; i++) {
        random_house_step(random);
        if (i % STEPS_OF_A_GENERATION == 0)
            random_house_grow_up(random);
    }
    assert_true(today(random) >= day);
}

/* ---- figures */

static struct figures_question random_question(struct random_house *random, day_t last,
                                               instant_t as_known_at) {
    static const enum dimension by[] = {BY_AANBIEDER, BY_HULPVORM, BY_GEMEENTE};
    const day_t first = day_at("2023-11-01");
    struct figures_question question = {
        .from = first + (day_t)random_below(random, (uint32_t)(last - first)),
        .step = (enum step)random_below(random, STEP_COUNT),
        .by_count = random_below(random, 3),
        .measures = 1 + random_below(random, MEASURE_BIT(MEASURE_COUNT) - 1),
        .clock = (enum clock)random_below(random, CLOCK_COUNT),
        .as_known_at = as_known_at,
        .region_day = DAY_NONE};
    question.until = question.from + (day_t)random_below(random, 300);
    if (question.until > last)
        question.until = last;
    for (size_t i = 0; i < question.by_count; i++)
        question.by[i] = by[i];
    return question;
}

/* All of the reply but when it was made. */
static struct bytes ask_figures(struct house *house, const struct figures_question *question) {
    const struct figures_request request = {.made_at = clock_now(&house->clock),
                                            .question = *question};
    struct figures_reply reply;
    struct bytes body;
    assert_int_equal(wire_encode_figures_request(&request, house->arena, &body), STATUS_OK);
    body = house_ask(house, ANALIST, "FIGURES", body);
    assert_int_equal(wire_decode_figures_reply(body, house->arena, &reply), STATUS_OK);
    assert_int_equal(reply.head.status, ANSWER_OK);
    reply.head = (struct reply_head){.status = ANSWER_OK};
    assert_int_equal(wire_encode_figures_reply(&reply, house->arena, &body), STATUS_OK);
    return body;
}

static void test_figures_of_what_was_forgotten_stay_the_same(void **state) {
    struct figures_question questions[QUESTIONS];
    struct bytes before[QUESTIONS];
    (void)state;
    for (uint64_t history = 1; history <= HISTORIES; history++) {
        struct random_house random;
        random_house_build(&random, history);
        live_until(&random, day_at("2025-01-01"));
        if (history % 2 == 0)
            random_house_succeed(&random);
        live_until(&random, day_at("2025-04-20"));
        const instant_t known_at = clock_now(&random.house.clock) - 1;
        assert_int_equal(random.house.engine->region.settled_until, DAY_NONE);
        for (size_t i = 0; i < QUESTIONS; i++) {
            questions[i] = random_question(&random, today(&random), known_at);
            before[i] = ask_figures(&random.house, &questions[i]);
        }
        live_until(&random, day_at("2026-09-01"));
        assert_true(random.house.engine->region.settled_until > day_at("2024-06-01"));
        assert_true(random.house.engine->region.names > 0);
        for (size_t i = 0; i < QUESTIONS; i++) {
            const struct bytes after = ask_figures(&random.house, &questions[i]);
            assert_int_equal(after.size, before[i].size);
            assert_memory_equal(after.at, before[i].at, after.size);
        }
        house_tear_down(&random.house);
    }
}

/* ---- nothing is left of whom was forgotten */

#define SECRET "plek-van-een-kind"
#define OTHER "plek-van-een-ander"

/* What leads to a place: its id, the beginning of its key, and that of its jeugdige as it is kept.
 */
struct leads {
    uint8_t key[STORE_BLIND_BYTES], jeugdige[PSEUDONYM_BYTES];
};

enum { LEAD_COUNT = 3 };

static struct bytes lead(const struct leads *leads, size_t index) {
    const struct bytes all[LEAD_COUNT] = {bytes_of_text(SECRET),
                                          bytes_of(leads->key, BLOCK_NAME_BYTES),
                                          bytes_of(leads->jeugdige, BLOCK_NAME_BYTES)};
    return all[index];
}

static const uint8_t pseudonym[PSEUDONYM_BYTES] = {7, 7, 7};

static struct leads leads_of(const struct engine *engine) {
    struct leads leads;
    store_blind(engine->store, "plek", bytes_of_text(SECRET), leads.key, sizeof leads.key);
    store_blind(engine->store, "pseudoniem", bytes_of(pseudonym, sizeof pseudonym), leads.jeugdige,
                sizeof leads.jeugdige);
    return leads;
}

enum said { WAITS, REFUSED, LEAVES, NOTHING };

/* De Zon's list: the other one always, and what is said of the secret one. */
static void deliver(struct house *house, uint64_t sequence, enum said said) {
    const instant_t now = clock_now(&house->clock);
    const uint32_t aanmelddatum = day_to_number(day_of_instant(now) - 100);
    struct raw_place places[2] = {{.id = bytes_of_text(OTHER),
                                   .gemeente = bytes_of_text("0518"),
                                   .hulpvorm = KDC,
                                   .aanmelddatum = 20240101},
                                  {.id = bytes_of_text(SECRET),
                                   .gemeente = bytes_of_text(said == REFUSED ? "9" : "0518"),
                                   .hulpvorm = KDC,
                                   .aanmelddatum = aanmelddatum,
                                   .jeugdige = bytes_of(pseudonym, sizeof pseudonym)}};
    const struct raw_outflow left = {
        .id = bytes_of_text(SECRET), .reden = GESTART, .datum = day_to_number(day_of_instant(now))};
    const struct snapshot snapshot = {.agb_code = bytes_of_text(ZON_AGB),
                                      .epoch = {0xe0},
                                      .sequence = sequence,
                                      .peilmoment = now,
                                      .places = places,
                                      .place_count = said == WAITS || said == REFUSED ? 2 : 1,
                                      .outflow = &left,
                                      .outflow_count = said == LEAVES};
    struct bytes body;
    assert_int_equal(wire_encode_snapshot(&snapshot, house->arena, &body), STATUS_OK);
    const struct push_reply reply = house_push(house, ZON, body);
    assert_int_equal(reply.head.status, ANSWER_ACCEPTED);
}

static void take_secret(struct house *house) {
    const struct take_request request = {.made_at = clock_now(&house->clock),
                                         .agb = {.text = ZON_AGB},
                                         .place_id = bytes_of_text(SECRET),
                                         .state = 1};
    struct take_reply reply;
    struct bytes body;
    assert_int_equal(wire_encode_take_request(&request, house->arena, &body), STATUS_OK);
    body = house_ask(house, COORDINATOR, "TAKE", body);
    assert_int_equal(wire_decode_take_reply(body, house->arena, &reply), STATUS_OK);
    assert_int_equal(reply.head.status, ANSWER_OK);
}

/* A child that waits, crosses the norm, is taken up, and is helped. */
static void life_of_a_secret(struct house *house) {
    house_build(house, "2024-02-01T08:00:00Z");
    deliver(house, 1, WAITS);
    take_secret(house);
    assert_int_equal(house_clock(house, "2024-02-10T08:00:00Z"), ANSWER_OK);
    deliver(house, 2, REFUSED);
    assert_int_equal(house_clock(house, "2024-02-20T08:00:00Z"), ANSWER_OK);
    deliver(house, 3, LEAVES);
    assert_int_equal(house_clock(house, "2024-02-27T08:00:00Z"), ANSWER_OK);
    deliver(house, 4, NOTHING);
}

static size_t count_traces(struct house *house, const struct leads *leads, size_t index,
                           bool tell) {
    house_close(house);
    struct store *store = house_store(house);
    const size_t found = traces_of(store, lead(leads, index), tell);
    store_close(&store);
    house_open(house);
    return found;
}

static enum answer ask_history(struct house *house, const char *id) {
    const struct history_request request = {.made_at = clock_now(&house->clock),
                                            .agb = {.text = ZON_AGB},
                                            .place_id = bytes_of_text(id)};
    struct history_reply reply;
    struct bytes body;
    assert_int_equal(wire_encode_history_request(&request, house->arena, &body), STATUS_OK);
    body = house_ask(house, COORDINATOR, "HISTORY", body);
    assert_int_equal(wire_decode_history_reply(body, house->arena, &reply), STATUS_OK);
    return reply.head.status;
}

static uint32_t places_on(struct house *house, const char *day) {
    const struct places_request request = {.made_at = clock_now(&house->clock), .on = day_at(day)};
    struct places_reply reply;
    struct bytes body;
    assert_int_equal(wire_encode_places_request(&request, house->arena, &body), STATUS_OK);
    body = house_ask(house, COORDINATOR, "PLACES", body);
    assert_int_equal(wire_decode_places_reply(body, house->arena, &reply), STATUS_OK);
    assert_int_equal(reply.head.status, ANSWER_OK);
    return reply.count;
}

/* Weeks pass, in which De Zon delivers the one place it has. */
static void live_on(struct house *house, uint64_t sequence, const char *until) {
    for (; day_of_instant(clock_now(&house->clock)) < day_at(until); sequence++) {
        clock_move(&house->clock, clock_now(&house->clock) + 7 * MICROSECONDS_PER_DAY);
        deliver(house, sequence, NOTHING);
    }
}

static void test_two_years_after_it_left_nothing_leads_to_a_place(void **state) {
    struct house house;
    (void)state;
    life_of_a_secret(&house);
    const struct leads leads = leads_of(house.engine);
    const uint64_t alerts = house_alerts(&house, COORDINATOR, 1).cursor.number;
    for (size_t i = 0; i < LEAD_COUNT; i++)
        assert_true(count_traces(&house, &leads, i, false) > 0);
    assert_int_equal(ask_history(&house, SECRET), ANSWER_OK);
    assert_int_equal(places_on(&house, "2024-02-03"), 2);
    live_on(&house, 5, "2025-12-15");
    assert_int_equal(ask_history(&house, SECRET), ANSWER_OK);
    live_on(&house, 99, "2025-12-22");
    for (size_t i = 0; i < LEAD_COUNT; i++)
        assert_int_equal(count_traces(&house, &leads, i, true), 0);
    assert_int_equal(ask_history(&house, SECRET), ANSWER_DENIED);
    assert_int_equal(places_on(&house, "2024-02-03"), 1);
    assert_int_equal(ask_history(&house, OTHER), ANSWER_OK);
    /* The book has as many pages. */
    assert_true(house_alerts(&house, COORDINATOR, 0).cursor.number >= alerts);
    house_tear_down(&house);
}

/* ---- at once */

static const char *erase(struct house *house, const char *id) {
    struct place_key key;
    const struct agb agb = {.text = ZON_AGB};
    const char *why;
    bool ring;
    store_blind(house->engine->store, "plek", bytes_of_text(id), key.bytes, sizeof key.bytes);
    assert_int_equal(engine_begin(house->engine), STATUS_OK);
    assert_int_equal(engine_erase_place(house->engine, &agb, &key, &why), STATUS_OK);
    assert_int_equal(engine_commit(house->engine, &ring), STATUS_OK);
    return why;
}

static void test_place_that_is_wiped_leaves_nothing_but_that_it_was(void **state) {
    struct house house;
    (void)state;
    life_of_a_secret(&house);
    const struct leads leads = leads_of(house.engine);
    const size_t expected[LEAD_COUNT] = {0, 1, 0}; /* the event says which one it was */
    assert_null(erase(&house, SECRET));
    for (size_t i = 0; i < LEAD_COUNT; i++)
        assert_int_equal(count_traces(&house, &leads, i, expected[i] == 0), expected[i]);
    assert_int_equal(ask_history(&house, SECRET), ANSWER_DENIED);
    assert_int_equal(places_on(&house, "2024-02-03"), 1);
    assert_non_null(erase(&house, SECRET)); /* nothing is kept of it */
    deliver(&house, 5, NOTHING);
    house_tear_down(&house);
}

/* As a reader finds the spell of the secret on a day, in the index. */
static struct spell find_secret(struct engine *reading, const struct known *known, day_t day) {
    const struct leads leads = leads_of(reading);
    const struct agb agb = agb_of(ZON_AGB);
    const struct past_range range = {.first = day, .last = day};
    struct past past;
    assert_int_equal(known_rows(reading, &agb, &range, known->event, reading->batch, &past),
                     STATUS_OK);
    size_t i = 0;
    while (i < past.spell_count &&
           memcmp(past.spells[i].key->bytes, leads.key, BLOCK_NAME_BYTES) != 0)
        i++;
    assert_true(i < past.spell_count);
    return past.spells[i];
}

static struct engine *begin_reading(struct house *house, struct errand *errand) {
    struct engine *reading = reading_new(house->engine);
    assert_non_null(reading);
    reading->errand = errand;
    reading->rulebook = errand->rulebook;
    reading->clock = &errand->clock;
    reading->snapshot_began = clock_monotonic();
    assert_int_equal(store_begin_read(reading->store, &reading->txn), STATUS_OK);
    assert_int_equal(engine_load_region(reading), STATUS_OK);
    return reading;
}

/* The reader has seen it in an earlier snapshot than it goes on in. That is no damage, for which
 * the process would end. */
static void test_place_that_is_wiped_while_it_is_read_is_no_damage(void **state) {
    struct house house;
    struct known known;
    struct spell spell;
    const struct agb agb = agb_of(ZON_AGB);
    const day_t day = day_at("2024-02-03");
    (void)state;
    life_of_a_secret(&house);
    const struct link_request request = house_alerts_request(&house, COORDINATOR);
    struct errand *errand = errand_new(house.engine, &request, 1);
    assert_non_null(errand);
    struct engine *reading = begin_reading(&house, errand);
    assert_int_equal(known_open(reading, 0, &known), STATUS_OK);
    const struct spell found = find_secret(reading, &known, day);
    assert_null(erase(&house, SECRET));
    assert_int_equal(known_spell(reading, &known, &agb, &found, day, reading->batch, &spell),
                     STATUS_OK);
    reading->snapshot_began = 0; /* long ago */
    assert_int_equal(engine_renew(reading), STATUS_OK);
    assert_int_equal(known_spell(reading, &known, &agb, &found, day, reading->batch, &spell),
                     STATUS_BUSY);
    known_close(&known);
    store_rollback(&reading->txn);
    reading_free(&reading);
    errand_free(&errand);
    house_tear_down(&house);
}

static void test_place_that_waits_is_not_wiped(void **state) {
    struct house house;
    (void)state;
    life_of_a_secret(&house);
    assert_non_null(erase(&house, OTHER));
    assert_int_equal(ask_history(&house, OTHER), ANSWER_OK);
    house_tear_down(&house);
}

static enum answer push_others(struct house *house, uint64_t sequence, size_t count) {
    static const char *const ids[] = {OTHER, "plek-van-een-derde", "plek-van-een-vierde"};
    const struct bytes snapshot =
        house_snapshot(house, ZON_AGB, sequence, "2024-02-27T08:00:00Z", ids, count, 20240101);
    return house_push(house, ZON, snapshot).head.status;
}

/* Let go, it could bring back what was just removed. */
static void test_place_that_may_stand_in_what_is_held_is_not_wiped(void **state) {
    struct house house;
    (void)state;
    life_of_a_secret(&house);
    assert_int_equal(push_others(&house, 5, 3), ANSWER_ACCEPTED);
    assert_int_equal(push_others(&house, 6, 0), ANSWER_HELD);
    assert_non_null(erase(&house, SECRET));
    assert_int_equal(ask_history(&house, SECRET), ANSWER_OK);
    assert_int_equal(push_others(&house, 7, 3), ANSWER_ACCEPTED); /* nothing is held any more */
    assert_null(erase(&house, SECRET));
    assert_int_equal(ask_history(&house, SECRET), ANSWER_DENIED);
    house_tear_down(&house);
}

/* ---- the journal */

#define MAP_BYTES ((size_t)512 << 20)

static struct store *open_copy(const struct house *house) {
    char directory[96], key[96];
    struct complaint complaint = {""};
    struct store *store = NULL;
    snprintf(directory, sizeof directory, "%s/copy", house->folder);
    snprintf(key, sizeof key, "%s/store.key", house->folder);
    const struct store_options options = {directory, key, MAP_BYTES};
    assert_int_equal(store_open(&options, &store, &complaint), STATUS_OK);
    return store;
}

static void copy_store(struct house *house) {
    char command[256];
    house_close(house);
    snprintf(command, sizeof command, "cp -r '%s/store' '%s/copy'", house->folder, house->folder);
    assert_int_equal(system(command), 0);
    house_open(house);
}

static bool tell_difference(void *context, const struct difference *difference) {
    (void)context;
    print_error("%s: kind %d, at %zu of %zu and %zu\n", store_table_name(difference->table),
                difference->kind, difference->at, difference->first_bytes,
                difference->second_bytes);
    return false;
}

static void hash_dump(struct store *store, uint8_t hash[DUMP_HASH_BYTES]) {
    struct store_txn *txn;
    assert_int_equal(store_begin_read(store, &txn), STATUS_OK);
    assert_int_equal(dump_hash(txn, hash), STATUS_OK);
    store_rollback(&txn);
}

static void assert_folds(struct house *house) {
    struct complaint complaint = {""};
    uint64_t records = 0;
    house_close(house);
    struct store *store = house_store(house), *copy = open_copy(house);
    const enum status status = refold(store, copy, &complaint);
    assert_string_equal(complaint.text, "");
    assert_int_equal(status, STATUS_OK);
    bool same = true;
    assert_int_equal(dump_compare(store, copy, tell_difference, &same, &records), STATUS_OK);
    assert_true(records > 0);
    uint8_t ours[DUMP_HASH_BYTES], theirs[DUMP_HASH_BYTES];
    hash_dump(store, ours);
    hash_dump(copy, theirs);
    assert_memory_equal(ours, theirs, sizeof ours);
    store_close(&store);
    store_close(&copy);
}

/* Places of earlier children, some of which wait no more. */
static size_t erase_some(struct random_house *random) {
    size_t erased = 0;
    for (char letter = 'A'; letter < 'A' + RANDOM_IDS; letter++)
        for (unsigned generation = 0; generation < random->generation; generation++) {
            char id[16] = {letter};
            if (generation > 0)
                snprintf(id, sizeof id, "%c%u", letter, generation);
            if (random_below(random, 4) == 0)
                erased += erase(&random->house, id) == NULL;
        }
    return erased;
}

/* Bodies that were forgotten together with a place are of before the backup. */
static void test_journal_folds_from_a_backup_to_the_same_whatever_was_forgotten(void **state) {
    enum { STEPS_TO_LEAVE = 30 };
    size_t erased = 0;
    (void)state;
    for (uint64_t history = 1; history <= HISTORIES; history++) {
        struct random_house random;
        random_house_build(&random, history);
        live_until(&random, day_at("2025-01-01"));
        if (history % 2 == 0)
            random_house_succeed(&random);
        live_until(&random, day_at("2025-04-01"));
        random_house_grow_up(&random);
        for (int i = 0; i < STEPS_TO_LEAVE; i++)
            random_house_step(&random);
        copy_store(&random.house);
        erased += erase_some(&random);
        live_until(&random, day_at("2026-01-15"));
        const struct region region = random.house.engine->region;
        assert_true(region.settled_until != DAY_NONE);
        assert_folds(&random.house);
        house_tear_down(&random.house);
    }
    assert_true(erased > 0);
}

static void test_journal_whose_beginning_is_forgotten_says_so(void **state) {
    struct house house;
    struct complaint complaint = {""};
    char directory[96], key[96];
    struct store *fresh = NULL;
    (void)state;
    life_of_a_secret(&house);
    live_on(&house, 5, "2025-06-01");
    house_close(&house);
    snprintf(directory, sizeof directory, "%s/copy", house.folder);
    snprintf(key, sizeof key, "%s/store.key", house.folder);
    const struct store_options options = {directory, key, MAP_BYTES};
    assert_int_equal(store_create(&options, true, &complaint), STATUS_OK);
    assert_int_equal(store_open(&options, &fresh, &complaint), STATUS_OK);
    struct store *store = house_store(&house);
    assert_int_equal(refold(store, fresh, &complaint), STATUS_FORGOTTEN);
    assert_non_null(strstr(complaint.text, "event 2"));
    store_close(&store);
    store_close(&fresh);
    house_tear_down(&house);
}

/* ---- what is said later of settled days */

static uint32_t count_on(struct house *house, const char *from, size_t day, uint32_t measures) {
    const struct figures_request request = {.made_at = clock_now(&house->clock),
                                            .question = {.from = day_at(from),
                                                         .until = day_at(from) + (day_t)day + 1,
                                                         .step = STEP_DAY,
                                                         .measures = measures,
                                                         .region_day = DAY_NONE}};
    struct figures_reply reply;
    struct bytes body;
    assert_int_equal(wire_encode_figures_request(&request, house->arena, &body), STATUS_OK);
    body = house_ask(house, ANALIST, "FIGURES", body);
    assert_int_equal(wire_decode_figures_reply(body, house->arena, &reply), STATUS_OK);
    assert_int_equal(reply.head.status, ANSWER_OK);
    assert_true(reply.point_count > day);
    return reply.points[day].total.waiting[WAITING_ALL].places;
}

/* Whatever it is counted from: rolls, or blocks with all they tell. */
static void assert_waiting(struct house *house, const char *from, size_t day, uint32_t expected) {
    const uint32_t waiting = MEASURE_BIT(MEASURE_WAITING);
    const uint32_t detailed = waiting | MEASURE_BIT(MEASURE_JEUGDIGEN);
    const uint32_t whole = detailed | MEASURE_BIT(MEASURE_REALISED);
    assert_int_equal(count_on(house, from, day, waiting), expected);
    assert_int_equal(count_on(house, from, day, detailed), expected);
    assert_int_equal(count_on(house, from, day, whole), expected);
}

/* The other one never waited: De Zon says so when part of its days are settled. */
static void test_wait_that_never_was_stays_on_settled_days_only(void **state) {
    struct house house;
    (void)state;
    life_of_a_secret(&house);
    live_on(&house, 5, "2026-01-06");
    const day_t settled = house.engine->region.settled_until;
    assert_int_equal(settled, day_at("2024-02-23"));
    const struct raw_outflow never = {
        .id = bytes_of_text(OTHER), .reden = ADMIN_FOUT, .datum = day_to_number(today_of(&house))};
    const struct snapshot snapshot = {.agb_code = bytes_of_text(ZON_AGB),
                                      .epoch = {0xe0},
                                      .sequence = 102,
                                      .peilmoment = clock_now(&house.clock) + 1,
                                      .outflow = &never,
                                      .outflow_count = 1};
    struct bytes body;
    assert_int_equal(wire_encode_snapshot(&snapshot, house.arena, &body), STATUS_OK);
    const struct push_reply reply = house_push(&house, ZON, body);
    assert_int_equal(reply.head.status, ANSWER_ACCEPTED);
    assert_waiting(&house, "2024-02-22", 0, 1);
    assert_waiting(&house, "2024-02-23", 0, 0);
    assert_waiting(&house, "2024-02-21", 1, 1);
    assert_waiting(&house, "2024-02-21", 2, 0);
    assert_int_equal(places_on(&house, "2024-02-22"), 0);
    house_tear_down(&house);
}

/* ---- the index */

static void test_index_goes_on_from_where_it_is_settled(void **state) {
    (void)state;
    for (uint64_t history = 1; history <= HISTORIES; history++) {
        struct random_house random;
        random_house_build(&random, history);
        live_until(&random, day_at("2026-03-01"));
        struct engine *engine = random.house.engine;
        assert_int_equal(engine_begin(engine), STATUS_OK);
        const uint64_t before = store_write_count(engine->txn);
        for (size_t i = 0; i < 2; i++) {
            const struct agb agb = agb_of(random.lists[i].agb);
            assert_int_equal(index_rebuild(engine, &agb), STATUS_OK);
        }
        assert_int_equal(store_write_count(engine->txn), before);
        store_rollback(&engine->txn);
        house_tear_down(&random.house);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_figures_of_what_was_forgotten_stay_the_same),
        cmocka_unit_test(test_two_years_after_it_left_nothing_leads_to_a_place),
        cmocka_unit_test(test_place_that_is_wiped_leaves_nothing_but_that_it_was),
        cmocka_unit_test(test_place_that_is_wiped_while_it_is_read_is_no_damage),
        cmocka_unit_test(test_place_that_waits_is_not_wiped),
        cmocka_unit_test(test_place_that_may_stand_in_what_is_held_is_not_wiped),
        cmocka_unit_test(test_journal_folds_from_a_backup_to_the_same_whatever_was_forgotten),
        cmocka_unit_test(test_journal_whose_beginning_is_forgotten_says_so),
        cmocka_unit_test(test_wait_that_never_was_stays_on_settled_days_only),
        cmocka_unit_test(test_index_goes_on_from_where_it_is_settled),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
