#include "daemon/engine/gate.h"

#include "daemon/clock.h"

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <time.h>

/* A rest shorter than this is not worth being woken from; and after so long without a batch
 * nobody is in a hurry. */
enum { WORTH_RESTING_US = 200, LATELY_US = 100000, RESTS_PER_WORK = 3 };

struct gate {
    atomic_bool closed;  /* asked without the lock */
    atomic_bool awaited; /* so that the loop need not wake nobody */
    _Atomic instant_t closed_at;
    atomic_uint_fast64_t steps;
    instant_t rested_at; /* the reader's own: since when it works */
    pthread_mutex_t lock;
    pthread_cond_t opened;
};

enum status gate_new(struct gate **gate) {
    pthread_condattr_t attributes;
    struct gate *made = calloc(1, sizeof *made);
    if (made == NULL)
        return STATUS_NO_MEMORY;
    /* The wait must not depend on somebody setting the clock. */
    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_cond_init(&made->opened, &attributes);
    pthread_condattr_destroy(&attributes);
    pthread_mutex_init(&made->lock, NULL);
    gate_begin(made);
    *gate = made;
    return STATUS_OK;
}

void gate_free(struct gate **gate) {
    if (*gate == NULL)
        return;
    pthread_cond_destroy(&(*gate)->opened);
    pthread_mutex_destroy(&(*gate)->lock);
    free(*gate);
    *gate = NULL;
}

void gate_close(struct gate *gate) {
    atomic_store(&gate->closed_at, clock_monotonic());
    atomic_store(&gate->closed, true);
}

void gate_open(struct gate *gate) {
    atomic_store(&gate->closed, false);
    if (!atomic_load(&gate->awaited))
        return;
    pthread_mutex_lock(&gate->lock);
    pthread_cond_signal(&gate->opened);
    pthread_mutex_unlock(&gate->lock);
}

static struct timespec time_of(instant_t us) {
    return (struct timespec){.tv_sec = us / MICROSECONDS_PER_SECOND,
                             .tv_nsec = us % MICROSECONDS_PER_SECOND * 1000};
}

static void wait_until_opened(struct gate *gate, instant_t until_us) {
    const struct timespec until = time_of(until_us);
    pthread_mutex_lock(&gate->lock);
    atomic_store(&gate->awaited, true);
    while (atomic_load(&gate->closed) &&
           pthread_cond_timedwait(&gate->opened, &gate->lock, &until) != ETIMEDOUT)
        ;
    atomic_store(&gate->awaited, false);
    pthread_mutex_unlock(&gate->lock);
}

static void rest(instant_t until_us) {
    const struct timespec until = time_of(until_us);
    while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &until, NULL) == EINTR)
        ;
}

static void count_step(struct gate *gate) {
    atomic_fetch_add_explicit(&gate->steps, 1, memory_order_relaxed);
}

uint64_t gate_steps(const struct gate *gate) {
    return atomic_load_explicit(&gate->steps, memory_order_relaxed);
}

void gate_begin(struct gate *gate) {
    count_step(gate);
    gate->rested_at = clock_monotonic();
}

void gate_pass(struct gate *gate, instant_t most_us) {
    instant_t now_us = clock_monotonic();
    const instant_t worked_us = now_us - gate->rested_at;
    const instant_t rest_us = RESTS_PER_WORK * worked_us;
    const bool was_closed = atomic_load(&gate->closed);
    const bool lately = now_us - atomic_load(&gate->closed_at) < LATELY_US;
    count_step(gate);
    if (!was_closed && (!lately || worked_us < WORTH_RESTING_US))
        return;
    if (lately && worked_us >= WORTH_RESTING_US)
        rest(now_us + (rest_us < most_us ? rest_us : most_us));
    if (atomic_load(&gate->closed))
        wait_until_opened(gate, clock_monotonic() + most_us);
    gate->rested_at = clock_monotonic();
}
