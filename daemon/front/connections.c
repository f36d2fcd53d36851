#include "daemon/front/connections.h"

#include "daemon/front/received.h"

#include "daemon/clock.h"

#include <fcntl.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

enum { MAX_DESCRIPTORS = 1024 * 1024, FIRST_DESCRIPTORS = 256, NONE = -1 };
/* Of so little it does not matter where it is: for nearly all the kernel is asked once a look. */
enum { LITTLE_BYTES = 4096 };

/* By what we have said it is seen how far a handshake came (ZeroMQ RFC 25): greeting and WELCOME
 * are 234 bytes; then follow an ERROR of 12 when ZAP refuses, or a READY of at least 54. */
enum { SAID_BEFORE_KEY = 234, SAID_TO_REFUSED = 246 };
/* We hear of a connection a little after libzmq began to wait for it. */
#define SLOW_US (HANDSHAKE_TIMEOUT_MS * INT64_C(900))
/* Of whom nothing came for so long libzmq gave up for want of a heartbeat. */
enum { LOST_MS = HEARTBEAT_TIMEOUT_MS * 9 / 10 };

struct peer {
    uint8_t address[16]; /* IPv4: the first four, the others zero */
    uint16_t port;
    uint8_t family; /* LINK_ADDRESS_ */
};

struct connection {
    bool open, has_key;
    int held;         /* our own descriptor of it; NONE: there was none left */
    instant_t opened; /* on the monotonic clock */
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
    *peer = (struct peer){.family = LINK_ADDRESS_UNKNOWN};
    if (descriptor < 0 || getpeername(descriptor, (struct sockaddr *)&remote, &size) != 0)
        return false;
    if (remote.ss_family == AF_INET) {
        peer->family = LINK_ADDRESS_IPV4;
        const struct sockaddr_in *inet = (const struct sockaddr_in *)&remote;
        memcpy(peer->address, &inet->sin_addr, sizeof inet->sin_addr);
        peer->port = inet->sin_port;
        return true;
    }
    if (remote.ss_family != AF_INET6)
        return false;
    const struct sockaddr_in6 *inet6 = (const struct sockaddr_in6 *)&remote;
    if (IN6_IS_ADDR_V4MAPPED(&inet6->sin6_addr)) { /* at a socket for both kinds */
        peer->family = LINK_ADDRESS_IPV4;
        memcpy(peer->address, &inet6->sin6_addr.s6_addr[12], sizeof(struct in_addr));
        peer->port = inet6->sin6_port;
        return true;
    }
    peer->family = LINK_ADDRESS_IPV6;
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

/* ---- whose they are */

static struct link_source source_of(const struct peer *peer, const uint8_t *key) {
    struct link_source source = {.family = peer->family, .has_key = key != NULL};
    memcpy(source.address, peer->address, sizeof source.address);
    if (key)
        memcpy(source.key, key, sizeof source.key);
    return source;
}

struct link_source connections_source(int descriptor) {
    struct peer peer;
    return peer_of(descriptor, &peer) ? source_of(&peer, NULL)
                                      : (struct link_source){.family = LINK_ADDRESS_UNKNOWN};
}

static void note(const struct connections *all, const struct connection *connection,
                 enum link_refused why) {
    const struct link_source source =
        source_of(&connection->peer, connection->has_key ? connection->key : NULL);
    turned_away_note(all->away, why, &source);
}

/* ---- one connection */

static void forget(struct connections *all, int descriptor) {
    struct connection *connection = at(all, descriptor);
    if (!connection->open)
        return;
    if (!connection->has_key)
        leave_silence(all, descriptor);
    if (connection->held != NONE)
        close(connection->held);
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

static void cut_for(struct connections *all, int descriptor, enum link_refused why) {
    note(all, at(all, descriptor), why);
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
    *connection = (struct connection){.open = true,
                                      .door = door,
                                      .peer = peer,
                                      .held = fcntl(descriptor, F_DUPFD_CLOEXEC, 0),
                                      .opened = clock_monotonic()};
    all->count++;
    fall_silent(all, descriptor);
    return connection;
}

/* Each door's events come in their order, but not those of two: one that came and went elsewhere
 * under this descriptor may be heard of later than who has it now. */
static bool is_of_another_door(const struct connections *all, size_t door, int descriptor) {
    struct peer peer;
    if (descriptor < 0 || (size_t)descriptor >= all->capacity || !peer_of(descriptor, &peer))
        return false;
    const struct connection *connection = &all->by_descriptor[descriptor];
    return connection->open && connection->door != door && same_peer(&connection->peer, &peer);
}

void connections_opened(struct connections *all, size_t door, int descriptor) {
    if (is_of_another_door(all, door, descriptor))
        return;
    const struct connection *connection = meet(all, door, descriptor);
    size_t of_address;
    if (connection == NULL) { /* it left before we looked */
        turned_away_note(all->away, LINK_REFUSED_HANDSHAKE, NULL);
        return;
    }
    int oldest = oldest_at(all, &connection->peer, &of_address);
    if (of_address > MAX_SILENT_OF_ONE_ADDRESS)
        cut_for(all, oldest, LINK_REFUSED_CROWD);
    else if (all->silent_count > MAX_SILENT_CONNECTIONS)
        cut_for(all, all->oldest, LINK_REFUSED_CROWD);
    if (all->count > all->max && all->silent_count > 0)
        cut_for(all, all->oldest, LINK_REFUSED_CROWD);
}

/* Whom ZAP refused is noted there. Who was let in and is still there when libzmq has let go was
 * let go for what he said. */
static void note_end(const struct connections *all, const struct connection *connection) {
    struct conversation ended;
    if (!conversation_of(connection->held, &ended))
        return;
    const instant_t lasted = clock_monotonic() - connection->opened;
    if (ended.said <= SAID_BEFORE_KEY)
        note(all, connection, lasted >= SLOW_US ? LINK_REFUSED_SLOW : LINK_REFUSED_HANDSHAKE);
    else if (ended.said > SAID_TO_REFUSED && ended.is_open && ended.silent_ms < LOST_MS)
        note(all, connection, LINK_REFUSED_BROKEN);
}

static bool is_of(const struct connections *all, size_t door, int descriptor) {
    return descriptor >= 0 && (size_t)descriptor < all->capacity &&
           all->by_descriptor[descriptor].open && all->by_descriptor[descriptor].door == door;
}

void connections_closed(struct connections *all, size_t door, int descriptor) {
    if (!is_of(all, door, descriptor))
        return;
    note_end(all, at(all, descriptor));
    forget(all, descriptor);
}

void connections_door_closed(struct connections *all, size_t door) {
    for (size_t i = 0; i < all->capacity; i++)
        if (is_of(all, door, (int)i))
            forget(all, (int)i);
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
        cut_for(all, descriptor, LINK_REFUSED_CROWD);
}

/* ---- what they bring */

void connections_took(struct connections *all, size_t door, int descriptor, size_t bytes) {
    if (is_of(all, door, descriptor))
        at(all, descriptor)->taken += bytes;
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
        cut_for(all, most, LINK_REFUSED_ENDLESS);
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
    for (size_t i = 0; i < all->capacity; i++)
        forget(all, (int)i);
    free(all->by_descriptor);
    *all = (struct connections){.max = 0};
}
