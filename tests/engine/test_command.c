/* What a command says and does, beside what it is for. */
#include "daemon/engine/command.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "daemon/engine/inside.h"
#include "tests/engine/house.h"

#define REST "(the rest of the answer was too long)\n"

static void test_answer_that_is_cut_off_says_so_and_leaves_out_no_line_before(void **state) {
    enum { LINE = 1000, LINES_AT_MOST = 2 * MAX_COMMAND_ANSWER_BYTES / LINE };
    struct command command = {.arena = arena_new((size_t)8 * MAX_COMMAND_ANSWER_BYTES)};
    char line[LINE];
    int lines = 0;
    (void)state;
    assert_non_null(command.arena);
    memset(line, 'x', LINE - 1);
    line[LINE - 1] = '\0';
    for (; lines < LINES_AT_MOST && !command.overflown; lines++)
        command_say(&command, "%s", line);
    assert_true(command.overflown);
    command_say(&command, "short");
    const size_t whole = (size_t)(lines - 1) * LINE;
    assert_int_equal(command.size, whole + strlen(REST));
    assert_memory_equal(command.text + whole, REST, strlen(REST));
    assert_true(command.size <= MAX_COMMAND_ANSWER_BYTES);
    assert_true(whole > MAX_COMMAND_ANSWER_BYTES - 2 * LINE);
    arena_free(&command.arena);
}

/* The day's work on the store's keys. */
static void keep_keys(struct house *house) {
    enum { STEPS = 1000 };
    for (int i = 0; i < STEPS && engine_keys_are_due(house->engine); i++)
        assert_int_equal(engine_keep_keys(house->engine, false), STATUS_OK);
    assert_false(engine_keys_are_due(house->engine));
}

/* A place that came and went. */
static void build_with_one_gone(struct house *house) {
    static const char *const ids[] = {"A"};
    house_build(house, "2025-01-10T08:00:00Z");
    for (uint64_t sequence = 1; sequence <= 2; sequence++) {
        const struct bytes list = house_snapshot(house, ZON_AGB, sequence, "2025-01-10T07:00:00Z",
                                                 ids, sequence == 1, 20250105);
        assert_int_equal(house_push(house, ZON, list).head.status, ANSWER_ACCEPTED);
    }
}

static void tell_wish(struct house *house) {
    struct command_result result;
    const struct bytes line = bytes_of_text("wis\t" ZON_AGB "\tA");
    assert_int_equal(command_execute(house->engine, line, 0, house->arena, &result), STATUS_OK);
    assert_int_equal(result.code, 0);
}

static void test_key_that_could_not_begin_at_a_wish_begins_the_next_day(void **state) {
    struct house house;
    char in_the_way[96];
    (void)state;
    build_with_one_gone(&house);
    keep_keys(&house);
    const unsigned before = store_key_number(house.engine->store);
    snprintf(in_the_way, sizeof in_the_way, "%s/store.key.new", house.folder);
    assert_int_equal(mkdir(in_the_way, 0700), 0);
    tell_wish(&house);
    keep_keys(&house);
    assert_int_equal(store_key_number(house.engine->store), before);
    assert_int_equal(rmdir(in_the_way), 0);
    assert_int_equal(house_clock(&house, "2025-01-11T08:00:00Z"), ANSWER_OK);
    keep_keys(&house);
    assert_int_not_equal(store_key_number(house.engine->store), before);
    house_tear_down(&house);
}

/* As by a kill, or by wachtpostctl when no daemon has the store. */
static void
test_a_wish_is_remembered_by_the_store_when_the_process_ends_before_it_is_done(void **state) {
    struct house house;
    (void)state;
    build_with_one_gone(&house);
    keep_keys(&house);
    const unsigned before = store_key_number(house.engine->store);
    tell_wish(&house);
    for (int i = 0; i < 3; i++) { /* and each time it opens, until it is done */
        house_close(&house);
        house_open(&house);
    }
    assert_int_equal(store_key_number(house.engine->store), before);
    keep_keys(&house);
    const unsigned after = store_key_number(house.engine->store);
    assert_int_not_equal(after, before);
    house_close(&house);
    house_open(&house);
    keep_keys(&house); /* once */
    assert_int_equal(store_key_number(house.engine->store), after);
    house_tear_down(&house);
}

static void fill_ring(struct house *house) {
    struct complaint complaint;
    const day_t day = house->engine->committed_day;
    while (store_period_cut(house->engine->store, day, &complaint) == STATUS_OK)
        ;
    assert_non_null(strstr(complaint.text, "all 255 key numbers are in use"));
}

/* Else none would ever go, and none ever begin. */
static void test_keys_go_also_while_another_cannot_begin(void **state) {
    struct house house;
    (void)state;
    build_with_one_gone(&house);
    keep_keys(&house);
    fill_ring(&house);
    const unsigned before = store_key_number(house.engine->store);
    tell_wish(&house);
    keep_keys(&house);
    assert_int_equal(store_key_number(house.engine->store), before);
    assert_int_equal(house_clock(&house, "2025-02-14T08:00:00Z"), ANSWER_OK);
    keep_keys(&house);
    assert_int_equal(house_clock(&house, "2025-02-15T08:00:00Z"), ANSWER_OK);
    keep_keys(&house);
    assert_int_not_equal(store_key_number(house.engine->store), before);
    house_tear_down(&house);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_answer_that_is_cut_off_says_so_and_leaves_out_no_line_before),
        cmocka_unit_test(test_key_that_could_not_begin_at_a_wish_begins_the_next_day),
        cmocka_unit_test(test_keys_go_also_while_another_cannot_begin),
        cmocka_unit_test(
            test_a_wish_is_remembered_by_the_store_when_the_process_ends_before_it_is_done),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
