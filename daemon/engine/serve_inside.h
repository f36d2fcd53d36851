/* Inside the loop: what serve.c and serve_told.c share. */
#ifndef WACHTPOST_ENGINE_SERVE_INSIDE_H
#define WACHTPOST_ENGINE_SERVE_INSIDE_H

#include "daemon/engine/control.h"
#include "daemon/engine/reader.h"
#include "daemon/engine/serve.h"
#include "daemon/engine/shares.h"
#include "daemon/front/stream.h"

struct answer_slot {
    uint64_t ticket;
    struct bytes body;
    bool on_commit; /* LATER unless the batch is committed */
};

struct serve {
    struct engine *engine;
    struct reader *reader;
    const struct timepiece *clock;
    char *path, *control_path, *metrics_path; /* of the sockets, while they are open */
    int signal_fd, ready_fd, listener;
    struct stream front;
    uint64_t front_number; /* of this connection: tickets are its own */
    struct arena *arena;   /* of one batch: the answers */
    size_t answer_count, heard_count, errand_count;
    struct answer_slot answers[MAX_BATCH_REQUESTS + MAX_ERRANDS];
    struct link_request errands[MAX_BATCH_REQUESTS]; /* for the reader, after the commit */
    struct errand *returned;                         /* answers point into these */
    struct shares shares;
    struct control control;
    struct control metrics; /* who asks there is only told how it goes; closed: nobody may */
    day_t told_day;         /* the front knows which keys are good on */
    bool begun;             /* the engine has a batch open */
    bool broken;            /* the front said something that cannot be: cut it after the batch */
    bool more;              /* the last batch was full: go on without waiting */
    bool idle;              /* nobody came for lull_ms */
    int lull_ms;
    bool stopping;
    instant_t next_reap, next_tick_try, next_record_try, next_keys_step;

    /* serve_health.c */
    instant_t watchdog_us, next_look; /* 0 and INSTANT_MAX: nobody wants to hear of us */
    bool pinged, looked;              /* the front asks; the store was read in this batch */
    bool told_anything, told_front;   /* of the last sentence that was told */
    struct engine_state told;
};

/* Whether the store must be read in this batch, for whoever wants to hear that all is well. */
bool serve_look_is_due(const struct serve *s);
/* After the commit of a batch: if the store was read in it and the reader gets on with its work,
 * tells so whoever wants to hear it. STATUS_NO_MEMORY: not the front. */
enum status serve_say_health(struct serve *s) MUST_CHECK;
/* What an operator sees in `systemctl status`, when it changed. */
void serve_tell_state(struct serve *s);

/* How to listen and who may connect: first thing to a new front, and after a reload. */
enum status serve_introduce(struct serve *s) MUST_CHECK;

/* Once whoever changes the files finds the control socket, before anybody is served: what was
 * changed since they were read, and told to nobody, counts. */
enum status serve_read_again(struct serve *s) MUST_CHECK;

/* Between two batches: what the operator tells the daemon, by a signal and over the control
 * socket. A failure ends it. */
enum status serve_take_signals(struct serve *s) MUST_CHECK;
enum status serve_take_command(struct serve *s) MUST_CHECK;
/* The same for who asks how it goes (measures.h). */
void serve_tell_metrics(struct serve *s);

#endif
