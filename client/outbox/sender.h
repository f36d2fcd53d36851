/* Empties an outbox: sends what waits, in order and one at a time, until each has its receipt.
 *
 * Silence is tried again with the same bytes, at the next endpoint, and after a round of all of
 * them with a growing, random pause (backoff.h). LATER waits as long as the daemon asked. GAP
 * with a number that is still kept rewinds the outbox, by itself. A MALFORMED one is
 * set aside. CONFLICT, DENIED, another GAP, and a receipt for other bytes stop the outbox
 * (outbox_standing); of these DENIED and RECEIPT are tried once more by every sender_run. */
#ifndef WACHTPOST_CLIENT_OUTBOX_SENDER_H
#define WACHTPOST_CLIENT_OUTBOX_SENDER_H

#include "client/outbox/outbox.h"

struct sender;

/* Called in the thread of sender_run; any may be NULL. They may not call the outbox or sender. */
struct sender_listener {
    void *context;
    /* An answer, after what it changes is on disk (`entry` as it was sent). */
    void (*answered)(void *context, const struct outbox_entry *entry,
                     const struct delivery_answer *answer);
    /* No answer, or LATER; why, and after how long it goes out once more. */
    void (*waits)(void *context, const struct outbox_entry *entry, const char *why,
                  int64_t wait_ms);
    /* Asked at least four times a second while waiting between tries: whether to give up. */
    bool (*enough)(void *context);
};

struct sender_options {
    struct outbox *outbox;   /* borrowed */
    struct network *network; /* borrowed */
    const char *servers;     /* endpoints of one daemon, separated by spaces; copied */
    uint8_t server_key[KEY_BYTES];
    const struct secret_keys *keys; /* borrowed */
    struct sender_listener listener;
};

/* Does not wait for a daemon. STATUS_BAD_CONFIG: an endpoint is none, or there are over 8.
 * STATUS_NO_MEMORY. */
enum status sender_open(const struct sender_options *options, struct sender **sender,
                        struct complaint *complaint) MUST_CHECK;
void sender_close(struct sender **sender);

enum sender_end {
    SENDER_DONE,    /* nothing waits, or `until` does not any more */
    SENDER_TIMEOUT, /* something still waits */
    SENDER_ENOUGH,  /* the listener's wish */
    SENDER_STOPPED, /* outbox_standing says why */
    SENDER_REFUSED  /* the daemon does not admit our key */
};

/* Sends until the snapshot with request id `until` (0: every one) does not wait any more. Waits
 * for its turn when another process is sending; that one may do the work. STATUS_OK with the end,
 * of which `complaint` says more for TIMEOUT and REFUSED, in the language of this run; else as
 * outbox.h. */
enum status sender_run(struct sender *sender, uint64_t until, int64_t timeout_ms,
                       enum sender_end *end, struct complaint *complaint) MUST_CHECK;

/* The same a step at a time: never waits for the network. Step again after `wait_ms` at the latest.
 * Between a step that is not over and the one that is, this process has the turn to send; a
 * sender_run or sender_close gives it back. STATUS_BUSY: another process has it. */
struct sender_step {
    bool over;
    enum sender_end end; /* when it is over: DONE, STOPPED or REFUSED */
    int64_t wait_ms;
};
enum status sender_step(struct sender *sender, struct sender_step *step,
                        struct complaint *complaint) MUST_CHECK;

/* Begins a new epoch that replaces the one the daemon knows (it is asked), and numbers anew what
 * waits; but first sends once more what the daemon may have recorded of it, so that nothing
 * is delivered twice. `superseded` tells which was replaced.
 * STATUS_FORBIDDEN: this key does not deliver for the AGB-code. STATUS_UNREACHABLE. */
enum status sender_begin_epoch(struct sender *sender, int64_t timeout_ms, struct number *superseded,
                               struct complaint *complaint) MUST_CHECK;

/* When nothing waits that would find it out, and no other process is sending: asks the daemon how
 * far it came, and lets wait again what it confirmed and lacks, since it was restored.
 * STATUS_FORBIDDEN, STATUS_UNREACHABLE: as above. */
enum status sender_make_whole(struct sender *sender, int64_t timeout_ms,
                              struct complaint *complaint) MUST_CHECK;

#endif
