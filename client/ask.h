/* One function per question to the daemon (PUSH is in delivery.h). A dated request
 * that a virtual store calls STALE is asked once more, dated with that store's now.
 *
 * All return what connection_ask returns. STATUS_OK means that a reply was decoded:
 * whether the daemon did what was asked stands in its head. Replies live in the arena. */
#ifndef WACHTPOST_CLIENT_ASK_H
#define WACHTPOST_CLIENT_ASK_H

#include "client/connection.h"
#include "proto/wire/questions.h"

/* What every question needs. Plain value; all three are borrowed. */
struct asker {
    struct connection *connection;
    struct arena *arena;
    int64_t timeout_ms; /* in all, per question */
};

enum status ask_status(const struct asker *asker, struct status_reply *reply,
                       struct complaint *complaint) MUST_CHECK;

/* Alerts after `cursor` (not present: from the beginning), at most `limit` (0: 500).
 * Each of reply->alerts is a body for wire_decode_alert. */
enum status ask_alerts(const struct asker *asker, const struct cursor *cursor, uint32_t limit,
                       struct alerts_reply *reply, struct complaint *complaint) MUST_CHECK;

/* request->made_at is filled in here. */
enum status ask_confirm(const struct asker *asker, const struct confirm_request *request,
                        struct push_reply *reply, struct complaint *complaint) MUST_CHECK;

/* Moves the clock of a virtual store forward (role klok). */
enum status ask_clock(const struct asker *asker, instant_t instant, struct clock_reply *reply,
                      struct complaint *complaint) MUST_CHECK;

/* Who has a place, what is waiting, what was so, and the figures about it. Of each
 * request made_at is filled in here. */
enum status ask_take(const struct asker *asker, const struct take_request *request,
                     struct take_reply *reply, struct complaint *complaint) MUST_CHECK;
enum status ask_places(const struct asker *asker, const struct places_request *request,
                       struct places_reply *reply, struct complaint *complaint) MUST_CHECK;
enum status ask_history(const struct asker *asker, const struct history_request *request,
                        struct history_reply *reply, struct complaint *complaint) MUST_CHECK;
enum status ask_figures(const struct asker *asker, const struct figures_request *request,
                        struct figures_reply *reply, struct complaint *complaint) MUST_CHECK;
enum status ask_duiding(const struct asker *asker, const struct duiding_request *request,
                        struct duiding_reply *reply, struct complaint *complaint) MUST_CHECK;
enum status ask_publication(const struct asker *asker, const struct publication_request *request,
                            struct publication_reply *reply,
                            struct complaint *complaint) MUST_CHECK;

#endif
