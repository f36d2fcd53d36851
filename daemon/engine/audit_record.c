#include "daemon/engine/audit_record.h"

#include <stdio.h>

#include "daemon/clock.h"
#include "daemon/engine/rows.h"

enum { LINE_MEMORY_BYTES = 64 * 1024 };

void audit_detail(char detail[AUDIT_DETAIL_SIZE], unsigned uid, const char *what) {
    snprintf(detail, AUDIT_DETAIL_SIZE, "uid=%u%s%s", uid, what[0] ? " " : "", what);
}

/* Where time was never real, that of the last event. */
static instant_t now_of(const struct store *store, const struct store_txn *txn) {
    const struct timepiece clock = clock_real();
    return store_is_virtual(store) ? store_last_instant(txn) : clock_now(&clock);
}

static enum status append(struct store_txn *txn, const struct audit_line *line) {
    struct arena *arena = arena_new(LINE_MEMORY_BYTES);
    struct bytes record;
    enum status status = arena ? pack_audit_line(line, arena, &record) : STATUS_NO_MEMORY;
    if (status == STATUS_OK)
        store_log_append(txn, TABLE_AUDIT, store_log_head(txn, TABLE_AUDIT) + 1, record);
    arena_free(&arena);
    return status;
}

enum status audit_record(struct store *store, unsigned uid, const struct audit_deed *deed) {
    char detail[AUDIT_DETAIL_SIZE];
    struct store_txn *txn = NULL;
    enum status status = store_begin(store, &txn);
    if (status != STATUS_OK)
        return status;
    audit_detail(detail, uid, deed->detail);
    struct audit_line line = {.instant = now_of(store, txn),
                              .party = AUDIT_OPERATOR,
                              .act = bytes_of_text(deed->act),
                              .outcome = ANSWER_OK,
                              .agb = deed->agb,
                              .has_plek = deed->plek != NULL,
                              .question = bytes_of_text(detail)};
    if (deed->plek)
        line.plek = rows_place_key(store, bytes_of_text(deed->plek));
    status = append(txn, &line);
    if (status == STATUS_OK)
        return store_commit(&txn);
    store_rollback(&txn);
    return status;
}
