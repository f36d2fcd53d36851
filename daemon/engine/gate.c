#include "daemon/engine/gate.h"

#include "daemon/clock.h"

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

struct gate {
    atomic_bool closed;  /* asked without the lock */
    atomic_bool awaited; /* so that the loop need not wake nobody */
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

void gate_pass(struct gate *gate, instant_t most_us) {
    if (!atomic_load(&gate->closed))
        return;
    const instant_t until_us = clock_monotonic() + most_us;
    const struct timespec until = {.tv_sec = until_us / MICROSECONDS_PER_SECOND,
                                   .tv_nsec = until_us % MICROSECONDS_PER_SECOND * 1000};
    pthread_mutex_lock(&gate->lock);
    atomic_store(&gate->awaited, true);
    while (atomic_load(&gate->closed) &&
           pthread_cond_timedwait(&gate->opened, &gate->lock, &until) != ETIMEDOUT)
        ;
    atomic_store(&gate->awaited, false);
    pthread_mutex_unlock(&gate->lock);
}
