/* A CURVE client socket and the monitor beside it: the only user of <zmq.h> in the
 * client. The monitor is how a refused key differs from silence: the daemon's ZAP
 * answer 400 reaches us as a handshake that failed on authentication, and as nothing
 * else. */
#ifndef WACHTPOST_CLIENT_LINE_H
#define WACHTPOST_CLIENT_LINE_H

#include "client/connection.h"

struct line;

enum line_kind { LINE_REQUESTS, LINE_BELL };

/* Dials at once, without waiting. Failures as connection_open. */
enum status line_open(struct network *network, enum line_kind kind,
                      const struct connection_options *options, struct line **line,
                      struct complaint *complaint) MUST_CHECK;
void line_close(struct line **line);

const struct secret_keys *line_keys(const struct line *line);

/* Makes the socket again after line_hang_up; nothing when there is one. */
enum status line_dial(struct line *line, struct complaint *complaint) MUST_CHECK;
/* Drops the socket with everything that was not sent yet. */
void line_hang_up(struct line *line);

/* One message, without waiting. False: it could not be queued. */
bool line_send(struct line *line, const struct bytes *frames, size_t count);

/* Takes one message, without waiting: its first `room` frames into the arena, *count
 * says how many it had. STATUS_ABSENT: none has arrived. STATUS_NO_MEMORY: it is lost. */
enum status line_receive(struct line *line, struct arena *arena, struct bytes *frames, size_t room,
                         size_t *count) MUST_CHECK;

/* Waits until a message or a tiding may have come; false: the time is over, or the options'
 * `stop` is readable. */
bool line_wait(const struct line *line, int64_t deadline_ms);

/* What the monitor told since the last time. */
struct tidings {
    bool refused;   /* the daemon does not admit our key */
    bool connected; /* a handshake succeeded */
    bool broken;    /* a connection that stood is gone */
};
struct tidings line_tidings(struct line *line);

/* For a person; they return STATUS_FORBIDDEN and STATUS_UNREACHABLE. */
enum status line_complain_refused(const struct line *line, struct complaint *complaint);
enum status line_complain_silent(const struct line *line, struct complaint *complaint);

#endif
