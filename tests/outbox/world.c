#include "world.h"

#include "proto/keys/keys.h"
#include "proto/model/limits.h"
#include "proto/wire/wire.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

/* How far back a resend can lie. */
#define MEMORY 256

void world_init(struct world *world) {
    *world = (struct world){.arena = arena_new(MAX_REQUEST_MEMORY_BYTES)};
    ENSURE(world->arena);
}

void world_fini(struct world *world) {
    arena_free(&world->arena);
    free(world->taken);
}

struct delivery world_delivery(struct world *world, instant_t peilmoment) {
    struct raw_place *place = arena_alloc(world->arena, sizeof *place);
    struct wachtlijst *list = arena_alloc(world->arena, sizeof *list);
    char *id = arena_alloc(world->arena, 32);
    ENSURE(place && list && id);
    snprintf(id, 32, "P%" PRId64, peilmoment);
    *place = (struct raw_place){.id = bytes_of_text(id),
                                .gemeente = bytes_of_text("0518"),
                                .hulpvorm = 6, /* KDC */
                                .aanmelddatum = 20250131};
    *list = (struct wachtlijst){.place_count = 1, .places = place};
    return (struct delivery){.peilmoment = peilmoment, .list = list};
}

static void take(struct world *world, const struct snapshot *snapshot, struct bytes body) {
    if (world->taken_count == world->taken_room) {
        world->taken_room = world->taken_room ? 2 * world->taken_room : 1024;
        world->taken = realloc(world->taken, world->taken_room * sizeof *world->taken);
        ENSURE(world->taken);
    }
    struct received *taken = &world->taken[world->taken_count++];
    *taken = (struct received){.sequence = snapshot->sequence, .peilmoment = snapshot->peilmoment};
    memcpy(taken->epoch, snapshot->epoch, EPOCH_BYTES);
    keys_hash(body, taken->hash);
}

const struct received *world_head(const struct world *world) {
    return world->taken_count ? &world->taken[world->taken_count - 1] : NULL;
}

static const struct received *find(const struct world *world, const struct snapshot *snapshot) {
    size_t first = world->taken_count > MEMORY ? world->taken_count - MEMORY : 0;
    for (size_t i = first; i < world->taken_count; i++)
        if (world->taken[i].sequence == snapshot->sequence &&
            memcmp(world->taken[i].epoch, snapshot->epoch, EPOCH_BYTES) == 0)
            return &world->taken[i];
    return NULL;
}

/* NONE: it is the next. */
static enum answer judge(const struct world *world, const struct snapshot *snapshot,
                         struct bytes body, uint64_t *expected) {
    const struct received *head = world_head(world), *before = find(world, snapshot);
    uint8_t hash[HASH_BYTES];
    keys_hash(body, hash);
    if (before)
        return memcmp(before->hash, hash, HASH_BYTES) == 0 ? ANSWER_DUPLICATE : ANSWER_CONFLICT;
    bool open = head && memcmp(head->epoch, snapshot->epoch, EPOCH_BYTES) == 0;
    bool names = head && snapshot->supersedes && snapshot->superseded_sequence == head->sequence &&
                 memcmp(snapshot->superseded_epoch, head->epoch, EPOCH_BYTES) == 0;
    if (!open && (head ? !names : snapshot->supersedes))
        return ANSWER_CONFLICT;
    *expected = open ? head->sequence + 1 : 1;
    if (snapshot->sequence == *expected)
        return ANSWER_NONE;
    return snapshot->sequence > *expected ? ANSWER_GAP : ANSWER_CONFLICT;
}

struct bytes world_reply(struct world *world, const struct delivery_answer *answer) {
    struct push_reply reply = {.head = answer->head,
                               .expected_sequence = answer->expected_sequence};
    struct bytes encoded;
    if (answer->has_receipt)
        ENSURE(wire_encode_receipt(&answer->receipt, world->arena, &reply.receipt) == STATUS_OK);
    ENSURE(wire_encode_push_reply(&reply, world->arena, &encoded) == STATUS_OK);
    return encoded;
}

struct delivery_answer world_push(struct world *world, struct bytes body) {
    struct snapshot snapshot;
    struct delivery_answer answer = {.head = {.status = ANSWER_MALFORMED}};
    if (wire_decode_snapshot(body, world->arena, &snapshot) != STATUS_OK)
        return answer;
    answer.head.status = judge(world, &snapshot, body, &answer.expected_sequence);
    if (answer.head.status == ANSWER_NONE) {
        take(world, &snapshot, body);
        answer.head.status = ANSWER_ACCEPTED;
    }
    answer.has_receipt =
        answer.head.status == ANSWER_ACCEPTED || answer.head.status == ANSWER_DUPLICATE;
    if (answer.has_receipt) {
        answer.receipt =
            (struct receipt){.outcome = ANSWER_ACCEPTED, .sequence = snapshot.sequence};
        agb_parse(snapshot.agb_code, &answer.receipt.agb);
        memcpy(answer.receipt.epoch, snapshot.epoch, EPOCH_BYTES);
        keys_hash(body, answer.receipt.content_hash);
    }
    answer.reply = world_reply(world, &answer);
    return answer;
}

void world_restore(struct world *world, size_t lost) {
    ENSURE(lost <= world->taken_count);
    world->taken_count -= lost;
}

size_t world_times_taken(const struct world *world, instant_t peilmoment) {
    size_t times = 0;
    for (size_t i = 0; i < world->taken_count; i++)
        times += world->taken[i].peilmoment == peilmoment;
    return times;
}
