/* The names in the folder of an outbox. Pure. */
#ifndef WACHTPOST_CLIENT_OUTBOX_LISTING_H
#define WACHTPOST_CLIENT_OUTBOX_LISTING_H

#include "proto/model/status.h"

#include <stdbool.h>
#include <stdint.h>

enum outbox_file { FILE_SNAPSHOT, FILE_RECEIPT, FILE_MALFORMED, OUTBOX_FILE_COUNT };

/* One number of one generation, and which files it has. */
struct listed {
    uint32_t generation;
    uint64_t sequence;
    bool has[OUTBOX_FILE_COUNT];
};

/* Sorted, every number once. Zeroed to begin with. */
struct listing {
    struct listed *items;
    size_t count, room;
    char (*unfinished)[64]; /* names that end in .new */
    size_t unfinished_count, unfinished_room;
};

#define LISTED_NAME_SIZE 48
const char *listed_name(uint32_t generation, uint64_t sequence, enum outbox_file file,
                        char name[LISTED_NAME_SIZE]);

/* Takes the name in when it is one of the outbox's. False: no memory. */
bool listing_note(struct listing *listing, const char *name);
/* After the last name: sorts, and takes the files of one number together. */
void listing_finish(struct listing *listing);
void listing_clear(struct listing *listing);

/* The newest snapshot of the generation; NULL: it has none. */
const struct listed *listing_newest(const struct listing *listing, uint32_t generation);
/* NULL: there is none. */
const struct listed *listing_find(const struct listing *listing, uint32_t generation,
                                  uint64_t sequence);

#endif
