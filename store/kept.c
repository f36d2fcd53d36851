#include "store/kept.h"

#include <stdlib.h>

/* An event has one place, by its number. What an aanbieder's body hangs on is mostly one day,
 * now and then eight days old: so many pushes of a region. */
enum { PLACES = 8192 };
/* When they are full, all of them go. */
#define MOST_BYTES ((size_t)64 << 20)
#define LARGE_BYTES (MOST_BYTES / 256)

struct kept {
    struct {
        uint64_t number; /* 0: none */
        uint8_t *at;
        size_t size;
    } places[PLACES];
    size_t bytes;
};

struct kept *kept_new(void) {
    return calloc(1, sizeof(struct kept));
}

static void drop(struct kept *kept, size_t place) {
    free(kept->places[place].at);
    kept->bytes -= kept->places[place].size;
    kept->places[place].number = 0;
    kept->places[place].at = NULL;
    kept->places[place].size = 0;
}

static void drop_all(struct kept *kept) {
    for (size_t place = 0; place < PLACES; place++)
        drop(kept, place);
}

void kept_free(struct kept **kept) {
    if (*kept == NULL)
        return;
    drop_all(*kept);
    free(*kept);
    *kept = NULL;
}

void kept_put(struct kept *kept, uint64_t number, struct bytes body) {
    const size_t place = number % PLACES;
    drop(kept, place);
    if (body.size == 0 || body.size > LARGE_BYTES)
        return;
    if (kept->bytes + body.size > MOST_BYTES)
        drop_all(kept);
    uint8_t *copy = malloc(body.size);
    if (copy == NULL)
        return;
    memcpy(copy, body.at, body.size);
    kept->places[place].number = number;
    kept->places[place].at = copy;
    kept->places[place].size = body.size;
    kept->bytes += body.size;
}

static bool find(void *context, uint64_t number, struct bytes *body) {
    const struct kept *kept = context;
    const size_t place = number % PLACES;
    if (number == 0 || kept->places[place].number != number)
        return false;
    *body = bytes_of(kept->places[place].at, kept->places[place].size);
    return true;
}

struct known_bodies kept_bodies(struct kept *kept) {
    return (struct known_bodies){find, kept};
}
