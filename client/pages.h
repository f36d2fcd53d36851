/* Answers that come in pages, asked until they are whole: every page after the first as
 * known at the moment of the first, so that together they are one answer.
 *
 * What is returned is as in ask.h. A page that does not go on is STATUS_MALFORMED. */
#ifndef WACHTPOST_CLIENT_PAGES_H
#define WACHTPOST_CLIENT_PAGES_H

#include "client/ask.h"

/* From request->offset on, all rows in one reply; next_offset is 0 then. An answer other
 * than OK ends it: then only the head means something. */
enum status pages_places(const struct asker *asker, const struct places_request *request,
                         struct places_reply *reply, struct complaint *complaint) MUST_CHECK;

/* Hands each page to `take`, whose result, unless STATUS_OK, ends it and is returned.
 * Between pages the arena is emptied: a page lives until `take` returns, and `request` must
 * not live in that arena. `head`, of the last answer, lives as long as the arena. */
typedef enum status figures_take(void *context, const struct figures_reply *page);
enum status pages_figures(const struct asker *asker, const struct figures_request *request,
                          figures_take *take, void *context, struct reply_head *head,
                          struct complaint *complaint) MUST_CHECK;

#endif
