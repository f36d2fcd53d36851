#include "daemon/front/bell.h"

#include "daemon/front/inbound.h"

enum { MAX_LISTENERS_AT_ONCE = 256 };

static void ring(void *bell, const char *text) {
    /* Without anybody to hear it there is nothing to do about it. */
    int sent = zmq_send(bell, text, strlen(text), ZMQ_DONTWAIT);
    (void)sent;
}

void bell_ring_news(void *bell) {
    ring(bell, "NEWS");
}

void bell_ring_alive(void *bell) {
    ring(bell, "ALIVE");
}

void bell_note_listeners(void *bell, size_t door, struct connections *connections,
                         const struct admission *admission) {
    struct inbound subscription;
    for (int i = 0; i < MAX_LISTENERS_AT_ONCE && inbound_discard(bell, &subscription); i++) {
        if (subscription.has_key && admission_holds(admission, subscription.key))
            connections_show(connections, door, subscription.descriptor, subscription.key);
        else
            connections_cut(subscription.descriptor);
        connections_took(connections, door, subscription.descriptor, subscription.bytes);
    }
}
