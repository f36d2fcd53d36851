#include "daemon/engine/audit_read.h"

#include <string.h>

#include "daemon/domain/pack.h"
#include "daemon/engine/rows.h"
#include "proto/model/list.h"
#include "proto/wire/wire.h"

/* Some milliseconds each: then the snapshot is let go. */
enum { RECORDS_AT_ONCE = 5000 };
#define LIST_MEMORY_BYTES ((size_t)64 << 20)
#define RECORD_MEMORY_BYTES ((size_t)16 << 20)

struct reading {
    struct store_txn *txn;
    struct audit_wish wish;
    struct bytes place_id;
    struct list alerts;   /* uint64_t: about the place */
    struct arena *record; /* one at a time */
    audit_visit *visit;
    void *context;
    struct audit_extent *extent;

    uint64_t seen; /* the last number of the table at hand */
    size_t left;   /* in this snapshot */
    bool enough;
    enum status failure;
};

/* ---- a numbered table, bit by bit */

/* The last record of one bit is the first of the next, which must follow it. */
static enum status walk(struct reading *r, enum store_table table, store_visit *visit) {
    const struct bytes all = {NULL, 0};
    uint8_t from[8];
    enum status status = STATUS_OK;
    for (r->seen = 0, r->left = 0; status == STATUS_OK && r->left == 0 && !r->enough;) {
        r->left = RECORDS_AT_ONCE;
        store_key_u64(from, r->seen);
        status = store_renew(r->txn);
        if (status == STATUS_OK)
            status = store_walk(r->txn, table, all, bytes_of(from, sizeof from), visit, r);
        if (status == STATUS_OK)
            status = r->failure;
    }
    return status;
}

/* False: it was seen before. */
static bool is_new(struct reading *r, struct bytes key) {
    const uint64_t number = store_u64_of_key(key.at);
    const bool new = number > r->seen;
    r->seen = number;
    r->left -= new;
    arena_reset(r->record);
    return new;
}

/* ---- alerts about the place */

static bool look_at_alert(void *context, struct bytes key, struct bytes value) {
    struct reading *r = context;
    struct routed_alert routed;
    struct alert alert = {.number = 0};
    if (!is_new(r, key))
        return true;
    r->failure = unpack_routed(value, r->record, &routed);
    const bool near = r->failure == STATUS_OK && alert_concerns_place(routed.kind) &&
                      strcmp(routed.agb.text, r->wish.agb.text) == 0;
    if (near)
        r->failure = wire_decode_alert(routed.alert, r->record, &alert);
    if (r->failure == STATUS_OK && near && bytes_equal(alert.place.place_id, r->place_id)) {
        uint64_t *kept = list_add(&r->alerts);
        if (kept)
            *kept = r->seen;
    }
    return r->failure == STATUS_OK && r->left > 0;
}

static enum status find_place(struct reading *r, const struct store *store) {
    if (r->place_id.size == 0)
        return STATUS_OK;
    enum status status = walk(r, TABLE_ALERT, look_at_alert);
    if (status == STATUS_OK && r->alerts.out_of_memory)
        status = STATUS_NO_MEMORY;
    r->wish.has_plek = true;
    r->wish.plek = rows_place_key(store, r->place_id);
    r->wish.alerts = r->alerts.items;
    r->wish.alert_count = r->alerts.count;
    return status;
}

/* ---- lines */

static bool look_at_line(void *context, struct bytes key, struct bytes value) {
    struct reading *r = context;
    struct audit_line line;
    if (!is_new(r, key))
        return true;
    r->failure = unpack_audit_line(value, r->record, &line);
    if (r->failure != STATUS_OK)
        return false;
    r->extent->whole = r->seen;
    const enum audit_match match = audit_match(&r->wish, &line);
    if (match != AUDIT_NO)
        r->enough = !r->visit(r->context, r->seen, &line, match);
    return r->left > 0 && !r->enough;
}

static enum status read_lines(struct reading *r) {
    enum status status = walk(r, TABLE_AUDIT, look_at_line);
    r->extent->first = store_log_first(r->txn, TABLE_AUDIT);
    r->extent->last = store_log_head(r->txn, TABLE_AUDIT);
    store_log_hash(r->txn, r->extent->hash);
    return status;
}

enum status audit_read(struct store *store, const struct audit_question *question,
                       audit_visit *visit, void *context, struct audit_extent *extent) {
    struct arena *listed = arena_new(LIST_MEMORY_BYTES);
    struct reading r = {.wish = question->wish,
                        .place_id = question->place_id,
                        .alerts = LIST_OF(listed, uint64_t),
                        .record = arena_new(RECORD_MEMORY_BYTES),
                        .visit = visit,
                        .context = context,
                        .extent = extent};
    *extent = (struct audit_extent){.first = 1};
    enum status status = listed && r.record ? STATUS_OK : STATUS_NO_MEMORY;
    if (status == STATUS_OK)
        status = store_begin_read(store, &r.txn);
    if (status == STATUS_OK)
        status = find_place(&r, store);
    if (status == STATUS_OK)
        status = read_lines(&r);
    store_rollback(&r.txn);
    arena_free(&listed);
    arena_free(&r.record);
    return status;
}
