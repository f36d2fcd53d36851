#include "tests/bench/pushes.h"

#include "proto/wire/wire.h"
#include "tests/bench/bench.h"

#include <stdlib.h>
#include <sys/epoll.h>
#include <unistd.h>

#define ARENA_BYTES ((size_t)1 << 30)
#define ANSWER_TIMEOUT_MS 30000
#define SCRATCH_BYTES 65536

enum { EVENTS_AT_ONCE = 64 };

struct queue {
    struct peer *peer;
    struct prepared *pushes;
    size_t count, sent;
    double sent_us;
};

struct run {
    struct arena *arena;
    struct queue *queues;
    size_t left;
    int waiting;
    struct samples *receipt_us;
};

static void *need_array(struct arena *arena, size_t count, size_t size) {
    void *array = arena_array(arena, count, size);
    NEED(array, "out of memory");
    return array;
}

static void prepare(struct run *run, struct aanbieder *aanbieders, size_t count, size_t each,
                    instant_t peilmoment) {
    run->arena = arena_new(ARENA_BYTES);
    NEED(run->arena, "out of memory");
    run->queues = need_array(run->arena, count, sizeof *run->queues);
    run->waiting = peers_waiting();
    run->left = count * each;
    for (size_t i = 0; i < count; i++) {
        struct queue *queue = &run->queues[i];
        *queue = (struct queue){.peer = aanbieders[i].peer, .count = each};
        queue->pushes = need_array(run->arena, each, sizeof *queue->pushes);
        for (size_t k = 0; k < each; k++) {
            aanbieder_change(&aanbieders[i]);
            aanbieder_prepare(&aanbieders[i], peilmoment, run->arena, &queue->pushes[k]);
        }
        peer_wait_for(queue->peer, run->waiting, (uint32_t)i);
    }
}

static void send_next(struct queue *queue) {
    if (queue->sent == queue->count)
        return;
    queue->sent_us = bench_now_us();
    peer_send(queue->peer, &queue->pushes[queue->sent++]);
}

void pushes_need_accepted(struct bytes reply) {
    struct reply_head head;
    struct arena *scratch = arena_new(SCRATCH_BYTES);
    NEED(scratch && wire_decode_head(reply, scratch, &head) == STATUS_OK, "an unreadable reply");
    NEED(head.status == ANSWER_ACCEPTED, "a push got %s: %.*s", answer_name(head.status),
         (int)head.sentence.size, (const char *)head.sentence.at);
    arena_free(&scratch);
}

/* The next push leaves before the receipt is looked at. */
static void attend(struct run *run, struct queue *queue) {
    struct bytes reply;
    while (peer_receive(queue->peer, &reply)) {
        samples_add(run->receipt_us, bench_now_us() - queue->sent_us);
        send_next(queue);
        pushes_need_accepted(reply);
        run->left--;
    }
}

static void go(struct run *run) {
    struct epoll_event events[EVENTS_AT_ONCE];
    while (run->left > 0) {
        int ready = epoll_wait(run->waiting, events, EVENTS_AT_ONCE, ANSWER_TIMEOUT_MS);
        NEED(ready > 0, "no receipt in %d ms", ANSWER_TIMEOUT_MS);
        for (int i = 0; i < ready; i++)
            attend(run, &run->queues[events[i].data.u32]);
    }
}

double pushes_run(struct aanbieder *aanbieders, size_t count, size_t each, instant_t peilmoment,
                  struct samples *receipt_us) {
    struct run run = {.receipt_us = receipt_us};
    prepare(&run, aanbieders, count, each, peilmoment);
    double begin = bench_now_us();
    for (size_t i = 0; i < count; i++) {
        send_next(&run.queues[i]);
        attend(&run, &run.queues[i]);
    }
    go(&run);
    double took = bench_now_us() - begin;
    close(run.waiting);
    arena_free(&run.arena);
    return took;
}
