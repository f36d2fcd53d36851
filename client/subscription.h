/* Reading the book of alerts from where one was.
 *
 * The cursor is a small file, replaced atomically and fsynced, and it only moves after
 * the alerts up to it were handled: after a crash an alert can come twice, never not. */
#ifndef WACHTPOST_CLIENT_SUBSCRIPTION_H
#define WACHTPOST_CLIENT_SUBSCRIPTION_H

#include "client/ask.h"

/* STATUS_OK with cursor->present false when there is no file yet, or one that stands at the
 * beginning. STATUS_DAMAGED, STATUS_IO. */
enum status cursor_read(const char *path, struct cursor *cursor,
                        struct complaint *complaint) MUST_CHECK;
/* Durable when STATUS_OK. One that is not present is written as the beginning. STATUS_IO,
 * STATUS_FULL. */
enum status cursor_write(const char *path, const struct cursor *cursor,
                         struct complaint *complaint) MUST_CHECK;

/* Handles one reply's alerts, in order; they live until it returns. Anything but
 * STATUS_OK ends the reading with that, and the cursor stays before this reply. */
typedef enum status alerts_handler(void *context, const struct alert *alerts, size_t count);

struct subscription {
    struct asker asker;      /* its arena is reset between replies */
    const char *cursor_path; /* NULL: the cursor is kept only in memory */
    struct cursor cursor;    /* where to go on; moved along */
    uint32_t most;           /* alerts a reply; 0: as many as the daemon gives */
    alerts_handler *handle;
    void *context;
};

/* One reply: what is in scope directly after the cursor, handled, and the cursor moved behind
 * it. *head is filled before the handler is called; anything but ANSWER_OK gave nothing. *more:
 * the book goes on. Failures as connection_ask, cursor_write and the handler. */
enum status subscription_page(struct subscription *subscription, struct reply_head *head,
                              bool *more, struct complaint *complaint) MUST_CHECK;

#endif
