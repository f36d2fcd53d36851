/* Reading all of a store, or of a backup, to see whether everything is there and is what was
 * put there.
 *
 * A damaged LMDB file can do more to its reader than give wrong answers: a page number
 * that leads outside the file is a SIGBUS. So it is read in a child process, which tells
 * what it finds; when it dies, that is told too, and what it read last. */
#ifndef WACHTPOST_STORE_VERIFY_H
#define WACHTPOST_STORE_VERIFY_H

#include "store/store.h"

enum store_depth {
    /* That every record is there, unchanged in number, key and seal's nonce: what a damaged
     * record says is seen when it is read, that it is gone is not. */
    VERIFY_PRESENCE,
    /* And that every record opens, every event fits the chain and every body its event. */
    VERIFY_CONTENT
};

/* `what` goes behind the names of table and key: "does not open". Both live until the
 * listener returns. */
struct store_finding {
    enum store_table table; /* TABLE_COUNT: the store's own, or none */
    struct bytes key;       /* empty: the table as a whole */
    const char *what;
};

struct store_progress {
    uint64_t done, total; /* records; by the head of the store */
};

/* Both may be NULL. */
struct store_listener {
    void (*found)(void *context, const struct store_finding *finding);
    /* A few times a second. False: enough. */
    bool (*progress)(void *context, const struct store_progress *progress);
    void *context;
};

#define STORE_KEY_CHECK_BYTES 16

/* What the head says. */
struct store_facts {
    bool virtual_clock;
    uint8_t incarnation[STORE_INCARNATION_BYTES];
    uint8_t key_check[STORE_KEY_CHECK_BYTES]; /* tells one store key from another */
    uint64_t records, events, alerts, audit_lines;
    instant_t instant; /* of the last event */
};

/* Of a directory or of a backup's file, also beside a daemon: then of what was committed when
 * it began. STATUS_OK: nothing was found. STATUS_DAMAGED: something was, and was told; or what
 * the complaint says. STATUS_BUSY: the listener had enough. Anything else: it could not be read,
 * and the complaint says why. `facts`: only when OK. */
enum status store_verify(const struct store_options *options, enum store_depth depth,
                         const struct store_listener *listener, struct store_facts *facts,
                         struct complaint *complaint) MUST_CHECK;

#endif
