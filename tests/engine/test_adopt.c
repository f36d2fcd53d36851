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

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_another_table_of_the_region_is_an_event_and_the_same_one_is_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
