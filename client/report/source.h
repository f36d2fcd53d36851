/* Where a report gets its answers: the daemon, or whoever plays it in a test. With it a
 * report is a function from answers to files. */
#ifndef WACHTPOST_CLIENT_REPORT_SOURCE_H
#define WACHTPOST_CLIENT_REPORT_SOURCE_H

#include "proto/wire/questions.h"

struct figures_source {
    void *context;
    /* One answer, whose head says OK; the reply lives as long as the source. Anything
     * else is a status with a complaint. */
    enum status (*answer)(void *context, const struct figures_question *question,
                          struct figures_reply *reply, struct complaint *complaint);
};

/* A question's answer in full. */
struct series {
    size_t point_count, duiding_count;
    const struct figure_point *points;
    const struct duiding *duiding; /* each once, by event */
    instant_t as_known_at;
    bool is_virtual; /* of a store on a virtual clock: no real children */
};

/* Asks on, as known at the same instant, until the series is complete. The arrays are in
 * the arena, what they point to belongs to the source. Returns what the source returns;
 * STATUS_MALFORMED when the answers do not go on; STATUS_NO_MEMORY. */
enum status source_ask(const struct figures_source *source, const struct figures_question *question,
                       struct arena *arena, struct series *series,
                       struct complaint *complaint) MUST_CHECK;

#endif
