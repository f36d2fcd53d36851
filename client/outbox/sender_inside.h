/* What the two ways of sending share: the loop of sender.c, which waits, and the steps of
 * steps.c, which never do. What an answer asks is decided once, by sender_conclude. */
#ifndef WACHTPOST_CLIENT_OUTBOX_SENDER_INSIDE_H
#define WACHTPOST_CLIENT_OUTBOX_SENDER_INSIDE_H

#include "client/outbox/sender.h"

#define MAX_SERVERS 8
#define NO_PAUSE (-1)

/* One sender_run, or the steps between taking the turn and giving it back. */
struct run {
    uint64_t until;
    int64_t deadline_ms;
    unsigned rewinds;
    bool stopped; /* it stood so when the run began */
    bool over;
    enum sender_end end; /* once it is over */
    struct complaint *complaint;
};

struct steps {
    bool has_turn;
    bool asked; /* `entry` is out, and its answer is waited for until next_ms */
    bool sent;  /* anything, since the turn was taken */
    struct outbox_entry entry;
    int64_t next_ms; /* when nothing is out: not before then */
    struct run run;
};

struct sender {
    struct sender_options options;
    char *servers; /* each ends in NUL */
    const char *server[MAX_SERVERS];
    size_t server_count, current;
    struct connection *connection; /* to the current one; NULL: not made yet */
    struct arena *arena;
    unsigned silent; /* tries in a row without an answer */
    struct steps steps;
};

static inline void sender_finish(struct run *run, enum sender_end end) {
    run->over = true;
    run->end = end;
}

/* A connection to the current endpoint, without waiting. */
enum status sender_dial(struct sender *sender, struct complaint *complaint) MUST_CHECK;
/* How long one try waits for its answer. */
int64_t sender_try_ms(const struct sender *sender);

/* What follows from one try of `entry`, which went as `tried` says (STATUS_OK: with this answer).
 * It is on disk when this returns; the run may be over by it. *pause_ms: how long to wait before
 * the next try after silence or LATER, else NO_PAUSE. Anything but STATUS_OK ends the sending. */
enum status sender_conclude(struct sender *sender, const struct outbox_entry *entry,
                            enum status tried, const struct delivery_answer *answer,
                            struct run *run, int64_t *pause_ms) MUST_CHECK;
void sender_tell_pause(const struct sender *sender, const struct run *run,
                       const struct outbox_entry *entry, int64_t pause_ms);

/* The beginning and the end of having the turn. */
enum status sender_look_whether_stopped(const struct sender *sender, struct run *run) MUST_CHECK;
void sender_forget(const struct sender *sender);
/* Gives back the turn that the steps have, if they have it; what is out counts as unanswered. */
void sender_end_steps(struct sender *sender);

#endif
