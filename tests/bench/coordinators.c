#include "tests/bench/coordinators.h"

#include "tests/bench/bench.h"

#include <sys/epoll.h>
#include <unistd.h>

#define ARENA_BYTES ((size_t)64 << 20)
#define PATIENCE_MS 1000
#define MAX_PATIENCE 30

enum { EVENTS_AT_ONCE = 2 * COORDINATORS };

/* Beside the indices of the coordinators. */
#define THE_CAUSE UINT32_MAX

static void prepare_fetch(struct coordinators *group, struct coordinator *who) {
    struct alerts_request request = {.made_at = group->made_at, .cursor = who->cursor};
    struct bytes body;
    arena_reset(group->arena);
    NEED(wire_encode_alerts_request(&request, group->arena, &body) == STATUS_OK &&
             body.size <= MAX_ALERTS_REQUEST_BYTES,
         "out of memory");
    memcpy(who->fetch_body, body.at, body.size);
    peer_prepare(&who->requests, "ALERTS", bytes_of(who->fetch_body, body.size), &who->fetch);
}

void coordinators_open(struct coordinators *group, void *context,
                       const struct installation *installation) {
    group->arena = arena_new(ARENA_BYTES);
    NEED(group->arena, "out of memory");
    group->waiting = peers_waiting();
    group->head = 0;
    for (uint32_t i = 0; i < COORDINATORS; i++) {
        struct coordinator *who = &group->all[i];
        peer_open(&who->requests, context, installation, ZMQ_DEALER);
        peer_open(&who->bell, context, installation, ZMQ_SUB);
        peer_wait_for(&who->requests, group->waiting, i);
        peer_wait_for(&who->bell, group->waiting, i);
    }
}

void coordinators_close(struct coordinators *group) {
    for (size_t i = 0; i < COORDINATORS; i++) {
        peer_close(&group->all[i].requests);
        peer_close(&group->all[i].bell);
    }
    close(group->waiting);
    arena_free(&group->arena);
}

void coordinators_set_clock(struct coordinators *group, instant_t now) {
    group->made_at = now;
    for (size_t i = 0; i < COORDINATORS; i++)
        prepare_fetch(group, &group->all[i]);
}

/* A batch of alerts is in hand: it counts them and gets the next request ready. */
static void take(struct coordinators *group, struct coordinator *who, struct bytes body,
                 uint64_t until) {
    struct alerts_reply reply;
    double now = bench_now_us();
    arena_reset(group->arena);
    NEED(wire_decode_alerts_reply(body, group->arena, &reply) == STATUS_OK, "an unreadable reply");
    NEED(reply.head.status == ANSWER_OK, "ALERTS got %s", answer_name(reply.head.status));
    who->in_flight = false;
    who->cursor = reply.cursor;
    who->alerts += reply.alert_count;
    who->wants = who->wants || reply.more;
    if (who->cursor.number >= until && who->in_hand_us == 0)
        who->in_hand_us = now;
    prepare_fetch(group, who);
}

static void attend(struct coordinators *group, struct coordinator *who, uint64_t until) {
    struct bytes body;
    do {
        who->wants = peer_rang(&who->bell) || who->wants;
        if (who->wants && !who->in_flight) {
            who->wants = false;
            who->in_flight = true;
            peer_send(&who->requests, &who->fetch);
        }
        if (!peer_receive(&who->requests, &body))
            return;
        take(group, who, body, until);
    } while (true);
}

static size_t without(const struct coordinators *group) {
    size_t count = 0;
    for (size_t i = 0; i < COORDINATORS; i++)
        count += group->all[i].in_hand_us == 0;
    return count;
}

/* As a subscriber does that may have missed a ring. */
static void fetch_unrung(struct coordinators *group, struct story *story, uint64_t until) {
    for (size_t i = 0; i < COORDINATORS; i++) {
        struct coordinator *who = &group->all[i];
        if (who->in_hand_us != 0 || who->in_flight)
            continue;
        who->wants = true;
        story->unrung++;
        attend(group, who, until);
    }
}

static void take_answer(struct peer *peer, struct story *story, struct bytes *reply) {
    if (story->answered_us == 0 && peer_receive(peer, reply))
        story->answered_us = bench_now_us();
}

static void hear(struct coordinators *group, struct peer *peer, uint64_t until, struct story *story,
                 struct bytes *reply) {
    struct epoll_event events[EVENTS_AT_ONCE];
    int ready = epoll_wait(group->waiting, events, EVENTS_AT_ONCE, PATIENCE_MS);
    for (int i = 0; i < ready; i++) {
        if (events[i].data.u32 != THE_CAUSE)
            attend(group, &group->all[events[i].data.u32], until);
        else
            take_answer(peer, story, reply);
    }
    if (ready == 0)
        fetch_unrung(group, story, until);
}

static void begin(struct coordinators *group, uint64_t until, struct story *story) {
    samples_clear(&story->in_hand_us);
    story->answered_us = 0;
    story->unrung = 0;
    for (size_t i = 0; i < COORDINATORS; i++) {
        group->all[i].in_hand_us = group->head == until ? bench_now_us() : 0;
        attend(group, &group->all[i], until);
    }
}

static void conclude(struct coordinators *group, uint64_t until, struct story *story) {
    for (size_t i = 0; i < COORDINATORS; i++) {
        NEED(group->all[i].alerts == until && group->all[i].cursor.number == until,
             "a coordinator has %ju alerts, not %ju", (uintmax_t)group->all[i].alerts,
             (uintmax_t)until);
        samples_add(&story->in_hand_us, group->all[i].in_hand_us);
    }
    group->head = until;
}

void coordinators_follow(struct coordinators *group, struct peer *peer,
                         const struct prepared *request, uint64_t alerts, struct story *story,
                         struct bytes *reply) {
    uint64_t until = group->head + alerts;
    begin(group, until, story);
    peer_wait_for(peer, group->waiting, THE_CAUSE);
    story->sent_us = bench_now_us();
    peer_send(peer, request);
    take_answer(peer, story, reply);
    while (story->answered_us == 0 || without(group) > 0) {
        hear(group, peer, until, story, reply);
        NEED(bench_now_us() - story->sent_us < MAX_PATIENCE * 1e6,
             "%zu coordinators still wait for alert %ju", without(group), (uintmax_t)until);
    }
    peer_wait_no_more(peer, group->waiting);
    conclude(group, until, story);
}
