/* HTTP, for who only reads: GET and HEAD, a few connections at a time, each with little memory and
 * little time, in the caller's own loop. libmicrohttpd behind it. */
#ifndef WACHTPOST_METRICS_WEB_H
#define WACHTPOST_METRICS_WEB_H

#include "proto/model/bytes.h"
#include "proto/model/day.h"
#include "proto/model/status.h"

#include <stdbool.h>

enum {
    WEB_CONNECTIONS = 32, /* further ones wait until the system's queue is full too */
    WEB_CONNECTION_BYTES = 16 * 1024,
    WEB_PATIENCE_S = 5, /* for a whole request and its answer, however it comes in */
};

struct web_page {
    unsigned code;
    const char *content_type; /* static */
    struct bytes body;        /* until the call returns */
};
/* Answers a GET or HEAD of `path`, which is the peer's own words. */
typedef struct web_page web_show(void *context, const char *path);

struct web;

/* Listens at ADDRESS:PORT, of digits, port * for a free one; `at` says where that is.
 * STATUS_BUSY: the address is taken. STATUS_BAD_CONFIG: it is no address, or not this machine's.
 * STATUS_NO_MEMORY, STATUS_IO. `complaint` says why. */
#define WEB_ADDRESS_SIZE 64
enum status web_open(const char *address, web_show *show, void *context, struct web **web,
                     char at[WEB_ADDRESS_SIZE], struct complaint *complaint) MUST_CHECK;
void web_close(struct web **web); /* accepts NULL */

/* What there is to wait for, and for how long at most; -1: for ever. Then a step. */
int web_fd(const struct web *web);
int web_wait_ms(const struct web *web);
/* Does what can be done now, and cuts off whoever takes too long. False: it is broken. */
bool web_step(struct web *web) MUST_CHECK;

#endif
