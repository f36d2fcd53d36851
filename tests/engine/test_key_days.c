/* Keys that begin and end with a day, and participants that are shut out. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "daemon/engine/dump.h"
#include "daemon/engine/inside.h"
#include "daemon/engine/refold.h"
#include "tests/engine/house.h"

static const char *const one[] = {"A"};

static void line_of(uint8_t seed_byte, char line[REGISTRATION_LINE_SIZE]) {
    const uint8_t seed[SEED_BYTES] = {seed_byte};
    struct secret_keys keys;
    keys_from_seed(seed, &keys);
    keys_registration_line(&keys.public, line);
}

/* De Zon signs and connects with this seed's keys from now on. */
static void use_key(struct house *house, uint8_t seed_byte) {
    const uint8_t seed[SEED_BYTES] = {seed_byte};
    keys_from_seed(seed, &house->keys[ZON]);
}

static void reload(struct house *house) {
    struct mistakes mistakes = {0};
    struct complaint complaint = {""};
    assert_int_equal(engine_reload(house->engine, &mistakes, &complaint), STATUS_OK);
    mistakes_free(&mistakes);
}

/* De Zon's file, with the key it has had from the beginning, a second one, and what else it says.
 */
static void rewrite(struct house *house, const char *first, const char *second, const char *more) {
    char path[128], line[REGISTRATION_LINE_SIZE], other[REGISTRATION_LINE_SIZE];
    line_of(ZON + 1, line);
    line_of(77, other);
    snprintf(path, sizeof path, "%s/deelnemers.d/zon.conf", house->folder);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fprintf(file,
            "roles = {\"aanbieder\"}\nkeys = {'%s%s', '%s%s'}\n%s\naanbieder \"" ZON_AGB
            "\" { naam = \"KDC De Zon\" telefoon = \"070 1234567\" }\n",
            line, first, other, second, more);
    assert_int_equal(fclose(file), 0);
    reload(house);
}

static enum answer push(struct house *house, uint64_t sequence, const char *peilmoment) {
    const struct bytes body =
        house_snapshot(house, ZON_AGB, sequence, peilmoment, one, 1, 20250401);
    return house_push(house, ZON, body).head.status;
}

static bool is_in_table(struct house *house, uint8_t seed_byte) {
    const uint8_t seed[SEED_BYTES] = {seed_byte};
    struct secret_keys keys;
    struct link_table table;
    keys_from_seed(seed, &keys);
    assert_int_equal(engine_table(house->engine, house->arena, &table), STATUS_OK);
    for (size_t i = 0; i < table.key_count; i++)
        if (memcmp(table.keys[i], keys.public.curve, KEY_BYTES) == 0)
            return true;
    return false;
}

static int enter(void **state) {
    struct house *house = calloc(1, sizeof *house);
    assert_non_null(house);
    house_build(house, "2025-04-28T06:00:00Z");
    *state = house;
    return 0;
}

static int leave(void **state) {
    house_tear_down(*state);
    free(*state);
    return 0;
}

/* ---- claims */

/* Midnight in Amsterdam is two hours before that of UTC. */
static void test_a_key_is_good_to_the_last_moment_of_its_last_day(void **state) {
    struct house *house = *state;
    rewrite(house, " until 2025-04-29", " from 2025-04-30", "");
    assert_int_equal(push(house, 1, "2025-04-28T05:00:00Z"), ANSWER_ACCEPTED);
    use_key(house, 77);
    assert_int_equal(push(house, 2, "2025-04-28T05:30:00Z"), ANSWER_DENIED);
    assert_true(is_in_table(house, ZON + 1) && !is_in_table(house, 77));
    assert_int_equal(house_clock(house, "2025-04-29T21:59:59Z"), ANSWER_OK);
    assert_int_equal(push(house, 2, "2025-04-29T05:30:00Z"), ANSWER_DENIED);
    use_key(house, ZON + 1);
    assert_int_equal(push(house, 2, "2025-04-29T05:30:00Z"), ANSWER_ACCEPTED);
    assert_int_equal(house_clock(house, "2025-04-29T22:00:00Z"), ANSWER_OK);
    assert_int_equal(push(house, 3, "2025-04-29T06:00:00Z"), ANSWER_DENIED);
    assert_true(!is_in_table(house, ZON + 1) && is_in_table(house, 77));
    use_key(house, 77);
    assert_int_equal(push(house, 3, "2025-04-29T06:00:00Z"), ANSWER_ACCEPTED);
}

/* Its day is that of the event it makes, which may be later than the clock. */
static void test_the_instant_of_the_event_decides_and_not_the_clock(void **state) {
    struct house *house = *state;
    assert_int_equal(house_clock(house, "2025-04-29T21:59:59.999997Z"), ANSWER_OK);
    rewrite(house, " until 2025-04-29", "", "");
    /* The day, the configuration and the first snapshot take the last instants of it. */
    assert_int_equal(push(house, 1, "2025-04-28T05:00:00Z"), ANSWER_ACCEPTED);
    assert_int_equal(push(house, 2, "2025-04-29T05:00:00Z"), ANSWER_DENIED);
    assert_false(is_in_table(house, ZON + 1));
    use_key(house, 77);
    assert_int_equal(push(house, 2, "2025-04-29T05:00:00Z"), ANSWER_ACCEPTED);
}

