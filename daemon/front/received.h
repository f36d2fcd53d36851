/* What a connection has brought, beside libzmq: it says so only of whole messages. */
#ifndef WACHTPOST_FRONT_RECEIVED_H
#define WACHTPOST_FRONT_RECEIVED_H

#include <stdbool.h>
#include <stdint.h>

/* The bytes that were read from a TCP connection since it began; not those that still wait in
 * the kernel, which bounds them. False: it is no TCP connection. */
bool received_bytes(int descriptor, uint64_t *bytes);

#endif
