/* What the files that answer FIGURES share. */
#ifndef WACHTPOST_ENGINE_FIGURES_H
#define WACHTPOST_ENGINE_FIGURES_H

#include "daemon/domain/block.h"
#include "daemon/engine/state.h"
#include "proto/wire/questions.h"

/* Counts what was asked, within what `who` may see. MALFORMED when the question is not
 * possible (no such norm, days the wrong way round, more cells than fit a reply). Points
 * live in engine->work. */
enum status figures_count(struct engine *engine, const struct participant *who,
                          const struct figures_question *question, struct figures_reply *out,
                          enum answer *answer) MUST_CHECK;

/* The days of a past that a question asks about, up to the last day of its last period. */
struct block_range figures_range(const struct figures_question *question, day_t last);

/* Nothing but a monitor: gets fixed tables only, which are written when first asked for. */
bool figures_of_monitor(const struct participant *who);
/* monitor.c: the fixed table of a month's end, made once and kept. DENIED: there is no such
 * table. May write: the reader leaves a first time to the batch. */
enum status monitor_answer(struct engine *engine, const struct figures_question *question,
                           struct figures_reply *out, enum answer *answer) MUST_CHECK;
/* The table that is the body of an event, kept under its name as it was. STATUS_DAMAGED: it is
 * none. */
enum status monitor_keep_again(struct engine *engine, struct bytes content) MUST_CHECK;

/* duiding.c: notes known at `known_event` that touch the question; `limited` (NULL: nobody):
 * only about the region and that participant's own codes. */
enum status duiding_touching(struct engine *engine, const struct figures_question *question,
                             uint64_t known_event, const struct participant *limited,
                             const struct duiding **duiding, size_t *count) MUST_CHECK;

/* publication.c: what is kept under a name; STATUS_ABSENT. Content in engine->work. */
struct published;
enum status publication_find(struct engine *engine, struct bytes name,
                             struct published *published) MUST_CHECK;
/* Keeps it, as an event whose body is `body`. The name must be free. */
enum status publication_keep(struct engine *engine, struct bytes name, struct bytes who,
                             struct bytes content, struct bytes body,
                             struct published *published) MUST_CHECK;

#endif
