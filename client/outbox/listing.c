#include "client/outbox/listing.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define GENERATION_DIGITS 8
#define SEQUENCE_DIGITS 20
#define UNFINISHED ".new"

static const char *const endings[OUTBOX_FILE_COUNT] = {
    [FILE_SNAPSHOT] = ".snapshot", [FILE_RECEIPT] = ".receipt", [FILE_MALFORMED] = ".malformed"};

const char *listed_name(uint32_t generation, uint64_t sequence, enum outbox_file file,
                        char name[LISTED_NAME_SIZE]) {
    snprintf(name, LISTED_NAME_SIZE, "%08" PRIu32 "-%020" PRIu64 "%s", generation, sequence,
             endings[file]);
    return name;
}

/* Exactly so many digits, with leading zeros. False: they are not, or too much. */
static bool take_digits(const char **text, size_t digits, uint64_t most, uint64_t *number) {
    uint64_t value = 0;
    for (size_t i = 0; i < digits; i++) {
        const char c = (*text)[i];
        const uint64_t digit = (uint64_t)(c - '0');
        if (c < '0' || c > '9' || value > (most - digit) / 10)
            return false;
        value = 10 * value + digit;
    }
    *text += digits;
    *number = value;
    return true;
}

/* Only what listed_name makes is ours. */
static bool parse_name(const char *name, struct listed *item) {
    uint64_t generation, sequence;
    if (!take_digits(&name, GENERATION_DIGITS, UINT32_MAX, &generation) || *name++ != '-' ||
        !take_digits(&name, SEQUENCE_DIGITS, UINT64_MAX, &sequence))
        return false;
    *item = (struct listed){.generation = (uint32_t)generation, .sequence = sequence};
    for (size_t i = 0; i < OUTBOX_FILE_COUNT; i++)
        if (strcmp(name, endings[i]) == 0) {
            item->has[i] = true;
            return true;
        }
    return false;
}

/* Room for one more of `size` bytes; false: no memory. */
static bool make_room(void **items, size_t count, size_t *room, size_t size) {
    if (count < *room)
        return true;
    size_t wanted = *room ? 2 * *room : 64;
    void *larger = realloc(*items, wanted * size);
    if (!larger)
        return false;
    *items = larger;
    *room = wanted;
    return true;
}

static bool note_unfinished(struct listing *listing, const char *name, size_t length) {
    if (length >= sizeof *listing->unfinished)
        return true;
    void *names = listing->unfinished;
    bool done = make_room(&names, listing->unfinished_count, &listing->unfinished_room,
                          sizeof *listing->unfinished);
    listing->unfinished = names;
    if (done)
        memcpy(listing->unfinished[listing->unfinished_count++], name, length + 1);
    return done;
}

bool listing_note(struct listing *listing, const char *name) {
    struct listed item;
    size_t length = strlen(name), ending = strlen(UNFINISHED);
    if (length > ending && strcmp(name + length - ending, UNFINISHED) == 0)
        return note_unfinished(listing, name, length);
    if (!parse_name(name, &item))
        return true;
    void *items = listing->items;
    bool done = make_room(&items, listing->count, &listing->room, sizeof item);
    listing->items = items;
    if (done)
        listing->items[listing->count++] = item;
    return done;
}

static int in_order(const void *left, const void *right) {
    const struct listed *a = left, *b = right;
    if (a->generation != b->generation)
        return a->generation < b->generation ? -1 : 1;
    return (a->sequence > b->sequence) - (a->sequence < b->sequence);
}

void listing_finish(struct listing *listing) {
    if (listing->count == 0)
        return;
    qsort(listing->items, listing->count, sizeof *listing->items, in_order);
    size_t last = 0;
    for (size_t i = 1; i < listing->count; i++) {
        if (in_order(&listing->items[last], &listing->items[i]) != 0)
            listing->items[++last] = listing->items[i];
        else
            for (size_t k = 0; k < OUTBOX_FILE_COUNT; k++)
                listing->items[last].has[k] |= listing->items[i].has[k];
    }
    listing->count = last + 1;
}

void listing_clear(struct listing *listing) {
    free(listing->items);
    free(listing->unfinished);
    *listing = (struct listing){.items = NULL};
}

const struct listed *listing_newest(const struct listing *listing, uint32_t generation) {
    for (size_t i = listing->count; i-- > 0;)
        if (listing->items[i].generation == generation && listing->items[i].has[FILE_SNAPSHOT])
            return &listing->items[i];
    return NULL;
}

const struct listed *listing_find(const struct listing *listing, uint32_t generation,
                                  uint64_t sequence) {
    const struct listed wanted = {.generation = generation, .sequence = sequence};
    if (listing->count == 0)
        return NULL;
    return bsearch(&wanted, listing->items, listing->count, sizeof wanted, in_order);
}
