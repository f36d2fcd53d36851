/* Requests the engine has and has not answered yet: where the answer goes and what
 * must stand on it. Bounded in number; the bytes are counted for the bound the front
 * keeps. Tickets are consecutive, so finding one is arithmetic. */
#ifndef WACHTPOST_FRONT_PENDING_H
#define WACHTPOST_FRONT_PENDING_H

#include "daemon/front/link.h"

#define MAX_PENDING 4096

/* How to answer one request. */
struct return_address {
    uint32_t door; /* the number of the one whose routes these are */
    uint8_t route[LINK_ROUTE_BYTES];
    uint8_t kind_size;
    uint8_t kind[MAX_KIND_BYTES];
    uint8_t request_id[REQUEST_ID_BYTES];
};

struct pending_entry {
    struct return_address to;
    size_t bytes;
    bool answered;
};

struct pending {
    uint64_t first; /* ticket of the oldest entry */
    size_t count, bytes;
    struct pending_entry *ring; /* MAX_PENDING of them */
};

enum status pending_init(struct pending *pending) MUST_CHECK;
void pending_fini(struct pending *pending);

bool pending_is_full(const struct pending *pending);
/* Not when full (ENSUREd). Returns the ticket. */
uint64_t pending_add(struct pending *pending, const struct return_address *to, size_t bytes);
/* False: that ticket is not waiting (any more). */
bool pending_take(struct pending *pending, uint64_t ticket, struct return_address *to);
/* The oldest that waits; false: none does. */
bool pending_take_oldest(struct pending *pending, struct return_address *to);

#endif
