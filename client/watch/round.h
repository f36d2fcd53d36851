/* One round of a watcher over its folder: look, ask after what waits for its receipt, and deliver
 * what is whole, one file at a time. Beside each file stands what became of it
 * (NAME.verslag.txt, in the language of this run).
 *
 * The life of a file: seen → whole → in the journal, with the request id it will have → taken into
 * the outbox → its receipt → its report → removed (or kept in geleverd/) → out of the journal,
 * which is written once for all that went in a round. After a fall every step is found again from
 * journal and outbox, so that no file is delivered twice and none is removed before its receipt is
 * in. A file that is refused goes to afgekeurd/, with its report. */
#ifndef WACHTPOST_CLIENT_WATCH_ROUND_H
#define WACHTPOST_CLIENT_WATCH_ROUND_H

#include "client/watch/folder.h"
#include "client/watch/journal.h"
#include "client/watch/lock.h"

#include <stdio.h>

/* What became of a file. */
enum verdict {
    VERDICT_WAITING,   /* safe in the outbox; no receipt yet */
    VERDICT_DELIVERED, /* its receipt is in */
    VERDICT_REFUSED,   /* it has mistakes, or the daemon rejected it: somebody must change it */
    VERDICT_TRY_AGAIN, /* it could not be taken in now; nothing was promised */
    VERDICT_UNKNOWN    /* what was asked after did not get into the outbox, or is there no longer */
};

/* Who delivers. Each tells in whole sentences in `report` what it did, in the language of this
 * run. */
struct courier {
    void *context;
    /* A request id that no other file ever gets; never 0. */
    uint64_t (*fresh_id)(void);
    /* Reads and checks the file and puts it into the outbox as it was at `peilmoment`, under
     * *request_id. VERDICT_WAITING may come with another id there: the same list waits already. */
    enum verdict (*take_in)(void *context, const char *path, instant_t peilmoment, FILE *report,
                            uint64_t *request_id);
    /* What became of a snapshot in the outbox. The file it was made of may be another by now. */
    enum verdict (*ask_after)(void *context, const char *path, const struct errand *errand,
                              FILE *report);
    /* Comes before the asking after of a round, to look once for all that are in hand. */
    void (*look)(void *context, const struct journal *journal);
};

/* All is borrowed. */
struct watch {
    const char *folder;
    struct folder *seen;
    struct journal *journal;
    struct lock *lock;
    struct courier courier;
    bool keep;        /* delivered files go to geleverd/ */
    size_t max_bytes; /* of a file */
    /* Asked between two files; NULL: never. */
    bool (*enough)(void *context);
    void *context;
    /* Told what was done to a file; NULL: nobody. */
    void (*tell)(void *context, const char *name, enum verdict verdict);
};

/* One round, at `now` of the clock and `now_ms` of one that never goes back. STATUS_BUSY: another
 * watcher has taken the folder over: stop. STATUS_IO, STATUS_FULL, STATUS_NO_MEMORY: this
 * round did not get to its end; the next one goes on. */
enum status watch_round(struct watch *watch, instant_t now, int64_t now_ms,
                        struct complaint *complaint) MUST_CHECK;

#endif
