/* Asks the daemon for everything a worklist is made from. */
#ifndef WACHTPOST_CLIENT_WORKLIST_GATHER_H
#define WACHTPOST_CLIENT_WORKLIST_GATHER_H

#include "client/ask.h"
#include "client/worklist.h"

/* How far back a worklist without a last time looks for news. */
#define WORKLIST_FIRST_DAYS 7

/* The reader's name, the alerts after *cursor (not present: the last WORKLIST_FIRST_DAYS)
 * and then every place in scope, so that each alert's place is at least as new as the
 * alert. *sources lives in `keep` and in the asker's arena, which is reset first.
 *
 * STATUS_OK with head->status ANSWER_OK: *sources is complete and *cursor stands behind the
 * alerts in it. Another answer, or a failure as of ask_alerts and pages_places: both are
 * untouched. */
enum status worklist_gather(const struct asker *asker, struct arena *keep, struct cursor *cursor,
                            struct worklist_sources *sources, struct reply_head *head,
                            struct complaint *complaint) MUST_CHECK;

#endif
