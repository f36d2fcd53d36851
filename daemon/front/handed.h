/* The sockets that systemd, or our parent, listens at for us: they outlive a front, so whoever
 * comes while there is none waits instead of being refused.
 *
 * Each must be an endpoint that the engine told, found by its address: one at which systemd
 * listens and nobody ever accepts would keep clients waiting for ever. An endpoint for which
 * there is none is bound as if nothing had been handed over: a door that is added while the
 * server's key is replaced, or every door without systemd. */
#ifndef WACHTPOST_FRONT_HANDED_H
#define WACHTPOST_FRONT_HANDED_H

#include "daemon/front/link.h"

enum { MAX_HANDED = 2 * LINK_MAX_DOORS };

struct handed {
    size_t count;
    int descriptors[MAX_HANDED]; /* ours until the end of the process */
};

/* Once in a process. STATUS_BAD_CONFIG: more than MAX_HANDED, or one that is no listening TCP
 * socket; the complaint says which. STATUS_IO. */
enum status handed_take(struct handed *handed, struct complaint *complaint) MUST_CHECK;

/* STATUS_BAD_CONFIG: one of them is none of these doors' endpoints, or another one is before it;
 * the complaint has both. */
enum status handed_check(const struct handed *handed, const struct link_hello *hello,
                         struct complaint *complaint) MUST_CHECK;

/* A descriptor of the caller's own, of the one that listens at this endpoint, whose host must be
 * written in numbers (192.0.2.1, [2001:db8::1]) or as a star, which is also what listens at every
 * address of both kinds. HANDED_NONE; HANDED_FAILED: the system would not, errno says why. */
enum { HANDED_NONE = -1, HANDED_FAILED = -2 };
int handed_find(const struct handed *handed, struct bytes endpoint);

#endif
