/* A command's way to the daemon for what is delivered: the outbox, what empties it, and what
 * a person is told about it. Everything wrong is told on stderr; receipts go to stdout. */
#ifndef WACHTPOST_CLIENT_CLI_DISPATCH_H
#define WACHTPOST_CLIENT_CLI_DISPATCH_H

#include "client/cli/configuration.h"
#include "client/outbox/sender.h"

struct dispatch {
    const struct configuration *configuration;
    struct network *network;
    struct arena *arena;
    struct outbox *outbox;
    struct sender *sender;
    /* The snapshot that is waited for, and the rows it was made of (NULL: not known). */
    uint64_t own;
    const struct wachtlijst *list;
    bool shown, unwritten; /* its receipt is on stdout; something could not be written there */
};

/* What it needs of a configuration. */
#define DISPATCH_NEEDS                                                                             \
    (NEEDS(SETTING_SERVER) | NEEDS(SETTING_SERVER_KEY) | NEEDS(SETTING_KEY) | NEEDS(SETTING_AGB) | \
     NEEDS(SETTING_STATE))

/* Close it in any case. */
enum exit_code dispatch_open(const struct configuration *configuration, struct dispatch *dispatch);
void dispatch_close(struct dispatch *dispatch);

/* 75 promises that it arrives later; what is not in the outbox does not. Makes of
 * EXIT_NOT_DELIVERED an EXIT_BAD_CONFIG, and says so; any other code stays. */
enum exit_code dispatch_not_kept(enum exit_code code);

/* Puts the delivery in the outbox: from EXIT_DONE on it is safe. EXIT_BAD_CONFIG: it is not, as on
 * a disk without room. Its list, which explains the receipt, is borrowed until the sending is
 * over. */
enum exit_code dispatch_put(struct dispatch *dispatch, const struct delivery *delivery);

/* What is waited for instead of what was put in: a snapshot that is in the outbox already. */
void dispatch_wait_for(struct dispatch *dispatch, uint64_t request_id);

/* Sends what waits, in order, until what was put in last (nothing was: all of it) has its
 * answer or the configuration's time is over. EXIT_DONE: it is with the daemon;
 * EXIT_REFUSED, EXIT_KEY_REFUSED, EXIT_NOT_DELIVERED: why it is not, or not yet. */
enum exit_code dispatch_send(struct dispatch *dispatch);

/* Begins a new epoch, which replaces the one the daemon knows. */
enum exit_code dispatch_new_epoch(struct dispatch *dispatch);

/* Why the outbox stands still, and what to do; nothing when it does not. */
enum exit_code dispatch_tell_stop(const struct outbox_standing *standing);

#endif
