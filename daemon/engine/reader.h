/* The reader: a thread that answers what only reads, so that no report keeps a receipt
 * waiting. The loop asks after the batch in which an errand came was committed; the
 * reader answers one after the other, each sender in turn (queue.h), from the store as it
 * is then; the loop takes the answer back, puts on record in its next batch who saw what,
 * and sends it when that is durable. While nobody asks anything, the reader makes what the
 * first to ask would have to wait for.
 *
 * Only the loop's thread calls these. */
#ifndef WACHTPOST_ENGINE_READER_H
#define WACHTPOST_ENGINE_READER_H

#include "daemon/engine/errand.h"

struct reader;

/* STATUS_NO_MEMORY, _IO: there is no thread. The engine must outlive it. */
enum status reader_start(struct engine *engine, struct reader **reader) MUST_CHECK;
/* Cuts short what is being answered, drops the rest. Accepts NULL. */
void reader_stop(struct reader **reader);

/* Copies the request. STATUS_BUSY: MAX_ERRANDS are on their way, or MAX_WAITING_BYTES of
 * them, or MAX_ERRANDS_OF_ONE of this sender wait; STATUS_NO_MEMORY. Say LATER. */
enum status reader_ask(struct reader *reader, const struct link_request *request,
                       uint64_t front) MUST_CHECK;
/* The next that was answered, in the order in which they were answered; NULL: none. The caller
 * frees it. */
struct errand *reader_take(struct reader *reader);
/* Asked and not taken back yet. */
size_t reader_count(struct reader *reader);
/* While a batch is at work the reader stands back (gate.h): said at its beginning and, each
 * time, at its end. */
void reader_stand_back(struct reader *reader);
void reader_go_on(struct reader *reader);
/* For how long it has had something to do and taken no step of it, as far as was seen when this
 * was asked before, on the monotonic clock; 0: it gets on, or has nothing to do. */
instant_t reader_stuck_us(struct reader *reader, instant_t now);
/* Becomes readable when something was answered; reader_take reads it. */
int reader_fd(const struct reader *reader);

#endif
