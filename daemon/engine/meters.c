#include "daemon/engine/meters.h"

#include <stddef.h>

const instant_t meters_limits_us[METERS_LIMITS] = {
    500, 1000, 2500, 5000, 10000, 25000, 50000, 100000, 250000, 500000, 1000000, 2500000, 5000000};

void histogram_note(struct histogram *histogram, instant_t duration_us, uint64_t times) {
    const instant_t us = duration_us > 0 ? duration_us : 0;
    size_t bucket = 0;
    while (bucket < METERS_LIMITS && us > meters_limits_us[bucket])
        bucket++;
    histogram->counts[bucket] += times;
    histogram->sum_us += (uint64_t)us * times;
}

void meters_begin_batch(struct meters *meters) {
    meters->batch = (struct batch_meters){0};
}

void meters_note_snapshot(struct meters *meters, enum answer answer) {
    meters->batch.snapshots[answer]++;
}

void meters_note_put_off(struct meters *meters) {
    meters->snapshots[ANSWER_LATER]++;
}

void meters_note_alert(struct meters *meters, enum alert_kind kind) {
    meters->batch.alerts[kind]++;
}

void meters_note_standing(struct meters *meters, int silent, int held) {
    meters->batch.silent += silent;
    meters->batch.held += held;
}

void meters_note_clock_hold(struct meters *meters) {
    meters->batch.clock_holds++;
}

void meters_note_backup(struct meters *meters) {
    meters->batch.backed_up = true;
}

static uint64_t pushes_of(const struct batch_meters *batch) {
    uint64_t all = 0;
    for (size_t i = 0; i < ANSWER_COUNT; i++)
        all += batch->snapshots[i];
    return all;
}

static void add_batch(struct meters *meters, instant_t now) {
    const struct batch_meters *batch = &meters->batch;
    for (size_t i = 0; i < ANSWER_COUNT; i++)
        meters->snapshots[i] += batch->snapshots[i];
    for (size_t i = 0; i < ALERT_KIND_COUNT; i++)
        meters->alerts[i] += batch->alerts[i];
    meters->clock_holds += batch->clock_holds;
    meters->silent += batch->silent;
    meters->held += batch->held;
    if (batch->backed_up) {
        meters->knows_backup = true;
        meters->backup = now;
    }
}

void meters_settle(struct meters *meters, bool durable, instant_t commit_us, instant_t now) {
    const uint64_t pushes = pushes_of(&meters->batch);
    meters->unsent += pushes;
    if (durable) {
        add_batch(meters, now);
    } else {
        meters->snapshots[ANSWER_LATER] += pushes;
        meters->batches_failed++;
    }
    if (durable && commit_us >= 0) {
        histogram_note(&meters->commit, commit_us, 1);
        meters->batches++;
    }
    if (!durable || commit_us >= 0) /* what wrote nothing says nothing about the disk */
        meters->last_failed = !durable;
    meters_begin_batch(meters);
}

void meters_note_sent(struct meters *meters, instant_t duration_us) {
    if (meters->unsent > 0)
        histogram_note(&meters->receipt, duration_us, meters->unsent);
    meters->unsent = 0;
}
