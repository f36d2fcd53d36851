#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "tests/engine/house.h"

#define SAMEN "regio \"samen\" { until = \"2023-12-31\" }\n"
#define SINCE "regio \"sinds-2024\" { gemeenten = {\"0503\"} from = \"2024-01-01\" }\n"

/* How many CONFIG events the journal holds, and what the last one says. */
static size_t config_events(struct house *house, struct bytes *last) {
    struct store_txn *txn = NULL;
    size_t count = 0;
    house_close(house);
    struct store *store = house_store(house);
    assert_int_equal(store_begin(store, &txn), STATUS_OK);
    for (uint64_t number = 1; number <= store_journal_head(txn); number++) {
        struct event event;
        assert_int_equal(store_journal_read(txn, number, house->arena, &event), STATUS_OK);
        if (event.kind == EVENT_CONFIG) {
            count++;
            *last = event.body;
        }
    }
    store_rollback(&txn);
    store_close(&store);
    house_open(house);
    return count;
}

static bool says(struct bytes text, const char *words) {
    return memmem(text.at, text.size, words, strlen(words)) != NULL;
}

static void reload(struct house *house) {
    struct mistakes mistakes = {0};
    struct complaint complaint = {""};
    assert_int_equal(engine_reload(house->engine, &mistakes, &complaint), STATUS_OK);
    mistakes_free(&mistakes);
}

static void test_another_table_of_the_region_is_an_event_and_the_same_one_is_none(void **state) {
    (void)state;
    struct house house;
    struct bytes last = {0};
    house_build(&house, "2025-01-10T08:00:00Z");
    assert_int_equal(config_events(&house, &last), 1);
    assert_false(says(last, "regio"));
    house_configure(&house, SINCE);
    reload(&house);
    reload(&house);
    assert_int_equal(config_events(&house, &last), 2);
    assert_true(says(last, "regio \"sinds-2024\""));
    house_configure(&house, SAMEN);
    reload(&house);
    assert_int_equal(config_events(&house, &last), 3);
    assert_true(says(last, "regio \"samen\" {\n  until = \"2023-12-31\"\n}\nregio \"sinds-2024\""));
    house_tear_down(&house);
}

/* ---- a key that was revoked */

#define ANALIST_WITH "roles = {\"analist\"}\npersoon = \"Ans\"\nkeys = {\"%s%s\"}\n"

static void enrol_analist(struct house *house, const char *name, enum who whose, const char *more) {
    char line[REGISTRATION_LINE_SIZE], text[512];
    house_line(house, whose, line);
    snprintf(text, sizeof text, ANALIST_WITH, line, more);
    house_participant(house, name, text);
}

static void assert_refused(struct house *house, const char *words) {
    struct mistakes mistakes = {0};
    struct complaint complaint = {""};
    const enum status status = engine_reload(house->engine, &mistakes, &complaint);
    assert_int_equal(status, STATUS_BAD_CONFIG);
    assert_non_null(strstr(complaint.text, words));
    mistakes_free(&mistakes);
}

static void assert_starts_not(struct house *house, const char *words) {
    struct mistakes mistakes = {0};
    struct complaint complaint = {""};
    house_close(house);
    const enum status status =
        engine_open(house->config, &house->clock, &house->engine, &mistakes, &complaint);
    assert_int_equal(status, STATUS_BAD_CONFIG);
    assert_non_null(strstr(complaint.text, words));
    mistakes_free(&mistakes);
}

static const char *fingerprint_of(const struct house *house, enum who who,
                                  char text[KEY_FINGERPRINT_SIZE]) {
    return keys_fingerprint(&house->keys[who].public, text);
}

static void test_a_key_that_was_revoked_does_not_come_back_when_its_line_has_gone(void **state) {
    (void)state;
    struct house house;
    char kenmerk[KEY_FINGERPRINT_SIZE];
    house_build(&house, "2025-01-10T08:00:00Z");
    fingerprint_of(&house, ANALIST, kenmerk);
    enrol_analist(&house, "analist", ANALIST, " revoked 2025-01-10");
    reload(&house);
    reload(&house);
    house_participant(&house, "analist", NULL);
    reload(&house);
    enrol_analist(&house, "ander", ANALIST, "");
    assert_refused(&house, kenmerk);
    assert_refused(&house, "2025-01-10");
    assert_starts_not(&house, kenmerk);
    house_participant(&house, "ander", NULL);
    house_open(&house);
    enrol_analist(&house, "ander", ANALIST, " revoked 2025-02-01"); /* which says that it is out */
    reload(&house);
    house_tear_down(&house);
}

static void test_keys_of_a_participant_that_was_shut_out_do_not_come_back(void **state) {
    (void)state;
    struct house house;
    char kenmerk[KEY_FINGERPRINT_SIZE], line[REGISTRATION_LINE_SIZE], text[512];
    house_build(&house, "2025-01-10T08:00:00Z");
    house_line(&house, ANALIST, line);
    snprintf(text, sizeof text, ANALIST_WITH "revoked = \"2025-01-10\"\n", line, "");
    house_participant(&house, "analist", text);
    reload(&house);
    enrol_analist(&house, "analist", ANALIST, "");
    assert_refused(&house, fingerprint_of(&house, ANALIST, kenmerk));
    house_tear_down(&house);
}

/* Who has either half has what was revoked. */
static void test_half_of_a_key_that_was_revoked_does_not_come_back_either(void **state) {
    (void)state;
    struct house house;
    struct public_keys halves[2];
    house_build(&house, "2025-01-10T08:00:00Z");
    halves[0] = halves[1] = house.keys[ANALIST].public;
    memset(halves[0].sign, 7, sizeof halves[0].sign);
    memset(halves[1].curve, 7, sizeof halves[1].curve);
    enrol_analist(&house, "analist", ANALIST, " revoked 2025-01-10");
    reload(&house);
    for (size_t i = 0; i < 2; i++) {
        char line[REGISTRATION_LINE_SIZE], text[512], kenmerk[KEY_FINGERPRINT_SIZE];
        keys_registration_line(&halves[i], line);
        snprintf(text, sizeof text, ANALIST_WITH, line, "");
        house_participant(&house, "analist", text);
        assert_refused(&house, keys_fingerprint(&halves[i], kenmerk));
    }
    house_tear_down(&house);
}

static void test_a_key_that_only_left_may_come_back(void **state) {
    (void)state;
    struct house house;
    house_build(&house, "2025-01-10T08:00:00Z");
    house_participant(&house, "analist", NULL);
    reload(&house);
    enrol_analist(&house, "ander", ANALIST, "");
    reload(&house);
    house_tear_down(&house);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_another_table_of_the_region_is_an_event_and_the_same_one_is_none),
        cmocka_unit_test(test_a_key_that_was_revoked_does_not_come_back_when_its_line_has_gone),
        cmocka_unit_test(test_keys_of_a_participant_that_was_shut_out_do_not_come_back),
        cmocka_unit_test(test_half_of_a_key_that_was_revoked_does_not_come_back_either),
        cmocka_unit_test(test_a_key_that_only_left_may_come_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
