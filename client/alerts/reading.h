/* The life of an alert at its reader: fetched → recognised → sifted → taken → noted → the
 * cursor moved behind it, in this order. An alert is taken at least once, and twice only when
 * the process or the machine dies between taking and noting.
 *
 * A reader that follows gives up for nothing that passes: the server away, restored or slow,
 * the taker failing, the disk of the cursor full. */
#ifndef WACHTPOST_CLIENT_ALERTS_READING_H
#define WACHTPOST_CLIENT_ALERTS_READING_H

#include "client/alerts/ledger.h"
#include "client/alerts/sieve.h"
#include "client/alerts/signals.h"
#include "client/subscription.h"

/* Who does something with alerts. */
struct taker {
    /* Takes all of them, in order, or fails with a complaint and gets the same ones again. They
     * live until it returns. */
    enum status (*take)(void *context, const struct alert *alerts, size_t count,
                        struct complaint *complaint);
    void *context;
    uint32_t most; /* at a time; 0: whatever a reply holds */
    bool patient;  /* its failures pass: when following, it is tried again */
};

/* All pointers are borrowed. */
struct reading {
    struct asker asker;      /* its arena is reset between replies */
    struct cursor cursor;    /* where to go on; moved along */
    const char *cursor_path; /* NULL: the cursor is kept only in memory */
    struct ledger *ledger;   /* NULL: nothing is recognised */
    const struct sieve *sieve;
    struct taker taker;
    const struct signals *signals; /* NULL: never asked to stop */
    bool at_the_end;               /* note and move only at reading_settle */
    struct reply_head head;        /* what the server said last; the sentence is in the arena */
    uint64_t taken;                /* alerts, since the beginning of the process */
    bool unsettled;                /* noted or moved in memory and not yet on disk */
};

/* Everything up to the end of the book, or until something is asked by signal. STATUS_OK: see
 * head.status. Failures as subscription_page, the taker's, and reading_settle's. */
enum status reading_catch_up(struct reading *reading, struct complaint *complaint) MUST_CHECK;

/* Makes durable which alerts were taken and where the cursor stands. STATUS_FULL, STATUS_IO. */
enum status reading_settle(struct reading *reading, struct complaint *complaint) MUST_CHECK;

/* What keeps a follower from going on. */
enum trouble {
    TROUBLE_NONE,
    TROUBLE_SERVER, /* no answer, or LATER, or our clock is wrong */
    TROUBLE_TAKER,
    TROUBLE_DISK /* alerts are taken, but what was taken is known only in memory */
};

struct follower {
    /* Told when the trouble changes (TROUBLE_NONE: it is over), and of every failure of the
     * taker; the next try is after `again_ms` or sooner. */
    void (*tell)(void *context, enum trouble trouble, const struct complaint *complaint,
                 int64_t again_ms);
    void *context;
};

/* Catches up now, on every ring and at least every ALERT_POLL_INTERVAL_MS, for ever.
 * reading->signals must be there. Returns STATUS_OK when something was asked by signal (take it
 * there), or with an answer in head.status that waiting will not change; else the failure that
 * ends it (STATUS_FORBIDDEN, STATUS_MALFORMED, an impatient taker's). */
enum status reading_follow(struct reading *reading, struct bell *bell,
                           const struct follower *follower, struct complaint *complaint) MUST_CHECK;

/* How long to wait after so many failures of a taker in a row: 1 s, doubling, at most 5 min.
 * Pure. */
int64_t reading_backoff_ms(unsigned failures);

#endif
