/* The gate between the loop and the reader: whatever can wait stands back, between two of its
 * steps, while a batch is at work, and while batches come it rests three times as long as it works:
 * what brings a batch here (front, kernel, perhaps the senders) needs a core too, and caches. On a
 * machine with few cores a report and a receipt want the same ones; the one who waits for a receipt
 * is a program with a timeout, the one who waits for a report will not notice. */
#ifndef WACHTPOST_ENGINE_GATE_H
#define WACHTPOST_ENGINE_GATE_H

#include "proto/model/day.h"
#include "proto/model/status.h"

struct gate;

/* Open. STATUS_NO_MEMORY. */
enum status gate_new(struct gate **gate) MUST_CHECK;
void gate_free(struct gate **gate); /* accepts NULL; nobody may wait at it any more */

/* The loop's thread. Either may be said twice. */
void gate_close(struct gate *gate);
void gate_open(struct gate *gate);

/* The reader's thread: it begins to work. */
void gate_begin(struct gate *gate);
/* The reader's thread, between two steps: returns at once when it is open, else when it is
 * opened, or after `most_us`: under a load that never ends reports are slow, and still come.
 * When it was closed lately, and the thread worked for a while since it began or last rested, it
 * first rests three times as long, `most_us` at most. */
void gate_pass(struct gate *gate, instant_t most_us);

/* Any thread: how often either of these was called, so that who looks twice sees whether the
 * reader got on. */
uint64_t gate_steps(const struct gate *gate);

#endif
