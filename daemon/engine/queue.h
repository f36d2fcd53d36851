/* Errands that wait, fairly: whoever asks much waits behind himself. The first question of
 * each sender goes before anybody's second, and so on; those of one sender keep their order.
 *
 * A queue has no lock of its own. */
#ifndef WACHTPOST_ENGINE_QUEUE_H
#define WACHTPOST_ENGINE_QUEUE_H

#include "daemon/engine/errand.h"

struct queue {
    struct errand *first;
    size_t bytes;  /* of memory, all of them together */
    uint64_t turn; /* of the one that was taken last */
};

/* In its sender's turn. The queue's until it is taken. */
void queue_put(struct queue *queue, struct errand *errand);
/* Behind all others, whoever's it is. */
void queue_append(struct queue *queue, struct errand *errand);
/* NULL: none waits. The caller's from now on. */
struct errand *queue_take(struct queue *queue);
/* How many of this sender wait. */
size_t queue_count_of(const struct queue *queue, const uint8_t sender[LINK_KEY_BYTES]);

#endif
