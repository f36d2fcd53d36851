/* A row of things of one size that grows in an arena. */
#ifndef WACHTPOST_MODEL_LIST_H
#define WACHTPOST_MODEL_LIST_H

#include "proto/model/arena.h"

struct list {
    struct arena *arena;
    size_t size; /* of one */
    size_t count, capacity;
    void *items;
    bool out_of_memory; /* remembered */
};

#define LIST_OF(arena_, type) ((struct list){.arena = (arena_), .size = sizeof(type)})

/* Room for one more at the end, zeroed; NULL: no memory. Moves what was there, so a
 * pointer into `items` holds until the next call. */
void *list_add(struct list *list);

#endif
