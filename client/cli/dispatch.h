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

/* Puts the delivery in the outbox: from EXIT_DONE on it is safe. EXIT_BAD_CONFIG: it is not, as on
 * a disk without room. Its list, which explains the
 * receipt, is borrowed until the sending is over. */
enum exit_code dispatch_put(struct dispatch *dispatch, const struct delivery *delivery);

/* Sends what waits, in order, until what was put in last (nothing was: all of it) has its
 * answer or the configuration's time is over. EXIT_DONE: it is with the daemon;
 * EXIT_REFUSED, EXIT_KEY_REFUSED, EXIT_NOT_DELIVERED: why it is not, or not yet. */
enum exit_code dispatch_send(struct dispatch *dispatch);

/* Begins a new epoch, which replaces the one the daemon knows. */
enum exit_code dispatch_new_epoch(struct dispatch *dispatch);

/* Why the outbox stands still, and what to do; nothing when it does not. */
enum exit_code dispatch_tell_stop(const struct outbox_standing *standing);

#endif
