#include "daemon/front/pending.h"

#include <stdlib.h>

enum status pending_init(struct pending *pending) {
    *pending = (struct pending){.first = 1};
    pending->ring = calloc(MAX_PENDING, sizeof *pending->ring);
    return pending->ring ? STATUS_OK : STATUS_NO_MEMORY;
}

void pending_fini(struct pending *pending) {
    free(pending->ring);
    *pending = (struct pending){.first = 1};
}

static struct pending_entry *entry(const struct pending *pending, uint64_t ticket) {
    return &pending->ring[ticket % MAX_PENDING];
}

bool pending_is_full(const struct pending *pending) {
    return pending->count == MAX_PENDING;
}

uint64_t pending_add(struct pending *pending, const struct return_address *to, size_t bytes) {
    ENSURE(!pending_is_full(pending));
    uint64_t ticket = pending->first + pending->count++;
    *entry(pending, ticket) = (struct pending_entry){.to = *to, .bytes = bytes};
    pending->bytes += bytes;
    return ticket;
}

static void drop_answered(struct pending *pending) {
    while (pending->count > 0 && entry(pending, pending->first)->answered) {
        pending->first++;
        pending->count--;
    }
}

bool pending_take(struct pending *pending, uint64_t ticket, struct return_address *to) {
    if (ticket < pending->first || ticket - pending->first >= pending->count)
        return false;
    struct pending_entry *waiting = entry(pending, ticket);
    if (waiting->answered)
        return false;
    *to = waiting->to;
    waiting->answered = true;
    pending->bytes -= waiting->bytes;
    drop_answered(pending);
    return true;
}

bool pending_take_oldest(struct pending *pending, struct return_address *to) {
    return pending->count > 0 && pending_take(pending, pending->first, to);
}
