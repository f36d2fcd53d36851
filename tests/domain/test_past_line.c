/* Who left under one code and what became of them under the one that succeeded it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#include "tests/domain/counting.h"

static const struct place_key key_a = {.bytes = "A"}, key_b = {.bytes = "B"};

struct line {
    struct arena *arena;
    struct made_past before, later;
};

static int start(void **state) {
    struct line *line = calloc(1, sizeof *line);
    line->arena = arena_new(1 << 20);
    past_begin(&line->before, "06010713", 7);
    past_begin(&line->later, "06010714", 7);
    *state = line;
    return 0;
}

static int end(void **state) {
    struct line *line = *state;
    arena_free(&line->arena);
    free(line);
    return 0;
}

static struct flow *left(struct made_past *made, const struct place_key *key, uint64_t wait) {
    struct flow *flow = past_left(made, scene_place("A", 20250101), 20250301, GESTART, 20250301);
    flow->key = key;
    flow->wait = wait;
    return flow;
}

static bool is_last(struct line *line, size_t index) {
    assert_int_equal(past_heed_successor(&line->before.past, &line->later.past, line->arena),
                     STATUS_OK);
    return line->before.past.flows[index].last;
}

static void test_who_did_not_come_back_left_for_the_last_time(void **state) {
    struct line *line = *state;
    left(&line->before, &key_a, 1);
    left(&line->before, &key_b, 2)->last = false;
    assert_true(is_last(line, 0));
    assert_false(is_last(line, 1));
}

static void test_who_came_back_left_not_for_the_last_time(void **state) {
    struct line *line = *state;
    left(&line->before, &key_a, 1);
    left(&line->before, &key_b, 2);
    struct flow *came = past_came(&line->later, scene_place("A", 20250101), 20250401);
    came->key = &key_a;
    came->wait = 1;
    assert_false(is_last(line, 0));
    assert_true(is_last(line, 1));
}

static void test_another_place_or_another_wait_is_not_who_came_back(void **state) {
    struct line *line = *state;
    left(&line->before, &key_a, 1);
    left(&line->later, &key_a, 3);
    left(&line->later, &key_b, 1);
    assert_true(is_last(line, 0));
}

static void test_who_is_open_in_the_last_state_came_back_without_a_flow(void **state) {
    struct line *line = *state;
    left(&line->before, &key_a, 1);
    left(&line->before, &key_b, 2);
    struct spell *spell = past_spell(&line->later, scene_place("A", 20250101), 20250301, 0);
    spell->key = &key_a;
    spell = past_spell(&line->later, scene_place("B", 20250101), 20250201, 20250301);
    spell->key = &key_b;
    spell->wait = 2;
    assert_false(is_last(line, 0));
    assert_true(is_last(line, 1));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_who_did_not_come_back_left_for_the_last_time, start,
                                        end),
        cmocka_unit_test_setup_teardown(test_who_came_back_left_not_for_the_last_time, start, end),
        cmocka_unit_test_setup_teardown(test_another_place_or_another_wait_is_not_who_came_back,
                                        start, end),
        cmocka_unit_test_setup_teardown(test_who_is_open_in_the_last_state_came_back_without_a_flow,
                                        start, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
