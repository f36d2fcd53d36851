/* What a connection has brought, beside libzmq: it says so only of whole messages. */
#ifndef WACHTPOST_FRONT_RECEIVED_H
#define WACHTPOST_FRONT_RECEIVED_H

#include <stdbool.h>
#include <stdint.h>

/* The bytes that came over a TCP connection since it began. False: it is no TCP connection. */
bool received_bytes(int descriptor, uint64_t *bytes);
/* Those of them that nobody has read yet; the kernel bounds them. */
uint64_t received_unread_bytes(int descriptor);

/* What can be known of a TCP connection that libzmq has given up, while we still hold it. */
struct conversation {
    uint64_t said;      /* bytes by us */
    bool is_open;       /* neither side has ended it */
    uint32_t silent_ms; /* since anything came */
};
/* False: it is no TCP connection. */
bool conversation_of(int descriptor, struct conversation *conversation);

#endif
