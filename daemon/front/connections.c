#include "daemon/front/connections.h"

#include "daemon/front/received.h"

#include <netinet/in.h>
#include <stdlib.h>
#include <sys/socket.h>

enum { MAX_DESCRIPTORS = 1024 * 1024, FIRST_DESCRIPTORS = 256, NONE = -1 };
/* Of so little it does not matter where it is: for nearly all the kernel is asked once a look. */
enum { LITTLE_BYTES = 4096 };

struct peer {
    uint8_t address[16]; /* IPv4: the first four, the others zero */
    uint16_t port, family;
};

struct connection {
    bool open, has_key;
    size_t door;
    struct peer peer;
    int older, newer; /* among the silent; NONE at the ends */
    uint8_t key[LINK_KEY_BYTES];
    uint64_t taken;   /* of the bytes it brought */
    uint64_t untaken; /* at the last look */
};

/* False: no TCP connection, or not any more. */
static bool peer_of(int descriptor, struct peer *peer) {
    struct sockaddr_storage remote = {0};
    socklen_t size = sizeof remote;
    *peer = (struct peer){.family = 0};
    if (descriptor < 0 || getpeername(descriptor, (struct sockaddr *)&remote, &size) != 0)
        return false;
    peer->family = remote.ss_family;
    if (remote.ss_family == AF_INET) {
        const struct sockaddr_in *inet = (const struct sockaddr_in *)&remote;
        memcpy(peer->address, &inet->sin_addr, sizeof inet->sin_addr);
        peer->port = inet->sin_port;
        return true;
    }
    if (remote.ss_family != AF_INET6)
        return false;
    const struct sockaddr_in6 *inet6 = (const struct sockaddr_in6 *)&remote;
    memcpy(peer->address, &inet6->sin6_addr, sizeof inet6->sin6_addr);
    peer->port = inet6->sin6_port;
    return true;
}

static bool same_address(const struct peer *a, const struct peer *b) {
    return a->family == b->family && memcmp(a->address, b->address, sizeof a->address) == 0;
}

static bool same_peer(const struct peer *a, const struct peer *b) {
    return same_address(a, b) && a->port == b->port;
}

static struct connection *at(struct connections *all, int descriptor) {
    return &all->by_descriptor[descriptor];
}

static bool reach(struct connections *all, int descriptor) {
    if (descriptor < 0 || descriptor >= MAX_DESCRIPTORS)
        return false;
    size_t capacity = all->capacity ? all->capacity : FIRST_DESCRIPTORS;
    while (capacity <= (size_t)descriptor)
        capacity *= 2;
    if (capacity == all->capacity)
        return true;
    struct connection *grown = realloc(all->by_descriptor, capacity * sizeof *grown);
    if (grown == NULL)
        return false;
    memset(grown + all->capacity, 0, (capacity - all->capacity) * sizeof *grown);
    all->by_descriptor = grown;
    all->capacity = capacity;
    return true;
}

/* ---- the silent ones, from the oldest to the newest */

static void fall_silent(struct connections *all, int descriptor) {
    struct connection *connection = at(all, descriptor);
    connection->older = all->silent_count > 0 ? all->newest : NONE;
    connection->newer = NONE;
    if (all->silent_count++ > 0)
        at(all, all->newest)->newer = descriptor;
    else
        all->oldest = descriptor;
    all->newest = descriptor;
}

static void leave_silence(struct connections *all, int descriptor) {
    const struct connection *connection = at(all, descriptor);
    if (connection->older != NONE)
        at(all, connection->older)->newer = connection->newer;
    else
        all->oldest = connection->newer;
    if (connection->newer != NONE)
        at(all, connection->newer)->older = connection->older;
    else
        all->newest = connection->older;
    all->silent_count--;
}

/* The oldest of those at that address; *count of them. */
static int oldest_at(struct connections *all, const struct peer *peer, size_t *count) {
    int found = NONE;
    *count = 0;
    int next = all->silent_count > 0 ? all->oldest : NONE;
    for (; next != NONE; next = at(all, next)->newer) {
        if (!same_address(&at(all, next)->peer, peer))
            continue;
        if ((*count)++ == 0)
            found = next;
    }
    return found;
}

/* ---- one connection */

static void forget(struct connections *all, int descriptor) {
    struct connection *connection = at(all, descriptor);
    if (!connection->open)
        return;
    if (!connection->has_key)
        leave_silence(all, descriptor);
    connection->open = false;
    all->count--;
}

void connections_cut(int descriptor) {
    struct peer peer;
    if (peer_of(descriptor, &peer))
        shutdown(descriptor, SHUT_RDWR);
}

/* The one we know, not another that has its descriptor by now. */
static void cut_known(struct connections *all, int descriptor) {
    struct peer now;
    if (peer_of(descriptor, &now) && same_peer(&now, &at(all, descriptor)->peer))
        shutdown(descriptor, SHUT_RDWR);
    forget(all, descriptor);
}

