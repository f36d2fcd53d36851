/* What the front turned away, told in bounded words. */
#include "daemon/front/turned_away.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

static struct link_source from(uint8_t host) {
    return (struct link_source){.family = LINK_ADDRESS_IPV4, .address = {192, 0, 2, host}};
}

static void note(struct turned_away *away, enum link_refused why, uint8_t host, size_t times) {
    const struct link_source source = from(host);
    for (size_t i = 0; i < times; i++)
        turned_away_note(away, why, &source);
}

static uint64_t sum_of(const struct turned_away *away) {
    const struct link_message message = turned_away_message(away);
    uint64_t sum = 0;
    for (size_t i = 0; i < message.refused.attempt_count; i++)
        sum += message.refused.attempts[i].count;
    return sum;
}

static void test_reasons_and_sources_are_counted_apart(void **state) {
    (void)state;
    struct turned_away away = {.used = 0};
    note(&away, LINK_REFUSED_KEY, 1, 3);
    note(&away, LINK_REFUSED_KEY, 2, 1);
    note(&away, LINK_REFUSED_SLOW, 1, 2);
    turned_away_note(&away, LINK_REFUSED_LATER, NULL);
    const struct link_turned_away told = turned_away_message(&away).refused;
    assert_int_equal(told.attempt_count, 4);
    assert_true(told.attempts[0].why == LINK_REFUSED_KEY && told.attempts[0].count == 3 &&
                told.attempts[0].source.address[3] == 1);
    assert_true(told.attempts[3].source.family == LINK_ADDRESS_UNKNOWN);
    assert_int_equal(told.counts.count[LINK_REFUSED_KEY], 4);
    assert_int_equal(told.counts.count[LINK_REFUSED_SLOW], 2);
}

static void test_more_sources_than_have_room_are_counted_without(void **state) {
    (void)state;
    struct turned_away away = {.used = 0};
    for (unsigned host = 0; host < 250; host++)
        for (enum link_refused why = 0; why < LINK_REFUSED_COUNT; why++)
            note(&away, why, (uint8_t)host, 2);
    assert_true(away.used <= LINK_MAX_ATTEMPTS);
    assert_int_equal(sum_of(&away), 250 * 2 * LINK_REFUSED_COUNT);
    bool was_left_nameless[LINK_REFUSED_COUNT] = {false};
    for (size_t i = 0; i < away.used; i++)
        if (away.of[i].source.family == LINK_ADDRESS_UNKNOWN)
            was_left_nameless[away.of[i].why] = true;
    for (size_t i = 0; i < LINK_REFUSED_COUNT; i++)
        assert_true(was_left_nameless[i]);
}

static void test_an_attempt_is_told_once_and_counts_to_every_engine(void **state) {
    (void)state;
    struct turned_away away = {.used = 0};
    assert_true(turned_away_is_told(&away));
    note(&away, LINK_REFUSED_KEY, 1, 3);
    assert_false(turned_away_is_told(&away));
    turned_away_tell(&away);
    assert_true(turned_away_is_told(&away));
    turned_away_begin(&away);
    assert_false(turned_away_is_told(&away));
    assert_int_equal(sum_of(&away), 0);
    assert_int_equal(turned_away_message(&away).refused.counts.count[LINK_REFUSED_KEY], 3);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_reasons_and_sources_are_counted_apart),
        cmocka_unit_test(test_more_sources_than_have_room_are_counted_without),
        cmocka_unit_test(test_an_attempt_is_told_once_and_counts_to_every_engine),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
