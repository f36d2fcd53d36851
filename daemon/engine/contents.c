#include "daemon/engine/contents.h"

#include <stdlib.h>
#include <string.h>

/* Events come one after the other, so their own numbers spread them. */
enum { BUCKETS = 4096 };

struct content {
    uint64_t event;
    struct content *next;           /* in its bucket */
    struct content *before, *after; /* asked for earlier, and later */
    size_t size;
    uint8_t at[];
};

struct contents {
    size_t max_bytes, bytes;
    struct content *first, *last; /* asked for longest ago, and last */
    struct content *buckets[BUCKETS];
};

struct contents *contents_new(size_t max_bytes) {
    struct contents *contents = calloc(1, sizeof *contents);
    if (contents)
        contents->max_bytes = max_bytes;
    return contents;
}

void contents_free(struct contents **contents) {
    if (*contents == NULL)
        return;
    contents_drop_all(*contents);
    free(*contents);
    *contents = NULL;
}

size_t contents_bytes(const struct contents *contents) {
    return contents->bytes;
}

/* ---- the row in which they were asked for */

static void leave_row(struct contents *contents, struct content *content) {
    *(content->before ? &content->before->after : &contents->first) = content->after;
    *(content->after ? &content->after->before : &contents->last) = content->before;
}

static void join_row(struct contents *contents, struct content *content) {
    content->before = contents->last;
    content->after = NULL;
    *(contents->last ? &contents->last->after : &contents->first) = content;
    contents->last = content;
}

/* ---- the buckets */

/* Where the one pointer to it stands; to NULL when it is not here. */
static struct content **place_of(struct contents *contents, uint64_t event) {
    struct content **place = &contents->buckets[event % BUCKETS];
    while (*place && (*place)->event != event)
        place = &(*place)->next;
    return place;
}

void contents_drop(struct contents *contents, uint64_t event) {
    struct content **place = place_of(contents, event);
    struct content *dropped = *place;
    if (dropped == NULL)
        return;
    *place = dropped->next;
    leave_row(contents, dropped);
    contents->bytes -= dropped->size;
    free(dropped);
}

void contents_drop_all(struct contents *contents) {
    while (contents->first)
        contents_drop(contents, contents->first->event);
}

static void make_room(struct contents *contents, size_t size) {
    while (contents->first && contents->bytes + size > contents->max_bytes)
        contents_drop(contents, contents->first->event);
}

void contents_keep(struct contents *contents, uint64_t event, struct bytes body) {
    contents_drop(contents, event);
    if (body.size > contents->max_bytes)
        return;
    make_room(contents, body.size);
    struct content *kept = malloc(sizeof *kept + body.size);
    if (kept == NULL)
        return;
    struct content **place = place_of(contents, event);
    *kept = (struct content){.event = event, .size = body.size};
    if (body.size)
        memcpy(kept->at, body.at, body.size);
    *place = kept;
    join_row(contents, kept);
    contents->bytes += body.size;
}

bool contents_find(struct contents *contents, uint64_t event, struct bytes *body) {
    struct content *found = *place_of(contents, event);
    if (found == NULL)
        return false;
    leave_row(contents, found);
    join_row(contents, found);
    *body = bytes_of(found->at, found->size);
    return true;
}

static bool find_known(void *context, uint64_t event, struct bytes *body) {
    return contents_find(context, event, body);
}

struct known_bodies contents_known(struct contents *contents) {
    return (struct known_bodies){find_known, contents};
}
