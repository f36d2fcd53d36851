#include "store/ring.h"

#include <sodium.h>
#include <stdalign.h>

/* libsodium puts what it gives out against the end of a page, so that what is aligned there
 * is as large as it is aligned. */
static size_t ring_bytes(size_t room) {
    const size_t align = alignof(struct ring);
    const size_t bytes = sizeof(struct ring) + room * sizeof(struct ring_key);
    return (bytes + align - 1) / align * align;
}

struct ring *ring_new(size_t room) {
    ENSURE(room >= 1 && room <= RING_MAX_KEYS);
    const size_t size = ring_bytes(room);
    struct ring *ring = sodium_malloc(size);
    if (ring == NULL)
        return NULL;
    memset(ring, 0, size);
    ring->room = room;
    return ring;
}

void ring_add(struct ring *ring, uint8_t number, const struct ring_key *key) {
    ENSURE(number != 0 && ring->count < ring->room && ring->at[number] == 0);
    struct ring_key *added = &ring->keys[ring->count++];
    *added = *key;
    seal_derive(number, added->secret, &added->with);
    ring->at[number] = (uint8_t)ring->count;
}

void ring_add_again(struct ring *ring, const struct ring_key *key) {
    ring_add(ring, key->with.number, key);
}

void ring_freeze(struct ring *ring) {
    ENSURE(sodium_mprotect_readonly(ring) == 0);
}

void ring_free(struct ring **ring) {
    sodium_free(*ring);
    *ring = NULL;
}

const struct ring_key *ring_find(const struct ring *ring, uint8_t number) {
    return ring->at[number] ? &ring->keys[ring->at[number] - 1] : NULL;
}

const struct ring_key *ring_newest(const struct ring *ring) {
    ENSURE(ring->count >= 1);
    return &ring->keys[ring->count - 1];
}

uint8_t ring_free_number(const struct ring *ring) {
    unsigned number = ring->count ? ring_newest(ring)->with.number : 0;
    for (int tries = 0; tries < RING_MAX_KEYS; tries++) {
        number = number % RING_MAX_KEYS + 1;
        if (ring->at[number] == 0)
            return (uint8_t)number;
    }
    return 0;
}

enum status rings_init(struct rings *rings) {
    rings->current = rings->reading = NULL;
    return pthread_mutex_init(&rings->lock, NULL) == 0 ? STATUS_OK : STATUS_IO;
}

void rings_fini(struct rings *rings) {
    ring_free(&rings->current);
    pthread_mutex_destroy(&rings->lock);
}

void rings_replace(struct rings *rings, struct ring **ring) {
    ring_freeze(*ring);
    pthread_mutex_lock(&rings->lock);
    struct ring *before = rings->current;
    rings->current = *ring;
    if (before == rings->reading)
        before = NULL; /* the reader frees it when it gives it back */
    pthread_mutex_unlock(&rings->lock);
    ring_free(&before);
    *ring = NULL;
}

void rings_lock(struct rings *rings) {
    pthread_mutex_lock(&rings->lock);
}

void rings_unlock(struct rings *rings) {
    pthread_mutex_unlock(&rings->lock);
}

const struct ring *rings_take(struct rings *rings) {
    ENSURE(rings->reading == NULL);
    rings->reading = rings->current;
    return rings->reading;
}

void rings_give_back(struct rings *rings) {
    if (rings->reading != rings->current)
        ring_free(&rings->reading);
    rings->reading = NULL;
}
