/* Whose question is next. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "daemon/engine/queue.h"

struct line {
    struct queue queue;
    struct arena *arena;
};

static int enter(void **state) {
    struct line *line = calloc(1, sizeof *line);
    assert_non_null(line);
    line->arena = arena_new((size_t)1 << 20);
    assert_non_null(line->arena);
    *state = line;
    return 0;
}

static int leave(void **state) {
    struct line *line = *state;
    arena_free(&line->arena);
    free(line);
    return 0;
}

static struct errand *errand_of(struct line *line, char sender, uint64_t ticket) {
    struct errand *errand = arena_alloc(line->arena, sizeof *errand);
    assert_non_null(errand);
    errand->arena = line->arena;
    errand->request.ticket = ticket;
    errand->request.curve_key[0] = (uint8_t)sender;
    return errand;
}

/* One letter for each question: its sender. */
static void ask(struct line *line, const char *senders) {
    for (size_t i = 0; senders[i]; i++)
        queue_put(&line->queue, errand_of(line, senders[i], i));
}

static void assert_order(struct line *line, const char *senders) {
    uint64_t last[256] = {0};
    for (size_t i = 0; senders[i]; i++) {
        const struct errand *errand = queue_take(&line->queue);
        assert_non_null(errand);
        const uint8_t sender = errand->request.curve_key[0];
        assert_int_equal(sender, senders[i]);
        assert_true(errand->request.ticket >= last[sender]);
        last[sender] = errand->request.ticket;
    }
}

static void test_one_sender_is_answered_in_order(void **state) {
    struct line *line = *state;
    ask(line, "aaaa");
    assert_order(line, "aaaa");
    assert_null(queue_take(&line->queue));
}

static void test_whoever_asks_much_waits_behind_himself(void **state) {
    struct line *line = *state;
    ask(line, "aaaaaabbbc");
    assert_order(line, "abcababaaa");
}

static void test_a_newcomer_has_no_turns_saved_up(void **state) {
    struct line *line = *state;
    ask(line, "aaaaaaaa");
    assert_order(line, "aaaa");
    ask(line, "bbb");
    assert_order(line, "ababab");
    ask(line, "bb");
    assert_order(line, "abb");
}

static void test_two_who_ask_for_ever_keep_nobody_waiting(void **state) {
    struct line *line = *state;
    ask(line, "aaaabbbb");
    for (int i = 0; i < 100; i++) {
        assert_order(line, "ab");
        ask(line, "ab");
    }
    ask(line, "c");
    assert_order(line, "abc");
}

static void test_the_queue_knows_who_waits(void **state) {
    struct line *line = *state;
    const uint8_t a[LINK_KEY_BYTES] = {'a'}, c[LINK_KEY_BYTES] = {'c'};
    ask(line, "aabab");
    assert_int_equal(queue_count_of(&line->queue, a), 3);
    assert_int_equal(queue_count_of(&line->queue, c), 0);
    assert_order(line, "ab");
    assert_int_equal(queue_count_of(&line->queue, a), 2);
}

static void test_what_is_appended_keeps_its_order(void **state) {
    struct line *line = *state;
    for (uint64_t ticket = 0; ticket < 6; ticket++)
        queue_append(&line->queue, errand_of(line, "aaabca"[ticket], ticket));
    assert_true(line->queue.bytes > 0);
    assert_order(line, "aaabca");
    assert_null(line->queue.first);
}

#define IN_LINE(test) cmocka_unit_test_setup_teardown(test, enter, leave)

int main(void) {
    const struct CMUnitTest tests[] = {
        IN_LINE(test_one_sender_is_answered_in_order),
        IN_LINE(test_whoever_asks_much_waits_behind_himself),
        IN_LINE(test_a_newcomer_has_no_turns_saved_up),
        IN_LINE(test_two_who_ask_for_ever_keep_nobody_waiting),
        IN_LINE(test_the_queue_knows_who_waits),
        IN_LINE(test_what_is_appended_keeps_its_order),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