static void cut_crowded(struct connections *all, int descriptor) {
    all->crowded++;
    cut_known(all, descriptor);
}

/* NULL: it is gone, or there is no memory to know it. */
static struct connection *meet(struct connections *all, size_t door, int descriptor) {
    struct peer peer;
    if (!peer_of(descriptor, &peer) || !reach(all, descriptor))
        return NULL;
    struct connection *connection = at(all, descriptor);
    if (connection->open && connection->door == door && same_peer(&connection->peer, &peer))
        return connection;
    forget(all, descriptor);
    *connection = (struct connection){.open = true, .door = door, .peer = peer};
    all->count++;
    fall_silent(all, descriptor);
    return connection;
}

void connections_opened(struct connections *all, size_t door, int descriptor) {
    const struct connection *connection = meet(all, door, descriptor);
    size_t of_address;
    if (connection == NULL)
        return;
    int oldest = oldest_at(all, &connection->peer, &of_address);
    if (of_address > MAX_SILENT_OF_ONE_ADDRESS)
        cut_crowded(all, oldest);
    else if (all->silent_count > MAX_SILENT_CONNECTIONS)
        cut_crowded(all, all->oldest);
    if (all->count > all->max && all->silent_count > 0)
        cut_crowded(all, all->oldest);
}

void connections_closed(struct connections *all, size_t door, int descriptor) {
    if (descriptor >= 0 && (size_t)descriptor < all->capacity && at(all, descriptor)->door == door)
        forget(all, descriptor);
}

void connections_door_closed(struct connections *all, size_t door) {
    for (size_t i = 0; i < all->capacity; i++)
        connections_closed(all, door, (int)i);
}

static size_t count_of_key(struct connections *all, const uint8_t key[LINK_KEY_BYTES]) {
    size_t count = 0;
    for (size_t i = 0; i < all->capacity; i++) {
        const struct connection *connection = &all->by_descriptor[i];
        count += connection->open && connection->has_key &&
                 memcmp(connection->key, key, LINK_KEY_BYTES) == 0;
    }
    return count;
}

void connections_show(struct connections *all, size_t door, int descriptor,
                      const uint8_t key[LINK_KEY_BYTES]) {
    struct connection *connection = meet(all, door, descriptor);
    if (connection == NULL || connection->has_key)
        return;
    leave_silence(all, descriptor);
    connection->has_key = true;
    memcpy(connection->key, key, LINK_KEY_BYTES);
    if (count_of_key(all, key) > MAX_CONNECTIONS_OF_ONE_KEY)
        cut_crowded(all, descriptor);
}

/* ---- what they bring */

void connections_took(struct connections *all, size_t door, int descriptor, size_t bytes) {
    if (descriptor < 0 || (size_t)descriptor >= all->capacity)
        return;
    struct connection *connection = at(all, descriptor);
    if (connection->open && connection->door == door)
        connection->taken += bytes;
}

static uint64_t least(uint64_t a, uint64_t b) {
    return a < b ? a : b;
}

static uint64_t look_at(struct connection *connection, int descriptor) {
    uint64_t received;
    connection->untaken = 0;
    if (!connection->open || !received_bytes(descriptor, &received))
        return 0;
    connection->taken += HEARTBEAT_BYTES_A_LOOK;
    if (connection->taken > received)
        connection->taken = received;
    connection->untaken = received - connection->taken;
    if (connection->untaken > LITTLE_BYTES)
        connection->untaken -= least(connection->untaken, received_unread_bytes(descriptor));
    return connection->untaken;
}

static int find_most_untaken(const struct connections *all) {
    int most = NONE;
    for (size_t i = 0; i < all->capacity; i++) {
        const struct connection *connection = &all->by_descriptor[i];
        if (connection->open &&
            (most == NONE || connection->untaken > all->by_descriptor[most].untaken))
            most = (int)i;
    }
    return most;
}

void connections_bound_untaken(struct connections *all) {
    uint64_t together = 0;
    int most;
    for (size_t i = 0; i < all->capacity; i++)
        together += look_at(at(all, (int)i), (int)i);
    while ((most = find_most_untaken(all)) != NONE) {
        const uint64_t untaken = at(all, most)->untaken;
        if (untaken <= MAX_UNTAKEN_BYTES_OF_ONE && together <= MAX_UNTAKEN_BYTES)
            return;
        together -= untaken;
        cut_crowded(all, most);
    }
}

size_t connections_cut_unknown(struct connections *all, const struct admission *admission,
                               bool silent) {
    size_t cut = 0;
    for (size_t i = 0; i < all->capacity; i++) {
        const struct connection *connection = &all->by_descriptor[i];
        if (!connection->open ||
            (connection->has_key ? admission_holds(admission, connection->key) : !silent))
            continue;
        cut_known(all, (int)i);
        cut++;
    }
    return cut;
}

void connections_free(struct connections *all) {
    free(all->by_descriptor);
    *all = (struct connections){.max = 0};
}
