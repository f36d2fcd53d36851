#include "daemon/front/peers.h"

#include <stdlib.h>
#include <sys/socket.h>

enum { MAX_DESCRIPTORS = 1024 * 1024, FIRST_DESCRIPTORS = 256 };

struct peer {
    bool known;
    uint8_t key[LINK_KEY_BYTES];
};

static bool reach(struct peers *peers, size_t descriptor) {
    if (descriptor < peers->capacity)
        return true;
    if (descriptor >= MAX_DESCRIPTORS)
        return false;
    size_t capacity = peers->capacity ? peers->capacity : FIRST_DESCRIPTORS;
    while (capacity <= descriptor)
        capacity *= 2;
    struct peer *grown = realloc(peers->by_descriptor, capacity * sizeof *grown);
    if (grown == NULL)
        return false;
    memset(grown + peers->capacity, 0, (capacity - peers->capacity) * sizeof *grown);
    peers->by_descriptor = grown;
    peers->capacity = capacity;
    return true;
}

void peers_note(struct peers *peers, int descriptor, const uint8_t key[LINK_KEY_BYTES]) {
    if (descriptor < 0 || !reach(peers, (size_t)descriptor))
        return;
    struct peer *peer = &peers->by_descriptor[descriptor];
    peer->known = true;
    memcpy(peer->key, key, LINK_KEY_BYTES);
}

void peers_cut(int descriptor) {
    struct sockaddr_storage remote = {0};
    socklen_t size = sizeof remote;
    if (descriptor < 0 || getpeername(descriptor, (struct sockaddr *)&remote, &size) != 0)
        return;
    if (remote.ss_family == AF_INET || remote.ss_family == AF_INET6)
        shutdown(descriptor, SHUT_RDWR);
}

size_t peers_cut_unknown(struct peers *peers, const struct admission *admission) {
    size_t cut = 0;
    for (size_t i = 0; i < peers->capacity; i++) {
        struct peer *peer = &peers->by_descriptor[i];
        if (!peer->known || admission_holds(admission, peer->key))
            continue;
        peer->known = false;
        peers_cut((int)i);
        cut++;
    }
    return cut;
}

void peers_free(struct peers *peers) {
    free(peers->by_descriptor);
    *peers = (struct peers){0, NULL};
}
