/* The control socket: how wachtpostctl tells a running daemon what to do (command.h).
 *
 * Its file is the daemon's own user's alone, and whoever connects must be that user or
 * root. One request per connection, one connection in hand; the others wait in the
 * system's queue. Nothing here waits: whoever has not said his line, or not taken his
 * answer, by the time he has for it is cut off. */
#ifndef WACHTPOST_ENGINE_CONTROL_H
#define WACHTPOST_ENGINE_CONTROL_H

#include "daemon/engine/command.h"

#include <poll.h>

/* For the line, and again for the answer. */
#define CONTROL_PATIENCE_US (5 * MICROSECONDS_PER_SECOND)

struct control {
    int listener, fd; /* -1: none */
    unsigned uid;     /* of who is in hand */
    instant_t until;  /* on the monotonic clock; INSTANT_MAX: nobody is */
    size_t heard;
    char line[MAX_COMMAND_BYTES + 1];
    char *answer; /* malloc'ed; NULL: still listening to him */
    size_t size, sent;
};

extern const struct control control_none;

/* As stream_listen. */
enum status control_open(const char *path, struct control *control,
                         struct complaint *complaint) MUST_CHECK;
/* Removes what listens at `path`; nothing to do when it was not opened. */
void control_close(struct control *control, const char *path);

/* What there is to wait for; besides, come back at control->until. */
struct pollfd control_poll(const struct control *control);
/* Moves what can be moved. True: there is a line, which lives until control_answer is told what to
 * say; that is the next call. */
bool control_step(struct control *control, instant_t now, struct bytes *line);
/* Copies the answer; later steps send it. */
void control_answer(struct control *control, instant_t now, struct bytes answer);

#endif
