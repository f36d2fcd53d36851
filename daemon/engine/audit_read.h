/* Reading the audit log beside whoever writes it. Every line is read, also those nobody looks
 * for, since only so is it seen that none was changed, moved or taken out. */
#ifndef WACHTPOST_ENGINE_AUDIT_READ_H
#define WACHTPOST_ENGINE_AUDIT_READ_H

#include "daemon/domain/audit_line.h"
#include "store/store.h"

struct audit_question {
    struct audit_wish wish; /* its place is filled in by audit_read */
    struct bytes place_id;  /* of wish.agb; empty: it is about no place */
};

struct audit_extent {
    uint64_t first, last; /* lines that there are; none when first is beyond last */
    uint64_t whole;       /* the last one that was read and followed the one before it; 0: none */
    uint8_t hash[STORE_LOG_HASH_BYTES]; /* of the last: stands for all of them */
};

/* A line that is looked for; it lives until the call returns. False: no more. */
typedef bool audit_visit(void *context, uint64_t number, const struct audit_line *line,
                         enum audit_match match);

/* In order, in snapshots that do not last, up to the last line there is meanwhile. A store opened
 * by store_open or store_open_beside, without a transaction. STATUS_DAMAGED: behind
 * extent->whole the log is not what was written. */
enum status audit_read(struct store *store, const struct audit_question *question,
                       audit_visit *visit, void *context, struct audit_extent *extent) MUST_CHECK;

#endif
