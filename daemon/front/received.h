/* What a connection has brought, beside libzmq: it says so only of whole messages. */
#ifndef WACHTPOST_FRONT_RECEIVED_H
#define WACHTPOST_FRONT_RECEIVED_H

#include <stdbool.h>
#include <stdint.h>

/* The bytes that came over a TCP connection since it began. False: it is no TCP connection. */
bool received_bytes(int descriptor, uint64_t *bytes);
/* Those of them that nobody has read yet; the kernel bounds them. */
uint64_t received_unread_bytes(int descriptor);

#endif
