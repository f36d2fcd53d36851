/* The loop around the engine: owns the socket the front connects to, and the reader.
 *
 * One batch after the other: read what is there, decide it, commit, and only then
 * answer, all answers in one write. What only reads is handed to the reader after the
 * commit and comes back in a later batch, which puts on record who saw what. One front at a time;
 * the next one waits until the last is gone. A front that does not take its answers is not read
 * from, so neither can make the other's memory grow. */
#ifndef WACHTPOST_ENGINE_SERVE_H
#define WACHTPOST_ENGINE_SERVE_H

#include "daemon/engine/engine.h"

struct serve_options {
    const struct timepiece *clock; /* the engine's */
    int signal_fd;                 /* SIGTERM: finish and return; SIGHUP: reload */
    int ready_fd;                  /* who asks how it is (ready.h); -1: systemd, or nobody */
    int lull_ms;                   /* for so long nobody must come to make it quiet; 0: the usual */
};

/* STATUS_OK after SIGTERM, with the last batch answered. STATUS_BUSY, _BAD_CONFIG or
 * _IO when the socket could not be had, with the complaint filled. Any failure of a
 * commit that cannot be survived comes back as it is: exit without another word. */
enum status serve(struct engine *engine, const struct serve_options *options,
                  struct complaint *complaint) MUST_CHECK;

#endif
