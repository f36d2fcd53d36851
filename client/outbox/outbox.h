/* The outbox of one AGB-code: what was promised to be delivered, until its receipt is in,
 * and for 30 days after. FORMAT.md has the files and the steps.
 *
 * Always true: what outbox_add said OK to survives a kill and a power cut at any
 * instant, unchanged, once, in its place in the order; the numbers of an epoch have no gaps;
 * one process at a time changes anything, for the length of a few disk writes. So one
 * process may put in while another is sending. What follows from an answer (settle, set aside,
 * rewind, a new epoch) is for who holds the turn to send (outbox_turn, ENSUREd). An outbox is used
 * by one thread at a time.
 *
 * Every function may return STATUS_BUSY (another process kept the lock for 10 s),
 * STATUS_IO, STATUS_FULL, STATUS_NO_MEMORY and STATUS_DAMAGED (a file is not what it was: nothing
 * was done); these are not repeated below. After a failure nothing has changed, or the change is
 * undone by whoever looks next. Instants are the caller's; nothing here reads a clock but to bound
 * a wait. */
#ifndef WACHTPOST_CLIENT_OUTBOX_OUTBOX_H
#define WACHTPOST_CLIENT_OUTBOX_OUTBOX_H

#include "client/delivery.h"
#include "client/disk.h"

#define OUTBOX_KEEP_DAYS 30

struct outbox;

enum outbox_state {
    OUTBOX_WAITING,
    OUTBOX_DELIVERED, /* its receipt is kept beside it */
    OUTBOX_SET_ASIDE  /* the daemon could not read it; its number went to another */
};

/* One snapshot in the outbox; a plain value. `request_id` is its identity: generation,
 * epoch and sequence change when it is numbered anew, and then so do its bytes. */
struct outbox_entry {
    uint64_t request_id;
    uint32_t generation; /* orders series of numbers, from 1 */
    uint8_t epoch[EPOCH_BYTES];
    uint64_t sequence;
    instant_t added_at;
    size_t body_bytes;
    uint8_t hash[HASH_BYTES]; /* BLAKE2b-256 of the body */
    enum outbox_state state;
    enum answer outcome;  /* of a delivered one: ACCEPTED, HELD or REJECTED */
    instant_t settled_at; /* of a delivered one */
};

/* Whether there is anything to open: the folder of this AGB-code, or what an earlier version
 * numbered there. True also when it cannot be said; opening it tells why. */
bool outbox_is_there(const char *state_folder, const struct agb *agb);

/* Opens <state_folder>/<AGB>.outbox/, makes it (0700) when it is not there, and takes over
 * what an earlier version numbered in <state_folder>/<AGB>.nummering. `disk` NULL: the
 * system's. STATUS_BAD_CONFIG: the folder cannot be used. */
enum status outbox_open(const char *state_folder, const struct agb *agb, const struct disk *disk,
                        struct outbox **outbox, struct complaint *complaint) MUST_CHECK;
void outbox_close(struct outbox **outbox);
/* Whose it is, and where; they live as long as the outbox. */
const struct agb *outbox_agb(const struct outbox *outbox);
const char *outbox_folder(const struct outbox *outbox);

/* A random one, never 0; keys_init was called. */
uint64_t outbox_fresh_request_id(void);
/* Numbers the delivery (its own `number` is not looked at), encodes it with the arena and puts it
 * in, under a fresh request id. Durable when STATUS_OK. STATUS_TOO_LARGE: over MAX_BODY_BYTES. */
enum status outbox_add(struct outbox *outbox, const struct delivery *delivery, instant_t now,
                       struct arena *arena, struct outbox_entry *entry,
                       struct complaint *complaint) MUST_CHECK;

/* The same under a request id of outbox_fresh_request_id that the caller has written down: after
 * whatever befell it, outbox_find tells whether it is in. */
enum status outbox_add_as(struct outbox *outbox, uint64_t request_id,
                          const struct delivery *delivery, instant_t now, struct arena *arena,
                          struct outbox_entry *entry, struct complaint *complaint) MUST_CHECK;

/* The one to be sent now, with its body in the arena. STATUS_ABSENT: nothing waits. */
enum status outbox_oldest(struct outbox *outbox, struct arena *arena, struct outbox_entry *entry,
                          struct bytes *body, struct complaint *complaint) MUST_CHECK;
/* The newest that was put in and not REJECTED or set aside, for comparing a new list with.
 * STATUS_ABSENT: there is none. */
enum status outbox_last(struct outbox *outbox, struct arena *arena, struct outbox_entry *entry,
                        struct bytes *body, struct complaint *complaint) MUST_CHECK;
