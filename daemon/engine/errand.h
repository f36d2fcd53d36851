/* A request that only reads, on its way to the reader thread and back. One thread has it
 * at a time; who has it may change it. */
#ifndef WACHTPOST_ENGINE_ERRAND_H
#define WACHTPOST_ENGINE_ERRAND_H

#include "daemon/clock.h"
#include "daemon/engine/rulebook.h"
#include "daemon/front/link.h"

struct engine;

/* Who saw what, packed as it goes into the audit log. */
struct errand_line {
    struct errand_line *next;
    struct bytes record;
};

struct errand {
    struct errand *next;
    uint64_t turn;       /* queue.h */
    struct arena *arena; /* all of it is in here, the errand too */

    /* As it was asked. */
    uint64_t front; /* whose ticket it is */
    struct link_request request;
    struct timepiece clock;
    bool clock_waits;          /* for the kernel to say that it is right */
    struct rulebook *rulebook; /* held */
    struct link_refused_counts front_refused;

    /* As it was answered. */
    enum status failure; /* what the process cannot go on after; else STATUS_OK */
    bool for_batch;      /* it has to be answered in a batch after all */
    unsigned refused;    /* an enum engine_refused plus 1; 0: it was not */
    struct bytes reply;
    struct errand_line *lines, **last_line;
};

/* The engine's own thread. A copy of the request, asked of the engine as it is now;
 * NULL: no memory. */
struct errand *errand_new(const struct engine *engine, const struct link_request *request,
                          uint64_t front);
void errand_free(struct errand **errand); /* accepts NULL */

/* The engine's own thread. False: the settings were replaced since it was asked, so who
 * asked may no longer see what it saw. */
bool errand_is_current(const struct errand *errand, const struct engine *engine);
/* Part of a batch, which fails when they cannot be written: its audit lines. */
void errand_put_on_record(const struct errand *errand, struct engine *engine);

/* The engine's own thread, in any case: what it was refused for waits to be put on record. */
void errand_note_refused(const struct errand *errand, struct engine *engine);

/* The reader's thread. */
enum status errand_add_line(struct errand *errand, struct bytes record) MUST_CHECK;

/* The reader's thread looks through an engine of its own: borrows the store and nothing
 * that changes. NULL: no memory. The one it was made from must outlive it. */
struct engine *reading_new(const struct engine *engine);
void reading_free(struct engine **reading); /* accepts NULL */
/* Between errands, a step that takes a millisecond or so: makes rolls of the next aanbieder after
 * `last` (empty: the first), which becomes that one, so that no question waits for them. False:
 * there is nothing left to do. */
bool reading_prepare(struct engine *reading, struct agb *last);
/* Fills in the answer; LATER when there was no memory for it, or no time. */
void reading_answer(struct engine *reading, struct errand *errand);

#endif
