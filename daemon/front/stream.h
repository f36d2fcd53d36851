/* One end of the socket between the two halves: a descriptor that never blocks and
 * what waits in both directions. Knows nothing of what is said over it. */
#ifndef WACHTPOST_FRONT_STREAM_H
#define WACHTPOST_FRONT_STREAM_H

#include "daemon/front/link.h"

struct stream {
    int fd;      /* -1: none */
    bool closed; /* the other side is gone; what it sent before may still be in `in` */
    struct link_buffer in, out;
};

extern const struct stream stream_none;

/* Listens at `path` with mode 0600. A socket nobody answers at is removed first.
 * STATUS_BUSY: somebody does answer; STATUS_BAD_CONFIG: the path is too long or is
 * something else than a socket; STATUS_IO. The complaint says which. */
enum status stream_listen(const char *path, int *fd, struct complaint *complaint) MUST_CHECK;
/* Takes over the next connection of our own user. STATUS_ABSENT: nobody is there;
 * STATUS_FORBIDDEN: another user's, which was closed. */
enum status stream_accept(int listener, struct stream *stream) MUST_CHECK;
/* STATUS_UNREACHABLE: nobody listens there (yet). */
enum status stream_connect(const char *path, struct stream *stream) MUST_CHECK;
void stream_close(struct stream *stream);

/* Reads until nothing is there or `in` holds `max_bytes`; sets `closed` at the end.
 * STATUS_NO_MEMORY only. */
enum status stream_receive(struct stream *stream, size_t max_bytes) MUST_CHECK;
/* Writes until the other side's room is full. Sets `closed` when it is gone. */
void stream_send(struct stream *stream);

#endif