/* Whatever became of a snapshot. STATUS_ABSENT: it is not, or no longer, here. */
enum status outbox_find(struct outbox *outbox, uint64_t request_id, struct outbox_entry *entry,
                        struct complaint *complaint) MUST_CHECK;
/* Of two entries, which comes first by request id; as qsort and bsearch ask. */
int outbox_by_request_id(const void *a, const void *b);
/* The same as outbox_find of many, for one look. They stand in that order, without doubles.
 * Each is as an earlier look left it, or its generation is 0: then only its id counts. One that
 * still waits where it was seen is not read again; of one that is not here the generation becomes
 * 0. */
enum status outbox_find_all(struct outbox *outbox, struct outbox_entry *entries, size_t count,
                            struct complaint *complaint) MUST_CHECK;
/* The bytes of one that was seen before, in the arena; and of a delivered one the reply (a
 * PushReply as received; empty for others). It may have been numbered anew since, which takes a
 * look through the outbox. STATUS_ABSENT: as outbox_find. */
enum status outbox_read(struct outbox *outbox, const struct outbox_entry *seen, struct arena *arena,
                        struct bytes *body, struct bytes *reply,
                        struct complaint *complaint) MUST_CHECK;

/* Calls `visit` for every snapshot, oldest first, until it returns other than STATUS_OK,
 * which is then the result. It may not call the outbox. */
typedef enum status outbox_visitor(void *context, const struct outbox_entry *entry);
enum status outbox_visit(struct outbox *outbox, outbox_visitor *visit, void *context,
                         struct complaint *complaint) MUST_CHECK;

/* The daemon answered with a receipt: `answer` and the reply as received, whose receipt has the
 * entry's hash (ENSUREd). Also when it already was delivered: the later receipt counts. */
enum status outbox_settle(struct outbox *outbox, const struct outbox_entry *entry,
                          const struct delivery_answer *answer, instant_t now,
                          struct complaint *complaint) MUST_CHECK;
/* The daemon cannot read this one, which waits: it is kept apart, and its number goes to what waits
 * behind it. STATUS_ABSENT: it does not wait any more. */
enum status outbox_set_aside(struct outbox *outbox, const struct outbox_entry *entry,
                             struct complaint *complaint) MUST_CHECK;
/* The daemon was restored: everything from this number of the present epoch on waits again.
 * STATUS_ABSENT: it waits already, or it or one behind it is not kept here any more; then nothing
 * has changed. */
enum status outbox_rewind(struct outbox *outbox, uint64_t sequence,
                          struct complaint *complaint) MUST_CHECK;
/* A fresh epoch from number 1, whose first snapshot names the one it replaces (`sequence` 0:
 * none). What waits is encoded anew under new numbers; a standing stop is cleared. */
enum status outbox_begin_epoch(struct outbox *outbox, const uint8_t superseded[EPOCH_BYTES],
                               uint64_t sequence, struct complaint *complaint) MUST_CHECK;

/* Why nothing is sent until somebody has looked. */
enum outbox_stop {
    OUTBOX_RUNS,
    OUTBOX_CONFLICT, /* the daemon knows other bytes under this number, or another epoch */
    OUTBOX_GAP,      /* it expects a number that is not kept here */
    OUTBOX_DENIED,   /* this key may not do this, or not yet */
    OUTBOX_RECEIPT,  /* the answer was for other bytes, or unreadable */
    OUTBOX_STOP_COUNT
};
const char *outbox_stop_name(enum outbox_stop stop);

/* How the outbox stands as a whole. */
struct outbox_standing {
    enum outbox_stop stop;
    instant_t stopped_at;
    struct number next; /* what the next snapshot gets */
    /* What number 1 of the present epoch names; sequence 0: nothing. */
    uint8_t superseded[EPOCH_BYTES];
    uint64_t superseded_sequence;
    size_t waiting, delivered, set_aside;
};
enum status outbox_standing(struct outbox *outbox, struct outbox_standing *standing,
                            struct complaint *complaint) MUST_CHECK;
/* OUTBOX_RUNS clears it. */
enum status outbox_stop(struct outbox *outbox, enum outbox_stop stop, instant_t now,
                        struct complaint *complaint) MUST_CHECK;

/* Removes what was settled or set aside over OUTBOX_KEEP_DAYS before `now`; never the newest. */
enum status outbox_forget(struct outbox *outbox, instant_t now,
                          struct complaint *complaint) MUST_CHECK;

/* The right to send, for one process at a time; waits for it up to wait_ms. STATUS_BUSY: another
 * sends. It goes with outbox_turn_over, outbox_close or the process. */
enum status outbox_turn(struct outbox *outbox, int64_t wait_ms,
                        struct complaint *complaint) MUST_CHECK;
void outbox_turn_over(struct outbox *outbox);

#endif
