#include "client/alerts/identity.h"

#include "proto/keys/keys.h"

/* The fields one after the other, each of a fixed size: the place id by its hash. */
struct writing {
    uint8_t bytes[4 * HASH_BYTES];
    size_t used;
};

static void put(struct writing *w, const void *at, size_t size) {
    ENSURE(w->used + size <= sizeof w->bytes);
    memcpy(w->bytes + w->used, at, size);
    w->used += size;
}

/* The same bytes on every machine: the ledger may move along with its folder. */
static void put_number(struct writing *w, uint64_t number) {
    for (int shift = 0; shift < 64; shift += 8) {
        uint8_t byte = (uint8_t)(number >> shift);
        put(w, &byte, 1);
    }
}

static void put_place(struct writing *w, const struct place_alert *place) {
    uint8_t hash[HASH_BYTES];
    keys_hash(place->place_id, hash);
    put(w, hash, sizeof hash);
    put_number(w, (uint64_t)place->start);
    put_number(w, place->level);
    put_number(w, place->telling);
}

static void put_holder(struct writing *w, const struct aanbieder_alert *holder) {
    put_number(w, holder->ends != 0);
    put_number(w, holder->end);
    put_number(w, (uint64_t)holder->silent_since);
    put(w, holder->epoch, EPOCH_BYTES);
    put_number(w, holder->sequence);
    put(w, holder->content_hash, HASH_BYTES);
}

struct identity identity_of(const struct alert *alert) {
    struct writing w = {.used = 0};
    put(&w, alert->agb.text, sizeof alert->agb.text);
    put_number(&w, alert->kind);
    if (alert_concerns_place(alert->kind))
        put_place(&w, &alert->place);
    else
        put_holder(&w, &alert->holder);
    uint8_t hash[HASH_BYTES];
    struct identity identity;
    keys_hash(bytes_of(w.bytes, w.used), hash);
    memcpy(identity.bytes, hash, IDENTITY_BYTES);
    return identity;
}

bool identity_equal(const struct identity *a, const struct identity *b) {
    return memcmp(a->bytes, b->bytes, IDENTITY_BYTES) == 0;
}
