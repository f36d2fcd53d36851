#include "daemon/engine/queue.h"

#include <string.h>

static bool is_of(const struct errand *errand, const uint8_t sender[LINK_KEY_BYTES]) {
    return memcmp(errand->request.curve_key, sender, LINK_KEY_BYTES) == 0;
}

/* One more than that of the last of the same sender who waits, or than the present one. */
static uint64_t next_turn(const struct queue *queue, const struct errand *errand) {
    uint64_t turn = queue->turn;
    for (const struct errand *at = queue->first; at; at = at->next)
        if (is_of(at, errand->request.curve_key))
            turn = at->turn;
    return turn + 1;
}

static void insert(struct queue *queue, struct errand *errand) {
    struct errand **at = &queue->first;
    while (*at && (*at)->turn <= errand->turn)
        at = &(*at)->next;
    errand->next = *at;
    *at = errand;
    queue->bytes += arena_used(errand->arena);
}

void queue_put(struct queue *queue, struct errand *errand) {
    errand->turn = next_turn(queue, errand);
    insert(queue, errand);
}

void queue_append(struct queue *queue, struct errand *errand) {
    errand->turn = UINT64_MAX;
    insert(queue, errand);
}

struct errand *queue_take(struct queue *queue) {
    struct errand *errand = queue->first;
    if (errand == NULL)
        return NULL;
    queue->first = errand->next;
    queue->bytes -= arena_used(errand->arena);
    queue->turn = errand->turn;
    return errand;
}

size_t queue_count_of(const struct queue *queue, const uint8_t sender[LINK_KEY_BYTES]) {
    size_t count = 0;
    for (const struct errand *at = queue->first; at; at = at->next)
        count += is_of(at, sender);
    return count;
}
