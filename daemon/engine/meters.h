/* What the engine counts of its own work, for whoever watches over the daemon (measures.h).
 * Whole numbers in places of fixed size: nothing is allocated and nobody waits, for they stand in
 * the way of every receipt. One thread counts and reads them, the loop's.
 *
 * A batch is counted apart until it is known to be durable, since what was not committed did not
 * happen. Nothing here is about a child: a total of alerts by kind is the nearest it comes. */
#ifndef WACHTPOST_ENGINE_METERS_H
#define WACHTPOST_ENGINE_METERS_H

#include "proto/model/codes.h"
#include "proto/model/day.h"
#include "proto/model/receipt.h"

/* Limits of the buckets; the last bucket has none. */
enum { METERS_LIMITS = 13, METERS_BUCKETS = METERS_LIMITS + 1 };
extern const instant_t meters_limits_us[METERS_LIMITS]; /* ascending */

/* Durations. Of what is exactly at a limit the bucket with that limit counts it. */
struct histogram {
    uint64_t counts[METERS_BUCKETS]; /* each bucket alone, not with those below it */
    uint64_t sum_us;
};
/* `times` of them, all equally long; less than nothing is nothing. */
void histogram_note(struct histogram *histogram, instant_t duration_us, uint64_t times);

/* What one batch adds. */
struct batch_meters {
    uint32_t snapshots[ANSWER_COUNT];
    uint32_t alerts[ALERT_KIND_COUNT];
    uint32_t clock_holds;
    int32_t silent, held; /* how many aanbieders more, or fewer */
    bool backed_up;
};

/* All zeros: the process has just begun. */
struct meters {
    uint64_t snapshots[ANSWER_COUNT]; /* by what each got for an answer */
    uint64_t alerts[ALERT_KIND_COUNT];
    uint64_t clock_holds, batches, batches_failed;
    bool last_failed;         /* the last batch that was to be committed */
    struct histogram commit;  /* of what was written, until it was durable */
    struct histogram receipt; /* of a PUSH, until its answer was on its way */
    uint64_t unsent;          /* answers to PUSH of which that is still to be noted */
    bool knows_standing;      /* the next two are right, and kept so */
    int64_t silent, held;     /* aanbieders */
    bool knows_backup;        /* somebody has looked for it */
    instant_t backup;         /* 0: none was found */
    struct batch_meters batch;
};

void meters_begin_batch(struct meters *meters);
void meters_note_snapshot(struct meters *meters, enum answer answer);
/* One that was told to come back before the engine looked at it: outside any batch. */
void meters_note_put_off(struct meters *meters);
void meters_note_alert(struct meters *meters, enum alert_kind kind);
/* An aanbieder fell silent (1) or was heard of again (-1); a snapshot of his was held back or is
 * no more. */
void meters_note_standing(struct meters *meters, int silent, int held);
void meters_note_clock_hold(struct meters *meters);
void meters_note_backup(struct meters *meters);

/* The batch is over, at `now` by the clock. Durable: it counts, and took `commit_us` when anything
 * was written, else below 0. Not durable: nothing of it happened, and every PUSH in it gets LATER.
 */
void meters_settle(struct meters *meters, bool durable, instant_t commit_us, instant_t now);
/* The answers of the batches since the last time are on their way, so long after the questions
 * were read. */
void meters_note_sent(struct meters *meters, instant_t duration_us);

#endif
