/* How the loop is, for whoever must end it when it is not well: systemd by its watchdog, and the
 * front, which tells systemd of the whole way.
 *
 * Well is: the loop goes round, the store can be read in it, in a batch like any other, and the
 * reader takes steps when it has something to do. A read that fails ends the loop, as in any
 * batch; a reader that is stuck is only not called well, since it cannot be ended alone. */
#include "daemon/engine/serve_inside.h"
#include "daemon/log.h"
#include "daemon/ready.h"

enum { LOOKS_IN_TIME = 4 }; /* one may come late */
/* A step of a report takes milliseconds, and seconds on a machine that gasps for air. */
#define READER_PATIENCE_US (30 * MICROSECONDS_PER_SECOND)

bool serve_look_is_due(const struct serve *s) {
    return s->pinged || clock_monotonic() >= s->next_look;
}

enum status serve_say_health(struct serve *s) {
    const instant_t now = clock_monotonic();
    if (!s->looked)
        return STATUS_OK;
    const bool pinged = s->pinged;
    s->looked = s->pinged = false;
    if (s->watchdog_us > 0)
        s->next_look = now + s->watchdog_us / LOOKS_IN_TIME;
    const instant_t stuck_us = reader_stuck_us(s->reader, now);
    if (stuck_us > READER_PATIENCE_US) {
        log_event(LOG_LEVEL_ERROR, "engine.reader_stuck", "s=%lld",
                  (long long)(stuck_us / MICROSECONDS_PER_SECOND));
        return STATUS_OK;
    }
    if (s->watchdog_us > 0)
        ready_alive(s->ready_fd);
    const struct link_message pong = {.kind = LINK_PONG};
    return pinged && s->front.fd >= 0 ? link_write(&s->front.out, &pong) : STATUS_OK;
}

static void tell(const struct serve *s, const struct engine_state *state) {
    char day[DAY_TEXT_SIZE];
    const char *front = s->front.fd >= 0 ? "Serving" : "Waiting for the front";
    const char *until = state->evaluated == DAY_NONE ? "none" : day_text(state->evaluated, day);
    if (state->held)
        ready_status(s->ready_fd,
                     "%s; CLOCK HELD, because %s: pushes get LATER, see wachtpostctl release; days "
                     "evaluated up to %s",
                     front, state->held, until);
    else
        ready_status(s->ready_fd, "%s; days evaluated up to %s", front, until);
}

void serve_tell_state(struct serve *s) {
    const struct engine_state state = engine_state(s->engine);
    const bool front = s->front.fd >= 0;
    if (s->told_anything && front == s->told_front && state.evaluated == s->told.evaluated &&
        state.held == s->told.held)
        return;
    tell(s, &state);
    s->told_anything = true;
    s->told_front = front;
    s->told = state;
}
