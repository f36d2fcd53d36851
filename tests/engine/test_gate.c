#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#include "daemon/clock.h"
#include "daemon/engine/gate.h"

#include <pthread.h>
#include <semaphore.h>
#include <unistd.h>

enum { ROUNDS = 5000, PATIENCE_S = 60 };
#define FOR_EVER_US (INT64_C(3600) * MICROSECONDS_PER_SECOND)

static void test_an_open_gate_is_passed_at_once(void **state) {
    (void)state;
    struct gate *gate = NULL;
    assert_int_equal(gate_new(&gate), STATUS_OK);
    gate_pass(gate, FOR_EVER_US);
    gate_close(gate);
    gate_close(gate);
    gate_open(gate);
    gate_pass(gate, FOR_EVER_US);
    gate_free(&gate);
    assert_null(gate);
    gate_free(&gate);
}

static void test_a_gate_that_stays_closed_is_passed_in_the_end(void **state) {
    (void)state;
    struct gate *gate = NULL;
    assert_int_equal(gate_new(&gate), STATUS_OK);
    gate_close(gate);
    const instant_t began = clock_monotonic();
    gate_pass(gate, 3000);
    assert_true(clock_monotonic() - began >= 3000);
    gate_free(&gate);
}

static void test_whoever_looks_twice_sees_that_somebody_passed(void **state) {
    (void)state;
    struct gate *gate = NULL;
    assert_int_equal(gate_new(&gate), STATUS_OK);
    const uint64_t before = gate_steps(gate);
    assert_true(gate_steps(gate) == before);
    gate_begin(gate);
    assert_true(gate_steps(gate) == before + 1);
    gate_pass(gate, FOR_EVER_US);
    assert_true(gate_steps(gate) == before + 2);
    gate_free(&gate);
}

static void work(instant_t us) {
    const instant_t began = clock_monotonic();
    while (clock_monotonic() - began < us)
        ;
}

static void test_whoever_works_while_batches_come_rests_longer(void **state) {
    (void)state;
    struct gate *gate = NULL;
    assert_int_equal(gate_new(&gate), STATUS_OK);
    gate_begin(gate);
    work(3000);
    gate_close(gate);
    gate_open(gate);
    instant_t before = clock_monotonic();
    gate_pass(gate, FOR_EVER_US);
    assert_true(clock_monotonic() - before >= 3 * 3000);
    work(3000);
    gate_close(gate);
    gate_open(gate);
    before = clock_monotonic();
    gate_pass(gate, 1000); /* at most */
    assert_true(clock_monotonic() - before >= 1000);
    gate_free(&gate);
}

struct pair {
    struct gate *gate;
    sem_t closed, passed;
};

static void *pass_each(void *context) {
    struct pair *pair = context;
    for (int i = 0; i < ROUNDS; i++) {
        sem_wait(&pair->closed);
        gate_pass(pair->gate, FOR_EVER_US);
        sem_post(&pair->passed);
    }
    return NULL;
}

/* Opened before, while or after somebody begins to wait: nobody is forgotten. */
static void test_whoever_waits_goes_on_when_it_is_opened(void **state) {
    (void)state;
    struct pair pair = {0};
    pthread_t thread;
    assert_int_equal(gate_new(&pair.gate), STATUS_OK);
    sem_init(&pair.closed, 0, 0);
    sem_init(&pair.passed, 0, 0);
    assert_int_equal(pthread_create(&thread, NULL, pass_each, &pair), 0);
    for (int i = 0; i < ROUNDS; i++) {
        gate_close(pair.gate);
        sem_post(&pair.closed);
        for (volatile int pause = 0; pause < i % 64 * 100; pause++)
            ;
        gate_open(pair.gate);
        sem_wait(&pair.passed);
    }
    pthread_join(thread, NULL);
    sem_destroy(&pair.closed);
    sem_destroy(&pair.passed);
    gate_free(&pair.gate);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_an_open_gate_is_passed_at_once),
        cmocka_unit_test(test_a_gate_that_stays_closed_is_passed_in_the_end),
        cmocka_unit_test(test_whoever_looks_twice_sees_that_somebody_passed),
        cmocka_unit_test(test_whoever_works_while_batches_come_rests_longer),
        cmocka_unit_test(test_whoever_waits_goes_on_when_it_is_opened),
    };
    alarm(PATIENCE_S); /* who waits for ever at a gate is ended with all of this */
    return cmocka_run_group_tests(tests, NULL, NULL);
}
