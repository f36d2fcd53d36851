/* What wachtpostctl itself does, on record while no daemon has the store: straight into the log,
 * without deciding anything, as a daemon that starts would. Else the daemon is told (command
 * `record`). */
#ifndef WACHTPOST_ENGINE_AUDIT_RECORD_H
#define WACHTPOST_ENGINE_AUDIT_RECORD_H

#include "daemon/domain/audit_line.h"
#include "store/store.h"

/* What can be put on record so. */
#define AUDIT_ACTS "AUDIT", "BACKUP", "DUMP", "REBUILD", "RESTORE", "VERIFY"

struct audit_deed {
    const char *act;    /* of AUDIT_ACTS */
    const char *detail; /* "file=..."; nothing that leads to a child */
    struct agb agb;     /* about a place; else empty, */
    const char *plek;   /* ... and NULL */
};

/* "uid=1000 file=..." */
#define AUDIT_DETAIL_SIZE 1024
void audit_detail(char detail[AUDIT_DETAIL_SIZE], unsigned uid, const char *what);

/* In a transaction of its own, durable when STATUS_OK. The store was opened by store_open. */
enum status audit_record(struct store *store, unsigned uid,
                         const struct audit_deed *deed) MUST_CHECK;

#endif