static void test_a_revoked_key_and_a_revoked_participant_are_out_at_once(void **state) {
    struct house *house = *state;
    rewrite(house, " revoked 2030-01-01", "", "");
    assert_int_equal(push(house, 1, "2025-04-28T05:00:00Z"), ANSWER_DENIED);
    assert_false(is_in_table(house, ZON + 1));
    use_key(house, 77);
    assert_int_equal(push(house, 1, "2025-04-28T05:00:00Z"), ANSWER_ACCEPTED);
    rewrite(house, "", "", "revoked = \"2030-01-01\"");
    assert_int_equal(push(house, 2, "2025-04-28T05:30:00Z"), ANSWER_DENIED);
    assert_false(is_in_table(house, ZON + 1) || is_in_table(house, 77));
}

static struct aanbieder_status status_of(struct house *house, const char *agb) {
    struct status_reply reply;
    struct bytes body;
    assert_int_equal(wire_encode_status_request(clock_now(&house->clock), house->arena, &body),
                     STATUS_OK);
    body = house_ask(house, BEHEER, "STATUS", body);
    assert_int_equal(wire_decode_status_reply(body, house->arena, &reply), STATUS_OK);
    for (size_t i = 0; i < reply.aanbieder_count; i++)
        if (strcmp(reply.aanbieders[i].agb.text, agb) == 0)
            return reply.aanbieders[i];
    fail();
    return (struct aanbieder_status){0};
}

static void pass_days(struct house *house, int from, int to) {
    char instant[32];
    for (int day = from; day <= to; day++) {
        snprintf(instant, sizeof instant, "2025-05-%02dT08:00:00Z", day);
        assert_int_equal(house_clock(house, instant), ANSWER_OK);
    }
}

/* Who may not deliver is not blamed for it; whose keys merely ended still is. */
static void test_who_is_shut_out_does_not_fall_silent_and_keeps_its_name(void **state) {
    struct house *house = *state;
    rewrite(house, "", "", "revoked = \"2025-04-28\"");
    pass_days(house, 1, 12);
    assert_false(status_of(house, ZON_AGB).silent);
    assert_true(status_of(house, MAAN_AGB).silent);
    assert_memory_equal(status_of(house, ZON_AGB).naam.at, "KDC De Zon", 10);
}

static void test_whose_keys_have_ended_falls_silent(void **state) {
    struct house *house = *state;
    rewrite(house, " until 2025-05-01", " until 2025-05-01", "");
    pass_days(house, 1, 25);
    assert_true(status_of(house, ZON_AGB).silent);
}

static bool note_difference(void *context, const struct difference *difference) {
    print_error("%s differs\n", store_table_name(difference->table));
    *(bool *)context = true;
    return false;
}

/* Refused ones left nothing behind; the others are good again on the day that was theirs. */
static void test_a_journal_signed_by_keys_that_have_ended_folds_to_the_same(void **state) {
    struct house *house = *state;
    char directory[96], key[96];
    struct complaint complaint = {""};
    struct store *again = NULL;
    uint64_t records;
    bool differs = false;
    rewrite(house, " until 2025-04-29", " from 2025-04-30", "");
    assert_int_equal(push(house, 1, "2025-04-28T05:00:00Z"), ANSWER_ACCEPTED);
    assert_int_equal(house_clock(house, "2025-04-30T06:00:00Z"), ANSWER_OK);
    assert_int_equal(push(house, 2, "2025-04-29T05:00:00Z"), ANSWER_DENIED);
    use_key(house, 77);
    assert_int_equal(push(house, 2, "2025-04-29T05:00:00Z"), ANSWER_ACCEPTED);
    rewrite(house, "", "", "revoked = \"2025-04-30\"");
    house_close(house);
    struct store *store = house_store(house);
    snprintf(directory, sizeof directory, "%s/again", house->folder);
    snprintf(key, sizeof key, "%s/store.key", house->folder);
    const struct store_options options = {directory, key, (size_t)512 << 20};
    assert_int_equal(store_create(&options, true, &complaint), STATUS_OK);
    assert_int_equal(store_open(&options, &again, &complaint), STATUS_OK);
    assert_int_equal(refold(store, again, &complaint), STATUS_OK);
    assert_int_equal(dump_compare(store, again, note_difference, &differs, &records), STATUS_OK);
    assert_false(differs);
    store_close(&store);
    store_close(&again);
}

#define CLAIM(test) cmocka_unit_test_setup_teardown(test, enter, leave)

int main(void) {
    const struct CMUnitTest tests[] = {
        CLAIM(test_a_key_is_good_to_the_last_moment_of_its_last_day),
        CLAIM(test_the_instant_of_the_event_decides_and_not_the_clock),
        CLAIM(test_a_revoked_key_and_a_revoked_participant_are_out_at_once),
        CLAIM(test_who_is_shut_out_does_not_fall_silent_and_keeps_its_name),
        CLAIM(test_whose_keys_have_ended_falls_silent),
        CLAIM(test_a_journal_signed_by_keys_that_have_ended_folds_to_the_same),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
